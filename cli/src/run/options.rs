//! Options on how an API is run, shared by all commands that do so.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use gatewright_build::{Document, Report};
use gatewright_document::LoadOptions;
use gatewright_gateway::check::check_document;
use gatewright_gateway::config::{BasePathMode, Options, Variables};
use gatewright_gateway::{Gateway, GatewayError, Jwks, ServiceCredentials, UsagePlan};

use super::function_option::FunctionOption;
use super::runner::Runner;
use super::service_option::{self, ServiceOption};
use crate::document_options::shown;
use crate::option_arguments::variable;
use crate::outcome::Failure;
use crate::overlays::Overlays;

/// How functions are given, for `--help`.
pub(crate) const FUNCTIONS_HELP: &str = "\
Functions:
  NAME=URL   runs already, behind the Lambda Invoke API: `cargo lambda watch`, the runtime
             interface emulator
  NAME=PATH  a program, started for every event, which comes on standard input; the answer goes
             to standard output. It fails by an exit code other than 0, and says why by
             {\"errorMessage\": \"…\", \"errorType\": \"…\"} on standard output

  NAME is that of the function in the document, with or without `:ALIAS`: Calc of
  `…:function:Calc/invocations`, or of `${Calc.Arn}` in a template that is not rendered yet.
  It may also be the function's ARN, or the name of an authorizer.

Services:
  NAME=URL   speaks the service's own protocol: DynamoDB Local, ElasticMQ, moto, LocalStack.
             Requests are signed for the service and region of the integration
  NAME=PATH  a program that gets the whole request as JSON (service, action, region, method,
             path, query, headers, body), and answers a body, or
             {\"statusCode\": …, \"headers\": {…}, \"body\": …}

  NAME is the service (dynamodb, sqs, states …), one action of it (dynamodb:action/PutItem), or
  an HTTP endpoint that something else stands in for (https://api.example.com).
";

/// The document, and what a deployment would add to it.
#[derive(Args, Debug)]
pub(crate) struct GatewayOptions {
    /// A document with API Gateway's extensions, as API Gateway exports it, in JSON or YAML.
    #[arg(value_name = "DOCUMENT")]
    pub(crate) document: PathBuf,
    #[command(flatten)]
    overlays: Overlays,
    /// Where the function NAME runs; once for each function.
    #[arg(long, value_name = "NAME=WHERE", value_parser = FunctionOption::parse)]
    function: Vec<FunctionOption>,
    /// What answers for the AWS service NAME, or for an HTTP endpoint; once for each.
    #[arg(long, value_name = "NAME=WHERE", value_parser = ServiceOption::parse)]
    service: Vec<ServiceOption>,
    /// The endpoint of all AWS services that are not given one by one.
    #[arg(long, value_name = "URL")]
    services: Option<String>,
    /// The keys that requests to AWS services are signed with.
    #[arg(long, value_enum, default_value_t, value_name = "KEYS")]
    service_credentials: Keys,
    /// Runs the functions of a template from their code: `CodeUri` and `Handler`; once for each kind.
    #[arg(long, value_enum, value_name = "RUNNER")]
    runner: Vec<Runner>,
    /// The API of a template that has several, by the name of its resource.
    #[arg(long, value_name = "NAME")]
    api: Option<String>,
    /// The name of the stage; by default the first part of the base path, else `local`.
    #[arg(long, value_name = "NAME")]
    stage: Option<String>,
    /// Sets the stage variables of a file: an object of names and texts in JSON, or lines NAME=VALUE.
    #[arg(long, value_name = "FILE")]
    stage_variables: Option<PathBuf>,
    /// Sets a stage variable, also one that `--stage-variables` sets.
    #[arg(long, value_name = "NAME=VALUE", value_parser = variable)]
    stage_variable: Vec<(String, String)>,
    /// What the import does with the document's base path.
    #[arg(long, value_enum, default_value_t, value_name = "MODE")]
    base_path: BasePath,
    /// Sets a variable that the document leaves to its deployment, such as AWS::Region=eu-west-1 or
    /// Table.Arn=…; a condition of CloudFormation is `true` or `false`. A list for a template of Terraform is
    /// `paths=["/a", "/b"]`.
    #[arg(long, value_name = "NAME=VALUE", value_parser = variable)]
    variable: Vec<(String, String)>,
    /// Usage plans in a file of JSON: `[{"keys": ["…"], "throttle": {"rateLimit": 10, "burstLimit": 20},
    /// "quota": {"limit": 1000, "period": "DAY"}}]`.
    #[arg(long, value_name = "FILE")]
    usage_plans: Option<PathBuf>,
    /// Verifies the tokens of Cognito and JWT authorizers by this JSON Web Key Set: a file, or a URL of this
    /// machine. Without it, what a token says is believed.
    #[arg(long, value_name = "FILE|URL")]
    jwks: Option<String>,
    /// Accepts this API key; without any, methods that need a key accept all.
    #[arg(long, value_name = "KEY")]
    api_key: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Keys {
    /// Keys that are none, for emulators
    #[default]
    Dummy,
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`
    Env,
}

impl Keys {
    fn read(self) -> Result<ServiceCredentials, Failure> {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let needed = |name: &str| variable(name).ok_or_else(|| Failure::misused(format!("`{name}` is not set")));
        match self {
            Keys::Dummy => Ok(ServiceCredentials::dummy()),
            Keys::Env => Ok(ServiceCredentials {
                access_key_id: needed("AWS_ACCESS_KEY_ID")?,
                secret_access_key: needed("AWS_SECRET_ACCESS_KEY")?,
                session_token: variable("AWS_SESSION_TOKEN"),
            }),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum BasePath {
    /// It is left out
    #[default]
    Ignore,
    /// It is put before every path
    Prepend,
    /// Its first part is left out, the rest is put before every path
    Split,
}

impl GatewayOptions {
    /// Reads the document and puts the functions behind it.
    pub(crate) fn gateway(&self) -> Result<(Document, Gateway), Unusable> {
        let options = self.api.iter().fold(self.load_options(), LoadOptions::api);
        let document = self.overlays.load(options, &self.document).map_err(Unusable::of)?;
        self.gateway_of(document, &self.document)
    }

    /// The same for another document of the same deployment, which overlays leave as it is.
    pub(crate) fn other_gateway(&self, path: &Path) -> Result<(Document, Gateway), Unusable> {
        let document = self.load_options().load(path).map_err(Unusable::of)?;
        self.gateway_of(document, path)
    }

    fn load_options(&self) -> LoadOptions {
        self.variable.iter().fold(LoadOptions::new(), |load, (name, value)| load.variable(name, value))
    }

    fn gateway_of(&self, document: Document, path: &Path) -> Result<(Document, Gateway), Unusable> {
        let base_path = match self.base_path {
            BasePath::Ignore => BasePathMode::Ignore,
            BasePath::Prepend => BasePathMode::Prepend,
            BasePath::Split => BasePathMode::Split,
        };
        let given = self.variable.iter();
        let variables = given.fold(Variables::default(), |all, (name, value)| all.set(name, value));
        let options = Options { base_path, variables };
        let gateway = Gateway::from_document_with(&document, &options)?;
        if gateway.config().methods().all(|(_, method)| method.integration.is_none()) {
            return Err(Unusable::Other(without_integrations(path)));
        }
        let mut found = Report::new(document.sources());
        check_document(&document, &mut found);
        found.sort();
        let gateway = gateway.findings(found);
        let mut names = BTreeSet::new();
        if let Some(twice) = self.function.iter().find(|function| !names.insert(function.name())) {
            let message = format!("the function `{}` is given twice", twice.name());
            return Err(Unusable::Other(Failure::misused(message).help("one program or address can answer for it")));
        }
        let runners = self.runner.iter();
        let gateway = runners.fold(gateway, |gateway, runner| runner.register(gateway, &document, path));
        let gateway = self.with_services(gateway).map_err(Unusable::Other)?;
        let gateway = self.function.iter().fold(gateway, |gateway, function| function.register(gateway));
        let of_file = self.stage_variables.as_deref().map(stage_variables).transpose()?.unwrap_or_default();
        let gateway = of_file.into_iter().fold(gateway, |gateway, (name, value)| gateway.stage_variable(name, value));
        let plans = self.usage_plans.as_deref().map(usage_plans).transpose()?.unwrap_or_default();
        let gateway = plans.into_iter().fold(gateway, Gateway::usage_plan);
        let gateway =
            self.stage_variable.iter().fold(gateway, |gateway, (name, value)| gateway.stage_variable(name, value));
        let gateway = self.api_key.iter().fold(gateway, |gateway, key| gateway.api_key(key));
        let gateway = match &self.jwks {
            Some(source) => gateway.jwks(keys(source)?),
            None => gateway,
        };
        let gateway = self.stage.iter().fold(gateway, |gateway, stage| gateway.stage(stage));
        Ok((document, gateway))
    }

    fn with_services(&self, mut gateway: Gateway) -> Result<Gateway, Failure> {
        let mut names = BTreeSet::new();
        if let Some(twice) = self.service.iter().find(|service| !names.insert(service.name())) {
            return Err(Failure::misused(format!("the service `{}` is given twice", twice.name())));
        }
        let credentials = self.service_credentials.read()?;
        if let Some(url) = &self.services {
            gateway = gateway.service("*", service_option::remote(url, &credentials)?);
        }
        self.service.iter().try_fold(gateway, |gateway, service| service.register(gateway, &credentials))
    }
}

/// Nothing could answer: API Gateway does not deploy such an API either.
fn without_integrations(document: &Path) -> Failure {
    let document = shown(document);
    Failure::failed(format!(
        "no method of `{document}` has an `x-amazon-apigateway-integration`, so that nothing could answer"
    ))
    .help(format!(
        "`gatewright integrate {document} --lambda NAME` adds them, or take a document that API Gateway exported"
    ))
}

/// The stage variables of a file: an object in JSON, or lines `NAME=VALUE`.
fn stage_variables(path: &Path) -> Result<Vec<(String, String)>, Unusable> {
    let failed =
        |error: &dyn std::fmt::Display| Unusable::Other(Failure::failed(format!("{}: {error}", path.display())));
    let text = std::fs::read_to_string(path).map_err(|error| failed(&error))?;
    if text.trim_start().starts_with('{') {
        let entries: BTreeMap<String, String> = serde_json::from_str(&text).map_err(|error| failed(&error))?;
        return Ok(entries.into_iter().collect());
    }
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let parsed = lines.map(|line| {
        let (name, value) = variable(line).map_err(|error| failed(&format!("`{line}`: {error}")))?;
        Ok((name.trim().to_owned(), value.trim().to_owned()))
    });
    parsed.collect()
}

/// The usage plans of a file.
fn usage_plans(path: &Path) -> Result<Vec<UsagePlan>, Unusable> {
    let failed =
        |error: &dyn std::fmt::Display| Unusable::Other(Failure::failed(format!("{}: {error}", path.display())));
    let text = std::fs::read_to_string(path).map_err(|error| failed(&error))?;
    serde_json::from_str(&text).map_err(|error| failed(&error))
}

/// The key set of a file or a URL.
fn keys(source: &str) -> Result<Jwks, Unusable> {
    let failed = |error: &dyn std::fmt::Display| Unusable::Other(Failure::failed(format!("--jwks: {error}")));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| failed(&error))?;
    // A document that changed is read again while the server runs: this must not wait on its threads.
    let source = source.to_owned();
    let loading = std::thread::spawn(move || runtime.block_on(Jwks::load(&source)));
    let loaded = loading.join().map_err(|_| failed(&"reading the key set failed"))?;
    loaded.map_err(|error| failed(&error))
}

/// Why there is no gateway.
#[derive(Debug)]
pub(crate) enum Unusable {
    /// The document has errors.
    Document(Box<Report>),
    /// Something else.
    Other(Failure),
}

impl Unusable {
    fn of(report: Report) -> Unusable {
        Unusable::Document(Box::new(report))
    }
}

impl From<GatewayError> for Unusable {
    fn from(error: GatewayError) -> Unusable {
        match error {
            GatewayError::Document(report) => Unusable::Document(report),
            other => Unusable::Other(Failure::failed(other.to_string())),
        }
    }
}
