//! What `Ref`, `Fn::GetAtt` and `Fn::FindInMap` stand for, as far as a template says it: names, ARNs and defaults.
//!
//! A resource is known by its logical name here, whatever AWS would call it.

use indexmap::IndexMap;

use super::build::{entries, referred, text_of};
use super::resources::Resources;
use crate::map::Map;
use crate::tree::Value;

/// How deep conditions may stand in each other.
const DEEPEST: u32 = 16;

pub(super) fn of(root: &Value, resources: &Resources<'_>) -> IndexMap<String, String> {
    let mut values = IndexMap::new();
    for (name, parameter) in entries(root.get("Parameters")) {
        if let Some(default) = parameter.get("Default").and_then(text_of) {
            values.insert(name.clone(), default);
        }
    }
    for (map, groups) in entries(root.get("Mappings")) {
        for (group, keys) in entries(Some(groups)) {
            let keys = entries(Some(keys)).filter_map(|(key, value)| Some((key, text_of(value)?)));
            values.extend(keys.map(|(key, value)| (format!("{map}.{group}.{key}"), value)));
        }
    }
    for name in resources.names() {
        add_resource(resources, name, &mut values);
    }
    for (function, alias) in resources.aliases() {
        let arn = format!("{}:{alias}", arn("lambda", &format!("function:{function}")));
        for name in [format!("{function}Alias{alias}"), format!("{function}.Alias")] {
            values.insert(name, arn.clone());
        }
        values.insert(format!("{function}.Version"), arn);
    }
    let conditions = root.get("Conditions");
    let known: Vec<(String, bool)> = entries(conditions)
        .filter_map(|(name, condition)| Some((name.clone(), holds(condition, conditions, &values, DEEPEST)?)))
        .collect();
    values.extend(known.into_iter().map(|(name, holds)| (name, holds.to_string())));
    values
}

fn arn(service: &str, resource: &str) -> String {
    format!("arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{resource}")
}

/// What `Ref` gives of a resource, and its attributes.
fn add_resource(resources: &Resources<'_>, name: &str, values: &mut IndexMap<String, String>) {
    let properties = resources.properties(name);
    let own = |key: &str| properties.get(key).and_then(text_of).unwrap_or_else(|| name.to_owned());
    let mut add = |attribute: &str, value: String| {
        let key = if attribute.is_empty() { name.to_owned() } else { format!("{name}.{attribute}") };
        values.insert(key, value);
    };
    let kind = resources.kind(name);
    match kind {
        "AWS::SQS::Queue" => {
            let queue = own("QueueName");
            add("", format!("https://sqs.${{AWS::Region}}.amazonaws.com/${{AWS::AccountId}}/{queue}"));
            add("QueueUrl", format!("https://sqs.${{AWS::Region}}.amazonaws.com/${{AWS::AccountId}}/{queue}"));
            add("Arn", arn("sqs", &queue));
            add("QueueName", queue);
        }
        "AWS::SNS::Topic" => {
            let topic = own("TopicName");
            add("", arn("sns", &topic));
            add("TopicArn", arn("sns", &topic));
            add("TopicName", topic);
        }
        "AWS::DynamoDB::Table" | "AWS::DynamoDB::GlobalTable" | "AWS::Serverless::SimpleTable" => {
            let table = own("TableName");
            add("Arn", arn("dynamodb", &format!("table/{table}")));
            add("", table);
        }
        "AWS::Kinesis::Stream" => {
            let stream = own("Name");
            add("Arn", arn("kinesis", &format!("stream/{stream}")));
            add("", stream);
        }
        "AWS::S3::Bucket" => {
            let bucket = own("BucketName").to_ascii_lowercase();
            add("Arn", format!("arn:${{AWS::Partition}}:s3:::{bucket}"));
            add("", bucket);
        }
        "AWS::Serverless::StateMachine" | "AWS::StepFunctions::StateMachine" => {
            let machine = properties.get("StateMachineName").or_else(|| properties.get("Name")).and_then(text_of);
            let machine = machine.unwrap_or_else(|| name.to_owned());
            let machine_arn = arn("states", &format!("stateMachine:{machine}"));
            add("Arn", machine_arn.clone());
            add("", machine_arn);
            add("Name", machine);
        }
        _ => {
            let found = attributes(kind, name, properties);
            found.into_iter().for_each(|(attribute, value)| add(attribute, value));
        }
    }
}

/// The same for what has no more than a name and an ARN.
fn attributes(kind: &str, name: &str, properties: &Map) -> Vec<(&'static str, String)> {
    match kind {
        "AWS::Events::EventBus" => {
            let bus = properties.get("Name").and_then(text_of).unwrap_or_else(|| name.to_owned());
            vec![("Arn", arn("events", &format!("event-bus/{bus}"))), ("Name", bus.clone()), ("", bus)]
        }
        "AWS::IAM::Role" => {
            vec![
                ("Arn", format!("arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/{name}")),
                ("", name.to_owned()),
            ]
        }
        "AWS::Cognito::UserPool" => {
            vec![("Arn", arn("cognito-idp", &format!("userpool/{name}"))), ("", name.to_owned())]
        }
        _ => function_arn(kind, name, properties),
    }
}

/// What `Ref` gives of a function of Lambda, of one of its aliases or versions, and its attributes.
fn function_arn(kind: &str, name: &str, properties: &Map) -> Vec<(&'static str, String)> {
    let own = |key: &str| properties.get(key).and_then(text_of).unwrap_or_else(|| name.to_owned());
    let function = || properties.get("FunctionName").and_then(referred).unwrap_or_else(|| own("FunctionName"));
    match kind {
        "AWS::Serverless::Function" | "AWS::Lambda::Function" => {
            vec![("", name.to_owned()), ("Arn", arn("lambda", &format!("function:{name}")))]
        }
        "AWS::Lambda::Alias" => vec![("", arn("lambda", &format!("function:{}:{}", function(), own("Name"))))],
        "AWS::Lambda::Version" => vec![("", arn("lambda", &format!("function:{}:$LATEST", function())))],
        _ => Vec::new(),
    }
}

/// Whether a condition holds; `None` if the template alone does not say.
fn holds(condition: &Value, all: Option<&Value>, values: &IndexMap<String, String>, depth: u32) -> Option<bool> {
    let depth = depth.checked_sub(1)?;
    let (function, argument) = condition.as_object()?.iter().next()?;
    let several = || argument.as_array().into_iter().flatten().map(|item| holds(item, all, values, depth));
    match function.as_str() {
        "Fn::Equals" => {
            let [left, right] = argument.as_array()?.as_slice() else {
                return None;
            };
            Some(plain(left, values)? == plain(right, values)?)
        }
        "Fn::Not" => Some(!several().next()??),
        "Fn::And" => several().try_fold(true, |all, one| Some(all && one?)),
        "Fn::Or" => several().try_fold(false, |any, one| Some(any || one?)),
        "Condition" => holds(all?.get(argument.as_str()?)?, all, values, depth),
        _ => None,
    }
}

fn plain(value: &Value, values: &IndexMap<String, String>) -> Option<String> {
    match value.get("Ref").and_then(Value::as_str) {
        Some(name) => values.get(name).cloned(),
        None => text_of(value),
    }
}
