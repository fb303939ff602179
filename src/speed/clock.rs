//! The clock of speed: CPU time, because the wall clock of a loaded machine measures the neighbours.

/// Whose CPU time is read; the wall clock where the platform is not unix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cpu {
    /// That of the calling thread.
    Thread,
    /// That of every thread of this process, for work that runs in a pool.
    Process,
}

/// What the clock reads on this platform: `cpu`, or `wall` where there is no CPU clock.
pub const NAME: &str = if cfg!(unix) { "cpu" } else { "wall" };

impl Cpu {
    /// The time spent so far, in nanoseconds; only differences mean something.
    #[cfg(unix)]
    pub fn nanos(self) -> u64 {
        let clock = match self {
            Cpu::Thread => libc::CLOCK_THREAD_CPUTIME_ID,
            Cpu::Process => libc::CLOCK_PROCESS_CPUTIME_ID,
        };
        let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: `time` is a valid place for one timespec during the call.
        let status = unsafe { libc::clock_gettime(clock, &mut time) };
        assert_eq!(status, 0, "every unix has CPU clocks");
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
