//! What systems in other programs cost beside the same work without the harness: ratios of runs that take turns, and bytes a second.
//!
//! Three questions, each with its peer in the same run: what the protocol adds to a Python adapter that works 1 ms an article, beside a bare
//! loop in Python over the same articles; how many bytes a second go through a child that does nothing; how much faster two children are
//! than one where Python has to compute. Nothing is asserted: a machine can be busy.

use std::io::{self, BufRead, Write};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use mihak::corpus::Corpus;
use mihak::gold::Gold;
use mihak::process::{Invocation, Process};
use mihak::run::{Cell, Silent, run};
use mihak::speed::clock::Cpu;
use mihak::stop::Stop;
use mihak::system::System;
use mihak_core::annotation::{Article, Scheme, Task};

/// An adapter that keeps the processor busy for a time an article, or only loops over the same articles itself.
const PYTHON: &str = r#"
import json, sys, time
def work(text, nanos=int(sys.argv[2])):
    end = time.thread_time_ns() + nanos
    while time.thread_time_ns() < end:
        pass
    return [[0, 1]]
if sys.argv[1] == "bare":
    texts = [json.loads(line)["text"] for line in open(sys.argv[3], encoding="utf-8")]
    begun = time.perf_counter()
    for text in texts:
        work(text)
    print(time.perf_counter() - begun)
else:
    print('{"protocol":1,"name":"bench","version":"bench 1","task":"words"}', flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps({"id": request["id"], "spans": work(request["text"])}), flush=True)
"#;

/// The argument with which this program is the child that does nothing.
const CHILD: &str = "--echo-child";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == CHILD) {
        return echo();
    }
    let is_test = arguments.iter().any(|argument| argument == "--test");
    let wanted = |name: &str| arguments.iter().all(|argument| argument.starts_with("--") || name.contains(argument.as_str()));
    let folder = tempfile::tempdir().context("a folder for the adapter")?;
    std::fs::write(folder.path().join("bench.py"), PYTHON)?;
    if wanted("echo") {
        echoed(if is_test { 50 } else { 20_000 }, if is_test { 1 } else { 7 })?;
    }
    if Command::new("python3").arg("--version").output().is_err() {
        println!("python3 is not there: nothing is measured with it");
        return Ok(());
    }
    if wanted("overhead") {
        overhead(folder.path(), if is_test { 20 } else { 2_000 }, if is_test { 1 } else { 5 })?;
    }
    if wanted("scaling") {
        scaling(folder.path(), if is_test { 8 } else { 400 }, if is_test { 1 } else { 5 })?;
    }
    Ok(())
}

