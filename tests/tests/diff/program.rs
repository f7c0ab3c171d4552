//! Programs that use every item of generated code, as a caller and as an implementer would.
//!
//! They are made from the code of one document, and compiled against that of another.

use std::fmt::Write as _;

use crate::direction::received;
use crate::generated::{Call, Client, Generated, Held, Input, Method, Model, Served, Typed};
use crate::traffic::Traffic;

/// What programs begin with. `api` is the code that they are compiled against.
fn head(api: &str) -> String {
    format!("#![allow(warnings)]\nuse gatewright_runtime as rt;\nuse crate::{api} as api;\n")
}

/// A program that calls.
pub(crate) fn caller(generated: &Generated, traffic: &Traffic, api: &str) -> String {
    let mut out = head(api);
    let received = received(generated);
    models(&mut out, &generated.models, |name| !received.contains(name));
    match &generated.client {
        Some(client) => calls(&mut out, client, traffic),
        None => out.push_str("pub fn drive(_: &mut crate::judge::Log) {}\n"),
    }
    out
}

/// A program that serves.
pub(crate) fn implementer(generated: &Generated, traffic: &Traffic, api: &str) -> String {
    let mut out = head(api);
    models(&mut out, &generated.models, |_| true);
    for served in &generated.served {
        serves(&mut out, served, traffic);
    }
    let served = generated.served.iter().any(|served| served.module == "server");
    let made = if served { "Some(server_used::made())" } else { "None" };
    let _ = writeln!(out, "pub fn service() -> Option<rt::server::Service> {{ {made} }}");
    out
}

/// Uses of the models. Callers do not make what they only receive.
fn models(out: &mut String, models: &[Model], makes: impl Fn(&str) -> bool) {
    out.push_str("mod models_used {\n    use super::api::models::*;\n    use super::api::models;\n    use super::rt;\n    use std::collections::BTreeMap;\n");
    for (index, model) in models.iter().enumerate() {
        match model {
            Model::Struct { name, fields, new, default } => {
                for (field, ty) in fields {
                    let _ = writeln!(
                        out,
                        "    fn read_{index}_{}(value: &{name}) {{ let _: &{ty} = &value.{field}; }}",
                        plain(field)
                    );
                    let _ = writeln!(
                        out,
                        "    fn set_{index}_{}(value: &mut {name}, to: {ty}) {{ value.{field} = to; }}",
                        plain(field)
                    );
                }
                if let Some(arguments) = new.as_ref().filter(|_| makes(name)) {
                    let (list, names) = signature(arguments);
                    let _ = writeln!(out, "    fn new_{index}({list}) -> {name} {{ {name}::new({names}) }}");
                } else if *default {
                    let _ = writeln!(out, "    fn default_{index}() -> {name} {{ {name}::default() }}");
                }
            }
            Model::Required { name, fields } if makes(name) => {
                let (list, names) = signature(fields);
                let list = list.replace("super :: ", "");
                let made = format!("{name}::new(required::{name} {{ {names} }})");
                let _ = writeln!(out, "    fn required_{index}({list}) -> {name} {{ {made} }}");
            }
            Model::Required { .. } => {}
            Model::Defaults { name, methods } => {
                for (method, ty) in methods {
                    let _ = writeln!(out, "    fn {method}_{index}(value: &{name}) -> {ty} {{ value.{method}() }}");
                }
            }
            Model::Enum { name, variants } => {
                let _ = writeln!(out, "    fn match_{index}(value: &{name}) {{ match value {{");
                for (variant, held) in variants {
                    let pattern = pattern(held);
                    let _ = writeln!(out, "        {name}::{variant}{pattern} => {{}}");
                }
                out.push_str("        _ => {}\n    } }\n");
                for (number, (variant, held)) in variants.iter().enumerate() {
                    let (list, names) = signature(&numbered(held));
                    let made = if held.is_empty() { String::new() } else { format!("({names})") };
                    let _ = writeln!(
                        out,
                        "    fn variant_{index}_{number}({list}) -> {name} {{ {name}::{variant}{made} }}"
                    );
                }
            }
            Model::Newtype { name, of } => {
                let _ = writeln!(out, "    fn newtype_{index}(value: {of}) -> {name} {{ {name}(value) }}");
                let _ = writeln!(out, "    fn inner_{index}(value: &{name}) -> &{of} {{ &value.0 }}");
            }
            Model::Alias { name, of } => {
                let _ = writeln!(out, "    fn alias_{index}(value: {name}) -> {of} {{ value }}");
            }
            Model::From { of, to } => {
                let _ = writeln!(out, "    fn from_{index}(value: {of}) -> {to} {{ {to}::from(value) }}");
            }
            Model::Validate { name } => {
                let _ = writeln!(
                    out,
                    "    fn validate_{index}(value: &{name}) {{ let _ = rt::Validate::validate(value); }}"
                );
            }
        }
    }
    out.push_str("}\n");
}

