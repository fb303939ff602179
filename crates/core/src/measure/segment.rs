//! Tokens scored against gold words: spans, cuts inside of words, whole words, single clitics, stems that look like clitics, and the fit of
//! each scheme.

mod measures;

pub use measures::{BOUNDARY, CHANGED, CLASS, CLITIC, FIT, LOOKALIKE, SPAN, WORD};

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::annotation::scheme::infer_classes;
use crate::annotation::{Changed, Class, Scheme, Token, Word};
use crate::measure::errors::{ErrorRow, joined, reach};
use crate::measure::layers::{Filing, LayerRef};
use crate::statistics::Count;
use crate::text::Span;
use crate::text::fold::{fold, is_deleted, letters};
use crate::text::offsets::UnitIndex;

/// The beginnings that look like the article or another clitic.
const BEGINNINGS: [&str; 8] = ["ال", "أل", "و", "ف", "ب", "ل", "ك", "س"];

/// The beginning of a stem that looks like a clitic (و of والد). `None` if there is none, or if the stem has fewer than three letters.
pub fn false_clitic(stem: &str) -> Option<&'static str> {
    let letters = letters(stem);
    BEGINNINGS.into_iter().find(|clitic| letters.starts_with(*clitic)).filter(|_| letters.chars().count() >= 3)
}

/// Scores the tokens of one article in the scheme that the tokenizer declares. Tokens must be sorted and must not overlap.
///
/// `counts` receives the counts. `errors` receives one row for every word that is cut wrongly, except punctuation. Time is linear in words and
/// tokens.
pub fn score(text: &str, words: &[Word], tokens: &[Token], scheme: Scheme, errors: &mut Vec<ErrorRow>, counts: &mut impl Filing) {
    let index = UnitIndex::chars(text);
    tally(text, words, tokens, &[], scheme, &mut |word| word.error(&index, errors)).file(scheme.name(), counts);
}

/// Appends a row for every word whose segmentation is wrong; those of these numbers are, as the prediction has a piece there that the text has not.
pub(super) fn errors(text: &str, words: &[Word], tokens: &[Token], spoilt: &[usize], scheme: Scheme, errors: &mut Vec<ErrorRow>) {
    let index = UnitIndex::chars(text);
    tally(text, words, tokens, spoilt, scheme, &mut |word| word.error(&index, errors));
}

/// Counts the tokens of some words, before they are filed under their layers; `each` is called with every word that is no punctuation. The words of
/// the sorted numbers `spoilt` are wrong whatever their tokens: the prediction has a piece in them that the text has not.
pub(super) fn tally<'t>(
    text: &'t str,
    words: &[Word],
    tokens: &[Token],
    spoilt: &[usize],
    scheme: Scheme,
    each: &mut dyn FnMut(&WordScore),
) -> Tally<'t> {
    let gold = project(words, scheme);
    let mut tally = Tally { span: spans(&gold.spans, tokens), ..Tally::default() };
    // In the declared scheme, `fit` and `span` are the same.
    for (other, fit) in Scheme::ALL.into_iter().zip(&mut tally.fit) {
        *fit = if other == scheme { tally.span } else { spans(&project(words, other).spans, tokens) };
    }
    let mut from = 0;
    for (at, (word, range)) in words.iter().zip(&gold.words).enumerate() {
        // Words and tokens are sorted: these tokens touch no later word.
        while tokens.get(from).is_some_and(|token| token.span.end() <= word.span.start()) {
            from += 1;
        }
        let to = from + tokens[from..].iter().take_while(|token| token.span.start() < word.span.end()).count();
        let scored = WordScore {
            text,
            word,
            gold: &gold.spans[range.clone()],
            tokens: &tokens[from..to],
            is_spoilt: spoilt.binary_search(&at).is_ok(),
            scheme,
        };
        scored.boundaries(&mut tally.boundary);
        scored.classes(&mut tally.class);
        if !word.is_punctuation() {
            scored.whole(&mut tally);
            scored.clitics(&mut tally);
            scored.lookalike(&mut tally.lookalike);
            each(&scored);
        }
    }
    tally
}

/// Adds the counts of a tokenizer that changed the text.
///
/// A piece that stands nowhere in the text is a spurious token in every scheme. The match `changed` counts these pieces too, and the uses of the
/// rules by which the others were placed.
pub fn add_changed(changed: &Changed, scheme: Scheme, counts: &mut impl Filing) {
    let mut uses =
        |label: &'static str, times: u64| counts.file(LayerRef::plain(&CHANGED, scheme.name(), label), Count { tp: times, ..Count::default() });
    uses("unplaced", changed.unplaced);
    changed.rules.iter().for_each(|(rule, times)| uses(rule, *times));
    let spurious = Count { fp: changed.unplaced, ..Count::default() };
    counts.file(LayerRef::plain(&SPAN, scheme.name(), "*"), spurious);
    Scheme::ALL.iter().for_each(|other| counts.file(LayerRef::plain(&FIT, other.name(), "*"), spurious));
}

