//! First-class integrations of HTTP APIs: the request for a service that named values make.
//!
//! See the [integration subtype reference](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html).

use indexmap::IndexMap;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use super::ServiceTarget;
use crate::serve::message::request::Request;

/// How the value of a parameter stands in the request.
#[derive(Clone, Copy, Debug)]
enum Form {
    Text,
    Number,
    /// JSON text, as a value.
    Json,
    /// A list in JSON, or of names with commas.
    List,
}

/// One subtype: `SQS-SendMessage`.
#[derive(Debug)]
pub(crate) struct Subtype {
    name: &'static str,
    service: &'static str,
    /// The service's `X-Amz-Target` before the action.
    target: &'static str,
    content_type: &'static str,
    required: &'static [&'static str],
    optional: &'static [(&'static str, Form)],
}

const JSON_1_0: &str = "application/x-amz-json-1.0";
const JSON_1_1: &str = "application/x-amz-json-1.1";

use Form::{Json, List, Number, Text};

/// A service with its protocol, the action, what is required, and what may be given.
const fn subtype(
    name: &'static str,
    (service, target, content_type): (&'static str, &'static str, &'static str),
    required: &'static [&'static str],
    optional: &'static [(&'static str, Form)],
) -> Subtype {
    Subtype { name, service, target, content_type, required, optional }
}

const SQS: (&str, &str, &str) = ("sqs", "AmazonSQS", JSON_1_0);
const STATES: (&str, &str, &str) = ("states", "AWSStepFunctions", JSON_1_0);

static SUBTYPES: [Subtype; 10] = [
    subtype(
        "EventBridge-PutEvents",
        ("events", "AWSEvents", JSON_1_1),
        &["Detail", "DetailType", "Source"],
        &[("Time", Text), ("EventBusName", Text), ("Resources", List), ("TraceHeader", Text)],
    ),
    subtype(
        "SQS-SendMessage",
        SQS,
        &["QueueUrl", "MessageBody"],
        &[
            ("DelaySeconds", Number),
            ("MessageAttributes", Json),
            ("MessageDeduplicationId", Text),
            ("MessageGroupId", Text),
            ("MessageSystemAttributes", Json),
        ],
    ),
    subtype(
        "SQS-ReceiveMessage",
        SQS,
        &["QueueUrl"],
        &[
            ("AttributeNames", List),
            ("MaxNumberOfMessages", Number),
            ("MessageAttributeNames", List),
            ("ReceiveRequestAttemptId", Text),
            ("VisibilityTimeout", Number),
            ("WaitTimeSeconds", Number),
        ],
    ),
    subtype("SQS-DeleteMessage", SQS, &["QueueUrl", "ReceiptHandle"], &[]),
    subtype("SQS-PurgeQueue", SQS, &["QueueUrl"], &[]),
    subtype(
        "AppConfig-GetConfiguration",
        ("appconfig", "", "application/json"),
        &["Application", "Environment", "Configuration", "ClientId"],
        &[("ClientConfigurationVersion", Text)],
    ),
    subtype(
        "Kinesis-PutRecord",
        ("kinesis", "Kinesis_20131202", JSON_1_1),
        &["StreamName", "Data", "PartitionKey"],
        &[("SequenceNumberForOrdering", Text), ("ExplicitHashKey", Text)],
    ),
    subtype("StepFunctions-StartExecution", STATES, &["StateMachineArn"], &[("Name", Text), ("Input", Text)]),
    subtype(
        "StepFunctions-StartSyncExecution",
        STATES,
        &["StateMachineArn"],
        &[("Name", Text), ("Input", Text), ("TraceHeader", Text)],
    ),
    subtype("StepFunctions-StopExecution", STATES, &["ExecutionArn"], &[("Cause", Text), ("Error", Text)]),
];

