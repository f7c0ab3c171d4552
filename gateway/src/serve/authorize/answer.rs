//! What authorizers answer: values for `$context.authorizer`, and which methods may be called.

use serde_json::{Map, Value};

use crate::config::GatewayResponseType;
use crate::serve::authorize::policy::{Decision, Policy, Resource};
use crate::serve::failure::Failure;

/// What an authorizer said of a caller that it lets in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Allowed {
    /// `$context.authorizer`.
    pub values: Map<String, Value>,
    /// The API key that the authorizer names.
    pub usage_identifier_key: Option<String>,
}

/// What a Lambda authorizer answered. It is about a caller: whether that caller may call a method is
/// decided again for each method.
#[derive(Debug)]
pub(crate) struct Answer {
    pub verdict: Verdict,
    pub allowed: Allowed,
}

/// What the answer says about methods.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// A policy that says which methods may be called.
    Policy(Policy),
    /// `isAuthorized` of HTTP APIs, for all methods.
    Simple(bool),
}

impl Answer {
    /// Whether the caller may call a method, together with what the policy of the API says.
    pub(crate) fn decide(&self, method_arn: &Resource, by_api: Decision) -> Result<Allowed, Failure> {
        const REJECTED: &str = "User is not authorized to access this resource";
        match &self.verdict {
            Verdict::Simple(true) => Ok(self.allowed.clone()),
            Verdict::Simple(false) => {
                Err(Failure::new(GatewayResponseType::AccessDenied, "Forbidden", "the authorizer rejected"))
            }
            Verdict::Policy(policy) => match policy.decide(method_arn).and(by_api) {
                Decision::Allow => Ok(self.allowed.clone()),
                Decision::Deny => Err(denied(&format!("{REJECTED} with an explicit deny"))),
                Decision::Silent => Err(denied(REJECTED)),
            },
        }
    }
}

/// The rejection of a caller who is known.
pub(crate) fn denied(message: &str) -> Failure {
    Failure::new(GatewayResponseType::AccessDenied, message, message)
}
