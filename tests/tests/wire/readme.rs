//! The excerpts of README.md about the bookshop: they compile as they stand there.

use std::collections::BTreeMap;
use std::sync::Mutex;

use gatewright_runtime::http::Request;
use gatewright_runtime::server::{Access, BoxError, Context, Denied};
use gatewright_runtime::{Bytes, Uuid};
use gatewright_tests::bookshop as api;
use gatewright_tests::bookshop::models::{Order, Problem};
use gatewright_tests::bookshop::server::*;
use tokio::runtime::Runtime;

use crate::exchange::closed;

mod client {
    use super::api;
    use api::client::GetBookError;
    use gatewright_runtime::client::Error;

    #[tokio::main]
    pub(super) async fn main() {
        let client = api::Client::builder().base_url("http://127.0.0.1:8080/v1").build();
        match client.get_book("9780141439518").send().await {
            Ok(book) => println!("{}, version {:?}", book.title, book.headers().e_tag),
            Err(Error::Api(GetBookError::NotFound(problem))) => println!("no such book: {:?}", problem.body()),
            Err(error) => println!("{error} (worth another try: {})", error.is_retryable()),
        }
    }
}

struct User {
    name: String,
}

struct Shop {
    /// Who has which key.
    keys: BTreeMap<String, String>,
    orders: Mutex<BTreeMap<Uuid, Placed>>,
}

struct Placed {
    by: String,
    order: Order,
}

impl Bookshop for Shop {
    type Principal = User;
    type Error = BoxError;

    async fn authorize(&self, access: Access<Credential, User>) -> Result<User, Denied> {
        match access.credential {
            Some(Credential::StaffKey(key)) => match self.keys.get(key.as_str()) {
                Some(name) => Ok(User { name: name.clone() }),
                None => Err(Denied::forbidden()), // 403
            },
            Some(Credential::Customer(token)) => customer(token.as_str(), access.scopes).await,
            _ => Err(Denied::unauthorized()), // 401, with the challenges of the schemes
        }
    }

    async fn cancel_order(
        &self,
        request: CancelOrderRequest,
        context: Context<User>,
    ) -> Result<CancelOrderResponse, BoxError> {
        let mut orders = self.orders.lock().map_err(|_| "the orders are lost")?; // 500, and a line in the log
        match orders.remove(&request.order_id) {
            Some(placed) if placed.by == context.principal.name => Ok(CancelOrderResponse::Ok(placed.order)),
            _ => Ok(CancelOrderResponse::NotFound(problem("there is no such order of yours"))),
        }
    }

    closed! {
        get_stock(GetStockRequest, User) -> GetStockResponse,
        get_genres(GetGenresRequest) -> GetGenresResponse,
        list_books(ListBooksRequest) -> ListBooksResponse,
        add_book(AddBookRequest, User) -> AddBookResponse,
        get_book(GetBookRequest) -> GetBookResponse,
        replace_book(ReplaceBookRequest, User) -> ReplaceBookResponse,
        remove_book(RemoveBookRequest, User) -> RemoveBookResponse,
        get_cover(GetCoverRequest) -> GetCoverResponse,
        upload_cover(UploadCoverRequest, User) -> UploadCoverResponse,
        list_reviews(ListReviewsRequest) -> ListReviewsResponse,
        write_review(WriteReviewRequest, User) -> WriteReviewResponse,
        get_author(GetAuthorRequest) -> GetAuthorResponse,
        place_order(PlaceOrderRequest, User) -> PlaceOrderResponse,
        get_order(GetOrderRequest, User) -> GetOrderResponse,
        get_bestsellers(GetBestsellersRequest) -> GetBestsellersResponse,
    }
}

fn problem(title: &str) -> Problem {
    Problem { r#type: None, title: title.to_owned(), status: Some(404), detail: None }
}

/// Knows one token, for orders alone.
async fn customer(token: &str, scopes: &[&str]) -> Result<User, Denied> {
    match token {
        "ada" if scopes == ["orders"] => Ok(User { name: "Ada".to_owned() }),
        _ => Err(Denied::unauthorized()),
    }
}

#[test]
fn staff_keys() {
    let status = |key: Option<&str>| {
        let request = Request::builder().uri("/v1/stock");
        let request = key.into_iter().fold(request, |request, key| request.header("x-staff-key", key));
        let keys = BTreeMap::from([("known".to_owned(), "Eve".to_owned())]);
        let shop = service(Shop { keys, orders: Mutex::default() }).base_path("/v1");
        let answer = Runtime::new().unwrap().block_on(shop.answer(request.body(Bytes::new()).unwrap()));
        answer.status().as_u16()
    };
    assert_eq!(status(None), 401);
    assert_eq!(status(Some("other")), 403);
    // Let in, and then missed by the method.
    assert_eq!(status(Some("known")), 500);
}

/// Every line of the excerpts stands above, in the same order.
#[test]
fn excerpts() {
    // It calls an address that nobody answers here.
    let _ = client::main;
    let readme = concat!(include_str!("../../../README.md"), include_str!("../../../docs/guide/server.md"));
    let blocks: Vec<&str> =
        readme.split("```rust\n").skip(1).filter_map(|rest| rest.split_once("\n```").map(|(block, _)| block)).collect();
    for beginning in ["use api::client::GetBookError;", "async fn authorize"] {
        let found = blocks.iter().find_map(|block| Some(&block[block.find(beginning)?..]));
        let excerpt = found.unwrap_or_else(|| panic!("README.md has lost the excerpt `{beginning}`"));
        let squeezed =
            |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ").replacen("pub(super) ", "", 1);
        let mut lines = include_str!("readme.rs").lines().map(squeezed);
        for line in excerpt.lines().map(squeezed).filter(|line| !line.is_empty()) {
            assert!(lines.any(|own| own == line), "README.md has `{line}`, which is not compiled here");
        }
    }
}
