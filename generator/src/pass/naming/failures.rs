//! Names of enums of failures that several calls share: of what they share, the statuses and the schema of the bodies,
//! not of one of the calls.

use core::cmp::Reverse;

use super::scope::Scope;
use crate::ir::{Api, Operation, Outcome, StatusPattern, TypeRef};
use crate::names::{Case, Ident, Names, status, upper_camel};

/// With more failures than these an enum is not called after all of them.
const MOST: usize = 3;

/// Names the shared enums. The one of most calls has the shortest name.
pub(in crate::pass) fn failures(api: &Api, names: &mut Names) {
    let taken = names.operations.iter().flat_map(|own| {
        let inputs = own.parameters.iter().map(|parameter| &parameter.requirement);
        let body = own.input.iter().map(|body| &body.requirement);
        [&own.call, &own.success, &own.error, &own.body].into_iter().chain(inputs).chain(body)
    });
    let taken: Vec<&str> = taken.map(|name| &**name).chain(["Client"]).collect();
    let mut scope = Scope::new(Case::Camel, &taken);
    let groups = api.shared_failures.iter().enumerate().filter_map(|(index, calls)| {
        let (first, outcomes) = (*calls.first()?, api.outcomes.get(*calls.first()?)?);
        let own = names.operations.get(first)?;
        let operations: Vec<&Operation> = calls.iter().filter_map(|index| api.operations.get(*index)).collect();
        let wishes = wishes(&outcomes.failures, own.failures.as_slice(), &operations, names);
        Some((wishes.first().cloned(), Reverse(calls.len()), own.error.clone(), index, wishes))
    });
    let mut groups: Vec<_> = groups.collect();
    groups.sort();
    let mut named: Vec<(usize, Ident)> = Vec::new();
    for (.., index, wishes) in groups {
        let Some((wanted, others)) = wishes.split_first() else { continue };
        named.push((index, scope.take(wanted, &Some(Box::new(|| others.to_vec())), None)));
    }
    named.sort();
    names.failures = named.into_iter().map(|(_, name)| name).collect();
}

/// Names for an enum, best first.
fn wishes(failures: &[Outcome], variants: &[Ident], operations: &[&Operation], names: &Names) -> Vec<Ident> {
    let statuses = match failures {
        [only] if only.status == StatusPattern::Default => "Api".to_owned(),
        _ if failures.len() > MOST => range(failures),
        _ => {
            let variants = failures.iter().zip(variants);
            let words = variants.map(|(failure, variant)| match failure.status {
                StatusPattern::Default => "Other".to_owned(),
                _ => variant.to_string(),
            });
            words.map(|word| word.trim_end_matches("Error").to_owned()).collect::<Vec<_>>().join("Or")
        }
    };
    let subject = subject(operations);
    let schema = schema(failures, names);
    let mut names = vec![format!("{statuses} Error")];
    names.extend(subject.iter().map(|subject| format!("{subject} {statuses} Error")));
    names.extend(schema.iter().map(|schema| format!("{schema} {statuses} Error")));
    names.extend(subject.iter().zip(&schema).map(|(subject, schema)| format!("{subject} {schema} {statuses} Error")));
    if failures.len() > MOST {
        // The range of statuses says less than what the calls are about.
        names.splice(0..0, subject.as_ref().map(|subject| format!("{subject} Error")));
        names.push(format!(
            "Status{} Error",
            codes(failures).map(|code| code.to_string()).collect::<Vec<_>>().join("And")
        ));
    }
    names.iter().map(|name| upper_camel(name)).collect()
}

/// The first and the last status: `Status400To503`.
fn range(failures: &[Outcome]) -> String {
    match (codes(failures).min(), codes(failures).max()) {
        (Some(least), Some(most)) if least != most => format!("Status{least}To{most}"),
        (Some(code), _) => format!("Status{code}"),
        _ => status(StatusPattern::Default).to_string(),
    }
}

fn codes(failures: &[Outcome]) -> impl Iterator<Item = u16> {
    failures.iter().filter_map(|failure| match failure.status {
        StatusPattern::Code(code) => Some(code),
        StatusPattern::Class(class) => Some(class * 100),
        StatusPattern::Default => None,
    })
}

/// The tag that all calls have first.
fn subject(operations: &[&Operation]) -> Option<String> {
    let first = operations.first()?.tags.first()?;
    operations.iter().all(|operation| operation.tags.first() == Some(first)).then(|| first.clone())
}

/// The schemas of the bodies, if they are one or two; or that there are no bodies.
fn schema(failures: &[Outcome], names: &Names) -> Option<String> {
    if failures.iter().all(|failure| failure.content.is_none()) {
        return Some("Empty".to_owned());
    }
    let types = failures.iter().filter_map(|failure| failure.content.as_ref()).map(|content| match content.ty {
        TypeRef::Named(id) => Some(names.of_type(id).ident.trim_end_matches("Error").to_owned()),
        _ => None,
    });
    let mut schemas: Vec<String> = types.collect::<Option<_>>()?;
    schemas.sort_unstable();
    schemas.dedup();
    (1..=2).contains(&schemas.len()).then(|| schemas.join("Or"))
}
