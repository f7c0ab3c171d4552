//! The resources of a template, with what `Globals` adds to them.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::build::{entries, is_true, items, referred, text_of};
use super::{TemplateFunction, with_globals};
use crate::map::Map;
use crate::tree::Value;

/// The names of the APIs that SAM makes of events that name none.
const IMPLICIT_REST: &str = "ServerlessRestApi";
const IMPLICIT_HTTP: &str = "ServerlessHttpApi";

/// An event of a function that an API makes.
pub(super) struct Event<'t> {
    pub(super) function: &'t str,
    pub(super) properties: &'t Value,
}

/// The resources by name.
pub(super) struct Resources<'t> {
    all: &'t Map,
    properties: BTreeMap<&'t str, Map>,
    implicit: Map,
}

impl<'t> Resources<'t> {
    pub(super) fn of(root: &'t Value) -> Option<Resources<'t>> {
        let all = root.get("Resources")?.as_object()?;
        let globals = root.get("Globals");
        let global = |kind: &str| match kind {
            "AWS::Serverless::Function" => globals?.get("Function"),
            "AWS::Serverless::Api" => globals?.get("Api"),
            "AWS::Serverless::HttpApi" => globals?.get("HttpApi"),
            _ => None,
        };
        let none = Map::default();
        let properties = all.iter().map(|(name, resource)| {
            let kind = resource.get("Type").and_then(Value::as_str).unwrap_or_default();
            let own = resource.get("Properties").and_then(Value::as_object).unwrap_or(&none);
            (name.as_str(), with_globals(global(kind), own))
        });
        let implicit = ["Api", "HttpApi"].into_iter().filter_map(|key| {
            let name = if key == "Api" { IMPLICIT_REST } else { IMPLICIT_HTTP };
            Some((name.to_owned(), globals?.get(key)?.clone()))
        });
        Some(Resources { all, properties: properties.collect(), implicit: implicit.collect() })
    }

    pub(super) fn kind(&self, name: &str) -> &str {
        match name {
            IMPLICIT_REST if !self.all.contains_key(name) => "AWS::Serverless::Api",
            IMPLICIT_HTTP if !self.all.contains_key(name) => "AWS::Serverless::HttpApi",
            _ => self.all.get(name).and_then(|resource| resource.get("Type")?.as_str()).unwrap_or_default(),
        }
    }

    /// The properties of a resource; none of one that does not exist.
    pub(super) fn properties(&self, name: &str) -> &Map {
        static NONE: std::sync::LazyLock<Map> = std::sync::LazyLock::new(Map::default);
        self.properties
            .get(name)
            .or_else(|| self.implicit.get(name).and_then(Value::as_object))
            .unwrap_or_else(|| &NONE)
    }

    /// The names of all resources of a kind.
    pub(super) fn of_kind(&self, kind: &str) -> impl Iterator<Item = &'t str> {
        self.all
            .iter()
            .filter(move |(_, resource)| resource.get("Type").and_then(Value::as_str) == Some(kind))
            .map(|(name, _)| name.as_str())
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'t str> {
        self.all.keys().map(String::as_str)
    }

    /// The APIs, those of SAM's events last.
    pub(super) fn apis(&self) -> Vec<String> {
        let mut found: Vec<String> = self
            .all
            .keys()
            .filter(|name| {
                let kind = self.kind(name);
                let is_api = matches!(
                    kind,
                    "AWS::Serverless::Api"
                        | "AWS::Serverless::HttpApi"
                        | "AWS::ApiGateway::RestApi"
                        | "AWS::ApiGatewayV2::Api"
                );
                is_api && !self.is_web_socket(name)
            })
            .cloned()
            .collect();
        for implicit in [IMPLICIT_REST, IMPLICIT_HTTP] {
            if self.events(implicit).next().is_some() {
                found.push(implicit.to_owned());
            }
        }
        found
    }

    fn is_web_socket(&self, name: &str) -> bool {
        let protocol = self.properties(name).get("ProtocolType").and_then(Value::as_str);
        protocol.is_some_and(|protocol| protocol.eq_ignore_ascii_case("WEBSOCKET"))
    }

