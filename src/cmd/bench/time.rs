//! `mihak bench`: CPU time of every system in this process, round by round.

use std::path::Path;

use anyhow::Result;
use mihak_core::safe::{line, terminal};

use crate::cmd::bench::selection::Selection;
use crate::cmd::stdout::{print, room};
use crate::exit::{self, Code, Exit, FINE};
use crate::folder::write_inside;
use crate::problem::{tell, told};
use crate::report::grid::Grid;
use crate::speed::clock;
use crate::speed::process::interrupted;
use crate::speed::rounds::{Round, TimeRow, write};
use crate::speed::sample::Sample;
use crate::speed::work::Work;
use crate::stop::Stop;
use crate::suite::Suite;

/// The number of rounds when none is given.
pub const ROUNDS: u16 = 20;

/// The nanoseconds that a round lasts at least, so that reading the clock costs nothing beside it.
const LASTS: u64 = 5_000_000;

pub fn run(suite: &Suite, selection: &Selection, rounds: usize, out: &Path, wide: bool, stop: &Stop) -> Result<Code> {
    let mut works: Vec<(&Sample, Work, usize, Vec<Round>)> = Vec::new();
    let mut failed = 0;
    for job in &selection.jobs {
        let work = match selection.work(suite, job, stop) {
            Err(_) if stop.is_raised() => return Err(interrupted()),
            // The figures of the others are kept.
            Err(error) => {
                tell(terminal(&format!("mihak: {}: not measured: {}", line(&selection.name(job)), told(&error))));
                failed += 1;
                continue;
            }
            Ok(work) => work,
        };
        if let Some(mut work) = work {
            let sample = selection.sample(job);
            let once = work.clock().of(|| work.pass(sample));
            works.push((sample, work, (LASTS / once.max(1)).clamp(1, 10_000) as usize, Vec::new()));
        }
    }
    if works.is_empty() && failed > 0 {
        return Err(Exit::error(exit::SYSTEM_FAILED, "nothing could be measured: every system failed"));
    }
    if works.is_empty() {
        return Err(Exit::error(exit::NOTHING_RAN, "nothing could be measured"));
    }
    // In turn, so that a machine that slows down slows every system.
    for _ in 0..rounds {
        for (sample, work, passes, done) in &mut works {
            if stop.is_raised() {
                return Err(interrupted());
            }
            done.push(round(work, sample, *passes));
        }
        if stop.is_raised() {
            return Err(interrupted());
        }
        works.retain(|(_, work, ..)| {
            let failure = work.failure();
            failure.into_iter().for_each(|said| {
                let what = line(&format!("{} × {} ({})", work.system, work.corpus.split('@').next().unwrap_or_default(), work.task)).to_string();
                tell(terminal(&format!("mihak: {what}: not measured: it failed while it was: {}", line(said))));
            });
            failed += usize::from(failure.is_some());
            failure.is_none()
        });
    }
    if works.is_empty() {
        return Err(Exit::error(exit::SYSTEM_FAILED, "nothing could be measured: every system failed"));
    }
    let rows: Vec<TimeRow> = works.iter().map(|(sample, work, _, done)| TimeRow::new(work, sample, done)).collect();
    let file = out.join("speed/time.csv");
    write_inside(out, "speed/time.csv", &write(&rows))?;
    print(terminal(&format!("{}\n", table(&rows).text(room(wide)))))?;
    tell(line(&format!(
        "{} time of one thread, or of the other program, medians of {rounds} rounds; it informs and gates nothing; also in `{}`",
        clock::NAME,
        file.display()
    )));
    Ok(if failed > 0 { exit::SYSTEM_FAILED } else { FINE })
}

fn round(work: &mut Work, sample: &Sample, passes: usize) -> Round {
    let clock = work.clock();
    let all = clock.of(|| (0..passes).for_each(|_| work.pass(sample)));
    let articles = (0..sample.corpus.articles.len()).map(|at| clock.of(|| work.article(sample, at))).collect();
    Round { pass: all as f64 / passes as f64, articles }
}

fn table(rows: &[TimeRow]) -> Grid {
    let mut grid = Grid::ranked([
        ("system", 0),
        ("task", 1),
        ("corpus", 5),
        ("MB/s", 0),
        ("million words/s", 2),
        ("articles/s", 6),
        ("p50 µs", 4),
        ("p99 µs", 3),
    ]);
    for row in rows {
        let corpus = row.corpus.split('@').next().unwrap_or_default();
        let measured = [(row.mb, 1), (row.million_words, 2), (row.articles, 0), (row.p50, 1), (row.p99, 1)];
        let measured = measured.map(|(value, digits)| format!("{value:.digits$}"));
        grid.row([line(&row.system).isolated(), line(&row.task), line(corpus).isolated()].map(|name| name.to_string()).into_iter().chain(measured));
    }
    grid
}
