//! Labels of scored files that results cannot hold.

use mihak_core::annotation::unusable;
use mihak_core::error::Problems;
use mihak_core::format::{Document, Input};
use rustc_hash::FxHashSet;

/// Notes the first mention of every label that cannot be scored, with its line where the input has lines.
pub fn note_unusable(input: &Input, documents: &[Document], problems: &mut Problems) {
    let mut seen = FxHashSet::default();
    for document in documents {
        for note in document.mentions.iter().filter(|note| seen.insert(&*note.label)) {
            let label = &*note.label;
            let Some(why) = unusable(label) else { continue };
            let said = format!("label `{label}` cannot be scored: {why}; rename it");
            match (input.is_folder, note.line) {
                (false, line @ 1..) => problems.line(&input.shown, line, said),
                _ => problems.note(format!("`{}`, article `{}`: {said}", input.shown, document.id)),
            }
        }
    }
}

/// How many mentions stand there again, with the same place and type: each counts.
pub fn repeated(documents: &[Document]) -> usize {
    let mut seen = FxHashSet::default();
    let mut times = 0;
    for document in documents {
        seen.clear();
        times += document.mentions.iter().filter(|note| !seen.insert((note.span, &*note.label))).count();
    }
    times
}
