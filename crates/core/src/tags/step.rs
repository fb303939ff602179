//! Steps: what happens between two neighbouring tags, for each way to read them.

use crate::tags::kind::{PLACES, TagKind, TagPlace};
use crate::tags::reading::{Repair, TagReading};
use crate::tags::scheme::TagScheme;

/// What happens between two neighbouring tags, as bits.
pub type Step = u8;
/// The mention in front ends.
pub const ENDS: Step = 1;
/// A mention begins.
pub const STARTS: Step = 2;
/// The mention in front is not ended as the scheme asks.
pub const BAD_END: Step = 4;
/// The tag can neither begin nor continue a mention here.
pub const BAD_START: Step = 8;

/// The steps between all pairs of places, for tags of two types and of one.
#[derive(Clone, Debug)]
pub struct Table {
    steps: [[[Step; 2]; PLACES]; PLACES],
    /// Whether mentions with an illegal step are left out.
    pub(super) discards: bool,
    pub(super) reading: TagReading,
}

impl Table {
    /// The table of a reading.
    pub fn new(reading: TagReading) -> Table {
        use TagPlace::*;
        let mut steps = [[[0; 2]; PLACES]; PLACES];
        for before in [Outside, Begin, Inside, End, Single, Odd] {
            for here in [Outside, Begin, Inside, End, Single, Odd] {
                for same in [false, true] {
                    // The type of an outside tag is no type: only tags of mentions have one to share.
                    let same_type = same && before != Outside && here != Outside;
                    steps[before as usize][here as usize][usize::from(same)] = match reading {
                        TagReading::Scheme(scheme, _) | TagReading::SeqevalStrict(scheme) => legal(scheme, before, here, same_type),
                        TagReading::Conlleval => conlleval(before, here, same),
                        TagReading::Seqeval => seqeval(before, here, same),
                        TagReading::Nervaluate => nervaluate(before, here, same_type),
                    };
                }
            }
        }
        Table { steps, discards: matches!(reading, TagReading::Scheme(_, Repair::Discard) | TagReading::SeqevalStrict(_)), reading }
    }

    /// The place of a tag in this reading. Other scorers do not know all letters.
    #[inline(always)]
    pub(super) fn place(&self, kind: TagKind) -> TagPlace {
        match self.reading {
            TagReading::Seqeval if matches!(kind.letter, b'L' | b'U' | b'M' | b'W') => TagPlace::Odd,
            TagReading::Conlleval if matches!(kind.letter, b'S' | b'L' | b'U' | b'M' | b'W') => TagPlace::Odd,
            _ => kind.place,
        }
    }

    /// The step from one place to the next. `same_type` says whether both tags have one type.
    #[inline(always)]
    pub fn step(&self, before: TagPlace, here: TagPlace, same_type: bool) -> Step {
        self.steps[before as usize][here as usize][usize::from(same_type)]
    }
}

/// A message that says what is wrong between two neighbouring tags; `None` if the scheme allows the step. Each tag stands with its spelling.
pub fn fault(table: &Table, scheme: TagScheme, before: (TagKind, &str), here: (TagKind, &str)) -> Option<String> {
    let step = table.step(before.0.place, here.0.place, before.0.label == here.0.label);
    let own = scheme.has_letter(here.0.letter);
    match () {
        _ if !own => Some(format!("`{}` is no tag of {scheme}; name another scheme with --scheme, or correct it", here.1)),
        _ if step & BAD_START != 0 => {
            Some(format!("`{}` behind `{}` is illegal in {scheme}; correct it, or say how to read it with --repair", here.1, before.1))
        }
        _ if step & BAD_END != 0 => Some(format!(
            "`{}` in front of `{}` leaves its mention open in {scheme}; correct it, or say how to read it with --repair",
            before.1, here.1
        )),
        _ => None,
    }
}

