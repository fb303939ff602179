//! Claims about `onnx-ner`, on networks that the tests write themselves: the tag of every piece is known.

mod graph;
mod wrong;

use std::fs;

use graph::Graph;
use mihak_core::error::Result;
use serde_json::json;

use super::*;
use crate::answer::{Prediction, Verified};
use crate::registry::open_builtin;
use crate::source::Below;

const TAGS: [&str; 5] = ["O", "B-PERS", "I-PERS", "B-LOC", "I-LOC"];

/// The pieces and the tag that the network gives each. Special pieces and those that continue a word are bait.
const PIECES: [(&str, &str); 24] = [
    ("[PAD]", "B-LOC"),
    ("[UNK]", "O"),
    ("[CLS]", "B-PERS"),
    ("[SEP]", "I-LOC"),
    ("زار", "O"),
    ("وب", "B-PERS"),
    ("##وت", "O"),
    ("##ين", "I-LOC"),
    ("فلاديمير", "B-PERS"),
    ("بوتين", "I-PERS"),
    ("محمد", "B-PERS"),
    ("احمد", "I-PERS"),
    ("القاهرة", "B-LOC"),
    ("الكبر", "I-LOC"),
    ("##ى", "O"),
    (".", "O"),
    ("في", "O"),
    ("15", "B-LOC"),
    (":", "O"),
    ("35", "I-LOC"),
    ("🎉", "O"),
    ("،", "O"),
    ("##xx", "O"),
    ("k", "O"),
];

/// A folder with a model, and the options that name its files.
struct Stand {
    folder: tempfile::TempDir,
    options: toml::Table,
}

impl Stand {
    fn new() -> Stand {
        let stand = Stand { folder: tempfile::tempdir().unwrap(), options: toml::Table::new() };
        let labels: serde_json::Map<String, serde_json::Value> = TAGS.iter().enumerate().map(|(at, tag)| (at.to_string(), json!(tag))).collect();
        let config = json!({ "model_type": "bert", "id2label": labels, "max_position_embeddings": 64 });
        stand
            .with_file("model.onnx", &plain().bytes())
            .with_file("tokenizer.json", &serde_json::to_vec(&tokenizer()).unwrap())
            .with_file("config.json", &serde_json::to_vec(&config).unwrap())
            .with("model = 'model.onnx'\ntokenizer = 'tokenizer.json'\nlabels = 'config.json'")
    }

    fn with_file(self, name: &str, bytes: &[u8]) -> Stand {
        fs::write(self.folder.path().join(name), bytes).unwrap();
        self
    }

    fn with(mut self, options: &str) -> Stand {
        self.options.extend(toml::from_str::<toml::Table>(options).unwrap());
        self
    }

    fn source(&self) -> Result<Box<dyn Source>> {
        Ok(open_builtin("onnx-ner", self.options.clone(), Arc::new(Below(self.folder.path().into())))?.source)
    }

    fn found<'t>(&self, text: &'t str) -> Vec<(&'static str, &'t str)> {
        let answer = self.source().unwrap().open().unwrap().answer(text).unwrap();
        shown(&answer, text)
    }
}

fn shown<'t>(answer: &Verified, text: &'t str) -> Vec<(&'static str, &'t str)> {
    let Prediction::Mentions(mentions, labels) = answer.prediction() else { panic!("an extractor answers mentions") };
    let type_of = |mention: &Mention| ["LOC", "PERS"].into_iter().find(|name| *name == labels.name(mention.label)).unwrap();
    mentions.iter().map(|mention| (type_of(mention), mention.span.slice(text))).collect()
}

fn plain() -> Graph {
    Graph::of(PIECES.iter().map(|(_, tag)| row(tag, 5.0)).collect())
}

fn row(tag: &str, strength: f32) -> Vec<f32> {
    TAGS.iter().map(|other| if *other == tag { strength } else { 0.0 }).collect()
}

