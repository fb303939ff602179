//! The tagging schemes, their names and letters.

use std::fmt;

/// A tagging scheme: which letters tags begin with, and what they mean. If a file fits several schemes, the first of them is detected.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TagScheme {
    /// B begins every mention; I continues it (Ratnaparkhi 1998; the CoNLL-2002 shared task).
    Iob2,
    /// B begins, I continues and E ends a mention; S is a mention of one token. Also known as BIOES and BMES.
    Iobes,
    /// B begins, I continues and L ends a mention; U is a mention of one token (Ratinov and Roth 2009).
    Bilou,
    /// B begins, M continues and E ends a mention; W is a mention of one token (Borthwick 1999).
    Bmewo,
    /// I is in a mention. B begins a mention only if one of the same type ends right in front of it (Ramshaw and Marcus 1995; the CoNLL-2003
    /// shared task).
    Iob1,
    /// I is in a mention; E ends every mention.
    Ioe2,
    /// I is in a mention. E ends a mention only if one of the same type begins right behind it.
    Ioe1,
    /// I is in a mention. Touching mentions of one type become one.
    Io,
}

impl TagScheme {
    /// All of them.
    pub const ALL: [TagScheme; 8] =
        [TagScheme::Iob2, TagScheme::Iobes, TagScheme::Bilou, TagScheme::Bmewo, TagScheme::Iob1, TagScheme::Ioe2, TagScheme::Ioe1, TagScheme::Io];

    /// The name in signatures and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            TagScheme::Iob2 => "IOB2",
            TagScheme::Iobes => "IOBES",
            TagScheme::Bilou => "BILOU",
            TagScheme::Bmewo => "BMEWO",
            TagScheme::Iob1 => "IOB1",
            TagScheme::Ioe2 => "IOE2",
            TagScheme::Ioe1 => "IOE1",
            TagScheme::Io => "IO",
        }
    }

    /// The scheme of a name, in small or capital letters. Other names are known too: BIO, BIO2 and IOB for IOB2, BIOES and BMES for IOBES,
    /// BMEOW for BMEWO. `None` if there is no such scheme.
    pub fn named(name: &str) -> Option<TagScheme> {
        match name.to_ascii_uppercase().as_str() {
            "BIO" | "BIO2" | "IOB" => Some(TagScheme::Iob2),
            "BIOES" | "BMES" => Some(TagScheme::Iobes),
            "BMEOW" => Some(TagScheme::Bmewo),
            name => TagScheme::ALL.into_iter().find(|scheme| scheme.name() == name),
        }
    }

    /// The letters for the places begin, inside, end and single; `None` for a place that the scheme does not have.
    pub fn letters(self) -> [Option<u8>; 4] {
        let letters = |letters: [u8; 4]| letters.map(|letter| (letter != 0).then_some(letter));
        match self {
            TagScheme::Iob1 | TagScheme::Iob2 => letters([b'B', b'I', 0, 0]),
            TagScheme::Ioe1 | TagScheme::Ioe2 => letters([0, b'I', b'E', 0]),
            TagScheme::Iobes => letters(*b"BIES"),
            TagScheme::Bilou => letters(*b"BILU"),
            TagScheme::Bmewo => letters(*b"BMEW"),
            TagScheme::Io => letters([0, b'I', 0, 0]),
        }
    }

    /// Whether tags of the scheme may begin with the letter.
    pub(super) fn has_letter(self, letter: u8) -> bool {
        letter == b'O' || self.letters().contains(&Some(letter))
    }
}

impl fmt::Display for TagScheme {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())
    }
}
