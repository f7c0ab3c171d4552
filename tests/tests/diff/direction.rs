//! Which models callers make, as the generated code has it.

use std::collections::BTreeSet;

use crate::generated::{Call, Generated, Model};

/// The models that callers receive and do not send.
pub(crate) fn received(generated: &Generated) -> BTreeSet<String> {
    let Some(client) = &generated.client else { return BTreeSet::new() };
    let inputs = |call: &Call| {
        let all = call.argument.iter().chain(&call.required).chain(&call.optional);
        all.map(|input| input.ty.clone()).collect::<Vec<_>>()
    };
    let outputs = |call: &Call| {
        let variants = call.successes.iter().chain(&call.failures).flat_map(|(_, variants)| variants);
        variants.map(|(_, ty)| ty.clone()).chain([call.success.clone()]).collect::<Vec<_>>()
    };
    let bodies = client.bodies.iter().flat_map(|(_, variants)| variants).flat_map(|(_, held)| held.clone());
    let sent = named(&generated.models, client.calls.iter().flat_map(inputs).chain(bodies).collect());
    let received = named(&generated.models, client.calls.iter().flat_map(outputs).collect());
    received.difference(&sent).cloned().collect()
}

/// The names of models in some types, and in the models that these name.
fn named(models: &[Model], mut types: Vec<String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    while let Some(ty) = types.pop() {
        for word in ty.split(|c: char| !c.is_alphanumeric() && c != '_') {
            for model in models {
                let within: Vec<&String> = match model {
                    Model::Struct { name, fields, .. } if name == word => fields.iter().map(|(_, ty)| ty).collect(),
                    Model::Enum { name, variants } if name == word => {
                        variants.iter().flat_map(|(_, held)| held).collect()
                    }
                    Model::Newtype { name, of } | Model::Alias { name, of } if name == word => vec![of],
                    _ => continue,
                };
                if found.insert(word.to_owned()) {
                    types.extend(within.into_iter().cloned());
                }
            }
        }
    }
    found
}
