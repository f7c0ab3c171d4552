use std::convert::Infallible;

use gatewright_runtime::server::Context;
use gatewright_tests::hostile_bounds::server::*;

struct Open;

/// Nothing says who may call what is guarded.
impl Bounds for Open {
    type Error = Infallible;

    async fn add_word(&self, _: AddWordRequest, _: Context) -> Result<AddWordResponse, Infallible> {
        Ok(AddWordResponse::NoContent)
    }

    async fn add_order(&self, _: AddOrderRequest, _: Context) -> Result<AddOrderResponse, Infallible> {
        Ok(AddOrderResponse::NoContent)
    }

    async fn add_list(&self, _: AddListRequest, _: Context) -> Result<AddListResponse, Infallible> {
        Ok(AddListResponse::NoContent)
    }

    async fn add_form(&self, _: AddFormRequest, _: Context) -> Result<AddFormResponse, Infallible> {
        Ok(AddFormResponse::NoContent)
    }

    async fn put_file(&self, _: PutFileRequest, _: Context) -> Result<PutFileResponse, Infallible> {
        Ok(PutFileResponse::NoContent)
    }

    async fn list_items(&self, _: ListItemsRequest, _: Context) -> Result<ListItemsResponse, Infallible> {
        Ok(ListItemsResponse::Ok(Vec::new()))
    }
}

fn main() {}
