//! Models in the formats of serde: JSON, YAML, MessagePack and CBOR. What is written reads back equal, and is the JSON that
//! the models' own codec writes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fmt::Debug;

use gatewright_runtime::{FromJson, ToJson, from_value, serde_json};
use gatewright_tests::{bookshop, issue_tracker, music_library, spellings};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

#[track_caller]
fn check<T>(value: &Value)
where
    T: FromJson + ToJson + Serialize + DeserializeOwned + PartialEq + Debug,
{
    let model: T = from_value(value).unwrap();
    assert_eq!(&model.to_json(), value);

    let json = serde_json::to_string(&model).unwrap();
    assert_eq!(&serde_json::from_str::<Value>(&json).unwrap(), value);
    assert_eq!(serde_json::from_str::<T>(&json).unwrap(), model);

    let yaml = serde_yaml::to_string(&model).unwrap();
    assert_eq!(serde_yaml::from_str::<T>(&yaml).unwrap(), model, "{yaml}");

    let packed = rmp_serde::to_vec_named(&model).unwrap();
    assert_eq!(rmp_serde::from_slice::<T>(&packed).unwrap(), model);
    assert_eq!(&rmp_serde::from_slice::<Value>(&packed).unwrap(), value);

    let mut cbor = Vec::new();
    ciborium::into_writer(&model, &mut cbor).unwrap();
    assert_eq!(ciborium::from_reader::<T, _>(cbor.as_slice()).unwrap(), model);
    assert_eq!(&ciborium::from_reader::<Value, _>(cbor.as_slice()).unwrap(), value);
}

/// What a format reads is held to the type, as by the codec.
#[track_caller]
fn rejected<T: DeserializeOwned + Debug>(value: &Value, expected: &str) {
    let yaml = serde_yaml::to_string(value).unwrap();
    let error = serde_yaml::from_str::<T>(&yaml).unwrap_err().to_string();
    assert!(error.contains(expected), "{error}");
    let packed = rmp_serde::to_vec_named(value).unwrap();
    let error = rmp_serde::from_slice::<T>(&packed).unwrap_err().to_string();
    assert!(error.contains(expected), "{error}");
    let mut cbor = Vec::new();
    ciborium::into_writer(value, &mut cbor).unwrap();
    let error = ciborium::from_reader::<T, _>(cbor.as_slice()).unwrap_err().to_string();
    assert!(error.contains(expected), "{error}");
}

#[test]
fn objects() {
    check::<bookshop::models::Book>(&json!({
        "isbn": "9780141439587", "title": "Emma", "subtitle": null, "authors": [{"id": 17, "name": "Jane Austen"}],
        "binding": "e-book", "price": {"amount": "8.99", "currency": "GBP"}, "links": {"shop": "https://a.example"},
        "thumbnail": "/9g=", "updated_at": "2024-02-29T09:30:00Z",
    }));
    check::<issue_tracker::models::Point>(&json!({"x": 1.5, "y": -0.25}));
}

#[test]
fn unions_enums_and_numbers() {
    for value in [
        json!({"animal": {"kind": "cat", "lives": 9}, "status": null}),
        json!({"outcome": {"ok": false, "text": "no"}, "told": {"ok": true}, "version": {"version": 2}}),
        json!({"vehicle": {"type": "Tanker", "liquid": "milk"}, "level": "1.10", "rank": 2, "colour": "blue"}),
        json!({"digits": "7", "ratio": 2.5, "amount": "two"}),
        json!({"amount": 9_007_199_254_740_993_i64, "prices": [0.5, -1.25]}),
        json!({"shape": {"type": "triangle", "corners": [1, [2, null], {"deep": true}]}}),
    ] {
        check::<spellings::models::Everything>(&value);
    }
    check::<music_library::models::CreditYear>(&json!(1999));
    check::<music_library::models::CreditYear>(&json!("unknown"));
}

#[test]
fn what_does_not_fit() {
    rejected::<bookshop::models::Book>(&json!({"isbn": 1}), "expected a string, found the number 1 at `$.isbn`");
    rejected::<issue_tracker::models::Point>(&json!({"x": 1.5}), "expected a property `y`, found none at `$`");
}
