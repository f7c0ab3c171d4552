//! A generated server takes a file as it arrives: over a socket, larger than all the memory that the exchange takes.
//!
//! Client and server are in this program, so what is counted is the memory of both.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::pin::Pin;
use std::task::{Context as Waiting, Poll};

use futures_util::StreamExt as _;
use gatewright_runtime::File;
use gatewright_runtime::client::Upload;
use gatewright_runtime::server::{BoxError, Context, axum};
use gatewright_tests::parts::Client;
use gatewright_tests::parts::models::{AddFilmBodyForm, PutPosterBodyForm, Receipt, required};
use gatewright_tests::parts::server::{
    AddFilmRequest, AddFilmResponse, Cinema, PutPosterRequest, PutPosterResponse, PutTrailerRequest,
    PutTrailerResponse, service,
};
use peak_alloc::PeakAlloc;
use tokio::io::{AsyncRead, ReadBuf};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// The length of the file.
const LENGTH: usize = 32 << 20;
/// What client and server may have allocated together while they exchange it.
const MOST: usize = 4 << 20;

/// Takes films as they arrive, and posters as a whole.
struct Screen;

impl Cinema for Screen {
    type Error = BoxError;

    async fn add_film(&self, request: AddFilmRequest, _: Context) -> Result<AddFilmResponse, BoxError> {
        let mut parts = request.body;
        let (mut title, mut length) = (String::new(), 0);
        while let Some(mut part) = parts.next().await? {
            if part.name() == "title" {
                title = part.value().await?;
                continue;
            }
            while let Some(piece) = part.next().await {
                for byte in piece? {
                    assert_eq!(byte, byte_at(length), "at {length}");
                    length += 1;
                }
            }
        }
        Ok(AddFilmResponse::Ok(Receipt { title, bytes: i64::try_from(length)? }))
    }

    async fn put_trailer(&self, _: PutTrailerRequest, _: Context) -> Result<PutTrailerResponse, BoxError> {
        Ok(PutTrailerResponse::NoContent)
    }

    async fn put_poster(&self, request: PutPosterRequest, _: Context) -> Result<PutPosterResponse, BoxError> {
        assert_eq!(request.body.poster.bytes.len(), LENGTH);
        Ok(PutPosterResponse::NoContent)
    }
}

/// What the file has at a place: line ends and dashes among it, as the ends of parts have them.
fn byte_at(place: usize) -> u8 {
    const BYTES: &[u8] = b"film\r\n--film\r\n\r\n--";
    BYTES.get(place % BYTES.len()).copied().unwrap_or_default()
}

/// A file that is nowhere.
struct Film(usize);

impl AsyncRead for Film {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Waiting<'_>, into: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        while self.0 < LENGTH && into.remaining() > 0 {
            into.put_slice(&[byte_at(self.0)]);
            self.0 += 1;
        }
        Poll::Ready(Ok(()))
    }
}

async fn serve() -> Client {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = service(Screen).body_limit_of("POST", "/films", LENGTH + 10_000).body_limit_of(
        "PUT",
        "/films/{id}/poster",
        LENGTH + 10_000,
    );
    tokio::spawn(async move { axum::serve(listener, service.into_router()).await });
    Client::with_base_url(&format!("http://{address}"))
}

/// What was allocated at most since, beside what is there now.
fn peak(before: usize) -> usize {
    ALLOCATOR.peak_usage() - before
}

fn started() -> usize {
    ALLOCATOR.reset_peak_usage();
    ALLOCATOR.current_usage()
}

fn film() -> File {
    File::stream("alien.mp4", Upload::reader(Film(0)).length(LENGTH as u64))
}

#[tokio::test]
async fn a_file_is_larger_than_the_memory_that_it_takes() {
    let client = serve().await;
    let form = AddFilmBodyForm::new(required::AddFilmBodyForm { title: "Alien".to_owned(), film: film() });
    let before = started();
    let receipt = client.add_film(&form).send().await.unwrap();
    let streamed = peak(before);
    assert_eq!((&*receipt.title, receipt.bytes), ("Alien", 32 << 20));
    assert!(streamed < MOST, "{streamed} bytes");

    // The same file where the method gets it as a whole: what is counted are the bytes of files.
    let poster = PutPosterBodyForm { poster: film() };
    let before = started();
    client.put_poster().id(1).body(&poster).send().await.unwrap();
    let whole = peak(before);
    assert!(whole > LENGTH, "{whole} bytes");
    println!("parts: a file of {LENGTH} bytes takes {streamed} bytes as it arrives, {whole} as a whole");
}
