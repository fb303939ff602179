use proptest::prelude::*;

use super::*;
use crate::format::sample::{self, file, plain, shown, written};

fn read(content: &str) -> Result<Reading, String> {
    LabelStudio.read(&file("a.json", content), &Options::default()).map_err(|error| error.to_string())
}

fn region(start: usize, end: usize, surface: &str) -> String {
    format!("{{\"start\":{start},\"end\":{end},\"text\":\"{surface}\",\"labels\":[\"PERS\"]}}")
}

fn result(region: &str) -> String {
    format!("{{\"id\":\"x\",\"from_name\":\"label\",\"to_name\":\"body\",\"type\":\"labels\",\"value\":{region}}}")
}

fn task(data: &str, annotations: &str) -> String {
    format!("[{{\"id\":3,\"data\":{{{data}}},\"annotations\":[{annotations}],\"predictions\":[]}}]")
}

#[test]
fn surfaces_behind_an_emoji_and_marks_tell_the_unit() {
    for (start, end) in [(7, 13), (8, 14)] {
        let result = result(&region(start, end, "عُمَرُ"));
        let content = task("\"body\":\"🎉 زارَ عُمَرُ\"", &format!("{{\"result\":[{result}]}}"));
        let document = &read(&content).unwrap().documents[0];
        assert_eq!((shown(document), document.id.as_str()), (vec!["PERS «عُمَرُ»".into()], "3"));
        assert_eq!(LabelStudio.fits(&file("a.json", &content)), Fit::Surely);
    }
}

#[test]
fn without_surfaces_the_unit_is_asked_for_where_it_matters() {
    let content = |text: &str| {
        task(&format!("\"text\":\"{text}\""), "{\"result\":[{\"type\":\"labels\",\"value\":{\"start\":2,\"end\":5,\"labels\":[\"PERS\"]}}]}")
    };
    let said = read(&content("🎉 عمر")).unwrap_err();
    assert!(said.contains("`a.json` record 1: 2..5 would be «عمر» in code points, « عم» in UTF-16 units"), "{said}");
    assert_eq!(shown(&read(&content("وَعمر")).unwrap().documents[0]), ["PERS «عمر»"]);
}

#[test]
fn the_minimal_export_is_read_under_any_names() {
    let content = format!(
        "[{{\"body\":\"زار عمر\",\"id\":9,\"names\":[{}],\"annotator\":1,\"created_at\":\"x\"}},{{\"body\":\"x\",\"id\":10}}]",
        region(4, 7, "عمر")
    );
    let reading = read(&content).unwrap();
    assert_eq!((shown(&reading.documents[0]), reading.documents[0].id.as_str()), (vec!["PERS «عمر»".into()], "9"));
    assert_eq!(LabelStudio.fits(&file("a.json", &content)), Fit::Surely);
}

#[test]
fn the_ground_truth_counts_or_what_all_agree_on() {
    let (one, two) = (result(&region(0, 3, "عمر")), result(&region(4, 7, "زيد")));
    let said = |annotations: &str| {
        let reading = read(&task("\"text\":\"عمر زيد\"", annotations))?;
        Ok::<_, String>((
            reading.documents.iter().flat_map(shown).collect::<Vec<_>>(),
            reading.left_out.iter().map(|(kind, n)| format!("{n} {kind}")).collect::<Vec<_>>(),
        ))
    };
    let shown = |text: &str| vec![format!("PERS «{text}»")];
    let truth = said(&format!("{{\"result\":[{one}]}},{{\"result\":[{two}],\"ground_truth\":true}}")).unwrap();
    assert_eq!(truth, (shown("زيد"), vec!["1 further annotations of one task".into()]));
    let cancelled = said(&format!("{{\"result\":[{one}]}},{{\"result\":[{two}],\"was_cancelled\":true}}")).unwrap();
    assert_eq!(cancelled, (shown("عمر"), vec!["1 cancelled annotations".into()]));
    assert_eq!(said(&format!("{{\"result\":[{one}]}},{{\"result\":[{one}]}}")).unwrap().0, shown("عمر"));
    assert_eq!(said("").unwrap(), (vec![], vec!["1 tasks that nobody finished".into()]));
    let fault = said(&format!("{{\"id\":5,\"result\":[{one}]}},{{\"id\":6,\"result\":[{two}]}}")).unwrap_err();
    assert!(fault.contains("`a.json` record 1: 2 annotations (5, 6) differ; mark one as ground truth"), "{fault}");
}

