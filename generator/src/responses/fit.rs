//! Holds a value to a type as tolerant clients do, without the code that is generated for it.

use crate::index::IndexSet;
use gatewright_document::Origin;
use serde_json::Value;

use crate::ir::{
    Api, Enum, EnumOf, Field, Presence, Scalar, Struct, Tag, Tuple, TypeArena, TypeId, TypeKind, TypeRef, Union,
};

/// A place where a value does not fit.
pub(super) struct Fit {
    pub(super) path: String,
    pub(super) expected: String,
    pub(super) found: String,
    pub(super) property: Option<String>,
    pub(super) origin: Option<Origin>,
    pub(super) setting: Option<Setting>,
}

/// A setting that accepts what does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Setting {
    /// `optional`: the property may be missing or null.
    Optional(String),
    /// `forms`: the values of the property are written in another form than the document says.
    Form {
        /// The property.
        property: String,
        /// The form.
        form: &'static str,
    },
}

impl core::fmt::Display for Setting {
    /// The line of `gatewright.toml`.
    fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Optional(property) => write!(out, "optional = [{property:?}]"),
            Self::Form { property, form } => write!(out, "forms.{property:?} = {form:?}"),
        }
    }
}

/// Several settings as lines of `gatewright.toml`.
pub(super) fn lines(settings: &[&Setting]) -> String {
    let settings: IndexSet<&Setting> = settings.iter().copied().collect();
    let (mut optional, mut forms) = (String::new(), String::new());
    for setting in settings {
        match setting {
            Setting::Optional(property) => optional.push_str(&format!("    {property:?},\n")),
            Setting::Form { property, form } => forms.push_str(&format!("{property:?} = {form:?}\n")),
        }
    }
    let optional = if optional.is_empty() { optional } else { format!("optional = [\n{optional}]\n") };
    let forms = if forms.is_empty() { forms } else { format!("[forms]\n{forms}") };
    if optional.is_empty() || forms.is_empty() { optional + &forms } else { format!("{optional}\n{forms}") }
}

/// How deep values are compared; the runtime reads no deeper by default.
const DEEP: usize = 128;
/// How many variants of unions within unions are tried for one value.
const TRIALS: usize = 20_000;

/// A property, and how far the way to it is.
#[derive(Clone, Copy)]
struct Around<'a> {
    owner: TypeId,
    field: &'a Field,
    depth: usize,
}

/// The comparison of one value.
pub(super) struct Fits<'a> {
    api: &'a Api,
    found: Vec<Fit>,
    path: Vec<String>,
    /// The property around the value at hand.
    property: Option<Around<'a>>,
    /// Whether clients leave out what does not fit, where it need not be there.
    lenient: bool,
    trials: usize,
}

impl<'a> Fits<'a> {
    pub(super) fn new(api: &'a Api, lenient: bool) -> Self {
        Self { api, found: Vec::new(), path: Vec::new(), property: None, lenient, trials: TRIALS }
    }

    /// Where the value does not fit.
    pub(super) fn of(mut self, value: &Value, ty: &'a TypeRef, nullable: bool) -> Vec<Fit> {
        if !(nullable && value.is_null()) {
            self.value(value, ty);
        }
        self.found
    }

    fn value(&mut self, value: &Value, ty: &'a TypeRef) {
        if self.path.len() >= DEEP {
            return;
        }
        match ty {
            TypeRef::Named(id) => self.named(value, *id),
            TypeRef::Boxed(inner) => self.value(value, inner),
            TypeRef::Nullable(inner) if !value.is_null() => self.value(value, inner),
            TypeRef::List(item) => self.list(value, item),
            TypeRef::Map(inner) => self.map(value, inner),
            TypeRef::Tuple(tuple) => self.tuple(value, tuple),
            TypeRef::Scalar(scalar) => self.scalar(value, *scalar),
            TypeRef::Nullable(_) | TypeRef::Custom(_) | TypeRef::Json | TypeRef::Unit => {}
        }
    }

    fn named(&mut self, value: &Value, id: TypeId) {
        match &self.api.types.get(id).kind {
            TypeKind::Struct(object) => self.object(value, id, object),
            TypeKind::Enum(listed) => self.listed(value, listed),
            TypeKind::Union(union) => self.union(value, union),
            TypeKind::Newtype(ty) | TypeKind::Alias(ty) => self.value(value, ty),
            TypeKind::Multipart(_) | TypeKind::Headers(_) => {}
        }
    }

