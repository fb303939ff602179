//! Files as people have them, through the program: what stands in them is scored, or named and refused, and never left out in silence.

mod scratch;

use predicates::str::contains;
use scratch::Scratch;

/// A folder with these files.
fn files(files: &[(&str, &str)]) -> Scratch {
    let scratch = Scratch::empty();
    files.iter().for_each(|(name, content)| scratch.write(name, content));
    scratch
}

/// Exact precision, recall and F1 of a call, and what it says on stderr.
fn scored(scratch: &Scratch, arguments: &str) -> ([String; 3], String) {
    let ran = scratch.mihak(&format!("score {arguments} --csv")).assert().success();
    let said = String::from_utf8(ran.get_output().stderr.clone()).unwrap();
    let csv = String::from_utf8(ran.get_output().stdout.clone()).unwrap();
    let value = |measure: &str| {
        let key = format!(",exact,char,raw,as-is,micro,{measure},");
        let line = csv.lines().find(|line| line.contains(&key)).unwrap_or_else(|| panic!("no {measure} in {csv}"));
        let rest = &line[line.find(&key).unwrap() + key.len()..];
        rest.split(',').next().unwrap().to_string()
    };
    (["precision", "recall", "f1"].map(value), said)
}

/// Asserts the exact precision, recall and F1 of a call, and words that it says on stderr.
fn scores(scratch: &Scratch, arguments: &str, expected: [&str; 3], words: &[&str]) {
    let (values, said) = scored(scratch, arguments);
    assert_eq!(values, expected.map(|value| format!("{value}000000")[..8].to_string()), "{arguments}: {said}");
    words.iter().for_each(|word| assert!(said.contains(word), "{arguments}: `{word}` is not in {said}"));
}

/// Asserts that a call is refused with exit code 2, no output and these words.
fn refused(scratch: &Scratch, arguments: &str, words: &[&str]) {
    let mut assert = scratch.mihak(arguments).assert().code(2).stdout("");
    for word in words {
        assert = assert.stderr(contains(*word));
    }
}

const PERFECT: [&str; 3] = ["1.", "1.", "1."];

#[test]
fn mentions_of_every_column_of_tags_are_scored() {
    let gold = "خارجية\tB-ORG\tO\nفرنسا\tI-ORG\tB-GPE\nبيروت\tB-GPE\tO\n\n";
    let scratch = files(&[("gold", gold), ("pred", "خارجية\tO\tO\nفرنسا\tO\tB-GPE\nبيروت\tO\tO\n\n")]);
    scores(&scratch, "gold pred", ["1.", "0.333333", "0.5"], &["`gold` is read as conll-nested"]);
    // The same in letters of BIOES.
    scratch.write("gold", "وزير\tO\tO\nخارجية\tB-ORG\tO\nفرنسا\tE-ORG\tS-GPE\nبيروت\tS-GPE\tO\n\n");
    scratch.write("pred", "وزير\tO\tO\nخارجية\tO\tO\nفرنسا\tO\tS-GPE\nبيروت\tO\tO\n\n");
    scores(&scratch, "gold pred", ["1.", "0.333333", "0.5"], &["`gold` is read as conll-nested"]);
    scratch.write("gold", "خارجية\tB-ORG\tO\nفرنسا\tI-ORG\tS-GPE\nبيروت\tS-GPE\tO\n\n");
    refused(&scratch, "score gold pred", &["`gold` line 3: `I-ORG` in front of `S-GPE` leaves its mention open in IOBES"]);
    // Columns that shift where a mention ends are not columns of their own.
    scratch.write("gold", "جامعة\tB-ORG\tB-FAC\nفرنسا\tI-ORG\tB-GPE\nمغلقة\tO\tO\n\n");
    scores(&scratch, "gold gold --format conll-nested", PERFECT, &[]);
}

#[test]
fn germeval_has_its_token_in_the_second_column_and_two_layers() {
    let gold = "#\tقصة\t[2026]\n1\tنادي\tB-ORG\tO\n2\tدمشق\tI-ORG\tB-LOC\n3\tفاز\tO\tO\n\n#\tخبر\t[2026]\n1\tعاد\tO\tO\n2\tدمشق\tB-LOC\tO\n\n";
    let scratch = files(&[("gold", gold), ("pred", &gold.replace("O\tB-LOC", "O\tO").replace("I-ORG\tB-LOC", "I-ORG\tO"))]);
    scores(&scratch, "gold pred", ["1.", "0.666667", "0.8"], &["conll-nested"]);
    scratch.mihak("convert gold - -t doccano --to-unit chars").assert().success().stdout(contains("نادي دمشق فاز\\nعاد دمشق"));
}