fn tokenizer() -> serde_json::Value {
    let vocabulary: serde_json::Map<String, serde_json::Value> =
        PIECES.iter().enumerate().map(|(id, (piece, _))| (piece.to_string(), json!(id))).collect();
    let special = |id: usize| json!({ "id": id, "content": PIECES[id].0, "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true });
    let one = |id: usize| json!({ "id": PIECES[id].0, "ids": [id], "tokens": [PIECES[id].0] });
    json!({
        "version": "1.0",
        // What the file says of cutting and filling must not matter.
        "truncation": { "direction": "Right", "max_length": 5, "strategy": "LongestFirst", "stride": 0 },
        "padding": { "strategy": { "Fixed": 9 }, "direction": "Left", "pad_to_multiple_of": null, "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]" },
        "added_tokens": [special(0), special(1), special(2), special(3)],
        "normalizer": { "type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": true, "lowercase": true },
        "pre_tokenizer": { "type": "BertPreTokenizer" },
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [
                { "SpecialToken": { "id": "[CLS]", "type_id": 0 } },
                { "Sequence": { "id": "A", "type_id": 0 } },
                { "SpecialToken": { "id": "[SEP]", "type_id": 0 } },
            ],
            "pair": [{ "Sequence": { "id": "A", "type_id": 0 } }, { "Sequence": { "id": "B", "type_id": 1 } }],
            "special_tokens": { "[CLS]": one(2), "[SEP]": one(3) },
        },
        "decoder": { "type": "WordPiece", "prefix": "##", "cleanup": true },
        "model": {
            "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": vocabulary,
        },
    })
}

#[test]
fn a_word_has_the_tag_of_its_first_piece_and_its_whole_span() {
    let stand = Stand::new();
    for (text, expected) in [
        ("زار وبوتين القاهرة.", &[("PERS", "وبوتين"), ("LOC", "القاهرة")][..]),
        ("فلاديمير بوتين في القاهرة الكبرى", &[("PERS", "فلاديمير بوتين"), ("LOC", "القاهرة الكبرى")]),
        ("القاهرة القاهرة", &[("LOC", "القاهرة"), ("LOC", "القاهرة")]),
        ("غريب في زار", &[]),
    ] {
        assert_eq!(stand.found(text), expected, "{text}");
    }
}

#[test]
fn spans_hold_the_marks_that_the_normaliser_drops() {
    let stand = Stand::new();
    for (text, expected) in [
        ("زار مُحَمَّدٌ القاهرةَ،", &[("PERS", "مُحَمَّدٌ"), ("LOC", "القاهرةَ")][..]),
        // أ is ا and a mark to the normaliser.
        ("مُحَمَّدُ أَحْمَدُ في", &[("PERS", "مُحَمَّدُ أَحْمَدُ")]),
        ("زار القاهرة\u{200f}.", &[("LOC", "القاهرة\u{200f}")]),
        ("🎉🎉 محمد 👩‍👩‍👧 القاهرة", &[("PERS", "محمد"), ("LOC", "القاهرة")]),
        ("𐤀 𐤁 القاهرة", &[("LOC", "القاهرة")]),
    ] {
        assert_eq!(stand.found(text), expected, "{text}");
    }
}

#[test]
fn a_text_without_words_has_no_mentions() {
    let stand = Stand::new();
    for text in ["", " ", "\n", " \t\u{a0}\n \r\n ", "\u{200f}", "\u{64b}\u{64b}"] {
        assert_eq!(stand.found(text), [], "{text:?}");
    }
}

#[test]
fn mentions_cross_line_breaks_only_where_the_article_is_one_passage() {
    let text = "محمد\nاحمد\r\nزار\u{2028}القاهرة";
    let lines = [("PERS", "محمد"), ("PERS", "احمد"), ("LOC", "القاهرة")];
    assert_eq!(Stand::new().found(text), lines);
    assert_eq!(Stand::new().with("passage = 'article'").found(text), [("PERS", "محمد\nاحمد"), ("LOC", "القاهرة")]);
}

#[test]
fn illegal_sequences_are_read_as_the_repair_says() {
    let text = "في احمد احمد زار القاهرة";
    assert_eq!(Stand::new().found(text), [("PERS", "احمد احمد"), ("LOC", "القاهرة")]);
    assert_eq!(Stand::new().with("repair = 'discard'").found(text), [("LOC", "القاهرة")]);
}

#[test]
fn mentions_cross_the_edges_of_windows() {
    // A name of six pieces in an article of several windows, in so many places that it meets their edges at each of its words.
    for options in ["", "stride = 0", "stride = 61", "max_tokens = 8\nstride = 3", "max_tokens = 3"] {
        let stand = Stand::new().with(options);
        let mut handle = stand.source().unwrap().open().unwrap();
        for shift in 0..50 {
            let text = format!("{}فلاديمير بوتين بوتين بوتين بوتين بوتين{}", "في ".repeat(40 + shift), " زار".repeat(100));
            let name = ("PERS", "فلاديمير بوتين بوتين بوتين بوتين بوتين");
            assert_eq!(shown(&handle.answer(&text).unwrap(), &text), [name], "shift {shift}, {options}");
        }
    }
}

#[test]
fn a_word_longer_than_a_window_is_seen_by_its_first_pieces() {
    let text = format!("زار وب{} القاهرة", "xx".repeat(40));
    assert_eq!(Stand::new().with("max_tokens = 10").found(&text), [("PERS", &text[7..text.len() - 15]), ("LOC", "القاهرة")]);
}

#[test]
fn answers_do_not_depend_on_the_batch() {
    // The mean moves tags over the line between `O` and a type: a mask that lets padding through would turn all to LOC.
    let mut graph = Graph { mean: true, ..plain() };
    graph.table[0] = row("B-LOC", 1000.0);
    for (at, (_, tag)) in PIECES.iter().enumerate().skip(1) {
        graph.table[at] = row(tag, if *tag == "O" { 0.1 } else { 1.0 + at as f32 / 10.0 });
    }
    let words: Vec<&str> = PIECES[4..].iter().map(|(piece, _)| piece.trim_start_matches('#')).collect();
    let line = |at: usize| (0..at * 7 % 50).map(|word| words[(word * (at + 3) + at) % words.len()]).collect::<Vec<_>>().join(" ");
    let text = (0..40).map(line).collect::<Vec<_>>().join("\n");
    let found = |options: &str| Stand::new().with_file("model.onnx", &graph.bytes()).with(options).found(&text);
    let alone = found("batch = 1");
    let plainly = Stand::new().found(&text);
    assert!(alone.len() > 100 && alone != plainly, "the mean decides nothing: {} mentions", alone.len());
    for batch in [2, 3, 8, 100] {
        assert_eq!(found(&format!("batch = {batch}")), alone, "batch {batch}");
    }
}

#[test]
fn types_of_pieces_are_those_of_the_post_processor() {
    let inputs = vec!["input_ids", "attention_mask", "token_type_ids"];
    let types = vec![row("O", 0.0), row("B-LOC", 100.0)];
    let stand = Stand::new().with_file("model.onnx", &Graph { types, inputs, ..plain() }.bytes());
    assert_eq!(stand.found("زار محمد"), [("PERS", "محمد")]);
    let mut tokenizer = tokenizer();
    tokenizer["post_processor"]["single"][1]["Sequence"]["type_id"] = json!(1);
    let stand = stand.with_file("tokenizer.json", &serde_json::to_vec(&tokenizer).unwrap());
    assert_eq!(stand.found("زار محمد"), [("LOC", "زار"), ("LOC", "محمد")]);
}

#[test]
fn words_are_the_tokenizers_or_mihaks() {
    let text = "في 15:35 زار";
    assert_eq!(Stand::new().found(text), [("LOC", "15"), ("LOC", "35")]);
    assert_eq!(Stand::new().with("words = 'mihak'").found(text), [("LOC", "15:35")]);
    let marked = "زار مُحَمَّدٌ، القاهرةَ";
    assert_eq!(Stand::new().with("words = 'mihak'").found(marked), [("PERS", "مُحَمَّدٌ"), ("LOC", "القاهرةَ")]);
}

/// A stand whose tokenizer has this normalizer, pre-tokenizer and model; `tags` are those of its pieces by their numbers.
fn other(parts: [serde_json::Value; 3], tags: &[&str]) -> Stand {
    let [normalizer, pre_tokenizer, model] = parts;
    let tokenizer = json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "post_processor": null, "decoder": null,
        "normalizer": normalizer, "pre_tokenizer": pre_tokenizer, "model": model,
    });
    let graph = Graph::of(tags.iter().map(|tag| row(tag, 5.0)).collect());
    Stand::new().with_file("tokenizer.json", &serde_json::to_vec(&tokenizer).unwrap()).with_file("model.onnx", &graph.bytes())
}

