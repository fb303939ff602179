//! Counts of documents one by one, and their sum. Workers of an engine make the first, in any order and on any machine; one process makes the
//! second, and takes every ratio from it.

use std::collections::BTreeMap;
use std::fmt;

use crate::annotation::{NO_SPLIT, Task};
use crate::error::{Error, ErrorKind, Problems, Result};
use crate::format::{Document, types_are_no_tags};
use crate::measure::columns;
use crate::measure::counts::{CountsBuilder, SystemCounts};
use crate::measure::documents::Pairs;
use crate::measure::key::{Counts, Layer, SCORER};
use crate::measure::layers::{Filing, LayerRef};
use crate::measure::overlap::Overlap;
use crate::measure::pairing::Tolerance;
use crate::measure::registry;
use crate::measure::surfaces::Surfaces;
use crate::score::inputs::labels_known;
use crate::statistics::Count;
use crate::view::View;
use crate::wording::count;

/// How documents are counted.
#[derive(Clone, Copy, Default)]
pub struct Counting<'a> {
    /// The map of labels. Without one, labels are counted as they are, and the view in results is `as-is`.
    pub view: Option<&'a View>,
    /// The names that a system could have learned, if mentions are also counted by whether they are among them.
    pub seen: Option<&'a Surfaces>,
    /// How much two mentions must share to overlap.
    pub overlap: Overlap,
    /// What differences between texts are no faults.
    pub tolerance: Tolerance,
}

impl Counting<'_> {
    /// The name of the view in results.
    pub fn view_name(&self) -> &str {
        self.view.map_or("as-is", |view| &view.name)
    }

    /// The counts of one document by layer. Without a prediction its gold is missed.
    ///
    /// `Err` if texts differ in what is not tolerated, or if a label cannot be scored or is unknown to the view.
    pub fn of(&self, gold: Document, predicted: Option<Document>) -> Result<Counts> {
        let is_answered = predicted.is_some();
        let pairs = Pairs::tolerant(vec![gold], predicted.into_iter().collect(), ["gold", "predicted"], self.tolerance)?;
        types_are_no_tags("gold` × `predicted", pairs.labels.names())?;
        labels_known(pairs.labels.names(), self.view)?;
        let scored = pairs.score(self.view, self.seen, self.overlap, false);
        let mut counts = Counts::new();
        scored.tally.file(self.view_name(), &scored.labels, &mut counts);
        let coverage = Count { tp: is_answered.into(), r#fn: (!is_answered).into(), ..Count::default() };
        counts.file((&Layer::coverage()).into(), coverage);
        Ok(counts)
    }
}

/// The program, the definitions and the settings by which documents were counted. Only counts of one making are added up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Making {
    /// The program, such as `mihak 0.1.0`.
    pub program: String,
    /// The revision of the definitions, see [`SCORER`].
    pub scorer: u32,
    /// The name of the view, with a hash if it is a user's own.
    pub view: String,
    /// The hash of the training data by which mentions are seen or not; empty without any.
    pub seen: String,
    /// How documents were read, as fields of a signature: `tags:IOB2|repair:none|unit:sentence`.
    pub reading: String,
}

impl fmt::Display for Making {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Making { program, scorer, view, seen, reading } = self;
        write!(f, "{program}|scorer:{scorer}|view:{view}|seen:{seen}|{reading}")
    }
}

impl Making {
    /// The making that a line says; `None` if it says none.
    pub fn parse(line: &str) -> Option<Making> {
        let mut fields = line.splitn(5, '|');
        let program = fields.next()?.to_string();
        let scorer = fields.next()?.strip_prefix("scorer:")?.parse().ok()?;
        let view = fields.next()?.strip_prefix("view:")?.into();
        let seen = fields.next()?.strip_prefix("seen:")?.into();
        Some(Making { program, scorer, view, seen, reading: fields.next().filter(|reading| reading.contains("unit:"))?.into() })
    }
}

