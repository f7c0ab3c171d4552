//! What a media type says of the form of a body.

use gatewright_document::media_type::{essence, is_json, is_xml};
use gatewright_document::{Node, Version};

use crate::ir::Format;
use crate::lower::facts::schema_type::SchemaType;
use crate::lower::node::resolved;

/// A media type with the parameters that tell it from others (`version=2`). All text is UTF-8 here, and what a document
/// prefers (`q`) is not sent.
pub(crate) fn with_parameters(media_type: &str) -> String {
    let is_one = |parameter: &&str| {
        parameter.split_once('=').is_some_and(|(name, value)| {
            is_token(name)
                && !["charset", "boundary", "q"].iter().any(|other| name.eq_ignore_ascii_case(other))
                && (is_token(value) || (value.len() > 2 && value.starts_with('"') && value.ends_with('"')))
        })
    };
    let parameters = media_type.split(';').skip(1).map(str::trim).filter(is_one);
    core::iter::once(essence(media_type)).chain(parameters).collect::<Vec<_>>().join("; ")
}

/// A media type of somebody's own (`application/vnd.github.v3.object`) that a schema of JSON describes, and whose name
/// does not say that it is something else.
fn is_vendors_json(media_type: &str) -> bool {
    const OTHERS: [&str; 16] = [
        "protobuf",
        "msgpack",
        "messagepack",
        "cbor",
        "avro",
        "thrift",
        "smile",
        "arrow",
        "parquet",
        "csv",
        "zip",
        "jsonl",
        "officedocument",
        "opendocument",
        "vnd.ms-",
        "sqlite",
    ];
    media_type.starts_with("application/vnd.")
        && !media_type.contains('+')
        && !OTHERS.iter().any(|other| media_type.contains(other))
}

/// Whether a media type is that of structured text.
pub(crate) fn is_document(media_type: &str) -> bool {
    is_xml(media_type) || media_type.contains("yaml")
}

/// Whether a schema says no more than that there is a text, or bytes.
pub(crate) fn is_plain(schema: &Node<'_>) -> bool {
    match SchemaType::of(schema) {
        Some(ty) => matches!(ty, SchemaType::String | SchemaType::File),
        None => !STRUCTURE.iter().any(|keyword| schema.get(keyword).is_some()),
    }
}

/// Keywords that give a value more structure than text has.
const STRUCTURE: [&str; 7] = ["properties", "additionalProperties", "items", "allOf", "oneOf", "anyOf", "$ref"];

/// How bodies of a media type are held.
pub(crate) fn format_of(media_type: &str, schema: Option<&Node<'_>>, version: Version) -> Format {
    let media_type = essence(media_type).to_ascii_lowercase();
    let schema = schema.map(|schema| resolved(schema).unwrap_or_else(|_| schema.clone()));
    let schema = schema.as_ref();
    let ty = schema.and_then(SchemaType::of);
    let format = schema.and_then(|schema| schema.str("format"));
    let binary = format == Some("binary")
        || ty == Some(SchemaType::File)
        || (format == Some("file") && matches!(ty, Some(SchemaType::Object | SchemaType::String)));
    let structured = schema.is_some_and(|schema| {
        schema.reference().is_some()
            || ["properties", "allOf", "oneOf", "anyOf", "items"].iter().any(|key| schema.get(key).is_some())
            || matches!(ty, Some(SchemaType::Object | SchemaType::Array))
    });
    if binary {
        return if media_type.starts_with("multipart/") { Format::Multipart } else { Format::Bytes };
    }
    if schema.is_some_and(is_stream) {
        return Format::Lines;
    }
    match media_type.as_str() {
        "application/x-www-form-urlencoded" => Format::Form,
        media if media.starts_with("multipart/") => Format::Multipart,
        media if is_json(media) => Format::Json,
        media if is_xml(media) && structured => Format::Xml,
        "text/event-stream" => Format::Events,
        media if is_lines(media) => Format::Lines,
        media if is_binary(media) && !(structured && version == Version::Swagger20) => Format::Bytes,
        media if is_document(media) => Format::Text,
        // .NET lists its JSON as text too, and Swagger 2.0 documents often name only what a browser sends.
        media
            if structured
                && (media.starts_with("text/plain") || media.contains('*') || version == Version::Swagger20) =>
        {
            Format::Json
        }
        // A number or a boolean is the same text in JSON.
        media
            if media.starts_with("text/plain")
                && matches!(ty, Some(SchemaType::Integer | SchemaType::Number | SchemaType::Boolean)) =>
        {
            Format::Json
        }
        media if structured && is_vendors_json(media) => Format::Json,
        media if media.contains('*') && schema.is_none() => Format::Bytes,
        media if media.contains('*') && ty == Some(SchemaType::String) => match format {
            Some("byte") => Format::Bytes,
            _ => Format::Text,
        },
        media if media.contains('*') => Format::Json,
        media if media.starts_with("text/") => Format::Text,
        media if media.starts_with("image/") || media.starts_with("audio/") || media.starts_with("video/") => {
            Format::Bytes
        }
        _ if ty == Some(SchemaType::String) => Format::Text,
        _ => Format::Bytes,
    }
}

/// Values one after the other: JSON lines, and JSON text sequences (RFC 7464).
fn is_lines(media_type: &str) -> bool {
    const NAMES: [&str; 8] = [
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "application/x-jsonl",
        "application/jsonlines",
        "application/x-jsonlines",
        "application/json-seq",
        "application/stream+json",
    ];
    NAMES.contains(&media_type) || media_type.ends_with("+json-seq") || media_type == "application/x-json-stream"
}

/// What grpc-gateway calls the messages of a stream, which it sends line by line as `application/json`.
fn is_stream(schema: &Node<'_>) -> bool {
    schema.str("title").is_some_and(|title| title.starts_with("Stream result of "))
}

/// Whether a media type is never text, whatever a schema says: archives, and bytes of any kind.
fn is_binary(media_type: &str) -> bool {
    const NAMES: [&str; 8] = ["tar", "zip", "gzip", "bzip2", "zstd", "xz", "pdf", "octet-stream"];
    let Some(name) = media_type.strip_prefix("application/") else { return false };
    let name = name.strip_prefix("x-").unwrap_or(name);
    NAMES.iter().any(|known| name == *known || name.ends_with(&format!("+{known}")))
        || matches!(name, "7z-compressed" | "gtar" | "compressed-tar" | "zip-compressed")
}

/// RFC 9110, Media Type: two tokens. What a pattern such as `*/*` says is a media type too.
pub(crate) fn is_media_type(text: &str) -> bool {
    essence(text).split_once('/').is_some_and(|(one, other)| is_token(one) && is_token(other))
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
