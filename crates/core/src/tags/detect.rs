//! The scheme of a file, found from the steps between neighbouring tags that occur in it.

use crate::tags::kind::{TagKind, TagPlace};
use crate::tags::reading::{Repair, TagReading};
use crate::tags::scheme::TagScheme;
use crate::tags::step::{BAD_END, BAD_START, Table};

/// The letters that tags may begin with.
const LETTERS: &[u8; 9] = b"OBIESLUMW";

/// How often each step between two neighbouring tags occurs. A step is the letters of both, and whether their types are the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Seen {
    /// By the letter of the first tag and that of the second: the number of steps between two types, and within one type.
    steps: [[[u64; 2]; 9]; 9],
}

/// The scheme that was found, and whether all tags keep it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Detected {
    /// The scheme.
    pub scheme: TagScheme,
    /// Whether every step is legal in it.
    pub is_legal: bool,
}

/// The place of every letter in [`LETTERS`].
const PLACE: [u8; 256] = {
    let mut places = [0; 256];
    let mut at = 0;
    while at < LETTERS.len() {
        places[LETTERS[at] as usize] = at as u8;
        at += 1;
    }
    places
};

impl Seen {
    /// Counts the step between two neighbouring tags. At the edges of a sentence, the missing tag is [`TagKind::OUTSIDE`].
    #[inline(always)]
    pub fn note(&mut self, before: TagKind, here: TagKind) {
        let (before_at, here_at) = (usize::from(PLACE[usize::from(before.letter)]), usize::from(PLACE[usize::from(here.letter)]));
        self.steps[before_at][here_at][usize::from(before.label == here.label)] += 1;
    }

    /// The steps of both, added up.
    pub fn and(mut self, other: &Seen) -> Seen {
        self.steps
            .as_flattened_mut()
            .as_flattened_mut()
            .iter_mut()
            .zip(other.steps.as_flattened().as_flattened())
            .for_each(|(times, more)| *times += more);
        self
    }

    /// The number of all steps.
    pub fn total(&self) -> u64 {
        self.steps.as_flattened().as_flattened().iter().sum()
    }

    /// The number of steps that a scheme does not allow. Steps to and from letters that it does not have are among them.
    pub fn faults(&self, scheme: TagScheme) -> u64 {
        let table = Table::new(TagReading::Scheme(scheme, Repair::None));
        let mut faults = 0;
        for (before, row) in self.steps.iter().enumerate() {
            for (here, times) in row.iter().enumerate() {
                let foreign = [before, here].iter().any(|&at| !scheme.has_letter(LETTERS[at]));
                let is_bad = |same: bool| foreign || table.step(place(LETTERS[before]), place(LETTERS[here]), same) & (BAD_END | BAD_START) != 0;
                faults += (0..2).filter(|&same| is_bad(same == 1)).map(|same| times[same]).sum::<u64>();
            }
        }
        faults
    }
}

fn place(letter: u8) -> TagPlace {
    use TagPlace::*;
    match letter {
        b'B' => Begin,
        b'I' | b'M' => Inside,
        b'E' | b'L' => End,
        b'S' | b'U' | b'W' => Single,
        _ => Outside,
    }
}

/// The scheme in which the fewest steps are illegal. If there are several, the first in [`TagScheme::ALL`].
///
/// If all steps are legal in several schemes, these find the same mentions.
pub fn detect(seen: &Seen) -> Detected {
    let by_faults = |scheme: TagScheme| (seen.faults(scheme), scheme);
    let (faults, scheme) = TagScheme::ALL.into_iter().map(by_faults).min().expect("there are schemes");
    Detected { scheme, is_legal: faults == 0 }
}
