//! Whole outputs, which are modules of this crate as well.

use std::fs;
use std::path::{Path, PathBuf};

use gatewright_build::{Builder, Dates, ServerTraits};
use similar::TextDiff;

use crate::document::text;

/// Generates from a document of this repository and compares with `golden/NAME.rs`.
#[track_caller]
fn check(name: &str, document: &str) {
    check_with(name, Builder::new(root().join(document)));
}

#[track_caller]
fn check_with(name: &str, builder: Builder) {
    let generated = match builder.generate() {
        Ok(generated) => generated,
        Err(error) => panic!("{name}: {error}"),
    };
    check_text(&format!("{name}.rs"), text(&generated));
}

#[track_caller]
pub(crate) fn check_text(file: &str, actual: &str) {
    let path = root().join("tests/golden").join(file);
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if expected == actual {
        return;
    }
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, actual).unwrap();
        return;
    }
    let diff = TextDiff::from_lines(expected.as_str(), actual);
    panic!(
        "{file}: output differs from tests/golden/{file}\n{}\nif the change is intended, run \
         `UPDATE_GOLDEN=1 cargo test -p gatewright-tests --test generate` and review the diff",
        diff.unified_diff().context_radius(3).header("expected", "actual"),
    );
}

pub(crate) fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_owned()
}

#[test]
fn codec_shapes() {
    check("codec-shapes", "tests/benches/codec/shapes.yaml");
}

#[test]
fn server_items() {
    check_with("server-items", Builder::new(root().join("tests/benches/server/items.yaml")).client(false));
}

/// With methods that an implementation may leave out, beside the skeleton of one that has all.
#[test]
fn unwritten() {
    let builder = Builder::new(root().join("tests/hostile/bounds.yaml")).client(false).unwritten(true).skeleton(true);
    let generated = builder.generate().unwrap_or_else(|error| panic!("{error}"));
    check_text("unwritten.rs", text(&generated));
    let skeleton = generated.skeleton.unwrap_or_default().replace("crate::server", "crate::unwritten::server");
    check_text("skeleton.rs", &skeleton.replacen("//! ", "// ", 1));
}

/// The crate that has the types of dates and times is chosen.
#[test]
fn dates() {
    let builder = || Builder::new(root().join("tests/hostile/dates.yaml"));
    check_with("dates-chrono", builder().dates(Dates::Chrono));
    check_with("dates-time", builder().dates(Dates::Time));
}

/// A trait for each tag, beside the skeleton of one type that implements all.
#[test]
fn by_tag() {
    let builder = Builder::new(root().join("tests/hostile/server-tags.yaml"))
        .client(false)
        .server_traits(ServerTraits::Tag)
        .embed_document(true)
        .skeleton(true);
    let generated = builder.generate().unwrap_or_else(|error| panic!("{error}"));
    check_text("by-tag.rs", text(&generated));
    let skeleton = generated.skeleton.unwrap_or_default().replace("crate::server", "crate::by_tag::server");
    check_text("skeleton-by-tag.rs", &skeleton.replacen("//! ", "// ", 1));
}

#[test]
fn lambdagate() {
    check("lambdagate", "swagger/lambdagate.json");
}

#[test]
fn bookshop() {
    check("bookshop", "swagger/bookshop.yaml");
}

#[test]
fn issue_tracker() {
    check("issue-tracker", "swagger/issue-tracker.yaml");
}

#[test]
fn music_library() {
    check("music-library", "swagger/music-library.json");
}

#[test]
fn hostile_models() {
    check("hostile-models", "tests/hostile/models.yaml");
}

#[test]
fn hostile_members() {
    check("hostile-members", "tests/hostile/members.yaml");
}

#[test]
fn hostile_callbacks() {
    check("hostile-callbacks", "tests/hostile/callbacks.yaml");
}

#[test]
fn hostile_prose() {
    check("hostile-prose", "tests/hostile/prose.yaml");
}

#[test]
fn hostile_operations() {
    check("hostile-operations", "tests/hostile/operations.yaml");
}

#[test]
fn hostile_media_types() {
    check("hostile-media-types", "tests/hostile/media-types.yaml");
}

#[test]
fn hostile_bounds() {
    check("hostile-bounds", "tests/hostile/bounds.yaml");
}

#[test]
fn queries() {
    check("queries", "tests/hostile/queries.yaml");
}

#[test]
fn parts() {
    let builder = Builder::new(root().join("tests/hostile/parts.yaml"));
    check_with("parts", builder.stream_parts("addFilm").stream_parts("PUT /films/{id}/trailer"));
}

#[test]
fn watches() {
    let document = root().join("tests/hostile/watches.yaml");
    let builder = Builder::new(document).server(false).watches("listKeys", "follow KeyChange");
    check_with("watches", builder.watches("GET /nodes", "none"));
}

#[test]
fn spellings() {
    check("spellings", "tests/hostile/spellings.yaml");
}
