//! Tag sequences: how IOB and its relatives write mentions, what is legal in each scheme, and how illegal sequences may be read.

mod detect;
mod inventory;
mod strict;

pub use detect::{Detected, Seen, detect};
pub(crate) use inventory::MOST;
pub use inventory::{Inventory, Kind, TagFault};

/// A tagging scheme. The order is that in which detection prefers them where a file fits several.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Scheme {
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

impl Scheme {
    /// All of them.
    pub const ALL: [Scheme; 8] = [Scheme::Iob2, Scheme::Iobes, Scheme::Bilou, Scheme::Bmewo, Scheme::Iob1, Scheme::Ioe2, Scheme::Ioe1, Scheme::Io];

    /// The name in signatures and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Scheme::Iob2 => "IOB2",
            Scheme::Iobes => "IOBES",
            Scheme::Bilou => "BILOU",
            Scheme::Bmewo => "BMEWO",
            Scheme::Iob1 => "IOB1",
            Scheme::Ioe2 => "IOE2",
            Scheme::Ioe1 => "IOE1",
            Scheme::Io => "IO",
        }
    }

    /// The scheme of a name, in any case, also by its other names: BIO, BIOES, IOBE, BMES.
    pub fn named(name: &str) -> Option<Scheme> {
        match name.to_ascii_uppercase().as_str() {
            "BIO" | "BIO2" | "IOB" => Some(Scheme::Iob2),
            "BIOES" | "BMES" => Some(Scheme::Iobes),
            "BMEOW" => Some(Scheme::Bmewo),
            name => Scheme::ALL.into_iter().find(|scheme| scheme.name() == name),
        }
    }

    /// The letters for the places begin, inside, end and single; `None` where the scheme has none.
    pub fn letters(self) -> [Option<u8>; 4] {
        let letters = |letters: [u8; 4]| letters.map(|letter| (letter != 0).then_some(letter));
        match self {
            Scheme::Iob1 | Scheme::Iob2 => letters([b'B', b'I', 0, 0]),
            Scheme::Ioe1 | Scheme::Ioe2 => letters([0, b'I', b'E', 0]),
            Scheme::Iobes => letters(*b"BIES"),
            Scheme::Bilou => letters(*b"BILU"),
            Scheme::Bmewo => letters(*b"BMEW"),
            Scheme::Io => letters([0, b'I', 0, 0]),
        }
    }
}

impl std::fmt::Display for Scheme {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// How a sequence that breaks its scheme is read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Repair {
    /// Not at all: the file is refused.
    #[default]
    None,
    /// A tag that cannot go on with a mention begins one, and a mention that is not ended ends.
    Conlleval,
    /// A mention that is not legally begun, continued and ended is none.
    Discard,
}

impl Repair {
    /// The name in signatures and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Repair::None => "none",
            Repair::Conlleval => "conlleval",
            Repair::Discard => "discard",
        }
    }
}

/// Where in a mention a tag says that its token stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Place {
    /// In none.
    Outside,
    /// First of several, or of one.
    Begin,
    /// Between.
    Inside,
    /// Last.
    End,
    /// The only one.
    Single,
    /// What only a lenient reader accepts.
    Odd,
}

/// The number of places.
pub const PLACES: usize = 6;

/// How tags become mentions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reading {
    /// By the rules of a scheme.
    Scheme(Scheme, Repair),
    /// As conlleval.pl reads any tags.
    Conlleval,
    /// As seqeval reads any tags unless told to be strict.
    Seqeval,
    /// As seqeval's strict mode reads the tags of a scheme; IO and BMEWO are none of its own, and read as [`Repair::Discard`] does.
    SeqevalStrict(Scheme),
    /// As nervaluate reads tags: everything but B is inside.
    Nervaluate,
}

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

/// The step between every two places, for tags of the same and of different types.
#[derive(Clone, Debug)]
pub struct Table {
    steps: [[[Step; 2]; PLACES]; PLACES],
    discards: bool,
    reading: Reading,
}

