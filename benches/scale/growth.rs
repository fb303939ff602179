//! What a process cost, and the exponent by which cost grows.

use std::io::Read;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use mihak::speed::clock::Cpu;

/// The argument with which this program does one task and says what it cost.
pub const CHILD: &str = "--one";

/// The cost of one task of one size.
pub struct Cost {
    pub size: usize,
    /// CPU seconds.
    pub cpu: f64,
    /// Wall seconds.
    pub wall: f64,
    /// The most memory that was held, in MB (10⁶ bytes).
    pub peak: f64,
    /// What the process printed.
    pub said: String,
}

/// The cost of a whole process.
///
/// `Err` if it does not start, or ends with an error.
pub fn of_process(size: usize, command: &mut Command) -> Result<Cost> {
    let start = std::time::Instant::now();
    let mut child = command.stdout(Stdio::piped()).spawn().context("the process starts")?;
    let mut said = String::new();
    child.stdout.take().context("the output is piped")?.read_to_string(&mut said)?;
    let (mut status, mut usage) = (0, std::mem::MaybeUninit::<libc::rusage>::zeroed());
    // SAFETY: both places are valid for one value each during the call, and nobody else waits for the child.
    let ended = unsafe { libc::wait4(child.id() as libc::pid_t, &mut status, 0, usage.as_mut_ptr()) };
    ensure!(ended == child.id() as libc::pid_t && status == 0, "{command:?} ended with {status}");
    // SAFETY: it was zeroed, which is a value, and then filled.
    let usage = unsafe { usage.assume_init() };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    // macOS counts bytes, others kibibytes.
    let unit = if cfg!(target_os = "macos") { 1.0 } else { 1024.0 };
    let (cpu, peak) = (seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss as f64 * unit / 1e6);
    Ok(Cost { size, cpu, wall: start.elapsed().as_secs_f64(), peak, said })
}

/// The cost of a task of this program in a process of its own; CPU time is that of the task alone, see [`timed`].
pub fn of_task(task: &str, size: usize) -> Result<Cost> {
    let mut cost = of_process(size, Command::new(std::env::current_exe()?).args([CHILD, task, &size.to_string()]))?;
    let (cpu, said) = cost.said.trim().split_once(' ').context("a task says its seconds and what came out")?;
    (cost.cpu, cost.said) = (cpu.parse()?, said.into());
    Ok(cost)
}

/// Does the work of a child and prints its CPU seconds, the least of several runs, and what came out.
pub fn timed(mut work: impl FnMut() -> Result<String>) -> Result<()> {
    let (mut least, mut spent, mut said) = (f64::INFINITY, 0.0, String::new());
    // Small sizes are repeated until they can be told from the clock's grain.
    while spent < 0.2 {
        let start = Cpu::Process.nanos();
        said = work()?;
        let seconds = (Cpu::Process.nanos() - start) as f64 / 1e9;
        least = least.min(seconds);
        spent += seconds.max(0.001);
    }
    println!("{least} {said}");
    Ok(())
}

/// Prints a row for every size, and the exponent of time.
pub fn print(name: &str, costs: &[Cost]) {
    for Cost { size, cpu, peak, said, .. } in costs {
        println!("{name:<34} {size:>9}  {cpu:>9.4} s CPU  {peak:>7.1} MB  {said}");
    }
    if let Some(exponent) = exponent(costs) {
        println!("{name:<34} exponent {exponent:.2}");
    }
}

/// The exponent of time in size: the slope of the least squares line through the logarithms; `None` for fewer than two sizes.
fn exponent(costs: &[Cost]) -> Option<f64> {
    let points: Vec<(f64, f64)> = costs.iter().map(|cost| ((cost.size as f64).ln(), cost.cpu.ln())).collect();
    let n = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / n;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let spread: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    (spread > 0.0).then(|| points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum::<f64>() / spread)
}