/// What a row of a document holds. Its text is the key of the row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PartKey<'a> {
    /// The document itself, once: the hashes of gold and prediction.
    Document,
    /// Why the prediction could not be counted: the gold of the document is missed.
    Failed(&'a str),
    /// Why the document could not be counted at all.
    Refused(&'a str),
    /// Integers of a layer.
    Layer(LayerRef<'a>),
}

/// The task of documents with mentions, as keys begin.
const ENTITIES: &str = "entities|";

impl<'a> PartKey<'a> {
    /// The key that a text is. `Err` says what is wrong with it.
    pub fn parse(key: &'a str) -> Result<PartKey<'a>, String> {
        if let Some(why) = key.strip_prefix("failed: ") {
            return Ok(PartKey::Failed(why));
        }
        if let Some(why) = key.strip_prefix("refused: ") {
            return Ok(PartKey::Refused(why));
        }
        if key == "document" {
            return Ok(PartKey::Document);
        }
        let fields: Vec<&str> = key.strip_prefix(ENTITIES).unwrap_or_default().split('|').collect();
        let &[matching, bound, orth, view, label] = &fields[..] else {
            return Err(format!("key is `{key}`, expected `{ENTITIES}match|bound|orth|view|label`"));
        };
        let given = |field: &'a str| (!field.is_empty()).then_some(field);
        Ok(PartKey::Layer(LayerRef {
            matching: registry::matching(matching)?,
            bound: given(bound).map(str::parse).transpose()?,
            orth: given(orth).map(str::parse).transpose()?,
            view,
            label,
        }))
    }
}

impl fmt::Display for PartKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            PartKey::Document => f.write_str("document"),
            PartKey::Failed(why) => write!(f, "failed: {why}"),
            PartKey::Refused(why) => write!(f, "refused: {why}"),
            PartKey::Layer(layer) => write!(f, "{ENTITIES}{}", layer.to_layer().fields().join("|")),
        }
    }
}

/// Counts of documents as they come in, in any order.
#[derive(Debug, Default)]
pub struct Parts {
    making: Option<(String, String)>,
    /// The hashes of gold and prediction, by document.
    documents: BTreeMap<Box<str>, Option<[u64; 2]>>,
    failures: BTreeMap<Box<str>, String>,
    refused: BTreeMap<Box<str>, String>,
    builder: CountsBuilder,
    rows: usize,
}

/// The counts of all documents together.
#[derive(Debug)]
pub struct Summed {
    /// The counts; the corpus is named `gold` and the hash of all gold, the version `file` and that of all predictions.
    pub counts: SystemCounts,
    /// How documents were read.
    pub reading: String,
    /// The number of documents.
    pub documents: u64,
    /// Documents whose prediction could not be counted, each with why.
    pub failures: BTreeMap<Box<str>, String>,
}

/// The corpus while its hash is not known.
const PENDING: &str = "gold";

impl Parts {
    /// Takes a row: a document, a key, its integers, and the making.
    ///
    /// `Err` if it is of another making than those before, if the document came before, or if the key is none.
    pub fn add(&mut self, document: &str, key: &str, integers: Count, making: &str) -> Result<()> {
        let malformed = |said: String| Error::new(ErrorKind::Malformed, format!("counts of document `{document}`: {said}"));
        match &self.making {
            None => {
                self.making = Some((making.into(), document.into()));
            }
            Some((known, _)) if known == making => (),
            Some((known, first)) => {
                let said = format!("counts of document `{document}` were made by `{making}`, those of `{first}` by `{known}`");
                return Err(Error::new(ErrorKind::Mismatched, said).remedy("count all documents with one version and the same options"));
            }
        }
        match PartKey::parse(key).map_err(malformed)? {
            PartKey::Document => {
                if self.documents.entry(document.into()).or_default().replace([integers.tp, integers.fp]).is_some() {
                    let said = format!("document `{document}` is there twice");
                    return Err(Error::new(ErrorKind::Malformed, said).remedy("give each document a name of its own"));
                }
            }
            PartKey::Failed(why) => {
                self.failures.insert(document.into(), why.into());
            }
            PartKey::Refused(why) => {
                self.refused.insert(document.into(), why.into());
            }
            PartKey::Layer(layer) => {
                if integers.is_zero() {
                    return Err(malformed(format!("the integers of `{key}` are 0: such a row is never written")));
                }
                self.documents.entry(document.into()).or_default();
                self.builder.add_new(PENDING, NO_SPLIT, document, Task::Entities, layer, integers);
                self.rows += 1;
            }
        }
        Ok(())
    }

