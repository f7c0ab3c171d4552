//! The stub that was generated from the export, filled in by Calc.

use serde_json::{Value, json};

use crate::calc::calc;
use crate::models::{GetCalcHeaders, Input, Output, Result};
use crate::server::{
    GetCalcByOperand1AndOperand2AndOperatorRequest, GetCalcByOperand1AndOperand2AndOperatorResponse, GetCalcRequest,
    GetCalcResponse, LambdaGate, PostCalcRequest, PostCalcResponse,
};

/// Answers LambdaGate by calculating.
///
/// The document knows one answer, `200` with a `Result`: an operation that Calc refuses is a result
/// without output.
#[derive(Clone, Copy, Debug, Default)]
pub struct Calc;

impl LambdaGate for Calc {
    async fn get_calc(&self, request: GetCalcRequest) -> GetCalcResponse {
        let headers = GetCalcHeaders {
            operand_1: Some(request.operand1.clone()),
            operand_2: Some(request.operand2.clone()),
            operator: Some(request.operator.clone()),
        };
        GetCalcResponse::Ok(
            answer(&json!({"a": request.operand1, "b": request.operand2, "op": request.operator})),
            headers,
        )
    }

    async fn post_calc(&self, request: PostCalcRequest) -> PostCalcResponse {
        let Input { a, b, op } = request.body;
        PostCalcResponse::Ok(answer(&json!({"a": a, "b": b, "op": op})))
    }

    async fn get_calc_by_operand1_and_operand2_and_operator(
        &self,
        request: GetCalcByOperand1AndOperand2AndOperatorRequest,
    ) -> GetCalcByOperand1AndOperand2AndOperatorResponse {
        let event = json!({"a": request.operand1, "b": request.operand2, "op": request.operator});
        GetCalcByOperand1AndOperand2AndOperatorResponse::Ok(answer(&event))
    }
}

/// What Calc makes of an event, in the form of the model.
fn answer(event: &Value) -> Result {
    let Ok(done) = calc(event) else { return Result { input: None, output: None } };
    let number = |name| done.get(name).and_then(Value::as_f64);
    let input = number("a").zip(number("b")).zip(done.get("op").and_then(Value::as_str));
    Result {
        input: input.map(|((a, b), op)| Input { a, b, op: op.to_owned() }),
        // A division by zero has no number for a result.
        output: Some(Output { c: number("c") }),
    }
}
