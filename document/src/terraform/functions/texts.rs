//! Functions of texts.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hcl::Value;
use hcl::eval::{Func, FuncArgs};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Given, index, list, made, one, some, text};

pub(super) const ALL: &[(&str, Func)] = &[
    ("upper", |arguments| changed(arguments, |text| text.to_uppercase())),
    ("lower", |arguments| changed(arguments, |text| text.to_lowercase())),
    ("title", |arguments| changed(arguments, title)),
    ("trimspace", |arguments| changed(arguments, |text| text.trim().to_owned())),
    ("chomp", |arguments| changed(arguments, |text| text.trim_end_matches(['\r', '\n']).to_owned())),
    ("strrev", |arguments| changed(arguments, |text| text.chars().rev().collect())),
    ("base64encode", |arguments| changed(arguments, |text| BASE64_STANDARD.encode(text))),
    ("base64decode", |arguments| {
        let bytes = BASE64_STANDARD.decode(text(&one(arguments)?)?).map_err(|_| "this is no base64".to_owned())?;
        String::from_utf8(bytes).map(Value::from).map_err(|_| "what is encoded is no text".to_owned())
    }),
    ("urlencode", |arguments| {
        changed(arguments, |text| utf8_percent_encode(text, QUERY).to_string().replace("%20", "+"))
    }),
    ("trim", |arguments| with(arguments, |text, set| text.trim_matches(|it| set.contains(it)).to_owned().into())),
    ("trimprefix", |arguments| {
        with(arguments, |text, prefix| text.strip_prefix(prefix).unwrap_or(text).to_owned().into())
    }),
    ("trimsuffix", |arguments| {
        with(arguments, |text, suffix| text.strip_suffix(suffix).unwrap_or(text).to_owned().into())
    }),
    ("startswith", |arguments| with(arguments, |text, prefix| text.starts_with(prefix).into())),
    ("endswith", |arguments| with(arguments, |text, suffix| text.ends_with(suffix).into())),
    ("strcontains", |arguments| with(arguments, |text, part| text.contains(part).into())),
    ("split", |arguments| {
        with(arguments, |separator, text| text.split(separator).map(|part| Value::from(part.to_owned())).collect())
    }),
    ("join", join),
    ("replace", |arguments| {
        let [whole, part, by] = some::<3>(arguments)?;
        let (whole, part, by) = (text(&whole)?, text(&part)?, text(&by)?);
        if part.len() > 1 && part.starts_with('/') && part.ends_with('/') {
            return Err("`replace` with a regular expression is not run here".to_owned());
        }
        if part.is_empty() || whole.matches(&part).count().saturating_mul(by.len()) > super::LONGEST_TEXT {
            return Err("the text becomes too long".to_owned());
        }
        made(whole.replace(&part, &by))
    }),
    ("substr", |arguments| {
        let [whole, start, length] = some::<3>(arguments)?;
        let characters: Vec<char> = text(&whole)?.chars().collect();
        let count = i64::try_from(characters.len()).unwrap_or(i64::MAX);
        let (start, length) = (index(&start)?, index(&length)?);
        let start = if start < 0 { count.saturating_add(start) } else { start }.clamp(0, count);
        let end = if length < 0 { count } else { start.saturating_add(length).min(count) };
        let (start, end) = (usize::try_from(start).unwrap_or(0), usize::try_from(end).unwrap_or(0));
        Ok(characters.get(start..end).unwrap_or_default().iter().collect::<String>().into())
    }),
    ("indent", |arguments| {
        let [spaces, whole] = some::<2>(arguments)?;
        let spaces = usize::try_from(index(&spaces)?).ok().filter(|spaces| *spaces <= 1000);
        let spaces = " ".repeat(spaces.ok_or("the indentation is from 0 to 1000")?);
        let whole = text(&whole)?;
        if whole.matches('\n').count().saturating_mul(spaces.len()) > super::LONGEST_TEXT {
            return Err("the text becomes too long".to_owned());
        }
        made(whole.replace('\n', &format!("\n{spaces}")))
    }),
    ("format", format_text),
];

/// What Go's `url.QueryEscape` leaves alone.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

fn changed(arguments: FuncArgs, change: impl FnOnce(&str) -> String) -> Given {
    made(change(&text(&one(arguments)?)?))
}

fn with(arguments: FuncArgs, make: impl FnOnce(&str, &str) -> Value) -> Given {
    let [first, second] = some::<2>(arguments)?;
    Ok(make(&text(&first)?, &text(&second)?))
}

fn title(text: &str) -> String {
    let mut begins = true;
    let titled = text.chars().flat_map(|character| {
        let upper = std::mem::replace(&mut begins, !character.is_alphanumeric()) && character.is_lowercase();
        if upper { character.to_uppercase().collect::<Vec<_>>() } else { vec![character] }
    });
    titled.collect()
}

fn join(arguments: FuncArgs) -> Given {
    let mut values = arguments.into_values().into_iter();
    let separator = text(&values.next().ok_or("a separator is needed")?)?;
    let mut out = String::new();
    for (number, item) in values.map(list).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().enumerate() {
        if number > 0 {
            out.push_str(&separator);
        }
        out.push_str(&text(&item)?);
        if out.len() > super::LONGEST_TEXT {
            break;
        }
    }
    made(out)
}

/// `format` with the verbs `%s`, `%d`, `%v`, `%q`, `%t` and `%%`, without widths.
fn format_text(arguments: FuncArgs) -> Given {
    let mut values = arguments.into_values().into_iter();
    let pattern = text(&values.next().ok_or("a pattern is needed")?)?;
    let (mut out, mut rest) = (String::new(), pattern.as_str());
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let verb = after.chars().next().ok_or("the pattern ends in `%`")?;
        rest = after.get(verb.len_utf8()..).unwrap_or_default();
        if verb == '%' {
            out.push('%');
            continue;
        }
        let value = values.next().ok_or_else(|| format!("no value is left for `%{verb}`"))?;
        match verb {
            's' | 'v' | 'd' | 't' => out.push_str(&text(&value)?),
            'q' => out.push_str(&super::encode::json(&text(&value)?.into())),
            other => return Err(format!("the verb `%{other}` is not run here")),
        }
    }
    out.push_str(rest);
    match values.next() {
        Some(_) => Err("there are more values than verbs".to_owned()),
        None => made(out),
    }
}
