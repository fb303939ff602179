//! The reply of a child, made into a verified answer: offsets in the unit of its greeting, or pieces of a changed text.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use mihak_core::annotation::{Changed, Class, Labels, Mention, Quote, Quotes, Subwording, Task, Token, unusable};
use mihak_core::format::llm::quotes;
use mihak_core::text::Span;
use mihak_core::text::align::align;
use mihak_core::text::offsets::{Unit, UnitIndex};
use mihak_systems::answer::{Answer, Prediction, Verified};
use mihak_systems::failure::Failure;
use serde::de::{Error, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::process::protocol::greeting::Greeting;
use crate::process::protocol::line::{LONGEST_NAME, MOST_LABELS, not_too_many, plain, quoted};

/// The characters of an error that are kept.
const LONGEST_ERROR: usize = 1000;

/// What a child said about one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The article that it names.
    pub id: String,
    /// The verified answer, or why there is none that can be scored: the child goes on.
    pub answer: Result<Verified, Failure>,
    /// The nanoseconds that it measured itself, if it did.
    pub nanos: Option<u64>,
}

#[derive(Deserialize)]
struct ReplyWire<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    spans: Option<Vec<SpanWire<'a>>>,
    #[serde(borrow)]
    pieces: Option<Vec<Cow<'a, str>>>,
    #[serde(borrow)]
    answer: Option<AnswerWire<'a>>,
    error: Option<String>,
    nanos: Option<serde_json::Number>,
}

/// What a chat model said: of the whole text, or of each of its parts in turn.
enum AnswerWire<'a> {
    Whole(Cow<'a, str>),
    Parts(Vec<PartWire<'a>>),
}

impl<'de: 'a, 'a> Deserialize<'de> for AnswerWire<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<AnswerWire<'a>, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = AnswerWire<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a string, or a list of [start, end, string]")
            }

            fn visit_borrowed_str<E>(self, said: &'de str) -> Result<AnswerWire<'de>, E> {
                Ok(AnswerWire::Whole(said.into()))
            }

            fn visit_str<E>(self, said: &str) -> Result<AnswerWire<'de>, E> {
                Ok(AnswerWire::Whole(said.to_string().into()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<AnswerWire<'de>, A::Error> {
                let mut parts = Vec::new();
                while let Some(part) = items.next_element()? {
                    parts.push(part);
                }
                Ok(AnswerWire::Parts(parts))
            }
        }

        deserializer.deserialize_any(Either)
    }
}

/// The answer to a part of the text.
#[derive(Deserialize)]
struct PartWire<'a>(Offset, Offset, #[serde(borrow)] Cow<'a, str>);

/// `[start, end]` or `[start, end, label]`.
struct SpanWire<'a> {
    start: Offset,
    end: Offset,
    label: Option<Cow<'a, str>>,
}

impl<'de: 'a, 'a> Deserialize<'de> for SpanWire<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<SpanWire<'a>, D::Error> {
        struct Parts;

        impl<'de> Visitor<'de> for Parts {
            type Value = SpanWire<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("[start, end] or [start, end, label]")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<SpanWire<'de>, A::Error> {
                let start = parts.next_element()?.ok_or_else(|| A::Error::invalid_length(0, &self))?;
                let end = parts.next_element()?.ok_or_else(|| A::Error::invalid_length(1, &self))?;
                let label = parts.next_element::<Option<LabelWire>>()?.flatten().map(|label| label.0);
                match parts.next_element::<IgnoredAny>()? {
                    None => Ok(SpanWire { start, end, label }),
                    Some(_) => Err(A::Error::invalid_length(4, &self)),
                }
            }
        }

        deserializer.deserialize_seq(Parts)
    }
}

/// A number that may be an offset.
enum Offset {
    At(usize),
    Not(serde_json::Number),
}

impl<'de> Deserialize<'de> for Offset {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Offset, D::Error> {
        let number = serde_json::Number::deserialize(deserializer)?;
        Ok(number.as_u64().and_then(|at| usize::try_from(at).ok()).map_or(Offset::Not(number), Offset::At))
    }
}

impl SpanWire<'_> {
    /// The offsets; `Err` says which is none.
    fn ends(&self) -> Result<(usize, usize), String> {
        ends(&self.start, &self.end)
    }
}

/// Two offsets; `Err` says which is none.
fn ends(start: &Offset, end: &Offset) -> Result<(usize, usize), String> {
    match (start, end) {
        (Offset::At(start), Offset::At(end)) => Ok((*start, *end)),
        (Offset::Not(number), _) | (_, Offset::Not(number)) => Err(format!("{number} is no offset, expected a whole number from 0")),
    }
}