/// A name without `r#`.
fn plain(name: &str) -> &str {
    name.trim_start_matches("r#")
}

fn pattern(held: &[String]) -> &'static str {
    match held.len() {
        0 => "",
        1 => "(_)",
        2 => "(_, _)",
        _ => "(..)",
    }
}

fn numbered(types: &[String]) -> Vec<Typed> {
    types.iter().enumerate().map(|(index, ty)| (format!("value_{index}"), ty.clone())).collect()
}

fn signature(arguments: &[Typed]) -> (String, String) {
    let list: Vec<String> = arguments.iter().map(|(name, ty)| format!("{name}: {ty}")).collect();
    let names: Vec<&str> = arguments.iter().map(|(name, _)| name.as_str()).collect();
    (list.join(", "), names.join(", "))
}

fn calls(out: &mut String, client: &Client, traffic: &Traffic) {
    out.push_str("pub use calls_used::drive;\nmod calls_used {\n    use super::api::{client, models};\n    use super::api::client::*;\n    use super::rt;\n    use std::collections::BTreeMap;\n");
    for (name, variants) in &client.bodies {
        for (number, (variant, held)) in variants.iter().enumerate() {
            let (list, names) = signature(&numbered(held));
            let _ = writeln!(
                out,
                "    fn body_{}_{number}({list}) -> {name} {{ {name}::{variant}({names}) }}",
                name.to_lowercase()
            );
        }
    }
    for (index, call) in client.calls.iter().enumerate() {
        uses(out, call, index);
        drives(out, call, index);
    }
    out.push_str("    pub fn drive(log: &mut crate::judge::Log) {\n");
    if client.has_new {
        out.push_str("        let _ = client::Client::new();\n");
    }
    // With each set of credentials that a caller may have; those beyond the first are in all of them.
    let sets = 1_u32 << client.credentials.len().min(SEPARATE);
    let address = if client.has_new { "" } else { ".base_url(\"http://api.test\")" };
    let _ = writeln!(
        out,
        "        for lacks in 0..{sets}_u32 {{\n        let client = log.client(client::Client::builder(){address});"
    );
    for (number, (name, arguments)) in client.credentials.iter().enumerate() {
        let values: Vec<String> = arguments.iter().map(|(argument, _)| format!("{argument:?}")).collect();
        let given = format!("client.{name}({})", values.join(", "));
        let given = match number < SEPARATE {
            true => format!("if lacks >> {number} & 1 == 0 {{ {given} }} else {{ client }}"),
            false => given,
        };
        let _ = writeln!(out, "        let client = {given};");
    }
    for (index, call) in client.calls.iter().enumerate() {
        if drivable(call) {
            let sets = traffic.arguments(call);
            let canned = traffic.responses(call);
            let body = inputs(call).iter().position(|input| input.how.starts_with("body_json"));
            let _ = writeln!(
                out,
                "        log.operation({:?}, &{}, &{}, {body:?}, |set| op_{index}(&client, set).map(|sending| async move {{ crate::judge::outcome(sending.await) }}));",
                format!("{} {}", call.operation.0, call.operation.1),
                sets,
                canned
            );
        }
    }
    out.push_str("        }\n    }\n}\n");
}

/// The most credentials that programs try with and without.
const SEPARATE: usize = 3;

/// What a call takes, in the order of its arguments in a set: first what is required.
pub(crate) fn inputs(call: &Call) -> Vec<&Input> {
    call.argument.iter().chain(&call.required).chain(&call.optional).collect()
}

/// How many of them are required.
pub(crate) fn required(call: &Call) -> usize {
    usize::from(call.argument.is_some()) + call.required.len()
}

/// Whether all that the call takes can be made from JSON.
fn drivable(call: &Call) -> bool {
    let from_json = |input: &Input| {
        let ty = input.ty.as_str();
        let body = input.how.starts_with("body");
        let json = !body
            || ["body_json", "body_json_as", "body_text", "body_form", "body_form_as"].contains(&input.how.as_str());
        json && !ty.contains("Bytes") && !ty.contains("File") && !ty.contains("http ::")
    };
    inputs(call).into_iter().all(from_json)
}

