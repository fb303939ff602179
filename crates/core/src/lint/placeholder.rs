//! Placeholders: tokens that stand for something else, such as line breaks, names of users, unknown words, entities of markup.

/// Whether the token is a placeholder: signs around a sign (`$#$`), a name in brackets (`<URL>`, `[MASK]`), an entity (`&amp;`).
pub fn is_placeholder(token: &str) -> bool {
    let bytes = token.as_bytes();
    let &[first, .., last] = bytes else { return false };
    let inner = &bytes[1..bytes.len() - 1];
    let is_name = |name: &[u8]| {
        name.iter().any(u8::is_ascii_alphabetic) && name.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'/' | b'-'))
    };
    match (first, last) {
        (b'<', b'>') | (b'[', b']') => is_name(inner),
        (b'&', b';') => inner.len() > 1 && is_name(inner.strip_prefix(b"#").map_or(inner, |_| b"x")),
        _ => {
            let is_sign = |byte: &u8| matches!(byte, b'$' | b'#' | b'@' | b'%' | b'&' | b'~' | b'^' | b'|');
            first == last && bytes.len() > 2 && bytes.iter().all(is_sign) && inner.iter().any(|&byte| byte != first)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_from_brackets_numbers_and_rows_of_signs() {
        for token in ["$#$", "@#@", "<URL>", "[MASK]", "</s>", "&amp;", "&#39;"] {
            assert!(is_placeholder(token), "{token}");
        }
        for token in ["$$$", "###", "[1]", "<3", "<>", "&", "%", "$", "#وسم", "@a@", "", "[مصر]", ":-:"] {
            assert!(!is_placeholder(token), "{token}");
        }
    }
}
