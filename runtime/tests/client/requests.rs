use super::rt;
use rt::client::{Builder, Core, FromCore, Request};
use rt::{Bytes, Style};
use serde_json::json;

/// The request line, the headers that a call adds, and the body.
fn shown(request: Request) -> String {
    let request = match request.build() {
        Ok(request) => request,
        Err(error) => return error.to_string(),
    };
    let mut lines = vec![format!("{} {}", request.method(), request.url())];
    let headers = request.headers().iter().filter(|(name, _)| *name != "user-agent");
    lines.extend(headers.map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes()))));
    lines
        .extend(request.body().and_then(|body| body.as_bytes()).map(|body| String::from_utf8_lossy(body).into_owned()));
    lines.join("\n")
}

fn call(path: &'static str) -> Request {
    Core::new("https://example.com/test").request("GET", path)
}

#[track_caller]
fn check(request: Request, expected: &str) {
    assert_eq!(shown(request), expected);
}

#[test]
fn path_parameters_are_encoded_as_api_gateway_needs_them() {
    let cases = [
        ("1", "1"),
        ("/", "%2F"),
        ("a/b", "a%2Fb"),
        ("+-*.!~$&'(),;=:@", "+-*.!~$&'(),;=:@"),
        (" \"#<>?`{}%", "%20%22%23%3C%3E%3F%60%7B%7D%25"),
        ("\\^|[]", "%5C%5E%7C%5B%5D"),
        ("üß", "%C3%BC%C3%9F"),
        ("🦀", "%F0%9F%A6%80"),
        ("\n\t\u{7f}", "%0A%09%7F"),
        ("%2B", "%252B"),
        ("...", "..."),
        (".a", ".a"),
    ];
    for (value, encoded) in cases {
        check(call("/calc/{x}/end").path("x", &value), &format!("GET https://example.com/test/calc/{encoded}/end"));
    }
}

#[test]
fn a_path_that_would_be_another_is_rejected() {
    for value in [".", ".."] {
        check(call("/a/{x}").path("x", &value), &format!("nothing was sent: a path cannot have the segment `{value}`"));
        check(
            call("/{x+}").path("x", &format!("a/{value}/b")),
            &format!("nothing was sent: a path cannot have the segment `{value}`"),
        );
    }
    check(call("/{x}{y}").path("x", &".").path("y", &"."), "nothing was sent: a path cannot have the segment `..`");
    // `.` of the style and `%2E` of the value.
    let label = Style::Label { explode: true };
    check(call("/a/{x}").path_as("x", &json!(["."]), label), "nothing was sent: a path cannot have the segment `.%2E`");
    check(
        call("/a/{x}").path("x", &""),
        "nothing was sent: the path parameter `x` is empty, and the path that of another operation; send it by \
         `.customize(|call| call.empty_path_parameters())`",
    );
    check(call("/a/{x}"), "nothing was sent: the path parameter `x` has no value");
    // The dots that the document wrote itself are the document's business.
    check(call("/v1.0/{x}").path("x", &"."), "nothing was sent: a path cannot have the segment `.`");
}

#[test]
fn templates_may_be_parts_of_segments() {
    check(call("/report.{format}").path("format", &"csv"), "GET https://example.com/test/report.csv");
    check(call("/a({x},{y})").path("x", &1).path("y", &"b/c"), "GET https://example.com/test/a(1,b%2Fc)");
    check(call("/{proxy+}").path("proxy", &"a/b c"), "GET https://example.com/test/a/b%20c");
    check(call("$default").path("path", &"/a/b c"), "GET https://example.com/test/a/b%20c");
    check(call("$default").path("path", &"/"), "GET https://example.com/test/");
    check(call("/unclosed{x").path("x", &1), "GET https://example.com/test/unclosed%7Bx");
}

