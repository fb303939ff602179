//! The words of a text. They depend on the text alone, so no annotator and no scorer can disagree about them.

use unicode_normalization::char::is_combining_mark;

use crate::text::Span;
use crate::text::fold::is_invisible;

/// Whether the character belongs to the body of a word: a letter, a digit, a mark or an invisible character.
pub fn is_word_char(c: char) -> bool {
    // Most characters are plain Arabic letters: the tables are for the rest.
    matches!(c, 'ء'..='ي') || c.is_alphanumeric() || is_invisible(c) || is_combining_mark(c)
}

/// Characters that stay inside a number when a digit stands on both sides.
fn joins_digits(c: char) -> bool {
    matches!(c, ':' | '.' | ',' | '/' | '-' | '%' | '٫' | '٬' | '٪')
}

/// Whether the word is punctuation: it has no letter and no digit. Tatweel is no letter here: alone it is a dash.
pub fn is_punctuation(word: &str) -> bool {
    !word.chars().any(|c| c.is_alphanumeric() && c != '\u{0640}')
}

/// Whether the character separates words: white space, or a byte order mark at the start of the text.
fn is_space(c: char, at: usize) -> bool {
    c.is_whitespace() || (c == '\u{feff}' && at == 0)
}

/// The words of `text`, in order.
///
/// White space separates words, and punctuation is split off. A run of one punctuation mark (`...`) is one word. A number keeps
/// `: . , / - %` between its digits, and a percent sign at its end. A URL, an e-mail address, a `#hashtag` and an `@name` are one word each.
/// Every character that is no white space belongs to exactly one word. The one exception is a byte order mark at the start of the text.
///
/// ```
/// use mihak_core::text::words::words;
/// let text = "عند 15:35، قال: «الـ10%»";
/// let words: Vec<&str> = words(text).map(|word| word.slice(text)).collect();
/// assert_eq!(words, ["عند", "15:35", "،", "قال", ":", "«", "الـ10%", "»"]);
/// ```
pub fn words(text: &str) -> Words<'_> {
    Words { text, at: 0, previous: None }
}

/// The iterator of [`words`].
pub struct Words<'a> {
    text: &'a str,
    at: usize,
    previous: Option<char>,
}

impl Iterator for Words<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        let first = loop {
            let c = self.text[self.at..].chars().next()?;
            if !is_space(c, self.at) {
                break c;
            }
            self.at += c.len_utf8();
            self.previous = Some(c);
        };
        let start = self.at;
        let rest = &self.text[start..];
        let len = match self.previous.is_none_or(|c| !c.is_alphanumeric()).then(|| address(rest)).flatten() {
            Some(len) => len,
            None if is_word_char(first) => body(rest),
            None => rest.len() - rest.trim_start_matches(first).len(),
        };
        self.at += len;
        self.previous = rest[..len].chars().next_back();
        Some(Span::new(self.text, start, start + len).expect("a word has at least one whole character"))
    }
}

/// The length in bytes of the word body that opens `rest`.
fn body(rest: &str) -> usize {
    let mut chars = rest.char_indices().peekable();
    let mut previous = ' ';
    while let Some((at, c)) = chars.next() {
        if !is_word_char(c) {
            let next = chars.peek().map(|&(_, c)| c);
            let inner = joins_digits(c) && previous.is_numeric() && next.is_some_and(char::is_numeric);
            if !inner {
                let sign = matches!(c, '%' | '٪') && previous.is_numeric();
                return if sign { at + c.len_utf8() } else { at };
            }
        }
        previous = c;
    }
    rest.len()
}

/// The kind of a word that is an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Address {
    /// `https://…`, `www.…`, or a bare host name of a known top-level domain.
    Url,
    /// `name@host.domain`.
    Email,
    /// `#…`.
    Hashtag,
    /// `@…`.
    User,
}

impl Address {
    /// The kind of a word that is an address as a whole. The rule is the one by which [`words`] keeps an address one word. `None` for every
    /// other word.
    ///
    /// ```
    /// use mihak_core::text::words::Address;
    /// assert_eq!(Address::of("#غزة"), Some(Address::Hashtag));
    /// assert_eq!(Address::of("القاهرة"), None);
    /// ```
    pub fn of(word: &str) -> Option<Address> {
        if word.is_empty() || address(word) != Some(word.len()) {
            return None;
        }
        Some(match word.as_bytes()[0] {
            b'#' => Address::Hashtag,
            b'@' => Address::User,
            _ if word.starts_with("http://") || word.starts_with("https://") || !word.contains('@') => Address::Url,
            _ => Address::Email,
        })
    }
}

