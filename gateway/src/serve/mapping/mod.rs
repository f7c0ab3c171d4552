//! Mappings: templates, parameters and URIs filled in.

pub(crate) mod http_values;
pub(crate) mod json_path;
pub mod parameters;
pub(crate) mod template;
pub(crate) mod uri;
