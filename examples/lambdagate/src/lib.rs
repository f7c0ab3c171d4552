//! A program that uses LambdaGate: it adds up numbers, each sum calculated by the API.
//!
//! What is to be seen is its test, `tests/offline.rs`: the generated client talks to the API as AWS would run
//! it, in the same process and without a socket.

use lambdagate_sdk::Client;

/// The sum of all numbers; nothing if the API gives none.
pub async fn sum(client: &Client, numbers: &[u32]) -> Option<f64> {
    let mut sum = 0.0;
    for number in numbers {
        let call = client.get_calc_by_operand1_and_operand2_and_operator();
        let call = call.operand1(&sum.to_string()).operand2(&number.to_string()).operator("+");
        let answer = call.send().await.ok()?.into_inner();
        sum = answer.output?.c?;
    }
    Some(sum)
}
