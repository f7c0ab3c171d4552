//! Fields that the specification does not know, and values that are of another kind than it wants.

use crate::index::IndexMap;
use gatewright_document::{Code, Document, Fix, Node, Origin, Report, Value, nearest};

use crate::lower::fixes::required_flag;

use super::grammar::{Holds, In, Kind, is_method, names};
use super::walk::{Entry, Visitor, walk};

/// Reports what stands where the specification has no place for it. Without that, a misspelt method or
/// constraint would be gone without a word.
pub(crate) fn check(document: &Document, report: &mut Report) {
    let mut fields = Fields { document, report, expressions: Vec::new(), unknown: IndexMap::default() };
    walk(document, &mut fields);
    fields.report_unknown();
    fields.report_expressions();
}

struct Fields<'d, 'r> {
    document: &'d Document,
    report: &'r mut Report,
    /// Where expressions of CloudFormation stand in place of values: what is one, the function, the place.
    expressions: Vec<(String, String, Origin)>,
    /// Fields that do not exist, by kind of object and name: one that a tool adds is everywhere.
    unknown: IndexMap<(Kind, String), Unknown>,
}

/// A field that does not exist.
struct Unknown {
    places: Vec<Origin>,
    /// The field that was probably meant.
    near: Option<String>,
}

/// So many places of a field are reported one by one.
const FEW: usize = 3;

impl<'d> Visitor<'d> for Fields<'d, '_> {
    fn entry(&mut self, entry: &Entry<'_, 'd>) -> bool {
        let Some(keyword) = entry.keyword else {
            self.unknown(entry);
            return false;
        };
        if !keyword.versions.covers(self.document.version()) {
            self.of_another_version(entry, keyword.versions);
            return false;
        }
        if let Some(decisive) = overridden(entry) {
            self.without_effect(entry, decisive);
            return false;
        }
        if entry.key == "$ref" && entry.object.is_meant_reference() {
            self.meant_reference(entry);
        }
        // Without paths there is nothing to do, which is an error of its own.
        let is_paths = entry.kind == Kind::Document && entry.key == "paths";
        if let Some(wanted) = misfit(keyword.holds, entry.value).filter(|_| !is_paths) {
            self.misfit(entry, wanted);
            return false;
        }
        if let Holds::Names(kind) | Holds::NamesOrExtensions(kind) = keyword.holds {
            self.entries(entry.value, kind, matches!(keyword.holds, Holds::NamesOrExtensions(_)));
        }
        true
    }
}

