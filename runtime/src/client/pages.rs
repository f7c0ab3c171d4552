//! Calls that give their items page by page.

use std::collections::VecDeque;
use std::collections::hash_map::DefaultHasher;
use std::fmt;
use std::future::poll_fn;
use std::hash::{Hash, Hasher};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use http::{HeaderMap, StatusCode};

use super::paging::Paging;
use super::{Answer, Error, FromFailure, Outcome, Request, Response, Sending};

/// What came of one page.
type Page<T, E, H> = Result<Response<T, H>, Error<E>>;

/// How many pages are remembered to tell one that comes again.
const REMEMBERED: usize = 10_000;

/// All pages of a call, one request for each: a [`Stream`] of responses.
///
/// It ends with the last page, with the first failure, or when a server begins to repeat itself. Where the client counts the
/// pages or items, a 404 behind the first page is the end too, since many servers say so that there is no such page.
/// [`items`](Self::items) makes a stream of the single items of it. Nothing is sent before the first page is asked for.
///
/// ```no_run
/// # use gatewright_runtime::client::{Error, NoError, Pages};
/// # async fn read(pages: Pages<Vec<String>, NoError, String>) -> Result<(), Error<NoError>> {
/// let mut items = pages.items();
/// while let Some(item) = items.next().await {
///     println!("{}", item?);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent before the first page is asked for"]
pub struct Pages<T, E, I, H = ()> {
    /// The call as the caller wrote it.
    first: Request,
    paging: &'static Paging,
    read: fn(&Answer) -> Outcome<T, E>,
    headers: fn(&HeaderMap) -> H,
    items: fn(T) -> Vec<I>,
    at: At,
    sending: Option<Sending<T, E, H>>,
    seen: VecDeque<u64>,
    left: Option<usize>,
}

/// Which page comes next.
enum At {
    First,
    Token(String),
    End,
}

impl<T, E, I, H> Pages<T, E, I, H> {
    /// Called by generated code: `single` says how each page is read.
    #[doc(hidden)]
    pub fn new(first: Request, paging: &'static Paging, single: &Sending<T, E, H>, items: fn(T) -> Vec<I>) -> Self {
        let (read, headers, at) = (single.read, single.headers, At::First);
        Self { first, paging, read, headers, items, at, sending: None, seen: VecDeque::new(), left: None }
    }
}

impl<T, E, I, H> Pages<T, E, I, H> {
    /// Begins at a page of which an earlier stream gave the [`token`](Self::token).
    pub fn from_token(mut self, token: impl Into<String>) -> Self {
        self.at = At::Token(token.into());
        self
    }

    /// Ends after so many pages. By default there is no limit but the server's.
    pub fn max_pages(mut self, pages: usize) -> Self {
        self.left = Some(pages);
        self
    }

    /// What the page that comes next is found by: a token, a number or a URL, as the operation has it. `None` at the
    /// end, and before the first page. After a failure it is that of the page that failed.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        match &self.at {
            At::Token(token) => Some(token),
            At::First | At::End => None,
        }
    }

    /// The items of all pages, one after the other.
    pub fn items(self) -> Items<T, E, I, H> {
        Items { pages: self, queue: VecDeque::new() }
    }
}

impl<T, E: FromFailure, I, H> Pages<T, E, I, H> {
    /// The next page; `None` at the end.
    ///
    /// # Errors
    /// As the call, and when the next page is at another server.
    pub async fn next(&mut self) -> Option<Result<Response<T, H>, Error<E>>> {
        poll_fn(|cx| self.poll_page(cx)).await
    }

    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Page<T, E, H>>> {
        let sending = match &mut self.sending {
            Some(sending) => sending,
            None => match self.request() {
                Some(request) => {
                    self.sending.insert(Sending { exchange: request.start(), read: self.read, headers: self.headers })
                }
                None => return Poll::Ready(None),
            },
        };
        let page = ready!(Pin::new(sending).poll(cx));
        self.sending = None;
        match &page {
            Ok(response) => self.advance(response.raw()),
            Err(error) if self.is_beyond(error) => {
                self.at = At::End;
                return Poll::Ready(None);
            }
            // What comes behind a page that failed is not known.
            Err(_) => self.left = Some(0),
        }
        Poll::Ready(Some(page))
    }