impl Table {
    /// The table of a reading.
    pub fn new(reading: Reading) -> Table {
        use Place::*;
        let mut steps = [[[0; 2]; PLACES]; PLACES];
        for before in [Outside, Begin, Inside, End, Single, Odd] {
            for here in [Outside, Begin, Inside, End, Single, Odd] {
                for same in [false, true] {
                    // The type of an outside tag is no type: only tags of mentions have one to share.
                    let same_type = same && before != Outside && here != Outside;
                    steps[before as usize][here as usize][usize::from(same)] = match reading {
                        Reading::Scheme(scheme, _) | Reading::SeqevalStrict(scheme) => legal(scheme, before, here, same_type),
                        Reading::Conlleval => conlleval(before, here, same),
                        Reading::Seqeval => seqeval(before, here, same),
                        Reading::Nervaluate => nervaluate(before, here, same_type),
                    };
                }
            }
        }
        Table { steps, discards: matches!(reading, Reading::Scheme(_, Repair::Discard) | Reading::SeqevalStrict(_)), reading }
    }

    /// The place that the reading gives a tag: other scorers do not know all letters.
    #[inline(always)]
    fn place(&self, kind: Kind) -> Place {
        match self.reading {
            Reading::Seqeval if matches!(kind.letter, b'L' | b'U' | b'M' | b'W') => Place::Odd,
            Reading::Conlleval if matches!(kind.letter, b'S' | b'L' | b'U' | b'M' | b'W') => Place::Odd,
            _ => kind.place,
        }
    }

    /// The step from one place to the next.
    #[inline(always)]
    pub fn step(&self, before: Place, here: Place, same_type: bool) -> Step {
        self.steps[before as usize][here as usize][usize::from(same_type)]
    }
}

/// A mention in tokens: the first, the one behind the last, and the type by its place in an [`Inventory`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Chunk {
    /// The first token.
    pub start: u32,
    /// The token behind the last.
    pub end: u32,
    /// The type.
    pub label: u16,
}

/// Appends the mentions of one sentence to `out`, sorted; returns the place of the first illegal tag, if there is one.
///
/// A mention that is illegally left open makes the tag behind it the illegal one; the end of the sentence is one behind the last.
#[inline]
pub fn chunks(table: &Table, kinds: impl Iterator<Item = Kind>, out: &mut Vec<Chunk>) -> Option<u32> {
    if let Reading::SeqevalStrict(scheme) = table.reading
        && strict::knows(scheme)
    {
        strict::chunks(scheme, &kinds.collect::<Vec<_>>(), out);
        return None;
    }
    // seqeval takes an end without a beginning for the end of what began last.
    let is_loose = table.reading == Reading::Seqeval;
    let mut illegal = None;
    let mut before = Kind::OUTSIDE;
    let (mut start, mut at, mut open, mut good) = (0, 0, false, true);
    let mut turn = |before: Kind, here: Kind, at: u32| {
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
        // Most tags are outside, behind another that is.
        if (before.letter, here.letter) != (b'O', b'O') {
            turn(before, here, at);
            before = here;
        }
        at += 1;
    }
    turn(before, Kind::OUTSIDE, at);
    illegal
}

