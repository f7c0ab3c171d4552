gatewright_runtime::generated_by!("9.1");

fn main() {}
