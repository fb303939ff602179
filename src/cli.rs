//! The command line: what can be asked, and the documentation of it.

mod values;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use mihak_core::format::Options;
use mihak_core::statistics::bootstrap::Boot;
use mihak_core::tags::{Repair, TagReading, TagScheme};
use mihak_core::text::offsets::Unit;

use crate::run::Shard;

/// The evaluation harness for Arabic NLP: tokenizers and entity extractors, scored against gold articles.
///
/// Without a command, `mihak run` is meant. Exit codes: 0 fine, 1 a gate regressed, 2 usage, configuration or invalid input (and what
/// `lint` found), 3 baseline missing or not comparable, 4 nothing ran or coverage shrank, 5 a system failed, 130 interrupted.
#[derive(Parser, Debug)]
#[command(name = "mihak", version, about, max_term_width = 110, args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The options of `run`, for a call without a command.
    #[command(flatten)]
    pub run: RunArgs,
}

/// The commands.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Evaluate systems on corpora and write counts, scores and errors as CSV
    Run(RunArgs),
    /// Join the results of shards into those of one run
    Merge(MergeArgs),
    /// Score a file of predictions against a file of gold
    Score(ScoreArgs),
    /// How far two annotations of the same articles agree, neither of which is gold
    Agree(AgreeArgs),
    /// Write an annotation file in another format
    Convert(ConvertArgs),
    /// Find what is wrong or odd in annotation files, and change nothing; exit 2 if something is wrong
    Lint(LintArgs),
    /// Help annotators: hold their files to the guidelines of the gold
    Annotate(AnnotateArgs),
    /// List systems, corpora, views, builtins, formats and gates
    List(ListArgs),
    /// Describe corpora in numbers: words, clitics, mentions, names, hard things, by split
    Describe(DescribeArgs),
    /// Check gold, declared hashes and the suite; with --system, whether a system keeps the contract
    Verify(VerifyArgs),
    /// Say what a signature means, or what two differ in; exit 3 if their numbers are not comparable
    Signature(SignatureArgs),
    /// Print the exact request lines that a system in another program gets for articles, to try an adapter with a pipe
    Wire(WireArgs),
    /// Show an article with gold and predictions marked
    Show(ShowArgs),
    /// Compare systems side by side, from results
    Cmp(CmpArgs),
    /// Compare fresh results with the blessed ones; exit 1 if a gate regressed
    Check(CheckArgs),
    /// Make fresh results the baseline, with a reason
    Bless(BlessArgs),
    /// Print results as Markdown, or splice them into a file; with --speed, keep those of `cargo bench`
    Report(ReportArgs),
    /// Measure systems and the scorer: CPU time, instructions, or both programs of a change in turn
    Bench(BenchArgs),
    /// Work for `bench` in a process of its own
    #[command(hide = true)]
    Worker,
}

/// Which suite is meant.
#[derive(Args, Debug, Clone, Default)]
pub struct SuiteArgs {
    /// The suite [default: ./suite.toml, or the embedded one where there is none]
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

/// Arguments of `mihak run`.
#[derive(Args, Debug, Clone, Default)]
pub struct RunArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub suite: SuiteArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub select: SelectArgs,
    /// Workers, 1 to 512, each with a handle of its own of the system [default: one a core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub jobs: Option<u16>,
    /// Only the K-th of N shards: every cell's articles, dealt in their order; `mihak merge` joins the results
    #[arg(long, value_name = "K/N")]
    pub shard: Option<Shard>,
    /// Where results go [default: target/mihak]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Ignore what an interrupted run left, and the kept answers of systems in other programs
    #[arg(long)]
    pub fresh: bool,
    /// Where the answers of systems in other programs are kept for the next run [default: cache in the folder of --out]
    #[arg(long, value_name = "DIR")]
    pub cache: Option<PathBuf>,
    /// When to show progress [default: auto]
    #[arg(long, value_enum, value_name = "WHEN")]
    pub progress: Option<Progress>,
    /// Only errors on stderr, and no table
    #[arg(short, long)]
    pub quiet: bool,
}

