//! Mojibake: Arabic in UTF-8 that was read as Latin-1, Windows-1252 or Windows-1256. It is known by the characters that its bytes became.

/// Whether a token is UTF-8 that was read as another encoding.
pub fn is_mojibake(token: &str) -> bool {
    let (mut pairs, mut sure, mut before) = (0, false, ' ');
    for c in token.chars() {
        // The first bytes of Arabic letters are D8 to DB: ØÙÚÛ in Windows-1252, طظعغ in Windows-1256.
        let latin = matches!(before, 'Ø' | 'Ù' | 'Ú' | 'Û') && is_later_byte_1252(c);
        let arabic = matches!(before, 'ط' | 'ظ') && is_later_byte_1256(c);
        // Ã© and its like are Latin letters, â€ opens quotation marks and dashes, ï»¿ is the byte order mark.
        sure |= matches!((before, c), ('Ã', '\u{80}'..='\u{bf}') | ('â', '€' | '\u{80}') | ('ï', '»')) || (latin && pairs > 0);
        if latin || arabic {
            pairs += 1;
            before = ' ';
        } else {
            before = c;
        }
    }
    sure || pairs > 1 || (pairs == 1 && token.chars().count() == 2 && token.starts_with(['Ø', 'Ù', 'Ú', 'Û']))
}

/// Whether the byte of a character in Latin-1 or Windows-1252 is one of 80 to BF, which go on with a character of UTF-8.
fn is_later_byte_1252(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{bf}' | 'Œ' | 'œ' | 'Š' | 'š' | 'Ÿ' | 'Ž' | 'ž' | 'ƒ' | 'ˆ' | '˜' | '\u{2013}'..='\u{203a}' | '€' | '™')
}

/// The same of Windows-1256, without the Arabic comma, semicolon and question mark, which stand behind ط and ظ in Arabic.
fn is_later_byte_1256(c: char) -> bool {
    matches!(c, '¢'..='©' | '«'..='¹' | '»'..='¾' | 'Œ' | 'œ' | 'ƒ' | 'ˆ' | '‚' | '„' | '…' | '†' | '‡' | '‰' | '‹' | '€' | '™' | '\u{200c}'..='\u{200f}' | 'ھ' | 'ں' | 'ٹ' | 'ڑ' | 'ڈ' | 'ژ' | 'چ' | 'پ' | 'گ' | 'ک')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_were_read_in_three_wrong_encodings_are_known() {
        for token in ["Ø§Ù„", "Ø§Ù\u{84}", "ط§ظ„ط¨ظٹطھ", "cafÃ©", "â€œ", "ÙˆØ²Ø§Ø±"] {
            assert!(is_mojibake(token), "{token}");
        }
    }

    #[test]
    fn foreign_names_and_arabic_words_are_no_mojibake() {
        for token in ["OÙ", "Øystein", "SÃO", "château", "وسط»", "حافظ،", "ظل", "ضغط", "Ûber", "ط،", "خط…", "محفوظ»،"]
        {
            assert!(!is_mojibake(token), "{token}");
        }
    }
}
