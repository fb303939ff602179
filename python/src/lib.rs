//! The extension module `mihak._mihak`: what the Python package takes from the library. The package itself stands in `python/mihak`.

mod agree;
mod command;
mod compare;
mod counts;
mod error;
mod run;
mod score;
mod seqeval;
mod systems;

/// The module.
#[pyo3::pymodule]
mod _mihak {
    #[pymodule_export]
    use crate::agree::{Agreement, agree_files, agree_spans, agree_tags};
    #[pymodule_export]
    use crate::command::program;
    #[pymodule_export]
    use crate::compare::{Compared, compare};
    #[pymodule_export]
    use crate::counts::{count_spans, count_tags, merge};
    #[pymodule_export]
    use crate::error::Error;
    #[pymodule_export]
    use crate::run::{RunResult, run};
    #[pymodule_export]
    use crate::score::{Scores, score_files, score_spans, score_tags};
    #[pymodule_export]
    use crate::seqeval::{seqeval_detect, seqeval_entities, seqeval_loose, seqeval_ratios, seqeval_strict, seqeval_strict_entities, seqeval_tokens};
    #[pymodule_export]
    use crate::systems::System;

    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
