//! The reader and the writer against serde_json, on texts that are made by changing JSON at random.
//!
//! The texts are the same in every run; `GATEWRIGHT_DIFFERENTIAL=1000000` makes so many.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use gatewright_runtime::{FromJson, Reading, Value, from_str, object, read, to_string, untagged_union};

/// A generator of numbers, the same on every machine (xorshift64*).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap() % end.max(1)
    }
}

/// Values, and one that 64 bits do not hold.
const VALUES: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-1",
    "1.5",
    "1e5",
    "1E+400",
    "-1e-400",
    "0.1",
    "9223372036854775808",
    "18446744073709551616",
    "9007199254740993",
    "123456789012345678901234567890",
    "0.30000000000000004",
    "1.7976931348623157e308",
    "4.9e-324",
    "\"a\"",
    "\"\"",
    "\"\\u00e9\\ud83d\\ude00\\n\"",
    "\"é🦀\"",
    "{}",
    "[]",
    " {\"id\":1} ",
    "{\"id\":1,\"name\":null}",
    "[1,\n[2,[3]]]",
];

/// What breaks a text, most often.
const PIECES: &[&str] = &[
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud83d", "\\x", " ", "\n", "\t", "\u{0}", "\u{feff}", "01", "1.", ".5",
    "+1", "NaN", "'a'", "/**/", "e", "-", "\"id\"",
];

fn text(random: &mut Random) -> Vec<u8> {
    let mut text = String::new();
    value(random, 0, &mut text);
    let mut bytes = text.into_bytes();
    for _ in 0..random.below(8).saturating_sub(4) {
        let at = random.below(bytes.len() + 1);
        match random.below(5) {
            0 if at < bytes.len() => drop(bytes.remove(at)),
            1 => bytes.insert(at, u8::try_from(random.below(256)).unwrap()),
            2 => drop(bytes.splice(at..at, PIECES[random.below(PIECES.len())].bytes())),
            3 if at < bytes.len() => bytes[at] = u8::try_from(random.below(128)).unwrap(),
            4 => bytes.truncate(at),
            _ => {}
        }
    }
    bytes
}

fn value(random: &mut Random, depth: usize, text: &mut String) {
    match random.below(if depth > 6 { 4 } else { 7 }) {
        0..=3 => text.push_str(VALUES[random.below(VALUES.len())]),
        4 => list(random, depth, text, ['[', ']'], false),
        _ => list(random, depth, text, ['{', '}'], true),
    }
}

fn list(random: &mut Random, depth: usize, text: &mut String, [open, close]: [char; 2], named: bool) {
    text.push(open);
    for index in 0..random.below(4) {
        if index > 0 {
            text.push(',');
        }
        if named {
            text.push_str(["\"id\"", "\"name\"", "\"tags\"", "\"x\"", "\"é\\u0041\"", "\"\""][random.below(6)]);
            text.push(':');
        }
        value(random, depth + 1, text);
    }
    text.push(close);
}

#[derive(Clone, Debug)]
struct Item {
    id: i64,
    name: Option<String>,
    tags: Option<Vec<Either>>,
    rest: BTreeMap<String, Value>,
}
object! { both Item { required id "id", optional name "name", optional tags "tags", ..rest rest } }

#[derive(Clone, Debug)]
enum Either {
    Item(Box<Item>),
    Number(f64),
    Unknown(Value),
}
untagged_union! { both Either { Item, Number } }

/// Reads a type; if it can be read, what it writes can be read as well, and stays the same.
fn holds<T: FromJson + gatewright_runtime::ToJson + PartialEq + std::fmt::Debug>(json: &[u8]) -> bool {
    let mut read_any = false;
    for reading in [Reading::tolerant(), Reading::strict(), Reading::tolerant_text(), Reading::header()] {
        if let Ok((value, _)) = read::<T>(json, reading) {
            let written = to_string(&value);
            assert!(serde_json::from_str::<Value>(&written).is_ok(), "{written}");
            // Once more, since a union keeps the last of two properties of one name, and a model the first.
            let again = from_str::<T>(&written).unwrap_or_else(|misfit| panic!("{misfit} in {written}"));
            assert_eq!(from_str::<T>(&to_string(&again)).as_ref(), Ok(&again), "from {}", json.escape_ascii());
            read_any = true;
        }
    }
    read_any
}

#[test]
fn reads_as_serde_json_does() {
    let cases = std::env::var("GATEWRIGHT_DIFFERENTIAL").ok().map_or(20_000, |cases| cases.parse().unwrap());
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let (mut json, mut models) = (0, 0);
    for _ in 0..cases {
        let text = text(&mut random);
        let ours = read::<Value>(&text, Reading::tolerant());
        let theirs = serde_json::from_slice::<Value>(&text);
        match (&ours, &theirs) {
            (Ok((ours, _)), Ok(theirs)) => {
                json += 1;
                assert_eq!(ours, theirs, "{}", text.escape_ascii());
                assert_eq!(to_string(ours), theirs.to_string());
            }
            (Err(misfit), Err(_)) => assert!(misfit.offset() <= text.len()),
            _ => panic!("we read {ours:?}, serde_json {theirs:?}, of {}", text.escape_ascii()),
        }
        models += usize::from(holds::<Item>(&text));
        models += usize::from(holds::<Vec<Either>>(&text));
        holds::<BTreeMap<String, Vec<Option<bool>>>>(&text);
        holds::<(f64, String, Option<Item>)>(&text);
        if let (Ok(ours), Ok(theirs)) = (read::<f64>(&text, Reading::strict()), serde_json::from_slice::<f64>(&text)) {
            assert_eq!(ours.0.to_bits(), theirs.to_bits(), "{}", text.escape_ascii());
        }
    }
    println!("differential: {cases} texts, {json} of them JSON, {models} models read, 0 differ");
    assert!(json > cases / 3 && models > cases / 1000, "{json} {models}");
}
