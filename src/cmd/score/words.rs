//! Words with segments on both sides. They are joined over the text without white space, and counted in a scheme.

use std::path::Path;

use anyhow::Result;
use mihak_core::annotation::{Scheme, Task};
use mihak_core::format::segmented::Text;
use mihak_core::format::{Document, Format};
use mihak_core::measure::columns::hash;
use mihak_core::measure::errors::ErrorRow;
use mihak_core::measure::wordfiles::{self, WordCounts, Words};
use mihak_core::wording::count;

use crate::cmd::score::job::{Counted, Job};

/// Formats that hold words alone.
const WORDS_ONLY: [&str; 2] = ["segmented", "word-rows"];

/// The rows of errors, by article.
pub(super) type ErrorRows = Vec<(String, ErrorRow)>;

/// Whether the format can hold mentions.
pub(super) fn holds_mentions(format: &dyn Format) -> bool {
    !WORDS_ONLY.contains(&format.name())
}

/// Whether documents of this format tell words: parts of tokens, or the tokens of a treebank.
pub(super) fn has_words(documents: &[Document], format: &dyn Format) -> bool {
    documents.iter().any(|document| !document.splits.is_empty() || (format.name() == "conllu" && !document.tokens.is_empty()))
}

/// The documents of a prediction in the order of those of gold, if all are called as these are.
pub(super) fn ordered(gold: &[Document], predicted: &mut [Document]) {
    let place = |document: &Document| gold.iter().position(|gold| gold.id == document.id);
    if predicted.iter().all(|document| place(document).is_some()) {
        predicted.sort_by_key(place);
    }
}

impl Job<'_> {
    /// The counts of two segmented texts.
    pub(super) fn segmented(&self, gold: &Path, predicted: &Path) -> Result<Vec<Counted>> {
        let inputs = [self.held.input(gold)?, self.held.input(predicted)?];
        let files = [inputs[0].single()?, inputs[1].single()?];
        let [ours, theirs] = [Text::of(files[0], &self.options)?, Text::of(files[1], &self.options)?];
        let hashes = files.map(|file| hash([&file.content[..]]));
        let (counted, rows) = self.words([&Words::of_text(&ours), &Words::of_text(&theirs)], hashes, &inputs[1].shown);
        self.write_errors(rows)?;
        Ok(vec![counted])
    }

    /// The counts of the words of both sides, and the rows of errors where these are asked for.
    pub(super) fn words(&self, [gold, predicted]: [&Words; 2], hashes: [String; 2], shown: &str) -> (Counted, ErrorRows) {
        let scheme = self.args.read.cuts().unwrap_or(Scheme::AsIs);
        let WordCounts { units, unit, sum, untiled, errors } = wordfiles::score(gold, predicted, scheme, self.args.errors.is_some());
        let [unplaced, uses] = sum.changed();
        if uses > 0 {
            self.tell(&format!(
                "`{shown}` writes {} otherwise than gold: rules of spelling placed them, see the measure `changed`",
                count(uses as usize, "letter")
            ));
        }
        if unplaced > 0 {
            self.tell(&format!("{} of `{shown}` found no place in gold: spurious", count(unplaced as usize, "piece")));
        }
        if untiled > 0 {
            self.tell(&format!("{} of gold have segments that are not their text: scored as if not cut", count(untiled as usize, "word")));
        }
        if gold.articles.len() == 1 {
            let hint = "an empty line, or a line that --comment names, ends a sentence of word rows";
            self.tell(&format!("gold marks neither sentences nor documents: all of it is one, and no interval can be drawn; {hint}"));
        }
        let articles = if gold.are_sentences { "sentences" } else { "documents" };
        let sizes = vec![(gold.articles.len() as u64, articles), (gold.len() as u64, "words")];
        let reading = format!("unit:{unit}");
        (Counted { task: Task::Segments, units, reading, hashes, sizes }, errors)
    }
}
