//! Counts of documents one by one, for engines, and the scores of their sum.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context, Result};
use mihak::cmd::score::Scored;
use mihak::cmd::score::parts::{DocumentCounter, DocumentCounts, PROGRAM};
use mihak_core::measure::key::Counts;
use mihak_core::measure::terms::Terms;
use mihak_core::score::parts::{PartKey, Parts};
use mihak_core::statistics::Count;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyInt, PyList, PyString};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::error::{Error, raised};
use crate::score::{Columns, SIDES, Scores, arguments, file, items, record, rows};

/// The columns of counts: documents, keys, the four integers, and how all of them were made.
type CountColumns<'py> = (Bound<'py, PyList>, Bound<'py, PyList>, [Vec<u64>; 4], String);

/// A document as files in memory.
struct Written {
    name: String,
    /// Gold, or why there is none.
    gold: Result<Vec<u8>, String>,
    /// The prediction, or why there is none.
    predicted: Result<Vec<u8>, String>,
}

/// The counts of documents with tags.
#[pyfunction]
pub fn count_tags<'py>(
    py: Python<'py>,
    names: &Bound<'py, PyAny>,
    sides: (Bound<'py, PyAny>, Bound<'py, PyAny>),
    tokens: Option<&Bound<'py, PyAny>>,
    failed: Option<Vec<Option<String>>>,
    labels: Option<Vec<String>>,
    options: Vec<String>,
) -> PyResult<CountColumns<'py>> {
    let mut columns = Columns::named(labels.unwrap_or_default());
    let options = [&["--format=conll", "--token-column=1", "--tag-column=2"].map(String::from)[..], &options].concat();
    let documents = documents(py, names, [Some(&sides.0), Some(&sides.1), tokens], failed, &mut |side, list, tokens, _| {
        let words = tokens.map(|tokens| items(tokens, "tokens", 1)).transpose()?;
        columns.files[side].clear();
        columns.side(side, 1, list, words.as_deref())?;
        Ok(columns.files[side].clone())
    })?;
    counted(py, &options, &documents)
}

/// The counts of documents with spans in their texts.
#[pyfunction]
pub fn count_spans<'py>(
    py: Python<'py>,
    names: &Bound<'py, PyAny>,
    sides: (Bound<'py, PyAny>, Bound<'py, PyAny>),
    texts: &Bound<'py, PyAny>,
    failed: Option<Vec<Option<String>>>,
    options: Vec<String>,
) -> PyResult<CountColumns<'py>> {
    let options = [&["--format=json-spans".to_string()][..], &options].concat();
    let documents = documents(py, names, [Some(&sides.0), Some(&sides.1), Some(texts)], failed, &mut |side, list, text, name| {
        let text = text.ok_or_else(|| Error::new_err("there is no text"))?;
        let text = text.cast::<PyString>().map_err(|_| Error::new_err("its text is no string"))?;
        record(name, text.to_str()?, list, SIDES[side], 1)
    })?;
    counted(py, &options, &documents)
}

/// Writes one side of a document: its place, its list, its tokens or text, and the name of the document.
type Write<'a, 'py> = &'a mut dyn FnMut(usize, &Bound<'py, PyAny>, Option<&Bound<'py, PyAny>>, &str) -> PyResult<Vec<u8>>;

/// All documents as files in memory. The third of the columns has their tokens or texts.
fn documents<'py>(
    py: Python<'py>,
    names: &Bound<'py, PyAny>,
    columns: [Option<&Bound<'py, PyAny>>; 3],
    failed: Option<Vec<Option<String>>>,
    write: Write<'_, 'py>,
) -> PyResult<Vec<Written>> {
    let mut columns = columns
        .into_iter()
        .zip(["gold", "predicted", "tokens or texts"])
        .map(|(column, called)| column.map(|column| rows(column, called).map(|rows| (rows, called))).transpose())
        .collect::<PyResult<Vec<_>>>()?;
    let mut documents = Vec::new();
    for (at, name) in rows(names, "documents")?.enumerate() {
        let mut row = Vec::new();
        for column in &mut columns {
            let Some((column, called)) = column else {
                row.push(None);
                continue;
            };
            let item = column.next().ok_or_else(|| Error::new_err(format!("`{called}` ends in front of document {}", at + 1)))??;
            row.push(Some(item));
        }
        let failure = failed.as_ref().and_then(|failed| failed.get(at).cloned().flatten());
        documents.push(written(py, &name?, at, &row, failure, write));
    }
    for (column, called) in columns.iter_mut().flatten() {
        if column.next().is_some() {
            return Err(Error::new_err(format!("`{called}` has more than the {} documents that have names", documents.len())));
        }
    }
    Ok(documents)
}

