//! Templates of SAM: served, checked, generated from, with functions run from their code.

use crate::Folder;

const TEMPLATE: &str = "
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.13, Environment: {Variables: {GREETING: hello}}}}
Resources:
  Greet:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: app.handler
      Events: {Get: {Type: Api, Properties: {Path: '/greet/{name}', Method: get}}}
  Other:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v1
      DefinitionBody:
        openapi: 3.0.1
        info: {title: Other, version: '1'}
        paths:
          /send:
            post:
              responses: {'200': {description: sent}, '400': {description: rejected}}
              x-amazon-apigateway-integration:
                type: aws
                httpMethod: POST
                uri: !Sub 'arn:aws:apigateway:${AWS::Region}:sqs:path/${AWS::AccountId}/${Queue.QueueName}'
                requestParameters: {integration.request.header.Content-Type: \"'application/x-www-form-urlencoded'\"}
                requestTemplates: {application/json: 'Action=SendMessage&MessageBody=$util.urlEncode($input.body)'}
                responses:
                  default: {statusCode: '200'}
                  4\\d{2}: {statusCode: '400', responseParameters: {method.response.header.X-Why: integration.response.header.X-Why}}
  Queue: {Type: 'AWS::SQS::Queue'}
";

const PYTHON: &str = "import os\n\ndef handler(event, context):\n    print('told')\n    name = event['pathParameters']['name']\n    if name == 'nobody':\n        raise ValueError('no name')\n    return {'statusCode': 200, 'body': os.environ['GREETING'] + ' ' + name}\n";

fn folder() -> Folder {
    Folder::new().with("template.yaml", TEMPLATE).with("src/app.py", PYTHON)
}

#[cfg(unix)]
#[test]
fn functions_run_from_their_code() {
    let run = |path: &str| {
        let arguments =
            ["test-invoke", "template.yaml", "--api", "ServerlessRestApi", path, "--runner", "python3", "--json"];
        folder().run(&arguments)
    };
    let greeted = run("GET /greet/you").ends_with(0).json();
    assert_eq!((greeted["status"].as_u64(), greeted["body"].as_str()), (Some(200), Some("hello you")));
    let failed = run("GET /greet/nobody").ends_with(1).json();
    assert!(failed["failure"]["message"].as_str().unwrap().contains("no name"), "{failed}");
}

const NODE: &str = "export const waits = async (event) => {
  if (event.pathParameters.name === 'nobody') throw new TypeError('no name');
  console.log('this is no part of the response');
  return { statusCode: 200, body: process.env.GREETING + ' ' + event.pathParameters.name };
};
export const calls = (event, context, callback) =>
  callback(null, { statusCode: 200, body: context.functionName + ' ' + event.pathParameters.name });
";

fn with_handler(runtime: &str, handler: &str) -> String {
    TEMPLATE.replace("python3.13", runtime).replace("app.handler", handler)
}

#[cfg(unix)]
#[test]
fn functions_run_in_node() {
    let run = |handler: &str, path: &str| {
        let folder =
            Folder::new().with("template.yaml", &with_handler("nodejs22.x", handler)).with("src/app.mjs", NODE);
        let arguments =
            ["test-invoke", "template.yaml", "--api", "ServerlessRestApi", path, "--runner", "node", "--json"];
        folder.run(&arguments).out
    };
    let run = |handler: &str, path: &str| serde_json::from_str::<serde_json::Value>(&run(handler, path)).unwrap();
    let greeted = run("app.waits", "GET /greet/you");
    assert_eq!((greeted["status"].as_u64(), greeted["body"].as_str()), (Some(200), Some("hello you")));
    assert_eq!(run("app.calls", "GET /greet/you")["body"], "Greet you");
    let failed = run("app.waits", "GET /greet/nobody");
    assert!(failed["failure"]["message"].as_str().unwrap().contains("no name"), "{failed}");
}

#[test]
fn functions_run_in_cargo_lambda() {
    let address = crate::serve::invoke_api("Greet", |event| {
        let event: serde_json::Value = serde_json::from_str(event).unwrap();
        format!("{{\"statusCode\": 200, \"body\": {}}}", event["pathParameters"]["name"])
    });
    let port = address.rsplit(':').next().unwrap();
    let folder = Folder::new().with("template.yaml", &with_handler("provided.al2023", "bootstrap"));
    let arguments = ["GET /greet/you", "--runner", "cargo-lambda", "--api", "ServerlessRestApi", "--json"];
    let mut command = folder.command(&[&["test-invoke", "template.yaml"], arguments.as_slice()].concat());
    let output = command.env("CARGO_LAMBDA_INVOKE_PORT", port).output().unwrap();
    let trace: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((trace["status"].as_u64(), trace["body"].as_str()), (Some(200), Some("you")));
}

