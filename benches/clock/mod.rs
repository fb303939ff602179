//! The clock of the benches: CPU time, shown as MB/s (10⁶ bytes) and as whole things a second.

use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{Criterion, Throughput};

/// Whose CPU time is read; the wall clock where the platform is not unix.
// Wall clock misleads on a loaded machine: there it measures the neighbours.
#[derive(Clone, Copy)]
pub enum Cpu {
    /// That of the calling thread.
    Thread,
    /// That of every thread of this process, for work that runs in a pool.
    Process,
}

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
}

/// Nanoseconds of a [`Cpu`], with the unit in which elements are shown.
pub struct CpuTime {
    cpu: Cpu,
    unit: &'static str,
}

/// Criterion as the command line configures it, on this clock; `unit` is that of elements: `words/s`.
pub fn criterion(cpu: Cpu, unit: &'static str) -> Criterion<CpuTime> {
    Criterion::default().with_measurement(CpuTime { cpu, unit }).configure_from_args()
}

impl Measurement for CpuTime {
    type Intermediate = u64;
    type Value = u64;

    fn start(&self) -> u64 {
        self.cpu.nanos()
    }

    fn end(&self, start: u64) -> u64 {
        self.cpu.nanos() - start
    }

    fn add(&self, a: &u64, b: &u64) -> u64 {
        a + b
    }

    fn zero(&self) -> u64 {
        0
    }

    fn to_f64(&self, nanos: &u64) -> f64 {
        *nanos as f64
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        self
    }
}

impl ValueFormatter for CpuTime {
    fn scale_values(&self, typical: f64, values: &mut [f64]) -> &'static str {
        WallTime.formatter().scale_values(typical, values)
    }

    // The unit never follows the value: a column of numbers can be read downwards.
    fn scale_throughputs(&self, typical: f64, throughput: &Throughput, values: &mut [f64]) -> &'static str {
        let (scaled, unit) = match *throughput {
            Throughput::Bytes(bytes) => (bytes as f64 * 1e3, "MB/s"),
            Throughput::Elements(elements) | Throughput::ElementsAndBytes { elements, .. } => (elements as f64 * 1e9, self.unit),
            _ => return WallTime.formatter().scale_throughputs(typical, throughput, values),
        };
        values.iter_mut().for_each(|value| *value = scaled / *value);
        unit
    }

    fn scale_for_machines(&self, values: &mut [f64]) -> &'static str {
        WallTime.formatter().scale_for_machines(values)
    }
}
