//! Parameters: their place, type and style.

use gatewright_document::media_type::is_json;
use gatewright_document::{Code, Node, Version};

use crate::ir::{Name, Parameter, Place, Presence, Scalar, Style, TypeRef};
use crate::lower::docs;
use crate::lower::fixes;
use crate::lower::node::key_of;
use crate::lower::operation::{Operations, Site};
use crate::lower::schema::{Lowered, default};

/// The value of a parameter, and how it becomes text.
pub(super) struct Written {
    pub(super) schema: Lowered,
    pub(super) style: Style,
    pub(super) fields: Vec<(String, Style)>,
}

impl<'d> Operations<'d, '_> {
    /// Lowers one parameter; bodies and form fields, which Swagger 2.0 lists here too, give `None`.
    pub(super) fn parameter(&mut self, node: &Node<'d>, site: &Site<'d, '_>) -> Option<(Parameter, Node<'d>)> {
        // Some documents write `$ref` to a schema beside `name` and `in`: then it is the schema that is meant.
        let inline = node.read("in").is_some() && node.read("name").is_some();
        let at = if inline { node.clone() } else { self.schemas.report.target(node)? };
        let place = self.place(node, &at)?;
        let Some(name) = at.read("name").and_then(|name| name.value().as_str()).map(str::to_owned) else {
            self.schemas
                .report
                .error(Code::INVALID_PARAMETER, at.origin())
                .message("a parameter has no `name`")
                .help("every parameter needs `name` and `in`");
            return None;
        };
        // Headers that HTTP itself governs are set by the body and the security scheme.
        if place == Place::Header && self.facts.version != Version::Swagger20 && is_governed(&name) {
            return None;
        }
        self.check_name(&at, place, &name);
        if at.get("allowEmptyValue").is_some_and(|flag| flag.as_bool() == Some(true)) {
            self.schemas.report.not_expressed(
                &at,
                "allowEmptyValue",
                "an empty value is read as the type of the parameter",
            );
        }
        let hint = self.shared_or(node, &at, "parameter", &site.owner_of(node), &name);
        let Written { schema, style, fields } = match place {
            Place::QueryString => self.whole_query(&at, &name, &hint)?,
            _ => self.parameter_schema(&at, place, &hint),
        };
        let flag = at.read("required").is_some_and(|flag| flag.value().as_bool() == Some(true));
        let required = flag || place == Place::Path;
        let described = value_schema(&at);
        let mut prose = self.schemas.value_docs(core::slice::from_ref(&described));
        if key_of(&described) != key_of(&at) {
            self.schemas.examples_of(&at, &described);
            prose = docs::over(docs::docs(&at), prose);
        }
        if key_of(node) != key_of(&at) {
            prose = docs::over(docs::docs(node), prose);
        }
        let wire = name.clone();
        let parameter = Parameter {
            name: Name::new(name).at(node.origin()),
            place,
            docs: prose,
            presence: if required { Presence::Required } else { Presence::Optional },
            style,
            fields,
            ty: schema.ty,
            limits: self.facts.limits_of(core::slice::from_ref(&described)),
            default: default(core::slice::from_ref(&described)),
            rule: self.options.server.then(|| {
                let name = format!("{} {wire}", place.as_str());
                self.rules.rule_of_parameter(self.facts, &described, &name)
            }),
            origin: node.origin().clone(),
        };
        Some((parameter, at))
    }

    /// Reports the name of a header or cookie that HTTP cannot carry.
    fn check_name(&mut self, at: &Node<'d>, place: Place, name: &str) {
        if matches!(place, Place::Header | Place::Cookie) && !is_token(name) {
            self.schemas
                .report
                .once(at, Code::INVALID_VALUE)
                .at(at.get("name").as_ref().unwrap_or(at).origin())
                .message(format!("{name:?} is not the name of a {}", place.as_str()))
                .label("no call that gives it can be sent")
                .help("such names are letters, digits and `-` (RFC 9110, section 5.1, and RFC 6265)")
                .fix_if(at.get("name").and_then(|name| fixes::header_name(&name)));
        }
    }

    fn place(&mut self, node: &Node<'d>, at: &Node<'d>) -> Option<Place> {
        match at.read("in").and_then(|place| place.value().as_str().map(str::to_owned)).as_deref() {
            Some("path") => Some(Place::Path),
            Some("query") => Some(Place::Query),
            Some("querystring") => Some(Place::QueryString),
            Some("header") => Some(Place::Header),
            Some("cookie") => Some(Place::Cookie),
            Some("body" | "formData") => None,
            Some(other) => {
                let message = format!("`in: {other}` is no place for a parameter");
                self.schemas
                    .report
                    .error(Code::INVALID_PARAMETER, &at.origin().child("in"))
                    .message(message)
                    .help("a parameter is `in` path, query, querystring, header or cookie (Swagger 2.0: body and formData too)");
                None
            }
            None if node.reference().is_some() && at.read("name").is_none() => {
                self.schemas
                    .report
                    .error(Code::WRONG_KIND_OF_REFERENCE, &node.origin().child("$ref"))
                    .message("the reference leads to something that is not a parameter")
                    .related(at.origin(), "this has neither `name` nor `in`")
                    .help("refer to a parameter");
                None
            }
            None => {
                self.schemas
                    .report
                    .error(Code::INVALID_PARAMETER, at.origin())
                    .message("a parameter has no `in`")
                    .help("say where it is sent: path, query, header or cookie");
                None
            }
        }
    }

    /// The schema of a parameter, wherever its version writes it, and how its values are written.
    fn parameter_schema(&mut self, at: &Node<'d>, place: Place, hint: &str) -> Written {
        let (schema, json) = self.schema_or_json(at, hint);
        let style = if json { Style::Json } else { style(at, place, self.facts.version) };
        Written { schema, style, fields: Vec::new() }
    }

    /// The schema of a parameter, and whether it is sent as JSON.
    fn schema_or_json(&mut self, at: &Node<'d>, hint: &str) -> (Lowered, bool) {
        if let Some(schema) = at.read("schema") {
            self.schemas.report.not_expressed(at, "content", "the parameter has a `schema` already");
            return (self.schemas.schema(&schema, hint), false);
        }
        if let Some(content) = at.read("content") {
            self.only_one_media_type(&content);
            if let Some((media_type, media)) =
                content.entries().next().filter(|(media_type, media)| !is_json(media_type) && self.is_structure(media))
            {
                self.schemas
                    .report
                    .add(Code::UNKNOWN_MEDIA_TYPE, media.get("schema").as_ref().unwrap_or(&media).origin())
                    .message(format!("parameters of `{media_type}` have no typed form"))
                    .label("given and taken as text");
                return (Lowered::new(TypeRef::Scalar(Scalar::String)), false);
            }
            let media = content.entries().next();
            let is_json = media.as_ref().is_none_or(|(media_type, _)| media_type.contains("json"));
            return match media.and_then(|(_, media)| media.read("schema")) {
                Some(schema) => (self.schemas.schema(&schema, hint), is_json),
                None => (Lowered::new(TypeRef::Json), is_json),
            };
        }
        // Swagger 2.0, or one of its parameters in a newer document. Some list values and leave the type out.
        if at.read("type").is_some() || at.read("enum").is_some() || at.reference().is_some() {
            return (self.schemas.schema(at, hint), false);
        }
        (Lowered::new(TypeRef::Scalar(Scalar::String)), false)
    }

    /// Whether a media type has a schema of more than text.
    pub(super) fn is_structure(&mut self, media: &Node<'d>) -> bool {
        media.get("schema").is_some_and(|schema| {
            let shape = self.facts.shape(&schema);
            shape.is_object() || !shape.items.is_empty() || !shape.choices.is_empty()
        })
    }

    /// OpenAPI 3, Parameter Object: `content` has one entry.
    pub(super) fn only_one_media_type(&mut self, content: &Node<'d>) {
        let mut entries = content.entries();
        let Some((first, _)) = entries.next() else { return };
        for (media_type, media) in entries {
            self.schemas
                .report
                .add(Code::UNSUPPORTED_KEYWORD, &media.origin().own_key())
                .message(format!("a parameter has one media type, and `{media_type}` is the second"))
                .label("left out")
                .help(format!("the parameter is sent as `{first}`"));
        }
    }
}

