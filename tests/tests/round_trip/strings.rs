//! Strings: of a format, of a pattern, of a length.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::demands::Demands;
use crate::random::Random;

/// A string that meets the demands, most of the time.
pub(crate) fn string(demands: &Demands<'_>, random: &mut Random) -> Option<String> {
    let (least, most) = demands.counts("minLength", "maxLength");
    let format = if demands.base64 { Some("byte") } else { demands.format };
    if let Some(examples) = format.and_then(examples) {
        let fits = |text: &&&str| demands.patterns.iter().all(|pattern| fits(pattern, text));
        let fitting: Vec<&&str> = examples.iter().filter(fits).collect();
        return random.pick(&fitting).map(|text| (**text).to_owned());
    }
    if let Some(pattern) = demands.patterns.first() {
        return matching_within(pattern, (least, most), random);
    }
    const WORDS: [&str; 8] = ["", "a", "word", "Größe", "two words", "日本語", "quote\" \\ /", "{\"not\": \"json\"}"];
    let mut text = (*random.pick(&WORDS)?).to_owned();
    while text.chars().count() < least.min(100_000) {
        text.push('x');
    }
    Some(text.chars().take(most).collect())
}

/// Texts of a format, the unusual among them.
fn examples(format: &str) -> Option<&'static [&'static str]> {
    Some(match format {
        "date-time" => &[
            "2024-02-29T12:00:00Z",
            "1999-12-31T23:59:59.123456+01:00",
            "0001-01-01T00:00:00Z",
            "2024-01-01t00:00:00z",
        ],
        "date" => &["2024-02-29", "1970-01-01", "9999-12-31"],
        "time" => &["12:00:00Z", "23:59:59.5+02:00"],
        "duration" => &["P3DT4H", "PT0.5S", "P1Y2M3DT4H5M6S", "P2W"],
        "uuid" => &["123e4567-e89b-12d3-a456-426614174000", "00000000-0000-0000-0000-000000000000"],
        "email" => &["a@example.com"],
        "hostname" => &["example.com", "a"],
        "ipv4" => &["192.0.2.1"],
        "ipv6" => &["2001:db8::1"],
        "uri" => &["https://example.com/a?b=c#d", "urn:isbn:0451450523"],
        "uri-reference" => &["/a?b#c", "../d"],
        "json-pointer" => &["", "/a~1b/0/Größe"],
        "relative-json-pointer" => &["0#", "1/a"],
        "regex" => &["^a+$"],
        "byte" => &["", "aGVsbG8=", "/+8=", "YQ=="],
        "decimal" => &["0.10", "-12345678901234567890.123456789", "1"],
        _ => return None,
    })
}

/// A string that a pattern matches; `None` for patterns beyond what can be read here.
pub(crate) fn matching(pattern: &str, random: &mut Random) -> Option<String> {
    Some(sampled(&parsed(pattern)?, random, Repeat::AtRandom))
}

/// The same, of a length. The judge looks whether there is a string of both.
fn matching_within(pattern: &str, (least, most): (usize, usize), random: &mut Random) -> Option<String> {
    let parsed = parsed(pattern)?;
    let text = sampled(&parsed, random, Repeat::AtRandom);
    if (least..=most).contains(&text.chars().count()) {
        return Some(text);
    }
    let shortest = sampled(&parsed, random, Repeat::Stretched(0)).chars().count();
    let missing = least.min(100_000).saturating_sub(shortest);
    let mut text = sampled(&parsed, random, Repeat::Stretched(missing));
    // Behind what a pattern looks for anything may stand, unless it says otherwise.
    let short = least.min(100_000).saturating_sub(text.chars().count());
    text.extend(std::iter::repeat_n('a', short));
    Some(text)
}

fn parsed(pattern: &str) -> Option<Hir> {
    let mut parser = regex_syntax::ParserBuilder::new().unicode(true).utf8(true).build();
    let plain = without_lookaround(pattern);
    parser.parse(pattern).ok().or_else(|| parser.parse(&plain).ok()).or_else(|| parser.parse(&hyphens(&plain)).ok())
}

