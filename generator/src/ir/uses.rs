//! Which types are used where.

use super::{Operation, PartKind, TypeId, TypeKind, TypeRef};

impl Operation {
    /// The types that an operation mentions.
    pub(crate) fn types(&self) -> Vec<TypeId> {
        let (mut requests, mut responses) = (Vec::new(), Vec::new());
        self.add_types(&mut requests, &mut responses);
        requests.append(&mut responses);
        requests
    }

    /// The same by what they are used for.
    pub(crate) fn add_types(&self, requests: &mut Vec<TypeId>, responses: &mut Vec<TypeId>) {
        for parameter in &self.parameters {
            parameter.ty.add_named(requests);
        }
        for content in self.body.iter().flat_map(|body| &body.variants) {
            content.ty.add_named(requests);
        }
        for response in &self.responses {
            responses.extend(response.headers);
            for content in &response.contents {
                content.ty.add_named(responses);
            }
        }
    }
}

impl TypeKind {
    /// The uses of types in a definition.
    pub(crate) fn uses(&self) -> Vec<&TypeRef> {
        match self {
            Self::Enum(_) => Vec::new(),
            Self::Struct(object) => object.fields.iter().chain(object.rest.as_deref()).map(|field| &field.ty).collect(),
            Self::Headers(fields) => fields.iter().map(|field| &field.ty).collect(),
            Self::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
            Self::Multipart(parts) => parts
                .iter()
                .filter_map(|part| match &part.kind {
                    PartKind::Text(ty) | PartKind::Json(ty) | PartKind::Items(ty) => Some(ty),
                    PartKind::File | PartKind::Files | PartKind::Rest => None,
                })
                .collect(),
            Self::Newtype(ty) | Self::Alias(ty) => vec![ty],
        }
    }

    /// The same, to be changed.
    pub(crate) fn uses_mut(&mut self) -> Vec<&mut TypeRef> {
        match self {
            Self::Enum(_) => Vec::new(),
            Self::Struct(object) => {
                object.fields.iter_mut().chain(object.rest.as_deref_mut()).map(|field| &mut field.ty).collect()
            }
            Self::Headers(fields) => fields.iter_mut().map(|field| &mut field.ty).collect(),
            Self::Union(union) => union.variants.iter_mut().map(|variant| &mut variant.ty).collect(),
            Self::Multipart(parts) => parts
                .iter_mut()
                .filter_map(|part| match &mut part.kind {
                    PartKind::Text(ty) | PartKind::Json(ty) | PartKind::Items(ty) => Some(ty),
                    PartKind::File | PartKind::Files | PartKind::Rest => None,
                })
                .collect(),
            Self::Newtype(ty) | Self::Alias(ty) => vec![ty],
        }
    }
}

impl TypeRef {
    /// Adds the named types within the use of a type.
    pub(crate) fn add_named(&self, found: &mut Vec<TypeId>) {
        match self {
            Self::Named(id) => found.push(*id),
            Self::Boxed(inner) | Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.add_named(found),
            Self::Tuple(tuple) => tuple.parts().for_each(|item| item.add_named(found)),
            Self::Custom(custom) => custom.parameters.iter().for_each(|parameter| parameter.add_named(found)),
            Self::Scalar(_) | Self::Json | Self::Unit => {}
        }
    }
}
