//! The stub that was generated from the export, filled in by Calc.

use std::convert::Infallible;

use gatewright_runtime::server::Context;
use serde_json::{Value, json};

use crate::calc::calc;
use crate::models::{self, GetCalcHeaders, Input, Output};
use crate::server::{
    GetCalcByOperand1AndOperand2AndOperatorRequest, GetCalcByOperand1AndOperand2AndOperatorResponse, GetCalcRequest,
    GetCalcResponse, LambdaGate, PostCalcRequest, PostCalcResponse,
};

/// Answers LambdaGate by calculating.
///
/// The document knows one answer, `200` with a `Result`: an operation that Calc rejects is a result
/// without output.
#[derive(Clone, Copy, Debug, Default)]
pub struct Calc;

impl LambdaGate for Calc {
    type Error = Infallible;

    async fn get_calc(&self, request: GetCalcRequest, _: Context) -> Result<GetCalcResponse, Infallible> {
        let headers = GetCalcHeaders {
            operand_1: Some(request.operand1.clone()),
            operand_2: Some(request.operand2.clone()),
            operator: Some(request.operator.clone()),
        };
        let result = answer(&json!({"a": request.operand1, "b": request.operand2, "op": request.operator}));
        Ok(GetCalcResponse::Ok(result, headers))
    }

    async fn post_calc(&self, request: PostCalcRequest, _: Context) -> Result<PostCalcResponse, Infallible> {
        let Input { a, b, op } = request.body;
        Ok(PostCalcResponse::Ok(answer(&json!({"a": a, "b": b, "op": op}))))
    }

    async fn get_calc_by_operand1_and_operand2_and_operator(
        &self,
        request: GetCalcByOperand1AndOperand2AndOperatorRequest,
        _: Context,
    ) -> Result<GetCalcByOperand1AndOperand2AndOperatorResponse, Infallible> {
        let event = json!({"a": request.operand1, "b": request.operand2, "op": request.operator});
        Ok(GetCalcByOperand1AndOperand2AndOperatorResponse::Ok(answer(&event)))
    }
}

/// What Calc makes of an event, in the form of the model.
fn answer(event: &Value) -> models::Result {
    let Ok(done) = calc(event) else { return models::Result::default() };
    let number = |name| done.get(name).and_then(Value::as_f64);
    let input = number("a").zip(number("b")).zip(done.get("op").and_then(Value::as_str));
    models::Result {
        input: input.map(|((a, b), op)| Input { a, b, op: op.to_owned() }),
        // A division by zero has no number for a result.
        output: Some(Output { c: number("c") }),
    }
}