#[cfg(unix)]
#[test]
fn programs_stand_in_for_services() {
    let answers = "#!/bin/sh\ncat\n";
    let rejects = "#!/bin/sh\necho '{\"statusCode\": 403, \"headers\": {\"x-why\": \"full\"}, \"body\": \"no\"}'\n";
    let folder = folder().with_program("answers", answers).with_program("rejects", rejects);
    let run = |program: &str| {
        let service = format!("sqs=./{program}");
        let request = ["test-invoke", "template.yaml", "POST /send", "--body", "a b", "--json", "--service", &service];
        folder.run(&request).ends_with(0).json()
    };
    let told: serde_json::Value = serde_json::from_str(run("answers")["body"].as_str().unwrap()).unwrap();
    assert_eq!((&told["service"], &told["path"]), (&"sqs".into(), &"/123456789012/Queue".into()));
    assert_eq!((&told["method"], &told["body"]), (&"POST".into(), &"Action=SendMessage&MessageBody=a+b".into()));
    let rejected = run("rejects");
    assert_eq!((rejected["status"].as_u64(), rejected["body"].as_str()), (Some(400), Some("no")));
    assert!(rejected["headers"].to_string().contains("[\"X-Why\",\"full\"]"), "{rejected}");
}

#[test]
fn services_that_nothing_answers_for_and_misuse() {
    let folder = folder();
    let run = folder.run(&["test-invoke", "template.yaml", "POST /send"]).ends_with(1);
    assert!(run.out.contains("nothing is registered for the service"), "{}", run.out);
    let services = ["test-invoke", "template.yaml", "POST /send", "--services", "127.0.0.1:4566"];
    let run = folder.run(&services).ends_with(2);
    assert!(run.err.contains("`127.0.0.1:4566` is no http or https URL"), "{}", run.err);
    let run = folder.run(&["test-invoke", "template.yaml", "GET /", "--api", "Nobody"]).ends_with(1);
    assert!(run.err.contains("the template has no API `Nobody`"), "{}", run.err);
}

#[test]
fn templates_are_checked_and_generated_from() {
    let run = folder().run(&["check", "template.yaml"]).ends_with(0);
    assert!(!run.out.contains("unresolved-intrinsic"), "{}", run.out);
    let folder = folder();
    folder.run(&["generate", "template.yaml", "--out", "sdk"]).ends_with(0);
    assert!(folder.read("sdk/src/client.rs").contains("send") || folder.path("sdk/src/client").exists());
}

const TERRAFORM: &str = r#"
openapi: 3.0.1
info: {title: ${jsonencode(title)}, version: '1'}
paths:
%{ for name, table in tables ~}
  /${name}:
    get:
      operationId: get_${name}
      responses: {'200': {description: found}}
%{ if open ~}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {application/json: '{"statusCode": 200}'}
        responses: {default: {statusCode: '200', responseTemplates: {application/json: '${table} $context.stage $${stageVariables.x}'}}}
%{ endif ~}
%{ endfor ~}
"#;

const GIVEN: [&str; 6] = [
    "--variable",
    "title=Pets & more",
    "--variable",
    "tables={pets = \"p-1\", owners = \"o-1\"}",
    "--variable",
    "open=true",
];

#[test]
fn templates_of_terraform_are_rendered() {
    let folder = Folder::new().with("api.yaml.tftpl", TERRAFORM);
    let run = |arguments: &[&str]| folder.run(&[arguments, &GIVEN].concat());
    let told =
        run(&["test-invoke", "api.yaml.tftpl", "GET /owners", "--stage-variable", "x=7", "--json"]).ends_with(0).json();
    assert_eq!(told["body"], "o-1 test-invoke-stage 7");
    run(&["check", "api.yaml.tftpl"]).ends_with(0);
    run(&["generate", "api.yaml.tftpl", "--out", "sdk"]).ends_with(0);
    assert!(folder.read("sdk/src/client.rs").contains("get_owners"), "{}", folder.read("sdk/src/client.rs"));
    let closed = folder.run(&["check", "api.yaml.tftpl", "--variable", "tables={}", "--message-format", "short"]);
    let expected = [
        "api.yaml.tftpl:3:28: error[unrendered-template]: the variable `title` of the template has no value",
        "api.yaml.tftpl:10:7: error[unrendered-template]: the variable `open` of the template has no value",
    ];
    let all = format!("{}{}", closed.out, closed.err);
    assert!(expected.iter().all(|line| all.contains(line)), "{all}");
    closed.ends_with(1);
}
