//! Hard things of words and their clitics.

use mihak_core::annotation::Class;
use mihak_core::measure::segment::false_clitic;
use mihak_core::text::Span;

use crate::describe::hard::names::{is_fused, is_referring};
use crate::describe::hard::scene::Scene;

/// Proclitics directly in front of a name (PERS, ORG, GPE, LOC, FAC) in the same word. The ال of a name belongs to it and is none: in للبيت the
/// name begins at the second ل, after a proclitic. Names that begin at one place are one occurrence.
pub(super) fn fused_proclitic(scene: &Scene) -> Vec<Span> {
    let names = scene.mentions.iter().filter(|gold| is_referring(scene.label(gold.mention)) && is_fused(&scene.words, gold.mention.span));
    let mut found: Vec<Span> = Vec::new();
    for span in names.map(|gold| gold.mention.span) {
        // Of those that begin together the longest comes first.
        if found.last().is_none_or(|last| last.start() != span.start()) {
            found.push(span);
        }
    }
    found
}

/// Words with two or more of CONJ, INTERROG, PREP, FUT and EMPH. DET counts for nothing: وال and بال are everyday, وبال is stacked.
pub(super) fn stacked_clitics(scene: &Scene) -> Vec<Span> {
    let stacked = scene.words.iter().filter(|word| word.segments.iter().filter(|segment| segment.class < Class::Det).count() >= 2);
    stacked.map(|word| word.span).collect()
}

/// Segments of class PRON.
pub(super) fn enclitic_pronouns(scene: &Scene) -> Vec<Span> {
    let segments = scene.words.iter().flat_map(|word| &word.segments);
    segments.filter(|segment| segment.class == Class::Pron).map(|segment| segment.span).collect()
}

/// Stems that begin like a clitic, as the scorer's layer `lookalike` has them: of three letters or more.
pub(super) fn lookalike_stems(scene: &Scene) -> Vec<Span> {
    let segments = scene.words.iter().flat_map(|word| &word.segments);
    let stems = segments.filter(|segment| segment.class == Class::Stem).map(|segment| segment.span);
    stems.filter(|stem| false_clitic(stem.slice(scene.text)).is_some()).collect()
}
