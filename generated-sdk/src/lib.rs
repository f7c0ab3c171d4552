//! The LambdaGate SDK: everything but Calc is generated from `swagger/lambdagate.json` by this very
//! build.
//!
//! [`Client`] calls the API, [`server::LambdaGate`] is the trait that answers it, [`models`] is what
//! goes between them. [`calc`] is the Lambda function of the tutorial; [`Calc`] answers the API with it.

pub mod calc;
mod service;

pub use service::Calc;

include!(concat!(env!("OUT_DIR"), "/lambdagate.rs"));
