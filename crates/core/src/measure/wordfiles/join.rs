//! The words of both sides joined: which stand for each other, and what each pair counts.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::annotation::{Changed, Scheme, Token};
use crate::measure::segment::tally;
use crate::measure::wordfiles::group::Group;
use crate::measure::wordfiles::outcome::{Clitics, Outcome};
use crate::measure::wordfiles::side::Words;
use crate::text::fold::fold;

/// How many words of each side may stand between two places where both go on alike.
const REACH: usize = 40;

/// How many words must be the same behind them.
const SAME: usize = 4;

/// Words of gold and of the prediction that stand for each other.
pub(super) type Ranges = (Range<usize>, Range<usize>);

/// What joining gave.
#[derive(Default)]
pub(super) struct Joined {
    /// What was counted, in order: the word of gold behind the last of a step, which leaves no article, and the number of its outcome.
    pub steps: Vec<(u32, u32)>,
    pub outcomes: Vec<Outcome>,
    pub clitics: Clitics,
    /// The words of every step, if they are wanted.
    pub groups: Vec<Ranges>,
    /// Words of gold in which no piece of the prediction stands.
    pub lacking: u64,
    /// How many of these end gold, one behind the other.
    pub lacking_at_end: u64,
}

/// What becomes of a pair of words.
#[derive(Clone, Copy)]
enum Pair {
    /// Its outcome.
    Counted(u32),
    /// They are not the same word.
    Differs,
}

/// Joins the words of both sides.
pub(super) fn join(gold: &Words, predicted: &Words, scheme: Scheme, keep: bool) -> Joined {
    let mut joiner = Joiner {
        gold,
        predicted,
        scheme,
        keep,
        known: FxHashMap::default(),
        known_same: FxHashMap::default(),
        numbers: FxHashMap::default(),
        joined: Joined::default(),
        article: 0,
    };
    joiner.joined.steps.reserve(gold.len());
    let (mut g, mut p) = (0, 0);
    while g < gold.len() || p < predicted.len() {
        let both = g < gold.len() && p < predicted.len();
        if let Pair::Counted(outcome) = if both { joiner.pair(g, p) } else { Pair::Differs } {
            joiner.joined.steps.push((g as u32 + 1, outcome));
            joiner.joined.lacking_at_end = 0;
            joiner.joined.groups.extend(keep.then_some((g..g + 1, p..p + 1)));
            (g, p) = (g + 1, p + 1);
            continue;
        }
        let (ours, theirs) = joiner.reach(g, p);
        joiner.group(g..ours, p..theirs);
        (g, p) = (ours, theirs);
    }
    joiner.joined
}

struct Joiner<'k, 'a, 'b> {
    gold: &'k Words<'a>,
    predicted: &'k Words<'b>,
    scheme: Scheme,
    keep: bool,
    /// The pairs that were met, by their keys.
    known: FxHashMap<(&'k str, &'k str), Pair>,
    /// Those of which both sides have the same key, as most have.
    known_same: FxHashMap<&'k str, Pair>,
    /// The numbers of the outcomes, of which few are different.
    numbers: FxHashMap<Outcome, u32>,
    joined: Joined,
    /// The article of gold in which the joining is.
    article: usize,
}