#[test]
fn columns_that_could_be_either_are_asked_for_with_both_ways_to_decide() {
    let gold = "زار NN B-NP O\nسعد NN I-NP B-PER\nبيروت NN B-NP B-LOC\n\n";
    let scratch = files(&[("gold", gold), ("pred", &gold.replace("B-LOC", "O"))]);
    for arguments in ["gold pred", "gold gold"] {
        refused(
            &scratch,
            &format!("score {arguments}"),
            &["`gold`: columns 3 (NP) and 4 (LOC, PER) hold tags of other types", "`--tag-column 4`", "`--format conll-nested`"],
        );
    }
    scores(&scratch, "gold pred --tag-column 4", ["1.", "0.5", "0.666667"], &["column 3 holds tags too, which are left out"]);
    scores(&scratch, "gold pred --format conll --tag-column 4", ["1.", "0.5", "0.666667"], &[]);
    // Gold beside prediction in one file is one column each, and in two files a question.
    scratch.write("both", "زار O O\nسعد B-PER B-PER\nبيروت B-LOC O\n\n");
    scores(&scratch, "both", ["1.", "0.5", "0.666667"], &["token in 1, tag in 2 and 3\n"]);
    refused(&scratch, "score both both", &["hold mostly the same tags", "`--tag-column 3` (or 2)", "`--format conll-nested`"]);
}

#[test]
fn a_column_of_numbers_is_no_token() {
    let gold = "1\tزار\tO\n2\tسعد\tB-PER\n\n1\tقال\tO\n2\tعمر\tB-PER\n";
    let scratch = files(&[("gold", gold), ("pred", "زار O\nسعد B-PER\n\nقال O\nعمر O\n\n")]);
    let said = "`gold` is read as conll: 3 columns, token in 2, tag in 3; column 1 holds numbers, so that the token is behind it";
    scores(&scratch, "gold pred", ["1.", "0.5", "0.666667"], &[said]);
    scratch.write("gold", &gold.replace("1\t", "خبر\t").replace("2\t", "خبر\t"));
    scores(&scratch, "gold pred", ["1.", "0.5", "0.666667"], &["column 1 holds the same in every line"]);
    scratch.write("numbers", "1 O\n2 B-PER\n\n");
    scores(&scratch, "numbers numbers", PERFECT, &["token in 1, tag in 2\n"]);
}

#[test]
fn a_file_without_blank_lines_is_one_sentence_and_says_so() {
    let scratch = files(&[("gold", &"سعد B-PER\nزار O\n".repeat(40))]);
    scores(&scratch, "gold gold", PERFECT, &["`gold` has no blank line: its 80 tokens are one sentence"]);
}

#[test]
fn one_mark_of_a_document_at_the_top_leaves_sentences_the_articles() {
    let body: String = (0..30).map(|at| format!("زار O\nسعد{at} B-PER\n\n")).collect();
    let marked = format!("-DOCSTART- O\n\n{body}");
    let scratch = files(&[("gold", &marked), ("pred", &marked.replace("سعد7 B-PER", "سعد7 O")), ("bare", &body)]);
    let ran = scratch.mihak("score gold pred").assert().success();
    ran.stdout(contains("entities · gold × pred · 30 sentences · 60 tokens"))
        .stdout(contains("|unit:sentence"))
        .stderr(contains("`gold` has one -DOCSTART-, which parts nothing: its sentences are the articles"));
    let rows = |call: &str| String::from_utf8(scratch.mihak(call).assert().success().get_output().stdout.clone()).unwrap();
    let values = |rows: String| rows.lines().map(|line| line.split(",mihak|").next().unwrap().to_string()).collect::<Vec<_>>();
    scratch.write("bare-pred", &body.replace("سعد7 B-PER", "سعد7 O"));
    let bare = values(rows("score bare bare-pred --csv --name p").replace("corpus:bare", "corpus:gold"));
    assert_eq!(values(rows("score gold pred --csv --name p")).len(), bare.len());
    assert!(rows("score gold pred --csv").contains(",micro,f1,0.983051,0.9"), "intervals are drawn over sentences");
}

