//! Arguments that several commands share.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use mihak_core::annotation::{Class, Scheme};
use mihak_core::format::Options;
use mihak_core::safe::Guard;
use mihak_core::statistics::bootstrap::Boot;
use mihak_core::tags::{Repair, TagScheme};
use mihak_core::text::offsets::Unit;

use crate::results::Form;

use crate::cmd::values::{AnyScheme, TagNames, any_scheme, declared_class, resamples, tag_names, unit};

/// Which suite is meant.
#[derive(Args, Debug, Clone, Default)]
pub struct SuiteArgs {
    /// The suite [default: ./suite.toml; if there is none, the one inside the program]
    #[arg(long, value_name = "FILE")]
    pub suite: Option<PathBuf>,
    /// A folder of .txt articles, instead of the suite's corpora
    #[arg(long, value_name = "DIR")]
    pub articles: Option<PathBuf>,
    /// A folder with segments.csv and/or entities.csv for --articles
    #[arg(long, value_name = "DIR", requires = "articles")]
    pub gold: Option<PathBuf>,
}

/// Which part of it. Patterns may hold `*` and `?`; several may be given.
#[derive(Args, Debug, Clone, Default)]
pub struct SelectArgs {
    /// Only systems of this name; `*` and `?` are allowed
    #[arg(short, long, value_name = "PATTERN")]
    pub system: Vec<String>,
    /// Only corpora of this name; `*` and `?` are allowed
    #[arg(short, long, value_name = "PATTERN")]
    pub corpus: Vec<String>,
    /// Only this task: words, segments or entities
    #[arg(short, long, value_name = "TASK")]
    pub task: Vec<String>,
    /// Only articles of this split, such as dev or test
    #[arg(long, value_name = "SPLIT")]
    pub split: Vec<String>,
}

/// How wide tables are.
#[derive(Args, Debug, Clone, Copy, Default)]
pub struct WideArgs {
    /// Every column of every table, however wide the lines become [default: what fits COLUMNS, else the terminal, else 80 columns]
    #[arg(long)]
    pub wide: bool,
}

/// How text stands in CSV files that people open.
#[derive(Args, Debug, Clone, Copy, Default)]
pub struct GuardArgs {
    /// Write text into CSV files as it is; without this, an apostrophe stands in front of text that a spreadsheet would take for a formula
    #[arg(long)]
    pub raw_text: bool,
}

impl GuardArgs {
    /// What is asked for.
    pub fn guard(self) -> Guard {
        if self.raw_text { Guard::Off } else { Guard::On }
    }
}

/// When progress is shown.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Progress {
    /// Bars on a terminal, nothing else
    #[default]
    Auto,
    /// A line on stderr for every finished cell
    Plain,
    /// Nothing
    None,
}

/// How annotation files are read, if they do not say it themselves.
#[derive(Args, Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadArgs {
    /// The format of the files [default: detected]
    #[arg(short, long, value_name = "NAME")]
    pub format: Option<String>,
    /// The tagging scheme: IOB1, IOB2, IOE1, IOE2, IOBES, BILOU, BMEWO or IO [default: detected]; or, for the words of `score`, the scheme in which
    /// gold is cut: word, d1, d2, atb, d3 [default: as-is]
    #[arg(long, value_name = "NAME", value_parser = any_scheme)]
    pub scheme: Option<AnyScheme>,
    /// What offsets count, if files do not say it
    #[arg(long, value_parser = unit(), value_name = "UNIT")]
    pub offset_unit: Option<Unit>,
    /// The column of the token; 1 is the first [default: 1]
    #[arg(long, value_name = "N")]
    pub token_column: Option<usize>,
    /// The column of the tag [default: the last]
    #[arg(long, value_name = "N")]
    pub tag_column: Option<usize>,
    /// Lines of column files that begin with this text are no tokens
    #[arg(long, value_name = "TEXT")]
    pub comment: Option<String>,
    /// The folder of `<id>.txt` articles, for formats without text
    #[arg(long, value_name = "DIR")]
    pub articles: Option<PathBuf>,
    /// The sign that marks a cut in segmented text and columns of segments, such as + @@ ## ▁ [default: the one that cuts most words]
    #[arg(long, value_name = "SIGN")]
    pub marker: Option<String>,
    /// The column of the segments in files with one word on each row; 1 is the first [default: detected]
    #[arg(long, value_name = "N")]
    pub segment_column: Option<usize>,
    /// What the tags of segments mean: a map (mihak, farasa, qcri, ud, atb or camel) and tags of your own, as in farasa,VSUFF=STEM [default: the
    /// first map that knows every tag]
    #[arg(long, value_name = "NAME,TAG=CLASS")]
    pub classes: Option<String>,
    /// A class of clitics beside the shipped ones: where it stands (before, behind, around), the coarsest scheme that cuts it off, and how it is
    /// written, as in VOC=before:d1:يا
    #[arg(long, value_name = "NAME=PLACE:SCHEME:SPELLING,…", value_parser = declared_class)]
    pub declare: Vec<Class>,
    /// The span layer of WebAnno TSV that holds the mentions, such as webanno.custom.Entities [default: NamedEntity]
    #[arg(long, value_name = "NAME")]
    pub layer: Option<String>,
    /// The feature of the layer that holds the type [default: value, or the only one]
    #[arg(long, value_name = "NAME")]
    pub feature: Option<String>,
    /// Mentions of brat with gaps: `drop` leaves them out and counts them [default: refused]
    #[arg(long, value_name = "HOW", value_parser = ["drop"])]
    pub discontinuous: Option<String>,
    /// The names of tags that are numbers: O,B-PER,I-PER in their order, or a JSON file with `id2label` or `features`, or the label file of doccano
    #[arg(long, value_name = "NAMES", value_parser = tag_names)]
    pub labels: Option<TagNames>,
    /// Whose annotation counts: in Label Studio by id, mail address or version of a model, in doccano by number or name of the file
    #[arg(long, value_name = "ID")]
    pub annotator: Option<String>,
    /// The field of a JSON record that is read, if several could be; in Label Studio TEXT, or TEXT=CONTROL with what marks it
    #[arg(long, value_name = "KEY")]
    pub field: Option<String>,
    /// The columns of a CSV or TSV, in order: document, sentence, token, tag, gold, pred, or _ for others [default: by the header]
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub columns: Vec<String>,
}

