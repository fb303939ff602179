//! Lines of a child: how long they and their fields may be, and how messages show them.

/// The bytes that a line may have.
pub const LONGEST_LINE: usize = 64 << 20;

/// The bytes that a name, a version or a label may have.
pub(super) const LONGEST_NAME: usize = 200;

/// What a child wrote, as a message shows it: on one line, not too long.
pub fn quoted(said: &str) -> String {
    const SHOWN: usize = 120;
    let short: String = plain(said).chars().take(SHOWN).collect();
    let more = if said.chars().nth(SHOWN).is_some() { " …" } else { "" };
    format!("`{short}`{more}")
}

/// What a child wrote, on one line: without control characters, and with single spaces.
pub(super) fn plain(said: &str) -> String {
    said.split(|c: char| c.is_control() || c == ' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
