//! Cases of whole articles and files: which articles have an answer, and CoNLL-U against CoNLL-U.

use mihak_core::annotation::Task;
use mihak_core::format::File;
use mihak_core::measure::conllu::measures::{SENTENCES, TOKENS, WORDS};
use mihak_core::measure::conllu::score_files;
use mihak_core::measure::errors::ErrorRow;
use mihak_core::measure::key::{Counts, Layer};
use mihak_core::measure::layers::Filed;
use mihak_core::measure::units::{Scored, UnitCounts};
use mihak_core::statistics::Count;
use serde::Deserialize;

use crate::case::Kind;

/// Articles with and without an answer.
pub struct Coverage {
    /// Whether each has one.
    answered: Vec<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenCoverage {
    articles: Vec<Outcome>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Outcome {
    Answered,
    Failed,
}

impl Kind for Coverage {
    const NAME: &'static str = "coverage";
    type Written = WrittenCoverage;

    fn new(_: &str, written: WrittenCoverage) -> Coverage {
        Coverage { answered: written.articles.iter().map(|outcome| matches!(outcome, Outcome::Answered)).collect() }
    }

    fn score(&self, _: &mut Vec<ErrorRow>) -> Counts {
        let article =
            |(at, answered): (usize, &bool)| UnitCounts { id: at.to_string(), counts: Filed::default(), articles: [1, u64::from(!answered)] };
        let articles = self.answered.iter().enumerate().map(article).collect();
        let scored = Scored { corpus: "cases#0", version: "file 0", task: Task::Entities, reading: "" };
        let mut counts = Counts::new();
        for (key, count) in scored.counts(articles).rows() {
            *counts.entry(key.layer.clone()).or_default() += count;
        }
        counts
    }
}

/// Two CoNLL-U files.
pub struct Conllu {
    pub gold: String,
    pub predicted: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenConllu {
    gold: String,
    predicted: String,
}

impl Kind for Conllu {
    const NAME: &'static str = "conllu";
    type Written = WrittenConllu;

    fn new(_: &str, written: WrittenConllu) -> Conllu {
        Conllu { gold: written.gold, predicted: written.predicted }
    }

    fn score(&self, _: &mut Vec<ErrorRow>) -> Counts {
        let [gold, predicted] = [("gold.conllu", &self.gold), ("predicted.conllu", &self.predicted)].map(|(name, content)| File {
            name: name.into(),
            shown: name.into(),
            content: content.clone().into_bytes(),
        });
        let counted = score_files(&gold, &predicted).unwrap_or_else(|error| panic!("{error}")).whole;
        let measures = [(&SENTENCES, counted.sentences), (&TOKENS, counted.tokens), (&WORDS, counted.words)];
        let count = |right: u64, predicted: u64, gold: u64| Count { tp: right, fp: predicted - right, r#fn: gold - right, tn: 0 };
        let of = measures.map(|(matching, found)| (Layer::tokens(matching, "conllu", "*"), count(found.correct, found.predicted, found.gold)));
        of.into_iter().filter(|(_, count)| !count.is_zero()).collect()
    }
}
