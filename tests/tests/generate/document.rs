//! Documents of a few lines, and what is generated from them.

use gatewright_build::{Builder, Document, Error, Generated};

/// Generates from a document in memory.
pub(crate) fn generate(builder: &Builder, name: &str, text: &str) -> Result<Generated, Error> {
    let document = Document::from_text(name, text).map_err(Error::Document)?;
    builder.generate_from(&document)
}

/// A builder whose document is given later.
pub(crate) fn builder() -> Builder {
    Builder::new("api.yaml")
}

/// The one text that was generated.
pub(crate) fn text(generated: &Generated) -> &str {
    generated.files.first().map_or("", |file| file.text.as_str())
}

/// The items of a module of generated code, without its indentation.
pub(crate) fn items(text: &str, module: &str) -> Vec<String> {
    let start = format!("pub mod {module} {{\n");
    let body = text.split_once(&start).map_or("", |(_, body)| body);
    let lines = body.lines().take_while(|line| *line != "}");
    let body: Vec<&str> = lines.map(|line| line.strip_prefix("    ").unwrap_or(line)).collect();
    let blocks = body.split(|line| line.is_empty()).map(|lines| lines.join("\n"));
    let mut items: Vec<String> = Vec::new();
    for block in blocks.filter(|block| !block.is_empty()) {
        match items.last_mut() {
            // A blank line within an item.
            Some(item) if block.starts_with(' ') || block == "}" => item.push_str(&format!("\n\n{block}")),
            _ => items.push(block),
        }
    }
    items
}

/// The items of a client that make up its calls: the methods that start them, and what they ask for and answer.
pub(crate) fn calls(text: &str) -> Vec<String> {
    let mut items = items(text, "client");
    items.retain(|item| {
        let methods = item.starts_with("impl Client") && item.contains("rt::PhantomData");
        methods || item.starts_with("rt::request!") || item.starts_with("rt::requirements!")
    });
    items
}

/// Indents a text, as a value of a YAML key.
pub(crate) fn indented(text: &str, by: usize) -> String {
    let lines = text.trim_matches('\n').lines();
    let margin =
        lines.clone().filter(|line| !line.trim().is_empty()).map(|line| line.len() - line.trim_start().len()).min();
    let (margin, indent) = (margin.unwrap_or(0), " ".repeat(by));
    lines.map(|line| format!("{indent}{}\n", line.get(margin..).unwrap_or_default())).collect()
}
