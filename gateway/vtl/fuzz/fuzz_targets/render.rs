//! Parses and renders a template for a payload, in both dialects.

#![no_main]

use gatewright_vtl::{Dialect, Input, Limits, Parameters, Scope, Template};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|case: (&str, &str)| {
    let (source, body) = case;
    let mut limits = Limits::default();
    limits.steps = 50_000;
    limits.output = 200_000;
    for dialect in [Dialect::API_GATEWAY, Dialect::VELOCITY] {
        let Ok(template) = Template::parse_as(source, dialect) else { continue };
        let mut scope = Scope::for_input(Input::new(body, Parameters::default()));
        scope.set_context(serde_json::json!({"stage": "test", "list": [1, "a", {"b": null}]}));
        if let Ok(text) = template.render(&mut scope, &limits) {
            assert!(text.len() <= limits.output);
        }
        let _ = scope.context();
    }
});