/// Arguments of `mihak merge`.
#[derive(Args, Debug)]
pub struct MergeArgs {
    /// The results of the shards
    #[arg(required = true, value_name = "DIR")]
    pub shards: Vec<PathBuf>,
    /// Where the joined results go [default: target/mihak]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Also when shards are missing: what is joined can be joined again
    #[arg(long)]
    pub partial: bool,
    /// The suite of the run, for seed and number of replicates and the order of the table [default: ./suite.toml, or the embedded one]
    #[arg(long, value_name = "FILE")]
    pub suite: Option<PathBuf>,
    /// Only errors on stderr, and no table
    #[arg(short, long)]
    pub quiet: bool,
}

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

/// How annotation files are read, where they do not say it themselves.
#[derive(Args, Debug, Clone, Default)]
pub struct ReadArgs {
    /// The format of the files [default: detected]
    #[arg(short, long, value_name = "NAME")]
    pub format: Option<String>,
    /// The tagging scheme: IOB1, IOB2, IOE1, IOE2, IOBES, BILOU, BMEWO or IO [default: detected]
    #[arg(long, value_name = "NAME", value_parser = scheme)]
    pub scheme: Option<TagScheme>,
    /// What offsets count, where files do not say it
    #[arg(long, value_parser = values::unit(), value_name = "UNIT")]
    pub offset_unit: Option<Unit>,
    /// The column of the token; 1 is the first [default: 1]
    #[arg(long, value_name = "N")]
    pub token_column: Option<usize>,
    /// The column of the tag [default: the last]
    #[arg(long, value_name = "N")]
    pub tag_column: Option<usize>,
    /// Lines of column files that begin so are no tokens
    #[arg(long, value_name = "TEXT")]
    pub comment: Option<String>,
    /// The folder of `<id>.txt` articles, for formats without text
    #[arg(long, value_name = "DIR")]
    pub articles: Option<PathBuf>,
}

impl ReadArgs {
    /// What readers are told; illegal tags are read as `repair` says.
    pub fn options(&self, repair: Repair) -> Options {
        Options {
            unit: self.offset_unit,
            articles: self.articles.clone(),
            comment: self.comment.clone(),
            token_column: self.token_column,
            tag_column: self.tag_column,
            scheme: self.scheme,
            repair,
            annotated_only: false,
        }
    }
}

