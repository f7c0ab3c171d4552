//! Reports as people and programs read them: with the lines of the file, one line each, and as JSON.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin as Header, Renderer, Snippet};
use indexmap::IndexMap;
use serde_json::json;

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Origin, Severity, SourceId};
use crate::fix::{Fix, FixChange};
use crate::report::Report;
use crate::source::{Location, Source, Sources, clamp};
use crate::tree::Value;
use crate::visible::{same_length, visible};

/// How many diagnostics of one code are shown in full.
const SHOWN: usize = 20;
/// How much of a long line is shown on either side of the place.
const AROUND: usize = 60;

/// The whole report with the lines that it is about, as rustc shows them.
///
/// Diagnostics stand in the order of the report ([`Report::sort`]); of more than twenty of one code
/// the rest is counted.
#[must_use]
pub fn render(report: &Report, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.decor_style(DecorStyle::Ascii);
    let mut out = String::new();
    let (shown, rest) = capped(report, SHOWN);
    for diagnostic in shown {
        let diagnostic = showable(diagnostic, report.sources());
        let groups = [group(&diagnostic, report.sources())];
        for line in renderer.render(&groups).lines().filter(|line| !is_empty_header(line)) {
            out.push_str(line);
            out.push('\n');
        }
        out.push('\n');
    }
    for line in rest {
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// A diagnostic as people may be shown it: whatever the document says, it cannot forge or hide anything.
fn showable(diagnostic: &Diagnostic, sources: &Sources) -> Diagnostic {
    // Texts of parsers have several lines.
    let visible = |text: &String| visible(&text.replace(['\n', '\r'], " ")).into_owned();
    let diagnostic = without_outside(diagnostic, sources);
    let diagnostic = with_overlays(diagnostic, sources);
    Diagnostic {
        message: visible(&diagnostic.message),
        label: diagnostic.label.as_ref().map(visible),
        help: diagnostic.help.as_ref().map(visible),
        related: diagnostic.related.iter().map(|(origin, label)| (origin.clone(), visible(label))).collect(),
        ..diagnostic.into_owned()
    }
}

/// A diagnostic in which nothing is left that may be text of a file outside of the document's folder.
fn without_outside<'d>(diagnostic: &'d Diagnostic, sources: &Sources) -> Cow<'d, Diagnostic> {
    let outside = |origin: &Origin| sources.file_of(origin).is_some_and(Source::is_outside);
    let mut places = diagnostic.primary.iter().chain(diagnostic.related.iter().map(|(origin, _)| origin));
    if !places.any(outside) {
        return Cow::Borrowed(diagnostic);
    }
    let mut bare = diagnostic.without_text();
    bare.help = Some("messages show no text of a file outside of the document's folder".to_owned());
    Cow::Owned(bare)
}

/// How many changes of overlays are shown with a diagnostic.
const CHANGES: usize = 3;

/// A diagnostic with what overlays did to the very value that it is about.
fn with_overlays<'d>(diagnostic: Cow<'d, Diagnostic>, sources: &Sources) -> Cow<'d, Diagnostic> {
    let changes = diagnostic.primary.iter().flat_map(|origin| sources.changes(origin));
    let labels = changes.take(CHANGES).map(|change| match change.removed {
        Some(key) => (sources.fixed(&change.place), format!("the overlay removes `{key}` here")),
        None => (sources.fixed(&change.place), "the overlay adds this".to_owned()),
    });
    let labels: Vec<_> = labels.collect();
    if labels.is_empty() {
        return diagnostic;
    }
    let mut diagnostic = diagnostic.into_owned();
    diagnostic.related.extend(labels);
    Cow::Owned(diagnostic)
}

/// The first diagnostics of each code, and a line for each code of which there are more.
fn capped(report: &Report, most: usize) -> (Vec<&Diagnostic>, Vec<String>) {
    let mut counts: IndexMap<Code, usize> = IndexMap::new();
    let mut shown = Vec::new();
    for diagnostic in report.diagnostics() {
        let count = counts.entry(diagnostic.code).or_default();
        *count += 1;
        if *count <= most {
            shown.push(diagnostic);
        }
    }
    let more = counts.into_iter().filter(|(_, count)| *count > most);
    (shown, more.map(|(code, count)| format!("… and {} more `{code}`", count - most)).collect())
}

/// The header of an excerpt without a file name, which the renderer writes as `:::` and nothing.
fn is_empty_header(line: &str) -> bool {
    line.contains(":::") && without_colour(line).trim() == ":::"
}

