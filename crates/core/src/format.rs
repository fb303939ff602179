//! Annotation files of the field at the edge of the flow: every format is read into documents of labelled spans, and written from them.

mod brat;
pub mod conll;
pub mod conllu;
mod csv;
mod cuts;
mod doccano;
mod inline;
pub mod json;
mod labelstudio;
#[cfg(feature = "parquet")]
mod parquet;
pub mod rows;
#[cfg(test)]
mod sample;
mod spacy;
pub mod units;
mod webanno;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fmt, fs};

use anyhow::{Context, Result, bail};

use crate::annotation::{Class, Label, Mention};
use crate::error::Problems;
use crate::text::Span;
use crate::text::offsets::Unit;

/// A text with its annotation, as every reader returns it and every writer takes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The name: of the file, of the record, or the place in the file (`1` is the first).
    pub id: String,
    /// The raw text. Column files hold none: theirs is the tokens joined by a space, sentences by a line feed.
    pub text: String,
    /// Sentences, sorted and disjoint; empty where the file says nothing of them.
    pub sentences: Vec<Span>,
    /// Tokens, sorted and disjoint; empty where the file says nothing of them.
    pub tokens: Vec<Span>,
    /// Tokens that fall into parts (the multiword tokens of CoNLL-U, the words of segments.csv), sorted.
    pub splits: Vec<Split>,
    /// Entity mentions in the order of the file.
    pub mentions: Vec<Note>,
}

/// An entity mention and where it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Span and type.
    pub mention: Mention,
    /// The entity that is referred to, or empty.
    pub entity: Box<str>,
    /// The line of the file, 1 is the first; 0 where there is none.
    pub line: u64,
}

impl Note {
    /// A mention of a line that names no entity.
    pub fn new(span: Span, label: &str, line: u64) -> Note {
        Note { mention: Mention { span, label: Label::new(label) }, entity: "".into(), line }
    }
}

/// Where a fault stands: a line of a file, or a record of one that has no lines of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place<'a> {
    /// The path as errors show it.
    pub file: &'a str,
    /// The line, 1 is the first; 0 where there is none.
    pub line: u64,
    /// The record, 1 is the first; it is said where there is no line.
    pub record: usize,
}

impl<'a> Place<'a> {
    /// A line of a file.
    pub fn line(file: &'a str, line: u64) -> Place<'a> {
        Place { file, line, record: 0 }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.line {
            0 => write!(f, "`{}` record {}", self.file, self.record),
            line => write!(f, "`{}` line {line}", self.file),
        }
    }
}

/// A token that falls into parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The token.
    pub span: Span,
    /// Its parts, in order; at least one.
    pub parts: Vec<Part>,
}

/// A part of a token: a clitic, or what remains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where it stands; `None` if its form cannot be placed in the token.
    pub span: Option<Span>,
    /// The form, where it differs from the text of the span; else empty.
    pub form: Box<str>,
    /// The clitic class, if the file tells it.
    pub class: Option<Class>,
}

/// Bytes that were read, of one file or of the files of one folder.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// The path as the user gave it; `-` is standard input.
    pub shown: String,
    /// The files with their names relative to the folder, sorted; one with the file's own name where no folder was given.
    pub files: Vec<File>,
    /// Whether it is a folder.
    pub is_folder: bool,
    /// The text of a single `.ann` file: the `.txt` beside it, if there is one.
    pub text: Option<File>,
}

/// One file.
#[derive(Clone, Debug)]
pub struct File {
    /// The name, without the folder that was given.
    pub name: String,
    /// The path as errors show it.
    pub shown: String,
    /// The content.
    pub content: Vec<u8>,
}

impl File {
    /// The content as text.
    ///
    /// `Err` names the line of the first byte that is not UTF-8.
    pub fn text(&self) -> Result<&str> {
        std::str::from_utf8(&self.content).map_err(|error| {
            let line = self.content[..error.valid_up_to()].iter().filter(|&&byte| byte == b'\n').count() + 1;
            anyhow::anyhow!("`{}` line {line}: not UTF-8; convert the file (for example with iconv) and try again", self.shown)
        })
    }

    /// The name without folders and without its last extension.
    pub fn stem(&self) -> &str {
        let name = self.name.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }
}

