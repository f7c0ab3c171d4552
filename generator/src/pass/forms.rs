//! Gives properties the types of the forms in which their service writes them, as the user says.
//!
//! Runs after `direction`, before `finite`. A property that the form is not for is left as it is; an option that
//! applies to nothing is reported.

use gatewright_document::{Code, Report, nearest};

use super::selectors;
use crate::ir::{Api, Custom, Field, Presence, Scalar, TypeArena, TypeId, TypeKind, TypeRef};
use crate::options::{Options, Setting};

/// Other forms than that of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    EpochSeconds,
    NumberOrString,
    EmptyIsNone,
    OneOrMany,
    NullItems,
}

const FORMS: [(&str, Form); 5] = [
    ("epoch-seconds", Form::EpochSeconds),
    ("number-or-string", Form::NumberOrString),
    ("empty-is-none", Form::EmptyIsNone),
    ("one-or-many", Form::OneOrMany),
    ("null-items", Form::NullItems),
];

/// What begins a selector of all values of a format.
const FORMAT: &str = "format:";

pub(super) fn run(api: &mut Api, options: &Options, report: &mut Report) {
    for (selector, setting) in &options.form {
        let Some((_, form)) = FORMS.iter().find(|(name, _)| *name == setting.value) else {
            let near = nearest(&setting.value, FORMS.iter().map(|(name, _)| *name));
            options
                .tell(report, Code::INVALID_OPTION, setting)
                .message(format!("there is no form `{}`", setting.value))
                .help_if(near, |near| format!("did you mean `{near}`?"));
            continue;
        };
        if !apply(api, selector, *form) {
            unused(options, report, selector, setting);
        }
    }
}

fn unused(options: &Options, report: &mut Report, selector: &str, setting: &Setting) {
    options
        .tell(report, Code::UNUSED_OPTION, setting)
        .message(format!("no property `{selector}` has a type that `{}` is for", setting.value))
        .help("name a property, such as `Event.created`, or a format, such as `format:date-time`");
}

/// Applies a form where it is chosen; whether there was such a property.
fn apply(api: &mut Api, selector: &str, form: Form) -> bool {
    let mut applied = false;
    for id in api.types.ids() {
        for (index, field) in chosen(&api.types, id, selector) {
            let Some(changed) = formed(&api.types, &field, form) else { continue };
            applied = true;
            if let TypeKind::Struct(object) = &mut api.types.get_mut(id).kind
                && let Some(field) = object.fields.get_mut(index)
            {
                *field = changed;
            }
        }
    }
    applied
}

/// The properties of a type that a selector means, by their places.
fn chosen(types: &TypeArena, id: TypeId, selector: &str) -> Vec<(usize, Field)> {
    let def = types.get(id);
    let TypeKind::Struct(object) = &def.kind else { return Vec::new() };
    let every = selectors::all_members(def).iter().any(|all| all == selector);
    let format = selector.strip_prefix(FORMAT);
    let is_chosen = |field: &Field| {
        every
            || format.is_some_and(|format| has_format(types, &field.ty, format))
            || selectors::of_member(def, &field.name).iter().any(|one| one == selector)
    };
    object.fields.iter().cloned().enumerate().filter(|(_, field)| is_chosen(field)).collect()
}

fn has_format(types: &TypeArena, ty: &TypeRef, format: &str) -> bool {
    match types.unaliased(ty) {
        TypeRef::Scalar(scalar) => match format {
            "date-time" => *scalar == Scalar::DateTime,
            "float" | "double" => *scalar == Scalar::Double,
            "int32" => *scalar == Scalar::I32,
            "int64" => *scalar == Scalar::I64,
            "decimal" => *scalar == Scalar::Decimal,
            _ => false,
        },
        TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => has_format(types, inner, format),
        _ => false,
    }
}

/// A property in another form; `None` if the form is not for its type.
fn formed(types: &TypeArena, field: &Field, form: Form) -> Option<Field> {
    let mut field = field.clone();
    field.limits = Default::default();
    match form {
        Form::EmptyIsNone => {
            field.ty = of_runtime("rt::NonEmpty", field.ty);
            field.presence = match field.presence {
                Presence::Nullable => Presence::Required,
                Presence::OptionalNullable => Presence::Optional,
                presence => presence,
            };
        }
        form => field.ty = formed_type(types, &field.ty, form)?,
    }
    Some(field)
}

/// A type in another form, within lists and maps too.
fn formed_type(types: &TypeArena, ty: &TypeRef, form: Form) -> Option<TypeRef> {
    let scalar = match (types.unaliased(ty), form) {
        (TypeRef::List(item), Form::OneOrMany) => return Some(of_runtime("rt::OneOrMany", (**item).clone())),
        (TypeRef::List(item), Form::NullItems) => {
            return Some(TypeRef::List(Box::new((**item).clone().or_null(true))));
        }
        (TypeRef::List(item), form) => return Some(TypeRef::List(Box::new(formed_type(types, item, form)?))),
        (TypeRef::Map(value), Form::NullItems) => {
            let formed = formed_type(types, value, form).unwrap_or_else(|| (**value).clone().or_null(true));
            return Some(TypeRef::Map(Box::new(formed)));
        }
        (TypeRef::Map(value), form) => return Some(TypeRef::Map(Box::new(formed_type(types, value, form)?))),
        (TypeRef::Nullable(inner), form) => return Some(TypeRef::Nullable(Box::new(formed_type(types, inner, form)?))),
        (TypeRef::Scalar(scalar), _) => *scalar,
        _ => return None,
    };
    let formed = match (form, scalar) {
        (Form::EpochSeconds, Scalar::DateTime | Scalar::HttpDate | Scalar::LocalDateTime) => Scalar::UnixTime,
        (Form::NumberOrString, Scalar::I8 | Scalar::I16 | Scalar::I32 | Scalar::U8 | Scalar::U16) => Scalar::NumericI32,
        (Form::NumberOrString, Scalar::I64 | Scalar::U32) => Scalar::NumericI64,
        (Form::NumberOrString, Scalar::U64) => Scalar::NumericU64,
        (Form::NumberOrString, Scalar::F64 | Scalar::Double) => Scalar::NumericF64,
        (Form::NumberOrString, Scalar::String | Scalar::Decimal) => Scalar::Quantity,
        _ => return None,
    };
    Some(TypeRef::Scalar(formed))
}

/// A type of the runtime around another.
fn of_runtime(path: &str, inner: TypeRef) -> TypeRef {
    TypeRef::Custom(Box::new(Custom { path: path.to_owned(), parameters: vec![inner], foreign: false }))
}
