//! Seeded random data for tests and benches: tag files in every scheme and CoNLL-U texts, each with a prediction that perturbs its gold.

// Every program that includes this uses a part of it.
#![allow(dead_code)]

use std::io::{self, Write};

/// The labels of most cases.
const LABELS: [&str; 4] = ["PER", "LOC", "ORG", "MISC"];

/// The labels of the other cases: two of them differ behind their hyphen alone.
const HYPHENED: [&str; 5] = ["PER", "LOC", "ORG", "geo-city", "geo-state"];

/// The letters of words.
const LETTERS: [char; 34] = [
    'ا', 'ب', 'ت', 'ث', 'ج', 'ح', 'خ', 'د', 'ذ', 'ر', 'ز', 'س', 'ش', 'ص', 'ض', 'ط', 'ظ', 'ع', 'غ', 'ف', 'ق', 'ك', 'ل', 'م', 'ن', 'ه', 'و', 'ي', 'ة',
    'ى', 'أ', 'إ', 'آ', 'ء',
];

/// Short vowels, nunation, gemination and sukun.
const MARKS: [char; 8] = ['\u{64B}', '\u{64C}', '\u{64D}', '\u{64E}', '\u{64F}', '\u{650}', '\u{651}', '\u{652}'];

/// The clitics that stand alone or in front of a stem.
const CLITICS: [char; 3] = ['و', 'ب', 'ل'];

/// A sequence of random numbers: splitmix64, the same on every machine.
pub struct Random(u64);

impl Random {
    /// The sequence of a seed. Different seeds give different sequences.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// The next 64 bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number under a bound that is not 0.
    #[inline]
    pub fn below(&mut self, bound: usize) -> usize {
        (((self.bits() >> 32) * bound as u64) >> 32) as usize
    }

    /// A number of a closed range.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// True in so many of 100 draws.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several values.
    pub fn pick<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())]
    }

    /// A word of 2 to 7 letters, some with up to three marks; now and then a clitic alone.
    pub fn word(&mut self) -> String {
        if self.chance(10) {
            return self.pick(&CLITICS).to_string();
        }
        let letters = self.between(2, 7);
        let mut marks = if self.chance(15) { self.between(1, 3) } else { 0 };
        let mut word = String::new();
        for _ in 0..letters {
            word.push(self.pick(&LETTERS));
            if marks > 0 && self.chance(50) {
                word.push(self.pick(&MARKS));
                marks -= 1;
            }
        }
        word
    }
}

/// A labelled span of tokens; `end` is the token behind the last.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mention {
    pub start: usize,
    pub end: usize,
    pub label: &'static str,
}

/// How mentions are written as one tag a token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scheme {
    Io,
    Iob1,
    Iob2,
    Ioe1,
    Ioe2,
    Iobes,
    Bilou,
    Bmewo,
}

impl Scheme {
    /// Every scheme with its name and the letters of its tags, without `O`.
    pub const ALL: [(Scheme, &'static str, &'static [char]); 8] = [
        (Scheme::Io, "IO", &['I']),
        (Scheme::Iob1, "IOB1", &['B', 'I']),
        (Scheme::Iob2, "IOB2", &['B', 'I']),
        (Scheme::Ioe1, "IOE1", &['I', 'E']),
        (Scheme::Ioe2, "IOE2", &['I', 'E']),
        (Scheme::Iobes, "IOBES", &['B', 'I', 'E', 'S']),
        (Scheme::Bilou, "BILOU", &['B', 'I', 'L', 'U']),
        (Scheme::Bmewo, "BMEWO", &['B', 'M', 'E', 'W']),
    ];

    /// How often each scheme comes in twelve cases: the schemes of today's files more often than the others.
    const CYCLE: [Scheme; 12] = [
        Scheme::Iob2,
        Scheme::Iobes,
        Scheme::Io,
        Scheme::Bilou,
        Scheme::Iob1,
        Scheme::Iob2,
        Scheme::Ioe2,
        Scheme::Iobes,
        Scheme::Bmewo,
        Scheme::Bilou,
        Scheme::Ioe1,
        Scheme::Iob2,
    ];

