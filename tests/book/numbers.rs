//! Sentences of README and book with the numbers that they must have, derived from results, gold and tables.

use std::collections::BTreeMap;

use crate::pages::{page, root};

/// The rows of a CSV of the repository, by the names of its columns.
fn rows(path: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    reader.deserialize().map(|row| row.expect("every row has every column")).collect()
}

/// One value of `results/scores.csv`.
struct Scores(Vec<BTreeMap<String, String>>);

impl Scores {
    /// The value of a system on `test`: `matching` and `measure`, under a view, of a label.
    fn on(&self, split: &str, system: &str, [matching, view, label, measure]: [&str; 4]) -> f64 {
        let strict = |row: &BTreeMap<String, String>| ["char", ""].contains(&row["bound"].as_str()) && ["raw", ""].contains(&row["orth"].as_str());
        let wanted = |row: &&BTreeMap<String, String>| {
            strict(row)
                && (row["system"] == system && row["split"] == split)
                && (row["match"] == matching && row["view"] == view && row["label"] == label && row["measure"] == measure)
        };
        let found: Vec<f64> = self.0.iter().filter(wanted).map(|row| row["value"].parse().expect("values are numbers")).collect();
        assert_eq!(found.len(), 1, "{system} {split} {matching} {view} {label} {measure}");
        found[0]
    }

    /// The value with three decimals.
    fn three(&self, system: &str, what: [&str; 4]) -> String {
        format!("{:.3}", self.on("test", system, what))
    }

    /// The same without the zero in front of the point.
    fn bare(&self, system: &str, what: [&str; 4]) -> String {
        self.three(system, what).trim_start_matches('0').to_string()
    }
}

/// A whole number with commas.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let from_the_end =
        |(at, digit): (usize, char)| if at > 0 && (digits.len() - at).is_multiple_of(3) { format!(",{digit}") } else { digit.to_string() };
    digits.chars().enumerate().map(from_the_end).collect()
}

/// The cells of the first line of a page that begins with these cells.
fn line<'a>(text: &'a str, first: &[&str]) -> Vec<&'a str> {
    let cells = |line: &'a str| line.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>();
    let mut found = text.lines().filter(|line| line.starts_with('|')).map(cells).filter(|cells| cells.starts_with(first));
    found.next().unwrap_or_else(|| panic!("no row {first:?}"))
}

/// Every page with a sentence that must stand in it.
pub fn derived() -> Vec<(&'static str, String)> {
    let scores = Scores(rows("results/scores.csv"));
    [sizes(), figures(&scores), systems(&scores), instructions(), promises()].concat()
}

/// How much gold there is.
fn sizes() -> Vec<(&'static str, String)> {
    let text = page("corpora/news/README.md");
    let of = |row: &str| line(&text, &[row])[1..4].iter().map(|cell| cell.parse().expect("sizes are numbers")).collect::<Vec<u64>>();
    let (articles, words, mentions) = (of("articles"), of("words without punctuation"), of("all"));
    let agreed = page("gold/news/AGREEMENT.md");
    let all = |row: &str| line(&agreed, &[row])[7].to_string();
    let entities = all("entities, strict F1");
    let formats = page("docs/src/formats.md").lines().filter(|line| line.starts_with("| `") && line.matches('|').count() == 4).count();
    assert_eq!(formats, 18, "the README says eighteen");
    vec![
        ("README.md", "[Eighteen formats](docs/src/formats.md)".into()),
        (
            "README.md",
            format!(
                "{} original Arabic articles with {} segmented words and {} nested mentions",
                articles[2],
                grouped(words[2]),
                grouped(mentions[2])
            ),
        ),
        ("docs/src/gold.md", format!("{} in `dev` and {} in `test`. They have {} words", articles[0], articles[1], grouped(words[2]))),
        ("docs/src/gold.md", format!("{} nested mentions", grouped(mentions[2]))),
        ("docs/src/gold.md", format!("Words agree by {}, entities by {} strict F1", all("word accuracy"), entities.trim_start_matches('0'))),
        ("docs/src/signatures.md", format!("The shipped gold has {} articles in `dev` and {} in `test`", articles[0], articles[1])),
        ("docs/src/builtins.md", format!("the {} articles of `dev`: 12,184 words and marks, {} mentions", articles[0], grouped(mentions[0]))),
    ]
}

const ACCURACY: [&str; 4] = ["word", "d3", "*", "accuracy"];
const F1: [&str; 4] = ["exact", "flat", "micro", "f1"];

