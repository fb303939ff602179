//! The direction of text: isolating what may be written from right to left.

/// Text that may be written from right to left, between marks that keep it from reordering what stands beside it.
pub fn isolated(text: &str) -> String {
    match text.chars().any(is_right_to_left) {
        true => format!("\u{2068}{text}\u{2069}"),
        false => text.to_string(),
    }
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{08ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}
