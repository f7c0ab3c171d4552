//! Tells of options that apply to nothing.
//!
//! Runs before anything is filtered: an option may be about what another leaves out.

use crate::index::IndexSet;
use gatewright_document::{Code, Report, nearest};

use super::{filter, selectors};
use crate::ir::{Api, Operation, TypeDef, TypeKind};
use crate::options::{Options, Selection, ServerTraits, Setting};

pub(super) fn run(api: &Api, options: &Options, report: &mut Report) {
    names(api, options, report);
    optional(api, options, report);
    derives(api, options, report);
    selection(api, options, options.select(), "select", report);
    selection(api, options, options.exclude(), "exclude", report);
}

fn all(api: &Api) -> impl Iterator<Item = &Operation> {
    api.operations.iter().chain(&api.callbacks)
}

fn names(api: &Api, options: &Options, report: &mut Report) {
    if options.rename.is_empty() {
        return;
    }
    let known = known(api, options);
    for (what, name) in &options.rename {
        if !known.contains(what) {
            options
                .tell(report, Code::UNUSED_OPTION, name)
                .message(format!("there is no `{what}` that could be called `{}`", name.value))
                .help_if(nearest(what, known.iter().map(String::as_str)), |near| format!("did you mean `{near}`?"));
        }
    }
}

/// All that can be renamed.
fn known(api: &Api, options: &Options) -> IndexSet<String> {
    let mut known = IndexSet::from_iter(["#/info/title".to_owned()]);
    for operation in all(api) {
        known.extend(selectors::of_operation(operation));
        for parameter in &operation.parameters {
            known.extend(selectors::of_parameter(operation, parameter));
        }
        known.extend(selectors::of_media_types(operation));
    }
    for (_, def) in api.types.iter() {
        known.extend(selectors::of_type(def));
        for name in def.kind.members() {
            known.extend(selectors::of_member(def, name));
        }
    }
    if options.server_traits == ServerTraits::Tag {
        known.extend(
            api.operations.iter().filter_map(|operation| operation.tags.first()).map(|tag| selectors::of_tag(tag)),
        );
    }
    known.extend(api.security.iter().map(|scheme| scheme.name.wire.clone()));
    known
}

fn optional(api: &Api, options: &Options, report: &mut Report) {
    if options.optional.is_empty() {
        return;
    }
    let mut known: IndexSet<String> = IndexSet::default();
    for (_, def) in api.types.iter() {
        if let TypeKind::Struct(object) = &def.kind {
            known.extend(object.fields.iter().flat_map(|field| selectors::of_member(def, &field.name)));
            known.extend(selectors::all_members(def));
        }
    }
    for setting in options.optional.iter().filter(|setting| !known.contains(&setting.value)) {
        options
            .tell(report, Code::UNUSED_OPTION, setting)
            .message(format!("there is no property `{}` that could be optional", setting.value))
            .help_if(nearest(&setting.value, known.iter().map(String::as_str)), |near| {
                format!("did you mean `{near}`?")
            });
    }
}

fn derives(api: &Api, options: &Options, report: &mut Report) {
    for derive in options.derives() {
        if syn::parse_str::<syn::Path>(&derive.path.value).is_err() {
            options
                .tell(report, Code::INVALID_OPTION, &derive.path)
                .message(format!("`{}` is not the path of a derive", derive.path.value))
                .help("write it as in `#[derive(…)]`: `PartialOrd`, `::serde::Serialize`");
        }
        let Some(of) = &derive.of else { continue };
        let selected: Vec<(Vec<String>, &TypeDef)> =
            api.types.iter().map(|(_, def)| (selectors::of_type(def), def)).collect();
        let found = selected.iter().find(|(names, _)| names.contains(&of.value)).map(|(_, def)| &def.kind);
        let known = selected.iter().flat_map(|(names, _)| names).map(String::as_str);
        match found {
            None => {
                options
                    .tell(report, Code::UNUSED_OPTION, of)
                    .message(format!("there is no type `{}` that could derive `{}`", of.value, derive.path.value))
                    .help_if(nearest(&of.value, known), |near| format!("did you mean `{near}`?"));
            }
            Some(TypeKind::Alias(_)) => {
                options
                    .tell(report, Code::UNUSED_OPTION, of)
                    .message(format!("`{}` is another name of a type, and derives nothing itself", of.value));
            }
            Some(_) => {}
        }
    }
}

fn selection(api: &Api, options: &Options, selection: Selection<'_>, verb: &str, report: &mut Report) {
    let mut check = |settings: &[Setting],
                     what: &str,
                     fits: &dyn Fn(&Operation, &str) -> bool,
                     known: &dyn Fn(&Operation) -> Vec<String>| {
        for setting in settings.iter().filter(|setting| !all(api).any(|operation| fits(operation, &setting.value))) {
            let known: IndexSet<String> = all(api).flat_map(known).collect();
            options
                .tell(report, Code::UNUSED_OPTION, setting)
                .message(format!("there is no operation {what} `{}` to {verb}", setting.value))
                .help(way_out(&setting.value, &known));
        }
    };
    check(selection.tags, "with the tag", &filter::has_tag, &|operation| operation.tags.clone());
    check(selection.paths, "on the path", &filter::is_on, &|operation| vec![operation.path.clone()]);
    check(selection.methods, "of the method", &filter::is_of, &|operation| vec![operation.method.to_string()]);
    check(selection.operations, "called", &filter::is_called, &selectors::of_operation);
}

/// What to write instead: a name that is nearly the same, or the first of all that there are.
fn way_out(value: &str, known: &IndexSet<String>) -> String {
    const SHOWN: usize = 12;
    if let Some(near) = nearest(value, known.iter().map(String::as_str)) {
        return format!("did you mean `{near}`?");
    }
    let shown: Vec<String> = known.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    match known.len() {
        0 => "the document has none".to_owned(),
        1 => format!("there is only {}", shown.join(", ")),
        count if count > SHOWN => format!("there are {} and {} more", shown.join(", "), count - SHOWN),
        _ => format!("there are {}", shown.join(", ")),
    }
}
