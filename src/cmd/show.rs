//! `mihak show`: an article with gold and predictions marked in its text.

use std::ops::Range;

use anyhow::{Context, Result, bail};
use clap::Args;
use mihak_core::annotation::subword::spans;
use mihak_core::annotation::{Labels, Mention, Scheme, Task};
use mihak_core::safe::{line, terminal};
use mihak_core::text::Span;
use mihak_core::text::words::words;
use mihak_core::wording::nearest;
use mihak_systems::answer::{Prediction, Verified};

use crate::cmd::arguments::SuiteArgs;
use crate::cmd::corpora::{corpora, suite};
use crate::cmd::ending::failed;
use crate::cmd::stdout::print_whole;
use crate::corpus::Corpus;
use crate::exit::{Code, FINE};
use crate::stop::Stop;
use crate::system::System;

/// Arguments of `mihak show`.
#[derive(Args, Debug)]
pub struct ShowArgs {
    /// The article: its id, or corpus/id
    pub article: String,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub suite: SuiteArgs,
    /// A system whose answer is shown beside the gold; may be given several times
    #[arg(short, long, value_name = "NAME")]
    pub system: Vec<String>,
    /// The scheme in which gold words are cut
    #[arg(long, default_value = "d3")]
    pub scheme: String,
    /// Only the line of this code point (0 is the first), with the place marked
    #[arg(long, value_name = "N")]
    pub at: Option<usize>,
}

/// Runs `mihak show`. `Err` if there is no such article, system or place.
pub fn run(args: &ShowArgs) -> Result<Code> {
    let suite = suite(&args.suite)?;
    let corpora = corpora(&suite, suite.corpora.iter())?;
    let (corpus, at) = find(&corpora, &args.article)?;
    let scheme: Scheme = args.scheme.parse().map_err(anyhow::Error::msg)?;
    let systems = args.system.iter().map(|name| suite.system(name)).collect::<Result<Vec<_>>>()?;
    let article = &corpus.articles[at];
    let place = args.at.map(|offset| Place::of(&article.text, offset).with_context(|| format!("--at of article `{}`", article.id))).transpose()?;
    let text = Shown { text: &article.text, place };
    let place = text.place.as_ref().map_or(String::new(), |place| format!(", line {}", place.number));
    let mut out = format!("{} ({}){place}\n", line(&format!("{}/{}", corpus.name, article.id)), line(&article.split));
    let shows_tokens = systems.is_empty() || systems.iter().any(|system| system.task != Task::Entities);
    let shows_entities = systems.is_empty() || systems.iter().any(|system| system.task == Task::Entities);
    if let Some(words) = corpus.gold.words.as_ref().filter(|_| shows_tokens) {
        let mut spans = Vec::new();
        words[at].iter().for_each(|word| scheme.project(word.finest(), &mut spans));
        out.push_str(&format!("\n── gold, scheme {scheme}\n{}\n", text.cut(spans.iter().map(|(span, _)| *span))));
    }
    if let Some(mentions) = corpus.gold.mentions.as_ref().filter(|_| shows_entities) {
        let mentions: Vec<Mention> = mentions[at].iter().map(|gold| gold.mention).collect();
        out.push_str(&format!("\n── gold, entities\n{}\n", text.bracketed(mentions, &corpus.gold.labels)));
    }
    for system in systems {
        let answer = answer(system, &text)?;
        out.push_str(&format!("\n── {} ({})\n{answer}\n", line(&system.name), line(system.version())));
    }
    print_whole(terminal(&out))?;
    Ok(FINE)
}

fn find<'a>(corpora: &'a [Corpus], wanted: &str) -> Result<(&'a Corpus, usize)> {
    let is = |corpus: &Corpus, id: &str| id == wanted || wanted.strip_prefix(&corpus.name).and_then(|rest| rest.strip_prefix('/')) == Some(id);
    let found: Vec<(&Corpus, usize)> = corpora
        .iter()
        .flat_map(|corpus| corpus.articles.iter().enumerate().filter(|(_, article)| is(corpus, &article.id)).map(move |(at, _)| (corpus, at)))
        .collect();
    match found[..] {
        [one] => Ok(one),
        [] => {
            let known: Vec<&str> = corpora.iter().flat_map(|corpus| &corpus.articles).map(|article| article.id.as_str()).collect();
            bail!("no article `{wanted}`{}", nearest(wanted, &known))
        }
        _ => bail!("article `{wanted}` is in several corpora; write corpus/{wanted}"),
    }
}

