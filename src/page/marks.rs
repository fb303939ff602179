//! The text of an article with gold in brackets, and with what is wrong underlined and lettered.

use std::collections::BTreeMap;
use std::ops::Range;

use maud::{Markup, PreEscaped, html};
use mihak_core::wording::excerpt;

use crate::page::content::{Marked, PageArticle};
use crate::page::kind::ErrorKind;
use crate::page::text::Outside;

/// What stands in front of a byte. Of several at one byte, what ends comes first, then letters, then what begins.
struct Sign {
    byte: usize,
    /// The rank at its byte; of equal ones, inner brackets close first and outer ones open first.
    rank: (u8, usize),
    markup: Markup,
}

/// The paragraphs of a text, in bytes. Empty lines are none.
pub fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        let from = start;
        start += line.len();
        from..from + line.trim_end_matches(['\n', '\r']).len()
    });
    lines.filter(|range| !text[range.clone()].trim().is_empty()).collect()
}

/// The paragraph that a byte is in: the last that begins at it or before.
pub fn paragraph_of(paragraphs: &[Range<usize>], byte: usize) -> usize {
    paragraphs.partition_point(|range| range.start <= byte).saturating_sub(1)
}

/// Whether a text is set from right to left: it has an Arabic letter.
pub fn is_right_to_left(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{600}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'))
}

/// One paragraph of an article.
pub fn paragraph(article: &PageArticle, range: &Range<usize>) -> Markup {
    let mut signs = Vec::new();
    article.gold.iter().for_each(|gold| brackets(gold, range, ["[", "]"], None, None, &mut signs));
    for (number, error) in article.errors.iter().enumerate() {
        let kind = ErrorKind::of(&error.class);
        if let Some(predicted) = error.predicted.as_ref().filter(|_| kind != ErrorKind::Cut) {
            brackets(predicted, range, ["{", "}"], Some(kind.style()), Some(number), &mut signs);
        }
    }
    signs.extend(letters(article, range));
    signs.sort_by_key(|sign| (sign.byte, sign.rank));
    let text = &article.text[range.clone()];
    let direction = if is_right_to_left(text) { "rtl" } else { "ltr" };
    html! { p.txt dir=(direction) lang=[(direction == "rtl").then_some("ar")] { (pieces(article, range, signs)) } }
}

/// The letters of errors behind their places; errors of one kind that end together share one.
fn letters(article: &PageArticle, range: &Range<usize>) -> impl Iterator<Item = Sign> {
    let mut numbers: BTreeMap<(usize, ErrorKind), Vec<String>> = BTreeMap::new();
    for (number, error) in article.errors.iter().enumerate() {
        if let Some(place) = error.place().filter(|place| range.start < place.end() && place.end() <= range.end) {
            numbers.entry((place.end(), ErrorKind::of(&error.class))).or_default().push(number.to_string());
        }
    }
    numbers.into_iter().enumerate().map(|(at, ((byte, kind), numbers))| {
        let markup = html! { sup class=(kind.style()) data-e=(numbers.join(" ")) { (kind.letter()) } };
        Sign { byte, rank: (1, at), markup }
    })
}

/// The brackets around a part of the text, as far as its ends are in the paragraph.
fn brackets(of: &Marked, range: &Range<usize>, [open, close]: [&str; 2], style: Option<&str>, error: Option<usize>, signs: &mut Vec<Sign>) {
    let (start, end) = (of.span.start(), of.span.end());
    if range.contains(&start) {
        let label = excerpt(&of.label);
        let markup = html! { i class=[style] data-e=[error] { (open) small { (Outside(&label)) } } };
        signs.push(Sign { byte: start, rank: (2, usize::MAX - end), markup });
    }
    if range.start < end && end <= range.end {
        signs.push(Sign { byte: end, rank: (0, usize::MAX - start), markup: html! { i class=[style] data-e=[error] { (close) } } });
    }
}

