//! Stored answers: a file of predictions as a system, in any format that `mihak score` reads.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use mihak_core::annotation::{Changed, Labels, Mention, Subwording, Task, Token};
use mihak_core::error::Error;
use mihak_core::format::llm::is_scored;
use mihak_core::format::{self, Document, Input, Note, Options};
use mihak_core::hash::short_hash;
use mihak_core::measure::way::Move;
use mihak_core::safe::terminal;
use mihak_core::text::Span;
use mihak_core::text::align::{Uses, align};
use mihak_systems::answer::{Answer, Prediction, Verified};
use mihak_systems::failure::Failure;

use crate::problem::told;

/// A file of predictions, read when it is needed.
pub struct Stored {
    /// The path as the suite has it.
    shown: String,
    /// Where it stands; `None` where the suite is embedded.
    path: Option<PathBuf>,
    /// The name of the format; detected where it is not given.
    format: Option<String>,
    /// What the file does not say itself.
    options: Options,
    /// What is taken out of it.
    task: Task,
    read: OnceLock<Result<Arc<Answers>, Failure>>,
}

/// The documents of a file by their visible characters, of which every article has its own.
pub struct Answers {
    shown: String,
    task: Task,
    hash: String,
    documents: HashMap<String, Document>,
    /// The labels of the documents.
    labels: Arc<Labels>,
    /// What the user should know of how the file was read: which columns as what, and what was left out.
    notes: Vec<String>,
}

impl Stored {
    /// The system whose answers stand in a file.
    pub fn new(shown: String, path: Option<PathBuf>, format: Option<String>, options: Options, task: Task) -> Stored {
        Stored { shown, path, format, options, task, read: OnceLock::new() }
    }

    /// The file, without reading it.
    pub fn about(&self) -> String {
        format!("predictions in {}", self.shown)
    }

    /// The name of the file and a hash of its content: the receipt in every result.
    ///
    /// `Err` is [`Failure::Missing`] if there is no such file, else why it cannot be read.
    pub fn version(&self) -> Result<String, Failure> {
        let name = self.shown.rsplit('/').next().unwrap_or_default();
        Ok(format!("file {name}#{}", self.answers()?.hash))
    }

    /// The answers, which are read once.
    pub fn answers(&self) -> Result<Arc<Answers>, Failure> {
        self.read.get_or_init(|| self.read().map(Arc::new)).clone()
    }

    /// What the user should know of how the file was read, if it was.
    pub fn notes(&self) -> &[String] {
        self.read.get().and_then(|read| read.as_ref().ok()).map_or(&[], |answers| &answers.notes)
    }

    fn read(&self) -> Result<Answers, Failure> {
        let Some(path) = self.path.as_ref().filter(|path| path.exists()) else {
            return Err(Failure::Missing { why: format!("there is no `{}`", self.shown), install: String::new() });
        };
        let wrong = |error: Error| Failure::Open(terminal(&of_stanza(&told(&error.into()).to_string())).into_owned());
        let input = Input::read(path).map_err(wrong)?;
        let format = match &self.format {
            Some(name) => format::by_name(name).map_err(wrong)?,
            None => format::detect(&input, &self.options).map_err(wrong)?,
        };
        format::heeded(&[format], &self.options).map_err(wrong)?;
        let reading = format::read(format, &input, &self.options).map_err(wrong)?;
        let layout = format.layout(&input, &self.options).map(|layout| format!("reads `{}` as {}: {layout}", self.shown, format.name()));
        let left_out = reading
            .left_out
            .iter()
            .filter(|(kind, _)| !is_scored(kind))
            .map(|(kind, times)| format!("leaves out of `{}`: {times} {kind}", self.shown));
        let notes = layout.into_iter().chain(left_out).collect();
        let labels = Arc::new(Labels::of(reading.documents.iter().flat_map(Document::labels)));
        let mut documents = HashMap::new();
        for document in reading.documents {
            match documents.entry(visible(&document.text)) {
                Entry::Vacant(place) => drop(place.insert(document)),
                Entry::Occupied(other) if same(other.get(), &document) => {}
                Entry::Occupied(other) => {
                    let both = format!("documents `{}` and `{}` have one text and two answers", other.get().id, document.id);
                    return Err(Failure::unopened(&format!("`{}`: {both}", self.shown)));
                }
            }
        }
        let contents: Vec<&[u8]> = input.files.iter().flat_map(|file| [file.name.as_bytes(), &file.content]).collect();
        Ok(Answers { shown: self.shown.clone(), task: self.task, hash: short_hash(&contents), documents, labels, notes })
    }
}

