//! From template text to [`crate::ast`].
//!
//! The grammar is Velocity 1.7's, with its oddities: `$x -1` is a syntax error (`-1` is one token), a
//! backslash does not escape a quote in a string, and `[ ]` is no empty list.

mod directive;
mod expression;
mod lexer;
mod lookahead;
mod matching;
mod parser;
mod patterns;
mod places;
mod statement;
mod string;
mod token;

pub(crate) use statement::parse;
