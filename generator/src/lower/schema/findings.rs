//! Reports what is wrong with schemas as such.

use gatewright_document::Code;

use crate::lower::facts::finding::{Fault, Finding};
use crate::lower::facts::gather::MAX_ALL_OF_DEPTH;
use crate::lower::schema::{Schemas, unsupported};

impl<'d> Schemas<'d, '_> {
    /// Reports what was found wrong with schemas while they were gathered.
    pub(crate) fn report_findings(&mut self) {
        loop {
            // Looking at one may gather others.
            let findings = self.facts.take_findings();
            if findings.is_empty() {
                return;
            }
            findings.into_iter().for_each(|finding| self.finding(finding));
        }
    }

    fn finding(&mut self, finding: Finding<'d>) {
        match finding {
            Finding::Gathered(node) => {
                let shape = self.facts.shape(&node);
                unsupported::unsupported(&mut self.report, &node);
                self.misfits(&node, &shape);
                self.facts.forget(&node);
            }
            Finding::Fault(fault) => self.fault(*fault),
        }
    }

    fn fault(&mut self, fault: Fault<'d>) {
        match fault {
            Fault::Reference(node) => {
                self.report.schema_target(&node);
            }
            Fault::TooManyParts(node) => {
                self.report
                    .error(Code::NESTING_TOO_DEEP, node.origin())
                    .message(format!("`allOf` leads through more than {MAX_ALL_OF_DEPTH} schemas and references"))
                    .help("let fewer schemas be built from each other");
            }
            Fault::Cycle(node) => {
                self.report
                    .error(Code::ALL_OF_CYCLE, node.origin())
                    .message("a schema is `allOf` itself")
                    .label("this leads back to where it started")
                    .help("leave the schema out of its own `allOf`");
            }
            Fault::ManyKin => {
                self.report
                    .warning(Code::TOO_LARGE, self.facts.document.root().origin())
                    .message("the hierarchies of the document have too many levels of too many schemas")
                    .label(
                        "a schema that others are built from is taken as itself alone, unless it has a discriminator",
                    )
                    .help("let fewer schemas be built from each other");
            }
            Fault::TooLarge(node) => {
                self.report
                    .error(Code::TOO_LARGE, node.origin())
                    .message("written out, the schemas of the document are too large")
                    .label("this one copies properties or listed values once too often")
                    .help("let fewer schemas be built by `allOf` or `oneOf` from those with many properties");
            }
            Fault::LeftOut { left_out, used } if left_out.value() == used.value() => {
                self.report.same_again(&left_out);
            }
            conflict => self.conflict(conflict),
        }
    }

    /// Parts of an `allOf` that exclude each other.
    fn conflict(&mut self, fault: Fault<'d>) {
        match fault {
            Fault::Formats { at, ours, theirs } => {
                self.report
                    .add(Code::CONFLICTING_ALL_OF, at.origin())
                    .message(format!("a value is to have both the format `{ours}` and the format `{theirs}`"))
                    .label(format!("this part of `allOf` wants `{theirs}`"))
                    .help("the later format is used; give the parts one format");
            }
            Fault::LeftOut { left_out, used } => {
                self.report
                    .once(&left_out, Code::CONFLICTING_ALL_OF)
                    .message("two parts of an `allOf` describe the properties that are not listed")
                    .label("left out")
                    .related(used.origin(), "the one that is used")
                    .help("give both one schema");
            }
            Fault::Values { left_out, used } => {
                self.report
                    .add(Code::CONFLICTING_ALL_OF, used.origin())
                    .message("no value is listed in both parts of an `allOf`")
                    .label("these values are used")
                    .related(left_out.origin(), "these are left out")
                    .help("list the values in one part");
            }
            Fault::AllValues(part) => {
                self.report
                    .add(Code::CONFLICTING_ALL_OF, part.origin())
                    .message("no value is listed in both parts of an `allOf`")
                    .label("the values of both are taken")
                    .help("list all values in one schema, or write `anyOf`");
            }
            Fault::Types { at, ours, theirs, left_out } => {
                let mut found = self
                    .report
                    .warning(Code::CONFLICTING_ALL_OF, at.origin())
                    .message(format!("no value can be both {ours} and {theirs}"))
                    .label(format!("this part of `allOf` wants {theirs}"))
                    .help("the later type is used; give the parts one type");
                for part in &left_out {
                    found = found.related(part.origin(), format!("this part wants {ours}, which is left out"));
                }
            }
            _ => {}
        }
    }
}