impl Joiner<'_, '_, '_> {
    /// What a word of gold and one of the prediction count, if they are the same word.
    #[inline]
    fn pair(&mut self, g: usize, p: usize) -> Pair {
        let key = (self.gold.key(g), self.predicted.key(p));
        let is_same = key.0 == key.1;
        if let Some(pair) = if is_same { self.known_same.get(key.0) } else { self.known.get(&key) } {
            return *pair;
        }
        let group = Group::new(self.gold, g..g + 1, self.predicted, p..p + 1);
        let pair = match group.is_whole() {
            true => Pair::Counted(self.count(&group, 0..1, 0..group.tokens.len(), group.changed.clone(), true)),
            false => Pair::Differs,
        };
        if is_same {
            self.known_same.insert(key.0, pair);
        } else {
            self.known.insert(key, pair);
        }
        pair
    }

    /// Counts some words of a group with some of its tokens; `is_last` says whether they are its last.
    fn count(&mut self, group: &Group, words: Range<usize>, tokens: Range<usize>, changed: Changed, is_last: bool) -> u32 {
        let untiled = if words.start == 0 { group.untiled } else { 0 };
        let invented = group.invented(words.clone(), is_last);
        let spoilt: Vec<usize> = invented.iter().filter_map(|piece| Some(piece.word? - words.start)).collect();
        let mut counted = tally(&group.text, &group.words[words], &group.tokens[tokens], &spoilt, self.scheme, &mut |_| ());
        for piece in invented {
            counted.boundary.fp += u64::from(piece.is_cut);
            if let Some((class, surface)) = &piece.clitic {
                counted.clitics.entry((*class, surface.as_str().into())).or_default().fp += 1;
            }
        }
        let outcome = Outcome::new(counted, changed, untiled, &mut self.joined.clitics);
        let next = self.joined.outcomes.len() as u32;
        *self.numbers.entry(outcome).or_insert_with_key(|outcome| {
            self.joined.outcomes.push(outcome.clone());
            next
        })
    }

    /// The nearest places behind `g` and `p` where both sides go on with the same words, marks and seats of hamza aside; the ends if there are none
    /// near.
    fn reach(&self, g: usize, p: usize) -> (usize, usize) {
        let ends = (self.gold.len(), self.predicted.len());
        let surfaces = |side: &Words, from: usize| -> Vec<String> {
            (from..(from + REACH + SAME).min(side.len())).map(|at| fold(&side.word(at).surface).into_owned()).collect()
        };
        let (ours, theirs) = (surfaces(self.gold, g), surfaces(self.predicted, p));
        let alike = |a: usize, b: usize| {
            let (left, right) = (&ours[a..(a + SAME).min(ours.len())], &theirs[b..(b + SAME).min(theirs.len())]);
            // Near the ends there are fewer than four.
            let is_end = g + a + left.len() == ends.0 && p + b + right.len() == ends.1;
            left == right && (left.len() == SAME || is_end)
        };
        for apart in 1..=2 * REACH {
            for a in apart.saturating_sub(REACH)..=apart.min(REACH) {
                let b = apart - a;
                if a <= ours.len() && b <= theirs.len() && alike(a, b) {
                    return (g + a, p + b);
                }
            }
        }
        ends
    }

    /// Notes the words of gold in which no token stands.
    fn note_lacking(&mut self, group: &Group) {
        let mut tokens = group.tokens.iter().peekable();
        for word in &group.words {
            while tokens.next_if(|token| token.span.end() <= word.span.start()).is_some() {}
            let is_lacking = tokens.peek().is_none_or(|token| word.span.end() <= token.span.start());
            self.joined.lacking += u64::from(is_lacking);
            self.joined.lacking_at_end = if is_lacking { self.joined.lacking_at_end + 1 } else { 0 };
        }
    }

    /// Counts words that are aligned as a whole; each article of gold has a step of its own.
    fn group(&mut self, g: Range<usize>, p: Range<usize>) {
        let group = Group::new(self.gold, g.clone(), self.predicted, p.clone());
        let mut changed = group.changed.clone();
        self.note_lacking(&group);
        let (mut from, mut first) = (0, 0);
        while first < group.words.len() || g.is_empty() {
            while self.gold.articles.get(self.article).is_some_and(|article| article.end <= g.start + first) {
                self.article += 1;
            }
            let end = self.gold.articles.get(self.article).map_or(g.end, |article| article.end.min(g.end)) - g.start;
            let reach = group.words.get(end).map_or(usize::MAX, |next| next.span.start());
            let to = from + group.tokens[from..].iter().take_while(|token: &&Token| token.span.start() < reach).count();
            let is_last = end >= group.words.len();
            let outcome = self.count(&group, first..end.max(first), from..to, std::mem::take(&mut changed), is_last);
            self.joined.steps.push(((g.start + end) as u32, outcome));
            (from, first) = (to, end);
            if g.is_empty() {
                break;
            }
        }
        if self.keep {
            self.joined.groups.push((g, p));
        }
    }
}
