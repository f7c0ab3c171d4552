//! The faces of the gateway: called directly, as a service, as a router.

mod call;
mod http;
mod several;

pub use http::{HeaderSpelling, ResponseBody};
pub use several::Gateways;
