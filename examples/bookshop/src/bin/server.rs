//! Serves the bookshop until Ctrl-C: `cargo run -p gatewright-example-bookshop --bin server [ADDRESS]`.

use gatewright_example_bookshop::{Shop, api};
use gatewright_runtime::axum;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("listening on http://{}/v1", listener.local_addr()?);
    let router = api::server::router(Shop::new("open sesame"));
    axum::serve(listener, router)
        .with_graceful_shutdown(async {
            let _ = tokio::signal::ctrl_c().await;
        })
        .await
}
