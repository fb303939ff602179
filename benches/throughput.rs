//! Throughput: every system of the suite on every corpus of the suite, and what the harness adds to the system that it runs.

mod clock;

use std::thread;
use std::time::Duration;

use anyhow::Result;
use clock::{Cpu, CpuTime};
use criterion::{Criterion, SamplingMode, Throughput};
use mihak::corpus::Corpus;
use mihak::gold::Gold;
use mihak::run::{Cell, Silent, run};
use mihak::speed::sample::words;
use mihak::speed::work::{encode, extract, tokenize};
use mihak::stop::Stop;
use mihak::suite::Suite;
use mihak::system::{Handle, System};
use mihak_core::annotation::Article;
use mihak_systems::failure::Failure;
use mihak_systems::handle::Handle as Builtin;

/// The tokenizer whose run is held against a bare loop.
const HELD: &str = "clitics-atb";

/// The number of times that the harness meets each article within one run, so that a run is long enough to be measured.
const TIMES: usize = 4;

/// The least number of runs of the harness and of the bare loop.
const PAIRS: usize = 101;

fn main() -> Result<()> {
    let suite = Suite::find(None)?;
    let mut criterion = clock::criterion(Cpu::Thread, "words/s");
    for spec in suite.corpora.iter().filter(|spec| !spec.on_request) {
        let corpus = Corpus::load(&suite.root, spec)?;
        systems(&mut criterion, &suite, &corpus);
        harness(&mut criterion, suite.system(HELD)?, &corpus);
    }
    criterion.final_summary();
    Ok(())
}

/// One group a corpus, one benchmark a system. `whitespace` is the peer of every tokenizer and is measured in the same run.
fn systems(criterion: &mut Criterion<CpuTime>, suite: &Suite, corpus: &Corpus) {
    let mut group = criterion.benchmark_group(&corpus.name);
    group.throughput(throughput(corpus, 1));
    for system in &suite.systems {
        match open(system, corpus) {
            // Other programs are not this one's speed: `cargo bench --bench plugin` measures what the harness adds to them.
            None | Some(Handle::Process(_) | Handle::Stored(_)) => {}
            Some(Handle::Builtin(Builtin::Tokenizer(mut tokenizer))) => {
                let mut out = Vec::new();
                group.bench_function(&system.name, |bencher| {
                    bencher.iter(|| corpus.articles.iter().for_each(|article| tokenize(&mut *tokenizer, article, &mut out)))
                });
            }
            Some(Handle::Builtin(Builtin::Extractor(extractor))) if extractor.is_threaded() => {
                eprintln!("{}: not measured, since it works in threads of its own; see `mihak bench`", system.name);
            }
            Some(Handle::Builtin(Builtin::Extractor(mut extractor))) => {
                let mut out = Vec::new();
                group.bench_function(&system.name, |bencher| {
                    bencher.iter(|| corpus.articles.iter().for_each(|article| extract(&mut *extractor, article, &mut out)))
                });
            }
            Some(Handle::Builtin(Builtin::Subwords(mut subwords))) => {
                let mut out = Vec::new();
                group.bench_function(&system.name, |bencher| {
                    bencher.iter(|| corpus.articles.iter().for_each(|article| encode(&mut *subwords, article, &mut out)))
                });
            }
        }
    }
    group.finish();
}

/// A handle that has answered every article within the contract: the speed of a wrong answer is worth nothing. `None` if the system is in
/// another program, or optional and not there.
fn open(system: &System, corpus: &Corpus) -> Option<Handle> {
    let is_missing = || matches!(system.receipt(&Stop::default()), Err(Failure::Missing { .. }));
    if system.is_program() || (system.optional && is_missing()) {
        return None;
    }
    let mut handle = system.open(&Stop::default()).expect("every system of the suite that is there opens");
    for article in &corpus.articles {
        handle.answer(&article.text).expect("every system of the suite answers every article");
    }
    Some(handle)
}

/// The words of the gold, or runs without white space where there is none, and the UTF-8 bytes; both `times` times.
fn throughput(corpus: &Corpus, times: usize) -> Throughput {
    let words = words(corpus);
    let bytes: usize = corpus.articles.iter().map(|article| article.text.len()).sum();
    Throughput::ElementsAndBytes { elements: (words * times) as u64, bytes: (bytes * times) as u64 }
}

/// What a run with one worker costs beyond a bare loop over the same articles. The target is at most 1.03; nothing asserts it.
///
/// The two alternate and each pair gives one ratio, so that a machine that slows down slows both. Criterion shows the run.
fn harness(criterion: &mut Criterion<CpuTime>, system: &System, corpus: &Corpus) {
    let Some(Handle::Builtin(Builtin::Tokenizer(mut tokenizer))) = open(system, corpus) else { return };
    let ungraded = without_gold(corpus, TIMES);
    let mut out = Vec::new();
    let mut ratios: Vec<f64> = Vec::new();
    let mut group = criterion.benchmark_group(format!("{} run by the harness", corpus.name));
    group.throughput(throughput(corpus, TIMES)).sampling_mode(SamplingMode::Flat).sample_size(PAIRS);
    group.warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(8));
    group.bench_function(&system.name, |bencher| {
        bencher.iter_custom(|times| {
            let mut total = 0;
            for _ in 0..times {
                // The whole process: a run works in a thread of its pool.
                let harness = || Cpu::Process.of(|| evaluate(system, &ungraded));
                // A fresh thread too, since a run works in one: which core it gets is not the harness's cost. Its start is not timed.
                let mut bare = || {
                    let work = || Cpu::Process.of(|| ungraded.articles.iter().for_each(|article| tokenize(&mut *tokenizer, article, &mut out)));
                    thread::scope(|scope| scope.spawn(work).join().expect("the article was answered before"))
                };
                let (harness, bare) = match ratios.len() % 2 {
                    0 => (harness(), bare()),
                    _ => {
                        let bare = bare();
                        (harness(), bare)
                    }
                };
                ratios.push(harness as f64 / bare as f64);
                total += harness;
            }
            total
        });
    });
    group.finish();
    ratios.sort_by(f64::total_cmp);
    let quartile = |n: usize| ratios[(ratios.len() - 1) * n / 4];
    // A filter on the command line can leave nothing to show.
    if !ratios.is_empty() {
        println!("harness ÷ bare loop, {}: {:.3} (quartiles {:.3} to {:.3})\n", system.name, quartile(2), quartile(1), quartile(3));
    }
}

fn evaluate(system: &System, corpus: &Corpus) {
    let cell = Cell::new(system, corpus, (0..corpus.articles.len()).collect());
    let outcomes = run(&[cell], &[], 1, &Silent, &Stop::default()).expect("one worker can be started");
    assert_eq!(outcomes[0].as_ref().map(|outcome| outcome.failures), Some(0), "the articles were answered before");
}

/// Every article `times` times, each under an id of its own, and no gold, so that nothing is scored.
fn without_gold(corpus: &Corpus, times: usize) -> Corpus {
    let copy = |time: usize, article: &Article| Article {
        id: format!("{}#{time}", article.id),
        text: article.text.clone(),
        split: article.split.clone(),
        genre: article.genre.clone(),
        hard: article.hard.clone(),
    };
    Corpus {
        name: corpus.name.clone(),
        version: corpus.version.clone(),
        articles: (0..times).flat_map(|time| corpus.articles.iter().map(move |article| copy(time, article))).collect(),
        gold: Gold::default(),
        hash: corpus.hash.clone(),
        allows_duplicates: false,
        left_out: Vec::new(),
    }
}
