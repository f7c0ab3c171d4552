//! The two ways of running Velocity that differ in what a template prints.

/// What a reference that has no value does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NullReferences {
    /// It is the empty string, in conditions too: `#if($undefined)` holds. API Gateway does this.
    Empty,
    /// It is printed as it is written, and is false. Apache Velocity does this on its own.
    Literal,
}

/// Which of Velocity's optional features a template may use.
///
/// ```
/// use gatewright_vtl::{Dialect, Limits, Scope, Template};
///
/// let text = "#macro(hi $name)Hi $name#end#hi('Ada') $unknown";
/// let render = |dialect| Template::parse_as(text, dialect).unwrap().render(&mut Scope::new(), &Limits::default());
/// assert_eq!(render(Dialect::API_GATEWAY).unwrap(), "#hi('Ada') ");
/// assert_eq!(render(Dialect::VELOCITY).unwrap(), "Hi Ada $unknown");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Whether `#macro` defines something. Otherwise definitions print nothing and calls print themselves.
    pub macros: bool,
    /// What a reference without a value does.
    pub null_references: NullReferences,
}

impl Dialect {
    /// Velocity 1.7 as Amazon API Gateway runs it.
    pub const API_GATEWAY: Self = Self { macros: false, null_references: NullReferences::Empty };

    /// Velocity 1.7 with its default settings.
    pub const VELOCITY: Self = Self { macros: true, null_references: NullReferences::Literal };
}

impl Default for Dialect {
    fn default() -> Self {
        Self::API_GATEWAY
    }
}
