//! Servers with real implementations of documents of this repository, for judges that call them over HTTP.
//!
//! `servers NAME PORT` serves one on 127.0.0.1; `run` sends Schemathesis to each.

#![allow(clippy::print_stderr, reason = "a program for the shell")]

mod bookshop;
mod issue_tracker;
mod lambdagate;
mod music_library;

use std::process::ExitCode;

use gatewright_runtime::axum;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, port] = arguments.as_slice() else {
        eprintln!("servers NAME PORT");
        return ExitCode::from(2);
    };
    let router = match name.as_str() {
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
