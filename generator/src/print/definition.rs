//! Structs, enums and aliases. They are the bulk of what is generated; the text is the one that `prettyplease` comes to.

use super::{Docs, Path, Printer, Type};
use crate::names::Ident;

/// A type's definition. All of it is public.
pub(crate) struct Definition {
    pub(crate) docs: Docs,
    pub(crate) derives: Vec<Path>,
    pub(crate) non_exhaustive: bool,
    pub(crate) name: Path,
    pub(crate) body: Body,
}

/// What a definition says.
pub(crate) enum Body {
    Struct(Vec<Field>),
    Newtype(Type),
    Enum(Vec<Variant>),
    Alias(Type),
}

/// A field of a struct.
pub(crate) struct Field {
    pub(crate) docs: Docs,
    pub(crate) deprecated: bool,
    pub(crate) name: Path,
    pub(crate) ty: Type,
}

impl Field {
    pub(crate) fn new(docs: Docs, name: impl Into<Path>, ty: Type) -> Self {
        Self { docs, deprecated: false, name: name.into(), ty }
    }

    pub(crate) fn deprecated(self, deprecated: bool) -> Self {
        Self { deprecated, ..self }
    }
}

/// A variant of an enum.
pub(crate) struct Variant {
    pub(crate) docs: Docs,
    pub(crate) name: Path,
    pub(crate) holds: Vec<Type>,
}

impl Variant {
    pub(crate) fn new(docs: Docs, name: impl Into<Path>, holds: Vec<Type>) -> Self {
        Self { docs, name: name.into(), holds }
    }
}

impl Definition {
    pub(crate) fn new(docs: Docs, derives: &[&'static str], name: &Ident, body: Body) -> Self {
        let derives = derives.iter().map(|path| Path::plain(*path)).collect();
        Self { docs, derives, non_exhaustive: false, name: name.into(), body }
    }

    pub(super) fn print(&self, printer: &mut Printer<'_>) {
        printer.docs(&self.docs);
        if !self.derives.is_empty() {
            let derives: Vec<&str> = self.derives.iter().map(Path::text).collect();
            printer.line(&format!("#[derive({})]", derives.join(", ")));
        }
        if self.non_exhaustive {
            printer.line("#[non_exhaustive]");
        }
        let name = self.name.text();
        match &self.body {
            Body::Struct(fields) if fields.is_empty() => printer.line(&format!("pub struct {name} {{}}")),
            Body::Struct(fields) => {
                printer.line(&format!("pub struct {name} {{"));
                printer.indented(|printer| fields.iter().for_each(|field| field.print(printer)));
                printer.line("}");
            }
            Body::Newtype(ty) => {
                let line = format!("pub struct {name}(pub {});", printer.ty(ty));
                if printer.layout.fits(&line) {
                    return printer.line(&line);
                }
                printer.line(&format!("pub struct {name}("));
                printer.indented(|printer| {
                    printer.layout.push("pub ");
                    printer.broken(ty, "");
                    printer.line(",");
                });
                printer.line(");");
            }
            Body::Enum(variants) => {
                printer.line(&format!("pub enum {name} {{"));
                printer.indented(|printer| variants.iter().for_each(|variant| variant.print(printer)));
                printer.line("}");
            }
            Body::Alias(ty) => {
                printer.layout.push(&format!("pub type {name} = "));
                printer.broken(ty, ";");
                printer.line(";");
            }
        }
    }
}

impl Field {
    fn print(&self, printer: &mut Printer<'_>) {
        printer.docs(&self.docs);
        printer.deprecated(self.deprecated);
        printer.layout.push(&format!("pub {}: ", self.name.text()));
        printer.broken(&self.ty, ",");
        printer.line(",");
    }
}

impl Variant {
    fn print(&self, printer: &mut Printer<'_>) {
        printer.docs(&self.docs);
        printer.layout.push(self.name.text());
        if !self.holds.is_empty() {
            self.holds.iter().for_each(|ty| ty.imports(&mut printer.imports));
            printer.layout.push_held(&self.holds, ",");
        }
        printer.line(",");
    }
}

impl Printer<'_> {
    /// A type over as many lines as it needs.
    fn broken(&mut self, ty: &Type, behind: &str) {
        ty.imports(&mut self.imports);
        self.layout.push_type(ty, behind);
    }
}

#[cfg(test)]
mod tests {
    use gatewright_document::Report;

    use super::super::{Item, Std};
    use super::*;

    fn printed(definition: Definition) -> String {
        let mut report = Report::default();
        let mut printer = Printer::behind(String::new(), Std::beside([]), &mut report);
        printer.item(Item::from(definition));
        printer.layout.text()
    }

    fn ty(depth: usize, name: &str) -> Type {
        let name = Path::plain(name.to_owned());
        (0..depth).fold(name.into(), |ty, level| match level % 3 {
            0 => Type::Path(Path::plain("::core::option::Option"), vec![ty]),
            1 => Type::Path(Path::imported("BTreeMap"), vec![Type::plain("::std::string::String"), ty]),
            _ => Type::Tuple(vec![ty, Type::runtime("rt::Value"), Type::Tuple(Vec::new())]),
        })
    }

    /// The text is that of `prettyplease`.
    #[test]
    fn as_prettyplease_has_it() {
        let docs = || Docs::new(["Docs with a \"quote\", a \\ and é.".to_owned(), String::new(), "More.".to_owned()]);
        for length in 1..60 {
            let name = "n".repeat(length);
            for depth in 0..6 {
                let field = Path::plain(format!("a{name}"));
                let fields = vec![
                    Field::new(docs(), field.clone(), ty(depth, &name)),
                    Field::new(Docs::default(), field, ty(0, "A")),
                ];
                let variants = vec![
                    Variant::new(docs(), Path::plain(format!("V{name}")), vec![ty(depth, &name)]),
                    Variant::new(Docs::default(), Path::plain("W"), vec![Type::plain("u16"), ty(depth, &name)]),
                    Variant::new(Docs::default(), Path::plain("X"), Vec::new()),
                ];
                let newtype = Body::Newtype(ty(depth, &name));
                for body in [Body::Struct(fields), Body::Enum(variants), newtype] {
                    let name = Path::plain(format!("T{name}"));
                    let derives = vec![Path::plain("Clone"), Path::plain("::serde::Serialize")];
                    let text = printed(Definition { docs: docs(), derives, non_exhaustive: true, name, body });
                    let expected = prettyplease::unparse(&syn::parse_file(&text).unwrap());
                    assert_eq!(text, expected);
                }
            }
        }
    }
}
