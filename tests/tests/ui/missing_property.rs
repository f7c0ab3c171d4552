use gatewright_tests::bookshop::models::{Author, required};

fn main() {
    let _ = Author::new(required::Author { id: 17 });
    let _ = Author::new(required::Author { id: 17, name: "Jane Austen".to_owned(), born: None });
}
