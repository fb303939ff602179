//! What is odd in the segments of a document: whether they stand in their words, and whether their classes can be written so.

use crate::annotation::Class;
use crate::annotation::scheme::Place;
use crate::format::Document;
use crate::lint::finding::{FindingKind, Findings, quote};
use crate::lint::places::Places;

/// Notes what is found in the cut words of a document whose segments have classes.
pub fn lint(document: &Document, places: &Places, findings: &mut Findings) {
    let text = document.text.as_str();
    for split in document.splits.iter().filter(|split| split.parts.len() > 1) {
        let stem = split.parts.iter().position(|part| part.class == Some(Class::Stem)).unwrap_or(split.parts.len());
        for (at, part) in split.parts.iter().enumerate() {
            let Some(class) = part.class else { continue };
            let word = || quote(split.span.slice(text));
            match part.span {
                None => {
                    let found = || (places.at(split.span.start()), format!("{} of {}", quote(&part.form), word()));
                    findings.note(FindingKind::UnplacedSegment, 0, found);
                }
                Some(span) if !class.admits(span.slice(text)) || !may_stand(class, at, stem) => {
                    let found = || (places.at(span.start()), format!("{class} {} of {}", quote(span.slice(text)), word()));
                    findings.note(FindingKind::OddSegment, 0, found);
                }
                Some(_) => {}
            }
        }
    }
}

/// Whether a declared class stands where its declaration says: the part with this number beside the stem.
fn may_stand(class: Class, at: usize, stem: usize) -> bool {
    let Class::Declared(class) = class else { return true };
    match class.place {
        Place::Before => at < stem,
        Place::Behind => at > stem,
        Place::Around => true,
    }
}
