//! What a bearer scheme takes.

use std::fmt;

use super::Signer;

/// What a bearer scheme takes: a token, or `Tokens` that fetch it.
#[derive(Clone, Debug)]
pub struct Bearer(pub(super) Kind);

#[derive(Clone)]
pub(super) enum Kind {
    Fixed(String),
    Signer(Signer),
}

impl fmt::Debug for Kind {
    /// Never shows the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fixed(_) => "Fixed",
            Self::Signer(_) => "Signer",
        })
    }
}

impl From<Signer> for Bearer {
    fn from(signer: Signer) -> Self {
        Self(Kind::Signer(signer))
    }
}

impl From<&str> for Bearer {
    fn from(token: &str) -> Self {
        Self(Kind::Fixed(token.to_owned()))
    }
}

impl From<String> for Bearer {
    fn from(token: String) -> Self {
        Self(Kind::Fixed(token))
    }
}

impl From<&String> for Bearer {
    fn from(token: &String) -> Self {
        Self(Kind::Fixed(token.clone()))
    }
}
