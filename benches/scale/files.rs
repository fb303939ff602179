//! Column files and treebanks of more and more tokens, scored by the program in a process of its own, beside seqeval and udtools.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::generator;
use crate::growth::{Cost, of_process, print};

/// The sizes, in tokens.
const TOKENS: [usize; 3] = [100_000, 1_000_000, 10_000_000];

/// The size for which memory must not grow.
const LARGE: usize = 100_000_000;

/// The largest size that is given to other scorers.
const PEER: usize = 1_000_000;

const SEED: u64 = 7;

/// Prints the growth of files; those of 100 million tokens (2.2 GB) only where `MIHAK_LARGE` is set.
pub fn run(is_test: bool) -> Result<()> {
    let large = std::env::var_os("MIHAK_LARGE").map(|_| LARGE);
    let sizes: Vec<usize> = if is_test { vec![1_000, 2_000] } else { TOKENS.into_iter().chain(large).collect() };
    let folder = tempfile::tempdir().context("a folder for generated files")?;
    grown("columns, intervals", "columns", &sizes, &folder, &["--jobs", "1"], Some("seqeval"))?;
    grown("columns, no intervals", "columns", &sizes, &folder, &["--jobs", "1", "--resamples", "0"], None)?;
    let two = grown("columns, two threads", "columns", &sizes, &folder, &["--jobs", "2"], None)?;
    two.iter().for_each(|cost| println!("{:<34} {:>9}  {:>9.4} s of wall time", "columns, two threads", cost.size, cost.wall));
    let banks = &sizes[..sizes.len().min(2)];
    grown("CoNLL-U", "conllu", banks, &folder, &["--jobs", "1", "--resamples", "0"], Some("udtools"))?;
    Ok(())
}

/// Scores files of every size, and prints what that cost.
fn grown(name: &str, kind: &str, sizes: &[usize], folder: &TempDir, arguments: &[&str], peer: Option<&str>) -> Result<Vec<Cost>> {
    let mut costs = Vec::new();
    let mut ratios = Vec::new();
    for &size in sizes {
        let [gold, predicted] = generated(kind, size, folder.path())?;
        let once = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_mihak"));
            of_process(size, command.args(["score", "-q", "--csv"]).args(arguments).args([&gold, &predicted]))
        };
        // The least of three: what others do on the machine only adds.
        let mut cost = once()?;
        for _ in 1..if size < LARGE { 3 } else { 1 } {
            let again = once()?;
            cost = Cost { cpu: cost.cpu.min(again.cpu), wall: cost.wall.min(again.wall), peak: cost.peak.max(again.peak), ..again };
        }
        cost.said = format!("{:.1} M tokens/s, {} rows", size as f64 / cost.cpu / 1e6, cost.said.lines().count().saturating_sub(1));
        if let Some(peer) = peer.filter(|_| size <= PEER)
            && let Some((version, seconds)) = peers(peer, &gold, &predicted)?
        {
            ratios.push(format!("{peer} {version}, {size} tokens: {seconds:.3} s CPU, {:.0} times", seconds / cost.cpu));
        }
        costs.push(cost);
    }
    print(name, &costs);
    ratios.iter().for_each(|ratio| println!("{name:<34} {ratio}"));
    Ok(costs)
}

/// The version of another scorer and the CPU seconds of its reading and scoring, without its start; `None` where no Python has it.
fn peers(peer: &str, gold: &Path, predicted: &Path) -> Result<Option<(String, f64)>> {
    let Some(python) = std::env::var_os("MIHAK_PEERS") else { return Ok(None) };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/files/peers.py");
    let out = Command::new(&python).arg(script).arg(peer).args([gold, predicted]).stderr(Stdio::inherit()).output()?;
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    let [version, whole, ..] = said.split_whitespace().collect::<Vec<_>>()[..] else { bail!("{peer} did not answer: {said}") };
    Ok(Some((version.into(), whole.parse().context("the peer prints seconds")?)))
}

/// Gold and prediction of a size, which are written once.
fn generated(kind: &str, size: usize, folder: &Path) -> Result<[PathBuf; 2]> {
    let paths = ["gold", "predicted"].map(|side| folder.join(format!("{size}.{side}.{kind}")));
    if paths.iter().all(|path| path.exists()) {
        return Ok(paths);
    }
    let [mut gold, mut predicted] = [BufWriter::new(File::create(&paths[0])?), BufWriter::new(File::create(&paths[1])?)];
    match kind {
        "columns" => generator::stream_columns(SEED, size, &mut gold, &mut predicted)?,
        _ => generator::stream_conllu(SEED, size, &mut gold, &mut predicted)?,
    }
    gold.flush()?;
    predicted.flush()?;
    Ok(paths)
}
