//! Kinds of errors: few enough to be told apart by a letter and a line, whatever the colour.

use crate::page::text::{Said, said};

/// A kind of error.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ErrorKind {
    /// Gold without a prediction.
    Missed,
    /// A prediction without gold.
    Spurious,
    /// The label alone is wrong.
    Label,
    /// The ends are wrong, perhaps the label too.
    Bounds,
    /// A word is cut otherwise.
    Cut,
    /// The article has no answer.
    Failure,
}

impl ErrorKind {
    /// The kind of a class as errors.csv has it.
    pub fn of(class: &str) -> ErrorKind {
        match class {
            "missed" => ErrorKind::Missed,
            "spurious" | "unlocated" => ErrorKind::Spurious,
            "label" => ErrorKind::Label,
            "failure" => ErrorKind::Failure,
            cut if cut.ends_with("-cut") => ErrorKind::Cut,
            _ => ErrorKind::Bounds,
        }
    }

    /// The class in the style sheet; its letter stands beside what is marked.
    pub fn style(self) -> &'static str {
        match self {
            ErrorKind::Missed => "m",
            ErrorKind::Spurious => "s",
            ErrorKind::Label => "l",
            ErrorKind::Bounds => "b",
            ErrorKind::Cut => "c",
            ErrorKind::Failure => "f",
        }
    }

    /// The letter that stands for it.
    pub fn letter(self) -> &'static str {
        match self {
            ErrorKind::Missed => "M",
            ErrorKind::Spurious => "S",
            ErrorKind::Label => "L",
            ErrorKind::Bounds => "B",
            ErrorKind::Cut => "C",
            ErrorKind::Failure => "F",
        }
    }

    /// What it is.
    pub fn about(self) -> Said {
        match self {
            ErrorKind::Missed => said("missed: gold that was not found", "فائت: في المرجع ولم يُعثر عليه"),
            ErrorKind::Spurious => said("spurious: found, and not in the gold", "زائد: عُثر عليه وليس في المرجع"),
            ErrorKind::Label => said("label: the right place, another type", "النوع: الموضع صحيح والنوع غيره"),
            ErrorKind::Bounds => said("bounds: begins or ends elsewhere", "الحدود: يبدأ أو ينتهي في موضع آخر"),
            ErrorKind::Cut => said("cut: the word is cut otherwise", "التقطيع: قُطّعت الكلمة على غير المرجع"),
            ErrorKind::Failure => said("failure: no answer for this article", "إخفاق: لا جواب عن هذا المقال"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_of_an_error_row_has_a_kind() {
        for (class, kind) in [
            ("missed", ErrorKind::Missed),
            ("spurious", ErrorKind::Spurious),
            ("unlocated", ErrorKind::Spurious),
            ("label", ErrorKind::Label),
            ("boundary-start", ErrorKind::Bounds),
            ("clitic+label", ErrorKind::Bounds),
            ("spelling", ErrorKind::Bounds),
            ("over-cut", ErrorKind::Cut),
            ("failure", ErrorKind::Failure),
        ] {
            assert_eq!(ErrorKind::of(class), kind, "{class}");
        }
    }
}