/// A label that borrows from the line where it can.
#[derive(Deserialize)]
struct LabelWire<'a>(#[serde(borrow)] Cow<'a, str>);

/// The reply on a line, to a request with this text, from a child that greeted so.
///
/// `Err` if the line is no reply at all: what follows cannot be trusted either.
pub fn reply(line: &str, text: &str, greeting: &Greeting) -> Result<Reply, String> {
    let wire: ReplyWire = serde_json::from_str(line).map_err(|error| format!("{error}: {}", quoted(line)))?;
    let ReplyWire { id, spans, pieces, answer, error, nanos } = wire;
    let answer = match (spans, pieces, answer, error) {
        (Some(spans), None, None, None) => of_spans(&spans, text, greeting).map(Answer::from),
        (None, Some(pieces), None, None) => of_pieces(&pieces, text, greeting),
        (None, None, Some(answer), None) => of_answer(&answer, text, greeting),
        (None, None, None, Some(error)) => Err(Failure::Error(plain(&error).chars().take(LONGEST_ERROR).collect())),
        (None, None, None, None) => return Err(format!("expected one of `spans`, `pieces`, `answer`, `error`: {}", quoted(line))),
        _ => return Err(format!("expected only one of `spans`, `pieces`, `answer`, `error`: {}", quoted(line))),
    };
    let answer = answer.and_then(|answer| answer.verified(text));
    let nanos = nanos.and_then(|nanos| nanos.as_u64().or_else(|| nanos.as_f64().map(|nanos| nanos as u64)));
    Ok(Reply { id: id.into_owned(), answer, nanos })
}

fn of_spans(spans: &[SpanWire], text: &str, greeting: &Greeting) -> Result<Prediction, Failure> {
    not_too_many("spans", spans.len(), text).map_err(Failure::Malformed)?;
    let index = UnitIndex::new(text, greeting.unit);
    let place = |at: usize| {
        let span = spans[at].ends().and_then(|(start, end)| index.span(text, start, end).map_err(|error| error.to_string()));
        span.map_err(|said| Failure::Malformed(format!("span {} of {}: {said} (offsets in {})", at + 1, spans.len(), greeting.unit.noun())))
    };
    if greeting.task == Task::Entities {
        let labels = Labels::of(spans.iter().filter_map(|span| span.label.as_deref()));
        let kinds = labels.names().count();
        if kinds > MOST_LABELS {
            return Err(Failure::Malformed(format!("it has {kinds} labels; at most {MOST_LABELS} are read in one answer")));
        }
        let known = |label: &str| labels.get(label).expect("the table has the labels of the answer");
        let mention = |(at, span): (usize, &SpanWire)| match &span.label {
            Some(label) if label.len() > LONGEST_NAME => {
                Err(Failure::Malformed(format!("span {}: the label has {} bytes, at most {LONGEST_NAME} are allowed", at + 1, label.len())))
            }
            Some(label) if !label.is_empty() => match unusable(label) {
                Some(why) => Err(Failure::Malformed(format!("span {}: label {} cannot be scored: {why}", at + 1, quoted(label)))),
                None => Ok(Mention { span: place(at)?, label: known(label) }),
            },
            _ => Err(Failure::Malformed(format!("span {} of {} has no label, expected [start, end, label]", at + 1, spans.len()))),
        };
        let mentions = spans.iter().enumerate().map(mention).collect::<Result<_, _>>()?;
        return Ok(Prediction::Mentions(mentions, Arc::new(labels)));
    }
    if greeting.task == Task::Subwords {
        let bytes = |at: usize| match greeting.unit {
            // Bytes may lie inside a character; whether they are of the text is verified with all other answers.
            Unit::Bytes => match spans[at].ends() {
                Ok((start, end)) => Ok(start..end),
                Err(said) => Err(Failure::Malformed(format!("span {} of {}: {said}", at + 1, spans.len()))),
            },
            _ => place(at).map(Span::range),
        };
        return Ok(Prediction::Subwords(Subwording::cut((0..spans.len()).map(bytes).collect::<Result<Vec<_>, _>>()?.into_iter())));
    }
    let token = |(at, span): (usize, &SpanWire)| {
        let class = match span.label.as_deref() {
            None => None,
            Some(name) => Some(name.parse::<Class>().map_err(|()| unknown_class(at, name))?),
        };
        Ok(Token { span: place(at)?, class })
    };
    Ok(Prediction::Tokens(spans.iter().enumerate().map(token).collect::<Result<_, _>>()?))
}

