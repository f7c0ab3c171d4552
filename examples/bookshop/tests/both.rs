//! The client and the server of one document: in one process, and as the two programs.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use gatewright_example_bookshop::Shop;
use gatewright_example_bookshop::api::client::{AddBookError, GetBookError};
use gatewright_example_bookshop::api::models::{Author, Binding, Book, Price, PriceCurrency, required};
use gatewright_example_bookshop::api::{Client, server};
use gatewright_runtime::client::Error;

fn emma() -> Book {
    let price = Price { amount: "7.50".to_owned(), currency: PriceCurrency::Eur };
    Book::new(required::Book {
        isbn: "9780141439587".to_owned(),
        title: "Emma".to_owned(),
        authors: vec![Author::new(required::Author { id: 17, name: "Jane Austen".to_owned() })],
        binding: Binding::EBook,
        price,
    })
}

#[tokio::test]
async fn in_one_process() {
    let service = server::service(Shop::new("key"));
    let client = Client::builder().transport(service.clone()).build().with_staff_key("key");
    assert_eq!(client.add_book(&emma()).send().await.unwrap().title, "Emma");
    assert!(matches!(client.add_book(&emma()).send().await, Err(Error::Api(AddBookError::Conflict(_)))));
    assert_eq!(client.list_books().q("Emma").send().await.unwrap().books.len(), 1);
    assert!(matches!(client.get_book("9780000000000").send().await, Err(Error::Api(GetBookError::NotFound(_)))));
    // What the shop does not write.
    assert_eq!(client.get_genres().send().await.unwrap_err().status().unwrap(), 501);

    let stranger = Client::builder().transport(service).build().with_staff_key("guessed");
    assert!(matches!(stranger.add_book(&emma()).send().await, Err(Error::Api(AddBookError::Unauthorized(_)))));
}

/// A server that ends with its test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn as_two_programs() {
    let mut server = Command::new(env!("CARGO_BIN_EXE_server"));
    let mut server = Server(server.arg("127.0.0.1:0").stdout(Stdio::piped()).spawn().unwrap());
    let mut line = String::new();
    BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().strip_prefix("listening on ").unwrap();
    for first in ["added https://api.bookshop.example/v1/books/9780141439518", "not added: this book is already there"]
    {
        let output = Command::new(env!("CARGO_BIN_EXE_client")).arg(url).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(text, format!("{first}\n9780141439518 Pride and Prejudice, 8.99 EUR\n"));
        assert!(output.status.success());
    }
}
