//! Security schemes and requirements.

use gatewright_document::{Code, Document, Node, Severity, Version, nearest};
use openapiv3::{APIKeyLocation, SecurityScheme as Scheme};

use crate::ir::{Name, Requirement, SecurityKind, SecurityScheme, Standing};
use crate::lower::docs;
use crate::lower::is_gateway_export;
use crate::lower::operation::parameter::is_token;
use crate::lower::sink::Sink;

/// The security schemes of a document.
#[derive(Default)]
pub(crate) struct Security {
    /// Those that a client can act on, and all that the document lists.
    schemes: Vec<String>,
    listed: Vec<String>,
    /// Those of them that are keys of API Gateway's usage plans.
    api_keys: Vec<String>,
}

/// What SAM calls the authorizer of operations that have none.
const NO_AUTHORIZER: &str = "NONE";

/// The most schemes that an operation asks for. The list of the document is repeated for every operation.
const MOST_SCHEMES: usize = 64;

/// What API Gateway says of a scheme that one of its authorizers looks at.
const AUTHORIZER: &str = "x-amazon-apigateway-authorizer";

/// The name of a scheme whose authorizer gets the whole request.
const UNUSED: &str = "Unused";

/// Name of the scheme of operations that `x-amazon-apigateway-auth` signs with IAM.
const IAM: &str = "sigv4";

impl Security {
    /// Reads the table of schemes: those that a client can act on, and their names as operations use them.
    pub(crate) fn read(report: &mut Sink<'_>, root: &Node<'_>) -> (Self, Vec<SecurityScheme>) {
        let table = root
            .read("securityDefinitions")
            .or_else(|| root.read("components").and_then(|components| components.read("securitySchemes")));
        let mut security = Self::default();
        let mut schemes = Vec::new();
        for (name, node) in table.iter().flat_map(Node::entries) {
            security.listed.push(name.to_owned());
            let Some(at) = report.target(&node) else { continue };
            let Some(kind) = kind(&at) else {
                unusable(report, name, &node, &at);
                continue;
            };
            let is_key = matches!(&kind, SecurityKind::ApiKeyHeader(name) if name.eq_ignore_ascii_case("x-api-key"));
            if is_key && is_gateway_export(root) && at.get(AUTHORIZER).is_none() {
                security.api_keys.push(name.to_owned());
            }
            let name = Name::new(name).at(node.origin());
            schemes.push(SecurityScheme { name, docs: docs::docs(&at), kind });
        }
        schemes.extend(iam(root));
        security.schemes = schemes.iter().map(|scheme| scheme.name.wire.clone()).collect();
        (security, schemes)
    }

    /// Alternatives of an operation, each a set of schemes; its own, else the document's.
    pub(super) fn requirements(
        &self,
        report: &mut Sink<'_>,
        document: &Document,
        node: &Node<'_>,
    ) -> Vec<Vec<Requirement>> {
        let auth = node
            .read("x-amazon-apigateway-auth")
            .and_then(|auth| auth.read("type")?.value().as_str().map(str::to_owned));
        match auth {
            Some(kind) if kind.eq_ignore_ascii_case("aws_iam") => {
                return vec![vec![asked_for(IAM, Standing::Usable)]];
            }
            Some(kind) if kind.eq_ignore_ascii_case("none") => return Vec::new(),
            _ => {}
        }
        let root = document.root();
        let Some(listed) = node.read("security").or_else(|| root.read("security")) else { return Vec::new() };
        let count: usize = listed.items().map(|requirement| requirement.entries().count()).sum();
        if count > MOST_SCHEMES {
            report
                .once(&listed, Code::TOO_LARGE)
                .at(&listed.origin().own_key())
                .severity(Severity::Error)
                .message(format!("`security` lists {count} schemes; at most {MOST_SCHEMES} are supported"))
                .help("keep those that a call needs");
            return Vec::new();
        }
        let mut alternatives = Vec::new();
        for requirement in listed.items() {
            let mut schemes: Vec<Requirement> =
                requirement.entries().filter_map(|(name, at)| self.requirement(report, document, name, &at)).collect();
            // Beside no authorizer there may be an API key, which is needed all the same.
            if schemes.is_empty() && requirement.get(NO_AUTHORIZER).is_some() {
                continue;
            }
            // All are needed, in whatever order they are listed.
            schemes.sort_unstable();
            if !alternatives.contains(&schemes) {
                alternatives.push(schemes);
            }
        }
        self.join_api_keys(&mut alternatives);
        if alternatives.iter().all(Vec::is_empty) { Vec::new() } else { alternatives }
    }

