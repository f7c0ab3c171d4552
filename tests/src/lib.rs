//! Tests that cross crates, golden files and benches.
//!
//! The golden files are modules of this crate: what is generated compiles without a warning, has
//! documentation on every item and no `unsafe`.

#![deny(warnings, missing_docs, unsafe_code)]

macro_rules! golden {
    ($($(#[$docs:meta])* $name:ident = $file:literal;)*) => {
        $(
            $(#[$docs])*
            #[cfg(not(updating_golden))]
            pub mod $name {
                include!(concat!("../golden/", $file));
            }
        )*
    };
}

golden! {
    /// The export of LambdaGate.
    lambdagate = "lambdagate.rs";
    /// Swagger 2.0.
    bookshop = "bookshop.rs";
    /// OpenAPI 3.0.
    issue_tracker = "issue-tracker.rs";
    /// OpenAPI 3.1.
    music_library = "music-library.rs";
    /// Models that are called like what generated code is made of.
    hostile_models = "hostile-models.rs";
    /// Members, values and variants with names that are no Rust.
    hostile_members = "hostile-members.rs";
    /// Callbacks that share names, methods and components.
    hostile_callbacks = "hostile-callbacks.rs";
    /// Prose that means something to rustdoc, to rustc or to the text of a Rust file.
    hostile_prose = "hostile-prose.rs";
    /// Operations and parameters that are called like methods which calls have already.
    hostile_operations = "hostile-operations.rs";
    /// Bodies of XML, events, and media types that parameters tell apart.
    hostile_media_types = "hostile-media-types.rs";
    /// What requests may try to make large, slow or public.
    hostile_bounds = "hostile-bounds.rs";
    /// What exporters write.
    spellings = "spellings.rs";
    /// Queries that are one value.
    queries = "queries.rs";
    /// Dates and times of `chrono`.
    dates_chrono = "dates-chrono.rs";
    /// Dates and times of `time`.
    dates_time = "dates-time.rs";
    /// Requests whose parts are taken as they arrive.
    parts = "parts.rs";
    /// Lists whose changes can be watched.
    watches = "watches.rs";
    /// A server of which an implementation may leave out methods.
    unwritten = "unwritten.rs";
    /// The skeleton of an implementation.
    skeleton = "skeleton.rs";
    /// A server with a trait for each tag.
    by_tag = "by-tag.rs";
    /// The skeleton of an implementation of all of them.
    skeleton_by_tag = "skeleton-by-tag.rs";
    /// What the bench `codec` reads and writes.
    codec_shapes = "codec-shapes.rs";
    /// What the bench `server` serves.
    server_items = "server-items.rs";
}