/// The text between signs, underlined where an error is.
fn pieces(article: &PageArticle, range: &Range<usize>, signs: Vec<Sign>) -> Markup {
    let sides = article.errors.iter().enumerate().flat_map(|(number, error)| {
        [&error.gold, &error.predicted].into_iter().flatten().map(move |marked| (number, ErrorKind::of(&error.class), marked.span))
    });
    let sides: Vec<_> = sides.filter(|(_, _, span)| span.start() < range.end && range.start < span.end()).collect();
    let ends = sides.iter().flat_map(|(_, _, span)| [span.start(), span.end()]).filter(|byte| range.contains(byte));
    let mut stops: Vec<usize> = signs.iter().map(|sign| sign.byte).chain(ends).chain([range.end]).collect();
    stops.sort_unstable();
    stops.dedup();
    let mut out = String::new();
    let mut signs = signs.into_iter().peekable();
    let mut at = range.start;
    for stop in stops {
        if at < stop {
            let mut over: Vec<(usize, &str)> = sides
                .iter()
                .filter(|(_, _, span)| span.start() <= at && stop <= span.end())
                .map(|(number, kind, _)| (*number, kind.style()))
                .collect();
            over.sort_unstable();
            over.dedup();
            out.push_str(&piece(article, at..stop, &over).into_string());
            at = stop;
        }
        while let Some(sign) = signs.next_if(|sign| sign.byte == stop) {
            out.push_str(&sign.markup.into_string());
        }
    }
    PreEscaped(out)
}

/// A part of the text with its cuts, and with the errors that are over it.
fn piece(article: &PageArticle, range: Range<usize>, over: &[(usize, &str)]) -> Markup {
    let mut styles: Vec<&str> = over.iter().map(|(_, style)| *style).collect();
    styles.sort_unstable();
    styles.dedup();
    let numbers: Vec<String> = over.iter().map(|(number, _)| number.to_string()).collect();
    let first = article.cuts.partition_point(|cut| *cut <= range.start);
    let cuts = article.cuts[first..].iter().copied().take_while(|cut| *cut <= range.end);
    let mut at = range.start;
    let mut text = Vec::new();
    for cut in cuts {
        text.push((&article.text[at..cut], true));
        at = cut;
    }
    text.push((&article.text[at..range.end], false));
    let text = html! { @for (part, is_cut) in text { (Outside(part)) @if is_cut { b {} } } };
    html! { @if over.is_empty() { (text) } @else { u class=(styles.join(" ")) data-e=(numbers.join(" ")) { (text) } } }
}

#[cfg(test)]
mod tests {
    use mihak_core::text::Span;

    use super::*;
    use crate::page::content::PageError;

    const TEXT: &str = "قال الرئيس الروسي بوتين.\n\nوصل إلى القاهرة.";

    fn marked(surface: &str, label: &str) -> Marked {
        let start = TEXT.find(surface).unwrap();
        Marked { span: Span::new(TEXT, start, start + surface.len()).unwrap(), shown: surface.into(), label: label.into() }
    }

    /// The text of the markup, with letters and labels, without elements.
    fn plain(markup: Markup) -> String {
        let mut inside = false;
        markup
            .into_string()
            .chars()
            .filter(|c| {
                inside = (inside || *c == '<') && *c != '>';
                !inside && *c != '>'
            })
            .collect()
    }

    #[test]
    fn gold_stands_in_brackets_and_a_wrong_prediction_in_braces_with_its_letter() {
        let error = PageError {
            gold: Some(marked("بوتين", "PERS")),
            predicted: Some(marked("الروسي بوتين", "PERS")),
            class: "boundary-start".into(),
            task: "entities".into(),
            systems: vec![0],
        };
        let gold = vec![marked("الرئيس الروسي", "OCC"), marked("الروسي", "NORP"), marked("بوتين", "PERS")];
        let article = PageArticle { text: TEXT.into(), gold, errors: vec![error], ..PageArticle::default() };
        let ranges = paragraphs(TEXT);
        assert_eq!(ranges.len(), 2);
        assert_eq!(plain(paragraph(&article, &ranges[0])), "قال [OCCالرئيس {PERS[NORPالروسي]] [PERSبوتين]}B.");
        assert_eq!(plain(paragraph(&article, &ranges[1])), "وصل إلى القاهرة.");
    }

    #[test]
    fn a_byte_is_in_the_paragraph_that_began_last() {
        let ranges = paragraphs("a\r\n\nbc\n");
        assert_eq!(ranges, [0..1, 4..6]);
        assert_eq!([0, 1, 4, 5].map(|byte| paragraph_of(&ranges, byte)), [0, 0, 1, 1]);
    }
}
