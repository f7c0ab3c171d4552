//! The same API, generated.

use std::convert::Infallible;
use std::sync::Arc;

use gatewright_runtime::server::{Context, axum::Router};
use gatewright_tests::lambdagate::models::{GetCalcHeaders, Input, Output, Result as Calculation};
use gatewright_tests::lambdagate::server::{
    self as calc, GetCalcByOperand1AndOperand2AndOperatorRequest as GetCalcByPathRequest,
    GetCalcByOperand1AndOperand2AndOperatorResponse as GetCalcByPathResponse, GetCalcRequest, GetCalcResponse,
    LambdaGate, PostCalcRequest, PostCalcResponse,
};
use gatewright_tests::server_items::models::{Item, Stored};
use gatewright_tests::server_items::server::{
    self, Items, ListItemsRequest, ListItemsResponse, PutItemsRequest, PutItemsResponse,
};

struct Calc;

fn calculation(input: Input) -> Calculation {
    let c = Some(input.a + input.b);
    Calculation { input: Some(input), output: Some(Output { c }) }
}

impl LambdaGate for Calc {
    type Error = std::num::ParseFloatError;

    async fn get_calc(&self, request: GetCalcRequest, _: Context) -> Result<GetCalcResponse, Self::Error> {
        let GetCalcRequest { operand1, operand2, operator } = request;
        let input = Input { a: operand1.parse()?, b: operand2.parse()?, op: operator.clone() };
        let headers = GetCalcHeaders { operand_1: Some(operand1), operand_2: Some(operand2), operator: Some(operator) };
        Ok(GetCalcResponse::Ok(calculation(input), headers))
    }

    async fn post_calc(&self, request: PostCalcRequest, _: Context) -> Result<PostCalcResponse, Self::Error> {
        Ok(PostCalcResponse::Ok(calculation(request.body)))
    }

    async fn get_calc_by_operand1_and_operand2_and_operator(
        &self,
        request: GetCalcByPathRequest,
        _: Context,
    ) -> Result<GetCalcByPathResponse, Self::Error> {
        let GetCalcByPathRequest { operand1, operand2, operator } = request;
        let input = Input { a: operand1.parse()?, b: operand2.parse()?, op: operator };
        Ok(GetCalcByPathResponse::Ok(calculation(input)))
    }
}

pub fn calc() -> Router {
    calc::router(Calc)
}

struct Store(Arc<Vec<Item>>);

impl Items for Store {
    type Error = Infallible;

    async fn list_items(&self, request: ListItemsRequest, _: Context) -> Result<ListItemsResponse, Infallible> {
        let limit = request.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
        Ok(ListItemsResponse::Ok(self.0.iter().take(limit).cloned().collect()))
    }

    async fn put_items(&self, request: PutItemsRequest, _: Context) -> Result<PutItemsResponse, Infallible> {
        let stored = i64::try_from(request.body.len()).unwrap_or_default();
        Ok(PutItemsResponse::Ok(Stored { stored }))
    }
}

pub fn items(items: Vec<Item>) -> Router {
    server::router(Store(Arc::new(items)))
}
