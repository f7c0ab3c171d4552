//! A server with a real implementation of a document of the corpus: `PROGRAM PORT` serves it on 127.0.0.1.
//!
//! `run` puts it together: `api.rs` is generated from the document, `implementation.rs` is the file here that is called
//! like the document.

mod api;
mod implementation;

use gatewright_runtime::axum;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let port = std::env::args().nth(1).unwrap_or_default();
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    axum::serve(listener, implementation::router()).await
}
