//! Which scheme a file is tagged in: every step between neighbouring tags that occurs must be legal in it.

use crate::tags::kind::{TagKind, TagPlace};
use crate::tags::reading::{Repair, TagReading};
use crate::tags::scheme::TagScheme;
use crate::tags::step::{BAD_END, BAD_START, Table};

/// The letters that tags may begin with.
const LETTERS: &[u8; 9] = b"OBIESLUMW";

/// How often each step between neighbouring tags occurs: letter, letter, same type.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Seen {
    /// For every letter in front and every letter here: steps between different types, and within one.
    steps: [[[u64; 2]; 9]; 9],
}

/// The scheme of files, and how well it is kept.
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
    /// Notes the step between two neighbouring tags; the edges of a sentence are outside.
    #[inline(always)]
    pub fn note(&mut self, before: TagKind, here: TagKind) {
        let (before_at, here_at) = (usize::from(PLACE[usize::from(before.letter)]), usize::from(PLACE[usize::from(here.letter)]));
        self.steps[before_at][here_at][usize::from(before.label == here.label)] += 1;
    }

    /// The steps of both.
    pub fn and(mut self, other: &Seen) -> Seen {
        self.steps
            .as_flattened_mut()
            .as_flattened_mut()
            .iter_mut()
            .zip(other.steps.as_flattened().as_flattened())
            .for_each(|(times, more)| *times += more);
        self
    }

    /// The number of steps.
    pub fn total(&self) -> u64 {
        self.steps.as_flattened().as_flattened().iter().sum()
    }

    /// The number of steps that a scheme does not allow; those to and from letters that are not its own are among them.
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

/// The scheme in which the fewest steps are illegal; of equals the first in [`TagScheme::ALL`].
///
/// Where several schemes are legal they read the file alike.
pub fn detect(seen: &Seen) -> Detected {
    let by_faults = |scheme: TagScheme| (seen.faults(scheme), scheme);
    let (faults, scheme) = TagScheme::ALL.into_iter().map(by_faults).min().expect("there are schemes");
    Detected { scheme, is_legal: faults == 0 }
}
