//! Templates of CloudFormation: SAM's, plain ones, and those that the CDK synthesises.
//!
//! A template holds an API in one of three forms: as a document in a property, in a file beside it, or in pieces –
//! SAM's events, methods as resources of their own. Each becomes the document that API Gateway would have, so
//! that everything else reads one form. What a deployment would put in place of `Ref` and `Fn::GetAtt` is worked out
//! as far as the template says it, in [`Template`].

mod auth;
mod build;
mod cors;
mod events;
mod methods;
mod resources;
mod routes;
mod values;

use indexmap::IndexMap;

use crate::map::Map;
use crate::pointer::Pointer;
use crate::tree::Value;

use build::text_of;
use resources::Resources;

/// What a template says beside its API.
///
/// ```
/// use gatewright_document::Document;
///
/// let text = "Resources:\n  Hello:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: app.handler\n      Runtime: python3.13\n      Events:\n        Get: {Type: Api, Properties: {Path: /hello, Method: get}}\n";
/// let document = Document::from_text("template.yaml", text).unwrap();
/// assert!(document.root().get("paths").unwrap().get("/hello").is_some());
/// let template = document.template().unwrap();
/// assert_eq!(template.functions[0].name, "Hello");
/// assert_eq!(template.values["Hello"], "Hello");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Template {
    /// The name of the API that was read.
    pub api: String,
    /// The names of all APIs of the template.
    pub apis: Vec<String>,
    /// The stage that the template deploys to.
    pub stage: Option<String>,
    /// What `${NAME}` and `${NAME.Attribute}` stand for, with `${AWS::Region}` and the like in it. The entries of
    /// `Mappings` are `MAP.GROUP.KEY`.
    pub values: IndexMap<String, String>,
    /// The functions that have code of their own.
    pub functions: Vec<TemplateFunction>,
}

/// A function of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFunction {
    /// The name of its resource.
    pub name: String,
    /// `CodeUri`: a folder or file beside the template.
    pub code: Option<String>,
    /// `Handler`.
    pub handler: Option<String>,
    /// `Runtime`.
    pub runtime: Option<String>,
    /// Variables of its environment, as far as their values are plain.
    pub environment: IndexMap<String, String>,
}

/// What became of a template.
pub(crate) enum Found {
    /// The API as a document, with the place of its body if it stands in the template.
    Document(Box<Value>, Option<Pointer>, Template),
    /// The API is in a file beside the template.
    File(String, Template),
    /// A WebSocket API.
    WebSocket(Pointer),
    /// There is none, or it is not on this machine.
    Nothing,
}

/// The API of a template: the one of that name, or the first.
pub(crate) fn api_of(root: &Value, wanted: Option<&str>) -> Found {
    let Some(resources) = Resources::of(root) else {
        return Found::Nothing;
    };
    let apis = resources.apis();
    let chosen = match wanted {
        Some(wanted) => apis.iter().find(|api| api.as_str() == wanted),
        None => apis.first(),
    };
    let Some(chosen) = chosen.cloned() else {
        return match resources.web_socket() {
            Some(name) => Found::WebSocket(Pointer::root().child("Resources").child(name)),
            None => Found::Nothing,
        };
    };
    let mut template = Template {
        stage: resources.stage_of(&chosen),
        values: values::of(root, &resources),
        functions: resources.functions(),
        apis,
        api: chosen,
    };
    template.stage = template.stage.take().or_else(|| resources.default_stage(&template.api));
    document(&resources, template)
}

fn document(resources: &Resources<'_>, template: Template) -> Found {
    let api = template.api.clone();
    let properties = resources.properties(&api);
    let at = Pointer::root().child("Resources").child(&api).child("Properties");
    for key in ["DefinitionBody", "Body"] {
        let Some(body) = properties.get(key) else {
            continue;
        };
        match build::included(body) {
            Some(file) if build::is_remote(&file) => return Found::Nothing,
            Some(file) => return Found::File(file, template),
            None => {}
        }
        let mut body = body.clone();
        auth::add(resources, &api, &mut body);
        cors::add(resources, &api, &mut body);
        return Found::Document(Box::new(body), Some(at.child(key)), template);
    }
    match properties.get("DefinitionUri").map(text_of) {
        Some(Some(file)) if !build::is_remote(&file) => return Found::File(file, template),
        Some(_) => return Found::Nothing,
        None if properties.contains_key("BodyS3Location") => return Found::Nothing,
        None => {}
    }
    let kind = resources.kind(&api);
    let mut body = match kind {
        "AWS::ApiGateway::RestApi" => methods::document(resources, &api),
        "AWS::ApiGatewayV2::Api" => routes::document(resources, &api),
        _ => events::document(resources, &api),
    };
    auth::add(resources, &api, &mut body);
    cors::add(resources, &api, &mut body);
    Found::Document(Box::new(body), None, template)
}

/// The properties of a resource below what `Globals` says for its kind.
fn with_globals(globals: Option<&Value>, own: &Map) -> Map {
    let Some(Value::Object(global)) = globals else {
        return own.clone();
    };
    let mut merged = global.clone();
    for (key, value) in own {
        let value = match (merged.get(key), value) {
            (Some(Value::Object(_)), Value::Object(entries)) => Value::Object(with_globals(merged.get(key), entries)),
            (Some(Value::Array(first)), Value::Array(more)) => {
                Value::Array(first.iter().chain(more).cloned().collect())
            }
            _ => value.clone(),
        };
        merged.insert(key.clone(), value);
    }
    merged
}
