//! `mihak bench --against`: the time of this program and of another one, which run in turn on one machine.

use anyhow::{Result, bail};
use mihak_core::safe::{line, terminal};
use mihak_core::wording::count;

use crate::cmd::bench::arguments::BenchArgs;
use crate::cmd::bench::selection::{Selection, this_program};
use crate::cmd::stdout::{print, room};
use crate::exit::{self, Code, Exit, FINE};
use crate::problem::tell;
use crate::report::grid::Grid;
use crate::speed::against::Program;
use crate::speed::paired::{self, LEAST, RELEVANT, Ratio, RatioVerdict, confirmed, geometric_mean, ratio};
use crate::speed::process::{Worker, worker_of};
use crate::speed::worker::{Order, Ready};
use crate::stop::Stop;
use crate::suite::Suite;

/// The number of pairs when none is given.
const PAIRS: u16 = 31;

/// The nanoseconds that a round lasts about.
const LASTS: u64 = 4_000_000;

/// The least number of passes of a round. It reports the middle one: the first finds the other program's lines in the caches.
const LEAST_PASSES: usize = 5;

/// What is known of one system.
enum Found {
    Ratio(Ratio, RatioVerdict),
    /// The other program does not have it.
    New(String),
    /// The two measure different things.
    Differs(String),
}

pub fn time(args: &BenchArgs, suite: &Suite, selection: &Selection, against: &str, stop: &Stop) -> Result<Code> {
    let pairs = usize::from(args.rounds.unwrap_or(PAIRS));
    if pairs < LEAST {
        bail!("--rounds {pairs} with --against: fewer than {LEAST} pairs have no 95 % interval");
    }
    let other = Program::find(against, stop)?;
    let this = this_program()?;
    let duel = Duel { programs: [(&other.path, &other.shown), (&this, "this program")], pairs, stop };
    let mut found: Vec<(String, Found)> = Vec::new();
    for job in &selection.jobs {
        let Some(order) = selection.order(suite, job) else { continue };
        found.push((selection.name(job), duel.fight(&order)?));
    }
    print(terminal(&format!("{}\n", table(&found).text(room(args.wide.wide)))))?;
    let ratios: Vec<f64> = found.iter().filter_map(|(_, found)| if let Found::Ratio(ratio, _) = found { Some(ratio.median) } else { None }).collect();
    let Some(mean) = geometric_mean(&ratios) else {
        return Err(Exit::error(exit::NOTHING_RAN, format!("`{}` could measure nothing of it", other.shown)));
    };
    let verdicts = |wanted: RatioVerdict| found.iter().filter(|(_, found)| matches!(found, Found::Ratio(_, said) if *said == wanted)).count();
    let (slower, faster) = (verdicts(RatioVerdict::Slower), verdicts(RatioVerdict::Faster));
    let compared = count(ratios.len(), "system");
    print(terminal(&format!(
        "time ÷ that of {}: geometric mean {mean:.3} over {compared}; {slower} slower, {faster} faster, by more than {} %\n",
        line(&other.shown),
        RELEVANT * 100.0
    )))?;
    let differs = found.iter().any(|(_, found)| matches!(found, Found::Differs(_)));
    Ok(match () {
        () if !args.gate => FINE,
        () if differs => exit::NOT_COMPARABLE,
        () if slower > 0 => exit::REGRESSED,
        () => FINE,
    })
}

/// Two programs that take turns: the first is what the second is compared with.
struct Duel<'a> {
    programs: [(&'a std::path::Path, &'a str); 2],
    pairs: usize,
    stop: &'a Stop,
}