#[test]
fn results_that_are_no_labels_are_counted() {
    let annotation = "{\"result\":[{\"type\":\"choices\",\"value\":{}},{\"type\":\"relation\"}]}";
    let reading = read(&task("\"text\":\"x\"", annotation)).unwrap();
    assert_eq!(reading.left_out.iter().collect::<Vec<_>>(), [("`choices` results", 1), ("`relation` results", 1)]);
}

#[test]
fn every_fault_is_named_with_its_record() {
    let labels = |value: &str| task("\"text\":\"عمر\"", &format!("{{\"result\":[{}]}}", result(value)));
    let cases = [
        ("[7]".into(), "the record is a number"),
        ("[{\"a\":\"x\",\"label\":[{\"end\":1,\"labels\":[\"A\"]}]}]".into(), "`label` 1: expected whole numbers"),
        ("[{\"id\":1,\"annotations\":[]}]".into(), "there is no `data` with the text"),
        ("[{\"data\":[],\"annotations\":[]}]".into(), "`data` is an array, expected an object with the text"),
        (task("\"text\":\"x\"", "{\"id\":1}"), "`annotations` 1: there is no `result`"),
        (task("\"text\":\"x\"", "{\"result\":[{\"value\":{}}]}"), "result 1: there is no `type`"),
        (task("\"text\":\"x\"", "{\"result\":[{\"type\":\"labels\"}]}"), "result 1: there is no `value`"),
        (task("\"text\":\"x\"", "{\"result\":[{\"type\":\"hypertextlabels\"}]}"), "the results mark HTML or dialogue"),
        (labels("{\"start\":0,\"end\":1,\"labels\":[]}"), "result 1: the span 0..1 has no label"),
        (labels("{\"start\":0,\"end\":1,\"labels\":[1]}"), "result 1: a label is a number"),
        (labels("{\"start\":0,\"end\":1,\"labels\":[\"\"]}"), "the label is empty"),
        (labels(&region(0, 2, "زيد")), "text is «زيد» but code points 0..2 are «عم»"),
        (labels(&region(0, 9, "زيد")), "span 0..9 ends behind the text"),
    ];
    for (content, expected) in cases {
        let said = read(&content).unwrap_err();
        assert!(said.contains("`a.json` record 1: ") && said.contains(expected), "{content}: {said}");
    }
    let of_file = [
        ("[{\"id\":1}]".into(), "no task has a string that could be the text"),
        (task("\"a\":1", "{\"result\":[]}"), "no task has a string that could be the text"),
        (
            "[{\"a\":\"x\",\"b\":\"y\"}]".into(),
            "there are several strings, nothing is marked, and none is named `text`: `a`, `b`; name one with --field a or --field b",
        ),
        (task("\"a\":\"x\",\"b\":\"y\"", "{\"result\":[]}"), "name one with --field a or --field b"),
    ];
    for (content, expected) in of_file {
        let said = read(&content).unwrap_err();
        assert!(said.contains("`a.json`: ") && said.contains(expected), "{content}: {said}");
    }
}

/// A task with two texts of which each has spans, as both exports have it: `(JSON, JSON-MIN)`.
fn two_texts(objects: [&str; 2]) -> [String; 2] {
    let (title, body) = (region(5, 8, "عمر"), region(0, 3, "سعد"));
    let result = |object: &str, control: &str, value: &str| {
        format!("{{\"from_name\":\"{control}\",\"to_name\":\"{object}\",\"type\":\"labels\",\"value\":{value}}}")
    };
    let data = "\"title\":\"خبر: عمر\",\"body\":\"سعد زار عمر\"";
    let results = format!("{},{}", result(objects[0], "in-title", &title), result(objects[1], "in-body", &body));
    [task(data, &format!("{{\"result\":[{results}]}}")), format!("[{{{data},\"in-title\":[{title}],\"in-body\":[{body}]}}]")]
}

fn of_field(content: &str, field: Option<&str>) -> Result<(Vec<String>, Vec<String>), String> {
    let options = Options { field: field.map(String::from), ..Options::default() };
    let reading = LabelStudio.read(&file("a.json", content), &options).map_err(|error| error.to_string())?;
    let left_out = reading.left_out.iter().map(|(kind, times)| format!("{times} {kind}")).collect();
    Ok((reading.documents.iter().flat_map(shown).collect(), left_out))
}

