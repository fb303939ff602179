//! Documents of two annotations, from any files: they are paired by name, brought to one text, and scored.

use std::iter::{self, Peekable};
use std::vec::IntoIter;

use crate::annotation::{Labels, Mention, Quotes};
use crate::error::{Error, ErrorKind, Problems, Result};
use crate::format::{Document, Note};
use crate::measure::entity::row;
use crate::measure::errors::{ErrorRow, failed};
use crate::measure::overlap::Overlap;
use crate::measure::pairing::{Paired, Tolerance, pair};
use crate::measure::quotes::{ShownQuotes, told};
use crate::measure::runs::Runs;
use crate::measure::scene::Scene;
use crate::measure::shown::Shown;
use crate::measure::surfaces::Surfaces;
use crate::measure::tally::Tally;
use crate::measure::unit_names::UnitNames;
use crate::measure::way::Move;
use crate::parallel;
use crate::text::Span;
use crate::text::offsets::UnitIndex;
use crate::text::words::words;
use crate::view::View;
use crate::wording::count;

/// Documents of gold, each with its prediction if there is one, over one text.
pub struct Pairs {
    /// Gold, and the mentions that are predicted in its text.
    pub articles: Vec<DocumentPair>,
    /// The labels of both sides.
    pub labels: Labels,
    /// Whether they are the sentences of files that mark no documents.
    pub are_sentences: bool,
    /// What a user should know about how they were paired.
    pub remarks: Vec<String>,
}

/// One document of gold with its prediction.
pub struct DocumentPair {
    /// The id of the document.
    pub id: String,
    /// The text of gold.
    pub text: String,
    /// The mentions of gold.
    pub gold: Vec<Mention>,
    /// The predicted mentions, or `None` if the prediction lacks the document.
    pub predicted: Option<Vec<Mention>>,
    /// The tokens of gold, sorted and disjoint; empty where its file says nothing of them.
    pub tokens: Vec<Span>,
    /// The sentences of gold, sorted and disjoint; empty where its file says nothing of them.
    pub sentences: Vec<Span>,
    /// What a chat model answered; `None` if the prediction is no answer of one.
    pub quotes: Option<Box<Quotes>>,
}

/// What came out of scoring them.
#[derive(Default)]
pub struct PairCounts {
    /// The labels of the counts: what the view shows of those of both sides.
    pub labels: Labels,
    /// The counts.
    pub tally: Tally,
    /// The same by run of documents, in the order of gold.
    pub runs: Runs<Tally>,
    /// The number of documents without a prediction.
    pub unanswered: u64,
    /// Every error, by document, if errors were asked for.
    pub errors: Vec<(String, ErrorRow)>,
}

impl Pairs {
    /// Pairs documents by id, and the only ones of both sides with each other; where names or cuts differ, by text.
    ///
    /// `Err` if the prediction has documents that gold lacks, or if texts differ in more than white space.
    pub fn new(gold: Vec<Document>, predicted: Vec<Document>, shown: [&str; 2]) -> Result<Pairs> {
        Pairs::tolerant(gold, predicted, shown, Tolerance::default())
    }

