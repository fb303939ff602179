//! The names of scored files in results.

use std::path::Path;

use anyhow::{Result, bail};

use crate::cmd::score::arguments::ScoreArgs;
use crate::folder::is_name;

/// What the files are called in results.
pub struct FileNames {
    /// Gold.
    pub gold: String,
    /// The prediction.
    pub predicted: String,
    /// The name of the prediction's file where it is none for results.
    pub replaced: Option<String>,
    /// Whether the prediction is a file of its own.
    pub are_two: bool,
}

impl FileNames {
    /// What the arguments call them. `Err` if they name the prediction as results cannot.
    pub fn new(args: &ScoreArgs) -> Result<FileNames> {
        args.name.as_deref().map_or(Ok(()), named)?;
        let path = args.sides.predicted.as_deref().unwrap_or(&args.sides.gold);
        let (own, shown) = (name(path), path.file_name().map(|name| name.to_string_lossy().into_owned()));
        Ok(FileNames {
            gold: name(&args.sides.gold),
            replaced: shown.filter(|shown| args.name.is_none() && *shown != own && shown != "-"),
            predicted: args.name.clone().unwrap_or(own),
            are_two: args.sides.predicted.is_some(),
        })
    }

    /// What documents that were counted one by one are called. `Err` if results cannot have the name of the prediction.
    pub fn of_documents(predicted: &str) -> Result<FileNames> {
        named(predicted)?;
        Ok(FileNames { gold: "gold".into(), predicted: predicted.into(), replaced: None, are_two: true })
    }
}

/// `Err` if the prediction cannot be called so.
fn named(given: &str) -> Result<()> {
    match is_name(given) {
        true => Ok(()),
        false => {
            bail!("--name `{given}`: only letters, digits, `.`, `_` and `-`, no `.` in front or at the end, and none that Windows keeps for devices")
        }
    }
}

/// The name of a file in results: without what separates fields there.
fn name(path: &Path) -> String {
    let name = path.file_name().map_or("stdin".into(), |name| name.to_string_lossy().into_owned());
    let name: String = name.chars().map(|c| if c.is_control() || "@#|,\"".contains(c) { '-' } else { c }).collect();
    if name == "-" { "stdin".into() } else { name }
}
