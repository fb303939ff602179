//! Scores a file of predictions against a file of gold, of any format: `cargo run --example score_two_files -- gold.conll predicted.conll`.

use std::error::Error;
use std::path::Path;

use mihak_core::format::{Input, Options};
use mihak_core::measure::declared::{Bound, Orth};
use mihak_core::measure::mentions::EXACT;
use mihak_core::measure::terms::Terms;
use mihak_core::score::inputs::{Scoring, score_inputs};
use mihak_core::statistics::bootstrap::Boot;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [gold, predicted] = &arguments[..] else { return Err("usage: score_two_files GOLD PREDICTED".into()) };
    let [gold, predicted] = [gold, predicted].map(|path| Input::read(Path::new(path)));
    let scoring = Scoring { terms: Terms::from(Some(Boot::default())), ..Scoring::default() };
    let scored = score_inputs(&gold?, &predicted?, &Options::default(), scoring)?;
    scored.remarks.iter().for_each(|remark| eprintln!("{remark}"));
    for score in scored.scores.iter().filter(|score| score.measure.name == "f1") {
        let layer = &score.key.layer;
        if (layer.matching, layer.bound, layer.orth) == (&EXACT, Some(Bound::Char), Some(Orth::Raw)) {
            let value = score.value.map_or("–".into(), |value| format!("{value:.4}"));
            let interval = score.interval.map_or(String::new(), |interval| format!(" [{:.4}, {:.4}]", interval.lo, interval.hi));
            println!("{:<10} F1 {value}{interval}, {} in gold", layer.label, score.support);
        }
    }
    println!("{}", scored.scores.first().map_or(String::new(), |score| score.signature()));
    Ok(())
}
