//! Counts as CSV: the file `counts/<system>.csv`.

use crate::annotation::Task;
use crate::error::{Error, ErrorKind, Result};
use crate::measure::counts::builder::CountsBuilder;
use crate::measure::counts::system::{CellPlace, Names, SystemCounts, UnitPlace};
use crate::measure::definition::Of;
use crate::measure::key::{KeyRef, Layer};
use crate::measure::layers::LayerRef;
use crate::measure::registry;
use crate::records;
use crate::statistics::Count;

/// The columns of `counts/<system>.csv`, in their order.
pub const HEADER: [&str; 15] =
    ["scorer", "version", "corpus", "split", "article", "task", "match", "bound", "orth", "view", "label", "tp", "fp", "fn", "tn"];

/// One more column at the end, if the counts are of files that were read, see [`SystemCounts::readings`].
const READING: &str = "reading";

/// Whether these are the columns of counts.
fn is_header<'a>(columns: impl Iterator<Item = &'a str>) -> bool {
    let columns: Vec<&str> = columns.collect();
    columns.strip_suffix(&[READING]).unwrap_or(&columns) == HEADER
}

/// The bytes of `counts/<system>.csv`. Rows are sorted. If files were read, a last column says how.
pub fn write(counts: &SystemCounts) -> Vec<u8> {
    let is_read = !counts.readings.is_empty();
    let mut out = records::bytes(HEADER.into_iter().chain(is_read.then_some(READING)), |_| Ok(()));
    let Names { corpora, splits, articles, layers } = &counts.names;
    // Names are brought into their form once each: rows differ in little but their numbers.
    let layers: Vec<Vec<u8>> = layers.iter().map(|layer| fields(layer.fields())).collect();
    let readings: Vec<(Task, Vec<u8>)> = counts.readings.iter().map(|(task, reading)| (*task, fields([reading.as_str()]))).collect();
    let scorer = counts.scorer.to_string();
    let (mut last, mut cell) = (None, Vec::new());
    let mut number = itoa::Buffer::new();
    for (unit, row) in counts.by_article() {
        let UnitPlace { cell: CellPlace { corpus, split, task }, layer, .. } = counts.units[unit as usize];
        let (article, count) = counts.counts[row as usize];
        if last != Some((corpus, split, article, task)) {
            last = Some((corpus, split, article, task));
            let names = [&corpora[usize::from(corpus)], &splits[usize::from(split)], &articles[article as usize]].map(|name| &**name);
            cell = fields([&scorer, &counts.version].into_iter().map(String::as_str).chain(names).chain([task.name()]));
        }
        // No field stands in front of the first.
        out.extend_from_slice(&cell[1..]);
        out.extend_from_slice(&layers[layer as usize]);
        for integer in [count.tp, count.fp, count.r#fn, count.tn] {
            out.push(b',');
            out.extend_from_slice(number.format(integer).as_bytes());
        }
        if is_read {
            match readings.iter().find(|(of, _)| *of == task) {
                Some((_, reading)) => out.extend_from_slice(reading),
                None => out.push(b','),
            }
        }
        out.push(b'\n');
    }
    out
}

/// These fields of a CSV, each with a comma in front.
fn fields<'a>(fields: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let mut line = records::bytes([""].into_iter().chain(fields), |_| Ok(()));
    line.pop();
    line
}

/// A field, unless it is empty.
pub(super) fn given(field: &str) -> Option<&str> {
    (!field.is_empty()).then_some(field)
}