#[test]
fn a_hashtag_with_its_tag_is_a_token_and_comments_are_counted() {
    let gold = "# sent_id = 1\n# نص الخبر\nزار O\n#الرياض B-LOC\n\n# sent_id = 2\nسعد B-PER\n\n";
    let scratch = files(&[("gold", gold), ("pred", "زار O\n#الرياض O\n\nسعد B-PER\n\n")]);
    scores(&scratch, "gold pred --comment #", ["1.", "0.5", "0.666667"], &["`gold`: 3 comment lines left out"]);
    // Keys with values in front of a sentence need no option; anything else does.
    scratch.write("keys", &gold.replace("# نص الخبر\n", ""));
    scores(&scratch, "keys pred", ["1.", "0.5", "0.666667"], &["`keys`: 2 comment lines left out"]);
    refused(&scratch, "score gold pred --format conll", &["`gold` line 3: "]);
    // A remark inside of a sentence is a broken line.
    scratch.write("keys", "زار O\n# sent_id = 2\nسعد B-PER\n\n");
    refused(&scratch, "score keys keys --format conll", &["`keys` line 2: "]);
}

#[test]
fn a_span_that_was_rejected_is_no_mention_and_unknown_keys_are_named() {
    let span = |start, end, answer: &str| format!("{{\"start\":{start},\"end\":{end},\"label\":\"PER\"{answer}}}");
    let record = |spans: &[String]| format!("{{\"text\":\"زار سعد بيروت\",\"spans\":[{}],\"answer\":\"accept\"}}\n", spans.join(","));
    let both = record(&[span(4, 7, ",\"answer\":\"accept\""), span(8, 13, ",\"answer\":\"reject\"")]);
    let scratch = files(&[("gold.jsonl", &record(&[span(4, 7, "")])), ("pred.jsonl", &both)]);
    scores(&scratch, "gold.jsonl pred.jsonl", PERFECT, &["`pred.jsonl`: 1 spans with the answer `reject` left out"]);
    scratch.write("pred.jsonl", &record(&[span(4, 7, ",\"negated\":true,\"token_start\":1,\"token_end\":1")]));
    scores(&scratch, "gold.jsonl pred.jsonl", PERFECT, &["`pred.jsonl`: 1 `negated` keys of spans left out"]);
    scratch.write("pred.jsonl", &record(&[span(4, 7, ",\"answer\":\"maybe\"")]));
    refused(&scratch, "score gold.jsonl pred.jsonl", &["line 1: `spans` 1: the answer is `maybe`, expected accept, reject or ignore"]);
}

#[test]
fn the_layer_of_names_is_asked_for_where_it_is_not_the_standard_one() {
    let head =
        "#FORMAT=WebAnno TSV 3.3\n#T_SP=de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Stem|value\n#T_SP=webanno.custom.Entities|label\n\n\n";
    let tsv = |label: &str| format!("{head}#Text=زار سعد\n1-1\t0-3\tزار\tزور\t_\t\n1-2\t4-7\tسعد\tسعد\t{label}\t\n");
    let scratch = files(&[("gold.tsv", &tsv("PER")), ("pred.tsv", &tsv("ORG"))]);
    let words = ["webanno.custom.Entities (label)", "name one with --layer webanno.custom.Entities --feature label"];
    refused(&scratch, "score gold.tsv pred.tsv", &words);
    for layer in ["webanno.custom.Entities", "Entities", "Entities --feature label"] {
        scores(&scratch, &format!("gold.tsv pred.tsv --layer {layer}"), ["0.", "0.", "0."], &["annotations of layer Stem"]);
    }
    refused(&scratch, "score gold.tsv pred.tsv --layer Names", &["there is no span layer `Names`"]);
    refused(&scratch, "score gold.tsv pred.tsv --layer Entities --feature kind", &["has no feature `kind`"]);
}

#[test]
fn tags_in_other_forms_are_mentions() {
    let column =
        |tags: [&str; 6]| ["زار", "سعد", "الدين", "بيروت", "ثم", "عاد"].iter().zip(tags).map(|(w, t)| format!("{w} {t}\n")).collect::<String>();
    let plain = column(["O", "B-PER", "I-PER", "B-LOC", "O", "O"]);
    let scratch = files(&[("pred", &plain)]);
    for (tags, words) in [
        (["O", "B_PER", "I_PER", "B_LOC", "O", "O"], "tags are written as `B_PER`"),
        (["O", "PER-B", "PER-I", "LOC-B", "O", "O"], "tags are written as `PER-B`"),
        (["O", "PER", "PER", "LOC", "O", "O"], "tags are written as `PER`"),
        (["*", "(PER*", "*)", "(LOC)", "*", "*"], "tags are written as `(PER*)`"),
        (["*", "(PER*", "*)", "(LOC*)", "*", "*"], "tags are written as `(PER*)`"),
    ] {
        scratch.write("gold", &column(tags));
        scores(&scratch, "gold pred", PERFECT, &[words]);
    }
    // One type without a name.
    scratch.write("gold", &column(["O", "B", "I", "B", "O", "O"]));
    scratch.write("nameless", &column(["O", "B", "I", "O", "O", "O"]));
    scores(&scratch, "gold nameless", ["1.", "0.5", "0.666667"], &["tags are written as `B`"]);
    // Types with signs that were taken for traces of broken exports.
    scratch.write("gold", &column(["O", "B-d'État", "I-d'État", "B-`x`", "O", "B-a,b"]));
    scores(&scratch, "gold gold", PERFECT, &[]);
    scratch.write("gold", &column(["*", "(PER*", "*", "(LOC)", "*", "*"]));
    refused(&scratch, "score gold pred", &["`gold` line 4: `(LOC)` begins inside of a mention of PER"]);
}