/// The line without colour sequences, `ESC [ … m`.
fn without_colour(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').map_or(part, |(_, rest)| rest))
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

fn group<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Group<'a> {
    let title = level(diagnostic.severity).primary_title(diagnostic.message.as_str()).id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    if let Some(primary) = &diagnostic.primary {
        group = places(group, primary, diagnostic, sources);
        let outside = sources.file_of(primary).is_some_and(Source::is_outside);
        if !primary.pointer.is_root() && !outside {
            let pointer = primary.pointer.to_string();
            group = group.element(Level::NOTE.no_name().message(format!("at {}", visible(&pointer))));
        }
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    group
}

/// The lines of the primary place and of the related ones, file by file.
fn places<'a>(
    mut group: Group<'a>,
    primary: &'a Origin,
    diagnostic: &'a Diagnostic,
    sources: &'a Sources,
) -> Group<'a> {
    let Some(found) = sources.locate(primary).filter(|found| !found.range.is_empty() || has_text(sources, primary))
    else {
        if let Some(source) = sources.file_of(primary) {
            group = group.element(Header::path(visible(source.name())));
        }
        return group;
    };
    if let Some(source) = sources.file_of(primary).filter(|source| source.is_outside()) {
        let header = Header::path(visible(source.name())).line(found.line).char_column(found.column);
        return group.element(header);
    }
    let mut lines = Excerpts::default();
    lines.add(primary, &found, AnnotationKind::Primary, diagnostic.label.as_deref().unwrap_or(""), sources);
    for (origin, label) in &diagnostic.related {
        if let Some(found) = sources.locate(origin) {
            lines.add(origin, &found, AnnotationKind::Context, label, sources);
        }
    }
    lines.show(group, sources)
}

fn has_text(sources: &Sources, origin: &Origin) -> bool {
    sources.file_of(origin).is_some_and(|source| !source.text().is_empty())
}

/// What is marked in the files, by file in the order of mention.
#[derive(Default)]
struct Excerpts<'a> {
    marks: IndexMap<u32, Vec<Mark<'a>>>,
}

struct Mark<'a> {
    range: Range<usize>,
    location: Location,
    kind: AnnotationKind,
    label: &'a str,
}

impl<'a> Excerpts<'a> {
    fn add(&mut self, origin: &Origin, found: &Location, kind: AnnotationKind, label: &'a str, sources: &Sources) {
        let Some(source) = sources.file_of(origin) else {
            return;
        };
        // Of a value over many lines the first is enough to see what is meant.
        let marked = source.text().get(found.range.clone()).unwrap_or("");
        let first = marked.split('\n').next().unwrap_or(marked).trim_end();
        let range = found.range.start..found.range.start + first.len();
        let marks = self.marks.entry(sources.standing(origin).source.0).or_default();
        marks.push(Mark { range, location: found.clone(), kind, label });
    }

    fn show(self, mut group: Group<'a>, sources: &'a Sources) -> Group<'a> {
        for (number, marks) in self.marks {
            let Some(source) = sources.get(SourceId(number)) else {
                continue;
            };
            let marks: Vec<_> = spread(marks).collect();
            for marks in marks {
                group = excerpt(group, source.name(), source.text(), marks);
            }
        }
        group
    }
}

/// Marks that are near each other share an excerpt; `annotate-snippets` wants all lines between.
fn spread(marks: Vec<Mark<'_>>) -> impl Iterator<Item = Vec<Mark<'_>>> {
    const NEAR: usize = 400;
    let mut groups: Vec<Vec<Mark<'_>>> = Vec::new();
    for mark in marks {
        let near = groups.iter_mut().find(|group| {
            group.iter().any(|other| other.location.line.abs_diff(mark.location.line) < NEAR)
                && group.iter().all(|other| other.range.start.abs_diff(mark.range.start) < 64 * NEAR)
        });
        match near {
            Some(group) => group.push(mark),
            None => groups.push(vec![mark]),
        }
    }
    groups.into_iter()
}

fn excerpt<'a>(group: Group<'a>, name: &'a str, text: &'a str, marks: Vec<Mark<'a>>) -> Group<'a> {
    let start = marks.iter().map(|mark| mark.range.start).min().unwrap_or(0);
    let end = marks.iter().map(|mark| mark.range.end).max().unwrap_or(0);
    let line_start = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let line_end = text.get(end..).and_then(|after| after.find('\n')).map_or(text.len(), |newline| end + newline);
    let first_line = marks.iter().map(|mark| mark.location.line).min().unwrap_or(1);
    // A minified document is one line: the part around the place is shown, under the true column.
    let from = if start - line_start > 4 * AROUND { start - AROUND } else { line_start };
    let to = if line_end - end > 4 * AROUND { end + AROUND } else { line_end };
    let window = clamp(text, from..to);
    let shown = text.get(window.clone()).unwrap_or("");
    let cut = window.start != line_start;
    let shown_name = visible(name);
    let mut snippet = Snippet::source(same_length(shown)).line_start(first_line).fold(true);
    if !cut {
        snippet = snippet.path(shown_name.clone());
    }
    let header = marks.first().map(|mark| (mark.location.line, mark.location.column));
    for mark in marks {
        let range = mark.range.start - window.start..mark.range.end - window.start;
        let annotation = mark.kind.span(clamp(shown, range));
        snippet = snippet.annotation(if mark.label.is_empty() { annotation } else { annotation.label(mark.label) });
    }
    match header {
        Some((line, column)) if cut => {
            group.element(Header::path(shown_name).line(line).char_column(column)).element(snippet)
        }
        _ => group.element(snippet),
    }
}

/// As people read it, without colour.
impl std::fmt::Display for Report {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.render(false).trim_end())
    }
}

