//! Punctuation that a tokenizer did not separate from its word. Abbreviations, numbers and addresses are none.

use crate::text::fold::is_deleted;

/// Abbreviations of three letters and more that end with a full stop.
const ABBREVIATIONS: [&str; 4] = ["إلخ", "الخ", "تلف", "هاتف"];

/// Whether a token has punctuation that should be a token of its own.
///
/// One or two letters with a full stop are an abbreviation. Addresses, hashtags and names with `@` are whole. A number keeps its punctuation,
/// except a comma, a semicolon or a question mark at its end.
pub fn is_glued(token: &str) -> bool {
    if token.contains("://") || token.starts_with("www.") || token.starts_with(['#', '@']) || token.contains('@') {
        return false;
    }
    let is_letter = |c: char| is_arabic(c) || c.is_alphabetic();
    let letters = token.chars().filter(|&c| is_letter(c)).count();
    if letters == 0 {
        return is_number_with_comma(token);
    }
    if letters > 1 && token.contains(['«', '»', '"', '“', '”', '(', ')', '[', ']', '{', '}']) {
        return true;
    }
    let Some(last) = token.chars().next_back() else { return false };
    let body = &token[..token.len() - last.len_utf8()];
    match last {
        '،' | '؛' | '؟' | '!' | ',' | ';' | '?' | ':' | '…' if letters > 1 => return true,
        '.' if !body.contains('.') => {
            let word: String = body.chars().filter(|&c| !is_deleted(c)).collect();
            if word.chars().count() > 2 && word.chars().all(is_arabic) && !ABBREVIATIONS.contains(&word.as_str()) {
                return true;
            }
        }
        _ => {}
    }
    // Between two words: a comma that was written without a space.
    let mut before = ' ';
    let mut chars = body.chars().peekable();
    while let Some(c) = chars.next() {
        if matches!(c, '،' | '؛' | '؟') && (is_letter(before) || chars.peek().is_some_and(|&next| is_letter(next))) {
            return true;
        }
        before = c;
    }
    false
}

/// A letter of the Arabic block, not its punctuation, digits and marks.
fn is_arabic(c: char) -> bool {
    matches!(c, 'ء'..='ي' | '\u{0671}'..='\u{06d3}') && c != '\u{0640}'
}

fn is_number_with_comma(token: &str) -> bool {
    token.strip_suffix(['،', '؛', '؟', ',', ';']).is_some_and(|body| body.ends_with(char::is_numeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_at_words_is_found() {
        for token in ["بيروت،", "وقال.", "«بيروت", "(رويترز)", "قال:", "بيروت،لبنان", "2010،", "وقالَ.", "لماذا؟", "Paris,", "و\"بيروت\""]
        {
            assert!(is_glued(token), "{token}");
        }
    }

    #[test]
    fn abbreviations_numbers_and_addresses_are_left_alone() {
        for token in ["3.5", "د.", "أ.د.", "ق.م", "ق.م.", "كم.", "1,200", "15:35", "،", "...", "10%", "إلخ.", "U.S.", "Inc.", "2010."] {
            assert!(!is_glued(token), "{token}");
        }
        for token in ["https://a.example/ب،", "#وسم", "@name", "a@b.example", "كوفيد-19", "و/أو", "12/5/2024", "أ)", "«", "٣٫٥", "", "1."]
        {
            assert!(!is_glued(token), "{token}");
        }
    }
}
