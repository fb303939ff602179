//! Files that exist already: pre-split tags, column files and crowded articles of growing size, beside the field's own scorers.

mod segments;

use std::fs::{self, File};
use std::hint::black_box;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};
use mihak_core::annotation::{Labels, Mention};
use mihak_core::format::conll::Layout;
use mihak_core::format::{self, Options};
use mihak_core::measure::columns::{self, Plan, Source};
use mihak_core::measure::conllu::{FileCounts, score_files};
use mihak_core::measure::key::Counts;
use mihak_core::measure::matching::pairs;
use mihak_core::measure::overlap::Overlap;
use mihak_core::measure::presplit;
use mihak_core::tags::{Repair, TagReading, TagScheme};
use mihak_core::text::Span;
use tempfile::TempDir;

use crate::clock::{self, Cpu, CpuTime};
use crate::generator;

/// The sizes of generated files, in tokens.
const TOKENS: [usize; 3] = [100_000, 1_000_000, 10_000_000];

/// The numbers of spans of one crowded article.
const SPANS: [usize; 3] = [1_000, 10_000, 100_000];

/// The seed of everything that is generated.
const SEED: u64 = 7;

const READING: TagReading = TagReading::Scheme(TagScheme::Iob2, Repair::Discard);

pub fn run() -> Result<()> {
    let folder = tempfile::tempdir().context("a temporary folder is needed")?;
    let files = generate(&folder)?;
    tags(&mut clock::criterion(Cpu::Thread, "tokens/s"), &files)?;
    columns(&mut clock::criterion(Cpu::Process, "tokens/s"), &files)?;
    one_document(&mut clock::criterion(Cpu::Process, "tokens/s"), &folder, &files[..2])?;
    let banks = treebanks(&folder)?;
    conllu(&mut clock::criterion(Cpu::Process, "tokens/s"), &banks)?;
    segments::run(&mut clock::criterion(Cpu::Thread, "words/s"))?;
    multiword(&mut clock::criterion(Cpu::Process, "words/s"));
    crowded(&mut clock::criterion(Cpu::Thread, "spans/s"));
    peers(&files[..2], &banks)
}

