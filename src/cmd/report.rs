//! `mihak report`: results as Markdown, alone or spliced into a file, as one HTML file, or what `cargo bench` measured as CSV.

mod arguments;
mod speed;

use anyhow::Result;

use crate::cmd::folders::{baseline, some};
use crate::cmd::page;
use crate::cmd::stdout::{print_latex, print_markdown};
use crate::exit::{Code, FINE};
use crate::report::rows::tiered;
use crate::report::splice::{Splice, splice};
use crate::report::tiers::main_tiers;
use crate::report::{latex, table};
use crate::suite::Suite;

pub use arguments::ReportArgs;

const OPEN: &str = "<!-- mihak:results -->";
const CLOSE: &str = "<!-- /mihak:results -->";

/// Runs `mihak report`. `Err` with [`crate::exit::NOT_COMPARABLE`] if `--check` finds a file that is not up to date.
pub fn run(args: &ReportArgs) -> Result<Code> {
    if args.speed {
        return speed::run(args);
    }
    let suite = Suite::find(args.suite.as_deref())?;
    let (results, root, path) = baseline(&suite, args.results.as_deref())?;
    some(&results, &root.shown(&path))?;
    let (order, views) = suite.order();
    let scores = results.scores(suite.terms)?;
    let tiers = main_tiers(&results, &scores, suite.terms, &views)?;
    if let Some(file) = &args.html {
        page::write(file, &page::content(&suite, scores, tiers, &root, &path)?, false)?;
        return Ok(FINE);
    }
    let sections = tiered(&scores, &order, &views, Some(&tiers));
    if args.latex {
        print_latex(&latex::tables(&sections))?;
        return Ok(FINE);
    }
    let markdown = table::markdown(&sections);
    let Some(file) = &args.splice else {
        print_markdown(&markdown)?;
        return Ok(FINE);
    };
    let stale = || format!("`{0}` is not up to date with `{1}`: run `mihak report --splice {0}`", file.display(), root.shown(&path));
    let put = Splice { open: OPEN.into(), close: CLOSE.into(), text: markdown };
    splice(file, |_| Ok(vec![put]), args.check, stale)?;
    Ok(FINE)
}