impl ReadArgs {
    /// The scheme of tags that is named.
    pub fn tags(&self) -> Option<TagScheme> {
        if let Some(AnyScheme::Tags(scheme)) = self.scheme { Some(scheme) } else { None }
    }

    /// The scheme of cuts that is named.
    pub fn cuts(&self) -> Option<Scheme> {
        if let Some(AnyScheme::Cuts(scheme)) = self.scheme { Some(scheme) } else { None }
    }

    /// `Err` if a scheme of cuts is named, which only scores have.
    pub fn without_cuts(&self, command: &str) -> Result<&ReadArgs> {
        match self.cuts() {
            Some(cuts) => bail!("--scheme {cuts} says where the words of `mihak score` are cut; `mihak {command}` has only schemes of tags"),
            None => Ok(self),
        }
    }

    /// What readers are told; illegal tags are read as `repair` says.
    pub fn options(&self, repair: Repair) -> Options {
        Options {
            unit: self.offset_unit,
            articles: self.articles.clone(),
            comment: self.comment.clone(),
            token_column: self.token_column,
            tag_column: self.tag_column,
            scheme: self.tags(),
            repair,
            marker: self.marker.clone(),
            segment_column: self.segment_column,
            classes: self.classes.clone(),
            declared: self.declare.clone(),
            layer: self.layer.clone(),
            feature: self.feature.clone(),
            labels: self.labels.as_ref().map(|TagNames(names)| names.clone()),
            annotator: self.annotator.clone(),
            field: self.field.clone(),
            drop_discontinuous: self.discontinuous.is_some(),
            columns: self.columns.clone(),
            ..Options::default()
        }
    }
}

/// How the replicates of intervals are drawn.
#[derive(Args, Debug, Clone)]
pub struct ReplicateArgs {
    /// Replicates of the 95 % intervals, 100 to 100000; 0 for no intervals
    #[arg(long, value_name = "N", default_value_t = Boot::default().resamples, value_parser = resamples)]
    pub resamples: u32,
    /// The seed of the replicates
    #[arg(long, value_name = "N", default_value_t = Boot::default().seed)]
    pub seed: u64,
}

impl ReplicateArgs {
    /// How replicates are drawn; `None` if no intervals are wanted.
    pub fn boot(&self) -> Option<Boot> {
        (self.resamples > 0).then_some(Boot { resamples: self.resamples, seed: self.seed })
    }
}

/// In which form the counts and errors of articles are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum CountsForm {
    /// CSV up to 100,000 rows, else Parquet
    #[default]
    Auto,
    /// CSV
    Csv,
    /// Parquet
    Parquet,
}

impl CountsForm {
    /// The form.
    pub fn form(self) -> Form {
        match self {
            CountsForm::Auto => Form::Auto,
            CountsForm::Csv => Form::Csv,
            CountsForm::Parquet => Form::Columns,
        }
    }
}
