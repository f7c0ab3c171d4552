//! What exporters write: its values go from a client to a server and back as they are.

use expect_test::expect;
use gatewright_runtime::axum::Router;
use gatewright_runtime::serde_json::{Value, json};
use gatewright_runtime::{from_value, to_value};
use gatewright_tests::spellings::client::Client;
use gatewright_tests::spellings::models::{
    Animal, Cat, Circle, Event, Everything, Outcome, Shape, ToldByFlag, Truck, Vehicle, Version,
};
use gatewright_tests::spellings::server::*;

use crate::exchange::{Api, Seen, posted, stub};

stub!(Echo: Spellings {
    echo(request: EchoRequest) -> EchoResponse { EchoResponse::Ok(request.body) }
});

fn router(seen: Seen) -> Router {
    gatewright_tests::spellings::server::router(Echo(seen))
}

/// Each of these goes through a client and a server, and comes back.
fn values() -> Vec<Value> {
    vec![
        json!({"animal": {"kind": "cat", "name": "Tom", "lives": 9}}),
        json!({"animal": {"kind": "dog", "name": "Rex", "tricks": ["roll"]}, "cat": {"kind": "cat", "lives": 7}}),
        json!({"envoy": {"cluster": "a"}, "envoys": [{"cluster": "b"}]}),
        json!({"outcome": {"ok": true, "text": "yes"}, "told": {"ok": false, "text": "no"}}),
        json!({"outcome": {"ok": false, "text": "no"}, "told": {"ok": true, "text": "yes"}}),
        json!({"version": {"version": 1, "text": "a"}}),
        json!({"version": {"version": 2, "text": "a"}}),
        json!({"event": {"type": "closed", "by": "me"}}),
        json!({"event": {"untold": "me"}}),
        json!({"shape": {"type": "square", "size": 1}}),
        json!({"vehicle": {"type": "Tanker", "load": 1, "liquid": "milk", "trailer": {"type": "Truck", "load": 2}}}),
        json!({"vehicle": {"type": "Truck", "load": 1}, "truck": {"type": "Tanker", "load": 1, "liquid": "milk"}}),
        json!({"truck": {"type": "Truck", "load": 1}}),
        json!({"status": "active"}),
        json!({"status": ""}),
        json!({"status": null}),
        json!({"level": "1.10", "rank": 2, "colour": "blue"}),
        json!({"level": "0x10", "rank": 1, "colour": "yellow"}),
        json!({"level": "off"}),
        json!({"digits": 7, "ratio": 2.5}),
        json!({"digits": "7", "ratio": "2.50"}),
        json!({"when": "9999-12-31T23:59:59Z", "key": "5f0c1a52-7d9b-4b0e-9c8f-2d6a1f3e4b5c"}),
        json!({"modified": "Sun, 06 Nov 1994 08:49:37 GMT", "token": "_-8", "civil": "2026-01-31T12:00:00"}),
        json!({"amount": 2}),
        json!({"amount": "two"}),
    ]
}

#[test]
fn what_documents_mean_goes_both_ways() {
    let api = Api::serve(router);
    let client = Client::with_base_url(&api.url(""));
    for value in values() {
        let body: Everything = from_value(&value).unwrap();
        let response = api.run(client.echo(&body).send()).unwrap_or_else(|error| panic!("{value}: {error}"));
        assert_eq!(to_value(&*response), value);
        assert!(response.departures().is_empty(), "{value}: {:?}", response.departures());
        assert!(!format!("{body:?}").contains("Unknown"), "{value}: {body:?}");
    }
}

#[test]
fn variants_are_those_that_are_meant() {
    assert!(matches!(from_value(&json!({"kind": "cat", "lives": 9})), Ok(Animal::Cat(Cat { lives: Some(9), .. }))));
    assert!(matches!(from_value(&json!({"kind": "dog"})), Ok(Animal::Dog(_))));
    assert!(matches!(from_value(&json!({"ok": false})), Ok(Outcome::Failure(_))));
    assert!(matches!(from_value(&json!({"ok": false})), Ok(ToldByFlag::Failure(_))));
    assert!(matches!(from_value(&json!({"ok": true})), Ok(ToldByFlag::Success(_))));
    assert!(matches!(from_value(&json!({"version": 2})), Ok(Version::Second(_))));
    assert!(matches!(from_value(&json!({"untold": "x"})), Ok(Event::Untold(_))));
    let tanker = json!({"type": "Tanker", "liquid": "milk"});
    assert!(matches!(from_value(&tanker), Ok(Vehicle::Tanker(_))));
    assert!(matches!(from_value(&tanker), Ok(Truck::Tanker(_))));
}

