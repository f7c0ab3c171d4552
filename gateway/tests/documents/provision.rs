//! What the requests to services need: tables, queues, streams, buses, buckets, state machines.

use std::collections::BTreeSet;

use futures_util::future::BoxFuture;
use gatewright_gateway::{RemoteService, Request, Response, Service, ServiceTarget, ServiceUnreachable};
use serde_json::{Value, json};

use crate::moto::act;

/// A request that a service got.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    pub(crate) service: String,
    pub(crate) request: Request,
}

impl Recorded {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.request.body).unwrap_or_default()
    }
}

/// The names that stand where an ARN belongs, with one.
pub(crate) fn arns(recorded: &[Recorded], names: &[(String, String)]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for one in recorded {
        let body = one.json();
        for (field, kind) in [("stateMachineArn", "states:us-east-1:123456789012:stateMachine")] {
            let value = body[field].as_str().unwrap_or_default();
            for (name, plain) in names.iter().filter(|(_, plain)| plain == value) {
                found.push((name.clone(), format!("arn:aws:{kind}:{plain}")));
            }
        }
    }
    found
}

pub(crate) async fn create(recorded: &[Recorded], arns: &[(String, String)], moto: &RemoteService) {
    let mut done = BTreeSet::new();
    for one in recorded {
        let body = one.json();
        let text = |field: &str| body[field].as_str().unwrap_or_default().to_owned();
        match one.service.as_str() {
            "dynamodb" if done.insert(format!("table {}", text("TableName"))) => {
                let table = table(&text("TableName"), recorded);
                act(moto, "dynamodb", "DynamoDB_20120810.CreateTable", &table).await;
            }
            "kinesis" if done.insert(format!("stream {}", text("StreamName"))) => {
                let stream = json!({"StreamName": text("StreamName"), "ShardCount": 1});
                act(moto, "kinesis", "Kinesis_20131202.CreateStream", &stream).await;
            }
            "sqs" => {
                let url = if body["QueueUrl"].is_string() { text("QueueUrl") } else { one.request.path.clone() };
                let name = url.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
                let attributes = if name.ends_with(".fifo") { json!({"FifoQueue": "true"}) } else { json!({}) };
                let queue = json!({"QueueName": name, "Attributes": attributes});
                act(moto, "sqs", "AmazonSQS.CreateQueue", &queue).await;
            }
            "events" => {
                let bus = body["Entries"][0]["EventBusName"].as_str().unwrap_or("default");
                if bus != "default" {
                    act(moto, "events", "AWSEvents.CreateEventBus", &json!({"Name": bus})).await;
                }
            }
            "states" => {
                let named = text("stateMachineArn");
                let arn = arns.iter().map(|(_, arn)| arn).find(|arn| arn.ends_with(&format!(":{named}")));
                let arn = arn.cloned().unwrap_or(named);
                let machine = json!({
                    "name": arn.rsplit(':').next().unwrap_or_default(), "type": "EXPRESS",
                    "roleArn": "arn:aws:iam::123456789012:role/any",
                    "definition": json!({"StartAt": "Pass", "States": {"Pass": {"Type": "Pass", "End": true}}}).to_string(),
                });
                act(moto, "states", "AWSStepFunctions.CreateStateMachine", &machine).await;
            }
            "sns" => {
                let fields: Vec<(String, String)> =
                    url::form_urlencoded::parse(&one.request.body).into_owned().collect();
                let topic = fields.iter().find(|(name, _)| name == "TopicArn").map(|(_, arn)| arn.clone());
                let name = topic.as_deref().and_then(|arn| arn.rsplit(':').next()).unwrap_or("topic").to_owned();
                let request = Request::new("POST", "/")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .body(format!("Action=CreateTopic&Version=2010-03-31&Name={name}"));
                let _ = moto.call(request, ServiceTarget::parse("arn:aws:apigateway:us-east-1:sns:path/")).await;
            }
            "s3" => {
                let target = || ServiceTarget::parse("arn:aws:apigateway:us-east-1:s3:path/");
                let bucket = one.request.path.split('/').nth(1).unwrap_or_default();
                let _ = moto.call(Request::new("PUT", &format!("/{bucket}")), target()).await;
                if one.request.method == "GET" {
                    let _ = moto.call(Request::new("PUT", &one.request.path).body("object"), target()).await;
                }
            }
            _ => {}
        }
    }
}

