//! Bodies of XML, media types with parameters and events, from a typed client to a typed server and back.

use std::collections::BTreeMap;

use expect_test::expect;
use gatewright_runtime::client::Response;
use gatewright_runtime::from_value;
use gatewright_runtime::serde_json::json;
use gatewright_tests::hostile_media_types::client::{
    Client, PostEventsSuccess, PostVersionsBody as Versions, PutOrderBody as Sent,
};
use gatewright_tests::hostile_media_types::models::{
    Address, Customer, Fault, Firm, Line, Order, OrderState, PostReviewBodyForm, PostReviewBodyKind, Self_, SelfEither,
    required,
};
use gatewright_tests::hostile_media_types::server::*;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::exchange::{Api, posted, stub};

stub!(Shop: AShopThatSpeaksXml {
    get_order(request: GetOrderRequest) -> GetOrderResponse {
        match request.id {
            1 => GetOrderResponse::Ok(whole()),
            _ => GetOrderResponse::NotFound(from_value(&json!({"code": 7, "why": "<none>"})).unwrap()),
        }
    }
    put_order(request: PutOrderRequest) -> PutOrderResponse {
        match request.body {
            PutOrderBody::Xml(order) => PutOrderResponse::OkXml(order),
            PutOrderBody::Plain(_) => PutOrderResponse::Accepted(Default::default()),
        }
    }
    add_orders(request: AddOrdersRequest) -> AddOrdersResponse {
        AddOrdersResponse::Ok(request.body.into_iter().map(|order| order.lines).collect())
    }
    post_versions(request: PostVersionsRequest) -> PostVersionsResponse {
        match request.body {
            PostVersionsBody::JsonVersion1(line) => PostVersionsResponse::OkJsonVersion1(line),
            PostVersionsBody::JsonVersion2(address) => PostVersionsResponse::OkJsonVersion2(address),
        }
    }
    post_events(request: PostEventsRequest) -> PostEventsResponse {
        match request.body {
            None => PostEventsResponse::OkJson(town("Bern")),
            Some(0) => PostEventsResponse::BadRequest(vec![from_value(&json!({"code": 7})).unwrap()].into()),
            Some(count) => PostEventsResponse::OkEventStream(["Oslo", "Rome\n"].iter().take(count as usize).map(|name| town(name)).collect::<Vec<_>>().into()),
        }
    }
    ticks(_request: TicksRequest) -> TicksResponse { TicksResponse::Ok(vec!["one\ntwo".into(), "[DONE]".into(), "x".into()].into()) }
    alike(_request: AlikeRequest) -> AlikeResponse {
        AlikeResponse::OkJson(from_value(&json!({"state": "on"})).unwrap())
    }
    post_review(_request: PostReviewRequest) -> PostReviewResponse { PostReviewResponse::NoContent }
    post_names(_request: PostNamesRequest) -> PostNamesResponse {
        PostNamesResponse::Ok(BTreeMap::from([("a".to_owned(), json!({"b": [1, true]}))]))
    }
});

fn town(name: &str) -> Address {
    Address { town: Some(name.into()) }
}

fn order(id: i64, lines: Vec<Line>, notes: &[&str]) -> Order {
    Order::new(required::Order { id, lines, notes: notes.iter().map(|note| (*note).to_owned()).collect() })
}

fn whole() -> Order {
    let firm = Firm::new(vec!["Oslo".into(), "Rome".into()]);
    let lines = vec![Line { count: Some(2), ..Line::new("tea & <milk>") }, Line::new("")];
    Order {
        state: Some(OrderState::SentPaid),
        paid: Some(None),
        signed: Some(from_value(&json!("AQID")).unwrap()),
        due: Some("2026-01-02T03:04:05Z".parse().unwrap()),
        customer: Some(Customer::Firm(firm)),
        before: Some(Box::new(order(0, Vec::new(), &[]))),
        bill_to: Some(Address { town: Some("Bern".into()) }),
        ship_to: Some(Address { town: None }),
        labels: Some(BTreeMap::from([("red".into(), 1), ("a b".into(), 2)])),
        extra: Some(json!({"deep": [{"x": "1"}, {"x": "2"}]})),
        a_b: Some(" kept ".into()),
        ..order(1, lines, &["1"])
    }
}

