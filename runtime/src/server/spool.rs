//! Multipart bodies whose large files go to the disk while they arrive.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use http::HeaderMap;
use tempfile::TempPath;
use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;

use super::arriving::Arriving;
use super::collect::{Bounds, PIECE, Share};
use super::{Body, Rejection};
use crate::Part;

/// A file on disk, which is removed with the last clone.
#[derive(Clone)]
pub struct Stored {
    path: Arc<TempPath>,
    length: u64,
}

impl Stored {
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn length(&self) -> u64 {
        self.length
    }
}

impl PartialEq for Stored {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.path, &other.path)
    }
}

impl Eq for Stored {}

impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stored({} bytes)", self.length)
    }
}

/// Where files go, and from which length on.
#[derive(Clone, Debug)]
pub(super) struct Spool {
    pub(super) folder: PathBuf,
    pub(super) most: usize,
}

/// What a request has in memory, of which the first piece is free as it is for all bodies.
struct Memory {
    share: Share,
    length: usize,
}

impl Memory {
    fn counted(&self) -> usize {
        self.length.saturating_sub(PIECE)
    }

    fn add(&mut self, bytes: usize) -> Result<(), Rejection> {
        let before = self.counted();
        self.length += bytes;
        self.share.grow(self.counted() - before)
    }

    fn remove(&mut self, bytes: usize) {
        let before = self.counted();
        self.length -= bytes;
        self.share.shrink(before - self.counted());
    }
}

/// What a part has so far.
enum Content {
    Memory(Vec<u8>),
    Disk { file: File, path: TempPath, length: u64 },
}

impl Spool {
    /// Reads the parts of a body. What is returned beside them is to be kept as long as they are.
    pub(super) async fn parts(
        &self,
        headers: &HeaderMap,
        body: Body,
        bounds: &Bounds,
    ) -> Result<(Vec<Part>, Share), Rejection> {
        let mut arriving = Arriving::new(headers, body)?;
        let (mut parts, mut memory) = (Vec::new(), Memory { share: bounds.share(), length: 0 });
        while let Some(field) = arriving.next().await? {
            let (name, file_name) = (field.name().unwrap_or_default().to_owned(), field.file_name().map(str::to_owned));
            let media_type = field.content_type().map(ToString::to_string);
            let most = if file_name.is_some() { self.most } else { usize::MAX };
            let mut content = Content::Memory(Vec::new());
            while let Some(piece) = arriving.chunk().await? {
                content = self.add(content, &piece, most, &mut memory).await?;
            }
            let part = Part { name, file_name, media_type, ..Part::default() };
            parts.push(match content {
                Content::Memory(bytes) => Part { bytes: bytes.into(), ..part },
                Content::Disk { mut file, path, length } => {
                    file.flush().await.map_err(failed)?;
                    Part { stored: Some(Stored { path: Arc::new(path), length }), ..part }
                }
            });
        }
        Ok((parts, memory.share))
    }

    /// Adds a piece, in memory as long as there is no more than that.
    async fn add(
        &self,
        content: Content,
        piece: &[u8],
        most: usize,
        memory: &mut Memory,
    ) -> Result<Content, Rejection> {
        match content {
            Content::Memory(mut bytes) if bytes.len() + piece.len() <= most => {
                memory.add(piece.len())?;
                bytes.extend_from_slice(piece);
                Ok(Content::Memory(bytes))
            }
            Content::Memory(bytes) => {
                let folder = self.folder.clone();
                let made =
                    tokio::task::spawn_blocking(move || tempfile::Builder::new().prefix("upload-").tempfile_in(folder));
                let (file, path) =
                    made.await.unwrap_or_else(|error| Err(io::Error::other(error))).map_err(failed)?.into_parts();
                let mut file = File::from_std(file);
                file.write_all(&bytes).await.map_err(failed)?;
                file.write_all(piece).await.map_err(failed)?;
                memory.remove(bytes.len());
                Ok(Content::Disk { file, path, length: (bytes.len() + piece.len()) as u64 })
            }
            Content::Disk { mut file, path, length } => {
                file.write_all(piece).await.map_err(failed)?;
                Ok(Content::Disk { file, path, length: length + piece.len() as u64 })
            }
        }
    }
}

/// The disk is full, or the folder is not there: no fault of the client.
fn failed(error: io::Error) -> Rejection {
    Rejection::of_error(error.into())
}