impl Duel<'_> {
    /// Both on one work. A difference is measured a second time, and said only if it is found again.
    fn fight(&self, order: &Order) -> Result<Found> {
        let mut ratios = match self.ratios(order)? {
            Ok(ratios) => ratios,
            Err(found) => return Ok(found),
        };
        let first = self.sum(&ratios)?;
        let verdict = match first.verdict() {
            RatioVerdict::NoDifference => RatioVerdict::NoDifference,
            said => match self.ratios(order)? {
                Ok(again) => {
                    let verdict = confirmed(said, self.sum(&again)?.verdict());
                    ratios.extend(again);
                    verdict
                }
                Err(found) => return Ok(found),
            },
        };
        Ok(Found::Ratio(self.sum(&ratios)?, verdict))
    }

    fn sum(&self, ratios: &[f64]) -> Result<Ratio> {
        match ratio(ratios) {
            Some(ratio) => Ok(ratio),
            None => bail!("{} have no 95 % interval", count(ratios.len(), "pair")),
        }
    }

    /// The ratio of every pair. Each pair has processes of its own: where memory happens to lie moves a whole process by per cents.
    fn ratios(&self, order: &Order) -> Result<Result<Vec<f64>, Found>> {
        let mut ratios = Vec::with_capacity(self.pairs);
        let mut passes = 0;
        for at in 0..self.pairs {
            // Who is started first, and who begins, are turned about independently: either leaves colder caches to one of the two.
            let (mut a, mut b) = match self.open(order, at / 2 % 2 == 0)? {
                Ok(both) => both,
                Err(found) => return Ok(Err(found)),
            };
            if passes == 0 {
                passes = (LASTS / a.round(LEAST_PASSES)?.max(1)).clamp(LEAST_PASSES as u64, 2_000) as usize | 1;
            }
            a.round(1)?;
            b.round(1)?;
            ratios.push(match at % 2 {
                0 => paired::pair([a.round(passes)?, b.round(passes)?, b.round(passes)?, a.round(passes)?]),
                _ => 1.0 / paired::pair([b.round(passes)?, a.round(passes)?, a.round(passes)?, b.round(passes)?]),
            });
        }
        Ok(Ok(ratios))
    }

    fn open(&self, order: &Order, other_first: bool) -> Result<Result<(Worker, Worker), Found>> {
        let start = |at: usize| -> Result<(Worker, Result<Ready, String>)> {
            let (path, shown) = self.programs[at];
            let mut worker = Worker::start(worker_of(path), shown, self.stop)?;
            let ready = worker.open(order)?;
            Ok((worker, ready))
        };
        let ((a, before), (b, now)) = match other_first {
            true => (start(0)?, start(1)?),
            false => {
                let this = start(1)?;
                (start(0)?, this)
            }
        };
        let now = now.map_err(anyhow::Error::msg)?;
        Ok(match before {
            Err(said) => Err(Found::New(said)),
            Ok(before) => match difference(&a, &before, &b, &now) {
                Some(said) => Err(Found::Differs(said)),
                None => Ok((a, b)),
            },
        })
    }
}

/// In what two opened works are not the same measurement.
fn difference(a: &Worker, before: &Ready, b: &Worker, now: &Ready) -> Option<String> {
    let sample = |ready: &Ready| format!("{} ({} words)", ready.corpus, ready.words);
    let fields = [("sample", sample(before), sample(now)), ("target", a.about.target.clone(), b.about.target.clone())];
    fields.into_iter().find(|(_, before, now)| before != now).map(|(field, before, now)| format!("{field} is `{now}`, there `{before}`"))
}

fn table(found: &[(String, Found)]) -> Grid {
    let mut grid = Grid::new(["system", "ratio", "95 % interval", "pairs", "verdict"]);
    for (name, found) in found {
        match found {
            Found::Ratio(ratio, verdict) => {
                let Ratio { median, lo, hi, pairs } = ratio;
                grid.row([
                    line(name).isolated().to_string(),
                    format!("{median:.3}"),
                    format!("{lo:.3} to {hi:.3}"),
                    pairs.to_string(),
                    verdict.to_string(),
                ]);
            }
            Found::New(said) => {
                tell(line(&format!("mihak: {name}: not there before: {said}")));
                grid.row([line(name).isolated().to_string(), "–".into(), "–".into(), "–".into(), "new".into()]);
            }
            Found::Differs(said) => {
                tell(line(&format!("mihak: {name}: not comparable: {said}")));
                grid.row([line(name).isolated().to_string(), "–".into(), "–".into(), "–".into(), "not comparable".into()]);
            }
        }
    }
    grid
}