fn written<'py>(
    py: Python<'py>,
    name: &Bound<'py, PyAny>,
    at: usize,
    row: &[Option<Bound<'py, PyAny>>],
    failure: Option<String>,
    write: Write<'_, 'py>,
) -> Written {
    let shown = format!("row {} of its batch", at + 1);
    let name = match called(name) {
        Ok(name) => name,
        Err(why) => return Written { name: shown, gold: Err(why), predicted: Err(String::new()) },
    };
    let [gold, predicted, beside] = [0, 1, 2].map(|at| row[at].as_ref());
    let null = |item: Option<&Bound<'py, PyAny>>| item.is_some_and(|item| item.is_none());
    let refused = match () {
        () if null(gold) => Some("its gold is null: give an empty list where there is nothing"),
        () if null(beside) => Some("its tokens or its text are null"),
        () if null(predicted) && failure.is_none() => Some("its prediction is null: give an empty list where nothing was found"),
        () => None,
    };
    if let Some(why) = refused {
        return Written { name, gold: Err(why.into()), predicted: Err(String::new()) };
    }
    let mut side = |side: usize, list: Option<&Bound<'py, PyAny>>| {
        let list = list.ok_or_else(|| "it is not there".to_string())?;
        write(side, list, beside, &name).map_err(|error| error.value(py).to_string())
    };
    let gold = side(0, gold);
    let predicted = failure.map_or_else(|| side(1, predicted), Err);
    Written { name, gold, predicted }
}

/// The name of a document: a string, or a whole number.
fn called(name: &Bound<'_, PyAny>) -> Result<String, String> {
    let shown = match () {
        () if name.is_none() => return Err("its name is null".into()),
        () if name.is_instance_of::<PyString>() => name.extract::<String>().map_err(|_| "its name holds half a character".to_string())?,
        () if name.is_instance_of::<PyInt>() && !name.is_instance_of::<PyBool>() => name.to_string(),
        () => return Err(format!("its name is {name}, expected a string or a whole number")),
    };
    match shown.trim().is_empty() || shown.chars().any(char::is_control) {
        true => Err(format!("its name is {shown:?}: it must be visible, and on one line")),
        false => Ok(shown),
    }
}

/// Gold counts as missed, or the document as refused, where it has to be.
fn counted<'py>(py: Python<'py>, options: &[String], documents: &[Written]) -> PyResult<CountColumns<'py>> {
    let args = arguments(options, ["gold", "predicted"])?;
    let count = || -> Result<(Vec<DocumentCounts>, String)> {
        let counter = DocumentCounter::new(&args)?;
        // A pool of this call alone: that of the process would not survive a fork.
        let pool =
            rayon::ThreadPoolBuilder::new().num_threads(args.sides.reading.jobs.map_or(1, usize::from)).build().context("cannot start workers")?;
        let one = |document: &Written| match &document.gold {
            Err(why) => DocumentCounts::Refused(why.clone()),
            Ok(gold) => {
                let predicted = document.predicted.as_ref().map(|content| file("predicted", content.clone()));
                counter.document(&file("gold", gold.clone()), predicted.as_ref().map_err(|why| (*why).clone()))
            }
        };
        Ok((pool.install(|| documents.par_iter().map(one).collect()), counter.making.to_string()))
    };
    let (found, making) = py.detach(count).map_err(raised)?;
    let mut columns = ColumnsOut::default();
    for (document, found) in documents.iter().zip(&found) {
        let name = PyString::new(py, &document.name).unbind();
        let hash = |content: &Result<Vec<u8>, String>| content.as_ref().map_or(0, |content| digest(content));
        let head = Count { tp: hash(&document.gold), fp: hash(&document.predicted), ..Count::default() };
        columns.push(py, &name, &PartKey::Document, head);
        let once = Count { tp: 1, ..Count::default() };
        match found {
            DocumentCounts::Counted(counts) => columns.all(py, &name, counts),
            DocumentCounts::Failed(counts, why) => {
                columns.push(py, &name, &PartKey::Failed(why), once);
                columns.all(py, &name, counts);
            }
            DocumentCounts::Refused(why) => columns.push(py, &name, &PartKey::Refused(why), once),
        }
    }
    Ok((PyList::new(py, columns.documents)?, PyList::new(py, columns.keys)?, columns.integers, making))
}

