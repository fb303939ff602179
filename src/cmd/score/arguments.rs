//! The arguments of `mihak score`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use mihak_core::format::Options;
use mihak_core::measure::declared::Undefined;
use mihak_core::measure::overlap::Overlap;
use mihak_core::measure::pairing::Tolerance;
use mihak_core::tags::{Repair, TagReading, TagScheme};
use mihak_core::text::offsets::Unit;

use crate::cmd::arguments::{GuardArgs, ReadArgs, ReplicateArgs, WideArgs};
use crate::cmd::values::{repair, undefined, unit};

/// Whose reading of tags and whose table are reproduced.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compat {
    /// seqeval 1.2.2, default mode
    Seqeval,
    /// seqeval 1.2.2, mode="strict"
    SeqevalStrict,
    /// conlleval.pl
    Conlleval,
    /// nervaluate 1.2.1
    Nervaluate,
}

impl Compat {
    /// How it reads tags.
    pub fn reading(self, scheme: TagScheme) -> TagReading {
        match self {
            Compat::Seqeval => TagReading::Seqeval,
            Compat::SeqevalStrict => TagReading::SeqevalStrict(scheme),
            Compat::Conlleval => TagReading::Conlleval,
            Compat::Nervaluate => TagReading::Nervaluate,
        }
    }

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Compat::Seqeval => "seqeval",
            Compat::SeqevalStrict => "seqeval-strict",
            Compat::Conlleval => "conlleval",
            Compat::Nervaluate => "nervaluate",
        }
    }
}

/// How gold is read, where the prediction is read otherwise.
#[derive(Args, Debug, Clone, Default, PartialEq, Eq)]
pub struct GoldReadArgs {
    /// The column of the token in gold, where it is another
    #[arg(long, value_name = "N")]
    pub gold_token_column: Option<usize>,
    /// The column of the tag in gold, where it is another
    #[arg(long, value_name = "N")]
    pub gold_tag_column: Option<usize>,
    /// The column of the segments in gold, where it is another
    #[arg(long, value_name = "N")]
    pub gold_segment_column: Option<usize>,
    /// What marks a cut in gold, where it is something else
    #[arg(long, value_name = "SIGN")]
    pub gold_marker: Option<String>,
    /// What the tags of segments mean in gold, where it is something else
    #[arg(long, value_name = "NAME,TAG=CLASS")]
    pub gold_classes: Option<String>,
}

impl GoldReadArgs {
    /// The options that are given for gold alone.
    pub fn options(&self) -> Options {
        self.over(&Options::default())
    }

    /// How gold is read where the prediction is read so.
    pub fn over(&self, options: &Options) -> Options {
        let either = |own: &Option<String>, other: &Option<String>| own.as_ref().or(other.as_ref()).cloned();
        Options {
            token_column: self.gold_token_column.or(options.token_column),
            tag_column: self.gold_tag_column.or(options.tag_column),
            segment_column: self.gold_segment_column.or(options.segment_column),
            marker: either(&self.gold_marker, &options.marker),
            classes: either(&self.gold_classes, &options.classes),
            ..options.clone()
        }
    }
}

/// Two files that are set against each other, and how they are read.
#[derive(Args, Debug, Default)]
pub struct SidesArgs {
    /// Gold: a file or a folder; a file with gold and prediction in its last two columns is enough
    pub gold: PathBuf,
    /// The prediction: a file or a folder, `-` for standard input; or the answers of a chat model, as it wrote them
    pub predicted: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub reading: PairReadArgs,
}

/// How two files are read and set against each other.
#[derive(Args, Debug, Clone, Default, PartialEq)]
pub struct PairReadArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub read: ReadArgs,
    /// The format of gold, if it has another one
    #[arg(long, value_name = "NAME")]
    pub gold_format: Option<String>,
    /// What the offsets of gold count, if they count something else
    #[arg(long, value_parser = unit(), value_name = "UNIT")]
    pub gold_offset_unit: Option<Unit>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub gold_read: GoldReadArgs,
    /// How tags that break the scheme are read
    #[arg(long, value_parser = repair(), default_value = "none", value_name = "HOW")]
    pub repair: Repair,
    /// Score under a view: flat, wojood, conll4, names, or a .toml file [default: labels as they are]
    #[arg(long, value_name = "NAME")]
    pub view: Option<String>,
    /// The least share of a gold mention that a prediction must share to overlap it, for partial and type, such as 0.5 [default: one character]
    #[arg(long, value_name = "SHARE")]
    pub overlap: Option<Overlap>,
    /// Text that the prediction lacks at the end of a sentence or document: `count` counts it as missed [default: refused]
    #[arg(long, value_name = "HOW", value_parser = ["count"])]
    pub missing: Option<String>,
    /// Compare texts without invisible marks: byte order marks, marks of direction, joiners
    #[arg(long)]
    pub ignore_invisible: bool,
    /// Only errors on stderr
    #[arg(short, long)]
    pub quiet: bool,
    /// Workers, 1 to 512 [default: one for each core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub jobs: Option<u16>,
}

/// Arguments of `mihak score`.
#[derive(Args, Debug)]
pub struct ScoreArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub sides: SidesArgs,
    /// What the undefined ratio of a label counts as in macro and weighted averages
    #[arg(long, value_parser = undefined(), default_value = "zero", value_name = "HOW")]
    pub undefined: Undefined,
    /// Training data; mentions are then also scored by whether their text occurs in it
    #[arg(long, value_name = "FILE")]
    pub seen: Option<PathBuf>,
    /// Write every error to a CSV
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,
    /// Write also one HTML file with tables, figures and the texts with their errors; it opens from disk, without a network
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Rows of scores.csv instead of tables
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
    /// The same rows as a JSON array
    #[arg(long)]
    pub json: bool,
    /// The tables as Markdown
    #[arg(long, conflicts_with_all = ["csv", "json", "latex"])]
    pub md: bool,
    /// The tables for a paper, in LaTeX, with the signature below the last
    #[arg(long, conflicts_with_all = ["csv", "json"])]
    pub latex: bool,
    /// Read the tags of column files as another scorer does, and print its report
    #[arg(long, value_enum, value_name = "SCORER", conflicts_with_all = ["csv", "json", "md", "latex", "repair", "view", "overlap", "undefined", "seen", "errors", "html", "resamples", "seed", "counts", "name"])]
    pub compat: Option<Compat>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub replicates: ReplicateArgs,
    /// Write the counts of every article, or run of articles, to `DIR/counts/NAME.csv`, for `mihak cmp`
    #[arg(long, value_name = "DIR")]
    pub counts: Option<PathBuf>,
    /// The name of the prediction in results [default: that of its file]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub guard: GuardArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub wide: WideArgs,
}

impl ScoreArgs {
    /// Two files whose counts are wanted, without intervals.
    pub fn counts_of(sides: SidesArgs) -> ScoreArgs {
        ScoreArgs {
            sides,
            undefined: Undefined::Zero,
            seen: None,
            errors: None,
            html: None,
            csv: false,
            json: false,
            md: false,
            latex: false,
            compat: None,
            replicates: ReplicateArgs { resamples: 0, seed: 0 },
            counts: None,
            name: None,
            guard: GuardArgs::default(),
            wide: WideArgs::default(),
        }
    }

    /// What differences between texts are no faults.
    pub fn tolerance(&self) -> Tolerance {
        Tolerance { missing: self.sides.reading.missing.is_some(), invisible: self.sides.reading.ignore_invisible }
    }
}
