//! Scores: what Python has becomes files in memory, and these are scored as `mihak score` scores files.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Parser;
use mihak::cli::{Cli, Commands};
use mihak::cmd::score::{ScoreArgs, Scored, score};
use mihak::report::grid::Room;
use mihak_core::format::{File, Input};
use mihak_core::measure::errors::ErrorRow;
use mihak_core::score::Score;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};
use serde_json::json;

use crate::error::{Error, raised};

/// The result of a call: rows of scores, what was told, and rows of errors.
#[pyclass(frozen, module = "mihak._mihak")]
pub struct Scores {
    pub scored: Scored,
}

#[pymethods]
impl Scores {
    /// The rows of scores.csv, with numbers as they were computed.
    fn rows<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        self.scored.scores.iter().map(|score| row(py, score)).collect()
    }

    /// Sentences about how the input was read.
    #[getter]
    fn remarks(&self) -> Vec<String> {
        self.scored.remarks.clone()
    }

    /// The rows of errors.csv.
    fn errors<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        self.scored.errors.iter().map(|(article, error)| error_row(py, article, error)).collect()
    }

    /// The tables that `mihak score` prints.
    fn tables(&self) -> String {
        self.scored.tables(Room::ENDLESS).to_string()
    }

    /// The tables that `mihak score --latex` prints.
    fn latex(&self) -> String {
        self.scored.latex().to_string()
    }

    /// The name of the prediction in results.
    #[getter]
    fn name(&self) -> &str {
        self.scored.name()
    }
}

pub fn row<'py>(py: Python<'py>, score: &Score) -> PyResult<Bound<'py, PyDict>> {
    let row = PyDict::new(py);
    row.set_item("system", &score.system)?;
    row.set_item("version", &score.version)?;
    row.set_item("corpus", score.key.corpus_name())?;
    row.set_item("split", &*score.key.split)?;
    row.set_item("task", score.key.task.name())?;
    let layer = score.key.layer.fields();
    for (name, value) in ["match", "bound", "orth", "view", "label"].into_iter().zip(layer) {
        row.set_item(name, value)?;
    }
    row.set_item("measure", score.measure.name)?;
    row.set_item("value", score.value)?;
    row.set_item("lo", score.interval.map(|interval| interval.lo))?;
    row.set_item("hi", score.interval.map(|interval| interval.hi))?;
    row.set_item("support", score.support)?;
    row.set_item("articles", score.articles)?;
    row.set_item("signature", score.signature())?;
    Ok(row)
}

pub fn error_row<'py>(py: Python<'py>, article: &str, error: &ErrorRow) -> PyResult<Bound<'py, PyDict>> {
    let row = PyDict::new(py);
    row.set_item("article", article)?;
    row.set_item("view", &error.view)?;
    row.set_item("error", &error.class)?;
    row.set_item("gold_start", error.gold.map(|(start, _)| start))?;
    row.set_item("gold_end", error.gold.map(|(_, end)| end))?;
    row.set_item("gold_text", &error.gold_text)?;
    row.set_item("gold_label", &error.gold_label)?;
    row.set_item("pred_start", error.predicted.map(|(start, _)| start))?;
    row.set_item("pred_end", error.predicted.map(|(_, end)| end))?;
    row.set_item("pred_text", &error.predicted_text)?;
    row.set_item("pred_label", &error.predicted_label)?;
    row.set_item("iou", error.iou.map(|thousandths| thousandths as f64 / 1000.0))?;
    row.set_item("residue", &error.residue)?;
    row.set_item("context", &error.context)?;
    Ok(row)
}

/// The arguments of `mihak score` with these options.
pub fn arguments(options: &[String], paths: [&str; 2]) -> PyResult<ScoreArgs> {
    let given = ["mihak", "score"].into_iter().chain(options.iter().map(String::as_str)).chain(["--"]).chain(paths);
    match Cli::try_parse_from(given) {
        Ok(Cli { command: Some(Commands::Score(args)), .. }) => Ok(*args),
        Ok(_) => Err(Error::new_err("these are no arguments of `mihak score`")),
        Err(error) => Err(refused(&error)),
    }
}

