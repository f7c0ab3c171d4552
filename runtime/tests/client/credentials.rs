use super::rt;
use rt::client::{Core, Credential, Request, RequestError, Sign, Signer, Signing};

fn secured(core: Core, operation: fn(&Core) -> Request) -> String {
    let request = operation(&core).build().unwrap();
    let headers = request.headers().iter().filter(|(name, _)| *name != "user-agent");
    let headers: Vec<_> = headers.map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
    format!("{} {}", request.url().query().unwrap_or_default(), headers.join(" ")).trim().to_owned()
}

fn one(core: &Core) -> Request {
    core.request("GET", "/").security(&[&["key"]])
}
fn either(core: &Core) -> Request {
    core.request("GET", "/").security(&[&["key", "token"], &["basic"]])
}
fn optional(core: &Core) -> Request {
    core.request("GET", "/").security(&[&["key"], &[]])
}
fn none(core: &Core) -> Request {
    core.request("GET", "/")
}

struct Client(Core);

impl rt::client::FromCore for Client {
    fn from_core(core: Core) -> Self {
        Self(core)
    }
}

/// Sends calls also without credentials.
fn lenient() -> Core {
    rt::client::Builder::<Client>::new("https://x.example").allow_missing_credentials().build().0
}

fn core() -> Core {
    Core::new("https://x.example")
}

#[test]
fn each_kind_has_its_place() {
    let with = |credential| secured(core().credential("key", credential), one);
    assert_eq!(with(Credential::header("x-api-key", "k")), "x-api-key: k");
    assert_eq!(with(Credential::query("key", "k&+")), "key=k%26%2B");
    assert_eq!(with(Credential::cookie("sid", "k")), "cookie: sid=k");
    assert_eq!(with(Credential::basic("Aladdin", "open sesame")), "authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    assert_eq!(with(Credential::bearer("t")), "authorization: Bearer t");
}

#[test]
fn an_operation_gets_what_it_asks_for() {
    let both = core().credential("key", Credential::header("x-key", "k")).credential("token", Credential::bearer("t"));
    assert_eq!(secured(both.clone(), either), "x-key: k authorization: Bearer t");
    assert_eq!(secured(both.clone(), one), "x-key: k");
    assert_eq!(secured(both.clone(), none), "");
    assert_eq!(secured(both, optional), "x-key: k");
    let basic =
        core().credential("key", Credential::header("x-key", "k")).credential("basic", Credential::basic("u", "p"));
    assert_eq!(secured(basic, either), "authorization: Basic dTpw");
    // Half of what is asked for is an error that says what is missing, or better than nothing: the server says so.
    let half = core().credential("token", Credential::bearer("t"));
    assert_eq!(
        either(&half).build().unwrap_err().to_string(),
        "nothing was sent: `GET /` asks for credentials that the client does not have: give them by \
         `credential(\"key\", …)` and `credential(\"token\", …)` or `credential(\"basic\", …)`, or send it without by \
         `Builder::allow_missing_credentials`"
    );
    assert_eq!(secured(lenient().credential("token", Credential::bearer("t")), either), "authorization: Bearer t");
    let by_hand = |core: &Core| either(core).customize(|call| call.header("authorization", "Token t"));
    assert_eq!(secured(core(), by_hand), "authorization: Token t");
    assert_eq!(secured(core(), optional), "");
    // The last of one scheme counts.
    let twice = core()
        .credential("key", Credential::header("x-key", "old"))
        .credential("key", Credential::header("x-key", "new"));
    assert_eq!(secured(twice, one), "x-key: new");
}

#[test]
fn secrets_are_not_shown() {
    let core = core()
        .credential("key", Credential::header("x-key", "s3cret"))
        .credential("query", Credential::query("k", "s3cret"));
    let request = format!("{:?}", one(&core));
    let built = one(&core).build().unwrap();
    let shown = format!("{core:?} {request} {:?} {:?}", Credential::bearer("s3cret"), built.headers());
    assert!(!shown.contains("s3cret"), "{shown}");
    let broken = Core::new("https://x.example").credential("key", Credential::header("x-key", "s3cret\n"));
    let error = one(&broken).build().unwrap_err();
    assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
}

#[test]
fn signers_come_last() {
    struct Seal;
    impl Sign for Seal {
        fn sign<'r>(&'r self, request: &'r mut rt::reqwest::Request) -> Signing<'r> {
            Box::pin(async move {
                let seal = format!("{} {}", request.url().path(), request.headers().contains_key("user-agent"));
                request.headers_mut().insert("x-seal", seal.parse().map_err(|_| RequestError::new("no seal"))?);
                Ok(())
            })
        }
    }
    let server = super::loopback::Server::with("200 OK", "", "1");
    let core = Core::new(&server.url).credential("key", Credential::signer(Signer::new(Seal)));
    let answer = block_on(one(&core).send::<i64, rt::client::NoError, ()>(|answer| answer.json()));
    assert_eq!(*answer.unwrap(), 1);
    assert!(server.asked().contains("x-seal: / true"));
}

pub fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