fn answer(system: &System, shown: &Shown) -> Result<String> {
    let answer = system.open(&Stop::default()).and_then(|mut handle| handle.answer(shown.text)).map(Verified::into_prediction);
    match answer {
        Ok(Prediction::Tokens(tokens)) => Ok(shown.cut(tokens.iter().map(|token| token.span))),
        Ok(Prediction::Mentions(mentions, labels)) => Ok(shown.bracketed(mentions, &labels)),
        Ok(Prediction::Subwords(answer)) => Ok(shown.cut(spans(shown.text, &answer.tokens).into_iter())),
        Err(failure) => Err(failed(system, &failure)),
    }
}

/// A place in a text that is marked, and the line around it. Offsets are bytes.
struct Place {
    /// The number of the line; 1 is the first.
    number: usize,
    line: Range<usize>,
    /// From the place to the end of its word; empty where there is none.
    mark: Range<usize>,
}

impl Place {
    /// The place of a code point; `Err` if the text has none of that number.
    fn of(text: &str, offset: usize) -> Result<Place> {
        let Some((at, _)) = text.char_indices().nth(offset) else {
            bail!("there is no code point {offset}; the text has {}, and 0 is the first", text.chars().count());
        };
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
        let word = words(&text[start..end]).map(|word| start + word.end()).find(|word_end| at < *word_end).unwrap_or(at);
        let space = text[at..end].starts_with(char::is_whitespace) || at == end;
        Ok(Place { number: 1 + text[..at].matches('\n').count(), line: start..end, mark: at..if space { at } else { word } })
    }
}

/// A text that is shown with marks in it: all of it, or the line of a place.
struct Shown<'a> {
    text: &'a str,
    place: Option<Place>,
}

/// What is written into a text in front of a byte. Of several at one byte, what closes comes first, then what opens.
type Mark = (usize, String);

impl Shown<'_> {
    /// The text with `+` where one span follows another without white space.
    fn cut(&self, spans: impl Iterator<Item = Span>) -> String {
        let mut end = 0;
        let mut marks = Vec::new();
        for span in spans {
            if span.start() == end && end > 0 {
                marks.push((end, "+".to_string()));
            }
            end = span.end();
        }
        self.marked(&marks)
    }

    /// The text with `[TYPE …]` around every mention; one that crosses another is shown as a note after the text.
    fn bracketed(&self, mut mentions: Vec<Mention>, labels: &Labels) -> String {
        let range = self.range();
        mentions.retain(|mention| mention.span.start() < range.end && range.start < mention.span.end());
        mentions.sort_by_key(|mention| (mention.span.start(), usize::MAX - mention.span.end(), mention.label));
        let mut crossing = String::new();
        let mut marks: Vec<Mark> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        let close_until = |limit: usize, open: &mut Vec<usize>, marks: &mut Vec<Mark>| {
            while let Some(end) = open.pop_if(|end| *end <= limit) {
                marks.push((end.min(range.end), "]".into()));
            }
        };
        for mention in mentions {
            close_until(mention.span.start(), &mut open, &mut marks);
            // Its letters must not decide the direction of the line, which is isolated as a whole.
            let label = format!("\u{2068}{}\u{2069}", line(labels.name(mention.label)));
            if open.last().is_some_and(|&end| mention.span.end() > end) {
                let bracketed = format!("[{label} {}]", mention.span.slice(self.text));
                crossing.push_str(&format!("\ncrossing: {}", isolated(&bracketed)));
                continue;
            }
            marks.push((mention.span.start().max(range.start), format!("[{label} ")));
            open.push(mention.span.end());
        }
        close_until(usize::MAX, &mut open, &mut marks);
        self.marked(&marks) + &crossing
    }

    fn range(&self) -> Range<usize> {
        self.place.as_ref().map_or(0..self.text.len(), |place| place.line.clone())
    }

    /// The text, or the line of the place, with these marks, which are sorted by their byte, and with `⟪` and `⟫` around the place.
    fn marked(&self, marks: &[Mark]) -> String {
        let range = self.range();
        let mut out = String::with_capacity(range.len() * 2);
        let mut at = range.start;
        let mut write = |from: &mut usize, to: usize, mark: &str| {
            out.push_str(&self.text[*from..to]);
            out.push_str(mark);
            *from = to;
        };
        let (first, last) = self.place.as_ref().map_or((usize::MAX, usize::MAX), |place| (place.mark.start, place.mark.end));
        let (mut opened, mut closed) = (first == usize::MAX, last == usize::MAX);
        for (byte, mark) in marks.iter().filter(|(byte, _)| range.start <= *byte && *byte <= range.end) {
            // The place stands inside the brackets that open at it and that close at its end.
            if !opened && *byte > first {
                write(&mut at, first, "⟪");
                opened = true;
            }
            if !closed && (*byte > last || (*byte == last && opened)) {
                write(&mut at, last, "⟫");
                closed = true;
            }
            write(&mut at, *byte, mark);
        }
        if !opened {
            write(&mut at, first, "⟪");
        }
        if !closed {
            write(&mut at, last, "⟫");
        }
        write(&mut at, range.end, "");
        isolated(&out)
    }
}

