//! On which terms values are made of counts: how replicates are drawn, and what an undefined ratio is in a mean.

use crate::measure::declared::Undefined;
use crate::statistics::bootstrap::Boot;

/// On which terms values are made of counts; both are a part of signatures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Terms {
    /// How the replicates of intervals are drawn; `None` for no intervals.
    pub boot: Option<Boot>,
    /// What an undefined ratio is in a mean over labels.
    pub undefined: Undefined,
}

impl Default for Terms {
    /// No intervals, and undefined ratios are 0, as scikit-learn and seqeval have them.
    fn default() -> Terms {
        Terms { boot: None, undefined: Undefined::Zero }
    }
}

impl Terms {
    /// The same terms without intervals.
    pub fn without_intervals(self) -> Terms {
        Terms { boot: None, ..self }
    }
}

impl From<Option<Boot>> for Terms {
    fn from(boot: Option<Boot>) -> Terms {
        Terms { boot, ..Terms::default() }
    }
}
