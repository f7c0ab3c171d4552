//! What goes to AWS services and comes back from them: escapes, forms, and paths that lead nowhere.

use serde_json::json;

use crate::{check_operation, check_template, findings};

#[test]
fn apostrophes_in_json() {
    check_template(
        r#"{"name": "$util.escapeJavaScript($input.path('$.name'))"}"#,
        &[
            r#"warning[template-is-not-json]: the answer of `GET /pets` may not be JSON: `$util.escapeJavaScript($input.path('$.name'))` writes an apostrophe as `\'`, which JSON does not know (add `.replaceAll("\\'", "'")` behind `$util.escapeJavaScript(…)`)"#,
        ],
    );
    for template in [
        r#"{"name": "$util.escapeJavaScript($input.path('$.name')).replaceAll("\\'", "'")"}"#,
        r#"{"name": "$util.escapeJavaScript($context.requestId)"}"#,
        r#"#set($n = $util.escapeJavaScript($input.path('$.name')).replaceAll("\\'", "'")){"name": "$n"}"#,
        r#"{"name": "$util.base64Encode($input.path('$.name'))"}"#,
    ] {
        check_template(template, &[]);
    }
}

/// A request template of `POST` to SQS.
fn to_queue(template: &str) -> Vec<String> {
    findings(&json!({
        "responses": {"200": {"description": ""}},
        "x-amazon-apigateway-integration": {
            "type": "aws", "httpMethod": "POST", "uri": "arn:aws:apigateway:us-east-1:sqs:path/1/queue",
            "requestParameters": {"integration.request.header.Content-Type": "'application/x-www-form-urlencoded'"},
            "requestTemplates": {"application/json": template},
            "responses": {"default": {"statusCode": "200"}, "4\\d{2}": {"statusCode": "200"}},
        },
    }))
}

#[test]
fn values_in_forms() {
    let unencoded =
        |findings: &[String]| findings.iter().filter(|found| found.contains("unencoded-form-value")).count();
    let found = to_queue("Action=SendMessage&MessageBody=$input.body");
    assert_eq!(
        found.iter().find(|found| found.contains("unencoded-form-value")).unwrap(),
        "warning[unencoded-form-value]: what `GET /pets` sends to its integration has `$input.body` in a form without encoding it (write `$util.urlEncode($input.body)`: `&`, `+` and `%` in it change the form)"
    );
    let table = [
        ("Action=SendMessage&MessageBody=$util.urlEncode($input.body)", 0),
        ("Action=SendMessage&MessageBody=$util.urlEncode($input.json('$'))&Id=$context.requestId", 0),
        ("Action=SendMessage&MessageBody=$input.json('$')", 1),
        ("Action=SendMessage&MessageBody=$input.json('$')&Who=$input.params('who')", 2),
        ("#set($b = $input.path('$.b'))Action=SendMessage&MessageBody=$b", 1),
        ("#set($b = $util.urlEncode($input.path('$.b')))Action=SendMessage&MessageBody=$b", 0),
        ("Action=SendMessage&QueueUrl=$stageVariables.queue&MessageBody=x", 0),
        ("{\"a\": $input.json('$')}", 0),
        ("$input.body", 0),
    ];
    for (template, count) in table {
        assert_eq!(unencoded(&to_queue(template)), count, "{template}: {:?}", to_queue(template));
    }
}

/// The response template of an action of DynamoDB.
fn from_table(action: &str, template: &str) -> Vec<String> {
    let found = findings(&json!({
        "responses": {"200": {"description": ""}},
        "x-amazon-apigateway-integration": {
            "type": "aws", "httpMethod": "POST", "uri": format!("arn:aws:apigateway:${{AWS::Region}}:dynamodb:action/{action}"),
            "responses": {
                "default": {"statusCode": "200", "responseTemplates": {"application/json": template}},
                "4\\d{2}": {"statusCode": "200"},
            },
        },
    }));
    found.into_iter().filter(|found| found.contains("not-in-response")).collect()
}

#[test]
fn what_a_service_never_answers() {
    let template =
        "#set($root = $input.path('$'))[#foreach($r in $root.regions)\"$r.S\"#if($foreach.hasNext),#end#end]";
    let found = from_table("UpdateItem", template);
    assert_eq!(
        found,
        [
            "warning[not-in-response]: `$r.S` is always empty: dynamodb answers `UpdateItem` with `{Attributes, ConsumedCapacity, ItemCollectionMetrics}`, and no `regions` when its lists have items (read the path in the response of UpdateItem, which may stand below one of these names)"
        ]
    );
    for (action, template) in [
        ("UpdateItem", "#set($root = $input.path('$'))[#foreach($r in $root.Attributes.regions)\"$r.S\"#end]"),
        ("Query", "{\"n\": $input.json('$.Count'), \"first\": \"$input.path('$.Items[0].id.S')\"}"),
        ("GetItem", "{\"error\": \"$input.path('$.__type')\", \"message\": \"$input.path('$.message')\"}"),
        ("Unheard", "\"$input.path('$.anything')\""),
    ] {
        assert_eq!(from_table(action, template), [""; 0], "{action} {template}");
    }
    assert_eq!(from_table("GetItem", "\"$input.path('$.Items[0].id.S')\"").len(), 1);
}

/// `null` among variants is how API Gateway's export writes the type, and every API has `Empty` and `Error`.
#[test]
fn what_exports_write() {
    let operation = |schema: serde_json::Value| {
        json!({
            "responses": {"200": {"description": "", "schema": schema}},
            "x-amazon-apigateway-integration": {
                "type": "mock", "requestTemplates": {"application/json": "{\"statusCode\": 200}"},
                "responses": {"default": {"statusCode": "200", "responseTemplates": {"application/json": "{\"name\": \"x\"}"}}},
            },
        })
    };
    check_operation(&operation(json!({"oneOf": [null, {"$ref": "#/definitions/Pet"}]})), &[]);
    check_operation(
        &operation(json!({"$ref": "#/definitions/Error"})),
        &[
            "warning[response-does-not-fit-model]: `GET /pets` answers `{name}` but its model has `{message}` (typed clients will receive an empty object)",
        ],
    );
}
