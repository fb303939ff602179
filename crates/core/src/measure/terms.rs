//! The terms of scores: how replicates are drawn, and what an undefined ratio counts as in a mean.

use crate::measure::declared::Undefined;
use crate::statistics::bootstrap::Boot;

/// The terms on which values are made of counts. Signatures say both.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Terms {
    /// How the replicates of intervals are drawn; `None` if no intervals are wanted.
    pub boot: Option<Boot>,
    /// What an undefined ratio counts as in a mean over labels.
    pub undefined: Undefined,
}

impl Default for Terms {
    /// No intervals. Undefined ratios count as 0, as in scikit-learn and seqeval.
    fn default() -> Terms {
        Terms { boot: None, undefined: Undefined::Zero }
    }
}

impl Terms {
    /// The same terms without intervals.
    pub fn without_intervals(self) -> Terms {
        Terms { boot: None, ..self }
    }

    /// The same terms with intervals: by the replicates that they say, or by the usual ones where they say none.
    pub fn with_intervals(self) -> Terms {
        Terms { boot: Some(self.boot.unwrap_or_default()), ..self }
    }
}

impl From<Option<Boot>> for Terms {
    fn from(boot: Option<Boot>) -> Terms {
        Terms { boot, ..Terms::default() }
    }
}