    fn object(&mut self, value: &Value, id: TypeId, object: &'a Struct) {
        let Value::Object(members) = value else { return self.misfit("an object", value) };
        let around = self.property;
        for field in &object.fields {
            self.path.push(step(&field.name.wire));
            self.property = Some(Around { owner: id, field, depth: self.path.len() });
            match members.get(&field.name.wire) {
                Some(Value::Null) if field.presence != Presence::Required || self.is_empty_without(&field.ty) => {}
                Some(member) if field.presence.is_required() => self.value(member, &field.ty),
                Some(member) => self.unneeded(member, &field.ty),
                None if field.presence == Presence::Required && !self.is_empty_without(&field.ty) => {
                    self.path.pop();
                    self.missing(&field.name.wire);
                    continue;
                }
                None => {}
            }
            self.path.pop();
        }
        self.property = around;
        let Some(rest) = object.rest.as_deref() else { return };
        let TypeRef::Map(inner) = &rest.ty else { return };
        let unlisted = members.iter().filter(|(name, _)| !object.fields.iter().any(|field| field.name.wire == **name));
        for (name, member) in unlisted {
            self.path.push(step(name));
            self.unneeded(member, inner);
            self.path.pop();
        }
    }

    /// A value that need not be there.
    fn unneeded(&mut self, value: &Value, ty: &'a TypeRef) {
        let before = self.found.len();
        self.value(value, ty);
        if self.lenient {
            self.found.truncate(before);
        }
    }

    /// Whether nothing and null read as an empty list or map, or are values.
    fn is_empty_without(&self, ty: &TypeRef) -> bool {
        match self.api.types.unaliased(ty) {
            TypeRef::List(_) | TypeRef::Map(_) | TypeRef::Nullable(_) | TypeRef::Unit => true,
            TypeRef::Boxed(inner) => self.is_empty_without(inner),
            _ => false,
        }
    }

    fn listed(&mut self, value: &Value, listed: &Enum) {
        let fits = match listed.of {
            EnumOf::Strings => value.is_string(),
            EnumOf::Integers => is_whole(value),
            EnumOf::Values => true,
        };
        if !fits {
            self.misfit(if listed.of == EnumOf::Strings { "a string" } else { "an integer" }, value);
        }
    }

    /// What fits no variant, and a tag that is not listed, are kept.
    fn union(&mut self, value: &Value, union: &'a Union) {
        let Tag::Property(tag) = &union.tag else { return };
        let Some(own) = value.get(&tag.name) else { return };
        let own = own.as_str().map_or_else(|| own.to_string(), str::to_owned);
        let meant = union.variants.iter().find(|variant| variant.tags.contains(&own));
        if let Some(variant) = meant.filter(|_| self.trials > 0) {
            self.trials -= 1;
            self.value(value, &variant.ty);
        }
    }

    fn list(&mut self, value: &Value, item: &'a TypeRef) {
        match value {
            Value::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    self.path.push(format!("[{index}]"));
                    self.value(value, item);
                    self.path.pop();
                }
            }
            Value::Null => {}
            other => self.misfit("an array", other),
        }
    }

    fn map(&mut self, value: &Value, inner: &'a TypeRef) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    self.path.push(step(name));
                    self.unneeded(value, inner);
                    self.path.pop();
                }
            }
            Value::Null => {}
            other => self.misfit("an object", other),
        }
    }

    fn tuple(&mut self, value: &Value, tuple: &'a Tuple) {
        let Value::Array(items) = value else { return self.misfit("an array", value) };
        if items.len() < tuple.least {
            return self.misfit(&format!("an array of {} items", tuple.least), value);
        }
        let rest = tuple.rest.as_deref();
        let types = tuple.items.iter().map(Some).chain(core::iter::repeat(rest));
        for (index, (item, ty)) in items.iter().zip(types).enumerate() {
            if let Some(ty) = ty {
                self.path.push(format!("[{index}]"));
                self.value(item, ty);
                self.path.pop();
            }
        }
    }

    fn scalar(&mut self, value: &Value, scalar: Scalar) {
        use Scalar::{
            Bool, Double, F64, I8, I16, I32, I64, IntOrString, Number, Quantity, U8, U16, U32, U64, UnixTime,
        };
        let expected = match scalar {
            Bool => ("`true` or `false`", value.is_boolean()),
            I8 | I16 | I32 | I64 | U8 | U16 | U32 | U64 | UnixTime => ("an integer", is_in_range(value, scalar)),
            F64 | Double | Number => ("a number", value.is_number()),
            IntOrString | Quantity => ("an integer or a string", value.is_number() || value.is_string()),
            Scalar::NumericI32 | Scalar::NumericI64 | Scalar::NumericU64 | Scalar::NumericF64 => {
                let is_text = value.as_str().is_some_and(|text| text.parse::<f64>().is_ok());
                ("a number or the text of one", value.is_number() || is_text)
            }
            Scalar::DateTime => ("a date-time (RFC 3339)", value.is_string()),
            _ => ("a string", value.is_string()),
        };
        if !expected.1 {
            self.misfit(expected.0, value);
        }
    }

    fn missing(&mut self, name: &str) {
        let (property, origin) = self.names();
        let setting = property.clone().map(Setting::Optional);
        let (path, expected) = (self.shown_path(), format!("a property `{name}`"));
        self.found.push(Fit { path, expected, found: "none".to_owned(), property, origin, setting });
    }

    fn misfit(&mut self, expected: &str, value: &Value) {
        let (property, origin) = self.names();
        let setting = property.clone().and_then(|property| self.setting(property, expected, value));
        let (path, found) = (self.shown_path(), found(value));
        self.found.push(Fit { path, expected: expected.to_owned(), found, property, origin, setting });
    }

    /// What accepts a value in place of what the property is to hold.
    fn setting(&self, property: String, expected: &str, value: &Value) -> Option<Setting> {
        let is_item = self.property.is_some_and(|around| around.depth < self.path.len());
        let form = |form: &'static str| Some(Setting::Form { property: property.clone(), form });
        match (expected, value) {
            (_, Value::Null) if is_item => form("null-items"),
            (_, Value::Null) => Some(Setting::Optional(property)),
            ("a date-time (RFC 3339)", Value::Number(_)) => form("epoch-seconds"),
            (_, Value::String(text)) if text.is_empty() => form("empty-is-none"),
            ("a string", Value::Number(_)) => form("number-or-string"),
            ("a number" | "an integer", Value::String(text)) if text.parse::<f64>().is_ok() => form("number-or-string"),
            ("an array", item) if self.is_item_of_list(item) => form("one-or-many"),
            _ => None,
        }
    }

    /// Whether the list that the property at hand holds could have the value as an item.
    fn is_item_of_list(&self, value: &Value) -> bool {
        let ty = self.property.map(|around| &around.field.ty);
        let item = ty.and_then(|ty| item_of(&self.api.types, ty));
        item.is_some_and(|item| Fits::new(self.api, false).of(value, item, false).is_empty())
    }

    /// The property at hand as options call it, and where it stands.
    fn names(&self) -> (Option<String>, Option<Origin>) {
        let Some(Around { owner, field, .. }) = self.property else { return (None, None) };
        let def = self.api.types.get(owner);
        let pointer = field.name.origin.as_ref().map(|origin| format!("#{}", origin.pointer));
        let name = match pointer.filter(|_| !def.named) {
            Some(pointer) => pointer,
            None => format!("{}.{}", def.key(), field.name.wire),
        };
        (Some(name), field.name.origin.clone())
    }

    fn shown_path(&self) -> String {
        format!("${}", self.path.concat())
    }
}

