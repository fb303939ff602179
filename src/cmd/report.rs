//! `mihak report`: results as Markdown, alone or spliced into a file, or what `cargo bench` measured as CSV.

mod speed;

use std::fs;

use anyhow::{Context, Result, bail};

use crate::cli::ReportArgs;
use crate::exit::{self, Exit, FINE};
use crate::folder::write_atomically;
use crate::report::{sections, table};
use crate::suite::Suite;

use super::{baseline, print, some};

const OPEN: &str = "<!-- mihak:results -->";
const CLOSE: &str = "<!-- /mihak:results -->";

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
    let old = fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?;
    let Some((head, rest)) = old.split_once(OPEN) else { bail!("`{}` has no line `{OPEN}`", file.display()) };
    let Some((_, tail)) = rest.split_once(CLOSE) else { bail!("`{}` has no line `{CLOSE}` behind `{OPEN}`", file.display()) };
    let new = format!("{head}{OPEN}\n\n{markdown}{CLOSE}{tail}");
    if new == old {
        return Ok(FINE);
    }
    if args.check {
        let said = format!("`{0}` is not up to date with `{1}`: run `mihak report --splice {0}`", file.display(), root.shown(&path));
        return Err(Exit::error(exit::NOT_COMPARABLE, said));
    }
    write_atomically(file, new.as_bytes())?;
    Ok(FINE)
}
