//! Looks whether an API and its names fit together as emission relies on: it goes through lists of both side by side, and
//! takes it for granted that what is referred to is there.

use gatewright_document::{Origin, Report};

use crate::bug::bug;
use crate::ir::{Api, Operation};
use crate::names::{Names, OperationNames};

pub(super) fn run(api: &Api, names: &Names, report: &mut Report) {
    let lists = [
        ("types", api.types.len(), names.types.len()),
        ("operations", api.operations.len(), names.operations.len()),
        ("callbacks", api.callbacks.len(), names.callbacks.len()),
        ("security schemes", api.security.len(), names.security.len()),
        ("bodies of XML", api.xml.len(), names.xml.len()),
        ("shared failures", api.shared_failures.len(), names.failures.len()),
        ("outcomes", api.operations.len(), api.outcomes.len()),
        ("ways of paging", api.operations.len(), api.paging.len()),
        ("ways of watching", api.operations.len(), api.watching.len()),
        ("failures", api.operations.len(), api.failures.len()),
    ];
    for (what, there, named) in lists {
        same(report, None, what, there, named);
    }
    for ((_, def), named) in api.types.iter().zip(&names.types) {
        same(report, Some(&def.origin), "parts of a type", def.kind.members().len(), named.members.len());
    }
    let served = api.callbacks.iter().zip(&names.callbacks);
    for (operation, names) in api.operations.iter().zip(&names.operations).chain(served) {
        parts(operation, names, report);
    }
    for (outcomes, (operation, names)) in api.outcomes.iter().zip(api.operations.iter().zip(&names.operations)) {
        let origin = Some(&operation.origin);
        same(report, origin, "successes", outcomes.successes.len(), names.successes.len());
        same(report, origin, "failures", outcomes.failures.len(), names.failures.len());
    }
    for (operation, key) in api.operations.iter().chain(&api.callbacks).flat_map(|operation| missing(api, operation)) {
        bug(report, Some(&operation.origin), &format!("the schema `{key}` of requests is missing"));
    }
}

/// The names of what an operation has.
fn parts(operation: &Operation, names: &OperationNames, report: &mut Report) {
    let origin = Some(&operation.origin);
    same(report, origin, "parameters", operation.parameters.len(), names.parameters.len());
    same(report, origin, "responses", operation.responses.len(), names.responses.len());
    let bodies = operation.body.as_ref().map_or(0, |body| body.variants.len());
    same(report, origin, "media types", bodies, names.input.as_ref().map_or(0, |input| input.variants.len()));
    for (response, names) in operation.responses.iter().zip(&names.responses) {
        same(report, origin, "media types of a response", response.contents.len(), names.contents.len());
    }
}

/// The rules of an operation whose schemas are not there.
fn missing<'a>(api: &'a Api, operation: &'a Operation) -> impl Iterator<Item = (&'a Operation, &'a str)> {
    operation.rules().filter(|rule| !api.rules.has(rule)).map(move |rule| (operation, &*rule.key))
}

fn same(report: &mut Report, origin: Option<&Origin>, what: &str, there: usize, named: usize) {
    if there != named {
        bug(report, origin, &format!("there are {there} {what}, and names for {named}"));
    }
}

#[cfg(test)]
mod tests {
    use gatewright_document::{Code, Document, Report};

    use crate::ir::Api;
    use crate::names::Names;
    use crate::options::Options;
    use crate::run::Run;

    const PETS: &str = "
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths:
  /pets:
    post:
      operationId: addPet
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      responses: {'204': {description: Added}}
components: {schemas: {Pet: {type: object, minProperties: 1, properties: {name: {type: string}}}}}
";

    /// What is found once something was made wrong.
    fn found(spoil: impl FnOnce(&mut Api, &mut Names)) -> Vec<String> {
        let document = Document::from_text("pets.yaml", PETS).unwrap();
        let (options, mut report) = (Options::default(), document.report().clone());
        let mut api = crate::lower::lower(&document, &options, &mut report);
        let (mut names, _) = crate::pass::run(&mut api, &options, &Run::default(), None, &mut report);
        assert!(!report.has_errors(), "{report:?}");
        let mut report = Report::new(document.sources());
        spoil(&mut api, &mut names);
        super::run(&api, &names, &mut report);
        assert!(report.diagnostics().iter().all(|found| found.code == Code::INTERNAL_ERROR));
        assert_eq!(report.has_errors(), !report.is_empty());
        report.one_line()
    }

    #[test]
    fn mistakes_of_the_generator_are_reported_at_their_places() {
        assert_eq!(found(|_, _| {}), Vec::<String>::new());
        let names = found(|_, names| names.types.iter_mut().for_each(|names| names.members.clear()));
        let help = "(this is a mistake of gatewright: please report it with the document)";
        let error = "error[internal-error]:";
        assert_eq!(names, [format!("pets.yaml:10:29: {error} there are 1 parts of a type, and names for 0 {help}")]);
        let rules = found(|api, _| api.rules.schemas.clear());
        assert_eq!(rules.len(), 1);
        assert!(rules[0].starts_with(&format!("pets.yaml:6:5: {error} the schema `")), "{rules:?}");
        let operations = found(|_, names| names.operations.clear());
        assert_eq!(operations, [format!("{error} there are 1 operations, and names for 0 {help}")]);
    }
}
