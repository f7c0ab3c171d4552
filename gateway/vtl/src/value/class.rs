//! The Java classes of values: `$value.class.name`.
//!
//! Nothing of Java's reflection is reached through a class but its names.

use super::collection::{List, ListKind, ViewPart};
use super::object::Value;
use crate::number::Number;

/// A Java class, known by its binary name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class(&'static str);

impl Class {
    /// `java.util.LinkedHashMap`, `[Ljava.lang.String;`
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0
    }

    /// `LinkedHashMap`, `String[]`
    #[must_use]
    pub fn simple_name(self) -> String {
        let array = self.0.strip_prefix('[');
        let element = match array {
            Some("B") => "byte",
            Some("C") => "char",
            Some(object) => object.trim_start_matches('L').trim_end_matches(';'),
            None => self.0,
        };
        let simple = element.rsplit(['.', '$']).next().unwrap_or(element);
        if array.is_some() { format!("{simple}[]") } else { simple.to_owned() }
    }
}

impl Value {
    /// The class of a value; nothing for null, and for what API Gateway makes itself (`$input`, `$util`).
    ///
    /// The classes of payloads are those of json-smart.
    pub(crate) fn class(&self) -> Option<Class> {
        Some(Class(match self {
            Self::Boolean(_) => "java.lang.Boolean",
            Self::Number(number) => match number {
                Number::Integer(_) => "java.lang.Integer",
                Number::Long(_) => "java.lang.Long",
                Number::Big(_) => "java.math.BigInteger",
                Number::Double(_) => "java.lang.Double",
                Number::Decimal(_) => "java.math.BigDecimal",
            },
            Self::Character(_) => "java.lang.Character",
            Self::Text(_) => "java.lang.String",
            Self::List(list) => list_class(list),
            Self::Map(_) => "java.util.LinkedHashMap",
            Self::Entry(_) => "java.util.LinkedHashMap$Entry",
            Self::View(view) => match view.part {
                ViewPart::Keys => "java.util.LinkedHashMap$LinkedKeySet",
                ViewPart::Values => "java.util.LinkedHashMap$LinkedValues",
                ViewPart::Entries => "java.util.LinkedHashMap$LinkedEntrySet",
            },
            Self::Loop(_) => "org.apache.velocity.runtime.directive.ForeachScope",
            Self::Block(_) => "org.apache.velocity.runtime.directive.Block$Reference",
            Self::Class(_) => "java.lang.Class",
            Self::Null | Self::Input | Self::Util => return None,
        }))
    }
}

fn list_class(list: &List) -> &'static str {
    match list.kind() {
        ListKind::Plain => "java.util.ArrayList",
        ListKind::Json => "net.minidev.json.JSONArray",
        ListKind::Iterator => "java.util.ArrayList$Itr",
        ListKind::Array => match list.get(0) {
            Some(Value::Character(_)) => "[C",
            Some(Value::Number(_)) => "[B",
            None | Some(Value::Text(_)) => "[Ljava.lang.String;",
            Some(_) => "[Ljava.lang.Object;",
        },
    }
}
