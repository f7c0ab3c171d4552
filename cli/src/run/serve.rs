//! `gatewright serve`: an API on a port of this machine, read again whenever its document changes.

use std::fs::OpenOptions;
use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware;
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use clap::Args;
use gatewright_build::Document;
use gatewright_document::visible;
use gatewright_gateway::console::{Console, Reach, Traffic};
use gatewright_gateway::{AccessEntry, AccessLogFormat, Gateway, Gateways, InvalidFormat};
use tokio::net::TcpListener;

use super::listen::{self, Connections, Peer};
use super::options::{FUNCTIONS_HELP, GatewayOptions, Unusable};
use crate::document_options::shown;
use crate::findings::{self, MessageFormat};
use crate::option_arguments::variable;
use crate::outcome::{Failure, Outcome};
use crate::reload::Changes;
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
    /// Serves another document too, below a path of its own. Overlays do not change it.
    #[arg(long, value_name = "PATH=DOCUMENT", value_parser = variable)]
    also: Vec<(String, String)>,
    /// Keeps responses of GET methods for so many seconds, under their cache key parameters.
    #[arg(long, value_name = "SECONDS")]
    cache: Option<u64>,
    /// Writes the access log of the stage: `clf`, `json`, `xml`, `csv`, or a text with $context variables.
    #[arg(long, value_name = "FORMAT", value_parser = access_log_format)]
    access_log: Option<AccessLogFormat>,
    /// Where the access log of the stage goes; by default to standard output.
    #[arg(long, value_name = "FILE", requires = "access_log")]
    access_log_file: Option<PathBuf>,
    /// Adds each request with its response to a file, for `gatewright replay`. Credentials are left out.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Serves HTTPS with this certificate, in PEM.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The key of the certificate, in PEM.
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Leaves out the Test page.
    #[arg(long)]
    no_test_page: bool,
    /// Writes no access log.
    #[arg(long, short)]
    quiet: bool,
}

/// What is served at the moment.
#[derive(Clone)]
struct Served {
    /// The document that is named first; the Test page shows it.
    main: Gateway,
    all: Gateways,
}

#[derive(Clone)]
struct Current(Arc<RwLock<Served>>);

impl Current {
    fn get(&self) -> Served {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, served: Served) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = served;
    }
}

/// Files that are written while the server runs; they outlive the documents.
#[derive(Clone, Default)]
struct Outputs {
    access_log: Option<Lines>,
    recording: Option<Lines>,
    traffic: Traffic,
}

/// Lines at the end of a file, or of standard output.
#[derive(Clone)]
struct Lines(Arc<Mutex<Box<dyn Write + Send>>>);

impl Lines {
    fn to_file(path: &Path) -> Result<Lines, Failure> {
        let file = OpenOptions::new().create(true).append(true).open(path);
        let file = file.map_err(|error| Failure::failed(format!("{} cannot be written: {error}", path.display())))?;
        Ok(Lines(Arc::new(Mutex::new(Box::new(file)))))
    }

    fn add(&self, line: &str) {
        let mut out = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A reader that has gone away is no error.
        let _ = writeln!(out, "{line}").and_then(|()| out.flush());
    }
}

pub(crate) fn run(serve: &Serve) -> Result<Outcome, Failure> {
    let outputs = serve.outputs()?;
    let (documents, served) = match serve.served(&outputs) {
        Ok(read) => read,
        Err(unusable) => return tell(unusable).map_or(Ok(Outcome::Failed), Err),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::failed(error.to_string()))?;
    runtime.block_on(serve.listen(documents, served, &outputs))
}

impl Serve {
    fn outputs(&self) -> Result<Outputs, Failure> {
        let access_log = match (&self.access_log, &self.access_log_file) {
            (Some(_), Some(path)) => Some(Lines::to_file(path)?),
            (Some(_), None) => Some(Lines(Arc::new(Mutex::new(Box::new(std::io::stdout()))))),
            (None, _) => None,
        };
        let recording = self.record.as_deref().map(Lines::to_file).transpose()?;
        Ok(Outputs { access_log, recording, traffic: Traffic::default() })
    }

    /// The documents and their gateways as they are now.
    fn served(&self, outputs: &Outputs) -> Result<(Vec<Document>, Served), Unusable> {
        let (document, mut main) = self.options.gateway()?;
        let mut documents = vec![document];
        if let Some(path) = &self.mount {
            main = main.mount(path);
        }
        let main = self.observed(main, outputs);
        let mut all = vec![main.clone()];
        for (path, document) in &self.also {
            let (document, gateway) = self.options.other_gateway(Path::new(document))?;
            documents.push(document);
            all.push(self.observed(gateway.mount(path), outputs));
        }
        Ok((documents, Served { main, all: Gateways::new(all) }))
    }

