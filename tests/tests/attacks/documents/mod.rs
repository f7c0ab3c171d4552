//! Documents of strangers.

mod files;
mod messages;
mod output;
mod prose;
mod text;
mod types;

use std::path::{Path, PathBuf};

use gatewright_build::{Builder, Document, Error, Generated, Report};

#[test]
fn documents() {
    let groups =
        [types::attacks(), text::attacks(), files::attacks(), messages::attacks(), output::attacks(), prose::attacks()];
    let attacks: Vec<_> = groups.into_iter().flatten().collect();
    crate::all_are_rejected("documents", &attacks);
}

/// A document of OpenAPI 3.0 with these schemas, in YAML, that an operation uses.
fn with_schemas(schemas: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: Attack, version: '1'}}\npaths:\n  /a:\n    post:\n      operationId: post\n      \
         requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}}}\n      \
         responses: {{'200': {{description: Ok, content: {{application/json: {{schema: {{$ref: \
         '#/components/schemas/A'}}}}}}}}}}\ncomponents:\n  schemas:\n{schemas}"
    )
}

fn generate(builder: &Builder, text: &str) -> Result<Generated, String> {
    let document = Document::from_text("attack.yaml", text).map_err(|report| report.render(false))?;
    builder.generate_from(&document).map_err(|error| error.to_string())
}

/// Everything that was generated as one text.
fn all_text(generated: &Generated) -> String {
    generated.files.iter().map(|file| file.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn ensure(rejected: bool, through: impl FnOnce() -> String) -> Result<(), String> {
    if rejected { Ok(()) } else { Err(through()) }
}

/// A folder with files, for as long as it is held.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("attacks").join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path.canonicalize().unwrap())
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The report of a run over a file, whether or not it ended well.
fn report_of(builder: &Builder) -> Report {
    match builder.generate() {
        Ok(generated) => generated.report,
        Err(Error::Document(report) | Error::Config(report)) => report,
        Err(other) => panic!("{other}"),
    }
}