    /// The name: `IOB2`, `BILOU`, …
    pub fn name(self) -> &'static str {
        Scheme::ALL[self as usize].1
    }

    /// The letters of its tags, without `O`.
    pub fn letters(self) -> &'static [char] {
        Scheme::ALL[self as usize].2
    }

    /// What of sorted mentions the scheme can tell apart: in IO, mentions of one label that touch are one.
    pub fn told_apart(self, mentions: Vec<Mention>) -> Vec<Mention> {
        if self != Scheme::Io {
            return mentions;
        }
        let mut merged: Vec<Mention> = Vec::with_capacity(mentions.len());
        for mention in mentions {
            match merged.last_mut() {
                Some(last) if last.end == mention.start && last.label == mention.label => last.end = mention.end,
                _ => merged.push(mention),
            }
        }
        merged
    }

    /// The tags of sorted mentions that do not overlap, in a sentence of so many tokens.
    pub fn encode(self, mentions: &[Mention], tokens: usize) -> Vec<String> {
        let mut tags = vec![String::from("O"); tokens];
        for (index, mention) in mentions.iter().enumerate() {
            let touches = |other: &Mention, at: usize| other.label == mention.label && (other.end == at || other.start == at);
            let behind_same = index > 0 && touches(&mentions[index - 1], mention.start);
            let before_same = mentions.get(index + 1).is_some_and(|next| touches(next, mention.end));
            for (token, tag) in tags.iter_mut().enumerate().take(mention.end).skip(mention.start) {
                let first = token == mention.start;
                let last = token + 1 == mention.end;
                let letter = match self {
                    Scheme::Io => 'I',
                    Scheme::Iob1 if first && behind_same => 'B',
                    Scheme::Iob2 if first => 'B',
                    Scheme::Ioe1 if last && before_same => 'E',
                    Scheme::Ioe2 if last => 'E',
                    Scheme::Iob1 | Scheme::Iob2 | Scheme::Ioe1 | Scheme::Ioe2 => 'I',
                    Scheme::Iobes => place(first, last, ['S', 'B', 'E', 'I']),
                    Scheme::Bilou => place(first, last, ['U', 'B', 'L', 'I']),
                    Scheme::Bmewo => place(first, last, ['W', 'B', 'E', 'M']),
                };
                *tag = format!("{letter}-{}", mention.label);
            }
        }
        tags
    }
}

/// The letter of a token that is alone, first, last or inside.
fn place(first: bool, last: bool, [alone, begin, end, inside]: [char; 4]) -> char {
    match (first, last) {
        (true, true) => alone,
        (true, false) => begin,
        (false, true) => end,
        (false, false) => inside,
    }
}

/// Which tags of a case may break its scheme.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// None.
    Valid,
    /// Those of the prediction.
    DirtyPrediction,
    /// Those of the gold and of the prediction.
    DirtyBoth,
}

impl Kind {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Valid => "valid",
            Kind::DirtyPrediction => "dirty-pred",
            Kind::DirtyBoth => "dirty-both",
        }
    }
}

/// One sentence of a case. The mentions are those before noise: of a dirty case the tags say something else.
#[derive(Clone, Debug)]
pub struct Sentence {
    pub words: Vec<String>,
    pub gold: Vec<Mention>,
    pub prediction: Vec<Mention>,
    pub gold_tags: Vec<String>,
    pub prediction_tags: Vec<String>,
}

/// A small gold with a prediction, both in one scheme.
#[derive(Clone, Debug)]
pub struct Case {
    pub number: u64,
    pub scheme: Scheme,
    pub kind: Kind,
    pub sentences: Vec<Sentence>,
}

