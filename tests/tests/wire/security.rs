//! Who may call: what a generated server makes of the credentials that requests carry.

use gatewright_runtime::Bytes;
use gatewright_runtime::http::Request;
use gatewright_runtime::server::{Access, Denied, Manner};
use gatewright_tests::bookshop::models::Genre;
use gatewright_tests::bookshop::server::*;
use tokio::runtime::Runtime;

use crate::exchange::closed;

/// A bookshop of which only two methods answer.
struct Guarded;

impl Bookshop for Guarded {
    async fn authorize(&self, access: Access<Credentials>) -> Result<(), Denied> {
        let Credentials { staff_key, staff_password, customer } = &access.credentials;
        let scopes: Vec<&str> =
            access.alternatives.iter().flat_map(|all| all.iter()).flat_map(|one| one.scopes.iter().copied()).collect();
        match (staff_key, staff_password, customer) {
            (Some(key), _, _) if key.as_str() == "k&y" => Ok(()),
            (_, Some(basic), _) if basic.user == "till" && basic.password.as_str() == "1:2" => Ok(()),
            (_, _, Some(_)) => Err(Denied::forbidden().detail(format!("{} needs {scopes:?}", access.operation.1))),
            _ => Err(Denied::unauthorized()),
        }
    }

    async fn get_stock(&self, request: GetStockRequest) -> GetStockResponse {
        let shown = format!("{:?}", request.credentials);
        assert!(request.credentials.staff_key.is_some() && !shown.contains("k&y"), "{shown}");
        GetStockResponse::Ok(Default::default())
    }

    async fn get_genres(&self, _: GetGenresRequest) -> GetGenresResponse {
        GetGenresResponse::Ok(Genre { slug: "all".into(), name: "All".into(), children: None })
    }

    closed! {
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

/// The status, the challenge and the body of the answer to a request with one header.
fn answer(manner: Manner, request: &str, (name, value): (&str, &str)) -> String {
    let (method, path) = request.split_once(' ').unwrap();
    let request = Request::builder().method(method).uri(format!("/v1{path}")).header(name, value);
    let service = service(Guarded).manner(manner).base_path("/v1");
    let answer = Runtime::new().unwrap().block_on(service.answer(request.body(Bytes::new()).unwrap()));
    let challenge = answer.headers().get("www-authenticate").map_or("", |value| value.to_str().unwrap());
    format!("{} {challenge} {}", answer.status().as_u16(), String::from_utf8_lossy(answer.body()))
}

#[test]
fn who_is_let_in() {
    let cases = [
        // Not guarded: the hook is not asked.
        ("GET /genres", ("x-none", ""), "200  {"),
        ("GET /stock", ("x-staff-key", "k&y"), "200  {"),
        // Let in, and then missed by the method.
        ("GET /stock", ("authorization", "basic dGlsbDoxOjI="), "500  {"),
        ("GET /stock", ("authorization", "Basic dGlsbDox"), "401  {"),
        ("GET /stock", ("x-staff-key", "other"), "401  {"),
        ("DELETE /books/1", ("x-none", ""), "401 Basic realm=\"api\" {"),
        ("POST /orders/67e55044-10b1-426f-9247-bb680e5fe0c8/cancel", ("x-none", ""), "401 Bearer {"),
        // Refused before the request is read, which is not one.
        ("POST /orders/x/cancel", ("authorization", "Bearer t"), "403  {"),
    ];
    for (request, header, expected) in cases {
        let found = answer(Manner::Problem, request, header);
        assert!(found.starts_with(expected), "{request} {header:?}: {found}");
    }
}

#[test]
fn how_refusals_are_worded() {
    let token = ("authorization", "Bearer t");
    let refused = "POST /orders/x/cancel";
    assert_eq!(
        answer(Manner::Problem, refused, token),
        r#"403  {"type":"about:blank","title":"Forbidden","status":403,"detail":"/orders/{order_id}/cancel needs [\"orders\"]"}"#
    );
    assert_eq!(answer(Manner::ApiGateway, refused, ("x-none", "")), r#"401  {"message": "Unauthorized"}"#);
}
