//! A server with a trait for each tag: who answers, who is let in, and what one type may be for all.

use std::convert::Infallible;
use std::sync::atomic::{AtomicI64, Ordering};

use gatewright_runtime::Bytes;
use gatewright_runtime::http::{Request, StatusCode};
use gatewright_runtime::server::axum::body::to_bytes;
use gatewright_runtime::server::{Access, Body, Context, Denied, Service, Viewer};
use gatewright_tests::by_tag::server::*;
use gatewright_tests::skeleton_by_tag::Implementation;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

/// The API, whose tags are answered by several types.
struct Shop {
    shelf: Shelf,
    orders: Orders,
    odd: Odd,
}

struct Shelf(AtomicI64);
struct Orders;
struct Odd;

/// Who calls.
#[derive(Debug, PartialEq)]
struct Clerk(String);

impl StockApi for Shop {
    type Error = Infallible;
    type Principal = Clerk;
    type EmptyApi = Odd;
    type OrderSApi = Odd;
    type SendApi = Odd;
    type OrdersApi = Orders;
    type StockApi2 = Shelf;

    async fn authorize(&self, access: Access<Credential, Clerk>) -> Result<Clerk, Denied> {
        match access.credential {
            Some(Credential::Key(key)) => Ok(Clerk(key.as_str().to_owned())),
            None => Err(Denied::unauthorized()),
        }
    }

    fn empty_api(&self) -> &Odd {
        &self.odd
    }

    fn order_s_api(&self) -> &Odd {
        &self.odd
    }

    fn send_api(&self) -> &Odd {
        &self.odd
    }

    fn orders_api(&self) -> &Orders {
        &self.orders
    }

    fn stock_api2(&self) -> &Shelf {
        &self.shelf
    }

    async fn stock_api(&self, _: StockApiRequest, _: Context) -> Result<StockApiResponse, Infallible> {
        Ok(StockApiResponse::NoContent)
    }
}

impl StockApi2 for Shelf {
    type Error = Infallible;
    type Principal = Clerk;

    async fn count_stock(&self, _: CountStockRequest, _: Context) -> Result<CountStockResponse, Infallible> {
        Ok(CountStockResponse::Ok(self.0.load(Ordering::SeqCst)))
    }

    async fn set_stock(
        &self,
        request: SetStockRequest,
        context: Context<Clerk>,
    ) -> Result<SetStockResponse, Infallible> {
        assert_eq!(context.principal, Clerk("mine".to_owned()));
        self.0.store(request.body, Ordering::SeqCst);
        Ok(SetStockResponse::NoContent)
    }
}

impl OrdersApi for Orders {
    /// A part may fail in words of its own.
    type Error = &'static str;
    type Principal = Clerk;

    async fn order(&self, _: OrderRequest, context: Context<Option<Clerk>>) -> Result<OrderResponse, &'static str> {
        context.principal.map(|_| OrderResponse::NoContent).ok_or("strangers order nothing")
    }
}

impl EmptyApi for Odd {
    type Error = Infallible;

    async fn get_odd(&self, _: GetOddRequest, _: Context) -> Result<GetOddResponse, Infallible> {
        Ok(GetOddResponse::NoContent)
    }
}

impl OrderSApi for Odd {
    type Error = Infallible;

    async fn post_odd(&self, _: PostOddRequest, _: Context) -> Result<PostOddResponse, Infallible> {
        Ok(PostOddResponse::NoContent)
    }
}

impl SendApi for Odd {
    type Error = Infallible;

    async fn put_odd(&self, _: PutOddRequest, _: Context) -> Result<PutOddResponse, Infallible> {
        Ok(PutOddResponse::NoContent)
    }
}

/// Sends requests of a method, a path, a key and a body to one service; the statuses and bodies of the responses.
fn answers(service: &Service, requests: &[(&str, &str, &str)]) -> Vec<String> {
    let runtime = Runtime::new().unwrap();
    let send = |(line, key, body): &(&str, &str, &str)| {
        let (method, path) = line.split_once(' ').unwrap();
        let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        let request = if key.is_empty() { request } else { request.header("x-key", *key) };
        let request = request.body(Bytes::copy_from_slice(body.as_bytes())).unwrap();
        let response = runtime.block_on(service.answer(request));
        match response.status() {
            StatusCode::OK => format!("200 {}", String::from_utf8_lossy(response.body())),
            status => status.as_u16().to_string(),
        }
    };
    requests.iter().map(send).collect()
}

#[test]
fn several_types_answer_one_api() {
    let service = service(Shop { shelf: Shelf(AtomicI64::new(1)), orders: Orders, odd: Odd });
    let requests = [
        ("GET /health", "", ""),
        ("GET /stock", "", ""),
        ("PUT /stock", "", "5"),
        ("PUT /stock", "mine", "-5"),
        ("PUT /stock", "mine", "5"),
        ("GET /stock", "", ""),
        ("POST /orders", "mine", ""),
        ("POST /orders", "", ""),
        ("GET /odd", "", ""),
        ("POST /odd", "", ""),
        ("PUT /odd", "", ""),
        ("DELETE /odd", "", ""),
    ];
    let expected = ["204", "200 1", "401", "422", "204", "200 5", "204", "500", "204", "204", "204", "405"];
    assert_eq!(answers(&service, &requests), expected);
}

#[test]
fn the_embedded_document_is_served_as_written() {
    let router = router(Implementation).merge(description().viewer(Viewer::Redoc(b"script")).router());
    let body = |path: &str| {
        let request = Request::get(path).body(Body::default()).unwrap();
        Runtime::new().unwrap().block_on(async {
            let response = router.clone().oneshot(request).await.unwrap();
            let (head, body) = response.into_parts();
            let bytes = to_bytes(body, usize::MAX).await.unwrap();
            (head.status, String::from_utf8(bytes.to_vec()).unwrap())
        })
    };
    assert_eq!(body("/openapi.yaml"), (StatusCode::OK, include_str!("../../hostile/server-tags.yaml").to_owned()));
    assert_eq!(body("/openapi.json").0, StatusCode::NOT_FOUND);
    assert!(body("/docs").1.contains("spec-url=\"openapi.yaml\""));
    assert_eq!(body("/stock").0, StatusCode::NOT_IMPLEMENTED);
}

#[test]
fn one_type_answers_all() {
    let service = service(Implementation);
    let requests = ["GET /health", "GET /stock", "PUT /stock", "POST /orders", "GET /odd", "POST /odd", "PUT /odd"];
    let requests = requests.map(|line| (line, "", ""));
    assert_eq!(answers(&service, &requests), ["501", "501", "401", "501", "501", "501", "501"]);
}
