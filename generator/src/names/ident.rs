//! Turns what documents call things into identifiers of Rust.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use heck::ToSnakeCase;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;

/// Longer names are cut at a word: a collision that this causes is settled like any other.
const MAX_LENGTH: usize = 80;

/// Words that no identifier may be, in any edition; those that may not be raw are in [`NEVER_RAW`].
const KEYWORDS: [&str; 52] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "super", "trait", "true", "try", "type",
    "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "crate", "self", "Self",
];

const NEVER_RAW: [&str; 4] = ["crate", "self", "super", "Self"];

/// An identifier, with `r#` where it is a keyword. Whatever text it is made of, it is one that the compiler takes.
///
/// Those who have it share its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Ident(Arc<str>);

impl Ident {
    /// A text that is an identifier as it stands.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        // Spaces and comments around it would be read over.
        syn::parse_str::<syn::Ident>(text).is_ok_and(|ident| ident == text).then(|| Self(text.into()))
    }

    /// The text, to be kept beside it.
    pub(crate) fn text(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }

    /// Without `r#`, as it reads within a longer name.
    pub(crate) fn bare(&self) -> &str {
        self.0.strip_prefix("r#").unwrap_or(&self.0)
    }

    /// The same in capitals, as statics are called.
    pub(crate) fn shouted(&self) -> Self {
        Self(self.bare().to_uppercase().into())
    }

    /// With letters, digits and underscores behind it, keywords and raw names included.
    pub(crate) fn suffixed(&self, suffix: &str) -> Self {
        debug_assert!(suffix.chars().all(|c| c.is_alphanumeric() || c == '_'));
        Self(format!("{}{suffix}", self.bare().trim_end_matches('_')).into())
    }
}

impl Deref for Ident {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl PartialEq<str> for Ident {
    fn eq(&self, other: &str) -> bool {
        *self.0 == *other
    }
}

impl ToTokens for Ident {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let ident = match self.0.strip_prefix("r#") {
            Some(raw) => proc_macro2::Ident::new_raw(raw, Span::call_site()),
            None => proc_macro2::Ident::new(&self.0, Span::call_site()),
        };
        tokens.extend([TokenTree::Ident(ident)]);
    }
}

/// An UpperCamelCase identifier for a type or a variant.
pub(crate) fn upper_camel(text: &str) -> Ident {
    let name = camel(&snake_case(text));
    finish(cut(&name, |rest| rest.find(char::is_uppercase)), "N", "Value")
}

/// Numbers stay apart: `1.0.2` and `10.2` are `N1_0_2` and `N10_2`.
fn camel(snake: &str) -> String {
    let mut name = String::with_capacity(snake.len());
    for word in snake.split('_') {
        let mut letters = word.chars();
        let Some(first) = letters.next() else { continue };
        if first.is_ascii_digit() && name.ends_with(|last: char| last.is_ascii_digit()) {
            name.push('_');
        }
        name.push(first.to_ascii_uppercase());
        name.push_str(letters.as_str());
    }
    name
}

/// An identifier for a type that is named after its place. Words that come twice in a row are said once
/// (`ListResponse`, `response_metadata`), and a place that is too long is said by its beginning, which is
/// the operation or schema, and its end, which is what it is about.
pub(crate) fn of_place(text: &str) -> Ident {
    const LONGEST: usize = 64;
    const HEAD: usize = 24;
    let snake = snake_case(text);
    let mut words: Vec<&str> = snake.split('_').filter(|word| !word.is_empty()).collect();
    say_once(&mut words);
    let length = |words: &[&str]| words.iter().map(|word| word.len()).sum::<usize>();
    if length(&words) > LONGEST {
        let fits = |size: usize| words.get(..size).is_some_and(|head| length(head) <= HEAD);
        let head = (1..words.len()).take_while(|size| fits(*size)).last().unwrap_or(1);
        let room = LONGEST.saturating_sub(words.get(..head).map_or(0, length));
        let fits = |from: usize| words.get(from..).is_some_and(|tail| length(tail) <= room);
        let tail = (head..words.len()).find(|from| fits(*from)).unwrap_or(words.len());
        words.drain(head..tail);
    }
    upper_camel(&words.join("_"))
}

/// Removes the first of two equal runs of words, where more follows.
fn say_once(words: &mut Vec<&str>) {
    let mut at = 0;
    while at < words.len() {
        let twice = |size: &usize| {
            let (one, other) = (words.get(at..at + size), words.get(at + size..at + 2 * size));
            one.is_some() && one == other && at + 2 * size < words.len()
        };
        match (1..=4).rev().find(twice) {
            Some(size) => drop(words.drain(at..at + size)),
            None => at += 1,
        }
    }
}

/// The words of a name, in lower case.
pub(crate) fn words_of(text: &str) -> Vec<String> {
    snake_case(text).split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A snake_case identifier for a field, a method or a module.
pub(crate) fn snake(text: &str) -> Ident {
    let name = snake_case(text);
    finish(cut(&name, |rest| rest.find('_')), "n_", "value")
}

/// The two ways in which Rust writes names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// Types and variants.
    Camel,
    /// Fields, methods and modules.
    Snake,
}

