//! The tags of a column file: which scheme they are of, and which steps between neighbouring tags it does not allow.

use crate::lint::finding::{FindingKind, Findings};
use crate::tags::{self, BAD_END, BAD_START, Inventory, Repair, Seen, Table, TagForm, TagKind as Tag, TagPlace, TagReading, TagScheme};

/// A tag in the order of the file.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    line: u32,
    tag: u16,
}

/// The end of a sentence.
const BREAK: u16 = u16::MAX;
/// A line whose tag cannot be read. The steps to and from it are not judged.
const UNKNOWN: u16 = u16::MAX - 1;

/// The tags of a file, sentence by sentence. A line of nested columns has several in a row.
#[derive(Default)]
pub struct Tags {
    /// The distinct tags, by number.
    pub inventory: Inventory,
    entries: Vec<Entry>,
}

/// The scheme that a file is read in, and why.
pub struct Chosen {
    /// The scheme.
    pub scheme: TagScheme,
    /// Why, for people: it was given, all steps are legal in it, or it has the fewest illegal ones.
    pub why: String,
}

impl Tags {
    /// No tags yet. They will be written in this form.
    pub fn of(form: TagForm) -> Tags {
        Tags { inventory: Inventory::of(form), ..Tags::default() }
    }

    /// Appends a tag of a line.
    pub fn push(&mut self, line: u64, tag: u16) {
        self.entries.push(Entry { line: line as u32, tag });
    }

    /// Appends a line of which nothing is known.
    pub fn unknown(&mut self, line: u64) {
        self.push(line, UNKNOWN);
    }

    /// Ends the sentence.
    pub fn end(&mut self, line: u64) {
        if self.entries.last().is_some_and(|entry| entry.tag != BREAK) {
            self.push(line, BREAK);
        }
    }

    /// Calls `step` for every two neighbouring tags of a flat file, each with its line. The edges of sentences have no tag.
    fn steps(&self, mut step: impl FnMut((u64, Option<u16>), (u64, Option<u16>))) {
        let mut before = Some((0, None));
        for entry in &self.entries {
            let line = u64::from(entry.line);
            match entry.tag {
                UNKNOWN => before = None,
                BREAK => {
                    before.into_iter().for_each(|before| step(before, (line, None)));
                    before = Some((0, None));
                }
                tag => {
                    before.into_iter().for_each(|before| step(before, (line, Some(tag))));
                    before = Some((line, Some(tag)));
                }
            }
        }
    }

    fn kind(&self, tag: Option<u16>) -> Tag {
        tag.map_or(Tag::OUTSIDE, |tag| self.inventory.kind(tag))
    }

    /// The scheme of a flat file: the given one, or the one in which the fewest steps are illegal.
    pub fn choose(&self, given: Option<TagScheme>) -> Chosen {
        let mut seen = Seen::default();
        self.steps(|before, here| seen.note(self.kind(before.1), self.kind(here.1)));
        let total = seen.total();
        if let Some(scheme) = given {
            return Chosen { scheme, why: format!("given; it does not allow {} of {total} steps between tags", seen.faults(scheme)) };
        }
        let scheme = tags::detect(&seen).scheme;
        let second = TagScheme::ALL.into_iter().filter(|&other| other != scheme).min_by_key(|&other| seen.faults(other));
        let why = match (seen.faults(scheme), second) {
            (0, _) | (_, None) => format!("detected; it allows all {total} steps between tags"),
            (faults, Some(other)) => {
                format!("detected; it does not allow {faults} of {total} steps between tags, {other} not {}", seen.faults(other))
            }
        };
        Chosen { scheme, why }
    }