    /// A gateway with its cache, and with those who follow its requests.
    fn observed(&self, mut gateway: Gateway, outputs: &Outputs) -> Gateway {
        if let Some(seconds) = self.cache {
            gateway = gateway.cache(Duration::from_secs(seconds));
        }
        if let (Some(format), Some(lines)) = (&self.access_log, outputs.access_log.clone()) {
            gateway = gateway.access_log(format.clone(), move |line| lines.add(line));
        }
        if let Some(lines) = outputs.recording.clone() {
            gateway = gateway.on_record(move |recorded| lines.add(&recorded.to_line()));
        }
        if !self.no_test_page {
            let traffic = outputs.traffic.clone();
            gateway = gateway.on_trace(move |trace| traffic.add(trace));
        }
        if !self.quiet {
            gateway = gateway.on_request(|entry| terminal::tell(&access_line(entry)));
        }
        gateway
    }

    async fn listen(&self, documents: Vec<Document>, served: Served, outputs: &Outputs) -> Result<Outcome, Failure> {
        let asked = SocketAddr::new(self.host, self.port);
        let unusable = |error| Failure::failed(format!("cannot listen on {asked}: {error}"));
        let listener = TcpListener::bind(asked)
            .await
            .map_err(|error| unusable(error).help("choose another `--port`; 0 takes a free one"))?;
        let address = listener.local_addr().map_err(unusable)?;
        let tls = match (&self.tls_cert, &self.tls_key) {
            (Some(certificate), Some(key)) => Some(listen::tls(certificate, key)?),
            _ => None,
        };
        let changes = Changes::watch(files_of(&documents))?;
        let scheme = if tls.is_some() { "https" } else { "http" };
        served.all.iter().for_each(introduce);
        documents.iter().for_each(name_other_apis);
        terminal::tell(&format!("listening on {BOLD}{scheme}://{address}{}{BOLD:#}\n", served.main.mounted_at()));
        for (path, document) in &self.also {
            let shown = shown(Path::new(document));
            terminal::tell(&format!("{shown} at {BOLD}{scheme}://{address}/{}{BOLD:#}\n", path.trim_matches('/')));
        }
        if !self.no_test_page {
            terminal::tell(&format!("test page at {BOLD}{scheme}://{address}{TEST_PAGE}{BOLD:#}\n"));
        }
        if !self.host.is_loopback() {
            let page = if self.no_test_page { "" } else { " and the Test page, which asks no authorizer" };
            warn(&format!(
                "{} is open to other machines: every machine that reaches it may call the API{page}",
                self.host
            ));
        }
        let current = Current(Arc::new(RwLock::new(served)));
        let router = self.router(&current, outputs).layer(middleware::from_fn(listen::introduce));
        let router = router.into_make_service_with_connect_info::<Peer>();
        let connections = Connections::of(listener, tls).map_err(unusable)?;
        let reloading = changes.each(|| self.reload(&current, outputs));
        tokio::select! {
            served = axum::serve(connections, router) => served.map_err(|error| Failure::failed(error.to_string()))?,
            failure = reloading => return Err(failure),
            _ = tokio::signal::ctrl_c() => {}
        }
        Ok(Outcome::Fine)
    }

    fn router(&self, current: &Current, outputs: &Outputs) -> Router {
        let api = Router::new().fallback(answer).with_state(current.clone());
        if self.no_test_page {
            return api;
        }
        let current = current.clone();
        // The page itself has no slash at its end.
        let page = get(|| async { Redirect::permanent(TEST_PAGE) });
        // Beyond loopback a name may be anybody's, an address may not.
        let reach = if self.host.is_loopback() { Reach::Loopback } else { Reach::Addresses };
        let console = Console::new(move || current.get().main).reach(reach).traffic(outputs.traffic.clone()).router();
        api.route(&format!("{TEST_PAGE}/"), page).nest(TEST_PAGE, console)
    }

    /// Reads the document again; gives the files that it now has, if it can be served.
    fn reload(&self, current: &Current, outputs: &Outputs) -> Option<Vec<PathBuf>> {
        match self.served(outputs) {
            Ok((documents, served)) => {
                terminal::tell(&format!("{} was read again\n", shown(&self.options.document)));
                served.all.iter().for_each(introduce);
                current.set(served);
                Some(files_of(&documents))
            }
            Err(unusable) => {
                if let Some(failure) = tell(unusable) {
                    failure.tell();
                }
                terminal::tell(&format!("{} stays as it was\n", shown(&self.options.document)));
                None
            }
        }
    }
}

/// All files of documents.
fn files_of(documents: &[Document]) -> Vec<PathBuf> {
    documents.iter().flat_map(Document::files).map(Path::to_owned).collect()
}

fn access_log_format(text: &str) -> Result<AccessLogFormat, InvalidFormat> {
    AccessLogFormat::parse(text)
}

async fn answer(State(current): State<Current>, request: Request) -> impl IntoResponse {
    let response = current.get().all.call_http(request).await;
    response.map(axum::body::Body::new)
}

/// Tells why there is no gateway; gives back what is not about the document.
fn tell(unusable: Unusable) -> Option<Failure> {
    match unusable {
        Unusable::Document(mut report) => {
            report.sort();
            terminal::tell(&findings::text(&report, MessageFormat::Human, false));
            None
        }
        Unusable::Other(failure) => Some(failure),
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
    reasons.into_iter().flatten().for_each(|reason| line.push_str(&visible(&reason)));
    line.push('\n');
    line
}