/// Arguments of `mihak convert`.
#[derive(Args, Debug)]
pub struct ConvertArgs {
    /// What is converted: a file or a folder, `-` for standard input
    pub from: PathBuf,
    /// Where it goes: a file, a folder for brat and csv, `-` for standard output
    pub output: PathBuf,
    /// The format that is written
    #[arg(short, long, value_name = "NAME")]
    pub to: String,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub read: ReadArgs,
    /// How tags that break the scheme are read
    #[arg(long, value_parser = values::repair(), default_value = "none", value_name = "HOW")]
    pub repair: Repair,
    /// The scheme of the tags that are written [default: IOB2]
    #[arg(long, value_name = "NAME", value_parser = scheme)]
    pub to_scheme: Option<TagScheme>,
    /// What the offsets that are written count, where a format does not fix it [default: as its programs write it]
    #[arg(long, value_parser = values::unit(), value_name = "UNIT")]
    pub to_unit: Option<Unit>,
    /// Write nothing if something would be lost
    #[arg(long)]
    pub lossless: bool,
    /// Replace files that exist
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `mihak lint`.
#[derive(Args, Debug)]
pub struct LintArgs {
    /// The files or folders to be looked at; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub read: ReadArgs,
    /// Exit 2 for notes too, not only for errors
    #[arg(long)]
    pub strict: bool,
    /// Every place of every kind, not the first five
    #[arg(long)]
    pub all: bool,
    /// Every finding as a row: file,line,column,kind,found,advice
    #[arg(long)]
    pub csv: bool,
}

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
    /// Say where files break the guidelines, and change nothing; exit 2 if one does
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

/// Arguments of `mihak score`.
#[derive(Args, Debug)]
pub struct ScoreArgs {
    /// Gold: a file or a folder; with gold and prediction in its last two columns, it is enough
    pub gold: PathBuf,
    /// The prediction: a file or a folder, `-` for standard input
    pub predicted: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub read: ReadArgs,
    /// The format of gold, where it is another
    #[arg(long, value_name = "NAME")]
    pub gold_format: Option<String>,
    /// What the offsets of gold count, where it is something else
    #[arg(long, value_parser = values::unit(), value_name = "UNIT")]
    pub gold_offset_unit: Option<Unit>,
    /// How tags that break the scheme are read
    #[arg(long, value_parser = values::repair(), default_value = "none", value_name = "HOW")]
    pub repair: Repair,
    /// Score under a view: flat, wojood, conll4, names, or a .toml file [default: labels as they are]
    #[arg(long, value_name = "NAME")]
    pub view: Option<String>,
    /// Training data: its names make the buckets of seen and unseen mentions
    #[arg(long, value_name = "FILE")]
    pub seen: Option<PathBuf>,
    /// Write every error to a CSV
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,
    /// Rows of scores.csv instead of tables
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
    /// The same rows as a JSON array
    #[arg(long)]
    pub json: bool,
    /// Read the tags of column files as another scorer does, and print its report
    #[arg(long, value_enum, value_name = "SCORER", conflicts_with_all = ["csv", "json", "repair", "view", "seen", "errors", "resamples", "seed", "counts", "name"])]
    pub compat: Option<Compat>,
    /// Replicates of the 95 % intervals, 100 to 100000; 0 for no intervals
    #[arg(long, value_name = "N", default_value_t = Boot::default().resamples, value_parser = resamples)]
    pub resamples: u32,
    /// The seed of the replicates
    #[arg(long, value_name = "N", default_value_t = Boot::default().seed)]
    pub seed: u64,
    /// Write the counts of every article, or run of articles, to `DIR/counts/NAME.csv`, for `mihak cmp`
    #[arg(long, value_name = "DIR")]
    pub counts: Option<PathBuf>,
    /// The name of the prediction in results [default: that of its file]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Only errors on stderr
    #[arg(short, long)]
    pub quiet: bool,
    /// Workers, 1 to 512 [default: one a core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub jobs: Option<u16>,
}

impl ScoreArgs {
    /// How replicates are drawn; `None` if no intervals are wanted.
    pub fn boot(&self) -> Option<Boot> {
        (self.resamples > 0).then_some(Boot { resamples: self.resamples, seed: self.seed })
    }
}

/// Arguments of `mihak agree`.
#[derive(Args, Debug)]
pub struct AgreeArgs {
    /// The first annotation: a file or a folder
    pub a: PathBuf,
    /// The second annotation of the same articles; only those of both are compared
    pub b: PathBuf,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub read: ReadArgs,
    /// The format of the first annotation, where it is another
    #[arg(long, value_name = "NAME")]
    pub a_format: Option<String>,
    /// How tags that break the scheme are read
    #[arg(long, value_parser = values::repair(), default_value = "none", value_name = "HOW")]
    pub repair: Repair,
    /// Every figure of every split as a row of a CSV, instead of tables
    #[arg(long, conflicts_with_all = ["json", "md", "splice"])]
    pub csv: bool,
    /// The same rows as a JSON array
    #[arg(long, conflicts_with_all = ["md", "splice"])]
    pub json: bool,
    /// The tables as Markdown
    #[arg(long, conflicts_with = "splice")]
    pub md: bool,
    /// Replace what stands between `<!-- agree -->` and `<!-- /agree -->` in this file by the Markdown
    #[arg(long, value_name = "FILE")]
    pub splice: Option<PathBuf>,
    /// With --splice: write nothing, exit 3 if the file would change
    #[arg(long, requires = "splice")]
    pub check: bool,
    /// Write every disagreement to a CSV
    #[arg(long, value_name = "FILE")]
    pub disagreements: Option<PathBuf>,
    /// Exit 1 if the word accuracy over all articles (share of 1) is lower, or undefined
    #[arg(long, value_name = "X", value_parser = share)]
    pub min_word_accuracy: Option<f64>,
    /// Exit 1 if the strict F1 of entities over all articles (share of 1) is lower, or undefined
    #[arg(long, value_name = "Y", value_parser = share)]
    pub min_entity_f1: Option<f64>,
    /// Replicates of the 95 % intervals, 100 to 100000; 0 for no intervals
    #[arg(long, value_name = "N", default_value_t = Boot::default().resamples, value_parser = resamples)]
    pub resamples: u32,
    /// The seed of the replicates
    #[arg(long, value_name = "N", default_value_t = Boot::default().seed)]
    pub seed: u64,
    /// Only errors on stderr
    #[arg(short, long)]
    pub quiet: bool,
}

impl AgreeArgs {
    /// How replicates are drawn; `None` if no intervals are wanted.
    pub fn boot(&self) -> Option<Boot> {
        (self.resamples > 0).then_some(Boot { resamples: self.resamples, seed: self.seed })
    }
}

fn share(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|share| (0.0..=1.0).contains(share)).ok_or_else(|| "expected a share from 0 to 1".to_string())
}

