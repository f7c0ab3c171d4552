//! `Validate`: constraints of members, emitted only where there is something to check.

use std::collections::BTreeSet;
use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Api, Limits, Name, Operation, Part, PartKind, Scalar, TypeDef, TypeId, TypeKind, TypeRef};
use crate::names::{Ident, Names, TypeNames};
use crate::print::{Code, Expression, Item, Literal, Path, Validate};

/// Which types are in requests, those of callbacks too, or in nothing of the document.
pub(crate) fn requested(api: &Api) -> Vec<bool> {
    let mut sent: Vec<bool> = api.types.iter().map(|(_, def)| def.in_requests || !def.in_responses).collect();
    let mut called_back: Vec<TypeId> = api.callbacks.iter().flat_map(Operation::types).collect();
    let mut seen = vec![false; sent.len()];
    while let Some(id) = called_back.pop() {
        if seen.get(id.index()) == Some(&false) {
            [&mut seen, &mut sent]
                .into_iter()
                .filter_map(|marks| marks.get_mut(id.index()))
                .for_each(|mark| *mark = true);
            for ty in api.types.get(id).kind.uses() {
                ty.add_named(&mut called_back);
            }
        }
    }
    sent
}

/// Which types have something to validate, themselves or in what they hold. Requests are checked; what is only ever
/// answered is not: in a large document that is most of it, and compiled for nobody.
pub(crate) fn checked(api: &Api) -> Vec<bool> {
    let sent = requested(api);
    let mut checked: Vec<bool> =
        api.types.iter().zip(&sent).map(|((_, def), sent)| *sent && is_limited(api, &def.kind)).collect();
    let mut holders: Vec<Vec<TypeId>> = vec![Vec::new(); api.types.len()];
    for (id, def) in api.types.iter() {
        let mut held = Vec::new();
        looked_into(&def.kind).into_iter().for_each(|ty| validated(ty, &mut held));
        for inner in held {
            if let Some(holders) = holders.get_mut(inner.index()) {
                holders.push(id);
            }
        }
    }
    let mut open: Vec<TypeId> = api.types.ids().filter(|id| checked.get(id.index()) == Some(&true)).collect();
    while let Some(id) = open.pop() {
        for holder in holders.get(id.index()).into_iter().flatten() {
            if let Some(slot) = checked.get_mut(holder.index())
                && sent.get(holder.index()) == Some(&true)
                && !core::mem::replace(slot, true)
            {
                open.push(*holder);
            }
        }
    }
    checked
}

/// The patterns that requests of these operations are held to, or what they hold.
pub(crate) fn patterns<'a>(
    api: &'a Api,
    operations: impl Iterator<Item = &'a Operation> + Clone,
    checked: &[bool],
) -> BTreeSet<&'a str> {
    let types = api.types.iter().zip(checked).filter(|(_, checked)| **checked);
    let types = types.flat_map(|((_, def), _)| own_limits(&def.kind));
    let parameters = operations.clone().flat_map(|operation| &operation.parameters).map(|parameter| &parameter.limits);
    let bodies = operations.flat_map(|operation| &operation.body).flat_map(|body| &body.variants);
    let mut patterns = BTreeSet::new();
    for limits in types.chain(parameters).chain(bodies.map(|content| &content.limits)) {
        let mut within = Some(limits);
        while let Some(limits) = within {
            patterns.extend(limits.patterns.iter().map(String::as_str));
            within = limits.each.as_deref();
        }
    }
    patterns
}

/// What a `Validate` of the definition looks into.
fn looked_into(kind: &TypeKind) -> Vec<&TypeRef> {
    match kind {
        TypeKind::Struct(object) => {
            let fields = object.fields.iter().chain(object.rest.as_deref());
            fields.map(|field| &field.ty).collect()
        }
        TypeKind::Multipart(parts) => parts.iter().filter_map(held).collect(),
        TypeKind::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
        TypeKind::Newtype(ty) | TypeKind::Alias(ty) => vec![ty],
        _ => Vec::new(),
    }
}

