//! What other writers make of a set, and what can be wrong with it.

use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use proptest::prelude::*;

use crate::format::parquet::Parquet;
use crate::format::sample::{self, plain, shown};
use crate::format::{self, Document, File, Format, Input, Options, Reading};
use crate::tags::{Repair, TagScheme};
use crate::text::Span;

/// A column of a test: values, definition levels and repetition levels, which are empty for columns that have none.
enum Stored {
    Text(Vec<&'static str>, Vec<i16>, Vec<i16>),
    Int(Vec<i32>, Vec<i16>, Vec<i16>),
    Long(Vec<i64>, Vec<i16>, Vec<i16>),
}

use Stored::{Int, Long, Text};

const TOKENS: &str = "optional group tokens (LIST) { repeated group list { optional binary element (STRING); } }";

/// Two rows: «🎉 زارَ عُمَرُ» and «بيروتَ».
fn tokens() -> Stored {
    Text(vec!["🎉", "زارَ", "عُمَرُ", "بيروتَ"], vec![3; 4], vec![0, 1, 1, 0])
}

fn stored_with(fields: &str, columns: &[Stored], compression: Compression, features: Option<&str>) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(&format!("message m {{ {fields} }}")).unwrap());
    let notes = features.map(|features| vec![KeyValue::new("huggingface".into(), Some(features.into()))]);
    let properties = WriterProperties::builder().set_compression(compression).set_key_value_metadata(notes).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let some = |levels: &'_ Vec<i16>| (!levels.is_empty()).then(|| levels.clone());
    for column in columns {
        let mut writer = group.next_column().unwrap().unwrap();
        let written = match column {
            Text(values, defined, repeated) => {
                let values: Vec<ByteArray> = values.iter().map(|&value| value.into()).collect();
                writer.typed::<ByteArrayType>().write_batch(&values, some(defined).as_deref(), some(repeated).as_deref())
            }
            Int(values, defined, repeated) => writer.typed::<Int32Type>().write_batch(values, some(defined).as_deref(), some(repeated).as_deref()),
            Long(values, defined, repeated) => writer.typed::<Int64Type>().write_batch(values, some(defined).as_deref(), some(repeated).as_deref()),
        };
        written.unwrap();
        writer.close().unwrap();
    }
    group.close().unwrap();
    writer.into_inner().unwrap()
}

fn stored(fields: &str, columns: &[Stored]) -> Vec<u8> {
    stored_with(fields, columns, Compression::UNCOMPRESSED, None)
}

/// The two rows with these tags as text.
fn tagged(tags: [&'static str; 4]) -> Vec<u8> {
    let fields = format!("{TOKENS} {}", TOKENS.replace("tokens", "ner_tags"));
    stored(&fields, &[tokens(), Text(tags.to_vec(), vec![3; 4], vec![0, 1, 1, 0])])
}

/// The two rows with these tags as 64-bit numbers, under these features.
fn numbered(tags: [i64; 4], features: Option<&str>) -> Vec<u8> {
    let fields = format!("{TOKENS} optional group ner_tags (LIST) {{ repeated group list {{ optional int64 element; }} }}");
    let columns = [tokens(), Long(tags.to_vec(), vec![3; 4], vec![0, 1, 1, 0])];
    stored_with(&fields, &columns, Compression::UNCOMPRESSED, features)
}

fn input(content: Vec<u8>) -> Input {
    let files = vec![File { name: "a.parquet".into(), shown: "a.parquet".into(), content }];
    Input { shown: "a.parquet".into(), files, is_folder: false, text: None }
}

fn read_with(content: Vec<u8>, options: &Options) -> Result<Reading, String> {
    Parquet.read(&input(content), options).map_err(|error| format!("{error:#}"))
}

fn read(content: Vec<u8>) -> Result<Reading, String> {
    read_with(content, &Options::default())
}

fn written(documents: &[Document], options: &Options) -> (Vec<u8>, Vec<(String, u64)>) {
    let mut output = Parquet.write(documents, options).unwrap();
    let losses = output.losses.iter().map(|(kind, times)| (kind.to_string(), times)).collect();
    (output.files.remove(0).1, losses)
}

const FEATURES: &str = r#"{"info":{"features":{"tokens":{"feature":{"dtype":"string","_type":"Value"},"_type":"List"},
    "ner_tags":{"feature":{"names":["O","B-PERS","I-PERS","B-GPE"],"_type":"ClassLabel"},"_type":"List"}}}}"#;

