//! Writes the program of a document: it calls each operation by the generated client and answers it by the generated
//! trait, as the questions say. What is the same for all documents stands in `program_main.rs`.

use std::fmt::Write as _;

use crate::generated::{Body, Generated, Input, Kind, Operation, Reply, Setter};

/// The response of an operation that documents none.
pub(crate) const ANY: &str = "rt :: server :: Reply";

/// The code of a program.
pub(crate) fn program(generated: &Generated) -> String {
    let mut out = String::from(include_str!("program_main.rs"));
    let mut table = String::new();
    for (index, operation) in generated.operations.iter().enumerate() {
        call(&mut out, index, operation, generated);
        let raw = raw(operation);
        let _ = writeln!(
            table,
            "    Operation {{ call: call_{index}, method: {:?}, path: {:?}, raw: &[{raw}] }},",
            operation.method, operation.path
        );
    }
    let _ = writeln!(out, "const OPERATIONS: &[Operation] = &[\n{table}];");
    serve(&mut out, generated);
    let credentials =
        generated.credentials.iter().map(|(name, count)| format!(".{name}({})", vec!["\"secret\""; *count].join(", ")));
    let _ = writeln!(
        out,
        "fn with_credentials(client: client::Client) -> client::Client {{\n    client{}\n}}",
        credentials.collect::<String>()
    );
    let _ = writeln!(out, "const BASE: &str = {:?};", generated.base);
    out
}

/// A type as the client's or the server's module has it.
fn qualified(ty: &str, module: &str, generated: &Generated) -> String {
    if generated.own.iter().any(|own| own == ty) { format!("{module}::{ty}") } else { ty.to_owned() }
}

fn call(out: &mut String, index: usize, operation: &Operation, generated: &Generated) {
    let call = &operation.call;
    let _ = writeln!(out, "fn call_{index}<'a>(client: &'a client::Client, given: &'a mut Given) -> Calling<'a> {{");
    let _ = writeln!(out, "    Box::pin(async move {{");
    let mut chain = String::new();
    let mut arguments = Vec::new();
    for setter in call.arguments.iter().chain(&call.required) {
        let name = format!("value_{}", arguments.len());
        declare(out, &name, setter, operation, generated, true);
        arguments.push((name, setter));
    }
    let count = call.arguments.len();
    let first: Vec<String> = arguments[..count].iter().map(|(name, setter)| lent(name, setter)).collect();
    let _ = writeln!(chain, "        let call = client.{}({});", call.function, first.join(", "));
    for (name, setter) in &arguments[count..] {
        let _ = writeln!(chain, "        let call = call.{}({});", setter.name, lent(name, setter));
    }
    for (at, setter) in call.optional.iter().enumerate() {
        let name = format!("further_{at}");
        declare(out, &name, setter, operation, generated, false);
        let value = lent("value", setter);
        let _ = writeln!(
            chain,
            "        let call = match &{name} {{ Some(value) => call.{}({value}), None => call }};",
            setter.name
        );
    }
    if operation.bodies.iter().any(|body| body.sent().contains("x-any")) {
        let media: Vec<String> = operation.bodies.iter().map(Body::sent).collect();
        let _ = writeln!(
            chain,
            "        let call = match {media:?}[given.body] {{ one if given.has(\"body\") && one.contains(\"x-any\") => call.customize(|call| call.content_type(one)), _ => call }};"
        );
    }
    out.push_str(&chain);
    let _ = writeln!(out, "        match call.send().await {{");
    let success = if call.successes.is_empty() {
        success(&call.success)
    } else {
        let arms = call.successes.iter().map(|(variant, ty)| match ty.as_str() {
            "" => format!("client::{}::{variant} => Value::Null", call.success),
            ty => format!("client::{}::{variant}(body) => {}", call.success, shown_success("body", ty)),
        });
        format!("match response.into_inner() {{ {} }}", arms.collect::<Vec<_>>().join(", "))
    };
    let _ = writeln!(
        out,
        "            Ok(response) => {{ let status = response.status().as_u16(); let headers = format!(\"{{:?}}\", response.headers()); let violations = violations(response.raw_headers()); Ok(Back {{ status, headers, body: {success}, violations }}) }}"
    );
    let failures = generated.failures.get(&call.failure).map_or(&[][..], Vec::as_slice);
    let arms = failures.iter().map(|(variant, ty)| {
        let body = if ty.is_empty() { "Value::Null".to_owned() } else { shown_failure(ty) };
        format!("client::{}::{variant}(failed) => Back {{ status: failed.status().as_u16(), headers: String::new(), body: {body}, violations: violations(failed.headers()) }}", call.failure)
    });
    let arms = arms.collect::<Vec<_>>().join(", ");
    if !arms.is_empty() {
        let _ = writeln!(out, "            Err(rt::client::Error::Api(failure)) => Ok(match failure {{ {arms} }}),");
    }
    let _ = writeln!(out, "            Err(error) => Err(undocumented(&error)),\n        }}\n    }})\n}}");
}

