//! `--runner`: functions of a template run from their own code, on this machine.
//!
//! What a template says of a function – `CodeUri`, `Handler`, `Runtime`, its environment – is enough to start it. A
//! handler is started anew for every event, so that a change of the code counts at once.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use gatewright_build::Document;
use gatewright_document::TemplateFunction;
use gatewright_gateway::{Gateway, RemoteFunction};

use super::program::{Program, ProgramFunction};

/// Reads the event, calls the handler, writes the result; an exception becomes an error as Lambda has them.
const PYTHON: &str = include_str!("runner/python.py");
const NODE: &str = include_str!("runner/node.mjs");

/// The variable and the default of the port at which `cargo lambda watch` listens.
const CARGO_LAMBDA_PORT: (&str, u16) = ("CARGO_LAMBDA_INVOKE_PORT", 9000);

/// What runs the functions of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Runner {
    /// `python3`, for runtimes of Python
    Python3,
    /// `node`, for runtimes of Node.js; handlers in JavaScript
    Node,
    /// `cargo lambda watch`, which must run, for runtimes `provided…`; the port is CARGO_LAMBDA_INVOKE_PORT or 9000
    CargoLambda,
}

impl Runner {
    fn fits(self, function: &TemplateFunction) -> bool {
        let start = match self {
            Runner::Python3 => "python",
            Runner::Node => "nodejs",
            Runner::CargoLambda => "provided",
        };
        function.runtime.as_deref().is_some_and(|runtime| runtime.starts_with(start))
    }

    /// Registers the functions of a template that fit and that nothing else stands for.
    pub(crate) fn register(self, mut gateway: Gateway, document: &Document, template: &Path) -> Gateway {
        let folder = template.parent().unwrap_or_else(|| Path::new("."));
        let functions = document.template().map(|template| template.functions.as_slice()).unwrap_or_default();
        for function in functions.iter().filter(|function| self.fits(function)) {
            if self == Runner::CargoLambda {
                let remote = RemoteFunction::new(&cargo_lambda(), &function.name);
                gateway = gateway.function(function.name.as_str(), remote);
            } else if let Some(program) = self.program(function, folder) {
                gateway = gateway.function(function.name.as_str(), ProgramFunction::new(&function.name, program));
            }
        }
        gateway
    }

    fn program(self, function: &TemplateFunction, folder: &Path) -> Option<Program> {
        let (file, handler) = function.handler.as_deref()?.rsplit_once('.')?;
        let code = folder.join(function.code.as_deref().unwrap_or("."));
        let code = std::path::absolute(code).ok()?;
        let program = match self {
            Runner::Python3 => Program::new(OsStr::new("python3"), ["-c", PYTHON, file, handler].map(OsStr::new)),
            Runner::Node => {
                let arguments = ["--input-type=module", "--eval", NODE, file, handler];
                Program::new(OsStr::new("node"), arguments.map(OsStr::new))
            }
            Runner::CargoLambda => return None,
        };
        let program = program.folder(existing(code)?);
        let environment = function.environment.iter();
        Some(environment.fold(program, |program, (name, value)| program.variable(name.as_str(), value.as_str())))
    }
}

/// Where `cargo lambda watch` listens; it reads the same variable.
fn cargo_lambda() -> String {
    let (variable, default) = CARGO_LAMBDA_PORT;
    let port = std::env::var(variable).ok().and_then(|port| port.parse().ok()).unwrap_or(default);
    format!("http://127.0.0.1:{port}")
}

/// The folder of the code: that of the file, if it is one.
fn existing(code: PathBuf) -> Option<PathBuf> {
    if code.is_dir() { Some(code) } else { code.parent().filter(|parent| parent.is_dir()).map(Path::to_owned) }
}
