//! `gatewright fetch`: a copy of a document with its hash. The only command that gets anything from the network by itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::document_options::shown;
use crate::outcome::{Failure, Outcome};
use crate::{pinned, terminal};

/// The largest document that is fetched. The largest public ones have 20 MB.
const LARGEST: usize = 64 << 20;
/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(120);

const AFTER_HELP: &str = "\
Beside the copy a file `….fetched.json` says where it is from and what its SHA-256 is. `generate`, `check` and \
the others reject a copy that was changed since, and take the address for the copy in the same folder.

Examples:
  gatewright fetch https://example.com/openapi.yaml
  gatewright fetch https://example.com/openapi --out api.json
  gatewright generate https://example.com/openapi.yaml --out sdk";

/// Fetches a document and keeps a copy with its hash.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Fetch {
    /// The address, with `https` or `http`.
    #[arg(value_name = "URL")]
    url: String,
    /// The file of the copy; by default the last part of the address. A file that was not fetched is left alone.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) fn run(fetch: &Fetch) -> Result<Outcome, Failure> {
    let Some(url) = pinned::url_of(Path::new(&fetch.url)).filter(|url| *url == fetch.url) else {
        return Err(Failure::misused(format!("`{}` is no address of the web", fetch.url)).help("begin with `https://`"));
    };
    let out = fetch.out.clone().or_else(|| last_part(&url)).ok_or_else(|| {
        Failure::misused("the address has no name for the copy").help("name the file with `--out api.yaml`")
    })?;
    if out.exists() && !beside(&out).exists() {
        return Err(Failure::failed(format!("`{}` is there, and was not fetched", out.display()))
            .help("choose another file with `--out`"));
    }
    let what = format!("fetching {url}");
    let bytes = terminal::with_progress(false, what, || get(&url))?;
    for (path, bytes) in [(&out, bytes.as_slice()), (&beside(&out), record(&url, &bytes).as_bytes())] {
        fs::write(path, bytes)
            .map_err(|error| Failure::failed(format!("{} cannot be written: {error}", path.display())))?;
    }
    terminal::tell(&format!("{}: {} bytes\n", shown(&out), bytes.len()));
    Ok(Outcome::Fine)
}

/// The file beside a copy.
fn beside(copy: &Path) -> PathBuf {
    let mut name = copy.as_os_str().to_owned();
    name.push(pinned::SUFFIX);
    PathBuf::from(name)
}

/// What is written beside a copy.
fn record(url: &str, bytes: &[u8]) -> String {
    format!("{:#}\n", json!({"url": url, "sha256": hash(bytes), "bytes": bytes.len()}))
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The last part of an address as the name of a file.
fn last_part(url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.split_once("://")?.1.split_once('/')?.1;
    let name = path.trim_end_matches('/').rsplit('/').next()?;
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    (plain && !name.is_empty() && !name.starts_with('.')).then(|| PathBuf::from(name))
}

fn get(url: &str) -> Result<Vec<u8>, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::failed(format!("nothing can be fetched: {error}")))?;
    let failed = |error: reqwest::Error| Failure::failed(format!("`{url}` cannot be fetched: {}", causes(&error)));
    runtime.block_on(async {
        let client = reqwest::Client::builder().timeout(PATIENCE).build().map_err(failed)?;
        let mut response = client.get(url).send().await.map_err(failed)?;
        if !response.status().is_success() {
            return Err(Failure::failed(format!("`{url}` is answered with {}", response.status())));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if bytes.len() + chunk.len() > LARGEST {
                return Err(Failure::failed(format!("`{url}` has more than {} MiB", LARGEST >> 20)));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    })
}

/// An error with what led to it: the outermost says only that a request failed.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(&format!(": {inner}"));
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_named_after_addresses() {
        let name = |url: &str| last_part(url).map(|path| path.display().to_string());
        assert_eq!(name("https://a.example/v1/openapi.yaml?x=/y#z").as_deref(), Some("openapi.yaml"));
        assert_eq!(name("https://a.example/v1/").as_deref(), Some("v1"));
        for url in ["https://a.example", "https://a.example/", "https://a.example/..", "https://a.example/%2e%2e"] {
            assert_eq!(name(url), None, "{url}");
        }
    }
}
