//! The scorer against its readable definition: every hand-counted case of `gold/cases`, and the invariants on each of them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use mihak::folder::Root;
use mihak_core::annotation::scheme::infer_classes;
use mihak_core::annotation::{Alone, Class, Known, Labels, Mention, Scheme, Segment, Subword, Subwording, Token, Word};
use mihak_core::measure::declared::{Bound, Orth};
use mihak_core::measure::definition::Match;
use mihak_core::measure::errors::ErrorRow;
use mihak_core::measure::key::{Counts, Layer};
use mihak_core::measure::mentions::{ARTICLE, BUCKET, CONFUSION, DROPPED, ERROR, EXACT, PARTIAL, TYPE, UNTYPED};
use mihak_core::measure::overlap::Overlap;
use mihak_core::measure::registry;
use mihak_core::measure::scene::Scene;
use mihak_core::measure::segment::{BOUNDARY, CLITIC, LOOKALIKE, SPAN, WORD};
use mihak_core::measure::subword::{LETTER, Measured, WHOLE};
use mihak_core::measure::surfaces::Surfaces;
use mihak_core::measure::{ceiling, entity, segment};
use mihak_core::statistics::Count;
use mihak_core::text::offsets::UnitIndex;
use mihak_core::text::{Span, words};
use mihak_core::view::{TableView, View};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A case as its file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written<Gold, Predicted> {
    #[allow(dead_code)]
    name: String,
    text: String,
    /// The gold words of a case of entities, if its corpus has them.
    words: Option<String>,
    /// The names that could be learned, where a case of entities asks for seen and unseen mentions.
    seen: Option<Vec<String>>,
    /// The scheme that the tokenizer of a case of tokens declares.
    scheme: Option<String>,
    gold: Gold,
    predicted: Vec<Predicted>,
    counts: String,
    #[serde(default)]
    errors: Vec<String>,
}

/// A case of subwords as its file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSubwords {
    #[allow(dead_code)]
    name: String,
    text: String,
    /// The gold words, if the corpus has them.
    words: Option<String>,
    /// The answer; without it there was none.
    tokens: Option<Vec<Piece>>,
    #[serde(default)]
    unknown: usize,
    /// What the tokens are decoded to; without it the system has no vocabulary.
    decoded: Option<String>,
    unmarked: Option<usize>,
    #[serde(default)]
    alone: Vec<(String, usize, usize, String)>,
    counts: String,
}

/// A case of ceilings as its file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCeiling {
    #[allow(dead_code)]
    name: String,
    text: String,
    gold: Vec<Place>,
    tokens: Vec<Piece>,
    counts: String,
}

/// A subword as people write it: the next piece of the text of this kind, or bytes.
#[derive(Deserialize)]
#[serde(untagged)]
enum Piece {
    Next(String),
    Bytes(usize, usize),
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
    /// `tp fp fn tn` by layer.
    counts: Counts,
    /// The error classes of each view or scheme of which the case speaks, sorted.
    errors: BTreeMap<String, Vec<String>>,
}

struct Entities {
    text: String,
    words: Option<Vec<Word>>,
    seen: Option<Vec<String>>,
    gold: Vec<Mention>,
    predicted: Vec<Mention>,
}

struct Subwords {
    text: String,
    words: Option<Vec<Word>>,
    answer: Option<Subwording>,
}

struct Ceiling {
    text: String,
    gold: Vec<Mention>,
    tokens: Vec<Subword>,
}

impl Subwords {
    fn score(&self, _: &mut Vec<ErrorRow>) -> Counts {
        Measured::new(&self.text, self.words.as_deref()).score(self.answer.as_ref(), self.answer.is_none())
    }
}

impl Ceiling {
    fn score(&self, _: &mut Vec<ErrorRow>) -> Counts {
        ceiling::score(&self.text, &self.gold, self.tokens.iter().map(|token| token.bytes.clone()), &views())
    }
}

static VIEWS: LazyLock<[View; 4]> =
    LazyLock::new(|| ["wojood", "flat", "conll4", "names"].map(|name| mihak::views::load(&Root::Embedded, name).unwrap()));

