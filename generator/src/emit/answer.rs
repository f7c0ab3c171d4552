//! What may come back, sorted: which documented answers are the success, which the failures.

use super::Named;
use crate::ir::{Content, Docs, Format, Response, StatusPattern, TypeId, TypeRef};
use crate::names::{Ident, ResponseNames, words_of};
use crate::pass::status_name;

/// One documented answer in one media type.
pub(super) struct Case<'a> {
    pub(super) status: StatusPattern,
    pub(super) response: &'a Response,
    /// `None` for an answer without a body.
    pub(super) content: Option<&'a Content>,
    /// Variant that holds it.
    pub(super) variant: &'a Ident,
    /// Told from its neighbours by its media type.
    pub(super) by_media: bool,
}

impl Case<'_> {
    /// What the document says of the answer. Of most it says no more than that there is one.
    pub(super) fn docs(&self) -> Docs {
        const OF_ANY: [&str; 16] = [
            "a",
            "an",
            "default",
            "error",
            "is",
            "of",
            "ok",
            "operation",
            "request",
            "response",
            "status",
            "success",
            "successful",
            "successfully",
            "the",
            "was",
        ];
        let mut status = words_of(&status_name(self.status));
        if let StatusPattern::Code(code) = self.status {
            status.push(code.to_string());
        }
        let says_more = |text: &String| {
            let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            let mut words = words.map(str::to_lowercase);
            words.any(|word| !OF_ANY.contains(&word.as_str()) && !status.contains(&word))
        };
        let Docs { summary, description, deprecated, notes } = self.response.docs.clone();
        Docs { summary: summary.filter(says_more), description: description.filter(says_more), deprecated, notes }
    }
}

/// All documented answers of an operation.
pub(super) struct Answers<'a> {
    pub(super) successes: Vec<Case<'a>>,
    pub(super) failures: Vec<Case<'a>>,
}

impl<'a> Answers<'a> {
    pub(super) fn of(named: Named<'a>) -> Self {
        let Named { operation, names } = named;
        let documented = |class: u16| {
            operation.responses.iter().any(|response| match response.status {
                StatusPattern::Code(code) => code / 100 == class,
                StatusPattern::Class(own) => own == class,
                StatusPattern::Default => false,
            })
        };
        // A redirect is the answer where nothing else is, and an aside (304) beside a real one.
        let redirect_is_success = !documented(2);
        let default_is_success = !documented(2) && !documented(3);
        let is_success = |status: StatusPattern| match status {
            StatusPattern::Code(code) => code < 300 || (code < 400 && redirect_is_success),
            StatusPattern::Class(class) => class < 3 || (class == 3 && redirect_is_success),
            StatusPattern::Default => false,
        };
        let mut answers = Self { successes: Vec::new(), failures: Vec::new() };
        for (response, names) in operation.responses.iter().zip(&names.responses) {
            let success = is_success(response.status);
            if success || (response.status == StatusPattern::Default && default_is_success) {
                answers.successes.extend(cases(response, names));
            }
            if !success {
                answers.failures.extend(cases(response, names));
            }
        }
        answers
    }

    /// Headers that a success documents.
    pub(super) fn success_headers(&self) -> Option<TypeId> {
        self.successes.iter().find_map(|case| case.response.headers)
    }

    /// Whether all successes are held the same way, so that the status alone tells them apart.
    pub(super) fn one_success(&self) -> bool {
        let held = |case: &Case<'a>| case.content.map(|content| (content.format, content.ty.clone()));
        self.successes.windows(2).all(|pair| match pair {
            [a, b] => held(a) == held(b),
            _ => true,
        })
    }
}

fn cases<'a>(response: &'a Response, names: &'a ResponseNames) -> Vec<Case<'a>> {
    let name = &names.status;
    // Media types that are held the same way are one answer: which it was, its headers say.
    let held = |content: &Content| (content.format, content.ty.clone());
    let all = response.contents.iter().zip(&names.contents);
    let mut contents: Vec<(&Content, &Ident)> = all.filter(|(content, _)| !content.only_served).collect();
    if contents.windows(2).all(|pair| matches!(pair, [(a, _), (b, _)] if held(a) == held(b))) {
        contents.truncate(1);
    }
    let several = contents.len() > 1;
    if contents.is_empty() {
        return vec![Case { status: response.status, response, content: None, variant: name, by_media: false }];
    }
    let last = contents.len() - 1;
    let mut cases: Vec<Case<'_>> = contents
        .into_iter()
        .map(|(content, own)| Case {
            status: response.status,
            response,
            content: Some(content),
            variant: if several { own } else { name },
            by_media: several,
        })
        .collect();
    // The first media type of the document stands for all that are not listed: it is tried last.
    cases.rotate_left(1);
    if let Some(fallback) = cases.get_mut(last) {
        fallback.by_media = false;
    }
    cases
}

/// Whether a body is read as JSON, and into what.
pub(super) fn json(content: Option<&Content>) -> Option<&TypeRef> {
    content.filter(|content| matches!(content.format, Format::Json | Format::Form)).map(|content| &content.ty)
}
