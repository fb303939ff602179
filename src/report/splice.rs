//! What a command writes between two lines of a file that people write the rest of.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::folder::write_atomically;

/// The two lines between which a command writes.
#[derive(Clone, Copy, Debug)]
pub struct Marks {
    /// The line in front of it.
    pub open: &'static str,
    /// The line behind it.
    pub close: &'static str,
}

impl Marks {
    /// The text of a file with this Markdown between the lines; `None` if it stands there already.
    ///
    /// `Err` if the file cannot be read, or lacks one of the lines.
    pub fn spliced(self, file: &Path, markdown: &str) -> Result<Option<String>> {
        let Marks { open, close } = self;
        let old = fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?;
        let Some((head, rest)) = old.split_once(open) else { bail!("`{}` has no line `{open}`", file.display()) };
        let Some((_, tail)) = rest.split_once(close) else { bail!("`{}` has no line `{close}` behind `{open}`", file.display()) };
        let new = format!("{head}{open}\n\n{markdown}{close}{tail}");
        Ok((new != old).then_some(new))
    }

    /// Writes the Markdown between the lines of a file, which stays as it is where it stands there already.
    pub fn splice(self, file: &Path, markdown: &str) -> Result<()> {
        match self.spliced(file, markdown)? {
            Some(new) => write_atomically(file, new.as_bytes()),
            None => Ok(()),
        }
    }
}
