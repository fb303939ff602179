//! From the mentions of a sentence to its tags.

use crate::tags::scheme::TagScheme;

/// The tags of a sentence with this number of tokens. A mention is its first token, the token behind its last, and its type. Mentions must be
/// sorted and must share no token.
///
/// ```
/// use mihak_core::tags::{TagScheme, tags};
/// assert_eq!(tags(TagScheme::Iobes, 4, &[(1, 3, "PERS"), (3, 4, "GPE")]), ["O", "B-PERS", "E-PERS", "S-GPE"]);
/// ```
pub fn tags(scheme: TagScheme, tokens: usize, mentions: &[(usize, usize, &str)]) -> Vec<String> {
    let mut tags = vec![String::from("O"); tokens];
    for (at, &(start, end, label)) in mentions.iter().enumerate() {
        let behind = at > 0 && mentions[at - 1].1 == start && mentions[at - 1].2 == label;
        let in_front = mentions.get(at + 1).is_some_and(|next| next.0 == end && next.2 == label);
        for (token, tag) in tags.iter_mut().enumerate().take(end).skip(start) {
            let (first, last) = (token == start, token + 1 == end);
            let place = match scheme {
                TagScheme::Iob2 if first => 0,
                TagScheme::Iob1 if first && behind => 0,
                TagScheme::Ioe2 if last => 2,
                TagScheme::Ioe1 if last && in_front => 2,
                TagScheme::Iobes | TagScheme::Bilou | TagScheme::Bmewo if first && last => 3,
                TagScheme::Iobes | TagScheme::Bilou | TagScheme::Bmewo if first => 0,
                TagScheme::Iobes | TagScheme::Bilou | TagScheme::Bmewo if last => 2,
                _ => 1,
            };
            let letter = scheme.letters()[place].expect("the scheme has the places that it uses");
            *tag = format!("{}-{label}", char::from(letter));
        }
    }
    tags
}
