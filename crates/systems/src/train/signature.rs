//! The training signature: what models were trained on, and how. It shows whether shipped models are out of date.

use std::fmt::Write;

use mihak_core::hash::short_hash;
use mihak_core::text::Span;

use crate::train::fit::{INNER, OUTER, SEGMENTER};
use crate::train::folds::Models;
use crate::train::lesson::{Lesson, SPLIT, ids};

/// The crate that trains the models, with its version. Model files have its format.
pub const CRATE: &str = "crfs 0.4.1";

/// The revision of attributes and labels. It is raised when they change, because older models then mean something else.
const FEATURES: u32 = 1;

/// The signature of a training, in TOML.
pub fn signature(lessons: &[Lesson], models: &Models) -> String {
    let mut out = format!(
        "# Written by `cargo run --release --example train`.\nlessons = \"{}\"\nsplit = \"{SPLIT}\"\ncrate = \"{CRATE}\"\nfeatures = {FEATURES}\narticles = [\n",
        lessons_hash(lessons)
    );
    for id in ids(lessons) {
        let _ = writeln!(out, "    \"{id}\",");
    }
    out += "]\n";
    let [outer, inner] = &models.levels;
    for (name, settings, model) in [("crf", SEGMENTER, &models.segmenter), ("crf-ner-outer", OUTER, outer), ("crf-ner-inner", INNER, inner)] {
        let _ = write!(
            out,
            "\n[{name}]\nalgorithm = \"L-BFGS (OWL-QN)\"\nc1 = {}\nc2 = {}\nleast = {}\niterations = {}\nsha256 = \"{}\"\n",
            settings.c1,
            settings.c2,
            settings.least,
            settings.iterations,
            short_hash(&[model])
        );
    }
    out
}

/// The first 8 hexadecimal digits of a SHA-256 over everything that models are trained on: texts, segments and mentions of the lessons.
pub fn lessons_hash(lessons: &[Lesson]) -> String {
    let mut content = String::new();
    let place = |span: Span| format!("{} {}", span.start(), span.end());
    for lesson in lessons {
        let _ = writeln!(content, "{} {}\n{}", lesson.id, lesson.text.len(), lesson.text);
        for segment in lesson.words.iter().flat_map(|word| &word.segments) {
            let _ = writeln!(content, "{} {} {}", place(segment.span), segment.class, segment.form);
        }
        for gold in lesson.mentions {
            let _ = writeln!(content, "{} {}", place(gold.mention.span), lesson.labels.name(gold.mention.label));
        }
    }
    short_hash(&[content.as_bytes()])
}
