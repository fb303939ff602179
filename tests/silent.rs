//! Files that once gave a wrong number without a word: now the number is right, or the file is refused, or what was left out is named.

mod scratch;

use predicates::str::contains;
use scratch::Scratch;

/// A folder with these files.
fn files(files: &[(&str, &str)]) -> Scratch {
    let scratch = Scratch::empty();
    files.iter().for_each(|(name, content)| scratch.write(name, content));
    scratch
}

/// The standard output and the standard error of a call that succeeds.
fn said(scratch: &Scratch, call: &str) -> (String, String) {
    let ran = scratch.mihak(call).assert().success();
    let [out, err] = [&ran.get_output().stdout, &ran.get_output().stderr].map(|bytes| String::from_utf8(bytes.clone()).unwrap());
    (out, err)
}

/// Asserts that a call is refused with exit code 2, no output and these words.
fn refused(scratch: &Scratch, call: &str, words: &[&str]) {
    let mut assert = scratch.mihak(call).assert().code(2).stdout("");
    for word in words {
        assert = assert.stderr(contains(*word));
    }
}

/// The value of a measure of segments: match, label, measure.
fn segments(csv: &str, [matching, label, measure]: [&str; 3]) -> String {
    let key = format!(",{matching},,,as-is,{label},{measure},");
    let line = csv.lines().find(|line| line.contains(&key)).unwrap_or_else(|| panic!("no {key} in {csv}"));
    line[line.find(&key).unwrap() + key.len()..].split(',').next().unwrap().to_string()
}

#[test]
fn rows_that_spaces_part_are_rows_and_no_segmented_text() {
    let rows = "وقلبك و+قلب+ك CONJ+NOUN+PRON\nفي في PREP\nسار سار V\n";
    let scratch = files(&[("rows", rows), ("tabs", &rows.replace(' ', "\t")), ("text", "و+قلب+ك في سار\n")]);
    for file in ["rows", "tabs"] {
        let (csv, told) = said(&scratch, &format!("score text {file} --csv"));
        assert_eq!(segments(&csv, ["span", "*", "f1"]), "1.000000", "{told}");
        assert!(told.contains("is read as word-rows: 3 columns"), "{told}");
        assert!(told.contains("word in 1, segments in 2 with the marker `+`, tags of the map `farasa` in 3"), "{told}");
    }
    // Two columns, of which the second holds the tags; and one that is restored.
    scratch.write("rows", "للقلب ل+ال+قلب PREP+DET+NOUN\nو+سار CONJ+V\n");
    refused(&scratch, "score text rows", &["`rows`: no known format", "as word-rows: no tab parts its columns"]);
    scratch.write("rows", "ل+ال+قلب PREP+DET+NOUN\nو+سار CONJ+V\n");
    let (_, told) = said(&scratch, "score rows rows");
    assert!(told.contains("2 columns parted by spaces, no word, segments in 1"), "{told}");
    // Commas part nothing that is read.
    scratch.write("rows.csv", "وقلبك,و+قلب+ك,CONJ+NOUN+PRON\nفي,في,PREP\nوسار,و+سار,CONJ+V\n");
    refused(&scratch, "score text rows.csv", &["`rows.csv`: no known format", "as word-rows: no tab parts its columns"]);
}

#[test]
fn a_row_with_too_few_tags_leaves_the_tags_of_the_others_and_is_named() {
    let scratch = files(&[("rows", "وقلبك\tو+قلب+ك\tCONJ+NOUN+PRON\t7\nفي\tفي\tPREP+X\t8\nهسار\tه+سار\tFUT_PART+V\t9\n")]);
    let (out, told) = said(&scratch, "convert rows - -t word-rows --classes qcri,X=STEM");
    assert!(out.contains("هسار\tه+سار\tFUT+STEM\n"), "{out}");
    assert!(told.contains("tags of the map `qcri` in 3; column 4 is left out"), "{told}");
    assert!(told.contains("1 rows with more or fewer tags than segments and read without them (the first in line 2)"), "{told}");
    // Without a column of tags, that is said.
    scratch.write("rows", "وقلبك\tو+قلب+ك\nفي\tفي\n");
    let (_, told) = said(&scratch, "agree rows rows");
    assert!(told.contains("2 columns, word in 1, segments in 2 with the marker `+`, no tags, so that classes follow from the cuts"), "{told}");
}

