//! What can be found: the kinds with their severity and advice, and the places where they were met.

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Illegal or unreadable: it changes scores or breaks readers.
    Error,
    /// Suspicious.
    Note,
}

impl Severity {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Note => "note",
        }
    }
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident $severity:ident $name:literal $advice:literal)+) => {
        /// What is wrong or odd. Reports have them in this order.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum FindingKind { $($(#[doc = $doc])+ $variant,)+ }

        impl FindingKind {
            /// All of them.
            pub const ALL: &[FindingKind] = &[$(FindingKind::$variant,)+];

            /// The name in reports.
            pub fn name(self) -> &'static str {
                match self { $(FindingKind::$variant => $name,)+ }
            }

            /// How bad it is.
            pub fn severity(self) -> Severity {
                match self { $(FindingKind::$variant => Severity::$severity,)+ }
            }

            /// What to do.
            pub fn advice(self) -> &'static str {
                match self { $(FindingKind::$variant => $advice,)+ }
            }
        }
    };
}

kinds! {
    /// The reader of the format refuses the file.
    Unreadable Error "unreadable" "correct the file; its other faults show only then"
    /// A line is not UTF-8.
    NotUtf8 Error "not-utf8" "convert the file to UTF-8, for example with iconv"
    /// A line has a tag and no token.
    NoToken Error "no-token" "remove the line, or give it its token"
    /// A line has more or fewer columns than the others.
    ColumnCount Error "column-count" "give every token as many columns as the others have"
    /// A tag of no scheme.
    OddTag Error "odd-tag" "write `O`, or a letter of the scheme, a hyphen and a type"
    /// A tag of another scheme.
    ForeignTag Error "foreign-tag" "correct it, or name the scheme with --scheme"
    /// A tag goes on with a mention, and none of its type is open.
    OrphanTag Error "orphan-tag" "begin the mention with the tag of the scheme for it, or remove the tag"
    /// A tag goes on with a mention of another type.
    TypeChange Error "type-change" "give both tags one type, or begin a new mention"
    /// A mention is not ended as the scheme asks.
    OpenMention Error "open-mention" "end the mention with the tag of the scheme for it"
    /// A tag parts mentions that need no parting, which its scheme does not allow.
    NeedlessTag Error "needless-tag" "write `I`: the scheme has this letter only between touching mentions of one type"
    /// A control character.
    ControlCharacter Error "control-character" "remove it: some readers end a line there"
    /// The character that stands for bytes that could not be read.
    ReplacementCharacter Error "replacement-character" "restore the text from its source"
    /// UTF-8 that was read as another encoding.
    Mojibake Error "mojibake" "restore the text from its source, or undo the wrong conversion"
    /// White space that is no plain space, in a token.
    SpaceInToken Error "space-in-token" "remove it: many readers split columns there"
    /// A mention begins or ends with white space.
    EdgeSpace Error "edge-space" "move the end of the mention: a system's answer without the space would be wrong"
    /// A mention covers nothing that can be seen.
    EmptySurface Error "empty-surface" "remove the mention, or correct its offsets"
    /// The same span with the same label again.
    DuplicateMention Error "duplicate-mention" "remove one: each counts"
    /// A mention begins or ends between a letter and its mark.
    CutGrapheme Error "cut-grapheme" "move the end of the mention; offsets may count something else, see --offset-unit"
    /// A segment whose form does not stand in its word.
    UnplacedSegment Error "unplaced-segment" "write the segments of the word as it stands in the text: scores take it for not cut"
    /// A rare type whose name is nearly that of another.
    SimilarType Note "similar-type" "give both one name, if they mean one type"
    /// A segment of a class whose closed list does not have it.
    OddSegment Note "odd-segment" "give the segment the class that it has, or cut elsewhere"
    /// A byte order mark.
    Bom Note "bom" "remove it: some readers make it a part of the first token"
    /// All lines end with CR LF.
    Crlf Note "crlf" "end lines with LF: some readers make the CR a part of the tag"
    /// Some lines end with CR LF, some with LF.
    MixedLineEnds Note "mixed-line-ends" "end all lines with LF"
    /// The last line has no end.
    NoFinalLineEnd Note "no-final-line-end" "end the last line too: files that are joined would else share a line"
    /// A line holds white space only.
    SpaceLine Note "space-line" "empty it: some readers do not end the sentence there"
    /// Several empty lines in a row.
    EmptyLines Note "empty-lines" "keep one: some readers make an empty sentence of the others"
    /// White space at the end of a line.
    TrailingSpace Note "trailing-space" "remove it: some readers make it a part of the tag"
    /// A mark of the writing direction, which nobody sees.
    BidiMark Note "bidi-mark" "remove it: the word differs from the same word without it"
    /// A character without width, which nobody sees.
    ZeroWidth Note "zero-width" "remove it, unless the spelling needs it"
    /// White space that is no plain space, in a text.
    UnusualSpace Note "unusual-space" "write a plain space, if nothing depends on it"
    /// A letter in the form of its place in the word, or a ligature.
    PresentationForm Note "presentation-form" "write the plain letters (NFKC)"
    /// A letter that is stretched.
    Tatweel Note "tatweel" "remove it: the word differs from the same word without it"
    /// The same word in two normal forms.
    MixedNormalization Note "mixed-normalization" "write the whole file in NFC"
    /// Arabic and Persian code points of one letter.
    LetterTwins Note "letter-twins" "write one of the two, unless both languages occur"
    /// Arabic-Indic and Persian digits.
    MixedDigits Note "mixed-digits" "write digits of one kind"
    /// Punctuation that is not parted from its word.
    GluedPunctuation Note "glued-punctuation" "make it a token of its own"
    /// A token that stands for something that was removed.
    Placeholder Note "placeholder" "remove it, or restore what stood there"
    /// The same sentence with different tags.
    ConflictingSentence Note "conflicting-sentence" "look which tags are right"
    /// Sentences that occur again, with the same tags.
    DuplicateSentence Note "duplicate-sentence" "keep one of each, if they are not meant to weigh more"
    /// A mention begins or ends with punctuation.
    EdgePunctuation Note "edge-punctuation" "leave the punctuation outside, if the guidelines say so"
    /// Mentions overlap, and neither contains the other.
    CrossingMentions Note "crossing-mentions" "look at their ends: few schemes and scorers can hold this"
    /// A mention begins or ends inside a word, and what remains is no known clitic.
    CutWord Note "cut-word" "look at the end of the mention; offsets may count something else, see --offset-unit"
}

