//! A program with the generated server, which is asked for its verdicts.

use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use gatewright_build::{Builder, Document};
use serde_json::Value;

use crate::Mode;
use crate::cases::{Case, Draft, document};

/// The statuses of the responses to the instances of each case, or why there are none.
pub(crate) fn verdicts(draft: Draft, mode: Mode, cases: &[Case]) -> Vec<Result<Vec<u16>, String>> {
    let generate = |document: &Value| generate(document, mode);
    let rejected: Vec<Option<String>> =
        cases.iter().enumerate().map(|case| generate(&document(draft, std::iter::once(case))).err()).collect();
    let taken = || cases.iter().enumerate().filter(|(number, _)| rejected.get(*number) == Some(&None));
    let code = generate(&document(draft, taken())).unwrap_or_else(|error| panic!("{error}"));
    let numbers: Vec<usize> = taken().map(|(number, _)| number).collect();
    let folder =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("json-schema").join(format!("{}-{}", draft.folder(), mode as u8));
    let program = compile(&folder, &code, &numbers);
    let questions: String = taken()
        .flat_map(|(number, case)| case.tests.iter().map(move |test| format!("{number} {}\n", test.data)))
        .collect();
    let mut answers = ask(&program, questions).into_iter();
    let statuses = |case: &Case| answers.by_ref().take(case.tests.len()).collect();
    let mut statuses = statuses;
    cases.iter().zip(rejected).map(|(case, rejected)| rejected.map_or_else(|| Ok(statuses(case)), Err)).collect()
}

/// The code for a document, or the first of its errors.
fn generate(document: &Value, mode: Mode) -> Result<String, String> {
    let document = Document::from_text("suite.json", &document.to_string()).map_err(|error| error.to_string())?;
    let builder = Builder::new("suite.json").client(false);
    let builder = builder.strict_schemas(mode == Mode::ByLetter).check_formats(mode == Mode::WithFormats);
    let generated = builder.generate_from(&document);
    match generated {
        Ok(generated) => Ok(generated.files.into_iter().map(|file| file.text).collect()),
        Err(error) => {
            let text = error.to_string();
            Err(text.lines().find(|line| line.contains("error")).unwrap_or(&text).to_owned())
        }
    }
}

fn compile(folder: &Path, code: &str, numbers: &[usize]) -> PathBuf {
    let methods: String = numbers
        .iter()
        .map(|n| {
            format!(
                "    async fn check{n}(&self, _: server::Check{n}Request, _: gatewright_runtime::server::Context) \
                 -> Result<server::Check{n}Response, Self::Error> {{ Ok(server::Check{n}Response::NoContent) }}\n"
            )
        })
        .collect();
    let main = format!(
        "#![allow(warnings)]\ninclude!(\"api.rs\");\nstruct Judge;\nimpl server::Suite for Judge {{\n    type Error = std::convert::Infallible;\n{methods}}}\n{}",
        include_str!("program_main.rs.txt")
    );
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("api.rs"), code).unwrap();
    fs::write(folder.join("main.rs"), main).unwrap();
    let library = runtime();
    let mut external = OsString::from("gatewright_runtime=");
    external.push(&library);
    let mut dependencies = OsString::from("dependency=");
    // Of `cargo build` the library itself stands one folder above those that it depends on.
    dependencies.push(library.parent().unwrap().join("deps"));
    let program = folder.join("judge");
    let output = Command::new("rustc")
        .args(["--edition", "2024", "--crate-type", "bin", "--crate-name", "judge", "--cap-lints", "allow"])
        .args(["-C", "debuginfo=0", "-C", "codegen-units=8"])
        .arg("--extern")
        .arg(external)
        .arg("-L")
        .arg(dependencies)
        .arg("-o")
        .arg(&program)
        .arg(folder.join("main.rs"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    program
}

/// The runtime, built for programs.
fn runtime() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--offline", "-p", "gatewright-runtime", "--no-default-features", "--features", "server"])
        .args(["--message-format=json", "--target-dir"])
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("json-schema-runtime"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let messages = String::from_utf8_lossy(&output.stdout);
    let says = |message: &Value, pointer: &str| message.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let library = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| says(message, "/target/name").as_deref() == Some("gatewright_runtime"))
        .find_map(|message| says(&message, "/filenames/0").map(PathBuf::from));
    library.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// Sends lines of a number and an instance; takes a status for each.
fn ask(program: &Path, questions: String) -> Vec<u16> {
    let mut child = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || input.write_all(questions.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "the program ended early");
    String::from_utf8_lossy(&output.stdout).lines().map(|line| line.parse().unwrap()).collect()
}