#[test]
fn a_class_that_cannot_be_written_so_is_named() {
    let scratch = files(&[("rows", "وقلبك\tو+قلب+ك\tCONJ+NOUN+CONJ\nفي\tفي\tPREP\nمنه\tمن+ه\tPREP+PRON\n")]);
    let (_, told) = said(&scratch, "convert rows - -t segmented");
    assert!(told.contains("1 segments tagged `CONJ` that are no CONJ by its list and are read as STEM"), "{told}");
    assert!(told.contains("1 segments tagged `PREP` that are no PREP by its list and are read as STEM"), "{told}");
    scratch.write("rows", "وقلبك\tو+قلب+ك\tCONJ+STEM+FUT\nفي\tفي\tSTEM\n");
    let (_, told) = said(&scratch, "score rows rows");
    assert!(told.contains("1 segments tagged `FUT` that are no FUT by its list and are kept as FUT"), "{told}");
}

#[test]
fn every_side_has_its_own_marker_map_and_columns() {
    let scratch = files(&[("gold", "و+زار سامر ال+مدينة\n"), ("pred", "و@@ زار سامر ال@@ مدينة\n")]);
    for call in ["gold pred --marker +", "gold pred --marker @@"] {
        refused(&scratch, &format!("score {call}"), &["cuts none of its words", "--gold-marker"]);
    }
    for call in ["gold pred", "gold pred --gold-marker + --marker @@", "gold pred --gold-marker +"] {
        assert_eq!(segments(&said(&scratch, &format!("score {call} --csv")).0, ["span", "*", "f1"]), "1.000000", "{call}");
    }
    // One that is named for its side alone is taken at its word, and what it does is said.
    let (_, told) = said(&scratch, "score gold pred --gold-marker @@");
    assert!(told.contains("`gold` is read as segmented: the marker is `@@`, which cuts none of its words, as `+` does"), "{told}");
    scratch.write("gold.tsv", "7\tهسار\tه+سار\tFUT_PART+V\n8\tوعاد\tو+عاد\tCONJ+V\n");
    scratch.write("pred.tsv", "هسار\tه+سار\tFUT+STEM\nوعاد\tو+عاد\tCONJ+STEM\n");
    let call = "score gold.tsv pred.tsv --gold-classes qcri --classes mihak --gold-segment-column 3 --segment-column 2 --gold-tag-column 4 --csv";
    let (csv, told) = said(&scratch, call);
    assert_eq!(segments(&csv, ["class", "*", "accuracy"]), "1.000000", "{told}");
    refused(&scratch, "score gold pred.tsv --gold-classes qcri", &["--gold-classes is of no use to segmented"]);
}