#[test]
fn rows_with_numbers_and_columns_behind_the_tag_are_read() {
    let gold =
        "# sent_id = خبر-1\n# text = زار سعد\n1\tزار\tO\t-\tس\n2\tسعد\tB-PER\t-\tس\n\n# sent_id = خبر-2\n1\tعاد\tO\t-\tس\n2\tعمر\tB-PER\t-\tس\n\n";
    let scratch = files(&[("gold.iob2", gold), ("pred.iob2", &gold.replace("عمر\tB-PER", "عمر\tO"))]);
    let words = ["5 columns, token in 2, tag in 3; column 1 holds numbers", "`gold.iob2`: 3 comment lines left out"];
    scores(&scratch, "gold.iob2 pred.iob2", ["1.", "0.5", "0.666667"], &words);
}

#[test]
fn texts_with_spans_under_any_keys_are_scored() {
    let pred = "{\"text\":\"زار سعد\",\"label\":[[4,7,\"PER\"]]}\n";
    let scratch = files(&[("pred", pred)]);
    for spans in [
        "\"entities\":[[4,7,\"PER\"]]",
        "\"entities\":[{\"start\":4,\"end\":7,\"label\":\"PER\"}]",
        "\"entities\":[{\"entity_group\":\"PER\",\"start\":4,\"end\":7,\"word\":\"سعد\",\"score\":0.98}]",
    ] {
        scratch.write("gold", &format!("{{\"text\":\"زار سعد\",{spans}}}\n"));
        scores(&scratch, "gold pred", PERFECT, &["`gold` is read as json-spans"]);
    }
    scratch.write("both", "{\"text\":\"زار سعد بيروت\",\"entities\":[[4,7,\"PER\"],[8,13,\"LOC\"]],\"predictions\":[[4,7,\"PER\"]]}\n");
    scores(&scratch, "both", ["1.", "0.5", "0.666667"], &["`both` is read as json-spans"]);
    scratch.write("one", "{\"text\":\"زار سعد\",\"entities\":[[4,7,\"PER\"]]}\n");
    refused(&scratch, "score one", &["`one` is one file, and holds one annotation"]);
}

#[test]
fn tokens_and_tags_in_json_are_scored_by_sentence() {
    let record = |tags: &str| format!("{{\"tokens\":[\"زار\",\"سعد\"],\"ner_tags\":[{tags}]}}\n");
    let conll = "زار O\nسعد B-PER\n\nزار O\nسعد B-PER\n\n";
    let scratch = files(&[("conll", conll), ("names.jsonl", &(record("\"O\",\"B-PER\"") + &record("\"O\",\"O\"")))]);
    scores(&scratch, "conll names.jsonl", ["1.", "0.5", "0.666667"], &["`names.jsonl` is read as json-tags"]);
    scratch.write("numbers.jsonl", &(record("0,1") + &record("0,0")));
    refused(&scratch, "score conll numbers.jsonl", &["`numbers.jsonl` line 1: ", "name the tags with --labels O,B-PER,I-PER"]);
    scratch.write("config.json", "{\"id2label\":{\"0\":\"O\",\"1\":\"B-PER\",\"2\":\"I-PER\"},\"label2id\":{\"O\":0}}");
    let feature = "{\"features\":{\"ner_tags\":{\"feature\":{\"names\":[\"O\",\"B-PER\"],\"_type\":\"ClassLabel\"},\"_type\":\"Sequence\"}}}";
    scratch.write("dataset_info.json", feature);
    for labels in ["O,B-PER,I-PER", "config.json", "dataset_info.json"] {
        scores(&scratch, &format!("conll numbers.jsonl --labels {labels}"), ["1.", "0.5", "0.666667"], &[]);
    }
    scratch
        .write("gliner.json", "[{\"tokenized_text\":[\"زار\",\"سعد\"],\"ner\":[[1,1,\"PER\"]]},{\"tokenized_text\":[\"زار\",\"سعد\"],\"ner\":[]}]");
    scores(&scratch, "conll gliner.json", ["1.", "0.5", "0.666667"], &[]);
    scratch.write("both.jsonl", "{\"tokens\":[\"زار\",\"سعد\"],\"ner_tags\":[\"O\",\"B-PER\"],\"predictions\":[\"B-PER\",\"B-PER\"]}\n");
    scores(&scratch, "both.jsonl", ["0.5", "1.", "0.666667"], &[]);
}

