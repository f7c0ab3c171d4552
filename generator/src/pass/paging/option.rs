//! What the user says of pages.

use crate::index::IndexSet;
use gatewright_document::{Code, Report, nearest};

use crate::ir::{Api, NextPage, Operation, PageInput, PagingSource, Path, Place, SaidPaging};
use crate::options::{Options, Setting};
use crate::pass::selectors;

/// Puts what the user says in place of what the document does.
pub(super) fn apply(api: &mut Api, options: &Options, report: &mut Report) {
    for (selector, setting) in &options.pages {
        let mut chosen =
            api.operations.iter_mut().filter(|operation| selectors::of_operation(operation).contains(selector));
        match chosen.next() {
            Some(operation) => match said(operation, &setting.value) {
                Some(said) => operation.paging = Some(said),
                None => malformed(options, setting, report),
            },
            None => {
                let known: IndexSet<String> = api.operations.iter().flat_map(selectors::of_operation).collect();
                options
                    .tell(report, Code::UNUSED_OPTION, setting)
                    .message(format!("there is no operation `{selector}` that could page"))
                    .help_if(nearest(selector, known.iter().map(String::as_str)), |near| {
                        format!("did you mean `{near}`?")
                    });
            }
        }
    }
}

fn malformed(options: &Options, setting: &Setting, report: &mut Report) {
    options
        .tell(report, Code::INVALID_OPTION, setting)
        .message(format!("`{}` does not say how the operation pages", setting.value))
        .help("write one such as `token cursor meta.next data`: how, the parameter, where the next page and the items are");
}

/// `token cursor meta.next data`.
fn said(operation: &Operation, text: &str) -> Option<SaidPaging> {
    let mut words = text.split_whitespace();
    let path = |word: &str| -> Path { word.split('.').map(str::to_owned).collect() };
    let input = |name: &str| {
        let mut all = operation.parameters.iter().filter(|parameter| parameter.name.wire == name);
        all.find_map(|parameter| match parameter.place {
            Place::Query => Some(PageInput::Query(name.to_owned())),
            Place::Header => Some(PageInput::Header(name.to_owned())),
            Place::Path | Place::QueryString | Place::Cookie => None,
        })
    };
    let next = match words.next()? {
        "none" => None,
        "link" => Some(NextPage::Link),
        "url" => Some(NextPage::Url(path(words.next()?))),
        "token" => {
            let to = input(words.next()?)?;
            Some(NextPage::Token(path(words.next()?), to))
        }
        "last" => {
            let to = input(words.next()?)?;
            Some(NextPage::LastItem(path(words.next()?), to))
        }
        "page" => Some(NextPage::Page(input(words.next()?)?, 1)),
        "offset" => Some(NextPage::Offset(input(words.next()?)?)),
        _ => return None,
    };
    let items = words.next().map(path);
    let is_whole = words.next().is_none();
    is_whole.then_some(SaidPaging { source: PagingSource::Option, next, items, more: Path::new(), last: Path::new() })
}
