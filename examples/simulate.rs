//! Draws thousands of corpora from known chances and prints how often intervals, tests and gates are right.

#[path = "../tests/simulation/mod.rs"]
mod simulation;

fn main() {
    let times = std::env::args().nth(1).map_or(2000, |times| times.parse().expect("a number of corpora"));
    print!("{}", simulation::table(times));
}
