//! Documents for the tests of every format: Arabic words with marks, clitics and emoji, nested and touching mentions.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::annotation::Class;
use crate::format::contract::Output;
use crate::format::document::{Document, Note, Part, SplitToken};
use crate::format::input::{File, Input};
use crate::text::Span;

/// Words as their parts; every part begins a grapheme cluster.
const WORDS: [&[(&str, Class)]; 12] = [
    &[("وَ", Class::Conj), ("سامِرٌ", Class::Stem)],
    &[("لِ", Class::Prep), ("بيروتَ", Class::Stem)],
    &[("ال", Class::Det), ("بَصْرةِ", Class::Stem)],
    &[("🎉", Class::Stem)],
    &[("👨‍👩‍👧", Class::Stem)],
    &[("\u{200f}عدنُ\u{200e}", Class::Stem)],
    &[("زار", Class::Stem)],
    &[("مُحَمَّدٌ", Class::Stem)],
    &[("،", Class::Punct)],
    &[("ـه_[1]|x\\n*", Class::Stem)],
    &[("\"q\",", Class::Stem)],
    &[("كتابـ", Class::Stem), ("هُ", Class::Pron)],
];

/// White space that may stand between words of one sentence.
const SPACES: [&str; 4] = [" ", "  ", "\t", " \u{a0}"];

/// What a test asks of the documents.
#[derive(Clone, Copy)]
pub struct Sort {
    /// What stands between sentences.
    pub breaks: &'static [&'static str],
    /// Whether some texts begin with a byte order mark.
    pub marks: bool,
}

/// Texts as they come.
pub const ANY: Sort = Sort { breaks: &["\n", "\r\n", " ", "\n\n"], marks: true };

/// The words of sentences, the spaces after them, and what the mentions are.
type Seed = (Vec<Vec<(usize, usize)>>, Vec<(usize, usize, usize, bool)>, usize, bool);

/// One to three documents, with ids `a`, `b`, `c`.
pub fn documents(sort: Sort) -> impl Strategy<Value = Vec<Document>> {
    let sentence = vec((0..WORDS.len(), 0..SPACES.len()), 1..6);
    let mentions = vec((0usize..15, 0usize..5, 0usize..6, any::<bool>()), 0..8);
    let seed = (vec(sentence, 1..4), mentions, 0..sort.breaks.len(), any::<bool>());
    vec(seed, 1..4).prop_map(move |seeds| seeds.iter().enumerate().map(|(at, seed)| document(sort, ["a", "b", "c"][at], seed)).collect())
}

fn document(sort: Sort, id: &str, (sentences, mentions, breaks, mark): &Seed) -> Document {
    let mut text = String::from(if *mark && sort.marks { "\u{feff}" } else { "" });
    let mut places: Vec<Vec<Vec<(usize, usize, Class)>>> = Vec::new();
    for (at, sentence) in sentences.iter().enumerate() {
        text.push_str(if at > 0 { sort.breaks[*breaks] } else { "" });
        let mut words = Vec::new();
        for (number, &(word, space)) in sentence.iter().enumerate() {
            text.push_str(if number > 0 { SPACES[space] } else { "" });
            let mut parts = Vec::new();
            for &(part, class) in WORDS[word] {
                parts.push((text.len(), text.len() + part.len(), class));
                text.push_str(part);
            }
            words.push(parts);
        }
        places.push(words);
    }
    let span = |start, end| Span::new(&text, start, end).unwrap();
    let whole = |parts: &[(usize, usize, Class)]| span(parts[0].0, parts[parts.len() - 1].1);
    let part = |&(start, end, class)| Part { span: Some(span(start, end)), form: "".into(), class: Some(class) };
    let words: Vec<&Vec<(usize, usize, Class)>> = places.iter().flatten().collect();
    let mut notes: Vec<Note> = Vec::new();
    for &(first, more, label, cut) in mentions {
        let (first, last) = (words[first % words.len()], words[(first % words.len() + more).min(words.len() - 1)]);
        let start = if cut { first[first.len() - 1].0 } else { first[0].0 };
        let mut note = Note::new(span(start, last[last.len() - 1].1), ["PERS", "GPE", "ORG"][label % 3], 0);
        if label > 2 {
            note.entity = "gpe:x".into();
        }
        if notes.iter().all(|other| !other.span.crosses(note.span) && (other.span, &other.label) != (note.span, &note.label)) {
            notes.push(note);
        }
    }
    sort_mentions(&mut notes);
    Document {
        id: id.into(),
        sentences: places.iter().map(|words| whole(&words[0]).to(whole(&words[words.len() - 1]))).collect(),
        tokens: words.iter().map(|word| whole(word)).collect(),
        splits: words.iter().map(|word| SplitToken { span: whole(word), parts: word.iter().map(part).collect() }).collect(),
        mentions: notes,
        text,
        quotes: None,
    }
}

fn sort_mentions(notes: &mut [Note]) {
    notes.sort_by(|a, b| a.order().cmp(&b.order()));
}

/// The documents without lines, with mentions in the order of the text and only the layers that `keep` leaves.
pub fn plain(documents: &[Document], keep: fn(&mut Document)) -> Vec<Document> {
    let mut documents = documents.to_vec();
    for document in &mut documents {
        document.mentions.iter_mut().for_each(|note| note.line = 0);
        sort_mentions(&mut document.mentions);
        keep(document);
    }
    documents
}

/// A document with a text and mentions of (start, end, label) in bytes.
pub fn simple(id: &str, text: &str, mentions: &[(usize, usize, &str)]) -> Document {
    let notes = mentions.iter().map(|&(start, end, label)| Note::new(Span::new(text, start, end).unwrap(), label, 0)).collect();
    Document { id: id.into(), text: text.into(), mentions: notes, ..Document::default() }
}

/// The mentions of a document as `label «text»`.
pub fn shown(document: &Document) -> Vec<String> {
    document.mentions.iter().map(|note| format!("{} «{}»", note.label, note.span.slice(&document.text))).collect()
}

/// A folder in memory.
pub fn folder(files: &[(&str, &str)]) -> Input {
    let files = files.iter().map(|&(name, content)| File { name: name.into(), shown: format!("in/{name}"), content: content.into() });
    Input { shown: "in".into(), files: files.collect(), is_folder: true, text: None }
}

/// A file in memory.
pub fn file(name: &str, content: &str) -> Input {
    let files = vec![File { name: name.into(), shown: name.into(), content: content.into() }];
    Input { shown: name.into(), files, is_folder: false, text: None }
}

/// What a writer made, as the input of a reader: a folder, unless it is one file without a name.
pub fn written(output: &Output) -> Input {
    let (name, is_folder) = match &output.files[..] {
        [(name, _)] if name.is_empty() => ("a.json", false),
        _ => ("in", true),
    };
    let file = |(file, content): &(String, Vec<u8>)| match is_folder {
        true => File { name: file.clone(), shown: format!("in/{file}"), content: content.clone() },
        false => File { name: name.into(), shown: name.into(), content: content.clone() },
    };
    let mut files: Vec<_> = output.files.iter().map(file).collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Input { shown: name.into(), files, is_folder, text: None }
}
