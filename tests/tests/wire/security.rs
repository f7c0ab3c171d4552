//! Who may call: what a generated server makes of the credentials that requests carry.

use std::convert::Infallible;

use gatewright_runtime::Bytes;
use gatewright_runtime::http::Request;
use gatewright_runtime::server::{Access, BoxError, Context, Denied, Manner, Service, allow_all};
use gatewright_tests::bookshop::models::Genre;
use gatewright_tests::bookshop::server::*;
use tokio::runtime::Runtime;

use crate::exchange::closed;

/// A bookshop of which only two methods answer.
struct Guarded;

impl Bookshop for Guarded {
    type Error = Infallible;
    type Principal = ();

    async fn authorize(&self, access: Access<Credential, ()>) -> Result<(), Denied> {
        let shown = format!("{access:?}");
        assert!(!shown.contains("k&y"), "{shown}");
        match access.credential {
            Some(Credential::StaffKey(key)) if key.is("k&y") => Ok(()),
            Some(Credential::StaffPassword(basic)) if basic.user == "till" && basic.password.is("1:2") => Ok(()),
            Some(Credential::Customer(_)) => {
                let path = access.head.operation().unwrap().path;
                Err(Denied::forbidden().detail(format!("{path} needs {:?}", access.scopes)))
            }
            _ => Err(Denied::unauthorized()),
        }
    }

    async fn get_stock(&self, _: GetStockRequest, context: Context) -> Result<GetStockResponse, Infallible> {
        let shown = format!("{context:?} {:?}", context.head.headers());
        assert!(!shown.contains("k&y"), "{shown}");
        Ok(GetStockResponse::Ok(Default::default()))
    }

    async fn get_genres(&self, _: GetGenresRequest, _: Context) -> Result<GetGenresResponse, Infallible> {
        Ok(GetGenresResponse::Ok(Genre { slug: "all".into(), name: "All".into(), children: None }))
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
        // Good, but not what the operation asks for.
        ("GET /stock", ("authorization", "basic dGlsbDoxOjI="), "401  {"),
        ("GET /stock", ("authorization", "Basic dGlsbDox"), "401  {"),
        ("GET /stock", ("x-staff-key", "other"), "401  {"),
        ("DELETE /books/1", ("x-none", ""), "401 Basic realm=\"api\" {"),
        ("POST /orders/67e55044-10b1-426f-9247-bb680e5fe0c8/cancel", ("x-none", ""), "401 Bearer {"),
        // Rejected before the request is read, which is not one.
        ("POST /orders/x/cancel", ("authorization", "Bearer t"), "403  {"),
    ];
    for (request, header, expected) in cases {
        let found = answer(Manner::Problem, request, header);
        assert!(found.starts_with(expected), "{request} {header:?}: {found}");
    }
}

#[test]
fn how_rejections_are_worded() {
    let token = ("authorization", "Bearer t");
    let rejected = "POST /orders/x/cancel";
    assert_eq!(
        answer(Manner::Problem, rejected, token),
        r#"403  {"type":"about:blank","title":"Forbidden","status":403,"detail":"/orders/{order_id}/cancel needs [\"orders\"]"}"#
    );
    assert_eq!(answer(Manner::ApiGateway, rejected, ("x-none", "")), r#"401  {"message": "Unauthorized"}"#);
}

/// What is not written responds with 501, in the skeleton and where methods may be left out.
#[test]
fn what_is_not_written() {
    use gatewright_tests::unwritten::server::{Bounds, Credential, service};

    struct Nothing;

    impl Bounds for Nothing {
        type Error = BoxError;
        type Principal = ();

        async fn authorize(&self, _: Access<Credential, ()>) -> Result<(), Denied> {
            allow_all(())
        }
    }

    let status = |service: Service, uri: &str| {
        let request = Request::get(uri).body(Bytes::new()).unwrap();
        Runtime::new().unwrap().block_on(service.answer(request)).status().as_u16()
    };
    assert_eq!(status(service(Nothing), "/items"), 501);
    assert_eq!(status(service(gatewright_tests::skeleton::Implementation), "/items"), 501);
}
