//! The CSV files of our own gold, with the texts that they are about: what `--articles` and `--gold` take as corpus.

use rustc_hash::FxHashSet;

use crate::annotation::{Article, GoldMention, NO_SPLIT, Word};
use crate::error::{Error, ErrorKind, Problems, Result};
use crate::format::contract::{Fit, Format, Offsets, Output, Reading};
use crate::format::document::{Document, Note, Part, SplitToken};
use crate::format::input::{File, Input};
use crate::format::losses::{Layer, Losses, lost};
use crate::format::options::Options;
use crate::format::rows::{Annotations, ENTITIES, SEGMENTS};
use crate::records;
use crate::text::Span;
use crate::text::offsets::{Unit, UnitIndex};

/// `segments.csv` and `entities.csv`.
pub struct Csv;

impl Format for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn about(&self) -> &'static str {
        "our own segments.csv and entities.csv, with <id>.txt articles"
    }

    fn fits(&self, input: &Input) -> Fit {
        if input.files.iter().any(|file| has_columns(file, &SEGMENTS) || has_columns(file, &ENTITIES)) { Fit::Surely } else { Fit::No }
    }

    fn offsets(&self) -> Offsets {
        Offsets::Fixed(Unit::Chars)
    }

    fn read(&self, input: &Input, options: &Options) -> Result<Reading> {
        if options.unit.is_some_and(|unit| unit != Unit::Chars) {
            let error = Error::new(ErrorKind::Unsupported, "offsets of our own CSV are code points").of_file(&input.shown);
            return Err(error.remedy("leave --offset-unit away"));
        }
        let mut left_out = Losses::default();
        let (segments, entities) = (annotation(input, "segments.csv", &SEGMENTS)?, annotation(input, "entities.csv", &ENTITIES)?);
        let Some(first) = segments.or(entities) else {
            let said = format!("`{}` has neither segments.csv nor entities.csv", input.shown);
            return Err(Error::new(ErrorKind::Malformed, said).about(&input.shown));
        };
        let outside = options.articles.as_deref().map(Input::read).transpose()?;
        let mut texts: Vec<(&str, &File)> = match &outside {
            Some(folder) => texts(folder, &[""]),
            None => {
                let beside = first.name.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
                texts(input, &["articles/", "", &beside])
            }
        };
        if input.is_folder {
            let read: FxHashSet<&str> = texts.iter().map(|(_, file)| *file).chain(segments).chain(entities).map(|file| file.shown.as_str()).collect();
            left_out.note("other files", input.files.iter().filter(|file| !read.contains(file.shown.as_str())).count());
        }
        if texts.is_empty() {
            let shown = outside.as_ref().map_or(input.shown.as_str(), |folder| folder.shown.as_str());
            return Err(without_texts(shown));
        }
        if options.annotated_only {
            let named = articles_named([segments, entities]);
            texts.retain(|(id, _)| named.contains(*id));
        }
        let mut problems = Problems::default();
        let articles: Result<Vec<Article>> = texts.iter().map(|(id, file)| article(id, file)).collect();
        let articles = articles?;
        let gold = Annotations::read(named(segments)?, named(entities)?, &articles, &mut problems)?;
        problems.into_result()?;
        Ok(Reading { documents: documents(articles, gold), left_out, predicted: None })
    }

    fn write(&self, documents: &[Document], options: &Options) -> Result<Output> {
        if options.unit.is_some_and(|unit| unit != Unit::Chars) {
            return Err(Error::new(ErrorKind::Unsupported, "offsets of our own CSV are code points").remedy("leave --to-unit away"));
        }
        let mut files = Vec::new();
        for document in documents {
            let id = document.file_stem()?;
            if id.contains('/') {
                let said = format!("document `{id}`: articles stand in one folder, and `/` cannot be in their names");
                return Err(Error::new(ErrorKind::Unsupported, said).remedy("rename it"));
            }
            files.push((format!("articles/{id}.txt"), document.text.clone().into_bytes()));
        }
        let has_words = documents.iter().any(|document| !document.splits.is_empty()) && documents.iter().all(is_covered);
        let kept: &[Layer] = if has_words { &[Layer::Entities, Layer::Tokens, Layer::Splits] } else { &[Layer::Entities] };
        let mut losses = lost(documents, kept);
        files.push(("gold/entities.csv".into(), entities(documents, &mut losses)));
        if has_words {
            files.push(("gold/segments.csv".into(), segments(documents)));
        }
        Ok(Output { files, losses })
    }
}

/// Whether the first line of the file is these columns.
fn has_columns(file: &File, columns: &[&str]) -> bool {
    let content = file.content.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&file.content);
    let line = content.split(|&byte| byte == b'\n').next().unwrap_or_default();
    line.strip_suffix(b"\r").unwrap_or(line) == columns.join(",").as_bytes()
}

