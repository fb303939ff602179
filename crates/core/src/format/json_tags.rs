//! JSON of tokens and tags: records as `datasets` has them, with tags as names or numbers, and those of GLiNER.

use serde_json::json;

use crate::error::{Problems, Result};
use crate::format::conll::write::{note_joined, tagged};
use crate::format::contract::{Fit, Format, Offsets, Output, Reading};
use crate::format::document::Document;
use crate::format::input::{File, Input};
use crate::format::json::{self, Json, Record};
use crate::format::losses::Losses;
use crate::format::options::Options;
use crate::format::sentences::Sentences;
use crate::format::sides::{PREDICTED, sides};
use crate::tags::TagScheme;
use crate::wording::count;

/// Records with a list of tokens and lists of tags, or of spans in tokens.
pub struct JsonTags;

/// The keys of tokens.
const TOKENS: [&str; 4] = ["tokens", "words", "tokenized_text", "token"];

/// The keys of the tags of gold.
const TAGS: [&str; 9] = ["ner_tags", "tags", "labels", "ner", "label", "gold", "gold_tags", "ner_tag", "y_true"];

impl Format for JsonTags {
    fn name(&self) -> &'static str {
        "json-tags"
    }

    fn about(&self) -> &'static str {
        "JSON or JSONL of tokens and tags (datasets), or of tokens and spans of tokens (GLiNER)"
    }

    fn fits(&self, input: &Input) -> Fit {
        json::fit(input, |_| false, |record| if tokens(record).is_some() && !keys(record).is_empty() { Fit::Surely } else { Fit::No })
    }

    fn offsets(&self) -> Offsets {
        Offsets::None
    }

    fn read(&self, input: &Input, options: &Options) -> Result<Reading> {
        let file = input.single()?;
        let records = json::records(file, |_| false)?;
        let mut problems = Problems::default();
        let is_lined = records.first().is_some_and(|record| record.place.line > 0);
        let mut reader =
            Reader { sentences: Sentences::new(file, if is_lined { "line" } else { "record" }), options, both: None, left_out: Losses::default() };
        for record in &records {
            reader.record(record).unwrap_or_else(|said| record.place.note(said, &mut problems));
            reader.sentences.end_sentence();
        }
        problems.into_result()?;
        reader.reading(file)
    }

    fn write(&self, documents: &[Document], options: &Options) -> Result<Output> {
        let (mut losses, mut records) = (Losses::default(), Vec::new());
        tagged(documents, options.scheme.unwrap_or(TagScheme::Iob2), &mut losses, |_, tokens, tags, _| {
            records.push(json!({ "tokens": tokens, "ner_tags": tags }));
        });
        note_joined(documents, &mut losses);
        Ok(Output { files: vec![(String::new(), json::lines(records))], losses })
    }
}

/// The tokens of a record, which are strings.
fn tokens(record: &Json) -> Option<(&'static str, &[Json])> {
    TOKENS.iter().find_map(|key| Some((*key, record.get(key)?.array()?))).filter(|(_, tokens)| tokens.iter().all(|token| token.str().is_some()))
}

/// The keys of a record that hold tags or spans of tokens.
fn keys(record: &Json) -> Vec<&'static str> {
    let is_tags = |key: &&'static str| record.get(key).and_then(Json::array).is_some();
    TAGS.into_iter().chain(PREDICTED).filter(is_tags).collect()
}

struct Reader<'a> {
    sentences: Sentences,
    options: &'a Options,
    /// Whether records have a prediction beside gold.
    both: Option<bool>,
    left_out: Losses,
}

