//! What AWS services answer: the first names of a response's body, where they are known.
//!
//! Source: the API references of the services.

use gatewright_document::Code;

use super::finding::{Finding, Sureness, place_of};
use super::symbolic::{HoleKind, Piece, Step, Way};

/// The first names in the response of an action, for integrations `arn:aws:apigateway:…:{service}:action/{name}`.
const RESPONSES: &[(&str, &str, &[&str])] = &[
    ("dynamodb", "GetItem", &["Item", "ConsumedCapacity"]),
    ("dynamodb", "BatchGetItem", &["Responses", "UnprocessedKeys", "ConsumedCapacity"]),
    ("dynamodb", "BatchWriteItem", &["UnprocessedItems", "ItemCollectionMetrics", "ConsumedCapacity"]),
    ("dynamodb", "PutItem", &["Attributes", "ConsumedCapacity", "ItemCollectionMetrics"]),
    ("dynamodb", "UpdateItem", &["Attributes", "ConsumedCapacity", "ItemCollectionMetrics"]),
    ("dynamodb", "DeleteItem", &["Attributes", "ConsumedCapacity", "ItemCollectionMetrics"]),
    ("dynamodb", "Query", &["Items", "Count", "ScannedCount", "LastEvaluatedKey", "ConsumedCapacity"]),
    ("dynamodb", "Scan", &["Items", "Count", "ScannedCount", "LastEvaluatedKey", "ConsumedCapacity"]),
    ("dynamodb", "TransactGetItems", &["Responses", "ConsumedCapacity"]),
    ("dynamodb", "TransactWriteItems", &["ConsumedCapacity", "ItemCollectionMetrics"]),
    ("kinesis", "PutRecord", &["ShardId", "SequenceNumber", "EncryptionType"]),
    ("kinesis", "PutRecords", &["FailedRecordCount", "Records", "EncryptionType"]),
    ("firehose", "PutRecord", &["RecordId", "Encrypted"]),
    ("events", "PutEvents", &["FailedEntryCount", "Entries"]),
    ("states", "StartExecution", &["executionArn", "startDate"]),
    ("states", "StopExecution", &["stopDate"]),
    (
        "states",
        "StartSyncExecution",
        &[
            "executionArn",
            "stateMachineArn",
            "name",
            "startDate",
            "stopDate",
            "status",
            "error",
            "cause",
            "input",
            "inputDetails",
            "output",
            "outputDetails",
            "traceHeader",
            "billingDetails",
        ],
    ),
    (
        "states",
        "DescribeExecution",
        &[
            "executionArn",
            "stateMachineArn",
            "name",
            "status",
            "startDate",
            "stopDate",
            "input",
            "inputDetails",
            "output",
            "outputDetails",
            "traceHeader",
            "mapRunArn",
            "error",
            "cause",
            "stateMachineVersionArn",
            "stateMachineAliasArn",
            "redriveCount",
            "redriveDate",
            "redriveStatus",
            "redriveStatusReason",
        ],
    ),
    (
        "sqs",
        "SendMessage",
        &[
            "SendMessageResponse",
            "MessageId",
            "MD5OfMessageBody",
            "MD5OfMessageAttributes",
            "MD5OfMessageSystemAttributes",
            "SequenceNumber",
        ],
    ),
    ("sns", "Publish", &["PublishResponse"]),
    (
        "translate",
        "TranslateText",
        &["TranslatedText", "SourceLanguageCode", "TargetLanguageCode", "AppliedTerminologies", "AppliedSettings"],
    ),
    ("comprehend", "DetectSentiment", &["Sentiment", "SentimentScore"]),
];

/// What every service may answer where it fails.
const OF_ERRORS: &[&str] = &["__type", "message", "Message", "Error", "errorMessage", "CancellationReasons", "Item"];

/// An action of a service whose response is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct KnownResponse {
    service: &'static str,
    action: &'static str,
    names: &'static [&'static str],
}

impl KnownResponse {
    /// The response of the action that a URI calls.
    pub(super) fn of(uri: &str) -> Option<KnownResponse> {
        let (before, action) = uri.split_once(":action/").filter(|_| uri.contains(":apigateway:"))?;
        let service = before.rsplit([':', '.']).next()?;
        let action = action.split('&').next()?;
        let found = RESPONSES.iter().find(|(known, name, _)| *known == service && *name == action);
        found.map(|(service, action, names)| KnownResponse { service, action, names })
    }

    fn has(self, name: &str) -> bool {
        self.names.contains(&name) || OF_ERRORS.contains(&name)
    }
}

/// Parts of the payload that the service never answers, on one way through a response template.
pub(super) fn findings(way: &Way, known: KnownResponse) -> Vec<Finding> {
    let missing = way.pieces.iter().enumerate().filter_map(|(number, piece)| {
        let Piece::Hole { hole, source, .. } = piece else { return None };
        let first = match &hole.kind {
            HoleKind::Payload(steps) | HoleKind::Json(Some(steps)) => steps.first()?,
            _ => return None,
        };
        match first {
            Step::Member(name) if !known.has(name) => Some((number, source, name)),
            _ => None,
        }
    });
    let KnownResponse { service, action, names } = known;
    let listed = super::fit::braces(names);
    let finding = |(number, source, name): (usize, &std::rc::Rc<str>, &String)| Finding {
        code: Code::NOT_IN_RESPONSE,
        certain: format!("`{source}` is always empty: {service} answers `{action}` with {listed}, and no `{name}`"),
        possible: format!("`{source}` is always empty: {service} answers `{action}` with {listed}, and no `{name}`"),
        help: format!("read the path in the response of {action}, which may stand below one of these names"),
        label: String::new(),
        place: place_of(&way.pieces, number),
        related: None,
        sureness: Sureness::Certain,
    };
    missing.map(finding).collect()
}
