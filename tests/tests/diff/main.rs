//! `gatewright diff` against the compiler and the wire.
//!
//! For each pair of documents, programs that use every item of the old code are compiled against the new. What
//! compiles runs: the requests of the old program go to the new server, and responses of the old document to the new
//! client. The verdicts have to say the same.
//!
//! | the verdict has | the judge found |
//! |---|---|
//! | breaks callers | the program that calls does not compile |
//! | breaks implementers | the program that serves does not compile |
//! | changes what is sent | requests or replies differ, or what is left out means something else |
//! | may fail at run time | a request that the old server took is rejected, or a response is lost |
//! | only harmless | none of these |
//!
//! Where a program does not compile, there is nothing to run in its place, so that of the last two the judge only
//! says that they are there, never that they are not.
//!
//! `GATEWRIGHT_CORPUS=DIR` adds pairs made of its documents and of mutations of them, for the compiler alone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod case;
mod direction;
mod generated;
#[path = "../corpus/manifest.rs"]
mod manifest;
mod mutated;
mod oasdiff;
mod program;
#[path = "../mutation/random.rs"]
mod random;
mod toolchain;
mod traffic;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use gatewright_build::{Builder, Diff, Document, Verdict};
use serde_json::Value;

use case::Case;
use generated::Generated;
use toolchain::Toolchain;
use traffic::Traffic;

/// The judgement of the wire, as the program `judge_main` gives it.
const JUDGE: &str = include_str!("judge_main.rs");

/// A case in one direction: the numbers of its documents.
#[derive(Clone, Copy)]
struct Pair {
    case: usize,
    old: usize,
    new: usize,
}

impl Pair {
    fn name(self, cases: &[Case]) -> String {
        let way = if self.old == 0 { "" } else { ", backwards" };
        format!("{}{way}", cases[self.case].name)
    }

    /// The module of a program of the one document on the code of the other.
    fn module(self, program: usize, code: usize, role: &str) -> String {
        format!("case_{}_{program}_on_{code}_{role}", self.case)
    }
}

fn document(value: &Value) -> Document {
    Document::from_text("api.json", &format!("{value:#}")).expect("a document")
}

fn generate(case: &Case, index: usize) -> String {
    let generated = Builder::new("api.json").generate_from(&document(&case.documents[index]));
    let generated = generated.unwrap_or_else(|error| panic!("{}, {index}: {error}", case.name));
    generated.files[0].text.clone()
}

fn diff(case: &Case, pair: Pair) -> Diff {
    let [old, new] = [pair.old, pair.new].map(|index| document(&case.documents[index]));
    Builder::new("api.json").diff(&old, &new).expect("a diff")
}

const ROLES: [&str; 2] = ["caller", "implementer"];

