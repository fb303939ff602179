//! Some words of gold and the words of the prediction that stand for them, brought to one text.

use std::ops::Range;

use crate::annotation::scheme::infer_classes;
use crate::annotation::{Changed, Class, Token, Word};
use crate::measure::wordfiles::side::{Piece, Scored, Words};
use crate::text::Span;
use crate::text::align::align;
use crate::text::fold::fold;

/// Words of both sides over the text of gold: its words, with a space between them.
pub(super) struct Group {
    pub text: String,
    pub words: Vec<Word>,
    pub tokens: Vec<Token>,
    pub changed: Changed,
    /// Gold words whose segments do not tile them, and that count as uncut.
    pub untiled: u64,
    /// The pieces that stand nowhere, by the word that they spoil; those of words that stand nowhere come last.
    invented: Vec<Invented>,
}

/// A piece of the prediction that stands nowhere in gold.
pub(super) struct Invented {
    /// The word of the group in which the other pieces of its word stand; `None` if none of them stands anywhere.
    pub word: Option<usize>,
    /// Whether a cut parts it from another piece of its word that has none to be counted with: all pieces of a word that stands somewhere, and all
    /// but the first of one that stands nowhere.
    pub is_cut: bool,
    /// The clitic that it is, with its surface, where it is one.
    pub clitic: Option<(Class, String)>,
}

impl Group {
    /// The group of these words.
    pub(super) fn new(gold: &Words, g: Range<usize>, predicted: &Words, p: Range<usize>) -> Group {
        let ours: Vec<Scored> = g.map(|at| gold.word(at)).collect();
        let theirs: Vec<Scored> = p.map(|at| predicted.word(at)).collect();
        Group::of(&ours, &theirs)
    }

    fn of(ours: &[Scored], theirs: &[Scored]) -> Group {
        let text = ours.iter().map(|word| &*word.surface).collect::<Vec<_>>().join(" ");
        let mut words = Vec::with_capacity(ours.len());
        let (mut start, mut untiled) = (0, 0);
        for word in ours {
            let tiled = word.gold(&text, start);
            untiled += u64::from(tiled.is_none());
            words.extend(tiled.or_else(|| word.uncut(&text, start)));
            start += word.surface.len() + 1;
        }
        let (tokens, changed, spans) = tokens(&text, ours, theirs);
        let invented = if changed.unplaced == 0 { Vec::new() } else { invented(&words, theirs, &spans) };
        Group { text, words, tokens, changed, untiled, invented }
    }

    /// The pieces that stand nowhere, and spoil some of the words; with those that spoil none, if the words are the last.
    pub(super) fn invented(&self, words: Range<usize>, are_last: bool) -> &[Invented] {
        let place = |word: usize| self.invented.partition_point(|piece| piece.word.is_some_and(|other| other < word));
        let end = if are_last { self.invented.len() } else { place(words.end) };
        &self.invented[place(words.start).min(end)..end]
    }

    /// Whether every piece stands in the text, and every letter of the text in a piece.
    pub(super) fn is_whole(&self) -> bool {
        let mut end = 0;
        let follows = |token: &Token| {
            let is_next = self.text[end..token.span.start()].trim().is_empty();
            end = token.span.end();
            is_next
        };
        self.changed.unplaced == 0 && self.tokens.iter().all(follows) && end == self.text.len()
    }
}

/// The pieces of the prediction as tokens of the text: where they stand in their own words, if these are the words of gold, else where the rules of
/// spelling place them.
///
/// The last are the places of all pieces; empty where all stand in their own words.
fn tokens(text: &str, ours: &[Scored], theirs: &[Scored]) -> (Vec<Token>, Changed, Vec<Option<Span>>) {
    let pieces = || theirs.iter().flat_map(|word| &word.pieces);
    let token = |span: Option<Span>, piece: &Piece| span.map(|span| Token { span, class: piece.is_told.then_some(piece.class) });
    let same = ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| ours.surface == theirs.surface);
    if same && pieces().all(|piece| piece.place.is_some()) {
        let mut start = 0;
        let mut all = Vec::new();
        for word in theirs {
            let place = |piece: &Piece| {
                let (from, to) = piece.place?;
                token(Span::new(text, start + from, start + to).ok(), piece)
            };
            all.extend(word.pieces.iter().filter_map(place));
            start += word.surface.len() + 1;
        }
        return (all, Changed::default(), Vec::new());
    }
    let forms: Vec<&str> = pieces().map(|piece| &*piece.form).collect();
    let aligned = align(text, &forms);
    let all = aligned.spans.iter().zip(pieces()).filter_map(|(span, piece)| token(*span, piece)).collect();
    (all, Changed::new(aligned.unplaced(), aligned.rules), aligned.spans)
}

/// The pieces that stand nowhere, each with the word of gold that it spoils.
fn invented(words: &[Word], theirs: &[Scored], spans: &[Option<Span>]) -> Vec<Invented> {
    let mut invented = Vec::new();
    let mut from = 0;
    for word in theirs {
        let own = &spans[from..from + word.pieces.len()];
        from += own.len();
        if own.iter().all(Option::is_some) {
            continue;
        }
        let host = own.iter().flatten().next().map(|span| words.partition_point(|word| word.span.end() <= span.start()));
        let inferred = infer_classes(&word.pieces.iter().map(|piece| &*piece.form).collect::<Vec<_>>());
        for (at, ((span, piece), inferred)) in own.iter().zip(&word.pieces).zip(inferred).enumerate() {
            if span.is_none() {
                let class = if piece.is_told { piece.class } else { inferred };
                let is_clitic = own.len() > 1 && class.is_clitic() && class.admits(&piece.form);
                let clitic = is_clitic.then(|| (class, fold(&piece.form).into_owned()));
                invented.push(Invented { word: host, is_cut: host.is_some() || at > 0, clitic });
            }
        }
    }
    // Sorting is stable, and those without a word come last.
    invented.sort_by_key(|piece| piece.word.unwrap_or(usize::MAX));
    invented
}
