// Reads `TYPE<tab>JSON` lines, and says of each value what became of it: read as clients read it and as servers do,
// checked, written back.
use std::io::{BufRead as _, Write as _};

use gatewright_runtime as rt;
use rt::serde_json::Value;

type Pass = fn(&str, rt::Reading) -> Result<Value, String>;

struct Check<'a, T>(&'a T);

/// For types without constraints.
trait Unconstrained {
    fn check(&self) -> Result<(), String> {
        Ok(())
    }
}

impl<T> Unconstrained for Check<'_, T> {}

impl<T: rt::Validate> Check<'_, T> {
    fn check(&self) -> Result<(), String> {
        self.0.validate().map_err(|violations| format!("violates: {violations}"))
    }
}

fn read<T: rt::FromJson>(json: &str, reading: rt::Reading) -> Result<T, String> {
    match rt::read(json.as_bytes(), reading) {
        Ok((value, _)) => Ok(value),
        Err(misfit) => Err(format!("rejected: {misfit}")),
    }
}

fn written<T: rt::ToJson>(read: T) -> Result<Value, String> {
    let json = rt::to_string(&read);
    rt::serde_json::from_str(&json).map_err(|error| format!("writes no JSON: {error}: {json}"))
}

macro_rules! passes {
    ($($ty:ty,)*) => {
        const PASSES: &[Pass] = &[$(|json, reading| {
            let read: $ty = read(json, reading)?;
            Check(&read).check()?;
            written(read)
        },)*];
    };
}

/// Equality of JSON: `1` is `1.0`.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            left == right || (left.is_f64() || right.is_f64()) && left.as_f64() == right.as_f64()
        }
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
    let pass = PASSES[index.parse::<usize>().expect("an index")];
    let value: Value = rt::serde_json::from_str(json).expect("a value");
    for (who, reading) in [("client", rt::Reading::tolerant()), ("server", rt::Reading::strict())] {
        match pass(json, reading) {
            Ok(written) if same(&value, &written) => {}
            Ok(written) => return format!("{who} writes {written}"),
            Err(why) => return format!("{who} {}", why.replace(['\n', '\r'], " ")),
        }
    }
    "ok".to_owned()
}

fn answers() {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        writeln!(out, "{}", answer(&line.expect("a line"))).expect("a reader");
    }
}

fn main() {
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(answers).expect("a thread");
    thread.join().expect("no panic");
}
