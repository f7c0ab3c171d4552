//! `gatewright integrate`: a document that API Gateway can import, with a Lambda function behind it.

use std::fs;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use gatewright_document::LoadOptions;
use gatewright_gateway::integrate::{IntegrateError, Mode, Wish, integrate};

use crate::outcome::{Failure, Outcome};
use crate::overlays::Overlays;
use crate::terminal;

const AFTER_HELP: &str = "\
All operations get an integration with the function. Added as well: request validators, gateway \
responses, and for pages of other origins the preflight request of each path.

A server that was generated from the document is the function in both modes: see `Service::lambda`. \
With `mapped` the templates of the document write its event and read its result.

Examples:
  gatewright integrate api.yaml --lambda Shop --mode proxy --out api.aws.yaml
  gatewright integrate api.yaml --lambda Shop --mode mapped --as-overlay --out aws.overlay.yaml
  gatewright serve api.aws.yaml --function Shop=target/debug/shop";

/// Adds what API Gateway needs to a document that says nothing of it.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Integrate {
    /// A Swagger 2.0 or OpenAPI 3.0 document in one file, in JSON or YAML.
    #[arg(value_name = "DOCUMENT")]
    document: PathBuf,
    #[command(flatten)]
    overlays: Overlays,
    /// The function: its logical id in the template that deploys the document, or its ARN.
    #[arg(long, value_name = "FUNCTION")]
    lambda: String,
    /// How the function gets requests.
    #[arg(long, value_enum, default_value_t, value_name = "MODE")]
    mode: How,
    /// The origin whose pages may call the API.
    #[arg(long, value_name = "ORIGIN", default_value = "*")]
    cors: String,
    /// Adds nothing for pages of other origins.
    #[arg(long, conflicts_with = "cors")]
    no_cors: bool,
    /// Writes the additions alone, as an overlay: for a document that is generated from elsewhere.
    #[arg(long)]
    as_overlay: bool,
    /// Writes to this file instead of standard output.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum How {
    /// API Gateway hands on the request and the response
    #[default]
    Proxy,
    /// Templates of the document write the event and the response
    Mapped,
}

pub(crate) fn run(command: &Integrate) -> Result<Outcome, Failure> {
    let found = |report| Failure::found(&report);
    let document = command.overlays.load(LoadOptions::new(), &command.document).map_err(found)?;
    let mode = if command.mode == How::Proxy { Mode::Proxy } else { Mode::Mapped };
    let wish = Wish::new(&command.lambda, mode);
    let wish = if command.no_cors { wish } else { wish.cors(&command.cors) };
    let overlay = integrate(&document, &wish).map_err(failure_of)?;
    let text = if command.as_overlay {
        overlay
    } else {
        let name = "integrate.overlay.yaml";
        let given = command.overlays.options(LoadOptions::new());
        let integrated = given.overlay_text(name, overlay).load(&command.document).map_err(found)?;
        let edited = integrated.edited().ok_or_else(|| {
            Failure::failed("the result cannot be written into this text").help("write an overlay with `--as-overlay`")
        })?;
        edited.text
    };
    match &command.out {
        None => terminal::show_exactly(&text),
        Some(path) => fs::write(path, text)
            .map_err(|error| Failure::failed(format!("{} cannot be written: {error}", path.display())))?,
    }
    if mode == Mode::Proxy && !command.no_cors {
        terminal::tell("note: responses pass as they are: the function itself sends `Access-Control-Allow-Origin`\n");
    }
    Ok(Outcome::Fine)
}

fn failure_of(error: IntegrateError) -> Failure {
    let failure = Failure::failed(error.to_string());
    match error {
        IntegrateError::Version => failure.help("write OpenAPI 3.0 with `gatewright convert --to 3.0`"),
        IntegrateError::SeveralFiles => failure.help("put the files into one with `gatewright bundle`"),
        IntegrateError::Integrated => failure.help("`gatewright check` says what is wrong with them"),
        _ => failure,
    }
}
