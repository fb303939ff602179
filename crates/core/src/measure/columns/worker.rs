//! One worker: piece by piece, sentence by sentence, into a tally of its own.

use std::ops::Range;

use memchr::memchr;

use crate::annotation::Mention;
use crate::format::conll::layout::{DOCSTART, is_blank};
use crate::measure::buckets::{Bucket, is_proclitic};
use crate::measure::columns::articles::is_border;
use crate::measure::columns::cut::{Cut, fields};
use crate::measure::columns::met::Met;
use crate::measure::columns::piece::Piece;
use crate::measure::columns::plan::{ColumnCounts, Plan};
use crate::measure::columns::sentence::Sentence;
use crate::measure::scene::Scene;
use crate::measure::shown::Shown;
use crate::measure::tally::Tally;
use crate::tags::{self, Inventory, Seen, Table, TagKind};
use crate::text::Span;

/// Lengths in words that are told apart.
const LENGTHS: usize = 4;

/// A worker's state between sentences.
pub struct Worker<'a> {
    plan: &'a Plan<'a>,
    table: &'a Table,
    is_marked: bool,
    inventory: Inventory,
    /// The labels by which it counts.
    met: Met,
    scored: ColumnCounts,
    /// What is the same on both sides in the run that is being read, by type.
    same: Vec<Same>,
    /// The types of which there is anything of that kind.
    same_labels: Vec<u16>,
    /// The tally of the run that is being read, as far as it is not in the runs.
    tally: Tally,
    /// The articles of that run.
    run: Range<u64>,
    /// The article that is being read: the number of those in front of it in the files.
    at: u64,
    /// The steps in sentences that are the same on both sides.
    same_steps: Seen,
    /// The sentences of the marked document that is being read.
    open: u64,
    sentence: Sentence,
    article: Article,
}

/// What is the same on both sides.
#[derive(Clone, Default)]
struct Same {
    /// Mentions by proclitic and length.
    mentions: [u64; 2 * LENGTHS],
    /// Tokens inside of them.
    tokens: u64,
    /// Surfaces that both sides mention once.
    article: u64,
    /// Whether there is anything.
    is_noted: bool,
}

/// The text and the mentions of the sentences with mentions of a marked document.
#[derive(Default)]
struct Article {
    text: String,
    gold: Vec<Mention>,
    predicted: Vec<Mention>,
}

