//! `mihak report`: results as Markdown, alone or spliced into a file, or what `cargo bench` measured as CSV.

mod speed;

use anyhow::Result;

use crate::cli::ReportArgs;
use crate::exit::{self, Exit, FINE};
use crate::report::splice::Marks;
use crate::report::{sections, table};
use crate::suite::Suite;

use super::{baseline, print, some};

const MARKS: Marks = Marks { open: "<!-- mihak:results -->", close: "<!-- /mihak:results -->" };

pub fn run(args: &ReportArgs) -> Result<u8> {
    if args.speed {
        return speed::run(args);
    }
    let suite = Suite::find(args.suite.as_deref())?;
    let (results, root, path) = baseline(&suite, args.results.as_deref())?;
    some(&results, &root.shown(&path))?;
    let (order, views) = suite.order();
    let markdown = table::markdown(&sections(&results.scores(suite.boot)?, &order, &views));
    let Some(file) = &args.splice else {
        print(&markdown)?;
        return Ok(FINE);
    };
    if !args.check {
        MARKS.splice(file, &markdown)?;
    } else if MARKS.spliced(file, &markdown)?.is_some() {
        let said = format!("`{0}` is not up to date with `{1}`: run `mihak report --splice {0}`", file.display(), root.shown(&path));
        return Err(Exit::error(exit::NOT_COMPARABLE, said));
    }
    Ok(FINE)
}
