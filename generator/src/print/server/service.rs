//! The list of routes.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::code::formatted;
use super::super::pieces::Piece;
use super::super::{Expression, Path, Printer};
use super::gate;

/// The function that makes a service of an implementation.
pub(crate) struct Service<'a> {
    /// Docs and signature.
    pub(crate) head: TokenStream,
    /// A statement before the service is made.
    pub(crate) first: Option<&'static str>,
    /// What the setup is made with, before the routes.
    pub(crate) arguments: Vec<Expression>,
    /// Each is made when its turn comes: together they are longer than the document.
    pub(crate) routes: Box<dyn Iterator<Item = Route> + 'a>,
    /// What is called on the setup.
    pub(crate) calls: Vec<(&'static str, Vec<Expression>)>,
}

/// An operation in the list of routes.
pub(crate) struct Route {
    pub(crate) features: Vec<String>,
    pub(crate) route: Expression,
}

impl Service<'_> {
    pub(in crate::print) fn print(self, printer: &mut Printer<'_>) {
        let head = &self.head;
        let text = formatted(quote!(#head { body }), printer);
        printer.layout.push_lines(text.strip_suffix("    body\n}\n").unwrap_or(&text));
        self.arguments.iter().for_each(|argument| argument.imports(&mut printer.imports));
        let new = printer.path(&Path::runtime("rt::server::Setup::new")).to_owned();
        printer.indented(|printer| {
            if let Some(first) = self.first {
                printer.line(first);
            }
            printer.line(&format!("{new}("));
            printer.indented(|printer| {
                printer.indented(|printer| {
                    for argument in &self.arguments {
                        printer.layout.push_pieces(&argument.pieces(), ",");
                        printer.line(",");
                    }
                    print_routes(self.routes, printer);
                });
                printer.line(")");
                for (name, arguments) in &self.calls {
                    arguments.iter().for_each(|argument| argument.imports(&mut printer.imports));
                    let mut pieces = vec![Piece::text(format!(".{name}"))];
                    pieces.extend(Expression::arguments(arguments));
                    printer.layout.push_pieces(&pieces, "");
                    printer.layout.end_line();
                }
            });
        });
        printer.line("}");
    }
}

/// The list, which one route may fit into a line with.
fn print_routes(routes: Box<dyn Iterator<Item = Route> + '_>, printer: &mut Printer<'_>) {
    let mut routes = routes.peekable();
    let first = routes.next();
    if let Some(Route { features, route }) = &first
        && routes.peek().is_none()
    {
        route.imports(&mut printer.imports);
        let mut pieces = gate(features);
        if !pieces.is_empty() {
            pieces.push(Piece::SPACE);
        }
        pieces.extend(route.pieces());
        // A last comma is there only because its line ends.
        printer.layout.push_pieces(&[Piece::text("["), Piece::list([pieces]), Piece::text("]")], "");
        return printer.line(",");
    }
    printer.line("[");
    printer.indented(|printer| {
        let mut all = first.into_iter().chain(routes).peekable();
        while let Some(Route { features, route }) = all.next() {
            printer.gate_within(&features);
            route.imports(&mut printer.imports);
            printer.layout.push_pieces(&route.pieces(), if all.peek().is_some() { "," } else { "" });
            printer.line(",");
        }
    });
    printer.line("],");
}
