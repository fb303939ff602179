//! `mihak annotate`: checks of annotated files before they become gold.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Subcommand};
use mihak_core::annotation::{Article, GoldMention, Labels, NO_SPLIT, Segment, Word};
use mihak_core::error::Problems;
use mihak_core::format::{self, Document, Input, SplitToken};
use mihak_core::safe::{line, terminal};
use mihak_core::tags::Repair;
use mihak_core::wording::count;

use crate::cmd::arguments::ReadArgs;
use crate::cmd::stdout::print;
use crate::corpus::Corpus;
use crate::describe::guidelines;
use crate::exit::{Code, Exit, FINE, INVALID};
use crate::gold::Gold;
use crate::problem::{each, tell, told};

/// Arguments of `mihak annotate`.
#[derive(Args, Debug)]
pub struct AnnotateArgs {
    /// What to do with the files.
    #[command(subcommand)]
    pub command: AnnotateCommand,
}

/// What `mihak annotate` can do.
#[derive(Subcommand, Debug)]
pub enum AnnotateCommand {
    /// Say where files break the guidelines; nothing is changed; exit 2 if one does
    Check(AnnotateCheckArgs),
}

/// Arguments of `mihak annotate check`.
#[derive(Args, Debug)]
pub struct AnnotateCheckArgs {
    /// The files or folders to be checked, in any format; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub read: ReadArgs,
}

/// Runs `mihak annotate`. `Err` holds the faults of all files.
pub fn run(args: &AnnotateArgs) -> Result<Code> {
    match &args.command {
        AnnotateCommand::Check(args) => check(args),
    }
}

/// Every file is checked, also behind one with faults. `Err` holds the faults of all.
fn check(args: &AnnotateCheckArgs) -> Result<Code> {
    let options = args.read.without_cuts("annotate")?.options(Repair::default());
    let mut faults = Vec::new();
    for path in &args.files {
        let checked = Input::read(path).and_then(|input| {
            let source = match &args.read.format {
                Some(name) => format::by_name(name)?,
                None => format::detect(&input, &options)?,
            };
            let reading = format::read(source, &input, &options)?;
            for (kind, times) in reading.left_out.iter() {
                tell(line(&format!("mihak: `{}`: not checked: {times} {kind}", input.shown)));
            }
            let corpus = corpus(&input.shown, reading.documents);
            let mut problems = Problems::default();
            guidelines::check(&corpus, &mut problems);
            problems.into_result()?;
            Ok(format!("{} ({}): {}: no fault\n", line(&input.shown), source.name(), size(&corpus)))
        });
        match checked {
            Ok(said) => print(terminal(&said))?,
            Err(error) => faults.push(told(&error.into())),
        }
    }
    match faults.is_empty() {
        true => Ok(FINE),
        false => Err(Exit::lines(INVALID, each(faults))),
    }
}

/// Articles, words and mentions, as far as there are layers.
fn size(corpus: &Corpus) -> String {
    let words = corpus.gold.words.as_ref().map(|words| words.iter().flatten().filter(|word| !word.is_punctuation()).count());
    let words = words.map_or("words not told".into(), |words| count(words, "word"));
    let mentions = corpus.gold.mentions.iter().flatten().map(Vec::len).sum();
    format!("{}, {words}, {}", count(corpus.articles.len(), "article"), count(mentions, "mention"))
}

/// The documents as articles with gold. Words are a layer only where every document tells them with spans and classes.
fn corpus(name: &str, documents: Vec<Document>) -> Corpus {
    let told = |document: &Document| (!document.splits.is_empty()).then(|| document.splits.iter().map(word).collect()).flatten();
    let words: Option<Vec<Vec<Word>>> = documents.iter().map(told).collect();
    let labels = Labels::of(documents.iter().flat_map(Document::labels));
    let mention = |note: &format::Note| {
        let mention = note.mention(&labels).expect("the table has the labels of the documents");
        GoldMention { mention, entity: note.entity.clone(), line: note.line }
    };
    let mentions = documents.iter().map(|document| document.mentions.iter().map(mention).collect()).collect();
    let gold = Gold { words, mentions: Some(mentions), labels, ..Gold::default() };
    let article = |document: Document| Article { id: document.id, text: document.text, split: NO_SPLIT.into(), genre: None, hard: Vec::new() };
    let articles = documents.into_iter().map(article).collect();
    Corpus { name: name.into(), version: String::new(), articles, gold, hash: String::new(), left_out: Vec::new(), allows_duplicates: false }
}

/// The word, or `None` if the format does not tell where its segments stand and what they are.
fn word(split: &SplitToken) -> Option<Word> {
    let segment = |part: &format::Part| Some(Segment { span: part.span?, class: part.class?, form: part.form.clone() });
    let segments = split.parts.iter().map(segment).collect::<Option<Vec<_>>>()?;
    Some(Word { span: split.span, segments })
}
