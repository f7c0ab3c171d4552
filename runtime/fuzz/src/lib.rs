//! The server that is fuzzed, and the thread's executor.

/// Generated from `api.yaml`.
pub mod api {
    include!(concat!(env!("OUT_DIR"), "/api.rs"));
}

use api::models::Styles;
use api::server::*;
use gatewright_runtime::server::{BoxError, Context};

/// Takes whatever the document allows, and returns the parameters of `styles`.
#[derive(Debug)]
pub struct Server;

impl Fuzz for Server {
    type Error = BoxError;

    async fn styles(&self, request: StylesRequest, _: Context) -> Result<StylesResponse, BoxError> {
        Ok(StylesResponse::Ok(Styles {
            simple: request.simple,
            label: request.label,
            matrix: request.matrix,
            exploded: request.exploded,
            joined: request.joined,
            spaced: request.spaced,
            piped: request.piped,
            deep: request.deep,
            number: request.number,
            whole: request.whole,
            text: request.text,
            header: request.x_whole,
            session: request.session,
        }))
    }

    async fn json(&self, _: JsonRequest, _: Context) -> Result<JsonResponse, BoxError> {
        Ok(JsonResponse::NoContent)
    }

    async fn form(&self, _: FormRequest, _: Context) -> Result<FormResponse, BoxError> {
        Ok(FormResponse::NoContent)
    }

    async fn parts(&self, _: PartsRequest, _: Context) -> Result<PartsResponse, BoxError> {
        Ok(PartsResponse::NoContent)
    }

    async fn xml(&self, _: XmlRequest, _: Context) -> Result<XmlResponse, BoxError> {
        Ok(XmlResponse::NoContent)
    }

    async fn text(&self, _: TextRequest, _: Context) -> Result<TextResponse, BoxError> {
        Ok(TextResponse::NoContent)
    }
}

/// Runs a future to its end on this thread.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    thread_local! {
        static RUNTIME: tokio::runtime::Runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    }
    RUNTIME.with(|runtime| runtime.block_on(future))
}
