use gatewright_tests::{bookshop, lambdagate};

fn main() {
    let _ = lambdagate::Client::new().get_calc().operand1(2);
    let _ = bookshop::Client::new().get_author("17");
    let _ = bookshop::Client::new().list_books().binding(&["paperback"]);
}