    /// Whether a failure says that the client has counted beyond the last page.
    fn is_beyond(&self, error: &Error<E>) -> bool {
        self.paging.counts() && !self.seen.is_empty() && error.status() == Some(StatusCode::NOT_FOUND)
    }

    /// The request of the next page, if there is to be one.
    fn request(&mut self) -> Option<Request> {
        if self.left == Some(0) {
            return None;
        }
        let request = match &self.at {
            At::First => self.first.clone(),
            At::Token(token) => self.paging.apply(self.first.clone(), token),
            At::End => return None,
        };
        self.left = self.left.map(|left| left - 1);
        Some(request)
    }

    /// Finds the page behind one that has come.
    fn advance(&mut self, answer: &Answer) {
        let current = self.token().map(str::to_owned);
        let next = self.paging.next(&self.first, current.as_deref(), answer);
        self.at = match next {
            // A server that counts no further gives its last page again.
            Some(_) if self.paging.counts() && self.is_known(answer.body()) => At::End,
            Some(token) if self.is_known(&token) => At::End,
            Some(token) => At::Token(token),
            None => At::End,
        };
    }

    /// Whether something came before; it is remembered.
    fn is_known(&mut self, what: &impl Hash) -> bool {
        let mut hasher = DefaultHasher::new();
        what.hash(&mut hasher);
        let hash = hasher.finish();
        if self.seen.contains(&hash) {
            return true;
        }
        if self.seen.len() == REMEMBERED {
            self.seen.pop_front();
        }
        self.seen.push_back(hash);
        false
    }
}

impl<T, E: FromFailure, I, H> Stream for Pages<T, E, I, H> {
    type Item = Result<Response<T, H>, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(cx)
    }
}

impl<T, E, I, H> fmt::Debug for Pages<T, E, I, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("first", &self.first).finish_non_exhaustive()
    }
}

/// The items of all pages: a [`Stream`] of them. See [`Pages`].
#[must_use = "nothing is sent before the first item is asked for"]
pub struct Items<T, E, I, H = ()> {
    pages: Pages<T, E, I, H>,
    queue: VecDeque<I>,
}

impl<T, E: FromFailure, I, H> Items<T, E, I, H> {
    /// The next item; `None` at the end.
    ///
    /// # Errors
    /// As the call; there is nothing more then.
    pub async fn next(&mut self) -> Option<Result<I, Error<E>>> {
        poll_fn(|cx| self.poll_item(cx)).await
    }

    /// All items that there are, in memory.
    ///
    /// # Errors
    /// The first failure of a page.
    pub async fn all(mut self) -> Result<Vec<I>, Error<E>> {
        let mut all = Vec::new();
        while let Some(item) = self.next().await {
            all.push(item?);
        }
        Ok(all)
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<I, Error<E>>>> {
        loop {
            if let Some(item) = self.queue.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_page(cx)) {
                Some(Ok(page)) => self.queue = (self.pages.items)(page.into_inner()).into(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T, E: FromFailure, I: Unpin, H> Stream for Items<T, E, I, H> {
    type Item = Result<I, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(cx)
    }
}

impl<T, E, I, H> fmt::Debug for Items<T, E, I, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).field("waiting", &self.queue.len()).finish()
    }
}

/// The method that gives the pages of a call, beside its [`request!`](crate::request).
#[macro_export]
macro_rules! pages {
    (
        $request:ident $(<$($marker:ident: $question:ident),*>)?
        -> $pages:ty; $paging:expr; $items:expr
    ) => {
        impl$(<$($marker),*>)? $request$(<$($marker),*>)? {
            /// The call for all pages, one after the other.
            #[inline]
            pub fn pages(self) -> $pages
            where
                $($($marker: $question,)*)?
            {
                const PAGING: $crate::client::Paging = $paging;
                $crate::client::Pages::new(self.0.clone(), &PAGING, &self.send(), $items)
            }
        }
    };
}
