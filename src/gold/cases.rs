//! The hand-counted cases of `gold/cases`, as examples of each measure.

use anyhow::{Context, Result};

use crate::folder::Root;

/// The folder of the cases.
const FOLDER: &str = "gold/cases";

/// A hand-counted case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HandCounted {
    /// Its file, from the root of the suite.
    pub file: String,
    /// The claim that it makes.
    pub name: String,
    /// The case as it is written, with the remarks in front of it.
    pub written: String,
    /// The rows whose values were counted by hand: a value, then match, bound, orth, view, label and measure.
    pub values: Vec<String>,
}

impl HandCounted {
    /// Whether a value of it is of this match and measure.
    pub fn is_of(&self, matching: &str, measure: &str) -> bool {
        self.values.iter().any(|row| {
            let fields: Vec<&str> = row.split_whitespace().collect();
            fields.get(1) == Some(&matching) && fields.last() == Some(&measure)
        })
    }
}

/// The cases of a file, by its name without `.toml`, in their order. `Err` if there is no such file, or if it is no TOML.
pub fn cases(name: &str) -> Result<Vec<HandCounted>> {
    let file = format!("{FOLDER}/{name}.toml");
    let text = Root::Embedded.read_text(&file)?;
    blocks(&text).into_iter().map(|written| case(&file, written)).collect()
}

fn case(file: &str, written: &str) -> Result<HandCounted> {
    let table: toml::Table = written.parse().with_context(|| format!("`{file}` is no TOML"))?;
    let case = table.values().next().and_then(|cases| cases.get(0)).with_context(|| format!("`{file}`: a block holds no case"))?;
    let text = |key: &str| case.get(key).and_then(toml::Value::as_str).unwrap_or_default();
    let values = text("values").lines().map(str::trim).filter(|line| !line.is_empty()).map(String::from).collect();
    Ok(HandCounted { file: file.into(), name: text("name").into(), written: written.trim().into(), values })
}

/// The cases of a file, each from its double brackets to the next ones; the heading of the file is none.
fn blocks(text: &str) -> Vec<&str> {
    let mut starts: Vec<usize> = text.match_indices("\n[[").map(|(at, _)| at + 1).collect();
    if text.starts_with("[[") {
        starts.insert(0, 0);
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(&start, end)| &text[start..end]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_of_a_file_is_a_block_of_its_own() {
        let cases = cases("tokens-span").unwrap();
        assert!(cases.len() >= 8, "{}", cases.len());
        assert!(cases.iter().all(|case| case.written.starts_with("[[tokens]]") && !case.name.is_empty()), "{cases:?}");
        assert!(super::cases("nothing").is_err());
    }
}