/// What is wrong between two neighbouring tags, given with how they are written; nothing if the scheme allows the step.
pub fn fault(table: &Table, scheme: Scheme, before: (Kind, &str), here: (Kind, &str)) -> Option<String> {
    let step = table.step(before.0.place, here.0.place, before.0.label == here.0.label);
    let own = inventory::has_letter(scheme, here.0.letter);
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

/// Legal steps; illegal ones end and begin mentions as [`Repair::Conlleval`] says.
fn legal(scheme: Scheme, before: Place, here: Place, same: bool) -> Step {
    use Place::*;
    if !allowed(scheme, here) {
        return lenient(before, here, same) | BAD_START;
    }
    if !allowed(scheme, before) {
        return lenient(before, here, same);
    }
    let (in_mention, goes_on) = (before != Outside, here != Outside);
    match scheme {
        Scheme::Io => touching(in_mention, goes_on, same && goes_on),
        Scheme::Iob2 => match here {
            Begin => touching(in_mention, true, false),
            Inside if !same => touching(in_mention, true, false) | BAD_START,
            _ => touching(in_mention, goes_on, same),
        },
        Scheme::Iob1 => match here {
            Begin if !same => touching(in_mention, true, false) | BAD_START,
            Begin => ENDS | STARTS,
            _ => touching(in_mention, goes_on, same),
        },
        Scheme::Ioe2 => {
            let goes_on_here = same && before == Inside;
            touching(in_mention, goes_on, goes_on_here) | if before == Inside && !same { BAD_END } else { 0 }
        }
        Scheme::Ioe1 => {
            let goes_on_here = same && before == Inside;
            touching(in_mention, goes_on, goes_on_here) | if before == End && !same { BAD_END } else { 0 }
        }
        Scheme::Iobes | Scheme::Bilou | Scheme::Bmewo => {
            let (open, continues) = (matches!(before, Begin | Inside), matches!(here, Inside | End));
            let joined = open && continues && same;
            let bad_end = if open && !joined { BAD_END } else { 0 };
            let bad_start = if continues && !joined { BAD_START } else { 0 };
            touching(in_mention, goes_on, joined) | bad_end | bad_start
        }
    }
}

/// The step between two tags of which each may stand in a mention, and both in one.
fn touching(in_mention: bool, goes_on: bool, one: bool) -> Step {
    match one {
        true => 0,
        false => (if in_mention { ENDS } else { 0 }) | (if goes_on { STARTS } else { 0 }),
    }
}

fn allowed(scheme: Scheme, place: Place) -> bool {
    let letters = scheme.letters();
    match place {
        Place::Outside => true,
        Place::Begin => letters[0].is_some(),
        Place::Inside => letters[1].is_some(),
        Place::End => letters[2].is_some(),
        Place::Single => letters[3].is_some(),
        Place::Odd => false,
    }
}

/// A tag begins a mention unless it can go on with the one in front.
fn lenient(before: Place, here: Place, same: bool) -> Step {
    use Place::*;
    let one = same && matches!(before, Begin | Inside) && matches!(here, Inside | End);
    touching(before != Outside, here != Outside, one)
}

/// The rules of conlleval.pl (Tjong Kim Sang, for CoNLL-2000), which know B, I, E and O; any change of type ends and begins.
fn conlleval(before: Place, here: Place, same: bool) -> Step {
    use Place::*;
    let ends = matches!((before, here), (Begin | Inside, Begin | Outside) | (End, End | Inside | Outside)) || (before != Outside && !same);
    let starts =
        matches!((before, here), (Begin | Inside | Outside, Begin) | (Outside, Inside | End) | (End, End | Inside)) || (here != Outside && !same);
    (if ends { ENDS } else { 0 }) | (if starts { STARTS } else { 0 })
}

/// The rules of seqeval's default mode: those of conlleval, with S, and with every B a beginning.
fn seqeval(before: Place, here: Place, same: bool) -> Step {
    use Place::*;
    let ends = matches!(before, End | Single)
        || (matches!(before, Begin | Inside) && matches!(here, Begin | Single | Outside))
        || (before != Outside && !same);
    let starts =
        matches!(here, Begin | Single) || (matches!(before, End | Single | Outside) && matches!(here, End | Inside)) || (here != Outside && !same);
    (if ends { ENDS } else { 0 }) | (if starts { STARTS } else { 0 })
}

/// The rules of nervaluate's loaders: B or a change of type begins, O ends.
///
/// It stops with an error where a mention begins with another letter.
fn nervaluate(before: Place, here: Place, same: bool) -> Step {
    use Place::*;
    let one = same && here != Begin;
    let stops = !one && !matches!(here, Outside | Begin | Inside);
    touching(before != Outside, here != Outside, one) | if stops { BAD_START } else { 0 }
}

/// The tags of a sentence of so many tokens with these mentions (first token, token behind the last, type), which are sorted and share
/// no token.
pub fn tags(scheme: Scheme, tokens: usize, mentions: &[(usize, usize, &str)]) -> Vec<String> {
    let mut tags = vec![String::from("O"); tokens];
    for (at, &(start, end, label)) in mentions.iter().enumerate() {
        let behind = at > 0 && mentions[at - 1].1 == start && mentions[at - 1].2 == label;
        let in_front = mentions.get(at + 1).is_some_and(|next| next.0 == end && next.2 == label);
        for (token, tag) in tags.iter_mut().enumerate().take(end).skip(start) {
            let (first, last) = (token == start, token + 1 == end);
            let place = match scheme {
                Scheme::Iob2 if first => 0,
                Scheme::Iob1 if first && behind => 0,
                Scheme::Ioe2 if last => 2,
                Scheme::Ioe1 if last && in_front => 2,
                Scheme::Iobes | Scheme::Bilou | Scheme::Bmewo if first && last => 3,
                Scheme::Iobes | Scheme::Bilou | Scheme::Bmewo if first => 0,
                Scheme::Iobes | Scheme::Bilou | Scheme::Bmewo if last => 2,
                _ => 1,
            };
            let letter = scheme.letters()[place].expect("the scheme has the places that it uses");
            *tag = format!("{}-{label}", char::from(letter));
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The mentions of tags read in some way as `start-end:type`, and the first illegal place.
    fn read(reading: Reading, tags: &str) -> (String, Option<u32>) {
        let mut inventory = Inventory::default();
        let kinds: Vec<Kind> = tags
            .split(' ')
            .map(|tag| {
                let number = inventory.number(tag.as_bytes()).unwrap();
                inventory.kind(number)
            })
            .collect();
        let mut out = Vec::new();
        let illegal = chunks(&Table::new(reading), kinds.into_iter(), &mut out);
        let shown = out.iter().map(|chunk| format!("{}-{}:{}", chunk.start, chunk.end, inventory.labels()[usize::from(chunk.label)]));
        (shown.collect::<Vec<_>>().join(" "), illegal)
    }

    #[test]
    fn an_orphan_is_a_mention_or_none_by_the_repair_and_its_place_is_told() {
        let tags = "O I-A I-A O B-A I-B";
        let scheme = |repair| read(Reading::Scheme(Scheme::Iob2, repair), tags);
        assert_eq!(scheme(Repair::Conlleval), ("1-3:A 4-5:A 5-6:B".into(), Some(1)));
        assert_eq!(scheme(Repair::Discard), ("4-5:A".into(), Some(1)));
    }

    #[test]
    fn conlleval_reads_iobes_as_one_mention_and_we_do_not() {
        assert_eq!(read(Reading::Conlleval, "B-A E-A B-A E-A").0, "0-4:A");
        assert_eq!(read(Reading::Scheme(Scheme::Iobes, Repair::None), "B-A E-A B-A E-A"), ("0-2:A 2-4:A".into(), None));
    }

    #[test]
    fn a_mention_that_is_not_ended_makes_the_next_tag_illegal() {
        assert_eq!(read(Reading::Scheme(Scheme::Bilou, Repair::Discard), "B-A I-A O U-A"), ("3-4:A".into(), Some(2)));
        assert_eq!(read(Reading::Scheme(Scheme::Bilou, Repair::Conlleval), "B-A I-A"), ("0-2:A".into(), Some(2)));
    }

    fn flat() -> impl Strategy<Value = (usize, Vec<(usize, usize, &'static str)>)> {
        proptest::collection::vec((0usize..3, 1usize..4, 0usize..2), 0..6).prop_map(|gaps| {
            let mut at = 0;
            let mentions: Vec<_> = gaps
                .into_iter()
                .map(|(gap, len, label)| {
                    let start = at + gap;
                    at = start + len;
                    (start, at, ["A", "B-b"][label])
                })
                .collect();
            (at + 1, mentions)
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again_and_detected((tokens, mentions) in flat()) {
            let shown = |mentions: &[(usize, usize, &str)]| mentions.iter().map(|(a, b, label)| format!("{a}-{b}:{label}")).collect::<Vec<_>>().join(" ");
            for scheme in Scheme::ALL {
                let mut expected = mentions.clone();
                if scheme == Scheme::Io {
                    expected.dedup_by(|next, kept| {
                        let one = kept.1 == next.0 && kept.2 == next.2;
                        if one {
                            kept.1 = next.1;
                        }
                        one
                    });
                }
                let written = tags(scheme, tokens, &mentions).join(" ");
                prop_assert_eq!(read(Reading::Scheme(scheme, Repair::None), &written), (shown(&expected), None), "{} {}", scheme, &written);
                let mut inventory = Inventory::default();
                let mut seen = Seen::default();
                let mut before = Kind::OUTSIDE;
                for tag in written.split(' ').chain(["O"]) {
                    let number = inventory.number(tag.as_bytes()).unwrap();
                    seen.note(before, inventory.kind(number));
                    before = inventory.kind(number);
                }
                let detected = detect(&seen);
                prop_assert!(detected.is_legal);
                prop_assert_eq!(read(Reading::Scheme(detected.scheme, Repair::None), &written), (shown(&expected), None));
            }
        }
    }
}
