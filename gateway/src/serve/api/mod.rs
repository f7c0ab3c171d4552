//! The API made ready to run: routes, models, templates.

pub(crate) mod compile;
pub(crate) mod validate;
