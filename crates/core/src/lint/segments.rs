//! What is odd in the segments of a document: whether they stand in their words, and whether their classes can be written so.

use crate::format::Document;
use crate::lint::finding::{FindingKind, Findings, quote};
use crate::lint::places::Places;

/// Notes what is found in the cut words of a document whose segments have classes.
pub fn lint(document: &Document, places: &Places, findings: &mut Findings) {
    let text = document.text.as_str();
    for split in document.splits.iter().filter(|split| split.parts.len() > 1) {
        for part in &split.parts {
            let Some(class) = part.class else { continue };
            let word = || quote(split.span.slice(text));
            match part.span {
                None => {
                    let found = || (places.at(split.span.start()), format!("{} of {}", quote(&part.form), word()));
                    findings.note(FindingKind::UnplacedSegment, 0, found);
                }
                Some(span) if !class.admits(span.slice(text)) => {
                    let found = || (places.at(span.start()), format!("{class} {} of {}", quote(span.slice(text)), word()));
                    findings.note(FindingKind::OddSegment, 0, found);
                }
                Some(_) => {}
            }
        }
    }
}
