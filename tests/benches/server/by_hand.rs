//! The same API by hand: axum, with serde's derive.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
pub struct GetCalc {
    operand1: String,
    operand2: String,
    operator: String,
}

#[derive(Clone, Deserialize, Serialize)]
pub struct Input {
    a: f64,
    b: f64,
    op: String,
}

#[derive(Serialize)]
pub struct Output {
    #[serde(skip_serializing_if = "Option::is_none")]
    c: Option<f64>,
}

#[derive(Serialize)]
pub struct Calculation {
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<Input>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<Output>,
}

fn calculation(input: Input) -> Calculation {
    let c = Some(input.a + input.b);
    Calculation { input: Some(input), output: Some(Output { c }) }
}

async fn get_calc(Query(query): Query<GetCalc>) -> Response {
    let (Ok(a), Ok(b)) = (query.operand1.parse(), query.operand2.parse()) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let mut headers = axum::http::HeaderMap::new();
    for (name, value) in [("operand_1", &query.operand1), ("operand_2", &query.operand2), ("operator", &query.operator)]
    {
        let Ok(value) = HeaderValue::from_str(value) else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        headers.insert(HeaderName::from_static(name), value);
    }
    (headers, Json(calculation(Input { a, b, op: query.operator }))).into_response()
}

async fn post_calc(Json(input): Json<Input>) -> Json<Calculation> {
    Json(calculation(input))
}

pub fn calc() -> Router {
    Router::new().nest("/test", Router::new().route("/calc", get(get_calc).post(post_calc)))
}

#[derive(Clone, Deserialize, Serialize)]
pub struct Item {
    pub id: i64,
    pub sku: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub price: f64,
    pub stock: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discontinued: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<ItemState>,
    pub tags: Vec<String>,
    pub maker: Maker,
}

#[derive(Clone, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemState {
    New,
    Used,
    Refurbished,
}

#[derive(Clone, Deserialize, Serialize)]
pub struct Maker {
    pub name: String,
    pub country: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

#[derive(Deserialize)]
pub struct ListItems {
    limit: Option<i32>,
}

#[derive(Serialize)]
pub struct Stored {
    stored: i64,
}

async fn list_items(State(items): State<Arc<Vec<Item>>>, Query(query): Query<ListItems>) -> Json<Vec<Item>> {
    let limit = query.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    Json(items.iter().take(limit).cloned().collect())
}

async fn put_items(Json(items): Json<Vec<Item>>) -> Json<Stored> {
    Json(Stored { stored: i64::try_from(items.len()).unwrap_or_default() })
}

pub fn items(items: Vec<Item>) -> Router {
    Router::new().route("/items", get(list_items).put(put_items)).with_state(Arc::new(items))
}
