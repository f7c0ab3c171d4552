//! A bookshop that keeps its books in memory: three operations of the document, the others respond with 501.
//!
//! `src/bin/server.rs` serves it, `src/bin/client.rs` calls it, and `tests/both.rs` has both in one process.

/// Generated from `swagger/bookshop.yaml`.
pub mod api {
    include!(concat!(env!("OUT_DIR"), "/bookshop.rs"));
}

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use api::models::{AddBookHeaders, Book, BookPage, GetBookHeaders, ListBooksHeaders, Problem};
use api::server::{
    AddBookRequest, AddBookResponse, Bookshop, Credential, GetBookRequest, GetBookResponse, ListBooksRequest,
    ListBooksResponse,
};
use gatewright_runtime::server::{Access, BoxError, Context, Denied};

/// The shop: who may enter the stockroom, and the books by their ISBN.
#[derive(Debug)]
pub struct Shop {
    staff_key: String,
    books: Mutex<BTreeMap<String, Book>>,
}

/// One of the staff. Anyone else may only browse.
#[derive(Clone, Copy, Debug)]
pub struct Staff;

impl Shop {
    /// An empty shop whose staff has this key.
    #[must_use]
    pub fn new(staff_key: impl Into<String>) -> Self {
        Self { staff_key: staff_key.into(), books: Mutex::default() }
    }

    fn with_books<T>(&self, act: impl FnOnce(&mut BTreeMap<String, Book>) -> T) -> T {
        act(&mut self.books.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn problem(title: &str) -> Problem {
    Problem { r#type: None, title: title.to_owned(), status: None, detail: None }
}

impl Bookshop for Shop {
    type Error = BoxError;
    type Principal = Staff;

    async fn authorize(&self, access: Access<Credential, Staff>) -> Result<Staff, Denied> {
        match access.credential {
            Some(Credential::StaffKey(key)) if key.is(&self.staff_key) => Ok(Staff),
            _ => Err(Denied::unauthorized()),
        }
    }

    async fn list_books(&self, request: ListBooksRequest, _: Context) -> Result<ListBooksResponse, BoxError> {
        let page = request.page_or_default();
        let size = usize::try_from(request.page_size_or_default())?;
        let first = usize::try_from(page.saturating_sub(1))?.saturating_mul(size);
        let words = request.q.unwrap_or_default();
        let found: Vec<Book> =
            self.with_books(|books| books.values().filter(|book| book.title.contains(&words)).cloned().collect());
        let headers = ListBooksHeaders { x_total_count: Some(i32::try_from(found.len())?), x_next_page: None };
        let books = found.into_iter().skip(first).take(size).collect();
        Ok(ListBooksResponse::Ok(BookPage { books, page, next: None }, headers))
    }

    async fn add_book(&self, request: AddBookRequest, _: Context<Staff>) -> Result<AddBookResponse, BoxError> {
        let book = request.body;
        let is_new = self.with_books(|books| match books.contains_key(&book.isbn) {
            true => false,
            false => books.insert(book.isbn.clone(), book.clone()).is_none(),
        });
        if !is_new {
            return Ok(AddBookResponse::Conflict(problem("this book is already there")));
        }
        let location = Some(format!("https://api.bookshop.example/v1/books/{}", book.isbn));
        Ok(AddBookResponse::Created(book, AddBookHeaders { location }))
    }

    async fn get_book(&self, request: GetBookRequest, _: Context) -> Result<GetBookResponse, BoxError> {
        Ok(match self.with_books(|books| books.get(&request.isbn).cloned()) {
            Some(book) => GetBookResponse::Ok(book, GetBookHeaders { e_tag: None, last_modified: None }),
            None => GetBookResponse::NotFound(problem("there is no such book")),
        })
    }
}