/// The annotation file of that name in a folder, or the single file if it has these columns or the name.
///
/// `Err` if the folder has several.
fn annotation<'a>(input: &'a Input, name: &str, columns: &[&str]) -> Result<Option<&'a File>> {
    let is_named = |file: &&File| file.name.rsplit('/').next() == Some(name);
    let found: Vec<&File> = input.files.iter().filter(|file| is_named(file) || (!input.is_folder && has_columns(file, columns))).collect();
    match &found[..] {
        [] => Ok(None),
        [file] => Ok(Some(file)),
        several => {
            let said = format!("`{}` and `{}` are both there", several[0].shown, several[1].shown);
            Err(Error::new(ErrorKind::Ambiguous, said).about(&several[0].shown).remedy(format!("expected one {name}")))
        }
    }
}

/// The articles of the rows of annotation files. What is no CSV names none: the reader of the rows says what is wrong with it.
fn articles_named(files: [Option<&File>; 2]) -> FxHashSet<String> {
    let mut named = FxHashSet::default();
    for file in files.into_iter().flatten() {
        let rows = ::csv::ReaderBuilder::new().flexible(true).from_reader(file.content.as_slice()).into_records();
        named.extend(rows.map_while(Result::ok).filter_map(|row| row.get(0).map(String::from)));
    }
    named
}

/// The texts of the first of these folders that has any, with their ids.
pub(super) fn texts<'a>(input: &'a Input, folders: &[&str]) -> Vec<(&'a str, &'a File)> {
    let below = |folder: &&str| -> Vec<(&'a str, &'a File)> {
        let id = |file: &'a File| file.name.strip_prefix(*folder)?.strip_suffix(".txt").filter(|id| !id.contains('/'));
        input.files.iter().filter_map(|file| Some((id(file)?, file))).collect()
    };
    folders.iter().map(below).find(|texts| !texts.is_empty()).unwrap_or_default()
}

/// The error of a folder in which no articles are found.
pub(super) fn without_texts(shown: &str) -> Error {
    let error = Error::new(ErrorKind::Malformed, format!("`{shown}` holds no text named <id>.txt")).about(shown);
    error.remedy("name the folder of the articles with --articles")
}

/// A file as messages show it, with its text.
fn named(file: Option<&File>) -> Result<Option<(&str, &str)>> {
    file.map(|file| Ok((file.shown.as_str(), file.text()?))).transpose()
}

/// A text as an article.
///
/// `Err` if it is not UTF-8, or longer than spans reach.
pub(super) fn article(id: &str, file: &File) -> Result<Article> {
    let text = file.text()?.to_string();
    if text.len() > u32::MAX as usize {
        let error = Error::new(ErrorKind::Unsupported, format!("article `{}` has {} bytes", file.shown, text.len())).about(&file.shown);
        return Err(error.remedy(format!("at most {} are read: split it", u32::MAX)));
    }
    Ok(Article { id: id.into(), text, split: NO_SPLIT.into(), genre: None, hard: Vec::new() })
}

/// Articles with their gold.
pub(super) fn documents(articles: Vec<Article>, gold: Annotations) -> Vec<Document> {
    let count = articles.len();
    let labels = gold.labels;
    let words = gold.words.unwrap_or_else(|| vec![Vec::new(); count]);
    let mentions = gold.mentions.unwrap_or_else(|| vec![Vec::new(); count]);
    let split = |word: Word| {
        let parts = word.segments.into_iter().map(|segment| Part { span: Some(segment.span), form: segment.form, class: Some(segment.class) });
        SplitToken { span: word.span, parts: parts.collect() }
    };
    let note = |gold: GoldMention| Note { entity: gold.entity, ..Note::new(gold.mention.span, labels.name(gold.mention.label), gold.line) };
    let document = |((article, words), mentions): ((Article, Vec<Word>), Vec<GoldMention>)| Document {
        id: article.id,
        text: article.text,
        sentences: Vec::new(),
        tokens: words.iter().map(|word| word.span).collect(),
        splits: words.into_iter().map(split).collect(),
        mentions: mentions.into_iter().map(note).collect(),
        quotes: None,
    };
    articles.into_iter().zip(words).zip(mentions).map(document).collect()
}

/// Whether the parts of the tokens are known, tile them and have classes, and no text stands outside of tokens.
fn is_covered(document: &Document) -> bool {
    let text = document.text.as_str();
    let tiles = |split: &SplitToken| split.is_tiled() && !split.span.slice(text).contains(char::is_whitespace);
    let mut end = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let behind = |span: &Span| {
        let blank = text.get(end..span.start()).is_some_and(|gap| gap.trim().is_empty());
        end = span.end();
        blank
    };
    document.tokens.iter().eq(document.splits.iter().map(|split| &split.span))
        && document.splits.iter().all(tiles)
        && document.tokens.iter().all(behind)
        && text[end..].trim().is_empty()
}

