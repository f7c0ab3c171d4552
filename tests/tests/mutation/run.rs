//! Generates from one mutant and judges what came out.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use gatewright_build::{Builder, Code, Document, Error, Generated, Report};

use crate::budget::Cost;
use crate::mutate::Mutant;

/// What came of a mutant.
pub(crate) enum Outcome {
    /// Rust.
    Generated(String),
    /// A report of what is wrong with the document.
    Rejected,
    /// A fault of ours.
    Failed(String),
}

pub(crate) fn run(mutant: &Mutant) -> (Outcome, Cost) {
    let root = mutant.root.clone();
    let generate = move || {
        let document = Document::from_value(&mutant.name, root);
        let result = Builder::new("mutant").generate_from(&document);
        // What a user sees of the report is made on demand, and can fail as well.
        match &result {
            Ok(generated) => drop(generated.report.render(false)),
            Err(error) => drop(error.to_string()),
        }
        result
    };
    let (result, cost) = Cost::of(|| catch_unwind(AssertUnwindSafe(generate)));
    let outcome = match result {
        Ok(Ok(generated)) => judge(generated),
        Ok(Err(Error::Document(report))) => internal(&report).map_or(Outcome::Rejected, Outcome::Failed),
        Ok(Err(error)) => Outcome::Failed(error.to_string()),
        Err(panic) => Outcome::Failed(format!("panicked: {}", message(panic.as_ref()))),
    };
    (outcome, cost)
}

fn judge(generated: Generated) -> Outcome {
    if let Some(why) = internal(&generated.report) {
        return Outcome::Failed(why);
    }
    for file in generated.files.iter().filter(|file| file.path.ends_with(".rs")) {
        if let Err(error) = syn::parse_file(&file.text) {
            return Outcome::Failed(format!("{} is not Rust: {error}", file.path));
        }
    }
    Outcome::Generated(generated.files.into_iter().map(|file| file.text).collect())
}

/// What the report says about a fault of the generator.
fn internal(report: &Report) -> Option<String> {
    let mut ours = report.diagnostics().iter().filter(|diagnostic| diagnostic.code == Code::INTERNAL_ERROR);
    ours.next().map(|diagnostic| diagnostic.message.clone())
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message")
}
