//! Who may call: authorizers and policies.

pub(crate) mod answer;
pub(crate) mod authorizer;
pub(crate) mod cache;
mod event;
#[cfg_attr(not(feature = "jwt"), path = "no_jwks.rs")]
pub(crate) mod jwks;
pub(crate) mod policy;
pub(crate) mod token;
pub(crate) mod usage;
