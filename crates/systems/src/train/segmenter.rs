//! Training the segmenter: the letters of words, each with its state.

use std::sync::Arc;

use crfs::Attribute;
use mihak_core::annotation::Scheme;
use mihak_core::error::Result;
use mihak_core::text::words::is_punctuation;

use crate::failure::within;
use crate::tokenizers::Crf;
use crate::tokenizers::crf::{Segmenter, Spelling, State};
use crate::train::fit::{SEGMENTER, Sequence, fit, told};
use crate::train::lesson::Lesson;

/// The letters of all Arabic words of an article in one sequence. An item of its own stands between words.
fn letters(lesson: &Lesson) -> Sequence {
    let (mut sequence, mut word, mut name) = (Sequence::default(), Spelling::default(), String::new());
    let edge = State::Edge.name();
    sequence.push([edge], edge);
    for gold in lesson.words {
        let surface = gold.span.slice(lesson.text);
        if is_punctuation(surface) || !word.read(surface) {
            continue;
        }
        let mut segments = gold.segments.iter().peekable();
        let mut place = 0;
        for at in 0..word.len() {
            let byte = gold.span.start() + word.byte(at);
            while segments.next_if(|segment| segment.span.end() <= byte).is_some() {
                place = 0;
            }
            let Some(segment) = segments.peek() else { break };
            let mut item = Vec::new();
            word.attributes(at, &mut name, |attribute| item.push(Attribute::from(attribute)));
            sequence.push(item, State::of(segment.class, place, word.letter(at)).name());
            place += 1;
        }
        sequence.push([edge], edge);
    }
    sequence
}

/// The model of the segmenter, trained on these articles.
pub fn fit_segmenter(lessons: &[Lesson]) -> Result<Vec<u8>> {
    fit(&lessons.iter().map(letters).collect::<Vec<_>>(), SEGMENTER).map_err(|error| within("the segmenter", error))
}

/// The segmenter of a model file. It cuts by the finest scheme.
pub fn segmenter_of(model: &[u8]) -> Result<Crf> {
    Ok(Crf::of(Arc::new(Segmenter::new(model).map_err(told)?), Scheme::D3))
}
