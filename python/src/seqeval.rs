//! Tags as seqeval reads them: lists of Python become numbers once, and mentions and counts are made of these without Python.

use std::collections::BTreeMap;

use mihak::report::compat::Ratios;
use mihak_core::measure::sequences::{self, TokenMention};
use mihak_core::statistics::Count;
use mihak_core::tags::{Chunk, Table, TagKind, TagPlace, TagReading, TagScheme, chunks};
use pyo3::exceptions::{PyIndexError, PyKeyError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString, PyTuple};
use rustc_hash::FxHashMap;

use crate::error::Error;

/// The number of places in which a string is looked up by its address first: a power of two.
const NEAR: usize = 1024;

/// The different tags of two lists, each with a number.
struct Tags {
    numbers: FxHashMap<Box<str>, u32>,
    names: Vec<Box<str>>,
    /// Numbers by the addresses of strings. All strings live as long as the lists in which they stand, which is longer than this table.
    near: Vec<(usize, u32)>,
}

impl Tags {
    fn new() -> Tags {
        Tags { numbers: FxHashMap::default(), names: Vec::new(), near: vec![(0, 0); NEAR] }
    }

    /// The number of a tag; `None` if it is no string, or holds half a character.
    fn number(&mut self, item: &Bound<'_, PyAny>) -> Option<u32> {
        let address = item.as_ptr() as usize;
        let place = (address >> 4) % NEAR;
        let (known, number) = self.near[place];
        if known == address {
            return Some(number);
        }
        let text = item.cast::<PyString>().ok()?.to_str().ok()?;
        let number = match self.numbers.get(text) {
            Some(&number) => number,
            None => {
                let number = u32::try_from(self.names.len()).ok()?;
                self.numbers.insert(text.into(), number);
                self.names.push(text.into());
                number
            }
        };
        self.near[place] = (address, number);
        Some(number)
    }

    /// The numbers of one sentence.
    fn row(&mut self, row: &Bound<'_, PyList>, out: &mut Side) -> Option<()> {
        for item in row.iter() {
            out.numbers.push(self.number(&item)?);
        }
        out.ends.push(out.numbers.len());
        Some(())
    }

    /// The numbers of lists of tags; `None` for anything but a list or tuple of lists of strings.
    fn side(&mut self, rows: &Bound<'_, PyAny>) -> Option<Side> {
        let mut side = Side::default();
        if let Ok(rows) = rows.cast_exact::<PyList>() {
            for row in rows.iter() {
                self.row(row.cast_exact::<PyList>().ok()?, &mut side)?;
            }
        } else {
            for row in rows.cast_exact::<PyTuple>().ok()?.iter() {
                self.row(row.cast_exact::<PyList>().ok()?, &mut side)?;
            }
        }
        Some(side)
    }
}

/// The tags of one side.
#[derive(Default)]
struct Side {
    numbers: Vec<u32>,
    /// The place after the last tag of every sentence.
    ends: Vec<usize>,
}

impl Side {
    fn sentences(&self) -> impl Iterator<Item = &[u32]> {
        let mut start = 0;
        self.ends.iter().map(move |&end| &self.numbers[std::mem::replace(&mut start, end)..end])
    }
}

/// What every different tag says, and the names of the types.
struct Kinds {
    kinds: Vec<TagKind>,
    labels: Vec<Box<str>>,
}

impl Kinds {
    /// The kinds of all tags, each of which `parse` parts into its letter and its type. `None` if it does so for one of them, or if there are
    /// too many types.
    fn of(tags: &Tags, parse: impl Fn(&str) -> Option<(char, &str)>) -> Option<Kinds> {
        // The type of `O` is the one of a tag without a type.
        let (mut labels, mut known) = (vec![Box::from("_")], FxHashMap::from_iter([(Box::<str>::from("_"), 0)]));
        let mut kind = |tag: &str| {
            let (letter, label) = parse(tag)?;
            let label = if label.is_empty() { "_" } else { label };
            let label = match known.get(label) {
                Some(&label) => label,
                None => {
                    let number = u16::try_from(labels.len()).ok()?;
                    labels.push(label.into());
                    known.insert(label.into(), number);
                    number
                }
            };
            let place = match letter {
                'O' => TagPlace::Outside,
                'B' => TagPlace::Begin,
                'I' => TagPlace::Inside,
                'E' | 'L' => TagPlace::End,
                'S' | 'U' => TagPlace::Single,
                _ => TagPlace::Odd,
            };
            Some(TagKind { place, letter: u8::try_from(letter).unwrap_or(b'?'), label })
        };
        let kinds = tags.names.iter().map(|tag| kind(tag)).collect::<Option<Vec<TagKind>>>()?;
        Some(Kinds { kinds, labels })
    }

