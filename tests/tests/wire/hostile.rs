//! Names that are no Rust: what goes over the wire is what the document says.

use std::collections::BTreeMap;
use std::fmt::Debug;

use expect_test::expect;
use gatewright_runtime::axum::Router;
use gatewright_runtime::serde_json::{self, Value, json};
use gatewright_runtime::{Bytes, File, FromJson, ToJson, from_value};
use gatewright_tests::hostile_members::client::Client;
use gatewright_tests::hostile_members::models::{self as members, PostPartsBodyForm, Required, Values};
use gatewright_tests::hostile_members::server::*;
use gatewright_tests::hostile_operations::client::{Client as Operations, ParametersBody};
use gatewright_tests::{hostile_models as models, hostile_operations};

use crate::exchange::{Api, stub};

/// What is read is written again, by our own codecs and by serde.
#[track_caller]
fn round_trip<T>(value: &Value) -> T
where
    T: FromJson + ToJson + Debug + PartialEq + serde::Serialize + serde::de::DeserializeOwned,
{
    let read: T = from_value(value).unwrap();
    assert_eq!(&read.to_json(), value);
    let by_serde: T = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(by_serde, read);
    assert_eq!(&serde_json::to_value(&by_serde).unwrap(), value);
    read
}

/// The document that the golden file was made from.
fn document() -> Value {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("hostile/members.yaml");
    let document = gatewright_document::Document::load(&path).unwrap();
    serde_json::from_str(&document.root().value().to_json().to_string()).unwrap()
}