#[test]
fn types_that_are_tags_are_refused() {
    let item = |tag: &str, start, end| format!("{{\"entity\":\"{tag}\",\"start\":{start},\"end\":{end}}}");
    let record = |items: &[String]| format!("{{\"text\":\"زار سعد الدين\",\"entities\":[{}]}}\n", items.join(","));
    let scratch = files(&[("a.jsonl", &record(&[item("B-PER", 4, 7), item("I-PER", 8, 13)])), ("b.jsonl", &record(&[item("B-PER", 4, 7)]))]);
    for call in ["score a.jsonl a.jsonl", "score b.jsonl b.jsonl", "convert a.jsonl - -t conll", "agree a.jsonl a.jsonl"] {
        refused(&scratch, call, &["`B-PER`", "aggregation_strategy=\"simple\""]);
    }
    scratch.write("c.jsonl", &record(&[item("PER", 4, 7), item("B-52", 8, 13)]));
    said(&scratch, "score c.jsonl c.jsonl");
    let column = |tag: &str| format!("زار O\nسعد {tag}\nالدين {tag}\nعاد O\n\n");
    for tag in ["X-PER", "b-PER", "PER-X"] {
        scratch.write("x", &column(tag));
        refused(&scratch, "score x x", &["`x`: no known format", &format!("line 2: `{tag}` is no tag")]);
    }
    scratch.write("x", "زار O\nسعد B-B-PER\nالدين I-B-PER\n\n");
    refused(&scratch, "score x x", &["the types of its mentions are tags: `B-PER`"]);
}

#[test]
fn cuts_beside_mentions_in_one_file_are_named() {
    let scratch = files(&[("both", "وزار\tو+زار\tO\nسعد\tسعد\tB-PER\nالمدينة\tال+مدينة\tB-LOC\n\n")]);
    for call in ["score both both", "convert both - -t doccano"] {
        let (_, told) = said(&scratch, call);
        assert!(told.contains("column 2 holds words with cuts (`ال+مدينة`), which `--format word-rows` reads, and which are left out"), "{told}");
    }
    let (_, told) = said(&scratch, "score both both --format word-rows");
    assert!(told.contains("segments in 2 with the marker `+`, no tags") && told.contains("column 3 is left out"), "{told}");
    scratch.write("both", "و+زار O\nسعد B-PER\nال+مدينة B-LOC\n\n");
    let (_, told) = said(&scratch, "score both both");
    assert!(told.contains("its words have cuts (`ال+مدينة`), which are read as text"), "{told}");
}

const WORDS: &str = "و+زار سامر ال+مدينة ثم عاد إلى بيت+ه\nوصل سعيد ب+ال+قطار\nسار ال+ولد\n";

#[test]
fn words_that_a_prediction_lacks_are_counted_and_said() {
    let scratch = files(&[("gold", WORDS), ("pred", "و+زار سامر ال+مدينة ثم عاد\n")]);
    let (csv, told) = said(&scratch, "score gold pred --csv");
    assert!(told.contains("`pred` lacks 7 of the 12 words of gold, the last 7 in a row at the end: missed"), "{told}");
    assert_eq!(segments(&csv, ["word", "*", "accuracy"]), "0.416667");
    scratch.write("pred", &WORDS.replace(" سامر", ""));
    let (_, told) = said(&scratch, "score gold pred");
    assert!(told.contains("`pred` lacks 1 of the 12 words of gold: missed"), "{told}");
    assert!(!said(&scratch, "score gold gold").1.contains("lacks"));
}

#[test]
fn an_invented_clitic_costs_its_word_a_cut_and_the_clitic() {
    // Gold without the و of «وعاد» against a prediction with it, and the other way round: one word and one clitic each.
    let scratch = files(&[("gold", WORDS), ("pred", &WORDS.replace(" عاد", " و+عاد"))]);
    let (csv, told) = said(&scratch, "score gold pred --csv --errors errors.csv");
    assert!(told.contains("1 piece of `pred` found no place in gold: spurious"), "{told}");
    let value = |csv: &str, matching, label, measure| segments(csv, [matching, label, measure]);
    assert_eq!(value(&csv, "word", "*", "accuracy"), "0.916667");
    assert_eq!(value(&csv, "boundary", "*", "precision"), "0.857143", "6 of 7 cuts");
    assert_eq!(value(&csv, "clitic", "CONJ", "precision"), "0.500000");
    assert_eq!(value(&csv, "span", "*", "precision"), "0.947368", "18 of 19 segments");
    assert!(scratch.read("errors.csv").contains(",over-cut,"), "{}", scratch.read("errors.csv"));
    let (csv, _) = said(&scratch, "score pred gold --csv");
    assert_eq!(value(&csv, "word", "*", "accuracy"), "0.916667");
    assert_eq!(value(&csv, "clitic", "CONJ", "recall"), "0.500000");
    // A whole word that gold lacks costs its own cuts alone.
    scratch.write("pred", &WORDS.replace(" عاد", " عاد ال+قوم"));
    let (csv, _) = said(&scratch, "score gold pred --csv");
    assert_eq!(value(&csv, "word", "*", "accuracy"), "1.000000");
    assert_eq!(value(&csv, "boundary", "*", "precision"), "0.857143");
    assert_eq!(value(&csv, "span", "*", "precision"), "0.900000", "18 of 20 segments");
}