#[test]
fn marks_and_an_emoji_in_front_of_a_name_are_kept_and_rows_are_sentences() {
    let reading = read(tagged(["O", "O", "B-PERS", "B-GPE"])).unwrap();
    let [document] = &reading.documents[..] else { panic!("one document for the file") };
    assert_eq!((document.id.as_str(), document.text.as_str()), ("a", "🎉 زارَ عُمَرُ\nبيروتَ"));
    assert_eq!((document.sentences.len(), document.tokens.len()), (2, 4));
    assert_eq!(shown(document), ["PERS «عُمَرُ»", "GPE «بيروتَ»"]);
    assert!(reading.left_out.is_empty() && document.mentions.iter().all(|note| note.line == 0));
}

#[test]
fn numbers_are_tags_by_the_class_labels_of_the_features() {
    let older = FEATURES.replace("\"List\"", "\"Sequence\"");
    let bare = r#"{"features":{"ner_tags":[{"names":["O","B-PERS","I-PERS","B-GPE"],"_type":"ClassLabel"}]}}"#;
    for features in [FEATURES, &older, bare] {
        assert_eq!(shown(&read(numbered([0, 1, 2, 3], Some(features))).unwrap().documents[0]), ["PERS «زارَ عُمَرُ»", "GPE «بيروتَ»"]);
    }
    let said = read(numbered([0, 4, -100, 3], Some(FEATURES))).unwrap_err();
    assert!(said.contains("`a.parquet` row 1: token 2: its tag 4 has no name; the file names 0 to 3"), "{said}");
    assert!(said.contains("`a.parquet` row 1: token 3: its tag -100 has no name"), "{said}");
}

#[test]
fn numbers_without_names_are_refused_with_what_is_missing() {
    let other = FEATURES.replace("ner_tags", "pos_tags");
    let unnamed = FEATURES.replace("ClassLabel", "Value");
    for features in [None, Some("{"), Some("{}"), Some(other.as_str()), Some(unnamed.as_str())] {
        let said = read(numbered([0, 1, 2, 3], features)).unwrap_err();
        assert!(said.contains("`a.parquet`: column `ner_tags` holds numbers, and the file does not name them"), "{said}");
        assert!(said.contains("its metadata `huggingface` has no ClassLabel for it; write it with `datasets`"), "{said}");
    }
}

#[test]
fn illegal_tags_are_refused_by_row_unless_a_repair_is_asked_for() {
    let illegal = || tagged(["O", "B-PERS", "I-GPE", "S-GPE"]);
    let iob2 = |repair| Options { scheme: Some(TagScheme::Iob2), repair, ..Options::default() };
    let said = read_with(illegal(), &iob2(Repair::None)).unwrap_err();
    assert!(said.contains("`a.parquet` row 1: `I-GPE` behind `B-PERS` is illegal in IOB2"), "{said}");
    assert!(said.contains("`a.parquet` row 2: `S-GPE` is no tag of IOB2"), "{said}");
    let repaired = read_with(illegal(), &iob2(Repair::Conlleval)).unwrap();
    assert_eq!(shown(&repaired.documents[0]), ["PERS «زارَ»", "GPE «عُمَرُ»", "GPE «بيروتَ»"]);
    let discarded = read_with(illegal(), &iob2(Repair::Discard)).unwrap();
    assert_eq!(shown(&discarded.documents[0]), ["PERS «زارَ»"]);
    let said = read(tagged(["O", "PERS", "", "O"])).unwrap_err();
    assert!(said.contains("row 1: token 2: `PERS` is no tag; expected `O`"), "{said}");
    assert!(said.contains("row 1: token 3: no tag"), "{said}");
}

#[test]
fn the_scheme_is_detected_where_it_is_not_given() {
    let reading = read(tagged(["S-X", "B-PERS", "E-PERS", "S-GPE"])).unwrap();
    assert_eq!(shown(&reading.documents[0]), ["X «🎉»", "PERS «زارَ عُمَرُ»", "GPE «بيروتَ»"]);
}

#[test]
fn a_file_that_is_cut_off_damaged_or_something_else_is_refused() {
    let whole = tagged(["O", "O", "O", "O"]);
    for len in [4, 8, 30, whole.len() - 1] {
        let said = read(whole[..len].to_vec()).unwrap_err();
        assert!(said.contains("`a.parquet` begins as a Parquet file and does not end as one: it is cut off"), "{len}: {said}");
    }
    let missing_middle = [&whole[..20], &whole[whole.len() - 12..]].concat();
    let said = read(missing_middle).unwrap_err();
    assert!(said.contains("`a.parquet`: its footer cannot be read"), "{said}");
    for other in ["", "زار O\n", "{}"] {
        let said = read(other.into()).unwrap_err();
        assert!(said.contains("`a.parquet` is no Parquet file: it does not begin with `PAR1`"), "{said}");
    }
}