#[test]
fn query_values_arrive_as_they_were_given() {
    let request = call("/calc").query("operand1", &"1").query("operator", &"+").query("a b&c=d", &"é /?&=#");
    check(request, "GET https://example.com/test/calc?operand1=1&operator=%2B&a%20b%26c%3Dd=%C3%A9%20%2F%3F%26%3D%23");
    check(
        call("/a").query("n", &1.0).query("b", &true).query("f", &0.5),
        "GET https://example.com/test/a?n=1&b=true&f=0.5",
    );
    check(call("/a").query("x", &None::<i64>).query("y", &Some(1)), "GET https://example.com/test/a?y=1");
    check(call("/a").query("x", &""), "GET https://example.com/test/a?x=");
    check(
        call("/a").query_json("filter", &json!({"a": [1]})),
        "GET https://example.com/test/a?filter=%7B%22a%22%3A%5B1%5D%7D",
    );
    check(call("/a?fixed=1").query("x", &2), "GET https://example.com/test/a?fixed=1&x=2");
    check(call("/a#part").query("x", &2), "GET https://example.com/test/a?x=2");
    check(call("/{id}#part").path("id", &"b#c").query("x", &2), "GET https://example.com/test/b%23c?x=2");
}

#[test]
fn headers_and_cookies() {
    check(
        call("/a").header("X-Id", &7).header("x-tags", &["a", "b"].as_slice()),
        "GET https://example.com/test/a\nx-id: 7\nx-tags: a,b",
    );
    check(call("/a").header("x-name", &"é"), "GET https://example.com/test/a\nx-name: é");
    check(call("/a").header("x-a", &None::<i64>), "GET https://example.com/test/a");
    check(
        call("/a").header("x-a", &"b\r\nx-evil: 1"),
        "nothing was sent: the value of the header `x-a` cannot stand in a header",
    );
    check(call("/a").header("x a", &"b"), "nothing was sent: \"x a\" is not the name of a header");
    check(
        call("/a").cookie("sid", &"a;b c").cookie("n", &1),
        "GET https://example.com/test/a\ncookie: sid=a%3Bb%20c; n=1",
    );
}

#[test]
fn bodies() {
    let json = call("/a").body_json(&json!({"b": 1, "a": [null]}));
    check(json, "GET https://example.com/test/a\ncontent-type: application/json\n{\"b\":1,\"a\":[null]}");
    let patch = call("/a").body_json_as("application/merge-patch+json", &json!({}));
    check(patch, "GET https://example.com/test/a\ncontent-type: application/merge-patch+json\n{}");
    let form = call("/a")
        .body_form(&json!({"a": "b c&d", "list": [1, 2], "deep": {"k": {"l": "+"}}, "none": null, "rows": [{"x": 1}]}));
    check(
        form,
        "GET https://example.com/test/a\ncontent-type: application/x-www-form-urlencoded\n\
         a=b%20c%26d&list=1&list=2&deep%5Bk%5D%5Bl%5D=%2B&rows%5B0%5D%5Bx%5D=1",
    );
    let styled = call("/a").body_form_as(&json!({"tags": ["a,b", "c"]}), &[("tags", Style::Form { explode: false })]);
    check(styled, "GET https://example.com/test/a\ncontent-type: application/x-www-form-urlencoded\ntags=a%2Cb,c");
    check(call("/a").body_text("text/csv", "a,b\n"), "GET https://example.com/test/a\ncontent-type: text/csv\na,b\n");
    let bytes = call("/a").body_bytes("*/*", &Bytes::from_static(b"x"));
    check(bytes, "GET https://example.com/test/a\ncontent-type: application/octet-stream\nx");
}

#[test]
fn multipart_bodies_are_framed() {
    struct Upload;
    impl rt::ToMultipart for Upload {
        fn to_multipart(&self) -> Vec<rt::Part> {
            let part = |name: &str, file: Option<&str>, media: Option<&str>, bytes: &'static [u8]| rt::Part {
                name: name.to_owned(),
                file_name: file.map(str::to_owned),
                media_type: media.map(str::to_owned),
                bytes: Bytes::from_static(bytes),
                ..rt::Part::default()
            };
            vec![
                part("a\"b", None, None, b"1"),
                part("f", Some("n\r\n.txt"), Some("text/plain\r\nx: y"), b"--gatewright-boundary"),
            ]
        }
    }
    check(
        call("/a").body_multipart(&Upload),
        "GET https://example.com/test/a\n\
         content-type: multipart/form-data; boundary=gatewright-boundary-0000000000000001\n\
         --gatewright-boundary-0000000000000001\r\nContent-Disposition: form-data; name=\"a%22b\"\r\n\r\n1\r\n\
         --gatewright-boundary-0000000000000001\r\nContent-Disposition: form-data; name=\"f\"; filename=\"n%0D%0A.txt\"\r\n\
         Content-Type: text/plain  x: y\r\n\r\n--gatewright-boundary\r\n\
         --gatewright-boundary-0000000000000001--\r\n",
    );
}