    /// The same, where texts may differ in more.
    ///
    /// `Err` if the prediction has documents that gold lacks, or if texts differ in what is not tolerated.
    pub fn tolerant(gold: Vec<Document>, predicted: Vec<Document>, shown: [&str; 2], tolerance: Tolerance) -> Result<Pairs> {
        let mut pairs = Pairs { articles: Vec::new(), labels: Labels::default(), are_sentences: false, remarks: Vec::new() };
        // Answers are about articles, whose places are known.
        let are_answers = predicted.iter().any(|document| document.quotes.is_some());
        let gold = match <[Document; 1]>::try_from(gold) {
            Ok([whole]) if are_answers && whole.id.is_empty() && !whole.sentences.is_empty() => {
                pairs.are_sentences = true;
                by_sentence(whole)
            }
            Ok([whole]) => vec![whole],
            Err(gold) => gold,
        };
        let Paired { pairs: paired, remark, strange, uncut } = pair(gold, predicted, shown, tolerance);
        pairs.remarks.extend(remark);
        if let Some(uncut) = uncut {
            let said = format!("`{}` cuts the text of `{}` into other documents, and {uncut}", shown[1], shown[0]);
            return Err(Error::new(ErrorKind::Mismatched, said).remedy("end it where the document of gold ends, or cut both sides alike"));
        }
        if let Some(id) = strange.first() {
            let said = format!("`{}` has {} that `{}` lacks, the first is `{id}`", shown[1], count(strange.len(), "document"), shown[0]);
            return Err(Error::new(ErrorKind::Mismatched, said).remedy("score only what gold holds"));
        }
        let documents = paired.iter().flat_map(|(gold, predicted)| iter::once(gold).chain(predicted));
        pairs.labels = Labels::of(documents.flat_map(Document::labels));
        let missing = paired.iter().filter(|(_, predicted)| predicted.is_none()).count();
        if missing > 0 {
            pairs.remarks.push(format!("`{}` lacks {} of gold: what stands there counts as missed", shown[1], count(missing, "document")));
        }
        let mut problems = Problems::default();
        let mut glued = Glued::default();
        let (mut lacking, mut short) = (0, 0);
        for (gold, predicted) in paired {
            if let Some(predicted) = &predicted {
                glued.look(&gold, predicted, shown);
            }
            match predicted {
                None => pairs.push(gold, None, None),
                Some(Document { quotes: Some(quotes), .. }) if quotes.failure.is_some() => pairs.push(gold, None, Some(quotes)),
                Some(mut predicted) => match moved(&gold, &mut predicted, &pairs.labels, tolerance) {
                    Ok((mentions, missing)) => {
                        lacking += missing;
                        short += usize::from(missing > 0);
                        pairs.add(gold, mentions, predicted, tolerance);
                    }
                    Err(said) => problems.note(format!("`{}`{}: {said}", shown[1], of_document(&gold))),
                },
            }
        }
        problems.into_result()?;
        pairs.remarks.extend(glued.remark());
        let quotes = pairs.articles.iter().filter_map(|article| Some((article.id.as_str(), article.quotes.as_deref()?)));
        let told = told(quotes, shown[1]);
        pairs.remarks.extend(told);
        if lacking > 0 {
            let (characters, documents) = (count(lacking, "visible character"), count(short, "document"));
            pairs.remarks.push(format!("`{}` lacks {characters} of {documents}: what stands there counts as missed", shown[1]));
        }
        Ok(pairs)
    }

    fn push(&mut self, gold: Document, predicted: Option<Vec<Mention>>, quotes: Option<Box<Quotes>>) {
        let mentions = gold.mentions.iter().map(|note| mention(note, &self.labels)).collect();
        let Document { id, text, tokens, sentences, .. } = gold;
        self.articles.push(DocumentPair { id, text, gold: mentions, predicted, tokens, sentences, quotes });
    }