#[test]
fn a_table_with_a_header_holds_one_side_or_both() {
    let scratch = files(&[("c.csv", "sentence,token,gold,pred\n1,زار,O,O\n1,سعد,B-PER,B-PER\n2,بيروت,B-LOC,O\n")]);
    scores(&scratch, "c.csv", ["1.", "0.5", "0.666667"], &["`c.csv` is read as table"]);
    scratch.write("bare.csv", &scratch.read("c.csv").lines().skip(1).collect::<Vec<_>>().join("\n"));
    scores(&scratch, "bare.csv --columns sentence,token,gold,pred", ["1.", "0.5", "0.666667"], &[]);
    scratch.write("pred", "زار O\nسعد B-PER\n\nبيروت O\n\n");
    scratch.write("words.csv", "\u{feff}Word,Tag\r\nزار,O\r\nسعد,PER\r\nبيروت,LOC\r\n");
    scores(&scratch, "words.csv pred", ["1.", "0.5", "0.666667"], &[]);
    scratch.write("kaggle.csv", "Sentence #,Word,POS,Tag\nSentence: 1,زار,V,O\n,سعد,N,B-PER\nSentence: 2,بيروت,N,B-LOC\n");
    scores(&scratch, "kaggle.csv pred", ["1.", "0.5", "0.666667"], &[]);
}

#[test]
fn documents_of_one_text_are_joined_by_it() {
    let gold = "-DOCSTART- O\n\nزار O\nسعد B-PER\n\n-DOCSTART- O\n\nعاد O\nعمر B-PER\n\n";
    let scratch = files(&[("gold", gold), ("bare", "زار O\nسعد B-PER\n\nعاد O\nعمر O\n\n")]);
    scores(&scratch, "gold bare", ["1.", "0.5", "0.666667"], &["cut their text into other documents: those of the first count"]);
    scores(&scratch, "bare gold", ["0.5", "1.", "0.666667"], &["cut their text into other documents"]);
    let record = |id: &str, text: &str| format!("{{\"id\":\"{id}\",\"text\":\"{text}\",\"entities\":[[4,7,\"PER\"]]}}\n");
    scratch.write("pred.jsonl", &(record("أ", "زار سعد") + &record("ب", "عاد عمر")));
    scores(&scratch, "gold pred.jsonl", PERFECT, &["have other names: they are paired by their text"]);
    scores(&scratch, "bare pred.jsonl", ["0.5", "1.", "0.666667"], &["cut their text into other documents"]);
    scratch.write("other.jsonl", &record("أ", "زار عمر"));
    refused(&scratch, "score gold other.jsonl", &["`other.jsonl` has 1 document that `gold` lacks, the first is `أ`"]);
}

#[test]
fn predictions_that_end_early_are_refused_or_counted() {
    let gold = "زار O\nسعد B-PER\nبيروت B-LOC\n\nعاد O\nعمر B-PER\n\n";
    let scratch = files(&[("gold", gold), ("pred", "زار O\nسعد B-PER\n\nعاد O\nعمر B-PER\n\n")]);
    let words = ["`gold` line 3 (sentence 1) has `بيروت` where `pred` line 4 (sentence 2) has `عاد`", "U+0628"];
    refused(&scratch, "score gold pred", &words);
    let said = ["`pred` lacks 5 visible characters of 1 document: what stands there counts as missed"];
    scores(&scratch, "gold pred --missing count", ["1.", "0.666667", "0.8"], &said);
    scratch.mihak("score gold pred --missing count").assert().success().stdout(contains("|unit:sentence|missing:count|"));
    scratch.write("pred", "زار O\nسعد B-PER\n\n");
    refused(&scratch, "score gold pred", &["`gold` line 3 (sentence 1) has `بيروت` where `pred` ends", "--missing count"]);
    scores(&scratch, "gold pred --missing count", ["1.", "0.333333", "0.5"], &["`pred` lacks 11 visible characters"]);
    scratch.write("pred", "زار O\nسعيد B-PER\n\n");
    refused(&scratch, "score gold pred --missing count", &["`gold` line 2 (sentence 1) has `سعد` where `pred` line 2"]);
}