/// The schema of a parameter or header, wherever its version writes it; itself in Swagger 2.0.
pub(crate) fn value_schema<'d>(at: &Node<'d>) -> Node<'d> {
    let in_content = || at.read("content")?.entries().next()?.1.read("schema");
    at.read("schema").or_else(in_content).unwrap_or_else(|| at.clone())
}

/// A token of RFC 9110, section 5.6.2.
pub(crate) fn is_token(name: &str) -> bool {
    let is_sign = |byte: u8| b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || is_sign(byte))
}

/// OpenAPI 3, Parameter Object: definitions of these three are ignored.
fn is_governed(name: &str) -> bool {
    ["accept", "content-type", "authorization"].iter().any(|governed| name.eq_ignore_ascii_case(governed))
}

/// How a value is written, as a parameter, a header, or the `encoding` of a form's field says.
pub(crate) fn style(at: &Node<'_>, place: Place, version: Version) -> Style {
    let explode = at.read("explode").and_then(|flag| flag.value().as_bool());
    let named = at.read("style").and_then(|style| style.value().as_str().map(str::to_owned));
    if let Some(format) = at.read("collectionFormat").and_then(|format| format.value().as_str().map(str::to_owned)) {
        return match format.as_str() {
            "ssv" => Style::SpaceDelimited,
            "tsv" => Style::TabDelimited,
            "pipes" => Style::PipeDelimited,
            "multi" => Style::Plain { explode: true },
            _ => Style::Plain { explode: false },
        };
    }
    match named.as_deref() {
        Some("spaceDelimited") if explode != Some(true) => Style::SpaceDelimited,
        Some("pipeDelimited") if explode != Some(true) => Style::PipeDelimited,
        Some("spaceDelimited" | "pipeDelimited") => Style::Plain { explode: true },
        Some("deepObject") => Style::DeepObject,
        Some("label") => Style::Label { explode: explode == Some(true) },
        Some("matrix") => Style::Matrix { explode: explode == Some(true) },
        _ => {
            let form = matches!(place, Place::Query | Place::Cookie) && version != Version::Swagger20;
            Style::Plain { explode: explode.unwrap_or(form) }
        }
    }
}
