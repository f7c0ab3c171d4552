//! Sorts what may come back from a call: which documented responses are the success, which the failures.
//!
//! Runs before `naming`, which names the variants.

use crate::ir::{Api, Content, Docs, Operation, Outcome, Outcomes, Response, StatusPattern};
use crate::names::{status, words_of};

pub(super) fn run(api: &mut Api) {
    api.outcomes = api.operations.iter().map(outcomes).collect();
}

fn outcomes(operation: &Operation) -> Outcomes {
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
    let mut outcomes = Outcomes { successes: Vec::new(), failures: Vec::new() };
    for (place, response) in operation.responses.iter().enumerate() {
        let success = is_success(response.status);
        if success || (response.status == StatusPattern::Default && default_is_success) {
            outcomes.successes.extend(of_response(response, place));
        }
        if !success {
            outcomes.failures.extend(of_response(response, place));
        }
    }
    outcomes.successes.shrink_to_fit();
    outcomes.failures.shrink_to_fit();
    outcomes
}

/// An outcome for each media type that a client asks for and that is held in a way of its own.
fn of_response(response: &Response, place: usize) -> Vec<Outcome> {
    let mut contents: Vec<(usize, &Content)> =
        response.contents.iter().enumerate().filter(|(_, content)| !content.only_served).collect();
    // Media types that are held the same way are one answer: which it was, its headers say.
    if contents.windows(2).all(|pair| matches!(pair, [(_, one), (_, other)] if one.is_held_as(other))) {
        contents.truncate(1);
    }
    let several = contents.len() > 1;
    let outcome = |index: usize, content: Option<&Content>| Outcome {
        status: response.status,
        docs: docs(response),
        content: content.cloned(),
        headers: response.headers,
        is_of_several: several,
        by_media_type: several,
        place: (place, index),
    };
    if contents.is_empty() {
        return vec![outcome(0, None)];
    }
    let mut outcomes: Vec<Outcome> = contents.iter().map(|(index, content)| outcome(*index, Some(content))).collect();
    // The first media type of the document stands for all that are not listed: it is tried last.
    outcomes.rotate_left(1);
    if let Some(fallback) = outcomes.last_mut() {
        fallback.by_media_type = false;
    }
    outcomes
}

/// What the document says of a response. Of most it says no more than that there is one.
fn docs(response: &Response) -> Docs {
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
    let mut known = words_of(&status(response.status));
    if let StatusPattern::Code(code) = response.status {
        known.push(code.to_string());
    }
    let says_more = |text: &String| {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let mut words = words.map(str::to_lowercase);
        words.any(|word| !OF_ANY.contains(&word.as_str()) && !known.contains(&word))
    };
    let Docs { summary, description, deprecated, notes, example } = response.docs.clone();
    Docs { summary: summary.filter(says_more), description: description.filter(says_more), deprecated, notes, example }
}