#[test]
fn columns_and_keys_that_are_not_read_are_named() {
    let scratch = files(&[("a.csv", "Sentence #,Word,POS,Lemma,Tag\n1,زار,V,,O\n1,سعد,N,سعد,B-PER\n")]);
    let (_, told) = said(&scratch, "convert a.csv - -t conll");
    assert!(told.contains("1 values of the column `Lemma`, 2 values of the column `POS`"), "{told}");
    assert!(!said(&scratch, "convert a.csv - -t conll --columns sentence,token,_,_,tag").1.contains("not kept"));
    scratch.write(
        "a.jsonl",
        "{\"id\":\"3\",\"text\":\"زار سعد\",\"tokens\":[\"زار\",\"سعد\"],\"ner_tags\":[\"O\",\"B-PER\"],\"pos_tags\":[\"V\",\"N\"]}\n",
    );
    let (_, told) = said(&scratch, "convert a.jsonl - -t conll");
    assert!(told.contains("1 `id` fields, 1 `pos_tags` fields, 1 `text` fields"), "{told}");
    let row = |id, form, misc| format!("{id}\t{form}\t{form}\tNOUN\t_\t_\t0\troot\t_\t{misc}\n");
    scratch.write("a.conllu", &(row(1, "سعد", "NE=B-PER|Gloss=x|SpaceAfter=No") + &row(2, "زار", "Gloss=y") + "\n"));
    let (_, told) = said(&scratch, "convert a.conllu - -t conll");
    assert!(told.contains("2 `Gloss` attributes of MISC, 1 `NE` attributes of MISC"), "{told}");
}

#[test]
fn rows_of_multiword_tokens_are_no_tokens() {
    let plus = "# global.columns = ID FORM UPOS NER\n1-2\tوقلبك\t_\t_\n1\tو\tCCONJ\tO\n2\tقلبك\tNOUN\tO\n3\tسعد\tPROPN\tB-PER\n3.1\tهو\t_\t_\n\n";
    let scratch = files(&[("gold.conllup", plus), ("pred", "وقلبك O\nسعد B-PER\n\n")]);
    let (csv, told) = said(&scratch, "score gold.conllup pred --csv");
    assert!(csv.contains(",exact,char,raw,as-is,micro,f1,1.000000"), "{csv}");
    assert!(told.contains("`gold.conllup`: 2 rows of multiword tokens or empty nodes (their words are the tokens) left out"), "{told}");
    let (csv, told) = said(&scratch, "score gold.conllup gold.conllup --csv");
    assert!(csv.contains(",exact,char,raw,as-is,micro,f1,1.000000") && told.contains("2 rows of multiword tokens"), "{told}");
    assert!(said(&scratch, "convert gold.conllup - -t conll").0.starts_with("و O\nقلبك O\nسعد B-PER\n"));
    scratch.write("gold.conllup", &plus.replace("وقلبك\t_\t_", "وقلبك\t_\tB-PER"));
    refused(&scratch, "score gold.conllup pred", &["line 2: `B-PER` stands on the row of a multiword token"]);
}

