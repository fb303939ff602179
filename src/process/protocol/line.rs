//! Lines of a child: how long they and their fields may be, and how messages show them.

/// The bytes that a line may have.
pub const LONGEST_LINE: usize = 64 << 20;

/// The bytes that a name, a version or a label may have.
pub(super) const LONGEST_NAME: usize = 200;

/// The spans or pieces that an answer may have for each byte of the text: two letters of Arabic have four.
const MOST_A_BYTE: usize = 8;

/// The spans or pieces that the answer to any text may have.
const MOST_ANYWAY: usize = 1000;

/// The labels that one answer may have.
pub(super) const MOST_LABELS: usize = 1000;

/// `Err` says how many spans or pieces an answer to this text may have, if it has more: each takes some kilobytes until it is scored.
pub(super) fn not_too_many(noun: &str, number: usize, text: &str) -> Result<(), String> {
    let most = text.len().saturating_mul(MOST_A_BYTE).max(MOST_ANYWAY);
    match number > most {
        true => Err(format!("it has {number} {noun}; at most {most} are read for a text of {} bytes", text.len())),
        false => Ok(()),
    }
}

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