    /// The sum of all that was added. `expected` is the number of documents that there must be, if somebody knows.
    ///
    /// `Err` if there is none, if documents are missing, were refused, or came in part, or if they were made by another program.
    pub fn sum(self, program: &str, expected: Option<u64>) -> Result<Summed> {
        let Parts { making, documents, failures, refused, builder, rows } = self;
        let mut problems = Problems::default();
        refused.iter().for_each(|(document, why)| problems.note(format!("document `{document}`: {why}")));
        problems.into_result()?;
        let mismatched = |said: String, remedy: &str| Err(Error::new(ErrorKind::Mismatched, said).remedy(remedy));
        let Some((line, _)) = making else { return mismatched("there are no counts to merge".into(), "count at least one document") };
        let found = documents.len() as u64;
        if let Some(expected) = expected.filter(|expected| *expected != found) {
            let said = format!("{} came back of {expected}", count(found as usize, "document"));
            return mismatched(said, "a partition is missing, or the input changed while it was read: count again");
        }
        let Some(making) = Making::parse(&line) else {
            return Err(Error::new(ErrorKind::Malformed, format!("`{line}` does not say how counts were made")));
        };
        if (making.program.as_str(), making.scorer) != (program, SCORER) {
            let said = format!("counts were made by {} (scorer {}), and this is {program} (scorer {SCORER})", making.program, making.scorer);
            return mismatched(said, "install one version everywhere, and count again");
        }
        let mut hashed = [Vec::new(), Vec::new()];
        for (document, hashes) in &documents {
            let Some(hashes) = hashes else {
                let said = format!("counts of document `{document}` have no row of the document itself: they are damaged");
                return mismatched(said, "count it again");
            };
            for (hashed, hash) in hashed.iter_mut().zip(hashes) {
                // Lengths keep names apart.
                hashed.extend_from_slice(format!("{}:{document}:{hash:08x}\n", document.len()).as_bytes());
            }
        }
        let [gold, predicted] = hashed.map(|hashed| columns::hash([&hashed[..]]));
        let mut pending = SystemCounts::of(&format!("file {predicted}"));
        pending.take(builder);
        if pending.len() < rows {
            return mismatched("a key of a document is there twice".into(), "give the counts of each partition once");
        }
        let mut counts = pending.head();
        counts.readings.insert(Task::Entities, making.reading.clone());
        let mut builder = CountsBuilder::default();
        let corpus = format!("{PENDING}#{gold}");
        pending.rows().for_each(|(key, count)| builder.add_new(&corpus, key.split, key.article, key.task, key.layer.into(), count));
        counts.take(builder);
        Ok(Summed { counts, reading: making.reading, documents: found, failures })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MADE: &str = "mihak 1|scorer:2|view:as-is|seen:|unit:document";

    fn exact(tp: u64) -> Count {
        Count { tp, ..Count::default() }
    }

    fn summed(order: &[&str]) -> Summed {
        let mut parts = Parts::default();
        for document in order {
            parts.add(document, "document", Count { tp: 7, fp: 9, ..Count::default() }, MADE).unwrap();
            parts.add(document, "entities|exact|char|raw|as-is|PERS", exact(2), MADE).unwrap();
        }
        parts.sum("mihak 1", Some(order.len() as u64)).unwrap()
    }

    #[test]
    fn the_order_in_which_documents_come_is_of_no_matter() {
        let (one, other) = (summed(&["a", "b", "c"]), summed(&["c", "a", "b"]));
        assert_eq!(one.counts, other.counts);
        assert_eq!((one.documents, one.counts.len()), (3, 3));
        assert_ne!(one.counts, summed(&["a", "b", "d"]).counts);
    }

    #[test]
    fn what_does_not_belong_together_is_refused_by_name() {
        let refused = |rows: &[(&str, &str, &str)], expected: Option<u64>| {
            let mut parts = Parts::default();
            let added = rows.iter().try_for_each(|(document, key, making)| parts.add(document, key, exact(1), making));
            added.and_then(|()| parts.sum("mihak 1", expected).map(|_| ())).unwrap_err().to_string()
        };
        let other = MADE.replace("as-is", "conll4");
        let old = MADE.replace("mihak 1", "mihak 0");
        let layer = "entities|exact|char|raw|as-is|PERS";
        for (rows, expected, said) in [
            (vec![("a", "document", MADE), ("a", "document", MADE)], None, "document `a` is there twice"),
            (vec![("a", "document", MADE), ("b", "document", &other)], None, "counts of document `b` were made by"),
            (vec![("a", "document", &old)], None, "counts were made by mihak 0 (scorer 2), and this is mihak 1"),
            (vec![("a", "document", MADE)], Some(2), "1 document came back of 2"),
            (vec![("a", layer, MADE)], None, "counts of document `a` have no row of the document itself"),
            (vec![("a", "document", MADE), ("a", layer, MADE), ("a", layer, MADE)], None, "a key of a document is there twice"),
            (vec![("a", "refused: its text is null", MADE)], None, "document `a`: its text is null"),
            (vec![("a", "exact", MADE)], None, "key is `exact`"),
            (vec![("a", "entities|exakt||||x", MADE)], None, "`exakt` is no match"),
            (vec![("a", "document", "x")], None, "`x` does not say how counts were made"),
            (vec![], None, "there are no counts to merge"),
        ] {
            let found = refused(&rows, expected);
            assert!(found.contains(said), "{found}");
        }
    }

    #[test]
    fn keys_and_makings_are_read_as_they_are_written() {
        for key in ["document", "failed: x|y", "refused: z", "entities|exact|char|raw|as-is|PERS", "entities|coverage||||*"] {
            assert_eq!(PartKey::parse(key).unwrap().to_string(), key);
        }
        assert_eq!(Making::parse(MADE).unwrap().to_string(), MADE);
    }
}
