//! The mapping template language of Amazon API Gateway: Velocity 1.7, JSONPath, `$input`, `$util`.
//!
//! A template is parsed once and rendered many times:
//!
//! ```
//! use gatewright_vtl::{Input, Limits, Parameters, Scope, Template};
//!
//! let template = Template::parse(r#"{"sum": $input.path('$.c'), "op": "$input.params('op')"}"#)?;
//! let mut parameters = Parameters::default();
//! parameters.querystring.insert("op".into(), "+".into());
//! let mut scope = Scope::for_input(Input::new(r#"{"c": 3}"#, parameters));
//! assert_eq!(template.render(&mut scope, &Limits::default())?, r#"{"sum": 3, "op": "+"}"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The one thing to know: nothing is ever missing. A reference without a value is the empty string, in
//! conditions too, and a method that does not exist gives the same. Only a method that exists and fails
//! (`$list.get(9)`), a malformed template and an exhausted limit are errors. [`Dialect`] has the exceptions.
//!
//! Sources: Apache Velocity 1.7's grammar and behaviour; the API Gateway developer guide's mapping
//! template reference; Jayway `JsonPath` and json-smart, which API Gateway reads payloads with.

// Shows on docs.rs which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod ast;
mod dialect;
mod error;
mod input;
mod json;
pub mod jsonpath;
mod limits;
mod method;
mod number;
mod regex;
mod render;
mod scope;
mod syntax;
mod template;
mod value;
pub mod visit;

pub use dialect::{Dialect, NullReferences};
pub use error::{Error, Place, RenderError, RenderErrorKind};
pub use input::{Input, Parameters};
pub use json::{PayloadError, parse_payload};
pub use limits::Limits;
pub use regex::{JavaPattern, MalformedPattern};
pub use scope::Scope;
pub use template::Template;
pub use value::{Class, Collections, Decimal, Entry, List, Map, Number, Value, View};
