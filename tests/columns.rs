//! The pass over tag files against the documents that they hold: both count the same, or the pass leaves the files alone.

#[path = "generator/mod.rs"]
mod generator;

use std::ops::Range;

use generator::Kind;
use mihak::folder::Root;
use mihak_core::annotation::Labels;
use mihak_core::format::conll::{Layout, Sheet};
use mihak_core::format::{File, Options};
use mihak_core::measure::columns::{self, Articles, Plan};
use mihak_core::measure::documents::Pairs;
use mihak_core::measure::key::Counts;
use mihak_core::measure::overlap::Overlap;
use mihak_core::measure::runs::{MOST, Runs};
use mihak_core::measure::surfaces::Surfaces;
use mihak_core::measure::tally::Tally;
use mihak_core::tags::{Chunk, Repair, Seen, Table, TagReading, TagScheme};
use mihak_core::view::View;
use proptest::prelude::*;

/// All that either way counts: counts by layer, those by unit, then tokens, agreeing tokens, sentences, documents, illegal sentences, and faults by
/// scheme.
type Counted = (Counts, Vec<(Range<u64>, Counts)>, [u64; 4], [u64; 2], [Vec<u64>; 2]);

/// How the files are scored.
struct Way {
    reading: TagReading,
    view: Option<View>,
    seen: Option<Surfaces>,
    piece: usize,
    workers: usize,
}

impl Way {
    fn plain(reading: TagReading) -> Way {
        Way { reading, view: None, seen: None, piece: 1 << 20, workers: 1 }
    }

    fn view_name(&self) -> &str {
        self.view.as_ref().map_or("as-is", |view| &view.name)
    }

    /// The counts of every unit that has some.
    fn units(&self, runs: Runs<Tally>, labels: &Labels, articles: u64) -> Vec<(Range<u64>, Counts)> {
        let units = runs.into_units(articles).into_iter().map(|(range, tally)| {
            let mut counts = Counts::new();
            tally.file(self.view_name(), labels, &mut counts);
            (range, counts)
        });
        units.filter(|(_, counts)| !counts.is_empty()).collect()
    }

    /// What the pass counts, or `None` if the files are not regular.
    fn streamed(&self, layouts: [&Layout; 2], contents: [&[u8]; 2]) -> Option<Counted> {
        self.pass(layouts[0], contents[0], Some((layouts[1], contents[1])))
    }

    fn pass(&self, layout: &Layout, gold: &[u8], predicted: Option<(&Layout, &[u8])>) -> Option<Counted> {
        let other = predicted.map(|(layout, _)| layout);
        let plan = Plan {
            gold: layout,
            predicted: other,
            reading: self.reading,
            view: self.view.as_ref(),
            seen: self.seen.as_ref(),
            overlap: Overlap::default(),
        };
        let source = |content: &[u8]| columns::memory("x", content.to_vec()).in_pieces(self.piece);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.workers).build().unwrap();
        let by = |articles| pool.install(|| columns::score_by(&plan, articles, source(gold), predicted.map(|(_, content)| source(content)))).unwrap();
        let scored = by(Articles::Marked)?;
        // One mark parts nothing: sentences are the articles.
        let scored = if scored.documents == 1 { by(Articles::Sentences)? } else { scored };
        let units = self.units(scored.runs.clone(), &scored.shown, scored.articles());
        let mut counts = Counts::new();
        scored.tally.file(self.view_name(), &scored.shown, &mut counts);
        let sizes = [scored.tokens, scored.agreeing, scored.sentences, scored.documents];
        Some((counts, units, sizes, scored.illegal, scored.steps.each_ref().map(faults)))
    }

    /// What the documents of the files give; `None` if they cannot be read, or differ in tokens, sentences or documents.
    fn documents(&self, layouts: [&Layout; 2], contents: [&[u8]; 2]) -> Option<Counted> {
        let files = contents.map(|content| File { name: "x".into(), shown: "x".into(), content: content.to_vec() });
        let sheets = [Sheet::read(&files[0], layouts[0]).ok()?, Sheet::read(&files[1], layouts[1]).ok()?];
        let texts = |side: usize| sheets[side].tokens.iter().map(move |token| token.text(contents[side]));
        let is_regular = texts(0).eq(texts(1))
            && sheets[0].sentences == sheets[1].sentences
            && sheets[0].documents == sheets[1].documents
            && sheets[0].is_marked == sheets[1].is_marked;
        if !is_regular {
            return None;
        }
        let documents = |side: usize| sheets[side].documents(&files[side], 0, self.reading);
        let pairs = Pairs::new(documents(0), documents(1), ["x", "x"]).unwrap();
        let scored = pairs.score(self.view.as_ref(), self.seen.as_ref(), Overlap::default(), false);
        let units = self.units(scored.runs.clone(), &scored.labels, pairs.articles.len() as u64);
        let mut counts = Counts::new();
        scored.tally.file(self.view_name(), &scored.labels, &mut counts);
        let name = |side: usize, number: usize| sheets[side].inventory.name(sheets[side].tokens[number].tags[0]);
        let agreeing = (0..sheets[0].tokens.len()).filter(|&at| name(0, at) == name(1, at)).count();
        let marked = if sheets[0].is_marked { sheets[0].documents.len() } else { 0 };
        let sizes = [sheets[0].tokens.len(), agreeing, sheets[0].sentences.len(), marked].map(|number| number as u64);
        Some((
            counts,
            units,
            sizes,
            sheets.each_ref().map(|sheet| illegal(sheet, self.reading)),
            sheets.each_ref().map(|sheet| faults(&sheet.seen(0))),
        ))
    }
}

