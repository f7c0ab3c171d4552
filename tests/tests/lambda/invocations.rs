//! The side of the runtime API that Lambda has: it gives out events, and takes what becomes of them.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, BodyDataStream};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use gatewright_runtime::serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc, oneshot};

/// What a function sent for an event, as it arrives.
pub(crate) struct Sent {
    pub(crate) headers: HeaderMap,
    pub(crate) body: BodyDataStream,
}

/// Events that wait for the function, and those who wait for what it sends.
struct Shared {
    events: Mutex<mpsc::Receiver<Value>>,
    responses: mpsc::Sender<(Sent, oneshot::Sender<()>)>,
}

/// Gives events to a function.
pub(crate) struct Invocations {
    address: String,
    events: mpsc::Sender<Value>,
    responses: mpsc::Receiver<(Sent, oneshot::Sender<()>)>,
    /// Dropped when the next event is given: the request of the last one has been read as far as anybody wants.
    last: Option<oneshot::Sender<()>>,
}

impl Invocations {
    pub(crate) async fn serve() -> Self {
        let (events, waiting) = mpsc::channel(1);
        let (sent, responses) = mpsc::channel(1);
        let shared = Arc::new(Shared { events: Mutex::new(waiting), responses: sent });
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .with_state(shared);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, events, responses, last: None }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Gives an event, and waits for the head of what is sent for it.
    pub(crate) async fn invoke(&mut self, event: Value) -> Sent {
        drop(self.last.take());
        self.events.send(event).await.unwrap();
        let (sent, end) = self.responses.recv().await.unwrap();
        self.last = Some(end);
        sent
    }
}

async fn next(State(shared): State<Arc<Shared>>) -> Response {
    let event = shared.events.lock().await.recv().await.unwrap();
    Response::builder()
        .header("lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd")
        .header("lambda-runtime-deadline-ms", "4102444800000")
        .header("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-east-1:123456789012:function:streams")
        .header("lambda-runtime-trace-id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0")
        .body(Body::from(event.to_string()))
        .unwrap()
}

/// Hands the body on while it arrives.
async fn response(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let (end, ended) = oneshot::channel();
    let sent = Sent { headers: head.headers, body: body.into_data_stream() };
    shared.responses.send((sent, end)).await.unwrap();
    let _ = ended.await;
    Response::builder().status(202).body(Body::empty()).unwrap()
}
