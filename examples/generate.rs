//! Writes seeded random data: the cases of the conformance tests, and tag files and CoNLL-U texts of any size.

#[path = "../tests/generator/mod.rs"]
mod generator;

use std::error::Error;
use std::fs::{self, File};
use std::path::Path;

use generator::{Kind, Mention, Sentence};

const USAGE: &str = "usage: generate cases FOLDER FROM TO         column files of the cases FROM to TO - 1, and cases.tsv
       generate conllu-cases FOLDER FROM TO  CoNLL-U pairs of the seeds FROM to TO - 1
       generate columns TOKENS GOLD PREDICTION SEED
       generate conllu TOKENS GOLD PREDICTION SEED";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["cases", folder, from, to] => cases(Path::new(folder), from.parse()?, to.parse()?),
        ["conllu-cases", folder, from, to] => conllu_cases(Path::new(folder), from.parse()?, to.parse()?),
        ["columns", tokens, gold, prediction, seed] => {
            let (mut gold, mut prediction) = (File::create(gold)?, File::create(prediction)?);
            Ok(generator::stream_columns(seed.parse()?, tokens.parse()?, &mut gold, &mut prediction)?)
        }
        ["conllu", tokens, gold, prediction, seed] => {
            let (mut gold, mut prediction) = (File::create(gold)?, File::create(prediction)?);
            Ok(generator::stream_conllu(seed.parse()?, tokens.parse()?, &mut gold, &mut prediction)?)
        }
        _ => Err(USAGE.into()),
    }
}

/// Writes `N.gold` and `N.pred` of every case, and `cases.tsv`: number, scheme, kind, and of valid cases the gold and predicted mentions.
///
/// A mention is `sentence:start:end:label` with the token behind its last as end.
fn cases(folder: &Path, from: u64, to: u64) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let mut list = String::from("case\tscheme\tkind\tgold\tprediction\n");
    for number in from..to {
        let case = generator::case(number);
        fs::write(folder.join(format!("{number}.gold")), case.gold_columns())?;
        fs::write(folder.join(format!("{number}.pred")), case.prediction_columns())?;
        let [gold, prediction] = match case.kind {
            Kind::Valid => [mentions(&case.sentences, |sentence| &sentence.gold), mentions(&case.sentences, |sentence| &sentence.prediction)],
            Kind::DirtyPrediction | Kind::DirtyBoth => [String::new(), String::new()],
        };
        list.push_str(&format!("{number}\t{}\t{}\t{gold}\t{prediction}\n", case.scheme.name(), case.kind.name()));
    }
    Ok(fs::write(folder.join("cases.tsv"), list)?)
}

fn mentions(sentences: &[Sentence], of: impl Fn(&Sentence) -> &[Mention]) -> String {
    let all = sentences.iter().enumerate().flat_map(|(index, sentence)| of(sentence).iter().map(move |mention| (index, mention)));
    let all: Vec<String> = all.map(|(index, mention)| format!("{index}:{}:{}:{}", mention.start, mention.end, mention.label)).collect();
    all.join(" ")
}

/// Writes `N.gold.conllu` and `N.pred.conllu` of every seed.
fn conllu_cases(folder: &Path, from: u64, to: u64) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    for seed in from..to {
        let case = generator::conllu_case(seed);
        fs::write(folder.join(format!("{seed}.gold.conllu")), case.gold)?;
        fs::write(folder.join(format!("{seed}.pred.conllu")), case.prediction)?;
    }
    Ok(())
}
