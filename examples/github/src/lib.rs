//! A client of GitHub: issues page by page, an issue that is created once however often it is sent, an asset in a file.
//!
//! `github.yaml` describes the four operations that it calls.

/// Generated from `github.yaml`.
pub mod github {
    include!(concat!(env!("OUT_DIR"), "/github.rs"));
}

use std::path::Path;

use gatewright_runtime::client::{Error, Retry};
pub use github::client::Client;
use github::client::{IssuesCreateError, IssuesGetError, ReposGetReleaseAssetError};
use github::models::IssuesCreateBody;

type Failure = Box<dyn std::error::Error>;

/// A client with the token of `GITHUB_TOKEN`, that makes calls again where that does no harm.
#[must_use]
pub fn client() -> Client {
    Client::builder().credentials_from_env("GITHUB").retry(Retry::new()).build()
}

/// The titles of all open issues, of which each page is asked for when it is needed.
pub async fn titles(client: &Client, owner: &str, repo: &str) -> Result<Vec<String>, Failure> {
    let mut issues = client.issues_list_for_repo().owner(owner).repo(repo).per_page(100).pages().items();
    let mut titles = Vec::new();
    while let Some(issue) = issues.next().await {
        titles.push(issue?.title);
    }
    Ok(titles)
}

/// Creates an issue. The key lets the call be made again when no response came.
pub async fn create(client: &Client, owner: &str, repo: &str, title: &str, key: &str) -> Result<i64, Failure> {
    let body = IssuesCreateBody::new(title);
    let call = client.issues_create().owner(owner).repo(repo).body(&body);
    match call.customize(|call| call.idempotency_key(key)).send().await {
        Ok(issue) => Ok(issue.number),
        Err(Error::Api(IssuesCreateError::UnprocessableEntity(failed))) => {
            let errors = failed.body().and_then(|body| body.errors.as_ref());
            Err(format!("not an issue: {errors:?}").into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether there is an issue of that number.
pub async fn is_there(client: &Client, owner: &str, repo: &str, number: i64) -> Result<bool, Failure> {
    match client.issues_get().owner(owner).repo(repo).issue_number(number).send().await {
        Ok(_) => Ok(true),
        Err(Error::Api(IssuesGetError::NotFound(_) | IssuesGetError::Gone(_))) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Writes an asset to a file. GitHub has most of them elsewhere, where the token must not go.
pub async fn download(client: &Client, owner: &str, repo: &str, asset: i64, path: &Path) -> Result<u64, Failure> {
    let call = client.repos_get_release_asset().owner(owner).repo(repo).asset_id(asset);
    let mut file = tokio::fs::File::create(path).await?;
    match call.customize(|call| call.accept("application/octet-stream")).stream().await {
        Ok(mut asset) => Ok(asset.write_to(&mut file).await?),
        Err(Error::Api(ReposGetReleaseAssetError::Found(elsewhere))) => {
            let place = elsewhere.headers().get("location").ok_or("no location")?.to_str()?;
            let mut response = reqwest::get(place).await?.error_for_status()?;
            let mut written = 0;
            while let Some(piece) = response.chunk().await? {
                tokio::io::AsyncWriteExt::write_all(&mut file, &piece).await?;
                written += piece.len() as u64;
            }
            tokio::io::AsyncWriteExt::flush(&mut file).await?;
            Ok(written)
        }
        Err(error) => Err(error.into()),
    }
}
