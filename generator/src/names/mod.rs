//! What everything is called in Rust, by what it is given to: the result of the pass `naming`.
//!
//! What is listed stands in the order of what it is about: the names of parameters in that of the operation's
//! parameters.

mod ident;
mod status;

pub(crate) use ident::{Case, Ident, of_place, said_apart, snake, upper_camel, words_of};

pub(crate) use status::status;

use crate::ir::{Operation, TypeId, XmlId};

/// The names of an API.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    /// The server trait.
    pub(crate) server: Ident,
    /// The traits of tags, each once, sorted; none if the server has one trait.
    pub(crate) tags: Vec<TagNames>,
    /// The trait for webhooks and callbacks.
    pub(crate) receiver: Ident,
    /// The method of the traits that decides who may call.
    pub(crate) authorize: Ident,
    /// The method of the traits that words rejections.
    pub(crate) reject: Ident,
    pub(crate) security: Vec<SchemeNames>,
    pub(crate) operations: Vec<OperationNames>,
    pub(crate) callbacks: Vec<OperationNames>,
    /// The paths of the callbacks, each once, sorted.
    pub(crate) callback_paths: Vec<(String, Ident)>,
    pub(crate) types: Vec<TypeNames>,
    /// The client's enums of failures that several calls share; empty until they are known.
    pub(crate) failures: Vec<Ident>,
    /// The statics that say how bodies of XML are written.
    pub(crate) xml: Vec<Ident>,
}

impl Names {
    /// A type, and what it has.
    #[expect(clippy::indexing_slicing, reason = "naming goes through the whole arena, and nothing is added later")]
    pub(crate) fn of_type(&self, id: TypeId) -> &TypeNames {
        &self.types[id.index()]
    }

    /// The trait that an operation is a method of, if it is one of a tag.
    pub(crate) fn of_tag(&self, operation: &Operation) -> Option<&TagNames> {
        let tag = operation.tags.first()?;
        self.tags.iter().find(|names| names.tag == *tag)
    }

    /// The static of a shape.
    #[expect(clippy::indexing_slicing, reason = "naming goes through the whole arena, and nothing is added later")]
    pub(crate) fn of_shape(&self, id: XmlId) -> &Ident {
        &self.xml[id.index()]
    }
}

/// A type, and its properties, values or variants as [`TypeKind::members`](crate::ir::TypeKind::members) lists them.
#[derive(Clone, Debug)]
pub(crate) struct TypeNames {
    pub(crate) ident: Ident,
    pub(crate) members: Vec<Ident>,
}

/// A tag whose operations have a server trait of their own.
#[derive(Clone, Debug)]
pub(crate) struct TagNames {
    /// As the document writes it.
    pub(crate) tag: String,
    /// The trait, and the type of the API's trait that implements it.
    pub(crate) ident: Ident,
    /// The method of the API's trait that returns the implementation.
    pub(crate) method: Ident,
}

/// A security scheme.
#[derive(Clone, Debug)]
pub(crate) struct SchemeNames {
    /// The client's method that takes its credentials.
    pub(crate) method: Ident,
    /// The variant of a server's credentials.
    pub(crate) variant: Ident,
}

/// An operation, and the types that go with it.
#[derive(Clone, Debug)]
pub(crate) struct OperationNames {
    pub(crate) method: Ident,
    /// The client's call, and the stem of the other types.
    pub(crate) call: Ident,
    /// The client's enum of several successes, of failures, and of several media types of the body.
    pub(crate) success: Ident,
    pub(crate) error: Ident,
    pub(crate) body: Ident,
    pub(crate) served: ServedNames,
    pub(crate) parameters: Vec<InputNames>,
    pub(crate) input: Option<BodyNames>,
    pub(crate) responses: Vec<ResponseNames>,
    /// The client's variants of successes and of failures.
    pub(crate) successes: Vec<Ident>,
    pub(crate) failures: Vec<Ident>,
}

/// The server's types of an operation.
#[derive(Clone, Debug)]
pub(crate) struct ServedNames {
    pub(crate) request: Ident,
    pub(crate) response: Ident,
    pub(crate) body: Ident,
}

/// A parameter.
#[derive(Clone, Debug)]
pub(crate) struct InputNames {
    pub(crate) field: Ident,
    /// The trait that the compiler asks for when it is missing.
    pub(crate) requirement: Ident,
}

/// A request body.
#[derive(Clone, Debug)]
pub(crate) struct BodyNames {
    /// The trait that the compiler asks for when it is missing.
    pub(crate) requirement: Ident,
    /// A variant for each media type.
    pub(crate) variants: Vec<Ident>,
}

/// A documented response.
#[derive(Clone, Debug)]
pub(crate) struct ResponseNames {
    /// The variant of its status, where one is enough.
    pub(crate) status: Ident,
    /// A variant for each media type.
    pub(crate) contents: Vec<Ident>,
}
