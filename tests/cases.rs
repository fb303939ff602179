//! The scorer against its readable definition: every hand-counted case of `gold/cases`, and the invariants on each of them.

use std::collections::BTreeMap;

use mihak::folder::Root;
use mihak::gold::{Segment, Word};
use mihak::scheme::{Class, Scheme, infer_classes};
use mihak::score::entity::{self, Scene};
use mihak::score::segment::{self, Counts};
use mihak::score::{Count, ErrorRow, Layer};
use mihak::systems::{Label, Mention, Token};
use mihak::text::offsets::CharIndex;
use mihak::text::{Span, words};
use mihak::view::View;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    entities: Vec<EntityCase>,
    #[serde(default)]
    tokens: Vec<TokenCase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntityCase {
    name: String,
    text: String,
    /// The gold words, if the corpus of the case has them.
    words: Option<String>,
    gold: Vec<Place>,
    predicted: Vec<Place>,
    counts: String,
    #[serde(default)]
    errors: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenCase {
    name: String,
    text: String,
    scheme: String,
    gold: String,
    predicted: Vec<String>,
    counts: String,
    #[serde(default)]
    errors: Vec<String>,
}

/// A mention as people write it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Place {
    Offsets(usize, usize, String),
    First(String, String),
    Nth(String, String, usize),
}

/// One case, ready to be scored; `place` names its file and itself.
struct Case<Input> {
    place: String,
    input: Input,
    expected: Expected,
}

struct Expected {
    counts: Counts,
    /// The error classes of each view or scheme that the case speaks about, sorted.
    errors: BTreeMap<String, Vec<String>>,
}

struct Entities {
    text: String,
    words: Option<Vec<Word>>,
    gold: Vec<Mention>,
    predicted: Vec<Mention>,
}

struct Tokens {
    text: String,
    scheme: Scheme,
    words: Vec<Word>,
    tokens: Vec<Token>,
}

trait Input {
    fn score(&self) -> (Counts, Vec<ErrorRow>);
}

impl Input for Entities {
    fn score(&self) -> (Counts, Vec<ErrorRow>) {
        let views = ["wojood", "flat", "conll4", "names"].map(|name| View::load(&Root::Embedded, name).unwrap());
        let scene = Scene { text: &self.text, words: self.words.as_deref() };
        let mut errors = Vec::new();
        (entity::score(&scene, &self.gold, &self.predicted, &views, &mut errors), errors)
    }
}

impl Input for Tokens {
    fn score(&self) -> (Counts, Vec<ErrorRow>) {
        let mut errors = Vec::new();
        (segment::score(&self.text, &self.words, &self.tokens, self.scheme, &mut errors), errors)
    }
}

impl Tokens {
    /// The gold segments as the declared scheme shows them.
    fn gold(&self) -> Vec<Token> {
        let mut segments = Vec::new();
        self.words.iter().for_each(|word| self.scheme.project(&word.finest(), &mut segments));
        segments.into_iter().map(|(span, _)| Token::plain(span)).collect()
    }
}

// Reading

fn files() -> Vec<(String, File)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("gold/cases");
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("`{}`: {error}", folder.display()));
    let mut paths: Vec<_> =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
    paths.sort();
    let read = |path: &Path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let file: File = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!file.entities.is_empty() || !file.tokens.is_empty(), "{name} has no case");
        (name, file)
    };
    paths.iter().map(|path| read(path)).collect()
}

fn entities() -> Vec<Case<Entities>> {
    let mut cases = Vec::new();
    for (file, read) in files() {
        for EntityCase { name, text, words, gold, predicted, counts, errors } in read.entities {
            let place = format!("{file}: {name}");
            let mentions = |places: &[Place]| places.iter().map(|at| mention(&place, &text, at)).collect();
            let (gold, predicted) = (mentions(&gold), mentions(&predicted));
            let words = words.map(|words| gold_words(&place, &text, &words));
            let expected = Expected::new(&place, &counts, &errors);
            cases.push(Case { place, input: Entities { text, words, gold, predicted }, expected });
        }
    }
    assert!(!cases.is_empty(), "gold/cases holds no case of entities");
    cases
}

