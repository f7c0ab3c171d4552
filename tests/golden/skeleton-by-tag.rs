// Answers Stock API. This file is yours: it was written once, and is not written again.

use gatewright_runtime::server::{Access, BoxError, Context, Denied, NotImplemented};
use crate::by_tag::server;

/// The state that all requests share.
#[derive(Debug)]
pub struct Implementation;

impl server::StockApi for Implementation {
    type Error = BoxError;
    /// Who calls.
    type Principal = ();
    type EmptyApi = Self;
    type OrderSApi = Self;
    type SendApi = Self;
    type OrdersApi = Self;
    type StockApi2 = Self;

    /// Says what credentials are worth: nothing yet.
    async fn authorize(&self, _: Access<server::Credential, ()>) -> Result<(), Denied> {
        Err(Denied::unauthorized())
    }

    fn empty_api(&self) -> &Self {
        self
    }

    fn order_s_api(&self) -> &Self {
        self
    }

    fn send_api(&self) -> &Self {
        self
    }

    fn orders_api(&self) -> &Self {
        self
    }

    fn stock_api2(&self) -> &Self {
        self
    }

    /// `GET /health`
    async fn stock_api(
        &self,
        _request: server::StockApiRequest,
        _context: Context,
    ) -> Result<server::StockApiResponse, BoxError> {
        Err(NotImplemented.into())
    }
}

impl server::EmptyApi for Implementation {
    type Error = BoxError;

    /// `GET /odd`
    async fn get_odd(
        &self,
        _request: server::GetOddRequest,
        _context: Context,
    ) -> Result<server::GetOddResponse, BoxError> {
        Err(NotImplemented.into())
    }
}

impl server::OrderSApi for Implementation {
    type Error = BoxError;

    /// `POST /odd`
    async fn post_odd(
        &self,
        _request: server::PostOddRequest,
        _context: Context,
    ) -> Result<server::PostOddResponse, BoxError> {
        Err(NotImplemented.into())
    }
}

impl server::SendApi for Implementation {
    type Error = BoxError;

    /// `PUT /odd`
    async fn put_odd(
        &self,
        _request: server::PutOddRequest,
        _context: Context,
    ) -> Result<server::PutOddResponse, BoxError> {
        Err(NotImplemented.into())
    }
}

impl server::OrdersApi for Implementation {
    type Error = BoxError;
    type Principal = ();

    /// `POST /orders`
    async fn order(
        &self,
        _request: server::OrderRequest,
        _context: Context<Option<()>>,
    ) -> Result<server::OrderResponse, BoxError> {
        Err(NotImplemented.into())
    }
}

impl server::StockApi2 for Implementation {
    type Error = BoxError;
    type Principal = ();

    /// `GET /stock`
    async fn count_stock(
        &self,
        _request: server::CountStockRequest,
        _context: Context,
    ) -> Result<server::CountStockResponse, BoxError> {
        Err(NotImplemented.into())
    }

    /// `PUT /stock`
    async fn set_stock(
        &self,
        _request: server::SetStockRequest,
        _context: Context,
    ) -> Result<server::SetStockResponse, BoxError> {
        Err(NotImplemented.into())
    }
}