#[test]
fn cells_that_are_null_and_rows_that_do_not_match_are_told_by_row() {
    let fields = format!("{TOKENS} {}", TOKENS.replace("tokens", "ner_tags"));
    // Tokens: null; a null; an empty text and one more than tags; none.
    let tokens = Text(vec!["", "a"], vec![0, 2, 3, 3, 1], vec![0, 0, 0, 1, 0]);
    let tags = Text(vec!["O", "O", "O"], vec![3, 3, 3, 1], vec![0, 0, 0, 0]);
    let said = read(stored(&fields, &[tokens, tags])).unwrap_err();
    for expected in ["row 1: the tokens are null", "row 2: token 1: it is null", "row 3: 2 tokens and 1 tag; every token needs a tag"] {
        assert!(said.contains(expected), "{said}");
    }
    assert!(!said.contains("row 4"), "{said}");
    let empty = Text(vec![""], vec![3], vec![0]);
    let said = read(stored(&fields, &[empty, Text(vec!["O"], vec![3], vec![0])])).unwrap_err();
    assert!(said.contains("row 1: token 1: it is empty"), "{said}");
}

#[test]
fn rows_without_tokens_and_other_columns_are_counted_as_left_out() {
    let fields = format!("optional binary id (STRING); {TOKENS} {} optional int32 x;", TOKENS.replace("tokens", "tags"));
    let lists = |value| Text(vec![value], vec![1, 3], vec![0, 0]);
    let columns = [Text(vec!["0", "1"], vec![1, 1], vec![]), lists("عدنُ"), lists("B-GPE"), Int(vec![7], vec![1, 0], vec![])];
    let reading = read(stored(&fields, &columns)).unwrap();
    assert_eq!(shown(&reading.documents[0]), ["GPE «عدنُ»"]);
    assert_eq!(reading.left_out.iter().collect::<Vec<_>>(), [("other columns", 1), ("rows without tokens", 1)]);
    let nothing =
        stored(&fields, &[Text(vec![], vec![], vec![]), Text(vec![], vec![], vec![]), Text(vec![], vec![], vec![]), Int(vec![], vec![], vec![])]);
    assert!(read(nothing).unwrap_err().contains("no row holds a token"));
}

#[test]
fn columns_are_found_by_name_or_by_number() {
    let tags = |name| TOKENS.replace("tokens", name);
    let content = || {
        let levels = |value| Text(vec![value], vec![3], vec![0]);
        stored(&format!("{TOKENS} {} {}", tags("tags"), tags("labels")), &[levels("عدنُ"), levels("B-A"), levels("B-B")])
    };
    assert!(read(content()).unwrap_err().contains("its tags could be in `tags` or in `labels`; say which with --tag-column"));
    let third = Options { tag_column: Some(3), ..Options::default() };
    assert_eq!(shown(&read_with(content(), &third).unwrap().documents[0]), ["B «عدنُ»"]);
    let fourth = Options { tag_column: Some(4), ..Options::default() };
    assert!(read_with(content(), &fourth).unwrap_err().contains("`a.parquet` has the 3 columns: --tag-column 4 is none of them"));
    let said = read(stored("optional int32 x;", &[Int(vec![1], vec![1], vec![])])).unwrap_err();
    assert!(said.contains("`a.parquet` has the columns `x`; expected `tokens` and `ner_tags` (or `tags`, `labels`)"), "{said}");
    let flat = stored(&format!("{TOKENS} optional binary tags (STRING);"), &[tokens(), Text(vec!["O", "O"], vec![1, 1], vec![])]);
    assert!(read(flat).unwrap_err().contains("column `tags` does not hold lists of tags"));
    let date = stored("optional int32 tokens (DATE); optional int32 tags;", &[Int(vec![1], vec![1], vec![]), Int(vec![1], vec![1], vec![])]);
    assert!(read(date).unwrap_err().contains("column `tokens` holds neither text nor whole numbers"));
}