    /// Notes every step of a flat file that the scheme does not allow.
    pub fn illegal(&self, scheme: TagScheme, findings: &mut Findings) {
        let table = Table::new(TagReading::Scheme(scheme, Repair::None));
        self.steps(|before, here| {
            let (front, tag) = (self.kind(before.1), self.kind(here.1));
            if !is_illegal(&table, scheme, front, tag) {
                return;
            }
            let name = |tag: Option<u16>, edge: &str| tag.map_or(edge.to_string(), |tag| format!("`{}`", self.inventory.name(tag)));
            let (front_name, name) = (name(before.1, "the start of the sentence"), name(here.1, "the end of the sentence"));
            let step = table.step(front.place, tag.place, front.label == tag.label);
            let open = matches!(front.place, TagPlace::Begin | TagPlace::Inside);
            let (kind, line) = match () {
                _ if !is_own(scheme, tag) => (FindingKind::ForeignTag, here.0),
                _ if step & BAD_START != 0 && tag.place == TagPlace::Begin => (FindingKind::NeedlessTag, here.0),
                _ if step & BAD_START != 0 && open && front.label != tag.label => (FindingKind::TypeChange, here.0),
                _ if step & BAD_START != 0 => (FindingKind::OrphanTag, here.0),
                _ if front.place == TagPlace::End => (FindingKind::NeedlessTag, before.0),
                _ => (FindingKind::OpenMention, before.0),
            };
            let found = match kind {
                FindingKind::ForeignTag => format!("{name} is no tag of {scheme}"),
                FindingKind::OpenMention => format!("{front_name} in front of {name} in {scheme}"),
                _ => format!("{name} behind {front_name} in {scheme}"),
            };
            findings.note(kind, line, || (String::new(), found));
        });
    }

    /// Notes every tag of nested columns that continues a mention though none of its type is open, and every tag that is not of IOB2.
    pub fn nested(&self, findings: &mut Findings) {
        let mut open: Vec<u16> = Vec::new();
        let mut at = 0;
        while let Some(first) = self.entries.get(at) {
            let len = self.entries[at..].iter().take_while(|entry| entry.line == first.line && entry.tag != BREAK).count();
            if first.tag == BREAK {
                open.clear();
                at += 1;
                continue;
            }
            let mut kept = Vec::new();
            let mut is_unknown = false;
            for entry in &self.entries[at..at + len] {
                if entry.tag == UNKNOWN {
                    is_unknown = true;
                    continue;
                }
                let (tag, line) = (self.inventory.kind(entry.tag), u64::from(entry.line));
                let name = || (String::new(), format!("`{}` goes on with no mention of its type in IOB2", self.inventory.name(entry.tag)));
                match tag.letter {
                    b'O' => {}
                    b'B' => kept.push(tag.label),
                    b'I' => {
                        match open.iter().position(|&label| label == tag.label) {
                            Some(place) => drop(open.swap_remove(place)),
                            None => findings.note(FindingKind::OrphanTag, line, name),
                        }
                        kept.push(tag.label);
                    }
                    _ => {
                        let found = || format!("`{}` is no tag of IOB2, the scheme of nested columns", self.inventory.name(entry.tag));
                        findings.note(FindingKind::ForeignTag, line, || (String::new(), found()));
                    }
                }
            }
            // A tag that cannot be read may have been the one that goes on.
            if is_unknown {
                kept.append(&mut open);
            }
            open = kept;
            at += len;
        }
    }

    /// The types, each with the number of its tags.
    pub fn types(&self) -> Vec<(&str, u64)> {
        let labels = self.inventory.labels();
        let mut types: Vec<(&str, u64)> = labels.iter().map(|label| (&**label, 0)).collect();
        for entry in self.entries.iter().filter(|entry| entry.tag < UNKNOWN) {
            types[usize::from(self.inventory.kind(entry.tag).label)].1 += 1;
        }
        types
    }

    /// Calls `each` for every tag, with its line, its number and the number of its type.
    pub fn labels(&self, mut each: impl FnMut(u64, u16, usize)) {
        for entry in self.entries.iter().filter(|entry| entry.tag < UNKNOWN) {
            each(u64::from(entry.line), entry.tag, usize::from(self.inventory.kind(entry.tag).label));
        }
    }
}

