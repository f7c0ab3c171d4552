//! Callbacks: where each is received, and what its address gives.

use expect_test::{Expect, expect};
use gatewright_runtime::Bytes;
use gatewright_runtime::http::Request;
use gatewright_runtime::server::Service;
use gatewright_tests::hostile_callbacks::callbacks::*;
use serde_json::json;
use tokio::runtime::Runtime;

use crate::exchange::{Seen, stub};

// An operation is called `authorize`.
stub!(guarded by authorize_2 Receiver: NotesCallbacks {
    event(request: EventRequest) -> EventResponse { EventResponse::NoContent }
    subscribe_event(request: SubscribeEventRequest) -> SubscribeEventResponse { SubscribeEventResponse::NoContent }
    order_event(request: OrderEventRequest) -> OrderEventResponse { OrderEventResponse::NoContent }
    post_order_event_2(request: PostOrderEvent2Request) -> PostOrderEvent2Response { PostOrderEvent2Response::NoContent }
    shared(request: SharedRequest) -> SharedResponse { SharedResponse::NoContent }
    shipped(request: ShippedRequest) -> ShippedResponse { ShippedResponse::NoContent }
    lost(request: LostRequest) -> LostResponse { LostResponse::NoContent }
    authorize(request: AuthorizeRequest) -> AuthorizeResponse { AuthorizeResponse::Ok }
});

/// Calls one receiver, and compares the statuses and what the receiver was given.
#[track_caller]
fn check(service: impl Fn(Receiver) -> Service, requests: &[&str], expected: Expect) {
    let runtime = Runtime::new().unwrap();
    let mut shown = String::new();
    for request in requests {
        let seen = Seen::default();
        let (method, uri) = request.split_once(' ').unwrap();
        let request = Request::builder().method(method).uri(uri).header("content-type", "application/json");
        let body = if method == "POST" { json!({"text": "x"}).to_string() } else { String::new() };
        let service = service(Receiver(seen.clone()));
        let answer = runtime.block_on(service.answer(request.body(Bytes::from(body)).unwrap()));
        let status = answer.status().as_u16();
        shown.push_str(&format!("{method} {uri} {status} {}\n", seen.take()));
    }
    expected.assert_eq(&shown);
}

#[test]
fn each_has_a_path_of_its_own() {
    check(
        service,
        &[
            "POST /event",
            "POST /subscribe-event",
            "POST /order-event",
            "POST /order-event-2",
            "POST /Shared/shared/POST",
            "PUT /shipped/orders/7?at=noon&reason=3&key=k",
            "DELETE /shipped/orders/7",
            "POST /authorize",
            "POST /shared",
        ],
        expect![[r#"
            POST /event 204 EventRequest { body: EventBody { text: "x" } }
            POST /subscribe-event 204 SubscribeEventRequest { body: EventBody { text: "x" } }
            POST /order-event 204 OrderEventRequest { body: EventBody { text: "x" } }
            POST /order-event-2 204 PostOrderEvent2Request { body: EventBody { text: "x" } }
            POST /Shared/shared/POST 204 SharedRequest { method_path: "POST" }
            PUT /shipped/orders/7?at=noon&reason=3&key=k 204 ShippedRequest { id: "7", reason: Some(3), at: Some("noon") }
            DELETE /shipped/orders/7 204 LostRequest { id: "7", reason: None, at: None }
            POST /authorize 200 AuthorizeRequest
            POST /shared 404 
        "#]],
    );
}

#[test]
fn or_the_one_that_the_user_chose() {
    let paths = Paths { event: "/hooks/news".into(), shipped: "/hooks/{id}/done".into(), ..Paths::default() };
    check(
        |receiver| service_at(receiver, &paths).base_path("/mine"),
        &[
            "POST /mine/hooks/news",
            "POST /mine/event",
            "PUT /mine/hooks/7/done",
            "DELETE /mine/hooks/8/done",
            "POST /mine/order-event",
        ],
        expect![[r#"
            POST /mine/hooks/news 204 EventRequest { body: EventBody { text: "x" } }
            POST /mine/event 404 
            PUT /mine/hooks/7/done 204 ShippedRequest { id: "7", reason: None, at: None }
            DELETE /mine/hooks/8/done 204 LostRequest { id: "8", reason: None, at: None }
            POST /mine/order-event 204 OrderEventRequest { body: EventBody { text: "x" } }
        "#]],
    );
}
