//! The label of one letter: the segment that it belongs to, and whether it is the first letter there.

use std::io;

use mihak_core::annotation::Class;
use mihak_core::annotation::scheme::PRONOUNS;

use crate::chain::foreign;
use crate::tokenizers::crf::spelling::Spelling;

/// The label of one letter. The two letters of ال have labels of their own. So has the first letter of a stem or of a pronoun. So the order of
/// labels can say all that the guidelines say about the order of segments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// The edge of a word, which is no letter.
    Edge,
    /// و ف.
    Conj,
    /// أ, the question particle.
    Interrog,
    /// ب ل ك.
    Prep,
    /// س.
    Fut,
    /// ل of emphasis.
    Emph,
    /// The ا of ال.
    Alif,
    /// The ل of ال, or of لل.
    Lam,
    /// The first letter of the stem.
    Stem,
    /// A later letter of the stem.
    Inside,
    /// The first letter of a pronoun.
    Pron,
    /// A later letter of a pronoun.
    PronInside,
}

use State::*;

impl State {
    /// Every state with its name in the model.
    const ALL: [(State, &'static str); 12] = [
        (Edge, "_"),
        (Conj, "C"),
        (Interrog, "Q"),
        (Prep, "P"),
        (Fut, "F"),
        (Emph, "E"),
        (Alif, "A"),
        (Lam, "L"),
        (Stem, "S"),
        (Inside, "s"),
        (Pron, "R"),
        (PronInside, "r"),
    ];

    /// The name in the model.
    pub fn name(self) -> &'static str {
        State::ALL[self as usize].1
    }

    /// The state of that name. `Err` if there is none.
    pub fn named(name: &str) -> io::Result<State> {
        State::ALL.iter().find(|(_, known)| *known == name).map(|&(state, _)| state).ok_or_else(|| foreign(name))
    }

    /// The state of the letter at `place` (0 is the first) of a segment.
    pub fn of(class: Class, place: usize, letter: char) -> State {
        match class {
            Class::Conj => Conj,
            Class::Interrog => Interrog,
            Class::Prep => Prep,
            Class::Fut => Fut,
            Class::Emph => Emph,
            Class::Det if letter == 'ل' => Lam,
            Class::Det => Alif,
            // The model knows the clitics of the standard language only.
            Class::Stem | Class::Punct | Class::Neg | Class::Prog | Class::Declared(_) if place == 0 => Stem,
            Class::Stem | Class::Punct | Class::Neg | Class::Prog | Class::Declared(_) => Inside,
            Class::Pron if place == 0 => Pron,
            Class::Pron => PronInside,
        }
    }

    /// The class of the segment that the letter belongs to.
    pub fn class(self) -> Class {
        match self {
            Conj => Class::Conj,
            Interrog => Class::Interrog,
            Prep => Class::Prep,
            Fut => Class::Fut,
            Emph => Class::Emph,
            Alif | Lam => Class::Det,
            Stem | Inside | Edge => Class::Stem,
            Pron | PronInside => Class::Pron,
        }
    }

    /// Whether the next letter may be `next`.
    pub fn leads_to(self, next: State) -> bool {
        match self {
            Edge => !matches!(next, Edge | Lam | Inside | Pron | PronInside),
            Conj => matches!(next, Interrog | Prep | Fut | Emph | Alif | Stem),
            Interrog => matches!(next, Prep | Fut | Alif | Stem),
            Prep => matches!(next, Alif | Lam | Stem | Pron),
            Fut | Emph => matches!(next, Stem),
            Alif => matches!(next, Lam),
            Lam => matches!(next, Stem),
            Stem | Inside => matches!(next, Inside | Pron | Edge),
            Pron | PronInside => matches!(next, PronInside | Edge),
        }
    }

    /// Whether the letter at `at` can have this state, by the closed lists of clitics.
    pub fn may_stand(self, word: &Spelling, at: usize) -> bool {
        let letter = word.letter(at);
        if !word.is_free(at) {
            return self == Inside;
        }
        match self {
            Edge => false,
            Conj => matches!(letter, 'و' | 'ف'),
            Interrog => letter == 'أ',
            Prep => matches!(letter, 'ب' | 'ل' | 'ك'),
            Fut => letter == 'س',
            Emph => letter == 'ل',
            Alif => letter == 'ا',
            Lam => letter == 'ل' && at > 0 && matches!(word.letter(at - 1), 'ا' | 'ل'),
            Stem | Inside | PronInside => true,
            Pron => PRONOUNS.contains(&word.rest(at)),
        }
    }

    /// Whether the letter begins a segment if the letter in front of it has the state `before`.
    pub fn opens_behind(self, before: State) -> bool {
        match self {
            Inside | PronInside => false,
            Lam => before != Alif,
            _ => true,
        }
    }
}
