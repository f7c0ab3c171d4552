//! The calls of the demonstration: one client, three servers.

use std::fmt::Debug;

use gatewright_runtime::client::Error;
use gatewright_runtime::{reqwest, serde_json};
use lambdagate_sdk::Client;
use lambdagate_sdk::models::{Input, Result as Modeled};

use crate::AnyError;
use crate::table::Row;

/// A result as a person writes it, without the noise of absolute paths.
pub(crate) fn shown<T: Debug, E: Debug>(result: &Result<T, E>) -> String {
    match result {
        Ok(value) => format!("{value:?}"),
        Err(error) => format!("{error:?}"),
    }
}

/// The number that was calculated.
pub(crate) fn output(result: &Modeled) -> Option<f64> {
    result.output.as_ref()?.c
}

/// Every method of the API, for a server that answers each with its model.
async fn three_results(client: &Client) -> Result<Vec<Row>, AnyError> {
    let by_query = client.get_calc().operand1("1").operand2("2").operator("+").send().await?;
    let headers = by_query.headers().clone();
    let by_body = client.post_calc(&Input { a: 6.0, b: 7.0, op: "mul".into() }).send().await?;
    let by_path = client
        .get_calc_by_operand1_and_operand2_and_operator()
        .operand1("9")
        .operand2("-4.5")
        .operator("/")
        .send()
        .await?;
    Ok(vec![
        Row {
            call: r#"client.get_calc().operand1("1").operand2("2").operator("+").send()"#.into(),
            expected: output(&by_query) == Some(3.0) && headers.operand_1.as_deref() == Some("1"),
            value: format!("{:?}", *by_query),
            note: format!("headers: {:?}, {:?}, {:?}", headers.operand_1, headers.operand_2, headers.operator),
        },
        Row {
            call: r#"client.post_calc(&Input { a: 6.0, b: 7.0, op: "mul".into() }).send()"#.into(),
            expected: output(&by_body) == Some(42.0),
            value: format!("{:?}", *by_body),
            note: "the body is a typed model".into(),
        },
        Row {
            call: r#"client.get_calc_by_operand1_and_operand2_and_operator().operand1("9").operand2("-4.5").operator("/").send()"#.into(),
            expected: output(&by_path) == Some(-2.0),
            value: format!("{:?}", *by_path),
            note: "the slash is sent as %2F; +, -, * and . stay as they are".into(),
        },
    ])
}

/// The generated server: three results, and what becomes of what cannot be calculated.
pub(crate) async fn as_declared(client: &Client, address: &str) -> Result<Vec<Row>, AnyError> {
    let mut rows = three_results(client).await?;
    let invalid = client.get_calc().operand1("1").operand2("2").operator("modulo").send().await?;
    rows.push(Row {
        call: r#"….operator("modulo").send()"#.into(),
        expected: invalid.output.is_none(),
        value: format!("{:?}", *invalid),
        note: "an operator that Calc does not know: a result without output".into(),
    });
    let by_zero = client.post_calc(&Input { a: 1.0, b: 0.0, op: "/".into() }).send().await?;
    rows.push(Row {
        call: r#"client.post_calc(&Input { a: 1.0, b: 0.0, op: "/".into() }).send()"#.into(),
        expected: by_zero.output.is_some() && output(&by_zero).is_none(),
        value: format!("{:?}", *by_zero),
        note: "a division by zero has no number for a result".into(),
    });
    rows.push(missing_parameter(address).await?);
    Ok(rows)
}

/// What the typed client cannot even be written to do: over raw HTTP.
async fn missing_parameter(address: &str) -> Result<Row, AnyError> {
    let answer = reqwest::get(format!("{address}/calc?operand2=2&operator=%2B")).await?;
    let (status, body) = (answer.status(), answer.text().await?);
    Ok(Row {
        call: "GET /test/calc?operand2=2&operator=%2B".into(),
        expected: status == 400 && body == r#"{"message": "Missing required request parameters: [operand1]"}"#,
        value: format!("{status}: {body}"),
        note: "raw HTTP; through the client this does not compile".into(),
    })
}

/// The export as it is: one empty object, one body that is no JSON, one result.
pub(crate) async fn as_aws_does_it(client: &Client) -> Result<Vec<Row>, AnyError> {
    let by_query = client.get_calc().operand1("1").operand2("2").operator("+").send().await?;
    let headers = by_query.headers().clone();
    let by_body = client.post_calc(&Input { a: 6.0, b: 7.0, op: "mul".into() }).send().await;
    let by_path = client
        .get_calc_by_operand1_and_operand2_and_operator()
        .operand1("9")
        .operand2("-4.5")
        .operator("/")
        .send()
        .await?;
    let raw = by_body
        .as_ref()
        .err()
        .and_then(Error::raw)
        .map(|raw| String::from_utf8_lossy(raw.body()).into_owned())
        .unwrap_or_default();
    let is_json = serde_json::from_str::<serde_json::Value>(&raw).is_ok();
    Ok(vec![
        Row {
            call: r#"client.get_calc().operand1("1").operand2("2").operator("+").send()"#.into(),
            expected: *by_query == Modeled::default() && headers.operator.as_deref() == Some("+"),
            value: format!("{:?}", *by_query),
            note: format!(
                "an empty object: the template answers {}, not the model; only the headers arrive: {:?}, {:?}, {:?}",
                one_line(&String::from_utf8_lossy(by_query.raw_body())),
                headers.operand_1,
                headers.operand_2,
                headers.operator
            ),
        },
        Row {
            call: r#"client.post_calc(&Input { a: 6.0, b: 7.0, op: "mul".into() }).send()"#.into(),
            expected: matches!(by_body, Err(Error::Decode(_))) && !raw.is_empty() && !is_json,
            value: match &by_body {
                Ok(result) => format!("{:?}", **result),
                Err(error) => error.to_string(),
            },
            note: format!(
                "status 200, but the template leaves `op` without quotes; the error keeps the raw body: {}",
                one_line(&raw)
            ),
        },
        Row {
            call: r#"client.get_calc_by_operand1_and_operand2_and_operator().operand1("9").operand2("-4.5").operator("/").send()"#.into(),
            expected: output(&by_path) == Some(-2.0),
            value: format!("{:?}", *by_path),
            note: "the one method whose template fits its model".into(),
        },
    ])
}

/// The same API with its templates put right: three results.
pub(crate) async fn put_right(client: &Client) -> Result<Vec<Row>, AnyError> {
    three_results(client).await
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
