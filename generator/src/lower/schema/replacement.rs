//! Types of the user's own in place of those that would be generated: by option, or by `x-rust-type`.

use gatewright_document::{Code, Node, nearest};

use crate::ir::{Custom, Scalar, TypeRef};
use crate::lower::schema::{Lowered, Schemas};

/// The extension, as a string or as an object of crate, version, path and parameters.
const EXTENSION: &str = "x-rust-type";

/// Crates that everybody depends on.
const STANDARD: [&str; 3] = ["std", "core", "alloc"];

impl<'d> Schemas<'d, '_> {
    /// The user's own type for a schema; the option comes before the document.
    pub(crate) fn replacement(&mut self, node: &Node<'d>, hint: &str) -> Option<Lowered> {
        let custom = match self.replaced_by_option(node) {
            Some(path) => self.custom(node, &path)?,
            None => {
                let extension = node.read(EXTENSION)?;
                match extension.as_str() {
                    Some(path) => self.custom(node, path)?,
                    None => self.of_crate(&extension, hint)?,
                }
            }
        };
        Some(Lowered { ty: TypeRef::Custom(custom), nullable: self.facts.is_nullable(node) })
    }

    fn replaced_by_option(&mut self, node: &Node<'d>) -> Option<String> {
        if self.options.replacements.is_empty() {
            return None;
        }
        let pointer = format!("#{}", node.origin().pointer);
        let name = self.facts.name_of(node).map(|name| name.to_string());
        let (index, _, setting) =
            [name, Some(pointer)].iter().flatten().find_map(|key| self.options.replacements.get_full(key))?;
        self.used.replacements.insert(index);
        Some(setting.value.clone())
    }

    fn custom(&mut self, node: &Node<'d>, path: &str) -> Option<Custom> {
        if syn::parse_str::<syn::Type>(path).is_err() {
            self.report
                .error(Code::INVALID_VALUE, node.origin())
                .message(format!("`{path}` is not a Rust type"))
                .help("write the path of a type, such as `::my_crate::Money`");
            return None;
        }
        Some(Custom { path: path.to_owned(), parameters: Vec::new(), foreign: false })
    }

    /// A type that a crate of somebody else's has, if the user depends on that crate.
    fn of_crate(&mut self, extension: &Node<'d>, hint: &str) -> Option<Custom> {
        let text = |key: &str| extension.str(key).filter(|text| !text.is_empty());
        let (Some(name), Some(version), Some(path)) = (text("crate"), text("version"), text("path")) else {
            self.report
                .warning(Code::INVALID_VALUE, extension.origin())
                .message("`x-rust-type` is the path of a type, or an object with `crate`, `version` and `path`")
                .label("left out")
                .help("the type is generated from the schema");
            return None;
        };
        if !STANDARD.contains(&name) && !self.depended_on(extension, name, version, path) {
            return None;
        }
        let generics = extension.read("parameters");
        let generics: Vec<Node<'d>> = generics.iter().flat_map(Node::items).collect();
        let parameters = generics
            .iter()
            .enumerate()
            .map(|(index, schema)| self.schema(schema, &format!("{hint} parameter {}", index + 1)).value())
            .collect();
        let path = if path.contains("::") { path.to_owned() } else { format!("{name}::{path}") };
        let path = format!("::{}", path.trim_start_matches("::").replace('-', "_"));
        let custom = self.custom(extension, &path)?;
        Some(Custom { parameters, foreign: true, ..custom })
    }

    /// What holds the strings or numbers of a format, if the user says so.
    pub(crate) fn format_by_option(&mut self, format: &str) -> Option<TypeRef> {
        if self.options.formats.is_empty() {
            return None;
        }
        self.used.formats.insert(format.to_owned());
        let setting = self.options.formats.get(format)?;
        Some(match setting.value.as_str() {
            "String" => TypeRef::Scalar(Scalar::String),
            path => TypeRef::Custom(Custom { path: path.to_owned(), parameters: Vec::new(), foreign: false }),
        })
    }

    /// Whether the user depends on a crate in a version that has the type; tells if not.
    fn depended_on(&mut self, extension: &Node<'d>, name: &str, version: &str, path: &str) -> bool {
        let Some(setting) = self.options.crates.get(name) else {
            self.report
                .note(Code::REPLACEABLE_TYPE, extension.origin())
                .message(format!("the crate `{name}` has a type for this, `{path}`; one of its own is generated"))
                .help(format!("to use that of the crate, add `--crate {name}=VERSION` or `Builder::use_crate`"));
            return false;
        };
        self.used.crates.insert(name.to_owned());
        let fits = semver::VersionReq::parse(version).ok().zip(semver::Version::parse(&full(&setting.value)).ok());
        let fits = fits.is_some_and(|(wanted, given)| wanted.matches(&given));
        if !fits {
            self.report
                .warning(Code::REPLACEABLE_TYPE, &extension.origin().child("version"))
                .message(format!("`{path}` is of `{name}` {version}, and you depend on {}", setting.value))
                .label("a type of its own is generated")
                .help("give a version that fits");
        }
        fits
    }

    /// Tells of replacements, formats and crates that apply to nothing.
    pub(crate) fn unused_replacements(&mut self) {
        let schemas = self.facts.definitions_node();
        for (index, (what, path)) in self.options.replacements.iter().enumerate() {
            if !self.used.replacements.contains(&index) {
                let known = schemas.iter().flat_map(Node::entries).map(|(name, _)| name);
                let near = nearest(what, known);
                self.options
                    .tell(self.report.report(), Code::UNUSED_OPTION, path)
                    .message(format!("there is no schema `{what}` for `{}` to replace", path.value))
                    .help_if(near, |near| format!("did you mean `{near}`?"));
            }
        }
        for (format, path) in &self.options.formats {
            if !self.used.formats.contains(format) {
                self.options
                    .tell(self.report.report(), Code::UNUSED_OPTION, path)
                    .message(format!("no string or number has the format `{format}` that `{}` could hold", path.value))
                    .help_if(nearest(format, self.used.formats.iter().map(String::as_str)), |near| {
                        format!("did you mean `{near}`?")
                    });
            }
        }
        for (name, version) in &self.options.crates {
            if !self.used.crates.contains(name) {
                self.options
                    .tell(self.report.report(), Code::UNUSED_OPTION, version)
                    .message(format!("no `x-rust-type` of the document is of the crate `{name}`"));
            }
        }
    }
}

/// `1` and `1.2` as a version of three numbers.
fn full(version: &str) -> String {
    let dots = version.split(['-', '+']).next().unwrap_or_default().matches('.').count();
    match dots {
        0 => format!("{version}.0.0"),
        1 => format!("{version}.0"),
        _ => version.to_owned(),
    }
}