/// The labels that the views know.
static LABELS: LazyLock<Labels> = LazyLock::new(|| Labels::of(VIEWS.iter().flat_map(View::known)));

fn views() -> [TableView; 4] {
    VIEWS.each_ref().map(|view| view.over(&LABELS))
}

struct Tokens {
    text: String,
    scheme: Scheme,
    words: Vec<Word>,
    tokens: Vec<Token>,
}

impl Entities {
    fn score(&self, errors: &mut Vec<ErrorRow>) -> Counts {
        let views = views();
        let seen = self.seen.as_ref().map(|names| {
            let mut surfaces = Surfaces::default();
            names.iter().for_each(|name| surfaces.add(name));
            surfaces
        });
        entity::score(
            &Scene { text: &self.text, words: self.words.as_deref(), seen: seen.as_ref(), overlap: Overlap::default() },
            &self.gold,
            &self.predicted,
            &views,
            errors,
        )
    }

    fn counts(&self) -> Counts {
        self.score(&mut Vec::new())
    }
}

impl Tokens {
    fn score(&self, errors: &mut Vec<ErrorRow>) -> Counts {
        segment::score(&self.text, &self.words, &self.tokens, self.scheme, errors)
    }

    fn counts(&self) -> Counts {
        self.score(&mut Vec::new())
    }

    /// The gold segments as the declared scheme shows them.
    fn gold(&self) -> Vec<Token> {
        let mut segments = Vec::new();
        self.words.iter().for_each(|word| self.scheme.project(word.finest(), &mut segments));
        segments.into_iter().map(|(span, _)| Token::plain(span)).collect()
    }
}

// Reading

