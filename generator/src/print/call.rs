//! `rt::request!`: a call with its setters, and what becomes of its response.

use super::{Docs, Expression, Literal, Path, Printer, Type, WIDTH};
use crate::names::Ident;

/// The call of an operation.
pub(crate) struct Call {
    pub(crate) docs: Docs,
    pub(crate) name: Ident,
    pub(crate) required: Vec<(Setter, Given)>,
    pub(crate) optional: Vec<Setter>,
    /// What `send` gives.
    pub(crate) success_docs: Docs,
    pub(crate) success: Type,
    pub(crate) error: Type,
    pub(crate) headers: Option<Type>,
    /// How the response becomes the success.
    pub(crate) arms: Vec<Arm>,
    /// The enum of several successes.
    pub(crate) successes: Option<(Ident, Vec<Arm>)>,
    /// The name of its errors, if they are an enum of several calls, and the name of that.
    pub(crate) shared_failures: Option<(Ident, Ident)>,
    /// The enum of failures that is defined here.
    pub(crate) failures: Option<(Ident, Vec<Arm>)>,
}

/// An input that is given by a method.
pub(crate) struct Setter {
    pub(crate) docs: Docs,
    pub(crate) deprecated: bool,
    pub(crate) name: Ident,
    pub(crate) argument: Type,
    pub(crate) send: Send,
}

/// A method of the runtime's request that adds an input, without the value itself.
pub(crate) struct Send {
    pub(crate) method: &'static str,
    /// What stands before the value.
    pub(crate) wire: Option<Literal>,
    /// What stands behind it.
    pub(crate) how: Option<Expression>,
}

/// What giving a required input does to the type of the call.
pub(crate) struct Given {
    /// The type's arguments behind it: `A, rt::Given, C`.
    pub(crate) after: Vec<Path>,
    pub(crate) marker: Path,
    /// The trait that the compiler asks for when it is missing.
    pub(crate) requirement: Ident,
}

/// A documented response: when it is, what holds it, and how it is read.
pub(crate) struct Arm {
    pub(crate) docs: Docs,
    pub(crate) status: Status,
    /// The media type, where that tells it from a neighbour.
    pub(crate) media_type: Option<Literal>,
    /// The variant and what it holds, where there is an enum.
    pub(crate) variant: Option<(Ident, Option<Type>)>,
    pub(crate) how: &'static str,
    pub(crate) shape: Option<Path>,
}

/// Statuses as a pattern.
#[derive(Clone, Copy)]
pub(crate) enum Status {
    Code(u16),
    Class(u16),
    /// All others.
    Rest,
}

impl Call {
    pub(super) fn print(&self, printer: &mut Printer<'_>) {
        let name = printer.path(&Path::runtime("rt::request!")).to_owned();
        printer.line(&format!("{name} {{"));
        printer.indented(|printer| {
            printer.docs(&self.docs);
            printer.line(&format!("{};", self.name));
            self.print_setters(printer);
            self.print_success(printer);
            self.print_failures(printer);
        });
        printer.line("}");
    }

    fn print_setters(&self, printer: &mut Printer<'_>) {
        if !self.required.is_empty() {
            printer.line("required {");
            printer.indented(|printer| {
                for (setter, given) in &self.required {
                    setter.print(printer);
                    given.print(&self.name, printer);
                }
            });
            printer.line("}");
        }
        if !self.optional.is_empty() {
            printer.line("optional {");
            printer.indented(|printer| {
                for setter in &self.optional {
                    setter.print(printer);
                    printer.line(";");
                }
            });
            printer.line("}");
        }
    }

    fn print_success(&self, printer: &mut Printer<'_>) {
        printer.docs(&self.success_docs);
        let (success, error) = (printer.ty(&self.success), printer.ty(&self.error));
        let headers = self.headers.as_ref().map(|headers| format!(", {}", printer.ty(headers))).unwrap_or_default();
        let arms: Vec<String> = self.arms.iter().map(|arm| printer.arm(arm)).collect();
        let start = format!("send -> {success}, {error}{headers} {{");
        let line = arms.join(", ");
        match arms.as_slice() {
            [] => printer.line(&format!("{start}}}")),
            _ if start.len() + line.len() + 4 < WIDTH => printer.line(&format!("{start} {line} }}")),
            _ => {
                printer.line(&start);
                printer.indented(|printer| arms.iter().for_each(|arm| printer.line(&format!("{arm},"))));
                printer.line("}");
            }
        }
        if let Some((name, arms)) = &self.successes {
            printer.line(&format!("successes {name} {{"));
            printer.arms(arms);
        }
    }

    fn print_failures(&self, printer: &mut Printer<'_>) {
        if let Some((name, shared)) = &self.shared_failures {
            printer.line(&format!("shared failures {name} = {shared};"));
        }
        if let Some((name, arms)) = &self.failures {
            printer.line(&format!("failures {name} {{"));
            printer.arms(arms);
        }
    }
}

impl Setter {
    /// Up to what ends its line.
    fn print(&self, printer: &mut Printer<'_>) {
        printer.docs(&self.docs);
        printer.deprecated(self.deprecated);
        let argument = printer.ty(&self.argument);
        let wire = self.send.wire.as_ref().map(Literal::to_string).unwrap_or_default();
        let how = self.send.how.as_ref().map(|how| format!("; {}", printer.expression(how))).unwrap_or_default();
        printer.layout.push(&format!("{}: {argument} => {}({wire}{how})", self.name, self.send.method));
    }
}

impl Given {
    fn print(&self, call: &Ident, printer: &mut Printer<'_>) {
        let after: Vec<&str> = self.after.iter().map(|argument| printer.path(argument)).collect();
        printer.layout.push(&format!(" -> {call}<{}>,", after.join(", ")));
        let question = format!("{}: {};", self.marker.text(), self.requirement);
        if printer.layout.length() + question.len() + 1 < WIDTH {
            printer.line(&format!(" {question}"));
        } else {
            printer.layout.end_line();
            printer.indented(|printer| printer.line(&question));
        }
    }
}

impl Printer<'_> {
    /// The variants of an enum, and the end of its block.
    fn arms(&mut self, arms: &[Arm]) {
        self.indented(|printer| {
            for arm in arms {
                printer.docs(&arm.docs);
                let line = printer.arm(arm);
                printer.line(&format!("{line},"));
            }
        });
        self.line("}");
    }

    fn arm(&mut self, arm: &Arm) -> String {
        let status = match arm.status {
            Status::Code(code) => code.to_string(),
            Status::Class(class) => format!("{class}00..={class}99"),
            Status::Rest => "_".to_owned(),
        };
        let media_type = arm.media_type.as_ref().map(|media_type| format!(" if {media_type}")).unwrap_or_default();
        let variant = match &arm.variant {
            Some((name, Some(held))) => format!("{name}({}) ", self.ty(held)),
            Some((name, None)) => format!("{name} "),
            None => String::new(),
        };
        let shape = arm.shape.as_ref().map(|shape| format!("({})", self.path(shape))).unwrap_or_default();
        format!("{status}{media_type} => {variant}{}{shape}", arm.how)
    }
}
