//! Plain values of a document: strings with their variables, numbers, flags and maps of them.

use gatewright_document::{Code, Node, Origin};
use indexmap::IndexMap;

use super::super::integration::parse_lambda_uri;
use super::super::located::Located;
use super::Reader;
use super::intrinsic::{self, Unknown};

impl<'d> Reader<'d> {
    /// A string with its variables replaced. Numbers and booleans are taken as API Gateway takes
    /// them (`statusCode: 200`); a CloudFormation expression is worked out if its values are known.
    pub(super) fn text(&mut self, node: &Node<'d>) -> Option<String> {
        let worked = intrinsic::text(&self.variables, node);
        for unknown in worked.unknown {
            self.unknown.entry(unknown).or_insert_with(|| (node.origin().clone(), 0)).1 += 1;
        }
        worked.value
    }

    /// The same for what nothing depends on here, such as the role of a call: nothing is reported.
    pub(super) fn unimportant_text(&self, node: Option<Node<'d>>) -> Option<String> {
        intrinsic::text(&self.variables, &node?).value
    }

    /// The URI of a function or service. If it names a function, nothing else of it matters.
    pub(super) fn aws_uri(&mut self, node: Option<Node<'d>>) -> Option<Located<String>> {
        let written = intrinsic::text(&self.variables, node.as_ref()?).value;
        let lambda = written.as_deref().and_then(parse_lambda_uri);
        if lambda.is_none_or(|lambda| lambda.name.contains("${") && !lambda.name.contains("${stageVariables.")) {
            return self.located(node);
        }
        let node = node?;
        Some(Located::new(self.unimportant_text(Some(node.clone()))?, node.origin().clone()))
    }

    /// Reports once everything that has no value, however much there is and however often a document wants it.
    pub(super) fn report_unknown(&mut self) {
        let (mut names, mut functions) = (Vec::new(), Vec::new());
        for (unknown, place) in std::mem::take(&mut self.unknown) {
            match unknown {
                Unknown::Value(name) => names.push((name, place)),
                Unknown::Expression(function) => functions.push((function, place)),
            }
        }
        self.report_all(&names, ("has no value here", "have no values here"), |name| {
            format!("give it one (`--variable {name}=…`, in Rust `Variables::set`), or render the document first")
        });
        self.report_all(&functions, ("is not worked out here", "are not worked out here"), |_| {
            "render the document first".to_owned()
        });
    }

    fn report_all(
        &mut self,
        unknown: &[(String, (Origin, usize))],
        (one, several): (&str, &str),
        help: impl Fn(&str) -> String,
    ) {
        let Some((first, (origin, _))) = unknown.first() else {
            return;
        };
        let names: Vec<String> = unknown.iter().map(|(name, _)| format!("`{name}`")).collect();
        let elsewhere = match unknown.iter().map(|(_, (_, count))| count).sum::<usize>() - 1 {
            0 => String::new(),
            1 => ", and at another place".to_owned(),
            count => format!(", and at {count} other places"),
        };
        let verb = if names.len() == 1 { one } else { several };
        let diagnostic = self.report.add(Code::UNRESOLVED_INTRINSIC, origin);
        let diagnostic = diagnostic.message(format!("{} {verb}{elsewhere}", names.join(", ")));
        diagnostic.label("filled in when the template is deployed").help(help(first));
    }

    /// A mapping template. `${name}` means a reference of the template there, so that only what has a
    /// value is replaced: AWS's own variables, which no template could use, and those that are given.
    pub(super) fn template(&mut self, node: &Node<'d>) -> Option<String> {
        match node.as_str() {
            Some(text) if text.contains("${") => Some(self.variables.substitute(text).text),
            Some(text) => Some(text.to_owned()),
            None => self.text(node),
        }
    }

    pub(super) fn located(&mut self, node: Option<Node<'d>>) -> Option<Located<String>> {
        let node = node?;
        let text = self.text(&node)?;
        Some(Located::new(text, node.origin().clone()))
    }

    pub(super) fn optional_text(&mut self, node: Option<Node<'d>>) -> Option<String> {
        node.and_then(|node| self.text(&node))
    }

    pub(super) fn texts(&mut self, node: Option<Node<'d>>) -> Vec<String> {
        let items = node.iter().flat_map(Node::items).collect::<Vec<_>>();
        items.iter().filter_map(|item| self.text(item)).collect()
    }

    /// The same for what nothing depends on here.
    pub(super) fn unimportant_texts(&self, node: Option<Node<'d>>) -> Vec<String> {
        let items = node.iter().flat_map(Node::items).collect::<Vec<_>>();
        items.into_iter().filter_map(|item| self.unimportant_text(Some(item))).collect()
    }

    pub(super) fn text_map(&mut self, node: Option<Node<'d>>) -> IndexMap<String, String> {
        let entries = node.iter().flat_map(Node::entries).collect::<Vec<_>>();
        entries.iter().filter_map(|(name, value)| Some(((*name).to_owned(), self.template(value)?))).collect()
    }

    /// A number, also as a string.
    pub(super) fn number(&mut self, node: Option<Node<'d>>) -> Option<u64> {
        let node = node?;
        let number = match node.as_str() {
            Some(text) => text.trim().parse().ok(),
            None => node.as_u64(),
        };
        if number.is_none() {
            self.report
                .add(Code::WRONG_TYPE, node.origin())
                .message(format!("a number was expected, not {}", node.kind()));
        }
        number
    }

    /// A flag, also as a string.
    pub(super) fn flag(&self, node: &Node<'d>) -> bool {
        node.as_bool().unwrap_or_else(|| node.as_str().is_some_and(|text| text.eq_ignore_ascii_case("true")))
    }

    pub(super) fn invalid_value(&mut self, node: &Node<'d>, message: &str) {
        self.report.add(Code::INVALID_VALUE, node.origin()).message(message);
    }
}
