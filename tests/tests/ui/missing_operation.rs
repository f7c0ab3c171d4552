use std::convert::Infallible;

use gatewright_runtime::server::Context;
use gatewright_tests::lambdagate::server::{GetCalcRequest, GetCalcResponse, LambdaGate, PostCalcRequest, PostCalcResponse};

struct Half;

impl LambdaGate for Half {
    type Error = Infallible;

    async fn get_calc(&self, _: GetCalcRequest, _: Context) -> Result<GetCalcResponse, Infallible> {
        Ok(GetCalcResponse::Ok(Default::default(), Default::default()))
    }

    async fn post_calc(&self, _: PostCalcRequest, _: Context) -> Result<PostCalcResponse, Infallible> {
        Ok(PostCalcResponse::NotFound)
    }
}

fn main() {}