/// A table with the key that the requests for it use, and the indexes that they query.
fn table(name: &str, recorded: &[Recorded]) -> Value {
    let bodies: Vec<Value> = recorded.iter().map(Recorded::json).filter(|body| body["TableName"] == name).collect();
    let of_key = bodies.iter().find_map(|body| body["Key"].as_object().cloned());
    let query = bodies.iter().find(|body| body["IndexName"].is_null() && body["KeyConditionExpression"].is_string());
    let queried = query.map(attributes);
    let own = |body: &Value| Some(vec![body["Item"].as_object()?.keys().next()?.clone()]);
    let item = bodies.iter().find_map(own);
    let keys: Vec<String> =
        of_key.map(|key| key.keys().cloned().collect()).or(queried).or(item).unwrap_or_else(|| vec!["id".to_owned()]);
    let schema = |keys: &[String]| -> Value {
        let keys = keys.iter().zip(["HASH", "RANGE"]);
        keys.map(|(name, kind)| json!({"AttributeName": name, "KeyType": kind})).collect()
    };
    let mut defined: BTreeSet<String> = keys.iter().cloned().collect();
    let mut indexes = Vec::new();
    for body in bodies.iter().filter(|body| body["IndexName"].is_string()) {
        let keys = attributes(body);
        defined.extend(keys.iter().cloned());
        indexes.push(json!({
            "IndexName": body["IndexName"], "KeySchema": schema(&keys), "Projection": {"ProjectionType": "ALL"}
        }));
    }
    let number = |name: &String| {
        bodies.iter().any(|body| body["Key"][name]["N"].is_string() || body["Item"][name]["N"].is_string())
    };
    let definitions: Value = defined
        .iter()
        .map(|name| json!({"AttributeName": name, "AttributeType": if number(name) { "N" } else { "S" }}))
        .collect();
    let mut table = json!({
        "TableName": name, "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": schema(&keys), "AttributeDefinitions": definitions,
    });
    if !indexes.is_empty() {
        table["GlobalSecondaryIndexes"] = indexes.into();
    }
    table
}

/// The attributes of a key condition: `#a = :b AND c = :d`.
fn attributes(body: &Value) -> Vec<String> {
    let condition = body["KeyConditionExpression"].as_str().unwrap_or_default();
    let parts = condition.split(" AND ").flat_map(|part| part.split(" and "));
    let names = parts.filter_map(|part| part.split_whitespace().next());
    names.map(|name| body["ExpressionAttributeNames"][name].as_str().unwrap_or(name).to_owned()).collect()
}

/// moto with the one action that it lacks, made of two that it has: an execution that is waited for.
#[derive(Clone)]
pub(crate) struct Emulated(pub(crate) RemoteService);

impl Service for Emulated {
    fn call(
        &self,
        request: Request,
        target: Option<ServiceTarget>,
    ) -> BoxFuture<'static, Result<Response, ServiceUnreachable>> {
        let moto = self.0.clone();
        let action = request.headers.get("x-amz-target").unwrap_or_default().to_owned();
        Box::pin(async move {
            if action != "AWSStepFunctions.StartSyncExecution" {
                return moto.call(request, target).await;
            }
            let body = serde_json::from_slice(&request.body).unwrap_or_default();
            let started = act(&moto, "states", "AWSStepFunctions.StartExecution", &body).await;
            if started.status != 200 {
                return Ok(started);
            }
            let arn = started.json().unwrap()["executionArn"].clone();
            Ok(act(&moto, "states", "AWSStepFunctions.DescribeExecution", &json!({"executionArn": arn})).await)
        })
    }
}
