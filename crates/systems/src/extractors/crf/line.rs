//! The segments of one line, and the attributes of each that the model is told.

use std::ops::Range;

use mihak_core::annotation::Class;
use mihak_core::text::Span;
use mihak_core::text::fold::Folded;

/// The segments of one line. It can be cleared and filled again for the next line.
#[derive(Default)]
pub struct Line {
    segments: Vec<Segment>,
    /// The places of stems and punctuation among the segments.
    stems: Vec<u32>,
    /// The folded forms and the shapes of all segments, one after the other.
    letters: String,
    folded: Folded,
}

struct Segment {
    span: Span,
    class: Class,
    form: Range<u32>,
    shape: Range<u32>,
    /// The number of stems in front of it.
    before: u32,
}

/// The most segments of a line. A longer line is cut there, so that memory is bounded.
const LONGEST: usize = 1000;

/// The length of the longest beginnings and ends of a stem that are attributes, in characters.
const AFFIX: usize = 4;

impl Line {
    /// Forgets all segments.
    pub fn clear(&mut self) {
        self.segments.clear();
        self.stems.clear();
        self.letters.clear();
    }

    /// Whether a line ends at this white space, which stands after its last word. It also ends if it is as long as a line may be.
    pub fn ends_in(space: &str, line: &Line) -> bool {
        line.len() >= LONGEST || space.contains(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}'])
    }

    /// Appends a segment of `text`.
    pub fn push(&mut self, text: &str, span: Span, class: Class) {
        let raw = span.slice(text);
        self.folded.refill(raw);
        let from = self.letters.len() as u32;
        self.letters.extend(self.folded.text.chars().map(|c| match c {
            c if c.is_numeric() => '0',
            c if c.is_ascii_alphabetic() => 'x',
            c => c,
        }));
        let to = self.letters.len() as u32;
        let mut last = None;
        for c in raw.chars() {
            let kind = match c {
                c if c.is_numeric() => '0',
                c if c.is_ascii_lowercase() => 'a',
                c if c.is_ascii_uppercase() => 'A',
                c if c.is_alphabetic() => 'ع',
                c => c,
            };
            if last != Some(kind) {
                self.letters.push(kind);
            }
            last = Some(kind);
        }
        let segment = Segment { span, class, form: from..to, shape: to..self.letters.len() as u32, before: self.stems.len() as u32 };
        if matches!(class, Class::Stem | Class::Punct) {
            self.stems.push(self.segments.len() as u32);
        }
        self.segments.push(segment);
    }

    /// The number of segments.
    pub fn len(&self) -> usize {
        self.segments.len()
    }

