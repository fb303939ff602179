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
        ("[{\"id\":1}]".into(), "there is neither `data` with `annotations` nor a text"),
        ("[{\"a\":\"x\",\"b\":\"y\"}]".into(), "there are several strings, and none is named `text`: a, b"),
        ("[{\"a\":\"x\",\"label\":[{\"end\":1,\"labels\":[\"A\"]}]}]".into(), "`label` 1: expected whole numbers"),
        (task("\"a\":\"x\",\"b\":\"y\"", "{\"result\":[]}"), "`data` holds several strings, and none is named `text`: a, b"),
        (task("\"a\":1", "{\"result\":[]}"), "`data` holds no string"),
        (task("\"text\":\"x\"", "{\"result\":[{\"value\":{}}]}"), "result 1: there is no `type`"),
        (task("\"text\":\"x\"", "{\"result\":[{\"type\":\"labels\"}]}"), "result 1: there is no `value`"),
        (task("\"text\":\"x\"", "{\"result\":[{\"type\":\"hypertextlabels\"}]}"), "result 1: `hypertextlabels` marks HTML"),
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
            (document.sentences, document.tokens, document.splits) = Default::default();
            document.mentions.iter_mut().for_each(|note| note.entity = "".into());
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
