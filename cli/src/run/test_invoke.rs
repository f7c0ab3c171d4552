//! `gatewright test-invoke`: one request, and what becomes of it stage by stage.

use std::fs;
use std::io::{self, Read as _};

use clap::Args;
use gatewright_document::visible_lines;
use gatewright_gateway::Request;

use super::gateway_for_one;
use super::options::{FUNCTIONS_HELP, GatewayOptions};
use crate::outcome::{Failure, Outcome};
use crate::terminal;

const AFTER_HELP: &str = "\
Exit code 1 means that API Gateway itself answered: the request was rejected, or mapping or the \
integration failed.

Examples:
  gatewright test-invoke swagger/lambdagate.json --function Calc=./calc.py \\
    'GET /calc?operand1=1&operand2=2&operator=%2B'
  gatewright test-invoke swagger/lambdagate.json --function Calc=http://127.0.0.1:9001 \\
    'POST /calc' --body '{\"a\": 1, \"b\": 2, \"op\": \"+\"}' --header 'InvocationType: Event'
  gatewright test-invoke api.yaml 'PUT /pets/1' --body @pet.json --json | jq .log";

/// Runs one request as the Test button of API Gateway's console does, and prints every step.
///
/// Authorizers and API keys are left out, as they are there.
#[derive(Args, Debug)]
#[command(after_help = format!("{FUNCTIONS_HELP}\n{AFTER_HELP}"))]
pub(crate) struct TestInvoke {
    #[command(flatten)]
    options: GatewayOptions,
    /// Method, path without the stage, and query: 'GET /calc?operand1=1'.
    #[arg(value_name = "REQUEST", value_parser = request_line)]
    request: (String, String),
    /// Adds a header.
    #[arg(long, value_name = "NAME: VALUE", value_parser = header)]
    header: Vec<(String, String)>,
    /// The body: a text, `@FILE`, or `@-` for standard input.
    #[arg(long, value_name = "BODY")]
    body: Option<String>,
    /// Prints everything as one JSON object.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(test: &TestInvoke) -> Result<Outcome, Failure> {
    let (method, path) = &test.request;
    let body = test.body.as_deref().map(read_body).transpose()?.unwrap_or_default();
    let request = Request::new(method, path).body(body);
    let request = test.header.iter().fold(request, |request, (name, value)| request.header(name, value));
    let Some((gateway, runtime)) = gateway_for_one(&test.options)? else {
        return Ok(Outcome::Failed);
    };
    let trace = runtime.block_on(gateway.test_invoke(request));
    match test.json {
        true => terminal::show_json(&trace.to_json()),
        false => terminal::show(&visible_lines(&trace.to_text())),
    }
    Ok(if trace.gateway_response.is_some() { Outcome::Failed } else { Outcome::Fine })
}

/// `GET /calc`; a path alone is asked for by GET.
fn request_line(text: &str) -> Result<(String, String), String> {
    let (method, path) = text.trim().split_once(char::is_whitespace).unwrap_or(("GET", text.trim()));
    match path.trim_start() {
        path if path.starts_with('/') => Ok((method.to_owned(), path.to_owned())),
        _ => Err("a method and a path are wanted, as in 'GET /pets?limit=1'".to_owned()),
    }
}

fn header(text: &str) -> Result<(String, String), String> {
    match text.split_once(':') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.trim().to_owned())),
        _ => Err("a colon must stand between name and value".to_owned()),
    }
}

fn read_body(given: &str) -> Result<Vec<u8>, Failure> {
    match given.strip_prefix('@') {
        None => Ok(given.as_bytes().to_vec()),
        Some("-") => {
            let mut bytes = Vec::new();
            let read = io::stdin().read_to_end(&mut bytes);
            read.map(|_| bytes).map_err(|error| Failure::failed(format!("cannot read standard input: {error}")))
        }
        Some(path) => fs::read(path).map_err(|error| Failure::failed(format!("cannot read {path}: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_lines_and_headers() {
        let pair = |one: &str, two: &str| Ok((one.to_owned(), two.to_owned()));
        assert_eq!(request_line("GET /calc?a=1 2"), pair("GET", "/calc?a=1 2"));
        assert_eq!(request_line("  post   /calc "), pair("post", "/calc"));
        assert_eq!(request_line("/calc"), pair("GET", "/calc"));
        assert!(request_line("GET").is_err() && request_line("GET calc").is_err());
        assert_eq!(header("Accept: a/b"), pair("Accept", "a/b"));
        assert_eq!(header("X:http://a"), pair("X", "http://a"));
        assert!(header("Accept").is_err() && header(": x").is_err());
    }
}