/// The step by the rules of a scheme. An illegal step is marked so, and ends and begins mentions as [`Repair::Conlleval`] says.
fn legal(scheme: TagScheme, before: TagPlace, here: TagPlace, same: bool) -> Step {
    use TagPlace::*;
    if !allowed(scheme, here) {
        return lenient(before, here, same) | BAD_START;
    }
    if !allowed(scheme, before) {
        return lenient(before, here, same);
    }
    let (in_mention, goes_on) = (before != Outside, here != Outside);
    match scheme {
        TagScheme::Io => touching(in_mention, goes_on, same && goes_on),
        TagScheme::Iob2 => match here {
            Begin => touching(in_mention, true, false),
            Inside if !same => touching(in_mention, true, false) | BAD_START,
            _ => touching(in_mention, goes_on, same),
        },
        TagScheme::Iob1 => match here {
            Begin if !same => touching(in_mention, true, false) | BAD_START,
            Begin => ENDS | STARTS,
            _ => touching(in_mention, goes_on, same),
        },
        TagScheme::Ioe2 => {
            let goes_on_here = same && before == Inside;
            touching(in_mention, goes_on, goes_on_here) | if before == Inside && !same { BAD_END } else { 0 }
        }
        TagScheme::Ioe1 => {
            let goes_on_here = same && before == Inside;
            touching(in_mention, goes_on, goes_on_here) | if before == End && !same { BAD_END } else { 0 }
        }
        TagScheme::Iobes | TagScheme::Bilou | TagScheme::Bmewo => {
            let (open, continues) = (matches!(before, Begin | Inside), matches!(here, Inside | End));
            let joined = open && continues && same;
            let bad_end = if open && !joined { BAD_END } else { 0 };
            let bad_start = if continues && !joined { BAD_START } else { 0 };
            touching(in_mention, goes_on, joined) | bad_end | bad_start
        }
    }
}

/// The step between two tags: whether the first is in a mention, whether the second is, and whether both are in the same one.
fn touching(in_mention: bool, goes_on: bool, one: bool) -> Step {
    match one {
        true => 0,
        false => (if in_mention { ENDS } else { 0 }) | (if goes_on { STARTS } else { 0 }),
    }
}

fn allowed(scheme: TagScheme, place: TagPlace) -> bool {
    let letters = scheme.letters();
    match place {
        TagPlace::Outside => true,
        TagPlace::Begin => letters[0].is_some(),
        TagPlace::Inside => letters[1].is_some(),
        TagPlace::End => letters[2].is_some(),
        TagPlace::Single => letters[3].is_some(),
        TagPlace::Odd => false,
    }
}

/// The step if a tag begins a mention whenever it cannot continue the one in front.
fn lenient(before: TagPlace, here: TagPlace, same: bool) -> Step {
    use TagPlace::*;
    let one = same && matches!(before, Begin | Inside) && matches!(here, Inside | End);
    touching(before != Outside, here != Outside, one)
}

/// The step by the rules of conlleval.pl (Tjong Kim Sang, for CoNLL-2000). It knows B, I, E and O. A change of type ends one mention and begins
/// another.
fn conlleval(before: TagPlace, here: TagPlace, same: bool) -> Step {
    use TagPlace::*;
    let ends = matches!((before, here), (Begin | Inside, Begin | Outside) | (End, End | Inside | Outside)) || (before != Outside && !same);
    let starts =
        matches!((before, here), (Begin | Inside | Outside, Begin) | (Outside, Inside | End) | (End, End | Inside)) || (here != Outside && !same);
    (if ends { ENDS } else { 0 }) | (if starts { STARTS } else { 0 })
}

/// The step by the rules of seqeval in its default mode: those of conlleval, with S, and every B begins a mention.
fn seqeval(before: TagPlace, here: TagPlace, same: bool) -> Step {
    use TagPlace::*;
    let ends = matches!(before, End | Single)
        || (matches!(before, Begin | Inside) && matches!(here, Begin | Single | Outside))
        || (before != Outside && !same);
    let starts =
        matches!(here, Begin | Single) || (matches!(before, End | Single | Outside) && matches!(here, End | Inside)) || (here != Outside && !same);
    (if ends { ENDS } else { 0 }) | (if starts { STARTS } else { 0 })
}

/// The step by the rules of nervaluate's loaders: B and a change of type begin a mention, O ends it.
///
/// nervaluate stops with an error if a mention begins with another letter than B or I.
fn nervaluate(before: TagPlace, here: TagPlace, same: bool) -> Step {
    use TagPlace::*;
    let one = same && here != Begin;
    let stops = !one && !matches!(here, Outside | Begin | Inside);
    touching(before != Outside, here != Outside, one) | if stops { BAD_START } else { 0 }
}