/// What a success comes to: the response holds its type.
fn success(ty: &str) -> String {
    if ty == "()" { "Value::Null".to_owned() } else { shown_success("response.into_inner()", ty) }
}

fn shown_success(value: &str, ty: &str) -> String {
    match ty {
        ty if ty.starts_with("rt :: client :: Events") => format!("events({value}).await"),
        ty if ty.starts_with("rt :: client :: Lines") => format!("lines({value}).await"),
        "rt :: Bytes" => format!("bytes(&{value})"),
        "()" => "Value::Null".to_owned(),
        _ => format!("json(&{value})"),
    }
}

fn shown_failure(ty: &str) -> String {
    let show = if ty == "rt :: Bytes" { "bytes" } else { "json" };
    // What does not have the documented form says why in a text.
    format!("failed.body().map_or_else(|| Value::from(failed.raw().body_text()), |body| {show}(body))")
}

/// Takes an input from the question, in the type that the server reads it in.
fn declare(
    out: &mut String,
    name: &str,
    setter: &Setter,
    operation: &Operation,
    generated: &Generated,
    required: bool,
) {
    if setter.writes.starts_with("body") {
        body(out, name, &operation.bodies, generated, required);
        return;
    }
    if setter.writes == "method" {
        let _ = writeln!(out, "        let {name} = rt::http::Method::POST;");
        return;
    }
    let key = setter.key();
    let input = operation.served.inputs.iter().find(|input| input.key.eq_ignore_ascii_case(&key));
    let ty = input.map_or("rt :: Value", |input| input.ty.as_str());
    let take = if required { "json" } else { "json_if" };
    let _ = writeln!(out, "        let {name} = given.{take}::<{ty}>({key:?})?;");
}

fn body(out: &mut String, name: &str, bodies: &[Body], generated: &Generated, required: bool) {
    let mut arms = String::new();
    for (index, body) in bodies.iter().enumerate() {
        let take = taken(body);
        let wrapped = match &body.variant {
            Some((of, variant)) => format!("{}::{variant}({take}?)", qualified(of, "client", generated)),
            None => format!("{take}?"),
        };
        let _ = write!(arms, "{index} => {wrapped}, ");
    }
    let ty = bodies.first().map_or("()".to_owned(), |body| match &body.variant {
        Some((of, _)) => qualified(of, "client", generated),
        // What a server reads as a stream.
        None if body.kind == Kind::Bytes => "rt::Bytes".to_owned(),
        None => body.ty.clone(),
    });
    let choice = format!("match given.body {{ {arms}_ => return Err(\"no such body\".to_owned()) }}");
    if required {
        let _ = writeln!(out, "        let {name}: {ty} = {choice};");
    } else {
        let _ = writeln!(
            out,
            "        let {name}: Option<{ty}> = if given.has(\"body\") {{ Some({choice}) }} else {{ None }};"
        );
    }
}

fn taken(body: &Body) -> String {
    match body.kind {
        Kind::Bytes => "given.bytes(\"body\")".to_owned(),
        Kind::Multipart => format!("given.multipart::<{}>(\"body\")", body.ty),
        _ => format!("given.json::<{}>(\"body\")", body.ty),
    }
}

/// A value as the client takes it.
fn lent(name: &str, setter: &Setter) -> String {
    match setter.ty.replace(' ', "").as_str() {
        "&[&str]" => format!("&{name}.iter().map(|text| text.as_str()).collect::<Vec<&str>>()"),
        ty if ty.starts_with('&') => format!("&{name}"),
        _ => format!("{name}.clone()"),
    }
}

/// The table by which an operation is called without types.
fn raw(operation: &Operation) -> String {
    let call = &operation.call;
    let mut out = String::new();
    for setter in call.arguments.iter().chain(&call.required).chain(&call.optional) {
        let key = setter.key();
        if key == "body" || key == "method" {
            continue;
        }
        let wire = setter.wire.clone().unwrap_or_default();
        let place = key.split(' ').next().unwrap_or_default();
        let style = match (&setter.style, setter.writes.ends_with("_json"), place) {
            (Some(style), ..) => format!("Some({style})"),
            (None, true, _) => "None".to_owned(),
            (None, false, "query") => "Some(rt::Style::Form { explode: true })".to_owned(),
            (None, false, "cookie") => "Some(rt::Style::Form { explode: false })".to_owned(),
            (None, false, _) => "Some(rt::Style::Simple { explode: false })".to_owned(),
        };
        let _ = write!(out, "({key:?}, {wire:?}, {style}), ");
    }
    out
}