#[test]
fn lists_of_two_levels_and_values_that_cannot_be_null_are_read() {
    let columns = || [Text(vec!["عدنُ", "،"], vec![1, 1], vec![0, 1]), Text(vec!["B-GPE", "O"], vec![1, 1], vec![0, 1])];
    for fields in [
        "repeated binary tokens (STRING); repeated binary tags (STRING);",
        "required group tokens (LIST) { repeated group bag { required binary item (STRING); } }
         required group tags (LIST) { repeated binary array (STRING); }",
    ] {
        assert_eq!(shown(&read(stored(fields, &columns())).unwrap().documents[0]), ["GPE «عدنُ»"]);
    }
}

#[test]
fn snappy_and_zstandard_are_read_and_other_compression_is_named() {
    let fields = format!("{TOKENS} {}", TOKENS.replace("tokens", "ner_tags"));
    let columns = || [tokens(), Text(vec!["O", "O", "B-PERS", "O"], vec![3; 4], vec![0, 1, 1, 0])];
    for compression in [Compression::SNAPPY, Compression::ZSTD(ZstdLevel::default())] {
        assert_eq!(shown(&read(stored_with(&fields, &columns(), compression, None)).unwrap().documents[0]), ["PERS «عُمَرُ»"]);
    }
    // The footer names the method behind the path of the column, twice its number: Snappy is 1.
    let snappy = stored_with(&fields, &columns(), Compression::SNAPPY, None);
    let at = memchr::memmem::find(&snappy, b"element\x15\x02").unwrap() + b"element\x15".len();
    for (number, name) in [(2, "GZIP"), (4, "BROTLI"), (7, "LZ4_RAW")] {
        let mut other = snappy.clone();
        other[at] = 2 * number;
        let said = read(other).unwrap_err();
        assert!(said.contains(&format!("column `tokens` is compressed with {name}; none, Snappy and Zstandard are read")), "{said}");
    }
}

const ENTITIES: &str = "optional binary article (STRING); optional int64 start; optional int64 end; optional binary text (STRING);
    optional binary label (STRING); optional binary ref (STRING);";

/// One row of a mention in article `a`; the reference may be missing.
fn mention(article: &'static str, start: i64, text: &'static str, reference: Option<&'static str>) -> Vec<u8> {
    let one = |text| Text(vec![text], vec![1], vec![]);
    let end = start + text.chars().count() as i64;
    let reference = reference.map_or(Text(vec![], vec![0], vec![]), one);
    let numbers = |number| Long(vec![number], vec![1], vec![]);
    stored(ENTITIES, &[one(article), numbers(start), numbers(end), one(text), one("PERS"), reference])
}

#[test]
fn rows_of_mentions_are_read_over_the_texts_of_a_folder() {
    let articles = tempfile::tempdir().unwrap();
    let options = Options { articles: Some(articles.path().into()), ..Options::default() };
    assert!(read(mention("a", 7, "عُمَرُ", None)).unwrap_err().contains("`a.parquet` holds mentions and no text; name the folder"));
    std::fs::write(articles.path().join("a.md"), "زار").unwrap();
    assert!(read_with(mention("a", 7, "عُمَرُ", None), &options).unwrap_err().contains("holds no text named <id>.txt"));
    std::fs::write(articles.path().join("a.txt"), "🎉 زارَ عُمَرُ").unwrap();
    for (reference, expected) in [(None, ""), (Some("pers:omar"), "pers:omar")] {
        let reading = read_with(mention("a", 7, "عُمَرُ", reference), &options).unwrap();
        assert_eq!((shown(&reading.documents[0]), &*reading.documents[0].mentions[0].entity), (vec!["PERS «عُمَرُ»".into()], expected));
    }
    let wrong = [
        (mention("b", 7, "عُمَرُ", None), "`a.parquet` row 1: there is no article `b`"),
        (mention("a", 8, "عُمَرُ", None), "row 1: span 8..14 ends behind article `a`, which has 13 characters; it is what stands there in UTF-16 units"),
        (mention("a", 6, "عُمَرُ", None), "row 1: text is «عُمَرُ» but characters 6..12 of `a` are « عُمَر»"),
    ];
    for (content, expected) in wrong {
        let said = read_with(content, &options).unwrap_err();
        assert!(said.contains(expected), "{said}");
    }
    let utf16 = Options { unit: Some(crate::text::offsets::Unit::Utf16), ..options.clone() };
    assert!(read_with(mention("a", 7, "عُمَرُ", None), &utf16).unwrap_err().contains("are code points"));
    let (text, number) = (|| Text(vec![], vec![0], vec![]), || Long(vec![], vec![0], vec![]));
    let said = read_with(stored(ENTITIES, &[text(), number(), number(), text(), text(), text()]), &options).unwrap_err();
    assert!(said.contains("row 1: `article` is null") && said.contains("row 1: `start` is null"), "{said}");
}

