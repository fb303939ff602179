//! The counter of instructions: this program as a worker under `valgrind --tool=callgrind`, which counts within one function only.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, bail};

use crate::speed::instructions::InstructionRow;
use crate::speed::process::Worker;
use crate::speed::worker::{MEASURED, Order};
use crate::stop::Stop;

/// Has the GNU C library compare and copy memory without AVX and without string instructions: its AVX2 comparison takes another path where an
/// address is near the end of a page, which moved counts by half a per cent from run to run. Names that a version does not know are ignored.
const PLAIN_MEMORY: &str = "glibc.cpu.hwcaps=-AVX,-AVX_Usable,-AVX2,-AVX2_Usable,-AVX_Fast_Unaligned_Load,-ERMS,-FSRM";

/// The counter on this machine.
pub struct Callgrind {
    valgrind: PathBuf,
}

impl Callgrind {
    /// The `valgrind` on the PATH. `Err` says how to install it.
    pub fn find() -> Result<Callgrind> {
        let path = env::var_os("PATH").unwrap_or_default();
        match env::split_paths(&path).map(|folder| folder.join("valgrind")).find(|file| file.is_file()) {
            Some(valgrind) => Ok(Callgrind { valgrind }),
            None => bail!(
                "instructions are counted by `valgrind`, which is not on the PATH: install it (`apt-get install valgrind`, `dnf install valgrind`), or leave --instructions out"
            ),
        }
    }

    /// The row of one work of `program`, which `shown` names in messages. The inner `Err` is why the program cannot do it.
    pub fn count(&self, program: &Path, shown: &str, order: &Order, stop: &Stop) -> Result<Result<InstructionRow, String>> {
        let folder = tempfile::tempdir().context("a temporary folder is needed")?;
        let out = folder.path().join("out");
        let mut worker = Worker::start(self.command(program, &out), shown, stop)?;
        let ready = match worker.open(order)? {
            Ok(ready) => ready,
            Err(said) => return Ok(Err(said)),
        };
        if ready.threaded {
            worker.close()?;
            return Ok(Err(format!("system `{}` works in threads of its own, which are not counted; measure its time", ready.system)));
        }
        worker.count()?;
        let about = worker.about.clone();
        worker.close()?;
        let content = fs::read(&out).with_context(|| format!("callgrind left no `{}`", out.display()))?;
        // Functions of the program may be named in bytes that are not UTF-8.
        let (counter, instructions) = total(&String::from_utf8_lossy(&content)).with_context(|| format!("the counts of `{shown}`"))?;
        Ok(Ok(ready.row(&about, instructions, &counter)))
    }

    fn command(&self, program: &Path, out: &Path) -> Command {
        let mut command = Command::new(&self.valgrind);
        // The environment lies on the stack, and may hold options of valgrind: nothing of it reaches the program.
        command.env_clear().env("LC_ALL", "C").env("GLIBC_TUNABLES", PLAIN_MEMORY);
        if let Some(library) = env::var_os("VALGRIND_LIB") {
            command.env("VALGRIND_LIB", library);
        }
        let mut file = std::ffi::OsString::from("--callgrind-out-file=");
        file.push(out);
        command.args(["-q", "--tool=callgrind", "--command-line-only=yes", "--cache-sim=no", "--branch-sim=no"]);
        command.arg(format!("--toggle-collect={MEASURED}")).arg(file).arg(program).arg("worker");
        command
    }
}

/// The counter and the instructions of a file that callgrind wrote.
///
/// `Err` if it is none, or if nothing was collected.
fn total(content: &str) -> Result<(String, u64)> {
    let field = |name: &str| content.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim);
    let Some(creator) = field("creator") else { bail!("no line `creator:` in what callgrind wrote") };
    let counter = creator.replacen('-', " ", 1);
    match field("events") {
        Some(events) if events.split_whitespace().next() == Some("Ir") => {}
        found => bail!("`events: {}` in what callgrind wrote, expected `Ir` first", found.unwrap_or_default()),
    }
    let totals = field("totals").or_else(|| field("summary")).and_then(|totals| totals.split_whitespace().next()?.parse::<u64>().ok());
    match totals {
        Some(0) => bail!("nothing was counted: the program has no symbol `{MEASURED}`; build it without `strip`"),
        Some(instructions) => Ok((counter, instructions)),
        None => bail!("no number in the line `totals:` of what callgrind wrote"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_read_and_a_file_without_one_is_refused() {
        let file = |totals: &str| {
            format!("# callgrind format\nversion: 1\ncreator: callgrind-3.19.0\npid: 1\nevents: Ir\nsummary: 7\n\nfn=(1) a\n1 7\n\n{totals}")
        };
        assert_eq!(total(&file("totals: 1234567\n")).unwrap(), ("callgrind 3.19.0".to_string(), 1_234_567));
        for (content, expected) in [
            (file("totals: 0\n"), "nothing was counted: the program has no symbol `mihak_measured_pass`"),
            (file("totals: many\n"), "no number in the line `totals:`"),
            (file("totals: 1\n").replace("creator", "author"), "no line `creator:`"),
            (file("totals: 1\n").replace("events: Ir", "events: Dr"), "`events: Dr`"),
            (String::new(), "no line `creator:`"),
        ] {
            let said = format!("{:#}", total(&content).unwrap_err());
            assert!(said.contains(expected), "{said}");
        }
    }
}
