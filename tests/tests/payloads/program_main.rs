// Reads `TYPE<tab>JSON` lines, and says of each value whether a client can read it, and whether what is written is equal.
// With `LENIENT` it reads as clients of `lenient-responses` do.
use std::io::{BufRead as _, Write as _};

use gatewright_runtime as rt;
use rt::serde_json::Value;

const LENIENT: bool = false;

type Pass = fn(&str) -> Result<String, rt::Misfit>;

fn read<T: rt::FromJson + rt::ToJson>(json: &str) -> Result<String, rt::Misfit> {
    match rt::read::<T>(json.as_bytes(), rt::Reading::tolerant().lenient(LENIENT)) {
        Ok((value, _)) => Ok(rt::to_string(&value)),
        Err(misfit) => Err(misfit),
    }
}

macro_rules! passes {
    ($($ty:ty,)*) => {
        const PASSES: &[Pass] = &[$(read::<$ty>,)*];
    };
}

/// Equality of JSON: `1` is `1.0`.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left == right || left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(name, left)| right.get(name).is_some_and(|right| same(left, right)))
        }
        _ => left == right,
    }
}

fn answer(line: &str) -> String {
    let (index, json) = line.split_once('\t').expect("an index and a value");
    match PASSES[index.parse::<usize>().expect("an index")](json) {
        Ok(written) => {
            let value = |json: &str| rt::serde_json::from_str::<Value>(json).expect("JSON");
            format!("read\t{}", if same(&value(json), &value(&written)) { "equal" } else { "differs" })
        }
        Err(misfit) => format!("rejected\t{}", misfit.to_string().replace(['\n', '\r'], " ")),
    }
}

fn main() {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        writeln!(out, "{}", answer(&line.expect("a line"))).expect("a reader");
    }
}
