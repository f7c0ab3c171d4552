//! References, literals and operators.

use super::parser::Parser;
use super::token::Kind;
use crate::ast::{Access, Binary, Expression, Form, Operator, Printing, Reference};
use crate::error::{Error, Place};
use crate::number::Number;

/// Binary operators by precedence, loosest first.
const LEVELS: &[&[(Kind, Operator)]] = &[
    &[(Kind::Or, Operator::Or)],
    &[(Kind::And, Operator::And)],
    &[(Kind::Equal, Operator::Equal), (Kind::NotEqual, Operator::NotEqual)],
    &[
        (Kind::Less, Operator::Less),
        (Kind::Greater, Operator::Greater),
        (Kind::LessOrEqual, Operator::LessOrEqual),
        (Kind::GreaterOrEqual, Operator::GreaterOrEqual),
    ],
    &[(Kind::Plus, Operator::Add), (Kind::Minus, Operator::Subtract)],
    &[(Kind::Multiply, Operator::Multiply), (Kind::Divide, Operator::Divide), (Kind::Modulus, Operator::Modulus)],
];

impl Parser<'_> {
    /// A whole expression: the condition of `#if`, the right side of `#set`.
    pub(super) fn expression(&mut self) -> Result<Expression, Error> {
        let depth = self.depth();
        self.deeper()?;
        let expression = self.binary(LEVELS);
        self.restore_depth(depth);
        expression
    }

    fn binary(&mut self, levels: &[&[(Kind, Operator)]]) -> Result<Expression, Error> {
        let Some((level, tighter)) = levels.split_first() else {
            return self.unary();
        };
        let mut left = self.binary(tighter)?;
        loop {
            let next = self.peek(0)?;
            let Some((_, operator)) = level.iter().find(|(kind, _)| *kind == next) else {
                return Ok(left);
            };
            let left_source = self.operand_source();
            self.take()?;
            // A chain nests to the left: no recursion here, but in whoever walks the tree.
            self.deeper()?;
            let right_start = self.absolute(0);
            let right = self.binary(tighter)?;
            let sources = match operator {
                Operator::Add => (left_source, self.operand_source()),
                _ => Default::default(),
            };
            left = Expression::Binary(Box::new(Binary { operator: *operator, left, right, sources }));
            // To Velocity an operation begins behind its operator.
            self.operand = (right_start, self.absolute(0));
        }
    }

    /// The operand read last, as it is written: `+` puts it in the place of a missing value.
    fn operand_source(&self) -> Box<str> {
        self.literal(self.operand.0, self.operand.1)
    }

    fn unary(&mut self) -> Result<Expression, Error> {
        let blank = usize::from(self.peek(0)? == Kind::Whitespace);
        if self.peek(blank)? != Kind::Not {
            return self.primary();
        }
        self.white_space()?;
        self.take()?;
        self.deeper()?;
        let operand = self.unary();
        self.shallower();
        Ok(Expression::Not(Box::new(operand?)))
    }

    fn primary(&mut self) -> Result<Expression, Error> {
        self.white_space()?;
        let expression = match self.peek(0)? {
            Kind::LeftParen => {
                self.take()?;
                let start = self.absolute(0);
                let inner = self.expression()?;
                let end = self.absolute(0);
                self.expect(Kind::RightParen)?;
                self.operand = (start, end);
                inner
            }
            _ => {
                let start = self.absolute(0);
                let operand = self.operand("an expression")?;
                self.operand = (start, self.absolute(0));
                operand
            }
        };
        self.white_space()?;
        Ok(expression)
    }

    /// An argument, list item or map part: an operand without operators.
    fn parameter(&mut self) -> Result<Expression, Error> {
        self.white_space()?;
        let parameter = self.operand("a value")?;
        self.white_space()?;
        Ok(parameter)
    }

    /// A literal or a reference.
    pub(super) fn operand(&mut self, expected: &str) -> Result<Expression, Error> {
        match self.peek(0)? {
            Kind::StringLiteral => self.string(),
            Kind::Identifier | Kind::LeftBrace => Ok(Expression::Reference(Box::new(self.reference()?))),
            Kind::Integer | Kind::Float => self.number(),
            Kind::True => self.take().map(|_| Expression::Boolean(true)),
            Kind::False => self.take().map(|_| Expression::Boolean(false)),
            Kind::LeftBracket => {
                self.deeper()?;
                let list = if self.at_range()? { self.range() } else { self.list() };
                self.shallower();
                list
            }
            Kind::LeftCurly => {
                self.deeper()?;
                let map = self.map();
                self.shallower();
                map
            }
            _ => Err(self.unexpected(expected)),
        }
    }

    fn number(&mut self) -> Result<Expression, Error> {
        let token = self.take()?;
        // An integer directly after `#` carries the hash; it is text there and never gets here.
        match Number::parse(self.image(token)) {
            Some(number) => Ok(Expression::Number(number)),
            None => Err(self.error_at(token, "this number is out of range")),
        }
    }

    fn range(&mut self) -> Result<Expression, Error> {
        self.expect(Kind::LeftBracket)?;
        let first = self.range_end()?;
        self.expect(Kind::DoubleDot)?;
        let last = self.range_end()?;
        self.expect(Kind::RightBracket)?;
        Ok(Expression::Range(Box::new((first, last))))
    }

    fn range_end(&mut self) -> Result<Expression, Error> {
        self.white_space()?;
        let end = match self.peek(0)? {
            Kind::Integer => self.number()?,
            Kind::Identifier | Kind::LeftBrace => Expression::Reference(Box::new(self.reference()?)),
            _ => return Err(self.unexpected("an integer or a reference")),
        };
        self.white_space()?;
        Ok(end)
    }

    fn list(&mut self) -> Result<Expression, Error> {
        self.expect(Kind::LeftBracket)?;
        let mut items = Vec::new();
        if self.peek(0)? != Kind::RightBracket {
            items.push(self.parameter()?);
            while self.peek(0)? == Kind::Comma {
                self.take()?;
                items.push(self.parameter()?);
            }
        }
        if self.peek(0)? != Kind::RightBracket {
            return Err(self.unexpected("`,` or `]`"));
        }
        self.take()?;
        Ok(Expression::List(items))
    }

    fn map(&mut self) -> Result<Expression, Error> {
        self.expect(Kind::LeftCurly)?;
        let mut entries = Vec::new();
        let blank = usize::from(self.peek(0)? == Kind::Whitespace);
        if matches!(self.peek(blank)?, Kind::RightCurly | Kind::RightBrace) {
            self.white_space()?;
        } else {
            loop {
                let key = self.parameter()?;
                self.expect(Kind::Colon)?;
                entries.push((key, self.parameter()?));
                if self.peek(0)? != Kind::Comma {
                    break;
                }
                self.take()?;
            }
        }
        // After a reference the lexer is still inside it and reads its own kind of brace.
        match self.peek(0)? {
            Kind::RightCurly | Kind::RightBrace => self.take()?,
            _ => return Err(self.unexpected("`,` or `}`")),
        };
        Ok(Expression::Map(entries))
    }

    /// A reference, from the token that holds its dollar.
    pub(super) fn reference(&mut self) -> Result<Reference, Error> {
        self.deeper()?;
        let reference = self.reference_inner();
        self.shallower();
        reference
    }

    fn reference_inner(&mut self) -> Result<Reference, Error> {
        let start = self.absolute(0);
        let place = self.place(start);
        let braced = self.peek(0)? == Kind::LeftBrace;
        let mut name_token = self.take()?;
        if braced {
            name_token = self.expect(Kind::Identifier)?;
        }
        let mut path = Vec::new();
        self.indexes(&mut path)?;
        while self.peek(0)? == Kind::Dot && self.peek(1)? == Kind::Identifier {
            self.take()?;
            let place = self.place(self.absolute(0));
            if self.at_method()? {
                path.push(self.method(place)?);
            } else {
                let name = self.take()?;
                path.push(Access::Property(self.image(name).into()));
            }
            self.indexes(&mut path)?;
        }
        if braced {
            self.expect(Kind::RightBrace)?;
        }
        Ok(self.name_reference(start, name_token, path, place))
    }

    fn indexes(&mut self, path: &mut Vec<Access>) -> Result<(), Error> {
        while self.peek(0)? == Kind::IndexOpen {
            let place = self.place(self.absolute(0));
            self.take()?;
            self.white_space()?;
            let index = match self.peek(0)? {
                Kind::StringLiteral | Kind::Integer | Kind::True | Kind::False | Kind::Identifier | Kind::LeftBrace => {
                    self.operand("an index")?
                }
                _ => return Err(self.unexpected("an index")),
            };
            self.white_space()?;
            self.expect(Kind::IndexClose)?;
            path.push(Access::Index(index, place));
        }
        Ok(())
    }

    fn method(&mut self, place: Place) -> Result<Access, Error> {
        let name = self.expect(Kind::Identifier)?;
        self.expect(Kind::LeftParen)?;
        let mut arguments = Vec::new();
        if self.peek(0)? != Kind::ArgumentsClose {
            arguments.push(self.parameter()?);
            while self.peek(0)? == Kind::Comma {
                self.take()?;
                arguments.push(self.parameter()?);
            }
        }
        if self.peek(0)? != Kind::ArgumentsClose {
            return Err(self.unexpected("`,` or `)`"));
        }
        self.take()?;
        Ok(Access::Method(self.image(name).into(), arguments, place))
    }

    /// Takes the backslashes, dollars and marks off the first token and finds the variable's name.
    fn name_reference(&self, start: usize, name_token: usize, path: Vec<Access>, place: Place) -> Reference {
        let source = self.literal(start, self.absolute(0));
        let image = self.image(start);
        let mut printing = Printing::default();
        let reference =
            |name: &str, quiet, printing| Reference { name: name.into(), path, quiet, place, source, printing };
        if let Some(mark) = image.find("\\!") {
            let text = without_last_backslash(image, mark);
            printing.form = Form::NotComputable;
            printing.without_value = text.as_str().into();
            return reference(&text, false, printing);
        }
        let stripped = image.trim_start_matches('\\');
        let run = image.len() - stripped.len();
        printing.escaped = run % 2 == 1;
        printing.backslashes = image.get(..run / 2).unwrap_or_default().into();
        let dollar = stripped.rfind('$').unwrap_or(0);
        let (before, first) = stripped.split_at_checked(dollar).unwrap_or(("", stripped));
        printing.before = before.into();
        let after = self.literal(start + 1, self.absolute(0));
        let quiet = first.starts_with("$!");
        if !quiet || printing.escaped {
            printing.without_value = format!("{}{first}{after}", self.lead(start)).into();
        }
        let name = if first == "${" || first.starts_with("$!{") {
            self.image(name_token)
        } else if quiet {
            first.get(2..).unwrap_or_default()
        } else if let Some(name) = first.strip_prefix('$') {
            name
        } else {
            printing.form = Form::Runt;
            first
        };
        reference(name, quiet, printing)
    }
}

/// `$\\!name` without the backslash before the mark: how Velocity prints it.
fn without_last_backslash(image: &str, mark: usize) -> String {
    let dollar = image.find('$').unwrap_or(0);
    let start = image.get(dollar..).and_then(|rest| rest.find('\\')).map_or(mark, |found| dollar + found);
    let run = image.get(start..).map_or(0, |rest| rest.len() - rest.trim_start_matches('\\').len());
    let mut text = String::with_capacity(image.len());
    text.push_str(image.get(..(start + run).saturating_sub(1)).unwrap_or_default());
    text.push_str(image.get(start + run..).unwrap_or_default());
    text
}