/// The counts of some words, before they have layers.
#[derive(Default)]
pub(super) struct Tally<'a> {
    pub(super) span: Count,
    /// In the order of [`Scheme::ALL`].
    pub(super) fit: [Count; Scheme::ALL.len()],
    pub(super) boundary: Count,
    pub(super) all: Count,
    pub(super) cut: Count,
    pub(super) lookalike: Count,
    pub(super) class: Count,
    /// By class and folded surface.
    pub(super) clitics: BTreeMap<(Class, Cow<'a, str>), Count>,
}

impl Tally<'_> {
    /// Passes the counts on, for the scheme of this name.
    pub(super) fn file(self, scheme: &str, counts: &mut impl Filing) {
        let words = [
            (&SPAN, "*", self.span),
            (&BOUNDARY, "*", self.boundary),
            (&WORD, "*", self.all),
            (&WORD, "cut", self.cut),
            (&LOOKALIKE, "*", self.lookalike),
            (&CLASS, "*", self.class),
        ];
        for (matching, label, count) in words {
            counts.file(LayerRef::plain(matching, scheme, label), count);
        }
        for (other, fit) in Scheme::ALL.into_iter().zip(self.fit) {
            counts.file(LayerRef::plain(&FIT, other.name(), "*"), fit);
        }
        let mut form = String::new();
        for ((class, surface), count) in self.clitics {
            counts.file(LayerRef::plain(&CLITIC, scheme, class.name()), count);
            form.clear();
            [class.name(), ":", &surface].into_iter().for_each(|part| form.push_str(part));
            counts.file(LayerRef::plain(&CLITIC, scheme, &form), count);
        }
    }
}

/// The gold in one scheme: all segments, and which of them each word has.
struct Projected {
    spans: Vec<(Span, Class)>,
    words: Vec<std::ops::Range<usize>>,
}

fn project(words: &[Word], scheme: Scheme) -> Projected {
    let mut projected = Projected { spans: Vec::with_capacity(words.len() * 2), words: Vec::with_capacity(words.len()) };
    for word in words {
        let from = projected.spans.len();
        scheme.project(word.finest(), &mut projected.spans);
        projected.words.push(from..projected.spans.len());
    }
    projected
}

