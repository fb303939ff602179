//! Training the extractor: the segments of lines and of mentions, each with its tag.

use std::ops::Range;

use crfs::Attribute;
use mihak_core::annotation::{GoldMention, Labels, Mention};
use mihak_core::error::Result;
use mihak_core::text::words::words;

use crate::extractors::crf::{Line, Tag};
use crate::failure::within;
use crate::tokenizers::Crf;
use crate::train::fit::{INNER, OUTER, Sequence, fit};
use crate::train::lesson::Lesson;
use crate::train::segmenter::segmenter_of;

/// The sequences of an article for both levels of the extractor. The outer one has all lines, with an item outside of all mentions between them:
/// one long sequence trains much faster than many short ones. The inner ones are the segments of each mention.
struct Tagged {
    outer: Sequence,
    inner: Vec<Sequence>,
}

/// The attribute of the item around lines.
const EDGE: &str = "#";

/// The lines of an article, cut by a segmenter, with the tags of both levels. A mention that begins or ends inside of a segment is not learned.
fn tagged(lesson: &Lesson, segmenter: &mut Crf) -> Tagged {
    let (outer, inner) = levels(lesson.mentions);
    let (mut tagged, mut line, mut end) = (Tagged { outer: Sequence::default(), inner: Vec::new() }, Line::default(), 0);
    tagged.outer.push([EDGE], Tag::Outside.name(lesson.labels));
    for word in words(lesson.text) {
        if Line::ends_in(&lesson.text[end..word.start()], &line) {
            tagged.add(&line, &outer, &inner, lesson.labels);
            line.clear();
        }
        end = word.end();
        for &(span, class) in segmenter.segments(lesson.text, word) {
            line.push(lesson.text, span, class);
        }
    }
    tagged.add(&line, &outer, &inner, lesson.labels);
    tagged
}

/// The outermost mentions, and the outermost mentions inside of those.
pub fn levels(mentions: &[GoldMention]) -> (Vec<Mention>, Vec<Mention>) {
    let outermost = |mentions: &mut dyn Iterator<Item = Mention>| {
        let (mut taken, mut left, mut end) = (Vec::new(), Vec::new(), 0);
        for mention in mentions {
            if mention.span.start() >= end {
                end = mention.span.end();
                taken.push(mention);
            } else {
                left.push(mention);
            }
        }
        (taken, left)
    };
    let (outer, left) = outermost(&mut mentions.iter().map(|gold| gold.mention));
    (outer, outermost(&mut left.into_iter()).0)
}

/// The tag of each segment of `line` in `within`.
pub fn tags(line: &Line, within: Range<usize>, mentions: &[Mention]) -> Vec<Tag> {
    let mut tags = vec![Tag::Outside; within.len()];
    for mention in mentions {
        let inside = |at: &usize| mention.span.contains(line.span(*at, *at + 1));
        let covered: Vec<usize> = within.clone().filter(inside).collect();
        let (Some(&first), Some(&last)) = (covered.first(), covered.last()) else { continue };
        if line.span(first, last + 1) == mention.span {
            tags[first - within.start..=last - within.start].fill(Tag::Inside(mention.label));
            tags[first - within.start] = Tag::First(mention.label);
        }
    }
    tags
}

impl Tagged {
    fn add(&mut self, line: &Line, outer: &[Mention], inner: &[Mention], labels: &Labels) {
        let here = |mention: &&Mention| !line.is_empty() && line.span(0, line.len()).overlaps(mention.span);
        let outer: Vec<Mention> = outer.iter().filter(here).copied().collect();
        let tags_of_line = tags(line, 0..line.len(), &outer);
        self.outer.append(sequence(line, 0..line.len(), None, &tags_of_line, labels));
        self.outer.push([EDGE], Tag::Outside.name(labels));
        let mut at = 0;
        while at < line.len() {
            let Tag::First(label) = tags_of_line[at] else {
                at += 1;
                continue;
            };
            let length = 1 + tags_of_line[at + 1..].iter().take_while(|tag| matches!(tag, Tag::Inside(_))).count();
            let within = at..at + length;
            if length > 1 {
                self.inner.push(sequence(line, within.clone(), Some(labels.name(label)), &tags(line, within.clone(), inner), labels));
            }
            at = within.end;
        }
    }
}

fn sequence(line: &Line, within: Range<usize>, inside: Option<&str>, tags: &[Tag], labels: &Labels) -> Sequence {
    let (mut sequence, mut name) = (Sequence::default(), String::new());
    for (at, tag) in within.clone().zip(tags) {
        let mut item = Vec::new();
        line.attributes(at, inside.map(|label| (label, within.clone())), &mut name, |attribute| item.push(Attribute::from(attribute)));
        sequence.push(item, tag.name(labels));
    }
    sequence
}

/// The models of both levels of the extractor, trained on these articles, outer first.
///
/// `segmenters` has a segmenter for each article that was trained without it. Otherwise segments would be better in training than later.
pub fn fit_extractor(lessons: &[Lesson], segmenters: &[&[u8]]) -> Result<[Vec<u8>; 2]> {
    let (mut lines, mut insides) = (Vec::new(), Vec::new());
    for (lesson, segmenter) in lessons.iter().zip(segmenters) {
        let Tagged { outer, inner } = tagged(lesson, &mut segmenter_of(segmenter)?);
        lines.push(outer);
        insides.extend(inner);
    }
    let outer = fit(&lines, OUTER).map_err(|error| within("the outer level of the extractor", error))?;
    let inner = fit(&insides, INNER).map_err(|error| within("the inner level of the extractor", error))?;
    Ok([outer, inner])
}