    fn mentions(&self, chunks: Vec<Chunk>) -> Vec<TokenMention<'_>> {
        let place = |chunk: Chunk| TokenMention { start: chunk.start, end: chunk.end, label: &self.labels[usize::from(chunk.label)] };
        chunks.into_iter().map(place).collect()
    }

    /// The mentions of a side in seqeval's default mode, which reads all sentences as one, with `O` behind each.
    fn loose(&self, side: &Side) -> Vec<Chunk> {
        let kind = |&number: &u32| self.kinds[number as usize];
        let all = side.sentences().flat_map(|tags| tags.iter().map(kind).chain([TagKind::OUTSIDE]));
        let mut found = Vec::new();
        chunks(&Table::new(TagReading::Seqeval), all, &mut found);
        found
    }

    /// The mentions of every sentence in seqeval's strict mode.
    fn strict<'a>(&'a self, side: &'a Side, scheme: TagScheme) -> impl Iterator<Item = Vec<Chunk>> + 'a {
        let table = Table::new(TagReading::SeqevalStrict(scheme));
        side.sentences().map(move |tags| {
            let mut found = Vec::new();
            chunks(&table, tags.iter().map(|&number| self.kinds[number as usize]), &mut found);
            found
        })
    }
}

/// The letter and the type of a tag in the default mode; `None` if our reading of it would not be seqeval's.
fn loose(tag: &str, suffix: bool) -> Option<(char, &str)> {
    let (letter, label) = match suffix {
        false => {
            let letter = tag.chars().next()?;
            let rest = &tag[letter.len_utf8()..];
            (letter, rest.split_once('-').map_or(rest, |(_, label)| label))
        }
        true => {
            let letter = tag.chars().next_back()?;
            let rest = &tag[..tag.len() - letter.len_utf8()];
            (letter, rest.rsplit_once('-').map_or(rest, |(label, _)| label))
        }
    };
    // A point is a letter of its own, and an `O` may have a type: both are too rare to be known here.
    let is_own = letter == '.' || (letter == 'O' && !matches!(label, "" | "_"));
    // Neither does seqeval know these letters, which are places here.
    let letter = if matches!(letter, 'L' | 'U') || !letter.is_ascii() { '?' } else { letter };
    (!is_own).then_some((letter, label))
}

/// Whether seqeval remarks on a tag in its default mode.
fn is_odd(tag: &str, suffix: bool) -> bool {
    let fits = |letter: &str| match suffix {
        false => tag.strip_prefix(letter).is_some_and(|rest| rest.starts_with('-')),
        true => tag.strip_suffix(letter).is_some_and(|rest| rest.ends_with('-')),
    };
    !["O", "B", "I", "E", "S"].contains(&tag) && !["B", "I", "E", "S"].into_iter().any(fits)
}

/// The letter and the type of a tag in strict mode; `None` if it is empty.
fn strict(tag: &str, suffix: bool) -> Option<(char, &str)> {
    let letter = if suffix { tag.chars().next_back()? } else { tag.chars().next()? };
    let rest = if suffix { &tag[..tag.len() - letter.len_utf8()] } else { &tag[letter.len_utf8()..] };
    Some((letter, rest.trim_matches('-')))
}

/// The letters that seqeval's strict mode knows.
const PREFIXES: &str = "IOBESUL";

/// The scheme that strict mode detects from the letters of gold. `Err` is seqeval's type of exception.
fn detected(tags: &[Box<str>], suffix: bool) -> PyResult<TagScheme> {
    let mut seen = String::new();
    for tag in tags {
        let (letter, _) = strict(tag, suffix).ok_or_else(|| PyIndexError::new_err("a tag is empty"))?;
        if !PREFIXES.contains(letter) {
            return Err(PyValueError::new_err(format!("`{tag}` is a tag of no scheme: `{letter}` is none of its letters")));
        }
        seen.push(letter);
    }
    let has = |letter: char| seen.contains(letter);
    let within = |letters: &str| seen.chars().all(|letter| letters.contains(letter));
    match () {
        _ if has('B') && within("IOB") => Ok(TagScheme::Iob2),
        _ if has('E') && within("IOE") => Ok(TagScheme::Ioe2),
        _ if (has('B') && has('E') && within("IOBES")) || (has('S') && within("S")) => Ok(TagScheme::Iobes),
        _ if (has('B') && has('L') && within("IOBLU")) || (has('U') && within("U")) => Ok(TagScheme::Bilou),
        _ => Err(PyValueError::new_err("the letters of the tags are those of no scheme that can be detected: IOB2, IOE2, IOBES or BILOU")),
    }
}

