//! The gate of speed: counted instructions against the blessed ones, row by row, without a clock and without a process.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::{Context, Result, bail};
use mihak_core::error::Problems;
use mihak_core::records;
use mihak_core::wording::grouped;

use crate::exit::{Code, FINE, NOT_COMPARABLE, NOTHING_RAN, REGRESSED};

/// The columns of instructions.csv.
pub const HEADER: [&str; 10] = ["system", "version", "corpus", "task", "instructions", "bytes", "words", "compiler", "target", "counter"];

/// One row of instructions.csv: what one pass of a system over a sample takes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// The system, or `(scorer)`.
    pub system: String,
    /// Its receipt.
    pub version: String,
    /// The sample as signatures name it: `news@1.0#3fa9c1d2`.
    pub corpus: String,
    /// `words`, `segments` or `entities`.
    pub task: String,
    /// The instructions of one pass.
    pub instructions: u64,
    /// The UTF-8 bytes of the sample.
    pub bytes: u64,
    /// The words of the sample.
    pub words: u64,
    /// The compiler: `rustc 1.95.0`.
    pub compiler: String,
    /// The target, profile and flags: `x86_64-unknown-linux-gnu release avx2 glibc-2.36`.
    pub target: String,
    /// What counted: `callgrind 3.19.0`.
    pub counter: String,
}

/// System, corpus without version and hash, task: rows of one name are compared.
type Name<'a> = (&'a str, &'a str, &'a str);

impl Row {
    fn name(&self) -> Name<'_> {
        (&self.system, self.corpus_name(), &self.task)
    }

    /// Whether a line is about this row.
    pub fn is_of(&self, line: &Line) -> bool {
        self.name() == (&line.system, &line.corpus, &line.task)
    }

    /// The corpus without version and hash.
    pub fn corpus_name(&self) -> &str {
        self.corpus.split('@').next().unwrap_or_default()
    }

    /// The first field in which another row measures something else, with both values.
    fn difference(&self, other: &Row) -> Option<Verdict> {
        let sample = |row: &Row| format!("{} ({} bytes, {} words)", row.corpus, row.bytes, row.words);
        let fields = [
            ("sample", sample(self), sample(other)),
            ("counter", self.counter.clone(), other.counter.clone()),
            ("compiler", self.compiler.clone(), other.compiler.clone()),
            ("target", self.target.clone(), other.target.clone()),
        ];
        let (field, blessed, fresh) = fields.into_iter().find(|(_, blessed, fresh)| blessed != fresh)?;
        Some(Verdict::NotComparable { field, blessed, fresh })
    }
}

/// What became of one row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The change is within the tolerance.
    Same,
    /// Fewer instructions, by more than the tolerance.
    Faster,
    /// More instructions, by more than the tolerance: a regression.
    Slower,
    /// Not in the baseline.
    New,
    /// In the baseline, but not counted now: coverage shrank.
    Missing,
    /// The two rows measure different things.
    NotComparable {
        /// `sample`, `counter`, `compiler` or `target`.
        field: &'static str,
        /// Its value in the baseline.
        blessed: String,
        /// Its value now.
        fresh: String,
    },
}

impl Verdict {
    /// The name in files: `same`, `faster`, `slower`, `new`, `missing`, `not-comparable`.
    pub fn name(&self) -> &'static str {
        match self {
            Verdict::Same => "same",
            Verdict::Faster => "faster",
            Verdict::Slower => "slower",
            Verdict::New => "new",
            Verdict::Missing => "missing",
            Verdict::NotComparable { .. } => "not-comparable",
        }
    }

    /// The exit code that the verdict asks for, see [`crate::exit`].
    pub fn code(&self) -> Code {
        match self {
            Verdict::Same | Verdict::Faster | Verdict::New => FINE,
            Verdict::Slower => REGRESSED,
            Verdict::Missing => NOTHING_RAN,
            Verdict::NotComparable { .. } => NOT_COMPARABLE,
        }
    }
}

/// The verdict of one system on one corpus for one task. Its `Display` is what a user reads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// The system.
    pub system: String,
    /// The corpus, without version and hash.
    pub corpus: String,
    /// The task.
    pub task: String,
    /// The instructions of the baseline; `None` if it has no such row.
    pub blessed: Option<u64>,
    /// The instructions now; `None` if they were not counted.
    pub fresh: Option<u64>,
    /// The receipts before and now, where they differ.
    pub versions: Option<(String, String)>,
    /// What became of it.
    pub verdict: Verdict,
}