impl<'d> Fields<'d, '_> {
    fn unknown(&mut self, entry: &Entry<'_, 'd>) {
        // A key without a value says nothing, whatever it is called.
        if entry.value.value().is_null() {
            return;
        }
        let near = nearest(entry.key, names(entry.kind)).filter(|near| entry.object.get(near).is_none());
        let known = self.unknown.entry((entry.kind, entry.key.to_owned()));
        known.or_insert_with(|| Unknown { places: Vec::new(), near }).places.push(entry.value.origin().own_key());
    }

    fn report_unknown(&mut self) {
        for ((kind, name), Unknown { places, near }) in core::mem::take(&mut self.unknown) {
            let reported = if places.len() > FEW { 1 } else { places.len() };
            for place in places.iter().take(reported) {
                let label = match places.len() - reported {
                    0 => "has no effect".to_owned(),
                    others => format!("has no effect, here and in {others} more places"),
                };
                let mut told = self
                    .report
                    .add(Code::UNKNOWN_FIELD, place)
                    .message(format!("`{name}` is no field of {}", kind.phrase()))
                    .label(label)
                    .help_if(near.clone(), |near| format!("did you mean `{near}`?"));
                for other in places.iter().skip(reported) {
                    told = told.also(other);
                }
            }
        }
    }

    /// Reports entries that should be objects. What is no schema is reported where it is read as one, and so is what is
    /// no security scheme.
    fn entries(&mut self, table: &Node<'d>, kind: Kind, extensions: bool) {
        if matches!(kind, Kind::Schema | Kind::SecurityScheme) {
            return;
        }
        for (name, value) in table.entries() {
            let is_extension = extensions && name.starts_with("x-");
            if !is_extension && !matches!(value.value(), Value::Object(_) | Value::Null) {
                self.report
                    .add(Code::WRONG_TYPE, value.origin())
                    .message(format!("`{name}` is {}, not {}", value.kind(), kind.phrase()))
                    .label("expected an object; left out");
            }
        }
    }

    fn misfit(&mut self, entry: &Entry<'_, 'd>, wanted: &str) {
        let (what, kind) = (format!("`{}` of {}", entry.key, entry.kind.phrase()), entry.value.kind());
        let is_list = matches!(entry.value.value(), Value::Array(_));
        match entry.value.items().chain([entry.value.clone()]).find_map(|value| intrinsic(&value)) {
            Some(function) => {
                let what = format!("{what} {}", if is_list { "has" } else { "is" });
                self.expressions.push((what, function.to_owned(), entry.value.origin().clone()));
            }
            None if entry.key == "$ref" => {
                self.report
                    .add(Code::MALFORMED_REFERENCE, entry.value.origin())
                    .message(format!("a `$ref` is {kind}"))
                    .label("expected a string; left out")
                    .help("write `#/components/schemas/Name`, `file.yaml` or `file.yaml#/path/to/it`");
            }
            None => {
                // Draft 3 of JSON Schema said it at each member.
                let of_member = entry.kind == Kind::Schema && entry.key == "required";
                self.report
                    .add(Code::WRONG_TYPE, entry.value.origin())
                    .message(format!("{what} is {kind}"))
                    .label(format!("expected {wanted}; left out"))
                    .help_if(
                        of_member.then_some("list the names of required members beside `properties`"),
                        str::to_owned,
                    )
                    .fix_if(of_member.then(|| required_flag(entry.value)).flatten());
            }
        }
    }

    /// One warning for all of them: a template has many, and there is one remedy.
    fn report_expressions(&mut self) {
        let Some((what, function, origin)) = self.expressions.first() else {
            return;
        };
        let told = self
            .report
            .add(Code::UNRESOLVED_INTRINSIC, origin)
            .message(format!("{what} an expression of CloudFormation, `{function}`"))
            .label("only a deployment knows the value; left out")
            .help("deploy the template and export the document, or write the value");
        let others = self.expressions.iter().skip(1);
        others
            .fold(told, |told, (what, function, origin)| told.related(origin, format!("{what} one too, `{function}`")));
    }

    /// What stands beside something that decides alone.
    fn without_effect(&mut self, entry: &Entry<'_, 'd>, decisive: &str) {
        let beside_reference = decisive == "$ref";
        let code = if beside_reference { Code::REFERENCE_SIBLINGS } else { Code::UNKNOWN_FIELD };
        self.report
            .add(code, &entry.value.origin().own_key())
            .message(format!("`{}` has no effect beside `{decisive}`", entry.key))
            .label("left out")
            .help(match beside_reference {
                true => "write it into what the reference leads to, or write that out in place of the reference",
                false => "write it into the schema",
            });
    }

    fn meant_reference(&mut self, entry: &Entry<'_, 'd>) {
        let reference = entry.value.as_str().map(str::trim).unwrap_or_default();
        let fixable;
        let place = match entry.object.lookup(reference) {
            Ok(schema) => {
                fixable = schema.origin().source == entry.value.origin().source;
                // Schemas that are only named are those of the first file.
                let elsewhere = schema.origin().source != entry.value.origin().source;
                let file = self.document.sources().get(schema.origin().source).filter(|_| elsewhere);
                format!("{}#{}", file.map(|file| file.name()).unwrap_or_default(), schema.origin().pointer)
            }
            Err(_) => return,
        };
        let (code, message) = match reference.contains(['/', '\\']) {
            false => (Code::BARE_REFERENCE, format!("`{reference}` is the name of a file, and there is none")),
            true => (Code::UNRESOLVED_REFERENCE, format!("`{reference}` does not exist")),
        };
        self.report
            .add(code, entry.value.origin())
            .message(message)
            .label("taken as the schema of that name")
            .help(format!("write `{place}`"))
            .fix_if(fixable.then(|| Fix::update(entry.value.origin(), place.clone().into())));
    }

    fn of_another_version(&mut self, entry: &Entry<'_, 'd>, versions: In) {
        let (home, instead) = match (versions, entry.kind, entry.key) {
            (In::Swagger, Kind::Document, "host" | "basePath" | "schemes") => ("Swagger 2.0", Some("servers")),
            (In::Swagger, Kind::Document, "parameters" | "responses") => ("Swagger 2.0", Some("components")),
            (In::Swagger, _, "consumes" | "produces") => ("Swagger 2.0", Some("content")),
            (In::Swagger, ..) => ("Swagger 2.0", None),
            (_, Kind::Document, "servers") => ("OpenAPI 3", Some("host` and `basePath")),
            (_, Kind::Document, "components") => ("OpenAPI 3", Some("definitions")),
            (_, Kind::Response, "content") => ("OpenAPI 3", Some("schema")),
            _ => ("OpenAPI 3", None),
        };
        self.report
            .add(Code::UNKNOWN_FIELD, &entry.value.origin().own_key())
            .message(format!("`{}` is a field of {home}", entry.key))
            .label("has no effect")
            .help_if(instead, |instead| format!("write `{instead}` instead"));
    }
}

