//! Who gets in: the policy of the API, the authorizer of the method, and API keys.

use crate::config::{ApiKeySource, Authorization, Authorizer, AuthorizerKind, GatewayResponseType};
use crate::serve::api::compile::CompiledMethod;
use crate::serve::authorize::answer::Allowed;
use crate::serve::authorize::authorizer::{self, Question};
use crate::serve::authorize::policy::Decision;
use crate::serve::authorize::usage::Exceeded;
use crate::serve::exchange::Exchange;
use crate::serve::failure::Failure;

impl Exchange<'_> {
    /// See [How API Gateway resource policies affect authorization workflow](https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html).
    pub(crate) async fn authorize(&mut self, method: &CompiledMethod) -> Result<(), Failure> {
        let api = self.api();
        let authorization = &method.method.authorization;
        if api.policy.is_none() && *authorization == Authorization::None {
            return Ok(());
        }
        let route = method.route_key();
        let question = Question { parts: self.event_parts(), region: &self.gateway.deployment().region, route: &route };
        let by_policy = api.policy.as_ref().map(|policy| authorizer::ask_policy(policy, &question));
        let rejected = |decision| {
            let origin = api.config.policy.as_ref().map(|policy| &policy.origin);
            Failure { origin: origin.cloned(), ..authorizer::rejected_by_policy(&question, decision) }
        };
        if let (Some(Decision::Deny), Authorization::None | Authorization::Custom(_)) = (by_policy, authorization) {
            return Err(rejected(Decision::Deny));
        }
        let authorizer = authorization.authorizer().and_then(|name| Some((name, api.config.authorizers.get(name)?)));
        let allowed = match (authorization, authorizer) {
            (Authorization::Iam, _) => authorizer::believe_signature(&self.context, &question)?,
            (_, Some((name, authorizer))) => {
                let by_policy = by_policy.unwrap_or(Decision::Silent);
                self.ask_authorizer(&question, authorization, name, authorizer, by_policy).await?
            }
            (_, None) => Allowed::default(),
        };
        // The credentials behind a signature are taken to allow; an authorizer has decided with the policy.
        let is_rejected = match authorization {
            Authorization::Custom(_) => false,
            Authorization::Iam => by_policy == Some(Decision::Deny),
            _ => by_policy.is_some_and(|decision| decision != Decision::Allow),
        };
        if let Some(decision) = by_policy.filter(|_| is_rejected) {
            return Err(rejected(decision));
        }
        self.usage_identifier_key = allowed.usage_identifier_key;
        self.context.set_authorizer(allowed.values);
        Ok(())
    }

    async fn ask_authorizer(
        &self,
        question: &Question<'_>,
        authorization: &Authorization,
        name: &str,
        authorizer: &Authorizer,
        by_policy: Decision,
    ) -> Result<Allowed, Failure> {
        let own = self.gateway.named_function(name);
        if own.is_none() && matches!(authorizer.kind, AuthorizerKind::Cognito(_) | AuthorizerKind::Jwt { .. }) {
            let scopes: &[String] = match authorization {
                Authorization::Cognito(_, scopes) | Authorization::Jwt(_, scopes) => scopes,
                _ => &[],
            };
            return authorizer::read_token(question, authorizer, scopes, self.gateway.keys());
        }
        let uri = authorizer.uri.as_deref().unwrap_or_default();
        let uri = crate::config::substitute_stage_variables(uri, &self.context.stage_variables);
        let function = own.or_else(|| self.gateway.find_function(&uri));
        authorizer::ask_function(question, authorizer, function, self.gateway.authorizer_cache(), by_policy).await
    }

    pub(crate) fn check_api_key(&mut self, method: &CompiledMethod) -> Result<(), Failure> {
        if !method.method.api_key_required {
            return Ok(());
        }
        let key = match self.gateway.config().api_key_source {
            ApiKeySource::Header => self.request.headers.get("x-api-key").map(str::to_owned),
            ApiKeySource::Authorizer => self.usage_identifier_key.clone(),
        };
        let (known, usage) = (self.gateway.api_keys(), self.gateway.usage());
        let is_any = known.is_empty() && usage.is_empty();
        match key.filter(|key| !key.is_empty() && (is_any || known.contains(key) || usage.has(key))) {
            Some(key) => {
                usage.take(&key).map_err(|exceeded| match exceeded {
                    Exceeded::Throttle => {
                        Failure::new(GatewayResponseType::Throttled, "Too Many Requests", "the key calls too often")
                    }
                    Exceeded::Quota => {
                        Failure::new(GatewayResponseType::QuotaExceeded, "Limit Exceeded", "the key's quota is used up")
                    }
                })?;
                self.context.set_api_key(key);
                Ok(())
            }
            None => {
                let log = "the API key is missing or not known";
                Err(Failure::new(GatewayResponseType::InvalidApiKey, "Forbidden", log))
            }
        }
    }

    /// What an HTTP API says in a header of a web token that it does not take.
    pub(super) fn challenge(&self, failure: &Failure) -> Option<String> {
        let Authorization::Jwt(_, scopes) = &self.method.as_ref()?.method.authorization else {
            return None;
        };
        if failure.kind != GatewayResponseType::Unauthorized {
            return None;
        }
        if !self.request.headers.contains("authorization") {
            return Some("Bearer".to_owned());
        }
        let (scopes, why) = (scopes.join(" "), failure.log.replace(['"', '\\', '\r', '\n'], "'"));
        Some(format!("Bearer scope=\"{scopes}\" error=\"invalid_token\" error_description=\"{why}\""))
    }
}