fn unknown_class(at: usize, name: &str) -> Failure {
    Failure::Malformed(format!("span {}: class {} is unknown; the classes are {}", at + 1, quoted(name), Class::known_names()))
}

/// The pieces of a changed text, placed in the original by the closed list of rules.
fn of_pieces(pieces: &[Cow<str>], text: &str, greeting: &Greeting) -> Result<Answer, Failure> {
    if greeting.task == Task::Entities {
        return Err(Failure::Malformed("`pieces` are for tokenizers; mentions need `spans`".into()));
    }
    not_too_many("pieces", pieces.len(), text).map_err(Failure::Malformed)?;
    let aligned = align(text, pieces);
    let changed = Changed::new(aligned.unplaced(), aligned.rules);
    if greeting.task == Task::Subwords {
        // A piece that stands nowhere costs as much as any other.
        let mut end = 0;
        let bytes = aligned.spans.iter().map(|span| {
            let bytes = span.map_or(end..end, Span::range);
            end = bytes.end;
            bytes
        });
        return Ok(Answer { changed, ..Prediction::Subwords(Subwording::cut(bytes)).into() });
    }
    let tokens = aligned.spans.into_iter().flatten().map(Token::plain).collect();
    Ok(Answer { changed, ..Prediction::Tokens(tokens).into() })
}

