//! A bookshop that keeps what it is given in memory.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use gatewright_runtime::server::{Access, BoxError, Context, Denied};
use gatewright_runtime::{Bytes, DateTime, Uuid};
use gatewright_tests::bookshop::models::*;
use gatewright_tests::bookshop::server::*;

/// More than this of anything is not kept: a judge sends without end.
const MOST: usize = 500;

#[derive(Default)]
pub(crate) struct Shop(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    books: BTreeMap<String, Book>,
    covers: BTreeMap<String, Bytes>,
    reviews: BTreeMap<String, Vec<Review>>,
    orders: BTreeMap<Uuid, Order>,
    numbered: u64,
}

impl Kept {
    fn next_id(&mut self) -> Uuid {
        self.numbered += 1;
        Uuid::verbatim(format!("00000000-0000-4000-8000-{:012x}", self.numbered))
    }
}

/// Who may do what: staff everything, customers what is theirs.
#[derive(Debug)]
pub(crate) struct User;

fn problem(title: &str, status: i32) -> Problem {
    Problem { r#type: None, title: title.to_owned(), status: Some(status), detail: None }
}

fn now() -> Result<DateTime, BoxError> {
    Ok("2024-03-01T00:00:00Z".parse()?)
}

impl Shop {
    fn with<T>(&self, act: impl FnOnce(&mut Kept) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Bookshop for Shop {
    type Principal = User;
    type Error = BoxError;

    async fn authorize(&self, access: Access<Credential, User>) -> Result<User, Denied> {
        match access.credential {
            Some(Credential::StaffKey(key)) if key.is("staff") => Ok(User),
            Some(Credential::StaffPassword(basic)) if basic.user == "till" && basic.password.is("open") => Ok(User),
            Some(Credential::Customer(token)) if token.is("customer") => Ok(User),
            _ => Err(Denied::unauthorized()),
        }
    }

    async fn list_books(&self, request: ListBooksRequest, _: Context) -> Result<ListBooksResponse, BoxError> {
        let page = request.page.unwrap_or(1);
        let size = usize::try_from(request.page_size.unwrap_or(20))?;
        let first = usize::try_from(page.saturating_sub(1))?.saturating_mul(size);
        let (books, count) = self.with(|kept| {
            let fits = |book: &&Book| request.q.as_deref().is_none_or(|text| book.title.contains(text));
            let books: Vec<Book> = kept.books.values().filter(fits).skip(first).take(size).cloned().collect();
            (books, kept.books.len())
        });
        let headers = ListBooksHeaders { x_next_page: None, x_total_count: Some(i32::try_from(count)?) };
        Ok(ListBooksResponse::Ok(BookPage { books, page, next: Some(None) }, headers))
    }

    async fn add_book(&self, request: AddBookRequest, _: Context<User>) -> Result<AddBookResponse, BoxError> {
        let book = request.body;
        let is_new = self.with(|kept| {
            let is_new = !kept.books.contains_key(&book.isbn);
            if is_new && kept.books.len() < MOST {
                kept.books.insert(book.isbn.clone(), book.clone());
            }
            is_new
        });
        if !is_new {
            return Ok(AddBookResponse::Conflict(problem("the book is there", 409)));
        }
        let location = Some(format!("http://127.0.0.1/v1/books/{}", book.isbn));
        Ok(AddBookResponse::Created(book, AddBookHeaders { location }))
    }

    async fn get_book(&self, request: GetBookRequest, _: Context) -> Result<GetBookResponse, BoxError> {
        let headers = GetBookHeaders { e_tag: Some("\"1\"".to_owned()), last_modified: None };
        Ok(match self.with(|kept| kept.books.get(&request.isbn).cloned()) {
            Some(_) if request.if_none_match.as_deref() == Some("\"1\"") => GetBookResponse::NotModified(headers),
            Some(book) => GetBookResponse::Ok(book, headers),
            None => GetBookResponse::NotFound(problem("there is no such book", 404)),
        })
    }

    async fn replace_book(
        &self,
        request: ReplaceBookRequest,
        _: Context<User>,
    ) -> Result<ReplaceBookResponse, BoxError> {
        let (isbn, book) = (request.isbn, request.body);
        let is_there = self.with(|kept| match kept.books.get_mut(&isbn) {
            Some(old) => {
                *old = book.clone();
                true
            }
            None => false,
        });
        Ok(match is_there {
            true => ReplaceBookResponse::Ok(book),
            false => ReplaceBookResponse::NotFound(problem("there is no such book", 404)),
        })
    }

    async fn remove_book(&self, request: RemoveBookRequest, _: Context<User>) -> Result<RemoveBookResponse, BoxError> {
        Ok(match self.with(|kept| kept.books.remove(&request.isbn)) {
            Some(_) => RemoveBookResponse::NoContent,
            None => RemoveBookResponse::NotFound(problem("there is no such book", 404)),
        })
    }

    async fn get_cover(&self, request: GetCoverRequest, context: Context) -> Result<GetCoverResponse, BoxError> {
        let Some(cover) = self.with(|kept| kept.covers.get(&request.isbn).cloned()) else {
            return Ok(GetCoverResponse::NotFound(problem("there is no cover", 404)));
        };
        Ok(match context.head.preferred(&["image/jpeg", "image/png"]) {
            Some("image/png") => GetCoverResponse::OkPng(cover.into()),
            _ => GetCoverResponse::OkJpeg(cover.into()),
        })
    }

    async fn upload_cover(
        &self,
        request: UploadCoverRequest,
        _: Context<User>,
    ) -> Result<UploadCoverResponse, BoxError> {
        self.with(|kept| {
            if kept.covers.len() < MOST {
                kept.covers.insert(request.isbn, request.body.picture.bytes);
            }
        });
        Ok(UploadCoverResponse::NoContent)
    }

    async fn list_reviews(&self, request: ListReviewsRequest, _: Context) -> Result<ListReviewsResponse, BoxError> {
        Ok(match self.with(|kept| kept.reviews.get(&request.isbn).cloned()) {
            Some(reviews) => ListReviewsResponse::Ok(reviews),
            None => ListReviewsResponse::NotFound(problem("there is no review", 404)),
        })
    }

    async fn write_review(
        &self,
        request: WriteReviewRequest,
        _: Context<User>,
    ) -> Result<WriteReviewResponse, BoxError> {
        let (form, written_at) = (request.body, now()?);
        let review = self.with(|kept| {
            let review = Review {
                id: kept.next_id(),
                rating: form.rating,
                text: form.text,
                reader: None,
                recommended: form.recommended,
                tags: form.tags,
                written_at,
            };
            if kept.reviews.len() < MOST {
                kept.reviews.insert(request.isbn, vec![review.clone()]);
            }
            review
        });
        Ok(WriteReviewResponse::Created(review))
    }

    async fn get_genres(&self, _: GetGenresRequest, _: Context) -> Result<GetGenresResponse, BoxError> {
        let crime = Genre { slug: "crime".to_owned(), name: "Crime".to_owned(), children: None };
        Ok(GetGenresResponse::Ok(Genre { slug: "all".to_owned(), name: "All".to_owned(), children: Some(vec![crime]) }))
    }

    async fn get_author(&self, request: GetAuthorRequest, _: Context) -> Result<GetAuthorResponse, BoxError> {
        let of_id = |author: &&Author| author.id == request.author_id;
        let found = self.with(|kept| kept.books.values().flat_map(|book| &book.authors).find(of_id).cloned());
        Ok(match found {
            Some(author) => GetAuthorResponse::Ok(author),
            None => GetAuthorResponse::NotFound(problem("there is no such author", 404)),
        })
    }

    async fn get_stock(&self, request: GetStockRequest, _: Context<User>) -> Result<GetStockResponse, BoxError> {
        let isbns = request.isbn.unwrap_or_default();
        Ok(GetStockResponse::Ok(isbns.into_iter().map(|isbn| (isbn, 3)).collect()))
    }

    async fn place_order(&self, request: PlaceOrderRequest, _: Context<User>) -> Result<PlaceOrderResponse, BoxError> {
        let (NewOrder { lines, payment, ship_to, gift_note }, placed_at) = (request.body, now()?);
        let total = Price { amount: "17.98".to_owned(), currency: PriceCurrency::Gbp };
        let order = self.with(|kept| {
            let id = kept.next_id();
            let (status, tracking) = (OrderStatus::Placed, None);
            let order = Order { lines, payment, ship_to, gift_note, id, status, total, placed_at, tracking };
            if kept.orders.len() < MOST {
                kept.orders.insert(order.id.clone(), order.clone());
            }
            order
        });
        let location = Some(format!("http://127.0.0.1/v1/orders/{}", order.id));
        Ok(PlaceOrderResponse::Created(order, PlaceOrderHeaders { location }))
    }

    async fn get_order(&self, request: GetOrderRequest, _: Context<User>) -> Result<GetOrderResponse, BoxError> {
        Ok(match self.with(|kept| kept.orders.get(&request.order_id).cloned()) {
            Some(order) => GetOrderResponse::Ok(order),
            None => GetOrderResponse::NotFound(problem("there is no such order", 404)),
        })
    }

    async fn cancel_order(
        &self,
        request: CancelOrderRequest,
        _: Context<User>,
    ) -> Result<CancelOrderResponse, BoxError> {
        Ok(match self.with(|kept| kept.orders.remove(&request.order_id)) {
            Some(order) => CancelOrderResponse::Ok(order),
            None => CancelOrderResponse::NotFound(problem("there is no such order", 404)),
        })
    }

    async fn get_bestsellers(&self, _: GetBestsellersRequest, _: Context) -> Result<GetBestsellersResponse, BoxError> {
        Ok(GetBestsellersResponse::Ok("1,9780141439587,Emma\n".to_owned()))
    }
}
