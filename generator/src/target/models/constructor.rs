//! `new` of models: it takes what the document requires, by name. What has one value is filled in.
//!
//! One value is an argument. Several are a struct in the module `required`, so that neither their order nor what is
//! added to the document changes what a program means.

use super::{Model, Models};
use crate::emit::{Only, Site, Types, docs};
use crate::ir::{Field, Part, Presence, Scalar, Struct, TypeKind, TypeRef};
use crate::names::Ident;
use crate::print::{self, Body, Constructor, Definition, Expression, Literal, Path, Takes, Type};

/// The module of the structs.
pub(super) const REQUIRED: &str = "required";

/// What becomes of a property in a constructor.
enum Source<'m> {
    Required(Asked<'m>),
    /// The one value that it can have.
    Only(Expression),
    /// Nothing, until it is set on the value.
    Unset(Expression),
}

/// The value that the caller names.
#[derive(Clone, Copy)]
enum Asked<'m> {
    Property(&'m Field),
    Part(&'m Part),
}

type Sources<'m> = Vec<(&'m Ident, Source<'m>)>;

impl Models<'_> {
    /// Where the values of a model come from; `None` of what has no constructor.
    fn sources<'m>(&self, model: Model<'m>) -> Option<Sources<'m>> {
        match &model.def.kind {
            TypeKind::Struct(object) => Some(self.sources_of_object(model, object)),
            TypeKind::Multipart(parts) => Some(self.sources_of_parts(model, parts)),
            _ => None,
        }
    }

    fn sources_of_object<'m>(&self, model: Model<'m>, object: &'m Struct) -> Sources<'m> {
        let std = self.types.std;
        let fields = object.fields.iter().zip(model.members).map(|(field, ident)| {
            let source = match self.only_value(field) {
                Some(only) => Source::Only(only),
                None if field.presence.is_required() => Source::Required(Asked::Property(field)),
                None => Source::Unset(Expression::Path(std.name("None"))),
            };
            (ident, source)
        });
        let rest = object.rest.as_ref().zip(model.members.last());
        fields.chain(rest.map(|(_, ident)| (ident, Source::Unset(empty(std.name("BTreeMap")))))).collect()
    }

    fn sources_of_parts<'m>(&self, model: Model<'m>, parts: &'m [Part]) -> Sources<'m> {
        let std = self.types.std;
        let parts = parts.iter().zip(model.members).map(|(part, ident)| {
            let source = match part.required {
                true => Source::Required(Asked::Part(part)),
                false if part.is_list() => Source::Unset(empty(std.name("Vec"))),
                false => Source::Unset(Expression::Path(std.name("None"))),
            };
            (ident, source)
        });
        parts.collect()
    }

    /// The value of a property that can have no other.
    fn only_value(&self, field: &Field) -> Option<Expression> {
        Some(match self.types.only_value(field)? {
            Only::Flag(flag) => Expression::Bool(flag),
            Only::Text(text) => {
                Expression::Call(self.types.std.name("String").within("from"), vec![Expression::str(text)])
            }
            Only::Integer(digits) => Expression::Literal(Literal::integer(digits)),
            Only::Variant(id, position) => {
                let names = self.types.names.of_type(id);
                let variant = names.members.get(position)?;
                Expression::Path(Path::from(&names.ident).within(&variant.to_string()))
            }
        })
    }

    /// Whether the one value of a property is what a derive of `Default` fills in.
    pub(super) fn is_blank(&self, field: &Field) -> bool {
        matches!(self.types.only_value(field), Some(Only::Flag(false) | Only::Text("") | Only::Integer("0")))
    }

    /// What the document adds later as optional breaks no caller, so it is also for models that require everything.
    pub(super) fn constructor(&self, model: Model<'_>) -> Option<Constructor> {
        let sources = self.sources(model)?;
        let takes = match asked(&sources).as_slice() {
            [] => Takes::Nothing { default: self.types.std.name("Default") },
            [(ident, only)] => {
                let ty = asked_type(self.types, *only);
                let into = || Type::Impl(Box::new(Type::Path(self.types.std.name("Into"), vec![ty.clone()])));
                Takes::Value((*ident).clone(), if self.is_text(*only) { into() } else { ty })
            }
            _ => Takes::Struct(Path::plain(format!("{REQUIRED}::{}", model.name))),
        };
        let has = |kind: fn(&Source<'_>) -> bool| sources.iter().any(|(_, source)| kind(source));
        let docs = if has(|source| matches!(source, Source::Unset(_))) {
            "Takes what is required; set the rest on the value."
        } else if has(|source| matches!(source, Source::Only(_))) {
            "Takes what is required; what can have one value alone is filled in."
        } else {
            "Takes the properties, all of which are required."
        };
        let values = sources.into_iter().map(|(ident, source)| {
            let value = match (source, &takes) {
                (Source::Only(value) | Source::Unset(value), _) => Some(value),
                (Source::Required(_), Takes::Struct(_)) => Some(Expression::Field(REQUIRED, ident.into())),
                (Source::Required(_), Takes::Value(_, Type::Impl(_))) => {
                    Some(Expression::Methods(Box::new(Expression::Path(ident.into())), vec![("into", Vec::new())]))
                }
                (Source::Required(_), _) => None,
            };
            (ident.clone(), value)
        });
        let values = values.collect();
        Some(Constructor { docs: docs::line(docs), name: model.name.clone(), takes, values })
    }

    /// The struct of what a model requires, where that is several values.
    pub(super) fn required(&self, model: Model<'_>) -> Option<Definition> {
        let sources = self.sources(model)?;
        let asked = asked(&sources);
        if asked.len() < 2 {
            return None;
        }
        let types = Types { site: Site::Submodule, ..self.types };
        let field = |(ident, asked)| print::Field::new(print::Docs::default(), ident, asked_type(types, asked));
        let fields = asked.into_iter().map(field).collect();
        let docs = docs::line(&format!("What [`{name}`](super::{name}) requires.", name = model.name));
        Some(Definition::new(docs, &[], model.name, Body::Struct(fields)))
    }

    fn is_text(&self, asked: Asked<'_>) -> bool {
        let Asked::Property(field) = asked else { return false };
        field.presence == Presence::Required && *self.types.unaliased(&field.ty) == TypeRef::Scalar(Scalar::String)
    }
}

/// What callers name of the values of a model.
fn asked<'m>(sources: &Sources<'m>) -> Vec<(&'m Ident, Asked<'m>)> {
    let asked = |(ident, source): &(&'m Ident, Source<'m>)| match source {
        Source::Required(asked) => Some((*ident, *asked)),
        Source::Only(_) | Source::Unset(_) => None,
    };
    sources.iter().filter_map(asked).collect()
}

fn asked_type(types: Types<'_>, asked: Asked<'_>) -> Type {
    match asked {
        Asked::Property(field) => types.member(&field.ty, field.presence),
        Asked::Part(part) => super::part_type(types, part),
    }
}

/// A collection without items.
fn empty(collection: Path) -> Expression {
    Expression::Call(collection.within("new"), Vec::new())
}
