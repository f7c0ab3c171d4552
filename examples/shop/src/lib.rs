//! A shop as a Lambda function behind API Gateway.
//!
//! `shop.yaml` describes the shop and knows nothing of AWS. `gatewright integrate shop.yaml --lambda Shop --mode mapped
//! --out shop.aws.yaml` wrote the document that `build.rs` generates from and that `template.yaml` deploys. The test runs
//! all three without AWS: the client, the gateway of the template, the function.
//!
//! With the crate `lambda_runtime` this is the program:
//!
//! ```text
//! lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| async { gatewright_example_shop::respond(&event.payload).await }))
//! ```

/// Generated from `shop.aws.yaml`.
pub mod shop {
    include!(concat!(env!("OUT_DIR"), "/shop.rs"));
}

use std::convert::Infallible;
use std::sync::{LazyLock, Mutex, PoisonError};

use gatewright_runtime::server::Context;
use serde_json::Value;
use shop::models::{AddItemHeaders, Item, Items, Problem};
use shop::server::{
    self, AddItemRequest, AddItemResponse, ListItemsRequest, ListItemsResponse, RemoveItemRequest, RemoveItemResponse,
};

/// What the shop has. A function keeps its memory between events, but not for ever.
#[derive(Debug, Default)]
struct Stock(Mutex<Vec<Item>>);

impl server::Shop for Stock {
    type Error = Infallible;

    async fn list_items(&self, request: ListItemsRequest, _: Context) -> Result<ListItemsResponse, Infallible> {
        let items = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let most = usize::try_from(request.limit).unwrap_or_default();
        Ok(ListItemsResponse::Ok(Items { items: items.iter().take(most).cloned().collect() }))
    }

    async fn add_item(&self, request: AddItemRequest, _: Context) -> Result<AddItemResponse, Infallible> {
        let item = request.body;
        let headers = AddItemHeaders { location: Some(format!("/items/{}", item.name)) };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(item.clone());
        Ok(AddItemResponse::Created(item, headers))
    }

    async fn remove_item(&self, request: RemoveItemRequest, _: Context) -> Result<RemoveItemResponse, Infallible> {
        let mut items = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = items.len();
        items.retain(|item| item.name != request.id);
        Ok(match items.len() < before {
            true => RemoveItemResponse::NoContent,
            false => RemoveItemResponse::NotFound(Problem { message: format!("there is no {}", request.id) }),
        })
    }
}

/// The function: an event of API Gateway in, what it is to respond out.
///
/// # Errors
///
/// When the event is none of API Gateway.
pub async fn respond(event: &Value) -> Result<Value, String> {
    static SERVICE: LazyLock<gatewright_runtime::server::Service> = LazyLock::new(|| server::service(Stock::default()));
    SERVICE.lambda(event).await.map_err(|error| error.to_string())
}