/// The named types that `Validate` reaches within a use. Tuples have none: what they hold is validated
/// by the code that takes it out.
fn validated(ty: &TypeRef, found: &mut Vec<TypeId>) {
    match ty {
        TypeRef::Named(id) => found.push(*id),
        TypeRef::Boxed(inner) | TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => {
            validated(inner, found);
        }
        TypeRef::Tuple(_) | TypeRef::Scalar(_) | TypeRef::Custom(_) | TypeRef::Json | TypeRef::Unit => {}
    }
}

/// What is constrained in a type: properties with their names, each with its type and its limits.
fn members<'a>(def: &'a TypeDef, idents: &'a [Ident]) -> Vec<(&'a Name, &'a Ident, &'a TypeRef, &'a Limits)> {
    match &def.kind {
        TypeKind::Multipart(parts) => {
            let parts = parts.iter().zip(idents);
            parts.filter_map(|(part, ident)| Some((&part.name, ident, held(part)?, &part.limits))).collect()
        }
        TypeKind::Struct(object) => {
            let fields = object.all().zip(idents);
            fields.map(|(field, ident)| (&field.name, ident, &field.ty, &field.limits)).collect()
        }
        _ => Vec::new(),
    }
}

/// The limits of what is in a type itself.
fn own_limits(kind: &TypeKind) -> Vec<&Limits> {
    match kind {
        TypeKind::Multipart(parts) => parts.iter().map(|part| &part.limits).collect(),
        TypeKind::Struct(object) => object.all().map(|field| &field.limits).collect(),
        _ => Vec::new(),
    }
}

/// Whether a type itself has a limit to check.
fn is_limited(api: &Api, kind: &TypeKind) -> bool {
    match kind {
        TypeKind::Multipart(parts) => {
            parts.iter().any(|part| held(part).is_some_and(|ty| limits(api, &part.limits, ty).is_some()))
        }
        TypeKind::Struct(object) => object.all().any(|field| limits(api, &field.limits, &field.ty).is_some()),
        _ => false,
    }
}

/// The type of a part that is no file.
fn held(part: &Part) -> Option<&TypeRef> {
    match &part.kind {
        PartKind::Text(ty) | PartKind::Json(ty) | PartKind::Items(ty) => Some(ty),
        PartKind::File | PartKind::Files | PartKind::Rest => None,
    }
}

/// The limits that apply to a type, as a `rt::Limits`; `None` when nothing is left to check.
pub(crate) fn limits(api: &Api, limits: &Limits, ty: &TypeRef) -> Option<Expression> {
    let ty = api.types.unaliased(ty);
    let (text, number, list, map) = match ty {
        TypeRef::Scalar(Scalar::String) => (true, false, false, false),
        TypeRef::Scalar(
            Scalar::Bool
            | Scalar::Bytes
            | Scalar::Base64
            | Scalar::Base64Url
            | Scalar::UnixTime
            | Scalar::IntOrString
            | Scalar::Quantity
            | Scalar::NumericI32
            | Scalar::NumericI64
            | Scalar::NumericU64
            | Scalar::NumericF64,
        ) => {
            return None;
        }
        TypeRef::Scalar(scalar) => (false, scalar.is_copy() || *scalar == Scalar::Number, false, false),
        TypeRef::List(_) | TypeRef::Tuple(_) => (false, false, true, false),
        TypeRef::Map(_) => (false, false, false, true),
        TypeRef::Nullable(inner) => return self::limits(api, limits, inner),
        _ => return None,
    };
    let mut calls: Vec<Check> = Vec::new();
    let count = |name, bound: Option<u64>| bound.map(|bound| (name, vec![Expression::Literal(Literal::count(bound))]));
    if text {
        calls.extend(count("min_length", limits.min_length));
        calls.extend(count("max_length", limits.max_length));
        calls.extend(pattern_checks(limits));
    }
    if number {
        calls.extend(bounds(limits));
    }
    if list {
        calls.extend(count("min_items", limits.min_items));
        calls.extend(count("max_items", limits.max_items));
        calls.extend(limits.unique_items.then(|| ("unique_items", Vec::new())));
    }
    if map {
        calls.extend(count("min_properties", limits.min_properties));
        calls.extend(count("max_properties", limits.max_properties));
    }
    if let (TypeRef::List(inner) | TypeRef::Map(inner), Some(each)) = (ty, &limits.each) {
        calls.extend(self::limits(api, each, inner).map(|each| ("each", vec![constant(each)])));
    }
    let new = Expression::Call(Path::runtime("rt::Limits::new"), Vec::new());
    (!calls.is_empty()).then(|| Expression::Methods(Box::new(new), calls))
}