fn resamples(text: &str) -> Result<u32, String> {
    let expected = || "expected 100 to 100000, or 0 for no intervals".to_string();
    text.parse().ok().filter(|&number| number == 0 || Boot::RESAMPLES.contains(&number)).ok_or_else(expected)
}

fn scheme(name: &str) -> Result<TagScheme, String> {
    TagScheme::named(name).ok_or_else(|| format!("the schemes are {}", TagScheme::ALL.map(TagScheme::name).join(", ")))
}

/// Arguments of `mihak list`.
#[derive(Args, Debug)]
pub struct ListArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub suite: SuiteArgs,
}

/// Arguments of `mihak describe`.
#[derive(Args, Debug)]
pub struct DescribeArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub suite: SuiteArgs,
    /// Only corpora of this name; `*` and `?` are allowed
    #[arg(short, long, value_name = "PATTERN")]
    pub corpus: Vec<String>,
    /// Markdown instead of tables
    #[arg(long, conflicts_with = "csv")]
    pub md: bool,
    /// Rows instead of tables: corpus,split,what,key,value
    #[arg(long)]
    pub csv: bool,
    /// Replace what stands between `<!-- describe NAME -->` and `<!-- /describe -->` in this file by the Markdown of corpus NAME
    #[arg(long, value_name = "FILE", conflicts_with_all = ["md", "csv"])]
    pub splice: Option<PathBuf>,
    /// With --splice: change nothing, exit 3 if the file is not up to date
    #[arg(long, requires = "splice")]
    pub check: bool,
}

/// Arguments of `mihak verify`.
#[derive(Args, Debug)]
pub struct VerifyArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub suite: SuiteArgs,
    /// Try systems of this name, on text that breaks adapters, instead of checking gold; `*` and `?` are allowed
    #[arg(short, long, value_name = "PATTERN", conflicts_with = "review")]
    pub system: Vec<String>,
    /// Also list surfaces with several types, and words that are cut in several ways
    #[arg(long)]
    pub review: bool,
}

/// Arguments of `mihak wire`.
#[derive(Args, Debug)]
pub struct WireArgs {
    /// The articles: their ids, or corpus/id; `*` and `?` are allowed
    #[arg(required = true, value_name = "ARTICLE")]
    pub wanted: Vec<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub suite: SuiteArgs,
}

/// Arguments of `mihak show`.
#[derive(Args, Debug)]
pub struct ShowArgs {
    /// The article: its id, or corpus/id
    pub article: String,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub suite: SuiteArgs,
    /// Systems whose answer is shown beside the gold
    #[arg(short, long, value_name = "NAME")]
    pub system: Vec<String>,
    /// The scheme in which gold words are cut
    #[arg(long, default_value = "d3")]
    pub scheme: String,
    /// Only the line of this code point (0 is the first), with the place marked
    #[arg(long, value_name = "N")]
    pub at: Option<usize>,
}

/// Arguments of `mihak signature`.
#[derive(Args, Debug)]
pub struct SignatureArgs {
    /// The signature, in quotes: `|` is a pipe for shells
    #[arg(value_name = "LINE")]
    pub line: String,
    /// Another one, to be compared with it
    #[arg(value_name = "LINE")]
    pub other: Option<String>,
}

/// Arguments of `mihak cmp`.
#[derive(Args, Debug)]
pub struct CmpArgs {
    /// The systems; differences are to the first
    #[arg(required = true, num_args = 2..)]
    pub systems: Vec<String>,
    /// A folder of results [default: target/mihak]
    #[arg(long, value_name = "DIR")]
    pub results: Option<PathBuf>,
    /// Only articles of this split
    #[arg(long, value_name = "SPLIT")]
    pub split: Option<String>,
    /// Every measure, not only those of the summary
    #[arg(long)]
    pub all: bool,
    /// Rows of a CSV instead of tables
    #[arg(long)]
    pub csv: bool,
    /// The suite, for seed and number of replicates [default: ./suite.toml, or the embedded one]
    #[arg(long, value_name = "FILE")]
    pub suite: Option<PathBuf>,
}

