// Answers Bounds. This file is yours: it was written once, and is not written again.

use gatewright_runtime::server::{Access, BoxError, Context, Denied, NotImplemented};
use crate::unwritten::server;

/// The state that all requests share.
#[derive(Debug)]
pub struct Implementation;

impl server::Bounds for Implementation {
    type Error = BoxError;
    /// Who calls.
    type Principal = ();

    /// Says what credentials are worth: nothing yet.
    async fn authorize(&self, _: Access<server::Credential, ()>) -> Result<(), Denied> {
        Err(Denied::unauthorized())
    }

    /// `POST /words`
    async fn add_word(
        &self,
        _request: server::AddWordRequest,
        _context: Context,
    ) -> Result<server::AddWordResponse, BoxError> {
        Err(NotImplemented.into())
    }

    /// `POST /orders`
    async fn add_order(
        &self,
        _request: server::AddOrderRequest,
        _context: Context,
    ) -> Result<server::AddOrderResponse, BoxError> {
        Err(NotImplemented.into())
    }

    /// `POST /lists`
    async fn add_list(
        &self,
        _request: server::AddListRequest,
        _context: Context,
    ) -> Result<server::AddListResponse, BoxError> {
        Err(NotImplemented.into())
    }

    /// `POST /forms`
    async fn add_form(
        &self,
        _request: server::AddFormRequest,
        _context: Context,
    ) -> Result<server::AddFormResponse, BoxError> {
        Err(NotImplemented.into())
    }

    /// `PUT /files`
    async fn put_file(
        &self,
        _request: server::PutFileRequest,
        _context: Context,
    ) -> Result<server::PutFileResponse, BoxError> {
        Err(NotImplemented.into())
    }

    /// `GET /items`
    async fn list_items(
        &self,
        _request: server::ListItemsRequest,
        _context: Context,
    ) -> Result<server::ListItemsResponse, BoxError> {
        Err(NotImplemented.into())
    }
}