    /// Adds a document; a file without marks of documents is as many as it has sentences, where both sides have the same.
    fn add(&mut self, gold: Document, mentions: Vec<Mention>, predicted: Document, tolerance: Tolerance) {
        let unnamed = gold.id.is_empty() && predicted.id.is_empty() && !gold.sentences.is_empty();
        if !unnamed {
            return self.push(gold, Some(mentions), predicted.quotes);
        }
        let lies = |mention: &Mention| {
            let at = gold.sentences.partition_point(|sentence| sentence.end() <= mention.span.start());
            gold.sentences.get(at).is_some_and(|sentence| sentence.contains(mention.span))
        };
        let is_short = || tolerance.missing && predicted.sentences.len() > 1 && mentions.iter().all(lies);
        let same = (gold.text == predicted.text && gold.sentences == predicted.sentences) || is_short();
        if !same {
            self.remarks.push("both files cut the text into other sentences or tokens: it counts as one article".into());
            return self.push(gold, Some(mentions), predicted.quotes);
        }
        self.are_sentences = true;
        let mut mentions = sorted(mentions, |mention| mention.span).into_iter().peekable();
        let notes = gold.mentions.iter().map(|note| mention(note, &self.labels)).collect();
        let mut notes = sorted(notes, |mention: &Mention| mention.span).into_iter().peekable();
        let mut tokens = gold.tokens.iter().copied().peekable();
        for (at, sentence) in gold.sentences.iter().enumerate() {
            let text = sentence.slice(&gold.text).to_string();
            let local = |span: Span| {
                let local = Span::new(&text, span.start() - sentence.start(), span.end() - sentence.start());
                local.expect("column files have mentions and tokens inside sentences")
            };
            let inside = |span: Span| span.start() < sentence.end();
            let here = |mentions: &mut Peekable<IntoIter<Mention>>| {
                let next = || mentions.next_if(|mention| inside(mention.span)).map(|mention| Mention { span: local(mention.span), ..mention });
                iter::from_fn(next).collect()
            };
            let (gold, predicted) = (here(&mut notes), here(&mut mentions));
            let tokens = iter::from_fn(|| tokens.next_if(|token| inside(*token)).map(local)).collect();
            let sentences = Span::new(&text, 0, text.len()).into_iter().collect();
            self.articles.push(DocumentPair { id: (at + 1).to_string(), text, gold, predicted: Some(predicted), tokens, sentences, quotes: None });
        }
    }

    /// How the articles are called in results.
    pub fn names(&self) -> UnitNames<'_> {
        UnitNames::new(if self.are_sentences { Vec::new() } else { self.articles.iter().map(|article| article.id.as_str()).collect() })
    }

    /// Scores all of them in the pool of the caller.
    pub fn score(&self, view: Option<&View>, seen: Option<&Surfaces>, overlap: Overlap, errors: bool) -> PairCounts {
        let names = self.names();
        let view = view.map(|view| view.over(&self.labels));
        let (name, labels) = view.as_ref().map_or(("", &self.labels), |view| (&view.name, &view.labels));
        let one = |mut scored: PairCounts, (at, article): (usize, &DocumentPair)| {
            scored.unanswered += u64::from(article.predicted.is_none());
            let text = &article.text;
            let gold = article.gold.iter().copied();
            let shown = Shown::new(view.as_ref(), gold, article.predicted.iter().flatten().copied());
            let tally = scored.runs.of(at as u64);
            let scene = Scene { text, words: None, seen, overlap };
            let index = errors.then(|| UnitIndex::chars(text));
            shown.add(tally, &scene, &mut |pair| {
                if let Some(index) = &index {
                    scored.errors.push((names.of(at), row(&scene, pair, (name, labels), index).in_context(text, index)));
                }
            });
            tally.article(text, &shown.gold, &shown.predicted);
            if let Some(quotes) = &article.quotes {
                let quoted = ShownQuotes::new(quotes, view.as_ref(), &self.labels);
                tally.add_quotes(&scene, &quoted);
                if let Some(index) = &index {
                    let failure = quotes.failure.iter().map(|why| failed(why));
                    scored
                        .errors
                        .extend(quoted.rows((name, labels), index).into_iter().chain(failure).map(|row| (names.of(at), row.in_context(text, index))));
                }
            }
            let answer = article.predicted.is_some().then_some(&shown.predicted[..]);
            if !article.tokens.is_empty() {
                tally.add_tokens(&article.tokens, &shown.gold, answer);
            }
            tally.add_sentences(&article.sentences, &shown.gold, answer);
            scored
        };
        let mut scored = parallel::fold(&self.articles, PairCounts::default, one, |mut left, mut right| {
            left.runs += right.runs;
            left.unanswered += right.unanswered;
            left.errors.append(&mut right.errors);
            left
        });
        scored.labels = labels.clone();
        scored.tally = scored.runs.total();
        scored.errors.sort();
        scored
    }
}

/// Tokens of a column file that hold several words of the text that the other side has: some exports cut Arabic so (`بيروت،`).
#[derive(Default)]
struct Glued {
    times: usize,
    first: Option<(String, String)>,
}

