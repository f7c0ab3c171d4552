//! How many values a body may have: a body of a few bytes each costs many times its size once it is read.

/// What a document of a million values takes is bearable.
pub(super) const NODES: usize = 1_000_000;

/// Whether a text of JSON has more values than that, malformed ones included.
pub(super) fn exceed_json(bytes: &[u8], limit: usize) -> bool {
    // Each value has a byte of its own at least.
    if bytes.len() <= limit {
        return false;
    }
    let mut values = 1;
    let mut rest = bytes.iter();
    while let Some(byte) = rest.next() {
        match byte {
            b',' | b'[' | b'{' => values += 1,
            b'"' => {
                while let Some(byte) = rest.next() {
                    match byte {
                        b'\\' => {
                            rest.next();
                        }
                        b'"' => break,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    values > limit
}

/// Whether a text has more than so many of one byte.
pub(super) fn exceed(bytes: &[u8], byte: u8, limit: usize) -> bool {
    bytes.len() > limit && bytes.iter().filter(|one| **one == byte).count() > limit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_outside_of_strings() {
        for (text, values) in
            [("[]", 2), ("[1,2]", 3), (r#"{"a":"x,[\",","b":[[]]}"#, 5), (r#"",,,,""#, 1), ("[[[[", 5)]
        {
            assert!(!exceed_json(text.as_bytes(), values), "{text}");
            assert!(text.len() <= values || exceed_json(text.as_bytes(), values - 1), "{text}");
        }
    }
}