/// The error about options that are wrong, in one line.
pub fn refused(error: &clap::Error) -> PyErr {
    Error::new_err(error.render().to_string().lines().next().unwrap_or_default().trim_start_matches("error: ").to_string())
}

fn scores(py: Python<'_>, args: &ScoreArgs, inputs: Vec<Input>, errors: bool) -> PyResult<Scores> {
    py.detach(|| score(args, inputs, errors)).map(|scored| Scores { scored }).map_err(raised)
}

/// The scores of two files.
#[pyfunction]
pub fn score_files(py: Python<'_>, gold: PathBuf, predicted: PathBuf, options: Vec<String>, errors: bool) -> PyResult<Scores> {
    let mut args = arguments(&options, ["gold", "predicted"])?;
    (args.sides.gold, args.sides.predicted) = (gold, Some(predicted));
    scores(py, &args, Vec::new(), errors)
}

/// A file in memory.
pub fn file(name: &str, content: Vec<u8>) -> Input {
    Input { shown: name.into(), files: vec![File { name: name.into(), shown: name.into(), content }], ..Input::default() }
}

/// The scores of lists of tags: columns of tokens and tags, of which those without tokens have the numbers of their places.
#[pyfunction]
pub fn score_tags(
    py: Python<'_>,
    gold: &Bound<'_, PyAny>,
    predicted: &Bound<'_, PyAny>,
    tokens: Option<&Bound<'_, PyAny>>,
    labels: Option<Vec<String>>,
    options: Vec<String>,
    errors: bool,
) -> PyResult<Scores> {
    let args =
        arguments(&[&["--format=conll", "--token-column=1", "--tag-column=2"].map(String::from)[..], &options].concat(), ["gold", "predicted"])?;
    let [ours, theirs] = tag_files([gold, predicted], tokens, labels, "")?;
    scores(py, &args, vec![file("gold", ours), file("predicted", theirs)], errors)
}

