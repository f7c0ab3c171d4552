//! LambdaGate, as its tutorial has it: two numbers and what is to be done with them.

use std::convert::Infallible;

use gatewright_runtime::server::Context;
use gatewright_tests::lambdagate::models::{self, GetCalcHeaders, Input, Output};
use gatewright_tests::lambdagate::server::*;

pub(crate) struct Calc;

impl LambdaGate for Calc {
    type Error = Infallible;

    async fn get_calc(&self, request: GetCalcRequest, _: Context) -> Result<GetCalcResponse, Infallible> {
        let GetCalcRequest { operand1, operand2, operator } = request;
        let result = texts(&operand1, &operand2, &operator);
        // What cannot stand in a header is left out.
        let plain = |text: String| text.bytes().all(|byte| (0x20..0x7f).contains(&byte)).then_some(text);
        let headers =
            GetCalcHeaders { operand_1: plain(operand1), operand_2: plain(operand2), operator: plain(operator) };
        Ok(GetCalcResponse::Ok(result, headers))
    }

    async fn post_calc(&self, request: PostCalcRequest, _: Context) -> Result<PostCalcResponse, Infallible> {
        Ok(PostCalcResponse::Ok(calculated(request.body)))
    }

    async fn get_calc_by_operand1_and_operand2_and_operator(
        &self,
        request: GetCalcByOperand1AndOperand2AndOperatorRequest,
        _: Context,
    ) -> Result<GetCalcByOperand1AndOperand2AndOperatorResponse, Infallible> {
        let result = texts(&request.operand1, &request.operand2, &request.operator);
        Ok(GetCalcByOperand1AndOperand2AndOperatorResponse::Ok(result))
    }
}

fn texts(a: &str, b: &str, op: &str) -> models::Result {
    match (a.parse(), b.parse()) {
        (Ok(a), Ok(b)) => calculated(Input { a, b, op: op.to_owned() }),
        _ => models::Result::default(),
    }
}

/// A result without output where there is none.
fn calculated(input: Input) -> models::Result {
    let Input { a, b, ref op } = input;
    let c = match op.as_str() {
        "+" | "add" => Some(a + b),
        "-" | "sub" => Some(a - b),
        "*" | "mul" => Some(a * b),
        "/" | "div" => Some(a / b),
        _ => None,
    };
    let c = c.filter(|c| c.is_finite());
    let input = (a.is_finite() && b.is_finite()).then_some(input);
    models::Result { input, output: Some(Output { c }) }
}
