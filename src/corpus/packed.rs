//! A corpus that is too much for memory: it is checked block by block, and packed into a file of which one article is read at a time.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use mihak_core::annotation::{Article, Class, GoldMention, Labels, Mention, Segment, Word};
use mihak_core::error::Problems;
use mihak_core::format::rows::{Annotations, Blocks};
use mihak_core::hash::ShortHasher;
use mihak_core::text::Span;
use rustc_hash::FxHashMap;

use crate::corpus::annotated::{Annotated, Articles};
use crate::corpus::whole::{ArticlesHasher, CorpusSpec, Shelf, hash_corpus, signed, version};
use crate::folder::Root;
use crate::gold::{Declared, annotation_files, declared, gold_files};

/// So many articles are checked at a time.
const BLOCK: usize = 64;

/// A corpus in a file, of which memory holds where each article is.
pub struct PackedCorpus {
    name: String,
    signed: String,
    labels: Labels,
    /// The label of each number that the file has.
    numbers: Vec<mihak_core::annotation::Label>,
    has: [bool; 2],
    left_out: Vec<String>,
    entries: Vec<Entry>,
    packed: File,
}

/// Where an article is.
struct Entry {
    id: Box<str>,
    split: Arc<str>,
    start: u64,
    bytes: u32,
}

/// What is told of a mention that cannot be scored.
pub type Check<'a> = &'a dyn Fn(&mut Problems, &GoldMention, &Labels);

impl PackedCorpus {
    /// The corpus of a stanza below a folder on disk; `check` sees every mention.
    ///
    /// `Ok(None)` if the rows of an article do not stand together, or are of none: then the corpus has to be read as a whole.
    /// `Err` lists every fault that was found in articles and gold.
    pub fn load(folder: &Path, spec: &CorpusSpec, check: Check) -> Result<Option<PackedCorpus>> {
        let root = Root::Disk(folder.to_path_buf());
        let context = || format!("corpus `{}`", spec.name);
        let files = spec.gold.as_ref().map(|path| annotation_files(path));
        let packed = Packing::new(&root, spec).and_then(|packing| packing.pack(&root, spec, check));
        root.unquoted(&files.iter().flatten().map(String::as_str).collect::<Vec<_>>(), packed).with_context(context)
    }
}

/// The file of a packed corpus while it is written.
struct Packing {
    shelf: Shelf,
    gold: Declared,
    gold_hash: String,
    has: [bool; 2],
    blocks: Blocks<BufReader<File>>,
    names: Vec<String>,
    numbers: FxHashMap<String, u32>,
    entries: Vec<Entry>,
    splits: FxHashMap<String, Arc<str>>,
    to: BufWriter<File>,
    end: u64,
}

impl Packing {
    fn new(root: &Root, spec: &CorpusSpec) -> Result<Packing> {
        let shelf = Shelf::list(root, &spec.articles)?;
        let (mut gold, mut has, mut hash) = (Declared::default(), [false; 2], String::new());
        let mut opened: [Option<(String, BufReader<File>)>; 2] = [None, None];
        if let Some(path) = &spec.gold {
            gold = declared(root, path)?;
            let mut hasher = ShortHasher::default();
            for (at, file) in gold_files(root, path)?.into_iter().enumerate() {
                let Some(file) = file else { continue };
                let shown = root.shown(&file);
                let Root::Disk(folder) = root else { unreachable!("what is embedded is small") };
                opened[at] = Some((shown.clone(), hashed(&folder.join(&file), &shown, &mut hasher)?));
                has[at] = true;
            }
            hash = gold.hash_with(hasher.finish());
        }
        let [segments, entities] = opened;
        Ok(Packing {
            blocks: Blocks::new(segments, entities)?,
            shelf,
            gold,
            gold_hash: hash,
            has,
            names: Vec::new(),
            numbers: FxHashMap::default(),
            entries: Vec::new(),
            splits: FxHashMap::default(),
            to: BufWriter::new(tempfile::tempfile().context("cannot write a temporary file for a large corpus")?),
            end: 0,
        })
    }