/// Both column files of lists of tags, with these lines in front of each list.
pub fn tag_files(
    sides: [&Bound<'_, PyAny>; 2],
    tokens: Option<&Bound<'_, PyAny>>,
    labels: Option<Vec<String>>,
    border: &'static str,
) -> PyResult<[Vec<u8>; 2]> {
    let mut columns = Columns { border, ..Columns::named(labels.unwrap_or_default()) };
    columns.write(sides, tokens)?;
    Ok(columns.files)
}

/// Two column files that are written.
#[derive(Default)]
pub struct Columns {
    /// The names of tags that are numbers.
    labels: Vec<String>,
    /// Those of gold and of the prediction.
    pub files: [Vec<u8>; 2],
    /// The digits of places, which are written often.
    digits: Vec<String>,
    /// What stands in front of each sentence.
    border: &'static str,
}

/// How both sides are called.
pub const SIDES: [&str; 2] = ["gold", "predicted"];

impl Columns {
    /// Nothing yet; tags that are numbers have these names.
    pub fn named(labels: Vec<String>) -> Columns {
        Columns { labels, ..Columns::default() }
    }

    fn write(&mut self, sides: [&Bound<'_, PyAny>; 2], tokens: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        let [mut ours, mut theirs] = [rows(sides[0], "gold")?, rows(sides[1], "predicted")?];
        let mut words = tokens.map(|tokens| rows(tokens, "tokens")).transpose()?;
        for sentence in 1.. {
            let (gold, predicted) = (ours.next().transpose()?, theirs.next().transpose()?);
            let words = words.as_mut().map(|words| words.next().transpose()).transpose()?;
            let (gold, predicted) = match (gold, predicted) {
                (None, None) if words.as_ref().is_none_or(Option::is_none) => return Ok(()),
                (Some(gold), Some(predicted)) if words.as_ref().is_none_or(Option::is_some) => (gold, predicted),
                _ => {
                    return Err(Error::new_err(format!(
                        "gold, predicted and tokens have not the same number of sentences: one ends in front of sentence {sentence}"
                    )));
                }
            };
            self.sentence(sentence, [&gold, &predicted], words.flatten().as_ref())?;
        }
        Ok(())
    }

    fn sentence(&mut self, sentence: usize, sides: [&Bound<'_, PyAny>; 2], words: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        let words = words.map(|words| items(words, "tokens", sentence)).transpose()?;
        let mut lens = [0; 2];
        for (side, list) in sides.into_iter().enumerate() {
            self.files[side].extend_from_slice(self.border.as_bytes());
            lens[side] = self.side(side, sentence, list, words.as_deref())?;
        }
        if lens[0] != lens[1] {
            return Err(Error::new_err(format!("sentence {sentence} has {} tags in gold and {} in predicted", lens[0], lens[1])));
        }
        Ok(())
    }

    /// Writes the tags of a sentence of one side, and says how many they are.
    pub fn side(&mut self, side: usize, sentence: usize, list: &Bound<'_, PyAny>, words: Option<&[Bound<'_, PyAny>]>) -> PyResult<usize> {
        let tags = items(list, SIDES[side], sentence)?;
        if let Some(words) = words.filter(|words| words.len() != tags.len()) {
            let words = words.len();
            return Err(Error::new_err(format!("sentence {sentence} has {words} tokens and {} tags in {}", tags.len(), SIDES[side])));
        }
        for (at, tag) in tags.iter().enumerate() {
            match words {
                Some(words) => {
                    let word = text(&words[at], "tokens", sentence, at)?;
                    self.files[side].extend_from_slice(word.as_bytes());
                }
                None => {
                    while self.digits.len() <= at {
                        self.digits.push((self.digits.len() + 1).to_string());
                    }
                    self.files[side].extend_from_slice(self.digits[at].as_bytes());
                }
            }
            self.files[side].push(b'\t');
            if let Ok(tag) = tag.cast::<PyString>() {
                let tag = fit(tag.to_str()?, SIDES[side], sentence, at)?;
                self.files[side].extend_from_slice(tag.as_bytes());
            } else {
                let name = self.name(tag, SIDES[side], sentence, at)?.to_string();
                self.files[side].extend_from_slice(name.as_bytes());
            }
            self.files[side].push(b'\n');
        }
        self.files[side].push(b'\n');
        Ok(tags.len())
    }

    /// The name of a tag that is a number.
    fn name(&self, tag: &Bound<'_, PyAny>, side: &str, sentence: usize, at: usize) -> PyResult<&str> {
        let place = || format!("{side} sentence {sentence} tag {}", at + 1);
        let Ok(number) = tag.extract::<i64>() else {
            return Err(PyTypeError::new_err(format!("{}: expected a string, or a number of `labels`", place())));
        };
        let name = usize::try_from(number).ok().and_then(|number| self.labels.get(number));
        name.map(String::as_str).ok_or_else(|| {
            let said = format!("{}: {number} is the number of none of the {} names of `labels`", place(), self.labels.len());
            Error::new_err(format!("{said}; leave out the places that are not scored, such as -100"))
        })
    }
}

/// The lists of a side.
pub fn rows<'py>(list: &Bound<'py, PyAny>, name: &str) -> PyResult<Bound<'py, pyo3::types::PyIterator>> {
    if list.is_instance_of::<PyString>() {
        return Err(PyTypeError::new_err(format!("`{name}`: expected a list of lists")));
    }
    list.try_iter().map_err(|_| PyTypeError::new_err(format!("`{name}`: expected a list of lists")))
}

/// The items of a list.
pub fn items<'py>(list: &Bound<'py, PyAny>, name: &str, sentence: usize) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let wrong = || PyTypeError::new_err(format!("`{name}` sentence {sentence}: expected a list"));
    match list {
        _ if list.is_instance_of::<PyString>() => Err(wrong()),
        _ => match (list.cast::<PyList>(), list.cast::<PyTuple>()) {
            (Ok(list), _) => Ok(list.iter().collect()),
            (_, Ok(tuple)) => Ok(tuple.iter().collect()),
            _ => list.try_iter().map_err(|_| wrong())?.collect(),
        },
    }
}