fn tokens() -> Vec<Case<Tokens>> {
    let mut cases = Vec::new();
    for (file, read) in files() {
        for TokenCase { name, text, scheme, gold, predicted, counts, errors } in read.tokens {
            let place = format!("{file}: {name}");
            let words = gold_words(&place, &text, &gold);
            let tokens = predicted_tokens(&place, &text, &predicted);
            let expected = Expected::new(&place, &counts, &errors);
            let scheme = scheme.parse().unwrap_or_else(|error| panic!("{place}: {error}"));
            cases.push(Case { place, input: Tokens { text, scheme, words, tokens }, expected });
        }
    }
    assert!(!cases.is_empty(), "gold/cases holds no case of tokens");
    cases
}

fn mention(place: &str, text: &str, at: &Place) -> Mention {
    let nth = |surface: &str, nth: usize| {
        let found = text.match_indices(surface).nth(nth.checked_sub(1)?)?;
        Span::new(text, found.0, found.0 + surface.len()).ok()
    };
    let (span, label) = match at {
        Place::Offsets(start, end, label) => (CharIndex::new(text).span(text, *start, *end).ok(), label),
        Place::First(surface, label) => (nth(surface, 1), label),
        Place::Nth(surface, label, which) => (nth(surface, *which), label),
    };
    Mention { span: span.unwrap_or_else(|| panic!("{place}: a mention of {label} is not in the text")), label: Label::new(label) }
}

/// A surface, and the class behind a `/`, if one stands there.
fn piece(written: &str) -> (&str, Option<Class>) {
    match written.rsplit_once('/').map(|(surface, class)| (surface, class.parse())) {
        Some((surface, Ok(class))) => (surface, Some(class)),
        _ => (written, None),
    }
}

/// The first place of `surface` at or behind `from`.
fn next(place: &str, text: &str, from: usize, surface: &str) -> Span {
    let at = from + text[from..].find(surface).unwrap_or_else(|| panic!("{place}: «{surface}» does not follow in the text"));
    Span::new(text, at, at + surface.len()).unwrap_or_else(|error| panic!("{place}: {error}"))
}

fn gold_words(place: &str, text: &str, written: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    for word in written.split_whitespace() {
        let pieces: Vec<(&str, Option<Class>)> = word.split('+').map(piece).collect();
        let surfaces: Vec<&str> = pieces.iter().map(|(surface, _)| *surface).collect();
        let span = next(place, text, out.last().map_or(0, |word| word.span.end()), &surfaces.concat());
        let inferred = if words::is_punctuation(span.slice(text)) { vec![Class::Punct] } else { infer_classes(&surfaces) };
        let mut at = span.start();
        let mut segments = Vec::new();
        for (&(surface, class), inferred) in pieces.iter().zip(inferred) {
            let span = next(place, text, at, surface);
            segments.push(Segment { span, class: class.unwrap_or(inferred), form: "".into() });
            at = span.end();
        }
        out.push(Word { span, segments });
    }
    let spans: Vec<Span> = out.iter().map(|word| word.span).collect();
    assert_eq!(spans, words::words(text).collect::<Vec<_>>(), "{place}: gold words must be the words of the text");
    out
}

fn predicted_tokens(place: &str, text: &str, written: &[String]) -> Vec<Token> {
    let mut at = 0;
    let mut token = |written: &String| {
        let (surface, class) = piece(written);
        let span = next(place, text, at, surface);
        at = span.end();
        Token { span, class }
    };
    written.iter().map(&mut token).collect()
}