/// A method of `rt::Limits`, with its arguments.
type Check = (&'static str, Vec<Expression>);

fn pattern_checks(limits: &Limits) -> Option<Check> {
    match limits.patterns.as_slice() {
        [] => None,
        [pattern] => Some(("pattern", vec![Expression::str(pattern)])),
        patterns => {
            let patterns = patterns.iter().map(|pattern| Expression::str(pattern)).collect();
            Some(("patterns", vec![Expression::reference(Expression::Array(patterns))]))
        }
    }
}

/// The bounds of a number. What the Rust type cannot have anyway needs no check, and a literal beyond `f64` no place.
fn bounds(limits: &Limits) -> impl Iterator<Item = Check> {
    let bounds = [
        (limits.minimum, "minimum"),
        (limits.maximum, "maximum"),
        (limits.exclusive_minimum, "exclusive_minimum"),
        (limits.exclusive_maximum, "exclusive_maximum"),
        (limits.multiple_of, "multiple_of"),
    ];
    let finite = bounds.into_iter().filter_map(|(bound, name)| Some((bound.filter(|bound| bound.is_finite())?, name)));
    finite.map(|(bound, name)| (name, vec![Expression::Literal(Literal::float(bound))]))
}

/// A reference to a constant.
fn constant(of: Expression) -> Expression {
    Expression::reference(Expression::Const(Box::new(of)))
}

/// `impl Validate` of a type that has something to check.
pub(crate) fn validate<'a>(api: &'a Api, names: &'a Names, id: TypeId, checked: &Rc<[bool]>) -> Option<Item<'a>> {
    let (def, TypeNames { ident: name, members: idents }) = (api.types.get(id), names.of_type(id));
    let body = match &def.kind {
        TypeKind::Struct(_) | TypeKind::Multipart(_) => {
            let (members, checked) = (members(def, idents).into_iter(), Rc::clone(checked));
            let mut checks = members
                .flat_map(move |(name, ident, ty, limits)| checks(api, name, ident, ty, limits, &checked))
                .peekable();
            checks.peek()?;
            return Some(Validate { name: name.clone(), checks: Box::new(checks) }.into());
        }
        TypeKind::Union(union) => {
            let variants = union.variants.iter().zip(idents);
            let checked = variants.filter(|(variant, _)| reaches(&variant.ty, checked));
            let arms: Vec<TokenStream> = checked
                .map(|(_, variant)| {
                    quote!(if let Self::#variant(value) = self { rt::Validate::validate_into(value, violations); })
                })
                .collect();
            if arms.is_empty() {
                return None;
            }
            quote!(#(#arms)*)
        }
        TypeKind::Newtype(_) => quote!(rt::Validate::validate_into(&self.0, violations)),
        _ => return None,
    };
    let whole =
        quote! { impl rt::Validate for #name { fn validate_into(&self, violations: &mut rt::Violations) { #body } } };
    Some(Code(whole).into())
}

fn checks(api: &Api, name: &Name, ident: &Ident, ty: &TypeRef, rule: &Limits, checked: &[bool]) -> Vec<Expression> {
    let check = |method, limits: Option<Expression>| {
        let field = Expression::reference(Expression::Field("self", ident.into()));
        let arguments = [Expression::str(&name.wire), field].into_iter().chain(limits).collect();
        Expression::Methods(Box::new(Expression::Path(Path::plain("violations"))), vec![(method, arguments)])
    };
    let own = limits(api, rule, ty).map(|limits| check("check", Some(constant(limits))));
    own.into_iter().chain(reaches(ty, checked).then(|| check("nested", None))).collect()
}

/// Whether a value of the type has something to validate within.
pub(crate) fn reaches(ty: &TypeRef, checked: &[bool]) -> bool {
    let mut ids = Vec::new();
    validated(ty, &mut ids);
    ids.iter().any(|id| checked.get(id.index()) == Some(&true))
}
