//! Responses of query services as JSON.
//!
//! Services of the query protocol (SQS, SNS, SES …) answer AWS's API Gateway in JSON, since it accepts nothing else
//! unless a mapping says so (recorded at AWS); emulators answer in XML whatever is accepted.

use roxmltree::{Document, Node, ParsingOptions};
use serde_json::{Map, Value};

use super::ServiceTarget;
use crate::serve::message::content::mime_type;
use crate::serve::message::request::{Request, Response};

/// How deep elements may stand in each other, and how many there may be.
const DEEPEST: u32 = 64;
const MOST_NODES: u32 = 200_000;

/// Whether a request is one of the query protocol that accepts JSON.
pub(super) fn is_wanted_as_json(request: &Request, target: Option<&ServiceTarget>) -> bool {
    let headers = &request.headers;
    let is_form = headers.get("content-type").is_some_and(|it| mime_type(it) == "application/x-www-form-urlencoded");
    let is_query = is_form || target.is_some_and(|target| target.action.is_some());
    is_query
        && !headers.contains("x-amz-target")
        && headers.get("accept").is_none_or(|accept| mime_type(accept) == "application/json")
}

/// The response in JSON if it is XML; what is malformed or too deep stays as it is.
pub(super) fn as_json(mut response: Response) -> Response {
    let is_xml = response.headers.get("content-type").is_none_or(|it| mime_type(it).ends_with("xml"));
    if let Some(value) = std::str::from_utf8(&response.body).ok().filter(|_| is_xml).and_then(convert) {
        response.body = value.to_string().into();
        response.headers.set("Content-Type", "application/json");
    }
    response
}

fn convert(text: &str) -> Option<Value> {
    let options = ParsingOptions { nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text.trim_start(), options).ok()?;
    let root = document.root_element();
    let mut all = Map::new();
    all.insert(root.tag_name().name().to_owned(), value(root, DEEPEST)?);
    Some(all.into())
}

/// The value of an element: its text, a list of its members, or an object of its children.
fn value(element: Node<'_, '_>, depth: u32) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    let children: Vec<Node<'_, '_>> = element.children().filter(Node::is_element).collect();
    if children.is_empty() {
        return Some(element.text().unwrap_or_default().into());
    }
    if children.iter().all(|child| child.tag_name().name() == "member") {
        return children.into_iter().map(|child| value(child, depth)).collect::<Option<Vec<_>>>().map(Value::from);
    }
    let mut entries = Map::new();
    for child in children {
        let one = value(child, depth)?;
        match entries.get_mut(child.tag_name().name()) {
            Some(Value::Array(several)) => several.push(one),
            Some(first) => *first = Value::Array(vec![first.take(), one]),
            None => {
                entries.insert(child.tag_name().name().to_owned(), one);
            }
        }
    }
    Some(entries.into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn responses() {
        let text = "<SendMessageResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\"><SendMessageResult>\
            <MessageId>1</MessageId></SendMessageResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>\
            </SendMessageResponse>";
        let expected = json!({"SendMessageResponse": {
            "SendMessageResult": {"MessageId": "1"}, "ResponseMetadata": {"RequestId": "r"}
        }});
        assert_eq!(convert(text), Some(expected));
        let list = "<A><Topics><member><Arn>1</Arn></member></Topics><b>1</b><b>2</b><b>3</b></A>";
        assert_eq!(convert(list), Some(json!({"A": {"Topics": [{"Arn": "1"}], "b": ["1", "2", "3"]}})));
        assert_eq!(convert("<a>"), None);
        assert_eq!(convert(&format!("{}{}", "<a>".repeat(100), "</a>".repeat(100))), None);
    }

    #[test]
    fn which_requests() {
        let target = |uri: &str| ServiceTarget::parse(uri);
        let sns = target("arn:aws:apigateway:us-east-1:sns:action/Publish");
        let s3 = target("arn:aws:apigateway:us-east-1:s3:path/b");
        let request = || Request::new("POST", "/");
        assert!(is_wanted_as_json(&request(), sns.as_ref()));
        assert!(!is_wanted_as_json(&request().header("X-Amz-Target", "AWSEvents.PutEvents"), sns.as_ref()));
        assert!(!is_wanted_as_json(&request().header("Accept", "application/xml"), sns.as_ref()));
        assert!(!is_wanted_as_json(&request(), s3.as_ref()));
    }
}