#[test]
fn marks_that_are_not_seen_are_named_where_texts_part_and_ignored_on_request() {
    let scratch = files(&[("gold", "زار O\nسعد B-PER\n\n"), ("pred", "زار\u{200f} O\nسعد B-PER\n\n")]);
    refused(&scratch, "score gold pred", &["U+200F", "--ignore-invisible compares without marks"]);
    scores(&scratch, "gold pred --ignore-invisible", PERFECT, &[]);
}

#[test]
fn fragments_of_brat_that_a_line_end_parts_are_one_mention() {
    let scratch = files(&[("gold/a.txt", "زار سعد\nالدين بيروت"), ("pred/a.txt", "زار سعد\nالدين بيروت")]);
    scratch.write("gold/a.ann", "T1\tPER 4 13\tسعد الدين\n");
    scratch.write("pred/a.ann", "T1\tPER 4 7;8 13\tسعد الدين\n");
    scores(&scratch, "gold pred", PERFECT, &[]);
    scratch.write("pred/a.ann", "T1\tPER 4 13\tسعد الدين\nT2\tLOC 0 3;14 19\tزار بيروت\nN1\tReference T2 mihak:x\tx\n");
    refused(&scratch, "score gold pred", &["`pred/a.ann` line 2: T2 is discontinuous", "--discontinuous drop"]);
    scores(&scratch, "gold pred --discontinuous drop", PERFECT, &["`pred`: 1 discontinuous mentions left out"]);
}

#[test]
fn options_that_no_format_uses_are_refused() {
    let scratch = files(&[("gold", "زار O\nسعد B-PER\n\n"), ("a.jsonl", "{\"text\":\"زار سعد\",\"entities\":[[4,7,\"PER\"]]}\n")]);
    let cases = [
        ("score gold gold --layer Names", "--layer is of no use to conll and conll: only webanno read it"),
        ("score gold gold --labels O,B-PER", "--labels is of no use to conll"),
        ("score a.jsonl a.jsonl --tag-column 2", "--tag-column is of no use to json-spans"),
        ("convert a.jsonl out -t conll --scheme IOB2", "--scheme is of no use to json-spans"),
        ("agree a.jsonl a.jsonl --comment #", "--comment is of no use to json-spans"),
    ];
    cases.iter().for_each(|(call, said)| refused(&scratch, call, &[said]));
    // An option that one side uses is of use.
    scores(&scratch, "gold a.jsonl --tag-column 2", PERFECT, &[]);
}

#[test]
fn a_stanza_reads_predictions_with_every_option() {
    let scratch = Scratch::with_corpus();
    scratch.write("pred", "زار O\nبوتين I-PERS\nالقاهرة B-GPE\n. O\n\n");
    scratch.suite(&[]);
    let suite = scratch.read("suite.toml");
    let stanza = |read: &str| {
        format!("{suite}\n[[system]]\nname = \"mine\"\ntask = \"entities\"\npredictions = \"pred\"\nscore = 1\n{read}\n").replace("score = 1\n", "")
    };
    scratch.write("suite.toml", &stanza("read = { scheme = \"IOB2\" }"));
    scratch.mihak("run --out out").assert().stderr(contains("read = { repair = \"conlleval\" }"));
    scratch.write("suite.toml", &stanza("read = { scheme = \"IOB2\", repair = \"conlleval\" }"));
    scratch.mihak("run --out out2").assert().success();
    assert!(scratch.read("out2/scores.csv").contains(",exact,char,raw,flat,micro,f1,1.000000"), "{}", scratch.read("out2/scores.csv"));
    scratch.write("suite.toml", &stanza("read = { layer = \"Names\" }"));
    scratch.mihak("run --out out3").assert().stderr(contains("--layer is of no use to conll"));
    scratch.write("suite.toml", &stanza("read = { repair = \"no\" }"));
    scratch.mihak("run --out out4").assert().code(2).stderr(contains("no repair `no`; expected none, conlleval or discard"));
}

#[test]
fn files_in_utf16_are_read_by_their_mark() {
    let gold = "زار O\r\nسعد B-PER\r\n\r\n";
    let scratch = files(&[("gold", gold)]);
    for (name, mark, bytes) in [("le", [0xff, 0xfe], u16::to_le_bytes as fn(u16) -> [u8; 2]), ("be", [0xfe, 0xff], u16::to_be_bytes)] {
        let content: Vec<u8> = mark.into_iter().chain(gold.encode_utf16().flat_map(bytes)).collect();
        scratch.write_bytes(name, &content);
        scores(&scratch, &format!("gold {name}"), PERFECT, &[]);
        scores(&scratch, &format!("{name} {name}"), PERFECT, &[]);
        scratch.write_bytes("odd", &content[..content.len() - 1]);
        refused(&scratch, "score gold odd", &["`odd`: begins as UTF-16 and is none"]);
    }
}

