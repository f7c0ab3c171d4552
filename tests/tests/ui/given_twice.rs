use gatewright_tests::lambdagate::Client;

fn main() {
    let client = Client::new();
    let call = client.get_calc().operand1("1").operand2("2").operator("+");
    let _ = call.operand1("1").send();
}