impl Reader<'_> {
    fn record(&mut self, record: &Record) -> Result<(), String> {
        let value = &record.value;
        let Some((key, tokens)) = tokens(value) else {
            return Err(format!("there are no tokens: a list of strings under {}", TOKENS.map(|key| format!("`{key}`")).join(", ")));
        };
        let (gold, predicted) = sides(&keys(value), self.options.field.as_deref())?;
        let gold = gold.ok_or("there are no tags: a list under `ner_tags`, `tags` or `labels`")?;
        if *self.both.get_or_insert(predicted.is_some()) != predicted.is_some() {
            return Err("some records have a prediction beside gold, and others have not".into());
        }
        let mut known = vec![key, gold];
        known.extend(predicted);
        value.note_unknown(&known, &mut self.left_out);
        let first = self.tags(value, gold, tokens.len())?;
        let second = predicted.map(|key| self.tags(value, key, tokens.len())).transpose()?;
        for (at, token) in tokens.iter().enumerate() {
            let other = second.as_ref().map_or("O", |tags| &tags[at]);
            let line = if record.place.line > 0 { record.place.line } else { record.number as u64 };
            let added = self.sentences.token(line, token.str().unwrap_or_default(), [&first[at], other]);
            added.map_err(|said| format!("`{key}` {}: {said}", at + 1))?;
        }
        Ok(())
    }

    /// The tags under a key, one a token.
    fn tags(&self, record: &Json, key: &str, tokens: usize) -> Result<Vec<String>, String> {
        let items = record.items(key)?;
        if items.iter().any(|item| item.array().is_some()) || (items.is_empty() && tokens > 0) {
            return spans(items, key, tokens);
        }
        if items.len() != tokens {
            return Err(format!("{} and {} under `{key}`; every token needs a tag", count(tokens, "token"), count(items.len(), "tag")));
        }
        items.iter().enumerate().map(|(at, item)| self.tag(item).map_err(|said| format!("`{key}` {}: {said}", at + 1))).collect()
    }

    fn tag(&self, item: &Json) -> Result<String, String> {
        match (item, &self.options.labels) {
            (Json::String(tag), _) => Ok(tag.clone()),
            (Json::Int(number), Some(names)) => usize::try_from(*number)
                .ok()
                .and_then(|at| names.get(at).cloned())
                .ok_or_else(|| format!("the tag {number} has no name; --labels names 0 to {}", names.len() as i64 - 1)),
            (Json::Int(number), None) => Err(format!(
                "the tag is the number {number}; name the tags with --labels O,B-PER,I-PER in their order, or with --labels FILE of `id2label` or `features`"
            )),
            (other, _) => Err(format!("the tag is {}, expected a string or a number", other.kind())),
        }
    }

    fn reading(self, file: &File) -> Result<Reading> {
        let both = self.both == Some(true);
        let mut sides = self.sentences.documents(file, if both { 2 } else { 1 }, self.options)?;
        let predicted = if both { sides.pop().map(|documents| Reading::of_file(file, documents).documents) } else { None };
        Ok(Reading { predicted, left_out: self.left_out, ..Reading::of_file(file, sides.pop().unwrap_or_default()) })
    }
}

