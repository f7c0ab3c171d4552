//! A parsed template.

use crate::ast::Block;
use crate::dialect::Dialect;
use crate::error::{Error, RenderError};
use crate::limits::Limits;
use crate::render;
use crate::scope::Scope;
use crate::syntax;

/// A template, parsed once to be rendered many times, from many threads.
#[derive(Clone, Debug)]
pub struct Template {
    body: Block,
    dialect: Dialect,
    source_length: usize,
}

impl Template {
    /// Parses a template in API Gateway's dialect.
    ///
    /// # Errors
    ///
    /// If the text is no template, is larger than [`Limits::TEMPLATE`] or nested deeper than
    /// [`Limits::NESTING`].
    pub fn parse(source: &str) -> Result<Self, Error> {
        Self::parse_as(source, Dialect::API_GATEWAY)
    }

    /// Parses a template in another dialect.
    ///
    /// # Errors
    ///
    /// As for [`Template::parse`].
    pub fn parse_as(source: &str, dialect: Dialect) -> Result<Self, Error> {
        let body = syntax::parse(source, dialect)?;
        Ok(Self { body, dialect, source_length: source.len() })
    }

    /// Renders the template. What it assigns stays in `scope`.
    ///
    /// # Errors
    ///
    /// If a method fails, the payload is asked for and is malformed, or a limit is reached.
    pub fn render(&self, scope: &mut Scope, limits: &Limits) -> Result<String, RenderError> {
        render::render(&self.body, self.dialect, self.source_length, scope, limits)
    }

    /// The tree, for tools that reason about templates.
    #[must_use]
    pub fn body(&self) -> &Block {
        &self.body
    }

    /// The dialect that the template was parsed in.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }
}
