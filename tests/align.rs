//! Every word and segment of the shipped gold is placed under every change that tokenizers make to text.

use mihak::corpus::Corpus;
use mihak::folder::Root;
use mihak::suite::Suite;
use mihak_core::annotation::Segment;
use mihak_core::text::Span;
use mihak_core::text::align::align;
use mihak_core::text::words::words;
use unicode_normalization::UnicodeNormalization;

fn news() -> Corpus {
    let suite = Suite::find(None).unwrap();
    let spec = suite.corpora.iter().find(|corpus| corpus.name == "news").unwrap();
    Corpus::load(&Root::Embedded, spec).unwrap()
}

type Change = fn(&str) -> String;

/// What a tokenizer may do to all that it reads.
const CHANGES: [(&str, Change); 14] = [
    ("without tashkeel", |text| text.chars().filter(|c| !matches!(c, '\u{64b}'..='\u{652}' | '\u{670}')).collect()),
    ("with tashkeel", |text| after_letters(text, "\u{651}\u{64e}")),
    ("without tatweel", |text| text.replace('ـ', "")),
    ("with tatweel", |text| after_letters(text, "ـ")),
    ("alef without hamza", |text| text.replace(['أ', 'إ', 'آ', 'ٱ'], "ا")),
    ("no hamza at all", |text| text.replace(['أ', 'إ', 'آ', 'ٱ'], "ا").replace('ؤ', "و").replace('ئ', "ي")),
    ("ى as ي", |text| text.replace('ى', "ي")),
    ("ة as ه", |text| text.replace('ة', "ه")),
    ("NFD", |text| text.nfd().collect()),
    ("NFKC", |text| text.nfkc().collect()),
    ("presentation forms", |text| text.replace("لا", "ﻻ").replace('أ', "ﺃ").replace('ب', "ﺑ").replace('ة', "ﺔ")),
    ("with ZWNJ", |text| after_letters(text, "\u{200c}")),
    ("with bidi marks", |text| after_letters(text, "\u{200f}")),
    ("folded", |text| mihak_core::text::fold::fold(text).into_owned()),
];

/// Whether something of it is seen: a mark of direction between a space and a bracket is a word of its own, but no tokenizer's, and where it stands
/// among other marks is open.
fn has_width(piece: &str) -> bool {
    !piece.chars().all(mihak_core::text::fold::is_invisible)
}

/// The form of the segment, or its text where it has none, or where one letter stands for the end of the form and for the pronoun (عل+يّ of على and ي).
fn restored<'a>(text: &'a str, segment: &'a Segment) -> &'a str {
    let slice = segment.span.slice(text);
    let is_shared = segment.form.strip_prefix(slice).is_some_and(|rest| matches!(rest, "ى" | "ي"));
    if segment.form.is_empty() || is_shared { slice } else { &segment.form }
}

/// The bytes of what is seen of a span: whether a mark at its edge belongs to it or to its neighbour is open, too.
fn seen(text: &str, span: Option<Span>) -> Option<(usize, usize)> {
    let (start, slice) = (span?.start(), span?.slice(text));
    let from = slice.len() - slice.trim_start_matches(mihak_core::text::fold::is_invisible).len();
    Some((start + from, start + slice.trim_end_matches(mihak_core::text::fold::is_invisible).len()))
}

fn after_letters(text: &str, mark: &str) -> String {
    text.chars().flat_map(|c| std::iter::once(c).chain(mark.chars().filter(move |_| matches!(c, 'ء'..='ي')))).collect()
}

#[test]
fn all_words_and_segments_of_the_news_are_placed_under_every_change_and_any_two() {
    let corpus = news();
    // Two changes of every article take long, and those of every third show the same.
    for (article, gold) in corpus.articles.iter().zip(corpus.gold.words.as_ref().unwrap()).step_by(3) {
        let text = &*article.text;
        let segments = || gold.iter().flat_map(|word| &word.segments).filter(|segment| has_width(segment.span.slice(text)));
        let layers: [Vec<(Span, &str)>; 3] = [
            words(text).map(|word| (word, word.slice(text))).filter(|(_, word)| has_width(word)).collect(),
            segments().map(|segment| (segment.span, segment.span.slice(text))).collect(),
            segments().map(|segment| (segment.span, restored(text, segment))).collect(),
        ];
        for (layer, pieces) in layers.iter().enumerate() {
            for (first, change) in &CHANGES {
                for (second, again) in &CHANGES[..if layer == 2 { CHANGES.len() } else { 1 }] {
                    let changed: Vec<String> = pieces.iter().map(|(_, piece)| again(&change(piece))).collect();
                    let aligned = align(text, &changed);
                    for ((wanted, piece), found) in pieces.iter().zip(&aligned.spans) {
                        let slice = found.map(|span| span.slice(text));
                        assert_eq!(
                            seen(text, *found),
                            seen(text, Some(*wanted)),
                            "{}, layer {layer}, {first}, {second}: {piece} is {slice:?}",
                            article.id
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn segments_of_the_news_are_placed_in_articles_under_every_change() {
    let corpus = news();
    for (article, gold) in corpus.articles.iter().zip(corpus.gold.words.as_ref().unwrap()) {
        for (name, change) in &CHANGES {
            let (mut text, mut wanted, mut pieces, mut end) = (String::new(), Vec::new(), Vec::new(), 0);
            for segment in gold.iter().flat_map(|word| &word.segments).filter(|segment| has_width(segment.span.slice(&article.text))) {
                text.push_str(&article.text[end..segment.span.start()]);
                let start = text.len();
                text.push_str(&change(segment.span.slice(&article.text)));
                wanted.push(Some(Span::new(&text, start, text.len()).unwrap()));
                pieces.push(restored(&article.text, segment));
                end = segment.span.end();
            }
            let aligned = align(&text, &pieces);
            for ((found, wanted), piece) in aligned.spans.iter().zip(&wanted).zip(&pieces) {
                assert_eq!(seen(&text, *found), seen(&text, *wanted), "{}, {name}: {piece}", article.id);
            }
        }
    }
}
