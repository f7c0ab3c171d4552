//! Works out a template, and notes where each part of the output is from.

use std::ops::Range;

use hcl::edit::Span as _;
use hcl::edit::expr::Expression;
use hcl::edit::template::{Directive, Element, ForDirective, IfDirective, Interpolation, Strip, Template};
use hcl::eval::{Context, Evaluate as _};
use hcl::{Identifier, Value};

use crate::diagnostic::{Diagnostic, SourceId, Span};

use super::pieces::Pieces;
use super::undefined::sole_name;
use super::{Variables, cost, fault, values};

/// The longest output.
const LONGEST: usize = 64 << 20;
/// The most elements that loops go through, all together.
const MOST_ROUNDS: usize = 1_000_000;

/// Why a template has no output.
pub(super) struct Fault {
    range: Range<usize>,
    message: String,
}

impl Fault {
    pub(super) fn diagnostic(self, id: SourceId) -> Diagnostic {
        fault(Span::new(self.range.start, self.range.end), id, self.message)
    }
}

/// The output of a template with the given variables.
pub(super) fn render(
    text: &str,
    template: &Template,
    context: &Context<'_>,
    variables: &Variables,
) -> Result<(String, Pieces), Fault> {
    let (out, pieces) = (String::with_capacity(text.len()), Pieces::default());
    let mut rendering = Rendering { text, variables, out, pieces, bound: Vec::new(), rounds: 0 };
    rendering.template(template, context, false, false)?;
    Ok((rendering.out, rendering.pieces))
}

struct Rendering<'t> {
    text: &'t str,
    variables: &'t Variables,
    out: String,
    pieces: Pieces,
    /// Variables of loops.
    bound: Vec<String>,
    rounds: usize,
}

impl Rendering<'_> {
    /// `after_strip` says whether what stands before the template strips white space after itself, `before_strip`
    /// whether what follows does so before itself.
    fn template(
        &mut self,
        template: &Template,
        context: &Context<'_>,
        after_strip: bool,
        before_strip: bool,
    ) -> Result<(), Fault> {
        let elements: Vec<&Element> = template.iter().collect();
        for (index, element) in elements.iter().enumerate() {
            match element {
                Element::Literal(literal) => {
                    let before = index.checked_sub(1).and_then(|before| elements.get(before));
                    let start = before.map_or(after_strip, |it| strips(it).1.strip_end());
                    let end = elements.get(index + 1).map_or(before_strip, |it| strips(it).0.strip_start());
                    let range = literal.span().unwrap_or_default();
                    self.literal(stripped(self.text, range, start, end))?;
                }
                Element::Interpolation(interpolation) => self.interpolation(interpolation, context)?,
                Element::Directive(directive) => match &**directive {
                    Directive::If(directive) => self.choice(directive, context)?,
                    Directive::For(directive) => self.repetition(directive, context)?,
                },
            }
        }
        Ok(())
    }

    /// Text, in which `$${` and `%%{` stand for `${` and `%{`.
    fn literal(&mut self, range: Range<usize>) -> Result<(), Fault> {
        let mut start = range.start;
        while start < range.end {
            let rest = self.text.get(start..range.end).unwrap_or_default();
            let escape = ["$${", "%%{"].iter().filter_map(|escape| rest.find(escape)).min();
            // The first of both characters is left out.
            let end = escape.map_or(range.end, |at| start + at);
            self.pieces.text(self.out.len(), start..end);
            self.out.push_str(self.text.get(start..end).unwrap_or_default());
            if escape.is_some() {
                self.pieces.text(self.out.len(), end + 1..end + 3);
                self.out.push_str(self.text.get(end + 1..end + 3).unwrap_or_default());
            }
            start = if escape.is_some() { end + 3 } else { range.end };
        }
        self.checked(range)
    }

    fn checked(&self, range: Range<usize>) -> Result<(), Fault> {
        if self.out.len() <= LONGEST {
            return Ok(());
        }
        Err(Fault { range, message: format!("the output of the template is longer than {} MB", LONGEST >> 20) })
    }

    fn interpolation(&mut self, interpolation: &Interpolation, context: &Context<'_>) -> Result<(), Fault> {
        let range = interpolation.span().unwrap_or_default();
        let text = match sole_name(&interpolation.expr) {
            Some(name) if !self.knows(&name) => match self.variables.get(&name) {
                // `table.arn` may be given as a whole.
                Some(value) => value.clone(),
                None => self.text.get(range.clone()).unwrap_or_default().replace('~', ""),
            },
            _ => {
                let value = evaluated(&interpolation.expr, context)?;
                let message = || format!("{} cannot stand in a text", values::kind(&value));
                values::text(&value).ok_or_else(|| Fault { range: range.clone(), message: message() })?
            }
        };
        self.pieces.value(self.out.len(), range.clone());
        self.out.push_str(&text);
        self.checked(range)
    }

    /// Whether the variable that a name begins with has a value.
    fn knows(&self, name: &str) -> bool {
        let root = name.split('.').next().unwrap_or(name);
        self.variables.contains_key(root) || self.bound.iter().any(|bound| bound == root)
    }

    fn choice(&mut self, directive: &IfDirective, context: &Context<'_>) -> Result<(), Fault> {
        let condition = &directive.if_expr.cond_expr;
        let holds = match evaluated(condition, context)? {
            Value::Bool(holds) => holds,
            // As Terraform converts texts to flags.
            Value::String(text) if text == "true" => true,
            Value::String(text) if text == "false" => false,
            other => {
                let message = format!("a condition is true or false, and this is {}", values::kind(&other));
                return Err(Fault { range: condition.span().unwrap_or_default(), message });
            }
        };
        let (first, end) = (&directive.if_expr, directive.endif_expr.strip.strip_start());
        match (&directive.else_expr, holds) {
            (Some(other), true) => {
                self.template(&first.template, context, first.strip.strip_end(), other.strip.strip_start())
            }
            (None, true) => self.template(&first.template, context, first.strip.strip_end(), end),
            (Some(other), false) => self.template(&other.template, context, other.strip.strip_end(), end),
            (None, false) => Ok(()),
        }
    }

    fn repetition(&mut self, directive: &ForDirective, context: &Context<'_>) -> Result<(), Fault> {
        let intro = &directive.for_expr;
        let range = intro.collection_expr.span().unwrap_or_default();
        let entries: Vec<(Value, Value)> = match values::sorted(evaluated(&intro.collection_expr, context)?) {
            Value::Array(items) => (0_u64..).map(Value::from).zip(items).collect(),
            Value::Object(entries) => entries.into_iter().map(|(name, value)| (name.into(), value)).collect(),
            other => {
                let message = format!("a loop goes through a list or an object, and this is {}", values::kind(&other));
                return Err(Fault { range, message });
            }
        };
        self.rounds += entries.len();
        if self.rounds > MOST_ROUNDS {
            return Err(Fault { range, message: format!("loops go through more than {MOST_ROUNDS} elements") });
        }
        let bound = self.bound.len();
        let names = intro.key_var.iter().chain([&intro.value_var]);
        self.bound.extend(names.map(|name| name.as_str().to_owned()));
        let mut inner = context.clone();
        for (key, value) in entries {
            if let Some(name) = &intro.key_var {
                inner.declare_var(Identifier::unchecked(name.as_str()), key);
            }
            inner.declare_var(Identifier::unchecked(intro.value_var.as_str()), value);
            let end = directive.endfor_expr.strip.strip_start();
            self.template(&intro.template, &inner, intro.strip.strip_end(), end)?;
        }
        self.bound.truncate(bound);
        Ok(())
    }
}

