use gatewright_tests::lambdagate::Client;

fn main() {
    let _ = Client::new().get_calc().operand1("2").operator("+").send();
}