fn is_own(scheme: TagScheme, tag: Tag) -> bool {
    tag.letter == b'O' || scheme.letters().contains(&Some(tag.letter))
}

fn is_illegal(table: &Table, scheme: TagScheme, before: Tag, here: Tag) -> bool {
    !is_own(scheme, here) || table.step(before.place, here.place, before.label == here.label) & (BAD_END | BAD_START) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(written: &str) -> Tags {
        let mut tags = Tags::default();
        for (line, tag) in (1..).zip(written.split(' ')) {
            match tag {
                "|" => tags.end(line),
                "?" => tags.unknown(line),
                tag => {
                    let number = tags.inventory.number(tag.as_bytes()).unwrap();
                    tags.push(line, number);
                }
            }
        }
        tags.end(99);
        tags
    }

    fn found(written: &str, scheme: TagScheme) -> Vec<(FindingKind, u64)> {
        let mut findings = Findings::keeping(9);
        findings.open("a");
        tags(written).illegal(scheme, &mut findings);
        findings.kinds().flat_map(|(kind, _, kept)| kept.iter().map(move |finding| (kind, finding.line))).collect()
    }

    #[test]
    fn every_illegal_step_has_its_kind_and_line() {
        use TagScheme::*;
        for (written, scheme, kind, line) in [
            ("O I-A", Iob2, FindingKind::OrphanTag, 2),
            ("I-A O", Iob2, FindingKind::OrphanTag, 1),
            ("B-A I-B", Iob2, FindingKind::TypeChange, 2),
            ("O S-A O", Iob2, FindingKind::ForeignTag, 2),
            ("B-A O", Iobes, FindingKind::OpenMention, 1),
            ("B-A I-A | O", Iobes, FindingKind::OpenMention, 2),
            ("S-A E-A", Iobes, FindingKind::OrphanTag, 2),
            ("O B-A O", Iob1, FindingKind::NeedlessTag, 2),
            ("E-A O", Ioe1, FindingKind::NeedlessTag, 1),
            ("I-A O", Ioe2, FindingKind::OpenMention, 1),
        ] {
            assert_eq!(found(written, scheme), [(kind, line)], "{written} in {scheme}");
        }
    }

    #[test]
    fn nothing_is_said_of_steps_to_and_from_what_cannot_be_read() {
        assert_eq!(found("B-A ? I-A O", TagScheme::Iob2), []);
        assert_eq!(found("B-A ? O", TagScheme::Iobes), []);
    }

    #[test]
    fn a_few_orphans_do_not_make_another_scheme_of_a_file() {
        let written = ["B-A I-A O B-B O"; 30].join(" | ") + " | O I-A | B-A I-B | O | B-A I-A I-B";
        let chosen = tags(&written).choose(None);
        assert_eq!(chosen.scheme, TagScheme::Iob2, "{}", chosen.why);
        assert!(chosen.why.contains("does not allow 3 of "), "{}", chosen.why);
    }

    #[test]
    fn nested_columns_need_an_open_mention_for_every_inside_tag() {
        let mut tags = Tags::default();
        for (line, written) in [(1, "B-A B-A"), (2, "I-A I-A"), (3, "I-A"), (4, "I-A I-A"), (5, "O"), (6, "B-A"), (8, "I-A")] {
            for tag in written.split(' ') {
                let number = tags.inventory.number(tag.as_bytes()).unwrap();
                tags.push(line, number);
            }
            if line == 6 {
                tags.end(7);
            }
        }
        let mut findings = Findings::keeping(9);
        tags.nested(&mut findings);
        let lines: Vec<u64> = findings.kinds().flat_map(|(_, _, kept)| kept.iter().map(|finding| finding.line)).collect();
        assert_eq!(lines, [4, 8]);
    }
}
