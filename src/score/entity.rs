//! Entities: mentions of one article counted under every declared view, bound and orthography.

use std::collections::{BTreeMap, BTreeSet};

use crate::gold::Word;
use crate::scheme::PRONOUNS;
use crate::systems::{Label, Mention};
use crate::text::Span;
use crate::text::fold::{fold, letters, trim};
use crate::text::offsets::CharIndex;
use crate::view::View;

use super::counts::{Count, Layer};
use super::errors::ErrorRow;
use super::matching::{self, Pair};
use super::segment::Counts;

/// How far the ends of two mentions of the same thing may differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bound {
    /// Not at all.
    Char,
    /// By proclitics, with or without the article, at the start, or by an enclitic pronoun at the end.
    Clitic,
}

/// Which spellings are one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Orth {
    /// The characters as they stand.
    Raw,
    /// Folded, see [`fold`].
    Folded,
}

impl Bound {
    fn name(self) -> &'static str {
        match self {
            Bound::Char => "char",
            Bound::Clitic => "clitic",
        }
    }
}

impl Orth {
    fn name(self) -> &'static str {
        match self {
            Orth::Raw => "raw",
            Orth::Folded => "folded",
        }
    }
}

/// One article as entities are scored in it.
pub struct Scene<'a> {
    /// The raw text.
    pub text: &'a str,
    /// The gold words, if the corpus has them: a residue is then licensed only where the gold cuts it.
    pub words: Option<&'a [Word]>,
}

