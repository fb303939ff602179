//! The scorer on its own: counting tokens and mentions, matching as an article grows, the sum of counts, and files of any size.

mod clock;
mod files;
#[path = "../tests/generator/mod.rs"]
mod generator;

use std::collections::BTreeMap;
use std::hint::black_box;

use anyhow::Result;
use clock::{Cpu, CpuTime};
use criterion::{BenchmarkId, Criterion, Throughput};
use mihak::corpus::Corpus;
use mihak::results::{Results, StoredCounts};
use mihak::run::{Cell, Silent, run};
use mihak::stop::Stop;
use mihak::suite::Suite;
use mihak::system::System;
use mihak_core::annotation::{Label, Labels, Mention, Token};
use mihak_core::measure::layers::Filed;
use mihak_core::measure::matching::pairs;
use mihak_core::measure::overlap::Overlap;
use mihak_core::measure::scene::Scene;
use mihak_core::measure::terms::Terms;
use mihak_core::measure::{entity, segment};
use mihak_core::statistics::Count;
use mihak_core::statistics::bootstrap::{Boot, Interval, SHARE};
use mihak_core::text::Span;
use mihak_core::view::{TableView, View};
use mihak_systems::answer::{Prediction, Verified};

/// The tokenizer and the extractor whose answers are scored.
const TOKENIZER: &str = "clitics-atb";
const EXTRACTOR: &str = "union";

/// The lengths of the flat article, in corpora.
const LENGTHS: [usize; 3] = [1, 4, 16];

fn main() -> Result<()> {
    let suite = Suite::find(None)?;
    for spec in suite.corpora.iter().filter(|spec| !spec.on_request) {
        let corpus = Corpus::load(&suite.root, spec)?;
        segments(&mut clock::criterion(Cpu::Thread, "words/s"), suite.system(TOKENIZER)?, &corpus);
        let extractor = suite.system(EXTRACTOR)?;
        let mut mentions = clock::criterion(Cpu::Thread, "mentions/s");
        entities(&mut mentions, extractor, &corpus, &suite.views);
        matching(&mut mentions, extractor, &corpus, suite.views.first());
        // polars sums in a pool of its own.
        sum(&mut clock::criterion(Cpu::Process, "rows/s"), &suite, &corpus)?;
    }
    replicates(&mut clock::criterion(Cpu::Thread, "draws/s"));
    files::run()?;
    Criterion::default().configure_from_args().final_summary();
    Ok(())
}

/// What the system says about every article.
fn predictions(system: &System, corpus: &Corpus) -> impl Iterator<Item = Prediction> {
    let mut handle = system.open(&Stop::default()).expect("every system of the suite is in-process and opens");
    corpus
        .articles
        .iter()
        .map(move |article| handle.answer(&article.text).map(Verified::into_prediction).expect("every system of the suite answers every article"))
}

fn tokens(system: &System, corpus: &Corpus) -> Vec<Vec<Token>> {
    predictions(system, corpus).filter_map(|said| if let Prediction::Tokens(tokens) = said { Some(tokens) } else { None }).collect()
}

/// Mentions of every article.
type Mentions = Vec<Vec<Mention>>;

/// The gold mentions and what the system says, with the table of all their labels; `None` where the corpus has no such gold.
fn mentions(system: &System, corpus: &Corpus) -> Option<(Mentions, Mentions, Labels)> {
    let gold = corpus.gold.mentions.as_ref()?;
    let told = &corpus.gold.labels;
    let answers: Vec<_> =
        predictions(system, corpus).filter_map(|said| if let Prediction::Mentions(found, own) = said { Some((found, own)) } else { None }).collect();
    let labels = Labels::of(told.names().chain(answers.iter().flat_map(|(_, own)| own.names())));
    let relabelled = |mentions: &mut dyn Iterator<Item = Mention>, places: &[Option<Label>]| -> Vec<Mention> {
        mentions.map(|mention| mention.relabelled(places).expect("the table has the labels of both")).collect()
    };
    let places = told.places_in(&labels);
    let gold = gold.iter().map(|article| relabelled(&mut article.iter().map(|gold| gold.mention), &places)).collect();
    let predicted = answers.iter().map(|(found, own)| relabelled(&mut found.iter().copied(), &own.places_in(&labels))).collect();
    Some((gold, predicted, labels))
}

/// All layers of tokens, by gold words.
fn segments(criterion: &mut Criterion<CpuTime>, system: &System, corpus: &Corpus) {
    let (Some(gold), Some(scheme)) = (&corpus.gold.words, system.scheme) else { return };
    let predicted = tokens(system, corpus);
    let (mut errors, mut filed) = (Vec::new(), Filed::default());
    let mut group = criterion.benchmark_group("score segments");
    group.throughput(Throughput::Elements(gold.iter().map(Vec::len).sum::<usize>() as u64));
    group.bench_function(BenchmarkId::new(&corpus.name, &system.name), |bencher| {
        bencher.iter(|| {
            for ((article, gold), predicted) in corpus.articles.iter().zip(gold).zip(&predicted) {
                errors.clear();
                filed.rows.clear();
                segment::score(&article.text, gold, predicted, scheme, &mut errors, &mut filed);
                black_box(&filed.rows);
            }
        });
    });
    group.finish();
}

