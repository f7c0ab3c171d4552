//! Token kinds, lexical states and located tokens.

/// The kinds of token that the grammar tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    EndOfInput,
    // References.
    Identifier,
    Dot,
    LeftBrace,
    RightBrace,
    IndexOpen,
    IndexClose,
    ArgumentsClose,
    // Inside directives and argument lists.
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    Comma,
    DoubleDot,
    Colon,
    LeftCurly,
    RightCurly,
    Whitespace,
    StringLiteral,
    True,
    False,
    Integer,
    Float,
    Minus,
    Plus,
    Multiply,
    Divide,
    Modulus,
    And,
    Or,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
    Not,
    Assign,
    // Directives.
    Set,
    If,
    ElseIf,
    Else,
    End,
    Word,
    BracketedWord,
    // Text and comments.
    EscapedDirective,
    DoubleEscape,
    Escape,
    Text,
    EmptyIndex,
    LineComment,
    LineCommentEnd,
    BlockComment,
    TextBlock,
}

impl Kind {
    /// How a person would name the token, for messages.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::EndOfInput => "the end of the template",
            Self::Identifier => "a name",
            Self::Dot => "`.`",
            Self::LeftBrace | Self::LeftCurly => "`{`",
            Self::RightBrace | Self::RightCurly => "`}`",
            Self::IndexOpen | Self::LeftBracket => "`[`",
            Self::IndexClose | Self::RightBracket => "`]`",
            Self::ArgumentsClose | Self::RightParen => "`)`",
            Self::LeftParen => "`(`",
            Self::Comma => "`,`",
            Self::DoubleDot => "`..`",
            Self::Colon => "`:`",
            Self::Whitespace => "white space",
            Self::StringLiteral => "a string",
            Self::True => "`true`",
            Self::False => "`false`",
            Self::Integer | Self::Float => "a number",
            Self::Minus
            | Self::Plus
            | Self::Multiply
            | Self::Divide
            | Self::Modulus
            | Self::And
            | Self::Or
            | Self::Less
            | Self::LessOrEqual
            | Self::Greater
            | Self::GreaterOrEqual
            | Self::Equal
            | Self::NotEqual
            | Self::Not => "an operator",
            Self::Assign => "`=`",
            Self::Set => "`#set(`",
            Self::If => "`#if`",
            Self::ElseIf => "`#elseif`",
            Self::Else => "`#else`",
            Self::End => "`#end`",
            Self::Word | Self::BracketedWord => "a word",
            Self::EscapedDirective => "an escaped directive",
            Self::DoubleEscape | Self::Escape => "a backslash",
            Self::Text | Self::EmptyIndex | Self::TextBlock => "text",
            Self::LineComment | Self::LineCommentEnd | Self::BlockComment => "a comment",
        }
    }
}

/// The lexical states. Each has its own set of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Plain text.
    Default,
    /// Directly after `#`.
    PreDirective,
    /// Inside the parentheses of a directive.
    Directive,
    /// After `$`, until the reference ends.
    Reference,
    /// After `$name.`.
    Modifier,
    /// Inside the arguments of a method call.
    Arguments,
    /// Inside the brackets of `$name[…]`.
    Index,
    /// After `##`, until the line ends.
    LineComment,
    /// Inside `#* … *#` or `#** … *#`.
    BlockComment,
    /// Inside `#[[ … ]]#`.
    TextBlock,
}

/// One token with the text that it covers.
#[derive(Clone, Debug)]
pub(crate) struct Token<'s> {
    pub(crate) kind: Kind,
    /// The token's text; shorter than the span where the lexer gave characters back.
    pub(crate) image: &'s str,
    /// Byte offset of the first character of `image`.
    pub(crate) offset: usize,
    /// What printed of the half-begun tokens before this one (`$ `, `#!`).
    pub(crate) lead: String,
}

impl Token<'_> {
    /// The token as text output shows it: with what was half-begun before it.
    pub(crate) fn push_literal(&self, out: &mut String) {
        // A block comment inside a reference's own text is never shown.
        if self.kind == Kind::BlockComment {
            return;
        }
        out.push_str(&self.lead);
        out.push_str(self.image);
    }
}
