//! A parsed template as a tree, to be read by other tools.
//!
//! Rendering walks the same tree, so what a check concludes from it is what will happen. Text that
//! Velocity drops (comments, swallowed line ends) is not in the tree; text that it prints is, exactly.

use crate::error::Place;
use crate::number::Number;

/// A sequence of nodes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// The nodes in order. No two neighbours are both [`Node::Text`].
    pub nodes: Vec<Node>,
}

/// One piece of a template.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Node {
    /// Text that is printed as it is.
    Text(String),
    /// A reference whose value is printed: `$input.path('$.a')`.
    Reference(Reference),
    /// `#set($name = …)`.
    Set(Box<Set>),
    /// `#if … #elseif … #else … #end`.
    If(Box<If>),
    /// `#foreach($item in …) … #end`.
    Foreach(Box<Foreach>),
    /// `#define($name) … #end`.
    Define(Box<Define>),
    /// `#break`, or `#break($foreach.parent)` with the scope to leave.
    Break(Option<Box<Expression>>, Place),
    /// `#stop`.
    Stop,
    /// A macro's definition. It takes effect before the template begins to print.
    Macro(Box<Macro>),
    /// A call of a macro, or what looks like one: `#name(…)`, `#@name(…) … #end`.
    Call(Box<Call>),
}

/// `$name`, `$!name`, `${name.property}`, `$name.method('argument')[0]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// The variable's name.
    pub name: Box<str>,
    /// What follows the name, in order.
    pub path: Vec<Access>,
    /// Written with `!`.
    pub quiet: bool,
    /// Where the reference stands.
    pub place: Place,
    /// The reference as it is written.
    pub source: Box<str>,
    pub(crate) printing: Printing,
}

/// The parts of a reference that matter only where it is printed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Printing {
    /// An odd number of backslashes precedes: the reference is printed, not its value.
    pub(crate) escaped: bool,
    /// Half of those backslashes.
    pub(crate) backslashes: Box<str>,
    /// Dollars and hashes that were taken into the reference: `$$name`.
    pub(crate) before: Box<str>,
    /// What is printed where there is no value.
    pub(crate) without_value: Box<str>,
    pub(crate) form: Form,
}

/// What the lexer made of the dollar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Form {
    #[default]
    Reference,
    /// `$\!name`: has no value in expressions.
    NotComputable,
    /// A name whose dollar was consumed by something else; prints itself.
    Runt,
}

impl Reference {
    /// Whether a backslash makes the reference print itself instead of its value.
    #[must_use]
    pub fn is_escaped(&self) -> bool {
        self.printing.escaped || self.printing.form != Form::Reference
    }
}

/// One step from a value into it.
#[derive(Clone, Debug, PartialEq)]
pub enum Access {
    /// `.name`
    Property(Box<str>),
    /// `.name(…)`
    Method(Box<str>, Vec<Expression>, Place),
    /// `[…]`
    Index(Expression, Place),
}

/// `#set($target = value)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Set {
    /// What is assigned to.
    pub target: Reference,
    /// The name under which a target without a path is stored.
    pub(crate) variable: Box<str>,
    /// What is assigned.
    pub value: Expression,
}

/// `#if(…) … #elseif(…) … #else … #end`.
#[derive(Clone, Debug, PartialEq)]
pub struct If {
    /// The conditions with their blocks, in order.
    pub branches: Vec<(Expression, Block)>,
    /// The block after `#else`.
    pub otherwise: Option<Block>,
}

/// `#foreach($item in list) … #end`.
#[derive(Clone, Debug, PartialEq)]
pub struct Foreach {
    /// The loop variable's name.
    pub item: Box<str>,
    /// What is iterated over; nothing where the directive names no list.
    pub list: Option<Expression>,
    /// What is repeated.
    pub body: Block,
    /// Where the directive stands.
    pub place: Place,
    /// There is more than the loop variable; otherwise reaching the loop is an error.
    pub(crate) complete: bool,
}

/// `#define($name) … #end`: a block that is rendered wherever `$name` is printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Define {
    /// The variable's name.
    pub name: Box<str>,
    /// What is rendered.
    pub body: std::sync::Arc<Block>,
}

/// `#macro(name $parameter …) … #end`.
#[derive(Clone, Debug, PartialEq)]
pub struct Macro {
    /// The macro's name.
    pub name: Box<str>,
    /// The names of its parameters.
    pub parameters: Vec<Box<str>>,
    /// What a call renders.
    pub body: std::sync::Arc<Block>,
}

/// `#name(…)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The macro's name.
    pub name: Box<str>,
    /// The arguments, which are evaluated wherever the macro uses them.
    pub arguments: std::sync::Arc<[Expression]>,
    /// The block of `#@name(…) … #end`.
    pub body: Option<std::sync::Arc<Block>>,
    /// The call as it is written: what is printed if there is no such macro.
    pub source: Box<str>,
    /// Where the call stands.
    pub place: Place,
}

/// What can stand on the right of `#set`, in conditions, arguments and indexes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Expression {
    /// A reference's value.
    Reference(Box<Reference>),
    /// A string without references: always the same value.
    Text(std::sync::Arc<str>),
    /// A string in double quotes with references or directives in it.
    Interpolated {
        /// What is rendered to give the string.
        block: Block,
        /// Whether the last character rendered does not belong to the string.
        cut: bool,
    },
    /// A number.
    Number(Number),
    /// `true` or `false`.
    Boolean(bool),
    /// `[a, b]`
    List(Vec<Expression>),
    /// `{"a": b}`
    Map(Vec<(Expression, Expression)>),
    /// `[1..$n]`
    Range(Box<(Expression, Expression)>),
    /// `!a`, `not a`
    Not(Box<Expression>),
    /// `a + b`, `a == b`, `a && b`
    Binary(Box<Binary>),
    /// A bare word, which only calls of macros may have; it has no value.
    Word(Box<str>),
}

/// Two operands and what is done with them.
#[derive(Clone, Debug, PartialEq)]
pub struct Binary {
    /// The operator.
    pub operator: Operator,
    /// The left operand.
    pub left: Expression,
    /// The right operand.
    pub right: Expression,
    /// The operands as written: `+` puts them in the place of a missing value.
    pub(crate) sources: (Box<str>, Box<str>),
}

/// The operators that have two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `||`, `or`
    Or,
    /// `&&`, `and`
    And,
    /// `==`, `eq`
    Equal,
    /// `!=`, `ne`
    NotEqual,
    /// `<`, `lt`
    Less,
    /// `<=`, `le`
    LessOrEqual,
    /// `>`, `gt`
    Greater,
    /// `>=`, `ge`
    GreaterOrEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulus,
}
