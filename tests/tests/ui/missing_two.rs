use gatewright_tests::bookshop::Client;

fn main() {
    let client = Client::new();
    let _ = client.replace_book().if_match("W/1").send();
}