/// The field's scorers on the same files, where `MIHAK_PEERS` names a Python that has them, with the ratio to ours.
///
/// Like is compared with like: from files to scores, ours with every layer; and, of tags, from tags in memory to exact scores.
fn peers(files: &[Pair], banks: &[Pair]) -> Result<()> {
    let Some(python) = std::env::var_os("MIHAK_PEERS") else {
        eprintln!("no peers: MIHAK_PEERS names no Python with the packages of tests/conformance/requirements.txt");
        return Ok(());
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let runs = files.iter().flat_map(|pair| [("seqeval", pair), ("nervaluate", pair)]).chain(banks.iter().map(|pair| ("udtools", pair)));
    for (peer, pair) in runs {
        let ours = least(|| pool.install(|| if peer == "udtools" { treebank_counts(pair).map(drop) } else { counts(pair).map(drop) }))?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/files/peers.py");
        let out = Command::new(&python).arg(script).arg(peer).args([&pair.gold, &pair.predicted]).stderr(Stdio::inherit()).output()?;
        let said = String::from_utf8_lossy(&out.stdout).into_owned();
        let words: Vec<&str> = said.split_whitespace().collect();
        let [version, whole, scoring, f1] = words[..] else { anyhow::bail!("{peer} did not answer: {said}") };
        let seconds = |word: &str| word.parse::<f64>().context("the peer prints seconds");
        let (tokens, whole, scoring) = (pair.tokens, seconds(whole)?, seconds(scoring)?);
        println!("{peer} {version}, {tokens} tokens (F1 {f1}), from files: {whole:.3} s CPU; ours {ours:.4} s; ratio {:.0}", whole / ours);
        if peer != "udtools" {
            let (gold, predicted) = (fs::read_to_string(&pair.gold)?, fs::read_to_string(&pair.predicted)?);
            let (gold, predicted) = (split(&gold), split(&predicted));
            let sentences = || gold.iter().map(Vec::as_slice).zip(predicted.iter().map(Vec::as_slice));
            let ours = least(|| presplit::score(sentences(), READING).map(drop).context("the generated tags are tags"))?;
            println!("{peer} {version}, {tokens} tokens, from tags: {scoring:.3} s CPU; ours {ours:.5} s; ratio {:.0}", scoring / ours);
        }
    }
    Ok(())
}

/// The least CPU seconds of five runs: what others do on the machine only adds.
fn least(run: impl Fn() -> Result<()>) -> Result<f64> {
    let mut least = f64::INFINITY;
    for _ in 0..5 {
        let start = Cpu::Process.nanos();
        run()?;
        least = least.min((Cpu::Process.nanos() - start) as f64 / 1e9);
    }
    Ok(least)
}

/// Gold and prediction of one size.
pub struct Pair {
    pub tokens: usize,
    pub gold: PathBuf,
    pub predicted: PathBuf,
}

fn generate(folder: &TempDir) -> Result<Vec<Pair>> {
    let file = |name: String| folder.path().join(name);
    TOKENS
        .into_iter()
        .map(|tokens| {
            let pair = Pair { tokens, gold: file(format!("{tokens}.gold")), predicted: file(format!("{tokens}.predicted")) };
            let (mut gold, mut predicted) = (BufWriter::new(File::create(&pair.gold)?), BufWriter::new(File::create(&pair.predicted)?));
            generator::stream_columns(SEED, tokens, &mut gold, &mut predicted)?;
            Ok(pair)
        })
        .collect()
}

/// The tags of a column file, sentence by sentence.
fn split(content: &str) -> Vec<Vec<&str>> {
    content.split("\n\n").filter(|sentence| !sentence.trim().is_empty()).map(tags_of).collect()
}

fn tags_of(sentence: &str) -> Vec<&str> {
    sentence.lines().filter_map(|line| line.rsplit_once(' ')).map(|(_, tag)| tag).collect()
}

/// Tags that are strings in memory already.
fn tags(criterion: &mut Criterion<CpuTime>, files: &[Pair]) -> Result<()> {
    let mut group = criterion.benchmark_group("score tags");
    group.sampling_mode(SamplingMode::Flat).sample_size(10);
    for pair in files {
        let (gold, predicted) = (fs::read_to_string(&pair.gold)?, fs::read_to_string(&pair.predicted)?);
        let (gold, predicted) = (split(&gold), split(&predicted));
        group.throughput(Throughput::Elements(pair.tokens as u64));
        group.bench_function(BenchmarkId::from_parameter(pair.tokens), |bencher| {
            bencher.iter(|| presplit::score(gold.iter().map(Vec::as_slice).zip(predicted.iter().map(Vec::as_slice)), READING));
        });
    }
    group.finish();
    Ok(())
}

/// The same files as one marked document.
fn one_document(criterion: &mut Criterion<CpuTime>, folder: &TempDir, files: &[Pair]) -> Result<()> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let mut group = criterion.benchmark_group("score one document");
    group.sampling_mode(SamplingMode::Flat).sample_size(10);
    for pair in files {
        let marked = |from: &Path, name: &str| -> Result<PathBuf> {
            let to = folder.path().join(format!("{}.one.{name}", pair.tokens));
            fs::write(&to, [b"-DOCSTART- O\n\n".to_vec(), fs::read(from)?].concat())?;
            Ok(to)
        };
        let one = Pair { tokens: pair.tokens, gold: marked(&pair.gold, "gold")?, predicted: marked(&pair.predicted, "predicted")? };
        group.throughput(Throughput::Elements(pair.tokens as u64));
        group.bench_function(BenchmarkId::from_parameter(pair.tokens), |bencher| {
            bencher.iter(|| pool.install(|| counts(&one).expect("the generated files are regular")));
        });
    }
    group.finish();
    Ok(())
}

fn treebanks(folder: &TempDir) -> Result<Vec<Pair>> {
    let file = |name: String| folder.path().join(name);
    let pair = |tokens: usize| {
        let pair = Pair { tokens, gold: file(format!("{tokens}.gold.conllu")), predicted: file(format!("{tokens}.predicted.conllu")) };
        let (mut gold, mut predicted) = (BufWriter::new(File::create(&pair.gold)?), BufWriter::new(File::create(&pair.predicted)?));
        generator::stream_conllu(SEED, tokens, &mut gold, &mut predicted)?;
        Ok(pair)
    };
    TOKENS[..2].iter().copied().map(pair).collect()
}

fn treebank(name: &str, content: Vec<u8>) -> format::File {
    format::File { name: name.into(), shown: name.into(), content }
}

fn treebank_counts(pair: &Pair) -> Result<FileCounts> {
    Ok(score_files(&treebank("gold", fs::read(&pair.gold)?), &treebank("predicted", fs::read(&pair.predicted)?))?)
}

