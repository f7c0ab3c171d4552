//! The whole query as one parameter (OpenAPI 3.2, Parameter Object, `in: querystring`).

use gatewright_document::media_type::is_json;
use gatewright_document::{Code, Node};

use crate::ir::{Format, Parameter, Place, Scalar, Style, TypeRef};
use crate::lower::operation::content::Side;
use crate::lower::operation::media_type::format_of;
use crate::lower::operation::parameter::Written;
use crate::lower::operation::{Operations, Site};
use crate::lower::schema::Lowered;

impl<'d> Operations<'d, '_> {
    /// The value of a query, by its media type: a form, JSON, or text.
    pub(super) fn whole_query(&mut self, at: &Node<'d>, name: &str, hint: &str) -> Option<Written> {
        let content = at.read("content");
        for keyword in ["style", "explode", "schema"] {
            let label = "the media type of `content` says how a query is written";
            if content.is_some() {
                self.schemas.report.not_expressed(at, keyword, label);
            }
        }
        let Some((content, (media_type, media))) = content.and_then(|content| {
            let first = content.entries().next()?;
            Some((content, first))
        }) else {
            self.schemas
                .report
                .error(Code::INVALID_PARAMETER, at.origin())
                .message(format!("the `querystring` parameter `{name}` has no `content`"))
                .help("say of what media type the query is, such as `application/x-www-form-urlencoded`");
            return None;
        };
        self.only_one_media_type(&content);
        let media = self.schemas.report.target(&media)?;
        let schema = media.read("schema");
        let lowered = |this: &mut Self| match &schema {
            Some(schema) => this.schemas.schema(schema, hint),
            None => Lowered::new(TypeRef::Json),
        };
        if format_of(media_type, None, self.facts.version) == Format::Form {
            let fields = self.styles_of_fields(media_type, &media, Side::Request);
            return Some(Written { schema: lowered(self), style: Style::Form, fields });
        }
        if is_json(media_type) {
            return Some(Written { schema: lowered(self), style: Style::Json, fields: Vec::new() });
        }
        let text = match &schema {
            Some(schema) if self.is_structure(&media) => {
                self.schemas
                    .report
                    .add(Code::UNKNOWN_MEDIA_TYPE, schema.origin())
                    .message(format!("queries of `{media_type}` have no typed form"))
                    .label("given and taken as text");
                Lowered::new(TypeRef::Scalar(Scalar::String))
            }
            Some(_) => lowered(self),
            None => Lowered::new(TypeRef::Scalar(Scalar::String)),
        };
        Some(Written { schema: text, style: Style::Plain { explode: false }, fields: Vec::new() })
    }

    /// Reports other parameters of the query beside one that is all of it.
    pub(super) fn alone_in_query(&mut self, found: &[(Parameter, Node<'d>)], site: &Site<'d, '_>) {
        let Some(whole) = found.iter().position(|(parameter, _)| parameter.place == Place::QueryString) else { return };
        let is_of_query = |parameter: &Parameter| matches!(parameter.place, Place::Query | Place::QueryString);
        let other = found.iter().enumerate().find(|(index, (other, _))| *index != whole && is_of_query(other));
        let (Some((whole, _)), Some((_, (other, _)))) = (found.get(whole), other) else { return };
        self.schemas
            .report
            .error(Code::QUERYSTRING_AND_QUERY, &whole.origin)
            .message(format!(
                "`{}` has more in its query than the `querystring` parameter `{}`",
                site.label, whole.name.wire
            ))
            .label("this is all of the query")
            .related(&other.origin, format!("the {} parameter `{}`", other.place.as_str(), other.name.wire))
            .help("keep one of them: make the others properties of its schema");
    }
}
