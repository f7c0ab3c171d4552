//! Bounds of markup that a parser would look at longer than the text is: each attribute of an element is compared with
//! all others, and each element that declares a namespace keeps a list of all that it inherits.

/// Attributes of one element.
const ATTRIBUTES: usize = 256;

/// Namespaces that are declared around one place.
const NAMESPACES: usize = 64;

/// A text that breaks a bound, and where.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Beyond {
    pub(super) message: String,
    pub(super) at: usize,
}

/// Looks at the tags of a text. One that is not well-formed is left to the parser.
pub(super) fn check(text: &str) -> Result<(), Beyond> {
    let bytes = text.as_bytes();
    // How many namespaces each open element declares.
    let mut open: Vec<usize> = Vec::new();
    let mut declared = 0;
    let mut at = 0;
    while let Some(start) = find(text, at, "<") {
        let rest = text.get(start..).unwrap_or_default();
        let end_of = |mark: &str| find(text, start, mark).map_or(text.len(), |end| end + mark.len());
        at = if rest.starts_with("<!--") {
            end_of("-->")
        } else if rest.starts_with("<![CDATA[") {
            end_of("]]>")
        } else if rest.starts_with("<?") {
            end_of("?>")
        } else if rest.starts_with("</") {
            declared -= open.pop().unwrap_or_default();
            end_of(">")
        } else {
            let tag = Tag::read(bytes, start);
            if tag.attributes > ATTRIBUTES {
                let message = format!("more than {ATTRIBUTES} attributes of one element");
                return Err(Beyond { message, at: start });
            }
            declared += tag.namespaces;
            if declared > NAMESPACES {
                return Err(Beyond { message: format!("more than {NAMESPACES} namespaces"), at: start });
            }
            if tag.is_empty {
                declared -= tag.namespaces;
            } else {
                open.push(tag.namespaces);
            }
            tag.end
        };
    }
    Ok(())
}

fn find(text: &str, from: usize, mark: &str) -> Option<usize> {
    text.get(from..)?.find(mark).map(|found| from + found)
}

#[derive(Default)]
struct Tag {
    attributes: usize,
    namespaces: usize,
    is_empty: bool,
    end: usize,
}

impl Tag {
    /// A start tag, from `<` to `>`. Each `=` outside of quotes is an attribute.
    fn read(bytes: &[u8], start: usize) -> Self {
        let mut tag = Self { end: bytes.len(), ..Self::default() };
        let mut quote = None;
        let mut word = start;
        for (at, byte) in bytes.iter().enumerate().skip(start) {
            match (quote, byte) {
                (Some(mark), byte) if mark == *byte => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') => quote = Some(*byte),
                (None, b'=') => {
                    tag.attributes += 1;
                    tag.namespaces += usize::from(bytes.get(word..at).is_some_and(|name| name.starts_with(b"xmlns")));
                }
                (None, b'>') => {
                    tag.is_empty = bytes.get(at.wrapping_sub(1)) == Some(&b'/');
                    tag.end = at + 1;
                    break;
                }
                (None, b' ' | b'\t' | b'\r' | b'\n') => {
                    // White space may stand before `=`.
                    if bytes.get(at + 1).is_some_and(|next| !next.is_ascii_whitespace() && *next != b'=') {
                        word = at + 1;
                    }
                }
                (None, _) => {}
            }
        }
        tag
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attributes(count: usize) -> String {
        (0..count).map(|index| format!(" a{index}='>'")).collect()
    }

    fn namespaces(count: usize) -> String {
        (0..count).map(|index| format!("<a xmlns:n{index} = 'n'>")).collect()
    }

    #[test]
    fn what_is_within_bounds() {
        for text in [
            format!("<a{}/>", attributes(ATTRIBUTES)),
            format!("<a><b{0}/><b{0}></b></a>", attributes(ATTRIBUTES / 2 + 1)),
            format!("<!-- <a{}/> --><a/>", attributes(1000)),
            format!("<a><![CDATA[<a{}/>]]></a>", attributes(1000)),
            namespaces(NAMESPACES),
            "<a xmlns='n'/>".repeat(1000),
            "<a xmlns='n'></a>".repeat(1000),
            "</a></a><a".to_owned(),
        ] {
            assert_eq!(check(&text), Ok(()), "{text:.60}");
        }
    }

    #[test]
    fn what_is_not() {
        for (text, at) in [
            (format!("<a><b{}/></a>", attributes(ATTRIBUTES + 1)), 3),
            (namespaces(NAMESPACES + 1), namespaces(NAMESPACES).len()),
            (format!("<a{}", attributes(100_000)), 0),
        ] {
            assert_eq!(check(&text).map_err(|beyond| beyond.at), Err(at), "{text:.60}");
        }
    }
}
