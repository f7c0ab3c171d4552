//! Who may call: authorizers and policies.

pub(crate) mod answer;
pub(crate) mod authorizer;
pub(crate) mod cache;
mod event;
pub(crate) mod policy;
pub(crate) mod token;
pub(crate) mod usage;
