//! From the tags of a sentence to its mentions.

use crate::tags::chunk::Chunk;
use crate::tags::detect::Seen;
use crate::tags::kind::TagKind;
use crate::tags::reading::TagReading;
use crate::tags::step::{BAD_END, BAD_START, ENDS, STARTS, Table};
use crate::tags::strict;

/// Appends the mentions of one sentence to `out`, sorted. Returns the place of the first illegal tag (0 is the first), or `None` if all are
/// legal.
///
/// If a mention is left open, the tag after it is the illegal one. At the end of the sentence that is the place after the last tag.
///
/// ```
/// use mihak_core::tags::{Inventory, Repair, Table, TagReading, TagScheme, chunks};
///
/// let mut inventory = Inventory::default();
/// let sentence = [("زار", "O"), ("محمد", "B-PERS"), ("علي", "I-PERS"), ("القاهرة", "B-GPE")];
/// let kinds = sentence.map(|(_, tag)| {
///     let number = inventory.number(tag.as_bytes()).unwrap();
///     inventory.kind(number)
/// });
/// let (table, mut mentions) = (Table::new(TagReading::Scheme(TagScheme::Iob2, Repair::None)), Vec::new());
/// assert_eq!(chunks(&table, kinds.into_iter(), &mut mentions), None);
/// let shown: Vec<_> = mentions.iter().map(|chunk| (chunk.start, chunk.end, &*inventory.labels()[usize::from(chunk.label)])).collect();
/// assert_eq!(shown, [(1, 3, "PERS"), (3, 4, "GPE")]);
/// ```
#[inline]
pub fn chunks(table: &Table, kinds: impl Iterator<Item = TagKind>, out: &mut Vec<Chunk>) -> Option<u32> {
    walk(table, kinds, out, |_, _| ())
}

/// The same; also notes every step of the sentence.
#[inline]
pub fn chunks_and_steps(table: &Table, kinds: impl Iterator<Item = TagKind>, out: &mut Vec<Chunk>, steps: &mut Seen) -> Option<u32> {
    walk(table, kinds, out, |before, here| steps.note(before, here))
}

#[inline(always)]
fn walk(table: &Table, kinds: impl Iterator<Item = TagKind>, out: &mut Vec<Chunk>, mut note: impl FnMut(TagKind, TagKind)) -> Option<u32> {
    if let TagReading::SeqevalStrict(scheme) = table.reading
        && strict::knows(scheme)
    {
        let kinds: Vec<TagKind> = kinds.collect();
        steps(kinds.iter().copied(), note);
        strict::chunks(scheme, &kinds, out);
        return None;
    }
    // In seqeval, an end without a beginning ends what began last.
    let is_loose = table.reading == TagReading::Seqeval;
    let mut illegal = None;
    let mut before = TagKind::OUTSIDE;
    let (mut start, mut at, mut open, mut good) = (0, 0, false, true);
    let mut turn = |before: TagKind, here: TagKind, at: u32| {
        note(before, here);
        let step = table.step(table.place(before), table.place(here), before.label == here.label);
        if step & (BAD_END | BAD_START) != 0 && illegal.is_none() {
            illegal = Some(at);
        }
        if step & ENDS != 0 && (open || is_loose) {
            if good && !(table.discards && step & BAD_END != 0) {
                out.push(Chunk { start, end: at, label: before.label });
            }
            open = false;
        }
        if step & STARTS != 0 {
            (start, open) = (at, true);
            good = !(table.discards && step & BAD_START != 0);
        }
    };
    for here in kinds {
        // Most neighbouring tags are both `O`.
        if (before.letter, here.letter) != (b'O', b'O') {
            turn(before, here, at);
            before = here;
        }
        at += 1;
    }
    turn(before, TagKind::OUTSIDE, at);
    illegal
}

/// Every step of a sentence, that to its end too.
fn steps(kinds: impl Iterator<Item = TagKind>, mut note: impl FnMut(TagKind, TagKind)) {
    let mut before = TagKind::OUTSIDE;
    for here in kinds {
        if (before.letter, here.letter) != (b'O', b'O') {
            note(before, here);
            before = here;
        }
    }
    note(before, TagKind::OUTSIDE);
}
