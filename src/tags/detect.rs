//! Which scheme a file is tagged in: every step between neighbouring tags that occurs must be legal in it.

use super::inventory::has_letter;
use super::{BAD_END, BAD_START, Kind, Reading, Repair, Scheme, Table};

/// The letters that tags may begin with.
const LETTERS: &[u8; 9] = b"OBIESLUMW";

/// The steps between neighbouring tags that occur: letter, letter, same type.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Seen {
    /// For every letter in front and every letter here: bit 0 for different types, bit 1 for the same.
    steps: [[u8; 9]; 9],
}

/// The scheme of files, and whether it is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Detected {
    /// The scheme.
    pub scheme: Scheme,
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
    pub fn note(&mut self, before: Kind, here: Kind) {
        let bit = 1 << u8::from(before.label == here.label);
        self.steps[usize::from(PLACE[usize::from(before.letter)])][usize::from(PLACE[usize::from(here.letter)])] |= bit;
    }

    /// The steps that are in either.
    pub fn and(mut self, other: &Seen) -> Seen {
        for (row, others) in self.steps.iter_mut().zip(&other.steps) {
            row.iter_mut().zip(others).for_each(|(steps, other)| *steps |= other);
        }
        self
    }

    /// The kinds of step that a scheme does not allow, and how many letters are not its own.
    fn faults(&self, scheme: Scheme) -> (usize, usize) {
        let table = Table::new(Reading::Scheme(scheme, Repair::None));
        let (mut foreign, mut illegal) = ([false; 9], 0);
        for (before, row) in self.steps.iter().enumerate() {
            for (here, &steps) in row.iter().enumerate().filter(|(_, steps)| **steps != 0) {
                for at in [before, here] {
                    foreign[at] |= !has_letter(scheme, LETTERS[at]);
                }
                let place = |at: usize| place(LETTERS[at]);
                let bad = |same: bool| steps >> u8::from(same) & 1 == 1 && table.step(place(before), place(here), same) & (BAD_END | BAD_START) != 0;
                illegal += usize::from(bad(false)) + usize::from(bad(true));
            }
        }
        (foreign.into_iter().filter(|foreign| *foreign).count(), illegal)
    }
}

fn place(letter: u8) -> super::Place {
    use super::Place::*;
    match letter {
        b'B' => Begin,
        b'I' | b'M' => Inside,
        b'E' | b'L' => End,
        b'S' | b'U' | b'W' => Single,
        _ => Outside,
    }
}

/// The scheme in which all steps are legal, or the one that is nearest: with the fewest foreign letters, then the fewest kinds of
/// illegal steps, then in the order of [`Scheme::ALL`].
///
/// Where several schemes are legal they read the file alike.
pub fn detect(seen: &Seen) -> Detected {
    let (scheme, faults) =
        Scheme::ALL.into_iter().map(|scheme| (scheme, seen.faults(scheme))).min_by_key(|(_, faults)| *faults).expect("there are schemes");
    Detected { scheme, is_legal: faults == (0, 0) }
}