/// All layers of mentions under every view of the suite, by gold mentions.
fn entities(criterion: &mut Criterion<CpuTime>, system: &System, corpus: &Corpus, views: &[View]) {
    let Some((gold, predicted, labels)) = mentions(system, corpus) else { return };
    let views: Vec<TableView> = views.iter().map(|view| view.over(&labels)).collect();
    let words = |at: usize| corpus.gold.words.as_ref().map(|words| words[at].as_slice());
    let scenes: Vec<Scene> = corpus
        .articles
        .iter()
        .enumerate()
        .map(|(at, article)| Scene { text: &article.text, words: words(at), seen: None, overlap: Overlap::default() })
        .collect();
    let (mut errors, mut filed) = (Vec::new(), Filed::default());
    let mut group = criterion.benchmark_group("score entities");
    group.throughput(Throughput::Elements(gold.iter().map(Vec::len).sum::<usize>() as u64));
    group.bench_function(BenchmarkId::new(&corpus.name, &system.name), |bencher| {
        bencher.iter(|| {
            for ((scene, gold), predicted) in scenes.iter().zip(&gold).zip(&predicted) {
                errors.clear();
                filed.rows.clear();
                entity::score(scene, gold, Some(predicted), None, &views, &mut errors, &mut filed);
                black_box(&filed.rows);
            }
        });
    });
    group.finish();
}

/// The matching alone, on one long article without nesting, by gold mentions: the same rate at every length is linear growth.
fn matching(criterion: &mut Criterion<CpuTime>, system: &System, corpus: &Corpus, view: Option<&View>) {
    let Some((gold, predicted, labels)) = mentions(system, corpus) else { return };
    let view = view.map(|view| view.over(&labels));
    let mut group = criterion.benchmark_group("match");
    for times in LENGTHS {
        let text: String = (0..times).flat_map(|_| &corpus.articles).map(|article| article.text.as_str()).collect();
        let [gold, predicted] = [&gold, &predicted].map(|mentions| in_one(&text, corpus, mentions, view.as_ref()));
        group.throughput(Throughput::Elements(gold.len() as u64));
        group.bench_function(BenchmarkId::new(&corpus.name, format!("{times}×")), |bencher| {
            bencher.iter(|| pairs(black_box(&gold), black_box(&predicted)));
        });
    }
    group.finish();
}

/// The mentions of all articles, as the view shows them, at their places in `text`: the articles one after another, repeated.
fn in_one(text: &str, corpus: &Corpus, mentions: &[Vec<Mention>], view: Option<&TableView>) -> Vec<Mention> {
    let mut all = Vec::new();
    let mut from = 0;
    while from < text.len() {
        for (article, mentions) in corpus.articles.iter().zip(mentions) {
            let seen = view.map_or_else(|| mentions.clone(), |view| view.apply(mentions.iter().copied()).0);
            all.extend(seen.into_iter().map(|Mention { span, label }| {
                let span = Span::new(text, from + span.start(), from + span.end()).expect("the article stands here as a whole");
                Mention { span, label }
            }));
            from += article.text.len();
        }
    }
    all
}

/// Every measure from the counts of every system, by rows of counts.
fn sum(criterion: &mut Criterion<CpuTime>, suite: &Suite, corpus: &Corpus) -> Result<()> {
    let cell = |system| Cell::new(system, corpus, (0..corpus.articles.len()).collect());
    let cells: Vec<Cell> = suite.systems.iter().map(cell).collect();
    let outcomes = run(&cells, &suite.views, 1, &Silent, &Stop::default())?;
    let name = |cell: &Cell| cell.system.name.clone();
    let systems: BTreeMap<String, StoredCounts> =
        cells.iter().zip(outcomes).filter_map(|(cell, outcome)| Some((name(cell), outcome?.counts))).collect();
    let results = Results { systems };
    let mut group = criterion.benchmark_group("measure");
    group.throughput(Throughput::Elements(results.systems.values().map(|counts| counts.len()).sum::<usize>() as u64));
    group.bench_function(&corpus.name, |bencher| bencher.iter(|| black_box(&results).scores(Terms::default()).expect("integers can be added")));
    let terms = Terms::from(Some(Boot::default()));
    group.bench_function(format!("{} with intervals", corpus.name), |bencher| {
        bencher.iter(|| black_box(&results).scores(terms).expect("integers can be added"))
    });
    group.finish();
    Ok(())
}

/// The interval of an F1: 10,000 replicates of 500 articles, beside a bootstrap that draws as many articles one by one, as is usual.
fn replicates(criterion: &mut Criterion<CpuTime>) {
    const ARTICLES: usize = 500;
    let boot = Boot { resamples: 10_000, seed: 1 };
    let mut random = generator::Random::new(1);
    let articles: Vec<(String, Count)> = (0..ARTICLES)
        .map(|at| {
            let [tp, fp, r#fn] = [40, 10, 10].map(|most| random.below(most) as u64);
            (format!("article-{at}"), Count { tp, fp, r#fn, tn: 0 })
        })
        .collect();
    let mut group = criterion.benchmark_group("replicates");
    group.throughput(Throughput::Elements(ARTICLES as u64 * u64::from(boot.resamples)));
    group.bench_function("poisson", |bencher| {
        bencher.iter(|| {
            let weights: Vec<Vec<u8>> = articles.iter().map(|(id, _)| boot.weights(black_box(id))).collect();
            let sums = boot.sums(weights.iter().map(Vec::as_slice).zip(articles.iter().map(|(_, count)| *count)));
            Interval::of(sums.replicates(boot).map(Count::f1), ARTICLES, SHARE)
        })
    });
    group.bench_function("one by one", |bencher| {
        bencher.iter(|| {
            let mut sum = || {
                let mut sum = Count::default();
                (0..ARTICLES).for_each(|_| sum += articles[random.below(ARTICLES)].1);
                sum
            };
            Interval::of((0..boot.resamples).map(|_| sum().f1()), ARTICLES, SHARE)
        })
    });
    group.finish();
}
