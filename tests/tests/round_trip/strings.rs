//! Strings: of a format, of a pattern, of a length.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::demands::Demands;
use crate::random::Random;

/// A string that meets the demands, most of the time.
pub(crate) fn string(demands: &Demands<'_>, random: &mut Random) -> Option<String> {
    let (least, most) = demands.counts("minLength", "maxLength");
    if let Some(pattern) = demands.patterns.first() {
        let mut text = matching(pattern, random)?;
        for _ in 0..20 {
            if (least..=most).contains(&text.chars().count()) {
                break;
            }
            text = matching(pattern, random)?;
        }
        return Some(text);
    }
    let format = if demands.base64 { Some("byte") } else { demands.format };
    if let Some(examples) = format.and_then(examples) {
        return random.pick(examples).map(|text| (*text).to_owned());
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
        "byte" => &["", "aGVsbG8=", "/+8=", "YQ=="],
        "decimal" => &["0.10", "-12345678901234567890.123456789", "1"],
        _ => return None,
    })
}

/// A string that a pattern matches; `None` for patterns beyond what can be read here.
pub(crate) fn matching(pattern: &str, random: &mut Random) -> Option<String> {
    let mut parser = regex_syntax::ParserBuilder::new().unicode(true).utf8(true).build();
    let parsed = parser.parse(pattern).ok().or_else(|| parser.parse(&without_lookaround(pattern)).ok())?;
    let mut text = String::new();
    sample(&parsed, random, &mut text);
    Some(text)
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
    rest.replace("\\/", "/").replace("\\-", "-")
}

fn sample(hir: &Hir, random: &mut Random, text: &mut String) {
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
            let least = repetition.min;
            let most = repetition.max.unwrap_or(least + 4).min(least + 8).min(2_000);
            let times = least + u32::try_from(random.below((most.saturating_sub(least) + 1) as usize)).unwrap_or(0);
            for _ in 0..times.min(2_000) {
                sample(&repetition.sub, random, text);
            }
        }
        HirKind::Capture(capture) => sample(&capture.sub, random, text),
        HirKind::Concat(parts) => parts.iter().for_each(|part| sample(part, random, text)),
        HirKind::Alternation(parts) => {
            if let Some(part) = random.pick(parts) {
                sample(part, random, text);
            }
        }
    }
}
