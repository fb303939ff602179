//! Subword tokenizers from end to end, on small files that the tests themselves make.

use std::collections::BTreeSet;

use anyhow::Result;
use mihak::corpus::Corpus;
use mihak::folder::Root;
use mihak::gold::Gold;
use mihak::run::{Cell, Silent, run};
use mihak::stop::Stop;
use mihak::system::System;
use mihak_core::annotation::{Article, Subword, Task};
use mihak_core::statistics::Count;
use mihak_systems::failure::Failure;
use mihak_systems::handle::Handle;
use mihak_systems::subwords::{Facts, Subwords};

fn corpus(texts: &[&str]) -> Corpus {
    let article =
        |(at, text): (usize, &&str)| Article { id: at.to_string(), text: text.to_string(), split: "all".into(), genre: None, hard: Vec::new() };
    let articles = texts.iter().enumerate().map(article).collect();
    Corpus {
        name: "c".into(),
        version: "0".into(),
        articles,
        gold: Gold::default(),
        hash: "00000000".into(),
        allows_duplicates: false,
        left_out: Vec::new(),
    }
}

/// Every character is a token; an article that begins with `boom` has no answer.
struct Characters(Option<Facts>);
impl Subwords for Characters {
    fn encode(&mut self, text: &str, out: &mut Vec<Subword>) -> Result<(), Failure> {
        if text.starts_with("boom") {
            return Err(Failure::Error("asked to".into()));
        }
        let id = |c: char| self.0.as_ref().map(|_| c as u32);
        out.extend(text.char_indices().map(|(at, c)| Subword { bytes: at..at + c.len_utf8(), id: id(c) }));
        Ok(())
    }

    fn decode(&mut self, ids: &[u32]) -> Result<String, Failure> {
        Ok(ids.iter().filter_map(|&id| char::from_u32(id)).collect())
    }

    fn facts(&self) -> Option<&Facts> {
        self.0.as_ref()
    }
}

/// The counts of each layer, `match view label`, over these articles.
fn counted(facts: Option<Facts>, texts: &[&str]) -> Vec<(String, Count)> {
    let is_known = facts.is_some();
    let mut system = System::new("s", "v", Task::Subwords, None, move || Ok(Handle::Subwords(Box::new(Characters(facts.clone())))));
    system.builtin = is_known.then(|| ("x".into(), toml::Table::new()));
    let corpus = corpus(texts);
    let cell = Cell::new(&system, &corpus, (0..texts.len()).collect());
    let outcome = run(&[cell], &[], 2, &Silent, &Stop::default()).unwrap().remove(0).unwrap();
    let mut sums: Vec<(String, Count)> = Vec::new();
    for (key, count) in outcome.counts.into_memory().unwrap().rows() {
        let [matching, _, orth, view, label] = key.layer.fields();
        let name = [matching, orth, view, label].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        match sums.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sum)) => *sum += count,
            None => sums.push((name, count)),
        }
    }
    sums
}

