//! `--function NAME=WHERE`: where a Lambda function runs.

use std::path::{Path, PathBuf};

use gatewright_gateway::{Gateway, RemoteFunction};

use super::program::{Program, ProgramFunction};

/// What stands between the address of a Lambda Invoke API and a function's name.
const FUNCTIONS: &str = "/2015-03-31/functions/";

/// A function's name, and where it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FunctionOption {
    name: String,
    place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// Behind a Lambda Invoke API, by the name that it has there.
    Remote { endpoint: String, name: String },
    /// An executable.
    Program(PathBuf),
}

impl FunctionOption {
    /// `Calc=http://127.0.0.1:9001` or `Calc=./calc.py`.
    pub(crate) fn parse(text: &str) -> Result<FunctionOption, String> {
        let (name, place) = text
            .split_once('=')
            .filter(|(name, place)| !name.is_empty() && !place.is_empty())
            .ok_or("NAME=URL or NAME=PATH is wanted")?;
        let place = if place.starts_with("http://") || place.starts_with("https://") {
            remote(name, place)
        } else {
            Place::Program(program(place)?)
        };
        Ok(FunctionOption { name: name.to_owned(), place })
    }

    /// What the document calls it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Puts the function behind a gateway.
    pub(crate) fn register(&self, gateway: Gateway) -> Gateway {
        match &self.place {
            Place::Remote { endpoint, name } => gateway.function(&self.name, RemoteFunction::new(endpoint, name)),
            Place::Program(path) => {
                let program = Program::new(path.as_os_str(), []);
                gateway.function(&self.name, ProgramFunction::new(&self.name, program))
            }
        }
    }
}

/// The address may be that of the API, or the whole one by which the function is invoked there.
fn remote(name: &str, url: &str) -> Place {
    let whole = url.split_once(FUNCTIONS).map(|(endpoint, rest)| (endpoint, rest.split('/').next()));
    let (endpoint, name) = match whole {
        Some((endpoint, Some(remote))) if !remote.is_empty() => (endpoint, remote),
        _ => (url, name),
    };
    Place::Remote { endpoint: endpoint.trim_end_matches('/').to_owned(), name: name.to_owned() }
}

/// An absolute path, so that the system does not look for the program elsewhere.
pub(crate) fn program(path: &str) -> Result<PathBuf, String> {
    let path = std::path::absolute(path).map_err(|error| error.to_string())?;
    if !path.is_file() {
        return Err("there is no such file, and a URL begins with http:// or https://".to_owned());
    }
    if !is_executable(&path) {
        return Err("the file is no program; `chmod +x` makes one of a script".to_owned());
    }
    Ok(path)
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|metadata| metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(_: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remote_functions() {
        let place = |text: &str| FunctionOption::parse(text).unwrap().place;
        let at = |name: &str| Place::Remote { endpoint: "http://localhost:9001".to_owned(), name: name.to_owned() };
        assert_eq!(place("Calc=http://localhost:9001"), at("Calc"));
        assert_eq!(place("Calc=http://localhost:9001/"), at("Calc"));
        assert_eq!(place("Calc=http://localhost:9001/2015-03-31/functions/function/invocations"), at("function"));
        assert_eq!(
            place("Calc=http://localhost:9001/2015-03-31/functions/"),
            Place::Remote {
                endpoint: "http://localhost:9001/2015-03-31/functions".to_owned(),
                name: "Calc".to_owned(),
            }
        );
    }

    #[test]
    fn programs() {
        let program = std::env::current_exe().unwrap();
        let this = FunctionOption::parse(&format!("Calc={}", program.display())).unwrap();
        assert!(matches!(this.place, Place::Program(path) if path.is_absolute()));
        for wrong in ["Calc", "Calc=", "=calc.py", "Calc=no/such/file", "Calc=Cargo.toml"] {
            assert!(FunctionOption::parse(wrong).is_err(), "{wrong}");
        }
    }
}