/// How the verdict of `mihak check` is written.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum VerdictFormat {
    /// Lines for people
    #[default]
    Text,
    /// Annotations of GitHub Actions; the Markdown goes to the step summary
    Github,
    /// JUnit XML
    Junit,
    /// A comment for a pull request
    Markdown,
    /// One JSON object
    Json,
}

/// Arguments of `mihak check`.
#[derive(Args, Debug)]
pub struct CheckArgs {
    /// The suite, for its gates and tolerance [default: ./suite.toml, or the embedded one]
    #[arg(long, value_name = "FILE")]
    pub suite: Option<PathBuf>,
    /// Only systems of this name; `*` and `?` are allowed
    #[arg(short, long, value_name = "PATTERN")]
    pub system: Vec<String>,
    /// The fresh results [default: target/mihak]
    #[arg(long, value_name = "DIR")]
    pub results: Option<PathBuf>,
    /// The blessed results [default: `results` beside the suite]
    #[arg(long, value_name = "DIR")]
    pub baseline: Option<PathBuf>,
    /// Also hold the instructions that `mihak bench --instructions` counted, which must be there
    #[arg(long)]
    pub speed: bool,
    /// How the verdict is written
    #[arg(short, long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: VerdictFormat,
    /// Where it is written, with the lines for people still on standard output [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Arguments of `mihak bless`.
#[derive(Args, Debug)]
pub struct BlessArgs {
    /// Why the baseline moves; kept in blessed.csv
    #[arg(long, value_name = "REASON")]
    pub because: String,
    /// Also when cells of the baseline are missing in the fresh results: they are removed from it
    #[arg(long)]
    pub remove: bool,
    /// Also the instructions that `mihak bench --instructions` counted
    #[arg(long)]
    pub speed: bool,
    /// The suite beside which the baseline stands [default: ./suite.toml]
    #[arg(long, value_name = "FILE")]
    pub suite: Option<PathBuf>,
    /// The fresh results [default: target/mihak]
    #[arg(long, value_name = "DIR")]
    pub results: Option<PathBuf>,
    /// The baseline [default: `results` beside the suite]
    #[arg(long, value_name = "DIR")]
    pub baseline: Option<PathBuf>,
}

/// Arguments of `mihak bench`.
#[derive(Args, Debug)]
pub struct BenchArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub suite: SuiteArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub select: SelectArgs,
    /// Rounds of every system, at most 10000 [default: 20; with --against 31 of four, and twice where a difference shows]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=10_000), conflicts_with = "instructions")]
    pub rounds: Option<u16>,
    /// Count instructions with valgrind instead of time: the same on a noisy machine
    #[arg(long)]
    pub instructions: bool,
    /// Compare with another mihak: a git reference, which is built, or the path of a program
    #[arg(long, value_name = "REF|PROGRAM")]
    pub against: Option<String>,
    /// With --against: exit 1 if a system is slower
    #[arg(long, requires = "against")]
    pub gate: bool,
    /// Where figures go, in its folder speed [default: target/mihak]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// Arguments of `mihak report`.
#[derive(Args, Debug)]
pub struct ReportArgs {
    /// The suite, for the order of systems [default: ./suite.toml, or the embedded one]
    #[arg(long, value_name = "FILE")]
    pub suite: Option<PathBuf>,
    /// A folder of results [default: `results` beside the suite]
    #[arg(long, value_name = "DIR")]
    pub results: Option<PathBuf>,
    /// Replace what stands between `<!-- mihak:results -->` and `<!-- /mihak:results -->` in this file
    #[arg(long, value_name = "FILE")]
    pub splice: Option<PathBuf>,
    /// With --splice: change nothing, exit 3 if the file is not up to date
    #[arg(long, requires = "splice")]
    pub check: bool,
    /// Write what `cargo bench` measured to `speed/<host>.csv` of the results
    #[arg(long, conflicts_with = "splice")]
    pub speed: bool,
    /// With --speed: the name of the machine [default: its host name]
    #[arg(long, value_name = "NAME", requires = "speed")]
    pub host: Option<String>,
    /// With --speed: the folder of criterion [default: criterion in the target folder]
    #[arg(long, value_name = "DIR", requires = "speed")]
    pub criterion: Option<PathBuf>,
}