impl Case {
    /// The identifier for a text: as it is if it is one that no lint minds, else made into one.
    pub(crate) fn of(self, text: &str) -> Ident {
        self.admitted(text).unwrap_or_else(|| match self {
            Self::Camel => upper_camel(text),
            Self::Snake => snake(text),
        })
    }

    /// A text that is an identifier of this case, as the compiler's lints have it.
    pub(crate) fn admitted(self, text: &str) -> Option<Ident> {
        let bare = text.trim_start_matches("r#").trim_matches('_');
        let in_case = match self {
            Self::Camel => {
                let beside_letter = |pair: &[char]| match pair {
                    [a, b] => (*a == '_' && !b.is_ascii_digit()) || (*b == '_' && !a.is_ascii_digit()),
                    _ => false,
                };
                let characters: Vec<char> = bare.chars().collect();
                bare.starts_with(char::is_uppercase) && !characters.windows(2).any(beside_letter)
            }
            Self::Snake => !bare.is_empty() && !bare.contains(char::is_uppercase),
        };
        if in_case { Ident::parse(text) } else { None }
    }
}

/// Names that tell a text from others that become the same identifier, best first: with its symbols
/// spelled out, or with a word for its letters.
pub(crate) fn said_apart(text: &str, case: Case) -> Vec<Ident> {
    let mut names = Vec::new();
    let spelled = with_symbols(text);
    if spelled != text {
        names.push(spelled);
    }
    let (upper, lower) = (text.contains(char::is_uppercase), text.contains(char::is_lowercase));
    let word = match (upper, lower, case) {
        (true, false, _) => Some("upper"),
        (false, true, Case::Camel) => Some("lower"),
        (true, true, Case::Snake) => Some("camel"),
        _ => None,
    };
    names.extend(word.map(|word| format!("{text} {word}")));
    names.iter().map(|name| case.of(name)).collect()
}

/// A text with words for its symbols, but for the underscores and spaces that set words apart.
fn with_symbols(text: &str) -> String {
    let inner = text.trim_matches(|c: char| !c.is_alphanumeric());
    let before = text.find(inner).unwrap_or(0);
    let (lead, rest) = text.split_at_checked(before).unwrap_or(("", text));
    let trail = rest.get(inner.len()..).unwrap_or_default();
    let word = |character: char| match symbol(character) {
        Some(word) => format!(" {word} "),
        None => character.to_string(),
    };
    let within = |character: char| match character {
        '-' => " dash ".to_owned(),
        '_' => "_".to_owned(),
        other => word(other),
    };
    let trail = if trail == "[]" { " list".to_owned() } else { trail.chars().map(word).collect() };
    let lead: String = lead.chars().map(word).collect();
    let inner: String = inner.chars().map(within).collect();
    format!("{lead}{inner}{trail}")
}

fn finish(name: &str, before_digit: &str, when_empty: &str) -> Ident {
    Ident(match name.chars().next() {
        None => when_empty.into(),
        Some(first) if first.is_ascii_digit() => format!("{before_digit}{name}").into(),
        Some(_) if NEVER_RAW.contains(&name) => format!("{name}_").into(),
        Some(_) if KEYWORDS.contains(&name) => format!("r#{name}").into(),
        Some(_) => name.into(),
    })
}

fn cut(name: &str, next_word: impl Fn(&str) -> Option<usize>) -> &str {
    let tail = name.get(MAX_LENGTH..).unwrap_or_default();
    let whole_words = next_word(tail).unwrap_or(tail.len());
    name.get(..MAX_LENGTH + whole_words.min(24)).unwrap_or(name)
}

/// Lower-case ASCII words with underscores between them. Most names of most documents are that already.
fn snake_case(text: &str) -> Cow<'_, str> {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if text.split('_').all(is_word) { Cow::Borrowed(text) } else { Cow::Owned(in_snake_case(&spelled(text))) }
}

/// Words with underscores between them. Within most of them no new word begins.
fn in_snake_case(words: &str) -> String {
    let mut snake = String::with_capacity(words.len());
    for word in words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if !snake.is_empty() {
            snake.push('_');
        }
        let (first, rest) = word.split_at_checked(1).unwrap_or(("", word));
        if rest.bytes().any(|byte| byte.is_ascii_uppercase()) {
            snake.push_str(&word.to_snake_case());
        } else {
            snake.extend(first.chars().map(|first| first.to_ascii_lowercase()));
            snake.push_str(rest);
        }
    }
    snake
}