impl Expected {
    /// Counts are lines of `tp fp fn tn match bound orth view label`; `-` is an empty field, `a,b` stands for one line each.
    fn new(place: &str, counts: &str, errors: &[String]) -> Expected {
        let mut expected = Expected { counts: Counts::new(), errors: BTreeMap::new() };
        for line in counts.lines().filter(|line| !line.trim().is_empty()) {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let [tp, fp, r#fn, tn, matching, bounds, orths, views, label] = fields[..] else {
                panic!("{place}: «{line}» has {} fields, expected tp fp fn tn match bound orth view label", fields.len());
            };
            let [tp, fp, r#fn, tn] =
                [tp, fp, r#fn, tn].map(|number| number.parse().unwrap_or_else(|_| panic!("{place}: «{line}»: `{number}` is no count")));
            let field = |name: &str| name.trim_start_matches('-').to_string();
            for (bound, orth, view) in bounds.split(',').flat_map(|b| orths.split(',').flat_map(move |o| views.split(',').map(move |v| (b, o, v)))) {
                let layer = Layer { matching: matching.into(), bound: field(bound), orth: field(orth), view: field(view), label: label.into() };
                let before = expected.counts.insert(layer, Count { tp, fp, r#fn, tn });
                assert!(before.is_none(), "{place}: «{line}» says again what a line above says");
            }
        }
        assert!(!expected.counts.is_empty(), "{place}: no counts are expected");
        for error in errors {
            let (view, class) = error.split_once(' ').unwrap_or_else(|| panic!("{place}: error `{error}` must be a view and a class"));
            expected.errors.entry(view.into()).or_default().extend((class != "none").then(|| class.to_string()));
        }
        expected.errors.values_mut().for_each(|classes| classes.sort());
        expected
    }

    /// What differs. A case that names one label of a layer names them all: the others must not have been counted.
    fn differences(&self, counts: &Counts, errors: &[ErrorRow]) -> Vec<String> {
        let group = |layer: &Layer| Layer { label: String::new(), ..layer.clone() };
        let spoken_of = |layer: &Layer| self.counts.keys().any(|expected| group(expected) == group(layer));
        let mut said = Vec::new();
        for layer in self.counts.keys().chain(counts.keys().filter(|layer| !self.counts.contains_key(layer) && spoken_of(layer))) {
            let (expected, counted) = (at(&self.counts, layer), at(counts, layer));
            if expected != counted {
                let Layer { matching, bound, orth, view, label } = layer;
                said.push(format!("{matching} {bound} {orth} {view} {label}: expected {}, counted {}", shown(expected), shown(counted)));
            }
        }
        for (view, expected) in &self.errors {
            let mut classes: Vec<&str> = errors.iter().filter(|row| row.view == *view).map(|row| &*row.class).collect();
            classes.sort_unstable();
            if classes != *expected {
                said.push(format!("errors of {view}: expected {expected:?}, found {classes:?}"));
            }
        }
        said
    }
}

fn at(counts: &Counts, layer: &Layer) -> Count {
    counts.get(layer).copied().unwrap_or_default()
}

fn shown(Count { tp, fp, r#fn, tn }: Count) -> String {
    format!("tp {tp} fp {fp} fn {fn} tn {tn}")
}

/// The counts without the layers of which `keep` says no.
fn only(counts: Counts, keep: impl Fn(&str) -> bool) -> Counts {
    counts.into_iter().filter(|(layer, _)| keep(&layer.matching)).collect()
}

fn swapped(counts: Counts) -> Counts {
    counts.into_iter().map(|(layer, count)| (layer, Count { fp: count.r#fn, r#fn: count.fp, ..count })).collect()
}

fn sum(mut counts: Counts, more: Counts) -> Counts {
    more.into_iter().for_each(|(layer, count)| *counts.entry(layer).or_default() += count);
    counts
}

// Claims

fn assert_counted<T: Input>(cases: &[Case<T>]) {
    let wrong = cases.iter().flat_map(|case| {
        let (counts, errors) = case.input.score();
        case.expected.differences(&counts, &errors).into_iter().map(|said| format!("{}\n    {said}", case.place))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{} counts differ from those made by hand:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_case_of_entities_counts_as_it_was_counted_by_hand() {
    assert_counted(&entities());
}

#[test]
fn every_case_of_tokens_counts_as_it_was_counted_by_hand() {
    assert_counted(&tokens());
}

#[test]
fn gold_against_itself_is_perfect() {
    let faults = |counts: &Counts| counts.values().map(|count| count.fp + count.r#fn).sum::<u64>();
    for Case { place, input, .. } in entities() {
        let perfect = Entities { predicted: input.gold.clone(), ..input };
        // What a view drops is counted as such, and is no fault.
        let counts = only(perfect.score().0, |matching| matching != "dropped");
        assert_eq!(faults(&counts), 0, "{place}: {counts:?}");
        let right = |layer: &Layer| (&*layer.matching, &*layer.bound, &*layer.orth, &*layer.view) == ("exact", "char", "raw", "wojood");
        let found: u64 = counts.iter().filter(|(layer, _)| right(layer)).map(|(_, count)| count.tp).sum();
        assert_eq!(found, perfect.gold.len() as u64, "{place}: every gold mention is found once");
    }
    for Case { place, input, .. } in tokens() {
        let perfect = Tokens { tokens: input.gold(), ..input };
        // Under the schemes that are not declared a perfect answer may well be wrong.
        let counts = only(perfect.score().0, |matching| matching != "fit");
        assert_eq!(faults(&counts), 0, "{place}: {counts:?}");
        assert_eq!(at(&counts, &Layer::tokens("span", perfect.scheme.name(), "*")).tp, perfect.tokens.len() as u64, "{place}");
    }
}

#[test]
fn swapping_gold_and_prediction_swaps_missed_and_spurious() {
    for Case { place, input, .. } in entities() {
        let there = input.score().0;
        let back = Entities { gold: input.predicted, predicted: input.gold, ..input }.score().0;
        let keep = |matching: &str| matches!(matching, "exact" | "untyped" | "article" | "dropped");
        assert_eq!(only(there, keep), swapped(only(back, keep)), "{place}");
    }
    for Case { place, input, .. } in tokens() {
        let there = input.score().0;
        let stem = |token: &Token| vec![Segment { span: token.span, class: Class::Stem, form: "".into() }];
        let words = input.tokens.iter().map(|token| Word { span: token.span, segments: stem(token) }).collect();
        let back = Tokens { tokens: input.gold(), words, ..input }.score().0;
        assert_eq!(only(there, |matching| matching == "span"), swapped(only(back, |matching| matching == "span")), "{place}");
    }
}

#[test]
fn the_order_of_mentions_changes_no_count() {
    for Case { place, mut input, .. } in entities() {
        let forward = input.score().0;
        input.predicted.reverse();
        assert_eq!(input.score().0, forward, "{place}: prediction reversed");
        input.gold.reverse();
        assert_eq!(input.score().0, forward, "{place}: both reversed");
    }
}

/// Spans of a second text, moved behind a first one and a line end.
struct Joined {
    text: String,
    by: usize,
}

impl Joined {
    fn new(first: &str, second: &str) -> Joined {
        Joined { text: format!("{first}\n{second}"), by: first.len() + 1 }
    }

    fn span(&self, span: Span) -> Span {
        Span::new(&self.text, span.start() + self.by, span.end() + self.by).unwrap()
    }

    fn words(&self, first: &[Word], second: &[Word]) -> Vec<Word> {
        let segments = |word: &Word| word.segments.iter().map(|segment| Segment { span: self.span(segment.span), ..segment.clone() }).collect();
        first.iter().cloned().chain(second.iter().map(|word| Word { span: self.span(word.span), segments: segments(word) })).collect()
    }

    fn mentions(&self, first: &[Mention], second: &[Mention]) -> Vec<Mention> {
        first.iter().copied().chain(second.iter().map(|mention| Mention { span: self.span(mention.span), ..*mention })).collect()
    }
}

#[test]
fn two_articles_of_entities_together_count_as_much_as_both_alone() {
    // What licenses a clitic must be the same for both, and the distinct names of an article are no sum.
    let (with, without): (Vec<_>, Vec<_>) = entities().into_iter().partition(|case| case.input.words.is_some());
    for pair in with.windows(2).chain(without.windows(2)) {
        let (a, b) = (&pair[0].input, &pair[1].input);
        let joined = Joined::new(&a.text, &b.text);
        let words = a.words.as_ref().zip(b.words.as_ref()).map(|(a, b)| joined.words(a, b));
        let (gold, predicted) = (joined.mentions(&a.gold, &b.gold), joined.mentions(&a.predicted, &b.predicted));
        let both = Entities { text: joined.text, words, gold, predicted }.score().0;
        let keep = |matching: &str| matching != "article";
        assert_eq!(only(both, keep), only(sum(a.score().0, b.score().0), keep), "{} and {}", pair[0].place, pair[1].place);
    }
}

#[test]
fn two_articles_of_tokens_together_count_as_much_as_both_alone() {
    let cases = tokens();
    for (first, second) in cases.iter().zip(&cases[1..]).filter(|(first, second)| first.input.scheme == second.input.scheme) {
        let (a, b) = (&first.input, &second.input);
        let joined = Joined::new(&a.text, &b.text);
        let words = joined.words(&a.words, &b.words);
        let tokens = a.tokens.iter().copied().chain(b.tokens.iter().map(|token| Token { span: joined.span(token.span), ..*token })).collect();
        let both = Tokens { text: joined.text, scheme: a.scheme, words, tokens }.score().0;
        assert_eq!(both, sum(a.score().0, b.score().0), "{} and {}", first.place, second.place);
    }
}
