//! What an import does with the base path of a document.
//!
//! See [Set the OpenAPI basePath property](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-basePath.html).

/// How the base path counts when the document is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BasePathMode {
    /// It is left out (API Gateway's own default).
    #[default]
    Ignore,
    /// It is put before every path.
    Prepend,
    /// Its first part is left out, the rest is put before every path.
    Split,
}

impl BasePathMode {
    /// The mode of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<BasePathMode> {
        match text.to_ascii_lowercase().as_str() {
            "ignore" => Some(BasePathMode::Ignore),
            "prepend" => Some(BasePathMode::Prepend),
            "split" => Some(BasePathMode::Split),
            _ => None,
        }
    }

    /// Where an API is found whose resources have the prefix: the document's own URLs work in every mode.
    #[must_use]
    pub fn mount(self, base_path: &str) -> String {
        let parts = base_path.split('/').filter(|part| !part.is_empty());
        let taken = match self {
            BasePathMode::Ignore => usize::MAX,
            BasePathMode::Prepend => 0,
            BasePathMode::Split => 1,
        };
        parts.take(taken).flat_map(|part| ["/", part]).collect()
    }

    /// What is put before every path: `""`, or a path with a leading slash.
    #[must_use]
    pub fn prefix(self, base_path: &str) -> String {
        let parts = base_path.split('/').filter(|part| !part.is_empty());
        let skipped = match self {
            BasePathMode::Ignore => usize::MAX,
            BasePathMode::Prepend => 0,
            BasePathMode::Split => 1,
        };
        parts.skip(skipped).flat_map(|part| ["/", part]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes() {
        let table = [
            (BasePathMode::Ignore, "/base/part", ""),
            (BasePathMode::Prepend, "/base/part/", "/base/part"),
            (BasePathMode::Prepend, "base", "/base"),
            (BasePathMode::Prepend, "/", ""),
            (BasePathMode::Split, "/base/part", "/part"),
            (BasePathMode::Split, "/base", ""),
        ];
        for (mode, base_path, expected) in table {
            assert_eq!(mode.prefix(base_path), expected, "{mode:?} {base_path}");
            let whole = BasePathMode::Ignore.mount(base_path);
            assert_eq!(mode.mount(base_path) + &mode.prefix(base_path), whole, "{mode:?} {base_path}");
        }
    }
}