    /// One scheme of an alternative.
    fn requirement(
        &self,
        report: &mut Sink<'_>,
        document: &Document,
        name: &str,
        at: &Node<'_>,
    ) -> Option<Requirement> {
        let is_listed = self.listed.iter().any(|known| known == name);
        if !is_listed && name == NO_AUTHORIZER {
            return None;
        }
        let standing = match (is_listed, self.schemes.iter().any(|known| known == name)) {
            (_, true) => Standing::Usable,
            (true, false) => Standing::Unusable,
            (false, false) => Standing::Undeclared,
        };
        if !is_listed {
            self.unknown_scheme(report, document.version(), name, at);
        }
        let scopes = at.items().filter_map(|scope| scope.value().as_str().map(str::to_owned)).collect();
        Some(Requirement { scopes, ..asked_for(name, standing) })
    }

    /// API Gateway asks for an API key beside an authorizer, however the export lists them.
    fn join_api_keys(&self, alternatives: &mut Vec<Vec<Requirement>>) {
        let is_key = |requirement: &Requirement| self.api_keys.contains(&requirement.scheme);
        let (keys, mut others): (Vec<Vec<Requirement>>, Vec<Vec<Requirement>>) =
            alternatives.iter().cloned().partition(|schemes| !schemes.is_empty() && schemes.iter().all(is_key));
        if keys.is_empty() || others.is_empty() {
            return;
        }
        for schemes in &mut others {
            schemes.extend(keys.iter().flatten().cloned());
            schemes.sort_unstable();
            schemes.dedup();
        }
        *alternatives = others;
    }

    /// Reports a name that operations ask for and nothing describes.
    fn unknown_scheme(&self, report: &mut Sink<'_>, version: Version, name: &str, scheme: &Node<'_>) {
        let table = match version {
            Version::Swagger20 => "securityDefinitions",
            _ => "components/securitySchemes",
        };
        let near = nearest(name, self.listed.iter().map(String::as_str));
        report
            .once_for(Code::UNKNOWN_SECURITY_SCHEME, name.to_owned(), &scheme.origin().own_key())
            .message(format!("there is no security scheme `{name}`"))
            .label("no credentials are sent for it")
            .help(match near {
                Some(near) => format!("a scheme named `{near}` exists"),
                None => format!("describe it in `{table}`, or remove it wherever it is asked for"),
            });
    }
}

/// Reports a scheme that a client cannot act on.
fn unusable(report: &mut Sink<'_>, name: &str, node: &Node<'_>, at: &Node<'_>) {
    let builder = report
        .warning(Code::UNKNOWN_SECURITY_SCHEME, &node.origin().own_key())
        .message(format!("the client cannot act on the security scheme `{name}`"));
    match lacking(at) {
        Some(fields) => builder.label("left out").help(format!("it needs {fields}")),
        None => builder.help("set the credentials by a default header or on your own `reqwest::Client`"),
    };
}

/// The scheme of operations that are signed with IAM, if there are such.
fn iam(root: &Node<'_>) -> Option<SecurityScheme> {
    let signs = |node: &Node<'_>| {
        let auth = node.read("x-amazon-apigateway-auth");
        let auth = auth.and_then(|auth| auth.read("type")?.value().as_str().map(str::to_owned));
        auth.is_some_and(|kind| kind.eq_ignore_ascii_case("aws_iam"))
    };
    let paths = root.read("paths");
    let items: Vec<Node<'_>> = paths.iter().flat_map(Node::entries).map(|(_, item)| item).collect();
    items.iter().flat_map(Node::entries).find(|(_, operation)| signs(operation))?;
    Some(SecurityScheme {
        name: Name::new(IAM),
        docs: docs::text("Requests are signed with AWS Signature Version 4."),
        kind: SecurityKind::SigV4,
    })
}

fn asked_for(scheme: &str, standing: Standing) -> Requirement {
    Requirement { scheme: scheme.to_owned(), scopes: Vec::new(), standing }
}

