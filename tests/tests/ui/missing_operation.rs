use gatewright_tests::lambdagate::server::{GetCalcRequest, GetCalcResponse, LambdaGate, PostCalcRequest, PostCalcResponse};

struct Half;

impl LambdaGate for Half {
    async fn get_calc(&self, _: GetCalcRequest) -> GetCalcResponse {
        GetCalcResponse::Ok(Default::default(), Default::default())
    }

    async fn post_calc(&self, _: PostCalcRequest) -> PostCalcResponse {
        PostCalcResponse::NotFound
    }
}

fn main() {}