fn faults(steps: &Seen) -> Vec<u64> {
    TagScheme::ALL.iter().map(|scheme| steps.faults(*scheme)).collect()
}

fn illegal(sheet: &Sheet, reading: TagReading) -> u64 {
    let table = Table::new(reading);
    let breaks = |sentence: &&std::ops::Range<usize>| {
        let kinds = sheet.tokens[(*sentence).clone()].iter().map(|token| sheet.inventory.kind(token.tags[0]));
        mihak_core::tags::chunks(&table, kinds, &mut Vec::<Chunk>::new()).is_some()
    };
    sheet.sentences.iter().filter(breaks).count() as u64
}

fn layout(content: &[u8]) -> Option<Layout> {
    Layout::at("x", content, &Options::default()).ok()
}

fn seen() -> Surfaces {
    let mut seen = Surfaces::default();
    ["بوتين", "القاهرة", "و"].iter().for_each(|name| seen.add(name));
    seen
}

#[test]
fn the_pass_counts_every_generated_case_as_its_documents_do() {
    for number in (0..3600).step_by(9) {
        let case = generator::case(number);
        let contents = [case.gold_columns(), case.prediction_columns()];
        let contents = contents.each_ref().map(String::as_bytes);
        let layouts = contents.map(|content| layout(content).unwrap());
        let scheme = TagScheme::named(case.scheme.name()).unwrap();
        let repairs = match case.kind {
            Kind::Valid => &[Repair::None][..],
            _ => &[Repair::None, Repair::Conlleval, Repair::Discard],
        };
        for &repair in repairs {
            for piece in [64, 1 << 20] {
                let way = Way {
                    view: (number % 3 == 0).then(|| mihak::views::load(&Root::Embedded, "conll4").unwrap()),
                    seen: (number % 5 == 0).then(seen),
                    piece,
                    workers: if number % 50 == 0 { 3 } else { 1 },
                    ..Way::plain(TagReading::Scheme(scheme, repair))
                };
                let streamed = way.streamed(layouts.each_ref(), contents);
                assert!(streamed.is_some(), "case {number} is regular");
                assert_eq!(streamed, way.documents(layouts.each_ref(), contents), "case {number}, {repair:?}, pieces of {piece}");
            }
        }
    }
}

#[test]
fn runs_of_long_files_are_the_same_in_pieces_of_any_size_and_as_documents() {
    let line = |at: usize, tag: &str| format!("زار O\nبوتين{} {tag}\n{}\n", at % 7, ["", "\n", "و O\n"][at % 3]);
    let file = |tags: [&str; 2]| (0..5000).map(|at| line(at, tags[usize::from(at % 11 == 0)])).collect::<String>();
    let marked = |text: String| text.split_inclusive("\n\n").map(|sentence| format!("-DOCSTART- O\n\n{sentence}")).collect::<String>();
    let plain = [file(["B-PERS", "O"]), file(["B-PERS", "B-GPE"])];
    for contents in [plain.clone(), plain.clone().map(marked), plain.map(|text| text.replace('\n', "\r\n"))] {
        let contents = contents.each_ref().map(String::as_bytes);
        let layouts = contents.map(|content| layout(content).unwrap());
        let ways = [(64, 1), (5000, 3), (1 << 20, 2)].map(|(piece, workers)| {
            let way = Way { piece, workers, ..Way::plain(TagReading::Scheme(TagScheme::Iob2, Repair::None)) };
            way.streamed(layouts.each_ref(), contents).unwrap()
        });
        assert_eq!(ways[0].1.len(), 313, "5,000 articles in runs of sixteen");
        assert!(ways[0].1.len() as u64 <= MOST);
        assert!(ways[0] == ways[1] && ways[0] == ways[2]);
        assert!(Way::plain(TagReading::Scheme(TagScheme::Iob2, Repair::None)).documents(layouts.each_ref(), contents).unwrap() == ways[0]);
    }
}

