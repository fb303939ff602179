//! One worker of a pass over files of tags: it takes pieces, and counts sentence after sentence in a tally of its own.

use std::ops::Range;

use memchr::memchr;

use crate::annotation::Mention;
use crate::format::conll::layout::{DOCSTART, is_blank};
use crate::measure::buckets::is_proclitic;
use crate::measure::columns::articles::is_border;
use crate::measure::columns::lines::{Marks, common, fields, pair, separator, without_cr};
use crate::measure::columns::met::Met;
use crate::measure::columns::piece::Piece;
use crate::measure::columns::plan::{ColumnCounts, Plan};
use crate::measure::columns::same::Same;
use crate::measure::columns::sentence::{Sentence, Token, are_words};
use crate::measure::scene::Scene;
use crate::measure::shown::Shown;
use crate::measure::tally::Tally;
use crate::statistics::Count;
use crate::tags::{self, Chunk as Place, Inventory, Seen, Table};
use crate::text::Span;

/// A worker's state between sentences.
pub struct Worker<'a> {
    plan: &'a Plan<'a>,
    table: &'a Table,
    is_marked: bool,
    inventory: Inventory,
    /// The labels by which it counts.
    met: Met,
    scored: ColumnCounts,
    /// What is the same on both sides in the run that is being read.
    same: Same,
    /// The tally of the run that is being read, as far as it is not in the runs.
    tally: Tally,
    /// The articles of that run.
    run: Range<u64>,
    /// The article that is being read: the number of those in front of it in the files.
    at: u64,
    /// The steps in sentences that are the same on both sides.
    same_steps: Seen,
    /// Whether no token of the piece that is being read holds white space; false where nobody looked.
    are_words: bool,
    /// The sentences of the marked document that is being read.
    open: u64,
    sentence: Sentence,
    article: Article,
}