#[test]
fn a_union_writes_the_tag_of_its_variant() {
    let circle = Shape::from(Circle::new(1.5));
    let body = Everything { shape: Some(circle), ..Everything::default() };
    assert_eq!(to_value(&body), json!({"shape": {"type": "circle", "size": 1.5}}));
}

#[test]
fn floats_stay_floats() {
    let text = r#"{"price":2.0,"prices":[1.0,0.5],"amount":2.0}"#;
    let body: Everything = gatewright_runtime::from_str(text).unwrap();
    assert_eq!(gatewright_runtime::to_string(&body), text);
}

#[test]
fn servers_reject_what_is_not_meant() {
    let check = |body: Value, expected| posted(|seen| service(Echo(seen)), "/echo", &[], body, expected);
    check(
        json!({"digits": "seven"}),
        expect![[r#"
        = 
        < 400 Bad Request {"type":"about:blank","title":"Bad Request","status":400,"detail":"the body does not have the declared form","errors":[{"in":"body","pointer":"/digits","detail":"expected a number or the text of one, found the string \"seven\""}]}
    "#]],
    );
    check(
        json!({"outcome": {"ok": "true"}}),
        expect![[r#"
        = 
        < 400 Bad Request {"type":"about:blank","title":"Bad Request","status":400,"detail":"the body does not have the declared form","errors":[{"in":"body","pointer":"/outcome/ok","detail":"expected `true` or `false`, found the string \"true\""},{"in":"body","pointer":"/outcome","detail":"value is not valid under any of the schemas listed in the 'anyOf' keyword"}]}
    "#]],
    );
    check(
        json!({"version": {"version": 3}}),
        expect![[r#"
        = 
        < 400 Bad Request {"type":"about:blank","title":"Bad Request","status":400,"detail":"the body does not have the declared form","errors":[{"in":"body","pointer":"/version/version","detail":"expected one of `1`, `2`, found the number 3"},{"in":"body","pointer":"/version","detail":"value is not valid under any of the schemas listed in the 'anyOf' keyword"}]}
    "#]],
    );
    check(
        json!({"level": 1.1}),
        expect![[r#"
        = 
        < 400 Bad Request {"type":"about:blank","title":"Bad Request","status":400,"detail":"the body does not have the declared form","errors":[{"in":"body","pointer":"/level","detail":"expected one of `1.10`, `0x10`, `true`, `off`, `007`, found the number 1.1"}]}
    "#]],
    );
    check(
        json!({"colour": "green"}),
        expect![[r#"
        = 
        < 400 Bad Request {"type":"about:blank","title":"Bad Request","status":400,"detail":"the body does not have the declared form","errors":[{"in":"body","pointer":"/colour","detail":"expected one of `red`, `yellow`, `blue`, found the string \"green\""}]}
    "#]],
    );
    check(
        json!({"event": {"type": "lost"}}),
        expect![[r#"
        = 
        < 400 Bad Request {"type":"about:blank","title":"Bad Request","status":400,"detail":"the body does not have the declared form","errors":[{"in":"body","pointer":"/event/type","detail":"expected one of `opened`, found the string \"lost\""},{"in":"body","pointer":"/event","detail":"value is not valid under any of the schemas listed in the 'anyOf' keyword"}]}
    "#]],
    );
    check(
        json!({"civil": "2026-01-31T12:00:00Z"}),
        expect![[r#"
        = 
        < 400 Bad Request {"type":"about:blank","title":"Bad Request","status":400,"detail":"the body does not have the declared form","errors":[{"in":"body","pointer":"/civil","detail":"expected a date and time without an offset, found the string \"2026-01-31T12:00:00Z\""}]}
    "#]],
    );
}