/// A hyphen behind what cannot begin a range stands for itself in ECMA-262.
fn hyphens(pattern: &str) -> String {
    let mut escaped = pattern.replace("\\-", "-");
    for before in ["\\w", "\\d", "\\s", "a-z", "A-Z", "0-9"] {
        escaped = escaped.replace(&format!("{before}-"), &format!("{before}\\-"));
    }
    escaped
}

fn sampled(parsed: &Hir, random: &mut Random, mut repeat: Repeat) -> String {
    let mut text = String::new();
    sample(parsed, random, &mut repeat, &mut text);
    text
}

/// How often is repeated what may be repeated.
enum Repeat {
    AtRandom,
    /// As seldom as may be, but in all as many times more.
    Stretched(usize),
}

impl Repeat {
    fn times(&mut self, least: u32, most: Option<u32>, random: &mut Random) -> u32 {
        match self {
            Self::AtRandom => {
                let most = most.unwrap_or(least + 4).min(least + 8);
                least + u32::try_from(random.below((most.saturating_sub(least) + 1) as usize)).unwrap_or(0)
            }
            Self::Stretched(more) => {
                let room = most.map_or(usize::MAX, |most| most.saturating_sub(least) as usize);
                let taken = room.min(*more);
                *more -= taken;
                least.saturating_add(u32::try_from(taken).unwrap_or(0))
            }
        }
    }
}

/// Whether a name matches a pattern.
pub(crate) fn fits(pattern: &str, text: &str) -> bool {
    regress::Regex::new(pattern).is_ok_and(|pattern| pattern.find(text).is_some())
}

/// Whether a text is base64 (RFC 4648), of either alphabet, padded or not.
pub(crate) fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let of = |more: [char; 2]| digits.chars().all(|digit| digit.is_ascii_alphanumeric() || more.contains(&digit));
    let padding = text.len() - digits.len();
    let padded = padding == 0 || text.len().is_multiple_of(4) && padding < 3;
    (of(['+', '/']) || of(['-', '_'])) && digits.len() % 4 != 1 && padded
}

/// The pattern without `(?=…)`, `(?!…)` and their kin: the judge looks whether the text does all the same.
fn without_lookaround(pattern: &str) -> String {
    let mut rest = pattern.to_owned();
    for opening in ["(?=", "(?!", "(?<=", "(?<!"] {
        while let Some(start) = rest.find(opening) {
            let mut depth = 0_usize;
            let end = rest[start..].char_indices().find_map(|(at, character)| {
                match character {
                    '(' => depth += 1,
                    ')' => depth -= 1,
                    _ => {}
                }
                (depth == 0).then_some(start + at + 1)
            });
            rest.replace_range(start..end.unwrap_or(rest.len()), "");
        }
    }
    rest.replace("\\/", "/")
}

fn sample(hir: &Hir, random: &mut Random, repeat: &mut Repeat, text: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(Class::Unicode(class)) => {
            let ranges: Vec<_> = class.ranges().iter().collect();
            // Printable ASCII where there is some.
            let plain: Vec<_> = ranges.iter().filter(|range| range.end() >= ' ' && range.start() <= '~').collect();
            let (start, end) = match random.pick(&plain) {
                Some(range) => (range.start().max(' '), range.end().min('~')),
                None => match random.pick(&ranges) {
                    Some(range) => (range.start(), range.end()),
                    None => return,
                },
            };
            let span = (end as u32).saturating_sub(start as u32) as usize + 1;
            let picked = start as u32 + u32::try_from(random.below(span)).unwrap_or(0);
            text.extend(char::from_u32(picked));
        }
        HirKind::Class(Class::Bytes(_)) => {}
        HirKind::Repetition(repetition) => {
            for _ in 0..repeat.times(repetition.min, repetition.max, random).min(100_000) {
                sample(&repetition.sub, random, repeat, text);
            }
        }
        HirKind::Capture(capture) => sample(&capture.sub, random, repeat, text),
        HirKind::Concat(parts) => parts.iter().for_each(|part| sample(part, random, repeat, text)),
        HirKind::Alternation(parts) => {
            if let Some(part) = random.pick(parts) {
                sample(part, random, repeat, text);
            }
        }
    }
}
