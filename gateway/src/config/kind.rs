//! The two kinds of API.

/// Whether the document describes a REST API or an HTTP API: they differ in events, errors and routing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ApiKind {
    /// A REST API (API Gateway version 1).
    #[default]
    Rest,
    /// An HTTP API (API Gateway version 2).
    Http,
}
