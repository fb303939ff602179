//! The kinds of findings with their severity and advice, and the places where they were found.

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// It is illegal or unreadable: it changes scores or breaks readers.
    Error,
    /// It is suspicious.
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
        /// The kind of a finding. Reports have the kinds in this order, errors first.
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

            /// What to do about it, as a part of a sentence.
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
    /// A field that is no tag of any scheme.
    OddTag Error "odd-tag" "write `O`, or a letter of the scheme, a hyphen and a type"
    /// A tag of another scheme.
    ForeignTag Error "foreign-tag" "correct it, or name the scheme with --scheme"
    /// A tag continues a mention, but no mention of its type is open.
    OrphanTag Error "orphan-tag" "begin the mention with the tag of the scheme for it, or remove the tag"
    /// A tag continues a mention of another type.
    TypeChange Error "type-change" "give both tags one type, or begin a new mention"
    /// A mention is not ended as the scheme asks.
    OpenMention Error "open-mention" "end the mention with the tag of the scheme for it"
    /// A tag separates two mentions that do not touch, or are of two types. Its scheme allows it only between touching mentions of one type.
    NeedlessTag Error "needless-tag" "write `I`: the scheme has this letter only between touching mentions of one type"
    /// A control character.
    ControlCharacter Error "control-character" "remove it: some readers end a line there"
    /// The character U+FFFD, which stands for bytes that could not be read.
    ReplacementCharacter Error "replacement-character" "restore the text from its source"
    /// UTF-8 that was read as another encoding.
    Mojibake Error "mojibake" "restore the text from its source, or undo the wrong conversion"
    /// White space inside of a token.
    SpaceInToken Error "space-in-token" "remove it: many readers split columns there"
    /// A mention begins or ends with white space.
    EdgeSpace Error "edge-space" "move the end of the mention: a system's answer without the space would be wrong"
    /// A mention covers nothing that can be seen.
    EmptySurface Error "empty-surface" "remove the mention, or correct its offsets"
    /// Two mentions have the same span, label and entity.
    DuplicateMention Error "duplicate-mention" "remove one: each counts"
    /// A mention begins or ends between a letter and its mark.
    CutGrapheme Error "cut-grapheme" "move the end of the mention; offsets may count something else, see --offset-unit"
    /// A segment whose form does not stand in the text of its word.
    UnplacedSegment Error "unplaced-segment" "write the segments of the word as it stands in the text: scores take it for not cut"
    /// A rare type whose name is nearly that of another.
    SimilarType Note "similar-type" "give both one name, if they mean one type"
    /// A segment that its class cannot have: each class of clitics has a closed list.
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
    /// An invisible mark of the writing direction.
    BidiMark Note "bidi-mark" "remove it: the word differs from the same word without it"
    /// An invisible character without width.
    ZeroWidth Note "zero-width" "remove it, unless the spelling needs it"
    /// White space that is no plain space, in a text.
    UnusualSpace Note "unusual-space" "write a plain space, if nothing depends on it"
    /// A presentation form: a letter in its shape at one place of a word, or a ligature.
    PresentationForm Note "presentation-form" "write the plain letters (NFKC)"
    /// A letter that is stretched by a tatweel.
    Tatweel Note "tatweel" "remove it: the word differs from the same word without it"
    /// The same word in two normal forms.
    MixedNormalization Note "mixed-normalization" "write the whole file in NFC"
    /// One letter is written with an Arabic and with a Persian or Urdu code point.
    LetterTwins Note "letter-twins" "write one of the two, unless both languages occur"
    /// Arabic-Indic and Persian digits stand in one file.
    MixedDigits Note "mixed-digits" "write digits of one kind"
    /// Punctuation that is not separated from its word.
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
    /// A mention begins or ends inside of a word, and the rest of the word is no known clitic.
    CutWord Note "cut-word" "look at the end of the mention; offsets may count something else, see --offset-unit"
}

/// How many characters of a quotation are shown.
const QUOTED: usize = 100;

/// A quotation between backticks. Only the beginning of a long one is shown.
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
    /// The line, 1 is the first; 0 if the place has no line.
    pub line: u64,
    /// The place in the line as a code point, 1 is the first; or `document:offset` in code points, 0 is the first; or empty.
    pub column: String,
    /// What was found.
    pub found: String,
}

/// What was found in files. Every finding is counted; of each kind only the first places are kept.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// How many places of a kind are kept.
    keep: usize,
    /// The files, as they are shown.
    pub files: Vec<String>,
    /// How the files were read, in lines for people.
    pub about: Vec<String>,
    /// The number of lines of all files.
    pub lines: u64,
    kinds: Vec<(u64, Vec<Finding>)>,
}

impl Findings {
    /// No findings yet; `keep` places of every kind will be kept.
    pub fn keeping(keep: usize) -> Findings {
        Findings { keep, kinds: vec![(0, Vec::new()); FindingKind::ALL.len()], ..Findings::default() }
    }

    /// Opens a file. Findings that are noted from now on are of this file.
    pub fn open(&mut self, shown: &str) {
        self.files.push(shown.into());
    }

    /// Notes a finding at a line (0 for none). `place` gives the column and what was found; it is called only if the place is kept.
    pub fn note(&mut self, kind: FindingKind, line: u64, place: impl FnOnce() -> (String, String)) {
        let (times, kept) = &mut self.kinds[kind as usize];
        *times += 1;
        if kept.len() < self.keep {
            let (column, found) = place();
            kept.push(Finding { file: self.files.len().saturating_sub(1), line, column, found });
        }
    }

    /// The kinds that were found, with the number of findings and the places that were kept.
    pub fn kinds(&self) -> impl Iterator<Item = (FindingKind, u64, &[Finding])> {
        FindingKind::ALL.iter().zip(&self.kinds).filter(|(_, (times, _))| *times > 0).map(|(&kind, (times, kept))| (kind, *times, &kept[..]))
    }

    /// The number of findings of this severity.
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