    pub(super) fn web_socket(&self) -> Option<&'t str> {
        self.of_kind("AWS::ApiGatewayV2::Api").find(|name| self.is_web_socket(name))
    }

    /// The events that an API makes.
    pub(super) fn events(&self, api: &str) -> impl Iterator<Item = Event<'_>> {
        let is_http = self.kind(api) == "AWS::Serverless::HttpApi";
        let (wanted, key, implicit) =
            if is_http { ("HttpApi", "ApiId", IMPLICIT_HTTP) } else { ("Api", "RestApiId", IMPLICIT_REST) };
        let functions = self.of_kind("AWS::Serverless::Function");
        let api = api.to_owned();
        let events = functions.flat_map(|function| {
            let events = entries(self.properties.get(function).and_then(|properties| properties.get("Events")));
            events.map(move |(_, event)| (function, event))
        });
        events.filter_map(move |(function, event)| {
            static NONE: Value = Value::Null;
            let properties = event.get("Properties").unwrap_or(&NONE);
            let named = properties.get(key).and_then(|id| referred(id).or_else(|| text_of(id)));
            let is_meant = event.get("Type")?.as_str()? == wanted && named.as_deref().unwrap_or(implicit) == api;
            is_meant.then_some(Event { function, properties })
        })
    }

    /// The stage that an API is deployed to.
    pub(super) fn stage_of(&self, api: &str) -> Option<String> {
        let own = self.properties(api).get("StageName").and_then(text_of);
        own.or_else(|| {
            let stages = ["AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage", "AWS::ApiGateway::Deployment"];
            let mut names = stages.into_iter().flat_map(|kind| self.of_kind(kind));
            names.find_map(|name| {
                let properties = self.properties(name);
                let of = properties.get("RestApiId").or_else(|| properties.get("ApiId")).and_then(referred)?;
                properties.get("StageName").filter(|_| of == api).and_then(text_of)
            })
        })
    }

    /// The stage that SAM makes by itself.
    pub(super) fn default_stage(&self, api: &str) -> Option<String> {
        (api == IMPLICIT_REST && self.kind(api) == "AWS::Serverless::Api").then(|| "Prod".to_owned())
    }

    /// The resources of a kind that belong to an API.
    pub(super) fn belonging(&self, kind: &str, key: &str, api: &str) -> Vec<&'t str> {
        let names = self.of_kind(kind);
        let own = names.filter(|name| self.properties(name).get(key).and_then(referred).as_deref() == Some(api));
        own.collect()
    }

    pub(super) fn functions(&self) -> Vec<TemplateFunction> {
        let kinds = ["AWS::Serverless::Function", "AWS::Lambda::Function"];
        let names = self.names().filter(|name| kinds.contains(&self.kind(name)));
        names.map(|name| self.function(name)).collect()
    }

    fn function(&self, name: &str) -> TemplateFunction {
        let properties = self.properties(name);
        let environment = properties.get("Environment").and_then(|environment| environment.get("Variables"));
        // The CDK names the folder of its assets in the metadata.
        let asset = self.all.get(name).and_then(|resource| resource.get("Metadata")?.get("aws:asset:path"));
        let text = |key: &str| properties.get(key).and_then(text_of);
        let environment: IndexMap<String, String> =
            entries(environment).filter_map(|(key, value)| Some((key.clone(), text_of(value)?))).collect();
        TemplateFunction {
            name: name.to_owned(),
            code: text("CodeUri").or_else(|| asset.and_then(text_of)).filter(|code| !code.starts_with("s3://")),
            handler: text("Handler"),
            runtime: text("Runtime"),
            environment,
        }
    }

    /// The functions that are published under an alias, with it.
    pub(super) fn aliases(&self) -> Vec<(&'t str, String)> {
        let functions = self.of_kind("AWS::Serverless::Function");
        functions.filter_map(|name| Some((name, text_of(self.properties(name).get("AutoPublishAlias")?)?))).collect()
    }

    /// Whether a flag of a resource is set.
    pub(super) fn flag(&self, name: &str, key: &str) -> bool {
        is_true(self.properties(name).get(key))
    }

    /// The items of a list among the properties.
    pub(super) fn list(&self, name: &str, key: &str) -> Vec<&Value> {
        items(self.properties(name).get(key)).collect()
    }
}
