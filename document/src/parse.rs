//! From the bytes of a file to its tree: JSON or YAML, whatever the file is called.

use indexmap::IndexMap;

use crate::code::Code;
use crate::decode::decode;
use crate::diagnostic::{Diagnostic, Origin, SourceId, Span};
use crate::report::Report;
use crate::source::{Format, Source};
use crate::tree::Value;
use crate::{json_fault, read, remarks, template, yaml_fault};

/// The value of a text, as that of a document's file.
pub(crate) fn root_of(name: &str, text: &str) -> Option<Value> {
    let mut source = Source::new(name.to_owned(), None);
    fill(&mut source, text.as_bytes().to_vec(), SourceId::ROOT, None, &mut Report::default()).ok()?;
    Some(source.root)
}

/// Decodes and parses one file, and renders it before if it is a template that variables are given for.
#[cfg_attr(not(feature = "terraform"), allow(unused_variables, reason = "only templates of Terraform have variables"))]
pub(crate) fn fill(
    source: &mut Source,
    bytes: Vec<u8>,
    id: SourceId,
    variables: Option<&IndexMap<String, String>>,
    report: &mut Report,
) -> Result<(), Box<Diagnostic>> {
    match decode(bytes, id) {
        Ok(decoded) => {
            source.text = decoded.text;
            if let Some(remark) = decoded.remark {
                report.push(remark);
            }
        }
        Err(error) => {
            source.text = error.text;
            return Err(error.failure);
        }
    }
    #[cfg(feature = "terraform")]
    if let Some(variables) = variables {
        crate::terraform::fill_in(source, id, variables, report)?;
    }
    parse(source, id, report)
}

fn parse(source: &mut Source, id: SourceId, report: &mut Report) -> Result<(), Box<Diagnostic>> {
    let text = source.text.as_str();
    let first = text.trim_start().chars().next();
    let named_json = has_extension(&source.name, &["json"]);
    let named_yaml = has_extension(&source.name, &["yaml", "yml"]);
    let brackets = matches!(first, Some('{' | '['));
    // `{"` and `[{` are JSON whatever the file is called; `{a: b}` may be a YAML flow mapping.
    if first.is_some() && (brackets || (named_json && matches!(first, Some('"' | '<' | '/')))) {
        source.format = Format::Json;
        match read::json(text) {
            Ok((value, seen)) => {
                source.root = remarks::after_reading(value, &seen, source, id, report);
                return Ok(());
            }
            Err(error) if named_json || (!named_yaml && looks_like_json(text)) => {
                return Err(Box::new(json_fault::diagnose(text, &error, id)));
            }
            Err(_) => {}
        }
    }
    source.format = Format::Yaml;
    if let Some(failure) = yaml_fault::too_deep_to_read(text, id) {
        return Err(Box::new(failure));
    }
    let (value, seen, more) = read::yaml(text).map_err(|error| Box::new(yaml_fault::diagnose(text, &error, id)))?;
    if value.is_null() {
        let mut failure = Diagnostic::new(Code::EMPTY_DOCUMENT, Some(Origin::span(id, Span::new(0, 0))));
        failure.message =
            if text.trim().is_empty() { "the file is empty" } else { "the file has no content" }.to_owned();
        failure.help = Some("write the document into it, or export it again".to_owned());
        return Err(Box::new(failure));
    }
    if value.as_str().is_some()
        && let Some(failure) = template::web_page(text, id)
    {
        return Err(Box::new(failure));
    }
    if named_json && matches!(value, Value::Object(_)) {
        let place = Origin::span(id, Span::new(0, 0));
        report
            .add(Code::YAML_IN_JSON, &place)
            .message("the file is named `.json` but holds YAML")
            .help("rename it to `.yaml`");
    }
    if more {
        remarks::several_documents(source, id, report);
    }
    source.root = remarks::after_reading(value, &seen, source, id, report);
    Ok(())
}

fn has_extension(name: &str, extensions: &[&str]) -> bool {
    let found = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    found.is_some_and(|found| extensions.contains(&found.as_str()))
}

/// Whether a text in brackets is JSON with a mistake rather than a YAML flow collection.
fn looks_like_json(text: &str) -> bool {
    let inside = text.trim_start().trim_start_matches(['{', '[']).trim_start();
    inside.is_empty() || inside.starts_with(['"', '{', '[', '}', ']'])
}
