//! The clock: CPU time, because on a busy machine the wall clock also measures what else runs.

/// Whose CPU time is read; the wall clock where the platform is not unix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cpu {
    /// That of the calling thread.
    Thread,
    /// That of every thread of this process, for work that runs in a pool.
    Process,
    /// That of another process, by its number; the wall clock where the platform does not tell it.
    Other(u32),
}

/// What the clock reads on this platform: `cpu`, or `wall` where there is no CPU clock.
pub const NAME: &str = if cfg!(unix) { "cpu" } else { "wall" };

/// The CPU clock of another process.
#[cfg(target_os = "linux")]
fn clock_of(process: u32) -> libc::clockid_t {
    let mut clock = libc::CLOCK_MONOTONIC;
    // SAFETY: `clock` is a valid place for one clock during the call; it stays as it is if there is no such process.
    unsafe { libc::clock_getcpuclockid(process as libc::pid_t, &mut clock) };
    clock
}

#[cfg(all(unix, not(target_os = "linux")))]
fn clock_of(_: u32) -> libc::clockid_t {
    libc::CLOCK_MONOTONIC
}

impl Cpu {
    /// The time spent so far, in nanoseconds; only differences mean something.
    #[cfg(unix)]
    pub fn nanos(self) -> u64 {
        let clock = match self {
            Cpu::Thread => libc::CLOCK_THREAD_CPUTIME_ID,
            Cpu::Process => libc::CLOCK_PROCESS_CPUTIME_ID,
            Cpu::Other(process) => clock_of(process),
        };
        let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: `time` is a valid place for one timespec during the call.
        let status = unsafe { libc::clock_gettime(clock, &mut time) };
        // The clock of another process ends with it.
        assert!(status == 0 || matches!(self, Cpu::Other(_)), "every unix has CPU clocks");
        time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
    }

    /// The time since the first call, in nanoseconds.
    #[cfg(not(unix))]
    pub fn nanos(self) -> u64 {
        static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
        START.elapsed().as_nanos() as u64
    }

    /// The nanoseconds that `work` took.
    pub fn of(self, work: impl FnOnce()) -> u64 {
        let start = self.nanos();
        work();
        self.nanos() - start
    }
}
