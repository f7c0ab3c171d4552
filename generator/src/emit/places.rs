//! Lists which type each schema became: for tests and tools that go from a document to its types.

use gatewright_document::Origin;

use super::ty::{Site, Types};
use crate::ir::{Api, Placed, TypeId, TypeKind, TypeRef};
use crate::names::Names;
use crate::print::Std;

/// What one schema became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Where the schema stands.
    pub origin: Origin,
    /// The type as it is written beside the module `models`: `models::Pet`, `::std::vec::Vec<models::Pet>`.
    pub rust: String,
    /// Whether `null` is a value of the schema; where it is used, the type then stands in an `Option`.
    pub nullable: bool,
    /// Whether clients send it.
    pub in_requests: bool,
    /// Whether clients receive it.
    pub in_responses: bool,
}

/// Every schema whose type is JSON on the wire and was emitted.
pub(crate) fn places(api: &Api, names: &Names) -> Vec<Model> {
    let types = Types { api, names, site: Site::Elsewhere, std: Std::QUALIFIED };
    api.placed.iter().filter_map(|placed| model(api, types, placed)).collect()
}

fn model(api: &Api, types: Types<'_>, placed: &Placed) -> Option<Model> {
    let mut ids: Vec<TypeId> = Vec::new();
    placed.ty.add_named(&mut ids);
    let all = |what: fn(&crate::ir::TypeDef) -> bool| ids.iter().all(|id| what(api.types.get(*id)));
    let is_json = |kind: &TypeKind| !matches!(kind, TypeKind::Multipart(_) | TypeKind::Headers(_));
    if !ids.iter().all(|id| is_json(&api.types.get(*id).kind)) {
        return None;
    }
    let has_direction = !ids.is_empty();
    Some(Model {
        origin: placed.origin.clone(),
        rust: types.ty(&placed.ty).flat().replace(' ', ""),
        nullable: placed.nullable && !matches!(placed.ty, TypeRef::Json | TypeRef::Unit | TypeRef::Nullable(_)),
        in_requests: has_direction && all(|def| def.in_requests),
        in_responses: has_direction && all(|def| def.in_responses),
    })
}