/// What is said of a file, with the options of the command line as a stanza has them.
fn of_stanza(said: &str) -> String {
    said.replace("with --repair", "with `read = { repair = \"conlleval\" }` in its stanza").replace("with --format", "with `format` in its stanza")
}

/// Whether two documents of one text say the same of it, as far as places in equal texts tell.
fn same(one: &Document, other: &Document) -> bool {
    let mention = |note: &Note, other: &Note| note.span == other.span && note.label == other.label;
    (&one.text, &one.tokens, &one.splits, one.mentions.len()) == (&other.text, &other.tokens, &other.splits, other.mentions.len())
        && one.mentions.iter().zip(&other.mentions).all(|(note, other)| mention(note, other))
}

fn visible(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

impl Answers {
    /// The verified answer of the file for this text.
    ///
    /// `Err` if it has no document whose text is this one, white space aside, or if what it says of it breaks the contract.
    pub fn answer(&self, text: &str) -> Result<Verified, Failure> {
        self.said(text)?.verified(text)
    }

    fn said(&self, text: &str) -> Result<Answer, Failure> {
        let Some(document) = self.documents.get(&visible(text)) else {
            let said = format!("`{}` has no document with this text, white space aside; it has {}", self.shown, self.documents.len());
            return Err(Failure::Error(said));
        };
        if let Some(why) = document.quotes.as_ref().and_then(|quotes| quotes.failure.as_deref()) {
            return Err(Failure::Malformed(why.into()));
        }
        let way = Move::new(text, &document.text).map_err(Failure::Error)?;
        if self.task == Task::Entities {
            let mentions = document.mentions.iter().map(|note| match way.span(note.span) {
                Some(span) => Ok(Mention { span, label: self.labels.get(&note.label).expect("the table has the labels of the documents") }),
                None => Err(Failure::Malformed(format!("a mention of {} holds nothing but white space", note.label))),
            });
            let prediction = Prediction::Mentions(mentions.collect::<Result<_, _>>()?, self.labels.clone());
            let quotes = document.quotes.clone().map(|quotes| Box::new(quotes.moved(|span| way.span(span))));
            return Ok(Answer { quotes, ..prediction.into() });
        }
        if document.tokens.is_empty() && document.splits.is_empty() && !visible(text).is_empty() {
            return Err(Failure::Error(format!("`{}` says nothing of tokens", self.shown)));
        }
        let answer = self.tokens(text, document, &way);
        Ok(match answer.prediction {
            Prediction::Tokens(tokens) if self.task == Task::Subwords => {
                let tokens = tokens.iter().map(|token| token.span.range());
                Answer { prediction: Prediction::Subwords(Subwording::cut(tokens)), ..answer }
            }
            _ => answer,
        })
    }

    /// The tokens, with those that fall into parts replaced by these where segments are asked for.
    fn tokens(&self, text: &str, document: &Document, way: &Move) -> Answer {
        let mut answer = Vec::new();
        let (mut unplaced, mut rules) = (0, Uses::default());
        let mut splits = document.splits.iter().filter(|_| self.task == Task::Segments).peekable();
        let whole: Vec<_> =
            if document.tokens.is_empty() { document.splits.iter().map(|split| split.span).collect() } else { document.tokens.clone() };
        for token in whole {
            while splits.next_if(|split| split.span.end() <= token.start()).is_some() {}
            let Some(split) = splits.next_if(|split| split.span == token) else {
                answer.extend(way.span(token).map(Token::plain));
                continue;
            };
            if split.parts.iter().all(|part| part.span.is_some()) {
                let parts = split.parts.iter().filter_map(|part| Some(Token { span: way.span(part.span?)?, class: part.class }));
                answer.extend(parts);
                continue;
            }
            // Forms that spelling hides are placed inside the word, as those of a system that changes the text.
            let Some(word) = way.span(token) else { continue };
            let forms: Vec<&str> = split
                .parts
                .iter()
                .map(|part| if part.form.is_empty() { part.span.map_or("", |span| span.slice(&document.text)) } else { &part.form })
                .collect();
            let aligned = align(word.slice(text), &forms);
            unplaced += aligned.unplaced();
            rules += aligned.rules;
            let inside =
                |span: Span| Span::new(text, word.start() + span.start(), word.start() + span.end()).expect("a part of a word is a part of its text");
            answer.extend(aligned.spans.into_iter().flatten().map(|span| Token::plain(inside(span))));
        }
        Answer { changed: Changed::new(unplaced, rules), ..Prediction::Tokens(answer).into() }
    }
}
