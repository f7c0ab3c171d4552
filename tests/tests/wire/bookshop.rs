//! Swagger 2.0.

use std::collections::BTreeMap;

use expect_test::expect;
use gatewright_runtime::{Bytes, Date, DateTime, File, Uuid};
use gatewright_tests::bookshop::client::Client;
use gatewright_tests::bookshop::models::*;
use gatewright_tests::bookshop::server::*;

use tokio::runtime::Runtime;

use crate::exchange::{Api, Seen, stub};

fn book(isbn: &str) -> Book {
    Book {
        isbn: isbn.into(),
        title: "Emma".into(),
        subtitle: Some(None),
        authors: vec![Author { id: 17, name: "Jane Austen".into(), born: Some(date("1775-12-16")), homepage: None }],
        binding: Binding::EBook,
        price: Price { amount: "8.99".into(), currency: PriceCurrency::Gbp },
        published: None,
        pages: Some(474),
        genres: Some(vec!["classics".into()]),
        rating: None,
        thumbnail: Some(vec![0xff, 0xd8].into()),
        links: Some(BTreeMap::from([("shop".into(), "https://a.example/?x=1&y=2".into())])),
        updated_at: Some(moment("2024-02-29T09:30:00Z")),
    }
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn moment(text: &str) -> DateTime {
    text.parse().unwrap()
}

fn id() -> Uuid {
    "67e55044-10b1-426f-9247-bb680e5fe0c8".parse().unwrap()
}

fn problem(title: &str) -> Problem {
    Problem { title: title.into(), r#type: None, status: None, detail: None }
}

fn new_order() -> NewOrder {
    NewOrder {
        lines: vec![OrderLine { isbn: "9780141439587".into(), copies: 2, gift_wrap: Some(true) }],
        payment: GiftVoucher::new("AAAA-BBBB-CCCC-DDDD").into(),
        ship_to: Address {
            name: "Åsa".into(),
            street: vec!["Götgatan 1".into()],
            city: "Stockholm".into(),
            postal_code: "116 46".into(),
            country: "SE".into(),
        },
        gift_note: None,
    }
}

fn order(order_id: Uuid, new: NewOrder) -> Order {
    Order {
        lines: new.lines,
        payment: new.payment,
        ship_to: new.ship_to,
        gift_note: new.gift_note,
        id: order_id,
        status: OrderStatus::Placed,
        total: Price { amount: "17.98".into(), currency: PriceCurrency::Unknown("SEK".into()) },
        placed_at: moment("2024-03-01T00:00:00Z"),
        tracking: None,
    }
}

fn review(rating: Rating) -> Review {
    Review {
        id: id(),
        rating,
        text: "Could not put it down".into(),
        reader: None,
        recommended: Some(true),
        tags: None,
        written_at: moment("2024-03-01T00:00:00Z"),
    }
}

stub!(guarded Shop: Bookshop {
    list_books(request: ListBooksRequest) -> ListBooksResponse {{
        let page = BookPage { books: Vec::new(), page: request.page.unwrap_or(1), next: Some(None) };
        ListBooksResponse::Ok(page, ListBooksHeaders { x_total_count: Some(0), x_next_page: None })
    }}
    add_book(request: AddBookRequest) -> AddBookResponse {
        AddBookResponse::Created(request.body, AddBookHeaders { location: Some("/books/1".into()) })
    }
    get_book(request: GetBookRequest) -> GetBookResponse {
        match request.if_none_match {
            Some(_) => GetBookResponse::NotModified(GetBookHeaders { e_tag: Some("\"2\"".into()), last_modified: None }),
            None => GetBookResponse::Ok(book(&request.isbn), GetBookHeaders { e_tag: Some("\"1\"".into()), last_modified: None }),
        }
    }
    replace_book(request: ReplaceBookRequest) -> ReplaceBookResponse { ReplaceBookResponse::Ok(request.body) }
    remove_book(_request: RemoveBookRequest) -> RemoveBookResponse { RemoveBookResponse::NoContent }
    get_cover(request: GetCoverRequest) -> GetCoverResponse {
        match request.width {
            Some(64) => GetCoverResponse::OkJpeg(Bytes::from_static(b"\xff\xd8\xff").into()),
            Some(4096) => GetCoverResponse::NotFound(problem("no cover")),
            // None is what the document says of requests that have none.
            width => {
                assert!(width.is_some());
                GetCoverResponse::OkPng(Bytes::from_static(b"\x89PNG").into())
            }
        }
    }
    upload_cover(request: UploadCoverRequest) -> UploadCoverResponse {
        match request.body.picture.bytes.len() {
            0..=9 => UploadCoverResponse::NoContent,
            _ => UploadCoverResponse::Default(507, problem("full")),
        }
    }
    list_reviews(_request: ListReviewsRequest) -> ListReviewsResponse {
        ListReviewsResponse::Ok(vec![review(Rating::N5), review(Rating::Unknown(6))])
    }
    write_review(request: WriteReviewRequest) -> WriteReviewResponse {
        if request.body.rating == Rating::N1 {
            WriteReviewResponse::Accepted
        } else {
            WriteReviewResponse::Created(review(Rating::N4))
        }
    }
    get_genres(_request: GetGenresRequest) -> GetGenresResponse {{
        let leaf = Genre { slug: "crime".into(), name: "Crime".into(), children: None };
        GetGenresResponse::Ok(Genre { slug: "all".into(), name: "All".into(), children: Some(vec![leaf]) })
    }}
    get_author(request: GetAuthorRequest) -> GetAuthorResponse {
        GetAuthorResponse::Ok(Author { id: request.author_id, name: "Jane Austen".into(), born: None, homepage: None })
    }
    get_stock(request: GetStockRequest) -> GetStockResponse {
        match request.isbn {
            Some(list) => GetStockResponse::Ok(list.into_iter().map(|isbn| (isbn, 3)).collect()),
            None => GetStockResponse::Unauthorized(
                problem("sign in"),
                UnauthorizedHeaders { www_authenticate: Some("Basic".into()) },
            ),
        }
    }
    place_order(request: PlaceOrderRequest) -> PlaceOrderResponse {
        match request.idempotency_key {
            Some(key) => PlaceOrderResponse::Created(order(key, request.body), PlaceOrderHeaders { location: None }),
            None => PlaceOrderResponse::Conflict(OutOfStock {
                title: "out of stock".into(),
                r#type: None,
                status: Some(409),
                detail: None,
                missing: BTreeMap::from([("9780141439587".into(), 1)]),
            }),
        }
    }
    get_order(request: GetOrderRequest) -> GetOrderResponse { GetOrderResponse::Ok(order(request.order_id, new_order())) }
    cancel_order(_request: CancelOrderRequest) -> CancelOrderResponse {
        CancelOrderResponse::Conflict(problem("too late"))
    }
    get_bestsellers(_request: GetBestsellersRequest) -> GetBestsellersResponse {
        GetBestsellersResponse::Ok("1,9780141439587,Emma\n".into())
    }
});

fn api() -> (Api, Client) {
    let api = Api::serve(|seen| router(Shop(seen)));
    let client = Client::with_base_url(&api.url("/v1"))
        .with_staff_key("key in hand")
        .with_staff_password("till", "päss:word")
        .with_customer("token");
    (api, client)
}

#[test]
fn catalogue() {
    let (api, client) = api();
    api.check(client.list_books().send(), expect![[r#"
        > GET /v1/books HTTP/1.1
        > accept: application/json
        = ListBooksRequest { binding: None, genre: None, max_price: None, page: Some(1), page_size: Some(20), published_since: None, q: None, sort: Some(Newest) }
        < 200 OK BookPage { books: [], page: 1, next: Some(None) } ListBooksHeaders { x_next_page: None, x_total_count: Some(0) }
    "#]]);
    api.check(
        client
            .list_books()
            .q("tea & biscuits + 100%")
            .genre(&["crime", "a,b"])
            .binding(&[Binding::EBook, Binding::Paperback])
            .published_since(&date("2020-01-31"))
            .max_price(12.5)
            .sort(&ListBooksSort::MinusPrice)
            .page(2)
            .page_size(50)
            .send(),
        expect![[r#"
            > GET /v1/books?q=tea%20%26%20biscuits%20%2B%20100%25&genre=crime,a%2Cb&binding=e-book&binding=paperback&published_since=2020-01-31&max_price=12.5&sort=-price&page=2&page_size=50 HTTP/1.1
            > accept: application/json
            = ListBooksRequest { binding: Some([EBook, Paperback]), genre: Some(["crime", "a,b"]), max_price: Some(12.5), page: Some(2), page_size: Some(50), published_since: Some("2020-01-31"), q: Some("tea & biscuits + 100%"), sort: Some(MinusPrice) }
            < 200 OK BookPage { books: [], page: 2, next: Some(None) } ListBooksHeaders { x_next_page: None, x_total_count: Some(0) }
        "#]],
    );
    api.check(client.add_book(&book("9780141439587")).send(), expect![[r#"
        > POST /v1/books HTTP/1.1
        > accept: application/json
        > content-type: application/json
        > x-staff-key: key in hand
        >> {"isbn":"9780141439587","title":"Emma","subtitle":null,"authors":[{"id":17,"name":"Jane Austen","born":"1775-12-16"}],"binding":"e-book","price":{"amount":"8.99","currency":"GBP"},"pages":474,"genres":["classics"],"thumbnail":"/9g=","links":{"shop":"https://a.example/?x=1&y=2"}}
        = AddBookRequest { body: Book { isbn: "9780141439587", title: "Emma", subtitle: Some(None), authors: [Author { id: 17, name: "Jane Austen", born: Some("1775-12-16"), homepage: None }], binding: EBook, price: Price { amount: "8.99", currency: Gbp }, published: None, pages: Some(474), genres: Some(["classics"]), rating: None, thumbnail: Some("/9g="), links: Some({"shop": "https://a.example/?x=1&y=2"}), updated_at: None } }
        < 201 Created Book { isbn: "9780141439587", title: "Emma", subtitle: Some(None), authors: [Author { id: 17, name: "Jane Austen", born: Some("1775-12-16"), homepage: None }], binding: EBook, price: Price { amount: "8.99", currency: Gbp }, published: None, pages: Some(474), genres: Some(["classics"]), rating: None, thumbnail: Some("/9g="), links: Some({"shop": "https://a.example/?x=1&y=2"}), updated_at: None } AddBookHeaders { location: Some("/books/1") }
    "#]]);
    api.check(client.get_book("9780141439587").send(), expect![[r#"
        > GET /v1/books/9780141439587 HTTP/1.1
        > accept: application/json
        = GetBookRequest { isbn: "9780141439587", if_none_match: None }
        < 200 OK Book { isbn: "9780141439587", title: "Emma", subtitle: Some(None), authors: [Author { id: 17, name: "Jane Austen", born: Some("1775-12-16"), homepage: None }], binding: EBook, price: Price { amount: "8.99", currency: Gbp }, published: None, pages: Some(474), genres: Some(["classics"]), rating: None, thumbnail: Some("/9g="), links: Some({"shop": "https://a.example/?x=1&y=2"}), updated_at: Some("2024-02-29T09:30:00Z") } GetBookHeaders { e_tag: Some("\"1\""), last_modified: None }
    "#]]);
    api.check(
        client.get_book("9780141439587").if_none_match("\"1\"").send(),
        expect![[r#"
            > GET /v1/books/9780141439587 HTTP/1.1
            > accept: application/json
            > if-none-match: "1"
            = GetBookRequest { isbn: "9780141439587", if_none_match: Some("\"1\"") }
            < 304 Not Modified NotModified(())
        "#]],
    );
    api.check(
        client.replace_book().body(&book("9780141439587")).if_match("\"1\"").isbn("9780141439587").send(),
        expect![[r#"
            > PUT /v1/books/9780141439587 HTTP/1.1
            > accept: application/json
            > content-type: application/json
            > if-match: "1"
            > x-staff-key: key in hand
            >> {"isbn":"9780141439587","title":"Emma","subtitle":null,"authors":[{"id":17,"name":"Jane Austen","born":"1775-12-16"}],"binding":"e-book","price":{"amount":"8.99","currency":"GBP"},"pages":474,"genres":["classics"],"thumbnail":"/9g=","links":{"shop":"https://a.example/?x=1&y=2"}}
            = ReplaceBookRequest { isbn: "9780141439587", if_match: "\"1\"", body: Book { isbn: "9780141439587", title: "Emma", subtitle: Some(None), authors: [Author { id: 17, name: "Jane Austen", born: Some("1775-12-16"), homepage: None }], binding: EBook, price: Price { amount: "8.99", currency: Gbp }, published: None, pages: Some(474), genres: Some(["classics"]), rating: None, thumbnail: Some("/9g="), links: Some({"shop": "https://a.example/?x=1&y=2"}), updated_at: None } }
            < 200 OK Book { isbn: "9780141439587", title: "Emma", subtitle: Some(None), authors: [Author { id: 17, name: "Jane Austen", born: Some("1775-12-16"), homepage: None }], binding: EBook, price: Price { amount: "8.99", currency: Gbp }, published: None, pages: Some(474), genres: Some(["classics"]), rating: None, thumbnail: Some("/9g="), links: Some({"shop": "https://a.example/?x=1&y=2"}), updated_at: None } ()
        "#]],
    );
    api.check(
        client.remove_book("9780141439587").send(),
        expect![[r#"
            > DELETE /v1/books/9780141439587 HTTP/1.1
            > accept: application/json
            > authorization: Basic dGlsbDpww6Rzczp3b3Jk
            > x-staff-key: key in hand
            = RemoveBookRequest { isbn: "9780141439587" }
            < 204 No Content () ()
        "#]],
    );
    api.check(client.get_genres().send(), expect![[r#"
        > GET /v1/genres HTTP/1.1
        > accept: application/json
        = GetGenresRequest
        < 200 OK Genre { slug: "all", name: "All", children: Some([Genre { slug: "crime", name: "Crime", children: None }]) } ()
    "#]]);
    api.check(
        client.get_author(-1).send(),
        expect![[r#"
        > GET /v1/authors/-1 HTTP/1.1
        > accept: application/json
        = GetAuthorRequest { author_id: -1 }
        < 200 OK Author { id: -1, name: "Jane Austen", born: None, homepage: None } ()
    "#]],
    );
    api.check(
        client.get_bestsellers().send(),
        expect![[r#"
        > GET /v1/bestsellers.csv HTTP/1.1
        > accept: text/csv
        = GetBestsellersRequest
        < 200 OK "1,9780141439587,Emma\n" ()
    "#]],
    );
}

#[test]
fn what_the_document_forbids_is_rejected() {
    let (api, client) = api();
    api.check(client.get_book("978/0").send(), expect![[r#"
        > GET /v1/books/978%2F0 HTTP/1.1
        > accept: application/json
        = 
        < 422 Unprocessable Entity undocumented {"type":"about:blank","title":"Unprocessable Entity","status":422,"detail":"the request can be read, but breaks a rule","errors":[{"in":"path","name":"isbn","detail":"must match the pattern ^97[89][0-9]{10}$"}]}
    "#]]);
    api.check(client.list_books().page(0).q("x").send(), expect![[r#"
        > GET /v1/books?page=0&q=x HTTP/1.1
        > accept: application/json
        = 
        < 400 Bad Request BadRequest(ValidationProblem { type: Some("about:blank"), title: "Bad Request", status: Some(400), detail: Some("the request can be read, but breaks a rule: query page must be at least 1; query q must be at least 2 characters long"), errors: Some([ValidationProblemErrorsItem { field: "page", message: "must be at least 1" }, ValidationProblemErrorsItem { field: "q", message: "must be at least 2 characters long" }]) })
    "#]]);
    let mut nameless = book("9780141439587");
    nameless.title.clear();
    nameless.authors.clear();
    api.check(client.add_book(&nameless).send(), expect![[r#"
        > POST /v1/books HTTP/1.1
        > accept: application/json
        > content-type: application/json
        > x-staff-key: key in hand
        >> {"isbn":"9780141439587","title":"","subtitle":null,"authors":[],"binding":"e-book","price":{"amount":"8.99","currency":"GBP"},"pages":474,"genres":["classics"],"thumbnail":"/9g=","links":{"shop":"https://a.example/?x=1&y=2"}}
        = 
        < 400 Bad Request BadRequest(ValidationProblem { type: Some("about:blank"), title: "Bad Request", status: Some(400), detail: Some("the request can be read, but breaks a rule: body /title must be at least 1 character long; body /authors must have at least 1 item"), errors: Some([ValidationProblemErrorsItem { field: "/title", message: "must be at least 1 character long" }, ValidationProblemErrorsItem { field: "/authors", message: "must have at least 1 item" }]) })
    "#]]);
}

#[test]
fn covers_and_reviews() {
    let (api, client) = api();
    api.check(
        client.get_cover("9780141439587").width(64).send(),
        expect![[r#"
            > GET /v1/books/9780141439587/cover?width=64 HTTP/1.1
            > accept: image/jpeg, image/png
            = GetCoverRequest { isbn: "9780141439587", width: Some(64) }
            < 200 OK b"\xff\xd8\xff" ()
        "#]],
    );
    api.check(
        client.get_cover("9780141439587").send(),
        expect![[r#"
            > GET /v1/books/9780141439587/cover HTTP/1.1
            > accept: image/jpeg, image/png
            = GetCoverRequest { isbn: "9780141439587", width: Some(320) }
            < 200 OK b"\x89PNG" ()
        "#]],
    );
    api.check(
        client.get_cover("9780141439587").width(4096).send(),
        expect![[r#"
        > GET /v1/books/9780141439587/cover?width=4096 HTTP/1.1
        > accept: image/jpeg, image/png
        = GetCoverRequest { isbn: "9780141439587", width: Some(4096) }
        < 404 Not Found NotFound(Problem { type: None, title: "no cover", status: None, detail: None })
    "#]],
    );
    // Either picture is held as bytes, and the server says which it is.
    for (width, media_type) in [(64, "image/jpeg"), (128, "image/png")] {
        let cover = api.run(client.get_cover("9780141439587").width(width).send()).unwrap();
        assert_eq!(cover.raw_headers().get("content-type").unwrap(), media_type);
    }
    let cover = |bytes: &'static [u8]| UploadCoverForm {
        picture: File::new("emma \"1\".jpg", Bytes::from_static(bytes)).media_type("image/jpeg"),
        photographer: Some("Åsa".into()),
        taken: Some(moment("2024-02-29T09:30:00Z")),
    };
    api.check(client.upload_cover().isbn("9780141439587").body(&cover(b"small")).send(), expect![[r#"
        > PUT /v1/books/9780141439587/cover HTTP/1.1
        > accept: application/json
        > content-type: multipart/form-data; boundary=BOUNDARY
        > x-staff-key: key in hand
        >> --BOUNDARY
        >> Content-Disposition: form-data; name="photographer"
        >> 
        >> Åsa
        >> --BOUNDARY
        >> Content-Disposition: form-data; name="picture"; filename="emma %221%22.jpg"
        >> Content-Type: image/jpeg
        >> 
        >> small
        >> --BOUNDARY
        >> Content-Disposition: form-data; name="taken"
        >> 
        >> 2024-02-29T09:30:00Z
        >> --BOUNDARY--
        = UploadCoverRequest { isbn: "9780141439587", body: UploadCoverForm { photographer: Some("Åsa"), picture: File { file_name: Some("emma %221%22.jpg"), media_type: Some("image/jpeg"), bytes: b"small" }, taken: Some("2024-02-29T09:30:00Z") } }
        < 204 No Content () ()
    "#]]);
    api.check(client.upload_cover().isbn("9780141439587").body(&cover(b"not so small")).send(), expect![[r#"
        > PUT /v1/books/9780141439587/cover HTTP/1.1
        > accept: application/json
        > content-type: multipart/form-data; boundary=BOUNDARY
        > x-staff-key: key in hand
        >> --BOUNDARY
        >> Content-Disposition: form-data; name="photographer"
        >> 
        >> Åsa
        >> --BOUNDARY
        >> Content-Disposition: form-data; name="picture"; filename="emma %221%22.jpg"
        >> Content-Type: image/jpeg
        >> 
        >> not so small
        >> --BOUNDARY
        >> Content-Disposition: form-data; name="taken"
        >> 
        >> 2024-02-29T09:30:00Z
        >> --BOUNDARY--
        = UploadCoverRequest { isbn: "9780141439587", body: UploadCoverForm { photographer: Some("Åsa"), picture: File { file_name: Some("emma %221%22.jpg"), media_type: Some("image/jpeg"), bytes: b"not so small" }, taken: Some("2024-02-29T09:30:00Z") } }
        < 507 Insufficient Storage Default(Problem { type: None, title: "full", status: None, detail: None })
    "#]]);
    api.check(
        client.list_reviews("9780141439587").languages(&["en", "sv-SE"]).rating(&[4, 5]).send(),
        expect![[r#"
            > GET /v1/books/9780141439587/reviews?languages=en%7Csv-SE&rating=4%205 HTTP/1.1
            > accept: application/json
            = ListReviewsRequest { isbn: "9780141439587", languages: Some(["en", "sv-SE"]), rating: Some([4, 5]) }
            < 200 OK [Review { id: "67e55044-10b1-426f-9247-bb680e5fe0c8", rating: N5, text: "Could not put it down", reader: None, recommended: Some(true), tags: None, written_at: "2024-03-01T00:00:00Z" }, Review { id: "67e55044-10b1-426f-9247-bb680e5fe0c8", rating: Unknown(6), text: "Could not put it down", reader: None, recommended: Some(true), tags: None, written_at: "2024-03-01T00:00:00Z" }] ()
        "#]],
    );
    let form = |rating| WriteReviewForm {
        rating,
        text: "a=b & c+d".into(),
        recommended: Some(false),
        tags: Some(vec!["slow".into(), "ä".into()]),
    };
    api.check(client.write_review().isbn("9780141439587").body(&form(Rating::N4)).send(), expect![[r#"
        > POST /v1/books/9780141439587/reviews HTTP/1.1
        > accept: application/json
        > authorization: Bearer token
        > content-type: application/x-www-form-urlencoded
        >> rating=4&recommended=false&tags=slow,%C3%A4&text=a%3Db%20%26%20c%2Bd
        = WriteReviewRequest { isbn: "9780141439587", body: WriteReviewForm { rating: N4, recommended: Some(false), tags: Some(["slow", "ä"]), text: "a=b & c+d" } }
        < 201 Created Created(Review { id: "67e55044-10b1-426f-9247-bb680e5fe0c8", rating: N4, text: "Could not put it down", reader: None, recommended: Some(true), tags: None, written_at: "2024-03-01T00:00:00Z" }) ()
    "#]]);
    api.check(client.write_review().isbn("9780141439587").body(&form(Rating::N1)).send(), expect![[r#"
        > POST /v1/books/9780141439587/reviews HTTP/1.1
        > accept: application/json
        > authorization: Bearer token
        > content-type: application/x-www-form-urlencoded
        >> rating=1&recommended=false&tags=slow,%C3%A4&text=a%3Db%20%26%20c%2Bd
        = WriteReviewRequest { isbn: "9780141439587", body: WriteReviewForm { rating: N1, recommended: Some(false), tags: Some(["slow", "ä"]), text: "a=b & c+d" } }
        < 202 Accepted Accepted ()
    "#]]);
}

#[test]
fn orders_and_stock() {
    let (api, client) = api();
    api.check(
        client.get_stock().isbn(&["9780141439587", "9780141439594"]).send(),
        expect![[r#"
            > GET /v1/stock?isbn=9780141439587&isbn=9780141439594 HTTP/1.1
            > accept: application/json
            > x-staff-key: key in hand
            = GetStockRequest { isbn: Some(["9780141439587", "9780141439594"]) }
            < 200 OK {"9780141439587": 3, "9780141439594": 3} ()
        "#]],
    );
    api.check(
        client.get_stock().send(),
        expect![[r#"
            > GET /v1/stock HTTP/1.1
            > accept: application/json
            > x-staff-key: key in hand
            = GetStockRequest { isbn: None }
            < 401 Unauthorized Unauthorized(Problem { type: None, title: "sign in", status: None, detail: None })
        "#]],
    );
    api.check(client.place_order(&new_order()).idempotency_key(&id()).send(), expect![[r#"
        > POST /v1/orders HTTP/1.1
        > accept: application/json
        > authorization: Bearer token
        > content-type: application/json
        > idempotency-key: 67e55044-10b1-426f-9247-bb680e5fe0c8
        >> {"lines":[{"isbn":"9780141439587","copies":2,"gift_wrap":true}],"payment":{"kind":"GiftVoucher","code":"AAAA-BBBB-CCCC-DDDD"},"ship_to":{"name":"Åsa","street":["Götgatan 1"],"city":"Stockholm","postal_code":"116 46","country":"SE"}}
        = PlaceOrderRequest { idempotency_key: Some("67e55044-10b1-426f-9247-bb680e5fe0c8"), body: NewOrder { lines: [OrderLine { isbn: "9780141439587", copies: 2, gift_wrap: Some(true) }], payment: GiftVoucher(GiftVoucher { kind: "GiftVoucher", code: "AAAA-BBBB-CCCC-DDDD", message: None }), ship_to: Address { name: "Åsa", street: ["Götgatan 1"], city: "Stockholm", postal_code: "116 46", country: "SE" }, gift_note: None } }
        < 201 Created Order { lines: [OrderLine { isbn: "9780141439587", copies: 2, gift_wrap: Some(true) }], payment: GiftVoucher(GiftVoucher { kind: "GiftVoucher", code: "AAAA-BBBB-CCCC-DDDD", message: None }), ship_to: Address { name: "Åsa", street: ["Götgatan 1"], city: "Stockholm", postal_code: "116 46", country: "SE" }, gift_note: None, id: "67e55044-10b1-426f-9247-bb680e5fe0c8", status: Placed, total: Price { amount: "17.98", currency: Unknown("SEK") }, placed_at: "2024-03-01T00:00:00Z", tracking: None } PlaceOrderHeaders { location: None }
    "#]]);
    api.check(client.place_order(&new_order()).send(), expect![[r#"
        > POST /v1/orders HTTP/1.1
        > accept: application/json
        > authorization: Bearer token
        > content-type: application/json
        >> {"lines":[{"isbn":"9780141439587","copies":2,"gift_wrap":true}],"payment":{"kind":"GiftVoucher","code":"AAAA-BBBB-CCCC-DDDD"},"ship_to":{"name":"Åsa","street":["Götgatan 1"],"city":"Stockholm","postal_code":"116 46","country":"SE"}}
        = PlaceOrderRequest { idempotency_key: None, body: NewOrder { lines: [OrderLine { isbn: "9780141439587", copies: 2, gift_wrap: Some(true) }], payment: GiftVoucher(GiftVoucher { kind: "GiftVoucher", code: "AAAA-BBBB-CCCC-DDDD", message: None }), ship_to: Address { name: "Åsa", street: ["Götgatan 1"], city: "Stockholm", postal_code: "116 46", country: "SE" }, gift_note: None } }
        < 409 Conflict Conflict(OutOfStock { type: None, title: "out of stock", status: Some(409), detail: None, missing: {"9780141439587": 1} })
    "#]]);
    api.check(client.get_order(&id()).send(), expect![[r#"
        > GET /v1/orders/67e55044-10b1-426f-9247-bb680e5fe0c8 HTTP/1.1
        > accept: application/json
        > authorization: Bearer token
        = GetOrderRequest { order_id: "67e55044-10b1-426f-9247-bb680e5fe0c8" }
        < 200 OK Order { lines: [OrderLine { isbn: "9780141439587", copies: 2, gift_wrap: Some(true) }], payment: GiftVoucher(GiftVoucher { kind: "GiftVoucher", code: "AAAA-BBBB-CCCC-DDDD", message: None }), ship_to: Address { name: "Åsa", street: ["Götgatan 1"], city: "Stockholm", postal_code: "116 46", country: "SE" }, gift_note: None, id: "67e55044-10b1-426f-9247-bb680e5fe0c8", status: Placed, total: Price { amount: "17.98", currency: Unknown("SEK") }, placed_at: "2024-03-01T00:00:00Z", tracking: None } ()
    "#]]);
    api.check(
        client.cancel_order(&id()).send(),
        expect![[r#"
            > POST /v1/orders/67e55044-10b1-426f-9247-bb680e5fe0c8/cancel HTTP/1.1
            > accept: application/json
            > authorization: Bearer token
            = CancelOrderRequest { order_id: "67e55044-10b1-426f-9247-bb680e5fe0c8" }
            < 409 Conflict Conflict(Problem { type: None, title: "too late", status: None, detail: None })
        "#]],
    );
}

#[test]
fn a_server_in_the_same_process_is_a_transport() {
    let seen = Seen::default();
    let client: Client =
        Client::builder().base_url("http://test/v1").transport(service(Shop(seen.clone())).base_path("/v1")).build();
    let book = Runtime::new().unwrap().block_on(client.get_book("9780141439587").send()).unwrap();
    assert_eq!(book.status().as_u16(), 200);
    assert!(seen.take().starts_with("GetBookRequest"));
}