/// The types of a call: the call itself, what it gives and how it fails.
fn uses(out: &mut String, call: &Call, index: usize) {
    let Call { request, method, .. } = call;
    let given = match call.required.len() {
        0 => String::new(),
        many => format!("<{}>", vec!["rt::Given"; many].join(", ")),
    };
    let headers = call.headers.clone().unwrap_or_else(|| "()".to_owned());
    let (success, error) = (&call.success, &call.error);
    let _ = writeln!(
        out,
        "    fn sends_{index}(call: {request}{given}) -> rt::client::Sending<{success}, {error}, {headers}> {{ call.send() }}"
    );
    if let Some(pages) = &call.pages {
        let _ = writeln!(out, "    fn pages_{index}(call: {request}{given}) -> {pages} {{ call.pages() }}");
    }
    let argument: Vec<Typed> = call.argument.iter().map(|input| (input.name.clone(), input.ty.clone())).collect();
    let (list, names) = signature(&argument);
    let _ = writeln!(
        out,
        "    fn starts_{index}(client: &client::Client, {list}) -> {request} {{ client.{method}({names}) }}"
    );
    if let Some((name, variants)) = &call.successes {
        matches(out, &format!("succeeds_{index}"), name, variants);
    }
    if let Some((name, variants)) = &call.failures {
        let held = |ty: &String| {
            if ty.is_empty() { "rt::client::Failed".to_owned() } else { format!("rt::client::Failed<{ty}>") }
        };
        let variants: Vec<Typed> = variants.iter().map(|(name, ty)| (name.clone(), held(ty))).collect();
        matches(out, &format!("fails_{index}"), name, &variants);
    }
}

fn matches(out: &mut String, function: &str, name: &str, variants: &[Typed]) {
    let _ = writeln!(out, "    fn {function}(value: &{name}) {{ match value {{");
    for (variant, held) in variants {
        if held.is_empty() {
            let _ = writeln!(out, "        {name}::{variant} => {{}}");
        } else {
            let _ = writeln!(out, "        {name}::{variant}(held) => {{ let _: &{held} = held; }}");
        }
    }
    out.push_str("        _ => {}\n    } }\n");
}

/// Builds a call from JSON texts, one for each input.
fn drives(out: &mut String, call: &Call, index: usize) {
    let headers = call.headers.clone().unwrap_or_else(|| "()".to_owned());
    let (success, error) = (&call.success, &call.error);
    let _ = writeln!(
        out,
        "    fn op_{index}(client: &client::Client, set: &[Option<&str>]) -> Option<rt::client::Sending<{success}, {error}, {headers}>> {{"
    );
    if !drivable(call) {
        // All the same every setter is used.
        out.push_str("        let _ = set;\n");
    }
    let mut number = 0;
    let mut start = String::new();
    if let Some(input) = &call.argument {
        let _ = writeln!(out, "        {}", read(input, number));
        start = pass(input);
        number += 1;
    }
    let _ = writeln!(out, "        let call = client.{}({start});", call.method);
    for input in &call.required {
        let _ = writeln!(out, "        {}", read(input, number));
        let _ = writeln!(out, "        let call = call.{}({});", input.name, pass(input));
        number += 1;
    }
    for input in &call.optional {
        let _ = writeln!(
            out,
            "        let call = match set[{number}] {{ None => call, Some(_) => {{ {} call.{}({}) }} }};",
            read(input, number),
            input.name,
            pass(input)
        );
        number += 1;
    }
    out.push_str("        Some(call.send())\n    }\n");
}

/// A type without spaces.
fn flat(ty: &str) -> String {
    ty.replace(' ', "")
}

/// Makes the value of an input from the JSON text of its number.
fn read(input: &Input, number: usize) -> String {
    let ty = flat(&input.ty);
    let inner = ty.trim_start_matches('&');
    let text = format!("set[{number}]?");
    match (ty.starts_with('&'), inner) {
        (true, "str") => format!("let given = crate::judge::value::<String>({text})?;"),
        (true, "[&str]") => format!(
            "let texts = crate::judge::value::<Vec<String>>({text})?; let given: Vec<&str> = texts.iter().map(|text| &**text).collect();"
        ),
        (true, slice) if slice.starts_with('[') => {
            let item = slice.trim_start_matches('[').trim_end_matches(']');
            format!("let given = crate::judge::value::<Vec<{item}>>({text})?;")
        }
        (true, other) if unreadable(other) => format!("let given: {other} = crate::judge::nothing({text})?;"),
        (false, other) if unreadable(other) => format!("let given: {other} = crate::judge::nothing({text})?;"),
        (_, other) => format!("let given = crate::judge::value::<{other}>({text})?;"),
    }
}

/// What JSON does not hold.
fn unreadable(ty: &str) -> bool {
    let ends = ty.rsplit("::").next().unwrap_or(ty);
    ty.contains("Bytes")
        || ty.contains("Method")
        || ends.ends_with("Body") && !ty.starts_with("models::")
        || ty.starts_with("models::") && ends.ends_with("Form")
}

fn pass(input: &Input) -> String {
    if input.ty.trim_start().starts_with('&') { "&given".to_owned() } else { "given".to_owned() }
}