impl Line {
    /// Instructions now ÷ before; `None` unless both are there and comparable.
    pub fn ratio(&self) -> Option<f64> {
        match (self.blessed, self.fresh, &self.verdict) {
            (_, _, Verdict::NotComparable { .. }) => None,
            (Some(blessed), Some(fresh), _) => Some(fresh as f64 / blessed as f64),
            _ => None,
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Line { system, corpus, task, blessed, fresh, versions, verdict } = self;
        let kind = match verdict {
            Verdict::Same => "same     ",
            Verdict::Faster => "faster   ",
            Verdict::Slower => "SLOWER   ",
            Verdict::New => "new      ",
            Verdict::Missing => "missing  ",
            Verdict::NotComparable { .. } => "differs  ",
        };
        write!(f, "{kind}{system} × {corpus} ({task}): ")?;
        match (verdict, blessed, fresh) {
            (Verdict::NotComparable { field, blessed, fresh }, ..) => write!(f, "{field} is `{fresh}`, the baseline is of `{blessed}`")?,
            (_, Some(blessed), Some(fresh)) => {
                let change = (*fresh as f64 / *blessed as f64 - 1.0) * 100.0;
                write!(f, "{} → {} instructions ({change:+.2} %)", grouped(*blessed), grouped(*fresh))?;
            }
            (_, None, Some(fresh)) => write!(f, "{} instructions; not in the baseline, so nothing holds it until it is blessed", grouped(*fresh))?,
            _ => write!(f, "in the baseline, but not counted now")?,
        }
        match versions {
            Some((before, now)) => write!(f, "; `{before}` became `{now}`"),
            None => Ok(()),
        }
    }
}

/// A verdict for every row of either side, sorted by system, corpus and task.
///
/// `tolerance` is the change that is forgiven, as a share of the blessed instructions; a change of exactly the tolerance is forgiven.
/// Neither side holds two rows of one system, corpus and task: [`read`] refuses them.
pub fn compare(blessed: &[Row], fresh: &[Row], tolerance: f64) -> Vec<Line> {
    let mut pairs: BTreeMap<Name, (Option<&Row>, Option<&Row>)> = BTreeMap::new();
    blessed.iter().for_each(|row| pairs.entry(row.name()).or_default().0 = Some(row));
    fresh.iter().for_each(|row| pairs.entry(row.name()).or_default().1 = Some(row));
    let line = |((system, corpus, task), (before, now)): (Name, (Option<&Row>, Option<&Row>))| {
        let versions = before.zip(now).filter(|(before, now)| before.version != now.version);
        Line {
            system: system.into(),
            corpus: corpus.into(),
            task: task.into(),
            blessed: before.map(|row| row.instructions),
            fresh: now.map(|row| row.instructions),
            versions: versions.map(|(before, now)| (before.version.clone(), now.version.clone())),
            verdict: verdict(before, now, tolerance),
        }
    };
    pairs.into_iter().map(line).collect()
}

fn verdict(blessed: Option<&Row>, fresh: Option<&Row>, tolerance: f64) -> Verdict {
    let (blessed, fresh) = match (blessed, fresh) {
        (Some(blessed), Some(fresh)) => (blessed, fresh),
        (None, _) => return Verdict::New,
        (_, None) => return Verdict::Missing,
    };
    if let Some(differs) = blessed.difference(fresh) {
        return differs;
    }
    let change = fresh.instructions as f64 / blessed.instructions as f64 - 1.0;
    // Floats may disagree about the last digit of a change that is exactly the tolerance.
    match change {
        change if change > tolerance + 1e-9 => Verdict::Slower,
        change if change < -tolerance - 1e-9 => Verdict::Faster,
        _ => Verdict::Same,
    }
}

/// The exit code of all verdicts, in the order coverage, comparability, regression, as `check` has it.
pub fn code(lines: &[Line]) -> Code {
    let codes: Vec<Code> = lines.iter().map(|line| line.verdict.code()).collect();
    [NOTHING_RAN, NOT_COMPARABLE, REGRESSED].into_iter().find(|code| codes.contains(code)).unwrap_or(FINE)
}

/// The bytes of instructions.csv, sorted by system, corpus and task.
pub fn write(rows: &[Row]) -> Vec<u8> {
    let mut sorted: Vec<&Row> = rows.iter().collect();
    sorted.sort_by_key(|row| row.name());
    records::bytes(HEADER, |writer| {
        sorted.into_iter().try_for_each(|row| {
            let numbers = [row.instructions, row.bytes, row.words].map(|number| number.to_string());
            let named = [&row.system, &row.version, &row.corpus, &row.task];
            writer.write_record(named.into_iter().chain(&numbers).chain([&row.compiler, &row.target, &row.counter]))
        })
    })
}

/// The rows of an instructions.csv; `file` is its name in messages.
///
/// `Err` lists every fault with its line: other columns, an empty field, a number that is none, two rows of one name.
pub fn read(file: &str, content: &[u8]) -> Result<Vec<Row>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(content);
    let header = reader.headers().with_context(|| format!("`{file}` is not CSV"))?;
    if header != HEADER.as_slice() {
        let found = header.iter().collect::<Vec<_>>().join(",");
        bail!("`{file}` line 1: found the columns `{found}`, expected `{}`", HEADER.join(","));
    }
    let mut problems = Problems::default();
    let mut rows: Vec<Row> = Vec::new();
    let mut lines: BTreeMap<[String; 3], u64> = BTreeMap::new();
    for record in reader.records() {
        let record = record.with_context(|| format!("`{file}` is not CSV in UTF-8"))?;
        let line = record.position().map_or(0, csv::Position::line);
        match parse(&record) {
            Ok(row) => {
                let (system, corpus, task) = row.name();
                if let Some(first) = lines.insert([system, corpus, task].map(String::from), line) {
                    problems.line(file, line, format!("`{system}` on `{corpus}` for {task} is there twice, first in line {first}; remove one"));
                }
                rows.push(row);
            }
            Err(said) => problems.line(file, line, said),
        }
    }
    problems.into_result()?;
    Ok(rows)
}

