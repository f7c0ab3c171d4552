//! `gatewright serve`: an API on a port of this machine, read again whenever its document changes.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use clap::Args;
use gatewright_build::Document;
use gatewright_gateway::console::{self, Reach};
use gatewright_gateway::{AccessEntry, Gateway};
use tokio::net::TcpListener;

use crate::document_options::shown;
use crate::findings::{self, MessageFormat};
use crate::gateway_options::{FUNCTIONS_HELP, GatewayOptions, Refusal};
use crate::outcome::{Failure, Outcome};
use crate::reload;
use crate::terminal::{self, ADDED, BOLD, REMOVED};

/// Where the Test page is, beside the API.
const TEST_PAGE: &str = "/_test";

const AFTER_HELP: &str = "\
Examples:
  gatewright serve swagger/lambdagate.json --function Calc=./calc.py
  gatewright serve swagger/lambdagate.json --function Calc=http://127.0.0.1:9001 --port 8080
  gatewright serve api.yaml --function Pets=./pets --stage-variable table=pets-dev";

/// Answers HTTP as API Gateway does: validators, mapping templates, integrations and gateway responses.
///
/// The document is read again when it changes. A page at /_test shows what the console of API Gateway
/// shows behind its Test button.
///
/// What an authorizer answers is kept as long as the document says, 300 seconds by default, until the document
/// is read again.
#[derive(Args, Debug)]
#[command(after_help = format!("{FUNCTIONS_HELP}\n{AFTER_HELP}"))]
pub(crate) struct Serve {
    #[command(flatten)]
    options: GatewayOptions,
    /// The port; 0 takes a free one.
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// The address to listen on. Others than this machine's own are open to the network.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    host: IpAddr,
    /// Where the API is found; by default at its base path. `/` is the root.
    #[arg(long, value_name = "PATH")]
    mount: Option<String>,
    /// Leaves out the Test page.
    #[arg(long)]
    no_test_page: bool,
    /// Writes no access log.
    #[arg(long, short)]
    quiet: bool,
}

/// The gateway of the moment.
#[derive(Clone)]
struct Current(Arc<RwLock<Gateway>>);

impl Current {
    fn get(&self) -> Gateway {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, gateway: Gateway) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = gateway;
    }
}

pub(crate) fn run(serve: &Serve) -> Result<Outcome, Failure> {
    let (document, gateway) = match serve.gateway() {
        Ok(read) => read,
        Err(refusal) => return tell(refusal).map_or(Ok(Outcome::Refused), Err),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::refused(error.to_string()))?;
    runtime.block_on(serve.listen(&document, gateway))
}

impl Serve {
    /// The gateway of the document as it is now.
    fn gateway(&self) -> Result<(Document, Gateway), Refusal> {
        let (document, mut gateway) = self.options.gateway()?;
        if let Some(path) = &self.mount {
            gateway = gateway.mount(path);
        }
        if !self.quiet {
            gateway = gateway.on_request(|entry| terminal::tell(&access_line(entry)));
        }
        Ok((document, gateway))
    }

    async fn listen(&self, document: &Document, gateway: Gateway) -> Result<Outcome, Failure> {
        let asked = SocketAddr::new(self.host, self.port);
        let unusable = |error| Failure::refused(format!("cannot listen on {asked}: {error}"));
        let listener = TcpListener::bind(asked)
            .await
            .map_err(|error| unusable(error).help("choose another `--port`; 0 takes a free one"))?;
        let address = listener.local_addr().map_err(unusable)?;
        introduce(&gateway);
        name_other_apis(document);
        terminal::tell(&format!("listening on {BOLD}http://{address}{}{BOLD:#}\n", gateway.mounted_at()));
        if !self.no_test_page {
            terminal::tell(&format!("test page at {BOLD}http://{address}{TEST_PAGE}{BOLD:#}\n"));
        }
        if !self.host.is_loopback() {
            let page = if self.no_test_page { "" } else { " and the Test page, which asks no authorizer" };
            warn(&format!("{} is open to other machines: whoever reaches it may call the API{page}", self.host));
        }
        let current = Current(Arc::new(RwLock::new(gateway)));
        let router = self.router(&current).into_make_service_with_connect_info::<SocketAddr>();
        let files: Vec<_> = document.files().map(Path::to_owned).collect();
        let reloading = reload::whenever_changed(files, || self.reload(&current));
        tokio::select! {
            served = axum::serve(listener, router) => served.map_err(|error| Failure::refused(error.to_string()))?,
            failure = reloading => return Err(failure),
            _ = tokio::signal::ctrl_c() => {}
        }
        Ok(Outcome::Fine)
    }