/// The length in bytes of the URL, e-mail address, hashtag or user name that opens `rest`, or `None`.
fn address(rest: &str) -> Option<usize> {
    let first = rest.as_bytes()[0];
    if first == b'#' || first == b'@' {
        let len = 1 + prefix(&rest[1..], |c| is_word_char(c) || c == '_');
        return (len > 1).then_some(len);
    }
    if !first.is_ascii_alphanumeric() {
        return None;
    }
    // A bounded look ahead: in a long run such as a.a.a.a every word would else read the rest of the text.
    let ahead = &rest.as_bytes()[..rest.len().min(LONGEST_HOST)];
    let ascii = ahead.iter().position(|&byte| !(byte.is_ascii_alphanumeric() || b"._%+-@:/".contains(&byte))).unwrap_or(ahead.len());
    let head = &rest[..ascii];
    if head.starts_with("http://") || head.starts_with("https://") || head.starts_with("www.") {
        return Some(trimmed(&rest[..prefix(rest, is_url_char)]));
    }
    if let Some(at) = head.find('@') {
        let domain = &head[at + 1..at + 1 + prefix(&head[at + 1..], is_host_char)];
        let len = at + 1 + trimmed(domain);
        return (at > 0 && domain.trim_end_matches('.').contains('.')).then_some(len);
    }
    let host = trimmed(&head[..prefix(head, is_host_char)]);
    let top = head[..host].rsplit_once('.')?.1;
    if !TOP_DOMAINS.contains(&top) {
        return None;
    }
    Some(match rest[host..].starts_with('/') {
        true => trimmed(&rest[..host + prefix(&rest[host..], is_url_char)]),
        false => host,
    })
}

/// The longest host name or e-mail address that is recognised, in bytes (RFC 5321 allows 254).
const LONGEST_HOST: usize = 256;

/// The top-level domains by which a bare host name is told from Latin words with full stops.
const TOP_DOMAINS: [&str; 26] = [
    "com", "org", "net", "edu", "gov", "info", "example", "ma", "eg", "sa", "ae", "jo", "tn", "dz", "qa", "kw", "om", "bh", "iq", "lb", "sy", "ps",
    "sd", "ly", "ye", "mr",
];

fn prefix(text: &str, keep: impl Fn(char) -> bool) -> usize {
    text.find(|c| !keep(c)).unwrap_or(text.len())
}

fn is_host_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '.' || c == '-'
}

fn is_url_char(c: char) -> bool {
    !c.is_whitespace() && !"،؛؟«»()<>\"“”".contains(c)
}

/// The length without the punctuation that ends a sentence rather than an address.
fn trimmed(address: &str) -> usize {
    address.trim_end_matches(['.', ',', ':', ';', '!', '?', '؟', '،', '؛', ')']).len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn split(text: &str) -> Vec<&str> {
        words(text).map(|word| word.slice(text)).collect()
    }

    #[test]
    fn numbers_times_dates_and_scores_keep_their_inner_marks() {
        for word in ["15:35", "3.5", "1,200", "12/5/2024", "2-1", "15%", "٢٠٢٤", "٣٫٥", "12٪", "الـ10", "و15", "كوفيد19"] {
            assert_eq!(split(word), [word]);
        }
        assert_eq!(split("كوفيد-19 و/أو 5."), ["كوفيد", "-", "19", "و", "/", "أو", "5", "."]);
        assert_eq!(split("$50 (10%)."), ["$", "50", "(", "10%", ")", "."]);
    }

    #[test]
    fn addresses_are_one_word_without_the_full_stop_behind_them() {
        assert_eq!(split("على https://a.example/ب?x=1، أو"), ["على", "https://a.example/ب?x=1", "،", "أو"]);
        assert_eq!(split("press@mihak.example."), ["press@mihak.example", "."]);
        assert_eq!(split("#وسم_واحد؟ @name"), ["#وسم_واحد", "؟", "@name"]);
        assert_eq!(split("moh.gov.sa, U.S."), ["moh.gov.sa", ",", "U", ".", "S", "."]);
        assert_eq!(split("# @"), ["#", "@"]);
    }

    #[test]
    fn an_address_is_told_by_kind_and_other_words_are_none() {
        for (word, expected) in [
            ("https://a.example/@b", Some(Address::Url)),
            ("moh.gov.sa", Some(Address::Url)),
            ("www.a.example", Some(Address::Url)),
            ("press@mihak.example", Some(Address::Email)),
            ("#وسم_واحد", Some(Address::Hashtag)),
            ("@name", Some(Address::User)),
            ("U.S", None),
            ("15:35", None),
            ("قال", None),
            ("", None),
        ] {
            assert_eq!(Address::of(word), expected, "{word}");
        }
    }

    #[test]
    fn marks_belong_to_the_word_that_they_touch() {
        assert_eq!(split("قال\u{200f}: نعم\u{200c}"), ["قال\u{200f}", ":", "نعم\u{200c}"]);
        assert_eq!(split("\u{feff}قال"), ["قال"]);
        assert_eq!(split("كَتَبَ"), ["كَتَبَ"]);
        assert_eq!(split("نعم... ـ لا"), ["نعم", "...", "ـ", "لا"]);
    }

    proptest! {
        #[test]
        fn words_are_sorted_and_cover_every_character_that_is_no_space(text in "[\u{0600}-\u{06ff}a-z0-9 @#./:%\u{200f}\\-\n]{0,60}") {
            let mut end = 0;
            for word in words(&text) {
                prop_assert!(text[end..word.start()].chars().all(char::is_whitespace));
                prop_assert!(!word.slice(&text).contains(char::is_whitespace));
                end = word.end();
            }
            prop_assert!(text[end..].chars().all(char::is_whitespace));
        }
    }
}
