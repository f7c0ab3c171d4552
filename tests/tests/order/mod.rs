//! Documents in another order, and what of their output must not depend on it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// Puts every object and every list of parameters into an order that a seed decides.
pub(crate) fn shuffled(value: &Value, seed: &mut u64) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> = Vec::new();
            for (key, value) in map {
                // Media types stand in the order of preference, the first tag of a variant is the one to write, and
                // an example is shown as it stands.
                let ordered = ["content", "mapping", "example", "examples", "default"].contains(&key.as_str());
                let mut value = if ordered { value.clone() } else { shuffled(value, seed) };
                if let (true, Some(list)) = (key == "parameters", value.as_array_mut()) {
                    shuffle(list, seed);
                }
                entries.push((key.clone(), value));
            }
            shuffle(&mut entries, seed);
            Value::Object(entries.into_iter().collect::<Map<String, Value>>())
        }
        Value::Array(items) => items.iter().map(|item| shuffled(item, seed)).collect(),
        other => other.clone(),
    }
}

fn shuffle<T>(list: &mut [T], seed: &mut u64) {
    for at in (1..list.len()).rev() {
        // Knuth's multiplier is random enough for an order.
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        list.swap(at, usize::try_from(*seed >> 33).unwrap_or_default() % (at + 1));
    }
}

/// What the output says, in whatever order and however it is laid out, and the functions with the order of
/// their arguments. Documentation may list what it tells of in the order of the document.
pub(crate) fn api(output: &str) -> String {
    let is_code = |line: &&str| !line.trim_start().starts_with("///") && !line.trim_start().starts_with("//!");
    let code: Vec<&str> = output.lines().filter(is_code).flat_map(str::split_whitespace).collect();
    let code = code.join(" ").replace(", )", ")").replace(",)", ")").replace("( ", "(").replace(" )", ")");
    let signatures = code.split("pub fn ").skip(1).map(|rest| rest.split('{').next().unwrap_or_default());
    let pieces = code.split([',', ';', '{', '}', '(', ')', '[', ']']);
    let mut said: BTreeMap<&str, usize> = BTreeMap::new();
    for piece in pieces.chain(signatures).map(str::trim).filter(|piece| !piece.is_empty()) {
        *said.entry(piece).or_default() += 1;
    }
    said.iter().map(|(piece, times)| format!("{times} {piece}\n")).collect()
}
