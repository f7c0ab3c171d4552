//! Looks at eight bytes of a string at once.

const ONES: u64 = u64::MAX / 255;

/// A bit in each byte of `word` that is a quote, a backslash or a control character. The lowest bit that is set is in
/// the first such byte; those above it may be wrong.
#[inline]
const fn special(word: u64) -> u64 {
    let quote = word ^ (ONES * b'"' as u64);
    let slash = word ^ (ONES * b'\\' as u64);
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    (control | (quote.wrapping_sub(ONES) & !quote) | (slash.wrapping_sub(ONES) & !slash)) & (ONES << 7)
}

/// How many bytes there are before a quote, a backslash or a control character.
#[inline]
pub(super) fn plain(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some((chunk, after)) = rest.split_first_chunk::<8>() {
        let special = special(u64::from_le_bytes(*chunk));
        if special != 0 {
            return bytes.len() - rest.len() + (special.trailing_zeros() / 8) as usize;
        }
        rest = after;
    }
    let tail = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..=0x1f));
    tail.map_or(bytes.len(), |tail| bytes.len() - rest.len() + tail)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn finds_what_a_string_may_not_hold() {
        for special in [b'"', b'\\', 0, 1, 0x1f] {
            for length in 0..40 {
                for other in [b'a', b' ', b'!', b'#', b']', b'[', 0x7f, 0x80, 0xff] {
                    let mut bytes = vec![other; length];
                    assert_eq!(plain(&bytes), length);
                    bytes.extend([special, b'"', 0]);
                    assert_eq!(plain(&bytes), length, "{special} behind {length} of {other}");
                }
            }
        }
    }
}
