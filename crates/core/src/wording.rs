//! Numbers and unknown names in sentences for people.

use crate::safe::line;

/// A number with its noun: `1 fault`, `2 faults`.
pub fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// A number with a comma between groups of three digits: `12,345`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A text as messages quote it: of a long one the beginning, so that many messages about one text stay short.
pub fn excerpt(text: &str) -> String {
    const CHARACTERS: usize = 60;
    match text.char_indices().nth(CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into(),
    }
}

/// The most known names that are listed where none is near.
const LISTED: usize = 30;

/// The end of a message about an unknown name: the nearest known ones; where none is near all, or of very many those that are the least far.
pub fn nearest(wanted: &str, known: &[&str]) -> String {
    let mut near: Vec<(f64, &str)> = known.iter().map(|name| (strsim::jaro_winkler(wanted, name), *name)).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let least_far: Vec<&str> = near.iter().take(3).map(|(_, name)| *name).collect();
    near.retain(|(near, _)| *near > 0.7);
    let quoted = |names: &[&str]| names.iter().map(|name| format!("`{}`", line(name))).collect::<Vec<_>>().join(", ");
    match near.is_empty() {
        true if known.is_empty() => String::new(),
        true if known.len() > LISTED => format!("; there are {}, of which the nearest are {}", known.len(), quoted(&least_far)),
        true => format!("; there are {}", quoted(known)),
        false => format!("; did you mean {}?", quoted(&near.iter().take(3).map(|(_, name)| *name).collect::<Vec<_>>())),
    }
}
