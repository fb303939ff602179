//! Some words of gold and the words of the prediction that stand for them, brought to one text.

use std::ops::Range;

use crate::annotation::{Changed, Token, Word};
use crate::measure::wordfiles::side::{Piece, Scored, Words};
use crate::text::Span;
use crate::text::align::align;

/// Words of both sides over the text of gold: its words, with a space between them.
pub(super) struct Group {
    pub text: String,
    pub words: Vec<Word>,
    pub tokens: Vec<Token>,
    pub changed: Changed,
    /// Gold words whose segments do not tile them, and that count as uncut.
    pub untiled: u64,
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
        let (tokens, changed) = tokens(&text, ours, theirs);
        Group { text, words, tokens, changed, untiled }
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
fn tokens(text: &str, ours: &[Scored], theirs: &[Scored]) -> (Vec<Token>, Changed) {
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
        return (all, Changed::default());
    }
    let forms: Vec<&str> = pieces().map(|piece| &*piece.form).collect();
    let aligned = align(text, &forms);
    let all = aligned.spans.iter().zip(pieces()).filter_map(|(span, piece)| token(*span, piece)).collect();
    (all, Changed::new(aligned.unplaced(), aligned.rules))
}
