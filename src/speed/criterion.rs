//! What `cargo bench` measured: the files of criterion become rows with the columns of scores.csv.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use mihak_core::error::Problems;
use mihak_core::measure::key::SCORER;
use mihak_core::records;
use serde::Deserialize;

use crate::corpus::Corpus;
use crate::folder::Root;
use crate::speed::clock;
use crate::speed::work::SCORER_NAME;
use crate::stop::Stop;
use crate::system::System;

/// One benchmark as criterion keeps it.
#[derive(Clone, PartialEq, Debug)]
pub struct Measured {
    /// The name of the group.
    pub group: String,
    /// The names within the group: function, parameter.
    pub names: Vec<String>,
    /// Elements and bytes of one iteration, as far as they were declared.
    pub amounts: (Option<u64>, Option<u64>),
    /// The median nanoseconds of one iteration with their interval: lower end, value, upper end.
    pub nanos: [f64; 3],
}

#[derive(Deserialize)]
struct Benchmark {
    group_id: String,
    function_id: Option<String>,
    value_str: Option<String>,
    throughput: Option<Throughput>,
}

/// One of these is there; of bits, which no bench here counts, none.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase")]
struct Throughput {
    elements: Option<u64>,
    bytes: Option<u64>,
    bytes_decimal: Option<u64>,
    elements_and_bytes: Option<Both>,
}

#[derive(Deserialize)]
struct Both {
    elements: u64,
    bytes: u64,
}

#[derive(Deserialize)]
struct Estimates {
    median: Estimate,
}

#[derive(Deserialize)]
struct Estimate {
    confidence_interval: Interval,
    point_estimate: f64,
}

#[derive(Deserialize)]
struct Interval {
    confidence_level: f64,
    lower_bound: f64,
    upper_bound: f64,
}

/// The last result of every benchmark below a folder of criterion, sorted by group and names.
///
/// `Err` lists every file that cannot be read, or says that there is none.
pub fn read(folder: &Path) -> Result<Vec<Measured>> {
    let shown = folder.display();
    let root = Root::Disk(folder.to_path_buf());
    let mut problems = Problems::default();
    let mut found = Vec::new();
    for file in root.tree("", "benchmark.json")?.into_iter().filter(|file| file.ends_with("/new/benchmark.json")) {
        match one(&folder.join(&file)) {
            Ok(measured) => found.push(measured),
            Err(error) => problems.note(format!("{error:#}")),
        }
    }
    problems.into_result()?;
    if found.is_empty() {
        bail!("no results of criterion in `{shown}`: run `cargo bench` first, or name the folder with --criterion");
    }
    found.sort_by(|a, b| (&a.group, &a.names).cmp(&(&b.group, &b.names)));
    Ok(found)
}

fn one(file: &Path) -> Result<Measured> {
    let estimates = file.with_file_name("estimates.json");
    let Benchmark { group_id, function_id, value_str, throughput } = json(file)?;
    let Estimates { median } = json(&estimates)?;
    let Interval { confidence_level, lower_bound, upper_bound } = median.confidence_interval;
    if confidence_level != 0.95 {
        bail!("`{}`: an interval of {confidence_level}, expected 0.95", estimates.display());
    }
    let nanos = [lower_bound, median.point_estimate, upper_bound];
    if !(nanos.iter().all(|nanos| nanos.is_finite() && *nanos > 0.0) && nanos.is_sorted()) {
        bail!("`{}`: the median {} is not between {lower_bound} and {upper_bound} nanoseconds, all above 0", estimates.display(), nanos[1]);
    }
    let Throughput { elements, bytes, bytes_decimal, elements_and_bytes } = throughput.unwrap_or_default();
    let amounts = match elements_and_bytes {
        Some(Both { elements, bytes }) => (Some(elements), Some(bytes)),
        None => (elements, bytes.or(bytes_decimal)),
    };
    Ok(Measured { group: group_id, names: function_id.into_iter().chain(value_str).collect(), amounts, nanos })
}

fn json<T: for<'a> Deserialize<'a>>(file: &Path) -> Result<T> {
    let content = fs::read(file).with_context(|| format!("cannot read `{}`", file.display()))?;
    serde_json::from_slice(&content).with_context(|| format!("`{}` is not as criterion writes it", file.display()))
}

/// What a benchmark measured, in the words of the suite.
struct Place<'a> {
    system: &'a str,
    version: String,
    corpus: Option<&'a Corpus>,
    /// Empty for a system on its own.
    matching: &'a str,
    label: String,
    /// What an element is.
    element: &'a str,
}

/// The groups of the benches of the scorer, with what an element of each is.
const SCORER_GROUPS: [(&str, &str); 10] = [
    ("match", "mentions"),
    ("match crowded", "spans"),
    ("measure", "rows"),
    ("score conllu", "tokens"),
    ("score entities", "mentions"),
    ("score files", "tokens"),
    ("score multiword span", "words"),
    ("score one document", "tokens"),
    ("score segments", "words"),
    ("score tags", "tokens"),
];

/// What a group of a corpus adds to its name when the harness runs the system.
const HARNESS: &str = " run by the harness";

