//! Cases of mentions: extractors and chat models against gold mentions, and the ceilings of tokens.

use std::sync::LazyLock;

use mihak::folder::Root;
use mihak_core::annotation::{Labels, Mention, Quote, Subword, Word};
use mihak_core::format::llm;
use mihak_core::measure::errors::ErrorRow;
use mihak_core::measure::key::Counts;
use mihak_core::measure::overlap::Overlap;
use mihak_core::measure::scene::Scene;
use mihak_core::measure::surfaces::Surfaces;
use mihak_core::measure::tally::Tally;
use mihak_core::measure::{ceiling, entity};
use mihak_core::text::Span;
use mihak_core::view::{TableView, View};
use serde::Deserialize;

use crate::case::Kind;
use crate::written::{WrittenMention, WrittenSubword, gold_words, spans, subwords};

static VIEWS: LazyLock<[View; 4]> =
    LazyLock::new(|| ["wojood", "flat", "conll4", "names"].map(|name| mihak::views::load(&Root::Embedded, name).unwrap()));

/// The labels that the views know.
static LABELS: LazyLock<Labels> = LazyLock::new(|| Labels::of(VIEWS.iter().flat_map(View::known)));

fn views() -> [TableView; 4] {
    VIEWS.each_ref().map(|view| view.over(&LABELS))
}

fn mentions(place: &str, text: &str, written: &[WrittenMention]) -> Vec<Mention> {
    written.iter().map(|mention| mention.of(place, text, |label| LABELS.get(label))).collect()
}

/// Mentions against gold mentions.
pub struct Entities {
    pub text: String,
    pub words: Option<Vec<Word>>,
    pub sentences: Option<Vec<Span>>,
    pub seen: Option<Vec<String>>,
    pub overlap: Overlap,
    pub gold: Vec<Mention>,
    pub predicted: Vec<Mention>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenEntities {
    text: String,
    /// The gold words, if the corpus has them: they are the tokens.
    words: Option<String>,
    /// The surfaces of the sentences, if the files tell them.
    sentences: Option<Vec<String>>,
    /// The names that could be learned, if the case asks for seen and unseen mentions.
    seen: Option<Vec<String>>,
    /// The least share of a gold mention that is an overlap.
    overlap: Option<String>,
    gold: Vec<WrittenMention>,
    predicted: Vec<WrittenMention>,
}

impl Kind for Entities {
    const NAME: &'static str = "entities";
    type Written = WrittenEntities;

    fn new(place: &str, written: WrittenEntities) -> Entities {
        let WrittenEntities { text, words, sentences, seen, overlap, gold, predicted } = written;
        Entities {
            words: words.map(|words| gold_words(place, &text, &words)),
            sentences: sentences.map(|sentences| spans(place, &text, sentences.iter().map(String::as_str))),
            seen,
            overlap: overlap.map_or(Overlap::default(), |share| share.parse().unwrap_or_else(|said| panic!("{place}: {said}"))),
            gold: mentions(place, &text, &gold),
            predicted: mentions(place, &text, &predicted),
            text,
        }
    }

    fn score(&self, errors: &mut Vec<ErrorRow>) -> Counts {
        let views = views();
        let seen = self.seen.as_ref().map(|names| {
            let mut surfaces = Surfaces::default();
            names.iter().for_each(|name| surfaces.add(name));
            surfaces
        });
        let scene = Scene { text: &self.text, words: self.words.as_deref(), seen: seen.as_ref(), overlap: self.overlap };
        let mut counts = Counts::new();
        entity::score(&scene, &self.gold, Some(&self.predicted), None, &views, errors, &mut counts);
        for view in views {
            let shown = |mentions: &[Mention]| view.apply(mentions.iter().copied()).0;
            let mut tally = Tally::default();
            tally.add_sentences(self.sentences.as_deref().unwrap_or_default(), &shown(&self.gold), Some(&shown(&self.predicted)));
            tally.file(&view.name, &view.labels, &mut counts);
        }
        counts
    }
}

/// Gold mentions against the tokens between which they should stand.
pub struct Ceiling {
    pub text: String,
    pub gold: Vec<Mention>,
    pub tokens: Vec<Subword>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenCeiling {
    text: String,
    gold: Vec<WrittenMention>,
    tokens: Vec<WrittenSubword>,
}

impl Kind for Ceiling {
    const NAME: &'static str = "ceilings";
    type Written = WrittenCeiling;

    fn new(place: &str, written: WrittenCeiling) -> Ceiling {
        let WrittenCeiling { text, gold, tokens } = written;
        Ceiling { gold: mentions(place, &text, &gold), tokens: subwords(place, &text, &tokens), text }
    }

    fn score(&self, _: &mut Vec<ErrorRow>) -> Counts {
        let mut counts = Counts::new();
        ceiling::score(&self.text, &self.gold, self.tokens.iter().map(|token| token.bytes.clone()), &views(), &mut counts);
        counts
    }
}

/// The answer of a chat model against gold mentions.
pub struct Answers {
    text: String,
    gold: Vec<Mention>,
    answer: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenAnswers {
    text: String,
    gold: Vec<WrittenMention>,
    /// The answer as the model wrote it.
    answer: String,
}

impl Kind for Answers {
    const NAME: &'static str = "answers";
    type Written = WrittenAnswers;

    fn new(place: &str, written: WrittenAnswers) -> Answers {
        let WrittenAnswers { text, gold, answer } = written;
        Answers { gold: mentions(place, &text, &gold), answer, text }
    }

    fn score(&self, errors: &mut Vec<ErrorRow>) -> Counts {
        let quotes = llm::quotes(&self.answer, &self.text, None);
        let mention = |quote: &Quote| Some(Mention { span: quote.found.span()?, label: LABELS.get(&quote.label).expect("a view knows it") });
        let predicted: Vec<Mention> = quotes.all.iter().filter_map(mention).collect();
        let scene = Scene { text: &self.text, words: None, seen: None, overlap: Overlap::default() };
        let mut counts = Counts::new();
        entity::score(&scene, &self.gold, Some(&predicted), Some((&quotes, &LABELS)), &views(), errors, &mut counts);
        counts
    }
}