/// The case of a number: 1 to 6 sentences of 1 to 12 words. Of three numbers, two give a valid case and one a dirty one.
pub fn case(number: u64) -> Case {
    let scheme = Scheme::CYCLE[(number / 3 % 12) as usize];
    let kind = match (number % 3, number / 36 % 2) {
        (2, 0) => Kind::DirtyPrediction,
        (2, _) => Kind::DirtyBoth,
        _ => Kind::Valid,
    };
    let mut random = Random::new(number);
    let labels: &[&'static str] = if random.chance(30) { &HYPHENED } else { &LABELS };
    let sentences = (0..random.between(1, 6)).map(|_| sentence(&mut random, scheme, kind, labels)).collect();
    Case { number, scheme, kind, sentences }
}

fn sentence(random: &mut Random, scheme: Scheme, kind: Kind, labels: &[&'static str]) -> Sentence {
    let words: Vec<String> = (0..random.between(1, 12)).map(|_| random.word()).collect();
    let gold = scheme.told_apart(mentions(random, words.len(), labels));
    let prediction = scheme.told_apart(perturbed(random, &gold, words.len(), labels));
    let mut gold_tags = scheme.encode(&gold, words.len());
    let mut prediction_tags = scheme.encode(&prediction, words.len());
    if kind == Kind::DirtyBoth {
        disturb(random, &mut gold_tags, scheme, labels);
    }
    if kind != Kind::Valid {
        disturb(random, &mut prediction_tags, scheme, labels);
    }
    Sentence { words, gold, prediction, gold_tags, prediction_tags }
}

/// Sorted mentions of 1 to 4 tokens; many touch, and of those many have one label.
fn mentions(random: &mut Random, tokens: usize, labels: &[&'static str]) -> Vec<Mention> {
    let mut mentions: Vec<Mention> = Vec::new();
    let mut token = 0;
    while token < tokens {
        let behind = mentions.last().filter(|last| last.end == token).map(|last| last.label);
        if random.chance(if behind.is_some() { 45 } else { 30 }) {
            let end = (token + random.between(1, 4)).min(tokens);
            let label = behind.filter(|_| random.chance(60)).unwrap_or_else(|| random.pick(labels));
            mentions.push(Mention { start: token, end, label });
            token = end;
        } else {
            token += 1;
        }
    }
    mentions
}

/// The mentions with some dropped, cut or lengthened at an end, relabelled, split, merged, and with some added.
fn perturbed(random: &mut Random, gold: &[Mention], tokens: usize, labels: &[&'static str]) -> Vec<Mention> {
    let mut prediction: Vec<Mention> = Vec::new();
    let mut free = 0;
    let mut rest = gold.iter().peekable();
    while let Some(mention) = rest.next() {
        if mention.start > free && random.chance(10) {
            let start = random.between(free, mention.start - 1);
            let end = random.between(start + 1, mention.start);
            prediction.push(Mention { start, end, label: random.pick(labels) });
            free = end;
        }
        let Mention { mut start, mut end, mut label } = mention.clone();
        // A mention before it may have been lengthened over its first tokens.
        start = start.max(free);
        match random.below(100) {
            0..8 => continue,
            8..18 => end = if random.chance(50) { end + 1 } else { end - 1 }.min(tokens),
            18..22 => start += 1,
            22..30 => label = random.pick(labels),
            30..40 if start + 1 < end => {
                let middle = random.between(start + 1, end - 1);
                prediction.push(Mention { start, end: middle, label });
                start = middle;
                label = if random.chance(80) { label } else { random.pick(labels) };
            }
            40..47 => {
                if let Some(next) = rest.next() {
                    end = next.end;
                }
            }
            _ => {}
        }
        if start < end {
            prediction.push(Mention { start, end, label });
            free = end;
        }
    }
    if free < tokens && random.chance(20) {
        let start = random.between(free, tokens - 1);
        prediction.push(Mention { start, end: random.between(start + 1, tokens), label: random.pick(labels) });
    }
    prediction
}

/// Puts random tags of the scheme at random tokens, at least at one.
fn disturb(random: &mut Random, tags: &mut [String], scheme: Scheme, labels: &[&'static str]) {
    let sure = random.below(tags.len());
    for (token, tag) in tags.iter_mut().enumerate() {
        if token == sure || random.chance(20) {
            *tag = if random.chance(20) { String::from("O") } else { format!("{}-{}", random.pick(scheme.letters()), random.pick(labels)) };
        }
    }
}

impl Case {
    /// The gold as a column file: `token tag`, an empty line behind every sentence.
    pub fn gold_columns(&self) -> String {
        self.columns(|sentence| &sentence.gold_tags)
    }

    /// The prediction as a column file.
    pub fn prediction_columns(&self) -> String {
        self.columns(|sentence| &sentence.prediction_tags)
    }

    fn columns(&self, tags: impl Fn(&Sentence) -> &[String]) -> String {
        let mut text = String::new();
        for sentence in &self.sentences {
            for (word, tag) in sentence.words.iter().zip(tags(sentence)) {
                text.push_str(&format!("{word} {tag}\n"));
            }
            text.push('\n');
        }
        text
    }
}

/// A gold and a prediction in CoNLL-U over the same characters.
#[derive(Clone, Debug)]
pub struct ConlluCase {
    pub gold: String,
    pub prediction: String,
}

/// A token of a CoNLL-U case: the atoms that it covers and its words, one if it is no multiword token.
#[derive(Clone)]
struct Token {
    first: usize,
    end: usize,
    words: Vec<String>,
    sentence_end: bool,
}

/// Words are cut from so few letters that different words of one span often have one form.
const FEW_LETTERS: [char; 5] = ['ا', 'ل', 'ب', 'ك', 'ت'];

/// Letters that lower-casing changes.
const CASED_LETTERS: [char; 6] = ['a', 'A', 'b', 'B', 'é', 'É'];

/// The CoNLL-U pair of a seed: both sides have tokens, multiword tokens and sentence breaks of their own.
///
/// The forms inside a multiword token may differ from its characters, also in case, and a token may hold a space.
pub fn conllu_case(seed: u64) -> ConlluCase {
    let mut random = Random::new(seed ^ 0xC011_C011_C011_C011);
    let cased = random.chance(30);
    let atoms: Vec<String> = (0..random.between(3, 40)).map(|_| atom(&mut random, cased)).collect();
    let mut gold = Vec::new();
    let mut first = 0;
    while first < atoms.len() {
        let end = (first + random.between(1, 3)).min(atoms.len());
        let words = analysis(&mut random, &atoms[first..end], 50);
        gold.push(Token { first, end, words, sentence_end: end == atoms.len() || random.chance(15) });
        first = end;
    }
    let prediction = reanalysed(&mut random, &gold, &atoms);
    ConlluCase { gold: conllu(&mut random, &gold, &atoms), prediction: conllu(&mut random, &prediction, &atoms) }
}

/// One to three letters, some with a mark.
fn atom(random: &mut Random, cased: bool) -> String {
    let mut atom = String::new();
    for _ in 0..random.between(1, 3) {
        if cased && random.chance(60) {
            atom.push(random.pick(&CASED_LETTERS));
        } else {
            atom.push(random.pick(&FEW_LETTERS));
            if random.chance(15) {
                atom.push(random.pick(&MARKS));
            }
        }
    }
    atom
}

/// The words of a token: its characters as one word, or the words of a multiword token in so many of 100 draws.
fn analysis(random: &mut Random, atoms: &[String], multiword: usize) -> Vec<String> {
    if !random.chance(if atoms.len() == 1 { multiword / 4 } else { multiword }) {
        return vec![atoms.concat()];
    }
    let mut words: Vec<String> = atoms.iter().map(|atom| if random.chance(25) { altered(random, atom) } else { atom.clone() }).collect();
    while words.len() < 2 || random.chance(10) {
        let cased = random.chance(10);
        let word = atom(random, cased);
        words.insert(random.below(words.len() + 1), word);
    }
    words
}

/// A form other than the characters: in another case, without its marks, with an article or something else.
fn altered(random: &mut Random, form: &str) -> String {
    match random.below(5) {
        0 => form.to_lowercase(),
        1 => form.to_uppercase(),
        2 => form.chars().filter(|letter| !MARKS.contains(letter)).collect(),
        3 => format!("ال{form}"),
        _ => atom(random, false),
    }
}

/// The tokens of the other side: some cut, some joined, some with other words, and some sentence breaks set otherwise.
fn reanalysed(random: &mut Random, gold: &[Token], atoms: &[String]) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = gold.iter().cloned().peekable();
    while let Some(mut token) = rest.next() {
        match random.below(100) {
            0..12 if token.first + 1 < token.end => {
                let middle = random.between(token.first + 1, token.end - 1);
                let words = analysis(random, &atoms[token.first..middle], 30);
                tokens.push(Token { first: token.first, end: middle, words, sentence_end: random.chance(10) });
                token.first = middle;
                token.words = analysis(random, &atoms[middle..token.end], 30);
            }
            12..24 => {
                if let Some(next) = rest.next() {
                    token.end = next.end;
                    token.sentence_end = next.sentence_end;
                }
                token.words = analysis(random, &atoms[token.first..token.end], 50);
            }
            24..44 => token.words = analysis(random, &atoms[token.first..token.end], 50),
            _ => {}
        }
        if token.end < atoms.len() && random.chance(8) {
            token.sentence_end = !token.sentence_end;
        }
        tokens.push(token);
    }
    tokens
}

/// The tokens as CoNLL-U, with comments, here and there a space in a form, and an empty node that counts nowhere.
fn conllu(random: &mut Random, tokens: &[Token], atoms: &[String]) -> String {
    let mut text = String::new();
    let mut id = 0;
    let line = |id: usize, form: &str| format!("{id}\t{form}\t_\t_\t_\t_\t{}\t{}\t_\t_\n", usize::from(id > 1), if id > 1 { "dep" } else { "root" });
    for token in tokens {
        if id == 0 && random.chance(30) {
            text.push_str("# newpar\n");
        }
        let spaced = token.first + 1 < token.end && random.chance(6);
        let separator = if spaced { random.pick(&[" ", "\u{A0}"]) } else { "" };
        let surface = atoms[token.first..token.end].join(separator);
        if let [_] = token.words.as_slice() {
            id += 1;
            text.push_str(&line(id, &surface));
        } else {
            text.push_str(&format!("{}-{}\t{surface}\t_\t_\t_\t_\t_\t_\t_\t_\n", id + 1, id + token.words.len()));
            for word in &token.words {
                id += 1;
                text.push_str(&line(id, word));
            }
        }
        if random.chance(2) {
            text.push_str(&format!("{id}.1\tكان\t_\t_\t_\t_\t_\t_\t_\t_\n"));
        }
        if token.sentence_end {
            text.push('\n');
            id = 0;
        }
    }
    text
}

/// How many words the streams draw from.
const VOCABULARY: usize = 4096;

/// How many bytes a sink gathers before it writes them.
const GATHERED: usize = 1 << 16;

/// A short text in a place of fixed size, which is copied faster than one of any size.
#[derive(Clone, Copy)]
struct Piece<const SIZE: usize> {
    bytes: [u8; SIZE],
    length: usize,
}

impl<const SIZE: usize> Piece<SIZE> {
    fn new(text: &str) -> Piece<SIZE> {
        let mut bytes = [0; SIZE];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        Piece { bytes, length: text.len() }
    }
}

/// Gathers pieces for a writer.
struct Sink<'a, W: Write> {
    writer: &'a mut W,
    gathered: Vec<u8>,
    length: usize,
}

impl<'a, W: Write> Sink<'a, W> {
    fn new(writer: &'a mut W) -> Sink<'a, W> {
        // The longest sentence of the streams fits behind the mark at which a sink writes.
        Sink { writer, gathered: vec![0; 2 * GATHERED], length: 0 }
    }

    #[inline]
    fn push<const SIZE: usize>(&mut self, piece: &Piece<SIZE>) {
        self.gathered[self.length..self.length + SIZE].copy_from_slice(&piece.bytes);
        self.length += piece.length;
    }

    /// Writes what is gathered if that is much; called behind every sentence.
    fn settle(&mut self) -> io::Result<()> {
        if self.length >= GATHERED { self.finish() } else { Ok(()) }
    }

    fn finish(&mut self) -> io::Result<()> {
        self.writer.write_all(&self.gathered[..self.length])?;
        self.length = 0;
        Ok(())
    }
}

/// The most tokens that a sentence of a stream has.
const LONGEST: usize = 25;

/// Writes a gold and a prediction of so many tokens as IOB2 column files: `token tag`, sentences of 15 to 25 tokens.
///
/// About 15 % of the tokens are in mentions, and the prediction differs in about 8 % of the mentions. Memory does not grow with the tokens.
pub fn stream_columns(seed: u64, tokens: usize, gold: &mut impl Write, prediction: &mut impl Write) -> io::Result<()> {
    let mut random = Random::new(seed);
    let words: Vec<Piece<32>> = (0..VOCABULARY).map(|_| Piece::new(&random.word())).collect();
    let mut tags: Vec<Piece<16>> = vec![Piece::new(" O\n")];
    for label in LABELS {
        tags.push(Piece::new(&format!(" B-{label}\n")));
        tags.push(Piece::new(&format!(" I-{label}\n")));
    }
    let end: Piece<1> = Piece::new("\n");
    let (mut gold, mut prediction) = (Sink::new(gold), Sink::new(prediction));
    let mut left = tokens;
    while left > 0 {
        let length = random.between(15, LONGEST).min(left);
        left -= length;
        let (gold_tags, prediction_tags) = stream_tags(&mut random, length);
        let mut bits = 0;
        for token in 0..length {
            // Five words are drawn from one number.
            if token % 5 == 0 {
                bits = random.bits();
            }
            let word = &words[bits as usize % VOCABULARY];
            bits >>= 12;
            gold.push(word);
            gold.push(&tags[usize::from(gold_tags[token])]);
            prediction.push(word);
            prediction.push(&tags[usize::from(prediction_tags[token])]);
        }
        gold.push(&end);
        prediction.push(&end);
        gold.settle()?;
        prediction.settle()?;
    }
    gold.finish()?;
    prediction.finish()
}

/// The tags of a sentence and those predicted: 0 outside, then begin and inside of each label.
#[inline]
fn stream_tags(random: &mut Random, length: usize) -> ([u8; LONGEST], [u8; LONGEST]) {
    let mut gold = [0; LONGEST];
    let mut prediction = [0; LONGEST];
    let mut token = 0;
    while token < length {
        let bits = random.bits();
        // At 8.5 % of the places outside a mention of 1 to 3 tokens begins: with what sentence ends cut off, 15 % of the tokens.
        if bits & 0xFFFF >= 5_570 {
            token += 1;
            continue;
        }
        let end = (token + 1 + (bits >> 16) as usize % 3).min(length);
        let label = (bits >> 24) as u8 % LABELS.len() as u8;
        write_mention(&mut gold, token, end, label);
        // 8 % of 65,536.
        if (bits >> 32) & 0xFFFF >= 5_243 {
            write_mention(&mut prediction, token, end, label);
        } else {
            let other = (label + 1 + (bits >> 56) as u8 % 3) % LABELS.len() as u8;
            match (bits >> 48) & 3 {
                0 => {}
                1 if end - token > 1 => write_mention(&mut prediction, token, end - 1, label),
                2 if end - token > 1 => {
                    write_mention(&mut prediction, token, token + 1, label);
                    write_mention(&mut prediction, token + 1, end, label);
                }
                _ => write_mention(&mut prediction, token, end, other),
            }
        }
        token = end;
    }
    (gold, prediction)
}

#[inline]
fn write_mention(tags: &mut [u8; LONGEST], start: usize, end: usize, label: u8) {
    tags[start] = 1 + 2 * label;
    tags[start + 1..end].fill(2 + 2 * label);
}

/// The lines of one side of a CoNLL-U stream.
struct Lines<'a, W: Write> {
    sink: Sink<'a, W>,
    id: usize,
}

/// What every line of a CoNLL-U stream is put together from.
struct Parts {
    ids: Vec<Piece<8>>,
    ranges: Vec<Piece<8>>,
    root: Piece<32>,
    dependent: Piece<32>,
    range_end: Piece<32>,
    end: Piece<1>,
}

impl Parts {
    fn new() -> Parts {
        // A sentence has at most two words a token, and a piece may be cut in two.
        let ids = 2 * LONGEST + 2;
        Parts {
            ids: (0..ids).map(|id| Piece::new(&format!("{id}\t"))).collect(),
            ranges: (0..ids).map(|id| Piece::new(&format!("{id}-{}\t", id + 1))).collect(),
            root: Piece::new("\t_\t_\t_\t_\t0\troot\t_\t_\n"),
            dependent: Piece::new("\t_\t_\t_\t_\t1\tdep\t_\t_\n"),
            range_end: Piece::new("\t_\t_\t_\t_\t_\t_\t_\t_\n"),
            end: Piece::new("\n"),
        }
    }
}

impl<W: Write> Lines<'_, W> {
    #[inline]
    fn word(&mut self, parts: &Parts, form: &Piece<40>) {
        self.id += 1;
        self.sink.push(&parts.ids[self.id]);
        self.sink.push(form);
        self.sink.push(if self.id == 1 { &parts.root } else { &parts.dependent });
    }

    /// A multiword token of two words.
    #[inline]
    fn multiword(&mut self, parts: &Parts, whole: &Piece<40>, words: [&Piece<40>; 2]) {
        self.sink.push(&parts.ranges[self.id + 1]);
        self.sink.push(whole);
        self.sink.push(&parts.range_end);
        for word in words {
            self.word(parts, word);
        }
    }

    fn end_sentence(&mut self, parts: &Parts) -> io::Result<()> {
        self.sink.push(&parts.end);
        self.id = 0;
        self.sink.settle()
    }
}

/// A word of the CoNLL-U stream with a clitic in front, and the two pieces that a wrong cut makes of it.
struct Entry {
    clitic: Piece<40>,
    stem: Piece<40>,
    whole: Piece<40>,
    halves: [Piece<40>; 2],
}

/// Writes a gold and a prediction of so many tokens as CoNLL-U, in sentences of 15 to 25 tokens of which about 20 % are multiword.
///
/// The prediction cuts about 3 % of the tokens otherwise, over the same characters. Memory does not grow with the tokens.
pub fn stream_conllu(seed: u64, tokens: usize, gold: &mut impl Write, prediction: &mut impl Write) -> io::Result<()> {
    let mut random = Random::new(seed);
    let entries: Vec<Entry> = (0..VOCABULARY).map(|_| Entry::random(&mut random)).collect();
    let parts = Parts::new();
    let mut gold = Lines { sink: Sink::new(gold), id: 0 };
    let mut prediction = Lines { sink: Sink::new(prediction), id: 0 };
    let mut left = tokens;
    while left > 0 {
        let length = random.between(15, LONGEST).min(left);
        left -= length;
        for _ in 0..length {
            let bits = random.bits();
            let entry = &entries[bits as usize % VOCABULARY];
            // 20 % and 3 % of 65,536.
            let multiword = (bits >> 12) & 0xFFFF < 13_107;
            let otherwise = (bits >> 28) & 0xFFFF < 1_966;
            if multiword {
                gold.multiword(&parts, &entry.whole, [&entry.clitic, &entry.stem]);
            } else {
                gold.word(&parts, &entry.whole);
            }
            match (otherwise, multiword, (bits >> 44) & 1) {
                (false, true, _) | (true, false, 0) => prediction.multiword(&parts, &entry.whole, [&entry.clitic, &entry.stem]),
                (false, false, _) | (true, true, 0) => prediction.word(&parts, &entry.whole),
                (true, ..) => entry.halves.iter().for_each(|half| prediction.word(&parts, half)),
            }
        }
        gold.end_sentence(&parts)?;
        prediction.end_sentence(&parts)?;
    }
    gold.sink.finish()?;
    prediction.sink.finish()
}

impl Entry {
    fn random(random: &mut Random) -> Entry {
        let clitic = random.pick(&CLITICS).to_string();
        let mut stem = random.word();
        while stem.chars().count() < 2 {
            stem = random.word();
        }
        let whole = format!("{clitic}{stem}");
        let middle = whole.char_indices().map(|(at, _)| at).nth(2).expect("a whole word has three letters or more");
        let halves = [&whole[..middle], &whole[middle..]].map(Piece::new);
        Entry { clitic: Piece::new(&clitic), stem: Piece::new(&stem), whole: Piece::new(&whole), halves }
    }
}
