//! The extractor `union`: gazetteer and rules together.

use std::sync::{Arc, LazyLock};

use mihak_core::annotation::{Label, Labels, Mention};

use crate::contract::Extractor;
use crate::extractors::gazetteer::Gazetteer;
use crate::extractors::rules::Rules;
use crate::failure::Failure;

/// The labels of both extractors, and for each label of either the one here.
struct Inventory {
    labels: Arc<Labels>,
    gazetteer: Vec<Option<Label>>,
    rules: Vec<Option<Label>>,
}

static INVENTORY: LazyLock<Inventory> = LazyLock::new(|| {
    let (gazetteer, rules) = (Gazetteer::new(), Rules::new());
    let labels = Labels::of(gazetteer.labels().names().chain(rules.labels().names()));
    Inventory { gazetteer: gazetteer.labels().places_in(&labels), rules: rules.labels().places_in(&labels), labels: Arc::new(labels) }
});

/// An extractor of everything that [`Gazetteer`] and [`Rules`] find.
///
/// If two mentions cross, the longer one stays; of equally long ones the one that begins first. If both have the same span, that of the
/// gazetteer stays.
pub struct Union {
    gazetteer: Gazetteer,
    rules: Rules,
    known: Vec<Mention>,
    found: Vec<Mention>,
}

impl Union {
    /// Both extractors, on their shared lists.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Union {
        Union { gazetteer: Gazetteer::new(), rules: Rules::new(), known: Vec::new(), found: Vec::new() }
    }
}

impl Extractor for Union {
    fn labels(&self) -> &Arc<Labels> {
        &INVENTORY.labels
    }

    fn extract(&mut self, text: &str, out: &mut Vec<Mention>) -> Result<(), Failure> {
        self.known.clear();
        self.found.clear();
        self.gazetteer.extract(text, &mut self.known)?;
        self.rules.extract(text, &mut self.found)?;
        let here = |mention: &Mention, places: &[Option<Label>]| mention.relabelled(places).expect("the table has the labels of both");
        let mut all: Vec<(Mention, bool)> = self.known.iter().map(|mention| (here(mention, &INVENTORY.gazetteer), false)).collect();
        all.extend(self.found.iter().map(|mention| (here(mention, &INVENTORY.rules), true)));
        // A mention that crosses an earlier one of this list, or has its span, is left out.
        all.sort_by_key(|(mention, ruled)| (usize::MAX - mention.span.len(), mention.span.start(), *ruled, mention.label));
        let mut taken = Taken::new(text.len());
        out.extend(all.into_iter().filter(|(mention, _)| taken.take(*mention)).map(|(mention, _)| mention));
        Ok(())
    }
}

/// The mentions that were taken. Each byte knows the innermost one that covers it.
struct Taken {
    inner: Vec<u32>,
    mentions: Vec<Mention>,
}

impl Taken {
    fn new(bytes: usize) -> Taken {
        Taken { inner: vec![0; bytes], mentions: Vec::new() }
    }

    /// Takes the mention, unless it crosses one that was taken or has its span. Longer mentions must come first.
    fn take(&mut self, mention: Mention) -> bool {
        let covered = &self.inner[mention.span.range()];
        let outer = covered[0];
        // If not all bytes lie in the same innermost mention, or in none, the span crosses an edge.
        if covered.iter().any(|&inner| inner != outer) {
            return false;
        }
        if outer > 0 && self.mentions[outer as usize - 1].span == mention.span {
            return false;
        }
        self.mentions.push(mention);
        let place = self.mentions.len() as u32;
        self.inner[mention.span.range()].fill(place);
        true
    }
}