    fn router(&self, current: &Current) -> Router {
        let api = Router::new().fallback(answer).with_state(current.clone());
        if self.no_test_page {
            return api;
        }
        let current = current.clone();
        // The page itself has no slash at its end.
        let page = get(|| async { Redirect::permanent(TEST_PAGE) });
        // Beyond loopback a name may be anybody's, an address may not.
        let reach = if self.host.is_loopback() { Reach::Loopback } else { Reach::Addresses };
        let console = console::router_within(reach, move || current.get());
        api.route(&format!("{TEST_PAGE}/"), page).nest(TEST_PAGE, console)
    }

    /// Reads the document again; gives the files that it now has, if it can be served.
    fn reload(&self, current: &Current) -> Option<Vec<PathBuf>> {
        match self.gateway() {
            Ok((document, gateway)) => {
                terminal::tell(&format!("{} was read again\n", shown(&self.options.document)));
                introduce(&gateway);
                current.set(gateway);
                Some(document.files().map(Path::to_owned).collect())
            }
            Err(refusal) => {
                if let Some(failure) = tell(refusal) {
                    failure.tell();
                }
                terminal::tell(&format!("{} stays as it was\n", shown(&self.options.document)));
                None
            }
        }
    }
}

async fn answer(State(current): State<Current>, request: Request) -> impl IntoResponse {
    let response = current.get().call_http(request).await;
    response.map(axum::body::Body::new)
}

/// Tells why there is no gateway; gives back what is not about the document.
fn tell(refusal: Refusal) -> Option<Failure> {
    match refusal {
        Refusal::Document(mut report) => {
            report.sort();
            terminal::tell(&findings::text(&report, MessageFormat::Human, false));
            None
        }
        Refusal::Other(failure) => Some(failure),
    }
}

/// Tells which API of a template is served, if it has several.
fn name_other_apis(document: &Document) {
    if let Some(template) = document.template().filter(|template| template.apis.len() > 1) {
        let others: Vec<&str> = template.apis.iter().filter(|api| **api != template.api).map(String::as_str).collect();
        let (api, others) = (&template.api, others.join(", "));
        terminal::tell(&format!("the template's API {api} is served; --api chooses another: {others}\n"));
    }
}

/// Says something that nobody must overlook.
fn warn(message: &str) {
    terminal::tell(&format!("{REMOVED}warning{REMOVED:#}: {message}\n"));
}

/// Tells what will not work, and what is believed.
fn introduce(gateway: &Gateway) {
    for warning in gateway.warnings() {
        warn(&warning);
    }
    terminal::tell(&findings::text(gateway.report(), MessageFormat::Short, true));
    for name in gateway.missing_functions() {
        terminal::tell(&format!("no function `{name}`: its methods answer 500; give it with --function {name}=…\n"));
    }
    for name in gateway.missing_services() {
        let help = format!("give what answers for it with --service {name}=…, or all with --services URL");
        terminal::tell(&format!("`{name}` does not run outside of AWS: its methods answer 500; {help}\n"));
    }
    for name in gateway.unused_functions() {
        terminal::tell(&format!("no integration and no authorizer calls `{name}`\n"));
    }
    if gateway.config().methods().all(|(_, method)| method.integration.is_none()) {
        terminal::tell("no method has an `x-amazon-apigateway-integration`: this is no export of API Gateway\n");
    }
}

/// `2024-01-31T12:00:00Z GET /test/calc 200 49 bytes 1.25 ms`, and why if it ended early.
fn access_line(entry: &AccessEntry) -> String {
    let style = if entry.status < 400 { ADDED } else { REMOVED };
    let mut line = format!(
        "{:.0} {} {} {style}{}{style:#} {} bytes {:.2} ms",
        jiff::Timestamp::now(),
        entry.method,
        entry.path,
        entry.status,
        entry.length,
        entry.latency.as_secs_f64() * 1_000.0,
    );
    let reason = entry.failure.as_ref().or(entry.remark.as_ref());
    let reasons = [reason.map(|why| format!(": {why}")), entry.place.as_ref().map(|place| format!(" ({place})"))];
    reasons.into_iter().flatten().for_each(|reason| line.push_str(&reason.replace(['\n', '\r'], " ")));
    line.push('\n');
    line
}
