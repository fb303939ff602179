//! What a run costs beside the systems that it asks: copies of the shipped articles, ten built-in systems, intervals and files included.

use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use mihak::folder::Root;
use mihak::stop::Stop;
use mihak::suite::Suite;
use mihak::system::Handle;

use crate::growth::{Cost, of_process, of_task, print, timed};

/// The systems that are asked.
const SYSTEMS: [&str; 10] =
    ["whitespace", "icu4x", "clitics-word", "clitics-d1", "clitics-d2", "clitics-atb", "clitics-d3", "gazetteer", "rules", "union"];

/// The task of a child that asks the systems alone.
pub const BARE: &str = "bare";

/// Runs and bare systems for every number of articles.
pub fn run(is_test: bool) -> Result<()> {
    let sizes: &[usize] = if is_test { &[60] } else { &[60, 240, 960, 9_600] };
    let (mut runs, mut bare) = (Vec::new(), Vec::new());
    for &size in sizes {
        let folder = tempfile::tempdir()?;
        copies(folder.path(), size)?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_mihak"));
        command.current_dir(folder.path()).args(["run", "-q", "--fresh", "--out", "out"]);
        for system in SYSTEMS {
            command.args(["-s", system]);
        }
        let mut cost = of_process(size, &mut command)?;
        let bytes = bytes(&folder.path().join("out"))?;
        let own = of_task(BARE, size)?;
        cost.said = format!("{} bytes an article on disk, {:.2} x the bare systems", bytes / size as u64, cost.cpu / own.cpu);
        runs.push(cost);
        bare.push(Cost { said: "asked in one thread".into(), ..own });
    }
    print("mihak run, ten systems", &runs);
    print("the same systems alone", &bare);
    Ok(())
}

/// Asks every system about as many articles as a run of this size does, and nothing else.
pub fn child(size: usize) -> Result<()> {
    let suite = Suite::find(None)?;
    let root = Root::Disk(env!("CARGO_MANIFEST_DIR").into());
    let mut texts = Vec::new();
    for name in root.files("corpora/news")?.iter().filter(|name| name.ends_with(".txt")) {
        texts.push(root.read_text(&format!("corpora/news/{name}"))?);
    }
    let mut handles = Vec::new();
    for name in SYSTEMS {
        let system = suite.systems.iter().find(|system| system.name == name).with_context(|| format!("the suite has `{name}`"))?;
        handles.push(system.open(&Stop::default()).map_err(|failure| anyhow::anyhow!("{name}: {failure}"))?);
    }
    timed(|| {
        for handle in &mut handles {
            let Handle::Builtin(handle) = handle else { anyhow::bail!("the systems are built in") };
            for text in texts.iter().cycle().take(size) {
                black_box(handle.answer(text).map_err(|failure| anyhow::anyhow!("{failure}"))?);
            }
        }
        Ok("asked".into())
    })
}

/// A suite with a corpus of so many articles: those of the shipped one under new names, again and again.
fn copies(folder: &Path, size: usize) -> Result<()> {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rows = |file: &str| -> Result<(String, BTreeMap<String, Vec<String>>)> {
        let text = fs::read_to_string(shipped.join("gold/news").join(file))?;
        let (header, rest) = text.split_once('\n').context("there is a header")?;
        let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in rest.lines() {
            let (id, row) = row.split_once(',').context("a row has fields")?;
            rows.entry(id.into()).or_default().push(row.into());
        }
        Ok((header.into(), rows))
    };
    let files = ["segments.csv", "entities.csv"].map(|file| rows(file).map(|(header, rows)| (file, header, rows)));
    let [segments, entities] = files;
    let files = [segments?, entities?];
    let ids: Vec<&String> = files[0].2.keys().collect();
    let named: BTreeMap<String, &String> = (0..size)
        .map(|at| {
            let id = ids[at % ids.len()];
            let split = id.split('-').next().unwrap_or_default();
            (format!("{split}-{at:06}"), id)
        })
        .collect();
    let (articles, gold) = (folder.join("articles"), folder.join("gold"));
    fs::create_dir_all(&articles)?;
    fs::create_dir_all(&gold)?;
    let mut declared = String::from("version = \"1\"\n");
    for (name, id) in &named {
        fs::copy(shipped.join(format!("corpora/news/{id}.txt")), articles.join(format!("{name}.txt")))?;
        let split = name.split('-').next().unwrap_or_default();
        declared.push_str(&format!("\n[[article]]\nid = \"{name}\"\nsplit = \"{split}\"\n"));
    }
    fs::write(articles.join("corpus.toml"), declared)?;
    for (file, header, rows) in &files {
        let mut text = format!("{header}\n");
        for (name, id) in &named {
            rows.get(*id).into_iter().flatten().for_each(|row| text.push_str(&format!("{name},{row}\n")));
        }
        fs::write(gold.join(file), text)?;
    }
    // The shipped systems and views, on these articles.
    let suite = fs::read_to_string(shipped.join("suite.toml"))?;
    let stanzas: Vec<&str> = suite.split("\n[[").filter(|stanza| !stanza.starts_with("corpus]]") && !stanza.starts_with("gate]]")).collect();
    let suite = stanzas.join("\n[[") + "\n[[corpus]]\nname = \"copies\"\narticles = \"articles\"\ngold = \"gold\"\n";
    ensure!(suite.contains("[[system]]"), "the shipped suite has systems");
    Ok(fs::write(folder.join("suite.toml"), suite)?)
}

/// The bytes of all files below a folder.
fn bytes(folder: &Path) -> Result<u64> {
    let root = Root::Disk(folder.to_path_buf());
    root.tree("", "")?.iter().map(|file| Ok(fs::metadata(folder.join(file))?.len())).sum()
}