#[test]
fn rows_of_multiword_tokens_are_no_tokens_of_nested_columns() {
    // Columns that are layers, and columns that shift.
    for (tags, first) in [("B-ORG\tB-PER", "_\t_"), ("B-PER", "_")] {
        let rows = format!("1-2\tوقلبك\t{first}\n1\tو\tO\tO\n2\tقلبك\t{tags}\n3\tسعد\tI-ORG\tO\n\n");
        let rows = if tags == "B-PER" { rows.replace("I-ORG\tO", "B-LOC").replace("O\tO", "O") } else { rows };
        let scratch = files(&[("a.conll", &rows)]);
        let (written, told) = said(&scratch, "convert a.conll - -f conll-nested -t inline");
        assert!(written.contains("قلبك]") && !written.contains("وقلبك"), "{written}");
        assert!(told.contains("1 rows of multiword tokens or empty nodes (their words are the tokens)"), "{told}");
        scratch.write("a.conll", &rows.replacen("وقلبك\t_", "وقلبك\tB-PER", 1));
        refused(&scratch, "convert a.conll - -f conll-nested -t inline", &["line 1: `B-PER` stands on the row of a multiword token"]);
    }
}

#[test]
fn a_column_of_phrases_beside_names_that_are_all_outside_is_asked_about() {
    let scratch = files(&[("gold", "زار NN B-NP O\nسعد NN I-NP O\nبيروت NN B-NP O\n\n")]);
    for call in ["score gold gold", "convert gold - -t doccano", "lint gold"] {
        let words = ["columns 3 (NP) and 4 (only O) hold mentions in one column alone", "`--tag-column 4`", "`--format conll-nested`"];
        refused(&scratch, call, &words);
    }
    // Beside a side whose columns are layers, they are layers.
    scratch.write("gold", "نادي\tB-ORG\tO\nدمشق\tI-ORG\tB-LOC\nحلب\tB-LOC\tO\n\n");
    scratch.write("pred", "نادي\tB-ORG\tO\nدمشق\tI-ORG\tO\nحلب\tB-LOC\tO\n\n");
    let (csv, _) = said(&scratch, "score gold pred --csv");
    assert!(csv.contains(",exact,char,raw,as-is,micro,f1,0.800000"), "{csv}");
}

#[test]
fn options_that_nothing_uses_are_refused_whatever_the_format() {
    let scratch =
        files(&[("spans.jsonl", "{\"text\":\"زار سعد\",\"entities\":[[4,7,\"PER\"]]}\n"), ("text", WORDS), ("conll", "زار O\nسعد B-PER\n\n")]);
    scratch.write("rows", "وقلبك\tو+قلب+ك\tCONJ+NOUN+PRON\nفي\tفي\tPREP\n");
    let cases: [(&str, &str); 14] = [
        ("--marker +", "spans.jsonl conll"),
        ("--segment-column 2", "spans.jsonl conll text"),
        ("--classes ud", "spans.jsonl conll text"),
        ("--offset-unit chars", "conll text rows"),
        ("--gold-offset-unit chars", "conll text rows"),
        ("--repair discard", "spans.jsonl text rows"),
        ("--scheme atb", "spans.jsonl conll"),
        ("--scheme IOB2", "spans.jsonl text rows"),
        ("--missing count", "text rows"),
        ("--ignore-invisible", "text rows"),
        ("--overlap 0.5", "text rows"),
        ("--seen conll", "text rows"),
        ("--view flat", "text rows"),
        ("--comment #", "spans.jsonl text"),
    ];
    for (option, formats) in cases {
        let name = option.split(' ').next().unwrap();
        for file in formats.split(' ') {
            refused(&scratch, &format!("score {file} {file} {option}"), &[name]);
        }
    }
    for call in ["score rows rows --comment #", "score rows rows --token-column 1 --tag-column 3", "score text text --scheme atb"] {
        said(&scratch, call);
    }
}

