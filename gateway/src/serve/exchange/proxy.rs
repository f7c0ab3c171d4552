//! Proxy integrations: the whole request goes out, the whole answer comes back.

use bytes::Bytes;
use indexmap::IndexMap;

use crate::config::ApiKind;
use crate::serve::api::compile::{CompiledIntegration, CompiledMethod};
use crate::serve::exchange::Exchange;
use crate::serve::exchange::aws::function_arn;
use crate::serve::failure::Failure;
use crate::serve::message::content::is_binary;
use crate::serve::message::headers::{Headers, remapped};
use crate::serve::message::request::Response;
use crate::serve::proxy::event::{event, event_v2, forwarded_headers, http_api_headers};
use crate::serve::proxy::result::{proxy_result, proxy_result_v2};

impl Exchange<'_> {
    /// An HTTP endpoint that is sent the client's request, with what the mappings add.
    pub(crate) async fn http_proxy(&mut self, integration: &CompiledIntegration) -> Result<Response, Failure> {
        let mapped = self.mapped_parameters(integration)?;
        let mut headers = match self.context.kind {
            ApiKind::Rest => forwarded_headers(&self.event_parts()),
            ApiKind::Http => http_api_headers(&self.event_parts()),
        };
        headers.remove("Host");
        headers.remove("Content-Encoding");
        for (name, value) in mapped.headers {
            headers.set(name, value.joined());
        }
        headers.set_default("User-Agent", format!("AmazonAPIGateway_{}", self.context.api_id));
        let mut query: Vec<(String, Vec<String>)> =
            mapped.query.into_iter().map(|(name, value)| (name, value.into_vec())).collect();
        query.extend(self.request.query.iter().map(|(name, values)| (name.clone(), values.clone())));
        // HTTP APIs fill in path parameters by themselves, REST APIs only by a mapping.
        let own = if self.context.kind == ApiKind::Http { self.path_parameters.as_slice() } else { &[] };
        let mut path: IndexMap<String, String> = own.iter().cloned().collect();
        path.extend(mapped.path);
        let body = self.request.body.clone();
        let answer = self.send(integration, &path, query, headers, body).await?;
        let mut headers = Headers::default();
        for (name, value) in answer.headers.iter() {
            if let Some(name) = remapped(name) {
                headers.append(name, value);
            }
        }
        if self.context.kind == ApiKind::Rest {
            headers.set_default("Content-Type", "application/json");
        }
        Ok(Response { status: answer.status, headers, body: answer.body })
    }

    /// A Lambda function that gets the whole request and gives the whole answer.
    pub(crate) async fn aws_proxy(
        &mut self,
        method: &CompiledMethod,
        integration: &CompiledIntegration,
    ) -> Result<Response, Failure> {
        self.mapped_parameters(integration)?;
        let uri = self.uri(integration).unwrap_or_default();
        let is_second = integration.config.payload_format_version.as_deref() == Some("2.0");
        let parts = self.event_parts();
        let event = if is_second { event_v2(&parts, &method.route_key()) } else { event(&parts) };
        let event = Bytes::from(event.to_string());
        self.record_call(&uri, "POST", &Headers::default(), &event);
        let lambda = integration.lambda(&uri);
        let backend = self.backend(integration, &uri, lambda.as_deref())?;
        let answer = self.invoke(integration, backend, function_arn(&uri, lambda.as_deref()), "", event).await?;
        self.record_answer(answer.status.into(), &Headers::default(), &answer.payload);
        let place = &integration.config.origin;
        let malformed =
            |fault: crate::serve::proxy::result::MalformedResult| Failure::integration(502, fault.0).at(place);
        if answer.status >= 300 {
            return Err(Failure::integration(502, String::from_utf8_lossy(&answer.payload)).at(place));
        }
        if self.context.kind == ApiKind::Http {
            if answer.is_function_error {
                return Err(Failure::integration(500, String::from_utf8_lossy(&answer.payload)).at(place));
            }
            let read = if is_second { proxy_result_v2(&answer.payload) } else { proxy_result(&answer.payload, true) };
            return read.map_err(malformed);
        }
        let types = &self.gateway.config().binary_media_types;
        // A client that names nothing accepts everything.
        let accept = self.request.headers.get("accept").unwrap_or("*/*");
        let accepts_binary = is_binary(Some(accept), types);
        let mut response = proxy_result(&answer.payload, accepts_binary).map_err(malformed)?;
        response.headers = response.headers.iter().filter_map(|(name, value)| Some((remapped(name)?, value))).collect();
        Ok(response)
    }
}