/// JSON and XML of one schema are one type, which JSON is preferred for.
#[test]
fn schemas_written_alike() {
    let api = Api::serve(|seen| router(Shop(seen)));
    let client = Client::with_base_url(&api.url(""));
    api.check(
        client.alike().send(),
        expect![[r#"
        > GET /alike HTTP/1.1
        > accept: application/json
        = AlikeRequest
        < 200 OK AlikeResponse { state: On } ()
    "#]],
    );
}

#[test]
fn orders() {
    let api = Api::serve(|seen| router(Shop(seen)));
    let client = Client::with_base_url(&api.url(""));
    let back = api.run(client.get_order(1).send()).unwrap();
    // A name that XML does not have is written as another, which nobody can undo in a map.
    let mut expected = whole();
    expected.labels = Some(BTreeMap::from([("red".into(), 1), ("a_b".into(), 2)]));
    assert_eq!(*back, expected);
    api.check(client.get_order(1).send(), expect![[r#"
        > GET /orders/1 HTTP/1.1
        > accept: application/xml, text/xml
        = GetOrderRequest { id: 1 }
        < 200 OK Order { id: 1, state: Some(SentPaid), lines: [Line { count: Some(2), text: "tea & <milk>" }, Line { count: None, text: "" }], notes: ["1"], paid: Some(None), signed: Some("AQID"), due: Some("2026-01-02T03:04:05Z"), customer: Some(Firm(Firm { kind: "Firm", branches: ["Oslo", "Rome"] })), before: Some(Order { id: 0, state: None, lines: [], notes: [], paid: None, signed: None, due: None, customer: None, before: None, bill_to: None, ship_to: None, labels: None, extra: None, a_b: None }), bill_to: Some(Address { town: Some("Bern") }), ship_to: Some(Address { town: None }), labels: Some({"a_b": 2, "red": 1}), extra: Some(Object {"deep": Array [Object {"x": String("1")}, Object {"x": String("2")}]}), a_b: Some(" kept ") } ()
    "#]]);
    api.check(
        client.get_order(2).send(),
        expect![[r#"
        > GET /orders/2 HTTP/1.1
        > accept: application/xml, text/xml
        = GetOrderRequest { id: 2 }
        < 404 Not Found NotFound(Fault { code: 7, why: Some("<none>") })
    "#]],
    );
    api.check(client.put_order().id(1).body(&Sent::Xml(order(1, Vec::new(), &[]))).send(), expect![[r#"
        > PUT /orders/1 HTTP/1.1
        > accept: application/json, application/xml
        > content-type: application/xml
        >> <?xml version="1.0" encoding="UTF-8"?>
        >> <o:order xmlns:o="urn:example:orders" id="1"><lines/></o:order>
        = PutOrderRequest { id: 1, body: Xml(Order { id: 1, state: None, lines: [], notes: [], paid: None, signed: None, due: None, customer: None, before: None, bill_to: None, ship_to: None, labels: None, extra: None, a_b: None }) }
        < `PUT /orders/{id}` answered 200 OK with a body that does not fit: not JSON, expected a value, found `<` at line 1 column 1
    "#]]);
    api.check(
        client.put_order().id(1).body(&Sent::Plain("later".into())).send(),
        expect![[r#"
        > PUT /orders/1 HTTP/1.1
        > accept: application/json, application/xml
        > content-type: text/plain
        >> later
        = PutOrderRequest { id: 1, body: Plain("later") }
        < 202 Accepted Accepted(PutOrderAcceptedResponse { ticket: None }) ()
    "#]],
    );
    api.check(client.add_orders(&[order(1, vec![Line::new("x")], &[])]).send(), expect![[r#"
        > POST /orders HTTP/1.1
        > accept: application/xml
        > content-type: application/vnd.shop.orders+xml
        >> <?xml version="1.0" encoding="UTF-8"?>
        >> <orders xmlns="urn:example:orders"><o:order xmlns:o="urn:example:orders" id="1"><lines><line>x</line></lines></o:order></orders>
        = AddOrdersRequest { body: [Order { id: 1, state: None, lines: [Line { count: None, text: "x" }], notes: [], paid: None, signed: None, due: None, customer: None, before: None, bill_to: None, ship_to: None, labels: None, extra: None, a_b: None }] }
        < 200 OK [[Line { count: None, text: "x" }]] ()
    "#]]);
    api.check(
        client.add_orders(&[]).send(),
        expect![[r#"
        > POST /orders HTTP/1.1
        > accept: application/xml
        > content-type: application/vnd.shop.orders+xml
        >> <?xml version="1.0" encoding="UTF-8"?>
        >> <orders xmlns="urn:example:orders"/>
        = AddOrdersRequest { body: [] }
        < 200 OK [] ()
    "#]],
    );
}

#[test]
fn names() {
    let api = Api::serve(|seen| router(Shop(seen)));
    let client = Client::with_base_url(&api.url(""));
    let sent = Self_ {
        r#type: Some("t".into()),
        n_1a: Some(1.5),
        x_y: Some("xy".into()),
        prefixed: Some("p".into()),
        either: Some(SelfEither::List(vec!["1".into(), "2".into()])),
    };
    api.check(client.post_names().body(&sent).send(), expect![[r#"
        > POST /names HTTP/1.1
        > accept: application/xml
        > content-type: application/xml
        >> <?xml version="1.0" encoding="UTF-8"?>
        >> <self><type>t</type><_1a>1.5</_1a><y>xy</y><prefixed>p</prefixed><either>1</either><either>2</either></self>
        = PostNamesRequest { body: Some(Self_ { type: Some("t"), n_1a: Some(1.5), x_y: Some("xy"), prefixed: Some("p"), either: Some(List(["1", "2"])) }) }
        < 200 OK {"a": Object {"b": Array [String("1"), String("true")]}} ()
    "#]]);
    api.check(
        client.post_names().send(),
        expect![[r#"
        > POST /names HTTP/1.1
        > accept: application/xml
        = PostNamesRequest { body: None }
        < 200 OK {"a": Object {"b": Array [String("1"), String("true")]}} ()
    "#]],
    );
}

/// Each part holds what any variant of the form says of it.
#[test]
fn forms_of_variants() {
    let api = Api::serve(|seen| router(Shop(seen)));
    let client = Client::with_base_url(&api.url(""));
    let fault: Fault = from_value(&json!({"code": 7})).unwrap();
    let form = PostReviewBodyForm {
        kind: Some(PostReviewBodyKind::Words),
        value: Some("good".into()),
        of: Some(fault.into()),
        by: None,
    };
    api.check(client.post_review(&form).send(), expect![[r#"
        > POST /reviews HTTP/1.1
        > accept: */*
        > content-type: multipart/form-data; boundary=BOUNDARY
        >> --BOUNDARY
        >> Content-Disposition: form-data; name="kind"
        >> 
        >> words
        >> --BOUNDARY
        >> Content-Disposition: form-data; name="value"
        >> 
        >> good
        >> --BOUNDARY
        >> Content-Disposition: form-data; name="of"
        >> Content-Type: application/json
        >> 
        >> {"code":7}
        >> --BOUNDARY--
        = PostReviewRequest { body: PostReviewBodyForm { kind: Some(Words), value: Some(String("good")), of: Some(Fault(Fault { code: 7, why: None })), by: None } }
        < 204 No Content () ()
    "#]]);
}

#[test]
fn versions() {
    let api = Api::serve(|seen| router(Shop(seen)));
    let client = Client::with_base_url(&api.url(""));
    api.check(
        client.post_versions(&Versions::JsonVersion1(Line::new("a"))).send(),
        expect![[r#"
        > POST /versions HTTP/1.1
        > accept: application/json; version=1, application/json; version=2
        > content-type: application/json; version=1
        >> {"text":"a"}
        = PostVersionsRequest { body: JsonVersion1(Line { count: None, text: "a" }) }
        < 200 OK OkJsonVersion1(Line { count: None, text: "a" }) ()
    "#]],
    );
    api.check(
        client.post_versions(&Versions::JsonVersion2(Address { town: None })).send(),
        expect![[r#"
        > POST /versions HTTP/1.1
        > accept: application/json; version=1, application/json; version=2
        > content-type: application/json; version=2
        >> {}
        = PostVersionsRequest { body: JsonVersion2(Address { town: None }) }
        < 200 OK OkJsonVersion2(Address { town: None }) ()
    "#]],
    );
}

#[test]
fn events() {
    let api = Api::serve(|seen| router(Shop(seen)));
    let client = Client::with_base_url(&api.url(""));
    api.check(
        client.post_events().send(),
        expect![[r#"
        > POST /events HTTP/1.1
        > accept: application/json, text/event-stream
        = PostEventsRequest { body: None }
        < 200 OK OkJson(Address { town: Some("Bern") }) ()
    "#]],
    );
    api.check(
        client.post_events().body(0).send(),
        expect![[r#"
        > POST /events HTTP/1.1
        > accept: application/json, text/event-stream
        > content-type: text/plain
        >> 0
        = PostEventsRequest { body: Some(0) }
        < 400 Bad Request BadRequest("data: {\"code\":7}\n\n")
    "#]],
    );
    let all = async |call| -> Vec<Address> {
        let answer: Response<PostEventsSuccess> = client.post_events().body(call).send().await.unwrap();
        let PostEventsSuccess::OkEventStream(mut events) = answer.into_inner() else { panic!("no events") };
        let mut all = Vec::new();
        while let Some(event) = events.next().await {
            all.push(event.unwrap().data);
        }
        all
    };
    assert_eq!(api.run(all(2)), [town("Oslo"), town("Rome\n")]);
    let mut ticks = api.run(client.ticks().send()).unwrap().into_inner();
    assert_eq!(api.run(ticks.next()).unwrap().unwrap().data, "one\ntwo");
    assert!(api.run(ticks.next()).is_none(), "what says that it is done is the end");
}

/// Events are given while others are still to come, and what does not fit is one event's fault alone.
#[test]
fn events_as_they_come() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (mut server, answering) = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let call = tokio::spawn(Client::with_base_url(&format!("http://{address}")).post_events().body(1).send());
        let (mut server, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n1") {
            server.read_buf(&mut request).await.unwrap();
        }
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\nconnection: close\r\n\r\n";
        server.write_all(head.as_bytes()).await.unwrap();
        (server, call)
    });
    let answer = runtime.block_on(answering).unwrap().unwrap();
    let PostEventsSuccess::OkEventStream(mut events) = answer.into_inner() else { panic!("no events") };
    let mut next = |text: &str| {
        runtime.block_on(async {
            server.write_all(text.as_bytes()).await.unwrap();
            events.next().await
        })
    };
    let first = next("event: town\ndata: {\"town\": \"Oslo\"}\n\n").unwrap().unwrap();
    assert_eq!((first.event.as_str(), first.data.town.as_deref()), ("town", Some("Oslo")));
    let broken = next("data: {\"town\": 1}\n\n").unwrap().unwrap_err();
    assert_eq!(broken.raw().unwrap().body(), "{\"town\": 1}");
    assert_eq!(next("data: {}\n\n").unwrap().unwrap().data.town, None);
    drop(server);
    assert!(runtime.block_on(events.next()).is_none());
}

#[test]
fn what_does_not_fit() {
    let post = |body: &str, expected| {
        let xml = [("content-type", "application/vnd.shop.orders+xml; charset=utf-8")];
        posted(|seen| service(Shop(seen)), "/orders", &xml, body, expected);
    };
    post(
        "<orders><order id=\"1\"><lines/></order></orders>",
        expect![[r#"
        = AddOrdersRequest { body: [Order { id: 1, state: None, lines: [], notes: [], paid: None, signed: None, due: None, customer: None, before: None, bill_to: None, ship_to: None, labels: None, extra: None, a_b: None }] }
        < 200 OK <?xml version="1.0" encoding="UTF-8"?>
        <root><lines/></root>
    "#]],
    );
    post(
        "<orders><order id=\"one\"><lines/></order></orders>",
        expect![[r#"
        = 
        < 400 Bad Request {"type":"about:blank","title":"Bad Request","status":400,"detail":"the body does not have the declared form","errors":[{"in":"body","pointer":"/0/id","detail":"expected an integer of 64 bits, found the string \"one\""}]}
    "#]],
    );
    post(
        "<orders><order><lines/></order></orders>",
        expect![[r#"
        = 
        < 400 Bad Request {"type":"about:blank","title":"Bad Request","status":400,"detail":"the body does not have the declared form","errors":[{"in":"body","pointer":"/0","detail":"expected a property `id`, found none"}]}
    "#]],
    );
    post(
        "<orders><order></orders>",
        expect![[r#"
        = 
        < 400 Bad Request {"type":"about:blank","title":"Bad Request","status":400,"detail":"the body does not have the declared form","errors":[{"in":"body","pointer":"","detail":"found text that is not XML: expected 'order' tag, not 'orders' at line 1 column 16"}]}
    "#]],
    );
    post(
        "[]",
        expect![[r#"
        = 
        < 400 Bad Request {"type":"about:blank","title":"Bad Request","status":400,"detail":"the body does not have the declared form","errors":[{"in":"body","pointer":"","detail":"found text that is not XML: unknown token at line 1 column 1"}]}
    "#]],
    );
    post(
        "",
        expect![[r#"
        = 
        < 400 Bad Request {"type":"about:blank","title":"Bad Request","status":400,"detail":"required parameters are missing","errors":[{"in":"body","pointer":"","detail":"is required"}]}
    "#]],
    );
}