#[test]
fn each_span_belongs_to_its_text_whether_the_names_or_the_surfaces_say_so() {
    for content in two_texts(["title", "body"]).into_iter().chain(two_texts(["t1", "t2"])) {
        let said = of_field(&content, None).unwrap_err();
        assert!(said.contains("`a.json`: several texts are marked: `body`, `title`; name one with --field body or --field title"), "{said}");
        let (spans, left_out) = of_field(&content, Some("title")).unwrap();
        assert_eq!(spans, ["PERS «عمر»"], "{content}");
        assert_eq!(left_out, ["1 `body` fields", "1 spans of `in-body`"], "{content}");
        assert_eq!(of_field(&content, Some("body")).unwrap().0, ["PERS «سعد»"], "{content}");
        assert_eq!(of_field(&content, Some("in-body")).unwrap().0, ["PERS «سعد»"], "{content}");
        assert_eq!(of_field(&content, Some("body=in-body")).unwrap().0, ["PERS «سعد»"], "{content}");
        assert!(
            of_field(&content, Some("boddy"))
                .unwrap_err()
                .contains("--field boddy names no text and nothing that marks one; there are `body`, `title`")
        );
        assert!(of_field(&content, Some("body=x")).unwrap_err().contains("nothing called `x` marks a text; there are `in-body`, `in-title`"));
    }
}

#[test]
fn spans_that_could_be_of_two_texts_are_refused_with_what_decides() {
    let content = |control: &str| format!("[{{\"title\":\"عمر\",\"body\":\"عمر زار\",\"names\":[{}]{control}}}]", region(0, 3, "عمر"));
    for field in [None, Some("title")] {
        let said = of_field(&content(""), field).unwrap_err();
        assert!(said.contains("`names` could mark `body`, `title`; say which with --field body=names or --field title=names"), "{said}");
    }
    assert_eq!(of_field(&content(""), Some("body=names")).unwrap().0, ["PERS «عمر»"]);
    // Two controls on one text are two layers.
    let two = format!("[{{\"text\":\"عمر زار\",\"names\":[{0}],\"roles\":[{0}]}}]", region(0, 3, "عمر"));
    let said = of_field(&two, None).unwrap_err();
    assert!(
        said.contains(
            "`names`, `roles` mark `text`; name those that are meant with --field text=names, --field text=roles, or --field text=names,roles"
        ),
        "{said}"
    );
    assert_eq!(of_field(&two, Some("text=roles")).unwrap().1, ["1 spans of `names`"]);
    assert_eq!(of_field(&two, Some("names")).unwrap().0, ["PERS «عمر»"]);
    assert_eq!(of_field(&two, Some("text=names,roles")).unwrap().0, ["PERS «عمر»", "PERS «عمر»"]);
}

#[test]
fn keys_that_change_a_meaning_are_obeyed_or_named() {
    let region = region(0, 3, "عمر");
    let hidden = format!("{{\"from_name\":\"l\",\"to_name\":\"text\",\"type\":\"labels\",\"hidden\":true,\"locked\":false,\"value\":{region}}}");
    let reading = |annotations: &str| read(&task("\"text\":\"عمر\"", annotations)).unwrap();
    let said = |reading: &Reading| reading.left_out.iter().map(|(kind, n)| format!("{n} {kind}")).collect::<Vec<_>>();
    assert_eq!(said(&reading(&format!("{{\"result\":[{hidden}]}}"))), ["1 `hidden` keys of results"]);
    let skipped = reading(&format!("{{\"result\":[{hidden}],\"skipped\":true}}"));
    assert_eq!((skipped.documents.len(), said(&skipped)), (0, vec!["1 cancelled annotations".into(), "1 tasks that nobody finished".into()]));
    let options = Options { annotator: Some("2".into()), ..Options::default() };
    let content = task("\"text\":\"عمر\"", &format!("{{\"result\":[{hidden}],\"was_cancelled\":true,\"completed_by\":2}}"));
    assert!(LabelStudio.read(&file("a.json", &content), &options).unwrap().documents.is_empty());
    let options = Options { annotator: Some("3".into()), ..Options::default() };
    let content = task("\"text\":\"عمر\"", &format!("{{\"result\":[{hidden}],\"completed_by\":2}}"));
    let said = LabelStudio.read(&file("a.json", &content), &options).unwrap_err().to_string();
    assert!(said.contains("`a.json`: nothing in it is by annotator `3`; there are 2"), "{said}");
    let both = content.replace("\"predictions\":[]", "\"completions\":[{\"result\":[]}]");
    assert!(read(&both).unwrap_err().contains("there are `annotations` and `completions`"));
    assert_eq!(read(&content.replace("annotations", "completions")).unwrap().documents.len(), 1);
}

