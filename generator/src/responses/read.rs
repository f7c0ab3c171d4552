//! Reads recordings: plain JSON, JSON lines, HAR, and cassettes of VCR and its kin.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::responses::recording::{Recorded, Target};

/// Files that are larger are not read.
const LARGEST: u64 = 256 << 20;
/// Folders within folders deeper than this are not looked into.
const DEEP: usize = 16;

/// Why recordings cannot be read.
#[derive(Debug)]
pub struct ReadError {
    path: PathBuf,
    what: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "cannot read {}: {}", self.path.display(), self.what)
    }
}

impl std::error::Error for ReadError {}

/// Reads all recordings of a folder, or of one file.
///
/// | file | what it holds |
/// |---|---|
/// | `*.har` | what a browser or a proxy has recorded |
/// | `*.yaml`, `*.yml`, `*.json` with `interactions` or `http_interactions` | a cassette of VCR, vcrpy or go-vcr |
/// | `*.jsonl`, `*.ndjson` | an object a line: `method`, `url` or `path`, `status`, `body`; or `schema` and `body` |
/// | other `*.json` | such an object, a list of them, or a body alone: the path of the file is what was called, as `GET/pets/7.json` or `pets/7.404.json` |
///
/// Bodies that are not JSON are left out.
///
/// # Errors
///
/// When the folder or a file in it cannot be read, or is not what its name says.
pub fn read(path: impl AsRef<Path>) -> Result<Vec<Recorded>, ReadError> {
    let path = path.as_ref();
    let mut files = Vec::new();
    let root = if path.is_dir() {
        collect(path, &mut files, 0)?;
        path
    } else {
        files.push(path.to_owned());
        path.parent().unwrap_or(path)
    };
    files.sort();
    let mut recorded = Vec::new();
    for file in files {
        let name = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        recorded.extend(read_file(&file, &name)?);
    }
    Ok(recorded)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>, depth: usize) -> Result<(), ReadError> {
    let entries = fs::read_dir(folder).map_err(|error| failed(folder, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| failed(folder, &error))?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(|error| failed(folder, &error))?);
        if kind.is_dir() && depth < DEEP {
            collect(&path, files, depth + 1)?;
        } else if kind.is_file() && extension(&path).is_some() {
            files.push(path);
        }
    }
    Ok(())
}

/// What a file is by its name.
#[derive(Clone, Copy)]
enum Extension {
    Json,
    Lines,
    Yaml,
}

fn extension(path: &Path) -> Option<Extension> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "json" | "har" => Some(Extension::Json),
        "jsonl" | "ndjson" => Some(Extension::Lines),
        "yaml" | "yml" => Some(Extension::Yaml),
        _ => None,
    }
}

fn read_file(path: &Path, name: &str) -> Result<Vec<Recorded>, ReadError> {
    let size = fs::metadata(path).map_err(|error| failed(path, &error))?.len();
    if size > LARGEST {
        return Err(failed(path, &format!("{size} bytes are more than {LARGEST}")));
    }
    let text = fs::read_to_string(path).map_err(|error| failed(path, &error))?;
    let root: Value = match extension(path) {
        Some(Extension::Lines) => return lines(path, name, &text),
        Some(Extension::Yaml) => serde_yaml::from_str(&text).map_err(|error| failed(path, &error))?,
        _ => serde_json::from_str(&text).map_err(|error| failed(path, &error))?,
    };
    let several = ["/log/entries", "/http_interactions", "/interactions"]
        .iter()
        .find_map(|pointer| root.pointer(pointer).and_then(Value::as_array));
    if let Some(several) = several.or_else(|| root.as_array().filter(|all| all.iter().any(|one| object(one).is_some())))
    {
        let numbered = several.iter().enumerate();
        return Ok(numbered
            .filter_map(|(index, one)| {
                exchange(one).or_else(|| object(one)).map(|one| one.at(format!("{name}#{index}")))
            })
            .collect());
    }
    let one = object(&root).or_else(|| alone(name, root));
    Ok(one.map(|one| one.at(name.to_owned())).into_iter().collect())
}