#[test]
fn sentence_piece_words_keep_the_punctuation_behind_them_and_mihaks_do_not() {
    let vocabulary = json!([["<unk>", 0.0], ["\u{2581}", -4.0], ["\u{2581}زار", -1.0], ["\u{2581}القاهرة", -1.0], [".", -1.0]]);
    let metaspace = json!({ "type": "Metaspace", "replacement": "\u{2581}", "prepend_scheme": "always", "split": true });
    let model = json!({ "type": "Unigram", "unk_id": 0, "vocab": vocabulary, "byte_fallback": false });
    let stand = other([json!(null), metaspace, model], &["O", "O", "O", "B-LOC", "O"]);
    assert_eq!(stand.found("  زار  القاهرة.  "), [("LOC", "القاهرة.")]);
    assert_eq!(stand.with("words = 'mihak'").found("  زار  القاهرة.  "), [("LOC", "القاهرة")]);
}

#[test]
fn byte_level_words_have_no_space_at_their_edge_and_split_no_character() {
    // Every byte is a piece; the space has the number 220 in this alphabet, and begins the words behind the first.
    let alphabet: Vec<char> = tokenizers::pre_tokenizers::byte_level::ByteLevel::alphabet().into_iter().collect();
    let vocabulary: serde_json::Map<String, serde_json::Value> = alphabet.iter().enumerate().map(|(id, c)| (c.to_string(), json!(id))).collect();
    let tags: Vec<&str> = alphabet.iter().map(|&c| if c == 'Ġ' { "B-LOC" } else { "O" }).collect();
    let byte_level = json!({ "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false, "use_regex": true });
    let model = json!({ "type": "BPE", "vocab": vocabulary, "merges": [], "dropout": null, "unk_token": null });
    let stand = other([json!(null), byte_level, model], &tags);
    assert_eq!(stand.found("زار القاهرةَ 🎉"), [("LOC", "القاهرةَ"), ("LOC", "🎉")]);
}

#[test]
fn the_average_of_the_pieces_may_be_another_tag_than_that_of_the_first() {
    let mut graph = plain();
    graph.table[5] = row("B-PERS", 0.1);
    let stand = Stand::new().with_file("model.onnx", &graph.bytes());
    assert_eq!(stand.found("زار وبوت"), [("PERS", "وبوت")]);
    assert_eq!(stand.with("aggregation = 'average'").found("زار وبوت"), []);
}

#[test]
fn handles_share_one_network_and_answer_alike_on_any_thread() {
    let stand = Stand::new();
    let source = stand.source().unwrap();
    let text = "زار محمد القاهرة\n".repeat(5);
    let answers: Vec<Verified> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| source.open().unwrap().answer(&text).unwrap())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert!(matches!(answers[0].prediction(), Prediction::Mentions(mentions, _) if mentions.len() == 10));
}

#[test]
fn the_receipt_names_versions_contents_and_readings() {
    let stand = Stand::new();
    let receipt = |stand: &Stand| stand.source().unwrap().version().unwrap();
    let first = receipt(&stand);
    let (head, tail) = first.split_once(" model#").unwrap();
    assert_eq!(head, format!("{RTEN} {TOKENIZERS}"));
    assert!(tail.ends_with(" IOB2:conlleval words:tokenizer:first window:64:15:line"), "{first}");
    let lock = include_str!("../../../../../Cargo.lock");
    for named in [RTEN, TOKENIZERS] {
        let (name, version) = named.split_once(' ').unwrap();
        assert!(lock.contains(&format!("name = \"{name}\"\nversion = \"{version}\"")), "{named} is not locked");
    }
    let mut graph = plain();
    graph.table[1][0] += 1.0;
    let other = receipt(&stand.with_file("model.onnx", &graph.bytes()));
    let parts = |receipt: &str| receipt.split(' ').map(String::from).collect::<Vec<_>>();
    let differing: Vec<usize> = parts(&first).iter().zip(parts(&other)).enumerate().filter(|(_, (a, b))| *a != b).map(|(at, _)| at).collect();
    assert_eq!(differing, [4], "{first} / {other}");
}
