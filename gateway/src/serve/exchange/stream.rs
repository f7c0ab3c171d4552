//! Integrations whose responses are passed on while they come (`responseTransferMode: STREAM`).

use bytes::Bytes;

use crate::config::ApiKind;
use crate::serve::api::compile::CompiledIntegration;
use crate::serve::backend::function::{Invocation, StreamedAnswer};
use crate::serve::exchange::Exchange;
use crate::serve::exchange::aws::function_arn;
use crate::serve::exchange::http::timed_out;
use crate::serve::failure::Failure;
use crate::serve::message::headers::{Headers, remapped};
use crate::serve::message::request::Response;
use crate::serve::message::stream::while_it_talks;
use crate::serve::proxy::event::event;
use crate::serve::proxy::prelude;

impl Exchange<'_> {
    /// Whether responses of this integration are streamed; those of HTTP APIs never are.
    pub(super) fn streams(&self, integration: &CompiledIntegration) -> bool {
        integration.config.streams && self.context.kind == ApiKind::Rest
    }

    /// A Lambda function that gets the whole request, and streams status, headers and body.
    pub(super) async fn aws_proxy_stream(&mut self, integration: &CompiledIntegration) -> Result<Response, Failure> {
        let uri = self.uri(integration).unwrap_or_default();
        let event = Bytes::from(event(&self.event_parts()).to_string());
        self.record_call(&uri, "POST", &Headers::default(), &event);
        let lambda = integration.lambda(&uri);
        let function = self.backend(integration, &uri, lambda.as_deref())?;
        let function_arn = function_arn(&uri, lambda.as_deref());
        let invocation = Invocation { request_id: self.context.request_id.clone(), function_arn };
        let place = &integration.config.origin;
        let head = async {
            let StreamedAnswer { answer, rest } = function.invoke_streaming(event, invocation).await;
            if answer.status >= 300 || answer.is_function_error {
                let payload = String::from_utf8_lossy(&answer.payload).into_owned();
                return Err(Failure::integration(502, payload).at(place));
            }
            let mut rest = while_it_talks(rest);
            let head = prelude::read(answer.payload, &mut rest).await;
            Ok((head.map_err(|fault| Failure::integration(502, fault.0).at(place))?, rest))
        };
        let read = tokio::time::timeout(self.timeout(integration), head).await;
        let (mut response, rest) = read.map_err(|_| timed_out().at(place))??;
        self.record_answer(response.status.into(), &response.headers, &response.body);
        response.headers = response.headers.iter().filter_map(|(name, value)| Some((remapped(name)?, value))).collect();
        self.rest.set(rest);
        Ok(response)
    }
}
