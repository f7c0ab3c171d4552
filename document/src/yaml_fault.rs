//! What is wrong with a YAML text, in plain words.

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Origin, SourceId, Span};
use crate::json_fault::too_deep;
use crate::read::{SCALAR_KEY, TOO_MUCH};
use crate::{template, yaml_syntax};

/// Brackets in brackets; the reader's own limit is about the same.
const FLOW_DEPTH: usize = 128;

/// The diagnostic for a text that `serde_yaml` rejects.
pub(crate) fn diagnose(text: &str, error: &serde_yaml::Error, source: SourceId) -> Diagnostic {
    let message = error.to_string();
    let at = error.location().map_or(0, |location| yaml_syntax::offset(text, location.line(), location.column()));
    let span = yaml_syntax::character(text, at);
    if message.starts_with("recursion limit exceeded") {
        return alias_cycle(text, source).unwrap_or_else(|| too_deep(Origin::span(source, span)));
    }
    if message.starts_with("repetition limit exceeded") || message.contains(TOO_MUCH) {
        return alias_cycle(text, source).unwrap_or_else(|| too_many_aliases(text, source));
    }
    if let Some(found) = template::diagnose(text, span, source) {
        return found;
    }
    if message.contains(SCALAR_KEY) {
        let mut diagnostic = Diagnostic::new(Code::INVALID_KEY, Some(Origin::span(source, span)));
        diagnostic.message = "a mapping or list stands where a key belongs".to_owned();
        diagnostic.help = Some("put quotes around text that begins with `{` or `[`".to_owned());
        return diagnostic;
    }
    yaml_syntax::diagnose(text, &message, at, source)
}

/// The diagnostic for brackets that are nested deeper than is ever read.
///
/// libyaml takes time that grows with the square of the depth, so such texts must not reach it. The
/// cheap count knows nothing of strings; only where it is high does a parser with a limit look.
pub(crate) fn too_deep_to_read(text: &str, source: SourceId) -> Option<Diagnostic> {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => {
                depth += 1;
                deepest = depth.max(deepest);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    if deepest < FLOW_DEPTH {
        return None;
    }
    let options = granit_parser::options! { flow_nesting_limit: FLOW_DEPTH, simple_key_max_lookahead: 1 << 20 };
    let error = granit_parser::Parser::new_from_str_with_options(text, options).find_map(Result::err)?;
    let at = error.marker().byte_offset()?;
    let is_limit = matches!(error.kind(), granit_parser::ErrorKind::RecursionLimitExceeded);
    is_limit.then(|| too_deep(Origin::span(source, Span::new(at, at + 1))))
}

fn too_many_aliases(text: &str, source: SourceId) -> Diagnostic {
    let index = crate::yaml_index::index(text);
    let first = index.nodes.iter().rev().find(|place| matches!(place.content, crate::places::Content::Alias(_)));
    let span = first.map_or(Span::new(0, 0), |place| place.span);
    let mut diagnostic = Diagnostic::new(Code::TOO_MANY_ALIASES, Some(Origin::span(source, span)));
    diagnostic.message = "aliases of aliases expand to too much".to_owned();
    diagnostic.label = Some("one of the aliases".to_owned());
    diagnostic.help = Some("write shared parts once and refer to them with `$ref`".to_owned());
    diagnostic
}

/// The alias that stands inside of its own anchor, if there is one.
fn alias_cycle(text: &str, source: SourceId) -> Option<Diagnostic> {
    use crate::places::Content;
    let index = crate::yaml_index::index(text);
    let (alias, target) = index.nodes.iter().find_map(|place| match place.content {
        Content::Alias(target) => {
            let target = index.node(target)?.span;
            (target.start <= place.span.start && place.span.end <= target.end).then_some((place.span, target))
        }
        _ => None,
    })?;
    let name = text.get(alias.range()).unwrap_or("the alias");
    let mut diagnostic = Diagnostic::new(Code::ALIAS_CYCLE, Some(Origin::span(source, alias)));
    diagnostic.message = format!("`{name}` stands inside of what it names");
    diagnostic.related.push((
        Origin::span(source, Span::new(target.start as usize, target.start as usize + 1)),
        "the anchor begins here".to_owned(),
    ));
    diagnostic.help = Some("write recursive schemas with `$ref`".to_owned());
    Some(diagnostic)
}
