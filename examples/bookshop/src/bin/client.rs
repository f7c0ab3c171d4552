//! Adds a book and looks it up: `cargo run -p gatewright-example-bookshop --bin client [URL]`, with the server running.

use gatewright_example_bookshop::api::Client;
use gatewright_example_bookshop::api::client::AddBookError;
use gatewright_example_bookshop::api::models::{Author, Binding, Book, Price, PriceCurrency, required};
use gatewright_runtime::client::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).unwrap_or_else(|| "http://127.0.0.1:8080/v1".to_owned());
    let client = Client::builder().base_url(&url).build().with_staff_key("open sesame");

    let price = Price { amount: "8.99".to_owned(), currency: PriceCurrency::Eur };
    let book = Book::new(required::Book {
        isbn: "9780141439518".to_owned(),
        title: "Pride and Prejudice".to_owned(),
        authors: vec![Author::new(required::Author { id: 17, name: "Jane Austen".to_owned() })],
        binding: Binding::Paperback,
        price,
    });
    match client.add_book(&book).send().await {
        Ok(added) => println!("added {}", added.headers().location.as_deref().unwrap_or_default()),
        Err(Error::Api(AddBookError::Conflict(problem))) => {
            println!("not added: {}", problem.body().map_or("", |problem| &problem.title));
        }
        Err(error) => return Err(error.into()),
    }

    let page = client.list_books().q("Pride").send().await?;
    for book in &page.books {
        println!("{} {}, {} {}", book.isbn, book.title, book.price.amount, book.price.currency);
    }
    Ok(())
}