/// The letters of a scheme in strict mode.
fn letters(scheme: TagScheme) -> &'static str {
    match scheme {
        TagScheme::Iob1 | TagScheme::Iob2 => "IOB",
        TagScheme::Ioe1 | TagScheme::Ioe2 => "IOE",
        TagScheme::Bilou => "BILOU",
        _ => "IOBES",
    }
}

/// Whether all tags are those of a scheme. `Err` is the exception that seqeval raises first.
fn legible(tags: &Tags, side: &Side, scheme: TagScheme, suffix: bool) -> PyResult<()> {
    let letter = |tag: &str| strict(tag, suffix).map(|(letter, _)| letter);
    if tags.names.iter().all(|tag| letter(tag).is_some_and(|letter| letters(scheme).contains(letter))) {
        return Ok(());
    }
    for sentence in side.sentences() {
        let all = || sentence.iter().map(|&number| &*tags.names[number as usize]);
        for tag in all() {
            let letter = letter(tag).ok_or_else(|| PyIndexError::new_err("a tag is empty"))?;
            if !PREFIXES.contains(letter) {
                return Err(PyKeyError::new_err(letter.to_string()));
            }
        }
        if let Some(tag) = all().find(|tag| !letter(tag).is_some_and(|letter| letters(scheme).contains(letter))) {
            return Err(PyValueError::new_err(format!("`{tag}` is no tag of {scheme}, whose letters are {}", letters(scheme))));
        }
    }
    Ok(())
}

/// The counts of one type: of mentions that are right, that were predicted, and that are gold.
type Counts = (u64, u64, u64);

/// The names of the types in order, the counts of each, and the tags on which seqeval remarks.
type Counted = (Vec<String>, Vec<Counts>, Vec<String>);

fn counted(labels: BTreeMap<&str, Count>, odd: Vec<String>) -> Counted {
    let names = labels.keys().map(|name| name.to_string()).collect();
    (names, labels.values().map(|count| (count.tp, count.tp + count.fp, count.support())).collect(), odd)
}

fn odd(tags: &Tags, suffix: bool) -> Vec<String> {
    tags.names.iter().filter(|tag| is_odd(tag, suffix)).map(|tag| tag.to_string()).collect()
}

/// The counts in the default mode, and whether both sides have the same lengths; `None` if they are not lists of lists of usual tags.
#[pyfunction]
pub fn seqeval_loose(py: Python<'_>, y_true: &Bound<'_, PyAny>, y_pred: &Bound<'_, PyAny>, suffix: bool) -> Option<(bool, Counted)> {
    let mut tags = Tags::new();
    let (gold, predicted) = (tags.side(y_true)?, tags.side(y_pred)?);
    if gold.ends.is_empty() && predicted.ends.is_empty() {
        return None;
    }
    let kinds = Kinds::of(&tags, |tag| loose(tag, suffix))?;
    let (even, odd) = (gold.ends == predicted.ends, odd(&tags, suffix));
    let count = || {
        let mentions = [&gold, &predicted].map(|side| vec![kinds.mentions(kinds.loose(side))]);
        counted(sequences::exact(&mentions[0], &mentions[1]), odd)
    };
    Some((even, py.detach(count)))
}

/// The counts in strict mode by a scheme, which is detected if none is given; `None` if there are not lists of lists of strings of equal lengths.
#[pyfunction]
pub fn seqeval_strict(
    py: Python<'_>,
    y_true: &Bound<'_, PyAny>,
    y_pred: &Bound<'_, PyAny>,
    suffix: bool,
    scheme: Option<&str>,
) -> PyResult<Option<Counted>> {
    let mut tags = Tags::new();
    let Some(gold) = tags.side(y_true) else { return Ok(None) };
    let of_gold = tags.names.len();
    let Some(predicted) = tags.side(y_pred).filter(|predicted| predicted.ends == gold.ends && !gold.ends.is_empty()) else { return Ok(None) };
    let scheme = match scheme {
        Some(name) => named(name)?,
        None => detected(&tags.names[..of_gold], suffix)?,
    };
    legible(&tags, &gold, scheme, suffix)?;
    legible(&tags, &predicted, scheme, suffix)?;
    let Some(kinds) = Kinds::of(&tags, |tag| strict(tag, suffix)) else { return Ok(None) };
    let count = || {
        let mentions = [&gold, &predicted].map(|side| kinds.strict(side, scheme).map(|found| kinds.mentions(found)).collect::<Vec<_>>());
        counted(sequences::exact(&mentions[0], &mentions[1]), Vec::new())
    };
    Ok(Some(py.detach(count)))
}