/// The mentions that our gold admits, in its order: they do not cross, stand there once, and neither begin nor end with white space.
pub(super) fn admitted<'a>(document: &'a Document, losses: &mut Losses) -> Vec<&'a Note> {
    let mut notes: Vec<&Note> = document.mentions.iter().collect();
    notes.sort_by(|a, b| a.order().cmp(&b.order()));
    // None of them crosses another, so that the last one ends first: what does not cross it crosses none.
    let mut open: Vec<Span> = Vec::new();
    let mut kept: FxHashSet<(Span, &str)> = FxHashSet::default();
    notes.retain(|&note| {
        let span = note.span;
        let slice = span.slice(&document.text);
        while open.pop_if(|outer| outer.end() <= span.start()).is_some() {}
        let fault = if slice.len() != slice.trim().len() {
            "mentions with white space at an end"
        } else if open.last().is_some_and(|outer| outer.crosses(span)) {
            "mentions that cross others"
        } else if !kept.insert((span, &note.label)) {
            "repeated mentions"
        } else {
            open.push(span);
            return true;
        };
        losses.note(fault, 1);
        false
    });
    notes
}

fn entities(documents: &[Document], losses: &mut Losses) -> Vec<u8> {
    records::bytes(ENTITIES, |out| {
        for document in documents {
            let index = UnitIndex::chars(&document.text);
            for note in admitted(document, losses) {
                let span = note.span;
                let (start, end) = index.ends(span);
                let (start, end) = (start.to_string(), end.to_string());
                out.write_record([&document.id, &start, &end, span.slice(&document.text), &note.label, &note.entity])?;
            }
        }
        Ok(())
    })
}