fn at(counts: &[(String, Count)], layer: &str) -> [u64; 4] {
    let found = counts.iter().find(|(name, _)| name == layer).map_or(Count::default(), |(_, count)| *count);
    [found.tp, found.fp, found.r#fn, found.tn]
}

#[test]
fn an_article_without_an_answer_owes_its_words_and_makes_no_tokenizer_look_cheap() {
    let facts = Facts::of(vec![(0, b"a".to_vec())], None);
    let counts = counted(Some(facts), &["boom سلام", "من"]);
    assert_eq!(at(&counts, "whole text *"), [0, 1, 1, 2]);
    assert_eq!(at(&counts, "kept text-bare *"), [0, 0, 3, 0]);
    assert_eq!(at(&counts, "back raw *"), [1, 0, 1, 0]);
    assert_eq!(at(&counts, "back folded text word"), [1, 0, 2, 0]);
    assert_eq!(at(&counts, "length characters"), [2, 0, 2, 0]);
    assert_eq!(at(&counts, "coverage *"), [1, 0, 1, 0]);
}

#[test]
fn a_system_that_only_cuts_has_no_counts_of_what_it_does_not_tell() {
    let counts = counted(None, &["boom سلام", "مَن"]);
    let layers: BTreeSet<&str> = counts.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(layers, BTreeSet::from(["coverage *", "length bytes", "length characters", "letter *", "whole text *"]));
}

#[test]
fn a_system_that_was_not_built_in_is_missing_with_the_line_that_builds_it() {
    for (builtin, feature, there) in [
        ("tiktoken", "tiktoken", cfg!(feature = "tiktoken")),
        ("sentencepiece", "sentencepiece", cfg!(feature = "sentencepiece")),
        ("tokenizer-json", "tokenizers", cfg!(feature = "tokenizers")),
    ] {
        if there {
            continue;
        }
        let system = System::builtin("x", builtin, toml::Table::new(), &Root::here()).unwrap();
        assert_eq!(system.task, Task::Subwords);
        let failure = system.receipt(&Stop::default()).unwrap_err();
        assert!(matches!(failure, Failure::Missing { .. }), "{failure}");
        assert!(failure.to_string().contains(&format!("cargo install --locked --path . --features {feature}")), "{failure}");
    }
}

/// What builtins have in common.
#[cfg(any(feature = "tiktoken", feature = "sentencepiece", feature = "tokenizers"))]
mod builtin {
    use mihak_core::annotation::Subwording;
    use mihak_systems::answer::Prediction;

    use super::*;

    pub fn source(builtin: &str, options: &str, root: &Root) -> Result<System> {
        System::builtin("x", builtin, toml::from_str(options).unwrap(), root)
    }

    /// The answer for a text and these words.
    pub fn answer(system: &System, text: &str, types: &[&str]) -> Subwording {
        let types: BTreeSet<&str> = types.iter().copied().collect();
        match system.open(&Stop::default()).unwrap().answer_with(text, &types).unwrap().into_prediction() {
            Prediction::Subwords(answer) => answer,
            other => panic!("{other:?}"),
        }
    }

    pub fn places(answer: &Subwording) -> Vec<(usize, usize)> {
        answer.tokens.iter().map(|token| (token.bytes.start, token.bytes.end)).collect()
    }

    /// A file in a folder of its own, and the folder.
    #[cfg(any(feature = "sentencepiece", feature = "tokenizers"))]
    pub fn file(name: &str, content: &[u8]) -> (tempfile::TempDir, Root) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(name), content).unwrap();
        let root = Root::Disk(folder.path().into());
        (folder, root)
    }

    /// Files that are not there, empty, or something else are refused with their names.
    #[cfg(any(feature = "sentencepiece", feature = "tokenizers"))]
    pub fn refuses_other_files(builtin: &str) {
        let (_folder, root) = file("wrong", "زار بوتين القاهرة\n".as_bytes());
        let Root::Disk(folder) = &root else { unreachable!() };
        std::fs::write(folder.join("empty"), b"").unwrap();
        std::fs::write(folder.join("other"), b"{\"model\": 1}").unwrap();
        let failure = |file: &str| source(builtin, &format!("file = '{file}'"), &root).unwrap().receipt(&Stop::default()).unwrap_err();
        assert!(matches!(failure("none"), Failure::Missing { .. }), "{}", failure("none"));
        for (file, said) in [("none", "there is no file"), ("empty", "is empty"), ("wrong", "wrong`"), ("other", "other`")] {
            let failure = failure(file).to_string();
            assert!(failure.contains(said) && failure.contains(file), "{failure}");
        }
        for (options, said) in [("", "missing field `file`"), ("files = 'x'", "its only option is `file`"), ("file = ''", "`file` is empty")] {
            let error = format!("{:#}", source(builtin, options, &root).err().unwrap());
            assert!(error.contains(said) && error.contains(builtin), "{error}");
        }
    }
}

#[cfg(feature = "tiktoken")]
mod tiktoken {
    use super::builtin::{answer, places, source};
    use super::*;

    fn system(vocabulary: &str) -> System {
        source("tiktoken", &format!("vocabulary = '{vocabulary}'"), &Root::here()).unwrap()
    }

    #[test]
    fn the_tokens_of_bytes_tile_the_text_and_come_back() {
        let text = "زارَ الرئيسُ <|endoftext|> بغداد، و😀قال:\n\n «نعم»  ";
        for vocabulary in ["r50k_base", "p50k_base", "cl100k_base", "o200k_base"] {
            let answer = answer(&system(vocabulary), text, &["بغداد"]);
            let mut end = 0;
            for (start, stop) in places(&answer) {
                assert_eq!(start, end, "{vocabulary}");
                assert!(stop > start, "{vocabulary}");
                end = stop;
            }
            assert_eq!(end, text.len(), "{vocabulary}");
            let known = answer.known.unwrap();
            assert_eq!((known.decoded.as_str(), known.unknown), (text, 0), "{vocabulary}");
            assert!(known.unmarked.unwrap() <= answer.tokens.len());
            assert_eq!(known.types[0].decoded, "بغداد");
        }
    }

