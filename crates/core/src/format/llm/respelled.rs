//! Quotes in another spelling than that of the text. A coarse form of both finds places, and the aligner says whether its rules explain the
//! difference.

use crate::format::llm::occurrences::{Places, is_bounded, search};
use crate::text::Span;
use crate::text::align::{Rule, align};
use crate::text::fold::{fold, is_deleted, is_invisible, western_digit};
use crate::text::words::is_word_char;

/// How many places of one quote are tried with the aligner.
const TRIED: usize = 32;

/// The rule for digits of another script, which the aligner does not have.
pub const DIGITS: &str = "digits";

/// The rule for other white space, or none, between the same characters.
pub const SPACE: &str = "white-space";

/// A text without white space in which some letters are one, with the places of its characters in the text.
struct Form {
    text: String,
    /// By byte: where the character of the text begins and ends that gave it.
    starts: Vec<u32>,
    ends: Vec<u32>,
}

impl Form {
    /// Folded letters and Western digits.
    fn folded(text: &str) -> Form {
        let mut form = Form { text: String::with_capacity(text.len()), starts: Vec::new(), ends: Vec::new() };
        let mut bytes = [0; 4];
        for (at, c) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            match western_digit(c) {
                Some(digit) => form.text.push(digit),
                None => form.text.push_str(&fold(c.encode_utf8(&mut bytes))),
            }
            form.starts.resize(form.text.len(), at as u32);
            form.ends.resize(form.text.len(), (at + c.len_utf8()) as u32);
        }
        form
    }

    /// The consonants of a folded form: what no rule of the aligner adds, drops or changes.
    fn consonants(&self) -> Form {
        let mut form = Form { text: String::new(), starts: Vec::new(), ends: Vec::new() };
        for (at, c) in self.text.char_indices().filter(|(_, c)| !matches!(c, 'ا' | 'و' | 'ي' | 'ء')) {
            form.text.push(if c == 'ت' { 'ه' } else { c });
            form.starts.resize(form.text.len(), self.starts[at]);
            form.ends.resize(form.text.len(), self.ends[at]);
        }
        form
    }

    /// The bytes of the text that these bytes of the form stand for; `None` if one of them is a part of a character.
    fn raw(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let is_whole =
            (start == 0 || self.ends[start - 1] <= self.starts[start]) && (end == self.text.len() || self.ends[end - 1] <= self.starts[end]);
        is_whole.then(|| (self.starts[start] as usize, self.ends[end - 1] as usize))
    }
}

/// The places of quotes that do not stand in the text as they are written; of each at most so many.
pub fn places(text: &str, quotes: &[&str], most: usize) -> Vec<Places> {
    let mut found: Vec<Places> = vec![Places::default(); quotes.len()];
    if quotes.is_empty() || text.is_empty() {
        return found;
    }
    let form = Form::folded(text);
    let patterns: Vec<Form> = quotes.iter().map(|quote| Form::folded(quote)).collect();
    each(&form, &patterns, |at, start, end| {
        if let Some(span) = form.raw(start, end).and_then(|(start, end)| with_marks(text, start, end))
            && (is_spaced_alike(span.slice(text), quotes[at]) || is_apart(text, span))
        {
            found[at].push(text, span, most);
        }
    });
    let consonants = form.consonants();
    let skeletons: Vec<Form> = patterns
        .iter()
        .zip(&found)
        // One consonant says nothing.
        .map(|(form, places)| if places.counted().is_empty() { form.consonants() } else { Form::folded("") })
        .map(|form| if form.text.chars().nth(1).is_some() { form } else { Form::folded("") })
        .collect();
    let mut tried = vec![0; quotes.len()];
    each(&consonants, &skeletons, |at, start, end| {
        let raw = (consonants.starts[start] as usize, consonants.ends[end - 1] as usize);
        if tried[at] < TRIED
            && let Some(region) = region(text, raw, quotes[at].len())
        {
            tried[at] += 1;
            if let Some(span) = aligned(text, region, quotes[at]).filter(|span| is_bounded(text, *span)) {
                found[at].push(text, span, most);
            }
        }
    });
    found
}

fn each(form: &Form, patterns: &[Form], mut found: impl FnMut(usize, usize, usize)) {
    let (numbers, given): (Vec<usize>, Vec<&str>) =
        patterns.iter().enumerate().filter(|(_, pattern)| !pattern.text.is_empty()).map(|(at, pattern)| (at, pattern.text.as_str())).unzip();
    if !given.is_empty() {
        search(&form.text, &given, |at, start, end| found(numbers[at], start, end));
    }
}

