//! Whether a request may be answered from the cache of the stage, and under which key.

use crate::config::{ApiKind, Source};
use crate::serve::api::compile::{CompiledIntegration, CompiledMethod};
use crate::serve::exchange::Exchange;
use crate::serve::message::request::Response;
use crate::serve::response::cache::CacheKey;

impl Exchange<'_> {
    /// The key of a response, if responses of the method are kept: of `GET` methods of REST APIs.
    ///
    /// Parameters that are not cache key parameters make no difference, those of the path neither.
    pub(super) fn cache_key(&self, method: &CompiledMethod, integration: &CompiledIntegration) -> Option<CacheKey> {
        let is_kept = self.gateway.response_cache().is_some() && !self.is_test && self.request.method == "GET";
        if !is_kept || self.context.kind != ApiKind::Rest {
            return None;
        }
        let namespace = integration.config.cache_namespace.clone().unwrap_or_else(|| method.resource_path.clone());
        let value = |parameter: &String| {
            let source = Source::parse(parameter).ok()?;
            Some(self.values().get(&source).ok()??.joined())
        };
        let values = integration.config.cache_key_parameters.iter().map(value);
        Some(CacheKey { namespace, values: values.collect() })
    }

    /// The response that is kept, unless the client asks for a new one.
    pub(super) fn cached(&mut self, key: &CacheKey) -> Option<Response> {
        let renews = |value: &str| value.split(',').any(|part| part.trim().eq_ignore_ascii_case("max-age=0"));
        if self.request.headers.get("cache-control").is_some_and(renews) {
            return None;
        }
        let response = self.gateway.response_cache()?.find(key)?;
        self.recorder.line(|| "The response comes from the cache".to_owned());
        Some(response)
    }
}
