//! Tokens that are fetched and renewed, and credentials from elsewhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::credentials::block_on;
use super::production::Script;
use super::rt;
use rt::client::{Builder, Core, Credential, FromCore, Request, RequestError, Scheme, Token, Tokens};

struct Client(Core);

impl FromCore for Client {
    const SCHEMES: &'static [Scheme] = &[
        Scheme::header("staffKey", "x-key").by("with_staff_key"),
        Scheme::basic("door").by("with_door"),
        Scheme::bearer("token").by("with_token"),
    ];

    fn from_core(core: Core) -> Self {
        Self(core)
    }
}

#[test]
fn what_is_missing_is_named_by_the_method_that_takes_it() {
    let client: Client = Builder::new("http://127.0.0.1:1").build();
    let request = client.0.request("GET", "/x").security(&[&["staffKey", "door"], &["token"]]);
    let error = request.build().unwrap_err().to_string();
    assert!(
        error.contains("give them by `with_staff_key` and `with_door` or `with_token`, or send it without"),
        "{error}"
    );
}

fn call(url: &str, credential: Credential) -> Request {
    Core::new(url).credential("token", credential).request("GET", "/x").security(&[&["token"]])
}

fn answer(status: &str) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
}

fn sent(asked: &[String]) -> Vec<&str> {
    asked.iter().filter_map(|head| head.lines().find_map(|line| line.strip_prefix("authorization: "))).collect()
}

/// Tokens `t1`, `t2`, … that are good for so long.
fn counted(life: Duration) -> (Tokens, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let own = Arc::clone(&count);
    let provider = move || {
        let number = own.fetch_add(1, Ordering::Relaxed) + 1;
        async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Ok(Token::new(format!("t{number}")).expires_in(life))
        }
    };
    (Tokens::new(provider), count)
}

#[test]
fn a_token_is_fetched_once_for_many_calls() {
    let script = Script::new(vec![answer("204 No Content"); 3]);
    let (tokens, count) = counted(Duration::from_secs(3600));
    let call = call(&script.url, Credential::bearer(tokens));
    block_on(async {
        let (one, other) = tokio::join!(call.clone().send_raw(), call.clone().send_raw());
        assert!(one.is_ok() && other.is_ok());
        assert!(call.send_raw().await.is_ok());
    });
    assert_eq!(count.load(Ordering::Relaxed), 1);
    assert_eq!(sent(&script.asked()), ["Bearer t1"; 3]);
}

#[test]
fn a_token_that_is_over_or_rejected_is_fetched_anew() {
    let script = Script::new(vec![answer("204 No Content"); 2]);
    let (tokens, _) = counted(Duration::ZERO);
    let once = call(&script.url, Credential::bearer(tokens));
    block_on(async {
        assert!(once.clone().send_raw().await.is_ok());
        assert!(once.send_raw().await.is_ok());
    });
    assert_eq!(sent(&script.asked()), ["Bearer t1", "Bearer t2"]);
    // Once, and then it is the caller's.
    let script = Script::new(vec![answer("401 Unauthorized"); 2]);
    let (tokens, _) = counted(Duration::from_secs(3600));
    let raw = block_on(call(&script.url, Credential::bearer(tokens)).send_raw()).unwrap();
    assert_eq!(raw.code(), 401);
    assert_eq!(sent(&script.asked()), ["Bearer t1", "Bearer t2"]);
}

#[test]
fn what_a_provider_says_is_the_error() {
    let tokens = Tokens::new(|| async { Err(RequestError::new("the safe is locked")) });
    let error = block_on(call("http://127.0.0.1:1", Credential::bearer(tokens)).send_raw()).unwrap_err();
    assert!(error.to_string().contains("the safe is locked"), "{error}");
    assert!(!format!("{:?}", Token::new("hush")).contains("hush"));
}

#[test]
fn credentials_from_variables() {
    let read = |name: &str| match name {
        "SHOP_STAFF_KEY" => Some(" k1\n".to_owned()),
        "SHOP_DOOR_USER" => Some("ada".to_owned()),
        "SHOP_DOOR_PASSWORD" => Some("lace".to_owned()),
        _ => None,
    };
    let client: Client = Builder::new("http://a.example").credentials_from("SHOP", &read).build();
    let built = |schemes| client.0.request("GET", "/x").security(schemes).build();
    assert_eq!(built(&[&["staffKey"]]).unwrap().headers()["x-key"], "k1");
    assert_eq!(built(&[&["door"]]).unwrap().headers()["authorization"], "Basic YWRhOmxhY2U=");
    assert!(built(&[&["token"]]).is_err());
}

#[cfg(feature = "oauth2")]
mod oauth2 {
    use rt::client::OAuth2;

    use super::*;

    fn json(body: &str) -> String {
        let length = body.len();
        format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        )
    }

    #[test]
    fn client_credentials() {
        let endpoint = Script::new(vec![json(r#"{"access_token":"abc","token_type":"bearer","expires_in":3600}"#)]);
        let script = Script::new(vec![answer("204 No Content"); 2]);
        let tokens =
            OAuth2::client_credentials(&endpoint.url, "id", "secret").scope("read").parameter("audience", "a b");
        let call = call(&script.url, Credential::bearer(tokens.tokens()));
        block_on(async {
            assert!(call.clone().send_raw().await.is_ok());
            assert!(call.send_raw().await.is_ok());
        });
        assert_eq!(sent(&script.asked()), ["Bearer abc"; 2]);
        let asked = endpoint.asked();
        assert_eq!(asked.len(), 1);
        assert!(asked[0].starts_with("POST / HTTP/1.1"), "{}", asked[0]);
        assert_eq!(sent(&asked), ["Basic aWQ6c2VjcmV0"]);
        assert!(asked[0].contains("grant_type=client_credentials"), "{}", asked[0]);
        assert!(asked[0].contains("scope=read") && asked[0].contains("audience=a+b"), "{}", asked[0]);
    }

    #[test]
    fn refresh_tokens_follow_each_other() {
        let endpoint = Script::new(vec![
            json(r#"{"access_token":"a1","token_type":"bearer","expires_in":0,"refresh_token":"r2"}"#),
            json(r#"{"access_token":"a2","token_type":"bearer","expires_in":0}"#),
        ]);
        let tokens = OAuth2::refresh_token(&endpoint.url, "id", "r1").tokens();
        block_on(async {
            tokens.token().await.unwrap();
            tokens.token().await.unwrap();
        });
        let asked = endpoint.asked();
        assert!(asked[0].contains("refresh_token=r1"), "{}", asked[0]);
        assert!(asked[1].contains("refresh_token=r2"), "{}", asked[1]);
    }

    #[test]
    fn no_token_shows_no_secret() {
        for body in [r#"{"error":"invalid_client"}"#, "hush hush", r#"{"access_token":7}"#] {
            let endpoint = Script::new(vec![json(body)]);
            let tokens = OAuth2::client_credentials(&endpoint.url, "id", "hush").tokens();
            let error = block_on(tokens.token()).unwrap_err();
            assert!(error.to_string().contains("no token from"), "{error}");
            assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
        }
    }
}