#[test]
fn members_keep_their_names() {
    let document = document();
    let listed = document.pointer("/components/schemas/Members/properties").and_then(Value::as_object).unwrap();
    let value: Value = listed.keys().map(|name| (name.clone(), json!(format!("value of {name}")))).collect();
    let read: members::Members = round_trip(&value);
    assert!(read.other_properties.is_empty(), "{read:?}");
    assert_eq!(read.empty.as_deref(), Some("value of "));
    assert_eq!(read.r#type.as_deref(), Some("value of type"));
    assert_eq!(read.self_.as_deref(), Some("value of self"));
    assert_eq!(read.plus_1.as_deref(), Some("value of +1"));
    let mut more = value;
    more["not listed"] = json!("kept");
    let read: members::Members = round_trip(&more);
    assert_eq!(read.other_properties, BTreeMap::from([("not listed".to_owned(), "kept".to_owned())]));
}

#[test]
fn values_keep_their_names() {
    let document = document();
    let listed = document.pointer("/components/schemas/Values/enum").and_then(Value::as_array).unwrap();
    for value in listed {
        let read: Values = round_trip(value);
        assert!(!matches!(read, Values::Unknown(_)), "{value} is not known");
    }
    assert_eq!(round_trip::<Values>(&json!("new")), Values::Unknown("new".into()));
    assert_eq!(round_trip::<Values>(&json!("Unknown")), Values::UnknownValue);
    assert_eq!(round_trip::<Values>(&json!("")), Values::Empty);
    assert_eq!("*".parse::<Values>().unwrap(), Values::Star);
}

#[test]
fn variants_keep_their_names() {
    round_trip::<members::Variants>(&json!({"unknown": "x"}));
    round_trip::<members::Variants>(&json!({"self": "x"}));
    round_trip::<members::Variants>(&json!({"": "x"}));
    assert_eq!(round_trip::<members::Variants>(&json!([1, 2])), members::Variants::None(vec![1, 2]));
    assert!(matches!(round_trip(&json!(true)), members::Variants::Unknown(_)));
    assert!(matches!(round_trip(&json!({"@type": "", "a": 1})), members::Tagged::UnknownValue(_)));
    assert!(matches!(round_trip(&json!({"@type": "*", "b": 1})), members::Tagged::Self_(_)));
    assert!(matches!(round_trip(&json!({"@type": "new \"line\"", "c": 1})), members::Tagged::New(_)));
    assert!(matches!(round_trip(&json!({"@type": "?"})), members::Tagged::Unknown(_)));
}

#[test]
fn models_called_like_the_prelude() {
    let inner = json!({"text": "x", "number": 1, "bytes": "AQID", "when": null});
    let value = json!({"text": "y", "next": inner, "all": [inner], "more": {"k": inner}});
    round_trip::<models::models::Result>(&value);
    round_trip::<models::models::Option>(&value);
    round_trip::<models::models::String>(&value);
    round_trip::<models::models::Vec>(&value);
    round_trip::<models::models::Box>(&value);
    round_trip::<models::models::Ok>(&value);
    round_trip::<models::models::Client>(&value);
    assert_eq!(round_trip::<models::models::Default>(&json!("None")), models::models::Default::None);
    let _: models::Client = models::Client::new();
}

stub!(Echo: A {
    put_members(request: PutMembersRequest) -> PutMembersResponse { PutMembersResponse::Ok(request.body) }
    put_required(request: PutRequiredRequest) -> PutRequiredResponse { PutRequiredResponse::Ok(request.body) }
    post_form(_request: PostFormRequest) -> PostFormResponse { PostFormResponse::NoContent }
    post_parts(_request: PostPartsRequest) -> PostPartsResponse { PostPartsResponse::NoContent }
    put_values(request: PutValuesRequest) -> PutValuesResponse { PutValuesResponse::Ok(request.body) }
    put_variants(request: PutVariantsRequest) -> PutVariantsResponse { PutVariantsResponse::Ok(request.body) }
    put_tagged(request: PutTaggedRequest) -> PutTaggedResponse { PutTaggedResponse::Ok(request.body) }
});

#[test]
fn members_over_the_wire() {
    let api = Api::serve(|seen| router(Echo(seen)));
    let client = Client::with_base_url(&api.url(""));
    let required = members::required::Required {
        r#type: 1,
        self_: 2,
        self_camel: 3,
        crate_: 4,
        plus_1: 5,
        minus_1: 6,
        empty: 7,
        a_b: 8,
        ri_ben: 9,
        new: 10,
        value: 11,
    };
    let required = Required { super_: Some("s".into()), ..Required::new(required) };
    api.check(client.put_required(&required).send(), expect![[r#"
        > PUT /required HTTP/1.1
        > accept: application/json
        > content-type: application/json
        >> {"type":1,"self":2,"Self":3,"crate":4,"+1":5,"-1":6,"":7,"a b":8,"日本":9,"new":10,"value":11,"super":"s"}
        = PutRequiredRequest { body: Required { type: 1, self_: 2, self_camel: 3, crate_: 4, plus_1: 5, minus_1: 6, empty: 7, a_b: 8, ri_ben: 9, new: 10, value: 11, super_: Some("s"), into: None, violations: None, clone: None } }
        < 200 OK Required { type: 1, self_: 2, self_camel: 3, crate_: 4, plus_1: 5, minus_1: 6, empty: 7, a_b: 8, ri_ben: 9, new: 10, value: 11, super_: Some("s"), into: None, violations: None, clone: None } ()
    "#]]);
    let few: members::Members =
        from_value(&json!({"": "a", "a b": "&", "+1": "+", "日本": "日本", "self": "="})).unwrap();
    api.check(client.post_form(&few).send(), expect![[r#"
        > POST /form HTTP/1.1
        > accept: */*
        > content-type: application/x-www-form-urlencoded
        >> self=%3D&%2B1=%2B&=a&a%20b=%26&%E6%97%A5%E6%9C%AC=%E6%97%A5%E6%9C%AC
        = PostFormRequest { body: Members { type: None, self_: Some("="), self_camel: None, crate_: None, super_: None, plus_1: Some("+"), minus_1: None, empty: Some("a"), a_b: Some("&"), ri_ben: Some("日本"), underscore: None, underscore_underscore: None, dollar: None, n_1: None, n_1a: None, async: None, gen: None, try: None, await: None, dyn: None, match: None, fn: None, new: None, validate: None, validate_into: None, clone: None, default: None, fmt: None, from: None, into: None, to_json: None, from_json: None, value: None, violations: None, map: None, key: None, body: None, foo_dash_bar: None, foo_bar: None, foo_bar_camel: None, foo_bar_upper: None, id: None, id_upper: None, underscore_id: None, at_id: None, text: None, grosse: None, grinning: None, quoted: None, back_slash: None, new_line: None, brace: None, star_slash: None, slash_slash: None, additional_properties: None, additional_properties_camel: None, a_very_long_name_that_goes_on_and_on_because_somebody_pasted_a_whole_sentence_into: None, other_properties: {} } }
        < 204 No Content () ()
    "#]]);
    let parts = PostPartsBodyForm {
        self_: "me".into(),
        r#type: Some(File::new("a\r\nb", Bytes::from_static(b"x"))),
        empty: Some("nameless".into()),
        a_b: Some(Values::Star),
        parts: vec![File::new("1", Bytes::from_static(b"y"))],
    };
    api.check(client.post_parts(&parts).send(), expect![[r#"
        > POST /parts HTTP/1.1
        > accept: */*
        > content-type: multipart/form-data; boundary=BOUNDARY
        >> --BOUNDARY
        >> Content-Disposition: form-data; name="self"
        >> 
        >> me
        >> --BOUNDARY
        >> Content-Disposition: form-data; name="type"; filename="a%0D%0Ab"
        >> Content-Type: application/octet-stream
        >> 
        >> x
        >> --BOUNDARY
        >> Content-Disposition: form-data; name=""
        >> 
        >> nameless
        >> --BOUNDARY
        >> Content-Disposition: form-data; name="a b"
        >> 
        >> *
        >> --BOUNDARY
        >> Content-Disposition: form-data; name="parts"; filename="1"
        >> Content-Type: application/octet-stream
        >> 
        >> y
        >> --BOUNDARY--
        = PostPartsRequest { body: PostPartsBodyForm { self_: "me", type: Some(File { file_name: Some("a%0D%0Ab"), media_type: Some("application/octet-stream"), bytes: b"x" }), empty: Some("nameless"), a_b: Some(Star), parts: [File { file_name: Some("1"), media_type: Some("application/octet-stream"), bytes: b"y" }] } }
        < 204 No Content () ()
    "#]]);
    api.check(
        client.put_values(&[Values::Empty, Values::Self_, Values::UnknownValue]).send(),
        expect![[r#"
        > PUT /values HTTP/1.1
        > accept: application/json
        > content-type: application/json
        >> ["","Self","Unknown"]
        = PutValuesRequest { body: [Empty, Self_, UnknownValue] }
        < 200 OK [Empty, Self_, UnknownValue] ()
    "#]],
    );
}

#[test]
fn operations_called_like_what_a_client_has() {
    let api = Api::serve(|_| Router::new());
    let client = Operations::with_base_url(&api.url("/base")).with_new("token");
    api.check(
        client.new_operation().id("a/b").id_query(1).id_header("h").id_cookie("c").send(),
        expect![[r#"
            > POST /base/o0/a%2Fb?id=1 HTTP/1.1
            > accept: application/json, text/plain
            > authorization: Bearer token
            > cookie: id=c
            > id: h
            = 
            < 404 Not Found NotFound(Failed { status: 404, text: "" })
        "#]],
    );
    api.check(
        client.send().id_query(2).id("s").send(),
        expect![[r#"
            > POST /base/o2/s?id=2 HTTP/1.1
            > accept: application/json, text/plain
            > authorization: Bearer token
            = 
            < 404 Not Found NotFound(Failed { status: 404, text: "" })
        "#]],
    );
    api.check(
        client.r#type().id("..").id_query(3).send(),
        expect![[r#"
        nothing was sent
        = 
        < Request(RequestError(Parts { message: "a path cannot have the segment `..`", cause: None }))
    "#]],
    );
    let body = ParametersBody::Json(vec!["b".into()]);
    let call = client.parameters().send_path("1").body_path("2").self_("3").r#type("4").a("5").body(&body);
    let call = call.empty("nameless").plus_1("+").self_camel("Self").method_query("method");
    api.check(call.send_query("send").clone_query("clone").top("10").send_header("in the header").send(), expect![[r#"
        > PUT /base/parameters/1/2/3/4/5?=nameless&%2B1=%2B&Self=Self&method=method&send=send&clone=clone&%24top=10 HTTP/1.1
        > accept: */*
        > authorization: Bearer token
        > content-type: application/json
        > send: in the header
        >> ["b"]
        = 
        < 404 Not Found undocumented 
    "#]]);
    let _ = hostile_operations::Client::new();
}