/// The counts that a file holds. `shown` is the name of the file in errors.
///
/// `Err` if it is not CSV with these columns, if a field has no such value, if a row stands twice or is all 0, if rows are of several runs, or
/// if an article has more of a part than of its whole.
pub fn read(shown: &str, content: &[u8]) -> Result<SystemCounts> {
    let malformed = |said: String| Error::new(ErrorKind::Malformed, said);
    let fault = |line: u64, said: String| malformed(said).of_file(shown).at_line(line);
    let mut reader = csv::Reader::from_reader(content);
    let header = reader.headers().map_err(|error| malformed(format!("`{shown}` is not CSV")).because(error))?;
    let is_read = header.len() > HEADER.len();
    if !is_header(header.iter()) {
        return Err(fault(1, format!("columns are `{}`, expected `{}`", header.iter().collect::<Vec<_>>().join(","), HEADER.join(","))));
    }
    let mut counts = SystemCounts::default();
    let mut builder = CountsBuilder::default();
    let (mut rows, mut last) = (0, 0);
    for record in reader.records() {
        let columns = HEADER.len() + usize::from(is_read);
        let record = record.map_err(|error| malformed(format!("`{shown}` is not CSV with {columns} columns")).because(error))?;
        let line = record.position().map_or(0, csv::Position::line);
        let number = |at: usize| {
            let number = record[at].parse::<u64>().ok().filter(|&number| number < 1 << 40);
            number.ok_or_else(|| fault(line, format!("{} is `{}`, expected a whole number under 2^40", HEADER[at], &record[at])))
        };
        let scorer = record[0].parse().map_err(|_| fault(line, format!("scorer is `{}`, expected a whole number", &record[0])))?;
        if rows == 0 {
            counts.scorer = scorer;
            counts.version = record[1].into();
        } else if (counts.scorer, counts.version.as_str()) != (scorer, &record[1]) {
            return Err(fault(line, "scorer and version differ from those of the lines before; one file holds one run".into()));
        }
        let said = |at: usize| move |said: String| fault(line, format!("{}: {said}", HEADER[at]));
        let task = Task::of_counts(&record[5]).map_err(said(5))?;
        let matching = registry::matching(&record[6]).map_err(said(6))?;
        let bound = given(&record[7]).map(str::parse).transpose().map_err(said(7))?;
        let orth = given(&record[8]).map(str::parse).transpose().map_err(said(8))?;
        if is_read && counts.readings.entry(task).or_insert_with(|| record[HEADER.len()].into()) != &record[HEADER.len()] {
            return Err(fault(line, format!("reading differs from that of the lines of `{task}` before; one file holds one run")));
        }
        let count = Count { tp: number(11)?, fp: number(12)?, r#fn: number(13)?, tn: number(14)? };
        if count.is_zero() {
            return Err(fault(line, "tp, fp, fn and tn are 0: such a row is never written".into()));
        }
        let layer = LayerRef { matching, bound, orth, view: &record[9], label: &record[10] };
        builder.add_new(&record[2], &record[3], &record[4], task, layer, count);
        (rows, last) = (rows + 1, line);
    }
    counts.take(builder);
    if counts.len() < rows {
        return Err(fault(last, "a row is there twice, here or above".into()));
    }
    for (key, part) in counts.rows() {
        let whole = key.layer.matching.measures.iter().find_map(|measure| match measure.of {
            Of::Rest { whole, part } if part == key.layer.label => Some(whole),
            _ => None,
        });
        let Some(whole) = whole else { continue };
        let layer = Layer { label: whole.into(), ..key.layer.clone() };
        if counts.get(KeyRef { layer: &layer, ..key }).is_none_or(|all| all.support() < part.support() || all.tp < part.tp) {
            let said = format!("article `{}` has more of `{}` than of `{whole}`; the counts were changed by hand", key.article, key.layer.label);
            return Err(malformed(said).of_file(shown));
        }
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::measure::key::Key;
    use crate::measure::mentions::EXACT;

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
                let key = Key { corpus: "c@1#0".into(), split: "dev".into(), article, task: Task::Entities, layer: Layer::tokens(&EXACT, "flat", &label) };
                counts.extend([(key, Count { tp, ..Count::default() })]);
            }
            let again = read("x", &write(&counts)).unwrap();
            prop_assert_eq!(again.rows().collect::<Vec<_>>(), counts.rows().collect::<Vec<_>>());
            counts.readings.insert(Task::Entities, "tags:IOB2|repair:none|unit:run".into());
            if !counts.is_empty() {
                prop_assert_eq!(&read("x", &write(&counts)).unwrap(), &counts);
            }
        }
    }
}