    #[test]
    fn a_token_carries_the_space_in_front_of_it_and_the_oldest_vocabulary_parts_letters() {
        let answer = answer(&system("r50k_base"), "في هُ ڭ", &[]);
        let places = places(&answer);
        assert!(places.contains(&(4, 6)) || places.contains(&(4, 7)), "{places:?}: a token begins with the space");
        assert!(places.iter().any(|&(_, end)| !"في هُ ڭ".is_char_boundary(end)), "{places:?}: ڭ is parted");
    }

    #[test]
    fn vocabularies_have_the_sizes_that_their_makers_state_and_hashes_of_their_own() {
        let size = |vocabulary: &str| match system(vocabulary).open(&Stop::default()).unwrap() {
            mihak::system::Handle::Builtin(Handle::Subwords(handle)) => handle.facts().unwrap().size,
            _ => panic!("no subwords"),
        };
        assert_eq!(["r50k_base", "p50k_base"].map(size), [50_257, 50_281]);
        let receipts = ["cl100k_base", "o200k_base", "o200k_harmony"].map(|name| system(name).receipt(&Stop::default()).unwrap().to_string());
        for (receipt, name) in receipts.iter().zip(["cl100k_base", "o200k_base", "o200k_harmony"]) {
            assert!(receipt.starts_with(&format!("tiktoken-rs 0.12.1 {name} vocabulary#")), "{receipt}");
        }
        let hashes: BTreeSet<&str> = receipts.iter().filter_map(|receipt| receipt.rsplit('#').next()).collect();
        assert_eq!(hashes.len(), 3);
    }

    #[test]
    fn another_vocabulary_is_answered_with_the_nearest() {
        let said = |options: &str| format!("{:#}", source("tiktoken", options, &Root::here()).err().unwrap());
        assert!(said("vocabulary = 'o200k'").contains("no vocabulary `o200k`; did you mean `o200k_base`"), "{}", said("vocabulary = 'o200k'"));
        assert!(said("vocabulary = 'o200k_base'\nfile = 'x'").contains("its only option is `vocabulary`"));
    }
}

#[cfg(feature = "tokenizers")]
mod tokenizer_json {
    use mihak::stop::Stop;
    use serde_json::{Value, json};

    use super::builtin::{answer, file, places, refuses_other_files, source};

    /// The character that stands for a byte in byte-level vocabularies: itself where it can be printed, else the next from U+0100.
    fn character(byte: u8) -> char {
        let printed = |byte: u8| matches!(byte, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff);
        match printed(byte) {
            true => byte as char,
            false => char::from_u32(256 + (0..byte).filter(|&byte| !printed(byte)).count() as u32).unwrap(),
        }
    }

    fn written(text: &[u8]) -> String {
        text.iter().map(|&byte| character(byte)).collect()
    }

