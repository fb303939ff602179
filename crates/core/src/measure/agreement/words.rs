//! The agreement on words and their segments of one article.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::annotation::Class;
use crate::format::{Document, SplitToken};
use crate::measure::agreement::article::{AgreedTask, Agreement, Difference, hit};
use crate::measure::agreement::joined::DoublyAnnotated;
use crate::statistics::Count;
use crate::text::Span;
use crate::text::fold::is_invisible;

/// A segment of a word as one side has it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Piece<'a> {
    span: Span,
    class: Option<Class>,
    /// The restored form; empty if it is what stands there.
    form: &'a str,
}

/// A word as one side has it.
#[derive(Clone, Debug)]
struct Word<'a> {
    span: Span,
    pieces: Vec<Piece<'a>>,
    /// Whether all of its pieces stand in the text.
    is_placed: bool,
}

/// Compares the words of an article.
///
/// A word of the comparison is a shortest stretch of text at whose ends no word of either side goes on: mostly one word of each side. Those
/// that both sides take for punctuation are left out, as word accuracy leaves them out everywhere.
pub(super) fn compare(pair: &DoublyAnnotated, agreement: &mut Agreement) {
    let text = pair.a.text.as_str();
    let (a, b) = (words(&pair.a), words(&pair.b));
    for sides in stretches(&a, &b) {
        if sides.into_iter().flatten().any(|word| !word.is_placed) {
            agreement.unplaced += 1;
            continue;
        }
        let stretch = Stretch { text, sides, pieces: sides.map(|words| words.iter().flat_map(|word| word.pieces.iter().copied()).collect()) };
        if !stretch.is_punctuation() {
            stretch.compare(agreement);
        }
    }
}

/// The words of a document, sorted: those that fall into parts, and tokens that do not.
fn words(document: &Document) -> Vec<Word<'_>> {
    let text = document.text.as_str();
    let mut words: Vec<Word> = document.splits.iter().map(|split| word(text, split)).collect();
    words.sort_by_key(|word| word.span);
    let mut splits = words.iter().map(|word| word.span).collect::<Vec<_>>().into_iter().peekable();
    for &span in &document.tokens {
        while splits.next_if(|split| split.end() <= span.start()).is_some() {}
        if splits.peek().is_none_or(|split| span.end() <= split.start()) {
            words.push(Word { span, pieces: vec![Piece { span, class: None, form: "" }], is_placed: true });
        }
    }
    words.sort_by_key(|word| word.span);
    words
}

fn word<'a>(text: &str, split: &'a SplitToken) -> Word<'a> {
    let pieces: Vec<Piece> = split
        .parts
        .iter()
        .filter_map(|part| {
            let span = part.span?;
            // A form that is what stands there restores nothing.
            let form = if &*part.form == span.slice(text) { "" } else { &part.form };
            Some(Piece { span, class: part.class, form })
        })
        .collect();
    Word { span: split.span, is_placed: pieces.len() == split.parts.len(), pieces }
}

/// The stretches of text at whose ends no word of either side goes on, as the words of both sides. Both sides are sorted.
fn stretches<'w, 'a>(a: &'w [Word<'a>], b: &'w [Word<'a>]) -> Vec<[&'w [Word<'a>]; 2]> {
    let mut stretches = Vec::with_capacity(a.len().max(b.len()));
    let (mut i, mut j) = (0, 0);
    while let Some(start) = [a.get(i), b.get(j)].into_iter().flatten().map(|word| word.span.start()).min() {
        let (from, other_from) = (i, j);
        let mut end = start + 1;
        loop {
            match (a.get(i), b.get(j)) {
                (Some(word), _) if word.span.start() < end => {
                    end = end.max(word.span.end());
                    i += 1;
                }
                (_, Some(word)) if word.span.start() < end => {
                    end = end.max(word.span.end());
                    j += 1;
                }
                _ => break,
            }
        }
        stretches.push([&a[from..i], &b[other_from..j]]);
    }
    stretches
}

/// A word of the comparison.
struct Stretch<'w, 'a> {
    text: &'a str,
    sides: [&'w [Word<'a>]; 2],
    pieces: [Vec<Piece<'a>>; 2],
}

impl Stretch<'_, '_> {
    fn span(&self) -> Span {
        let words = || self.sides.into_iter().flatten();
        let (start, end) = (words().map(|word| word.span.start()).min(), words().map(|word| word.span.end()).max());
        Span::new(self.text, start.unwrap_or_default(), end.unwrap_or_default()).expect("a stretch holds a word")
    }

    fn is_punctuation(&self) -> bool {
        let is_mark = |piece: &Piece| match piece.class {
            Some(class) => class == Class::Punct,
            None => !piece.span.slice(self.text).contains(char::is_alphanumeric),
        };
        self.sides.iter().all(|side| !side.is_empty()) && self.pieces.iter().flatten().all(is_mark)
    }

