//! Words and their segments in formats that only know labelled spans: every segment of a cut word is a span named `segment-CLASS`.
//!
//! What is not written follows from the text: words are those of [`crate::text::words`], and a word without such spans is one stem, or
//! punctuation. A segment carries its hidden form as a mention carries its entity. The same two rules, the word rule and the classes
//! that follow from a cut, are those of the inline form.

use std::mem;

use crate::annotation::Class;
use crate::annotation::scheme::{around, negation};
use crate::error::Problems;
use crate::format::document::{Document, Note, Part, SplitToken};
use crate::format::location::Location;
use crate::text::words::{is_punctuation, words};
use crate::wording::excerpt;

/// In front of the class in the label of a segment.
const PREFIX: &str = "segment-";

/// The class of a segment's label, or `None` if the label is one of a mention.
pub fn class(label: &str) -> Option<Class> {
    label.strip_prefix(PREFIX)?.parse().ok()
}

/// The classes of a word's pieces that follow from nothing but the cut: proclitics in their order, one stem, pronouns; and ما…ش around them.
pub fn implied(pieces: &[&str]) -> Vec<Class> {
    const PROCLITICS: [Class; 5] = [Class::Conj, Class::Interrog, Class::Prep, Class::Fut, Class::Det];
    if let [only] = pieces {
        return vec![if is_punctuation(only) { Class::Punct } else { Class::Stem }];
    }
    if let Some(ma) = negation(pieces) {
        return around(pieces, ma, implied);
    }
    let mut classes: Vec<Class> = Vec::with_capacity(pieces.len());
    for (at, piece) in pieces.iter().enumerate() {
        let is_last = at + 1 == pieces.len();
        let next = match classes[..] {
            [.., Class::Stem | Class::Pron] => Class::Pron,
            [.., Class::Prep] if is_last && Class::Pron.admits(piece) => Class::Pron,
            // أ stands in front of و and ف: أولم، أفلا.
            [Class::Interrog] if !is_last && Class::Conj.admits(piece) => Class::Conj,
            _ => {
                let stands = |class: &Class| classes.last().is_none_or(|previous| previous < class) && class.admits(piece);
                PROCLITICS.into_iter().find(stands).filter(|_| !is_last).unwrap_or(Class::Stem)
            }
        };
        classes.push(next);
    }
    classes
}

/// The text of each part of a word.
fn pieces<'a>(split: &SplitToken, text: &'a str) -> Vec<&'a str> {
    split.parts.iter().filter_map(|part| part.span).map(|span| span.slice(text)).collect()
}

/// The parts of a word that [`has_words`], each with the class that follows from the cut.
pub fn with_implied<'a>(split: &'a SplitToken, text: &str) -> impl Iterator<Item = (&'a Part, Class)> {
    split.parts.iter().zip(implied(&pieces(split, text)))
}

/// Whether the document's words are those of the word rule, each cut into parts that tile it and have classes.
pub fn has_words(document: &Document) -> bool {
    let spans = document.splits.iter().map(|split| split.span);
    !document.splits.is_empty() && document.splits.iter().all(SplitToken::is_tiled) && spans.eq(words(&document.text))
}

/// The document with the segments of its cut words among its mentions, and whether its words are told so.
///
/// Words without a cut follow from the text; where none is cut, the first is written, so that the layer is there.
pub fn with_segments(document: &Document) -> (Document, bool) {
    let has_words = has_words(document);
    let text = &document.text;
    let follows = |split: &SplitToken| {
        split.parts.len() == 1 && with_implied(split, text).all(|(part, class)| part.form.is_empty() && part.class == Some(class))
    };
    let mut told: Vec<&SplitToken> = document.splits.iter().filter(|split| has_words && !follows(split)).collect();
    if told.is_empty() {
        told.extend(document.splits.first().filter(|_| has_words));
    }
    let segments = told.into_iter().flat_map(|split| &split.parts).filter_map(|part| {
        let (span, class) = part.span.zip(part.class)?;
        Some(Note { span, label: format!("{PREFIX}{class}").into(), entity: part.form.clone(), line: 0 })
    });
    let mentions = document.mentions.iter().cloned().chain(segments).collect();
    (Document { mentions, ..document.clone() }, has_words)
}

