//! Which document of a prediction belongs to which of gold: by name; where names do not fit, by text; where single texts do not fit either, by
//! place in all texts joined one after the other.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::format::{Document, Note};
use crate::text::Span;

/// The differences between two texts that are no faults.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tolerance {
    /// A prediction may end before gold does, in the document or in a sentence: what stands there counts as missed.
    pub missing: bool,
    /// Invisible characters are not compared: byte order marks, marks of direction, joiners, soft hyphens.
    pub invisible: bool,
}

impl Tolerance {
    /// Whether a character is compared.
    pub(super) fn compares(self, c: char) -> bool {
        !(c.is_whitespace() || self.invisible && is_invisible(c))
    }

    /// The characters of a text that are compared, with their places.
    pub(super) fn compared(self, text: &str) -> Vec<(u32, char)> {
        text.char_indices().filter(|(_, c)| self.compares(*c)).map(|(at, c)| (at as u32, c)).collect()
    }

    fn same(self, left: &str, right: &str) -> bool {
        let of = |text: &'_ str| text.chars().filter(|c| self.compares(*c)).collect::<Vec<char>>();
        left == right || of(left) == of(right)
    }
}

/// Whether nothing is seen of a character.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}')
}

/// Documents of gold with those of the prediction.
pub(super) struct Paired {
    pub pairs: Vec<(Document, Option<Document>)>,
    /// How they were paired, where it was not by name.
    pub remark: Option<String>,
    /// The documents of the prediction that gold lacks.
    pub strange: Vec<String>,
    /// Why texts that are the same could not be cut as those of gold are.
    pub uncut: Option<String>,
}

/// Pairs documents. Those of which nothing can be said are paired by name, as far as names go.
pub(super) fn pair(gold: Vec<Document>, predicted: Vec<Document>, shown: [&str; 2], tolerance: Tolerance) -> Paired {
    if gold.len() == 1 && predicted.len() == 1 {
        let pairs = gold.into_iter().zip(predicted.into_iter().map(Some)).collect();
        return Paired { pairs, remark: None, strange: Vec::new(), uncut: None };
    }
    if by_name_fits(&gold, &predicted, tolerance) {
        return by_name(gold, predicted);
    }
    let both = format!("`{}` and `{}`", shown[0], shown[1]);
    if let Some(places) = by_text(&gold, &predicted, tolerance) {
        let mut predicted: Vec<Option<Document>> = predicted.into_iter().map(Some).collect();
        let pairs = gold.into_iter().zip(places).map(|(gold, place)| (gold, place.and_then(|place| predicted[place].take()))).collect();
        return Paired {
            pairs,
            remark: Some(format!("the documents of {both} have other names: they are paired by their text")),
            strange: Vec::new(),
            uncut: None,
        };
    }
    // An answer that belongs to no article cannot be cut into parts.
    let are_answers = predicted.iter().any(|document| document.quotes.is_some());
    match joined(&gold, &predicted, tolerance).filter(|_| !are_answers) {
        Some(Err(uncut)) => Paired { uncut: Some(uncut), ..by_name(gold, predicted) },
        Some(Ok(parts)) => {
            let remark = format!("{both} cut their text into other documents: those of the first count");
            Paired { pairs: gold.into_iter().zip(parts.into_iter().map(Some)).collect(), remark: Some(remark), strange: Vec::new(), uncut: None }
        }
        None => by_name(gold, predicted),
    }
}

fn by_name(gold: Vec<Document>, predicted: Vec<Document>) -> Paired {
    let mut by_id: BTreeMap<String, Document> = predicted.into_iter().map(|document| (document.id.clone(), document)).collect();
    let pairs = gold.into_iter().map(|document| (by_id.remove(&document.id), document)).map(|(predicted, gold)| (gold, predicted)).collect();
    Paired { pairs, remark: None, strange: by_id.into_keys().collect(), uncut: None }
}

/// Whether every document of the prediction has a namesake in gold, of the same text unless it may end early.
fn by_name_fits(gold: &[Document], predicted: &[Document], tolerance: Tolerance) -> bool {
    let texts: FxHashMap<&str, &str> = gold.iter().map(|document| (document.id.as_str(), document.text.as_str())).collect();
    predicted.iter().all(|document| texts.get(document.id.as_str()).is_some_and(|text| tolerance.missing || tolerance.same(text, &document.text)))
}

