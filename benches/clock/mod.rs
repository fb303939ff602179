//! The clock of the program for criterion: CPU time, shown as MB/s (10⁶ bytes) and as whole things a second.

use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{Criterion, Throughput};

pub use mihak::speed::clock::Cpu;

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