    fn pack(mut self, root: &Root, spec: &CorpusSpec, check: Check) -> Result<Option<PackedCorpus>> {
        let mut problems = Problems::default();
        let mut left: BTreeSet<String> = std::mem::take(&mut self.shelf.ids).into_iter().collect();
        while !left.is_empty() {
            let mut ids = self.blocks.ids(BLOCK, &|id| left.contains(id))?;
            if ids.is_empty() {
                // No row is of any of them.
                ids.extend(left.iter().take(BLOCK).cloned());
            }
            left.retain(|id| !ids.contains(id));
            let articles = ids.into_iter().map(|id| self.shelf.article(root, &spec.articles, id)).collect::<Result<Vec<_>>>()?;
            let block = self.blocks.next(&articles, &mut problems)?;
            block.mentions.iter().flatten().flatten().for_each(|gold| check(&mut problems, gold, &block.labels));
            if let Some((path, words)) = spec.gold.as_ref().zip(block.words.as_ref()) {
                self.gold.own(&root.shown(&format!("{path}/gold.toml")), words, &mut problems);
            }
            if problems.is_empty() {
                self.add(articles, block)?;
            }
        }
        if !self.blocks.is_over() {
            return Ok(None);
        }
        self.shelf.all_are_there(root, &spec.articles)?;
        problems.into_result()?;
        self.entries.sort_by(|a, b| a.id.cmp(&b.id));
        let articles_hash = self.articles_hash(root, &spec.articles)?;
        let signed = signed(&spec.name, &version([self.gold.version, self.shelf.version]), &hash_corpus(&articles_hash, &self.gold_hash));
        let labels = Labels::of(self.names.iter().map(String::as_str));
        let numbers = self.names.iter().map(|name| labels.get(name).expect("the table is made of these names")).collect();
        let packed = self.to.into_inner().map_err(|error| error.into_error()).context("cannot write a temporary file for a large corpus")?;
        let (name, left_out) = (spec.name.clone(), self.shelf.left_out);
        Ok(Some(PackedCorpus { name, signed, labels, numbers, has: self.has, left_out, entries: self.entries, packed }))
    }

    /// The hash of articles, splits and texts in the order of ids.
    fn articles_hash(&self, root: &Root, path: &str) -> Result<String> {
        let mut hasher = ArticlesHasher::default();
        for Entry { id, split, .. } in &self.entries {
            hasher.article(id, split, &root.read(&format!("{path}/{id}.txt"))?);
        }
        Ok(hasher.finish())
    }

    /// Packs the articles of a block.
    fn add(&mut self, articles: Vec<Article>, Annotations { words, mentions, labels, .. }: Annotations) -> Result<()> {
        let numbers: Vec<u32> = labels.names().map(|name| self.number(name)).collect();
        for (at, Article { id, text, split, .. }) in articles.into_iter().enumerate() {
            let mut packed = Vec::with_capacity(text.len() * 2);
            put_text(&mut packed, &text);
            if let Some(words) = &words {
                put_words(&mut packed, &words[at]);
            }
            if let Some(mentions) = &mentions {
                put(&mut packed, mentions[at].len());
                for GoldMention { mention: Mention { span, label }, .. } in &mentions[at] {
                    [span.start(), span.end() - span.start(), numbers[label.place()] as usize]
                        .into_iter()
                        .for_each(|number| put(&mut packed, number));
                }
            }
            self.to.write_all(&packed).context("cannot write a temporary file for a large corpus")?;
            let bytes = u32::try_from(packed.len()).ok().with_context(|| format!("article `{id}` with its gold has more than 4 GB: split it"))?;
            let split = self.splits.entry(split).or_insert_with_key(|split| split.as_str().into()).clone();
            self.entries.push(Entry { id: id.into(), split, start: self.end, bytes });
            self.end += u64::from(bytes);
        }
        Ok(())
    }

    /// The number of a label in the file.
    fn number(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        self.names.push(name.into());
        self.numbers.insert(name.into(), self.names.len() as u32 - 1);
        self.names.len() as u32 - 1
    }
}