/// A document that cannot be read is an error like others, in a program that hands errors on.
impl std::error::Error for Report {}

impl Report {
    /// The report with the lines of the files, see [`render`].
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        render(self, colour)
    }

    /// A line per diagnostic, `file:line:column: warning[code]: message`, as `cargo::warning` needs it.
    #[must_use]
    pub fn one_line(&self) -> Vec<String> {
        self.diagnostics().iter().map(|diagnostic| one_line(diagnostic, self.sources())).collect()
    }

    /// The same as [`Report::one_line`], with at most so many of each code and the rest counted.
    #[must_use]
    pub fn one_line_capped(&self, most: usize) -> Vec<String> {
        let (shown, rest) = capped(self, most);
        let lines = shown.into_iter().map(|diagnostic| one_line(diagnostic, self.sources()));
        lines.chain(rest).collect()
    }

    /// The report for programs: an array of objects.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        self.diagnostics().iter().map(|diagnostic| to_json(diagnostic, self.sources())).collect()
    }
}

/// One diagnostic in one line, with its help.
#[must_use]
pub fn one_line(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let diagnostic = &showable(diagnostic, sources);
    let place = diagnostic.primary.as_ref().map(|origin| match sources.locate(origin) {
        Some(found) => format!("{found}: "),
        None => sources.file_of(origin).map(|source| format!("{}: ", source.name())).unwrap_or_default(),
    });
    // One of the two is enough for a line; the remedy says more.
    let more = diagnostic.help.as_ref().or(diagnostic.label.as_ref());
    let help = more.map(|more| format!(" ({more})")).unwrap_or_default();
    let line = format!(
        "{}{}[{}]: {}{help}",
        place.unwrap_or_default(),
        diagnostic.severity,
        diagnostic.code,
        diagnostic.message
    );
    // The place too: a path is a name that somebody chose, and cargo takes each line for a directive of its own.
    visible(&line).into_owned()
}

fn to_json(diagnostic: &Diagnostic, sources: &Sources) -> serde_json::Value {
    // A text of JSON escapes what is not to be seen as it is.
    let diagnostic = without_outside(diagnostic, sources);
    let diagnostic = with_overlays(diagnostic, sources);
    let related = |(origin, label): &(Origin, String)| json!({"place": place_json(origin, sources), "message": label});
    json!({
        "code": diagnostic.code.as_str(),
        "severity": diagnostic.severity.as_str(),
        "message": diagnostic.message,
        "label": diagnostic.label,
        "help": diagnostic.help,
        "fix": diagnostic.fix.as_ref().map(|fix| fix_json(fix, &diagnostic.message, sources)),
        "place": diagnostic.primary.as_ref().map(|origin| place_json(origin, sources)),
        "related": diagnostic.related.iter().map(related).collect::<Vec<_>>(),
        "also": diagnostic.also.iter().map(|origin| place_json(origin, sources)).collect::<Vec<_>>(),
    })
}

/// A fix as the actions of an overlay.
fn fix_json(fix: &Fix, message: &str, sources: &Sources) -> serde_json::Value {
    let root = sources.get(SourceId::ROOT).map_or(&Value::Null, Source::root);
    let actions = fix.actions().iter().map(|action| {
        let target = action.target(root);
        match &action.change {
            FixChange::Remove => json!({"target": target, "description": message, "remove": true}),
            FixChange::Update(value) => {
                let value: serde_json::Value = serde_json::from_str(value).unwrap_or_default();
                json!({"target": target, "description": message, "update": value})
            }
        }
    });
    actions.collect()
}

fn place_json(origin: &Origin, sources: &Sources) -> serde_json::Value {
    let source = sources.file_of(origin);
    let file = source.map(Source::name);
    // A pointer is made of keys.
    let pointer = source.is_none_or(|source| !source.is_outside()).then(|| origin.pointer.to_string());
    match sources.locate(origin) {
        Some(found) => json!({
            "file": file,
            "pointer": pointer,
            "line": found.line,
            "column": found.column,
            "endLine": found.end_line,
            "endColumn": found.end_column,
            "start": found.range.start,
            "end": found.range.end,
        }),
        None => json!({"file": file, "pointer": pointer}),
    }
}
