//! Overlays in the shapes of those of public repositories: `public.yaml`.

use std::collections::BTreeMap;

use gatewright_document::{LoadOptions, Report};
use serde::Deserialize;
use serde_json::Value;

const CASES: &str = include_str!("public.yaml");

#[derive(Deserialize)]
struct Case {
    source: String,
    document: Value,
    overlay: serde_yaml::Value,
    #[serde(default)]
    result: BTreeMap<String, Value>,
    said: Option<String>,
}

#[derive(Default)]
pub(crate) struct Public {
    pub(crate) cases: usize,
    pub(crate) failures: Vec<String>,
}

pub(crate) fn run() -> Public {
    let cases: Vec<Case> = serde_yaml::from_str(CASES).unwrap();
    let mut public = Public { cases: cases.len(), ..Public::default() };
    for case in &cases {
        let wrong = case.judge();
        if !wrong.is_empty() {
            public.failures.push(format!("{}: {}", case.source, wrong.join("; ")));
        }
    }
    public
}

impl Case {
    fn judge(&self) -> Vec<String> {
        let overlay = serde_yaml::to_string(&self.overlay).unwrap();
        let options = LoadOptions::new().overlay_text("public.overlay.yaml", overlay);
        let loaded = options.load_text("api.json", &self.document.to_string());
        let codes = |report: &Report| -> Vec<String> {
            let overlays = report.diagnostics().iter().filter(|found| found.code.as_str().contains("overlay"));
            overlays.map(|found| found.code.to_string()).collect()
        };
        match (&self.said, loaded) {
            (Some(said), Err(report)) if codes(&report).contains(said) => Vec::new(),
            (Some(said), Err(report)) => vec![format!("it said {:?}, and not {said}", codes(&report))],
            (Some(said), Ok(_)) => vec![format!("it was applied, without {said}")],
            (None, Err(report)) => vec![format!("it was rejected: {}", report.render(false))],
            (None, Ok(document)) if document.report().has_errors() => vec![document.report().render(false)],
            (None, Ok(document)) => {
                let result = document.root().value().to_json();
                let differ = |(pointer, wanted): (&String, &Value)| {
                    let found = result.pointer(pointer).unwrap_or(&Value::Null);
                    (found != wanted).then(|| format!("{pointer} is {found}, and not {wanted}"))
                };
                self.result.iter().filter_map(differ).collect()
            }
        }
    }
}
