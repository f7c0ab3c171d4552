use gatewright_tests::lambdagate::Client;

fn main() {
    let _ = Client::new().post_calc().invocation_type("Event").send();
}