#[test]
fn what_rows_cannot_hold_is_counted() {
    let mut documents = vec![sample::simple("a", "عمر بن خالد", &[(0, 20, "PERS"), (0, 6, "PERS")]), sample::simple("b", "و", &[])];
    documents[0].mentions[0].entity = "pers:omar".into();
    let (content, losses) = written(&documents, &Options::default());
    let losses: Vec<(&str, u64)> = losses.iter().map(|(kind, times)| (kind.as_str(), *times)).collect();
    let expected = [("borders between documents", 1), ("mentions that share text with a longer or earlier one", 1), ("names of entities (`ref`)", 1)];
    assert_eq!(losses, expected);
    assert_eq!(shown(&read(content).unwrap().documents[0]), ["PERS «عمر بن خالد»"]);
    let said = Parquet.write(&[sample::simple("a", " ", &[])], &Options::default()).unwrap_err().to_string();
    assert!(said.contains("the documents hold no token"), "{said}");
}

#[test]
fn files_of_many_batches_and_row_groups_are_read_whole() {
    let line = "🎉 عُمَرُ في بيروتَ";
    let text = vec![line; 60_000].join("\n");
    let mut document = Document { id: "a".into(), ..Document::default() };
    for at in (0..text.len()).step_by(line.len() + 1) {
        let span = |start: usize, end: usize| Span::new(&text, at + start, at + end).unwrap();
        document.sentences.push(span(0, line.len()));
        let mut from = 0;
        for word in line.split(' ') {
            document.tokens.push(span(from, from + word.len()));
            from += word.len() + 1;
        }
        document.mentions.push(format::Note::new(span(5, 5 + "عُمَرُ".len()), "PERS", 0));
    }
    document.text = text;
    let (content, losses) = written(std::slice::from_ref(&document), &Options::default());
    assert!(losses.is_empty());
    assert!(read(content).unwrap().documents[0] == document);
}

#[test]
fn what_is_written_is_detected_as_parquet() {
    let (content, _) = written(&[sample::simple("a", "زار", &[])], &Options::default());
    assert_eq!(format::detect(&input(content), &Options::default()).unwrap().name(), "parquet");
}

/// The mentions that tags can hold: of those that share text, the outermost.
fn outermost(document: &mut Document) {
    document.splits.clear();
    let mut end = 0;
    document.mentions.retain(|note| {
        let span = note.span;
        let starts = document.tokens.iter().any(|token| token.start() == span.start());
        let inside = document.sentences.iter().any(|sentence| sentence.contains(span));
        let keep = starts && inside && span.start() >= end;
        if keep {
            end = span.end();
        }
        keep
    });
    document.mentions.iter_mut().for_each(|note| note.entity = "".into());
}

proptest! {
    #[test]
    fn what_is_written_is_read_again_in_every_scheme(documents in sample::documents(sample::ANY)) {
        let surfaces = |document: &Document| {
            let words: Vec<String> = document.tokens.iter().map(|token| token.slice(&document.text).to_string()).collect();
            let number = |byte: usize| document.tokens.partition_point(|token| token.start() < byte);
            let mentions: Vec<_> = document.mentions.iter().map(|note| (number(note.span.start()), number(note.span.end()), note.label.clone())).collect();
            let sentences: Vec<usize> = document.sentences.iter().map(|sentence| number(sentence.end())).collect();
            (words, mentions, sentences)
        };
        let expected: Vec<_> = plain(&documents, outermost);
        for scheme in TagScheme::ALL.into_iter().filter(|scheme| *scheme != TagScheme::Io) {
            let options = Options { scheme: Some(scheme), ..Options::default() };
            for (document, expected) in documents.iter().zip(&expected) {
                let (content, _) = written(std::slice::from_ref(document), &options);
                let reading = read_with(content, &options).unwrap();
                prop_assert_eq!(surfaces(&reading.documents[0]), surfaces(expected));
            }
        }
    }
}

proptest! {
    #[test]
    fn damage_is_an_error_or_other_rows_and_never_a_panic(places in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..6)) {
        for mut content in [tagged(["O", "O", "B-PERS", "B-GPE"]), numbered([0, 1, 2, 3], Some(FEATURES))] {
            for (place, byte) in &places {
                let at = 4 + place.index(content.len() - 8);
                content[at] = *byte;
            }
            let _ = read(content);
        }
    }
}
