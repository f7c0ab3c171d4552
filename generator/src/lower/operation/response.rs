//! Responses: statuses, bodies, headers.

use gatewright_document::media_type::is_json;
use gatewright_document::{Code, Node, Version};

use crate::ir::Method;
use crate::ir::{Response, StatusPattern};
use crate::lower::docs;
use crate::lower::node::key_of;
use crate::lower::operation::content::{Checked, Offer, Side};
use crate::lower::operation::content::{any_typed, settled};
use crate::lower::operation::{Operations, Site};
use crate::names::status as status_name;

impl<'d> Operations<'d, '_> {
    /// Whether a media type says that changes are streamed: `application/json;stream=watch`.
    pub(super) fn streams_changes(&self, site: &Site<'d, '_>) -> bool {
        let is = |media_type: &str| media_type.split(';').skip(1).any(|parameter| parameter.trim() == "stream=watch");
        if self.facts.version == Version::Swagger20 {
            return self.media_types(site, "produces").iter().any(|media_type| is(media_type));
        }
        let responses = site.node.get("responses");
        let responses = responses.iter().flat_map(Node::entries).filter_map(|(_, response)| response.resolve().ok());
        responses
            .filter_map(|response| response.get("content"))
            .any(|content| content.entries().any(|(media_type, _)| is(media_type)))
    }

    pub(crate) fn responses(&mut self, site: &Site<'d, '_>) -> Vec<Response> {
        let mut responses = Vec::new();
        let listed = site.node.read("responses");
        let listed: Vec<_> =
            listed.iter().flat_map(Node::entries).filter(|(status, _)| !status.starts_with("x-")).collect();
        if listed.is_empty() {
            self.missing_responses(site);
        }
        let several = listed.iter().filter(|(status, _)| status.starts_with('2')).count() > 1;
        for (status, node) in listed {
            let Some(pattern) = status_pattern(status) else {
                self.schemas
                    .report
                    .warning(Code::INVALID_STATUS, &node.origin().own_key())
                    .message(format!("`{status}` is no HTTP status"))
                    .label("left out")
                    .help("write a status from 100 to 599, a class such as `4XX`, or `default`");
                continue;
            };
            let Some(at) = self.schemas.report.target(&node) else { continue };
            let what = match pattern {
                StatusPattern::Code(code) if (200..300).contains(&code) && !several => "response".to_owned(),
                StatusPattern::Code(_) | StatusPattern::Class(_) => format!("{} response", status_name(pattern)),
                StatusPattern::Default => "default response".to_owned(),
            };
            let hint = self.shared_or(&node, &at, "response", site.stem, &what);
            let contents = match self.cannot_have_content(&at, pattern, site) {
                true => Vec::new(),
                false => {
                    let checked = if pattern.is_success() { Checked::ByNobody } else { Checked::ByServers };
                    self.response_contents(&at, site, &hint, checked)
                }
            };
            let mut docs = docs::over(docs::docs(&at), self.content_docs(&at));
            // OpenAPI 3.1, Reference Object: what stands beside the reference counts.
            if key_of(&node) != key_of(&at) {
                docs = docs::over(docs::docs(&node), docs);
            }
            self.schemas.report.not_expressed(&at, "links", "types do not say what may be called next");
            responses.push(Response { status: pattern, docs, contents, headers: None });
        }
        responses.sort_by_key(|response| response.status);
        responses.dedup_by_key(|response| response.status);
        self.attach_headers(&mut responses, site);
        responses.shrink_to_fit();
        responses
    }

    /// RFC 9110, 6.4.1: answers to HEAD have no content, nor have those of some statuses.
    fn cannot_have_content(&mut self, at: &Node<'d>, status: StatusPattern, site: &Site<'d, '_>) -> bool {
        let is_bodiless = match status {
            StatusPattern::Code(code) => matches!(code, 100..=199 | 204 | 205 | 304),
            StatusPattern::Class(class) => class == 1,
            StatusPattern::Default => false,
        };
        let Some(content) = at.get("content").or_else(|| at.get("schema")) else { return false };
        if !is_bodiless && site.method != Method::Head {
            return false;
        }
        self.schemas
            .report
            .once(&content, Code::CONTENT_NOT_ALLOWED)
            .at(&content.origin().own_key())
            .message(match is_bodiless {
                true => "answers of this status have no content".to_owned(),
                false => format!("answers of `{}` have no content", site.label),
            })
            .label("left out");
        true
    }

    fn missing_responses(&mut self, site: &Site<'d, '_>) {
        let at = match site.node.get("responses") {
            Some(responses) => responses.origin().own_key(),
            // OpenAPI 3.1, Operation Object: `responses` may be left out.
            None if self.facts.version == Version::OpenApi31 => return,
            None => site.node.origin().own_key(),
        };
        self.schemas
            .report
            .add(Code::MISSING_RESPONSES, &at)
            .message(format!("`{}` has no responses", site.label))
            .label("any response is given as it is")
            .help("list at least one, such as `default`");
    }

    /// The bodies of a response. Of those of failures servers make the ones of rejected requests, by their schemas.
    fn response_contents(
        &mut self,
        at: &Node<'d>,
        site: &Site<'d, '_>,
        hint: &str,
        checked: Checked,
    ) -> Vec<crate::ir::Content> {
        if let Some(content) = at.read("content") {
            return self.contents(&content, hint, Side::Response, checked);
        }
        let Some(schema) = at.read("schema") else { return Vec::new() };
        let mut contents = Vec::new();
        let media_types = match self.facts.version {
            Version::Swagger20 => self.media_types(site, "produces"),
            _ => vec!["application/json".to_owned()],
        };
        let side = Side::Response;
        let typed_elsewhere = any_typed(&media_types, &schema, self.facts.version, side);
        for media_type in &media_types {
            let schema = Some(&schema);
            let offer = Offer { media_type, schema, side, typed_elsewhere, media: None, checked };
            self.add_content(offer, hint, &mut contents);
        }
        let examples = at.get("examples");
        let examples = examples.iter().flat_map(Node::entries).filter(|(media_type, _)| is_json(media_type));
        self.schemas.examples(examples.map(|(_, example)| example).collect(), &schema);
        settled(contents)
    }
}

/// `200`, `2XX` or `default`.
pub(crate) fn status_pattern(status: &str) -> Option<StatusPattern> {
    if status.eq_ignore_ascii_case("default") {
        return Some(StatusPattern::Default);
    }
    if let Some(class) = status.to_ascii_uppercase().strip_suffix("XX") {
        return class.parse().ok().filter(|class| (1..=5).contains(class)).map(StatusPattern::Class);
    }
    let is_plain = status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit());
    status.parse().ok().filter(|code| is_plain && (100..=599).contains(code)).map(StatusPattern::Code)
}