fn named(name: &str) -> PyResult<TagScheme> {
    TagScheme::named(name).ok_or_else(|| Error::new_err(format!("no scheme `{name}`")))
}

/// The name of the scheme that strict mode detects; `None` if these are not lists of lists of strings.
#[pyfunction]
pub fn seqeval_detect(sequences: &Bound<'_, PyAny>, suffix: bool) -> PyResult<Option<String>> {
    let mut tags = Tags::new();
    match tags.side(sequences) {
        Some(_) => Ok(Some(detected(&tags.names, suffix)?.name().to_string())),
        None => Ok(None),
    }
}

/// A mention: its type, the first token and the last.
type Entity = (String, u32, u32);

/// The mentions of a list of tags, or of lists of tags as one, in the default mode, and the tags on which seqeval remarks.
#[pyfunction]
pub fn seqeval_entities(sequence: &Bound<'_, PyAny>, suffix: bool) -> Option<(Vec<Entity>, Vec<String>)> {
    let mut tags = Tags::new();
    let side = match tags.side(sequence).filter(|side| !side.ends.is_empty()) {
        Some(side) => side,
        None => {
            tags = Tags::new();
            let mut side = Side::default();
            tags.row(sequence.cast_exact::<PyList>().ok()?, &mut side)?;
            side
        }
    };
    let kinds = Kinds::of(&tags, |tag| loose(tag, suffix))?;
    let entity = |chunk: Chunk| (kinds.labels[usize::from(chunk.label)].to_string(), chunk.start, chunk.end - 1);
    Some((kinds.loose(&side).into_iter().map(entity).collect(), odd(&tags, suffix)))
}

/// The mentions of every sentence in strict mode: type, first token, and the token after the last.
#[pyfunction]
pub fn seqeval_strict_entities(sequences: &Bound<'_, PyAny>, scheme: &str, suffix: bool) -> PyResult<Option<Vec<Vec<Entity>>>> {
    let mut tags = Tags::new();
    let Some(side) = tags.side(sequences) else { return Ok(None) };
    let scheme = named(scheme)?;
    legible(&tags, &side, scheme, suffix)?;
    let Some(kinds) = Kinds::of(&tags, |tag| strict(tag, suffix)) else { return Ok(None) };
    let entity = |chunk: Chunk| (kinds.labels[usize::from(chunk.label)].to_string(), chunk.start, chunk.end);
    Ok(Some(kinds.strict(&side, scheme).map(|found| found.into_iter().map(entity).collect()).collect()))
}

/// How many tokens have equal tags, are predicted rightly, wrongly, not at all, and are `O` on both sides; then the number of gold tags. The
/// longer side is cut. `None` if these are not lists of lists of strings.
#[pyfunction]
pub fn seqeval_tokens(py: Python<'_>, y_true: &Bound<'_, PyAny>, y_pred: &Bound<'_, PyAny>) -> Option<[u64; 6]> {
    let mut tags = Tags::new();
    let (gold, predicted) = (tags.side(y_true)?, tags.side(y_pred)?);
    if gold.ends.is_empty() {
        return None;
    }
    let outside = tags.numbers.get("O").copied();
    let count = || {
        let mut counts = [0; 6];
        counts[5] = gold.numbers.len() as u64;
        for (ours, theirs) in gold.numbers.iter().zip(&predicted.numbers) {
            let (same, out, none) = (ours == theirs, Some(*ours) == outside, Some(*theirs) == outside);
            for (at, is) in [same, same && !out, !same && !none, !out && none, out && none].into_iter().enumerate() {
                counts[at] += u64::from(is);
            }
        }
        counts
    };
    Some(py.detach(count))
}

/// Precision, recall and F score of counts in the order of their types: of each type, or one of each for an average.
#[pyfunction]
pub fn seqeval_ratios(counts: Vec<Counts>, average: Option<&str>, beta: f64, undefined: f64) -> PyResult<Vec<[f64; 3]>> {
    let count = |&(tp, found, gold): &Counts| Count { tp, fp: found - tp, r#fn: gold - tp, ..Count::default() };
    let ratios = Ratios { beta, undefined };
    // Names of Python may be no text here, and only their order matters.
    let names: Vec<String> = (0..counts.len()).map(|at| format!("{at:09}")).collect();
    let labels = names.iter().map(String::as_str).zip(counts.iter().map(count)).collect();
    let all = ratios.averages(&labels);
    match average {
        None => Ok(labels.values().map(|count| ratios.of(*count)).collect()),
        Some("micro") => Ok(vec![all[0]]),
        Some("macro") => Ok(vec![all[1]]),
        Some("weighted") => Ok(vec![all[2]]),
        Some(other) => Err(PyValueError::new_err(format!("no average `{other}`"))),
    }
}
