//! `mihak cmp`: systems side by side, from counts alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use mihak_core::measure::key::Layer;
use mihak_core::measure::terms::Terms;
use mihak_core::safe::{self, Terminal, line};
use mihak_core::score::replicates::Replicated;
use mihak_core::score::{Score, decimals, shared_signature};
use mihak_core::statistics::bootstrap::{Boot, FEW, Interval, Paired, SHARE, discovery_rates};
use mihak_core::wording::{count, nearest};
use mihak_core::{records, signature};

use crate::cmd::folders::{results, some};
use crate::cmd::stdout::{print, print_data};
use crate::exit::{self, Code, Exit, FINE};
use crate::report::rows::{article_noun, drawn};
use crate::report::table::{align, plain};
use crate::results::{CellName, Covered, Results};
use crate::suite::Suite;

/// A row: corpus, split, task, view, match, bound, orth, label, measure. The scheme of tokenizers is their view: they are compared
/// where it is the same.
type RowName = [String; 9];

/// Arguments of `mihak cmp`.
#[derive(Args, Debug)]
pub struct CmpArgs {
    /// The systems; each is compared with the first
    #[arg(required = true, num_args = 2..)]
    pub systems: Vec<String>,
    /// A folder of results [default: target/mihak]
    #[arg(long, value_name = "DIR")]
    pub results: Option<PathBuf>,
    /// Only articles of this split
    #[arg(long, value_name = "SPLIT")]
    pub split: Option<String>,
    /// Every measure, not only the main ones
    #[arg(long)]
    pub all: bool,
    /// Rows of a CSV instead of tables
    #[arg(long)]
    pub csv: bool,
    /// The suite, for seed and number of replicates [default: ./suite.toml, or the embedded one]
    #[arg(long, value_name = "FILE")]
    pub suite: Option<PathBuf>,
}

/// Runs `mihak cmp`. `Err` with [`exit::NOT_COMPARABLE`] if the systems have no measure in common, or measured different things.
pub fn run(args: &CmpArgs) -> Result<Code> {
    let (found, folder) = results(args.results.as_deref())?;
    some(&found, &folder.display().to_string())?;
    if let Some(twice) = args.systems.iter().enumerate().find(|(at, system)| args.systems[..*at].contains(system)) {
        bail!("system `{}` is named twice; name different ones", twice.1);
    }
    let splits: BTreeSet<String> = found.cells()?.into_keys().map(|cell| cell.split).collect();
    if let Some(split) = args.split.as_ref().filter(|split| !splits.contains(*split)) {
        let known: Vec<&str> = splits.iter().map(String::as_str).collect();
        bail!("no split `{split}` in `{}`{}", folder.display(), nearest(split, &known));
    }
    let known: Vec<&str> = found.systems.keys().map(String::as_str).collect();
    for system in &args.systems {
        if !known.contains(&system.as_str()) {
            bail!("no system `{system}` in `{}`{}", folder.display(), nearest(system, &known));
        }
    }
    let suite = Suite::find(args.suite.as_deref())?.terms;
    let boot = suite.boot.unwrap_or_default();
    let terms = Terms { boot: Some(boot), ..suite };
    let compared = Results { systems: found.systems.into_iter().filter(|(name, _)| args.systems.contains(name)).collect() };
    let mut rows: BTreeMap<RowName, BTreeMap<String, Score>> = BTreeMap::new();
    for score in compared.scores(terms.without_intervals())? {
        if args.split.as_ref().is_none_or(|split| *split == score.key.split) && (args.all || is_main(&score)) {
            rows.entry(row(&score)).or_default().insert(score.system.clone(), score);
        }
    }
    let all = rows.len();
    rows.retain(|_, scores| scores.len() > 1);
    let alone = all - rows.len();
    if rows.is_empty() {
        return Err(Exit::error(
            exit::NOT_COMPARABLE,
            format!("{} have no measure in common: their tasks, schemes or corpora differ", args.systems.join(" and ")),
        ));
    }
    let cells = compared.cells()?;
    for scores in rows.values() {
        comparable(scores, &cells)?;
    }
    let pairs = pairs(&args.systems, &rows.into_keys().collect::<Vec<_>>(), &compared, terms)?;
    match args.csv {
        true => print_data(&csv(&pairs))?,
        false => print(terminal(&args.systems, &pairs, boot, alone))?,
    }
    Ok(FINE)
}

