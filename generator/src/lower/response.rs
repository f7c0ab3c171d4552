//! Responses: statuses, bodies, headers.

use gatewright_document::{Code, Node, Version, media_type};

use super::operation::Site;
use super::parameter::value_schema;
use super::{Lower, docs, key_of};
use crate::ir::{Docs, Field, Limits, Name, Presence, Response, StatusPattern, TypeId, TypeKind, TypeRef};
use crate::pass::status_name;

impl<'d> Lower<'d, '_> {
    pub(super) fn responses(&mut self, site: &Site<'d, '_>) -> Vec<Response> {
        let mut responses = Vec::new();
        let listed = site.node.get("responses");
        let listed: Vec<_> =
            listed.iter().flat_map(Node::entries).filter(|(status, _)| !status.starts_with("x-")).collect();
        if listed.is_empty() {
            self.missing_responses(site);
        }
        let several = listed.iter().filter(|(status, _)| status.starts_with('2')).count() > 1;
        for (status, node) in listed {
            let Some(pattern) = status_pattern(status) else {
                self.report
                    .warning(Code::INVALID_STATUS, &node.origin().own_key())
                    .message(format!("`{status}` is no HTTP status"))
                    .label("left out")
                    .help("write a status from 100 to 599, a class such as `4XX`, or `default`");
                continue;
            };
            let Some(at) = self.target(&node) else { continue };
            let what = match pattern {
                StatusPattern::Code(code) if (200..300).contains(&code) && !several => "response".to_owned(),
                StatusPattern::Code(_) | StatusPattern::Class(_) => format!("{} response", status_name(pattern)),
                StatusPattern::Default => "default response".to_owned(),
            };
            let hint = self.shared_or(&node, &at, "response", site.stem, &what);
            let contents = match self.cannot_have_content(&at, pattern, site) {
                true => Vec::new(),
                false => self.response_contents(&at, site, &hint),
            };
            let mut docs = docs::over(docs::docs(&at), self.content_docs(&at));
            // OpenAPI 3.1, Reference Object: what stands beside the reference counts.
            if key_of(&node) != key_of(&at) {
                docs = docs::over(docs::docs(&node), docs);
            }
            self.not_expressed(&at, "links", "what may be called next is not told by the types");
            responses.push(Response { status: pattern, docs, contents, headers: None });
        }
        responses.sort_by_key(|response| response.status);
        responses.dedup_by_key(|response| response.status);
        self.attach_headers(&mut responses, site);
        responses
    }

    /// RFC 9110, 6.4.1: answers to HEAD have no content, nor have those of some statuses.
    fn cannot_have_content(&mut self, at: &Node<'d>, status: StatusPattern, site: &Site<'d, '_>) -> bool {
        let is_bodiless = match status {
            StatusPattern::Code(code) => matches!(code, 100..=199 | 204 | 205 | 304),
            StatusPattern::Class(class) => class == 1,
            StatusPattern::Default => false,
        };
        let Some(content) = at.peek("content").or_else(|| at.peek("schema")) else { return false };
        if !is_bodiless && !site.label.starts_with("HEAD ") {
            return false;
        }
        if self.told.insert(key_of(&content)) {
            self.report
                .add(Code::CONTENT_NOT_ALLOWED, &content.origin().own_key())
                .message(match is_bodiless {
                    true => "answers of this status have no content".to_owned(),
                    false => format!("answers of `{}` have no content", site.label),
                })
                .label("left out");
        }
        true
    }

    fn missing_responses(&mut self, site: &Site<'d, '_>) {
        let at = match site.node.peek("responses") {
            Some(responses) => responses.origin().own_key(),
            // OpenAPI 3.1, Operation Object: `responses` may be left out.
            None if self.version == Version::OpenApi31 => return,
            None => site.node.origin().own_key(),
        };
        self.report
            .add(Code::MISSING_RESPONSES, &at)
            .message(format!("`{}` has no responses", site.label))
            .label("any answer is given as it is")
            .help("list at least one, such as `default`");
    }

    fn response_contents(&mut self, at: &Node<'d>, site: &Site<'d, '_>, hint: &str) -> Vec<crate::ir::Content> {
        if let Some(content) = at.get("content") {
            return self.contents(&content, hint, false);
        }
        let Some(schema) = at.get("schema") else { return Vec::new() };
        let mut contents = Vec::new();
        let media_types = match self.version {
            Version::Swagger20 => self.media_types(site, "produces"),
            _ => vec!["application/json".to_owned()],
        };
        let typed = super::body::any_typed(&media_types, &schema, self.version, false);
        for media_type in media_types {
            self.add_content(&media_type, Some(&schema), hint, false, typed, &mut contents);
        }
        let examples = at.peek("examples");
        let examples =
            examples.iter().flat_map(Node::entries).filter(|(media_type, _)| media_type::is_json(media_type));
        self.examples(examples.map(|(_, example)| example).collect(), &schema);
        super::body::settled(contents)
    }

    /// Successes share one struct of headers, so that a client reads them whatever the status.
    fn attach_headers(&mut self, responses: &mut [Response], site: &Site<'d, '_>) {
        let mut success: Vec<(String, Vec<Node<'d>>)> = Vec::new();
        let mut failures: Vec<(StatusPattern, TypeId)> = Vec::new();
        let listed = site.node.get("responses");
        let listed = listed.iter().flat_map(Node::entries);
        let mut listed: Vec<_> =
            listed.filter_map(|(status, node)| Some((status_pattern(status)?, node.resolve().ok()?, node))).collect();
        listed.sort_by_key(|(pattern, ..)| *pattern);
        for (pattern, at, node) in listed {
            let headers = self.listed_headers(&at);
            if pattern.is_success() {
                for (name, header) in headers {
                    match success.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(&name)) {
                        Some((_, of_several)) => of_several.push(header),
                        None => success.push((name, vec![header])),
                    }
                }
            } else if !headers.is_empty() {
                let what = format!("{} headers", status_name(pattern));
                let hint = self.shared_or(&node, &at, "headers", site.stem, &what);
                let headers: Vec<_> = headers.into_iter().map(|(name, header)| (name, vec![header])).collect();
                failures.push((pattern, self.headers(&headers, &hint, &at)));
            }
        }
        success.sort_by(|a, b| a.0.cmp(&b.0));
        let of_success =
            (!success.is_empty()).then(|| self.headers(&success, &format!("{} headers", site.stem), site.node));
        for response in responses {
            response.headers = match failures.iter().find(|(pattern, _)| *pattern == response.status) {
                _ if response.status.is_success() => of_success,
                found => found.map(|(_, id)| *id),
            };
        }
    }

    /// The headers of a response, by name.
    fn listed_headers(&mut self, at: &Node<'d>) -> Vec<(String, Node<'d>)> {
        let mut headers: Vec<(String, Node<'d>)> = Vec::new();
        for (name, header) in at.get("headers").iter().flat_map(Node::entries) {
            // OpenAPI 3, Response Object: `Content-Type` is ignored here.
            if let Some(header) = self.target(&header)
                && !name.eq_ignore_ascii_case("content-type")
            {
                headers.push((name.to_owned(), header));
            }
        }
        headers.sort_by(|a, b| a.0.cmp(&b.0));
        headers
    }

    /// The struct of a response's headers; operations that refer to one response share it.
    fn headers(&mut self, headers: &[(String, Vec<Node<'d>>)], hint: &str, node: &Node<'d>) -> TypeId {
        if let Some(id) = self.header_structs.get(&key_of(node)) {
            return *id;
        }
        let fields = headers.iter().filter_map(|(name, headers)| self.header(name, headers, hint)).collect();
        let id = self.new_type(hint, node, TypeKind::Headers(fields), false);
        self.header_structs.insert(key_of(node), id);
        id
    }

    fn header_docs(&self, header: &Node<'d>) -> Docs {
        let schema = value_schema(header);
        let mut all = self.value_docs(core::slice::from_ref(&schema));
        if key_of(&schema) != key_of(header) {
            all = docs::over(docs::docs(header), all);
        }
        // A client reads answers that lack it all the same.
        if header.get("required").is_some_and(|flag| flag.as_bool() == Some(true)) {
            all.notes.push("Always sent.".to_owned());
        }
        all
    }

    /// One header, which several statuses may describe.
    fn header(&mut self, name: &str, headers: &[Node<'d>], hint: &str) -> Option<Field> {
        let hint = format!("{hint} {name}");
        let (first, others) = headers.split_first()?;
        let ty = self.header_type(first, &hint);
        let mut docs = self.header_docs(first);
        for other in others {
            if self.header_type(other, &hint) == ty {
                docs = docs::over(docs, self.header_docs(other));
            } else {
                self.report
                    .add(Code::UNSUPPORTED_KEYWORD, &other.origin().own_key())
                    .message(format!("the header `{name}` has another type for another status"))
                    .label("left out")
                    .related(first.origin(), "this one is used for every success")
                    .help("give both one schema");
            }
        }
        Some(Field {
            name: Name::new(name).at(first.origin()),
            docs,
            ty,
            presence: Presence::Optional,
            read_only: false,
            write_only: false,
            limits: Limits::default(),
        })
    }

    fn header_type(&mut self, header: &Node<'d>, hint: &str) -> TypeRef {
        let schema = value_schema(header);
        match key_of(&schema) != key_of(header) {
            true => {
                self.examples_of(header, &schema);
                self.schema(&schema, hint).ty
            }
            false if header.get("type").is_some() => self.schema(header, hint).ty,
            false => TypeRef::Scalar(crate::ir::Scalar::String),
        }
    }
}

/// `200`, `2XX` or `default`.
fn status_pattern(status: &str) -> Option<StatusPattern> {
    if status.eq_ignore_ascii_case("default") {
        return Some(StatusPattern::Default);
    }
    if let Some(class) = status.to_ascii_uppercase().strip_suffix("XX") {
        return class.parse().ok().filter(|class| (1..=5).contains(class)).map(StatusPattern::Class);
    }
    let is_plain = status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit());
    status.parse().ok().filter(|code| is_plain && (100..=599).contains(code)).map(StatusPattern::Code)
}