/// From two CoNLL-U files to Tokens, Sentences and Words.
fn conllu(criterion: &mut Criterion<CpuTime>, banks: &[Pair]) -> Result<()> {
    let mut group = criterion.benchmark_group("score conllu");
    group.sampling_mode(SamplingMode::Flat).sample_size(10);
    for pair in banks {
        group.throughput(Throughput::Elements(pair.tokens as u64));
        group.bench_function(BenchmarkId::from_parameter(pair.tokens), |bencher| {
            bencher.iter(|| treebank_counts(pair).expect("the generated files are correct"));
        });
    }
    group.finish();
    Ok(())
}

/// One multiword token of many words, of which every seventh differs.
fn multiword(criterion: &mut Criterion<CpuTime>) {
    let mut group = criterion.benchmark_group("score multiword span");
    group.sampling_mode(SamplingMode::Flat).sample_size(10);
    for words in [1_000, 4_000, 16_000] {
        let content = |of: &dyn Fn(usize) -> String| {
            let line = |id: String, form: &str| format!("{id}\t{form}\t_\t_\t_\t_\t_\t_\t_\t_\n");
            let rows: String = (1..=words).map(|at| line(at.to_string(), &of(at))).collect();
            format!("{}{rows}\n", line(format!("1-{words}"), &"و".repeat(words))).into_bytes()
        };
        let form = |at: usize| ["و", "ب", "ل", "ك"][at * at % 4].repeat(1 + at % 3);
        let gold = treebank("gold", content(&form));
        let predicted = treebank("predicted", content(&|at| form(if at % 7 == 0 { at + 1 } else { at })));
        group.throughput(Throughput::Elements(words as u64));
        group.bench_function(BenchmarkId::from_parameter(words), |bencher| {
            bencher.iter(|| score_files(&gold, &predicted).expect("the files are correct"));
        });
    }
    group.finish();
}

/// From two files to every count of every layer, reading and hashing included, with one worker.
fn columns(criterion: &mut Criterion<CpuTime>, files: &[Pair]) -> Result<()> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let mut group = criterion.benchmark_group("score files");
    group.sampling_mode(SamplingMode::Flat).sample_size(10);
    for pair in files {
        group.throughput(Throughput::Elements(pair.tokens as u64));
        group.bench_function(BenchmarkId::from_parameter(pair.tokens), |bencher| {
            bencher.iter(|| pool.install(|| counts(pair).expect("the generated files are regular")));
        });
    }
    group.finish();
    Ok(())
}

fn counts(pair: &Pair) -> Result<Counts> {
    let layout = Layout::at("gold", &columns::beginning(&pair.gold)?, &Options::default())?;
    let plan = Plan { gold: &layout, predicted: Some(&layout), reading: READING, view: None, seen: None, overlap: Overlap::default() };
    let scored = columns::score(&plan, Source::open(&pair.gold)?, Some(Source::open(&pair.predicted)?))?.context("not regular")?;
    let mut counts = Counts::new();
    scored.tally.file("as-is", &scored.shown, &mut counts);
    Ok(counts)
}

/// One article whose mentions overlap in a chain from its first word to its last, no two of them the same.
fn crowded(criterion: &mut Criterion<CpuTime>) {
    let mut group = criterion.benchmark_group("match crowded");
    group.sampling_mode(SamplingMode::Flat).sample_size(10);
    for spans in SPANS {
        let text = "و".repeat(4 * spans + 20);
        let labels = Labels::of(["PERS", "ORG", "GPE"]);
        let types: Vec<_> = labels.iter().map(|(label, _)| label).collect();
        let mention = |at: usize, from: usize, len: usize| Mention {
            span: Span::new(&text, 2 * from, 2 * (from + len)).expect("the text is long enough"),
            label: types[at % 3],
        };
        let gold: Vec<Mention> = (0..spans).map(|at| mention(at, 4 * at, 6 + at % 3)).collect();
        let predicted: Vec<Mention> = (0..spans).map(|at| mention(at / 2, 4 * at + 1 + at % 2, 5 + at % 5)).collect();
        group.throughput(Throughput::Elements(2 * spans as u64));
        group.bench_function(BenchmarkId::from_parameter(spans), |bencher| {
            bencher.iter(|| pairs(black_box(&gold), black_box(&predicted)));
        });
    }
    group.finish();
}