    /// Whether there is no segment.
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }

    /// The span of the segments `from..to`. There must be at least one.
    pub fn span(&self, from: usize, to: usize) -> Span {
        self.segments[from].span.to(self.segments[to - 1].span)
    }

    fn segment(&self, at: isize) -> Option<&Segment> {
        self.segments.get(usize::try_from(at).ok()?)
    }

    fn text(&self, range: &Range<u32>) -> &str {
        &self.letters[range.start as usize..range.end as usize]
    }

    /// The folded form of a segment, or `^` outside the line.
    fn form(&self, at: isize) -> &str {
        self.segment(at).map_or("^", |segment| self.text(&segment.form))
    }

    fn shape(&self, at: isize) -> &str {
        self.segment(at).map_or("^", |segment| self.text(&segment.shape))
    }

    /// The place of the stem that is `away` stems from a segment; a place outside of the line if there is none.
    fn stem(&self, at: usize, away: isize) -> isize {
        let here = &self.segments[at];
        let is_stem = matches!(here.class, Class::Stem | Class::Punct);
        let away = if away > 0 && !is_stem { away - 1 } else { away };
        let place = here.before as isize + away;
        usize::try_from(place).ok().and_then(|place| self.stems.get(place)).map_or(-1, |&place| place as isize)
    }

    /// The sign for the class of a segment; `^` outside of the line. The shipped models were trained with these signs.
    fn class(&self, at: isize) -> char {
        self.segment(at).map_or('^', |segment| match segment.class {
            Class::Conj => '0',
            Class::Interrog => '1',
            Class::Prep => '2',
            Class::Fut => '3',
            Class::Emph => '4',
            Class::Det => '5',
            Class::Stem => '6',
            Class::Pron => '7',
            Class::Punct => '8',
            Class::Neg => '9',
            Class::Prog => ':',
            Class::Declared(_) => ';',
        })
    }

    /// The sign that tells whether the segment stands after an article; `^` outside of the line.
    fn definite(&self, at: isize) -> char {
        match self.segment(at) {
            None => '^',
            Some(_) if self.segment(at - 1).is_some_and(|before| before.class == Class::Det) => 'D',
            Some(_) => 'd',
        }
    }

    /// Calls `tell` with each attribute of a segment. `inside` is the mention around the segment, as its label and its segments; `None` at the
    /// outer level. `name` is memory in which attributes are written.
    pub fn attributes(&self, at: usize, inside: Option<(&str, Range<usize>)>, name: &mut String, mut tell: impl FnMut(&str)) {
        let mut told = |kind: &str, parts: &[&str]| {
            name.clear();
            name.push_str(kind);
            for part in parts {
                name.push_str(part);
                name.push('|');
            }
            tell(name);
        };
        let here = at as isize;
        let word = self.form(here);
        let (previous, next) = (self.stem(at, -1), self.stem(at, 1));
        let (before, behind) = (self.form(previous), self.form(next));
        told("b", &[]);
        told("w", &[word]);
        told("w-1", &[self.form(here - 1)]);
        told("w+1", &[self.form(here + 1)]);
        told("s-1", &[before]);
        told("s-2", &[self.form(self.stem(at, -2))]);
        told("s+1", &[behind]);
        told("s+2", &[self.form(self.stem(at, 2))]);
        told("s-w", &[before, word]);
        told("ws+", &[word, behind]);
        let mut room = [[0; 4]; 6];
        let [a, b, c, d, e, f] = &mut room;
        let (class_before, class, class_behind) =
            (&*self.class(here - 1).encode_utf8(a), &*self.class(here).encode_utf8(b), &*self.class(here + 1).encode_utf8(c));
        told("c", &[class]);
        told("c-1", &[class_before]);
        told("c+1", &[class_behind]);
        told("ccc", &[class_before, class, class_behind]);
        let definite = &*self.definite(here).encode_utf8(d);
        told("d", &[definite, self.definite(next).encode_utf8(e), self.definite(previous).encode_utf8(f)]);
        if self.segments[at].class == Class::Stem {
            for length in 1..=AFFIX {
                if let Some(front) = front(word, length) {
                    told(["p1", "p2", "p3", "p4"][length - 1], &[front]);
                }
                if let Some(back) = back(word, length) {
                    told(["e1", "e2", "e3", "e4"][length - 1], &[back]);
                    if length < 3 {
                        told(["D1", "D2"][length - 1], &[definite, back]);
                    }
                }
            }
            told("Dp", &[definite, front(word, 1).unwrap_or("")]);
            told("l", &[["0", "1", "2", "3", "4", "5", "6", "7", "8"][word.chars().count().min(8)]]);
        }
        let (shape_before, shape, shape_behind) = (self.shape(here - 1), self.shape(here), self.shape(here + 1));
        told("h", &[shape]);
        told("h-1", &[shape_before]);
        told("h+1", &[shape_behind]);
        told("hhh", &[shape_before, shape, shape_behind]);
        if at == 0 {
            told("^", &[]);
        }
        if let Some((label, within)) = inside {
            let place = match (at == within.start, at + 1 == within.end) {
                (true, _) => "first",
                (_, true) => "last",
                _ => "mid",
            };
            told("in", &[label]);
            told("at", &[label, place]);
            told("inw", &[label, word]);
            told("inc", &[label, class, definite]);
            told("inh", &[label, shape]);
        }
    }
}

/// The first characters of a word, or `None` if it has fewer.
fn front(word: &str, length: usize) -> Option<&str> {
    word.char_indices().nth(length - 1).map(|(at, c)| &word[..at + c.len_utf8()])
}

/// The last characters of a word, or `None` if it has fewer.
fn back(word: &str, length: usize) -> Option<&str> {
    word.char_indices().nth_back(length - 1).map(|(at, _)| &word[at..])
}
