//! The excerpts of README.md about the bookshop: they compile as they stand there.

use std::collections::BTreeSet;

use gatewright_runtime::Bytes;
use gatewright_runtime::http::Request;
use gatewright_runtime::server::{Access, Denied};
use gatewright_tests::bookshop as api;
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

struct Shop {
    keys: BTreeSet<String>,
}

impl Bookshop for Shop {
    async fn authorize(&self, access: Access<Credentials>) -> Result<(), Denied> {
        match &access.credentials.staff_key {
            Some(key) if self.keys.contains(key.as_str()) => Ok(()),
            Some(_) => Err(Denied::forbidden()), // 403
            None => Err(Denied::unauthorized()), // 401, with the challenges of the schemes
        }
    }

    closed! {
        get_stock(GetStockRequest) -> GetStockResponse,
        get_genres(GetGenresRequest) -> GetGenresResponse,
        list_books(ListBooksRequest) -> ListBooksResponse,
        add_book(AddBookRequest) -> AddBookResponse,
        get_book(GetBookRequest) -> GetBookResponse,
        replace_book(ReplaceBookRequest) -> ReplaceBookResponse,
        remove_book(RemoveBookRequest) -> RemoveBookResponse,
        get_cover(GetCoverRequest) -> GetCoverResponse,
        upload_cover(UploadCoverRequest) -> UploadCoverResponse,
        list_reviews(ListReviewsRequest) -> ListReviewsResponse,
        write_review(WriteReviewRequest) -> WriteReviewResponse,
        get_author(GetAuthorRequest) -> GetAuthorResponse,
        place_order(PlaceOrderRequest) -> PlaceOrderResponse,
        get_order(GetOrderRequest) -> GetOrderResponse,
        cancel_order(CancelOrderRequest) -> CancelOrderResponse,
        get_bestsellers(GetBestsellersRequest) -> GetBestsellersResponse,
    }
}

#[test]
fn staff_keys() {
    let status = |key: Option<&str>| {
        let request = Request::builder().uri("/v1/stock");
        let request = key.into_iter().fold(request, |request, key| request.header("x-staff-key", key));
        let shop = service(Shop { keys: ["known".to_owned()].into() }).base_path("/v1");
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