fn serves(out: &mut String, served: &Served, traffic: &Traffic) {
    let Served { module, name, .. } = served;
    let _ = writeln!(
        out,
        "mod {module}_used {{\n    use super::api::{{{module}, models}};\n    use super::api::{module}::*;\n    use super::rt;\n    use std::collections::BTreeMap;\n    pub struct Implementer;\n    pub struct Caller;"
    );
    let fields_of = |name: &str| served.structs.iter().find(|(known, _)| known == name).map(|(_, fields)| fields);
    let enum_of = |name: &str| served.enums.iter().find(|(known, _)| known == name).map(|(_, variants)| variants);
    let _ =
        writeln!(out, "    impl {module}::{name} for Implementer {{\n        type Error = std::convert::Infallible;");
    for Method { name, request, context, response } in &served.methods {
        let _ = writeln!(
            out,
            "        async fn {name}(&self, request: {request}, _: {context}) -> Result<{response}, Self::Error> {{"
        );
        for model in &served.defaults {
            let Model::Defaults { name, methods } = model else { continue };
            for (method, ty) in methods.iter().filter(|_| name == request) {
                let _ = writeln!(out, "            let _: {ty} = request.{method}();");
            }
        }
        for (field, ty) in fields_of(request).into_iter().flatten() {
            let _ = writeln!(out, "            let _: &{ty} = &request.{field};");
            let body = flat(ty).trim_start_matches("Option<").trim_end_matches('>').to_owned();
            if let Some(variants) = enum_of(&body) {
                // A body of several media types is matched without a last arm.
                let _ = writeln!(out, "            fn body(value: &{body}) {{ match value {{");
                for (variant, held) in variants {
                    let _ = writeln!(out, "                {body}::{variant}{} => {{}}", pattern(held));
                }
                out.push_str("            } }\n");
            }
        }
        let _ = writeln!(out, "            crate::judge::reached(&format!(\"{{request:?}}\"));");
        let _ = writeln!(out, "            let replies: Vec<fn(&[&str]) -> Option<{response}>> = vec![");
        for (variant, held) in enum_of(response).into_iter().flatten() {
            let values: Vec<String> = held.iter().map(|ty| reply(ty)).collect();
            let values = if values.is_empty() { String::new() } else { format!("({})", values.join(", ")) };
            let _ = writeln!(out, "                |bodies| Some({response}::{variant}{values}),");
        }
        let _ = writeln!(
            out,
            "            ];\n            Ok(crate::judge::replied(replies, &{}).await)\n        }}",
            traffic.bodies(name)
        );
    }
    if let Some((name, access)) = &served.authorize {
        authorizes(out, name, access, enum_of("Credential").map_or(&[], Vec::as_slice));
    }
    for head in &served.by_default {
        let _ = writeln!(out, "        {head} {{ Default::default() }}");
    }
    out.push_str("    }\n");
    for (field, ty) in fields_of("Paths").into_iter().flatten() {
        let _ = writeln!(out, "    fn path_{}(paths: &mut Paths, to: {ty}) {{ paths.{field} = to; }}", plain(field));
    }
    let _ = writeln!(out, "    pub fn made() -> rt::server::Service {{ {module}::service(Implementer) }}\n}}");
}

/// Lets a call in that has a credential. All credentials are matched without a last arm, and the caller has a type of its
/// own, so that no context fits by chance.
fn authorizes(out: &mut String, name: &str, access: &str, credentials: &[Held]) {
    out.push_str("        type Principal = Caller;\n");
    let _ = writeln!(
        out,
        "        async fn {name}(&self, access: {access}) -> Result<Self::Principal, rt::server::Denied> {{\n            match access.credential {{"
    );
    for (variant, held) in credentials {
        let held = held.join(", ");
        let _ = writeln!(
            out,
            "                Some(Credential::{variant}(given)) => {{ let _: {held} = given; Ok(Caller) }}"
        );
    }
    out.push_str("                None => Err(rt::server::Denied::unauthorized()),\n            }\n        }\n");
}

/// A value of a type that is replied.
fn reply(ty: &str) -> String {
    match flat(ty).as_str() {
        "u16" => "503".to_owned(),
        "rt::server::Reply" => "rt::server::Reply::empty(200)".to_owned(),
        "rt::server::Body" => "rt::server::Body::from(\"bytes\")".to_owned(),
        flat if flat.starts_with("rt::server::Events<") || flat.starts_with("rt::server::Lines<") => {
            let (stream, of) = flat.split_once('<').expect("it has one");
            let of = of.strip_suffix('>').expect("it ends so");
            format!("{stream}::from(vec![crate::judge::any::<{of}>(bodies)?])")
        }
        flat if flat.ends_with("Headers") => format!("{flat}::default()"),
        flat => format!("crate::judge::any::<{flat}>(bodies)?"),
    }
}