#[test]
fn more_tags_than_a_file_may_have_are_left_alone_however_many_workers_share_them() {
    let file: String = (0..9000).map(|at| format!("زار B-T{at}\n\n")).collect();
    let layout = layout(file.as_bytes()).unwrap();
    for workers in [1, 3] {
        let way = Way { workers, piece: 64, ..Way::plain(TagReading::Scheme(TagScheme::Iob2, Repair::None)) };
        assert_eq!(way.streamed([&layout; 2], [file.as_bytes(); 2]), None);
    }
}

const TOKENS: [&str; 18] = [
    "و",
    "ف",
    "وَ",
    "ـو",
    "بوتين",
    "مدينة",
    "القاهرة",
    "القاهره",
    "a\u{a0}b",
    "\u{a0}",
    "x\u{a0}و",
    "🎉",
    "،",
    "x\u{2028}y",
    "كـــتاب",
    "ال",
    "ه",
    "\u{feff}",
];
const TAGS: [&str; 9] = ["O", "O", "O", "B-PERS", "I-PERS", "B-GPE", "I-GPE", "B-LOC", "B-OCC"];
const ODD_TAGS: [&str; 4] = ["E-PERS", "S-GPE", "L-PERS", "I-A_LONG_NAME_OF_A_TYPE"];
const BLANKS: [&str; 5] = ["", "", "", " ", "\t "];

/// A line of both files: a token with its tags, an empty line, or the mark of a document.
#[derive(Clone, Debug)]
enum Line {
    Token(usize, usize, usize),
    Blank(usize),
    Mark,
}

/// How a file is written.
#[derive(Clone, Copy, Debug)]
struct Style {
    tab: bool,
    middle: bool,
    crlf: bool,
    bom: bool,
    /// Line ends behind the last token; 0 is none.
    ends: usize,
}

fn lines(odd: bool) -> impl Strategy<Value = Vec<Line>> {
    let tags = TAGS.len() + if odd { ODD_TAGS.len() } else { 0 };
    let line = prop_oneof![
        12 => (0..TOKENS.len(), 0..tags, prop_oneof![2 => Just(usize::MAX), 1 => 0..tags]).prop_map(|(token, gold, predicted)| {
            Line::Token(token, gold, if predicted == usize::MAX { gold } else { predicted })
        }),
        4 => (0..BLANKS.len()).prop_map(Line::Blank),
    ];
    let marks = proptest::collection::vec(any::<prop::sample::Index>(), 0..3);
    (proptest::collection::vec(line, 1..60), marks, any::<bool>()).prop_map(|(mut lines, marks, marked)| {
        if marked {
            lines.insert(0, Line::Mark);
            marks.iter().for_each(|at| lines.insert(at.index(lines.len()), Line::Mark));
        }
        lines
    })
}

fn style() -> impl Strategy<Value = Style> {
    (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), 0usize..4).prop_map(|(tab, middle, crlf, bom, ends)| Style {
        tab,
        middle,
        crlf,
        bom,
        ends,
    })
}

/// One file with the tokens and the tags of this side.
fn written(lines: &[Line], style: Style, side: usize) -> Vec<u8> {
    columns(lines, style, |tags| if style.middle { vec!["M", tags[side]] } else { vec![tags[side]] })
}

/// One file with the tokens and the tags of both sides.
fn joined(lines: &[Line], style: Style) -> Vec<u8> {
    columns(lines, style, |tags| tags.to_vec())
}

