//! `mihak agree` from end to end: two hand-made annotations, what is printed and written, and every exit code.

mod scratch;

use predicates::prelude::*;
use predicates::str::contains;
use scratch::Scratch;

const SEGMENTS: &str = "article,word,start,end,text,class,form\n";
const ENTITIES: &str = "article,start,end,text,label,ref\n";

/// Three articles of which B annotates two and cuts, types and reads one place each in another way.
fn two() -> Scratch {
    let scratch = Scratch::empty();
    for id in ["a", "b", "c"] {
        scratch.write(&format!("articles/{id}.txt"), "وزار سعد مدتها.");
    }
    scratch.write(
        "articles/corpus.toml",
        "[[article]]\nid = \"a\"\nsplit = \"dev\"\n\n[[article]]\nid = \"b\"\nsplit = \"test\"\n\n[[article]]\nid = \"c\"\nsplit = \"test\"\n",
    );
    let words = |id: &str, first: &str, form: &str| {
        format!("{first}{id},2,5,8,سعد,STEM,\n{id},3,9,12,مدت,STEM,{form}\n{id},3,12,14,ها,PRON,\n{id},4,14,15,.,PUNCT,\n")
    };
    let cut = |id: &str| format!("{id},1,0,1,و,CONJ,\n{id},1,1,4,زار,STEM,\n");
    let whole = |id: &str| format!("{id},1,0,4,وزار,STEM,\n");
    let a: String = ["a", "b", "c"].map(|id| words(id, &cut(id), "مدة")).concat();
    let b = words("a", &cut("a"), "مدة") + &words("b", &whole("b"), "");
    scratch.write("one/segments.csv", &format!("{SEGMENTS}{a}"));
    scratch.write("two/segments.csv", &format!("{SEGMENTS}{b}"));
    let mention = |id: &str, label: &str, name: &str| format!("{id},5,8,سعد,{label},{name}\n");
    scratch.write(
        "one/entities.csv",
        &format!("{ENTITIES}{}{}{}", mention("a", "PERS", "pers:saad"), mention("b", "PERS", "pers:saad"), mention("c", "PERS", "")),
    );
    scratch.write("two/entities.csv", &format!("{ENTITIES}{}{}b,9,12,مدت,DATE,\n", mention("a", "PERS", "s"), mention("b", "GPE", "s")));
    scratch
}

const AGREE: &str = "agree one two --articles articles";

fn printed(scratch: &Scratch, arguments: &str) -> String {
    String::from_utf8(scratch.mihak(arguments).assert().success().get_output().stdout.clone()).unwrap()
}

#[test]
fn figures_are_rows_of_integers_by_split() {
    let scratch = two();
    let rows = printed(&scratch, &format!("{AGREE} --csv"));
    for row in [
        "split,task,match,label,measure,value,lo,hi,compared,a,b,both,articles,boot",
        "dev,segments,word,*,accuracy,1.000000,,,3,,,3,1,poisson1000@1",
        "test,segments,word,*,accuracy,0.666667,,,3,,,2,1,poisson1000@1",
        "all,segments,word,*,accuracy,0.833333,,,6,,,5,2,poisson1000@1",
        "all,segments,cut,*,accuracy,0.833333,,,6,,,5,2,poisson1000@1",
        // Nine places an article; four cuts of A, three of B: (18·17 − (4·3 + 14·15)) / (324 − 222).
        "all,segments,boundary,*,kappa,0.823529,,,18,,,17,2,poisson1000@1",
        "all,segments,form,*,accuracy,0.500000,,,2,,,1,2,poisson1000@1",
        "all,segments,class,CONJ,f1,0.666667,,,,2,1,1,2,poisson1000@1",
        "all,entities,exact,*,f1,0.400000,,,,2,3,1,2,poisson1000@1",
        "all,entities,untyped,*,f1,0.800000,,,,2,3,2,2,poisson1000@1",
        "all,entities,label,*,kappa,0.000000,,,2,,,1,2,poisson1000@1",
        "all,entities,ref,*,b3_f1,1.000000,,,,1,1,1,2,poisson1000@1",
        "all,entities,exact,PERS,f1,0.666667,,,,2,1,1,2,poisson1000@1",
    ] {
        assert!(rows.lines().any(|line| line == row), "`{row}` is not among\n{rows}");
    }
    let json: serde_json::Value = serde_json::from_str(&printed(&scratch, &format!("{AGREE} --json"))).unwrap();
    assert_eq!(json.as_array().unwrap().len() + 1, rows.lines().count());
    assert_eq!((&json[0]["split"], &json[0]["compared"], &json[0]["a"]), (&"dev".into(), &3.into(), &serde_json::Value::Null));
}

#[test]
fn every_disagreement_is_a_row_in_the_order_of_the_text() {
    let scratch = two();
    printed(&scratch, &format!("{AGREE} --disagreements wrong/rows.csv"));
    let expected = "article,layer,start,end,text,a,b,kind\n\
        b,segments,0,4,وزار,و+زار,وزار,cut\n\
        b,entities,5,8,سعد,PERS,GPE,label\n\
        b,segments,9,12,مدت,مدة,,form\n\
        b,entities,9,12,مدت,,DATE,only-b\n";
    assert_eq!(scratch.read("wrong/rows.csv"), expected);
}

