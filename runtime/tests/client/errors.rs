use std::error::Error as _;

use super::answers::ask;
use super::credentials::block_on;
use super::loopback::Server;
use super::rt;
use rt::client::{Answer, Core, Error, Failure, FromFailure, GatewayFailure, NoError, Outcome, Request, Unsuccessful};

#[derive(Clone, Debug)]
struct Output {
    c: f64,
}
rt::object! { read Output { required c "c" } }

#[derive(Clone, Debug)]
struct Problem {
    detail: Option<String>,
}
rt::object! { read Problem { optional detail "detail" } }

#[derive(Debug, PartialEq)]
enum Failed {
    NotFound(rt::client::Failed<Problem>),
    Teapot(rt::client::Failed<String>),
    Gone(rt::client::Failed),
    Other(rt::client::Failed<Problem>),
}

impl FromFailure for Failed {
    fn from_failure(answer: Unsuccessful<'_>) -> Failure<Self> {
        match answer.status() {
            404 => answer.json(Self::NotFound),
            410 => answer.empty(Self::Gone),
            418 => answer.text(Self::Teapot),
            400..=499 => answer.json(Self::Other),
            _ => answer.undocumented(),
        }
    }

    fn answer(&self) -> &Answer {
        match self {
            Self::NotFound(failed) | Self::Other(failed) => failed.raw(),
            Self::Teapot(failed) => failed.raw(),
            Self::Gone(failed) => failed.raw(),
        }
    }
}

fn read(answer: &Answer) -> Outcome<Vec<Output>, Failed> {
    match answer.status() {
        200 => answer.json(),
        _ => answer.failure(),
    }
}

fn error(status: &str, headers: &str, body: &str) -> Error<Failed> {
    ask::<_, _, ()>(&Server::with(status, headers, body), read).unwrap_err()
}