/// Scores the mentions of one article under each view, bound and orthography.
///
/// `errors` receives one row for every pair of the raw `char` matching of each view that is not correct.
pub fn score(scene: &Scene, gold: &[Mention], predicted: &[Mention], views: &[View], errors: &mut Vec<ErrorRow>) -> Counts {
    let index = CharIndex::new(scene.text);
    let mut counts = Counts::new();
    for view in views {
        let (gold, gold_dropped) = view.apply(gold.iter().copied());
        let (predicted, dropped) = view.apply(predicted.iter().copied());
        counts.insert(layer("dropped", "", "", view, "*"), Count { fp: dropped as u64, r#fn: gold_dropped as u64, ..Count::default() });
        for orth in [Orth::Raw, Orth::Folded] {
            let trimmed = |mentions: &[Mention]| -> Vec<Mention> {
                let ends = |mention: &Mention| if orth == Orth::Folded { trim(scene.text, mention.span) } else { mention.span };
                mentions.iter().map(|mention| Mention { span: ends(mention), label: mention.label }).collect()
            };
            let (gold, predicted) = (trimmed(&gold), trimmed(&predicted));
            for bound in [Bound::Char, Bound::Clitic] {
                let equal = |gold: Mention, predicted: Mention| scene.equal(gold.span, predicted.span, bound);
                let pairs = match bound {
                    Bound::Char => matching::pairs(&gold, &predicted),
                    Bound::Clitic => matching::pairs_by(&gold, &predicted, equal),
                };
                let sides = Sides { gold: &gold, predicted: &predicted, pairs: &pairs };
                sides.count(&mut counts, equal, |matching, label| layer(matching, bound.name(), orth.name(), view, label));
                if (bound, orth) == (Bound::Char, Orth::Raw) {
                    scene.errors(&sides, &view.name, &index, errors);
                }
            }
            article_unit(scene.text, &gold, &predicted, orth, view, &mut counts);
        }
    }
    counts.retain(|_, count| !count.is_zero());
    counts
}

fn layer(matching: &str, bound: &str, orth: &str, view: &View, label: &str) -> Layer {
    Layer { matching: matching.into(), bound: bound.into(), orth: orth.into(), view: view.name.clone(), label: label.into() }
}

/// Both sides of one matching.
struct Sides<'a> {
    gold: &'a [Mention],
    predicted: &'a [Mention],
    pairs: &'a [Pair],
}

impl Sides<'_> {
    fn count(&self, counts: &mut Counts, equal: impl Fn(Mention, Mention) -> bool, layer: impl Fn(&str, &str) -> Layer) {
        let mut exact: BTreeMap<Label, Count> = BTreeMap::new();
        let mut untyped = Count::default();
        for pair in self.pairs {
            let (gold, predicted) = (pair.gold.map(|at| self.gold[at]), pair.predicted.map(|at| self.predicted[at]));
            let same_span = gold.zip(predicted).is_some_and(|(gold, predicted)| equal(gold, predicted));
            let right = same_span && gold.map(|gold| gold.label) == predicted.map(|predicted| predicted.label);
            let (in_gold, in_predicted) = (u64::from(gold.is_some()), u64::from(predicted.is_some()));
            match gold {
                Some(gold) if right => exact.entry(gold.label).or_default().tp += 1,
                Some(gold) => exact.entry(gold.label).or_default().r#fn += 1,
                None => {}
            }
            if let Some(predicted) = predicted.filter(|_| !right) {
                exact.entry(predicted.label).or_default().fp += 1;
            }
            untyped += match same_span {
                true => Count { tp: 1, ..Count::default() },
                false => Count { fp: in_predicted, r#fn: in_gold, ..Count::default() },
            };
        }
        for (label, count) in exact {
            counts.insert(layer("exact", label.name()), count);
        }
        counts.insert(layer("untyped", "*"), untyped);
    }
}

/// The distinct surfaces and labels that an article mentions, each counted once.
fn article_unit(text: &str, gold: &[Mention], predicted: &[Mention], orth: Orth, view: &View, counts: &mut Counts) {
    let surfaces = |mentions: &[Mention]| -> BTreeSet<(Label, String)> {
        let surface = |mention: &Mention| match orth {
            Orth::Raw => mention.span.slice(text).to_string(),
            Orth::Folded => fold(mention.span.slice(text)).into_owned(),
        };
        mentions.iter().map(|mention| (mention.label, surface(mention))).collect()
    };
    let (gold, predicted) = (surfaces(gold), surfaces(predicted));
    let mut note = |label: Label, count: Count| *counts.entry(layer("article", "", orth.name(), view, label.name())).or_default() += count;
    for item in gold.union(&predicted) {
        let (tp, fp) = (gold.contains(item) && predicted.contains(item), !gold.contains(item));
        note(item.0, Count { tp: u64::from(tp), fp: u64::from(fp), r#fn: u64::from(!tp && !fp), tn: 0 });
    }
}

impl Scene<'_> {
    /// Whether two spans count as one under the bound.
    fn equal(&self, gold: Span, predicted: Span, bound: Bound) -> bool {
        gold == predicted || (bound == Bound::Clitic && self.differ_by_clitics(gold, predicted))
    }

    /// Whether exactly one end differs, by a residue that the language licenses.
    ///
    /// The residue is never stripped from a name: it is the difference of two spans whose other end agrees (وائل keeps its و).
    fn differ_by_clitics(&self, a: Span, b: Span) -> bool {
        let [(from, to)] = residue(a, b)[..] else { return false };
        let licensed = if a.end() == b.end() { is_proclitics } else { is_pronoun };
        licensed(&self.text[from..to]) && self.is_cut(from, to)
    }

    /// Whether the gold cuts the residue off as clitics; true where there is no gold for words. Marks at the edges do not matter.
    fn is_cut(&self, from: usize, to: usize) -> bool {
        let Some(words) = self.words else { return true };
        let Ok(residue) = Span::new(self.text, from, to).map(|span| trim(self.text, span)) else { return false };
        let at = words.partition_point(|word| word.span.end() <= residue.start());
        let Some(word) = words.get(at) else { return false };
        let mut parts = word.segments.iter().filter(|segment| segment.span.overlaps(residue)).peekable();
        let starts = parts.peek().is_some_and(|first| trim(self.text, first.span).start() == residue.start());
        let mut end = 0;
        let clitics = parts.all(|segment| {
            end = trim(self.text, segment.span).end();
            segment.class.is_clitic()
        });
        starts && clitics && end == residue.end()
    }

    fn errors(&self, sides: &Sides, view: &str, index: &CharIndex, errors: &mut Vec<ErrorRow>) {
        for pair in sides.pairs {
            let (gold, predicted) = (pair.gold.map(|at| sides.gold[at]), pair.predicted.map(|at| sides.predicted[at]));
            if gold == predicted {
                continue;
            }
            let residue = gold.zip(predicted).map(|(gold, predicted)| residue(gold.span, predicted.span));
            let shared = gold.zip(predicted).map(|(gold, predicted)| {
                let shared = gold.span.shared(predicted.span) as u64;
                shared * 1000 / (gold.span.len() as u64 + predicted.span.len() as u64 - shared)
            });
            errors.push(ErrorRow {
                view: view.into(),
                class: self.class(gold, predicted),
                gold: gold.map(|gold| index.of(gold.span)),
                gold_text: gold.map_or(String::new(), |gold| gold.span.slice(self.text).into()),
                gold_label: gold.map_or(String::new(), |gold| gold.label.name().into()),
                predicted: predicted.map(|predicted| index.of(predicted.span)),
                predicted_text: predicted.map_or(String::new(), |predicted| predicted.span.slice(self.text).into()),
                predicted_label: predicted.map_or(String::new(), |predicted| predicted.label.name().into()),
                iou: shared,
                residue: residue.map_or(String::new(), |parts| parts.iter().map(|&(from, to)| &self.text[from..to]).collect::<Vec<_>>().join("…")),
            });
        }
    }

    fn class(&self, gold: Option<Mention>, predicted: Option<Mention>) -> String {
        let (gold, predicted) = match (gold, predicted) {
            (Some(gold), Some(predicted)) => (gold, predicted),
            (Some(_), None) => return "missed".into(),
            _ => return "spurious".into(),
        };
        let same_label = gold.label == predicted.label;
        let (g, p) = (gold.span, predicted.span);
        let ends = match (g.start() == p.start(), g.end() == p.end()) {
            (true, true) => return "label".into(),
            _ if trim(self.text, g) == trim(self.text, p) => "spelling",
            _ if self.differ_by_clitics(g, p) => "clitic",
            (false, true) => "boundary-start",
            (true, false) => "boundary-end",
            (false, false) => "boundary-both",
        };
        format!("{ends}{}", if same_label { "" } else { "+label" })
    }
}

/// The byte ranges that lie in one of two overlapping spans only.
fn residue(a: Span, b: Span) -> Vec<(usize, usize)> {
    let ends = [(a.start().min(b.start()), a.start().max(b.start())), (a.end().min(b.end()), a.end().max(b.end()))];
    ends.into_iter().filter(|(from, to)| from < to).collect()
}

/// A sequence of و ف ب ل ك س أ, then optionally the article.
fn is_proclitics(residue: &str) -> bool {
    let letters = letters(residue);
    let clitics = letters.strip_suffix("ال").unwrap_or(&letters);
    !letters.is_empty() && clitics.chars().all(|c| matches!(c, 'و' | 'ف' | 'ب' | 'ل' | 'ك' | 'س' | 'أ'))
}

fn is_pronoun(residue: &str) -> bool {
    PRONOUNS.contains(&&*letters(residue))
}