/// A measure of two systems.
struct Pair {
    name: RowName,
    first: Score,
    second: Score,
    paired: Option<Paired>,
    /// The false discovery rate among all pairs that are shown.
    q: Option<f64>,
}

/// The values of replicates that are held at a time: their number times that of measures and systems.
const HELD: usize = 1 << 24;

/// Every system beside the first, measure by measure.
fn pairs(systems: &[String], names: &[RowName], results: &Results, terms: Terms) -> Result<Vec<Pair>> {
    let mut pairs = Vec::new();
    let resamples = terms.boot.map_or(1, |boot| boot.resamples as usize);
    for names in names.chunks((HELD / (resamples * systems.len())).max(1)) {
        let wanted = |score: &Score| names.binary_search(&row(score)).is_ok();
        let mut found: BTreeMap<(RowName, String), Replicated> = BTreeMap::new();
        for replicated in results.replicated(terms, &wanted)? {
            found.insert((row(&replicated.score), replicated.score.system.clone()), replicated);
        }
        for (at, other) in systems.iter().enumerate().skip(1) {
            for name in names {
                let of = |system: &String| found.get(&(name.clone(), system.clone()));
                let (Some(first), Some(second)) = (of(&systems[0]), of(other)) else { continue };
                let paired = first.paired(second, SHARE);
                pairs.push((at, Pair { name: name.clone(), first: first.score.clone(), second: second.score.clone(), paired, q: None }));
            }
        }
    }
    pairs.sort_by(|(at, pair), (other, other_pair)| at.cmp(other).then_with(|| pair.name.cmp(&other_pair.name)));
    let mut pairs: Vec<Pair> = pairs.into_iter().map(|(_, pair)| pair).collect();
    let ps: Vec<Option<f64>> = pairs.iter().map(|pair| pair.paired.and_then(|paired| paired.p)).collect();
    for (pair, q) in pairs.iter_mut().zip(discovery_rates(&ps)) {
        pair.q = q;
    }
    Ok(pairs)
}

fn row(score: &Score) -> RowName {
    let [matching, bound, orth, view, label] = score.key.layer.fields();
    [score.key.corpus_name(), &score.key.split, score.key.task.name(), view, matching, bound, orth, label, score.measure.name].map(str::to_string)
}

/// Whether a measure is shown unasked.
fn is_main(score: &Score) -> bool {
    let Layer { matching, bound, orth, label, .. } = &score.key.layer;
    matching.is_compared(*bound, *orth, label, score.measure.name)
}

/// `Err` names the field in which the signatures of one row differ, or says that other articles were run.
fn comparable(scores: &BTreeMap<String, Score>, cells: &BTreeMap<CellName, Covered>) -> Result<()> {
    let articles = |score: &Score| cells.get(&CellName::of(&score.system, score.key.by_ref())).map(|covered| &covered.articles);
    let mut signed = scores.values().map(|score| (score, score.signature()));
    let Some((first, line)) = signed.next() else { return Ok(()) };
    for (other, other_line) in signed {
        let refused = |field: &str, a: &str, b: &str| {
            let said = format!("`{}` and `{}` are not comparable: {field} is `{a}` and `{b}`", first.system, other.system);
            Err(Exit::error(exit::NOT_COMPARABLE, said))
        };
        if let Some((field, a, b)) = signature::difference(&line, &other_line) {
            return refused(&field, &a, &b);
        }
        let (Some(one), Some(two)) = (articles(first), articles(other)) else { continue };
        if let Some(article) =
            one.keys().find(|article| !two.contains_key(*article)).or_else(|| two.keys().find(|article| !one.contains_key(*article)))
        {
            let (with, without) = if one.contains_key(article) { (first, other) } else { (other, first) };
            let said = format!("`{}` was run on article `{article}`, `{}` was not: run both on the same articles", with.system, without.system);
            return Err(Exit::error(exit::NOT_COMPARABLE, said));
        }
    }
    Ok(())
}

