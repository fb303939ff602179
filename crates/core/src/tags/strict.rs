//! The mentions that seqeval 1.2.2 finds in its strict mode, for scores that must be reproduced.

use crate::tags::chunk::Chunk;
use crate::tags::kind::{TagKind, TagPlace};
use crate::tags::scheme::TagScheme;

/// Whether seqeval knows the scheme.
pub fn knows(scheme: TagScheme) -> bool {
    !matches!(scheme, TagScheme::Io | TagScheme::Bmewo)
}

/// Appends the mentions of one sentence.
///
/// A mention goes from a tag that can begin one over all tags that continue it. It is kept if the tag behind them ends it. A tag that begins
/// nothing is left out.
pub fn chunks(scheme: TagScheme, kinds: &[TagKind], out: &mut Vec<Chunk>) {
    let at = |place: usize| kinds.get(place).copied().unwrap_or(TagKind::OUTSIDE);
    let (mut start, mut before) = (0, TagKind::OUTSIDE);
    while start < kinds.len() {
        let here = at(start);
        if !begins(scheme, before, here) {
            before = here;
            start += 1;
            continue;
        }
        let mut end = start + 1;
        while end < kinds.len() && goes_on(scheme, at(end - 1), at(end)) {
            end += 1;
        }
        if ends(scheme, at(end - 1), at(end)) {
            out.push(Chunk { start: start as u32, end: end as u32, label: here.label });
        }
        before = at(end - 1);
        start = end;
    }
}

fn begins(scheme: TagScheme, before: TagKind, here: TagKind) -> bool {
    use TagPlace::*;
    let same = before.label == here.label;
    match scheme {
        TagScheme::Iob1 => match (before.place, here.place) {
            (Outside | Begin, Inside) => true,
            (Inside, Inside) => !same,
            (Inside | Begin, Begin) => same,
            _ => false,
        },
        TagScheme::Ioe1 => match (before.place, here.place) {
            (Outside | End, Inside) => true,
            (Inside, Inside) => !same,
            (End, End) => same,
            _ => false,
        },
        TagScheme::Ioe2 => match (before.place, here.place) {
            (Outside | End, Inside | End) => true,
            (Inside, Inside | End) => !same,
            _ => false,
        },
        _ => matches!(here.place, Begin | Single),
    }
}

fn goes_on(scheme: TagScheme, before: TagKind, here: TagKind) -> bool {
    use TagPlace::*;
    let pair = (before.place, here.place);
    let fits = match scheme {
        TagScheme::Iob1 | TagScheme::Iob2 => matches!(pair, (Begin | Inside, Inside)),
        TagScheme::Ioe1 | TagScheme::Ioe2 => matches!(pair, (Inside, Inside | End)),
        _ => matches!(pair, (Begin | Inside, Inside | End)),
    };
    fits && before.label == here.label
}

fn ends(scheme: TagScheme, before: TagKind, here: TagKind) -> bool {
    use TagPlace::*;
    let same = before.label == here.label;
    match scheme {
        TagScheme::Iob1 => match (before.place, here.place) {
            (Inside | Begin, Outside) | (Inside, Begin) => true,
            (Inside | Begin, Inside) => !same,
            (Begin, Begin) => same,
            _ => false,
        },
        TagScheme::Iob2 => match (before.place, here.place) {
            (Inside | Begin, Outside | Begin) => true,
            (Inside | Begin, Inside) => !same,
            _ => false,
        },
        TagScheme::Ioe1 => match (before.place, here.place) {
            (Inside, Outside) => true,
            (Inside, Inside | End) => !same,
            (End, Inside | End) => same,
            _ => false,
        },
        TagScheme::Ioe2 => before.place == End,
        _ => matches!(before.place, End | Single),
    }
}
