//! The gateway called directly: requests, and the console's *Test*.

use crate::config::{ApiKind, GatewayResponseType};
use crate::serve::exchange::Exchange;
use crate::serve::failure::Failure;
use crate::serve::gateway::Gateway;
use crate::serve::message::context::Context;
use crate::serve::message::request::{Request, Response};
use crate::serve::message::stream::{Chunks, collected};
use crate::serve::observe::trace::Trace;
use crate::serve::response::gateway_response::{gateway_response, http_api_response};

/// How much of a streamed response is collected for who wants it in one piece.
const LONGEST_STREAM: usize = 64 * 1024 * 1024;

impl Gateway {
    /// Answers a request as API Gateway does. The path has the stage.
    pub async fn call(&self, request: Request) -> Response {
        let (mut response, rest) = Exchange::new(self, request).run().await;
        if let Some(rest) = rest {
            response.body = collected(response.body, rest, LONGEST_STREAM).await;
        }
        response
    }

    /// Answers a request as [`Gateway::call`] does; what follows the body of a streamed response comes by itself.
    pub async fn call_streaming(&self, request: Request) -> (Response, Option<Chunks>) {
        Exchange::new(self, request).run().await
    }

    /// The gateway response for a request that something in front of the gateway ends: a throttle, a
    /// firewall. It is configured in the document like every other.
    #[must_use]
    pub fn raise(&self, kind: GatewayResponseType, message: impl Into<String>, request: &Request) -> Response {
        let config = self.config();
        let context = Context::new(config.kind, self.deployment(), request);
        let failure = Failure::new(kind, message, kind.as_str());
        match config.kind {
            ApiKind::Rest => gateway_response(&failure, config, request, &context, &[]),
            ApiKind::Http => http_api_response(&failure),
        }
    }

    /// Runs a method as the console's *Test* does: without authorizer, API key and stage. The path is
    /// that of the resource, with values or as it is (`/pets/{petId}`).
    pub async fn test_invoke(&self, request: Request) -> Trace {
        Exchange::test(self, request).run_test(None).await
    }

    /// The same for the method of a named resource, whatever the path of the request is: parameters
    /// that cannot be read from it have no value. `None` if there is no such method.
    pub async fn test_method(&self, resource: &str, request: Request) -> Option<Trace> {
        let of_resource = |kind: &str| {
            let mut methods = self.api().methods.iter();
            methods.position(|found| found.resource_path == resource && found.method.kind.as_str() == kind)
        };
        let method = of_resource(&request.method).or_else(|| of_resource("ANY"))?;
        Some(Exchange::test(self, request).run_test(Some(method)).await)
    }
}
