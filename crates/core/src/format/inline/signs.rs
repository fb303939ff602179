//! The signs of the inline form that reader and writer share.

/// What orders a line from the right to the left for the eye.
pub(super) const RLM: char = '\u{200f}';

/// The openings of an article: with both layers, and with mentions only.
pub(super) const OPENINGS: [(&str, bool); 2] = [("# article ", true), ("# entities ", false)];

/// Whether the character only orders a line for the eye.
pub(super) fn is_layout(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The id of the article that a line opens, and whether its words are told.
pub(super) fn opening(line: &str) -> Option<(&str, bool)> {
    let id = |(opening, has_words)| Some((line.strip_prefix(opening)?.trim(), has_words));
    OPENINGS.into_iter().find_map(id).filter(|(id, _)| !id.is_empty())
}