impl Glued {
    /// Looks at a document whose text one side has, and whose tokens the other.
    fn look(&mut self, gold: &Document, predicted: &Document, shown: [&str; 2]) {
        let (text, columns, file) = match (gold.tokens.is_empty(), predicted.tokens.is_empty()) {
            (true, false) => (&gold.text, predicted, shown[1]),
            (false, true) => (&predicted.text, gold, shown[0]),
            _ => return,
        };
        // Both sides have the same visible characters, so that these count for both.
        let visible = |text: &str| Tolerance::default().compared(text);
        let (left, right) = (visible(text), visible(&columns.text));
        let place = |of: &[(u32, char)], byte: usize| of.partition_point(|&(at, _)| (at as usize) < byte);
        let starts: Vec<usize> = words(text).map(|word| place(&left, word.start())).collect();
        for token in &columns.tokens {
            let (from, to) = (place(&right, token.start()), place(&right, token.end()));
            let inside = starts.partition_point(|&start| start <= from);
            if starts.get(inside).is_some_and(|&start| start < to) {
                self.times += 1;
                self.first.get_or_insert_with(|| (file.into(), token.slice(&columns.text).into()));
            }
        }
    }

    fn remark(self) -> Option<String> {
        let (file, token) = self.first?;
        let tokens = if self.times == 1 { "a token" } else { "tokens" };
        let times = if self.times == 1 { String::new() } else { format!("{} ", self.times) };
        Some(format!(
            "`{file}` has {times}{tokens} that hold more than one word of the text, first «{token}»: mentions that end there cannot be exact"
        ))
    }
}

/// The sentences of a document as documents, which are called by their numbers.
fn by_sentence(whole: Document) -> Vec<Document> {
    let mut mentions = sorted(whole.mentions, |note| note.span).into_iter().peekable();
    let mut tokens = whole.tokens.into_iter().peekable();
    let one = |(at, sentence): (usize, &Span)| {
        let text = sentence.slice(&whole.text).to_string();
        let local = |span: Span| {
            let local = Span::new(&text, span.start() - sentence.start(), span.end() - sentence.start());
            local.expect("column files have mentions and tokens inside sentences")
        };
        let next = || mentions.next_if(|note| note.span.start() < sentence.end()).map(|note| Note { span: local(note.span), ..note });
        let mentions = iter::from_fn(next).collect();
        let tokens = iter::from_fn(|| tokens.next_if(|token| token.start() < sentence.end()).map(local)).collect();
        let sentences = Span::new(&text, 0, text.len()).into_iter().collect();
        Document { id: (at + 1).to_string(), text, mentions, tokens, sentences, ..Document::default() }
    };
    whole.sentences.iter().enumerate().map(one).collect()
}

fn sorted<T>(mut items: Vec<T>, span: impl Fn(&T) -> Span) -> Vec<T> {
    items.sort_by_key(|item| span(item));
    items
}

fn of_document(document: &Document) -> String {
    if document.id.is_empty() { String::new() } else { format!(" document `{}`", document.id) }
}

fn mention(note: &Note, labels: &Labels) -> Mention {
    note.mention(labels).expect("the table has the labels of both sides")
}

/// The predicted mentions in the text of gold, and how many of its visible characters the prediction lacks. Quotes are carried into it too.
///
/// `Err` says where texts part that differ in what is not tolerated.
fn moved(gold: &Document, predicted: &mut Document, labels: &Labels, tolerance: Tolerance) -> Result<(Vec<Mention>, usize), String> {
    let (way, missing) = Move::tolerant(gold, predicted, tolerance)?;
    let moved = |note: &Note| match way.span(note.span) {
        Some(span) => Ok(Mention { span, ..mention(note, labels) }),
        None => Err(format!("a mention of {} holds nothing but white space", note.label)),
    };
    let mentions = predicted.mentions.iter().map(moved).collect::<Result<_, String>>()?;
    predicted.quotes = predicted.quotes.take().map(|quotes| Box::new(quotes.moved(|span| way.span(span))));
    Ok((mentions, missing))
}