/// ASCII words with anything between them: other scripts transliterated, symbols spelled out where nothing else is left
/// to tell names apart (`+1` and `-1`, `<=`).
fn spelled(text: &str) -> Cow<'_, str> {
    if text.is_empty() {
        return Cow::Borrowed("empty");
    }
    // It is one word, however it is written.
    let mut text = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(deunicode::deunicode(text)) };
    if text.contains("OAuth") {
        text = Cow::Owned(text.replace("OAuth", "Oauth"));
    }
    let bare = !text.bytes().any(|byte| byte.is_ascii_alphanumeric());
    if !bare && !text.starts_with(['+', '-']) {
        return text;
    }
    let mut words = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    let mut first = true;
    while let Some(character) = characters.next() {
        // `+1`, and `-price` of those who sort.
        let signs = first && characters.peek().is_some_and(char::is_ascii_alphanumeric);
        match symbol(character) {
            Some(word) if bare || (signs && matches!(character, '+' | '-')) => {
                words.push(' ');
                words.push_str(word);
                words.push(' ');
            }
            _ if character.is_ascii_alphanumeric() => words.push(character),
            _ => words.push(' '),
        }
        first = false;
    }
    Cow::Owned(words)
}

fn symbol(character: char) -> Option<&'static str> {
    Some(match character {
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '\\' => "backslash",
        '%' => "percent",
        '&' => "and",
        '|' => "or",
        '!' => "not",
        '=' => "equal",
        '<' => "less",
        '>' => "greater",
        '~' => "tilde",
        '^' => "caret",
        '$' => "dollar",
        '#' => "hash",
        '@' => "at",
        '?' => "question",
        ':' => "colon",
        ';' => "semicolon",
        ',' => "comma",
        '.' => "dot",
        '_' => "underscore",
        '\'' | '"' => "quote",
        '`' => "backtick",
        '(' => "open_paren",
        ')' => "close_paren",
        '[' => "open_bracket",
        ']' => "close_bracket",
        '{' => "open_brace",
        '}' => "close_brace",
        ' ' => "space",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers() {
        let cases = [
            ("operand1", "operand1", "Operand1"),
            ("operand_1", "operand_1", "Operand1"),
            ("InvocationType", "invocation_type", "InvocationType"),
            ("+1", "plus_1", "Plus1"),
            ("-1", "minus_1", "Minus1"),
            ("-price", "minus_price", "MinusPrice"),
            ("24h", "n_24h", "N24h"),
            ("type", "r#type", "Type"),
            ("self", "self_", "Self_"),
            ("", "empty", "Empty"),
            ("<=", "less_equal", "LessEqual"),
            ("*", "star", "Star"),
            ("$ref", "r#ref", "Ref"),
            ("größe", "grosse", "Grosse"),
            ("a.b/c-d", "a_b_c_d", "ABCD"),
            ("😀", "grinning", "Grinning"),
            ("HTTPStatus", "http_status", "HttpStatus"),
            ("1.0.2", "n_1_0_2", "N1_0_2"),
            ("2011-01-01", "n_2011_01_01", "N2011_01_01"),
        ];
        for (text, snake_case, camel) in cases {
            assert_eq!(&*snake(text), snake_case, "{text}");
            assert_eq!(&*upper_camel(text), camel, "{text}");
        }
    }

    #[test]
    fn names_of_places() {
        let cases = [
            ("list pets response", "ListPetsResponse"),
            ("users.list response response_metadata", "UsersListResponseMetadata"),
            ("us_bank_account account_holder_type", "UsBankAccountHolderType"),
            ("commit commit", "CommitCommit"),
            ("a b a b c", "ABC"),
            (
                "PostCustomersCustomerSubscriptions body payment_settings payment_method_options acss_debit mandate_options",
                "PostCustomersCustomerPaymentMethodOptionsAcssDebitMandateOptions",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(&*of_place(text), expected, "{text}");
        }
    }

    #[test]
    fn what_becomes_one_name_is_told_apart() {
        let cases = [
            ("_id", Case::Snake, ["underscore_id"].as_slice()),
            ("ids[]", Case::Snake, &["ids_list"]),
            ("foo-bar", Case::Snake, &["foo_dash_bar"]),
            ("ID", Case::Snake, &["id_upper"]),
            ("asc", Case::Camel, &["AscLower"]),
            ("ASC", Case::Camel, &["AscUpper"]),
            ("Asc", Case::Camel, &[]),
        ];
        for (text, case, expected) in cases {
            assert_eq!(said_apart(text, case).iter().map(|name| &**name).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn an_identifier_has_nothing_around_it() {
        for text in [" a", "a ", "/* b */ a", "a // b", "", "_", "fn", "a b"] {
            assert_eq!(Ident::parse(text), None, "{text}");
        }
        assert_eq!(Case::Snake.of(" quote "), *"quote");
    }

    #[test]
    fn names_of_the_user_stay_as_they_are() {
        assert_eq!(&*Case::Camel.of("HTTPStatus"), "HTTPStatus");
        assert_eq!(&*Case::Camel.of("http_status"), "HttpStatus");
        assert_eq!(&*Case::Camel.of("N1_0_2"), "N1_0_2");
        assert_eq!(&*Case::Snake.of("listPets"), "list_pets");
        assert_eq!(&*Case::Snake.of("r#type"), "r#type");
        assert_eq!(&*Case::Snake.of("type"), "r#type");
    }

    #[test]
    fn long_names_are_cut_at_a_word() {
        let long = "very long words ".repeat(40);
        assert!(snake(&long).len() <= MAX_LENGTH + 24);
        assert!(!snake(&long).ends_with('_'));
    }
}