#[test]
fn texts_that_are_cut_into_other_documents_are_joined_or_the_mention_that_crosses_is_named() {
    let marked = "-DOCSTART- O\n\nزار O\nسعد B-PER\n\n-DOCSTART- O\n\nعاد O\nعمر B-PER\n\n";
    let scratch = files(&[("two", marked), ("one", &marked.replace("-DOCSTART- O\n\n", "").replace("عمر B-PER", "عمر O"))]);
    for call in ["two one", "one two"] {
        let (csv, told) = said(&scratch, &format!("score {call} --csv"));
        assert!(csv.contains(",exact,char,raw,as-is,micro,f1,0.666667") && told.contains("cut their text into other documents"), "{told}");
    }
    scratch.write("across.jsonl", "{\"id\":\"a\",\"text\":\"زار سعد عاد عمر\",\"entities\":[[4,11,\"PER\"]]}\n");
    let words = ["`across.jsonl` cuts the text of `two` into other documents, and 1 mention goes on", "PER «سعد عاد»"];
    refused(&scratch, "score two across.jsonl", &words);
    // Two annotations whose articles have other names.
    let record = |id: &str, text: &str| format!("{{\"id\":\"{id}\",\"text\":\"{text}\",\"entities\":[[4,7,\"PER\"]]}}\n");
    scratch.write("a.jsonl", &(record("1", "زار سعد") + &record("2", "عاد عمر")));
    scratch.write("b.jsonl", &(record("x", "عاد عمر") + &record("y", "زار سعد")));
    let (out, told) = said(&scratch, "agree a.jsonl b.jsonl");
    assert!(told.contains("have other names: they are joined by their text") && out.contains("2 articles"), "{out}{told}");
}

#[test]
fn a_stanza_names_markers_columns_and_classes() {
    let scratch = Scratch::with_corpus();
    scratch.write("pred.tsv", "زار\tزار\tX\nبوتين\tبوتين\tX\nالقاهرة\tال@@قاهرة\tD+X\n.\t.\tP\n");
    let stanza = |read: &str| {
        let system = "[[system]]\nname = \"mine\"\ntask = \"segments\"\nscheme = \"d3\"\npredictions = \"pred.tsv\"\n";
        format!("[[corpus]]\nname = \"c\"\narticles = \"articles\"\ngold = \"gold\"\n{system}read = {{ {read} }}\n")
    };
    scratch.write("suite.toml", &stanza("marker = \"@@\", segment-column = 2, tag-column = 3, classes = \"X=STEM,D=DET,P=PUNCT\""));
    let ran = scratch.mihak("run --out out").assert().success();
    ran.stderr(contains("mihak: mine reads `pred.tsv` as word-rows: 3 columns, word in 1, segments in 2 with the marker `@@`, tags of the map"));
    let scores = scratch.read("out/scores.csv");
    assert!(scores.contains(",segments,word,,,d3,*,accuracy,1.000000"), "{scores}");
    scratch.write("suite.toml", &stanza("layer = \"Names\""));
    scratch.mihak("run --out out2").assert().stderr(contains("--layer is of no use to word-rows"));
}

#[test]
fn what_is_converted_to_records_tables_and_slashes_scores_as_its_source_does() {
    let conll = "زار O\nسعد B-PER\nالدين I-PER\n\nعاد O\nعمر B-PER\n\n";
    let scratch = files(&[("gold", conll)]);
    for format in ["json-tags", "table", "slash"] {
        said(&scratch, &format!("convert gold out.{format} -t {format} --to-scheme BILOU --lossless"));
        let (csv, told) = said(&scratch, &format!("score gold out.{format} --csv"));
        assert!(csv.contains(",exact,char,raw,as-is,micro,f1,1.000000") && told.contains(&format!("is read as {format}")), "{told}");
    }
    assert_eq!(scratch.read("out.slash"), "زار/O سعد/B-PER الدين/L-PER\nعاد/O عمر/U-PER\n");
}