impl Input {
    /// What stands at a path: a file, every file below a folder, or standard input for `-`.
    ///
    /// `Err` if it cannot be read, or is empty.
    pub fn read(path: &Path) -> Result<Input> {
        let shown = path.display().to_string();
        if shown == "-" {
            let mut content = Vec::new();
            std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut content).context("cannot read standard input")?;
            return Ok(Input { shown: "-".into(), files: vec![File { name: "-".into(), shown: "-".into(), content }], ..Input::default() });
        }
        let is_folder = fs::metadata(path).with_context(|| format!("cannot read `{shown}`"))?.is_dir();
        let mut files = Vec::new();
        let mut text = None;
        if is_folder {
            below(path, "", &mut files)?;
            files.sort_by(|a, b| a.name.cmp(&b.name));
            if files.is_empty() {
                bail!("folder `{shown}` holds no file");
            }
        } else {
            files.push(read_file(path)?);
            let beside = path.with_extension("txt");
            if path.extension().is_some_and(|extension| extension == "ann") && beside.is_file() {
                text = Some(read_file(&beside)?);
            }
        }
        Ok(Input { shown, files, is_folder, text })
    }

    /// The only file, without a copy.
    ///
    /// `Err` as [`Input::single`] gives it.
    pub fn into_single(mut self) -> Result<File> {
        self.single()?;
        Ok(self.files.remove(0))
    }

    /// The only file.
    ///
    /// `Err` if a folder was given to a format that is one file.
    pub fn single(&self) -> Result<&File> {
        match &self.files[..] {
            [file] if !self.is_folder => Ok(file),
            _ => bail!("`{}` is a folder, and this format is one file", self.shown),
        }
    }
}

/// The content of a file, by the last part of its name.
fn read_file(path: &Path) -> Result<File> {
    let shown = path.display().to_string();
    let name = path.file_name().map_or(shown.clone(), |name| name.to_string_lossy().into_owned());
    let content = fs::read(path).with_context(|| format!("cannot read `{shown}`"))?;
    Ok(File { name, shown, content })
}

fn below(folder: &Path, prefix: &str, files: &mut Vec<File>) -> Result<()> {
    let shown = folder.display();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read folder `{shown}`"))? {
        let entry = entry.with_context(|| format!("cannot read folder `{shown}`"))?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let path = entry.path();
        if path.is_dir() {
            below(&path, &format!("{name}/"), files)?;
        } else if !name.split('/').any(|part| part.starts_with('.')) {
            let content = fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
            files.push(File { name, shown: path.display().to_string(), content });
        }
    }
    Ok(())
}

/// How sure a format is that an input is its own, judged by names and content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fit {
    /// It is something else.
    No,
    /// It could be.
    Maybe,
    /// It has a mark that only this format has.
    Surely,
}

/// In which unit a format counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Offsets {
    /// It has no offsets.
    None,
    /// All programs that write it count so.
    Fixed(Unit),
    /// Programs differ: surfaces decide, or the user.
    Asked,
}

/// What the user said of files that do not say it themselves.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The unit of offsets.
    pub unit: Option<Unit>,
    /// The folder of `<id>.txt` articles for formats that hold no text.
    pub articles: Option<PathBuf>,
    /// Lines of column files that begin so are no tokens.
    pub comment: Option<String>,
    /// The column of the token in column files.
    pub token_column: Option<usize>,
    /// The column of the tag in column files.
    pub tag_column: Option<usize>,
    /// The scheme of tags; detected where it is not given.
    pub scheme: Option<crate::tags::Scheme>,
    /// How illegal transitions are read.
    pub repair: crate::tags::Repair,
    /// Whether articles of which an annotation says nothing at all are left out; else it must cover the text of all.
    pub annotated_only: bool,
}

/// Files that a writer made.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// Names and contents. A format that is one file gives one with an empty name.
    pub files: Vec<(String, Vec<u8>)>,
    /// What the format could not hold, with how often.
    pub losses: Losses,
}

/// What a format could not hold, with how often: `nested mentions` → 12.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses(BTreeMap<String, u64>);

impl Losses {
    /// Notes `times` losses of a kind; the kind is a plural noun without a comma, which separates kinds. None are noted where there were none.
    pub fn note(&mut self, kind: &str, times: usize) {
        if times > 0 {
            *self.0.entry(kind.into()).or_default() += times as u64;
        }
    }

    /// Adds the losses of other documents.
    pub fn merge(&mut self, other: Losses) {
        other.0.into_iter().for_each(|(kind, times)| *self.0.entry(kind).or_default() += times);
    }