/// The span with the marks behind its last letter.
fn with_marks(text: &str, start: usize, end: usize) -> Option<Span> {
    let rest = &text[end..];
    let marks = rest.len() - rest.trim_start_matches(|c| is_deleted(c) && !is_invisible(c)).len();
    Span::new(text, start, end + marks).ok()
}

/// Whether both have white space between the same characters.
fn is_spaced_alike(slice: &str, quote: &str) -> bool {
    let spaced = |text: &str| text.split_whitespace().map(|word| Form::folded(word).text).filter(|word| !word.is_empty()).collect::<Vec<_>>();
    spaced(slice) == spaced(quote)
}

/// Whether nothing of a word stands beside a span.
fn is_apart(text: &str, span: Span) -> bool {
    !text[..span.start()].ends_with(is_word_char) && !text[span.end()..].starts_with(is_word_char)
}

/// The words that hold these bytes; `None` if they are much longer than the quote.
fn region(text: &str, (start, end): (usize, usize), quote: usize) -> Option<Span> {
    let most = 2 * quote + 64;
    let head: usize = text[..start].chars().rev().take(most).take_while(|c| is_word_char(*c)).map(char::len_utf8).sum();
    let tail: usize = text[end..].chars().take(most).take_while(|c| is_word_char(*c)).map(char::len_utf8).sum();
    Span::new(text, start - head, end + tail).ok().filter(|span| span.len() <= most)
}

/// The part of a region that is the quote by the rules of the aligner; `None` if none is.
fn aligned(text: &str, region: Span, quote: &str) -> Option<Span> {
    let slice = region.slice(text);
    let words: Vec<&str> = quote.split_whitespace().collect();
    // In للناس the ل in front is a word of its own, and the rest is الناس.
    let lam = slice.find("لل").map(|at| &slice[..at + 'ل'.len_utf8()]).filter(|_| quote.starts_with("ال"));
    lam.into_iter().map(Some).chain([None]).find_map(|lam| {
        let pieces: Vec<&str> = lam.into_iter().chain(words.iter().copied()).collect();
        let spans = align(slice, &pieces).spans;
        let spans = &spans[usize::from(lam.is_some())..];
        let whole = whole(slice, spans)?;
        Span::new(text, region.start() + whole.start(), region.start() + whole.end()).ok()
    })
}

/// The span from the first piece to the last; `None` if there is no piece, if one stands nowhere, or if more than white space is between two.
pub fn whole(text: &str, pieces: &[Option<Span>]) -> Option<Span> {
    let [first, last] = [(*pieces.first()?)?, (*pieces.last()?)?];
    let is_whole = pieces.windows(2).all(|pair| match (pair[0], pair[1]) {
        (Some(left), Some(right)) => text[left.end()..right.start()].trim().is_empty(),
        _ => false,
    });
    Span::new(text, first.start(), last.end()).ok().filter(|_| is_whole)
}

/// The text without white space.
pub fn without_spaces(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The names of the rules by which a slice of the text and a quote are one.
pub fn explained(slice: &str, quote: &str) -> Vec<&'static str> {
    let (ours, theirs) = (without_spaces(slice), without_spaces(quote));
    let western = |text: &str| text.chars().map(|c| western_digit(c).unwrap_or(c)).collect::<String>();
    let digits = |text: &str| text.chars().filter(|c| western_digit(*c).is_some()).collect::<String>();
    let align_rules = |slice: &str, pieces: &[&str]| align(slice, pieces).rules;
    let (plain, other) = (western(&ours), western(&theirs));
    let mut uses = align_rules(&plain, &[&other]);
    if uses.total() == 0 && plain != other {
        // The aligner knows ال behind ل only where the ل is a piece.
        uses = align_rules(&format!("ل{plain}"), &["ل", &other]);
    }
    let mut rules: Vec<&'static str> = uses.iter().map(|(rule, _): (Rule, u64)| rule.name()).collect();
    if digits(&ours) != digits(&theirs) {
        rules.push(DIGITS);
    }
    if spaced(slice) != spaced(quote) {
        rules.push(SPACE);
    }
    rules
}

/// The stretches of white space of a text, in order.
fn spaced(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_whitespace()).filter(|space| !space.is_empty()).collect()
}