fn lines(path: &Path, name: &str, text: &str) -> Result<Vec<Recorded>, ReadError> {
    let mut recorded = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let value: Value =
            serde_json::from_str(line).map_err(|error| failed(path, &format!("line {}: {error}", number + 1)))?;
        recorded.extend(object(&value).map(|one| one.at(format!("{name}:{}", number + 1))));
    }
    Ok(recorded)
}

fn failed(path: &Path, error: &impl ToString) -> ReadError {
    ReadError { path: path.to_owned(), what: error.to_string() }
}

/// A response without the place of its recording.
struct Found {
    target: Target,
    body: Value,
}

impl Found {
    fn at(self, at: String) -> Recorded {
        Recorded { at, target: self.target, body: self.body }
    }
}

/// An object of our own: `{"method": "GET", "path": "/pets", "status": 200, "body": …}`, or with a `schema`, or with both
/// as a list: `{"how": ["op", "GET", "/pets", 200], "body": …}`.
fn object(value: &Value) -> Option<Found> {
    let body = value.get("body")?.clone();
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let status = |value: Option<&Value>| value.and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
    if let Some(how) = value.get("how") {
        let target = match how.get(0)?.as_str()? {
            "schema" => Target::Schema(text(how.get(1))?),
            _ => Target::Call { method: text(how.get(1)), url: text(how.get(2))?, status: status(how.get(3))? },
        };
        return Some(Found { target, body });
    }
    if let Some(schema) = text(value.get("schema")) {
        return Some(Found { target: Target::Schema(schema), body });
    }
    let url = text(value.get("url").or_else(|| value.get("path")))?;
    let status = status(value.get("status")).unwrap_or(200);
    Some(Found { target: Target::Call { method: text(value.get("method")), url, status }, body })
}

/// An entry of a HAR file, or an interaction of a cassette.
fn exchange(value: &Value) -> Option<Found> {
    let (request, response) = (value.get("request")?, value.get("response")?);
    let method = request.get("method").and_then(Value::as_str).map(str::to_uppercase);
    let url = ["url", "uri"].iter().find_map(|key| request.get(key)?.as_str())?.to_owned();
    let status = ["/status/code", "/status_code", "/code", "/status"];
    let status = status.iter().find_map(|pointer| response.pointer(pointer)?.as_u64())?;
    let bodies = ["/content/text", "/body/string", "/body/base64_string", "/body", "/content"];
    let text = bodies.iter().find_map(|pointer| response.pointer(pointer)?.as_str())?;
    let is_base64 = response.pointer("/content/encoding").and_then(Value::as_str) == Some("base64")
        || response.pointer("/body/base64_string").is_some();
    let body = if is_base64 { serde_json::from_slice(&base64(text)?) } else { serde_json::from_str(text) }.ok()?;
    Some(Found { target: Target::Call { method, url, status: u16::try_from(status).ok()? }, body })
}

/// Bytes in base64 with its usual alphabet.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for digit in text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        (bits, count) = (bits << 6 | u32::from(value), count + 6);
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    Some(bytes)
}

/// A body whose file is called as the path: `GET/pets/7.json`, `pets/7.404.json`.
fn alone(name: &str, body: Value) -> Option<Found> {
    const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    let path = name.strip_suffix(".json")?;
    let (path, status) = match path.rsplit_once('.') {
        Some((path, status)) if status.len() == 3 && status.parse::<u16>().is_ok() => (path, status.parse().ok()?),
        _ => (path, 200),
    };
    let (method, path) = match path.split_once('/') {
        Some((first, rest)) if METHODS.contains(&first.to_ascii_uppercase().as_str()) => {
            (Some(first.to_ascii_uppercase()), rest)
        }
        _ => (None, path),
    };
    Some(Found { target: Target::Call { method, url: format!("/{path}"), status }, body })
}
