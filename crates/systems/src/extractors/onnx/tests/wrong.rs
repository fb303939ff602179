//! Files and options that are wrong: every one is an error that says what to do, and none ends the program.

use super::*;

/// What opening says.
fn said(stand: Stand) -> String {
    match stand.source() {
        Err(error) => format!("{error:#}"),
        Ok(source) => source.open().err().map_or_else(|| "nothing".into(), |failure| failure.to_string()),
    }
}

#[test]
fn wrong_options_name_the_option() {
    for (options, expected) in [
        ("modle = 'm'", "unknown field `modle`, expected one of `model`, `tokenizer`"),
        ("labels = 3", "option `labels` is 3; expected the path"),
        ("labels = { 0 = 1 }", "option `labels`: expected tags in quotes"),
        ("scheme = 'BOI'", "option `scheme`: there is no `BOI`; there are `IOB2`"),
        ("repair = 'none'", "unknown variant `none`, expected `conlleval` or `discard`"),
        ("words = 'gold'", "expected `tokenizer` or `mihak`"),
        ("aggregation = 'max'", "expected `first` or `average`"),
        ("passage = 'page'", "expected `line` or `article`"),
        ("batch = 0", "option `batch` is 0; expected 1 or more"),
        ("max_tokens = 65", "option `max_tokens` is 65, but the network has 64 positions"),
        ("max_tokens = 2", "of which the tokenizer's special pieces take 2; give more"),
        ("stride = 62", "option `stride` is 62, but a window holds 62 pieces"),
    ] {
        let said = said(Stand::new().with(options));
        assert!(said.contains(expected), "{options}: {said}");
    }
    let mut stand = Stand::new();
    stand.options.remove("labels");
    assert!(said(stand).contains("missing field `labels`"));
}

#[test]
fn wrong_labels_name_the_label() {
    for (options, expected) in [
        ("labels = {}", "there is no label"),
        ("labels = { 0 = 'O', 2 = 'B-X' }", "there are 2 labels, but none or two of number 1"),
        ("labels = { a = 'O' }", "`a` is no place of a logit"),
        (
            "labels = { 0 = 'LABEL_0' }",
            "label 0; give the tags as a table in option `labels`, with `O` for what is part of no mention: `LABEL_0` is no tag",
        ),
        ("labels = { 0 = 'O', 1 = 'O' }", "all labels are `O`"),
        ("labels = { 0 = 'O', 1 = 'I-X', 2 = 'E-X' }", "the labels begin with E I, which tells no scheme; name it"),
        ("scheme = 'IO'", "label 1 is `B-PERS`, which is no tag of IO"),
        ("labels = { 0 = 'O', 1 = 'B-X' }", "output `logits` has 5 numbers a piece, but there are 2 labels"),
        ("labels = 'none.json'", "is missing: there is no file `"),
        ("labels = 'tokenizer.json'", "tokenizer.json`: expected the config.json of the network, with `id2label`"),
    ] {
        let said = said(Stand::new().with(options));
        assert!(said.contains(expected), "{options}: {said}");
    }
}

#[test]
fn wrong_networks_are_told_before_any_article() {
    let ids_only = Graph { inputs: vec!["input_ids"], ..plain() };
    let renamed = Graph { inputs: vec!["tokens", "attention_mask"], ..plain() };
    let more = Graph { inputs: vec!["input_ids", "attention_mask", "position_ids"], ..plain() };
    let fixed = Graph { dims: ["batch", "512"], ..plain() };
    let small = Graph::of(plain().table[..20].to_vec());
    let narrow = Graph::of(plain().table.iter().map(|row| row[..4].to_vec()).collect());
    let pooled = Graph { mean: true, pooled: true, ..plain() };
    for (name, bytes, expected) in [
        ("empty", Vec::new(), "(0 bytes) cannot be read; expected a token-classification network in ONNX form"),
        ("text", b"not a network at all".to_vec(), "(20 bytes) cannot be read"),
        ("pointer", b"version https://git-lfs.github.com/spec/v1\n".to_vec(), "is a Git LFS pointer, not the file"),
        ("ids only", ids_only.bytes(), "there is no input `attention_mask`; found input_ids, expected"),
        ("renamed", renamed.bytes(), "there is no input `input_ids`; found tokens, attention_mask"),
        ("more", more.bytes(), "input `position_ids` is not known"),
        ("fixed", fixed.bytes(), "input `input_ids` takes exactly 512 windows or pieces; export the network with dynamic axes"),
        ("small", small.bytes(), "it does not answer the tokenizer's last piece (23)"),
        ("narrow", narrow.bytes(), "output `logits` has 4 numbers a piece, but there are 5 labels; give the labels of this network"),
        ("pooled", pooled.bytes(), "the network answers tensor(f32) [2, 1, 5], expected f32 [2, 4, 5]: windows, pieces, labels"),
    ] {
        let said = said(Stand::new().with_file("model.onnx", &bytes));
        assert!(said.starts_with("cannot be opened: model `") && said.contains(expected), "{name}: {said}");
    }
    let other = Graph { output: "scores", ..plain() };
    assert_eq!(said(Stand::new().with_file("model.onnx", &other.bytes())), "nothing", "the only output may have any name");
}

#[test]
fn networks_cut_short_or_damaged_do_not_end_the_program() {
    let whole = Graph { mean: true, ..plain() }.bytes();
    let cut = (0..whole.len()).step_by(7).map(|len| whole[..len].to_vec());
    let flipped = (0..whole.len()).step_by(11).map(|at| {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        bytes
    });
    for bytes in cut.chain(flipped) {
        said(Stand::new().with_file("model.onnx", &bytes));
    }
}

#[test]
fn wrong_tokenizers_are_told_before_any_article() {
    for bytes in [&b""[..], b"{}", b"\xff", &serde_json::to_vec(&tokenizer()).unwrap()[..700]] {
        let said = said(Stand::new().with_file("tokenizer.json", bytes));
        assert!(said.contains("expected a tokenizer.json as the Hugging Face libraries write it"), "{said}");
    }
}

#[test]
fn a_network_that_gives_no_number_fails_the_article() {
    let mut graph = plain();
    graph.table[4][2] = f32::NAN;
    let stand = Stand::new().with_file("model.onnx", &graph.bytes());
    let mut handle = stand.source().unwrap().open().unwrap();
    assert!(handle.answer("محمد").is_ok());
    let failure = handle.answer("محمد زار").unwrap_err();
    assert_eq!(failure.to_string(), "failed: the network gives no number (NaN) for the word at bytes 9..15");
}
