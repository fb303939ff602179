//! What two systems of a suite answer for the same articles, as rows in which the first stands as gold.

use anyhow::{Context, Result, bail};
use mihak_core::annotation::{Labels, Mention, Task, Token};
use mihak_core::format::{Document, Note};
use mihak_core::measure::documents::Pairs;
use mihak_core::measure::errors::{ErrorRow, joined};
use mihak_core::measure::overlap::Overlap;
use mihak_core::safe::line;
use mihak_core::text::offsets::UnitIndex;
use mihak_core::text::words::words;
use mihak_systems::answer::{Prediction, Verified};
use rayon::prelude::*;

use crate::cmd::arguments::{ReadArgs, SelectArgs, SuiteArgs};
use crate::cmd::corpora::suite;
use crate::cmd::diff::arguments::DiffArgs;
use crate::cmd::ending::failed;
use crate::cmd::score::{ErrorRows, PairReadArgs};
use crate::cmd::selected::Selected;
use crate::corpus::Corpus;
use crate::problem::tell;
use crate::stop::Stop;
use crate::system::System;

/// Where two systems differ. `Err` if a system fails, or if both are not of one kind.
pub fn answers(args: &DiffArgs, names: [&str; 2]) -> Result<ErrorRows> {
    let PairReadArgs { quiet, jobs, .. } = args.reading;
    let read = ReadArgs { articles: args.reading.read.articles.clone(), ..ReadArgs::default() };
    if args.reading != (PairReadArgs { read, quiet, jobs, ..PairReadArgs::default() }) {
        bail!(
            "systems are compared, and no file is read: of the options for reading, only --articles, --jobs and --quiet are of use; leave the others away"
        );
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs.map_or(0, usize::from)).build().context("cannot start workers")?;
    let of = SuiteArgs { suite: args.suite.clone(), articles: args.reading.read.articles.clone(), gold: None };
    let suite = suite(&of)?;
    let [first, second] = [suite.system(names[0])?, suite.system(names[1])?];
    let is_entities = |system: &System| system.task == Task::Entities;
    if is_entities(first) != is_entities(second) || [first, second].iter().any(|system| system.task == Task::Subwords) {
        bail!("`{}` and `{}` do not do the same task: give two tokenizers or two extractors", names[0], names[1]);
    }
    let select = SelectArgs { corpus: args.corpus.clone(), ..SelectArgs::default() };
    let corpora = Selected::new(&select, &suite, &[])?.corpora;
    let several = corpora.len() > 1;
    let mut rows = ErrorRows::new();
    for corpus in &corpora {
        let [ours, theirs] = [first, second].map(|system| pool.install(|| answered(system, corpus)));
        let prefix = if several { format!("{}/", corpus.name) } else { String::new() };
        let found = if is_entities(first) { mentions(corpus, ours?, theirs?)? } else { tokens(corpus, &ours?, &theirs?) };
        rows.extend(found.into_iter().map(|(article, row)| (format!("{prefix}{article}"), row)));
    }
    Ok(rows)
}

/// The answer of a system for every article of a corpus, in their order; the first failure ends it.
fn answered(system: &System, corpus: &Corpus) -> Result<Vec<Prediction>> {
    let stop = Stop::default();
    let failed = |failure| failed(system, &failure);
    system.receipt(&stop).map_err(failed)?;
    let answers = corpus.articles.par_iter().map_init(
        || system.open(&stop),
        |handle, article| match handle {
            Ok(handle) => handle.answer(&article.text).map(Verified::into_prediction).map_err(failed),
            Err(failure) => Err(failed(failure.clone())),
        },
    );
    let answers = answers.collect();
    system.rest();
    answers
}

/// The mentions that only one of two extractors found, and those that they found otherwise.
fn mentions(corpus: &Corpus, ours: Vec<Prediction>, theirs: Vec<Prediction>) -> Result<ErrorRows> {
    let documents = |answers: Vec<Prediction>| -> Vec<Document> {
        let noted = |mentions: Vec<Mention>, labels: &Labels| {
            mentions.into_iter().map(|mention| Note::new(mention.span, labels.name(mention.label), 0)).collect()
        };
        let made = corpus.articles.iter().zip(answers).map(|(article, answer)| Document {
            id: article.id.clone(),
            text: article.text.clone(),
            mentions: if let Prediction::Mentions(mentions, labels) = answer { noted(mentions, &labels) } else { Vec::new() },
            ..Document::default()
        });
        made.collect()
    };
    let pairs = Pairs::new(documents(ours), documents(theirs), ["the first system", "the second system"])?;
    pairs.remarks.iter().for_each(|remark| tell(line(&format!("mihak: {remark}"))));
    Ok(pairs.score(None, None, Overlap::default(), true).errors)
}

/// The words that two tokenizers cut otherwise; punctuation is a word of its own.
fn tokens(corpus: &Corpus, ours: &[Prediction], theirs: &[Prediction]) -> ErrorRows {
    let mut rows = ErrorRows::new();
    for ((article, ours), theirs) in corpus.articles.iter().zip(ours).zip(theirs) {
        let (Prediction::Tokens(ours), Prediction::Tokens(theirs)) = (ours, theirs) else { unreachable!("both systems are tokenizers") };
        let index = UnitIndex::chars(&article.text);
        let (mut from, mut other) = (0, 0);
        for word in words(&article.text) {
            let until = |tokens: &[Token], from: usize| from + tokens[from..].iter().take_while(|token| token.span.start() < word.end()).count();
            let (to, end) = (until(ours, from), until(theirs, other));
            let [first, second] = [&ours[from..to], &theirs[other..end]];
            (from, other) = (to, end);
            if first.iter().map(|token| token.span).eq(second.iter().map(|token| token.span)) {
                continue;
            }
            let pieces = |tokens: &[Token]| joined(&article.text, tokens.iter().map(|token| token.span));
            let place = |tokens: &[Token]| (!tokens.is_empty()).then(|| index.ends(word));
            rows.push((
                article.id.clone(),
                ErrorRow {
                    gold: place(first),
                    gold_text: pieces(first),
                    predicted: place(second),
                    predicted_text: pieces(second),
                    ..ErrorRow::default()
                },
            ));
        }
    }
    rows
}