    /// The kinds with their numbers, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(kind, &times)| (kind.as_str(), times))
    }

    /// Whether everything was kept.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What a reader made of an input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The documents, in the order of the file.
    pub documents: Vec<Document>,
    /// What the input holds beside mentions, tokens and sentences, with how often: `relations` → 3. The caller says it.
    pub left_out: Losses,
}

/// A file format: one reader and writer.
pub trait Format: Sync {
    /// The name on the command line.
    fn name(&self) -> &'static str;
    /// One line about it.
    fn about(&self) -> &'static str;
    /// How sure it is that this is its own.
    fn fits(&self, input: &Input) -> Fit;
    /// In which unit its offsets count.
    fn offsets(&self) -> Offsets;
    /// The documents of an input, and what it holds that is no annotation of ours.
    ///
    /// `Err` holds every fault with file and line: nothing is repaired, and nothing is left out unsaid.
    fn read(&self, input: &Input, options: &Options) -> Result<Reading>;
    /// The files that hold these documents, as far as the format can.
    ///
    /// `Err` if nothing useful could be written.
    fn write(&self, documents: &[Document], options: &Options) -> Result<Output>;
}

/// Every format, by name.
pub const FORMATS: &[&dyn Format] = &[
    &brat::Brat,
    &conll::Conll,
    &conll::Nested,
    &conllu::Conllu,
    &csv::Csv,
    &doccano::Doccano,
    &inline::Inline,
    &labelstudio::LabelStudio,
    #[cfg(feature = "parquet")]
    &parquet::Parquet,
    &spacy::Spacy,
    &webanno::Webanno,
];

/// The bytes in which every Parquet file begins and ends.
const PARQUET: &[u8] = b"PAR1";

/// What makes a build read Parquet files.
const WITH_PARQUET: &str = "build with `--features parquet`, as `cargo install --features parquet` does";

/// The format of that name.
///
/// `Err` names the nearest and all others.
pub fn by_name(name: &str) -> Result<&'static dyn Format> {
    let names: Vec<&str> = FORMATS.iter().map(|format| format.name()).collect();
    match FORMATS.iter().find(|format| format.name() == name) {
        Some(format) => Ok(*format),
        None if name == "parquet" => bail!("format `parquet` is not in this build; {WITH_PARQUET}"),
        None => bail!("no format `{name}`{}", crate::wording::nearest(name, &names)),
    }
}

/// The format that an input is in, judged by its names and content; comments, as the options name them, are not looked at.
///
/// `Err` if none fits, or if several fit equally well.
pub fn detect(input: &Input, options: &Options) -> Result<&'static dyn Format> {
    let uncommented = options.comment.as_ref().map(|comment| {
        let lines = |file: &File| File { content: conll::layout::without_comments(&file.content, comment), ..file.clone() };
        Input { files: input.files.iter().map(lines).collect(), ..input.clone() }
    });
    let input = uncommented.as_ref().unwrap_or(input);
    let parquet = input.files.iter().find(|file| file.content.starts_with(PARQUET));
    if let (Some(file), false) = (parquet, cfg!(feature = "parquet")) {
        bail!("`{}` is a Parquet file, which this build does not read; {WITH_PARQUET}", file.shown);
    }
    let fits: Vec<Fit> = FORMATS.iter().map(|format| format.fits(input)).collect();
    let best = fits.iter().copied().max().unwrap_or(Fit::No);
    let found: Vec<&dyn Format> = FORMATS.iter().copied().zip(&fits).filter(|(_, fit)| **fit == best).map(|(format, _)| format).collect();
    let names = |formats: &[&dyn Format]| formats.iter().map(|format| format.name()).collect::<Vec<_>>().join(", ");
    match &found[..] {
        _ if best == Fit::No => bail!("`{}`: no known format; name one of {} with --format", input.shown, names(FORMATS)),
        [format] => Ok(*format),
        several => bail!("`{}` could be {}; name one with --format", input.shown, names(several)),
    }
}

/// The documents of an input, whose ids must differ.
pub fn read(format: &dyn Format, input: &Input, options: &Options) -> Result<Reading> {
    let reading = format.read(input, options)?;
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut problems = Problems::default();
    for document in &reading.documents {
        *seen.entry(&document.id).or_default() += 1;
    }
    for (id, times) in seen.into_iter().filter(|(_, times)| *times > 1) {
        problems.note(format!("`{}`: document `{id}` stands there {times} times; ids must differ", input.shown));
    }
    problems.into_result()?;
    Ok(reading)
}

