//! Pieces: what the tokenizer cuts a passage into, to which word each piece belongs, and where the words stand in the raw text.

use std::ops::Range;

use mihak_core::error::Result;
use mihak_core::text::Span;
use mihak_core::text::fold::is_deleted;
use mihak_core::text::words::words;
use tokenizers::{Encoding, InputSequence, Token, Tokenizer};

use crate::extractors::onnx::options::{Cut, Options, Words};
use crate::extractors::onnx::passage::{Passage, Word};
use crate::failure::{Failure, malformed};

/// The special pieces around every window, each with its number and its type.
pub struct Frame {
    /// Those in front, such as `[CLS]`.
    pub before: Vec<(i32, i32)>,
    /// Those behind, such as `[SEP]`.
    pub after: Vec<(i32, i32)>,
    /// The type of the pieces of the window.
    pub kind: i32,
}

impl Frame {
    /// The number of special pieces.
    pub fn len(&self) -> usize {
        self.before.len() + self.after.len()
    }
}

/// The tokenizer, shared by all workers.
pub struct Cutter {
    tokenizer: Tokenizer,
    by: Words,
    cut: Cut,
    /// The special pieces around every window.
    pub frame: Frame,
    /// The piece with which short windows are filled.
    pub pad: i32,
    /// The highest number in the vocabulary.
    pub highest: i32,
}

impl Cutter {
    /// The tokenizer of the content of a `tokenizer.json`. `Err` if it is no such file.
    pub fn new(json: &[u8], options: &Options) -> Result<Cutter> {
        let mut tokenizer = Tokenizer::from_bytes(json)
            .map_err(|error| malformed(error.to_string()).remedy("expected a tokenizer.json as the Hugging Face libraries write it"))?;
        // Windows are cut and filled here, whatever the file says.
        tokenizer.with_truncation(None).map_err(|error| malformed(error.to_string()))?;
        let padding = tokenizer.get_padding().map(|padding| padding.pad_id);
        tokenizer.with_padding(None);
        let pad = padding.or_else(|| ["[PAD]", "<pad>"].iter().find_map(|pad| tokenizer.token_to_id(pad))).unwrap_or(0) as i32;
        let highest = tokenizer.get_vocab(true).into_values().max().ok_or_else(|| malformed("its vocabulary is empty"))? as i32;
        let frame = frame(&tokenizer)?;
        Ok(Cutter { tokenizer, by: options.words, cut: options.passage, frame, pad, highest })
    }

    /// The passages of an article that have words.
    pub fn passages(&self, text: &str) -> Result<Vec<Passage>, Failure> {
        let mut passages = Vec::new();
        let mut start = 0;
        let whole = |c: char| self.cut == Cut::Line && matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}');
        for line in text.split(whole) {
            let passage = match self.by {
                Words::Tokenizer => self.raw(text, start, line),
                Words::Mihak => self.given(text, start, line),
            }?;
            if !passage.words.is_empty() {
                passages.push(passage);
            }
            // The separator that ended the line may have up to three bytes.
            let end = start + line.len();
            start = end + text[end..].chars().next().map_or(0, char::len_utf8);
        }
        Ok(passages)
    }

    fn encode<'s>(&self, input: impl Into<InputSequence<'s>>) -> Result<Encoding, Failure> {
        self.tokenizer.encode(input.into(), false).map_err(|error| Failure::Error(format!("the tokenizer says: {error}")))
    }

    /// The words that the pre-tokenizer leaves whole.
    fn raw(&self, text: &str, at: usize, line: &str) -> Result<Passage, Failure> {
        let encoding = self.encode(line)?;
        passage(&encoding, |pieces| {
            // Byte-level pieces may hold the space in front of the word, and marks that the normaliser drops belong to none.
            let offsets = &encoding.get_offsets()[pieces.clone()];
            let (start, end) = (offsets.first().map_or(0, |first| first.0), offsets.iter().map(|offsets| offsets.1).max().unwrap_or(0));
            let slice = line.get(start..end).ok_or_else(|| {
                Failure::Malformed(format!("the tokenizer puts a word at bytes {start}..{end} of a line of {}, which splits a character", line.len()))
            })?;
            let start = start + slice.len() - slice.trim_start().len();
            let end = start + slice.trim().len();
            let end = end + line[end..].len() - line[end..].trim_start_matches(is_deleted).len();
            Ok(Span::new(text, at + start, at + end).ok())
        })
    }

    /// The words of [`words`], cut one by one.
    fn given(&self, text: &str, at: usize, line: &str) -> Result<Passage, Failure> {
        let spans: Vec<Span> = words(line).collect();
        let slices: Vec<&str> = spans.iter().map(|span| span.slice(line)).collect();
        let encoding = self.encode(slices)?;
        passage(&encoding, |pieces| {
            let word = encoding.get_word_ids()[pieces.start].map(|word| spans[word as usize]);
            Ok(word.and_then(|word| Span::new(text, at + word.start(), at + word.end()).ok()))
        })
    }
}

/// The passage of an encoding. `span` gives the place of the word of some pieces, or `None` if the word is only white space.
fn passage(encoding: &Encoding, span: impl Fn(&Range<usize>) -> Result<Option<Span>, Failure>) -> Result<Passage, Failure> {
    let mut passage = Passage { ids: Vec::new(), words: Vec::new() };
    let numbers = encoding.get_word_ids();
    let mut start = 0;
    while start < numbers.len() {
        let len = match numbers[start] {
            Some(number) => numbers[start..].iter().take_while(|&&other| other == Some(number)).count(),
            None => 1,
        };
        let pieces = start..start + len;
        if let Some(span) = span(&pieces)? {
            let at = passage.ids.len();
            passage.ids.extend(encoding.get_ids()[pieces].iter().map(|&id| id as i32));
            passage.words.push(Word { pieces: at..at + len, span });
        }
        start += len;
    }
    Ok(passage)
}

/// The special pieces that the tokenizer puts around a text.
fn frame(tokenizer: &Tokenizer) -> Result<Frame> {
    // The piece stands for any text: post-processors look at none. `u32::MAX` is no piece of a vocabulary.
    let text = Encoding::from_tokens(vec![Token::new(u32::MAX, String::new(), (0, 0))], 0);
    let framed = tokenizer.post_process(text, None, true).map_err(|error| malformed(format!("post-processor: {error}")))?;
    let pieces: Vec<(u32, i32)> = framed.get_ids().iter().copied().zip(framed.get_type_ids().iter().map(|&kind| kind as i32)).collect();
    let at = pieces.iter().position(|&(id, _)| id == u32::MAX).ok_or_else(|| malformed("its post-processor drops the text"))?;
    let special = |pieces: &[(u32, i32)]| pieces.iter().map(|&(id, kind)| (id as i32, kind)).collect();
    Ok(Frame { before: special(&pieces[..at]), after: special(&pieces[at + 1..]), kind: pieces[at].1 })
}
