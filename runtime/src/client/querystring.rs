//! Calls whose query is one value (OpenAPI 3.2, Parameter Object, `in: querystring`).
//!
//! The name that the document gives it is not sent.

use super::Request;
use super::draft::give;
use crate::codec::{ToJson, to_value, tree};
use crate::wire::style::{self, Style};

impl Request {
    /// The whole query as a form.
    pub fn querystring_form(self, name: &'static str, value: &dyn ToJson) -> Self {
        self.querystring_form_as(name, value, &[])
    }

    /// The whole query as a form of which some fields have a style of their own.
    pub fn querystring_form_as(self, name: &'static str, value: &dyn ToJson, fields: &[(&str, Style)]) -> Self {
        self.querystring(name, value, &|text| style::form(&tree(text), fields))
    }

    /// The whole query as JSON.
    pub fn querystring_json(self, name: &'static str, value: &dyn ToJson) -> Self {
        self.querystring(name, value, &style::whole_query)
    }

    /// The whole query as text.
    pub fn querystring_text(self, name: &'static str, value: &dyn ToJson) -> Self {
        self.querystring(name, value, &|_| style::whole_query(&style::scalar(&to_value(value))))
    }

    /// `written` makes the query of the value's JSON.
    fn querystring(mut self, name: &'static str, value: &dyn ToJson, written: &dyn Fn(&str) -> String) -> Self {
        if !value.is_absent() {
            let draft = self.draft();
            let query = written(&draft.written(value));
            give(&mut draft.query, name, query);
        }
        self
    }
}