fn columns(lines: &[Line], style: Style, fields: impl Fn([&'static str; 2]) -> Vec<&'static str>) -> Vec<u8> {
    let tag = |at: usize| if at < TAGS.len() { TAGS[at] } else { ODD_TAGS[at - TAGS.len()] };
    let end = if style.crlf { "\r\n" } else { "\n" };
    let separator = if style.tab { "\t" } else { " " };
    let one = |line: &Line| match line {
        Line::Blank(kind) => BLANKS[*kind].to_string(),
        Line::Mark => "-DOCSTART- O".to_string(),
        Line::Token(token, gold, predicted) => {
            let token = if style.tab { TOKENS[*token].replace('\u{a0}', " ") } else { TOKENS[*token].to_string() };
            let token = if token.trim().is_empty() { "x".into() } else { token };
            format!("{token}{separator}{}", fields([tag(*gold), tag(*predicted)]).join(separator))
        }
    };
    let body = lines.iter().map(one).collect::<Vec<_>>().join(end);
    // A first token that is U+FEFF would be read as the mark of the file, so the mark itself goes before it.
    let marked = style.bom || body.starts_with('\u{feff}');
    format!("{}{body}{}", if marked { "\u{feff}" } else { "" }, end.repeat(style.ends)).into_bytes()
}

/// A change to one file, at a place, with a byte.
fn spoil() -> impl Strategy<Value = Option<(usize, prop::sample::Index, usize)>> {
    proptest::option::of((0usize..2, any::<prop::sample::Index>(), 0usize..13))
}

fn spoilt(mut content: Vec<u8>, at: &prop::sample::Index, how: usize) -> Vec<u8> {
    let bytes = b"\0\r \t\n\xff-x";
    let at = at.index(content.len());
    let line = content[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let next = content[at..].iter().position(|&byte| byte == b'\n').map_or(content.len(), |len| at + len + 1);
    match how {
        0..8 => content.insert(at, bytes[how]),
        8 => drop(content.remove(at)),
        9 => drop(content.drain(line..next)),
        10 => drop(content.splice(line..line, *b"-DOCSTART- O\n")),
        11 => content.truncate(at),
        _ => drop(content.splice(line..line, *b"\n")),
    }
    content
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_pass_counts_as_documents_do_or_not_at_all(
        lines in prop_oneof![lines(false), lines(true)],
        styles in (style(), style(), any::<bool>()),
        spoil in spoil(),
        scheme in prop_oneof![4 => Just(0usize), 1 => 0usize..8],
        repair in 0usize..3,
        view in any::<bool>(),
        is_seen in any::<bool>(),
        piece in prop_oneof![Just(64usize), Just(100), Just(1 << 20)],
        workers in prop_oneof![3 => Just(1usize), 1 => Just(3)],
    ) {
        let second = Style { tab: styles.0.tab, ..styles.1 };
        let styles = [styles.0, if styles.2 { styles.0 } else { second }];
        let mut contents = [0, 1].map(|side| written(&lines, styles[side], side));
        if let Some((side, at, how)) = spoil.as_ref().filter(|(side, ..)| !contents[*side].is_empty()) {
            contents[*side] = spoilt(std::mem::take(&mut contents[*side]), at, *how);
        }
        let contents = contents.each_ref().map(Vec::as_slice);
        let (Some(gold), Some(predicted)) = (layout(contents[0]), layout(contents[1])) else { return Ok(()) };
        let repair = [Repair::None, Repair::Conlleval, Repair::Discard][repair];
        let way = Way {
            view: view.then(|| mihak::views::load(&Root::Embedded, "conll4").unwrap()),
            seen: is_seen.then(seen),
            piece,
            workers,
            ..Way::plain(TagReading::Scheme(TagScheme::ALL[scheme], repair))
        };
        let (streamed, expected) = (way.streamed([&gold, &predicted], contents), way.documents([&gold, &predicted], contents));
        // A mark behind the first piece of a file without one in it is left alone, as is what only one of the files holds.
        if streamed.is_some() || (spoil.is_none() && piece > 100) {
            prop_assert_eq!(&streamed, &expected);
        }
        if spoil.is_none() && expected.is_some() {
            // Both in one file: the tags of gold stand in its middle column.
            let both = joined(&lines, styles[0]);
            let layout = Layout::at("x", &both, &Options::default()).unwrap().with_gold("x").unwrap();
            let alone = way.pass(&layout, &both, None);
            prop_assert!(alone.is_none() || alone == expected, "{:?} {:?}", alone, expected);
            prop_assert!(alone.is_some() || piece <= 100);
        }
    }
}
