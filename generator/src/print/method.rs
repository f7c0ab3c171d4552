//! `impl Client`: the methods that start calls.

use super::{Docs, Expression, Import, Printer, Type, WIDTH};
use crate::names::Ident;

/// The methods of the client.
pub(crate) struct ClientMethods<'a>(pub(crate) Box<dyn Iterator<Item = Method> + 'a>);

/// A method that starts a call.
pub(crate) struct Method {
    pub(crate) features: Vec<String>,
    pub(crate) docs: Docs,
    pub(crate) deprecated: bool,
    pub(crate) name: Ident,
    pub(crate) argument: Option<(Ident, Type)>,
    /// The call that it gives.
    pub(crate) call: Ident,
    /// What is called, one after the other, on the core of the client.
    pub(crate) steps: Vec<Step>,
}

/// A call of a method.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) arguments: Vec<Expression>,
}

impl Step {
    pub(crate) fn new(name: &'static str, arguments: impl IntoIterator<Item = Expression>) -> Self {
        Self { name, arguments: arguments.into_iter().collect() }
    }
}

impl ClientMethods<'_> {
    pub(super) fn print(self, printer: &mut Printer<'_>) {
        printer.line("impl Client {");
        for (index, method) in self.0.enumerate() {
            if index > 0 {
                printer.layout.end_line();
            }
            printer.indented(|printer| method.print(printer));
        }
        printer.line("}");
    }
}

impl Method {
    fn print(&self, printer: &mut Printer<'_>) {
        printer.imports.insert(Import::Runtime);
        printer.gate(&self.features);
        printer.docs(&self.docs);
        printer.deprecated(self.deprecated);
        let argument = match &self.argument {
            Some((name, ty)) => format!(", {name}: {}", printer.ty(ty)),
            None => String::new(),
        };
        printer.line(&format!("pub fn {}(&self{argument}) -> {} {{", self.name, self.call));
        let steps: Vec<String> = self.steps.iter().map(|step| printer.step(step)).collect();
        printer.indented(|printer| self.print_body(&steps, printer));
        printer.line("}");
    }

    /// In one line if it fits, else in two, else a line for each step.
    fn print_body(&self, steps: &[String], printer: &mut Printer<'_>) {
        let call = &self.call;
        let line = format!("{call}(self.core.{}, rt::PhantomData)", steps.join("."));
        if line.len() <= WIDTH {
            return printer.line(&line);
        }
        if let Some((first, rest)) = steps.split_first()
            && !rest.is_empty()
        {
            let start = format!("let request = self.core.{first};");
            let end = format!("{call}(request.{}, rt::PhantomData)", rest.join("."));
            if start.len() <= WIDTH && end.len() + 8 <= WIDTH {
                printer.line(&start);
                return printer.line(&end);
            }
        }
        printer.line("let request = self");
        printer.indented(|printer| {
            printer.line(".core");
            for (index, step) in steps.iter().enumerate() {
                let end = if index + 1 == steps.len() { ";" } else { "" };
                printer.line(&format!(".{step}{end}"));
            }
        });
        printer.line(&format!("{call}(request, rt::PhantomData)"));
    }
}

impl Printer<'_> {
    pub(super) fn step(&mut self, step: &Step) -> String {
        let arguments: Vec<String> = step.arguments.iter().map(|argument| self.expression(argument)).collect();
        format!("{}({})", step.name, arguments.join(", "))
    }
}
