// What programs under judgement call: values from JSON, a transport that records, and a log of all of it.
pub mod judge {
    use std::cell::RefCell;
    use std::future::Future;
    use std::pin::Pin;
    use std::sync::{Arc, Mutex};

    use gatewright_runtime as rt;
    use rt::serde_json::{Value, json};

    /// A request as it was sent: method, target, headers, body.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Sent {
        pub operation: String,
        pub method: String,
        pub url: String,
        pub headers: Vec<(String, String)>,
        pub body: String,
    }

    #[derive(Default)]
    pub struct Wire {
        sent: Vec<Sent>,
        next: Option<(u16, String, String)>,
    }

    /// What a program did.
    #[derive(Default)]
    pub struct Log {
        wire: Arc<Mutex<Wire>>,
        pub sent: Vec<Option<Sent>>,
        /// Whether the call of each set could be put together.
        pub made: Vec<bool>,
        pub raw: Vec<Sent>,
        pub outcomes: Vec<String>,
    }

    thread_local! {
        static RUNTIME: tokio::runtime::Runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        static REACHED: RefCell<Option<String>> = const { RefCell::new(None) };
        static REPLY: RefCell<(usize, usize)> = const { RefCell::new((0, 0)) };
    }

    pub fn wait<T>(future: impl Future<Output = T>) -> T {
        RUNTIME.with(|runtime| runtime.block_on(future))
    }

    pub fn value<T: rt::FromJson>(text: &str) -> Option<T> {
        rt::from_str(text).ok()
    }

    /// For what no JSON text holds.
    pub fn nothing<T>(_: &str) -> Option<T> {
        None
    }

    /// The first of the bodies that is a value of the type.
    pub fn any<T: rt::FromJson>(bodies: &[&str]) -> Option<T> {
        bodies.iter().find_map(|body| rt::from_str(body).ok()).or_else(|| rt::from_str("\"text\"").ok())
    }

    pub fn reached(request: &str) {
        REACHED.with(|reached| *reached.borrow_mut() = Some(request.to_owned()));
    }

    /// The reply whose turn it is, made from the bodies.
    pub async fn replied<T>(replies: Vec<fn(&[&str]) -> Option<T>>, bodies: &[&str]) -> T {
        let (which, first) = REPLY.with(|reply| *reply.borrow());
        let mut turned = bodies.to_vec();
        if !turned.is_empty() {
            let middle = first % turned.len();
            turned.rotate_left(middle);
        }
        let made = replies.get(which).and_then(|reply| reply(&turned));
        match made {
            Some(reply) => reply,
            None => std::future::pending().await,
        }
    }

    /// What became of a call, as far as a program sees it.
    pub fn outcome<T, E, H>(result: Result<rt::client::Response<T, H>, rt::client::Error<E>>) -> &'static str {
        match result {
            Ok(_) => "ok",
            Err(rt::client::Error::Api(_)) => "documented failure",
            Err(rt::client::Error::Request(_)) => "not sent",
            Err(_) => "lost",
        }
    }

    impl Log {
        pub fn client<C: rt::client::FromCore>(&self, builder: rt::client::Builder<C>) -> C {
            let wire = Arc::clone(&self.wire);
            builder.transport(Carrier(wire)).build()
        }

        /// Sends each set of arguments, and takes each response for the first that is sent.
        pub fn operation<F: Future<Output = &'static str>>(
            &mut self,
            operation: &str,
            sets: &[&[Option<&str>]],
            responses: &[(u16, &str, &str)],
            body: Option<usize>,
            call: impl Fn(&[Option<&str>]) -> Option<F>,
        ) {
            let mut first = None;
            for set in sets {
                let sending = call(set);
                self.made.push(sending.is_some());
                let sent = sending.and_then(|sending| {
                    self.wire.lock().expect("a lock").sent.clear();
                    wait(sending);
                    self.wire.lock().expect("a lock").sent.pop()
                });
                if sent.is_some() && first.is_none() {
                    first = Some(*set);
                }
                let sent = sent.map(|sent| Sent { operation: operation.to_owned(), ..sent });
                // As whoever does not use a generated client sends it, with all that the schema lets through.
                if let (Some(sent), Some(text)) = (&sent, body.and_then(|index| set[index])) {
                    self.raw.push(Sent { body: text.to_owned(), ..sent.clone() });
                }
                self.sent.push(sent);
            }
            let Some(set) = first else { return };
            for (status, media, body) in responses {
                self.wire.lock().expect("a lock").next = Some((*status, (*media).to_owned(), (*body).to_owned()));
                if let Some(sending) = call(set) {
                    let outcome = wait(sending);
                    self.outcomes.push(format!("{operation} {status} {media} {body}: {outcome}"));
                }
            }
        }
    }

    /// Records requests, and answers with what is next.
    #[derive(Clone)]
    struct Carrier(Arc<Mutex<Wire>>);

    type Carried =
        Pin<Box<dyn Future<Output = Result<rt::http::Response<rt::reqwest::Body>, std::convert::Infallible>> + Send>>;

    impl tower_service::Service<rt::http::Request<rt::reqwest::Body>> for Carrier {
        type Response = rt::http::Response<rt::reqwest::Body>;
        type Error = std::convert::Infallible;
        type Future = Carried;

        fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Self::Error>> {
            std::task::Poll::Ready(Ok(()))
        }

        fn call(&mut self, request: rt::http::Request<rt::reqwest::Body>) -> Carried {
            let wire = Arc::clone(&self.0);
            Box::pin(async move {
                let (parts, body) = request.into_parts();
                let body = rt::axum::body::Body::new(body);
                let body = rt::axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
                let headers = parts.headers.iter().filter(|(name, _)| *name != "user-agent");
                let mut headers: Vec<(String, String)> = headers
                    .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
                    .collect();
                headers.sort();
                let mut wire = wire.lock().expect("a lock");
                wire.sent.push(Sent {
                    operation: String::new(),
                    method: parts.method.to_string(),
                    url: parts.uri.to_string(),
                    headers,
                    body: String::from_utf8_lossy(&body).into_owned(),
                });
                let (status, media, body) = wire.next.clone().unwrap_or((500, String::new(), String::new()));
                let mut response = rt::http::Response::builder().status(status);
                if !media.is_empty() {
                    response = response.header("content-type", media);
                }
                Ok(response.body(rt::reqwest::Body::from(body)).expect("a response"))
            })
        }
    }

    fn request(sent: &Sent) -> rt::http::Request<rt::Bytes> {
        let mut request = rt::http::Request::builder().method(sent.method.as_str()).uri(sent.url.as_str());
        for (name, value) in &sent.headers {
            request = request.header(name.as_str(), value.as_str());
        }
        request.body(rt::Bytes::from(sent.body.clone())).expect("a request")
    }

    /// Whether a server takes a request as one that it documents, and if not, what it says.
    pub fn accepted(service: &rt::server::Service, sent: &Sent) -> Result<(), String> {
        REACHED.with(|reached| *reached.borrow_mut() = None);
        REPLY.with(|reply| *reply.borrow_mut() = (usize::MAX, 0));
        let answer = wait(async {
            let answer = service.answer(request(sent));
            tokio::time::timeout(std::time::Duration::from_millis(20), answer).await.ok()
        });
        if REACHED.with(|reached| reached.borrow().is_some()) {
            return Ok(());
        }
        let text = answer.map(|answer| format!("{} {}", answer.status(), String::from_utf8_lossy(answer.body())));
        Err(text.unwrap_or_else(|| "no answer".to_owned()))
    }

    /// All replies that a server gives to a request, in turn.
    pub fn replies(service: &rt::server::Service, sent: &Sent) -> Vec<String> {
        let mut all = Vec::new();
        for which in 0..8 {
            for first in 0..12 {
                REPLY.with(|reply| *reply.borrow_mut() = (which, first));
                let answer = wait(async {
                    let answer = service.answer(request(sent));
                    tokio::time::timeout(std::time::Duration::from_millis(5), answer).await.ok()
                });
                let Some(answer) = answer else { break };
                let headers: Vec<String> =
                    answer.headers().iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
                let text = format!("{} {headers:?} {}", answer.status(), String::from_utf8_lossy(answer.body()));
                if !all.contains(&text) {
                    all.push(text);
                }
            }
        }
        all
    }

    pub type Drive = fn(&mut Log);
    pub type Serve = fn() -> Option<rt::server::Service>;

    /// A pair: the old programs on the old code, and on the new where they compile; and the new server on the new code.
    pub struct Pair {
        pub name: &'static str,
        pub old_caller: Drive,
        pub caller: Option<Drive>,
        pub old_implementer: Serve,
        pub implementer: Option<Serve>,
        pub new_implementer: Serve,
    }

    /// What differs on the wire, as JSON.
    pub fn judge(pair: &Pair) -> Value {
        let mut before = Log::default();
        (pair.old_caller)(&mut before);
        let mut sent = Vec::new();
        let mut failed = Vec::new();
        if let Some(caller) = pair.caller {
            let mut after = Log::default();
            caller(&mut after);
            for ((one, other), made) in before.sent.iter().zip(&after.sent).zip(&after.made) {
                let one = one.as_ref().map(|sent| Sent { operation: String::new(), ..sent.clone() });
                let other = other.as_ref().map(|sent| Sent { operation: String::new(), ..sent.clone() });
                if one != other && one.is_some() {
                    if other.is_some() {
                        sent.push(format!("{one:?} became {other:?}"));
                    } else {
                        // A type that does not read it does not write it either.
                        if !made {
                            sent.push(format!("{one:?} is no longer made"));
                        }
                        failed.push(format!("{one:?} cannot be made"));
                    }
                }
            }
            for (one, other) in before.outcomes.iter().zip(&after.outcomes) {
                if one != other && !one.ends_with("lost") {
                    failed.push(format!("{one} became {other}"));
                }
            }
        }
        let (old, new) = ((pair.old_implementer)(), (pair.new_implementer)());
        if let (Some(old), Some(new)) = (&old, &new) {
            let requests: Vec<&Sent> = before.sent.iter().flatten().collect();
            for request in requests.iter().copied().chain(&before.raw) {
                if accepted(old, request).is_ok()
                    && let Err(said) = accepted(new, request)
                {
                    failed.push(format!("{} {} {} is rejected: {said}", request.method, request.url, request.body));
                }
            }
            if let Some(served) = pair.implementer.and_then(|implementer| implementer()) {
                let mut seen: Vec<&str> = Vec::new();
                for request in requests {
                    if seen.contains(&request.operation.as_str()) || accepted(old, request).is_err() {
                        continue;
                    }
                    seen.push(&request.operation);
                    let (one, other) = (replies(old, request), replies(&served, request));
                    if one != other && accepted(&served, request).is_ok() {
                        sent.push(format!("replies {one:?} became {other:?}"));
                    }
                }
            }
        }
        json!({ "name": pair.name, "sent": sent, "failed": failed, "requests": before.sent.iter().flatten().count(), "responses": before.outcomes.len() })
    }
}