#[test]
fn tables_show_splits_and_stderr_names_what_is_not_compared() {
    let scratch = two();
    let done = scratch.mihak(AGREE).assert().success();
    done.stdout(contains("agreement · dev 1 article · test 1 article · all 2 articles").and(contains("word accuracy, cuts alone")))
        .stderr(contains("mihak: 1 article only in `one`, and not compared: c\n"));
    scratch.mihak(&format!("{AGREE} -q")).assert().success().stderr("");
    scratch.remove("articles/corpus.toml");
    scratch.mihak(AGREE).assert().success().stdout(contains("agreement · all 2 articles\n"));
    scratch.remove("two/entities.csv");
    scratch.mihak(AGREE).assert().success().stdout(contains("strict").not()).stderr(contains("entities are not compared: `two` has none"));
}

#[test]
fn the_table_of_a_file_is_replaced_and_held_up_to_date() {
    let scratch = two();
    scratch.write("AGREEMENT.md", "# Agreement\n\n<!-- agree -->\nold\n<!-- /agree -->\nThe end.\n");
    let said = "`AGREEMENT.md` does not show the agreement of these annotations";
    scratch.mihak(&format!("{AGREE} --splice AGREEMENT.md --check")).assert().code(3).stdout("").stderr(contains(said));
    scratch.mihak(&format!("{AGREE} --splice AGREEMENT.md")).assert().success().stdout("");
    let kept = scratch.read("AGREEMENT.md");
    let markdown = printed(&scratch, &format!("{AGREE} --md"));
    assert_eq!(kept, format!("# Agreement\n\n<!-- agree -->\n\n{markdown}<!-- /agree -->\nThe end.\n"));
    assert!(markdown.contains("| word accuracy | 1.000 | – | 3 | 0.667 | – | 3 | 0.833 | – | 6 |\n"), "{markdown}");
    scratch.mihak(&format!("{AGREE} --splice AGREEMENT.md --check")).assert().success();
    assert_eq!(printed(&scratch, &format!("{AGREE} --md")), markdown, "bytes are stable");
    scratch.mihak(&format!("{AGREE} --splice AGREEMENT.md --check --seed 2")).assert().code(3);
    scratch.write("AGREEMENT.md", "nothing");
    scratch.mihak(&format!("{AGREE} --splice AGREEMENT.md")).assert().code(2).stderr(contains("has no line `<!-- agree -->`"));
}

#[test]
fn a_figure_below_the_least_that_is_wanted_ends_with_1() {
    let scratch = two();
    scratch.mihak(&format!("{AGREE} --min-word-accuracy 0.83 --min-entity-f1 0.4")).assert().success();
    let low = scratch.mihak(&format!("{AGREE} --min-word-accuracy 0.84 --min-entity-f1 0.5")).assert().code(1);
    low.stdout(contains("word accuracy")).stderr(
        contains("word accuracy is 0.833333, at least 0.84 is wanted").and(contains("strict F1 of entities is 0.400000, at least 0.5 is wanted")),
    );
    scratch.remove("two/entities.csv");
    scratch.mihak(&format!("{AGREE} --min-entity-f1 0")).assert().code(1).stderr(contains("strict F1 of entities is undefined"));
    scratch.mihak(&format!("{AGREE} --min-entity-f1 92")).assert().code(2).stderr(contains("expected a share from 0 to 1"));
}

#[test]
fn what_cannot_be_compared_ends_with_2() {
    let scratch = two();
    // Annotations that carry their texts need not have the same.
    scratch.mihak("convert one/entities.csv one.jsonl --to doccano --articles articles").assert().success();
    scratch.write("changed.jsonl", &scratch.read("one.jsonl").replace("مدتها", "مدته"));
    let differs = scratch.mihak("agree one.jsonl changed.jsonl --offset-unit chars").assert().code(2);
    differs.stderr(contains("article `a`: from character 13, `one.jsonl` has \\u{627} «ا.» and `changed.jsonl` has \\u{2e} «.»"));
    scratch.write("changed.jsonl", &scratch.read("one.jsonl").replace("\"id\":\"", "\"id\":\"x-"));
    let none = scratch.mihak("agree one.jsonl changed.jsonl --offset-unit chars").assert().code(2);
    none.stderr(contains("no article is in both `one.jsonl` and `changed.jsonl`: they have `a` first of all and `x-a` first of all"));
    scratch.write("articles/corpus.toml", "[[article]]\nid = \"a\"\nsplit = \"dev\"\n");
    scratch.mihak(AGREE).assert().code(2).stderr(contains("article `b` is not declared in `articles/corpus.toml`"));
    scratch.mihak("agree one missing --articles articles").assert().code(2).stderr(contains("cannot read `missing`"));
    scratch.mihak("agree - -").assert().code(2).stderr(contains("`-` is both annotations"));
}

#[test]
fn annotations_of_two_formats_are_compared_in_what_both_hold() {
    let scratch = two();
    scratch.mihak("convert two second.jsonl --to doccano --articles articles").assert().code(2).stderr(contains("is in no word"));
    scratch.remove("articles/c.txt");
    scratch.remove("articles/corpus.toml");
    scratch.remove("one");
    scratch.mihak("convert two/entities.csv second.jsonl --to doccano --articles articles").assert().success();
    let rows = printed(&scratch, "agree two second.jsonl --a-format csv --format doccano --articles articles --offset-unit chars --csv");
    assert!(rows.contains("all,entities,exact,*,f1,1.000000,,,,3,3,3,2,poisson1000@1"), "{rows}");
    assert!(!rows.contains("segments"), "{rows}");
}
