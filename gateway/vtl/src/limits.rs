//! What a template may cost.

/// Bounds on the work and memory of one rendering.
///
/// API Gateway documents a template size of 300 KB and 1,000 iterations of `#foreach`; the rest keeps
/// a hostile or mistaken template from taking the process with it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// A `#foreach` ends after so many rounds, without an error, as API Gateway's does.
    pub iterations: u32,
    /// The longest text, in bytes, that a rendering may build, its result or any string on the way.
    pub output: usize,
    /// How deep blocks, macros, references and printed values may be nested.
    pub depth: u32,
    /// How many steps a rendering may take. A node, a loop round and a method call are one step each;
    /// work on long texts and lists counts by their length.
    pub steps: u64,
}

impl Limits {
    /// The largest template, in bytes, that can be parsed.
    pub const TEMPLATE: usize = 300 * 1024;

    /// How deep directives, parentheses and literals may be nested in a template.
    pub const NESTING: u32 = 150;
}

impl Default for Limits {
    fn default() -> Self {
        Self { iterations: 1_000, output: 10 * 1024 * 1024, depth: 250, steps: 2_000_000 }
    }
}
