//! `rt::pages!`: the method of a call that gives its pages.

use super::{Path, Printer, Step, Type, watch};
use crate::names::Ident;

/// The pages of a call.
pub(crate) struct Pages {
    /// The call.
    pub(crate) name: Ident,
    /// Its type parameters, each with the trait that the compiler asks for.
    pub(crate) demands: Vec<(Path, Ident)>,
    /// What the method gives.
    pub(crate) pages: Type,
    /// How a page leads to the next: what is called on the runtime's type, one after the other.
    pub(crate) how: Vec<Step>,
    /// The properties that lead from a page to its items.
    pub(crate) items: Vec<Property>,
    /// Whether a page itself may be missing.
    pub(crate) is_option: bool,
}

/// A property on the way to the items.
pub(crate) struct Property {
    pub(crate) name: Ident,
    pub(crate) option: Options,
}

/// In how many options a property is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Options {
    None,
    One,
    /// It may be missing, and null.
    Two,
}

impl Pages {
    pub(super) fn print(&self, printer: &mut Printer<'_>) {
        let start = printer.path(&Path::runtime("rt::pages!")).to_owned();
        printer.line(&format!("{start} {{"));
        printer.indented(|printer| {
            let demands = watch::demands(&self.demands, printer);
            let pages = printer.ty(&self.pages);
            printer.line(&format!("{}{demands} -> {pages};", self.name));
            let paging = printer.path(&Path::runtime("rt::client::Paging")).to_owned();
            let steps: Vec<String> = self.how.iter().map(|step| printer.step(step)).collect();
            printer.line(&format!("{paging}::{};", steps.join(".")));
            printer.line(&format!("|page| {}", self.items()));
        });
        printer.line("}");
    }

    /// The expression that takes the items out of `page`.
    fn items(&self) -> String {
        let mut text = "page".to_owned();
        let mut optional = self.is_option;
        for Property { name, option } in &self.items {
            let flat = if *option == Options::Two { ".flatten()" } else { "" };
            text = match (optional, *option) {
                (false, _) => format!("{text}.{name}{flat}"),
                (true, Options::None) => format!("{text}.map(|inner| inner.{name})"),
                (true, _) => format!("{text}.and_then(|inner| inner.{name}{flat})"),
            };
            optional |= *option != Options::None;
        }
        if optional { format!("{text}.unwrap_or_default()") } else { text }
    }
}