impl Subtype {
    /// The subtype of that name.
    #[must_use]
    pub(crate) fn find(name: &str) -> Option<&'static Subtype> {
        SUBTYPES.iter().find(|subtype| subtype.name == name)
    }

    /// The service that it calls.
    #[must_use]
    pub(crate) fn service(&self) -> &'static str {
        self.service
    }

    /// The action: what follows the dash.
    fn action(&self) -> &'static str {
        self.name.split_once('-').map_or(self.name, |(_, action)| action)
    }

    /// The target and request of a call in `region`, which the parameter `Region` overrules.
    ///
    /// # Errors
    /// Says which value is missing or malformed.
    pub(crate) fn request(
        &self,
        values: &IndexMap<String, String>,
        region: &str,
    ) -> Result<(ServiceTarget, Request), String> {
        let region = values.get("Region").map_or(region, String::as_str);
        if let Some(missing) = self.required.iter().find(|name| !values.contains_key(**name)) {
            return Err(format!("Unable to resolve property {missing}"));
        }
        if self.target.is_empty() {
            return Ok(self.configuration(values, region));
        }
        let action = self.action().to_owned();
        let target = ServiceTarget::new(self.service, None, region, Some(action.clone()), "/".to_owned());
        let request = Request::new("POST", "/")
            .header("Content-Type", self.content_type)
            .header("X-Amz-Target", format!("{}.{action}", self.target))
            .body(self.body(values)?.to_string());
        Ok((target, request))
    }

    fn body(&self, values: &IndexMap<String, String>) -> Result<Value, String> {
        let is_lower = self.service == "states";
        let required = self.required.iter().map(|name| (*name, Text));
        let mut body = Map::new();
        for (name, form) in required.chain(self.optional.iter().copied()) {
            if let Some(text) = values.get(name) {
                let key = if is_lower { lower_first(name) } else { name.to_owned() };
                body.insert(key, formed(name, text, form)?);
            }
        }
        Ok(match self.service {
            "events" => serde_json::json!({ "Entries": [body] }),
            _ => body.into(),
        })
    }

    /// AppConfig is asked by path and query.
    fn configuration(&self, values: &IndexMap<String, String>, region: &str) -> (ServiceTarget, Request) {
        let value = |name: &str| {
            let text = values.get(name).map(String::as_str).unwrap_or_default();
            utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
        };
        let mut path = format!(
            "/applications/{}/environments/{}/configurations/{}?client_id={}",
            value("Application"),
            value("Environment"),
            value("Configuration"),
            value("ClientId")
        );
        if values.contains_key("ClientConfigurationVersion") {
            path.push_str(&format!("&client_configuration_version={}", value("ClientConfigurationVersion")));
        }
        let target = ServiceTarget::new(self.service, None, region, None, path.clone());
        (target, Request::new("GET", &path))
    }
}

fn formed(name: &str, text: &str, form: Form) -> Result<Value, String> {
    let malformed = |()| format!("Unable to resolve property {name} from source {text}");
    match form {
        Text => Ok(text.into()),
        Number => text.trim().parse::<i64>().map(Value::from).map_err(|_| malformed(())),
        Json => serde_json::from_str(text).map_err(|_| malformed(())),
        List if text.trim_start().starts_with('[') => serde_json::from_str(text).map_err(|_| malformed(())),
        List => Ok(text.split(',').map(|item| Value::from(item.trim())).collect()),
    }
}

/// `stateMachineArn` of `StateMachineArn`.
fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(subtype: &str, values: &[(&str, &str)], expected: Result<(&str, &str), &str>) {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let found = Subtype::find(subtype).unwrap().request(&values, "us-east-1");
        let found = found.map(|(_, request)| {
            let target = request.headers.get("x-amz-target").unwrap_or(&request.path).to_owned();
            (target, String::from_utf8(request.body.to_vec()).unwrap())
        });
        let expected = expected.map(|(target, body)| (target.to_owned(), body.to_owned()));
        assert_eq!(found, expected.map_err(str::to_owned));
    }

    #[test]
    fn requests() {
        check(
            "SQS-SendMessage",
            &[("QueueUrl", "u"), ("MessageBody", "b"), ("DelaySeconds", "3"), ("MessageAttributes", "{\"a\":1}")],
            Ok((
                "AmazonSQS.SendMessage",
                r#"{"QueueUrl":"u","MessageBody":"b","DelaySeconds":3,"MessageAttributes":{"a":1}}"#,
            )),
        );
        check(
            "EventBridge-PutEvents",
            &[("Source", "s"), ("Detail", "{}"), ("DetailType", "t"), ("Resources", "a, b")],
            Ok((
                "AWSEvents.PutEvents",
                r#"{"Entries":[{"Detail":"{}","DetailType":"t","Source":"s","Resources":["a","b"]}]}"#,
            )),
        );
        check(
            "StepFunctions-StartSyncExecution",
            &[("StateMachineArn", "arn"), ("Input", "{}")],
            Ok(("AWSStepFunctions.StartSyncExecution", r#"{"stateMachineArn":"arn","input":"{}"}"#)),
        );
        check("SQS-PurgeQueue", &[], Err("Unable to resolve property QueueUrl"));
        let configuration = [("Application", "a/b"), ("Environment", "e"), ("Configuration", "c"), ("ClientId", "i")];
        check(
            "AppConfig-GetConfiguration",
            &configuration,
            Ok(("/applications/a%2Fb/environments/e/configurations/c", "")),
        );
    }
}
