//! The check: fresh counts are compared with the baseline. The steps are coverage, comparability, identity, and then each gate by its tolerance
//! and its paired interval.
//!
//! It works from files alone: counts, errors and gates, whoever wrote them.

mod causes;
mod changes;
mod comparison;
mod coverage;
mod flips;
mod gates;
mod remark;
mod side;
mod verdict;

pub use causes::{Cause, Form};
pub use changes::{Change, MeasureName};
pub use comparison::{Comparison, moved};
pub use coverage::missing;
pub use flips::{Flip, Flips};
pub use gates::{GateVerdict, State, Why};
pub use remark::{Remark, RemarkKind};
pub use side::{Errors, Side};
pub use verdict::Verdict;
