//! The events of Lambda authorizers that get the whole request.
//!
//! See [REST APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html)
//! and [HTTP APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html).

use serde_json::{Value, json};

use crate::config::ApiKind;
use crate::serve::proxy::event::{EventParts, event, event_v2};

/// The event of a REST API, and of payload format 1.0 of HTTP APIs.
pub(crate) fn authorizer_event(parts: &EventParts<'_>, arn: &str, identity: &[String]) -> Value {
    let mut before = vec![("type", Value::from("REQUEST")), ("methodArn", arn.into())];
    if parts.context.kind == ApiKind::Http {
        let identity = Value::from(identity.join(","));
        before.insert(0, ("version", "1.0".into()));
        before.extend([("identitySource", identity.clone()), ("authorizationToken", identity)]);
    }
    without_body(event(parts), before)
}

/// The event of payload format 2.0.
pub(crate) fn authorizer_event_v2(parts: &EventParts<'_>, route: &str, arn: &str, identity: &[String]) -> Value {
    let before = vec![
        ("version", "2.0".into()),
        ("type", "REQUEST".into()),
        ("routeArn", arn.into()),
        ("identitySource", if identity.is_empty() { Value::Null } else { json!(identity) }),
    ];
    without_body(event_v2(parts, route), before)
}

fn without_body(mut event: Value, before: Vec<(&str, Value)>) -> Value {
    if let Some(entries) = event.as_object_mut() {
        entries.shift_remove("body");
        entries.shift_remove("isBase64Encoded");
        for (index, (name, value)) in before.into_iter().enumerate() {
            entries.shift_insert(index, name.to_owned(), value);
        }
    }
    event
}