impl<'a> Worker<'a> {
    pub fn new(plan: &'a Plan<'a>, table: &'a Table, is_marked: bool) -> Worker<'a> {
        Worker {
            plan,
            table,
            is_marked,
            inventory: Inventory::default(),
            met: Met::default(),
            scored: ColumnCounts::default(),
            same: Vec::new(),
            same_labels: Vec::new(),
            tally: Tally::default(),
            run: 0..0,
            at: 0,
            same_steps: Seen::default(),
            open: 0,
            sentence: Sentence::default(),
            article: Article::default(),
        }
    }

    /// Adds a piece; `None` if it is not regular.
    pub fn run(&mut self, piece: &Piece) -> Option<()> {
        // Places are kept in 32 bits.
        u32::try_from(piece.gold.len()).ok()?;
        self.at = piece.first;
        let gold = simdutf8::basic::from_utf8(&piece.gold).ok()?;
        match &piece.predicted {
            Some(predicted) => self.both(gold, simdutf8::basic::from_utf8(predicted).ok()?.as_bytes())?,
            None => self.one(gold)?,
        }
        self.end_sentence(gold)?;
        self.end_document();
        debug_assert_eq!(self.at, piece.end, "articles were counted as they are read");
        Some(())
    }

    /// Gold and prediction in one file.
    fn one(&mut self, text: &str) -> Option<()> {
        let layout = self.plan.gold;
        let content = text.as_bytes();
        let mut from = 0;
        while from < content.len() {
            let end = memchr(b'\n', &content[from..]).map_or(content.len(), |len| from + len);
            let line = content[from..end].strip_suffix(b"\r").unwrap_or(&content[from..end]);
            if self.is_border(line, text)? || layout.is_comment(line) || layout.is_range(line) {
                from = end + 1;
                continue;
            }
            let [token, gold, predicted] = fields(line, layout, layout.tags[0], layout.tags[1])?;
            let gold = self.inventory.number(&line[gold]).ok()?;
            let predicted = self.inventory.number(&line[predicted]).ok()?;
            self.push(from + token.start..from + token.end, gold, predicted);
            from = end + 1;
        }
        Some(())
    }

    /// Gold and prediction in two files with the same tokens.
    fn both(&mut self, text: &str, predicted: &[u8]) -> Option<()> {
        let (layout, other) = (self.plan.gold, self.plan.predicted?);
        // Comments and rows of multiword tokens need not stand in both files.
        if layout.comment.is_some() || layout.is_numbered || other.is_numbered {
            return None;
        }
        let gold = text.as_bytes();
        let alike = layout == other;
        let (mut cut, mut other_cut) = (Cut::new(layout, gold), Cut::new(other, predicted));
        let (mut g, mut p, mut lines) = (0, 0, 0);
        while g < gold.len() {
            let g_end = memchr(b'\n', &gold[g..]).map_or(gold.len(), |len| g + len);
            let whole = &gold[g..g_end];
            let is_same =
                alike && predicted.get(p..p + whole.len()) == Some(whole) && predicted.get(p + whole.len()).is_none_or(|&byte| byte == b'\n');
            // Gold may end in more empty lines than the prediction.
            p = p.min(predicted.len());
            let p_end = if is_same { p + whole.len() } else { memchr(b'\n', &predicted[p..]).map_or(predicted.len(), |len| p + len) };
            let line = whole.strip_suffix(b"\r").unwrap_or(whole);
            if self.is_border(line, text)? {
                let other_line = &predicted[p..p_end];
                if !is_same && (!is_border(other_line) || line.starts_with(DOCSTART) != other_line.starts_with(DOCSTART)) {
                    return None;
                }
                cut.skip(line);
                other_cut.skip(other_line);
            } else {
                lines += 1;
                let (token, tag) = cut.fields(line)?;
                let number = self.inventory.number(&line[tag]).ok()?;
                let predicted_number = match is_same {
                    true => number,
                    false => {
                        let line = &predicted[p..p_end];
                        let line = line.strip_suffix(b"\r").unwrap_or(line);
                        let (predicted_token, tag) = other_cut.fields(line)?;
                        if gold[g..][token.clone()] != line[predicted_token] {
                            return None;
                        }
                        self.inventory.number(&line[tag]).ok()?
                    }
                };
                self.push(g + token.start..g + token.end, number, predicted_number);
            }
            g = g_end + 1;
            p = p_end + 1;
        }
        (cut.is_kept(lines) && other_cut.is_kept(lines) && predicted.get(p..).is_none_or(is_blank)).then_some(())
    }

    #[inline(always)]
    fn push(&mut self, token: Range<usize>, gold: u16, predicted: u16) {
        self.sentence.tokens.push((token.start as u32, token.end as u32));
        self.sentence.gold.push(gold);
        self.sentence.predicted.push(predicted);
        self.sentence.differs |= gold != predicted;
        self.sentence.is_tagged |= gold | predicted != 0;
    }

    /// Whether the line is no token: it ends the sentence, or begins a document.
    #[inline(always)]
    fn is_border(&mut self, line: &[u8], content: &str) -> Option<bool> {
        if !is_border(line) {
            return Some(false);
        }
        self.end_sentence(content)?;
        if line.starts_with(DOCSTART) {
            // A mark behind the first piece of a file that has none in it.
            if !self.is_marked {
                return None;
            }
            self.end_document();
        }
        Some(true)
    }

    fn end_sentence(&mut self, content: &str) -> Option<()> {
        let mut sentence = std::mem::take(&mut self.sentence);
        if !sentence.tokens.is_empty() {
            self.scored.tokens += sentence.tokens.len() as u64;
            self.scored.agreeing += match sentence.differs {
                false => sentence.tokens.len(),
                true => sentence.gold.iter().zip(&sentence.predicted).filter(|(gold, predicted)| gold == predicted).count(),
            } as u64;
            self.scored.sentences += 1;
            self.open += 1;
            self.enter();
            match sentence.is_tagged {
                true => self.mentions(&mut sentence, content)?,
                false => self.empty(&sentence),
            }
            self.at += u64::from(!self.is_marked);
        }
        sentence.tokens.clear();
        sentence.gold.clear();
        sentence.predicted.clear();
        (sentence.differs, sentence.is_tagged) = (false, false);
        self.sentence = sentence;
        Some(())
    }

    /// Makes the run of the article that is being read the one that is counted for.
    #[inline(always)]
    fn enter(&mut self) {
        if !self.run.contains(&self.at) {
            self.leave();
            self.run = self.scored.runs.run(self.at);
        }
    }

    /// Adds what was counted to its run.
    fn leave(&mut self) {
        self.met.learn(&self.inventory, self.plan.view);
        for number in std::mem::take(&mut self.same_labels) {
            let Same { mentions, tokens, article, .. } = std::mem::take(&mut self.same[usize::from(number)]);
            let label = self.met.shown(number);
            for (at, &times) in mentions.iter().enumerate().filter(|(_, times)| **times > 0) {
                match label {
                    Some(label) => self.tally.add_same(label, Bucket::plain(at % LENGTHS + 1, at >= LENGTHS, 0), times),
                    None => {
                        self.tally.dropped.fp += times;
                        self.tally.dropped.r#fn += times;
                    }
                }
            }
            self.tally.add_same_tokens(label, tokens);
            if let Some(label) = label.filter(|_| article > 0) {
                self.tally.add_same_article(label, article);
            }
        }
        if !self.run.is_empty() {
            *self.scored.runs.of(self.run.start) += std::mem::take(&mut self.tally);
        }
    }

    /// Counts a sentence without a mention on either side.
    fn empty(&mut self, sentence: &Sentence) {
        self.tally.add_same_tokens(None, sentence.tokens.len() as u64);
        self.tally.add_sentence(false, false);
    }

    fn mentions(&mut self, sentence: &mut Sentence, content: &str) -> Option<()> {
        let kind = |&tag: &u16| self.inventory.kind(tag);
        let [steps, predicted_steps] = &mut self.scored.steps;
        let mut illegal = [false; 2];
        sentence.gold_mentions.clear();
        sentence.predicted_mentions.clear();
        note(sentence.gold.iter().map(kind), if sentence.differs { steps } else { &mut self.same_steps });
        illegal[0] = tags::chunks(self.table, sentence.gold.iter().map(kind), &mut sentence.gold_mentions).is_some();
        if sentence.differs {
            note(sentence.predicted.iter().map(kind), predicted_steps);
            illegal[1] = tags::chunks(self.table, sentence.predicted.iter().map(kind), &mut sentence.predicted_mentions).is_some();
        } else {
            // What gold shows is legal or not for both.
            illegal[1] = illegal[0];
        }
        (0..2).for_each(|side| self.scored.illegal[side] += u64::from(illegal[side]));
        if sentence.gold_mentions.is_empty() && sentence.predicted_mentions.is_empty() {
            self.empty(sentence);
            return Some(());
        }
        let is_same = !sentence.differs || sentence.gold_mentions == sentence.predicted_mentions;
        let is_counted = is_same && self.plan.seen.is_none() && sentence.is_flat() && sentence.has_plain_words(content.as_bytes());
        if is_counted {
            self.count_same(sentence, content);
            // The surfaces of one article are distinct where their types are.
            let distinct = sentence.gold_mentions.iter().enumerate().all(|(at, a)| sentence.gold_mentions[..at].iter().all(|b| a.label != b.label));
            if !self.is_marked && distinct && (self.plan.view.is_none() || sentence.gold_mentions.len() == 1) {
                sentence.gold_mentions.iter().for_each(|place| self.same[usize::from(place.label)].article += 1);
                return Some(());
            }
        }
        self.slowly(sentence, content, is_same, is_counted);
        Some(())
    }

    /// Counts mentions that are the same on both sides.
    fn count_same(&mut self, sentence: &Sentence, content: &str) {
        let mut outside = sentence.tokens.len() as u64;
        let mut is_shown = self.plan.view.is_none();
        if !is_shown {
            self.met.learn(&self.inventory, self.plan.view);
            is_shown = sentence.gold_mentions.iter().any(|place| self.met.shown(place.label).is_some());
        }
        self.tally.add_sentence(is_shown, is_shown);
        for place in &sentence.gold_mentions {
            outside -= u64::from(place.end - place.start);
            let before = (place.start as usize).checked_sub(1).map(|at| sentence.tokens[at]);
            let proclitic = before.is_some_and(|(from, to)| to - from <= 8 && is_proclitic(&content[from as usize..to as usize]));
            let length = ((place.end - place.start) as usize).min(LENGTHS);
            let label = usize::from(place.label);
            if self.same.len() <= label {
                self.same.resize(label + 1, Same::default());
            }
            let same = &mut self.same[label];
            if !same.is_noted {
                same.is_noted = true;
                self.same_labels.push(place.label);
            }
            same.mentions[usize::from(proclitic) * LENGTHS + length - 1] += 1;
            same.tokens += u64::from(place.end - place.start);
        }
        self.tally.add_same_tokens(None, outside);
    }

    /// Scores the sentence as a text; of one that is counted already only the surfaces of the article.
    fn slowly(&mut self, sentence: &Sentence, content: &str, is_same: bool, is_counted: bool) {
        let mut article = std::mem::take(&mut self.article);
        let base = article.text.len();
        let mut spans: Vec<Span> = Vec::with_capacity(sentence.tokens.len());
        for &(from, to) in &sentence.tokens {
            article.text.push_str(&content[from as usize..to as usize]);
            article.text.push(' ');
        }
        // A clitic at the end of one sentence is none of the next.
        article.text.pop();
        article.text.push('\n');
        let mut at = base;
        for &(from, to) in &sentence.tokens {
            let end = at + (to - from) as usize;
            spans.push(Span::new(&article.text, at, end).expect("the piece is UTF-8, and tokens end at ASCII"));
            at = end + 1;
        }
        self.met.learn(&self.inventory, self.plan.view);
        let gold = self.met.mentions(&sentence.gold_mentions, &spans);
        let predicted = if is_same { gold.clone() } else { self.met.mentions(&sentence.predicted_mentions, &spans) };
        let mut shown = Shown::of(gold, predicted);
        if !is_counted {
            let scene = Scene { text: &article.text, words: None, seen: self.plan.seen, overlap: self.plan.overlap };
            shown.add(&mut self.tally, &scene, &mut |_| {});
            self.tally.add_tokens(&spans, &shown.gold, Some(&shown.predicted));
            self.tally.add_sentence(!shown.gold.is_empty(), !shown.predicted.is_empty());
        }
        article.gold.append(&mut shown.gold);
        article.predicted.append(&mut shown.predicted);
        self.article = article;
        if !self.is_marked {
            self.end_document();
        }
    }

    /// Counts the surfaces of the article that ends here.
    fn end_document(&mut self) {
        let Article { text, gold, predicted } = &mut self.article;
        if !gold.is_empty() || !predicted.is_empty() {
            self.tally.article(text, gold, predicted);
        }
        text.clear();
        gold.clear();
        predicted.clear();
        let documents = u64::from(self.is_marked && self.open > 0);
        self.scored.documents += documents;
        self.at += documents;
        self.open = 0;
    }

    /// Everything that was counted.
    pub fn finish(mut self) -> ColumnCounts {
        self.leave();
        // Sentences that are the same on both sides were noted once.
        self.scored.steps[1] = self.scored.steps[1].and(&self.same_steps);
        self.scored.steps[0] = self.scored.steps[0].and(&self.same_steps);
        let (shown, places) = self.met.sorted();
        self.scored.runs.for_each(|tally| tally.renumber(&places));
        self.scored.shown = shown;
        self.scored.tags = self.inventory.names().map(String::from).collect();
        self.scored.labels = self.inventory.labels()[1..].iter().map(|label| label.to_string()).collect();
        self.scored
    }
}

/// Notes every step of a sentence.
fn note(kinds: impl Iterator<Item = TagKind>, steps: &mut Seen) {
    let mut before = TagKind::OUTSIDE;
    for here in kinds {
        if (before.letter, here.letter) != (b'O', b'O') {
            steps.note(before, here);
            before = here;
        }
    }
    steps.note(before, TagKind::OUTSIDE);
}
