//! Servers with real implementations of documents of this repository, for judges that call them over HTTP.
//!
//! `servers NAME PORT` serves one on 127.0.0.1; `run` sends Schemathesis to each. `servers generate DOCUMENT FILE` writes
//! the code of a document that is not of this repository, for an implementation in `corpus`.

#![allow(clippy::print_stderr, reason = "a program for the shell")]

mod bookshop;
mod issue_tracker;
mod lambdagate;
mod music_library;

use std::process::ExitCode;

use gatewright_build::Builder;
use gatewright_runtime::axum;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (name, port) = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["generate", document, file] => return generate(document, file),
        [name, port] => (name.to_owned(), port.to_owned()),
        _ => {
            eprintln!("servers NAME PORT | generate DOCUMENT FILE");
            return ExitCode::from(2);
        }
    };
    let router = match name {
        "lambdagate" => gatewright_tests::lambdagate::server::router(lambdagate::Calc),
        "bookshop" => gatewright_tests::bookshop::server::router(bookshop::Shop::default()),
        "issue-tracker" => gatewright_tests::issue_tracker::server::router(issue_tracker::Tracker::default()),
        "music-library" => gatewright_tests::music_library::server::router(music_library::Library::default()),
        _ => {
            eprintln!("there is no server `{name}`");
            return ExitCode::from(2);
        }
    };
    match serve(port, router).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(port: &str, router: axum::Router) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    axum::serve(listener, router).await
}

fn generate(document: &str, file: &str) -> ExitCode {
    let written = Builder::new(document).client(false).generate().map_err(|error| error.to_string()).and_then(|api| {
        let text: String = api.files.into_iter().map(|file| file.text).collect();
        std::fs::write(file, text).map_err(|error| format!("{file}: {error}"))
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
