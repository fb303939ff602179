//! Counts: the sufficient statistic from which every measure derives, and their CSV.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use anyhow::{Context, Result, bail};

use super::SCORER;
use crate::records;

/// Four integers of one article for one key. What a true positive is depends on the match; see the documentation of measures.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    /// In gold and predicted.
    pub tp: u64,
    /// Predicted, not in gold.
    pub fp: u64,
    /// In gold, not predicted.
    pub r#fn: u64,
    /// Neither; counted for boundaries only.
    pub tn: u64,
}

impl Count {
    /// Whether nothing was counted.
    pub fn is_zero(self) -> bool {
        self == Count::default()
    }

    /// The share of predictions that are right, or `None` if nothing was predicted.
    pub fn precision(self) -> Option<f64> {
        ratio(self.tp, self.tp + self.fp)
    }

    /// The share of gold that was found, or `None` if there is no gold.
    pub fn recall(self) -> Option<f64> {
        ratio(self.tp, self.tp + self.r#fn)
    }

    /// 2tp / (2tp + fp + fn), or `None` if there is neither gold nor prediction.
    pub fn f1(self) -> Option<f64> {
        ratio(2 * self.tp, 2 * self.tp + self.fp + self.r#fn)
    }

    /// The number of gold items.
    pub fn support(self) -> u64 {
        self.tp + self.r#fn
    }

    /// True positives for each false negative, or `None` if there are none: what is counted in both is no gold, but two amounts.
    pub fn per(self) -> Option<f64> {
        ratio(self.tp, self.r#fn)
    }

    /// The number of words: whole, cut, and without any token.
    pub fn words(self) -> u64 {
        self.tp + self.r#fn + self.tn
    }

    /// The share of words that are whole, or `None` if there are none.
    pub fn whole(self) -> Option<f64> {
        ratio(self.tp, self.words())
    }

    /// Tokens per word, or `None` if no word has a token. Words without one count for nothing: they would make a tokenizer look cheap.
    pub fn fertility(self) -> Option<f64> {
        ratio(self.tp + self.r#fn + self.fp, self.tp + self.r#fn)
    }

    /// The share of what is not as it should be, or `None` if there is nothing.
    pub fn missed(self) -> Option<f64> {
        ratio(self.r#fn, self.tp + self.r#fn)
    }

    /// Cohen's kappa of two sides that decide yes or no (Cohen 1960): the share of decisions on which they agree beyond chance, of what can be
    /// beyond chance. tp are decided yes by both, tn no by both, fn and fp yes by the first or the second side alone.
    ///
    /// `None` if nothing was decided, or if both decide all alike: then chance explains everything.
    pub fn kappa(self) -> Option<f64> {
        let [first, second] = [self.tp + self.r#fn, self.tp + self.fp].map(u128::from);
        let all = self.tp + self.fp + self.r#fn + self.tn;
        let no = |yes: u128| u128::from(all) - yes;
        kappa(self.tp + self.tn, all, first * second + no(first) * no(second))
    }

    /// F1 minus the F1 that as many cuts at random places would be expected to reach.
    ///
    /// With G gold and K predicted cuts among N places, the expected number of hits is KG/N, and F1 = 2tp/(G+K) is linear in
    /// it. `None` where F1 is.
    pub fn above_chance(self) -> Option<f64> {
        let (gold, predicted) = (self.tp + self.r#fn, self.tp + self.fp);
        let places = gold + self.fp + self.tn;
        let hits = ratio(gold, places)? * predicted as f64;
        let chance = 2.0 * hits / (gold + predicted) as f64;
        self.f1().map(|f1| f1 - chance)
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Count) {
        self.tp += other.tp;
        self.fp += other.fp;
        self.r#fn += other.r#fn;
        self.tn += other.tn;
    }
}

/// Cohen's kappa (Cohen 1960) of `all` decisions, of which both sides decide `agreed` alike. `chance` is the sum over the categories of the
/// product of how often each side decides for it: the square of `all` times the agreement that is expected by chance.
///
/// `None` if nothing was decided, or if both sides only know one category, and the same.
pub fn kappa(agreed: u64, all: u64, chance: u128) -> Option<f64> {
    let square = u128::from(all) * u128::from(all);
    let beyond = i128::from(all) * i128::from(agreed) - chance as i128;
    (square > chance).then(|| beyond as f64 / (square - chance) as f64)
}

fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// What is counted within one article: how two things match, under which declared layers, for which label.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Layer {
    /// `exact`, `untyped`, `partial`, `type`, `article`, `confusion`, `error`, `bucket`, `dropped` for entities; `span`, `boundary`, `word`, `clitic`, `lookalike`, `fit` for tokens; `whole`, `kept`, `length`, `letter`, `known`, `back`, `marks` for subwords; `ceiling`, `ceiling-flat` for all
    /// of these; `coverage`.
    pub matching: String,
    /// `char` or `clitic`; empty where it has no meaning.
    pub bound: String,
    /// `raw` or `folded`; empty where it has no meaning.
    pub orth: String,
    /// The view of entities and ceilings, the scheme of tokens, the words by which subwords are counted; empty where it has no meaning.
    pub view: String,
    /// The label, the clitic, or `*` for all.
    pub label: String,
}

impl Layer {
    /// A layer of tokens: no bound and no orth.
    pub fn tokens(matching: &str, scheme: &str, label: &str) -> Layer {
        Layer { matching: matching.into(), bound: String::new(), orth: String::new(), view: scheme.into(), label: label.into() }
    }

    /// The fields in the order of every file: match, bound, orth, view, label.
    pub fn fields(&self) -> [&str; 5] {
        [&self.matching, &self.bound, &self.orth, &self.view, &self.label]
    }

    /// The row that every article has, whether it was answered or not.
    pub fn coverage() -> Layer {
        Layer::tokens("coverage", "", "*")
    }
}

/// One row of `counts/<system>.csv` without the system, which names the file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Key {
    /// The corpus as signatures name it: `news@1.0#3fa9c1d2`.
    pub corpus: String,
    /// The split of the article.
    pub split: String,
    /// The article.
    pub article: String,
    /// `words`, `segments`, `subwords` or `entities`.
    pub task: String,
    /// What was counted.
    pub layer: Layer,
}

impl Key {
    /// The name of the corpus, without version and hash.
    pub fn corpus_name(&self) -> &str {
        self.corpus.split(['@', '#']).next().unwrap_or_default()
    }
}

/// The counts of one system.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SystemCounts {
    /// The revision of the definitions by which it was counted, see [`SCORER`].
    pub scorer: u32,
    /// The system's receipt.
    pub version: String,
    /// How files were read, by task, as fields of a signature (`tags:IOB2|repair:none|unit:sentence`); none for systems that were run.
    pub readings: BTreeMap<String, String>,
    /// Sorted by key; zero counts are left out.
    pub rows: BTreeMap<Key, Count>,
}

impl Default for SystemCounts {
    fn default() -> SystemCounts {
        SystemCounts { scorer: SCORER, version: String::new(), readings: BTreeMap::new(), rows: BTreeMap::new() }
    }
}

impl SystemCounts {
    /// No counts yet, of a system with this receipt.
    pub fn of(version: &str) -> SystemCounts {
        SystemCounts { version: version.into(), ..SystemCounts::default() }
    }

    /// How files were read for a task; empty for systems that were run.
    pub fn reading(&self, task: &str) -> &str {
        self.readings.get(task).map_or("", String::as_str)
    }

    /// Adds a count, unless it is zero.
    pub fn add(&mut self, key: Key, count: Count) {
        if !count.is_zero() {
            *self.rows.entry(key).or_default() += count;
        }
    }
}

/// The columns of counts/*.csv.
pub const HEADER: [&str; 15] =
    ["scorer", "version", "corpus", "split", "article", "task", "match", "bound", "orth", "view", "label", "tp", "fp", "fn", "tn"];

/// The column behind them where counts are of files that were read, see [`SystemCounts::readings`].
const READING: &str = "reading";

/// Whether these are the columns of counts.
fn is_header<'a>(columns: impl Iterator<Item = &'a str>) -> bool {
    let columns: Vec<&str> = columns.collect();
    columns.strip_suffix(&[READING]).unwrap_or(&columns) == HEADER
}

/// The bytes of `counts/<system>.csv`: sorted rows, integers, and how files were read where they were.
pub fn write(counts: &SystemCounts) -> Vec<u8> {
    let scorer = counts.scorer.to_string();
    let is_read = !counts.readings.is_empty();
    records::bytes(HEADER.into_iter().chain(is_read.then_some(READING)), |writer| {
        counts.rows.iter().try_for_each(|(key, count)| {
            let Key { corpus, split, article, task, layer } = key;
            let numbers = [count.tp, count.fp, count.r#fn, count.tn].map(|number| number.to_string());
            let cell = [&scorer, &counts.version, corpus, split, article, task];
            let counted = layer.fields().into_iter().chain(numbers.each_ref().map(String::as_str));
            writer.write_record(cell.map(String::as_str).into_iter().chain(counted).chain(is_read.then(|| counts.reading(task))))
        })
    })
}

/// The counts of a file; `shown` names it in errors.
pub fn read(shown: &str, content: &[u8]) -> Result<SystemCounts> {
    let mut reader = csv::Reader::from_reader(content);
    let header = reader.headers().with_context(|| format!("`{shown}` is not CSV"))?;
    let is_read = header.len() > HEADER.len();
    if !is_header(header.iter()) {
        bail!("`{shown}` line 1: columns are `{}`, expected `{}`", header.iter().collect::<Vec<_>>().join(","), HEADER.join(","));
    }
    let mut counts = SystemCounts::default();
    for record in reader.records() {
        let record = record.with_context(|| format!("`{shown}` is not CSV with {} columns", HEADER.len() + usize::from(is_read)))?;
        let line = record.position().map_or(0, csv::Position::line);
        let number = |at: usize| {
            let number = record[at].parse::<u64>().ok().filter(|&number| number < 1 << 40);
            number.with_context(|| format!("`{shown}` line {line}: {} is `{}`, expected a whole number under 2^40", HEADER[at], &record[at]))
        };
        let scorer = record[0].parse().map_err(|_| anyhow::anyhow!("`{shown}` line {line}: scorer is `{}`, expected a whole number", &record[0]))?;
        if counts.rows.is_empty() {
            counts.scorer = scorer;
            counts.version = record[1].into();
        } else if (counts.scorer, counts.version.as_str()) != (scorer, &record[1]) {
            bail!("`{shown}` line {line}: scorer and version differ from those of the lines before; one file holds one run");
        }
        let [corpus, split, article, task, matching, bound, orth, view, label] = std::array::from_fn(|at| record[at + 2].to_string());
        if is_read && counts.readings.entry(task.clone()).or_insert_with(|| record[HEADER.len()].into()) != &record[HEADER.len()] {
            bail!("`{shown}` line {line}: reading differs from that of the lines of `{task}` before; one file holds one run");
        }
        let key = Key { corpus, split, article, task, layer: Layer { matching, bound, orth, view, label } };
        let count = Count { tp: number(11)?, fp: number(12)?, r#fn: number(13)?, tn: number(14)? };
        if counts.rows.insert(key, count).is_some() {
            bail!("`{shown}` line {line}: the row is there twice");
        }
    }
    for (key, cut) in counts.rows.iter().filter(|(key, _)| key.layer.matching == "word" && key.layer.label == "cut") {
        let all = Key { layer: Layer { label: "*".into(), ..key.layer.clone() }, ..key.clone() };
        if counts.rows.get(&all).is_none_or(|all| all.support() < cut.support() || all.tp < cut.tp) {
            bail!("`{shown}`: article `{}` has more cut words than words; the counts were changed by hand", key.article);
        }
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn undefined_ratios_are_none_and_never_zero_or_one() {
        let none = Count::default();
        assert_eq!((none.precision(), none.recall(), none.f1(), none.above_chance()), (None, None, None, None));
        let missed = Count { r#fn: 2, ..none };
        assert_eq!((missed.precision(), missed.recall(), missed.f1()), (None, Some(0.0), Some(0.0)));
    }

    #[test]
    fn cutting_everywhere_is_not_above_chance() {
        let everywhere = Count { tp: 3, fp: 17, r#fn: 0, tn: 0 };
        assert!(everywhere.above_chance().unwrap().abs() < 1e-12);
        let perfect = Count { tp: 3, fp: 0, r#fn: 0, tn: 17 };
        assert!((perfect.above_chance().unwrap() - 0.85).abs() < 1e-12);
    }

    #[test]
    fn kappa_is_that_of_the_textbook_and_undefined_where_chance_explains_all() {
        // 35 of 50 alike, where chance gives 25: (35 − 25) / (50 − 25).
        assert_eq!(Count { tp: 20, r#fn: 5, fp: 10, tn: 15 }.kappa(), Some(0.4));
        assert_eq!(Count { tp: 3, tn: 9, ..Count::default() }.kappa(), Some(1.0));
        assert_eq!(Count { r#fn: 2, fp: 2, ..Count::default() }.kappa(), Some(-1.0));
        assert_eq!((Count::default().kappa(), Count { tn: 9, ..Count::default() }.kappa()), (None, None));
    }

    #[test]
    fn a_file_holds_one_reading_of_a_task() {
        let file = |readings: [&str; 2]| {
            let rows = readings.map(|reading| format!("1,file x,g#0,all,{},entities,exact,char,raw,as-is,PER,1,0,0,0,{reading}\n", reading.len()));
            format!("{},reading\n{}{}", HEADER.join(","), rows[0], rows[1])
        };
        let said = read("x", file(["unit:run", "unit:sentence"]).as_bytes()).unwrap_err().to_string();
        assert_eq!(said, "`x` line 3: reading differs from that of the lines of `entities` before; one file holds one run");
        assert!(read("x", file(["unit:run", ""]).replace(",reading", ",unit").as_bytes()).unwrap_err().to_string().contains("line 1: columns are"));
    }

    proptest! {
        #[test]
        fn writing_and_reading_is_the_identity(rows in proptest::collection::vec(("[a-z]{1,3}", "\\PC{0,6}", 1u64..9), 0..20)) {
            let mut counts = SystemCounts::of("v 1");
            for (article, label, tp) in rows {
                let key = Key { corpus: "c@1#0".into(), split: "dev".into(), article, task: "entities".into(), layer: Layer::tokens("exact", "flat", &label) };
                counts.add(key, Count { tp, ..Count::default() });
            }
            prop_assert_eq!(&read("x", &write(&counts)).unwrap().rows, &counts.rows);
            counts.readings.insert("entities".into(), "tags:IOB2|repair:none|unit:run".into());
            if !counts.rows.is_empty() {
                prop_assert_eq!(&read("x", &write(&counts)).unwrap(), &counts);
            }
        }
    }
}