/// The child that does nothing: it finds the id in a request and answers that there is no token.
fn echo() -> Result<()> {
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    writeln!(output, r#"{{"protocol":1,"name":"echo","version":"echo 1","task":"words"}}"#)?;
    output.flush()?;
    let mut line = String::new();
    while input.read_line(&mut line)? > 0 {
        let id = line.strip_prefix(r#"{"id":""#).and_then(|rest| rest.split('"').next()).context("a request begins with its id")?;
        writeln!(output, r#"{{"id":"{id}","spans":[]}}"#)?;
        output.flush()?;
        line.clear();
    }
    Ok(())
}

/// Articles of some 2 kB, without gold: nothing is scored.
fn corpus(articles: usize) -> Corpus {
    let sentence = "زار الرئيس محمود سعد القاهرة أمس، وقال للصحافيين: «سنبحث الأمر غدا».\n";
    let article = |at: usize| Article {
        id: format!("{at:06}"),
        text: format!("{at}\n{}", sentence.repeat(18)),
        split: "all".into(),
        genre: None,
        hard: Vec::new(),
    };
    Corpus {
        name: "bench".into(),
        version: "0".into(),
        articles: (0..articles).map(article).collect(),
        gold: Gold::default(),
        hash: "0".into(),
        allows_duplicates: false,
        left_out: Vec::new(),
    }
}

fn system(folder: &Path, run: &[&str]) -> System {
    let (deadline, startup) = (Duration::from_secs(30), Duration::from_secs(60));
    let run = run.iter().map(|part| part.to_string()).collect();
    let invocation = Invocation { run, folder: Some(folder.to_path_buf()), env: Default::default(), files: Vec::new(), deadline, startup };
    System::process("bench", Task::Words, Some(Scheme::Word), Process::new(invocation, Task::Words, Some(Scheme::Word)))
}

/// The seconds of a run; children were started before as far as one goes, and the end of children is part of it.
fn seconds(system: &System, corpus: &Corpus, jobs: usize) -> Result<f64> {
    system.receipt(&Stop::default())?;
    let cell = Cell::new(system, corpus, (0..corpus.articles.len()).collect());
    let begun = Instant::now();
    let outcomes = run(&[cell], &[], jobs, &Silent, &Stop::default())?;
    let seconds = begun.elapsed().as_secs_f64();
    for outcome in outcomes.into_iter().flatten() {
        ensure!(outcome.failures == 0, "{:?}", outcome.errors.records().next());
    }
    Ok(seconds)
}

fn echoed(articles: usize, times: usize) -> Result<()> {
    let corpus = corpus(articles);
    let bytes: usize = corpus.articles.iter().map(|article| article.text.len()).sum();
    let program = std::env::current_exe()?;
    let program = program.to_str().context("the path of this program is UTF-8")?;
    let mut rates = Vec::new();
    for _ in 0..times {
        let child = system(Path::new("."), &[program, CHILD]);
        let before = Cpu::Process.nanos();
        seconds(&child, &corpus, 1)?;
        let harness = (Cpu::Process.nanos() - before) as f64 / 1e9;
        let echo = child.record().map_or(0.0, |record| record.cpu.as_secs_f64());
        // What one core would take for both sides.
        rates.push((bytes as f64 / 1e6 / (harness + echo), bytes as f64 / 1e6 / harness));
    }
    rates.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (both, harness) = rates[rates.len() / 2];
    println!("echo child: {both:.0} MB/s of CPU time of both sides, {harness:.0} MB/s of the harness ({articles} articles, median of {times})");
    Ok(())
}

fn overhead(folder: &Path, articles: usize, times: usize) -> Result<()> {
    const NANOS: &str = "1000000";
    let corpus = corpus(articles);
    let requests: String =
        corpus.articles.iter().map(|article| serde_json::json!({"id": article.id, "text": article.text}).to_string() + "\n").collect();
    std::fs::write(folder.join("requests.jsonl"), requests)?;
    let mut ratios = Vec::new();
    for _ in 0..times {
        let child = system(folder, &["python3", "bench.py", "child", NANOS]);
        let harness = seconds(&child, &corpus, 1)?;
        let bare = Command::new("python3").current_dir(folder).args(["bench.py", "bare", NANOS, "requests.jsonl"]).output()?;
        let bare: f64 = String::from_utf8(bare.stdout)?.trim().parse().context("the bare loop prints its seconds")?;
        ratios.push(harness / bare);
    }
    ratios.sort_by(f64::total_cmp);
    let quartile = |n: usize| ratios[(ratios.len() - 1) * n / 4];
    println!(
        "overhead: Python adapter at 1 ms an article ÷ bare loop in Python: {:.3} (quartiles {:.3} to {:.3}, {articles} articles, {times} pairs)",
        quartile(2),
        quartile(1),
        quartile(3)
    );
    Ok(())
}

fn scaling(folder: &Path, articles: usize, times: usize) -> Result<()> {
    let corpus = corpus(articles);
    let mut ratios = Vec::new();
    for _ in 0..times {
        // Work by CPU time: on a machine with one free core two children are as slow as one.
        let of = |jobs: usize| seconds(&system(folder, &["python3", "bench.py", "child", "10000000"]), &corpus, jobs);
        ratios.push(of(1)? / of(2)?);
    }
    ratios.sort_by(f64::total_cmp);
    println!(
        "scaling: two children are {:.2} × one, 10 ms of computing an article ({articles} articles, median of {times})",
        ratios[ratios.len() / 2]
    );
    Ok(())
}