#[test]
fn rows_of_one_task_are_its_annotations() {
    let row = |by: usize, label: &str, end: usize| {
        let label = label.to_string();
        format!("{{\"text\":\"عمر زار\",\"id\":7,\"kind\":\"{label}\",\"label\":[{}],\"annotator\":{by}}}", region(0, end, &"عمر زار"[..end * 2]))
    };
    let content = format!("[{},{}]", row(2, "a", 3), row(11, "b", 2));
    let said = read(&content).unwrap_err();
    assert!(said.contains("`a.json` record 1: 2 annotations differ; name an annotator with --annotator 11 or --annotator 2, or mark one"), "{said}");
    assert_eq!(LabelStudio.annotators(&file("a.json", &content)).unwrap(), ["2", "11"]);
    let options = Options { annotator: Some("11".into()), ..Options::default() };
    assert_eq!(shown(&LabelStudio.read(&file("a.json", &content), &options).unwrap().documents[0]), ["PERS «عم»"]);
    let other = content.replacen("عمر زار", "عمر عاد", 1);
    assert!(read(&other).unwrap_err().contains("`a.json` record 2: its id 7 is that of record 1, whose text is another"));
}

#[test]
fn predictions_are_read_where_the_export_puts_them() {
    let result = |end: usize| result(&region(0, end, &"عمر"[..end * 2]));
    let shown_beside = format!("{{\"result\":[{}],\"prediction\":{{\"id\":4,\"result\":[{}]}}}}", result(3), result(2));
    let content = task("\"body\":\"عمر\"", &shown_beside).replace("\"predictions\":[]", "\"predictions\":[4]");
    let reading = read(&content).unwrap();
    assert_eq!((shown(&reading.documents[0]), shown(&reading.predicted.unwrap()[0])), (vec!["PERS «عمر»".into()], vec!["PERS «عم»".into()]));
    let reading = read(&content.replace("[4]", "[5]")).unwrap();
    assert!(reading.predicted.is_none());
    assert_eq!(reading.left_out.iter().collect::<Vec<_>>(), [("predictions of which the file has only the number", 1)]);
    let import = format!("[{{\"data\":{{\"text\":\"عمر\"}},\"predictions\":[{{\"model_version\":\"v1\",\"result\":[{}]}}]}}]", result(3));
    assert_eq!(LabelStudio.fits(&file("a.json", &import)), Fit::Surely);
    assert_eq!(shown(&read(&import).unwrap().documents[0]), ["PERS «عمر»"]);
}

#[test]
fn other_records_are_not_taken_for_its_own() {
    let fits = |content: &str| LabelStudio.fits(&file("a.json", content));
    assert_eq!(fits("{\"text\":\"a\",\"label\":[[0,1,\"A\"]]}"), Fit::No);
    assert_eq!(fits("{\"text\":\"a\",\"spans\":[{\"start\":0,\"end\":1,\"label\":\"A\"}]}"), Fit::No);
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(documents in sample::documents(sample::ANY)) {
        let expected = plain(&documents, |document| {
            document.sentences.clear();
            if !cuts::has_words(document) {
                (document.tokens, document.splits) = Default::default();
            }
        });
        for unit in Unit::ALL {
            let options = Options { unit: Some(unit), ..Options::default() };
            let input = written(&LabelStudio.write(&documents, &options).unwrap());
            prop_assert_eq!(&plain(&LabelStudio.read(&input, &options).unwrap().documents, |_| {}), &expected);
            // Files in units that Label Studio never counted in are not its own.
            if let (true, Ok(reading)) = (UNITS.contains(&unit), LabelStudio.read(&input, &Options::default())) {
                prop_assert_eq!(&plain(&reading.documents, |_| {}), &expected);
            }
        }
    }
}
