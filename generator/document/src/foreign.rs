//! Recognises files that are something else than an OpenAPI document, to say so by name.

use crate::code::Code;
use crate::diagnostic::Origin;
use crate::nearest::nearest;
use crate::pointer::Pointer;
use crate::report::Report;
use crate::tree::{Map, Value};
use crate::version::looks_like_document;

/// Says what an object without `swagger` and `openapi` is.
pub(crate) fn report(entries: &Map, origin: &Origin, report: &mut Report) {
    let has = |key: &str| entries.contains_key(key);
    let text = |key: &str| entries.get(key).and_then(Value::as_str);
    if let Some(version) = entries.get("swaggerVersion") {
        let version = version
            .as_str()
            .map_or_else(|| "1.x".to_owned(), str::to_owned);
        report
            .error(Code::UNSUPPORTED_VERSION, &origin.child("swaggerVersion"))
            .message(format!("Swagger {version} is not read"))
            .help("convert the document to Swagger 2.0 or OpenAPI 3.0 first");
        return;
    }
    if is_cloud_formation(entries) {
        cloud_formation(entries, origin, report);
        return;
    }
    let (what, key) = if has("asyncapi") {
        ("an AsyncAPI document".to_owned(), Some("asyncapi"))
    } else if has("arazzo") {
        ("an Arazzo description".to_owned(), Some("arazzo"))
    } else if has("overlay") && has("actions") {
        ("an OpenAPI overlay".to_owned(), Some("overlay"))
    } else if has("apiVersion") && has("kind") {
        (
            format!(
                "a Kubernetes manifest ({})",
                text("kind").unwrap_or("of some kind")
            ),
            Some("apiVersion"),
        )
    } else if has("item")
        && entries
            .get("info")
            .is_some_and(|info| info.get("_postman_id").is_some() || info.get("schema").is_some())
    {
        ("a Postman collection".to_owned(), Some("info"))
    } else if has("serverless") || (has("service") && has("provider") && has("functions")) {
        (
            "a Serverless Framework configuration".to_owned(),
            Some("service"),
        )
    } else if has("$schema") || (has("type") && has("properties")) || has("$defs") {
        (
            "a JSON Schema".to_owned(),
            if has("$schema") {
                Some("$schema")
            } else {
                None
            },
        )
    } else if has("name")
        && has("version")
        && (has("dependencies") || has("devDependencies") || has("scripts") || has("main"))
    {
        (
            "a package manifest (package.json)".to_owned(),
            Some("dependencies"),
        )
    } else if has("log")
        && entries
            .get("log")
            .is_some_and(|log| log.get("entries").is_some())
    {
        ("an HTTP archive (HAR)".to_owned(), Some("log"))
    } else if has("__schema")
        || entries
            .get("data")
            .is_some_and(|data| data.get("__schema").is_some())
    {
        ("a GraphQL introspection result".to_owned(), None)
    } else {
        unknown(entries, origin, report);
        return;
    };
    let place = key
        .filter(|key| has(key))
        .map_or_else(|| origin.clone(), |key| origin.key(key));
    report
        .error(Code::NOT_OPENAPI, &place)
        .message(format!("this is {what}, not an OpenAPI document"))
        .help("the root of a document has a field `openapi` or `swagger`");
}

fn unknown(entries: &Map, origin: &Origin, report: &mut Report) {
    let keys = || entries.keys().map(String::as_str);
    let near = ["openapi", "swagger"]
        .iter()
        .find_map(|wanted| nearest(wanted, keys()).map(|near| (near, *wanted)));
    let inner = entries.iter().find(|(_, value)| looks_like_document(value));
    let place = match (&near, inner) {
        (Some((key, _)), _) => origin.key(key),
        (None, Some((key, _))) => origin.key(key),
        (None, None) => origin.clone(),
    };
    let message = "this is not an OpenAPI document: it has no field `openapi` or `swagger`";
    let builder = report.error(Code::NOT_OPENAPI, &place).message(message);
    if let Some((key, wanted)) = near {
        builder.help(format!("write `{wanted}` instead of `{key}`"));
    } else if let Some((key, _)) = inner {
        builder.help(format!(
            "a document stands under `{key}`: save that part as a file of its own"
        ));
    } else if entries.contains_key("paths") {
        builder.help(
            "it has `paths`: add `openapi: \"3.0.3\"` or `swagger: \"2.0\"`, whichever it follows",
        );
    } else {
        builder.help("add `openapi: \"3.0.3\"` if this is one");
    }
}

fn is_cloud_formation(entries: &Map) -> bool {
    let resources = entries.get("Resources").and_then(Value::as_object);
    entries.contains_key("AWSTemplateFormatVersion")
        || resources.is_some_and(|resources| {
            resources.values().any(|resource| {
                resource
                    .get("Type")
                    .and_then(Value::as_str)
                    .is_some_and(|kind| kind.contains("::"))
            })
        })
}

/// Templates hold a document in `DefinitionBody` or `Body`, or point to one.
fn cloud_formation(entries: &Map, origin: &Origin, report: &mut Report) {
    let sam = entries
        .get("Transform")
        .and_then(Value::as_str)
        .is_some_and(|name| name.starts_with("AWS::Serverless"));
    let what = if sam {
        "an AWS SAM template"
    } else {
        "a CloudFormation template"
    };
    let mut help = "point to the document that the template deploys".to_owned();
    let mut place = origin.key(if entries.contains_key("AWSTemplateFormatVersion") {
        "AWSTemplateFormatVersion"
    } else {
        "Resources"
    });
    let resources = entries.get("Resources").and_then(Value::as_object);
    for (name, resource) in resources.into_iter().flatten() {
        let properties = Pointer::root()
            .child("Resources")
            .child(name)
            .child("Properties");
        for key in ["DefinitionBody", "Body", "DefinitionUri", "BodyS3Location"] {
            let Some(value) = resource
                .get("Properties")
                .and_then(|properties| properties.get(key))
            else {
                continue;
            };
            place = Origin::new(origin.source, properties.child(key)).own_key();
            let transform = value
                .get("Fn::Transform")
                .and_then(|transform| transform.get("Parameters"));
            let location = transform
                .and_then(|parameters| parameters.get("Location"))
                .and_then(Value::as_str);
            help = if looks_like_document(value) {
                format!(
                    "the document is the value of `#{}`: save it as a file of its own",
                    properties.child(key)
                )
            } else if let Some(file) = value.as_str().or(location) {
                format!("the template takes its document from `{file}`: give that file")
            } else {
                format!("`#{}` says where the document is", properties.child(key))
            };
        }
    }
    report
        .error(Code::NOT_OPENAPI, &place)
        .message(format!("this is {what}, not an OpenAPI document"))
        .help(help);
}
