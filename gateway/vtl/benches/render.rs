//! How long templates take to parse and to render.
//!
//! `cargo bench -p gatewright-vtl`. The templates of LambdaGate are read from `swagger/lambdagate.json`;
//! the larger ones are the shapes that people write: a passthrough of everything, a list mapped field by
//! field, a form-encoded body. With `GATEWRIGHT_VECTORS`, the ten largest templates of that folder's
//! `vtl-vectors.json` are added.

// A benchmark without its document cannot go on.
#![allow(clippy::expect_used, clippy::unwrap_used)]

use divan::Bencher;
use gatewright_vtl::{Collections, Dialect, Input, Limits, Parameters, Scope, Template, Value};
use serde_json::{Value as Json, json};

fn main() {
    divan::main();
}

/// One template with what it is rendered for.
struct Case {
    name: String,
    template: String,
    body: String,
    parameters: Parameters,
    context: Json,
    /// Variables from outside, for a template that asks for no `$input`.
    variables: Option<Json>,
    dialect: Dialect,
}

impl std::fmt::Display for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

fn parameters() -> Parameters {
    let pairs =
        |names: &[(&str, &str)]| names.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let operands = [("operand1", "1"), ("operand2", "2"), ("operator", "+")];
    Parameters {
        path: pairs(&operands),
        querystring: pairs(&operands),
        header: pairs(&[("Accept", "application/json"), ("Host", "localhost"), ("User-Agent", "bench")]),
    }
}

fn context() -> Json {
    json!({
        "apiId": "a1b2c3", "httpMethod": "GET", "path": "/test/calc", "protocol": "HTTP/1.1", "stage": "test",
        "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef", "resourceId": "xyz", "resourcePath": "/calc",
        "identity": {"sourceIp": "127.0.0.1", "userAgent": "bench", "caller": "", "user": "", "userArn": ""},
    })
}

fn case(name: &str, template: &str, body: String) -> Case {
    Case {
        name: name.to_owned(),
        template: template.to_owned(),
        body,
        parameters: parameters(),
        context: context(),
        variables: None,
        dialect: Dialect::API_GATEWAY,
    }
}

/// The templates of the tutorial's API.
fn lambdagate() -> Vec<Case> {
    let document = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../swagger/lambdagate.json"));
    let document: Json = serde_json::from_str(&document.expect("the document of LambdaGate")).unwrap();
    let mut cases = Vec::new();
    for (path, item) in document.get("paths").and_then(Json::as_object).into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let Some(integration) = operation.get("x-amazon-apigateway-integration") else {
                continue;
            };
            let name = |kind: &str| format!("{} {path} {kind}", method.to_uppercase());
            let text = |templates: Option<&Json>| {
                templates.and_then(|templates| templates.get("application/json")?.as_str().map(str::to_owned))
            };
            if let Some(template) = text(integration.get("requestTemplates")) {
                cases.push(case(&name("request"), &template, "{}".to_owned()));
            }
            for response in
                integration.get("responses").and_then(Json::as_object).into_iter().flat_map(|all| all.values())
            {
                if let Some(template) = text(response.get("responseTemplates")) {
                    cases.push(case(&name("response"), &template, r#"{"a":1,"b":2,"op":"+","c":3}"#.to_owned()));
                }
            }
        }
    }
    cases
}

/// Everything about the request, as the API Gateway console suggests it.
const PASSTHROUGH: &str = r##"#set($allParams = $input.params())
{
"body-json" : $input.json('$'),
"params" : {
#foreach($type in $allParams.keySet())
    #set($params = $allParams.get($type))
"$type" : {
    #foreach($paramName in $params.keySet())
    "$paramName" : "$util.escapeJavaScript($params.get($paramName))"
        #if($foreach.hasNext),#end
    #end
}
    #if($foreach.hasNext),#end
#end
},
"context" : {
    "api-id" : "$context.apiId",
    "http-method" : "$context.httpMethod",
    "stage" : "$context.stage",
    "source-ip" : "$context.identity.sourceIp",
    "user-agent" : "$context.identity.userAgent",
    "request-id" : "$context.requestId",
    "resource-path" : "$context.resourcePath"
    }
}
"##;

/// A list, field by field.
const PHOTOS: &str = r##"#set($inputRoot = $input.path('$'))
{
  "photos": [
#foreach($elem in $inputRoot.photos.photo)
    {
      "id": "$elem.id",
      "owner": "$elem.owner",
      "title": "$elem.title",
      "public": #if($elem.ispublic == 1)true#{else}false#end,
      "farm": $elem.farm
    }#if($foreach.hasNext),#end
#end
  ],
  "total": $inputRoot.photos.photo.size()
}
"##;

