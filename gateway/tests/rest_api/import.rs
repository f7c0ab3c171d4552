//! What an import makes of a document: the three modes of its base path, variables, and what is left to CloudFormation.

use gatewright_document::Document;
use gatewright_gateway::config::{BasePathMode, Options, Variables};
use gatewright_gateway::{Gateway, Request};
use serde_json::{Value, json};

use super::{is, mock, post};

fn read(document: &Value, options: &Options) -> Gateway {
    let document = Document::from_text("api.json", &document.to_string()).unwrap();
    Gateway::from_document_with(&document, options).unwrap()
}

#[tokio::test]
async fn urls_of_the_document_work_in_every_mode_of_the_base_path() {
    let template = "$context.stage $context.resourcePath $context.path";
    let operation = json!({
        "responses": {"200": {"description": "ok"}},
        "x-amazon-apigateway-integration": mock("{\"statusCode\": 200}", json!({
            "statusCode": "200", "responseTemplates": {"application/json": template},
        })),
    });
    let document = json!({
        "swagger": "2.0", "info": {"title": "A", "version": "1"}, "basePath": "/shop/v1",
        "paths": {"/pets": {"get": operation}},
    });
    let table = [
        (BasePathMode::Ignore, "shop /pets /shop/v1/pets"),
        (BasePathMode::Prepend, "local /shop/v1/pets /shop/v1/pets"),
        (BasePathMode::Split, "shop /v1/pets /shop/v1/pets"),
    ];
    for (base_path, expected) in table {
        let gateway = read(&document, &Options { base_path, ..Options::default() });
        is(&gateway.call(Request::new("GET", "/shop/v1/pets")).await, 200, expected);
        assert_eq!(gateway.call(Request::new("GET", "/pets")).await.status, 403, "{base_path:?}");
        // A mount replaces what stands before the resources, and nothing of the resources.
        let resource = expected.split(' ').nth(1).unwrap();
        let moved = gateway.mount("/elsewhere").call(Request::new("GET", &format!("/elsewhere{resource}"))).await;
        assert_eq!(moved.status, 200, "{base_path:?}");
    }
}

/// An API whose function is named by whatever `uri` is.
fn with_uri(uri: &Value) -> Value {
    let integration = json!({
        "type": "aws", "httpMethod": "POST", "uri": uri,
        "requestTemplates": {"application/json": "{\"region\": \"${AWS::Region}\", \"ours\": \"${name}\"}"},
        "responses": {"default": {"statusCode": "200"}},
    });
    let operation =
        json!({"responses": {"200": {"description": "ok"}}, "x-amazon-apigateway-integration": integration});
    json!({"swagger": "2.0", "info": {"title": "A", "version": "1"}, "paths": {"/a": {"post": operation}}})
}

#[tokio::test]
async fn variables_of_aws_are_those_of_the_deployment() {
    let uri = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:F/invocations";
    let variables = Variables::default().set("AWS::Region", "eu-west-1").set("AWS::AccountId", "210987654321");
    let gateway = read(&with_uri(&json!(uri)), &Options { variables, ..Options::default() });
    assert!(gateway.report().is_empty(), "{:?}", gateway.report().one_line());
    let gateway = gateway.function("F", |event: Value, invocation: gatewright_gateway::Invocation| async move {
        Ok::<_, String>(json!([event["region"], event["ours"], invocation.function_arn]))
    });
    // A template's own `${name}` is a reference of the template, which is not set, unless a value is given for it.
    let expected = "[\"eu-west-1\",\"\",\"arn:aws:lambda:eu-west-1:210987654321:function:F\"]";
    is(&gateway.call(post("{}")).await, 200, expected);
    let variables = Variables::default().set("name", "ours");
    let gateway = read(&with_uri(&json!(uri)), &Options { variables, ..Options::default() })
        .function("F", |event: &Value| Ok::<_, String>(event.clone()));
    is(&gateway.call(post("{}")).await, 200, "{\"region\":\"us-east-1\",\"ours\":\"ours\"}");
}

#[tokio::test]
async fn functions_of_a_template_that_is_not_rendered_are_called_by_its_names() {
    let sub = |text: &str| json!({"Fn::Sub": text});
    let head = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions";
    let table = [
        sub(&format!("{head}/${{Calc.Arn}}/invocations")),
        sub(&format!("{head}/arn:aws:lambda:${{AWS::Region}}:${{AWS::AccountId}}:function:Calc/invocations")),
        json!(format!("{head}/${{Calc}}/invocations")),
        json!("${Calc}"),
        // `$${` is Terraform's way to write `${`; the rest of the ARN does not matter.
        json!(
            "arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/arn:aws:lambda:${region}:${account}:function:$${stageVariables.f}/invocations"
        ),
        json!({"Ref": "Calc"}),
    ];
    for uri in table {
        let gateway = read(&with_uri(&uri), &Options::default()).stage_variable("f", "Calc");
        assert!(gateway.report().is_empty(), "{uri} {:?}", gateway.report().one_line());
        assert_eq!(gateway.missing_functions(), ["Calc"], "{uri}");
        let gateway = gateway.function("Calc", |_: Value| async { Ok::<_, String>("called") });
        assert_eq!((gateway.missing_functions().len(), gateway.unused_functions().len()), (0, 0), "{uri}");
        is(&gateway.call(post("{}")).await, 200, "\"called\"");
    }
}

#[tokio::test]
async fn an_alias_that_sam_makes_is_its_function() {
    let uri = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${CalcAliaslive}/invocations";
    let gateway = read(&with_uri(&json!({"Fn::Sub": uri})), &Options::default());
    let calc = |name: &'static str| move |_: Value| async move { Ok::<_, String>(name) };
    let by_name = gateway.clone().function("Calc", calc("Calc"));
    assert_eq!((by_name.missing_functions().len(), by_name.unused_functions().len()), (0, 0));
    is(&by_name.call(post("{}")).await, 200, "\"Calc\"");
    // A function that is called so goes before.
    let exact = by_name.function("CalcAliaslive", calc("alias"));
    is(&exact.call(post("{}")).await, 200, "\"alias\"");
}

#[tokio::test]
async fn what_has_no_value_is_told_with_its_place_and_costs_only_its_method() {
    let gateway = read(&with_uri(&json!({"Fn::Cidr": ["a", "b", "c"]})), &Options::default());
    let told = gateway.report().one_line();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("api.json:1:") && told[0].contains("`Fn::Cidr` is not worked out here"), "{told:?}");
    is(&gateway.call(post("{}")).await, 500, "{\"message\":\"Internal server error\"}");
    assert_eq!(gateway.call(Request::new("GET", "/nowhere")).await.status, 403);
}

#[test]
fn what_is_registered_for_nothing_and_what_nothing_stands_for() {
    let uri = json!("arn:aws:apigateway:us-east-1:dynamodb:action/PutItem");
    let gateway =
        read(&with_uri(&uri), &Options::default()).function("F", |event: &Value| Ok::<_, String>(event.clone()));
    assert_eq!(
        (gateway.missing_functions().len(), gateway.missing_services()),
        (0, vec!["dynamodb:action/PutItem".to_owned()])
    );
    assert_eq!(gateway.unused_functions(), ["F"]);
    let gateway = gateway.function("dynamodb", |event: &Value| Ok::<_, String>(event.clone()));
    assert_eq!((gateway.missing_services().len(), gateway.unused_functions()), (0, vec!["F"]));
}
