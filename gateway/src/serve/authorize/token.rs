//! JSON Web Tokens: whether they are to be believed, and what they say.
//!
//! Without keys a token's signature cannot be checked, and what it says is believed. With keys, only
//! tokens that one of them signed count.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::jwks::Jwks;

/// The longest token that is read.
const LONGEST: usize = 16 * 1024;

/// What a token says, if it is to be believed.
pub(super) fn claims(token: &str, keys: Option<&Jwks>) -> Result<Map<String, Value>, String> {
    if token.len() > LONGEST {
        return Err("the token is too long".to_owned());
    }
    match keys {
        Some(keys) => keys.verified(token),
        None => unverified(token).ok_or_else(|| "the token is no JSON Web Token".to_owned()),
    }
}

fn unverified(token: &str) -> Option<Map<String, Value>> {
    let mut parts = token.split('.');
    let (Some(_), Some(payload), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return None;
    };
    let bytes = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// A time in a token, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Time {
    Missing,
    At(f64),
    /// Something else than a number stands there.
    Malformed,
}

impl Time {
    pub(super) fn of(claims: &Map<String, Value>, name: &str) -> Time {
        let number = match claims.get(name) {
            None | Some(Value::Null) => return Time::Missing,
            Some(Value::Number(number)) => number.as_f64(),
            Some(Value::String(text)) => text.trim().parse().ok(),
            Some(_) => None,
        };
        number.filter(|seconds: &f64| seconds.is_finite()).map_or(Time::Malformed, Time::At)
    }
}

/// The claims as a REST API shows them: all text, lists with commas, times as Java prints them
/// (`Tue Apr 04 18:39:39 UTC 2023`, as questions on re:Post and GitHub show).
pub(super) fn cognito_claims(claims: &Map<String, Value>) -> Map<String, Value> {
    let shown = |(name, value): (&String, &Value)| {
        let date = matches!(name.as_str(), "exp" | "iat" | "nbf").then(|| java_date(value)).flatten();
        (name.clone(), date.unwrap_or_else(|| joined(value, ",")).into())
    };
    claims.iter().map(shown).collect()
}

/// The claims as an HTTP API shows them: all text, lists as `[a b]`, nothing for null (measured by floci).
pub(super) fn jwt_claims(claims: &Map<String, Value>) -> Map<String, Value> {
    let there = claims.iter().filter(|(_, value)| !value.is_null());
    let shown = there.map(|(name, value)| {
        let text = joined(value, " ");
        (name.clone(), if value.is_array() { format!("[{text}]") } else { text }.into())
    });
    shown.collect()
}

fn joined(value: &Value, separator: &str) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match value {
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(separator),
        other => text(other),
    }
}

fn java_date(value: &Value) -> Option<String> {
    let time = jiff::Timestamp::from_second(value.as_i64()?).ok()?;
    Some(time.to_zoned(jiff::tz::TimeZone::UTC).strftime("%a %b %d %H:%M:%S UTC %Y").to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn claims_as_they_are_shown() {
        let claims = object(json!({
            "sub": "s", "cognito:groups": ["a", "b"], "email_verified": true, "auth_time": 1_680_629_979,
            "exp": 1_680_633_579, "identities": [{"userId": "1"}], "nothing": null,
        }));
        let expected = json!({
            "sub": "s", "cognito:groups": "a,b", "email_verified": "true", "auth_time": "1680629979",
            "exp": "Tue Apr 04 18:39:39 UTC 2023", "identities": "{\"userId\":\"1\"}", "nothing": "null",
        });
        assert_eq!(Value::from(cognito_claims(&claims)), expected);
        let shown = jwt_claims(&claims);
        assert_eq!((&shown["cognito:groups"], &shown["exp"]), (&json!("[a b]"), &json!("1680633579")));
        assert!(!shown.contains_key("nothing"));
    }

    #[test]
    fn times() {
        let claims = object(json!({"n": 1.5, "t": " 1 ", "x": "soon", "l": [1], "z": null}));
        let times = ["n", "t", "x", "l", "z", "?"].map(|name| Time::of(&claims, name));
        let expected = [Time::At(1.5), Time::At(1.0), Time::Malformed, Time::Malformed, Time::Missing, Time::Missing];
        assert_eq!(times, expected);
    }
}