/// What a form sends, as JSON.
const FORM: &str = r##"{
#foreach( $token in $input.path('$').split('&') )
    #set( $keyVal = $token.split('=') )
    #if( $keyVal.size() >= 1 )
        #set( $key = $util.urlDecode($keyVal[0]) )
        #if( $keyVal.size() >= 2 )
            #set( $val = $util.urlDecode($keyVal[1]) )
        #else
            #set( $val = '' )
        #end
        "$key": "$util.escapeJavaScript($val)"#if($foreach.hasNext),#end
    #end
#end
}
"##;

/// The ten largest templates of `$GATEWRIGHT_VECTORS/vtl-vectors.json`.
fn largest() -> Vec<Case> {
    let Some(directory) = std::env::var_os("GATEWRIGHT_VECTORS") else {
        return Vec::new();
    };
    let text = std::fs::read_to_string(std::path::Path::new(&directory).join("vtl-vectors.json")).unwrap();
    let mut document: Json = serde_json::from_str(&text).unwrap();
    let Some(Json::Array(mut vectors)) = document.get_mut("vectors").map(Json::take) else {
        return Vec::new();
    };
    let template = |vector: &Json| vector.get("template").and_then(Json::as_str).unwrap_or_default().to_owned();
    vectors.sort_by_key(|vector| std::cmp::Reverse(template(vector).len()));
    vectors.truncate(10);
    vectors.iter().map(|vector| of_vector(vector, &template(vector))).collect()
}

fn of_vector(vector: &Json, template: &str) -> Case {
    let text = |value: Option<&Json>| value.and_then(Json::as_str).unwrap_or_default().to_owned();
    let input = vector.get("input");
    let of = |name: &str| {
        let entries = input.and_then(|input| input.get(name)).and_then(Json::as_object).into_iter().flatten();
        entries.map(|(name, value)| (name.clone(), text(Some(value)))).collect()
    };
    let plain = case(&text(vector.get("id")), template, text(input.and_then(|input| input.get("body"))));
    let is_engine = text(vector.get("oracle")).starts_with("velocity");
    Case {
        parameters: Parameters { path: of("path"), querystring: of("querystring"), header: of("header") },
        variables: input.is_none().then(|| vector.get("variables").cloned().unwrap_or_default()),
        dialect: if is_engine { Dialect::VELOCITY } else { Dialect::API_GATEWAY },
        ..plain
    }
}

fn cases() -> Vec<Case> {
    let photo =
        |id: usize| json!({"id": id, "owner": "23@A12", "title": "Sample photo", "ispublic": id % 2, "farm": 1});
    let photos = json!({"photos": {"page": 1, "photo": (0..100).map(photo).collect::<Vec<_>>()}});
    let form = (0..20).map(|index| format!("field{index}=value+{index}%21")).collect::<Vec<_>>().join("&");
    let mut cases = lambdagate();
    cases.push(case("passthrough of everything", PASSTHROUGH, r#"{"a":1,"b":[1,2,3]}"#.to_owned()));
    cases.push(case("list of 100 photos", PHOTOS, photos.to_string()));
    cases.push(case("form with 20 fields", FORM, form));
    cases.extend(largest());
    cases
}

#[divan::bench(args = cases())]
fn parse(bencher: Bencher<'_, '_>, case: &Case) {
    bencher.bench(|| Template::parse_as(&case.template, case.dialect));
}

/// A rendering with all that one request needs: parameters, context and payload from their sources.
#[divan::bench(args = cases())]
fn render(bencher: Bencher<'_, '_>, case: &Case) {
    let template = Template::parse_as(&case.template, case.dialect).unwrap();
    let limits = Limits::default();
    if let Some(variables) = &case.variables {
        bencher.bench(|| {
            let mut scope = Scope::new();
            for (name, value) in variables.as_object().into_iter().flatten() {
                scope.set(name.as_str(), Value::from_json(value, Collections::JavaUtil));
            }
            template.render(&mut scope, &limits)
        });
        return;
    }
    bencher
        .with_inputs(|| (Input::new(case.body.as_str(), case.parameters.clone()), case.context.clone()))
        .bench_values(|(input, context)| {
            let mut scope = Scope::for_input(input);
            scope.set_context(context);
            template.render(&mut scope, &limits)
        });
}
