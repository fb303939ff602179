//! `mihak report --speed`: what `cargo bench` measured, written to a file of the baseline that has the name of the machine.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use mihak_core::safe::{line, terminal};
use mihak_core::wording::count;

use crate::cmd::corpora::corpora;
use crate::cmd::report::arguments::ReportArgs;
use crate::cmd::stdout::print;
use crate::exit::{Code, FINE};
use crate::folder::{Root, write_inside};
use crate::problem::tell;
use crate::speed::{built, criterion};
use crate::suite::Suite;

pub fn run(args: &ReportArgs) -> Result<Code> {
    let suite = Suite::find(args.suite.as_deref())?;
    let folder = match (&args.results, suite.baseline()) {
        (Some(folder), _) => folder.clone(),
        (None, (Root::Disk(root), path)) => root.join(path),
        (None, (Root::Embedded, _)) => bail!("the embedded suite has fixed results; name a folder with --results, or a suite with --suite"),
    };
    let host = match &args.host {
        Some(host) => sanitised(host).with_context(|| format!("--host `{host}`: a name needs a letter or a digit"))?,
        None => built::host().as_deref().and_then(sanitised).context("this machine has no name of letters and digits; give one with --host")?,
    };
    let measured = criterion::read(&args.criterion.clone().unwrap_or_else(criterion_folder))?;
    let corpora = corpora(&suite, suite.corpora.iter())?;
    let (rows, left_out) = criterion::rows(&measured, &corpora, &suite.systems, &host);
    if rows.is_empty() {
        bail!("no benchmark of this suite among {}: run `cargo bench` first", count(measured.len(), "result of criterion"));
    }
    if !left_out.is_empty() {
        tell(line(&format!(
            "mihak: {} left out, being of no system and corpus of the suite, or without throughput: {}",
            count(left_out.len(), "benchmark"),
            left_out.join(", ")
        )));
    }
    let name = format!("speed/{host}.csv");
    write_inside(&folder, &name, &criterion::write(&rows))?;
    let file = folder.join(name);
    let (rows, of) = (count(rows.len(), "row"), count(measured.len() - left_out.len(), "benchmark"));
    print(terminal(&format!("{rows} of {of} in `{}`\n", line(&file.display().to_string()))))?;
    Ok(FINE)
}

/// Where criterion writes: as it decides it.
fn criterion_folder() -> PathBuf {
    let target = || env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    env::var_os("CRITERION_HOME").map_or_else(|| target().join("criterion"), PathBuf::from)
}

/// The name as part of a file name and of a signature: letters, digits, `.`, `_`, and `-` for all else; `None` without letter and digit.
fn sanitised(host: &str) -> Option<String> {
    let name: String = host.trim().chars().map(|c| if c.is_alphanumeric() || "._-".contains(c) { c } else { '-' }).collect();
    let name = name.trim_start_matches('.');
    name.contains(char::is_alphanumeric).then(|| name.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_becomes_a_file_name_that_stays_in_its_folder() {
        for (host, expected) in [
            ("box.local", Some("box.local")),
            ("../etc/passwd", Some("-etc-passwd")),
            ("my host|x:\"1\"", Some("my-host-x--1-")),
            ("حاسوب", Some("حاسوب")),
            ("..", None),
            (" / ", None),
        ] {
            assert_eq!(sanitised(host).as_deref(), expected, "{host}");
        }
    }
}
