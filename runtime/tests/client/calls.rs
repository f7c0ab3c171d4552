//! `request!` as generated code uses it.

use super::credentials::block_on;
use super::loopback::Server;
use super::rt;

mod api {
    #![deny(warnings, missing_docs, unsafe_code)]
    #![allow(unreachable_pub)]
    //! Written as the generator writes it, with models of hostile names.

    use ::gatewright_runtime as rt;

    /// Models.
    pub mod models {
        use ::gatewright_runtime as rt;

        /// A model that is called as core's.
        #[derive(Clone, Debug, Default)]
        pub struct Result {
            /// `c`.
            pub c: ::core::option::Option<f64>,
        }
        rt::object! { both Result { optional c "c" } }

        /// Another.
        #[derive(Clone, Debug)]
        pub struct Err {
            /// `message`.
            pub message: ::std::string::String,
        }
        rt::object! { both Err { required message "message" } }

        /// Headers.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct Option {
            /// `operator`.
            pub operator: ::core::option::Option<::std::string::String>,
        }
        rt::headers! { Option { operator "operator" } }
    }

    /// The client.
    #[derive(Clone, Debug)]
    pub struct Client {
        /// What calls share.
        pub core: rt::client::Core,
    }

    impl Client {
        /// `GET /calc`
        pub fn get_calc(&self) -> GetCalc {
            GetCalc(self.core.request("GET", "/calc").accept("application/json"), rt::PhantomData)
        }

        /// `GET /calc/{id}`
        pub fn get_one(&self, id: &str) -> GetOne {
            GetOne(self.core.request("GET", "/calc/{id}").path("id", &id), rt::PhantomData)
        }
    }

    rt::requirements! {
        RequiresQueryOperand1 = "this call is missing its required query parameter `operand1`", "call `.operand_1(…)` before `.send()`";
        RequiresQueryOperator = "this call is missing its required query parameter `operator`", "call `.operator(…)` before `.send()`";
    }

    rt::request! {
        /// A call of `GET /calc`.
        GetCalc;
        required {
            /// Query parameter `operand1`.
            operand_1: &str => query("operand1") -> GetCalc<rt::Given, B>, A: RequiresQueryOperand1;
            /// Query parameter `operator`.
            operator: &str => query("operator") -> GetCalc<A, rt::Given>, B: RequiresQueryOperator;
        }
        optional {
            /// Query parameter `tags`.
            tags: &[&str] => query_as("tags"; rt::Style::Form { explode: false });
        }
        send -> models::Result, GetCalcError, models::Option {
            200 => json,
        }
        failures GetCalcError {
            404 => NotFound(models::Err) json,
            400..=499 => ClientError(models::Err) json,
        }
    }

    rt::request! {
        /// A call of `GET /calc/{id}`.
        GetOne;
        send -> GetOneSuccess, rt::client::NoError {}
        successes GetOneSuccess {
            200 if "text/csv" => Csv(::std::string::String) text_as,
            200 => Json(models::Result) json_as,
            202 => Accepted empty_as,
        }
    }
}

fn client(server: &Server) -> api::Client {
    api::Client { core: rt::client::Core::new(&server.url) }
}

#[test]
fn a_call_names_its_inputs_in_any_order() {
    let server = Server::with("200 OK", "operator: +\r\n", r#"{"c":3}"#);
    let call = client(&server).get_calc().tags(&["a", "b"]).operator("+").operand_1("1");
    let answer = block_on(call.send()).unwrap();
    assert_eq!((answer.c, answer.headers().operator.as_deref()), (Some(3.0), Some("+")));
    assert!(server.asked().starts_with("GET /calc?tags=a,b&operator=%2B&operand1=1 HTTP/1.1\r\n"));
}

#[test]
fn failures_are_matched() {
    let server = Server::with("404 Not Found", "", r#"{"message":"m"}"#);
    let error = block_on(client(&server).get_calc().operator("+").operand_1("1").send()).unwrap_err();
    match error {
        rt::client::Error::Api(api::GetCalcError::NotFound(problem)) => {
            assert_eq!(problem.body().unwrap().message, "m");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn successes_are_told_apart() {
    let server = Server::with("200 OK", "content-type: text/csv\r\n", "a,b");
    let answer = block_on(client(&server).get_one("x/y").send()).unwrap();
    assert_eq!(*answer, api::GetOneSuccess::Csv("a,b".to_owned()));
    assert!(server.asked().starts_with("GET /calc/x%2Fy HTTP/1.1\r\n"));
    let server = Server::with("202 Accepted", "", "");
    assert_eq!(*block_on(client(&server).get_one("1").send()).unwrap(), api::GetOneSuccess::Accepted);
}

#[test]
fn a_call_that_is_sent_may_go_to_another_thread() {
    fn travels<T: Send + 'static>(_: T) {}
    let server = Server::with("200 OK", "", "{}");
    travels(client(&server).get_one("1").send());
    // The server waits for its request.
    block_on(client(&server).get_one("1").send()).unwrap();
}
