//! The minimum overlap: how much of a gold mention a prediction must share with it.

use std::fmt;
use std::str::FromStr;

use crate::annotation::Mention;

/// The least share of a gold mention that a prediction must share with it to overlap it, in code points (share of 1).
///
/// The measures `partial` and `type` depend on it. By default a single code point is enough. nervaluate has the same option, but counts tokens.
///
/// ```
/// use mihak_core::measure::overlap::Overlap;
/// let half: Overlap = "0.5".parse().unwrap();
/// assert_eq!(half.to_string(), "0.5");
/// assert!("1.5".parse::<Overlap>().is_err() && Overlap::default().is_any());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Overlap {
    /// In thousandths; 0 asks for a single code point.
    thousandths: u64,
}

impl Overlap {
    /// Whether any shared text is enough.
    pub fn is_any(self) -> bool {
        self.thousandths == 0
    }

    /// Whether two mentions of a text share enough. By default this is `true` for any two; the caller asks only about mentions that share text.
    pub fn holds(self, text: &str, gold: Mention, predicted: Mention) -> bool {
        if self.is_any() {
            return true;
        }
        let characters = |from: usize, to: usize| text[from..to].chars().count() as u64;
        let (from, to) = (gold.span.start().max(predicted.span.start()), gold.span.end().min(predicted.span.end()));
        from < to && characters(from, to) * 1000 >= characters(gold.span.start(), gold.span.end()) * self.thousandths
    }
}

impl fmt::Display for Overlap {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}", self.thousandths as f64 / 1000.0)
    }
}

impl FromStr for Overlap {
    type Err = String;

    /// The overlap that the text says. `Err` unless it is a share of 1 above 0, with three decimals at most.
    fn from_str(share: &str) -> Result<Overlap, String> {
        let refused =
            || format!("`{share}` is no minimum overlap; give a share of the gold mention above 0 and up to 1, with three decimals at most");
        let (whole, decimals) = share.split_once('.').unwrap_or((share, ""));
        let are_digits = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
        if !are_digits(whole) || !are_digits(decimals) || whole.len() > 1 || decimals.len() > 3 || whole.len() + decimals.len() == 0 {
            return Err(refused());
        }
        let thousandths = format!("{whole}{decimals:0<3}").parse().map_err(|_| refused())?;
        if (1..=1000).contains(&thousandths) { Ok(Overlap { thousandths }) } else { Err(refused()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Labels;
    use crate::text::Span;

    #[test]
    fn shares_are_read_exactly_and_shown_again() {
        for (share, shown) in [("0.5", "0.5"), (".25", "0.25"), ("1", "1"), ("1.000", "1"), ("0.001", "0.001"), ("0.150", "0.15")] {
            assert_eq!(share.parse::<Overlap>().unwrap().to_string(), shown);
        }
        for share in ["", ".", "0", "0.0", "1.001", "2", "0.0005", "-0.5", "50%", "1e-1", "NaN", "٠٫٥"] {
            assert!(share.parse::<Overlap>().unwrap_err().contains("is no minimum overlap"), "{share}");
        }
    }

    #[test]
    fn the_share_is_of_the_characters_of_gold() {
        let text = "aبةx";
        let label = Labels::of(["A"]).get("A").unwrap();
        let mention = |from, to| Mention { span: Span::new(text, from, to).unwrap(), label };
        let half: Overlap = "0.5".parse().unwrap();
        assert!(half.holds(text, mention(0, 3), mention(0, 1)), "one of two characters, one of three bytes");
        assert!(!half.holds(text, mention(0, 5), mention(0, 1)));
        assert!(half.holds(text, mention(0, 1), mention(0, 5)), "it is the gold mention that counts");
        assert!(!half.holds(text, mention(0, 1), mention(1, 5)), "what only touches shares nothing");
        assert!(Overlap::default().is_any() && Overlap::default().holds(text, mention(0, 5), mention(0, 1)));
    }
}
