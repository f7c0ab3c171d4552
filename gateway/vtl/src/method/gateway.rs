//! `$input`, `$util` and `$foreach`.
//!
//! Source: [mapping template reference](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html).

use std::fmt::Write as _;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::host::Host;
use crate::error::{RenderError, RenderErrorKind, failed};
use crate::json::parse_within;
use crate::value::{Collections, LoopScope, Value};

type Called = Result<Option<Value>, RenderError>;

/// What `java.net.URLEncoder` encodes.
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'*').remove(b'_');

/// Takes base64 with or without padding, and with stray bits at its end.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

pub(super) fn call_input(host: &mut Host<'_>, name: &str, arguments: &[Value]) -> Called {
    let longest = host.limits.output;
    let Some(input) = host.scope.input() else {
        return Ok(None);
    };
    let budget = &mut host.budget;
    let value = match (name, arguments) {
        ("path", [Value::Text(expression)]) => input.path(expression, budget)?.unwrap_or_default(),
        ("json", [Value::Text(expression)]) => input.json(expression, budget, longest)?,
        ("params", []) => input.all_parameters(),
        ("params", [Value::Text(name)]) => input.parameter(name).unwrap_or_default(),
        _ => return Ok(None),
    };
    if let Value::Text(text) = &value {
        host.charge_text(text.len())?;
    }
    Ok(Some(value))
}

pub(super) fn call_util(host: &mut Host<'_>, name: &str, arguments: &[Value]) -> Called {
    let [argument] = arguments else {
        return Ok(None);
    };
    if argument.is_null() {
        return Ok(None);
    }
    if name == "parseJson" {
        let Value::Text(text) = argument else {
            return Ok(None);
        };
        host.charge_length(text.len())?;
        let value = parse_within(text, Collections::JsonSmart, &mut host.budget.memory)
            .map_err(|error| error.as_render_error(RenderErrorKind::Method))?;
        return Ok(Some(value));
    }
    if !matches!(name, "escapeJavaScript" | "urlEncode" | "urlDecode" | "base64Encode" | "base64Decode") {
        return Ok(None);
    }
    let text = host.print(argument)?;
    let result = match name {
        "escapeJavaScript" => escape_java_script(&text),
        "urlEncode" => utf8_percent_encode(&text, FORM).to_string().replace("%20", "+"),
        "urlDecode" => url_decode(&text)?,
        "base64Encode" => STANDARD.encode(&text),
        _ => base64_decode(&text),
    };
    host.text(result).map(Some)
}

/// As commons-lang's `escapeJavaScript`: both quotes, backslash, slash, and all that is not ASCII.
fn escape_java_script(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '\u{8}' => escaped.push_str("\\b"),
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push_str("\\t"),
            '\u{c}' => escaped.push_str("\\f"),
            '\r' => escaped.push_str("\\r"),
            '\'' | '"' | '\\' | '/' => {
                escaped.push('\\');
                escaped.push(character);
            }
            ' '..='\u{7f}' => escaped.push(character),
            _ => {
                let mut units = [0; 2];
                for unit in character.encode_utf16(&mut units) {
                    // Writing to a string cannot fail.
                    let _ = write!(escaped, "\\u{unit:04X}");
                }
            }
        }
    }
    escaped
}

fn url_decode(text: &str) -> Result<String, RenderError> {
    let spaced = text.replace('+', " ");
    let mut rest = spaced.as_str();
    while let Some((_, after)) = rest.split_once('%') {
        let hexadecimal = after.get(..2).is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        if !hexadecimal {
            return Err(failed("illegal characters in an escape (%) pattern"));
        }
        rest = after;
    }
    Ok(percent_decode_str(&spaced).decode_utf8_lossy().into_owned())
}

/// Characters that are not base64 are passed over; both alphabets are taken.
fn base64_decode(text: &str) -> String {
    let mut clean: Vec<u8> = text
        .bytes()
        .take_while(|byte| *byte != b'=')
        .filter_map(|byte| match byte {
            b'-' => Some(b'+'),
            b'_' => Some(b'/'),
            b'+' | b'/' => Some(byte),
            _ => byte.is_ascii_alphanumeric().then_some(byte),
        })
        .collect();
    // A single character left over holds less than a byte.
    if clean.len() % 4 == 1 {
        clean.pop();
    }
    LENIENT.decode(&clean).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

/// `$foreach` is a map too, of what the template stores in it.
pub(super) fn call_loop(host: &mut Host<'_>, scope: &Rc<LoopScope>, name: &str, arguments: &[Value]) -> Called {
    match (name, arguments) {
        ("get", [key]) => return Ok(Some(scope.stored_value(key))),
        ("hasNext", []) => return Ok(scope.getter("hasNext")),
        (name, []) => {
            let mut letters = name.strip_prefix("get").or_else(|| name.strip_prefix("is")).unwrap_or_default().chars();
            let first = letters.next().map(|letter| letter.to_ascii_lowercase());
            let getter: String = first.into_iter().chain(letters).collect();
            if let Some(value) = scope.getter(&getter) {
                return Ok(Some(value));
            }
        }
        _ => {}
    }
    super::map::call(host, &scope.stored(), name, arguments)
}