/// What a document can hold beside its mentions, and formats may not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Layer {
    Sentences,
    Tokens,
    Splits,
    Entities,
}

/// The losses of documents that are written in a format that keeps only some layers.
fn lost(documents: &[Document], kept: &[Layer]) -> Losses {
    let mut losses = Losses::default();
    for document in documents {
        let entities = document.mentions.iter().filter(|note| !note.entity.is_empty()).count();
        let layers = [
            (Layer::Sentences, "sentences", document.sentences.len()),
            (Layer::Tokens, "tokens", document.tokens.len()),
            (Layer::Splits, "cuts of tokens", document.splits.len()),
            (Layer::Entities, "entity references", entities),
        ];
        layers.into_iter().filter(|(layer, ..)| !kept.contains(layer)).for_each(|(_, kind, times)| losses.note(kind, times));
    }
    losses
}

/// The name of a document as the stem of a file, in folders if it holds `/`.
///
/// `Err` if it would not be read again, or lie outside of the folder.
fn file_stem(document: &Document) -> Result<&str> {
    let id = document.id.as_str();
    if id.split('/').any(|part| part.is_empty() || part.starts_with('.')) || id.contains(|c: char| c.is_control() || c == '\\') {
        bail!("document `{id}`: its id cannot name a file; rename it");
    }
    Ok(id)
}

/// The id of a document as JSON records have it: a number where it is written like one.
fn record_id(id: &str) -> serde_json::Value {
    match id.parse::<u64>() {
        Ok(number) if number.to_string() == id => number.into(),
        _ => id.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents() -> Vec<Document> {
        let text = "🎉 زارَ عُمَرُ";
        vec![sample::simple("1", text, &[(14, 26, "PERS")]), sample::simple("2", text, &[])]
    }

    #[test]
    fn formats_stand_in_the_order_of_their_names() {
        assert!(FORMATS.is_sorted_by_key(|format| format.name()));
        assert_eq!(by_name("brat").unwrap().name(), "brat");
        assert!(by_name("brad").err().unwrap().to_string().contains("brat"));
    }

    #[test]
    fn what_a_standoff_format_writes_is_detected_as_its_own() {
        for format in FORMATS.iter().filter(|format| format.offsets() != Offsets::None) {
            let output = format.write(&documents(), &Options::default()).unwrap();
            assert_eq!(detect(&sample::written(&output), &Options::default()).unwrap().name(), format.name());
        }
        let said = detect(&sample::file("a.txt", "زار عمر"), &Options::default()).err().unwrap().to_string();
        assert!(said.contains("`a.txt`: no known format; name one of brat, "), "{said}");
    }

    #[cfg(not(feature = "parquet"))]
    #[test]
    fn a_build_without_parquet_says_how_to_get_it() {
        let said = detect(&sample::file("a.parquet", "PAR1…PAR1"), &Options::default()).err().unwrap().to_string();
        assert!(said.contains("`a.parquet` is a Parquet file, which this build does not read; build with `--features parquet`"), "{said}");
        assert!(by_name("parquet").err().unwrap().to_string().contains("build with `--features parquet`"));
    }

    #[test]
    fn what_a_format_cannot_hold_is_counted() {
        let mut documents = documents();
        let whole = Span::new(&documents[0].text, 0, 26).unwrap();
        documents[0].sentences.push(whole);
        documents[0].mentions[0].entity = "pers:omar".into();
        let losses = lost(&documents, &[Layer::Tokens]);
        assert_eq!(losses.iter().collect::<Vec<_>>(), [("entity references", 1), ("sentences", 1)]);
        assert!(lost(&documents, &[Layer::Sentences, Layer::Entities]).is_empty());
    }

    #[test]
    fn two_documents_of_one_id_are_refused() {
        let content = "{\"id\":7,\"text\":\"a\",\"label\":[]}\n".repeat(2);
        let doccano = by_name("doccano").unwrap();
        let said = read(doccano, &sample::file("a.jsonl", &content), &Options::default()).unwrap_err().to_string();
        assert!(said.contains("`a.jsonl`: document `7` stands there 2 times"), "{said}");
    }
}
