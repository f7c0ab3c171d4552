//! The command as a shell sees it: exit code, standard output, standard error, files.

#![cfg(all(feature = "fetch", feature = "serve"))]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod check;
mod explain;
mod export;
mod generate;
mod misuse;
mod overlay;
mod report;
mod responses;
mod serve;
mod setup;
mod stage;
mod strangers;
mod template;
mod test_invoke;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// An empty folder, in which the command runs.
struct Folder(TempDir);

/// What a run left behind.
#[derive(Debug)]
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Folder {
    fn new() -> Folder {
        Folder(TempDir::new().unwrap())
    }

    fn with(self, path: &str, text: &str) -> Folder {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    #[cfg(unix)]
    fn with_program(self, path: &str, text: &str) -> Folder {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = self.with(path, text);
        fs::set_permissions(folder.path(path), fs::Permissions::from_mode(0o755)).unwrap();
        folder
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gatewright"));
        command.current_dir(self.0.path()).env_remove("CLICOLOR_FORCE").args(arguments);
        command
    }

    #[track_caller]
    fn run(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Run {
    #[track_caller]
    fn ends_with(self, code: i32) -> Run {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        self
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap()
    }
}

/// An API with one method, `POST /echo`, whose function is called `Echo`.
const ECHO: &str = r#"{
  "swagger": "2.0",
  "info": {"title": "Echo", "version": "1"},
  "basePath": "/dev",
  "paths": {"/echo": {"post": {
    "responses": {"200": {"description": "what was sent"}, "400": {"description": "rejected"}},
    "x-amazon-apigateway-integration": {
      "type": "aws",
      "httpMethod": "POST",
      "uri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:Echo/invocations",
      "requestTemplates": {"application/json": "{\"said\": $input.json('$.say'), \"in\": \"$stageVariables.room\"}"},
      "responses": {
        "default": {"statusCode": "200"},
        "400 .*": {"statusCode": "400", "responseTemplates": {"application/json": "$input.path('$.errorMessage')"}}
      }
    }
  }}}
}"#;

/// A document of the project.
fn document(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../swagger").join(name);
    path.to_str().unwrap().to_owned()
}

#[test]
fn help_names_every_command_and_the_exit_codes() {
    let run = Folder::new().run(&["--help"]).ends_with(0);
    for word in ["generate", "check", "explain", "serve", "test-invoke", "completions", "Exit codes:", "Examples:"] {
        assert!(run.out.contains(word), "{word}");
    }
    for command in ["generate", "check", "explain", "serve", "test-invoke", "completions"] {
        let run = Folder::new().run(&[command, "--help"]).ends_with(0);
        assert!(run.out.contains(&format!("Examples:\n  gatewright {command}")), "{command}");
    }
}

#[test]
fn version_and_misuse() {
    let version = format!("gatewright {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(Folder::new().run(&["--version"]).ends_with(0).out, version);
    Folder::new().run(&[]).ends_with(2);
    Folder::new().run(&["generate"]).ends_with(2);
    let run = Folder::new().run(&["serv"]).ends_with(2);
    assert!(run.err.contains("similar subcommand exists: 'serve'"), "{}", run.err);
}

#[test]
fn completions_for_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = Folder::new().run(&["completions", shell]).ends_with(0);
        assert!(run.out.contains("operation-names"), "{shell}");
    }
    let run = Folder::new().run(&["completions", "zsh"]);
    assert!(run.out.contains("unresolved-reference"), "codes are completed");
}

#[test]
fn colour_only_where_it_is_wanted() {
    let coloured = |arguments: &[&str]| Folder::new().run(arguments).out.contains('\u{1b}');
    assert!(!coloured(&["explain"]));
    assert!(!coloured(&["explain", "--color", "never"]));
    assert!(coloured(&["explain", "--color", "always"]));
}