/// The text and the mentions of the sentences with mentions of a marked document.
#[derive(Default)]
struct Article {
    text: String,
    /// The tokens of its last sentence.
    tokens: Vec<Span>,
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
            same: Same::default(),
            tally: Tally::default(),
            run: 0..0,
            at: 0,
            same_steps: Seen::default(),
            are_words: false,
            open: 0,
            sentence: Sentence::default(),
            article: Article::default(),
        }
    }

    /// Adds a piece; `None` if it is not regular.
    pub fn run(&mut self, piece: &Piece) -> Option<()> {
        // Places are kept in 32 bits.
        u32::try_from(piece.gold.len()).ok()?;
        (self.at, self.are_words) = (piece.first, false);
        // Runs that would grow within the piece are not begun.
        self.scored.runs.hold(piece.end);
        let gold = simdutf8::basic::from_utf8(&piece.gold).ok()?;
        match &piece.predicted {
            Some(predicted) => self.both(gold, simdutf8::basic::from_utf8(predicted).ok()?.as_bytes())?,
            None => self.one(gold)?,
        }
        self.end_sentence(gold);
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
            let end = line_end(content, from);
            let line = without_cr(&content[from..end]);
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
        if let (Some(separator), Some(other_separator)) = (separator(layout, gold), separator(other, predicted)) {
            return self.plain(text, predicted, [separator, other_separator]);
        }
        let (mut g, mut p) = (0, 0);
        while g < gold.len() {
            let g_end = line_end(gold, g);
            // Gold may end in more empty lines than the prediction.
            p = p.min(predicted.len());
            let p_end = line_end(predicted, p);
            let (line, other_line) = (without_cr(&gold[g..g_end]), without_cr(&predicted[p..p_end]));
            if !self.are_borders(line, other_line, text)? {
                let [token, tag, _] = fields(line, layout, layout.tags[0], layout.tags[0])?;
                let [other_token, other_tag, _] = fields(other_line, other, other.tags[0], other.tags[0])?;
                if line[token.clone()] != other_line[other_token] {
                    return None;
                }
                let (tag, other_tag) = (self.inventory.number(&line[tag]).ok()?, self.inventory.number(&other_line[other_tag]).ok()?);
                self.push(g + token.start..g + token.end, tag, other_tag);
            }
            (g, p) = (g_end + 1, p_end + 1);
        }
        predicted.get(p..).is_none_or(is_blank).then_some(())
    }

    /// The same, where lines hold one separator between token and tag, and no other.
    fn plain(&mut self, text: &str, predicted: &[u8], [separator, other_separator]: [u8; 2]) -> Option<()> {
        let gold = text.as_bytes();
        self.are_words = are_words(gold, separator);
        let mut marks = Marks::new(gold, separator);
        // Up to `same`, lines of gold from `g` are those of the prediction from `p`.
        let (mut g, mut p, mut same) = (0, 0, 0);
        while g < gold.len() {
            p = p.min(predicted.len());
            if matches!(gold[g], b'\n' | b'\r' | b' ' | b'\t' | b'-') {
                let (g_end, p_end) = (line_end(gold, g), line_end(predicted, p));
                if self.are_borders(without_cr(&gold[g..g_end]), without_cr(&predicted[p..p_end]), text)? {
                    marks.find(|&at| at >= g_end);
                    same = if g_end - g == p_end - p { same } else { 0 };
                    (g, p) = (g_end + 1, p_end + 1);
                    continue;
                }
            }
            let token = g..marks.next().filter(|&at| gold[at] == separator)?;
            let end = marks.next().unwrap_or(gold.len());
            if gold.get(end).is_some_and(|&byte| byte != b'\n') {
                return None;
            }
            let tag = without_cr(&gold[token.end + 1..end]);
            if token.is_empty() || tag.is_empty() {
                return None;
            }
            let number = self.inventory.number(tag).ok()?;
            if same <= end {
                same = g + common(&gold[g..], &predicted[p..]);
            }
            // The last line of a file may end with it.
            let is_same =
                separator == other_separator && (same > end || (same == end && predicted.get(p + end - g).is_none_or(|&byte| byte == b'\n')));
            if is_same {
                p += end - g + 1;
                self.push(token, number, number);
            } else {
                let p_end = line_end(predicted, p);
                let line = without_cr(&predicted[p..p_end]);
                let (other_token, tag) = pair(line, other_separator)?;
                if gold[token.clone()] != line[other_token] {
                    return None;
                }
                let other = self.inventory.number(&line[tag]).ok()?;
                self.push(token, number, other);
                (p, same) = (p_end + 1, 0);
            }
            g = end + 1;
        }
        predicted.get(p..).is_none_or(is_blank).then_some(())
    }

    /// Whether neither line is a token, and both end the sentence or begin a document; `None` if they do not agree.
    fn are_borders(&mut self, line: &[u8], other: &[u8], content: &str) -> Option<bool> {
        if !self.is_border(line, content)? {
            return Some(false);
        }
        (is_border(other) && line.starts_with(DOCSTART) == other.starts_with(DOCSTART)).then_some(true)
    }

    #[inline(always)]
    fn push(&mut self, token: Range<usize>, gold: u16, predicted: u16) {
        self.sentence.tokens.push(Token { from: token.start as u32, to: token.end as u32, gold, predicted });
        self.sentence.differs |= gold != predicted;
        self.sentence.is_tagged |= gold | predicted != 0;
    }

    /// Whether the line is no token: it ends the sentence, or begins a document.
    #[inline(always)]
    fn is_border(&mut self, line: &[u8], content: &str) -> Option<bool> {
        if !is_border(line) {
            return Some(false);
        }
        self.end_sentence(content);
        if line.starts_with(DOCSTART) {
            // A mark behind the first piece of a file that has none in it.
            if !self.is_marked {
                return None;
            }
            self.end_document();
        }
        Some(true)
    }

    fn end_sentence(&mut self, content: &str) {
        let mut sentence = std::mem::take(&mut self.sentence);
        if !sentence.tokens.is_empty() {
            self.scored.tokens += sentence.tokens.len() as u64;
            self.scored.agreeing += match sentence.differs {
                false => sentence.tokens.len(),
                true => sentence.tokens.iter().filter(|token| token.gold == token.predicted).count(),
            } as u64;
            self.scored.sentences += 1;
            self.open += 1;
            self.enter();
            match sentence.is_tagged {
                true => self.mentions(&mut sentence, content),
                false => self.empty(&sentence),
            }
            self.at += u64::from(!self.is_marked);
        }
        sentence.tokens.clear();
        (sentence.differs, sentence.is_tagged) = (false, false);
        self.sentence = sentence;
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
        self.same.leave(&self.met, &mut self.tally);
        if !self.run.is_empty() {
            *self.scored.runs.of(self.run.start) += std::mem::take(&mut self.tally);
        }
    }

    /// Counts a sentence without a mention on either side.
    fn empty(&mut self, sentence: &Sentence) {
        self.tally.add_same_tokens(None, sentence.tokens.len() as u64);
        self.tally.add_sentence(false, false);
    }

    fn mentions(&mut self, sentence: &mut Sentence, content: &str) {
        self.chunks(sentence);
        if sentence.gold_mentions.is_empty() && sentence.predicted_mentions.is_empty() {
            return self.empty(sentence);
        }
        self.met.learn(&self.inventory, self.plan.view);
        let is_plain = self.plan.seen.is_none() && sentence.is_plain(content, self.are_words);
        if !is_plain {
            return self.slowly(sentence, content, Uncounted { all: true, surfaces: true });
        }
        sentence.part();
        self.count_plain(sentence, content);
        let is_distinct = !self.is_marked && sentence.is_distinct(content, |kind| self.met.shown(kind));
        if is_distinct {
            sentence.same.iter().for_each(|place| self.same.note_surface(place.label));
            let [missed, spurious] = [Count { r#fn: 1, ..Count::default() }, Count { fp: 1, ..Count::default() }];
            for (left, count) in [(&sentence.gold_left, missed), (&sentence.predicted_left, spurious)] {
                left.iter().filter_map(|place| self.met.shown(place.label)).for_each(|label| self.tally.add_article(label, count));
            }
        }
        if !is_distinct || !sentence.gold_left.is_empty() || !sentence.predicted_left.is_empty() {
            self.slowly(sentence, content, Uncounted { all: false, surfaces: !is_distinct });
        }
    }

    /// Reads the mentions of a sentence, and notes the steps between its tags.
    fn chunks(&mut self, sentence: &mut Sentence) {
        let Sentence { tokens, differs, gold_mentions, predicted_mentions, .. } = sentence;
        let gold = || tokens.iter().map(|token| self.inventory.kind(token.gold));
        let [steps, predicted_steps] = &mut self.scored.steps;
        gold_mentions.clear();
        predicted_mentions.clear();
        let is_illegal = tags::chunks_and_steps(self.table, gold(), gold_mentions, if *differs { steps } else { &mut self.same_steps }).is_some();
        self.scored.illegal[0] += u64::from(is_illegal);
        if !*differs {
            predicted_mentions.extend_from_slice(gold_mentions);
            self.scored.illegal[1] += u64::from(is_illegal);
            return;
        }
        let predicted = || tokens.iter().map(|token| self.inventory.kind(token.predicted));
        self.scored.illegal[1] += u64::from(tags::chunks_and_steps(self.table, predicted(), predicted_mentions, predicted_steps).is_some());
    }

    /// Counts of a plain sentence the mentions that both sides have, its tokens, and the sentence.
    fn count_plain(&mut self, sentence: &Sentence, content: &str) {
        let Sentence { tokens, same, gold_left, predicted_left, .. } = sentence;
        let shown = |place: &Place| self.met.shown(place.label);
        let is_shown = |mentions: &[Place]| mentions.iter().any(|place| shown(place).is_some());
        self.tally.add_sentence(is_shown(&sentence.gold_mentions), is_shown(&sentence.predicted_mentions));
        let mut outside = tokens.len() as u64;
        for place in same {
            let words = place.end - place.start;
            outside -= u64::from(words);
            let before = (place.start as usize).checked_sub(1).map(|at| tokens[at].slice(content));
            self.same.note(place.label, words, before.is_some_and(is_proclitic));
        }
        let of = |mentions: &[Place], at: u32| mentions.iter().find(|place| (place.start..place.end).contains(&at)).copied();
        for place in gold_left {
            for at in place.start..place.end {
                self.tally.add_token(shown(place), of(predicted_left, at).and_then(|other| shown(&other)));
                outside -= 1;
            }
        }
        for place in predicted_left {
            for _ in (place.start..place.end).filter(|at| of(gold_left, *at).is_none()) {
                self.tally.add_token(None, shown(place));
                outside -= 1;
            }
        }
        self.tally.add_same_tokens(None, outside);
    }

    /// Scores the sentence as a text: what is not counted yet.
    fn slowly(&mut self, sentence: &Sentence, content: &str, uncounted: Uncounted) {
        let mut article = std::mem::take(&mut self.article);
        let base = article.text.len();
        for token in &sentence.tokens {
            article.text.push_str(token.slice(content));
            article.text.push(' ');
        }
        // A clitic at the end of one sentence is none of the next.
        article.text.pop();
        article.text.push('\n');
        let mut at = base;
        article.tokens.clear();
        for token in &sentence.tokens {
            let end = at + (token.to - token.from) as usize;
            article.tokens.push(Span::new(&article.text, at, end).expect("the piece is UTF-8, and tokens end at ASCII"));
            at = end + 1;
        }
        let mentions =
            |gold: &[Place], predicted: &[Place]| Shown::of(self.met.mentions(gold, &article.tokens), self.met.mentions(predicted, &article.tokens));
        let scene = Scene { text: &article.text, words: None, seen: self.plan.seen, overlap: self.plan.overlap };
        if !uncounted.all {
            mentions(&sentence.gold_left, &sentence.predicted_left).add(&mut self.tally, &scene, &mut |_| {});
        }
        if uncounted.all || uncounted.surfaces {
            let mut shown = mentions(&sentence.gold_mentions, &sentence.predicted_mentions);
            if uncounted.all {
                shown.add(&mut self.tally, &scene, &mut |_| {});
                self.tally.add_tokens(&article.tokens, &shown.gold, Some(&shown.predicted));
                self.tally.add_sentence(!shown.gold.is_empty(), !shown.predicted.is_empty());
            }
            article.gold.append(&mut shown.gold);
            article.predicted.append(&mut shown.predicted);
        }
        self.article = article;
        if !self.is_marked {
            self.end_document();
        }
    }

    /// Counts the surfaces of the article that ends here.
    fn end_document(&mut self) {
        let Article { text, gold, predicted, .. } = &mut self.article;
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

/// What of a sentence is to be counted in its text.
struct Uncounted {
    /// Everything, or what one side alone has.
    all: bool,
    /// The surfaces that its article mentions.
    surfaces: bool,
}

/// Where the line ends that begins at a place.
#[inline(always)]
fn line_end(content: &[u8], from: usize) -> usize {
    memchr(b'\n', &content[from..]).map_or(content.len(), |len| from + len)
}