#[test]
fn base_urls() {
    fn plain(core: &Core) -> Request {
        core.request("GET", "/a")
    }
    let at = |base: &str| shown(plain(&Core::new(base)));
    assert_eq!(at("https://x.example"), "GET https://x.example/a");
    assert_eq!(at(" https://x.example/base/ "), "GET https://x.example/base/a");
    assert_eq!(at("https://x.example/?key=1"), "GET https://x.example/a?key=1");
    assert_eq!(at("http://[::1]:80/"), "GET http://[::1]/a");
    assert_eq!(at(""), "nothing was sent: the client has no base URL");
    assert_eq!(at("x.example"), "nothing was sent: \"x.example/a\" is not a URL");
    assert_eq!(at("data:"), "nothing was sent: \"data:/a\" has no host");
    fn own(core: &Core) -> Request {
        core.request("GET", "/a").server("https://own.example/v2")
    }
    assert_eq!(shown(own(&Core::new("https://x.example"))), "GET https://own.example/v2/a");
    fn relative(core: &Core) -> Request {
        core.request("GET", "/a").server("/v3")
    }
    assert_eq!(shown(relative(&Core::new("https://x.example/v1"))), "GET https://x.example/v3/a");
}

#[test]
fn a_base_url_that_is_chosen_is_that_of_all_operations() {
    fn own(core: &Core) -> Request {
        core.request("GET", "/a").server("https://own.example/v2")
    }
    fn relative(core: &Core) -> Request {
        core.request("GET", "/a").server("/v3")
    }
    let at = |builder: Builder<Client>, operation: fn(&Core) -> Request| shown(operation(&builder.build().0));
    let document = || Builder::new("https://x.example/v1");
    assert_eq!(at(document(), own), "GET https://own.example/v2/a");
    assert_eq!(at(document().base_url("http://localhost:1/v1"), own), "GET http://localhost:1/v1/a");
    assert_eq!(at(document().base_url("http://localhost:1/v1"), relative), "GET http://localhost:1/v1/a");
    let beside = || document().base_url("http://localhost:1/v1").own_servers();
    assert_eq!(at(beside(), own), "GET https://own.example/v2/a");
    assert_eq!(at(beside(), relative), "GET http://localhost:1/v3/a");
    assert_eq!(at(document().own_servers().base_url("http://localhost:1"), own), "GET https://own.example/v2/a");
}

struct Client(Core);
impl FromCore for Client {
    fn from_core(core: Core) -> Self {
        Self(core)
    }
}

#[test]
fn settings_go_with_every_call() {
    fn plain(core: &Core) -> Request {
        core.request("PUT", "/a").accept("application/json, text/csv")
    }
    let built = |builder: Builder<Client>| shown(plain(&builder.build().0));
    assert_eq!(
        built(Builder::new("https://x.example").header("X-Own", "1").base_url("https://y.example")),
        "PUT https://y.example/a\naccept: application/json, text/csv\nx-own: 1"
    );
    assert_eq!(
        built(Builder::new("https://x.example").header("x-own", "a\nb")),
        "nothing was sent: the value of the header `x-own` cannot stand in a header"
    );
    let request = plain(&Builder::<Client>::new("https://x.example").build().0).build().unwrap();
    assert!(request.headers()["user-agent"].to_str().unwrap().starts_with("gatewright/"));
    let named = Builder::<Client>::new("https://x.example").header("user-agent", "me").build();
    assert_eq!(plain(&named.0).build().unwrap().headers()["user-agent"], "me");
    // What a call sets itself wins.
    let own = Builder::<Client>::new("https://x.example").header("x-a", "default").build();
    assert_eq!(plain(&own.0).header("x-a", &"call").build().unwrap().headers()["x-a"], "call");
}

#[test]
fn any_method() {
    fn any(core: &Core) -> Request {
        core.request("any", "/a")
    }
    let request = any(&Core::new("https://x.example")).method(rt::http::Method::from_bytes(b"PURGE").unwrap());
    assert_eq!(shown(request), "PURGE https://x.example/a");
    fn bad(core: &Core) -> Request {
        core.request("NO SPACE", "/a")
    }
    assert_eq!(shown(bad(&Core::new("https://x.example"))), "nothing was sent: \"NO SPACE\" is not a method");
}