/// The cases of one kind in all files, each with its place.
fn written<Written: DeserializeOwned>(kind: &str) -> Vec<(String, Written)> {
    // Asked at run time, so that a test which was built elsewhere reads the folder of the package that is tested.
    let root = Root::Disk(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo tells tests where their package is").into());
    let mut cases = Vec::new();
    for file in root.tree("gold/cases", ".toml").unwrap() {
        let text = root.read_text(&format!("gold/cases/{file}")).unwrap();
        let mut kinds: toml::Table = text.parse().unwrap_or_else(|error| panic!("{file}: {error}"));
        let found = kinds.remove(kind);
        let known = ["entities", "tokens", "subwords", "ceilings"];
        let strange: Vec<&String> = kinds.keys().filter(|kind| !known.contains(&kind.as_str())).collect();
        assert!(strange.is_empty(), "{file}: {strange:?} are none of {known:?}");
        assert!(found.is_some() || !kinds.is_empty(), "{file} has no case");
        for case in found.iter().flat_map(|found| found.as_array().expect("cases stand in double brackets")) {
            let name = case.get("name").and_then(toml::Value::as_str).unwrap_or_else(|| panic!("{file}: a case has no name"));
            let read = case.clone().try_into().unwrap_or_else(|error| panic!("{file}: {error} in {case}"));
            cases.push((format!("{file}: {name}"), read));
        }
    }
    assert!(!cases.is_empty(), "gold/cases holds no case of {kind}");
    cases
}

fn entities() -> Vec<Case<Entities>> {
    let ready = |(place, case): (String, Written<Vec<Place>, Place>)| {
        assert!(case.scheme.is_none(), "{place}: entities have no scheme");
        let mentions = |places: &[Place]| places.iter().map(|at| mention(&place, &case.text, at)).collect();
        let words = case.words.as_ref().map(|words| gold_words(&place, &case.text, words));
        let (gold, predicted) = (mentions(&case.gold), mentions(&case.predicted));
        Case::new(place, Entities { text: case.text, words, seen: case.seen, gold, predicted }, &case.counts, &case.errors)
    };
    written("entities").into_iter().map(ready).collect()
}

fn tokens() -> Vec<Case<Tokens>> {
    let ready = |(place, case): (String, Written<String, String>)| {
        assert!(case.words.is_none(), "{place}: the words of tokens are their gold");
        assert!(case.seen.is_none(), "{place}: tokens are not seen or unseen");
        let scheme = case.scheme.as_deref().and_then(|name| name.parse().ok()).unwrap_or_else(|| panic!("{place}: no scheme"));
        let words = gold_words(&place, &case.text, &case.gold);
        let mut at = 0;
        let token = |written: &String| {
            let (surface, class) = piece(written);
            let span = next(&place, &case.text, at, surface);
            at = span.end();
            Token { span, class }
        };
        let tokens = case.predicted.iter().map(token).collect();
        Case::new(place, Tokens { text: case.text, scheme, words, tokens }, &case.counts, &case.errors)
    };
    written("tokens").into_iter().map(ready).collect()
}

fn subwords() -> Vec<Case<Subwords>> {
    let ready = |(place, case): (String, WrittenSubwords)| {
        let words = case.words.as_ref().map(|words| gold_words(&place, &case.text, words));
        let types = Measured::new(&case.text, words.as_deref()).types();
        let known = case.decoded.map(|decoded| {
            assert!(case.alone.iter().map(|(word, ..)| word.as_str()).eq(types), "{place}: `alone` must have every different word, in order");
            let types = case.alone.iter().map(|(_, bare, spaced, decoded)| Alone { bare: *bare, spaced: *spaced, decoded: decoded.clone() });
            Known { unknown: case.unknown, decoded, unmarked: case.unmarked, types: types.collect() }
        });
        let answer = case.tokens.map(|tokens| Subwording { tokens: pieces(&place, &case.text, &tokens), known });
        Case::new(place, Subwords { text: case.text, words, answer }, &case.counts, &[])
    };
    written("subwords").into_iter().map(ready).collect()
}

fn ceilings() -> Vec<Case<Ceiling>> {
    let ready = |(place, case): (String, WrittenCeiling)| {
        let gold = case.gold.iter().map(|at| mention(&place, &case.text, at)).collect();
        let tokens = pieces(&place, &case.text, &case.tokens);
        Case::new(place, Ceiling { text: case.text, gold, tokens }, &case.counts, &[])
    };
    written("ceilings").into_iter().map(ready).collect()
}

fn pieces(place: &str, text: &str, written: &[Piece]) -> Vec<Subword> {
    let mut at = 0;
    let piece = |piece: &Piece| {
        let bytes = match piece {
            Piece::Next(surface) => next(place, text, at, surface).range(),
            Piece::Bytes(start, end) => *start..*end,
        };
        at = bytes.end;
        Subword { bytes, id: None }
    };
    written.iter().map(piece).collect()
}

fn mention(place: &str, text: &str, at: &Place) -> Mention {
    let nth = |surface: &str, nth: usize| {
        let (at, _) = text.match_indices(surface).nth(nth.checked_sub(1)?)?;
        Span::new(text, at, at + surface.len()).ok()
    };
    let (span, label) = match at {
        Place::Offsets(start, end, label) => (UnitIndex::chars(text).span(text, *start, *end).ok(), label),
        Place::First(surface, label) => (nth(surface, 1), label),
        Place::Nth(surface, label, which) => (nth(surface, *which), label),
    };
    let span = span.unwrap_or_else(|| panic!("{place}: a mention of {label} is not in the text"));
    Mention { span, label: LABELS.get(label).unwrap_or_else(|| panic!("{place}: no view knows {label}")) }
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
        let (surfaces, classes): (Vec<&str>, Vec<Option<Class>>) = word.split('+').map(piece).unzip();
        let span = next(place, text, out.last().map_or(0, |word| word.span.end()), &surfaces.concat());
        let inferred = if words::is_punctuation(span.slice(text)) { vec![Class::Punct] } else { infer_classes(&surfaces) };
        let mut at = span.start();
        let mut segments = Vec::new();
        for ((surface, class), inferred) in surfaces.into_iter().zip(classes).zip(inferred) {
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

impl<Input> Case<Input> {
    /// Counts are lines of `tp fp fn tn match bound orth view label`; `-` is an empty field, `a,b` stands for one line each.
    fn new(place: String, input: Input, lines: &str, written: &[String]) -> Case<Input> {
        let (mut counts, mut errors) = (Counts::new(), BTreeMap::<String, Vec<String>>::new());
        for line in lines.lines().filter(|line| !line.trim().is_empty()) {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let [tp, fp, r#fn, tn, matching, bounds, orths, views, label] = fields[..] else { panic!("{place}: «{line}» must have 9 fields") };
            let number = |number: &str| number.parse().unwrap_or_else(|_| panic!("{place}: «{line}»: `{number}` is no count"));
            let count = Count { tp: number(tp), fp: number(fp), r#fn: number(r#fn), tn: number(tn) };
            let known = |said: String| -> String { panic!("{place}: «{line}»: {said}") };
            let matching = registry::matching(matching).map_err(known).expect("it panicked");
            let field = |name: &str| name.trim_start_matches('-').to_string();
            for (bound, orth, view) in bounds.split(',').flat_map(|b| orths.split(',').flat_map(move |o| views.split(',').map(move |v| (b, o, v)))) {
                let bound = Some(field(bound)).filter(|name| !name.is_empty()).map(|name| name.parse().map_err(known).expect("it panicked"));
                let orth = Some(field(orth)).filter(|name| !name.is_empty()).map(|name| name.parse().map_err(known).expect("it panicked"));
                let layer = Layer { matching, bound, orth, view: field(view), label: label.into() };
                assert!(counts.insert(layer, count).is_none(), "{place}: «{line}» says again what a line above says");
            }
        }
        assert!(!counts.is_empty(), "{place}: no counts are expected");
        for error in written {
            let (view, class) = error.split_once(' ').unwrap_or_else(|| panic!("{place}: error `{error}` must be a view and a class"));
            errors.entry(view.into()).or_default().extend((class != "none").then(|| class.to_string()));
        }
        errors.values_mut().for_each(|classes| classes.sort());
        Case { place, input, counts, errors }
    }

    /// What differs. A case that names one label of a layer names them all: the others must not have been counted.
    fn differences(&self, counts: &Counts, errors: &[ErrorRow]) -> Vec<String> {
        let group = |layer: &Layer| Layer { label: String::new(), ..layer.clone() };
        let unnamed = |layer: &&Layer| !self.counts.contains_key(layer) && self.counts.keys().any(|named| group(named) == group(layer));
        let mut said = Vec::new();
        for layer in self.counts.keys().chain(counts.keys().filter(unnamed)) {
            let (expected, counted) = (at(&self.counts, layer), at(counts, layer));
            if expected != counted {
                said.push(format!("{}: {layer:?}: expected {expected:?}, counted {counted:?}", self.place));
            }
        }
        for (view, expected) in &self.errors {
            let mut classes: Vec<&str> = errors.iter().filter(|row| row.view == *view).map(|row| &*row.class).collect();
            classes.sort_unstable();
            if classes != *expected {
                said.push(format!("{}: errors of {view}: expected {expected:?}, found {classes:?}", self.place));
            }
        }
        said
    }
}

fn at(counts: &Counts, layer: &Layer) -> Count {
    counts.get(layer).copied().unwrap_or_default()
}

fn only(counts: Counts, keep: &[&'static Match]) -> Counts {
    counts.into_iter().filter(|(layer, _)| keep.contains(&layer.matching)).collect()
}

fn swapped(counts: Counts) -> Counts {
    counts.into_iter().map(|(layer, count)| (layer, Count { fp: count.r#fn, r#fn: count.fp, ..count })).collect()
}

fn sum(mut counts: Counts, more: Counts) -> Counts {
    more.into_iter().for_each(|(layer, count)| *counts.entry(layer).or_default() += count);
    counts
}

fn faults(counts: &Counts) -> u64 {
    counts.values().map(|count| count.fp + count.r#fn).sum()
}

// Claims

fn assert_counted<Input>(cases: &[Case<Input>], score: impl Fn(&Input, &mut Vec<ErrorRow>) -> Counts) {
    let differences = |case: &Case<Input>| {
        let mut errors = Vec::new();
        let counts = score(&case.input, &mut errors);
        case.differences(&counts, &errors)
    };
    let wrong: Vec<String> = cases.iter().flat_map(differences).collect();
    assert!(wrong.is_empty(), "{} counts differ from those made by hand:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_case_counts_as_it_was_counted_by_hand() {
    assert_counted(&entities(), Entities::score);
    assert_counted(&tokens(), Tokens::score);
    assert_counted(&subwords(), Subwords::score);
    assert_counted(&ceilings(), Ceiling::score);
}

#[test]
fn gold_against_itself_is_perfect() {
    for Case { place, input, .. } in entities() {
        let perfect = Entities { predicted: input.gold.clone(), ..input };
        // What a view drops is counted as `dropped`, and is no fault.
        let counts = only(perfect.counts(), &[&EXACT, &UNTYPED, &PARTIAL, &TYPE, &ARTICLE, &BUCKET]);
        assert_eq!(faults(&counts), 0, "{place}: {counts:?}");
        let all = Layer { matching: &UNTYPED, bound: Some(Bound::Char), orth: Some(Orth::Raw), view: "wojood".into(), label: "*".into() };
        assert_eq!(at(&counts, &all).tp, perfect.gold.len() as u64, "{place}: every gold mention is found once");
    }
    for Case { place, input, .. } in tokens() {
        let perfect = Tokens { tokens: input.gold(), ..input };
        // Under the schemes that are not declared (`fit`) a perfect answer may well be wrong.
        let counts = only(perfect.counts(), &[&SPAN, &BOUNDARY, &WORD, &CLITIC, &LOOKALIKE]);
        assert_eq!(faults(&counts), 0, "{place}: {counts:?}");
        assert_eq!(at(&counts, &Layer::tokens(&SPAN, perfect.scheme.name(), "*")).tp, perfect.tokens.len() as u64, "{place}");
    }
}

#[test]
fn swapping_gold_and_prediction_swaps_missed_and_spurious() {
    for Case { place, input, .. } in entities() {
        // Confusions and error classes change their names, not their sides; the depth of a right mention is that in gold.
        let sides = &[&EXACT, &UNTYPED, &PARTIAL, &TYPE, &ARTICLE, &DROPPED];
        let there = only(input.counts(), sides);
        let back = only(Entities { gold: input.predicted, predicted: input.gold, ..input }.counts(), sides);
        assert_eq!(there, swapped(back), "{place}");
    }
    for Case { place, input, .. } in tokens() {
        let there = input.counts();
        let stem = |token: &Token| vec![Segment { span: token.span, class: Class::Stem, form: "".into() }];
        let words = input.tokens.iter().map(|token| Word { span: token.span, segments: stem(token) }).collect();
        let back = Tokens { tokens: input.gold(), words, ..input }.counts();
        assert_eq!(only(there, &[&SPAN]), swapped(only(back, &[&SPAN])), "{place}");
    }
}

#[test]
fn the_order_of_mentions_changes_no_count() {
    for Case { place, mut input, .. } in entities() {
        let forward = input.counts();
        input.predicted.reverse();
        assert_eq!(input.counts(), forward, "{place}: prediction reversed");
        input.gold.reverse();
        assert_eq!(input.counts(), forward, "{place}: both reversed");
    }
}

#[test]
fn two_articles_in_one_text_count_as_much_as_both_alone() {
    // What licenses a clitic and what could be learned must be the same for both, and the distinct names of an article are no sum.
    let mut alike: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for case in entities() {
        alike.entry((case.input.words.is_some(), case.input.seen.clone())).or_default().push(case);
    }
    for pair in alike.values().flat_map(|cases| cases.windows(2)) {
        let (a, b) = (&pair[0].input, &pair[1].input);
        let (text, moved) = joined(&a.text, &b.text);
        let mentions = |a: &[Mention], b: &[Mention]| {
            [a, &b.iter().map(|mention| Mention { span: moved(mention.span), ..*mention }).collect::<Vec<_>>()].concat()
        };
        let words = a.words.as_ref().zip(b.words.as_ref()).map(|(a, b)| [a.clone(), moved_words(b, &moved)].concat());
        let (gold, predicted) = (mentions(&a.gold, &b.gold), mentions(&a.predicted, &b.predicted));
        let both = Entities { text, words, seen: a.seen.clone(), gold, predicted }.counts();
        let sums = &[&EXACT, &UNTYPED, &PARTIAL, &TYPE, &CONFUSION, &ERROR, &BUCKET, &DROPPED];
        assert_eq!(only(both, sums), only(sum(a.counts(), b.counts()), sums), "{} and {}", pair[0].place, pair[1].place);
    }
    let cases = tokens();
    for pair in cases.windows(2).filter(|pair| pair[0].input.scheme == pair[1].input.scheme) {
        let (a, b) = (&pair[0].input, &pair[1].input);
        let (text, moved) = joined(&a.text, &b.text);
        let tokens = a.tokens.iter().copied().chain(b.tokens.iter().map(|token| Token { span: moved(token.span), ..*token })).collect();
        let words = [a.words.clone(), moved_words(&b.words, &moved)].concat();
        let both = Tokens { text, scheme: a.scheme, words, tokens }.counts();
        assert_eq!(both, sum(a.counts(), b.counts()), "{} and {}", pair[0].place, pair[1].place);
    }
}

#[test]
fn subwords_and_ceilings_of_two_articles_add_up() {
    let cases = subwords();
    let answered: Vec<&Case<Subwords>> = cases.iter().filter(|case| case.input.answer.is_some() && case.input.words.is_none()).collect();
    let moved = |tokens: &[Subword], by: usize| -> Vec<Subword> {
        tokens.iter().map(|token| Subword { bytes: token.bytes.start + by..token.bytes.end + by, id: token.id }).collect()
    };
    for pair in answered.windows(2) {
        let [a, b] = [&pair[0].input, &pair[1].input];
        let tokens = |case: &Subwords| case.answer.as_ref().map(|answer| answer.tokens.clone()).unwrap_or_default();
        let (text, by) = (format!("{}\n{}", a.text, b.text), a.text.len() + 1);
        let answer = Subwording { tokens: [tokens(a), moved(&tokens(b), by)].concat(), known: None };
        let both = Subwords { text, words: None, answer: Some(answer) }.score(&mut Vec::new());
        // The different words of an article are no sum, and the line end between both is a character.
        let sums = &[&WHOLE, &LETTER];
        let apart = sum(a.score(&mut Vec::new()), b.score(&mut Vec::new()));
        assert_eq!(only(both, sums), only(apart, sums), "{} and {}", pair[0].place, pair[1].place);
    }
    for pair in ceilings().windows(2) {
        let [a, b] = [&pair[0].input, &pair[1].input];
        let (text, place) = joined(&a.text, &b.text);
        let gold = a.gold.iter().copied().chain(b.gold.iter().map(|mention| Mention { span: place(mention.span), ..*mention })).collect();
        let both = Ceiling { text, gold, tokens: [a.tokens.clone(), moved(&b.tokens, a.text.len() + 1)].concat() };
        let apart = sum(a.score(&mut Vec::new()), b.score(&mut Vec::new()));
        assert_eq!(both.score(&mut Vec::new()), apart, "{} and {}", pair[0].place, pair[1].place);
    }
}

#[test]
fn the_order_of_gold_mentions_changes_no_ceiling() {
    for Case { place, mut input, .. } in ceilings() {
        let forward = input.score(&mut Vec::new());
        input.gold.reverse();
        assert_eq!(input.score(&mut Vec::new()), forward, "{place}");
    }
}

/// Two texts as two lines, and where a span of the second then stands.
fn joined(first: &str, second: &str) -> (String, impl Fn(Span) -> Span) {
    let (text, by) = (format!("{first}\n{second}"), first.len() + 1);
    (text.clone(), move |span: Span| Span::new(&text, span.start() + by, span.end() + by).expect("the second text is the end of both"))
}

fn moved_words(words: &[Word], moved: impl Fn(Span) -> Span) -> Vec<Word> {
    let segment = |segment: &Segment| Segment { span: moved(segment.span), ..segment.clone() };
    words.iter().map(|word| Word { span: moved(word.span), segments: word.segments.iter().map(segment).collect() }).collect()
}
