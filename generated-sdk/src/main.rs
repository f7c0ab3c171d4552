//! The demonstration: the SDK that this build generated talks to LambdaGate three ways, side by side.
//!
//! *As declared*: the server stub generated from the same export, filled in by Calc. *As AWS does it*:
//! the export as it is, templates and all, run by the local gateway in front of the same function.
//! *Put right*: the same API with its templates mended. The exit code says whether every value was
//! the expected one.

mod calls;
mod table;

use std::process::ExitCode;

use axum::Router;
use gatewright_gateway::{FunctionError, Gateway};
use gatewright_runtime::{from_value, serde_json::json};
use lambdagate_sdk::{Calc, Client, calc, models, server};
use table::Row;

type AnyError = Box<dyn std::error::Error + Send + Sync>;

/// The export, and the same API put right; read when the demonstration is built.
const EXPORT: &str = include_str!("../../swagger/lambdagate.json");
const MODELED: &str = include_str!("../../swagger/lambdagate-modeled.json");

#[tokio::main]
async fn main() -> ExitCode {
    match demonstrate().await {
        Ok(0) => ExitCode::SUCCESS,
        Ok(wrong) => {
            eprintln!("{wrong} values are not the expected ones");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Shows everything; gives the number of values that were not the expected ones.
async fn demonstrate() -> Result<usize, AnyError> {
    let stub = start(server::router(Calc)).await?;
    let as_is = start(gateway("lambdagate.json", EXPORT)?).await?;
    let modeled = start(gateway("lambdagate-modeled.json", MODELED)?).await?;
    let client = |address: &str| Client::with_base_url(address);

    let sections = [
        (
            "As declared: the generated server stub, with Calc behind it",
            calls::as_declared(&client(&stub), &stub).await?,
        ),
        (
            "As AWS does it: the export as it is, run by the local gateway",
            calls::as_aws_does_it(&client(&as_is)).await?,
        ),
        ("Put right: lambdagate-modeled.json, run by the local gateway", calls::put_right(&client(&modeled)).await?),
        ("Why modeled responses matter: two bodies, decoded as the model `Result`", models_matter()),
    ];
    println!("LambdaGate, called through the SDK that this build generated from swagger/lambdagate.json");
    for (title, rows) in &sections {
        table::print(title, rows);
    }
    Ok(sections.iter().flat_map(|(_, rows)| rows).filter(|row| !row.expected).count())
}

/// Serves on a free port of the loopback interface; gives the address of the stage.
async fn start(router: Router) -> Result<String, AnyError> {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(format!("http://{address}/test"))
}

/// The document, run as API Gateway would, in front of Calc.
fn gateway(name: &str, text: &str) -> Result<Router, AnyError> {
    let document = gatewright_document::Document::from_text(name, text).map_err(|report| report.render(false))?;
    let function = |event: serde_json::Value| async move {
        // The tutorial's function hands its complaint to the callback: the invocation fails with it.
        calc::calc(&event).map_err(|complaint| FunctionError::new("Error", complaint.to_string()))
    };
    Ok(Gateway::from_document(&document)?.function("Calc", function).into_router())
}

/// What an SDK makes of the body that the export's template gives, and of one that fits the model.
fn models_matter() -> Vec<Row> {
    let template = json!({"result": "1, 2, + => 3", "a": "1", "b": "2", "op": "+", "c": "3"});
    let fitting = json!({"input": {"a": 1, "b": 2, "op": "+"}, "output": {"c": 3}});
    let read = |body: &serde_json::Value| from_value::<models::Result>(body);
    let empty = read(&template);
    let modeled = read(&fitting);
    vec![
        Row {
            call: template.to_string(),
            expected: matches!(&empty, Ok(result) if *result == models::Result::default()),
            value: calls::shown(&empty),
            note: "none of its members is in the model: an empty object".to_owned(),
        },
        Row {
            call: fitting.to_string(),
            expected: matches!(&modeled, Ok(result) if calls::output(result) == Some(3.0)),
            value: calls::shown(&modeled),
            note: "the response fits its model: output.c == 3".to_owned(),
        },
    ]
}
