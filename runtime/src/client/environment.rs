//! Credentials from the environment.

use super::{Builder, Credential, FromCore};

/// A security scheme of a document; written by generated code.
#[derive(Clone, Copy, Debug)]
pub struct Scheme {
    name: &'static str,
    kind: Kind,
    /// The method of the client that takes its credentials.
    method: &'static str,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Header(&'static str),
    Query(&'static str),
    Cookie(&'static str),
    Authorization(&'static str),
    Basic,
    Bearer,
    /// What a request is signed by is no text.
    Signature,
}

impl Scheme {
    /// A key in a header.
    #[must_use]
    pub const fn header(name: &'static str, header: &'static str) -> Self {
        Self::of(name, Kind::Header(header))
    }

    /// A key in the query.
    #[must_use]
    pub const fn query(name: &'static str, parameter: &'static str) -> Self {
        Self::of(name, Kind::Query(parameter))
    }

    /// A key in a cookie.
    #[must_use]
    pub const fn cookie(name: &'static str, cookie: &'static str) -> Self {
        Self::of(name, Kind::Cookie(cookie))
    }

    /// A key of another HTTP scheme.
    #[must_use]
    pub const fn authorization(name: &'static str, scheme: &'static str) -> Self {
        Self::of(name, Kind::Authorization(scheme))
    }

    /// User and password.
    #[must_use]
    pub const fn basic(name: &'static str) -> Self {
        Self::of(name, Kind::Basic)
    }

    /// A bearer token.
    #[must_use]
    pub const fn bearer(name: &'static str) -> Self {
        Self::of(name, Kind::Bearer)
    }

    /// A signature over the request.
    #[must_use]
    pub const fn signature(name: &'static str) -> Self {
        Self::of(name, Kind::Signature)
    }

    const fn of(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, method: "" }
    }

    /// The same with the method of the client that takes its credentials, for messages.
    #[must_use]
    pub const fn by(self, method: &'static str) -> Self {
        Self { method, ..self }
    }

    /// What the document calls it.
    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    /// The method of the client that takes its credentials.
    pub(super) fn method(&self) -> Option<&'static str> {
        Some(self.method).filter(|method| !method.is_empty())
    }

    /// `PREFIX_STAFF_KEY`: the variable of a scheme.
    fn variable(&self, prefix: &str) -> String {
        let mut name = String::new();
        let mut lower = false;
        for c in self.name.chars() {
            if !c.is_ascii_alphanumeric() {
                lower = false;
                if !name.is_empty() && !name.ends_with('_') {
                    name.push('_');
                }
                continue;
            }
            if lower && c.is_ascii_uppercase() {
                name.push('_');
            }
            lower = c.is_ascii_lowercase() || c.is_ascii_digit();
            name.push(c.to_ascii_uppercase());
        }
        let name = name.trim_end_matches('_');
        if prefix.is_empty() { name.to_owned() } else { format!("{}_{name}", prefix.trim_end_matches('_')) }
    }

    /// The credential, by a reader of variables.
    fn credential(&self, prefix: &str, read: &dyn Fn(&str) -> Option<String>) -> Option<Credential> {
        let variable = self.variable(prefix);
        let value = || read(&variable).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        Some(match self.kind {
            Kind::Header(name) => Credential::header(name, &value()?),
            Kind::Query(name) => Credential::query(name, &value()?),
            Kind::Cookie(name) => Credential::cookie(name, &value()?),
            Kind::Authorization(scheme) => Credential::authorization(scheme, &value()?),
            Kind::Bearer => Credential::bearer(value()?),
            Kind::Basic => {
                let user = read(&format!("{variable}_USER"))?;
                Credential::basic(&user, &read(&format!("{variable}_PASSWORD")).unwrap_or_default())
            }
            Kind::Signature => return None,
        })
    }
}

impl<C: FromCore> Builder<C> {
    /// Takes credentials from environment variables, for each security scheme of the document that has one: the
    /// scheme's name behind the prefix, as `BOOKSHOP_STAFF_KEY` for `staffKey`; for basic authentication
    /// `BOOKSHOP_STAFF_USER` and `BOOKSHOP_STAFF_PASSWORD`. Schemes without a variable have no credentials.
    pub fn credentials_from_env(self, prefix: &str) -> Self {
        self.credentials_from(prefix, &|name| std::env::var(name).ok())
    }

    /// The same from any other place, such as a file of settings: `read` gives the value of a variable.
    pub fn credentials_from(mut self, prefix: &str, read: &dyn Fn(&str) -> Option<String>) -> Self {
        for scheme in C::SCHEMES {
            if let Some(credential) = scheme.credential(prefix, read) {
                self = self.credential(scheme.name, credential);
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Scheme;

    #[test]
    fn variables() {
        for (name, expected) in [
            ("staffKey", "SHOP_STAFF_KEY"),
            ("api_key", "SHOP_API_KEY"),
            ("X-Api-Key", "SHOP_X_API_KEY"),
            ("OAuth2", "SHOP_OAUTH2"),
            ("key (old)", "SHOP_KEY_OLD"),
        ] {
            assert_eq!(Scheme::bearer(name).variable("SHOP"), expected);
        }
        assert_eq!(Scheme::bearer("key").variable(""), "KEY");
    }
}
