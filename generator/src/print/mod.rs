//! Items of Rust as values, and the one printer that makes text of them.
//!
//! What the document says is a leaf of an item: a [`Literal`], an [`Ident`](crate::names::Ident), a line of docs. It is
//! written where it stands, and no code looks at the text behind that. A [`Path`] knows what has to be imported for it.
//!
//! Bodies of functions are tokens, formatted item by item by `prettyplease`; all else is printed here, which is most of
//! it.

mod book;
mod call;
mod code;
mod constructor;
mod definition;
mod docs;
mod embedded;
mod expression;
mod file;
mod layout;
mod literal;
mod method;
mod pages;
mod path;
mod pieces;
mod server;
mod std;
mod table;
mod ty;
mod validate;
mod watch;

use gatewright_document::Report;

pub(crate) use book::Book;
pub(crate) use call::{Arm, Call, Given, Send, Setter, Status};
pub(crate) use code::{Block, Code, Member};
pub(crate) use constructor::{Constructor, Takes};
pub(crate) use definition::{Body, Definition, Field, Variant};
pub(crate) use docs::Docs;
pub(crate) use embedded::Embedded;
pub(crate) use expression::Expression;
pub use file::File;
pub(crate) use file::{Manifest, crate_files, manifest, one_file};
pub(crate) use literal::Literal;
pub(crate) use method::{ClientMethods, Method, Step};
pub(crate) use pages::{Options, Pages, Property};
pub(crate) use path::{Import, Imports, Path};
pub(crate) use server::{Case, Check, FromRequest, IntoReply, Route, Service, Static, TraitMethod, Value, cfg};
pub(crate) use std::Std;
pub(crate) use table::{Members, Shape, Table, Word};
pub(crate) use ty::Type;
pub(crate) use validate::Validate;
pub(crate) use watch::Watch;

use layout::{INDENT, Layout};

/// What fits on a line of a macro's table.
const WIDTH: usize = 110;

/// Items one after the other. Each is made when its turn is to be printed, so that memory stays small however large the
/// API is.
pub(crate) type Items<'a> = Box<dyn Iterator<Item = Item<'a>> + 'a>;

/// A module of the generated code.
pub(crate) struct Module<'a> {
    pub(crate) name: &'static str,
    pub(crate) docs: String,
    /// Whether some of the items are there only with a feature.
    pub(crate) gated: bool,
    pub(crate) std: Std,
    pub(crate) items: Items<'a>,
    /// About how long the text of the items is. Room that is not used is not taken from memory; text that outgrows its
    /// room is there twice for a moment.
    pub(crate) room: usize,
    pub(crate) submodules: Vec<Submodule<'a>>,
}

impl Module<'_> {
    pub(crate) fn is_client(&self) -> bool {
        self.name == "client"
    }
}

/// Some of the items of a module.
pub(crate) struct Submodule<'a> {
    pub(crate) name: &'static str,
    pub(crate) access: Access,
    pub(crate) docs: &'static str,
    pub(crate) items: Items<'a>,
    /// As [`Module::room`].
    pub(crate) room: usize,
}

/// How programs name the items of a submodule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// As items of the module around it, which is too large for one.
    Module,
    /// As items of the submodule.
    Submodule,
}

/// An item, and the features with any of which it is there; none where it always is.
pub(crate) struct Item<'a> {
    pub(crate) features: Vec<String>,
    pub(crate) kind: Kind<'a>,
}

