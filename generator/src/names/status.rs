//! Names of statuses.

use crate::ir::StatusPattern;
use crate::names::{Ident, upper_camel};

/// The name of a status, as RFC 9110 and the IANA registry have it: `Ok`, `NotFound`.
pub(crate) fn status(pattern: StatusPattern) -> Ident {
    let code = match pattern {
        StatusPattern::Default => return upper_camel("Default"),
        StatusPattern::Class(1) => return upper_camel("Informational"),
        StatusPattern::Class(2) => return upper_camel("Success"),
        StatusPattern::Class(3) => return upper_camel("Redirection"),
        StatusPattern::Class(4) => return upper_camel("ClientError"),
        StatusPattern::Class(_) => return upper_camel("ServerError"),
        StatusPattern::Code(code) => code,
    };
    let reason = http::StatusCode::from_u16(code).ok().and_then(|status| status.canonical_reason());
    match reason {
        Some("I'm a teapot") => upper_camel("ImATeapot"),
        Some(reason) => upper_camel(reason),
        None => upper_camel(&format!("Status{code}")),
    }
}
