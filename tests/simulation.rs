//! What `docs/src/signatures.md` promises of intervals, tests and gates, on fewer corpora than its table, which CI derives anew.

mod draws;

use draws::{Row, SCENES, TierRow};

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

#[test]
fn equal_systems_share_a_tier_and_one_that_is_worse_is_below_it_if_there_are_articles_enough() {
    let slack = 3.0 * (0.0475 / TIMES as f64).sqrt();
    for (articles, least) in [(30, 0.0), (200, 0.5)] {
        let row = TierRow::draw(&SCENES[1], articles, TIMES);
        assert_eq!(row.broken(slack), None, "{}", row.markdown());
        assert!(row.below > least, "{}", row.markdown());
    }
}
