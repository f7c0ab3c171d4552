//! What a gateway believes or leaves open that a deployed API would not, to be said when it starts.

use crate::config::{Authorization, AuthorizerKind, Method, Resource};
use crate::serve::gateway::Gateway;

impl Gateway {
    /// What is believed and what is open: tokens and signatures that are not verified, and methods whose
    /// security scheme has no authorizer, which API Gateway does not guard either.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        for (name, authorizer) in &self.config().authorizers {
            let is_token = matches!(authorizer.kind, AuthorizerKind::Cognito(_) | AuthorizerKind::Jwt { .. });
            let methods = self.named(|method| method.authorization.authorizer() == Some(name));
            if is_token && self.keys().is_none() && self.named_function(name).is_none() && !methods.is_empty() {
                warnings.push(format!(
                    "the tokens of `{name}` are believed, whoever signed them; they guard {}",
                    listed(&methods)
                ));
            }
        }
        let signed = self.named(|method| method.authorization == Authorization::Iam);
        if !signed.is_empty() {
            warnings
                .push(format!("signatures of AWS_IAM are believed, whoever made them; they guard {}", listed(&signed)));
        }
        let mut schemes: Vec<&str> = Vec::new();
        for (_, method) in self.config().methods() {
            for scheme in method.ignored_schemes.iter().map(String::as_str) {
                if !schemes.contains(&scheme) {
                    schemes.push(scheme);
                }
            }
        }
        for scheme in schemes {
            let is_open = |method: &Method| {
                method.authorization == Authorization::None
                    && !method.api_key_required
                    && method.ignored_schemes.iter().any(|ignored| ignored == scheme)
            };
            let open = self.named(is_open);
            if !open.is_empty() {
                warnings.push(format!(
                    "the security scheme `{scheme}` has no authorizer, so that everybody may call {}",
                    listed(&open)
                ));
            }
        }
        warnings
    }

    /// Methods by their names: `GET /pets`.
    fn named(&self, is_meant: impl Fn(&Method) -> bool) -> Vec<String> {
        let name = |(resource, method): (&Resource, &Method)| format!("{} {}", method.kind, resource.path);
        self.config().methods().filter(|(_, method)| is_meant(method)).map(name).collect()
    }
}

/// The first few, and how many others.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
    match names.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        others => format!("{} and {others} more", shown.join(", ")),
    }
}
