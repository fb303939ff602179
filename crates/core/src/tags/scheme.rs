//! The tagging schemes, their names and letters.

use std::fmt;

/// A tagging scheme. The order is that in which detection prefers them where a file fits several.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TagScheme {
    /// B begins every mention (Ratnaparkhi 1998; the CoNLL-2002 shared task).
    Iob2,
    /// B, I, E; S for a mention of one token. Also known as BIOES and BMES.
    Iobes,
    /// B, I, L; U for a mention of one token (Ratinov and Roth 2009).
    Bilou,
    /// B, M, E; W for a mention of one token (Borthwick 1999).
    Bmewo,
    /// B begins only a mention right behind another of its type (Ramshaw and Marcus 1995; the CoNLL-2003 shared task).
    Iob1,
    /// E ends every mention.
    Ioe2,
    /// E ends only a mention right in front of another of its type.
    Ioe1,
    /// I only: touching mentions of one type become one.
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

    /// The scheme of a name, in any case, also by its other names: BIO, BIOES, IOBE, BMES.
    pub fn named(name: &str) -> Option<TagScheme> {
        match name.to_ascii_uppercase().as_str() {
            "BIO" | "BIO2" | "IOB" => Some(TagScheme::Iob2),
            "BIOES" | "BMES" => Some(TagScheme::Iobes),
            "BMEOW" => Some(TagScheme::Bmewo),
            name => TagScheme::ALL.into_iter().find(|scheme| scheme.name() == name),
        }
    }

    /// The letters for the places begin, inside, end and single; `None` where the scheme has none.
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