/// What a scheme has to say and does not.
fn lacking(node: &Node<'_>) -> Option<&'static str> {
    let is_there = |key: &str| node.str(key).is_some();
    match node.str("type") {
        None => Some("a `type`"),
        Some("apiKey") if !is_there("name") || !is_there("in") => {
            Some("`name` and `in`, which is header, query or cookie")
        }
        Some("apiKey") if node.str("in") == Some("header") => Some("the name of a header, such as `X-Api-Key`"),
        Some("http") if !is_there("scheme") => Some("a `scheme`, such as basic or bearer"),
        Some(_) => None,
    }
}

/// What an authorizer that gets the whole request tells callers by, if that is one thing.
fn identity(authorizer: &Node<'_>) -> Option<SecurityKind> {
    let sources = authorizer.read("identitySource")?.as_str()?.to_owned();
    let mut sources = sources.split(',').map(str::trim).filter(|source| !source.is_empty());
    let (only, None) = (sources.next()?, sources.next()) else { return None };
    let source = only.strip_prefix("method.request.").or_else(|| only.strip_prefix("$request."))?;
    match source.split_once('.')? {
        ("header", name) => Some(SecurityKind::ApiKeyHeader(name.to_owned())),
        ("querystring", name) => Some(SecurityKind::ApiKeyQuery(name.to_owned())),
        _ => None,
    }
}

/// What goes into `Authorization` for an HTTP scheme; `None` where that is more than a key.
fn http(scheme: &str) -> Option<SecurityKind> {
    // Those of IANA's registry that answer a challenge or sign the request.
    const OTHERS: [&str; 13] = [
        "aws4-hmac-sha256",
        "concealed",
        "digest",
        "dpop",
        "gnap",
        "hoba",
        "mutual",
        "negotiate",
        "ntlm",
        "oauth",
        "scram-sha-1",
        "scram-sha-256",
        "vapid",
    ];
    // Some write `Bearer JWT`.
    let first = scheme.split_whitespace().next()?;
    match first.to_ascii_lowercase().as_str() {
        "basic" => Some(SecurityKind::Basic),
        "bearer" => Some(SecurityKind::Bearer),
        other => (is_token(scheme) && !OTHERS.contains(&other)).then(|| SecurityKind::Authorization(scheme.to_owned())),
    }
}

/// A key in a header. Some write the beginning of the value behind the name (`Authorization: Bearer`), or no name at
/// all (`Bearer Token`).
fn header(name: &str) -> Option<SecurityKind> {
    if is_token(name) {
        return Some(SecurityKind::ApiKeyHeader(name.to_owned()));
    }
    let mut words = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter(|word| !word.is_empty());
    if name.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word.eq_ignore_ascii_case("bearer")) {
        return Some(SecurityKind::Bearer);
    }
    let (first, scheme) = (words.next()?, words.next()?);
    let is_whole = first.eq_ignore_ascii_case("authorization") && words.next().is_none();
    is_whole.then(|| http(scheme)).flatten()
}

/// What the client has to do; `None` when it is beyond a client (mutual TLS, digest).
fn kind(node: &Node<'_>) -> Option<SecurityKind> {
    let authtype = node.read("x-amazon-apigateway-authtype");
    let authtype = authtype.and_then(|kind| kind.value().as_str().map(str::to_owned)).unwrap_or_default();
    // The signature goes where it always goes, whatever is written of it.
    node.mark_read(&["type", "name", "in", "scheme"]);
    if authtype.eq_ignore_ascii_case("awssigv4") {
        return Some(SecurityKind::SigV4);
    }
    if node.str("name") == Some(UNUSED)
        && let Some(authorizer) = node.read(AUTHORIZER)
    {
        return identity(&authorizer);
    }
    match node.read("type")?.value().as_str()? {
        "basic" => return Some(SecurityKind::Basic),
        // The flows of Swagger 2.0 are written differently, and exports have no URL; a client only needs the token.
        "oauth2" | "openIdConnect" => return Some(SecurityKind::Bearer),
        _ => {}
    }
    match <Scheme as serde::Deserialize>::deserialize(node.value()).ok()? {
        Scheme::APIKey { location, name, .. } => Some(match location {
            APIKeyLocation::Header => return header(&name),
            APIKeyLocation::Query => SecurityKind::ApiKeyQuery(name),
            APIKeyLocation::Cookie => SecurityKind::ApiKeyCookie(name),
        }),
        Scheme::HTTP { scheme, .. } => http(&scheme),
        Scheme::OAuth2 { .. } | Scheme::OpenIDConnect { .. } => Some(SecurityKind::Bearer),
    }
}