/// The quotes of a chat model, placed in the text.
fn of_answer(answer: &AnswerWire, text: &str, greeting: &Greeting) -> Result<Answer, Failure> {
    if greeting.task != Task::Entities {
        return Err(Failure::Malformed("`answer` is for mentions; tokenizers need `spans` or `pieces`".into()));
    }
    let mut all = Quotes::default();
    match answer {
        AnswerWire::Whole(said) => all = quotes(said, text, None),
        AnswerWire::Parts(parts) => {
            let index = UnitIndex::new(text, greeting.unit);
            for (at, PartWire(start, end, said)) in parts.iter().enumerate() {
                let place = ends(start, end).and_then(|(start, end)| index.span(text, start, end).map_err(|error| error.to_string()));
                let part = place.map_err(|said| Failure::Malformed(format!("answer {} of {}: {said}", at + 1, parts.len())))?;
                let whole = |span: Span| Span::new(text, part.start() + span.start(), part.start() + span.end()).ok();
                all.extend(quotes(said, part.slice(text), None).moved(whole));
            }
        }
    }
    if let Some(why) = all.failure {
        return Err(Failure::Malformed(why.into()));
    }
    let labels = Labels::of(all.all.iter().map(|quote| &*quote.label));
    if let Some((label, why)) = labels.names().find_map(|label| unusable(label).map(|why| (label, why))) {
        return Err(Failure::Malformed(format!("label {} cannot be scored: {why}", quoted(label))));
    }
    let mention = |quote: &Quote| {
        let label = labels.get(&quote.label).expect("the table has the labels of the answer");
        quote.found.span().map(|span| Mention { span, label })
    };
    let mentions = all.all.iter().filter_map(mention).collect();
    Ok(Answer { quotes: Some(Box::new(all)), ..Prediction::Mentions(mentions, Arc::new(labels)).into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::protocol::greeting::{Greeted, greeting};

    fn ready(line: &str) -> Greeting {
        match greeting(line).unwrap().unwrap() {
            Greeted::Ready(greeting) => greeting,
            missing => panic!("{missing:?}"),
        }
    }

    /// The bytes of the subwords that a child says; the text is `و ab`.
    fn subwords(unit: &str, said: &str) -> Result<(Vec<(usize, usize)>, u64), Failure> {
        let greeting = ready(&format!(r#"{{"protocol":1,"name":"n","version":"v 1","task":"subwords","offsets":"{unit}"}}"#));
        let answer = reply(&format!(r#"{{"id":"x",{said}}}"#), "و ab", &greeting).unwrap().answer?;
        let unplaced = answer.changed().unplaced;
        let Prediction::Subwords(Subwording { tokens, known: None }) = answer.into_prediction() else { panic!("no subwords that only cut") };
        Ok((tokens.iter().map(|token| (token.bytes.start, token.bytes.end)).collect(), unplaced))
    }

    #[test]
    fn subwords_may_share_a_letter_and_lie_in_it_where_offsets_are_bytes() {
        assert_eq!(subwords("chars", r#""spans":[[0,1],[0,1],[2,3],[3,4]]"#), Ok((vec![(0, 2), (0, 2), (3, 4), (4, 5)], 0)));
        assert_eq!(subwords("bytes", r#""spans":[[0,1],[1,2],[2,5]]"#), Ok((vec![(0, 1), (1, 2), (2, 5)], 0)));
        for (unit, said) in [("chars", r#""spans":[[2,3],[0,1]]"#), ("bytes", r#""spans":[[0,6]]"#), ("chars", r#""spans":[[0,5]]"#)] {
            assert!(matches!(subwords(unit, said), Err(Failure::Malformed(_))), "{said}");
        }
    }

    #[test]
    fn a_subword_that_stands_nowhere_costs_as_much_as_any_other() {
        assert_eq!(subwords("chars", r#""pieces":["و","zz","ab"]"#), Ok((vec![(0, 2), (2, 2), (3, 5)], 1)));
    }

    const WORDS: &str = r#"{"protocol":1,"name":"n","version":"v 1","task":"words"}"#;
    const NER: &str = r#"{"protocol":1,"name":"n","version":"v 1","task":"entities","offsets":"utf16"}"#;

    #[test]
    fn offsets_count_what_the_greeting_says() {
        let text = "🎉 زار";
        for (unit, start, end) in [("chars", 2, 5), ("utf16", 3, 6), ("bytes", 5, 11)] {
            let greeting = ready(&WORDS.replace("\"task\"", &format!("\"offsets\":\"{unit}\",\"task\"")));
            let said = reply(&format!(r#"{{"id":"x","spans":[[{start},{end}]],"nanos":7}}"#), text, &greeting).unwrap();
            let Prediction::Tokens(tokens) = said.answer.unwrap().into_prediction() else { panic!("{unit}") };
            assert_eq!((tokens[0].span.slice(text), said.nanos), ("زار", Some(7)), "{unit}");
        }
    }

    #[test]
    fn spans_that_do_not_fit_fail_the_article_and_say_which() {
        let text = "🎉 زار";
        for (greeted, spans, said) in [
            (WORDS, "[[2,9]]", "span 1 of 1: "),
            (WORDS, "[[0,1],[4,4]]", "span 2 of 2: "),
            (WORDS, "[[-1,2]]", "span 1 of 1: -1 is no offset, expected a whole number from 0"),
            (WORDS, "[[0,2.0]]", "2.0 is no offset"),
            (WORDS, "[[0,1,\"NOUN\"]]", "class `NOUN` is unknown; the classes are CONJ"),
            (NER, "[[1,3,\"PER\"]]", "(offsets in UTF-16 units)"),
            (NER, "[[3,6]]", "span 1 of 1 has no label"),
            (NER, "[[3,6,\"\"]]", "span 1 of 1 has no label"),
        ] {
            let failure = reply(&format!(r#"{{"id":"x","spans":{spans}}}"#), text, &ready(greeted)).unwrap().answer.unwrap_err();
            assert!(matches!(&failure, Failure::Malformed(why) if why.contains(said)), "{spans}: {failure}");
        }
    }

    #[test]
    fn an_answer_that_has_more_than_any_text_can_have_fails_its_article() {
        let of = |greeted: &str, said: String| reply(&format!(r#"{{"id":"x",{said}}}"#), "زار", &ready(greeted)).unwrap().answer.unwrap_err();
        let many = |one: String| vec![one; 1001].join(",");
        let labels = (0..1001).map(|at| format!("[0,1,\"L{at}\"]")).collect::<Vec<_>>().join(",");
        for (greeted, said, why) in [
            (WORDS, format!("\"spans\":[{}]", many("[0,1]".into())), "it has 1001 spans; at most 1000 are read for a text of 6 bytes"),
            (WORDS, format!("\"pieces\":[{}]", many("\"ز\"".into())), "it has 1001 pieces; at most 1000"),
        ] {
            let failure = of(greeted, said).to_string();
            assert!(failure.contains(why), "{failure}");
        }
        let text = "زار ".repeat(100);
        let failure = reply(&format!(r#"{{"id":"x","spans":[{labels}]}}"#), &text, &ready(NER)).unwrap().answer.unwrap_err();
        assert!(failure.to_string().contains("it has 1001 labels; at most 1000 are read in one answer"), "{failure}");
    }

    #[test]
    fn what_is_no_reply_is_told_from_an_error_that_a_child_reports() {
        let of = |line: &str| reply(line, "زار", &ready(WORDS));
        assert_eq!(of(r#"{"id":"x","error":"too\nlong"}"#).unwrap().answer, Err(Failure::Error("too long".into())));
        for (line, said) in [
            ("", "EOF while parsing"),
            ("Traceback", "expected value"),
            (r#"{"id":"x"}"#, "expected one of `spans`, `pieces`, `answer`, `error`"),
            (r#"{"spans":[]}"#, "missing field `id`"),
            (r#"{"id":"x","spans":[],"pieces":[]}"#, "expected only one of"),
            (r#"{"id":"x","spans":[[1]]}"#, "expected [start, end] or [start, end, label]"),
            (r#"{"id":"x","spans":[[0,1,"A",2]]}"#, "expected [start, end] or [start, end, label]"),
        ] {
            let error = of(line).unwrap_err();
            assert!(error.contains(said), "{line}: {error}");
        }
    }

    #[test]
    fn quotes_of_an_answer_are_mentions_where_they_stand_and_kept_where_they_do_not() {
        let text = "زار احمد مصر ثم مصر";
        let line = r#"{"id":"x","answer":"{\"PER\": [\"أحمد\", \"سعد\"], \"LOC\": [\"مصر\"]}"}"#;
        let said = reply(line, text, &ready(NER)).unwrap().answer.unwrap();
        let Prediction::Mentions(mentions, labels) = said.prediction() else { panic!("{said:?}") };
        let shown: Vec<(&str, &str)> = mentions.iter().map(|mention| (mention.span.slice(text), labels.name(mention.label))).collect();
        assert_eq!(shown, [("احمد", "PER"), ("مصر", "LOC")]);
        let quotes = said.quotes().unwrap();
        assert_eq!((quotes.all.len(), quotes.nowhere().count(), quotes.all[2].places), (3, 1, 2));
    }

    #[test]
    fn answers_to_parts_of_a_text_are_placed_in_their_parts() {
        let text = "🎉 مصر\nثم مصر";
        let said = r#"{\"LOC\": [\"مصر\"]}"#;
        let line = format!(r#"{{"id":"x","answer":[[0,7,"{said}"],[7,13,"{said}"]]}}"#);
        let answer = reply(&line, text, &ready(NER)).unwrap().answer.unwrap();
        let places: Vec<usize> = answer.quotes().unwrap().all.iter().map(|quote| quote.found.span().unwrap().start()).collect();
        assert_eq!((places, answer.quotes().unwrap().all[0].places), (vec![5, 17], 0), "offsets are UTF-16 units, as the greeting says");
    }

    #[test]
    fn an_answer_that_cannot_be_read_fails_the_article_and_says_why() {
        for (greeted, line, said) in [
            (NER, r#"{"id":"x","answer":"عذرا"}"#, "the answer cannot be read: it has no names in a form that is known"),
            (NER, r#"{"id":"x","answer":[[0,99,"{}"]]}"#, "answer 1 of 1: span 0..99 ends behind the text"),
            (NER, r#"{"id":"x","answer":"{\"micro\": [\"زار\"]}"}"#, "label `micro` cannot be scored"),
            (WORDS, r#"{"id":"x","answer":"{}"}"#, "tokenizers need `spans` or `pieces`"),
        ] {
            let failure = reply(line, "زار", &ready(greeted)).unwrap().answer.unwrap_err();
            assert!(failure.to_string().contains(said), "{line}: {failure}");
        }
        let error = reply(r#"{"id":"x","answer":7}"#, "زار", &ready(NER)).unwrap_err();
        assert!(error.contains("a string, or a list of [start, end, string]"), "{error}");
    }

    #[test]
    fn pieces_are_placed_and_what_cannot_be_is_counted() {
        let text = "للنَّاس وَقْتٌ";
        let said = reply(r#"{"id":"x","pieces":["ل","ال","ناس","وقت","🎉"]}"#, text, &ready(WORDS)).unwrap().answer.unwrap();
        let Prediction::Tokens(tokens) = said.prediction() else { panic!("{said:?}") };
        let shown: Vec<&str> = tokens.iter().map(|token| token.span.slice(text)).collect();
        assert_eq!(shown, ["ل", "ل", "نَّاس", "وَقْتٌ"]);
        assert_eq!(said.changed().unplaced, 1);
        assert!(said.changed().rules.iter().any(|(rule, times)| *rule == "tashkeel" && *times > 0), "{said:?}");
        let failure = reply(r#"{"id":"x","pieces":["ل"]}"#, text, &ready(NER)).unwrap().answer.unwrap_err();
        assert!(failure.to_string().contains("mentions need `spans`"), "{failure}");
    }
}