/// Spans `[first, last, "type"]` of tokens, the last one inside, as tags of IOB2.
fn spans(items: &[Json], key: &str, tokens: usize) -> Result<Vec<String>, String> {
    let mut tags = vec![String::from("O"); tokens];
    for (at, item) in items.iter().enumerate() {
        let Some([first, last, Json::String(label)]) = item.array() else {
            return Err(format!("`{key}` {}: expected `[first, last, \"type\"]`, in tokens from 0", at + 1));
        };
        let Some((first, last)) = first.offset().zip(last.offset()).filter(|(first, last)| first <= last && *last < tokens) else {
            return Err(format!("`{key}` {}: expected the first and the last token, from 0 to {}", at + 1, tokens as i64 - 1));
        };
        if tags[first..=last].iter().any(|tag| tag != "O") {
            return Err(format!(
                "`{key}` {}: the mention shares tokens with another; nested mentions need offsets: see the format json-spans",
                at + 1
            ));
        }
        tags[first..=last].iter_mut().enumerate().for_each(|(at, tag)| *tag = format!("{}-{label}", if at == 0 { 'B' } else { 'I' }));
    }
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::sample::{file, shown};

    fn read(content: &str, labels: Option<&str>) -> Result<Reading, String> {
        let labels = labels.map(|labels| labels.split(',').map(String::from).collect());
        JsonTags.read(&file("a.jsonl", content), &Options { labels, ..Options::default() }).map_err(|error| error.to_string())
    }

    #[test]
    fn tokens_with_tags_numbers_or_spans_are_read() {
        for (record, labels) in [
            ("{\"tokens\":[\"زار\",\"سعد\"],\"ner_tags\":[\"O\",\"B-PER\"]}", None),
            ("{\"words\":[\"زار\",\"سعد\"],\"labels\":[\"O\",\"PER\"]}", None),
            ("{\"tokens\":[\"زار\",\"سعد\"],\"ner_tags\":[0,1]}", Some("O,B-PER,I-PER")),
            ("{\"tokenized_text\":[\"زار\",\"سعد\"],\"ner\":[[1,1,\"PER\"]]}", None),
        ] {
            let reading = read(&format!("{record}\n{record}\n"), labels).unwrap();
            assert_eq!(reading.documents.iter().flat_map(shown).collect::<Vec<_>>(), ["PER «سعد»", "PER «سعد»"], "{record}");
            assert_eq!((reading.documents.len(), reading.documents[0].sentences.len()), (1, 2));
            assert_eq!(JsonTags.fits(&file("a.jsonl", record)), Fit::Surely);
        }
    }

    #[test]
    fn what_is_written_is_read_again_a_sentence_a_record() {
        let record = "{\"ner_tags\":[\"O\",\"B-PER\",\"I-PER\"],\"tokens\":[\"زار\",\"عبد الله\",\"سعد\"]}\n";
        let documents = read(&record.repeat(2), None).unwrap().documents;
        let output = JsonTags.write(&documents, &Options::default()).unwrap();
        assert_eq!((String::from_utf8(output.files[0].1.clone()).unwrap(), output.losses.is_empty()), (record.repeat(2), true));
        let output = JsonTags.write(&documents, &Options { scheme: Some(TagScheme::Iobes), ..Options::default() }).unwrap();
        assert!(String::from_utf8(output.files[0].1.clone()).unwrap().contains("\"B-PER\",\"E-PER\""));
        let two = [documents[0].clone(), documents[0].clone()];
        let losses = JsonTags.write(&two, &Options::default()).unwrap().losses;
        assert_eq!(losses.iter().collect::<Vec<_>>(), [("borders between documents", 1), ("names of documents", 2)]);
    }

    #[test]
    fn every_fault_is_named_with_its_line() {
        for (record, expected) in [
            ("{\"tokens\":[\"a\"],\"tags\":[1]}", "`tags` 1: the tag is the number 1; name the tags with --labels"),
            ("{\"tokens\":[\"a\"],\"tags\":[\"O\",\"O\"]}", "1 token and 2 tags under `tags`"),
            ("{\"tokens\":[\"\"],\"tags\":[\"O\"]}", "`tokens` 1: the token is empty"),
            ("{\"tokens\":[\"a\"],\"tags\":[\"O\"],\"labels\":[\"O\"]}", "`tags`, `labels` could be what is read; name one with --field tags"),
            ("{\"tokens\":[\"a\"]}", "there are no tags"),
            ("{\"text\":\"a\"}", "there are no tokens"),
            ("{\"tokens\":[\"a\"],\"ner\":[[0,1,\"A\"]]}", "expected the first and the last token, from 0 to 0"),
        ] {
            let said = read(&format!("{{\"tokens\":[\"a\"],\"tags\":[\"O\"]}}\n{record}\n"), None).unwrap_err();
            assert!(said.contains("`a.jsonl` line 2: ") && said.contains(expected), "{record}: {said}");
        }
        let said = read("{\"tokens\":[\"a\"],\"tags\":[\"I-A\"]}\n{\"tokens\":[\"a\"],\"tags\":[\"B=A\"]}\n", None).unwrap_err();
        assert!(said.contains("line 2: `B=A` is no tag"), "{said}");
    }
}
