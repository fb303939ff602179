//! Exact counts for a program that holds tags as strings: no files and no texts are needed.

use crate::statistics::Count;
use crate::tags::{self, Chunk, Inventory, Table, TagFault, TagReading};

/// The counts of exact mentions by label, sorted by name. Each sentence is the tags of gold and the tags of the prediction.
///
/// Both sides of a sentence should have the same number of tags. If one side is shorter, it counts as if it had `O` to the end. Tags that break
/// their scheme are read as `reading` says. Time is linear in the number of tags.
///
/// `Err` if a string is no tag.
///
/// ```
/// use mihak_core::measure::presplit::score;
/// use mihak_core::tags::{Repair, TagReading, TagScheme};
///
/// let (gold, predicted) = (["O", "B-PERS", "I-PERS", "O"], ["O", "B-PERS", "O", "B-GPE"]);
/// let counts = score([(&gold[..], &predicted[..])], TagReading::Scheme(TagScheme::Iob2, Repair::Discard)).unwrap();
/// let (name, count) = &counts[1];
/// assert_eq!((name.as_str(), count.tp, count.fp, count.r#fn), ("PERS", 0, 1, 1));
/// ```
pub fn score<'a, Tag: AsRef<str> + 'a>(
    sentences: impl IntoIterator<Item = (&'a [Tag], &'a [Tag])>,
    reading: TagReading,
) -> Result<Vec<(String, Count)>, TagFault> {
    let table = Table::new(reading);
    let mut tags = Inventory::default();
    let mut counts: Vec<Count> = Vec::new();
    let mut side = [Side::default(), Side::default()];
    for (gold, predicted) in sentences {
        let [ours, theirs] = &mut side;
        ours.read(gold, &mut tags)?;
        theirs.read(predicted, &mut tags)?;
        if !ours.is_tagged && !theirs.is_tagged {
            continue;
        }
        ours.decode(&table, &tags);
        if ours.numbers == theirs.numbers {
            ours.chunks.iter().for_each(|chunk| at(&mut counts, chunk.label).tp += 1);
            continue;
        }
        theirs.decode(&table, &tags);
        compare(&ours.chunks, &theirs.chunks, &mut counts);
    }
    let mut named: Vec<(String, Count)> =
        tags.labels().iter().zip(counts).skip(1).filter(|(_, count)| !count.is_zero()).map(|(name, count)| (name.to_string(), count)).collect();
    named.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(named)
}

/// One side of a sentence.
#[derive(Default)]
struct Side {
    numbers: Vec<u16>,
    is_tagged: bool,
    chunks: Vec<Chunk>,
}

impl Side {
    fn read<Tag: AsRef<str>>(&mut self, written: &[Tag], tags: &mut Inventory) -> Result<(), TagFault> {
        self.numbers.clear();
        let mut any = 0;
        for tag in written {
            let number = tags.number(tag.as_ref().as_bytes())?;
            any |= number;
            self.numbers.push(number);
        }
        self.is_tagged = any != 0;
        Ok(())
    }

    fn decode(&mut self, table: &Table, tags: &Inventory) {
        self.chunks.clear();
        if self.is_tagged {
            tags::chunks(table, self.numbers.iter().map(|&number| tags.kind(number)), &mut self.chunks);
        }
    }
}

fn at(counts: &mut Vec<Count>, label: u16) -> &mut Count {
    let label = usize::from(label);
    if counts.len() <= label {
        counts.resize(label + 1, Count::default());
    }
    &mut counts[label]
}

/// Both sides are sorted, so that one merge counts them.
fn compare(gold: &[Chunk], predicted: &[Chunk], counts: &mut Vec<Count>) {
    let (mut g, mut p) = (0, 0);
    while g < gold.len() || p < predicted.len() {
        match (gold.get(g), predicted.get(p)) {
            (Some(ours), Some(theirs)) if ours == theirs => {
                at(counts, ours.label).tp += 1;
                g += 1;
                p += 1;
            }
            (Some(ours), Some(theirs)) if ours > theirs => {
                at(counts, theirs.label).fp += 1;
                p += 1;
            }
            (Some(ours), _) => {
                at(counts, ours.label).r#fn += 1;
                g += 1;
            }
            (None, theirs) => {
                theirs.iter().for_each(|theirs| at(counts, theirs.label).fp += 1);
                p += 1;
            }
        }
    }
}
