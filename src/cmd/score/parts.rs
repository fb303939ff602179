//! Documents that are counted one by one, as workers of an engine do, with the options of `mihak score`.

use anyhow::{Context, Result, bail};
use mihak_core::error;
use mihak_core::format::{self, Document, Format, Input, Options};
use mihak_core::measure::columns;
use mihak_core::measure::key::{Counts, SCORER};
use mihak_core::measure::surfaces::Surfaces;
use mihak_core::score::inputs::as_articles;
use mihak_core::score::parts::{Counting, Making};
use mihak_core::tags::TagScheme;
use mihak_core::view::View;

use crate::cmd::score::arguments::ScoreArgs;
use crate::cmd::score::job::declared;
use crate::cmd::score::surfaces;
use crate::folder::Root;
use crate::views;

/// The program that counts, as it stands in the making of counts.
pub const PROGRAM: &str = concat!("mihak ", env!("CARGO_PKG_VERSION"));

/// How documents are read and counted.
pub struct DocumentCounter<'a> {
    args: &'a ScoreArgs,
    options: Options,
    view: Option<View>,
    seen: Option<Surfaces>,
    format: &'static dyn Format,
    /// The program, the definitions and the settings.
    pub making: Making,
}

/// What came of one document.
pub enum DocumentCounts {
    /// Gold and prediction were compared.
    Counted(Counts),
    /// The prediction could not be counted, for this reason: gold is missed.
    Failed(Counts, String),
    /// Gold could not be counted.
    Refused(String),
}

impl<'a> DocumentCounter<'a> {
    /// A counter of documents in the format that the arguments name.
    ///
    /// `Err` if they name no format, if tags have no scheme, or if view or training data cannot be read.
    pub fn new(args: &'a ScoreArgs) -> Result<DocumentCounter<'a>> {
        let options = Options { told_classes_only: true, ..args.sides.reading.read.options(args.sides.reading.repair) };
        let Some(name) = &args.sides.reading.read.format else { bail!("documents that are counted one by one need --format") };
        let format = format::by_name(name)?;
        let reading = match (name.as_str(), options.scheme) {
            ("conll", Some(scheme)) => format!("tags:{scheme}|repair:{}|unit:sentence", args.sides.reading.repair.name()),
            // A scheme that is detected would be another for some documents.
            ("conll", None) => bail!("tags that are counted one document at a time need a scheme, such as {}", TagScheme::Iob2),
            _ => "unit:document".into(),
        };
        let view = args.sides.reading.view.as_deref().map(|name| views::load(&Root::here(), name)).transpose()?;
        let seen = args.seen.as_deref().map(|path| surfaces(path, &options)).transpose()?;
        let content =
            args.seen.as_deref().map(|path| std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))).transpose()?;
        let making = Making {
            program: PROGRAM.into(),
            scorer: SCORER,
            view: view.as_ref().map_or("as-is", |view| &view.name).into(),
            seen: content.map_or(String::new(), |content| columns::hash([&content[..]])),
            reading: declared(args, reading),
        };
        Ok(DocumentCounter { args, options, view, seen, format, making })
    }

    /// The counts of a document. Without a prediction it failed, for the reason that stands there.
    pub fn document(&self, gold: &Input, predicted: Result<&Input, String>) -> DocumentCounts {
        let Counted { counts, why } = match self.counted(gold, predicted) {
            Ok(counted) => counted,
            Err(refused) => return DocumentCounts::Refused(refused.to_string()),
        };
        match why {
            None => DocumentCounts::Counted(counts),
            Some(why) => DocumentCounts::Failed(counts, why),
        }
    }

    fn counted(&self, gold: &Input, predicted: Result<&Input, String>) -> error::Result<Counted> {
        let counting = Counting {
            view: self.view.as_ref(),
            seen: self.seen.as_ref(),
            overlap: self.args.sides.reading.overlap.unwrap_or_default(),
            tolerance: self.args.tolerance(),
        };
        let gold = self.read(gold)?;
        let both = predicted.and_then(|input| {
            let read = self.read(input).and_then(|document| counting.of(gold.clone(), Some(document)));
            read.map_err(|error| error.to_string())
        });
        match both {
            Ok(counts) => Ok(Counted { counts, why: None }),
            // Gold that cannot be counted alone either is no fault of the prediction.
            Err(why) => Ok(Counted { counts: counting.of(gold, None)?, why: Some(why) }),
        }
    }

    fn read(&self, input: &Input) -> error::Result<Document> {
        let documents = format::read(self.format, input, &self.options)?.documents;
        let document = as_articles(documents, self.format).pop();
        document.ok_or_else(|| error::Error::new(error::ErrorKind::Malformed, format!("`{}` holds nothing to score", input.shown)))
    }
}

/// The counts of a document, and why its prediction is not among them.
struct Counted {
    counts: Counts,
    why: Option<String>,
}
