//! The style of a parameter or a form field, as the runtime takes it.

use super::ty::{Outline, Types};
use crate::ir::{Parameter, Place, Style, TypeKind, TypeRef};
use crate::print::{Expression, Path};

/// The style, where it differs from what a scalar in that place would do.
pub(crate) fn of_parameter(parameter: &Parameter, types: Types<'_>) -> Option<Expression> {
    let scalar = types.outline(&parameter.ty) == Outline::Scalar;
    let in_query = matches!(parameter.place, Place::Query | Place::Cookie);
    if parameter.place == Place::QueryString {
        return None;
    }
    match parameter.style {
        Style::Label { .. } | Style::Matrix { .. } => {}
        _ if scalar => return None,
        _ => {}
    }
    of(parameter.style, in_query)
}

/// The fields of a form as a server reads it: those with a style of their own, and the objects, whose properties are
/// written as `name[key]`.
pub(crate) fn of_read_fields(styled: &[(String, Style)], ty: &TypeRef, types: Types<'_>) -> Option<Expression> {
    let mut fields = styled.to_vec();
    let mut forms = vec![ty];
    // The variants of a choice are forms; no choice is within another.
    if let TypeRef::Named(id) = types.unaliased(ty)
        && let TypeKind::Union(union) = &types.api.types.get(*id).kind
    {
        forms = union.variants.iter().map(|variant| &variant.ty).collect();
    }
    for form in forms {
        let TypeRef::Named(id) = types.unaliased(form) else { continue };
        let TypeKind::Struct(form) = &types.api.types.get(*id).kind else { continue };
        for field in form.fields.iter().filter(|field| types.is_nested(&field.ty)) {
            if fields.iter().all(|(known, _)| *known != field.name.wire) {
                fields.push((field.name.wire.clone(), Style::DeepObject));
            }
        }
    }
    of_fields(&fields)
}

/// The fields of a form that have a style of their own, as the runtime takes them.
pub(crate) fn of_fields(fields: &[(String, Style)]) -> Option<Expression> {
    if fields.is_empty() {
        return None;
    }
    let fields = fields.iter().filter_map(|(name, style)| {
        let style = of(*style, true)?;
        Some(Expression::Tuple(vec![Expression::str(name), style]))
    });
    Some(Expression::reference(Expression::Array(fields.collect())))
}

fn of(style: Style, in_query: bool) -> Option<Expression> {
    let exploding =
        |path, explode| Expression::Struct(Path::runtime(path), vec![("explode".into(), Expression::Bool(explode))]);
    Some(match style {
        Style::Label { explode } => exploding("rt::Style::Label", explode),
        Style::Matrix { explode } => exploding("rt::Style::Matrix", explode),
        Style::Plain { explode } if in_query => exploding("rt::Style::Form", explode),
        Style::Plain { explode } => exploding("rt::Style::Simple", explode),
        Style::SpaceDelimited => Expression::Path(Path::runtime("rt::Style::SpaceDelimited")),
        Style::TabDelimited => Expression::Path(Path::runtime("rt::Style::Tsv")),
        Style::PipeDelimited => Expression::Path(Path::runtime("rt::Style::PipeDelimited")),
        Style::DeepObject => Expression::Path(Path::runtime("rt::Style::DeepObject")),
        Style::Json | Style::Form => return None,
    })
}