/// Every line between marks that keep it in its own direction: in a view from left to right, brackets would stand around other words.
fn isolated(text: &str) -> String {
    text.split('\n').map(|whole| line(whole.trim_end_matches('\r')).isolated().to_string()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels() -> Labels {
        Labels::of(["NORP", "OCC", "ORG", "PERS", "x"])
    }

    #[test]
    fn nested_mentions_become_nested_brackets_and_nothing_is_lost() {
        let text = "قال الرئيس الروسي بوتين.";
        let mention = |surface: &str, label: &str| {
            let start = text.find(surface).unwrap();
            Mention { span: Span::new(text, start, start + surface.len()).unwrap(), label: labels().get(label).unwrap() }
        };
        let mentions = vec![mention("الروسي", "NORP"), mention("بوتين", "PERS"), mention("الرئيس الروسي", "OCC"), mention("الروسي بوتين", "ORG")];
        let shown = Shown { text, place: None }.bracketed(mentions, &labels());
        assert_eq!(shown.replace(['\u{2068}', '\u{2069}'], ""), "قال [OCC الرئيس [NORP الروسي]] [PERS بوتين].\ncrossing: [ORG الروسي بوتين]");
        let lines: Vec<&str> = shown.lines().map(|line| line.trim_start_matches("crossing: ")).collect();
        assert!(lines.iter().all(|line| line.starts_with('\u{2068}') && line.ends_with('\u{2069}')), "{shown:?}");
        assert!(shown.contains("[\u{2068}PERS\u{2069} بوتين]"), "{shown:?}");
    }

    #[test]
    fn a_place_shows_its_line_only_and_is_marked_inside_the_brackets_around_it() {
        let text = "سطر أول.\nقال الرئيس الروسي بوتين.\nسطر ثالث.";
        let offset = |surface: &str| text[..text.find(surface).unwrap()].chars().count();
        let mention = |surface: &str, label: &str| {
            let start = text.find(surface).unwrap();
            Mention { span: Span::new(text, start, start + surface.len()).unwrap(), label: labels().get(label).unwrap() }
        };
        let mentions = || vec![mention("سطر أول", "ORG"), mention("الروسي", "NORP"), mention("بوتين", "PERS"), mention("الرئيس الروسي", "OCC")];
        let shown = |surface: &str| Shown { text, place: Some(Place::of(text, offset(surface)).unwrap()) };
        let plain = |shown: String| shown.replace(['\u{2068}', '\u{2069}'], "");
        assert_eq!(plain(shown("الروسي").bracketed(mentions(), &labels())), "قال [OCC الرئيس [NORP ⟪الروسي⟫]] [PERS بوتين].");
        assert_eq!(plain(shown("بوتين").bracketed(mentions(), &labels())), "قال [OCC الرئيس [NORP الروسي]] [PERS ⟪بوتين⟫].");
        let spans = |surfaces: &[&str]| surfaces.iter().map(|surface| mention(surface, "x").span).collect::<Vec<Span>>();
        let cut = shown("الروسي").cut(spans(&["ق", "ال"]).into_iter());
        assert_eq!(plain(cut), "ق+ال الرئيس ⟪الروسي⟫ بوتين.");
        let place = Place::of(text, offset("سطر ثالث")).unwrap();
        assert_eq!((place.number, &text[place.line]), (3, "سطر ثالث."));
        let said = Place::of(text, 999).err().unwrap().to_string();
        assert_eq!(said, format!("there is no code point 999; the text has {}, and 0 is the first", text.chars().count()));
    }
}
