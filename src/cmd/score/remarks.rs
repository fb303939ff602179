//! Remarks about files of tags: lines that were left out, and what counts as a sentence.

use std::fs::File;
use std::io::{BufRead, BufReader};

use anyhow::{Context, Result};
use mihak_core::format::conll::layout::DOCSTART;
use mihak_core::measure::columns::ColumnCounts;
use mihak_core::wording::{count, grouped};

use crate::cmd::score::columns::{ColumnFile, Files};
use crate::cmd::score::job::Job;

/// The most tokens that a file of one sentence has without a word about it.
const LONG: u64 = 60;

impl Job<'_> {
    /// Tells what was left out as comment, and what the sentences are where they may not be what a user thinks.
    pub(super) fn tell_sentences(&self, files: &Files, scored: &ColumnCounts) -> Result<()> {
        for side in files.sides() {
            self.tell_comments(&side.shown(), if side.layout.comment.is_some() { comments(side)? } else { 0 });
        }
        let gold = files.gold.shown();
        if scored.documents == 0 && files.gold.is_marked() {
            self.tell(&format!("`{gold}` has one -DOCSTART-, which parts nothing: its sentences are the articles"));
        }
        if scored.sentences == 1 && scored.tokens > LONG {
            let tokens = grouped(scored.tokens);
            self.tell(&format!("`{gold}` has no blank line: its {tokens} tokens are one sentence; put one behind every sentence"));
        }
        Ok(())
    }

    /// Tells how many lines are comments.
    pub(super) fn tell_comments(&self, shown: &str, times: usize) {
        if times > 0 {
            self.tell(&format!("`{shown}`: {} left out", count(times, "comment line")));
        }
    }
}

/// The number of comments in a file.
fn comments(side: &ColumnFile) -> Result<usize> {
    let is_comment = |line: &[u8]| side.layout.is_comment(line.strip_suffix(b"\r").unwrap_or(line));
    if let Some(content) = side.held() {
        return Ok(content.split(|&byte| byte == b'\n').filter(|line| is_comment(line)).count());
    }
    let shown = side.shown();
    let file = File::open(&shown).with_context(|| format!("cannot read `{shown}`"))?;
    let mut times = 0;
    for line in BufReader::new(file).split(b'\n') {
        times += usize::from(is_comment(&line.with_context(|| format!("cannot read `{shown}`"))?));
    }
    Ok(times)
}

impl ColumnFile<'_> {
    /// Whether a line of the beginning marks a document.
    fn is_marked(&self) -> bool {
        self.beginning().split(|&byte| byte == b'\n').any(|line| line.starts_with(DOCSTART))
    }
}