fn segments(documents: &[Document]) -> Vec<u8> {
    records::bytes(SEGMENTS, |out| {
        for document in documents {
            let index = UnitIndex::chars(&document.text);
            for (at, split) in document.splits.iter().enumerate() {
                let word = (at + 1).to_string();
                for part in &split.parts {
                    let (span, class) = part.span.zip(part.class).expect("every part of a covered document has a span and a class");
                    let (start, end) = index.ends(span);
                    let (start, end) = (start.to_string(), end.to_string());
                    out.write_record([&document.id, &word, &start, &end, span.slice(&document.text), class.name(), &part.form])?;
                }
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format::sample::{self, file, folder, plain, shown, written};

    const ENTITY_ROWS: &str = "article,start,end,text,label,ref\na,7,13,عُمَرُ,PERS,pers:omar\n";
    const SEGMENT_ROWS: &str = "article,word,start,end,text,class,form\na,1,0,1,🎉,PUNCT,\na,2,2,6,زارَ,STEM,\na,3,7,13,عُمَرُ,STEM,\n";
    const TEXT: &str = "🎉 زارَ عُمَرُ";

    fn read(input: &Input) -> Result<Reading, String> {
        Csv.read(input, &Options::default()).map_err(|error| error.to_string())
    }

    #[test]
    fn texts_are_found_in_articles_at_the_top_or_beside_and_words_have_parts() {
        let gold = |folder: &str| [(format!("{folder}segments.csv"), SEGMENT_ROWS), (format!("{folder}entities.csv"), ENTITY_ROWS)];
        for (gold_folder, text) in [("gold/", "articles/a.txt"), ("", "a.txt"), ("x/", "x/a.txt")] {
            let gold = gold(gold_folder);
            let reading = read(&folder(&[(&gold[0].0, gold[0].1), (&gold[1].0, gold[1].1), (text, TEXT), ("gold.toml", "")])).unwrap();
            let document = &reading.documents[0];
            assert_eq!((shown(document), document.id.as_str()), (vec!["PERS «عُمَرُ»".into()], "a"));
            assert_eq!((document.tokens.len(), document.splits.len(), &*document.mentions[0].entity), (3, 3, "pers:omar"));
            assert_eq!(reading.left_out.iter().collect::<Vec<_>>(), [("other files", 1)]);
        }
    }

    #[test]
    fn one_file_needs_the_folder_of_the_articles() {
        let input = file("mine.csv", ENTITY_ROWS);
        assert!(read(&input).unwrap_err().contains("`mine.csv` holds no text named <id>.txt; name the folder of the articles with --articles"));
        let articles = tempfile::tempdir().unwrap();
        let options = Options { articles: Some(articles.path().into()), ..Options::default() };
        assert!(Csv.read(&input, &options).is_err());
        std::fs::write(articles.path().join("a.txt"), TEXT).unwrap();
        assert_eq!(shown(&Csv.read(&input, &options).unwrap().documents[0]), ["PERS «عُمَرُ»"]);
    }

    #[test]
    fn every_fault_is_named_with_its_line() {
        let rows = |rows: &str| format!("article,start,end,text,label,ref\n{rows}");
        let cases = [
            (
                rows("a,8,14,عُمَرُ,PERS,\n"),
                "`in/entities.csv` line 2: span 8..14 ends behind article `a`, which has 13 characters; it is what stands there in UTF-16 units",
            ),
            (rows("a,3,7,زارَ,PERS,\n"), "line 2: text is «زارَ» but characters 3..7 of `a` are «ارَ »; it is what stands there in UTF-16 units"),
            (rows("b,0,1,x,PERS,\n"), "line 2: there is no article `b`"),
            (rows("a,0,x,x,PERS,\n"), "line 2: start `0` and end `x`"),
            (rows("a,7,13,عُمَرُ,,\n"), "line 2: label is empty"),
            (rows("a,2,6\n"), "is not CSV with 6 columns"),
            ("article,start\n".into(), "line 1: columns are `article,start`"),
        ];
        for (rows, expected) in cases {
            let said = read(&folder(&[("a.txt", TEXT), ("entities.csv", &rows)])).unwrap_err();
            assert!(said.contains(expected), "{rows}: {said}");
        }
        assert!(read(&folder(&[("a.txt", TEXT)])).unwrap_err().contains("`in` has neither segments.csv nor entities.csv"));
        let twice = read(&folder(&[("x/entities.csv", ""), ("entities.csv", "")])).unwrap_err();
        assert!(twice.contains("`in/x/entities.csv` and `in/entities.csv` are both there"), "{twice}");
        let options = Options { unit: Some(Unit::Utf16), ..Options::default() };
        assert!(Csv.read(&folder(&[]), &options).unwrap_err().to_string().contains("are code points"));
        assert!(Csv.write(&[], &options).unwrap_err().to_string().contains("are code points"));
    }

    #[test]
    fn articles_without_a_row_are_left_out_where_that_is_wanted_and_refused_elsewhere() {
        let input = folder(&[("a.txt", TEXT), ("b.txt", "زار"), ("segments.csv", SEGMENT_ROWS)]);
        assert!(read(&input).unwrap_err().contains("of article `b`, from character 0, is in no word"));
        let options = Options { annotated_only: true, ..Options::default() };
        let ids: Vec<String> = Csv.read(&input, &options).unwrap().documents.into_iter().map(|document| document.id).collect();
        assert_eq!(ids, ["a"]);
    }

    #[test]
    fn only_the_columns_are_its_mark() {
        assert_eq!(Csv.fits(&folder(&[("x.csv", ENTITY_ROWS)])), Fit::Surely);
        assert_eq!(Csv.fits(&folder(&[("entities.csv", "a,b\n")])), Fit::No);
    }

    #[test]
    fn what_our_gold_does_not_admit_is_counted() {
        let document = sample::simple("a", "abc d", &[(0, 2, "A"), (1, 3, "A"), (0, 2, "A"), (3, 5, "A")]);
        let output = Csv.write(&[document], &Options::default()).unwrap();
        let expected = [("mentions that cross others", 1), ("mentions with white space at an end", 1), ("repeated mentions", 1)];
        assert_eq!(output.losses.iter().collect::<Vec<_>>(), expected);
        assert_eq!(shown(&read(&written(&output)).unwrap().documents[0]), ["A «ab»"]);
        assert!(Csv.write(&[sample::simple("a/b", "", &[])], &Options::default()).unwrap_err().to_string().contains("`/` cannot be in their names"));
    }

    #[test]
    fn segments_are_written_only_where_they_cover_the_text() {
        let whole = read(&folder(&[("a.txt", TEXT), ("segments.csv", SEGMENT_ROWS)])).unwrap().documents;
        let names = |documents: &[Document]| Csv.write(documents, &Options::default()).unwrap().files.len();
        assert_eq!(names(&whole), 3);
        for spoil in [|document: &mut Document| drop(document.splits.pop()), |document: &mut Document| document.splits[0].parts[0].class = None] {
            let mut spoilt = whole.clone();
            spoil(&mut spoilt[0]);
            assert_eq!(names(&spoilt), 2);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(documents in sample::documents(sample::ANY)) {
            let expected = plain(&documents, |document| document.sentences.clear());
            let output = Csv.write(&documents, &Options::default()).unwrap();
            let reading = Csv.read(&written(&output), &Options::default()).unwrap();
            prop_assert_eq!(plain(&reading.documents, |_| {}), expected);
            prop_assert!(reading.left_out.is_empty());
        }
    }
}