    /// All bytes, ب, and a space with the first byte of و.
    fn byte_level() -> Value {
        let merges = [(&b"\xd8"[..], &b"\xa8"[..]), (b" ", b"\xd9")];
        let bytes = (0..=255u8).map(|byte| written(&[byte]));
        let merged = merges.iter().map(|(a, b)| written(&[*a, *b].concat()));
        let vocabulary: serde_json::Map<String, Value> = bytes.chain(merged).zip(0..).map(|(token, id)| (token, json!(id))).collect();
        json!({
            "version": "1.0",
            "truncation": {"direction": "Right", "max_length": 2, "strategy": "LongestFirst", "stride": 0},
            "padding": {"strategy": {"Fixed": 64}, "direction": "Right", "pad_to_multiple_of": null, "pad_id": 0, "pad_type_id": 0, "pad_token": "!"},
            "added_tokens": [{"id": 258, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
            "normalizer": null,
            "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
            "post_processor": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
            "decoder": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
            "model": {
                "type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null, "end_of_word_suffix": null,
                "fuse_unk": false, "byte_fallback": false, "ignore_merges": false, "vocab": vocabulary,
                "merges": merges.map(|(a, b)| [written(a), written(b)]),
            },
        })
    }

    #[test]
    fn byte_level_tokens_overlap_inside_a_letter_and_carry_the_space_in_front_of_them() {
        let (_folder, root) = file("tokenizer.json", byte_level().to_string().as_bytes());
        let system = source("tokenizer-json", "file = 'tokenizer.json'", &root).unwrap();
        // The file cuts texts after two tokens and fills them up to 64: neither may be seen.
        let answer = answer(&system, "ب و ب<s>", &["ب", "و"]);
        assert_eq!(places(&answer), [(0, 2), (2, 5), (3, 5), (5, 6), (6, 8), (8, 9), (9, 10), (10, 11)]);
        let known = answer.known.unwrap();
        assert_eq!((known.decoded.as_str(), known.unknown, known.unmarked), ("ب و ب<s>", 0, None));
        // Bare and spaced: ب is one token, with the space as another; و is two.
        assert_eq!(known.types.iter().map(|word| (word.bare, word.spaced)).collect::<Vec<_>>(), [(1, 1), (2, 2)]);
        let receipt = system.receipt(&Stop::default()).unwrap();
        assert!(receipt.starts_with("tokenizers 0.23.2 tokenizer.json#") && receipt.contains(" vocabulary#"), "{receipt}");
    }

    fn word_piece(strips: bool) -> Value {
        json!({
            "version": "1.0", "truncation": null, "padding": null,
            "added_tokens": [{"id": 0, "content": "[UNK]", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
            "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": strips, "lowercase": false},
            "pre_tokenizer": {"type": "BertPreTokenizer"}, "post_processor": null,
            "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
            "model": {
                "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
                "vocab": {"[UNK]": 0, "سلام": 1, "ك": 2, "##تاب": 3, ".": 4},
            },
        })
    }

    #[test]
    fn an_unknown_word_is_one_token_that_does_not_come_back() {
        let (_folder, root) = file("t.json", word_piece(false).to_string().as_bytes());
        let system = source("tokenizer-json", "file = 't.json'", &root).unwrap();
        let answer = answer(&system, "سلام كتاب قلم.", &["سلام", "قلم"]);
        assert_eq!(places(&answer), [(0, 8), (9, 11), (11, 17), (18, 24), (24, 25)]);
        let known = answer.known.unwrap();
        assert_eq!((known.decoded.as_str(), known.unknown), ("سلام كتاب [UNK].", 1));
        assert_eq!(known.types.iter().map(|word| (word.bare, word.decoded.as_str())).collect::<Vec<_>>(), [(1, "سلام"), (1, "[UNK]")]);
    }

    #[test]
    fn places_are_those_of_the_text_before_marks_are_stripped() {
        let (_folder, root) = file("t.json", word_piece(true).to_string().as_bytes());
        let system = source("tokenizer-json", "file = 't.json'", &root).unwrap();
        let answer = answer(&system, "كتاب سَلامٌ.", &[]);
        let places = places(&answer);
        assert_eq!(places.len(), 4);
        // The mark behind the last letter is in no token.
        assert_eq!(places[2], (9, 19));
        assert_eq!(answer.known.unwrap().unmarked, Some(4));
    }

    #[test]
    fn the_receipt_changes_with_the_file_though_the_vocabulary_is_the_same() {
        let receipt = |strips: bool| {
            let (_folder, root) = file("t.json", word_piece(strips).to_string().as_bytes());
            source("tokenizer-json", "file = 't.json'", &root).unwrap().receipt(&Stop::default()).unwrap().to_string()
        };
        let (a, b) = (receipt(true), receipt(false));
        assert_ne!(a, b);
        assert_eq!(a.rsplit('#').next(), b.rsplit('#').next());
    }

    #[test]
    fn other_files_and_options_are_refused() {
        refuses_other_files("tokenizer-json");
    }
}

#[cfg(feature = "sentencepiece")]
mod sentencepiece {
    use mihak::stop::Stop;
    use mihak_core::annotation::Subwording;

    use super::builtin::{answer, file, places, refuses_other_files, source};

    /// A protobuf field of a length and bytes.
    fn bytes(number: u8, content: &[u8]) -> Vec<u8> {
        let (mut out, mut length) = (Vec::new(), content.len());
        varint(&mut out, (usize::from(number) << 3) | 2);
        while length >= 0x80 {
            out.push(length as u8 | 0x80);
            length >>= 7;
        }
        out.push(length as u8);
        out.extend(content);
        out
    }

    fn varint(out: &mut Vec<u8>, mut number: usize) {
        while number >= 0x80 {
            out.push(number as u8 | 0x80);
            number >>= 7;
        }
        out.push(number as u8);
    }

    fn number(field: u8, value: usize) -> Vec<u8> {
        let mut out = Vec::new();
        varint(&mut out, usize::from(field) << 3);
        varint(&mut out, value);
        out
    }

    /// A model of these pieces behind `<unk>`, `<s>` and `</s>`; `kind` is 1 for unigram and 2 for BPE.
    fn model(kind: usize, normalizer: &str, falls_back: bool, pieces: &[&str]) -> Vec<u8> {
        let piece = |text: &str, score: f32, kind: usize| {
            let score = [&[0x15][..], &score.to_le_bytes()].concat();
            bytes(1, &[bytes(1, text.as_bytes()), score, number(3, kind)].concat())
        };
        let mut out = [piece("<unk>", 0.0, 2), piece("<s>", 0.0, 3), piece("</s>", 0.0, 3)].concat();
        if falls_back {
            (0..=255).for_each(|byte| out.extend(piece(&format!("<0x{byte:02X}>"), 0.0, 6)));
        }
        pieces.iter().enumerate().for_each(|(at, text)| out.extend(piece(text, -1.0 - at as f32, 1)));
        out.extend(bytes(2, &[number(3, kind), number(35, usize::from(falls_back))].concat()));
        out.extend(bytes(3, &[bytes(1, normalizer.as_bytes()), number(3, 1), number(4, 1)].concat()));
        out
    }

    fn encoded(model: &[u8], text: &str, types: &[&str]) -> Subwording {
        let (_folder, root) = file("spm.model", model);
        let system = source("sentencepiece", "file = 'spm.model'", &root).unwrap();
        let receipt = system.receipt(&Stop::default()).unwrap();
        assert!(receipt.starts_with("kitoken 0.11.1 spm.model#") && receipt.contains(" vocabulary#"), "{receipt}");
        answer(&system, text, types)
    }

    #[test]
    fn places_are_followed_through_the_normaliser_to_the_raw_bytes() {
        let unigram = model(1, "nfkc", false, &["▁سلام", "▁", "ل", "ا", "َ", "ّ"]);
        // Stripped and collapsed spaces, a ligature that becomes two letters, marks that change their order.
        let text = " سلام  ﻻ ل\u{651}\u{64e}";
        let answer = encoded(&unigram, text, &["سلام"]);
        assert_eq!(places(&answer), [(1, 9), (9, 11), (11, 14), (11, 14), (14, 15), (15, 17), (17, 21), (17, 21)]);
        let known = answer.known.unwrap();
        assert_eq!((known.decoded.as_str(), known.unknown), ("سلام لا ل\u{64e}\u{651}", 0));
        assert_eq!((known.types[0].bare, known.types[0].spaced), (1, 1));
    }

    #[test]
    fn unknown_characters_in_a_row_are_one_token_with_all_their_bytes() {
        for kind in [1, 2] {
            let answer = encoded(&model(kind, "identity", false, &["▁", "ا", "▁ا"]), "ا قط ا", &[]);
            assert_eq!(places(&answer), [(0, 2), (2, 3), (3, 7), (7, 10)], "kind {kind}");
            assert_eq!(answer.known.unwrap().unknown, 1, "kind {kind}");
        }
    }

    #[test]
    fn bytes_that_stand_for_a_letter_part_it() {
        for kind in [1, 2] {
            let answer = encoded(&model(kind, "identity", true, &["▁", "ا", "▁ا"]), "ا قا", &[]);
            assert_eq!(places(&answer), [(0, 2), (2, 3), (3, 4), (4, 5), (5, 7)], "kind {kind}");
            let known = answer.known.unwrap();
            assert_eq!((known.decoded.as_str(), known.unknown), ("ا قا", 0), "kind {kind}");
        }
    }

    #[test]
    fn a_text_of_spaces_has_no_tokens_and_what_looks_like_a_mark_is_text() {
        let unigram = model(1, "identity", true, &["▁", "ا"]);
        assert_eq!(places(&encoded(&unigram, "  ", &[])), []);
        assert_eq!(encoded(&unigram, "<s>", &[]).tokens.len(), 4);
    }

    #[test]
    fn other_files_and_options_are_refused() {
        refuses_other_files("sentencepiece");
    }
}