/// The keyword beside which an entry has no effect, if there is one.
fn overridden<'e>(entry: &Entry<'_, '_>) -> Option<&'e str> {
    let object = entry.object;
    let is_prose = matches!(entry.key, "summary" | "description") && entry.kind != Kind::Header;
    if is_prose || entry.key == "$ref" || entry.key.starts_with("x-") {
        return None;
    }
    let is_reference = match entry.kind {
        Kind::Schema => false,
        // Beside the name of a parameter a reference stands for its schema.
        Kind::Parameter if object.get("name").is_some() && object.get("in").is_some() => false,
        // Operations that the path behind the reference does not have are added to those that it has.
        Kind::PathItem if is_method(entry.key) => {
            object.reference().is_some() && object.resolve().is_ok_and(|path| path.get(entry.key).is_some())
        }
        _ => object.reference().is_some(),
    };
    if is_reference {
        return Some("$ref");
    }
    let describes_value = matches!(entry.kind, Kind::Parameter | Kind::Header)
        && matches!(
            entry.keyword.map(|keyword| keyword.name),
            Some(
                "type"
                    | "format"
                    | "items"
                    | "enum"
                    | "default"
                    | "pattern"
                    | "minimum"
                    | "maximum"
                    | "minLength"
                    | "maxLength"
                    | "minItems"
                    | "maxItems"
                    | "nullable"
            )
        );
    (describes_value && object.get("schema").is_some()).then_some("schema")
}

/// What the specification wants in place of a value of another kind; a value that is empty in YAML is none.
fn misfit(holds: Holds, node: &Node<'_>) -> Option<&'static str> {
    match (holds, node.value()) {
        (_, Value::Null) | (Holds::Value, _) => None,
        // What is no schema is reported where it is read as one.
        (Holds::One(Kind::Schema) | Holds::Either(_), _) => None,
        // A discriminator of Swagger 2.0 is the bare name of its property.
        (Holds::One(Kind::Discriminator), Value::String(_)) => None,
        (Holds::One(_) | Holds::Names(_) | Holds::NamesOrExtensions(_), Value::Object(_)) => None,
        (Holds::List(_) | Holds::Values, Value::Array(_)) => None,
        (Holds::List(_) | Holds::Values, _) => Some("an array"),
        (Holds::Text, Value::String(_)) | (Holds::Flag, Value::Bool(_)) | (Holds::Number, Value::Number(_)) => None,
        (Holds::Texts, Value::Array(items)) if items.iter().all(|item| matches!(item, Value::String(_))) => None,
        (Holds::Text, _) => Some("a string"),
        (Holds::Texts, _) => Some("an array of strings"),
        (Holds::Flag, _) => Some("a boolean"),
        (Holds::Count, Value::Number(_)) if node.as_u64().is_some() => None,
        (Holds::Count, _) => Some("a whole number from 0"),
        (Holds::Objects, Value::Array(items)) if items.iter().all(|item| matches!(item, Value::Object(_))) => None,
        (Holds::Objects, _) => Some("an array of objects"),
        (Holds::Number, _) => Some("a number"),
        _ => Some("an object"),
    }
}

/// The function of CloudFormation that an object stands for: `{"Fn::Sub": "…"}`, `{"Ref": "…"}`.
fn intrinsic<'d>(node: &Node<'d>) -> Option<&'d str> {
    let mut entries = node.entries();
    let (name, _) = entries.next().filter(|_| entries.next().is_none())?;
    (name == "Ref" || name.starts_with("Fn::")).then_some(name)
}