#[test]
fn a_file_of_no_known_format_says_what_the_nearest_stumble_over() {
    let cases = [
        ("a.conll", "زار V\nسعد B-PER\nعاد V\n", "as conll: line 1: `V` is no tag, such as `O` or `B-PER`; 1 of 3 lines end with a tag"),
        ("a.txt", "زار\nسعد\n", "as conll: line 1 has one column, `زار`"),
        ("a.csv", "كلمة,وسم\nزار,O\n", "as table: line 1: the header `كلمة,وسم` names no column of tokens"),
        ("a.json", "{\"نص\":\"زار\"}", "as JSON: the first record has `نص` (a string); expected a text with a list of spans (json-spans)"),
        ("b.json", "{\"text\":\n", "as JSON: `b.json` line 2: not JSON"),
        (
            "a.xmi",
            "<?xml version=\"1.0\"?><xmi:XMI xmlns:cas=\"http:///uima/cas.ecore\"/>",
            "is a UIMA CAS in XMI, which is not read; export WebAnno TSV",
        ),
        ("c.json", "{\"%TYPES\":{},\"%FEATURE_STRUCTURES\":[]}", "is a UIMA CAS in JSON, which is not read; export WebAnno TSV"),
        ("a.spacy", "x", "is a DocBin of spaCy, which is not read; write its docs as JSON lines"),
        ("a.arrow", "ARROW1", "is an Arrow file of `datasets`, which is not read; write it as JSON lines first"),
    ];
    for (name, content, said) in cases {
        let scratch = files(&[(name, content)]);
        refused(&scratch, &format!("score {name} {name}"), &[said]);
    }
}

#[test]
fn label_studio_has_annotators_predictions_and_several_texts() {
    let region = |start, end, surface: &str| {
        format!(
            "{{\"type\":\"labels\",\"to_name\":\"text\",\"value\":{{\"start\":{start},\"end\":{end},\"text\":\"{surface}\",\"labels\":[\"PER\"]}}}}"
        )
    };
    let (one, two) = (region(4, 7, "سعد"), region(0, 3, "زار"));
    let task = |data: &str, key: &str, more: &str| {
        let by = |id, results: &str| format!("{{\"id\":{id},\"completed_by\":{id},\"result\":[{results}]}}");
        format!("[{{\"id\":1,\"data\":{{{data}}},\"{key}\":[{},{}]{more}}}]", by(7, &one), by(8, &format!("{one},{two}")))
    };
    let text = "\"text\":\"زار سعد بيروت\"";
    let scratch = files(&[("a.json", &task(text, "annotations", "")), ("old.json", &task(text, "completions", ""))]);
    scratch.write("gold.jsonl", "{\"text\":\"زار سعد بيروت\",\"entities\":[[4,7,\"PER\"]]}\n");
    refused(&scratch, "score gold.jsonl a.json", &["2 annotations (7, 8) differ", "name an annotator with --annotator 7 or --annotator 8"]);
    for file in ["a.json", "old.json"] {
        scores(&scratch, &format!("gold.jsonl {file} --annotator 7"), PERFECT, &["1 annotations of other annotators left out"]);
        scores(&scratch, &format!("gold.jsonl {file} --annotator 8"), ["0.5", "1.", "0.666667"], &[]);
    }
    // Predictions beside annotations are scored against them.
    let more = format!(",\"predictions\":[{{\"model_version\":\"م\",\"result\":[{one},{two}]}}]");
    scratch.write("both.json", &task(text, "annotations", &more));
    scores(&scratch, "both.json --annotator 7", ["0.5", "1.", "0.666667"], &[]);
    scores(&scratch, "both.json --annotator 8", PERFECT, &[]);
    scratch.write("fields.json", &task("\"title\":\"خبر\",\"body\":\"زار سعد بيروت\"", "annotations", ""));
    scores(&scratch, "gold.jsonl fields.json --annotator 7", PERFECT, &["1 `title` fields left out"]);
    scores(&scratch, "gold.jsonl fields.json --annotator 7 --field body", PERFECT, &[]);
}