fn parse(record: &csv::StringRecord) -> Result<Row, String> {
    if record.len() != HEADER.len() {
        return Err(format!("found {} fields, expected {}", record.len(), HEADER.len()));
    }
    let text = |at: usize| match record[at].is_empty() {
        true => Err(format!("`{}` is empty", HEADER[at])),
        false => Ok(record[at].to_string()),
    };
    let number = |at: usize| match record[at].parse::<u64>() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(format!("`{}` is `{}`, expected a whole number above 0", HEADER[at], &record[at])),
    };
    Ok(Row {
        system: text(0)?,
        version: text(1)?,
        corpus: text(2)?,
        task: text(3)?,
        instructions: number(4)?,
        bytes: number(5)?,
        words: number(6)?,
        compiler: text(7)?,
        target: text(8)?,
        counter: text(9)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(system: &str, instructions: u64) -> Row {
        let [corpus, task] = ["news@1.0#3fa9c1d2", "words"].map(String::from);
        let [compiler, target, counter] = ["rustc 1.95.0", "x86_64-unknown-linux-gnu release", "callgrind 3.19.0"].map(String::from);
        Row { system: system.into(), version: "mihak 0.1.0".into(), corpus, task, instructions, bytes: 100, words: 10, compiler, target, counter }
    }

    #[test]
    fn a_change_beyond_the_tolerance_is_named_and_one_of_exactly_the_tolerance_is_forgiven() {
        for (before, now, verdict) in [
            (100_000, 100_000, Verdict::Same),
            (100_000, 102_000, Verdict::Same),
            (100_000, 102_001, Verdict::Slower),
            (100_000, 98_000, Verdict::Same),
            (100_000, 97_999, Verdict::Faster),
        ] {
            let lines = compare(&[row("a", before)], &[row("a", now)], 0.02);
            assert_eq!(lines[0].verdict, verdict, "{before} → {now}");
        }
        assert_eq!(compare(&[row("a", 7)], &[row("a", 7)], 0.0)[0].verdict, Verdict::Same);
        assert_eq!(compare(&[row("a", 7)], &[row("a", 8)], 0.0)[0].verdict, Verdict::Slower);
    }

    #[test]
    fn rows_of_one_side_are_new_or_missing_and_lines_are_sorted() {
        let lines = compare(&[row("c", 1), row("a", 1)], &[row("b", 1), row("a", 1)], 0.02);
        let said: Vec<(&str, &Verdict)> = lines.iter().map(|line| (line.system.as_str(), &line.verdict)).collect();
        assert_eq!(said, [("a", &Verdict::Same), ("b", &Verdict::New), ("c", &Verdict::Missing)]);
        assert_eq!(lines[2].to_string(), "missing  c × news (words): in the baseline, but not counted now");
        assert_eq!(lines[1].ratio(), None);
    }

    #[test]
    fn rows_that_measure_something_else_are_refused_with_the_field_named() {
        type Change = fn(&mut Row);
        let changes: [(&str, Change); 6] = [
            ("sample", |row| row.corpus = "news@1.0#ffffffff".into()),
            ("sample", |row| row.bytes = 99),
            ("sample", |row| row.words = 9),
            ("counter", |row| row.counter = "callgrind 3.20.0".into()),
            ("compiler", |row| row.compiler = "rustc 1.96.0".into()),
            ("target", |row| row.target = "x86_64-unknown-linux-gnu debug".into()),
        ];
        for (expected, change) in changes {
            let mut fresh = row("a", 100);
            change(&mut fresh);
            let lines = compare(&[row("a", 100)], &[fresh], 0.02);
            assert!(matches!(&lines[0].verdict, Verdict::NotComparable { field, .. } if *field == expected), "{expected}: {:?}", lines[0]);
            assert!(lines[0].to_string().starts_with(&format!("differs  a × news (words): {expected} is ")), "{}", lines[0]);
            assert_eq!(lines[0].ratio(), None);
        }
    }

    #[test]
    fn another_version_is_compared_and_said() {
        let mut fresh = row("a", 1_234_567);
        fresh.version = "mihak 0.2.0".into();
        let lines = compare(&[row("a", 1_000_000)], &[fresh], 0.02);
        let said = "SLOWER   a × news (words): 1,000,000 → 1,234,567 instructions (+23.46 %); `mihak 0.1.0` became `mihak 0.2.0`";
        assert_eq!(lines[0].to_string(), said);
    }

    #[test]
    fn coverage_goes_before_comparability_and_that_before_regression() {
        let mut other = row("d", 1);
        other.compiler = "rustc 2".into();
        let blessed = [row("a", 100), row("b", 100), row("d", 1)];
        let slower = compare(&blessed[..1], &[row("a", 200)], 0.02);
        assert_eq!(code(&slower), REGRESSED);
        assert_eq!(code(&compare(&[row("a", 100), row("d", 1)], &[row("a", 200), other.clone()], 0.02)), NOT_COMPARABLE);
        assert_eq!(code(&compare(&blessed, &[row("a", 200), other], 0.02)), NOTHING_RAN);
        assert_eq!(code(&compare(&[row("a", 100)], &[row("a", 50), row("b", 1)], 0.02)), FINE);
    }

    #[test]
    fn what_is_written_is_sorted_and_read_back() {
        let mut odd = row("a", 3);
        odd.corpus = "أخبار, قديمة@1#00".into();
        let rows = [row("b", 1), odd.clone(), row("a", 2)];
        let bytes = write(&rows);
        assert_eq!(read("instructions.csv", &bytes).unwrap(), [rows[2].clone(), odd, rows[0].clone()]);
        assert_eq!(write(&[rows[2].clone(), rows[1].clone(), rows[0].clone()]), bytes, "the order of the input does not matter");
    }

    #[test]
    fn every_fault_of_a_file_is_named_with_its_line() {
        let good = String::from_utf8(write(&[row("a", 1)])).unwrap();
        let line = good.lines().nth(1).unwrap();
        let said = |content: &str| format!("{:#}", read("x.csv", content.as_bytes()).unwrap_err());
        assert!(said("system,version\n").starts_with("`x.csv` line 1: found the columns `system,version`, expected `system,version,corpus,"));
        let none = said(&good.replace(",words,1,", ",words,many,"));
        assert!(none.contains("`x.csv` line 2: `instructions` is `many`, expected a whole number above 0"), "{none}");
        assert!(said(&good.replace(",words,1,", ",words,0,")).contains("`instructions` is `0`"));
        assert!(said(&good.replace("rustc 1.95.0", "")).contains("line 2: `compiler` is empty"));
        assert!(said(&format!("{good}a,b\n")).contains("line 3: found 2 fields, expected 10"));
        assert!(said(&format!("{good}{line}\n")).contains("line 3: `a` on `news` for words is there twice, first in line 2"));
        let both = said(&format!("{good}a,b\nc,d\n"));
        assert!(both.contains("line 3") && both.contains("line 4"), "{both}");
        assert!(said("").contains("found the columns ``"));
    }
}
