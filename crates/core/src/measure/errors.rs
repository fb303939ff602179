//! Single errors as rows of errors.csv, for people to read.

use crate::safe::Guard;
use crate::text::Span;
use crate::text::offsets::UnitIndex;

/// One row of errors.csv. Offsets are code points. The fields of a side that is missing are empty.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct ErrorRow {
    /// The view of mentions, or the scheme of tokens, in which it is an error.
    pub view: String,
    /// The class of the error.
    ///
    /// For mentions: `missed`, `spurious`, `label`, `boundary-start`, `boundary-end`, `boundary-both`, `clitic`, `spelling`; the last five also
    /// with `+label`. For words: `missed`, `over-cut`, `under-cut`, `other-cut`. For an article without an answer: `failure`. For quotes of a chat
    /// model: `unlocated`, which stand nowhere, and notes that are no errors of a mention: `respelled`, `ambiguous`, `unread`, `cut-off`.
    pub class: String,
    /// Start and end of the gold; `None` if there is no gold.
    pub gold: Option<(usize, usize)>,
    /// The text of the gold. The segments of a word are joined by `+`.
    pub gold_text: String,
    /// The label of the gold.
    pub gold_label: String,
    /// Start and end of the prediction; `None` if there is no prediction.
    pub predicted: Option<(usize, usize)>,
    /// The text of the prediction. The pieces of a word are joined by `+`.
    pub predicted_text: String,
    /// The label of the prediction.
    pub predicted_label: String,
    /// The bytes that both sides share, divided by the bytes that either covers, in thousandths; `None` if one side is missing.
    pub iou: Option<u64>,
    /// The characters that only one side covers. For quotes: the rules that explain a spelling, or the number of places.
    pub residue: String,
    /// The line around the place, which stands between `⟪` and `⟫`; empty where nobody asked for it.
    pub context: String,
}

impl ErrorRow {
    /// The column of the context, behind those of the header, in the files that have it.
    pub const CONTEXT: &str = "context";

    /// The row with its context in a text, of which the index was made; as it is if its place is not in the text.
    pub fn in_context(self, text: &str, index: &UnitIndex) -> ErrorRow {
        let place = self.gold.or(self.predicted).and_then(|(start, end)| index.span(text, start, end).ok());
        let context = place.map_or(String::new(), |place| context(text, place));
        ErrorRow { context, ..self }
    }

    /// The names of the columns after system, corpus, split, article and task.
    pub const HEADER: [&str; 12] =
        ["view", "error", "gold_start", "gold_end", "gold_text", "gold_label", "pred_start", "pred_end", "pred_text", "pred_label", "iou", "residue"];

    /// The fields in the order of the header.
    pub fn fields(&self) -> [String; 12] {
        let offset = |side: Option<(usize, usize)>, end: bool| side.map_or(String::new(), |(from, to)| if end { to } else { from }.to_string());
        [
            self.view.clone(),
            self.class.clone(),
            offset(self.gold, false),
            offset(self.gold, true),
            self.gold_text.clone(),
            self.gold_label.clone(),
            offset(self.predicted, false),
            offset(self.predicted, true),
            self.predicted_text.clone(),
            self.predicted_label.clone(),
            self.iou.map_or(String::new(), |iou| format!("{}.{:03}", iou / 1000, iou % 1000)),
            self.residue.clone(),
        ]
    }

    /// The fields as a file has them that a person may open: text is guarded so, numbers are as they are.
    pub fn guarded(&self, guard: Guard) -> [String; 12] {
        let mut fields = self.fields();
        for text in [0, 1, 4, 5, 8, 9, 11] {
            fields[text] = guard.text(&fields[text]).into_owned();
        }
        fields
    }
}

/// The row of an article without an answer, and why there is none.
pub fn failed(why: &str) -> ErrorRow {
    ErrorRow { class: "failure".into(), predicted_text: why.into(), ..ErrorRow::default() }
}

/// The texts of the spans, joined by `+`.
pub fn joined<'a>(text: &'a str, spans: impl Iterator<Item = Span> + 'a) -> String {
    spans.map(|span| span.slice(text)).collect::<Vec<_>>().join("+")
}

/// The start of the first span and the end of the last, in code points; `None` if there are no spans.
pub fn reach(index: &UnitIndex, spans: &[Span]) -> Option<(usize, usize)> {
    Some((index.units_before(spans.first()?.start()), index.units_before(spans.last()?.end())))
}

/// How many code points of a line stand in front of a place and behind it in its context.
const REACH: usize = 48;

/// The line around a place, which stands between `⟪` and `⟫`. Of a long line the words nearest to it are left, and `…` stands for the others.
pub fn context(text: &str, place: Span) -> String {
    let (before, behind) = (&text[..place.start()], &text[place.end()..]);
    let is_end = |c: &char| *c == '\n' || *c == '\r';
    let from = before.chars().rev().take(REACH).take_while(|c| !is_end(c)).map(char::len_utf8).sum::<usize>();
    let to = behind.chars().take(REACH).take_while(|c| !is_end(c)).map(char::len_utf8).sum::<usize>();
    let (mut left, mut right) = (&before[before.len() - from..], &behind[..to]);
    let is_cut = |rest: Option<char>| rest.is_some_and(|c| !is_end(&c));
    let (more, further) = (is_cut(before[..before.len() - from].chars().next_back()), is_cut(behind[to..].chars().next()));
    // A word that is not whole is left out, unless it is the only one.
    if more {
        left = left.find(char::is_whitespace).map_or(left, |at| &left[at..]);
    }
    if further {
        right = right.rfind(char::is_whitespace).map_or(right, |at| &right[..at]);
    }
    let [open, close] = [more, further].map(|is_more| if is_more { "…" } else { "" });
    format!("{open}{left}⟪{}⟫{right}{close}", place.slice(text)).replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_context_of_a_place_is_its_line_and_of_a_long_one_the_words_around_it() {
        let of = |text: &str, surface: &str| {
            let start = text.find(surface).unwrap();
            context(text, Span::new(text, start, start + surface.len()).unwrap())
        };
        assert_eq!(of("سطر.\nزار بوتين القاهرة.\nسطر.", "بوتين"), "زار ⟪بوتين⟫ القاهرة.");
        assert_eq!(of("بوتين", "بوتين"), "⟪بوتين⟫");
        assert_eq!(of("في مصر\nالجديدة", "مصر\nالجديدة"), "في ⟪مصر الجديدة⟫");
        let long = format!("{}بوتين{}", "كلمة ".repeat(30), " كلمة".repeat(30));
        assert_eq!(of(&long, "بوتين"), format!("…{} ⟪بوتين⟫ {}…", " كلمة".repeat(9), "كلمة ".repeat(9).trim_end()));
        let glued = format!("{}بوتين", "ك".repeat(100));
        assert_eq!(of(&glued, "بوتين"), format!("…{}⟪بوتين⟫", "ك".repeat(48)));
    }
}