#[test]
fn a_folder_of_column_files_is_a_document_a_file() {
    let scratch = files(&[("gold/a.conll", "زار O\nسعد B-PER\n\n"), ("gold/b.conll", "عاد O\nعمر B-PER\n\n")]);
    scratch.write("pred/a.conll", "زار O\nسعد B-PER\n\n");
    scratch.write("pred/b.conll", "عاد O\nعمر O\n\n");
    scores(&scratch, "gold pred", ["1.", "0.5", "0.666667"], &["`gold` is read as conll"]);
    scratch.mihak("score gold pred").assert().success().stdout(contains("2 articles"));
    scratch.remove("pred/b.conll");
    scores(&scratch, "gold pred", ["1.", "0.5", "0.666667"], &["`pred` lacks 1 document of gold"]);
    scratch.write("pred/b.conll", "عاد\nعمر\n");
    refused(&scratch, "score gold pred", &["`pred`: no known format"]);
}

#[test]
fn tags_behind_a_slash_are_read_a_sentence_a_line() {
    let scratch = files(&[("gold", "زار/O سعد/B-PER\nعاد/O عمر/B-PER\n"), ("pred", "زار O\nسعد B-PER\n\nعاد O\nعمر O\n\n")]);
    scores(&scratch, "gold pred", ["1.", "0.5", "0.666667"], &["`gold` is read as slash"]);
    scratch.write("gold", "زار/O سعد/B-PER و/O في/O هنا/O\nعاد عمر/B-PER\n");
    refused(&scratch, "score gold gold", &["`gold` line 2: `عاد` has no tag behind a slash"]);
}

#[test]
fn conllu_plus_is_read_by_its_columns() {
    let gold = "# global.columns = ID FORM UPOS NER\n# text = زار سعد\n1\tزار\tVERB\tO\n2\tسعد\tPROPN\tB-PER\n\n";
    let scratch = files(&[("gold.conllup", gold), ("pred", "زار O\nسعد B-PER\n\n")]);
    scores(&scratch, "gold.conllup pred", PERFECT, &["4 columns, token in 2, tag in 4"]);
}

#[test]
fn tokens_of_white_space_are_no_rows() {
    let tokens = "{\"start\":0,\"end\":3},{\"start\":3,\"end\":5},{\"start\":5,\"end\":8},{\"start\":8,\"end\":9}";
    let record = format!(
        "{{\"text\":\"زار\\n\\nسعد \",\"tokens\":[{tokens}],\"spans\":[{{\"start\":5,\"end\":8,\"label\":\"PER\"}}],\"answer\":\"accept\"}}\n"
    );
    let scratch = files(&[("in.jsonl", &record)]);
    let ran = scratch.mihak("convert in.jsonl out.conll -t conll").assert().success();
    ran.stderr(contains("2 tokens of white space"));
    assert!(!scratch.read("out.conll").lines().any(|line| line.starts_with(' ')), "{}", scratch.read("out.conll"));
    scores(&scratch, "in.jsonl out.conll", PERFECT, &[]);
}

#[test]
fn lint_says_of_units_only_what_is_true() {
    let scratch = files(&[("bad.jsonl", "{\"text\":\"زار\",\"label\":[[0,3]]}\n{\"text\":\"زار\",\"label\":[[0,3,\"A\"]]}\n")]);
    let said = |call: &str| String::from_utf8(scratch.mihak(call).assert().get_output().stdout.clone()).unwrap();
    let bad = said("lint bad.jsonl -f doccano");
    assert!(bad.contains("expected `[start, end") && !bad.contains("fit in no unit"), "{bad}");
    scratch.write("a.jsonl", "{\"text\":\"🎉 زار سعد\",\"label\":[[2,5,\"A\"],[2,5,\"A\"]]}\n");
    let named = said("lint a.jsonl --offset-unit chars");
    assert!(named.contains("its offsets count code points, as --offset-unit says") && !named.contains("UTF-16"), "{named}");
}

#[test]
fn layers_that_a_caret_joins_are_nested_mentions() {
    let gold = "وزير O^O\nخارجية B-ORG^O\nفرنسا E-ORG^S-GPE\nبيروت S-GPE^O\n\n";
    let scratch = files(&[("gold", gold), ("pred", &gold.replace("B-ORG^O", "O^O").replace("E-ORG", "O").replace("S-GPE^O", "O^O"))]);
    scores(&scratch, "gold pred", ["1.", "0.333333", "0.5"], &["`gold` is read as conll-nested"]);
    // Lines with fewer tags than others.
    scratch.write("gold", &gold.replace("O^O", "O").replace("B-ORG^O", "B-ORG").replace("S-GPE^O", "S-GPE"));
    scores(&scratch, "gold pred", ["1.", "0.333333", "0.5"], &["`gold` is read as conll-nested"]);
}