/// The tables; `alone` measures are of one system only, and not in them.
fn terminal(systems: &[String], pairs: &[Pair], boot: Boot, alone: usize) -> Terminal<'static> {
    let mut out = String::new();
    for other in &systems[1..] {
        let pairs: Vec<&Pair> = pairs.iter().filter(|pair| pair.second.system == *other).collect();
        if pairs.is_empty() {
            out.push_str(&format!("{} and {} have no measure in common\n\n", line(&systems[0]), line(other)));
            continue;
        }
        let mut table = plain();
        table.set_header(["measure", &systems[0], other, "Δ", "95 %", "p", "q", "detects"].map(line));
        for pair in pairs {
            let title = line(&pair.name.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ")).to_string();
            let value = |score: &Score| score.value.map_or("–".to_string(), |value| format!("{value:.4}"));
            table.add_row([title, value(&pair.first), value(&pair.second)].into_iter().chain(pair.fields()));
        }
        align(&mut table);
        out.push_str(&format!("{table}\n\n"));
    }
    let articles = pairs.iter().map(|pair| pair.first.articles).min().unwrap_or_default();
    let (drawn, noun) = pairs.first().map_or(("articles".into(), "article"), |pair| (drawn(&pair.first), article_noun(&pair.first)));
    out.push_str(&format!("Δ: second − first; 95 % and p: {boot}, {drawn} drawn, paired; q: false discovery rate (Benjamini–Hochberg) over the "));
    out.push_str(&format!("{} shown\n", count(pairs.iter().filter(|pair| pair.q.is_some()).count(), "comparison")));
    out.push_str("detects: the difference that would be found in four of five such comparisons; –: fewer than five of them differ\n");
    if alone > 0 {
        out.push_str(&format!("{} left out, being of one system only\n", count(alone, "measure")));
    }
    out.extend(shared_signature(pairs.iter().map(|pair| &pair.first)).map(|shared| format!("{}\n", line(&shared))));
    if articles < FEW {
        out.push_str(&format!("{} are few: intervals are rough, and only large differences can be found\n", count(articles as usize, noun)));
    }
    safe::terminal(&out).into_owned()
}

impl Pair {
    /// Difference, interval, p, q and detectable difference as people read them.
    fn fields(&self) -> [String; 5] {
        let Some(paired) = self.paired else { return std::array::from_fn(|_| "–".into()) };
        let shown = |value: Option<f64>, text: fn(f64) -> String| value.map_or("–".into(), text);
        let share = |share: f64| if share < 0.001 { "< .001".into() } else { format!("{share:.3}") };
        [
            format!("{:+.4}", paired.difference),
            paired.interval.map_or("–".into(), |Interval { lo, hi }| format!("{lo:+.4} to {hi:+.4}")),
            shown(paired.p, share),
            shown(self.q, share),
            shown(paired.detectable, |value| format!("{value:.4}")),
        ]
    }
}

/// The columns after those of a measure's name.
const COMPARED: [&str; 11] = ["first", "second", "first_value", "second_value", "difference", "lo", "hi", "p", "q", "detectable", "articles"];

/// The same as CSV: shares of 1 with six decimals, what is undefined empty.
fn csv(pairs: &[Pair]) -> Vec<u8> {
    let name = ["corpus", "split", "task", "view", "match", "bound", "orth", "label", "measure"];
    records::bytes(name.into_iter().chain(COMPARED).chain(["signature"]), |writer| {
        pairs.iter().try_for_each(|pair| {
            let paired = pair.paired;
            let of = |field: fn(Paired) -> Option<f64>| decimals(paired.and_then(field));
            let fields = [
                pair.first.system.clone(),
                pair.second.system.clone(),
                decimals(pair.first.value),
                decimals(pair.second.value),
                of(|paired| Some(paired.difference)),
                of(|paired| paired.interval.map(|interval| interval.lo)),
                of(|paired| paired.interval.map(|interval| interval.hi)),
                of(|paired| paired.p),
                decimals(pair.q),
                of(|paired| paired.detectable),
                pair.first.articles.to_string(),
                pair.first.signature(),
            ];
            writer.write_record(pair.name.iter().chain(&fields))
        })
    })
}
