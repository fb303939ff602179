//! `kept.csv`: how many answers of which system were kept from earlier runs. Whoever judges the results is told.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use anyhow::{Context, Result, bail};
use mihak_core::records;

use crate::folder::{Root, write_inside};

/// The file in a folder of results.
const FILE: &str = "kept.csv";

const HEADER: [&str; 2] = ["system", "answers"];

/// Writes how many answers of which system were kept, or removes the file if there were none.
///
/// `Err` if it can be neither written nor removed.
pub fn write(folder: &Path, answers: &BTreeMap<&str, usize>) -> Result<()> {
    if answers.is_empty() {
        return match fs::remove_file(folder.join(FILE)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot remove `{}`, which is of an earlier run", folder.join(FILE).display()))
            }
            _ => Ok(()),
        };
    }
    let content =
        records::bytes(HEADER, |writer| answers.iter().try_for_each(|(system, answers)| writer.write_record([*system, &answers.to_string()])));
    write_inside(folder, FILE, &content)
}

/// How many answers of which system were kept; nothing if there is no such file.
///
/// `Err` names a line that does not say it.
pub fn read(root: &Root, path: &str) -> Result<BTreeMap<String, usize>> {
    let file = format!("{path}/{FILE}");
    if !root.has(&file) {
        return Ok(BTreeMap::new());
    }
    let (shown, content) = (root.shown(&file), root.read(&file)?);
    let mut reader = csv::Reader::from_reader(content.as_slice());
    if !reader.headers().with_context(|| format!("`{shown}` is not CSV"))?.iter().eq(HEADER) {
        bail!("`{shown}` line 1: expected the columns `{}`; run it again", HEADER.join(","));
    }
    let rows = reader.records().map(|record| {
        let record = record.with_context(|| format!("`{shown}` is not CSV"))?;
        let line = record.position().map_or(0, csv::Position::line);
        let answers = record[1].parse().with_context(|| format!("`{shown}` line {line}: `answers` is no number; run it again"))?;
        Ok((record[0].to_string(), answers))
    });
    rows.collect()
}