fn place<'a>(measured: &'a Measured, corpora: &'a [Corpus], systems: &'a [System]) -> Option<Place<'a>> {
    let corpus = |name: &str| corpora.iter().find(|corpus| corpus.name == name);
    let (group, first) = (measured.group.as_str(), measured.names.first().map_or("", String::as_str));
    if let Some((group, element)) = SCORER_GROUPS.iter().find(|(name, _)| *name == group) {
        let on = corpus(first);
        let label = measured.names[usize::from(on.is_some())..].join("/");
        return Some(Place { system: SCORER_NAME, version: format!("scorer {SCORER}"), corpus: on, matching: group, label, element });
    }
    let (name, matching) = group.strip_suffix(HARNESS).map_or((group, ""), |name| (name, "harness"));
    let (corpus, system) = (corpus(name)?, systems.iter().find(|system| system.name == first)?);
    let version = system.receipt(&Stop::default()).unwrap_or_default().to_string();
    Some(Place { system: &system.name, version, corpus: Some(corpus), matching, label: "*".into(), element: "words" })
}

/// The rows of the benchmarks of this suite, sorted, in the columns of scores.csv; and the names of benchmarks that are none of it.
///
/// `host` is the name of the machine. `lo` and `hi` are the 95 % interval of the median.
pub fn rows(measured: &[Measured], corpora: &[Corpus], systems: &[System], host: &str) -> (Vec<Vec<String>>, Vec<String>) {
    let (mut rows, mut left_out) = (Vec::new(), Vec::new());
    for one in measured {
        let Measured { amounts: (elements, bytes), .. } = one;
        match place(one, corpora, systems) {
            Some(place) if elements.is_some() || bytes.is_some() => {
                if let Some(bytes) = bytes {
                    rows.push(row(one, &place, "mb_per_s", *bytes as f64 / 1e6, *bytes, host));
                }
                if let Some(elements) = elements {
                    rows.push(row(one, &place, &format!("{}_per_s", place.element), *elements as f64, *elements, host));
                }
            }
            _ => left_out.push(std::iter::once(&one.group).chain(&one.names).cloned().collect::<Vec<_>>().join("/")),
        }
    }
    rows.sort();
    (rows, left_out)
}

fn row(measured: &Measured, place: &Place, measure: &str, amount: f64, support: u64, host: &str) -> Vec<String> {
    let [lower, nanos, upper] = measured.nanos;
    // The longest time is the lowest rate.
    let [value, lo, hi] = [nanos, upper, lower].map(|nanos| format!("{:.6}", amount / (nanos / 1e9)));
    let corpus = place.corpus.map_or(String::new(), Corpus::signed);
    let fields = [("task", "speed"), ("match", place.matching), ("corpus", &corpus), ("clock", clock::NAME), ("host", host)];
    let fields = fields.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("|{name}:{value}"));
    let signature = String::from("mihak") + &fields.collect::<String>();
    let articles = place.corpus.map_or(0, |corpus| corpus.articles.len());
    let corpus = place.corpus.map_or("", |corpus| &corpus.name);
    let named = [place.system, &place.version, corpus, "", "speed", place.matching, "", "", "", &place.label, measure, &value, &lo, &hi];
    let counted = [support.to_string(), articles.to_string(), signature];
    named.map(String::from).into_iter().chain(counted).collect()
}

/// The bytes of `speed/<host>.csv`.
pub fn write(rows: &[Vec<String>]) -> Vec<u8> {
    records::bytes(mihak_core::score::HEADER, |writer| rows.iter().try_for_each(|row| writer.write_record(row)))
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::gold::Gold;

    fn measured(group: &str, names: &[&str], amounts: (Option<u64>, Option<u64>)) -> Measured {
        Measured { group: group.into(), names: names.iter().map(|name| name.to_string()).collect(), amounts, nanos: [1e6, 2e6, 4e6] }
    }

    #[test]
    fn benchmarks_become_rows_and_those_of_no_cell_of_the_suite_are_named() {
        let (name, version, hash) = ("news".to_string(), "1.0".to_string(), "aa".to_string());
        let corpora = [Corpus { name, version, articles: Vec::new(), gold: Gold::default(), hash, allows_duplicates: false, left_out: Vec::new() }];
        let systems = [System::builtin("white", "whitespace", toml::Table::new(), &Root::here()).unwrap()];
        let both = (Some(1_000), Some(8_000));
        let all = [
            measured("news", &["white"], both),
            measured("news", &["gone"], both),
            measured("news run by the harness", &["white"], both),
            measured("match", &["news", "4×"], (Some(500), None)),
            measured("score tags", &["100000"], (Some(100_000), None)),
            measured("news", &["white"], (None, None)),
        ];
        let (rows, left_out) = rows(&all, &corpora, &systems, "box");
        assert_eq!(left_out, ["news/gone", "news/white"]);
        let short: Vec<String> = rows.iter().map(|row| [5, 9, 10, 11, 12, 13].map(|at| row[at].as_str()).join(" ")).collect();
        let expected = [
            "match 4× mentions_per_s 250000.000000 125000.000000 500000.000000",
            "score tags 100000 tokens_per_s 50000000.000000 25000000.000000 100000000.000000",
            " * mb_per_s 4.000000 2.000000 8.000000",
            " * words_per_s 500000.000000 250000.000000 1000000.000000",
            "harness * mb_per_s 4.000000 2.000000 8.000000",
            "harness * words_per_s 500000.000000 250000.000000 1000000.000000",
        ];
        let mut sorted = short.clone();
        sorted.sort_unstable();
        let mut wanted = expected.map(String::from);
        wanted.sort_unstable();
        assert_eq!(sorted, wanted);
        let signature = rows.iter().find(|row| row[0] == "white" && row[5].is_empty()).unwrap().last().unwrap();
        assert_eq!(signature, &format!("mihak|task:speed|corpus:news@1.0#aa|clock:{}|host:box", clock::NAME));
        assert_eq!(rows[0].len(), mihak_core::score::HEADER.len());
    }
}