/// 32 bits of the hash of a content.
fn digest(content: &[u8]) -> u64 {
    u64::from_str_radix(&mihak_core::measure::columns::hash([content]), 16).expect("a hash is hexadecimal digits")
}

/// Columns while they are filled. Strings that are equal are one object.
#[derive(Default)]
struct ColumnsOut {
    documents: Vec<Py<PyString>>,
    keys: Vec<Py<PyString>>,
    known: HashMap<String, Py<PyString>>,
    integers: [Vec<u64>; 4],
}

impl ColumnsOut {
    fn push(&mut self, py: Python<'_>, document: &Py<PyString>, key: &PartKey, count: Count) {
        let text = key.to_string();
        let key = match self.known.get(&text) {
            Some(key) => key.clone_ref(py),
            None => {
                let key = PyString::new(py, &text).unbind();
                self.known.insert(text, key.clone_ref(py));
                key
            }
        };
        self.documents.push(document.clone_ref(py));
        self.keys.push(key);
        let Count { tp, fp, r#fn, tn } = count;
        self.integers.iter_mut().zip([tp, fp, r#fn, tn]).for_each(|(column, integer)| column.push(integer));
    }

    fn all(&mut self, py: Python<'_>, document: &Py<PyString>, counts: &Counts) {
        counts.iter().for_each(|(layer, count)| self.push(py, document, &PartKey::Layer(layer.into()), *count));
    }
}

/// A batch of counts: documents, keys, integers, makings.
type Batch<'py> = (Bound<'py, PyList>, Bound<'py, PyList>, [Bound<'py, PyList>; 4], Bound<'py, PyList>);

/// The scores of counts, and the documents whose prediction failed, each with why.
#[pyfunction]
pub fn merge(
    py: Python<'_>,
    batches: &Bound<'_, PyAny>,
    documents: Option<u64>,
    options: Vec<String>,
) -> PyResult<(Scores, BTreeMap<String, String>)> {
    let args = arguments(&options, ["gold", "predicted"])?;
    let mut parts = Parts::default();
    for batch in batches.try_iter()? {
        let (names, keys, integers, makings): Batch = batch?.extract()?;
        for at in 0..names.len() {
            let place = || format!("row {} of the counts", at + 1);
            let text = |item: PyResult<Bound<'_, PyAny>>, what: &str| -> PyResult<String> {
                item?.extract().map_err(|_| Error::new_err(format!("{}: `{what}` is no string", place())))
            };
            let number = |column: usize| -> PyResult<u64> {
                let item = integers[column].get_item(at)?;
                let number = item.extract::<u64>().ok().filter(|&number| number < 1 << 40);
                number.ok_or_else(|| Error::new_err(format!("{}: an integer is {item}, expected a whole number under 2^40", place())))
            };
            let count = Count { tp: number(0)?, fp: number(1)?, r#fn: number(2)?, tn: number(3)? };
            let (document, key, making) =
                (text(names.get_item(at), "document")?, text(keys.get_item(at), "key")?, text(makings.get_item(at), "made")?);
            parts.add(&document, &key, count, &making).map_err(|error| raised(error.into()))?;
        }
    }
    let terms = Terms { boot: args.replicates.boot(), undefined: args.undefined };
    let name = args.name.as_deref().unwrap_or(SIDES[1]);
    let scored = || -> Result<(Scored, BTreeMap<String, String>)> {
        let summed = parts.sum(PROGRAM, documents)?;
        let failures = summed.failures.iter().map(|(document, why)| (document.to_string(), why.clone())).collect();
        let pool = rayon::ThreadPoolBuilder::new().build().context("cannot start workers")?;
        Ok((pool.install(|| Scored::of_documents(summed, name, terms))?, failures))
    };
    let (scored, failures) = py.detach(scored).map_err(raised)?;
    Ok((Scores { scored }, failures))
}