#[test]
fn documented_failures_are_typed_and_keep_the_answer() {
    let missing = error("404 Not Found", "x-request-id: r7\r\n", r#"{"detail":"no such"}"#);
    assert_eq!(missing.to_string(), r#"`GET /calc` answered 404 Not Found: {"detail":"no such"}"#);
    let Error::Api(Failed::NotFound(problem)) = missing else { panic!() };
    assert_eq!(problem.body().unwrap().detail.as_deref(), Some("no such"));
    assert_eq!((problem.text().as_str(), problem.status().as_u16()), (r#"{"detail":"no such"}"#, 404));
    let error = error("410 Gone", "x-request-id: r7\r\n", "");
    assert_eq!((error.status().unwrap().as_u16(), error.request_id()), (410, Some("r7")));
    assert!(matches!(error.api(), Some(Failed::Gone(_))));
    assert!(error.was_sent() && !error.is_retryable());
    assert_eq!(error.to_string(), "`GET /calc` answered 410 Gone");
}

#[test]
fn text_and_classes() {
    let teapot = error("418 Teapot", "", "short");
    assert!(matches!(teapot, Error::Api(Failed::Teapot(text)) if text.body().unwrap() == "short"));
    let other = error("499 X", "", "{}");
    assert!(matches!(other, Error::Api(Failed::Other(problem)) if problem.body().unwrap().detail.is_none()));
}

#[test]
fn undocumented_statuses_are_kept_whole() {
    let error = error("503 Service Unavailable", "x-a: b\r\n", "<h1>\n  busy</h1>");
    assert_eq!(
        error.to_string(),
        "`GET /calc` answered 503 Service Unavailable, which is not documented: <h1> busy</h1>"
    );
    let Error::Unexpected(answer) = &error else { panic!() };
    assert_eq!(answer.headers()["x-a"], "b");
    assert!(error.is_retryable() && error.source().is_none());
}

#[test]
fn bodies_that_do_not_fit_say_where() {
    let decode = |body: &str| match error("200 OK", "", body) {
        Error::Decode(error) => error,
        other => panic!("{other}"),
    };
    let misfit = decode(r#"[{"c":1},{"c":"x"}]"#);
    assert_eq!(misfit.path().as_deref(), Some("$[1].c"));
    assert_eq!((misfit.expected(), misfit.found().as_str()), ("a number", "the string \"x\""));
    assert_eq!(misfit.line_and_column(), Some((1, 15)));
    assert_eq!(
        misfit.to_string(),
        "`GET /calc` answered 200 OK with a body that does not fit: expected a number, found the string \"x\" at `$[1].c`"
    );
    assert_eq!(misfit.raw().body(), r#"[{"c":1},{"c":"x"}]"#);
    assert_eq!(
        decode(r#"[{"c":true},{"c":"x"}]"#).to_string(),
        "`GET /calc` answered 200 OK with a body that does not fit: expected a number, found true at `$[0].c`; expected a \
         number, found the string \"x\" at `$[1].c`"
    );
    let syntax = decode("[{\"c\":\n +}]");
    assert_eq!(syntax.line_and_column(), Some((2, 2)));
    assert!(
        syntax.path().is_none()
            && syntax.to_string().contains("not JSON, expected a value, found `+` at line 2 column 2")
    );
    let empty = decode("");
    assert_eq!(
        empty.to_string(),
        "`GET /calc` answered 200 OK with a body that does not fit: expected JSON, found an empty body"
    );
    // A failure stays the documented one, whatever its body.
    for body in ["[]", "", "<h1>not here</h1>"] {
        let failure = error("404 Not Found", "", body);
        assert!(matches!(&failure, Error::Api(Failed::NotFound(problem)) if problem.body().is_none()), "{failure}");
        assert_eq!(failure.text().as_deref(), Some(body));
    }
}

#[test]
fn deep_json_is_rejected_not_followed() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(matches!(error("200 OK", "", &deep), Error::Decode(error) if error.line_and_column().is_some()));
}

#[test]
fn the_gateway_speaks_for_itself() {
    let cases = [
        ("429", "TooManyRequestsException", "Too Many Requests", GatewayFailure::Throttled, true),
        ("429", "LimitExceededException", "Limit Exceeded", GatewayFailure::QuotaExceeded, false),
        (
            "403",
            "MissingAuthenticationTokenException",
            "Missing Authentication Token",
            GatewayFailure::MissingAuthenticationToken,
            false,
        ),
        ("403", "ForbiddenException", "Forbidden", GatewayFailure::Forbidden, false),
        ("401", "UnauthorizedException", "Unauthorized", GatewayFailure::Unauthorized, false),
        ("403", "AccessDeniedException", "denied", GatewayFailure::AccessDenied, false),
        ("403", "ExpiredTokenException", "expired", GatewayFailure::ExpiredToken, false),
        ("403", "InvalidSignatureException", "no match", GatewayFailure::InvalidSignature, false),
        (
            "400",
            "BadRequestException",
            "Missing required request parameters: [operand1]",
            GatewayFailure::BadRequestParameters,
            false,
        ),
        ("400", "BadRequestException", "Invalid request body", GatewayFailure::BadRequestBody, false),
        ("415", "BadRequestException", "Unsupported Media Type", GatewayFailure::UnsupportedMediaType, false),
        ("413", "RequestTooLargeException", "Request Too Long", GatewayFailure::RequestTooLarge, false),
        ("504", "InternalServerErrorException", "Endpoint request timed out", GatewayFailure::IntegrationTimeout, true),
        ("502", "InternalServerErrorException", "Internal server error", GatewayFailure::IntegrationFailure, true),
        ("500", "InternalServerErrorException", "Internal server error", GatewayFailure::Configuration, false),
        ("400", "BrandNewException:http://x", "?", GatewayFailure::Other, false),
    ];
    for (status, kind, message, failure, retryable) in cases {
        let body = format!(r#"{{"message":"{message}"}}"#);
        let error = error(&format!("{status} X"), &format!("x-amzn-ErrorType: {kind}\r\n"), &body);
        let Error::Gateway(gateway) = &error else { panic!("{status} {kind}: {error:?}") };
        assert_eq!(
            (gateway.failure(), gateway.message(), error.is_retryable()),
            (failure, Some(message), retryable),
            "{kind}"
        );
    }
    let shown = error("429 Too Many Requests", "x-amzn-errortype: TooManyRequestsException\r\n", r#"{"message":null}"#);
    assert_eq!(
        shown.to_string(),
        "the gateway answered `GET /calc` with 429 Too Many Requests: too many calls at a time"
    );
    let policy =
        error("403 Forbidden", "x-amzn-errortype: AccessDeniedException\r\n", r#"{"Message":"explicit deny"}"#);
    assert!(policy.to_string().ends_with("(explicit deny)"));
}

#[test]
fn a_gateway_answer_in_the_documented_form_is_the_documented_failure() {
    let documented = error("404 Not Found", "x-amzn-errortype: NotFoundException\r\n", r#"{"detail":"d"}"#);
    assert!(matches!(documented, Error::Api(_)));
    let own = error("404 Not Found", "x-amzn-errortype: NotFoundException\r\n", r#"{"message":"m"}"#);
    assert!(matches!(own, Error::Gateway(_)));
}

fn get(core: &Core) -> Request {
    core.request("GET", "/")
}
fn post(core: &Core) -> Request {
    core.request("POST", "/")
}

fn send(core: &Core, operation: fn(&Core) -> Request) -> Error<NoError> {
    block_on(operation(core).send::<i64, NoError, ()>(|answer| answer.json())).unwrap_err()
}

#[test]
fn nothing_is_sent_without_a_request() {
    let error = send(&Core::new("nowhere"), get);
    assert!(matches!(error, Error::Request(_)));
    assert!(!error.was_sent() && !error.is_retryable() && error.raw().is_none());
    assert_eq!(error.to_string(), "nothing was sent: \"nowhere/\" is not a URL");
    assert_eq!(error.source().unwrap().to_string(), "relative URL without a base");
}

#[test]
fn transport_errors_say_whether_the_server_may_have_seen_it() {
    // A port that nobody listens on.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let rejected = send(&Core::new(&format!("http://{free}")), post);
    assert_eq!(
        (rejected.to_string().as_str(), rejected.was_sent(), rejected.is_retryable()),
        ("no connection", false, true)
    );
    assert!(rejected.source().is_some());
    let cut = |operation| {
        let server = Server::answering("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort");
        send(&Core::new(&server.url), operation)
    };
    let error = cut(post);
    assert_eq!((error.to_string().as_str(), error.was_sent(), error.is_retryable()), ("no usable answer", true, false));
    assert!(cut(get).is_retryable());
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    struct Client(Core);
    impl rt::client::FromCore for Client {
        fn from_core(core: Core) -> Self {
            Self(core)
        }
    }
    let builder = rt::client::Builder::<Client>::new(&format!("http://{}", silent.local_addr().unwrap()));
    let late = send(&builder.timeout(std::time::Duration::from_millis(50)).build().0, get);
    assert!(matches!(&late, Error::Transport(error) if error.is_timeout()));
    assert_eq!(late.to_string(), "no answer in time: a call may take 50ms (`timeout`)");
}

#[test]
fn errors_are_small_and_travel() {
    fn travels<T: Send + Sync + std::error::Error + 'static>() {}
    travels::<Error<Failed>>();
    let size = size_of::<Error<Failed>>();
    assert!(size <= 40, "callers return it by value: {size}");
}
