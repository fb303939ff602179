//! `mihak bench --instructions`: counted instructions of this program or of two. A busy machine does not change them.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Result, bail};
use mihak_core::safe::{line, terminal};
use mihak_core::wording::grouped;

use crate::cmd::bench::selection::{Selection, this_program};
use crate::cmd::stdout::{print, room};
use crate::exit::{self, Code, Exit, FINE};
use crate::folder::write_inside;
use crate::problem::tell;
use crate::report::grid::Grid;
use crate::speed::against::Program;
use crate::speed::callgrind::Callgrind;
use crate::speed::gate::{self, LineVerdict};
use crate::speed::instructions::{InstructionRow, write};
use crate::speed::worker::Order;
use crate::stop::Stop;
use crate::suite::Suite;

/// One count of one program: the row, or why there is none.
type Counted = Result<InstructionRow, String>;

pub fn run(suite: &Suite, selection: &Selection, out: &Path, wide: bool, stop: &Stop) -> Result<Code> {
    let callgrind = Callgrind::find()?;
    let program = (this_program()?, "this program".to_string());
    let counted = count(&callgrind, &[program], &orders(suite, selection), stop)?;
    let rows = rows(counted, "not measured")?;
    let file = out.join("speed/instructions.csv");
    write_inside(out, "speed/instructions.csv", &write(&rows))?;
    print(terminal(&format!("{}\n", table(&rows).text(room(wide)))))?;
    tell(line(&format!("one pass each, counted by {}; also in `{}`", rows[0].counter, file.display())));
    Ok(FINE)
}

/// Both programs are counted in the same run, by the same counter on the same sample.
pub fn against(suite: &Suite, selection: &Selection, against: &str, stop: &Stop) -> Result<Code> {
    let callgrind = Callgrind::find()?;
    let other = Program::find(against, stop)?;
    let programs = [(other.path.clone(), other.shown.clone()), (this_program()?, "this program".to_string())];
    let orders = orders(suite, selection);
    let mut counted = count(&callgrind, &programs, &orders, stop)?;
    let fresh = rows(counted.split_off(orders.len()), "not measured")?;
    let blessed = counted
        .into_iter()
        .filter_map(|row| row.map_err(|said| tell(line(&format!("mihak: {}: {said}", other.shown)))).ok())
        .collect::<Vec<InstructionRow>>();
    if blessed.is_empty() {
        return Err(Exit::error(exit::NOTHING_RAN, format!("`{}` could measure nothing of it", other.shown)));
    }
    let lines = gate::compare(&blessed, &fresh, suite.instructions);
    let code = gate::code(&lines);
    let slower = lines.iter().filter(|line| line.verdict == LineVerdict::Slower).count();
    let mut said: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let beyond = suite.instructions * 100.0;
    said.push_str(&match code {
        FINE => format!("no system takes over {beyond} % more instructions than {}\n", line(&other.shown)),
        exit::REGRESSED => format!("regressed: {slower} of {} by more than {beyond} % beside {}\n", lines.len(), line(&other.shown)),
        _ => format!("not everything could be compared with {}\n", line(&other.shown)),
    });
    print(terminal(&said))?;
    Ok(code)
}

fn orders(suite: &Suite, selection: &Selection) -> Vec<Order> {
    selection.jobs.iter().filter_map(|job| selection.order(suite, job)).collect()
}

/// The counts of every program, program by program. Several are made at a time: what else the machine does moves no count.
fn count(callgrind: &Callgrind, programs: &[(PathBuf, String)], orders: &[Order], stop: &Stop) -> Result<Vec<Counted>> {
    let jobs: Vec<(&(PathBuf, String), &Order)> = programs.iter().flat_map(|program| orders.iter().map(move |order| (program, order))).collect();
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Result<Counted>)>> = Mutex::default();
    let work = || {
        while let Some((at, ((path, shown), order))) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, *jobs.get(at)?))) {
            let counted = callgrind.count(path, shown, order, stop);
            if counted.is_err() {
                next.store(jobs.len(), Ordering::Relaxed);
            }
            done.lock().expect("no holder of the counts panics").push((at, counted));
        }
    };
    let at_a_time = thread::available_parallelism().map_or(1, usize::from).min(jobs.len());
    thread::scope(|scope| (0..at_a_time).for_each(|_| drop(scope.spawn(work))));
    let mut done = done.into_inner().expect("no holder of the counts panics");
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, counted)| counted).collect()
}

/// The rows; what could not be counted is said. `Err` if nothing could.
fn rows(counted: Vec<Counted>, why: &str) -> Result<Vec<InstructionRow>> {
    let rows: Vec<InstructionRow> =
        counted.into_iter().filter_map(|row| row.map_err(|said| tell(line(&format!("mihak: {why}: {said}")))).ok()).collect();
    if rows.is_empty() {
        bail!("nothing could be counted");
    }
    Ok(rows)
}

fn table(rows: &[InstructionRow]) -> Grid {
    let mut grid = Grid::new(["system", "task", "corpus", "instructions", "a byte", "a word"]);
    for row in rows {
        let each = |things: u64| format!("{:.1}", row.instructions as f64 / things as f64);
        let named = [line(&row.system).isolated(), line(&row.task), line(row.corpus_name()).isolated()].map(|name| name.to_string());
        grid.row(named.into_iter().chain([grouped(row.instructions), each(row.bytes), each(row.words)]));
    }
    grid
}