/// For every document of gold the place of the only one of its text; `None` if a text of the prediction is not in gold, or stands there twice.
fn by_text(gold: &[Document], predicted: &[Document], tolerance: Tolerance) -> Option<Vec<Option<usize>>> {
    let key = |document: &Document| document.text.chars().filter(|c| tolerance.compares(*c)).collect::<String>();
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    for (at, document) in predicted.iter().enumerate() {
        if places.insert(key(document), at).is_some() {
            return None;
        }
    }
    let found: Vec<Option<usize>> = gold.iter().map(|document| places.remove(&key(document))).collect();
    places.is_empty().then_some(found)
}

/// The text of the prediction, cut as gold is; `None` if the whole texts differ, `Err` if a mention goes on from one document of gold to the next.
fn joined(gold: &[Document], predicted: &[Document], tolerance: Tolerance) -> Option<Result<Vec<Document>, String>> {
    let chars =
        |documents: &[Document]| documents.iter().flat_map(|document| tolerance.compared(&document.text)).map(|(_, c)| c).collect::<Vec<char>>();
    if chars(gold) != chars(predicted) {
        return None;
    }
    let mut whole = join(predicted);
    whole.mentions.sort_by_key(|note| note.span.start());
    let places = tolerance.compared(&whole.text);
    let mut first = 0;
    let (mut parts, mut ranges) = (Vec::new(), Vec::new());
    for document in gold {
        let end = first + tolerance.compared(&document.text).len();
        let from = places.get(first).map_or(whole.text.len(), |&(at, _)| at as usize);
        let to = places.get(end.wrapping_sub(1)).filter(|_| end > first).map_or(from, |&(at, c)| at as usize + c.len_utf8());
        parts.push(part(&whole, &document.id, from, to)?);
        ranges.push(from..to);
        first = end;
    }
    let mentions: usize = parts.iter().map(|part| part.mentions.len()).sum();
    if mentions == whole.mentions.len() {
        return Some(Ok(parts));
    }
    let is_inside = |span: Span| ranges.get(ranges.partition_point(|range| range.end < span.end())).is_some_and(|range| range.start <= span.start());
    let crossing = whole.mentions.iter().find(|note| !is_inside(note.span));
    let shown = crossing.map_or(String::new(), |note| format!(", such as {} «{}»", note.label, note.span.slice(&whole.text).replace('\n', " ")));
    let times = whole.mentions.len() - mentions;
    let goes_on = if times == 1 { "mention goes" } else { "mentions go" };
    Some(Err(format!("{times} {goes_on} on from one document of gold to the next{shown}")))
}

/// Documents one after the other, with a line feed between.
fn join(documents: &[Document]) -> Document {
    let mut whole = Document::default();
    for document in documents {
        let from = whole.text.len();
        whole.text.push_str(&document.text);
        whole.text.push('\n');
        let moved = |span: &Span| Span::new(&whole.text, from + span.start(), from + span.end()).expect("the text was put there");
        let notes: Vec<Note> = document.mentions.iter().map(|note| Note { span: moved(&note.span), ..note.clone() }).collect();
        let (tokens, sentences): (Vec<Span>, Vec<Span>) =
            (document.tokens.iter().map(moved).collect(), document.sentences.iter().map(moved).collect());
        whole.mentions.extend(notes);
        whole.tokens.extend(tokens);
        whole.sentences.extend(sentences);
    }
    whole
}

/// A part of a document, whose mentions are sorted by start, with what lies in it; `None` if its bounds are none of characters.
fn part(whole: &Document, id: &str, from: usize, to: usize) -> Option<Document> {
    let text = whole.text.get(from..to)?.to_string();
    let inside = |span: &Span| (span.end() <= to).then(|| Span::new(&text, span.start() - from, span.end() - from).ok())?;
    let mentions =
        starting(&whole.mentions, from..to, |note| note.span).iter().filter_map(|note| Some(Note { span: inside(&note.span)?, ..note.clone() }));
    let spans = |spans: &[Span]| starting(spans, from..to, |span| *span).iter().filter_map(inside).collect();
    let (mentions, tokens, sentences) = (mentions.collect(), spans(&whole.tokens), spans(&whole.sentences));
    Some(Document { id: id.into(), text, tokens, sentences, mentions, ..Document::default() })
}

/// Those of things sorted by start that begin in a range.
fn starting<T>(things: &[T], range: Range<usize>, span: impl Fn(&T) -> Span) -> &[T] {
    let place = |at: usize| things.partition_point(|thing| span(thing).start() < at);
    &things[place(range.start)..place(range.end)]
}
