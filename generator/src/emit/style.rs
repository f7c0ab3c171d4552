//! The style of a parameter or a form field, as the runtime takes it.

use super::ty::{Outline, Types};
use crate::ir::{Content, Parameter, Place, Style};
use crate::print::{Expression, Path};

/// The style, where it differs from what a scalar in that place would do.
pub(crate) fn of_parameter(parameter: &Parameter, types: Types<'_>) -> Option<Expression> {
    let scalar = types.outline(&parameter.ty) == Outline::Scalar;
    let in_query = matches!(parameter.place, Place::Query | Place::Cookie);
    match parameter.style {
        Style::Label { .. } | Style::Matrix { .. } => {}
        _ if scalar => return None,
        _ => {}
    }
    of(parameter.style, in_query)
}

/// The fields of a form that have a style of their own, as the runtime takes them.
pub(crate) fn of_fields(content: &Content) -> Option<Expression> {
    let fields = content.fields.iter().filter_map(|(name, style)| {
        let style = of(*style, true)?;
        Some(Expression::Tuple(vec![Expression::str(name), style]))
    });
    (!content.fields.is_empty()).then(|| Expression::reference(Expression::Array(fields.collect())))
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
        Style::Json => return None,
    })
}