fn text<'a>(item: &'a Bound<'_, PyAny>, name: &str, sentence: usize, at: usize) -> PyResult<&'a str> {
    let wrong = || PyTypeError::new_err(format!("`{name}` sentence {sentence} item {}: expected a string", at + 1));
    fit(item.cast::<PyString>().map_err(|_| wrong())?.to_str()?, name, sentence, at)
}

/// The text, if it can stand in a column.
fn fit<'a>(text: &'a str, name: &str, sentence: usize, at: usize) -> PyResult<&'a str> {
    if text.trim().is_empty() || text.bytes().any(|byte| matches!(byte, b'\t' | b'\n' | b'\r')) {
        let said = format!("`{name}` sentence {sentence} item {} is {text:?}: white space stands between tokens, and is none itself", at + 1);
        return Err(Error::new_err(said));
    }
    Ok(text)
}

/// The scores of spans in texts: JSON of texts with spans.
#[pyfunction]
pub fn score_spans(
    py: Python<'_>,
    gold: &Bound<'_, PyAny>,
    predicted: &Bound<'_, PyAny>,
    texts: Vec<String>,
    options: Vec<String>,
    errors: bool,
) -> PyResult<Scores> {
    let args = arguments(&[&["--format=json-spans".to_string()][..], &options].concat(), ["gold", "predicted"])?;
    scores(py, &args, text_files([gold, predicted], &texts)?, errors)
}

/// Both files of spans in these texts.
pub fn text_files(sides: [&Bound<'_, PyAny>; 2], texts: &[String]) -> PyResult<Vec<Input>> {
    SIDES.into_iter().zip(sides).map(|(name, side)| Ok(file(name, spans(side, texts, name)?))).collect()
}

fn spans(side: &Bound<'_, PyAny>, texts: &[String], name: &str) -> PyResult<Vec<u8>> {
    let mut out = Vec::new();
    let mut lists = 0;
    for (at, list) in rows(side, name)?.enumerate() {
        let (list, text) = (list?, texts.get(at));
        lists += 1;
        let Some(text) = text else { continue };
        out.extend(record(&(at + 1).to_string(), text, &list, name, at + 1)?);
    }
    let checked = || -> Result<()> {
        if lists != texts.len() {
            bail!("`{name}` has spans of {lists} texts, and there are {} texts", texts.len());
        }
        Ok(())
    };
    checked().map(|()| out).map_err(raised)
}

/// A line of JSON: a text with its spans. `place` is its number for people.
pub fn record(id: &str, text: &str, list: &Bound<'_, PyAny>, name: &str, place: usize) -> PyResult<Vec<u8>> {
    let entities = items(list, name, place)?.iter().map(span).collect::<PyResult<Vec<_>>>()?;
    let mut line = json!({ "id": id, "text": text, "entities": entities }).to_string().into_bytes();
    line.push(b'\n');
    Ok(line)
}

/// Start, end and label of a span, which is a tuple or a dict.
pub fn span(item: &Bound<'_, PyAny>) -> PyResult<(u64, u64, String)> {
    if let Ok(record) = item.cast::<PyDict>() {
        let field = |names: &[&str]| -> PyResult<Bound<'_, PyAny>> {
            for name in names {
                if let Some(value) = record.get_item(name)? {
                    return Ok(value);
                }
            }
            Err(PyValueError::new_err(format!("a span has no `{}`", names[0])))
        };
        let label = field(&["label", "type", "entity_group", "entity"])?;
        return Ok((field(&["start"])?.extract()?, field(&["end"])?.extract()?, label.extract()?));
    }
    item.extract().map_err(|_| PyTypeError::new_err("a span is `(start, end, label)`, or a dict with these keys"))
}