/// A file behind its byte order mark, whose bytes are a part of a hash.
fn hashed(path: &Path, shown: &str, hasher: &mut ShortHasher) -> Result<BufReader<File>> {
    let said = || format!("cannot read `{shown}`");
    let mut file = File::open(path).with_context(said)?;
    let length = file.metadata().with_context(said)?.len();
    hasher.begin(length);
    let (mut buffer, mut read, mut mark) = (vec![0; 1 << 20], 0, false);
    loop {
        let bytes = file.read(&mut buffer).with_context(said)?;
        if bytes == 0 {
            break;
        }
        mark |= read == 0 && buffer.starts_with("\u{feff}".as_bytes());
        hasher.update(&buffer[..bytes]);
        read += bytes as u64;
    }
    ensure!(read == length, "`{shown}` changed while it was read");
    file.seek(SeekFrom::Start(if mark { 3 } else { 0 })).with_context(said)?;
    Ok(BufReader::with_capacity(1 << 16, file))
}

/// The bytes of text and gold of a stanza, by the sizes of its files.
pub fn size(root: &Root, spec: &CorpusSpec) -> Result<u64> {
    let Root::Disk(folder) = root else { return Ok(0) };
    let bytes = |path: &Path| fs::metadata(path).map_or(0, |file| file.len());
    let mut size = 0;
    for name in root.files(&spec.articles)?.iter().filter(|name| name.ends_with(".txt")) {
        size += bytes(&folder.join(&spec.articles).join(name));
    }
    if let Some(path) = &spec.gold {
        size += gold_files(root, path)?.into_iter().flatten().map(|file| bytes(&folder.join(file))).sum::<u64>();
    }
    Ok(size)
}

/// Appends a number, seven bits a byte, the last one without the eighth.
fn put(to: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

fn put_text(to: &mut Vec<u8>, text: &str) {
    put(to, text.len());
    to.extend_from_slice(text.as_bytes());
}

fn put_words(to: &mut Vec<u8>, words: &[Word]) {
    put(to, words.len());
    let mut end = 0;
    for word in words {
        put(to, word.span.start() - end);
        put(to, word.segments.len());
        for Segment { span, class, form } in &word.segments {
            put(to, span.end() - span.start());
            put(to, Class::ALL.iter().position(|(known, _)| known == class).unwrap_or(Class::ALL.len()));
            if let Class::Declared(class) = class {
                put_text(to, &class.name);
            }
            put_text(to, form);
        }
        end = word.span.end();
    }
}

/// The bytes of a packed article, from the first one that is not read yet.
struct Unpacked<'a>(&'a [u8]);

impl Unpacked<'_> {
    fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        for shift in (0..63).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn text(&mut self) -> Option<&str> {
        let length = self.number()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }

    fn words(&mut self, text: &str) -> Option<Vec<Word>> {
        let mut words = Vec::with_capacity(self.number()?);
        let mut end = 0;
        for _ in 0..words.capacity() {
            let start = end + self.number()?;
            end = start;
            let mut segments = Vec::with_capacity(self.number()?);
            for _ in 0..segments.capacity() {
                let (from, length) = (end, self.number()?);
                end += length;
                let class = match Class::ALL.get(self.number()?) {
                    Some((class, _)) => *class,
                    None => self.text()?.parse().ok()?,
                };
                let form = self.text()?.into();
                segments.push(Segment { span: Span::new(text, from, end).ok()?, class, form });
            }
            words.push(Word { span: Span::new(text, start, end).ok()?, segments });
        }
        Some(words)
    }

    fn mentions(&mut self, text: &str, labels: &[mihak_core::annotation::Label]) -> Option<Vec<Mention>> {
        let mut mentions = Vec::with_capacity(self.number()?);
        for _ in 0..mentions.capacity() {
            let (start, length, label) = (self.number()?, self.number()?, *labels.get(self.number()?)?);
            mentions.push(Mention { span: Span::new(text, start, start + length).ok()?, label });
        }
        // Labels got their numbers before all of them were known.
        mentions.sort_by_key(|mention| (mention.span.start(), usize::MAX - mention.span.end(), mention.label));
        Some(mentions)
    }
}

impl PackedCorpus {
    fn unpacked(&self, bytes: &[u8]) -> Option<Annotated<'static>> {
        let mut packed = Unpacked(bytes);
        let text = packed.text()?.to_string();
        let words = if self.has[0] { Some(Cow::Owned(packed.words(&text)?)) } else { None };
        let mentions = if self.has[1] { Some(packed.mentions(&text, &self.numbers)?) } else { None };
        Some(Annotated { text: text.into(), words, mentions })
    }
}

impl Articles for PackedCorpus {
    fn name(&self) -> &str {
        &self.name
    }

