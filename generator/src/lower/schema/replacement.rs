//! Types of the user's own in place of those that would be generated: by option, or by `x-rust-type`.
//!
//! What a document names is code of somebody else's: it is taken only if it is the plain path of a type, and only
//! with the user's word, for the crate that it is of or for the document. Each that is taken is reported.

use gatewright_document::{Code, Node, nearest};

use crate::ir::{Custom, Scalar, TypeRef};
use crate::lower::node::key_of;
use crate::lower::schema::{Lowered, Schemas};
use crate::own_type::PlainType;

/// The extension, as a string or as an object of crate, version, path and parameters.
const EXTENSION: &str = "x-rust-type";
/// How deep types may be parameters of types.
const NESTED: usize = 16;
/// Crates that everybody depends on.
pub(crate) const STANDARD: [&str; 3] = ["std", "core", "alloc"];

impl<'d> Schemas<'d, '_> {
    /// The user's own type for a schema; the option comes before the document.
    pub(crate) fn replacement(&mut self, node: &Node<'d>, hint: &str) -> Option<Lowered> {
        let custom = match self.replaced_by_option(node) {
            Some(path) => Custom { path, parameters: Vec::new(), foreign: false },
            None => self.of_document(node, hint)?,
        };
        Some(Lowered { ty: TypeRef::Custom(Box::new(custom)), nullable: self.facts.is_nullable(node) })
    }

    fn replaced_by_option(&mut self, node: &Node<'d>) -> Option<String> {
        if self.options.replace.is_empty() {
            return None;
        }
        let pointer = format!("#{}", node.origin().pointer);
        let name = self.facts.name_of(node).map(|name| name.to_string());
        let (index, _, setting) =
            [name, Some(pointer)].iter().flatten().find_map(|key| self.options.replace.get_full(key))?;
        self.used.replacements.insert(index);
        Some(setting.value.clone())
    }

    /// The type that the document names, if it may.
    fn of_document(&mut self, node: &Node<'d>, hint: &str) -> Option<Custom> {
        let extension = node.get(EXTENSION)?;
        let custom = match extension.as_str() {
            Some(path) => self.of_path(&extension, path)?,
            None => self.of_crate(node, &extension, hint)?,
        };
        node.mark_read(&[EXTENSION]);
        self.report
            .add(Code::DOCUMENT_TYPE, extension.origin())
            .message(format!("the document has the type `{}` used for this schema", custom.path));
        Some(custom)
    }

    /// `crate::Money`.
    fn of_path(&mut self, extension: &Node<'d>, path: &str) -> Option<Custom> {
        let plain = self.plain(extension, path)?;
        let of_crates = !plain.roots.is_empty() && plain.roots.iter().all(|root| self.is_trusted_crate(root));
        if !self.options.trust_document_types && !of_crates {
            self.report
                .add(Code::UNTRUSTED_TYPE, extension.origin())
                .message(format!("the document names the type `{}`", plain.text))
                .label("left out, a type is generated from the schema")
                .help("if you trust the document, use `--trust-document-types` or `Builder::trust_document_types`");
            return None;
        }
        self.note_crates(&plain);
        Some(Custom { path: plain.text, parameters: Vec::new(), foreign: false })
    }

    /// A path of identifiers; what else a type may be can hold code.
    fn plain(&mut self, extension: &Node<'d>, path: &str) -> Option<PlainType> {
        let plain = PlainType::parse(path);
        if plain.is_none() {
            self.report
                .warning(Code::INVALID_VALUE, extension.origin())
                .message("`x-rust-type` is no path of a Rust type")
                .label("left out, a type is generated from the schema")
                .help("write the path of a type, such as `::my_crate::Money`; from a document nothing else is taken");
        }
        plain
    }

    /// Whether the user named the crate that a path begins with.
    fn is_trusted_crate(&self, root: &str) -> bool {
        self.options.use_crate.keys().any(|name| name.replace('-', "_") == root)
    }

    fn note_crates(&mut self, plain: &PlainType) {
        for name in self.options.use_crate.keys() {
            if plain.roots.iter().any(|root| name.replace('-', "_") == *root) {
                self.used.crates.insert(name.clone());
            }
        }
    }

    /// A type that a crate of somebody else's has, if the user depends on that crate.
    fn of_crate(&mut self, node: &Node<'d>, extension: &Node<'d>, hint: &str) -> Option<Custom> {
        let text = |key: &str| extension.str(key).filter(|text| !text.is_empty());
        let (Some(name), Some(version), Some(path)) = (text("crate"), text("version"), text("path")) else {
            self.report
                .warning(Code::INVALID_VALUE, extension.origin())
                .message("`x-rust-type` is the path of a type, or an object with `crate`, `version` and `path`")
                .label("left out")
                .help("the type is generated from the schema");
            return None;
        };
        let root = name.replace('-', "_");
        let path = if path.contains("::") { path.to_owned() } else { format!("{name}::{path}") };
        let path = format!("::{}", path.trim_start_matches("::").replace('-', "_"));
        let plain = self.plain(extension, &path)?;
        if plain.roots.first() != Some(&root) {
            self.report
                .warning(Code::INVALID_VALUE, extension.origin())
                .message(format!("`{}` is no type of the crate `{name}`", plain.text))
                .label("left out, a type is generated from the schema");
            return None;
        }
        let others_are_trusted = || plain.roots.iter().skip(1).all(|root| self.is_trusted_crate(root));
        if !self.options.trust_document_types && !others_are_trusted() {
            self.report
                .add(Code::UNTRUSTED_TYPE, extension.origin())
                .message(format!("the document names types of other crates in `{}`", plain.text))
                .label("left out, a type is generated from the schema")
                .help("name these crates with `--crate` too, or use `--trust-document-types`");
            return None;
        }
        if !self.depended_on(extension, name, version, &plain.text) {
            return None;
        }
        let generics = extension.read("parameters");
        let generics: Vec<Node<'d>> = generics.iter().flat_map(Node::items).collect();
        // Arguments stand in one place, and a type does not stand in its own.
        let key = key_of(node);
        let nested = self.replacing.len() >= NESTED || self.replacing.contains(&key);
        if !generics.is_empty() && (plain.has_arguments || nested) {
            self.report
                .warning(Code::INVALID_VALUE, &extension.origin().child("parameters"))
                .message(match plain.has_arguments {
                    true => "the path of the type has parameters already",
                    false => "the type is a parameter of itself, or of too many others",
                })
                .label("a type is generated from the schema");
            return None;
        }
        self.replacing.insert(key);
        let parameters = generics
            .iter()
            .enumerate()
            .map(|(index, schema)| self.schema(schema, &format!("{hint} parameter {}", index + 1)).value())
            .collect();
        self.replacing.swap_remove(&key);
        self.note_crates(&plain);
        Some(Custom { path: plain.text, parameters, foreign: true })
    }

    /// What holds the strings or numbers of a format, if the user says so.
    pub(crate) fn format_by_option(&mut self, format: &str) -> Option<TypeRef> {
        if self.options.format.is_empty() {
            return None;
        }
        self.used.formats.insert(format.to_owned());
        let setting = self.options.format.get(format)?;
        Some(match setting.value.as_str() {
            "String" => TypeRef::Scalar(Scalar::String),
            path => TypeRef::Custom(Box::new(Custom { path: path.to_owned(), parameters: Vec::new(), foreign: false })),
        })
    }

    /// Whether the user depends on a crate in a version that has the type; tells if not.
    fn depended_on(&mut self, extension: &Node<'d>, name: &str, version: &str, path: &str) -> bool {
        let is_standard = STANDARD.contains(&name);
        if is_standard && (self.options.trust_document_types || self.options.use_crate.contains_key(name)) {
            return true;
        }
        let Some(setting) = self.options.use_crate.get(name) else {
            self.report
                .note(Code::REPLACEABLE_TYPE, extension.origin())
                .message(format!("the crate `{name}` has a type for this, `{path}`; one of its own is generated"))
                .help(match is_standard {
                    true => "to use it, add `--trust-document-types` or `Builder::trust_document_types`".to_owned(),
                    false => format!("to use that of the crate, add `--crate {name}=VERSION` or `Builder::use_crate`"),
                });
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
        for (index, (what, path)) in self.options.replace.iter().enumerate() {
            if !self.used.replacements.contains(&index) {
                let known = schemas.iter().flat_map(Node::entries).map(|(name, _)| name);
                let near = nearest(what, known);
                self.options
                    .tell(self.report.report(), Code::UNUSED_OPTION, path)
                    .message(format!("there is no schema `{what}` for `{}` to replace", path.value))
                    .help_if(near, |near| format!("did you mean `{near}`?"));
            }
        }
        for (format, path) in &self.options.format {
            if !self.used.formats.contains(format) {
                self.options
                    .tell(self.report.report(), Code::UNUSED_OPTION, path)
                    .message(format!("no string or number has the format `{format}` that `{}` could hold", path.value))
                    .help_if(nearest(format, self.used.formats.iter().map(String::as_str)), |near| {
                        format!("did you mean `{near}`?")
                    });
            }
        }
        for (name, version) in &self.options.use_crate {
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
