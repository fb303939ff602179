//! Whose annotation of a record counts, where a file holds those of several people.

use std::collections::BTreeSet;

/// What one person marked in one record.
pub(super) struct Version<M> {
    /// The names of the person; none where the file does not tell.
    pub by: Vec<String>,
    /// What it is called in the file, if it is.
    pub id: Option<String>,
    /// What was marked, so that equal annotations are equal.
    pub meant: M,
}

/// `Err` if annotations of one record differ: it names the annotators with what decides, and `else_do` besides.
pub(super) fn agreed<M: PartialEq>(versions: &[Version<M>], else_do: &str) -> Result<(), String> {
    if versions.iter().all(|other| other.meant == versions[0].meant) {
        return Ok(());
    }
    let ids: Vec<&str> = versions.iter().filter_map(|version| version.id.as_deref()).collect();
    let named = if ids.is_empty() { String::new() } else { format!(" ({})", ids.join(", ")) };
    let by: BTreeSet<&String> = versions.iter().filter_map(|version| version.by.first()).collect();
    let many = format!("{} annotations{named} differ", versions.len());
    Err(match by.len() {
        0 | 1 => format!("{many}; {else_do}"),
        _ => {
            let commands: Vec<String> = by.iter().map(|name| format!("--annotator {name}")).collect();
            format!("{many}; name an annotator with {}, or {else_do}", commands.join(" or "))
        }
    })
}

/// The names under which annotators can be asked for, sorted: the numbers first, by value.
pub(super) fn annotators<'a>(by: impl Iterator<Item = &'a [String]>) -> Vec<String> {
    let names: BTreeSet<(u64, &String)> = by.filter_map(<[_]>::first).map(|name| (name.parse().unwrap_or(u64::MAX), name)).collect();
    names.into_iter().map(|(_, name)| name.clone()).collect()
}

/// `Err` if nobody of this name annotated anything in a file in which somebody did.
pub(super) fn known(wanted: &str, annotators: &[String], is_known: bool) -> Result<(), String> {
    match is_known || annotators.is_empty() {
        true => Ok(()),
        false => Err(format!("nothing in it is by annotator `{wanted}`; there are {}", annotators.join(", "))),
    }
}