#[test]
fn verdicts_agree_with_the_compiler_and_the_wire() {
    let only = std::env::var("GATEWRIGHT_ONLY").ok();
    let mut cases = case::cases();
    if let Some(corpus) = std::env::var_os("GATEWRIGHT_CORPUS") {
        cases.extend(mutated::cases(std::path::Path::new(&corpus)));
    }
    cases.retain(|case| only.as_ref().is_none_or(|only| case.name.contains(only.as_str())));
    let toolchain = Toolchain::new("diff").unwrap_or_else(|error| panic!("{error}"));
    toolchain
        .write("judge.rs", JUDGE.split_once("pub mod judge {").expect("a module").1.trim_end().trim_end_matches('}'));
    let pairs: Vec<Pair> =
        (0..cases.len()).flat_map(|case| [(0, 1), (1, 0)].map(|(old, new)| Pair { case, old, new })).collect();
    let mut fixed = vec!["judge".to_owned()];
    let mut modules = Vec::new();
    for pair in &pairs {
        let case = &cases[pair.case];
        let code = generate(case, pair.old);
        let generated = Generated::read(&code);
        let name = format!("case_{}_{}", pair.case, pair.old);
        toolchain.write(&format!("{name}.rs"), &code);
        fixed.push(name);
        let nothing = Value::Null;
        let traffic = Traffic::new(if case.compiles_only { &nothing } else { &case.documents[pair.old] }, &generated);
        for target in [pair.old, pair.new] {
            let api = format!("case_{}_{target}", pair.case);
            for (role, text) in ROLES
                .iter()
                .zip([program::caller(&generated, &traffic, &api), program::implementer(&generated, &traffic, &api)])
            {
                let module = pair.module(pair.old, target, role);
                toolchain.write(&format!("{module}.rs"), &text);
                modules.push(module);
            }
        }
    }
    let broken: BTreeMap<String, String> =
        toolchain.broken(&fixed, &modules).unwrap_or_else(|error| panic!("{error}")).into_iter().collect();
    let own = pairs.iter().flat_map(|pair| ROLES.map(|role| (pair, pair.module(pair.old, pair.old, role))));
    let unfit: Vec<String> = own
        .filter_map(|(pair, module)| Some(format!("{}, {module}: {}", pair.name(&cases), broken.get(&module)?)))
        .collect();
    assert!(unfit.is_empty(), "programs do not fit their own code:\n{}", unfit.join("\n"));
    let judged: Vec<Pair> = pairs.iter().copied().filter(|pair| !cases[pair.case].compiles_only).collect();
    let mut wire = run(&toolchain, &cases, &judged, &fixed, &modules, &broken);
    wire.resize(pairs.len(), Value::Null);
    let mut agreeing = 0;
    let mut disagreements = String::new();
    let mut confusion: BTreeMap<(&str, bool, bool), usize> = BTreeMap::new();
    for (pair, judged) in pairs.iter().zip(&wire) {
        let case = &cases[pair.case];
        let diff = diff(case, *pair);
        let compiles = ROLES.map(|role| !broken.contains_key(&pair.module(pair.old, pair.new, role)));
        let list = |key: &str| judged[key].as_array().cloned().unwrap_or_default();
        let meaning = traffic::meaning_differs(&case.documents[pair.old], &case.documents[pair.new]);
        let facts = [
            (Verdict::Callers, !compiles[0], true),
            (Verdict::Implementers, !compiles[1], true),
            (Verdict::Sent, !list("sent").is_empty() || meaning, compiles == [true, true]),
            (Verdict::RunTime, !list("failed").is_empty(), compiles == [true, true]),
        ];
        let mut wrong = Vec::new();
        for (verdict, found, complete) in facts {
            if case.compiles_only && matches!(verdict, Verdict::Sent | Verdict::RunTime) {
                continue;
            }
            let said = diff.has(verdict);
            *confusion.entry((verdict.as_str(), said, found)).or_default() += 1;
            // What is sent otherwise may be what fails, and the other way round, once programs do not compile.
            let excused = !complete && (said || diff.verdict() > Some(Verdict::RunTime));
            if said != found && !excused {
                wrong.push(format!("said {verdict:?}: {said}, judged: {found}"));
            }
        }
        if wrong.is_empty() {
            agreeing += 1;
        } else {
            let errors: Vec<&String> =
                ROLES.iter().filter_map(|role| broken.get(&pair.module(pair.old, pair.new, role))).collect();
            let _ = writeln!(
                disagreements,
                "\n{} (case_{})\n  {}\n  compiler: {errors:?}\n  sent: {:?}\n  failed: {:?}\n{}",
                pair.name(&cases),
                pair.case,
                wrong.join("\n  "),
                list("sent").first(),
                list("failed").first(),
                diff.to_text(true)
            );
        }
    }
    println!("verdict, said, judged: pairs");
    for ((verdict, said, found), count) in confusion {
        println!("{verdict:<22} {said:<5} {found:<5} {count:>4}");
    }
    println!("{disagreements}");
    let total = pairs.len();
    println!("diff: {total} pairs, {agreeing} agree with the compiler and the wire");
    assert!(only.is_some() || total >= 120, "{total} pairs are too few");
    assert_eq!(agreeing, total, "verdicts and judges disagree");
}

/// Runs what compiles.
fn run(
    toolchain: &Toolchain,
    cases: &[Case],
    pairs: &[Pair],
    fixed: &[String],
    modules: &[String],
    broken: &BTreeMap<String, String>,
) -> Vec<Value> {
    let good: BTreeSet<&String> = modules.iter().filter(|module| !broken.contains_key(*module)).collect();
    let mut main = "#![recursion_limit = \"512\"]\n#![allow(warnings)]\n".to_owned();
    for module in fixed.iter().chain(good.iter().copied()) {
        let _ = writeln!(main, "mod {module};");
    }
    main.push_str("fn main() {\n    let pairs = [\n");
    for pair in pairs {
        let of = |program, code, role: &str| pair.module(program, code, role);
        let option = |module: String, function: &str| match good.contains(&module) {
            true => format!("Some({module}::{function})"),
            false => "None".to_owned(),
        };
        let _ = writeln!(
            main,
            "        judge::Pair {{ name: {:?}, old_caller: {}::drive, caller: {}, old_implementer: {}::service, implementer: {}, new_implementer: {}::service }},",
            pair.name(cases),
            of(pair.old, pair.old, "caller"),
            option(of(pair.old, pair.new, "caller"), "drive"),
            of(pair.old, pair.old, "implementer"),
            option(of(pair.old, pair.new, "implementer"), "service"),
            of(pair.new, pair.new, "implementer"),
        );
    }
    main.push_str("    ];\n    for pair in &pairs {\n        println!(\"{}\", judge::judge(pair));\n    }\n}\n");
    let printed = toolchain.run(&main).unwrap_or_else(|error| panic!("{error}"));
    let judged: Vec<Value> = printed.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    assert_eq!(judged.len(), pairs.len());
    judged
}