/// The kinds of items that are generated.
pub(crate) enum Kind<'a> {
    Definition(Definition),
    Table(Table),
    Shape(Shape),
    Call(Box<Call>),
    Pages(Pages),
    Watch(Watch),
    ClientMethods(ClientMethods<'a>),
    Block(Block<'a>),
    Book(Book<'a>),
    Code(Code),
    Embedded(Embedded<'a>),
    Constructor(Constructor),
    Validate(Validate<'a>),
    FromRequest(Box<FromRequest>),
    IntoReply(IntoReply),
    Service(Service<'a>),
    Static(Static),
}

macro_rules! kinds {
    ($($kind:ident($value:ty),)*) => {$(
        impl<'a> From<$value> for Item<'a> {
            fn from(value: $value) -> Self {
                Self { features: Vec::new(), kind: Kind::$kind(value.into()) }
            }
        }
    )*};
}

kinds! {
    Definition(Definition),
    Table(Table),
    Shape(Shape),
    Call(Call),
    Pages(Pages),
    Watch(Watch),
    ClientMethods(ClientMethods<'a>),
    Block(Block<'a>),
    Book(Book<'a>),
    Code(Code),
    Embedded(Embedded<'a>),
    Constructor(Constructor),
    Validate(Validate<'a>),
    FromRequest(FromRequest),
    IntoReply(IntoReply),
    Service(Service<'a>),
    Static(Static),
}

/// Writes items, and notes what they import.
pub(crate) struct Printer<'r> {
    layout: Layout,
    imports: Imports,
    std: Std,
    report: &'r mut Report,
}

impl<'r> Printer<'r> {
    /// A printer that writes behind a text, which ends in a line.
    fn behind(text: String, std: Std, report: &'r mut Report) -> Self {
        Self { layout: Layout::behind(text), imports: Imports::default(), std, report }
    }

    fn item(&mut self, item: Item<'_>) {
        self.gate(&item.features);
        match item.kind {
            Kind::Definition(definition) => definition.print(self),
            Kind::Table(table) => table.print(self),
            Kind::Shape(shape) => shape.print(self),
            Kind::Call(call) => call.print(self),
            Kind::Pages(pages) => pages.print(self),
            Kind::Watch(watch) => watch.print(self),
            Kind::ClientMethods(methods) => methods.print(self),
            Kind::Block(block) => block.print(self),
            Kind::Book(book) => book.print(self),
            Kind::Code(code) => code.print(self),
            Kind::Embedded(embedded) => embedded.print(self),
            Kind::Constructor(constructor) => constructor.print(self),
            Kind::Validate(validate) => validate.print(self),
            Kind::FromRequest(request) => request.print(self),
            Kind::IntoReply(reply) => reply.print(self),
            Kind::Service(service) => service.print(self),
            Kind::Static(item) => item.print(self),
        }
    }

    /// `#[cfg(feature = …)]`.
    fn gate(&mut self, features: &[String]) {
        let list: Vec<String> = features.iter().map(|feature| format!("feature = {}", Literal::str(feature))).collect();
        match list.as_slice() {
            [] => {}
            [only] => self.line(&format!("#[cfg({only})]")),
            several => self.line(&format!("#[cfg(any({}))]", several.join(", "))),
        }
    }

    fn line(&mut self, text: &str) {
        self.layout.push(text);
        self.layout.end_line();
    }

    fn docs(&mut self, docs: &Docs) {
        for line in docs.lines() {
            self.layout.push("///");
            if !line.is_empty() {
                self.layout.push(" ");
                self.layout.push(line.trim_end_matches(' '));
            }
            self.layout.end_line();
        }
    }

    /// Warns who uses the item; generated modules allow it to themselves.
    fn deprecated(&mut self, deprecated: bool) {
        if deprecated {
            self.line("#[deprecated]");
        }
    }

    /// Further in, what `inner` writes.
    fn indented(&mut self, inner: impl FnOnce(&mut Self)) {
        self.layout.indent(INDENT);
        inner(self);
        self.layout.outdent(INDENT);
    }

    /// The text of a path, whose import is noted.
    fn path<'p>(&mut self, path: &'p Path) -> &'p str {
        self.imports.add(path);
        path.text()
    }

    /// The text of a type in one line.
    fn ty(&mut self, ty: &Type) -> String {
        ty.imports(&mut self.imports);
        ty.flat()
    }

    /// The text of an expression in one line.
    fn expression(&mut self, expression: &Expression) -> String {
        expression.imports(&mut self.imports);
        expression.flat()
    }
}