    fn signed(&self) -> String {
        self.signed.clone()
    }

    fn labels(&self) -> &Labels {
        &self.labels
    }

    fn has_words(&self) -> bool {
        self.has[0]
    }

    fn has_mentions(&self) -> bool {
        self.has[1]
    }

    fn left_out(&self) -> &[String] {
        &self.left_out
    }

    fn len(&self) -> usize {
        self.entries.len()
    }

    fn id(&self, at: usize) -> &str {
        &self.entries[at].id
    }

    fn split(&self, at: usize) -> &str {
        &self.entries[at].split
    }

    fn article(&self, at: usize) -> Result<Annotated<'_>> {
        let Entry { id, start, bytes, .. } = &self.entries[at];
        let mut packed = vec![0; *bytes as usize];
        read_at(&self.packed, &mut packed, *start).with_context(|| format!("cannot read article `{id}` again"))?;
        self.unpacked(&packed).with_context(|| format!("article `{id}` is not what was written to a temporary file"))
    }
}

/// Reads bytes of a file that several threads read.
#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], start: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, start)
}

/// Reads bytes of a file that several threads read.
#[cfg(windows)]
fn read_at(file: &File, bytes: &mut [u8], start: u64) -> std::io::Result<()> {
    let mut read = 0;
    while read < bytes.len() {
        match std::os::windows::fs::FileExt::seek_read(file, &mut bytes[read..], start + read as u64)? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            some => read += some,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::whole::Corpus;

    fn spec(articles: &str, gold: &str) -> CorpusSpec {
        CorpusSpec { name: "c".into(), articles: articles.into(), gold: Some(gold.into()), ..CorpusSpec::default() }
    }

    fn here() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR"))
    }

    #[test]
    fn the_shipped_corpus_is_unpacked_as_it_is_read_as_a_whole() {
        let news = spec("corpora/news", "gold/news");
        let whole = Corpus::load(&Root::Disk(here().to_path_buf()), &news).unwrap();
        let packed = PackedCorpus::load(here(), &news, &|_, _, _| {}).unwrap().expect("the rows of an article stand together");
        assert_eq!((packed.signed(), packed.len(), packed.labels()), (whole.signed(), whole.len(), &whole.gold.labels));
        for at in 0..whole.len() {
            let (ours, expected) = (packed.article(at).unwrap(), Articles::article(&whole, at).unwrap());
            assert_eq!((packed.id(at), packed.split(at)), (whole.id(at), whole.split(at)));
            assert!((ours.text, ours.words, ours.mentions) == (expected.text, expected.words, expected.mentions), "{}", whole.id(at));
        }
    }

    #[test]
    fn faults_are_those_of_a_corpus_that_is_read_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        // More articles than a block has.
        (0..100).for_each(|at| write(&format!("a/{at:03}.txt"), "زار بوتين"));
        let row = |at: usize| format!("{at:03},4,9,بوتين,PERS,\n");
        let whole: String = (0..100).map(row).collect();
        let spec = spec("a", "g");
        let root = Root::Disk(folder.path().to_path_buf());
        let with = |rows: &str| {
            write("g/entities.csv", &format!("article,start,end,text,label,ref\n{rows}"));
            let expected = Corpus::load(&root, &spec).map(|corpus| corpus.signed()).map_err(|error| format!("{error:#}"));
            let found = PackedCorpus::load(folder.path(), &spec, &|_, _, _| {}).map_err(|error| format!("{error:#}"));
            (found.map(|found| found.map(|corpus| corpus.signed())), expected)
        };
        let (found, expected) = with(&whole);
        assert_eq!(found, expected.map(Some));
        for wrong in [whole.replace("070,4,9", "070,4,8"), whole.replace("070,4,9,بوتين", "070,4,9,بوتن").replace("099,4", "099,x")] {
            let (found, expected) = with(&wrong);
            assert_eq!(found.unwrap_err(), expected.unwrap_err());
        }
        let turned = row(99) + &whole[..whole.len() - row(99).len()];
        let (found, expected) = with(&turned);
        assert_eq!(found, expected.map(Some), "in any order");
        for apart in [turned + &row(99).replace("4,9,بوتين", "0,3,زار"), whole + &row(100)] {
            assert_eq!(with(&apart).0, Ok(None), "read as a whole");
        }
    }
}
