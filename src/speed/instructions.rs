//! Counted instructions as a table, in memory and on disk: the instructions of one pass of every system.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use mihak_core::error::Problems;
use mihak_core::records;

/// The columns of instructions.csv.
pub const HEADER: [&str; 10] = ["system", "version", "corpus", "task", "instructions", "bytes", "words", "compiler", "target", "counter"];

/// One row of instructions.csv: what one pass of a system over a sample takes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InstructionRow {
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

impl InstructionRow {
    /// System, corpus without version and hash, task: rows of one name are compared.
    pub fn name(&self) -> (&str, &str, &str) {
        (&self.system, self.corpus_name(), &self.task)
    }

    /// The corpus without version and hash.
    pub fn corpus_name(&self) -> &str {
        self.corpus.split('@').next().unwrap_or_default()
    }
}

/// The bytes of instructions.csv, sorted by system, corpus and task.
pub fn write(rows: &[InstructionRow]) -> Vec<u8> {
    let mut sorted: Vec<&InstructionRow> = rows.iter().collect();
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
pub fn read(file: &str, content: &[u8]) -> Result<Vec<InstructionRow>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(content);
    let header = reader.headers().with_context(|| format!("`{file}` is not CSV"))?;
    if header != HEADER.as_slice() {
        let found = header.iter().collect::<Vec<_>>().join(",");
        bail!("`{file}` line 1: found the columns `{found}`, expected `{}`", HEADER.join(","));
    }
    let mut problems = Problems::default();
    let mut rows: Vec<InstructionRow> = Vec::new();
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

fn parse(record: &csv::StringRecord) -> Result<InstructionRow, String> {
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
    Ok(InstructionRow {
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

    fn row(system: &str, instructions: u64) -> InstructionRow {
        let [corpus, task] = ["news@1.0#3fa9c1d2", "words"].map(String::from);
        let [compiler, target, counter] = ["rustc 1.95.0", "x86_64-unknown-linux-gnu release", "callgrind 3.19.0"].map(String::from);
        InstructionRow {
            system: system.into(),
            version: "mihak 0.1.0".into(),
            corpus,
            task,
            instructions,
            bytes: 100,
            words: 10,
            compiler,
            target,
            counter,
        }
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