/// How many characters of a quotation are shown.
const QUOTED: usize = 100;

/// What stands in a file between backticks; only the beginning if it is long.
pub fn quote(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None => format!("`{text}`"),
    }
}

/// One place where something was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, by its place among [`Findings::files`].
    pub file: usize,
    /// The line, 1 is the first; 0 if it has none.
    pub line: u64,
    /// Where in the line: the code point, 1 is the first; or `document:offset` in code points, 0 is the first; or empty.
    pub column: String,
    /// What was found.
    pub found: String,
}

/// What was found in files. Of every kind it is counted how often; only so many places are kept.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// How many places of a kind are kept.
    keep: usize,
    /// The files, as they are shown.
    pub files: Vec<String>,
    /// How the files were read: one line a file.
    pub about: Vec<String>,
    /// How many lines the files have.
    pub lines: u64,
    kinds: Vec<(u64, Vec<Finding>)>,
}

impl Findings {
    /// No findings yet; `keep` places of every kind will be kept.
    pub fn keeping(keep: usize) -> Findings {
        Findings { keep, kinds: vec![(0, Vec::new()); FindingKind::ALL.len()], ..Findings::default() }
    }

    /// What follows is found in this file.
    pub fn open(&mut self, shown: &str) {
        self.files.push(shown.into());
    }

    /// Notes a finding of a line (0 for none); `place` gives column and what was found, and is only asked if the place is kept.
    pub fn note(&mut self, kind: FindingKind, line: u64, place: impl FnOnce() -> (String, String)) {
        let (times, kept) = &mut self.kinds[kind as usize];
        *times += 1;
        if kept.len() < self.keep {
            let (column, found) = place();
            kept.push(Finding { file: self.files.len().saturating_sub(1), line, column, found });
        }
    }

    /// The kinds that were found: how often, and the places that were kept, in the order of the files.
    pub fn kinds(&self) -> impl Iterator<Item = (FindingKind, u64, &[Finding])> {
        FindingKind::ALL.iter().zip(&self.kinds).filter(|(_, (times, _))| *times > 0).map(|(&kind, (times, kept))| (kind, *times, &kept[..]))
    }

    /// How often something of this severity was found.
    pub fn times(&self, severity: Severity) -> u64 {
        self.kinds().filter(|(kind, ..)| kind.severity() == severity).map(|(_, times, _)| times).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_name_of_its_own_in_kebab_case() {
        let names: std::collections::BTreeSet<&str> = FindingKind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), FindingKind::ALL.len());
        for name in names {
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'), "{name}");
        }
    }

    #[test]
    fn long_quotations_are_cut_at_a_character() {
        assert_eq!(quote("زار"), "`زار`");
        assert_eq!(quote(&"ز".repeat(101)), format!("`{}…`", "ز".repeat(100)));
    }

    #[test]
    fn places_that_are_not_kept_are_counted_and_not_described() {
        let mut findings = Findings::keeping(1);
        findings.open("a");
        findings.note(FindingKind::Bom, 1, || (String::new(), "first".into()));
        findings.note(FindingKind::Bom, 2, || panic!("only one place is kept"));
        assert_eq!(findings.times(Severity::Note), 2);
        assert_eq!(findings.times(Severity::Error), 0);
    }
}