/// How an element strips the text before it, and the text after it.
fn strips(element: &Element) -> (Strip, Strip) {
    match element {
        Element::Literal(_) => (Strip::None, Strip::None),
        Element::Interpolation(interpolation) => (interpolation.strip, interpolation.strip),
        Element::Directive(directive) => match &**directive {
            Directive::If(directive) => (directive.if_expr.strip, directive.endif_expr.strip),
            Directive::For(directive) => (directive.for_expr.strip, directive.endfor_expr.strip),
        },
    }
}

fn evaluated(expression: &Expression, context: &Context<'_>) -> Result<Value, Fault> {
    let range = expression.span().unwrap_or_default();
    if !cost::is_affordable(expression, range.len()) {
        return Err(Fault { range, message: "the loops of this expression may take forever".to_owned() });
    }
    let found = hcl::Expression::from(expression.clone()).evaluate(context);
    found.map_err(|error| Fault { range, message: reason(error.kind()) })
}

/// What is wrong, in one line.
fn reason(kind: &hcl::eval::ErrorKind) -> String {
    kind.to_string().lines().next().unwrap_or_default().to_owned()
}

/// White space up to the first line break, and that break, belong to the marker `~` beside them.
fn stripped(text: &str, range: Range<usize>, start: bool, end: bool) -> Range<usize> {
    let is_space = |character: char| character.is_whitespace() && !matches!(character, '\r' | '\n');
    let mut left = text.get(range.clone()).unwrap_or_default();
    let mut range = range;
    if start {
        let rest = left.trim_start_matches(is_space);
        let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')).unwrap_or(rest);
        range.start += left.len() - rest.len();
        left = rest;
    }
    if end {
        let rest = left.trim_end_matches(is_space);
        let rest = rest.strip_suffix("\r\n").or_else(|| rest.strip_suffix('\n')).unwrap_or(rest);
        range.end = range.start + rest.len();
    }
    range
}
