//! The keys that tokens are signed with.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Map, Value};
use url::Url;

use crate::serve::backend::http::{HttpCall, HttpClients, is_loopback};
use crate::serve::message::headers::Headers;

/// The largest set of keys.
const LARGEST_SET: usize = 1024 * 1024;

/// The public keys of those who issue tokens: a JSON Web Key Set.
///
/// ```
/// let keys = gatewright_gateway::Jwks::parse(r#"{"keys": []}"#).unwrap();
/// assert!(keys.is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct Jwks(JwkSet);

/// Why there are no keys.
#[derive(Debug)]
pub struct JwksError(String);

impl fmt::Display for JwksError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for JwksError {}

impl Jwks {
    /// Reads a key set.
    ///
    /// # Errors
    /// When the text is no JSON Web Key Set.
    pub fn parse(text: &str) -> Result<Jwks, JwksError> {
        let set = serde_json::from_str(text).map_err(|error| JwksError(format!("no JSON Web Key Set: {error}")))?;
        Ok(Jwks(set))
    }

    /// Reads a key set from a file or from a URL on this machine. Keys of other machines are not fetched:
    /// the server there would decide who gets in.
    ///
    /// # Errors
    /// When there is no key set.
    pub async fn load(source: &str) -> Result<Jwks, JwksError> {
        if !source.starts_with("http://") && !source.starts_with("https://") {
            let text = tokio::fs::read_to_string(source).await;
            return Jwks::parse(&text.map_err(|error| JwksError(format!("`{source}` cannot be read: {error}")))?);
        }
        let url = Url::parse(source).map_err(|error| JwksError(format!("`{source}` is no URL: {error}")))?;
        if !is_loopback(&url) {
            return Err(JwksError(format!("`{source}` is not on this machine; save its key set to a file")));
        }
        let clients = HttpClients::new().map_err(|error| JwksError(error.to_string()))?;
        let call = HttpCall {
            method: "GET".to_owned(),
            url,
            headers: Headers::default(),
            body: Bytes::new(),
            timeout: Duration::from_secs(5),
            accepts_any_certificate: false,
        };
        let answer = clients.call(call).await.map_err(|_| JwksError(format!("`{source}` does not answer")))?;
        if answer.status != 200 || answer.body.len() > LARGEST_SET {
            return Err(JwksError(format!("`{source}` gives no key set: status {}", answer.status)));
        }
        Jwks::parse(&String::from_utf8_lossy(&answer.body))
    }

    /// Whether there are no keys.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.keys.is_empty()
    }

    /// What a token says that one of the keys signed.
    pub(super) fn verified(&self, token: &str) -> Result<Map<String, Value>, String> {
        let header = decode_header(token).map_err(|error| format!("the token is no JSON Web Token: {error}"))?;
        // Who has a public key must not be able to sign with it.
        if matches!(header.alg, Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512) {
            return Err("the token is not signed by a key pair".to_owned());
        }
        let key = match &header.kid {
            Some(id) => self.0.find(id),
            None => self.only(),
        };
        let key = key.ok_or("no key of the key set signed the token")?;
        let key = DecodingKey::from_jwk(key).map_err(|error| format!("the key cannot be used: {error}"))?;
        let mut validation = Validation::new(header.alg);
        // Times and parties are looked at for all tokens, verified or not.
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        let decoded = decode::<Map<String, Value>>(token, &key, &validation);
        decoded.map(|data| data.claims).map_err(|error| format!("the token's signature is not valid: {error}"))
    }

    fn only(&self) -> Option<&Jwk> {
        match self.0.keys.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }
}
