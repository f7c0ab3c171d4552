//! What YAML 1.1 read differently from the 1.2 core schema that is read here.

/// What a word meant that is a string today.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    match text {
        "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "y" | "Y" => Some(true),
        "no" | "No" | "NO" | "off" | "Off" | "OFF" | "n" | "N" => Some(false),
        _ => None,
    }
}

/// What YAML 1.1 would have read where YAML 1.2 reads this string; `None` if a string as well.
///
/// For help where a string stands in place of a number or boolean.
///
/// ```
/// use gatewright_document::yaml11_meaning;
///
/// assert_eq!(yaml11_meaning("1_000").as_deref(), Some("the number 1000"));
/// assert_eq!(yaml11_meaning("no").as_deref(), Some("the boolean false"));
/// assert_eq!(yaml11_meaning("017").as_deref(), Some("the number 15"));
/// assert_eq!(yaml11_meaning("pets"), None);
/// ```
#[must_use]
pub fn yaml11_meaning(text: &str) -> Option<String> {
    if let Some(boolean) = boolean(text) {
        return Some(format!("the boolean {boolean}"));
    }
    number(text).map(|number| format!("the number {number}"))
}

/// The numbers that only YAML 1.1 has: `1_000`, `017`, `0b11`, `1:30`.
fn number(text: &str) -> Option<i128> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if !digits.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let plain = digits.replace('_', "");
    let magnitude = if let Some(binary) = plain.strip_prefix("0b") {
        i128::from_str_radix(binary, 2).ok()?
    } else if digits.contains(':') {
        sexagesimal(&plain)?
    } else if plain.len() > 1 && plain.starts_with('0') {
        i128::from_str_radix(&plain, 8).ok()?
    } else if digits.contains('_') {
        plain.parse().ok()?
    } else {
        return None;
    };
    Some(sign * magnitude)
}

/// `1:30` is 90, to the surprise of all who write ports or times.
fn sexagesimal(text: &str) -> Option<i128> {
    text.split(':').try_fold(0_i128, |sum, part| {
        let part: i128 = part.parse().ok().filter(|part| *part >= 0)?;
        sum.checked_mul(60)?.checked_add(part)
    })
}

#[cfg(test)]
mod tests {
    use super::yaml11_meaning;

    #[test]
    fn numbers_of_yaml_1_1() {
        for (text, meaning) in [("1:30", 90), ("-1_0", -10), ("0b11", 3), ("+0_17", 15)] {
            assert_eq!(yaml11_meaning(text), Some(format!("the number {meaning}")), "{text}");
        }
        for text in ["12", "0", "08", "1:x", "_1", "", "-", "2020-01-01", "0x1F"] {
            assert_eq!(yaml11_meaning(text), None, "{text}");
        }
    }
}