/// What systems reach.
fn figures(scores: &Scores) -> Vec<(&'static str, String)> {
    let of = |measure| ["exact", "flat", "micro", measure];
    let (cut, atb) = (["word", "d3", "cut", "accuracy"], ["word", "atb", "*", "accuracy"]);
    let false_cuts = ["lookalike", "d3", "*", "false_clitic_rate"];
    let ceiling = |system| scores.bare(system, ["ceiling", "flat", "micro", "recall"]);
    let row = |system: &str| {
        let whole = |label, measure| scores.three(system, ["whole", "gold", label, measure]);
        let length = scores.three(system, ["length", "", "characters", "per_token"]);
        (whole("*", "fertility"), whole("*", "cut"), length)
    };
    let subwords = |system: &str| {
        let (fertility, cut, length) = row(system);
        let found = scores.three(system, ["ceiling", "flat", "micro", "recall"]);
        let text = page("docs/src/results.md");
        let interval = line(text.rsplit_once("**subwords").expect("there is a table of subwords").1, &[system])[2].to_string();
        format!("| {system} | {fertility} | {interval} | {cut} | {length} | {found} |")
    };
    vec![
        ("docs/src/builtins.md", format!("(`clitics-d3` {}, `union` {})", scores.bare("clitics-d3", ACCURACY), scores.bare("union", F1))),
        ("docs/src/builtins.md", format!("({} against {})", scores.bare("crf-d3", false_cuts), scores.bare("clitics-d3", false_cuts))),
        ("docs/src/builtins.md", format!("| {} ({}) |", scores.bare("crf-d3", ACCURACY), scores.bare("crf-d3", cut))),
        ("docs/src/builtins.md", format!("| {} ({}) |", scores.bare("crf-atb", atb), scores.bare("crf-atb", ["word", "atb", "cut", "accuracy"]))),
        (
            "docs/src/builtins.md",
            format!("| {} ({}, {}) |", scores.bare("crf-ner", F1), scores.bare("crf-ner", of("precision")), scores.bare("crf-ner", of("recall"))),
        ),
        (
            "docs/src/subwords.md",
            format!(
                "runs without white space leave {} of the mentions within reach, words {}, the gold's clitics cut off (`clitics-atb`) {}, o200k_base {}, cl100k_base {}",
                ceiling("whitespace"),
                ceiling("clitics-word"),
                ceiling("clitics-atb"),
                ceiling("o200k"),
                ceiling("cl100k")
            ),
        ),
        ("docs/src/jobs/subwords.md", subwords("o200k")),
        ("docs/src/jobs/subwords.md", subwords("cl100k")),
    ]
}

/// The table of the systems of the field.
fn systems(scores: &Scores) -> Vec<(&'static str, String)> {
    let text = page("docs/src/systems.md");
    let shown = text.lines().filter(|line| line.starts_with("| `") && line.matches('|').count() == 9);
    let cells: Vec<Vec<&str>> = shown.map(|line| line.split('|').map(str::trim).collect()).collect();
    assert!(cells.len() >= 14, "{cells:?}");
    let figure = |cells: &Vec<&str>| {
        let system = cells[1].trim_matches('`');
        let (name, _) = cells[4].rsplit_once(' ').expect("a measure and its value");
        let scheme = |view: &'static str| ["word", view, "*", "accuracy"];
        let is_of_words = system.contains("words") || system.starts_with("nltk");
        let value = match name {
            "tok/word" => scores.three(system, ["whole", "gold", "*", "fertility"]),
            "word acc" => scores.three(system, scheme(if is_of_words { "word" } else { "d3" })),
            "F1" => scores.three(system, F1),
            _ => panic!("{system} has the measure {name}"),
        };
        ("docs/src/systems.md", format!("| `{system}` | {} | {} | {name} {value} |", cells[2], cells[3]))
    };
    cells.iter().map(figure).collect()
}

/// How many instructions systems take beside each other.
fn instructions() -> Vec<(&'static str, String)> {
    let rows = rows("results/speed/instructions.csv");
    let of = |system: &str| -> f64 {
        let row = rows.iter().find(|row| row["system"] == system).unwrap_or_else(|| panic!("{system} was counted"));
        row["instructions"].parse().expect("counts are numbers")
    };
    let (tokens, mentions) = (of("crf-atb") / of("clitics-atb"), of("crf-ner") / of("union"));
    let said = format!("`crf` takes {tokens:.1} times the instructions of `clitics`, `crf-ner` {mentions:.1} times those of `union`");
    let text = page("docs/src/speed.md");
    let files: f64 =
        line(&text, &["two column files to every layer, hashes included"])[2].split(' ').next().expect("seconds").parse().expect("a number");
    vec![("docs/src/builtins.md", said), ("README.md", format!("A million tokens are scored in {files:.2} s of CPU time"))]
}

/// What gates do by chance.
fn promises() -> Vec<(&'static str, String)> {
    let text = page("docs/src/signatures.md");
    let by_chance =
        |articles: &str, scene: &str| -> f64 { line(&text, &[articles, scene])[5].trim_end_matches(" %").parse().expect("a share in per cent") };
    let entities = by_chance("10", "entity F1, 70 mentions");
    assert_eq!((100.0 / entities).round() as u32, 8, "{entities} % is not one case of eight");
    let worst = ["word accuracy, 300 words", "entity F1, 70 mentions", "entity F1, 20 mentions"].map(|scene| by_chance("200", scene));
    assert!(worst.iter().all(|share| *share <= 1.5), "{worst:?}");
    vec![
        ("docs/src/signatures.md", "red by chance in one case of eight".into()),
        ("docs/src/jobs/gate.md", "red by chance in one case of eight; with 200 articles, in under 1.5 % of the cases".into()),
    ]
}
