//! What `docs/src/signatures.md` promises of intervals, tests and gates, on fewer corpora than its table, which CI derives anew.

mod draws;

use draws::{Row, SCENES};

/// Corpora of each kind; their draws are seeded, so the outcome is the same every time.
const TIMES: u64 = 300;

#[test]
fn at_200_articles_intervals_and_tests_are_nominal_and_gates_neither_sleep_nor_cry_wolf() {
    // Three times the standard error of a share of .05 among so many corpora.
    let slack = 3.0 * (0.0475 / TIMES as f64).sqrt();
    for scene in &SCENES[..2] {
        let row = Row::draw(scene, 200, TIMES);
        assert_eq!(row.broken(slack), [""; 0], "{}", row.markdown());
    }
}