/// The type of the items of a list, which may be in maps.
fn item_of<'t>(types: &'t TypeArena, ty: &'t TypeRef) -> Option<&'t TypeRef> {
    match types.unaliased(ty) {
        TypeRef::List(item) => Some(item),
        TypeRef::Map(inner) | TypeRef::Nullable(inner) => item_of(types, inner),
        _ => None,
    }
}

fn step(name: &str) -> String {
    let is_plain = !name.is_empty()
        && name.chars().all(|c| c == '_' || c.is_alphanumeric())
        && !name.starts_with(|c: char| c.is_ascii_digit());
    if is_plain { format!(".{name}") } else { format!("[{}]", Value::from(name)) }
}

/// `1.0` is an integer as well.
fn is_whole(value: &Value) -> bool {
    value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0)
}

fn is_in_range(value: &Value, scalar: Scalar) -> bool {
    let (least, most): (i128, i128) = match scalar {
        Scalar::I8 => (i8::MIN.into(), i8::MAX.into()),
        Scalar::I16 => (i16::MIN.into(), i16::MAX.into()),
        Scalar::I32 => (i32::MIN.into(), i32::MAX.into()),
        Scalar::U8 => (0, u8::MAX.into()),
        Scalar::U16 => (0, u16::MAX.into()),
        Scalar::U32 => (0, u32::MAX.into()),
        Scalar::U64 => (0, u64::MAX.into()),
        _ => (i64::MIN.into(), i64::MAX.into()),
    };
    #[expect(clippy::cast_possible_truncation, reason = "beyond 128 bits it saturates, and is out of any range")]
    let of_float = || value.as_f64().filter(|number| number.fract() == 0.0).map(|number| number as i128);
    let number = value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from)).or_else(of_float);
    number.is_some_and(|number| (least..=most).contains(&number))
}

/// A value in words: its kind, and its text where it is short.
fn found(value: &Value) -> String {
    const SHOWN: usize = 60;
    match value {
        Value::String(text) if text.chars().nth(SHOWN).is_none() => {
            format!("the string {}", Value::from(text.as_str()))
        }
        Value::String(_) => "the string of a text".to_owned(),
        Value::Number(number) => format!("the number {number}"),
        Value::Array(items) => if items.is_empty() { "an empty array" } else { "an array" }.to_owned(),
        Value::Object(members) => if members.is_empty() { "an empty object" } else { "an object" }.to_owned(),
        other => other.to_string(),
    }
}
