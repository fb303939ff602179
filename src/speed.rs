//! Speed: the cost of a system on a fixed sample. CPU time only informs; counted instructions can be gated in CI.
//!
//! A [`work::Work`] passes over a [`sample::Sample`]. [`rounds`] and [`paired`] turn times into figures, and [`gate`] compares instructions; none
//! of them reads a clock. [`worker`] lets another process do the work: under a counter, or as a program of another commit.

pub mod against;
pub mod built;
pub mod callgrind;
pub mod clock;
pub mod criterion;
pub mod gate;
pub mod instructions;
pub mod paired;
pub mod process;
pub mod rounds;
pub mod sample;
pub mod work;
pub mod worker;
