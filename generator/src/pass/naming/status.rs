//! Names of statuses.

use crate::ir::StatusPattern;
use crate::names::upper_camel;

/// The name of a status, as RFC 9110 and the IANA registry have it: `Ok`, `NotFound`.
pub(crate) fn status(pattern: StatusPattern) -> String {
    let code = match pattern {
        StatusPattern::Default => return "Default".to_owned(),
        StatusPattern::Class(1) => return "Informational".to_owned(),
        StatusPattern::Class(2) => return "Success".to_owned(),
        StatusPattern::Class(3) => return "Redirection".to_owned(),
        StatusPattern::Class(4) => return "ClientError".to_owned(),
        StatusPattern::Class(_) => return "ServerError".to_owned(),
        StatusPattern::Code(code) => code,
    };
    let reason = http::StatusCode::from_u16(code).ok().and_then(|status| status.canonical_reason());
    match reason {
        Some("I'm a teapot") => "ImATeapot".to_owned(),
        Some(reason) => upper_camel(reason),
        None => format!("Status{code}"),
    }
}
