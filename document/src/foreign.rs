//! Recognises files that are something else than an OpenAPI document, to say so by name.

use crate::code::Code;
use crate::diagnostic::Origin;
use crate::map::Map;
use crate::nearest::nearest;
use crate::pointer::Pointer;
use crate::report::Report;
use crate::tree::Value;
use crate::version::looks_like_document;

/// Says what an object without `swagger` and `openapi` is.
pub(crate) fn report(entries: &Map, origin: &Origin, report: &mut Report) {
    if let Some(version) = entries.get("swaggerVersion") {
        let version = version.as_str().unwrap_or("1.x");
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
    let Some(kind) = KINDS.iter().find(|kind| (kind.is)(entries)) else {
        unknown(entries, origin, report);
        return;
    };
    let place = if entries.contains_key(kind.key) { origin.key(kind.key) } else { origin.clone() };
    report
        .error(Code::NOT_OPENAPI, &place)
        .message(format!("this is {}, not an OpenAPI document", kind.name))
        .help("the root of a document has a field `openapi` or `swagger`");
}

/// A kind of file that is known by its keys.
struct Kind {
    name: &'static str,
    /// The key that gives it away.
    key: &'static str,
    is: fn(&Map) -> bool,
}

/// The first that fits is named.
const KINDS: [Kind; 11] = [
    Kind { name: "an AsyncAPI document", key: "asyncapi", is: |root| has(root, "asyncapi") },
    Kind { name: "an Arazzo description", key: "arazzo", is: |root| has(root, "arazzo") },
    Kind { name: "an OpenAPI overlay", key: "overlay", is: |root| has(root, "overlay") && has(root, "actions") },
    Kind { name: "a Kubernetes manifest", key: "apiVersion", is: |root| has(root, "apiVersion") && has(root, "kind") },
    Kind {
        name: "a Postman collection",
        key: "info",
        is: |root| has(root, "item") && (within(root, "info", "_postman_id") || within(root, "info", "schema")),
    },
    Kind {
        name: "a Serverless Framework configuration",
        key: "service",
        is: |root| has(root, "service") && has(root, "provider") && has(root, "functions"),
    },
    Kind { name: "an HTTP archive (HAR)", key: "log", is: |root| within(root, "log", "entries") },
    Kind { name: "a GraphQL introspection result", key: "__schema", is: |root| has(root, "__schema") },
    Kind { name: "a GraphQL introspection result", key: "data", is: |root| within(root, "data", "__schema") },
    Kind {
        name: "a JSON Schema",
        key: "$schema",
        is: |root| has(root, "$schema") || has(root, "$defs") || (has(root, "type") && has(root, "properties")),
    },
    Kind {
        name: "a package manifest (package.json)",
        key: "dependencies",
        is: |root| {
            has(root, "name") && ["dependencies", "devDependencies", "scripts", "main"].iter().any(|key| has(root, key))
        },
    },
];

fn has(entries: &Map, key: &str) -> bool {
    entries.contains_key(key)
}

fn within(entries: &Map, outer: &str, inner: &str) -> bool {
    entries.get(outer).is_some_and(|value| value.get(inner).is_some())
}

fn unknown(entries: &Map, origin: &Origin, report: &mut Report) {
    let keys = || entries.keys().map(String::as_str);
    let near = ["openapi", "swagger"].iter().find_map(|wanted| nearest(wanted, keys()).map(|near| (near, *wanted)));
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
        builder.help(format!("a document stands under `{key}`: save that part as a file of its own"));
    } else if entries.contains_key("paths") {
        builder.help("it has `paths`: add `openapi: \"3.0.3\"` or `swagger: \"2.0\"`, whichever it follows");
    } else {
        builder.help("add `openapi: \"3.0.3\"` if this is one");
    }
}

/// Whether this is a template of CloudFormation.
pub(crate) fn is_cloud_formation(entries: &Map) -> bool {
    let resources = entries.get("Resources").and_then(Value::as_object);
    entries.contains_key("AWSTemplateFormatVersion")
        || resources.is_some_and(|resources| {
            resources
                .values()
                .any(|resource| resource.get("Type").and_then(Value::as_str).is_some_and(|kind| kind.contains("::")))
        })
}

/// Templates that have an API are read; what is reported here is of one without, or whose document is not on this machine.
fn cloud_formation(entries: &Map, origin: &Origin, report: &mut Report) {
    let sam = entries.get("Transform").and_then(Value::as_str).is_some_and(|name| name.starts_with("AWS::Serverless"));
    let what = if sam { "an AWS SAM template" } else { "a CloudFormation template" };
    let mut help = "point to the document that the template deploys".to_owned();
    let mut place = origin.key(if entries.contains_key("AWSTemplateFormatVersion") {
        "AWSTemplateFormatVersion"
    } else {
        "Resources"
    });
    let resources = entries.get("Resources").and_then(Value::as_object);
    for (name, resource) in resources.into_iter().flatten() {
        let properties = Pointer::root().child("Resources").child(name).child("Properties");
        for key in ["DefinitionBody", "Body", "DefinitionUri", "BodyS3Location"] {
            let Some(value) = resource.get("Properties").and_then(|properties| properties.get(key)) else {
                continue;
            };
            place = Origin::new(origin.source, properties.child(key)).own_key();
            let transform = value.get("Fn::Transform").and_then(|transform| transform.get("Parameters"));
            let location = transform.and_then(|parameters| parameters.get("Location")).and_then(Value::as_str);
            help = match value.as_str().or(location) {
                Some(file) => format!("the template takes its document from `{file}`: give that file"),
                None => format!("`#{}` says where the document is", properties.child(key)),
            };
        }
    }
    report.error(Code::NOT_OPENAPI, &place).message(format!("this is {what}, not an OpenAPI document")).help(help);
}