/// Takes the segments from among the mentions and makes them words; a document without segments is left as it is.
pub fn take_segments(document: &mut Document, file: &str, record: usize, problems: &mut Problems) {
    let (mut segments, mentions): (Vec<Note>, Vec<Note>) =
        mem::take(&mut document.mentions).into_iter().partition(|note| class(&note.label).is_some());
    document.mentions = mentions;
    if segments.is_empty() {
        return;
    }
    segments.sort_by_key(|note| (note.span.start(), note.span.end()));
    let text = document.text.as_str();
    let mut segments = segments.into_iter().peekable();
    let mut fault = |note: &Note, said: &str| {
        let place = Location { file, line: note.line, record };
        place.note(format!("{} «{}» {said}", note.label, excerpt(note.span.slice(text))), problems);
    };
    let mut splits = Vec::new();
    for span in words(text) {
        let mut parts: Vec<Part> = Vec::new();
        let mut end = span.start();
        while let Some(note) = segments.next_if(|note| note.span.start() < span.end()) {
            let own = note.span;
            if own.start() != end || own.end() > span.end() {
                fault(
                    &note,
                    &format!("does not follow the segment before it inside «{}»; the segments of a cut word tile it", excerpt(span.slice(text))),
                );
            }
            end = own.end();
            parts.push(Part { span: Some(own), class: class(&note.label), form: note.entity });
        }
        if parts.is_empty() {
            parts.push(Part { span: Some(span), form: "".into(), class: implied(&[span.slice(text)]).pop() });
        } else if end < span.end() {
            let part = parts.last().expect("there is a part");
            let (span, class) = part.span.zip(part.class).expect("a segment has a span and a class");
            let last = Note { span, label: format!("{PREFIX}{class}").into(), entity: part.form.clone(), line: 0 };
            fault(&last, "is the last segment of a word that goes on behind it");
        }
        splits.push(SplitToken { span, parts });
    }
    segments.for_each(|note| fault(&note, "is in no word"));
    document.tokens = splits.iter().map(|split| split.span).collect();
    document.splits = splits;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn classes_follow_from_the_cut() {
        let cases: [(&[&str], &str); 10] = [
            (&["ل", "ه"], "PREP PRON"),
            (&["و", "س", "يبحث", "ها"], "CONJ FUT STEM PRON"),
            (&["ف", "ب", "ال", "نسبة"], "CONJ PREP DET STEM"),
            (&["أ", "ف", "لا"], "INTERROG CONJ STEM"),
            (&["و", "أ", "ليس"], "CONJ INTERROG STEM"),
            (&["ل", "ل", "جنة"], "PREP DET STEM"),
            (&["الـ", "10"], "DET STEM"),
            (&["ك", "ك"], "PREP PRON"),
            (&["،"], "PUNCT"),
            (&["و"], "STEM"),
        ];
        for (pieces, expected) in cases {
            assert_eq!(implied(pieces).iter().map(|class| class.name()).collect::<Vec<_>>().join(" "), expected, "{pieces:?}");
        }
    }

    /// Start, end and label of a note.
    type Told = (usize, usize, &'static str);

    /// A document with these notes, as a reader has it.
    fn read(text: &str, notes: &[Told]) -> (Document, String) {
        let note = |&(start, end, label): &Told| Note::new(Span::new(text, start, end).unwrap(), label, 3);
        let mut document = Document { text: text.into(), mentions: notes.iter().map(note).collect(), ..Document::default() };
        let mut problems = Problems::default();
        take_segments(&mut document, "f", 1, &mut problems);
        (document, problems.into_result().err().map(|error| error.to_string()).unwrap_or_default())
    }

    #[test]
    fn segments_become_words_and_other_labels_stay_mentions() {
        let (document, said) = read("قم وسر", &[(5, 7, "segment-CONJ"), (7, 11, "segment-STEM"), (7, 11, "PERS"), (5, 7, "segment-X")]);
        assert_eq!((said.as_str(), document.mentions.len(), document.splits.len(), document.splits[1].parts.len()), ("", 2, 2, 2));
        let (document, _) = read("قم", &[(0, 4, "PERS")]);
        assert!(document.splits.is_empty());
    }

    #[test]
    fn segments_that_do_not_tile_a_word_are_refused() {
        let cases: [(&[Told], &str); 4] = [
            (&[(7, 11, "segment-STEM")], "`f` line 3: segment-STEM «سر» does not follow the segment before it inside «وسر»"),
            (&[(5, 7, "segment-CONJ")], "segment-CONJ «و» is the last segment of a word that goes on behind it"),
            (&[(0, 11, "segment-STEM")], "segment-STEM «قم وسر» does not follow"),
            (&[(4, 5, "segment-STEM")], "segment-STEM « » does not follow the segment before it inside «وسر»"),
        ];
        for (notes, expected) in cases {
            let said = read("قم وسر", notes).1;
            assert!(said.contains(expected), "{said}");
        }
    }
}
