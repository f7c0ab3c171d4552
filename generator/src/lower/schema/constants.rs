//! `enum` and `const`: listed values, named.

use crate::index::{IndexMap, IndexSet};
use gatewright_document::{Code, Node, Value};

use crate::ir::{Docs, Enum, EnumOf, EnumVariant, Name, Scalar, TypeKind, TypeRef};
use crate::lower::facts::constants;
use crate::lower::facts::scalar;
use crate::lower::facts::shape::Shape;
use crate::lower::schema::Schemas;
use crate::lower::schema::form::Form;

/// Extensions that name the values, and those that describe them.
const NAMES: [&str; 3] = ["x-enum-varnames", "x-enumNames", "x-enum-names"];

const DESCRIPTIONS: [&str; 2] = ["x-enum-descriptions", "x-enumDescriptions"];

impl<'d> Schemas<'d, '_> {
    pub(crate) fn constants(&mut self, shape: &Shape<'d>, constants: &[Value], _place: &str) -> Form {
        if constants.iter().all(|constant| matches!(constant, Value::Bool(_))) {
            return Form::Ref(TypeRef::Scalar(Scalar::Bool));
        }
        let of = if constants.iter().all(|constant| matches!(constant, Value::String(_))) {
            EnumOf::Strings
        } else if constants.iter().all(|constant| constant.as_i64().is_some()) {
            EnumOf::Integers
        } else {
            EnumOf::Values
        };
        let mut variants = Vec::with_capacity(constants.len());
        let mut seen = IndexSet::default();
        self.uneven_names(shape);
        for (constant, index) in constants.iter().zip(places(shape, constants)) {
            let wire = match of {
                EnumOf::Strings => scalar::text(constant),
                // `1.0` is the integer 1, and has to be one in Rust.
                EnumOf::Integers => {
                    constant.as_i64().map_or_else(|| scalar::text(constant), |number| number.to_string())
                }
                EnumOf::Values => constant.to_json().to_string(),
            };
            if !seen.insert(wire.clone()) {
                continue;
            }
            let (name, description) = index.map_or((None, None), |index| described(shape, index, constant));
            let origin = shape.constants_at.as_ref().and_then(|node| match node.read("enum") {
                Some(list) => list.items().nth(index?),
                None => node.read("const"),
            });
            let name = Name {
                wire,
                called: name.map(Into::into),
                origin: origin.or_else(|| shape.constants_at.clone()).map(|node| node.origin().clone()),
            };
            variants.push(EnumVariant { name, docs: Docs { description, ..Docs::default() }.into() });
        }
        Form::Kind(TypeKind::Enum(Enum { of, open: false, variants: variants.into_iter().collect() }))
    }

    /// Tells of a list of names or descriptions that is not as long as that of the values.
    fn uneven_names(&mut self, shape: &Shape<'d>) {
        let Some(node) = &shape.constants_at else { return };
        let Some(values) = node.get("enum").map(|list| list.items().count()) else { return };
        let holder = holder_of_schema(node);
        for key in NAMES.iter().chain(&DESCRIPTIONS) {
            let list = node.get(key).or_else(|| holder.as_ref()?.get(key));
            let Some(list) = list.filter(|list| matches!(list.value(), Value::Array(_))) else { continue };
            let count = list.items().count();
            if count != values {
                self.report
                    .once(&list, Code::INVALID_VALUE)
                    .at(&list.origin().own_key())
                    .message(format!("`{key}` has {count} entries for {values} listed values"))
                    .label(if count < values { "the last values have none" } else { "the last entries have no value" })
                    .help("write one for each value, in their order");
            }
        }
    }
}

/// The places of values in the list of the document, which may have others too: null, or what another part of an
/// `allOf` excludes. What only another part lists has none.
fn places(shape: &Shape<'_>, constants: &[Value]) -> Vec<Option<usize>> {
    let values = shape.constants_at.as_ref().and_then(constants::listed);
    let mut listed: IndexMap<String, usize> = IndexMap::default();
    for (place, value) in values.iter().flatten().enumerate() {
        listed.entry(value.to_json().to_string()).or_insert(place);
    }
    constants.iter().map(|constant| listed.get(&constant.to_json().to_string()).copied()).collect()
}

/// The name that `x-ms-enum` gives an enumeration
/// ([AutoRest](https://github.com/Azure/autorest/blob/main/docs/extensions/readme.md#x-ms-enum)).
pub(super) fn called(node: &Node<'_>, kind: &TypeKind) -> Option<Box<str>> {
    let TypeKind::Enum(_) = kind else { return None };
    let of =
        |node: &Node<'_>| -> Option<Box<str>> { Some(node.read("x-ms-enum")?.read("name")?.value().as_str()?.into()) };
    of(node).or_else(|| of(&holder_of_schema(node)?)).filter(|name| !name.is_empty())
}

/// The parameter or header that a schema is the `schema` of.
fn holder_of_schema<'d>(node: &Node<'d>) -> Option<Node<'d>> {
    node.parent().filter(|_| node.origin().pointer.last().as_deref() == Some("schema"))
}

/// Name and description of a value, from the extensions in use.
fn described(shape: &Shape<'_>, index: usize, constant: &Value) -> (Option<String>, Option<String>) {
    let Some(node) = &shape.constants_at else { return (None, None) };
    // What was written for Swagger 2.0 says it of the parameter, whose schema this may be.
    let parameter = holder_of_schema(node);
    let extension = |key: &str| node.read(key).or_else(|| parameter.as_ref()?.read(key));
    let listed = |keys: &[&str]| {
        keys.iter().find_map(|key| {
            let list = extension(key)?;
            let item = match list.value() {
                Value::Object(map) => map.get(&scalar::text(constant))?.as_str().map(str::to_owned),
                _ => list.items().nth(index)?.value().as_str().map(str::to_owned),
            };
            item.filter(|text| !text.is_empty())
        })
    };
    let azure = extension("x-ms-enum").and_then(|extension| extension.read("values")).and_then(|values| {
        values.items().find(|entry| {
            entry.read("value").is_some_and(|value| scalar::text(value.value()) == scalar::text(constant))
        })
    });
    let of_azure = |key: &str| azure.as_ref().and_then(|entry| entry.read(key)?.value().as_str().map(str::to_owned));
    (listed(&NAMES).or_else(|| of_azure("name")), listed(&DESCRIPTIONS).or_else(|| of_azure("description")))
}
