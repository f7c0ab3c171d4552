//! Which method a request means: the stage taken off its path, and the rest looked up.

use std::sync::Arc;

use gatewright_runtime::route::{Found, Rules, Table};

use crate::config::{ApiKind, GatewayResponseType};
use crate::serve::api::compile::CompiledMethod;
use crate::serve::exchange::Exchange;
use crate::serve::failure::Failure;
use crate::serve::message::path::canonical;

impl Exchange<'_> {
    /// Takes the stage or base path off the request's path.
    pub(super) fn leave_stage(&mut self) -> Result<(), Failure> {
        if let std::borrow::Cow::Owned(path) = canonical(&self.request.path) {
            // Those who look at requests by themselves see what the client sent; slashes before the stage
            // are not part of the path (recorded at AWS).
            self.context.set_path(&path);
            self.request.path = path;
        }
        let mount = self.gateway.mounted_at();
        let rest = self.request.path.strip_prefix(mount).filter(|rest| rest.is_empty() || rest.starts_with('/'));
        let Some(rest) = rest else {
            let log = format!("`{}` is not below the base path `{mount}` of the API", self.request.path);
            // That is an answer of the network before the API: the document has no say in it.
            let failure = Failure::new(GatewayResponseType::InvalidApiKey, "Forbidden", log);
            return Err(Failure { is_outside: true, ..failure });
        };
        // Functions see one slash where clients sent several at the start.
        self.path = format!("/{}", rest.trim_start_matches('/'));
        Ok(())
    }

    pub(super) fn route(&mut self) -> Result<Arc<CompiledMethod>, Failure> {
        let api = self.api();
        let found = match self.named_method {
            Some(number) => api.methods.get(number).map(|method| {
                let table = Table::new([("ANY", method.resource_path.as_str())].into_iter(), Rules::ApiGateway);
                let found = method_of(table.find("ANY", &self.path));
                (number, found.map(|(_, path_parameters)| path_parameters).unwrap_or_default())
            }),
            None => method_of(api.routes.find(&self.request.method, &self.path)),
        };
        let found = found.and_then(|(number, path_parameters)| Some((api.methods.get(number)?, path_parameters)));
        let Some((method, path_parameters)) = found else {
            let log = format!("no method answers {} {}", self.request.method, self.path);
            return Err(match self.context.kind {
                ApiKind::Rest => {
                    Failure::new(GatewayResponseType::MissingAuthenticationToken, "Missing Authentication Token", log)
                }
                ApiKind::Http => Failure::new(GatewayResponseType::ResourceNotFound, "Not Found", log),
            });
        };
        let method = Arc::clone(method);
        self.path_parameters = path_parameters;
        self.context.set_resource(&method.resource_path);
        self.context.route_key = (self.context.kind == ApiKind::Http).then(|| method.route_key());
        for name in &method.header_names {
            self.request.headers.respell(name);
        }
        self.method = Some(Arc::clone(&method));
        Ok(method)
    }
}

/// The number of the method that was found, and its path parameters, still percent-encoded.
fn method_of(found: Found) -> Option<(usize, Vec<(String, String)>)> {
    match found {
        Found::Route { index, parameters } => Some((index, parameters)),
        Found::Default(index) => Some((index, Vec::new())),
        Found::Methods(_) | Found::Nothing => None,
    }
}
