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
    /// with `+label`. For words: `missed`, `over-cut`, `under-cut`, `other-cut`. For an article without an answer: `failure`.
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
    /// The characters that only one side covers.
    pub residue: String,
}

impl ErrorRow {
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
}

impl ErrorRow {
    /// The fields as a file has them that a person may open: text is guarded so, numbers are as they are.
    pub fn guarded(&self, guard: Guard) -> [String; 12] {
        let mut fields = self.fields();
        for text in [0, 1, 4, 5, 8, 9, 11] {
            fields[text] = guard.text(&fields[text]).into_owned();
        }
        fields
    }
}

/// The texts of the spans, joined by `+`.
pub fn joined<'a>(text: &'a str, spans: impl Iterator<Item = Span> + 'a) -> String {
    spans.map(|span| span.slice(text)).collect::<Vec<_>>().join("+")
}

/// The start of the first span and the end of the last, in code points; `None` if there are no spans.
pub fn reach(index: &UnitIndex, spans: &[Span]) -> Option<(usize, usize)> {
    Some((index.units_before(spans.first()?.start()), index.units_before(spans.last()?.end())))
}