    fn compare(&self, agreement: &mut Agreement) {
        let [a, b] = &self.pieces;
        let [a_words, b_words] = self.sides;
        let same_cuts = a_words.iter().map(|word| word.span).eq(b_words.iter().map(|word| word.span))
            && a.iter().map(|piece| piece.span).eq(b.iter().map(|piece| piece.span));
        let same_classes = a.iter().map(|piece| piece.class).eq(b.iter().map(|piece| piece.class));
        let is_told = self.pieces.iter().flatten().all(|piece| piece.class.is_some());
        agreement.cuts += hit(same_cuts);
        agreement.boundaries += self.boundaries();
        if is_told {
            agreement.words += hit(same_cuts && same_classes);
            self.classes(&mut agreement.classes);
        }
        self.forms(agreement);
        let mut note = |kind: &'static str, shown: &dyn Fn(&[Word]) -> String| {
            let [a, b] = self.sides.map(shown);
            agreement.differences.push(Difference { span: self.span(), task: AgreedTask::Segments, kind, a, b });
        };
        match () {
            _ if a_words.is_empty() => note("only-b", &|words| self.cut(words)),
            _ if b_words.is_empty() => note("only-a", &|words| self.cut(words)),
            _ if !same_cuts => note("cut", &|words| self.cut(words)),
            _ if is_told && !same_classes => note("class", &|words| self.classed(words)),
            _ => {}
        }
    }

    /// The decisions to cut or not. A place for a cut is in front of every character of the stretch but the first that is neither a combining
    /// mark, nor invisible, nor white space. A cut in front of such a character is one in front of the next: it is the same to the eye.
    fn boundaries(&self) -> Count {
        let span = self.span();
        let is_counted = |c: char| !(unicode_normalization::char::is_combining_mark(c) || is_invisible(c) || c.is_whitespace());
        let places: Vec<usize> =
            span.slice(self.text).char_indices().filter(|(_, c)| is_counted(*c)).map(|(at, _)| span.start() + at).skip(1).collect();
        let first = span.slice(self.text).find(is_counted).map_or(span.end(), |at| span.start() + at);
        let cuts = |pieces: &[Piece]| {
            let ends = pieces.iter().flat_map(|piece| [piece.span.start(), piece.span.end()]);
            let mut cuts: Vec<usize> = ends.filter(|&at| at > first).map(|at| places.partition_point(|&place| place < at)).collect();
            cuts.sort_unstable();
            cuts.dedup();
            cuts.retain(|&at| at < places.len());
            cuts
        };
        let [a, b] = self.pieces.each_ref().map(|pieces| cuts(pieces));
        let both = a.iter().filter(|&at| b.binary_search(at).is_ok()).count();
        let (first, second) = (a.len() - both, b.len() - both);
        let neither = places.len() - both - first - second;
        Count { tp: both as u64, fp: second as u64, r#fn: first as u64, tn: neither as u64 }
    }

    /// Every piece of the first side with the piece of the second in the same place; those that stand alone, too.
    fn paired(&self) -> Vec<[Option<&Piece<'_>>; 2]> {
        let [a, b] = &self.pieces;
        let (mut i, mut j) = (0, 0);
        let mut paired = Vec::with_capacity(a.len().max(b.len()));
        while i < a.len() || j < b.len() {
            let order = match (a.get(i), b.get(j)) {
                (Some(a), Some(b)) => a.span.cmp(&b.span),
                (Some(_), None) => Ordering::Less,
                _ => Ordering::Greater,
            };
            let (first, second) = (a.get(i).filter(|_| order != Ordering::Greater), b.get(j).filter(|_| order != Ordering::Less));
            i += usize::from(first.is_some());
            j += usize::from(second.is_some());
            paired.push([first, second]);
        }
        paired
    }

    fn classes(&self, classes: &mut BTreeMap<Class, Count>) {
        for [a, b] in self.paired() {
            let [first, second] = [a, b].map(|piece| piece.and_then(|piece| piece.class));
            match (first, second) {
                (Some(a), Some(b)) if a == b => classes.entry(a).or_default().tp += 1,
                _ => {
                    first.into_iter().for_each(|class| classes.entry(class).or_default().r#fn += 1);
                    second.into_iter().for_each(|class| classes.entry(class).or_default().fp += 1);
                }
            }
        }
    }

    fn forms(&self, agreement: &mut Agreement) {
        for pair in self.paired() {
            let [Some(a), Some(b)] = pair else { continue };
            if a.form.is_empty() && b.form.is_empty() {
                continue;
            }
            agreement.forms += hit(a.form == b.form);
            if a.form != b.form {
                agreement.differences.push(Difference { span: a.span, task: AgreedTask::Segments, kind: "form", a: a.form.into(), b: b.form.into() });
            }
        }
    }

    /// `و+زار`; a space stands between words.
    fn cut(&self, words: &[Word]) -> String {
        self.written(words, |piece| piece.span.slice(self.text).into())
    }

    /// `و/CONJ+زار/STEM`.
    fn classed(&self, words: &[Word]) -> String {
        self.written(words, |piece| format!("{}/{}", piece.span.slice(self.text), piece.class.map_or("", Class::name)))
    }

    fn written(&self, words: &[Word], piece: impl Fn(&Piece) -> String) -> String {
        words.iter().map(|word| word.pieces.iter().map(&piece).collect::<Vec<_>>().join("+")).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::agreement::tests::{article, compared, shown};

    fn count(tp: u64, missed: u64) -> Count {
        Count { tp, r#fn: missed, ..Count::default() }
    }

    #[test]
    fn a_word_agrees_if_its_segments_and_their_classes_do() {
        let joined = article("و/CONJ+زار/STEM ال/DET+بيت/STEM ب/PREP+اسم/STEM", "و/CONJ+زار/STEM البيت/STEM ب/STEM+اسم/STEM", &[], &[]);
        let agreement = compared(&joined);
        assert_eq!((agreement.words, agreement.cuts), (count(1, 2), count(2, 1)));
        assert_eq!(
            shown(&joined),
            ["5..10 segments cut: ال+بيت | البيت", "11..15 segments class: ب/PREP+اسم/STEM | ب/STEM+اسم/STEM"],
            "{:?}",
            agreement.differences
        );
        // Of STEM: زار and اسم by both, بيت by A, البيت and ب by B.
        assert_eq!(agreement.classes[&Class::Stem], Count { tp: 2, fp: 2, r#fn: 1, tn: 0 });
        assert_eq!((agreement.classes[&Class::Conj], agreement.classes[&Class::Det]), (count(1, 0), count(0, 1)));
    }

    #[test]
    fn every_place_inside_a_word_is_a_decision_and_marks_make_none() {
        // وَزار has four letters, so three places; بيته has three; مدّها has three; the cut of B in front of the shadda is the one behind it.
        let joined = article("وَ/CONJ+زار/STEM بيته/STEM مدّ/STEM+ها/PRON", "وَ/CONJ+زار/STEM بيت/STEM+ه/PRON مد/STEM+ّها/PRON", &[], &[]);
        let agreement = compared(&joined);
        assert_eq!(agreement.boundaries, Count { tp: 2, fp: 1, r#fn: 0, tn: 6 });
        assert_eq!(agreement.cuts, count(1, 2), "the word with the shadda is cut elsewhere all the same");
        // (8 · 9 − (2 · 3 + 7 · 6)) / (81 − 48)
        assert_eq!(agreement.boundaries.kappa(), Some(24.0 / 33.0));
    }

    #[test]
    fn punctuation_is_left_out_unless_one_side_takes_it_for_a_word() {
        let joined = article("زار/STEM ./PUNCT %/PUNCT ../PUNCT", "زار/STEM ./PUNCT %/STEM ../PUNCT", &[], &[]);
        let agreement = compared(&joined);
        assert_eq!((agreement.words, agreement.cuts, agreement.boundaries), (count(1, 1), count(2, 0), Count { tn: 2, ..Count::default() }));
    }

    #[test]
    fn words_that_one_side_cuts_in_two_are_one_word_that_disagrees() {
        let joined = article("الـ/DET~10/STEM زار/STEM", "الـ/DET+10/STEM زار/STEM", &[], &[]);
        let agreement = compared(&joined);
        assert_eq!((agreement.words, agreement.cuts), (count(1, 1), count(1, 1)));
        assert_eq!(shown(&joined), ["0..5 segments cut: الـ 10 | الـ+10"]);
        assert_eq!(agreement.boundaries, Count { tp: 1, tn: 3 + 2, ..Count::default() });
    }

    #[test]
    fn forms_are_compared_where_a_side_restores_one_in_the_same_place() {
        let joined =
            article("مدت=مدة/STEM+ها/PRON ل/PREP+ل=ال/DET+بيت/STEM عمّ/STEM", "مدت/STEM+ها/PRON ل/PREP+ل=ال/DET+بيت=بيت/STEM عمّ/STEM", &[], &[]);
        let agreement = compared(&joined);
        assert_eq!(agreement.forms, count(1, 1));
        assert_eq!(shown(&joined), ["0..3 segments form: مدة | "]);
    }

    #[test]
    fn classes_that_a_side_does_not_tell_are_not_compared() {
        let joined = article("و/CONJ+زار/STEM بيت/STEM", "و+زار بيت", &[], &[]);
        let agreement = compared(&joined);
        assert_eq!((agreement.words, agreement.cuts, agreement.classes.len()), (count(0, 0), count(2, 0), 0));
        assert_eq!(shown(&joined), [""; 0]);
    }
}