/// The counts of equal spans. Both sides are sorted, so one merge counts them.
fn spans(gold: &[(Span, Class)], tokens: &[Token]) -> Count {
    let (mut g, mut t, mut tp) = (0, 0, 0);
    while g < gold.len() && t < tokens.len() {
        match gold[g].0.cmp(&tokens[t].span) {
            std::cmp::Ordering::Equal => {
                tp += 1;
                g += 1;
                t += 1;
            }
            std::cmp::Ordering::Less => g += 1,
            std::cmp::Ordering::Greater => t += 1,
        }
    }
    Count { tp, fp: tokens.len() as u64 - tp, r#fn: gold.len() as u64 - tp, tn: 0 }
}

fn hit(right: bool) -> Count {
    Count { tp: u64::from(right), r#fn: u64::from(!right), ..Count::default() }
}

/// One gold word, its gold segments, and the tokens that touch it.
pub(super) struct WordScore<'t, 'w> {
    text: &'t str,
    word: &'w Word,
    gold: &'w [(Span, Class)],
    tokens: &'w [Token],
    /// Whether the prediction has a piece in it that stands nowhere.
    is_spoilt: bool,
    scheme: Scheme,
}

impl<'t> WordScore<'t, '_> {
    /// Whether the tokens that touch the word are exactly its gold segments.
    fn is_right(&self) -> bool {
        !self.is_spoilt && self.gold.len() == self.tokens.len() && self.gold.iter().zip(self.tokens).all(|(gold, token)| gold.0 == token.span)
    }

    /// Counts the cuts strictly inside of the word. A cut is the start or the end of a token or segment.
    fn boundaries(&self, boundary: &mut Count) {
        let inside = |at: usize| self.word.span.start() < at && at < self.word.span.end();
        let gold: Vec<usize> = self.gold.iter().map(|(span, _)| span.start()).filter(|&at| inside(at)).collect();
        let mut cuts: Vec<usize> = self.tokens.iter().flat_map(|token| [token.span.start(), token.span.end()]).filter(|&at| inside(at)).collect();
        cuts.dedup();
        let tp = gold.iter().filter(|at| cuts.binary_search(at).is_ok()).count() as u64;
        // A place is in front of every letter but the first: marks make no places, but may be cut.
        let letters = self.word.span.slice(self.text).char_indices().filter(|(_, c)| !is_deleted(*c));
        let places = letters.skip(1).map(|(at, _)| self.word.span.start() + at);
        let tn = places.filter(|at| cuts.binary_search(at).is_err() && gold.binary_search(at).is_err()).count() as u64;
        *boundary += Count { tp, fp: cuts.len() as u64 - tp, r#fn: gold.len() as u64 - tp, tn };
    }

    /// Counts the classes of tokens that have the span of a gold segment.
    fn classes(&self, classes: &mut Count) {
        for token in self.tokens {
            let gold = self.gold.iter().find(|(span, _)| *span == token.span);
            if let (Some((_, gold)), Some(class)) = (gold, token.class) {
                *classes += hit(*gold == class);
            }
        }
    }

    fn whole(&self, tally: &mut Tally) {
        let count = hit(self.is_right());
        tally.all += count;
        if self.gold.len() > 1 {
            tally.cut += count;
        }
    }

    /// Counts gold clitics that are tokens, and tokens that look like clitics and are none.
    fn clitics(&self, tally: &mut Tally<'t>) {
        let mut note = |class: Class, surface: &'t str, count: Count| *tally.clitics.entry((class, fold(surface))).or_default() += count;
        let stands_alone = self.gold.len() > 1;
        for &(span, class) in self.gold.iter().filter(|(_, class)| stands_alone && self.scheme.cuts(*class)) {
            note(class, span.slice(self.text), hit(self.tokens.iter().any(|token| token.span == span)));
        }
        // If the last tokens leave out the rest of the word, there is still a cut in front of that rest.
        let rest = self.tokens.last().is_some_and(|last| last.span.end() < self.word.span.end());
        if self.tokens.len() + usize::from(rest) < 2 {
            return;
        }
        let pieces: Vec<&str> = self.tokens.iter().map(|token| token.span.slice(self.text)).chain(rest.then_some("")).collect();
        for (token, inferred) in self.tokens.iter().zip(infer_classes(&pieces)) {
            let class = token.class.unwrap_or(inferred);
            let surface = token.span.slice(self.text);
            let inside = self.word.span.contains(token.span);
            if inside && class.is_clitic() && class.admits(surface) && !self.gold.iter().any(|gold| gold.0 == token.span) {
                note(class, surface, Count { fp: 1, ..Count::default() });
            }
        }
    }

    /// Counts whether a stem that begins like a clitic is left whole there. A word that no token touches is not counted.
    fn lookalike(&self, lookalike: &mut Count) {
        let Some(stem) = self.word.segments.iter().find(|segment| segment.class == Class::Stem) else { return };
        if self.tokens.is_empty() {
            return;
        }
        let surface = stem.span.slice(self.text);
        let Some(clitic) = false_clitic(surface) else { return };
        // A cut after a letter of the clitic stands after its marks too, so in front of the next letter.
        let next = surface.char_indices().filter(|(_, c)| !is_deleted(*c)).map(|(at, _)| stem.span.start() + at);
        let places: Vec<usize> = next.skip(1).take(clitic.chars().count()).collect();
        let cut = self.tokens.iter().any(|token| places.contains(&token.span.start()) || places.contains(&token.span.end()));
        *lookalike += hit(!cut);
    }

    /// Adds a row if the word is cut wrongly.
    fn error(&self, index: &UnitIndex, errors: &mut Vec<ErrorRow>) {
        if self.is_right() {
            return;
        }
        let gold: Vec<Span> = self.gold.iter().map(|(span, _)| *span).collect();
        let tokens: Vec<Span> = self.tokens.iter().map(|token| token.span).collect();
        let within = |token: &Span| gold.iter().any(|segment| segment.contains(*token));
        let covers = |segment: &Span| tokens.iter().any(|token| token.contains(*segment));
        let class = match () {
            _ if tokens.is_empty() => "missed",
            _ if tokens.iter().all(within) => "over-cut",
            _ if gold.iter().all(covers) => "under-cut",
            _ => "other-cut",
        };
        errors.push(ErrorRow {
            view: self.scheme.name().into(),
            class: class.into(),
            gold: reach(index, &gold),
            gold_text: joined(self.text, gold.iter().copied()),
            predicted: reach(index, &tokens),
            predicted_text: joined(self.text, tokens.iter().copied()),
            ..ErrorRow::default()
        });
    }
}