fn serve(out: &mut String, generated: &Generated) {
    let _ = writeln!(out, "impl server::{} for Canned {{\n    type Error = std::convert::Infallible;", generated.api);
    if let Some(authorize) = &generated.authorize {
        let _ = writeln!(
            out,
            "    type Principal = ();\n    async fn {authorize}(&self, _: rt::server::Access<server::Credential, ()>) \
             -> Result<(), rt::server::Denied> {{ rt::server::allow_all(()) }}"
        );
    }
    for operation in &generated.operations {
        let served = &operation.served;
        let request = qualified(&served.request, "server", generated);
        let context = served.context.replace("Self :: Principal", "()");
        let response = format!("server::{}", served.response);
        let _ = writeln!(
            out,
            "    async fn {}(&self, request: {request}, _: {context}) -> Result<{response}, std::convert::Infallible> \
             {{\n        let mut seen = Map::new();",
            served.function
        );
        for input in &served.inputs {
            seen(out, input);
        }
        seen_body(out, &served.bodies, generated);
        let arms: Vec<String> =
            served.replies.iter().enumerate().map(|(at, reply)| answer(at, reply, &response)).collect();
        let _ = writeln!(
            out,
            "        let reply = self.exchange(seen);\n        Ok(match reply.variant {{ {}, _ => panic!(\"no such response\") }})\n    }}",
            arms.join(", ")
        );
    }
    out.push_str("}\n");
}

fn seen(out: &mut String, input: &Input) {
    let Input { key, field, required, .. } = input;
    let _ = if *required {
        writeln!(out, "        seen.insert({key:?}.to_owned(), json(&request.{field}));")
    } else {
        writeln!(
            out,
            "        if let Some(value) = &request.{field} {{ seen.insert({key:?}.to_owned(), json(value)); }}"
        )
    };
}

fn seen_body(out: &mut String, bodies: &[Body], generated: &Generated) {
    let Some(first) = bodies.first() else { return };
    let show = |body: &Body| match body.kind {
        Kind::Bytes => "bytes(&value.bytes().await.unwrap())",
        Kind::Multipart => "parts(&value)",
        _ => "json(&value)",
    };
    let value = match &first.variant {
        Some((of, _)) => {
            let of = qualified(of, "server", generated);
            let arms = bodies
                .iter()
                .filter_map(|body| Some(format!("{of}::{}(value) => {}", body.variant.as_ref()?.1, show(body))));
            format!("match value {{ {} }}", arms.collect::<Vec<_>>().join(", "))
        }
        None => show(first).to_owned(),
    };
    let field = &first.field;
    let _ = if first.required {
        writeln!(out, "        {{ let value = request.{field}; seen.insert(\"body\".to_owned(), {value}); }}")
    } else {
        writeln!(out, "        if let Some(value) = request.{field} {{ seen.insert(\"body\".to_owned(), {value}); }}")
    };
}

fn answer(at: usize, reply: &Reply, response: &str) -> String {
    let mut fields = Vec::new();
    for (index, ty) in reply.fields.iter().enumerate() {
        let is_headers = reply.headers.is_some() && index + 1 == reply.fields.len();
        fields.push(if is_headers {
            format!("reply.headers::<{ty}>()")
        } else if ty == "u16" && reply.status.is_none() && index == 0 {
            "reply.status".to_owned()
        } else if ty == ANY {
            "rt::server::Reply::empty(200)".to_owned()
        } else if ty == "rt :: Bytes" {
            "reply.bytes()".to_owned()
        } else if ty == "rt :: server :: Body" {
            "reply.bytes().into()".to_owned()
        } else if let Some(item) = ["Events", "Lines"]
            .iter()
            .find_map(|name| ty.strip_prefix(&format!("rt :: server :: {name} < "))?.strip_suffix(" >"))
        {
            format!("reply.json::<Vec<{item}>>().into()")
        } else {
            format!("reply.json::<{ty}>()")
        });
    }
    let fields = if fields.is_empty() { String::new() } else { format!("({})", fields.join(", ")) };
    format!("{at} => {response}::{}{fields}", reply.variant)
}

/// The generated code with servers that word rejections as problem details.
pub(crate) fn as_problems(api: &str) -> String {
    let mut out = String::with_capacity(api.len());
    let mut rest = api;
    while let Some((before, after)) = rest.split_once(".failures(") {
        out.push_str(before);
        let mut depth = 1_usize;
        let end = after.char_indices().find_map(|(at, character)| {
            depth = match character {
                '(' => depth + 1,
                ')' => depth - 1,
                _ => depth,
            };
            (depth == 0).then_some(at + 1)
        });
        rest = &after[end.unwrap_or(after.len())..];
    }
    out.push_str(rest);
    out.replace("Manner::ApiGateway", "Manner::Problem")
}
