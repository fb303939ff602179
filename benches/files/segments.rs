//! Segmented text of growing size, from the bytes of two files to counts by sentence, in one thread.

use anyhow::Result;
use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};
use mihak_core::annotation::Scheme;
use mihak_core::format::segmented::Text;
use mihak_core::format::{File, Options};
use mihak_core::measure::wordfiles::{WordCounts, Words, score};

use crate::clock::CpuTime;
use crate::generator::Random;

/// The sizes in words.
const WORDS: [usize; 3] = [100_000, 1_000_000, 10_000_000];

/// The different words of which the texts are made; as in found text, few of them are most of it.
const TYPES: usize = 60_000;

/// The words of a sentence.
const SENTENCE: usize = 25;

const SEED: u64 = 7;

pub(super) fn run(criterion: &mut Criterion<CpuTime>) -> Result<()> {
    let mut group = criterion.benchmark_group("score segmented");
    group.sampling_mode(SamplingMode::Flat).sample_size(10);
    for words in WORDS {
        let [gold, predicted] = texts(words);
        group.throughput(Throughput::Elements(words as u64));
        group.bench_function(BenchmarkId::from_parameter(words), |bencher| {
            bencher.iter(|| counts(&gold, &predicted).expect("the generated texts are correct").units.len());
        });
    }
    group.finish();
    Ok(())
}

fn counts(gold: &File, predicted: &File) -> Result<WordCounts> {
    let options = Options::default();
    let [ours, theirs] = [Text::of(gold, &options)?, Text::of(predicted, &options)?];
    Ok(score(&Words::of_text(&ours), &Words::of_text(&theirs), Scheme::D3, false))
}

/// A text and what a tokenizer makes of it: one type of thirty is cut otherwise, and one word of a hundred is written otherwise.
fn texts(words: usize) -> [File; 2] {
    let mut random = Random::new(SEED);
    let types: Vec<[String; 2]> = (0..TYPES).map(|_| cut(&mut random)).collect();
    let mut texts = [String::new(), String::new()];
    for at in 1..=words {
        let rank = (TYPES as f64).powf(random.below(1 << 20) as f64 / f64::from(1 << 20)) as usize;
        let [gold, predicted] = &types[rank.min(TYPES) - 1];
        let end = if at % SENTENCE == 0 { '\n' } else { ' ' };
        texts[0].extend([gold.as_str(), String::from(end).as_str()]);
        let respelled = if random.chance(1) { predicted.replace('ا', "أ") } else { predicted.clone() };
        texts[1].extend([&*respelled, String::from(end).as_str()]);
    }
    let file = |content: String| File { name: "text".into(), shown: "text".into(), content: content.into_bytes() };
    texts.map(file)
}

/// A word with proclitics and a pronoun now and then, as gold and as the tokenizer cuts it.
fn cut(random: &mut Random) -> [String; 2] {
    let stem = random.word();
    let mut gold = String::new();
    for clitic in ["و+", "ب+", "ال+"] {
        gold.push_str(if random.chance(15) { clitic } else { "" });
    }
    gold.push_str(&stem);
    gold.push_str(if random.chance(8) { "+ها" } else { "" });
    let predicted = if random.chance(3) { gold.replacen('+', "", 1) } else { gold.clone() };
    [gold, predicted]
}
