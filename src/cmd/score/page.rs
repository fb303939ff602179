//! `--html`: the page of two scored files, with the texts and the mentions that are wrong in them.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, bail};
use mihak_core::annotation::NO_SPLIT;
use mihak_core::format::{self, Offsets, Options, Texts};
use mihak_core::measure::documents::Pairs;
use mihak_core::score::Score;
use mihak_core::score::inputs::as_articles;

use crate::cmd::page;
use crate::cmd::score::job::Job;
use crate::cmd::score::names::FileNames;
use crate::cmd::score::words::holds_mentions;
use crate::page::{Content, Marked, PageArticle, joined};

/// What errors of mentions call their task.
const ENTITIES: &str = "entities";

impl Job<'_> {
    /// Writes the page of these scores. Where the texts cannot be read as one, it has tables alone, and says why.
    pub(super) fn write_page(&self, file: &Path, names: &FileNames, scores: &[Score]) -> Result<()> {
        let title = if names.are_two { format!("{} × {}", names.gold, names.predicted) } else { names.gold.clone() };
        let mut content = Content { title, scores: scores.to_vec(), systems: page::systems(scores, &[]), ..Content::default() };
        match self.read_again() {
            Ok(pairs) => content.articles = self.articles(&pairs, &names.gold),
            Err(said) => content.notes.push(format!("the texts are not shown: {said:#}")),
        }
        page::shorten(&mut content);
        page::write(file, &content, self.args.sides.reading.quiet)
    }

    /// Both sides as documents over one text.
    fn read_again(&self) -> Result<Pairs> {
        let formats = self.formats()?;
        let [gold_format, format] = [formats[0], formats[formats.len() - 1]];
        if !formats.iter().all(|format| holds_mentions(*format)) {
            bail!("files of words alone are not read as articles here; --errors has their errors");
        }
        let input = self.held.input(&self.args.sides.gold)?;
        let shown = [input.shown.as_str(), self.args.sides.predicted.as_ref().and_then(|path| path.to_str()).unwrap_or(&input.shown)];
        let unit = self.args.sides.reading.gold_offset_unit.or(self.options.unit.filter(|_| gold_format.offsets() == Offsets::Asked));
        let gold_options = Options { unit, ..self.gold_options.clone() };
        let (gold, predicted) = match &self.args.sides.predicted {
            None => {
                let both = format::read_both(gold_format, &input, &gold_options)?;
                (both.documents, both.predicted.unwrap_or_default())
            }
            Some(path) => {
                let predicted = self.held.input(path)?;
                let unit = self.options.unit.filter(|_| gold_format.offsets() != Offsets::Asked || format.offsets() == Offsets::Asked);
                let gold = format::read(gold_format, &input, &gold_options)?.documents;
                let texts = (format.name() == "llm").then(|| Arc::new(Texts::of(&as_articles(gold.clone(), gold_format))));
                let options = Options { unit, texts, ..self.options.clone() };
                (gold, format::read(format, &predicted, &options)?.documents)
            }
        };
        Ok(Pairs::tolerant(as_articles(gold, gold_format), as_articles(predicted, format), shown, self.tolerance())?)
    }

    /// The documents of gold with the errors in them.
    fn articles(&self, pairs: &Pairs, corpus: &str) -> Vec<PageArticle> {
        let scored = pairs.score(self.view.as_ref(), self.seen.as_ref(), self.overlap(), true);
        let view = self.view.as_ref().map(|view| view.over(&pairs.labels));
        let names = pairs.names();
        let read = pairs.articles.iter().enumerate().map(|(at, article)| {
            let id = names.of(at);
            let (mentions, labels) = match &view {
                Some(view) => (view.apply(article.gold.iter().copied()).0, &view.labels),
                None => (article.gold.clone(), &pairs.labels),
            };
            let gold = mentions.iter().map(|mention| Marked {
                span: mention.span,
                shown: mention.span.slice(&article.text).into(),
                label: labels.name(mention.label).into(),
            });
            let from = scored.errors.partition_point(|(of, _)| *of < id);
            let rows = scored.errors[from..].iter().take_while(|(of, _)| *of == id).map(|(_, row)| (0, ENTITIES, row));
            PageArticle {
                corpus: corpus.into(),
                split: NO_SPLIT.into(),
                gold: gold.collect(),
                cuts: Vec::new(),
                errors: joined(&article.text, rows.collect()).errors,
                text: article.text.clone(),
                id,
            }
        });
        read.collect()
    }
}
