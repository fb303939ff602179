//! Words with segments on both sides. They are joined over the text without white space, and counted in a scheme.

use std::path::Path;

use anyhow::{Result, bail};
use mihak_core::annotation::{Scheme, Task};
use mihak_core::format::segmented::Text;
use mihak_core::format::{Document, Format};
use mihak_core::measure::columns::hash;
use mihak_core::measure::wordfiles::{self, WordCounts, Words};
use mihak_core::wording::{count, grouped};

use crate::cmd::score::errors::ErrorRows;
use crate::cmd::score::job::{Counted, Job};

/// Formats that hold words alone.
const WORDS_ONLY: [&str; 2] = ["segmented", "word-rows"];

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
    /// `Err` names an option that only scores of mentions use: none is scored.
    pub(super) fn without_mentions(&self) -> Result<()> {
        let args = self.args;
        let given = [
            ("missing", args.sides.reading.missing.is_some()),
            ("ignore-invisible", args.sides.reading.ignore_invisible),
            ("overlap", args.sides.reading.overlap.is_some()),
            ("seen", args.seen.is_some()),
            ("view", args.sides.reading.view.is_some()),
        ];
        match given.into_iter().find(|(_, is_given)| *is_given) {
            Some((name, _)) => bail!("--{name} is of no use here: only mentions of entities are scored by it, and none is; leave it away"),
            None => Ok(()),
        }
    }

    /// `Err` if a scheme of cuts is named where no words are scored.
    pub(super) fn without_words(&self) -> Result<()> {
        match self.args.sides.reading.read.cuts() {
            Some(cuts) => bail!("--scheme {cuts} says where words are cut, and none with segments are scored here; leave it away"),
            None => Ok(()),
        }
    }

    /// The counts of two segmented texts.
    pub(super) fn segmented(&self, gold: &Path, predicted: &Path) -> Result<Vec<Counted>> {
        let inputs = [self.held.input(gold)?, self.held.input(predicted)?];
        let files = [inputs[0].single()?, inputs[1].single()?];
        let [ours, theirs] = [Text::of(files[0], &self.gold_options)?, Text::of(files[1], &self.options)?];
        self.without_mentions()?;
        let hashes = files.map(|file| hash([&file.content[..]]));
        let (counted, rows) = self.words([&Words::of_text(&ours), &Words::of_text(&theirs)], hashes, &inputs[1].shown);
        self.write_errors(rows)?;
        Ok(vec![counted])
    }

    /// The counts of the words of both sides, and the rows of errors where these are asked for.
    pub(super) fn words(&self, [gold, predicted]: [&Words; 2], hashes: [String; 2], shown: &str) -> (Counted, ErrorRows) {
        let scheme = self.args.sides.reading.read.cuts().unwrap_or(Scheme::AsIs);
        let WordCounts { units, unit, sum, untiled, lacking, lacking_at_end, errors } =
            wordfiles::score(gold, predicted, scheme, self.wants_errors());
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
        if lacking > 0 {
            let end = if lacking_at_end > 0 { format!(", the last {} in a row at the end", grouped(lacking_at_end)) } else { String::new() };
            let [lacking, all] = [lacking, gold.len() as u64].map(grouped);
            self.tell(&format!("`{shown}` lacks {lacking} of the {all} words of gold{end}: missed"));
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
