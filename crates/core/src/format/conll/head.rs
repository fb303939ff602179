//! What the first lines of a column file show: how many columns they have, and which of them hold tags, numbers or the same in every line.

use std::collections::BTreeSet;

use crate::format::conll::line::{BOM, DOCSTART, Separator, is_blank, is_remark, trimmed};
use crate::tags::TagForm;

/// What the first lines of a file look like.
#[derive(Clone, Debug)]
pub struct Head {
    /// The separator.
    pub separator: Separator,
    /// The number of columns of the first line of a token.
    pub columns: usize,
    /// Whether all lines have the same number of columns.
    pub is_even: bool,
    /// Whether nearly every last column is a tag.
    pub tags: bool,
    /// Whether nearly every column behind the token is a tag.
    pub all_tags: bool,
    /// Whether some lines have several tags, and more lines than are too long for another reason.
    pub is_nested: bool,
    /// Whether some rows are numbered as those of multiword tokens (`1-2`) or empty nodes (`1.1`), in a first column of numbers; they are not looked at.
    pub has_ranges: bool,
    /// What stands in every column, as far as the first line has it.
    pub seen: Vec<SeenColumn>,
    /// Of two columns, in how many lines both have a tag of a mention, and in how many it is the same.
    pairs: Vec<(usize, usize, u64, u64)>,
}

/// What stands in a column.
#[derive(Clone, Debug, Default)]
pub struct SeenColumn {
    /// The number of lines that were looked at.
    lines: usize,
    /// How many of them hold `O` or a tag of a mention here.
    tags: usize,
    /// How many hold a tag of a mention.
    mentions: usize,
    /// How many hold a whole number, a range of them or one with a point.
    numbers: usize,
    /// What the first line holds.
    first: Vec<u8>,
    /// Whether all hold the same.
    is_constant: bool,
    /// How many hold `O` or `*`.
    outside: usize,
    /// What the lines hold, up to some number of different values.
    values: BTreeSet<Vec<u8>>,
    /// The form of the tags.
    pub form: TagForm,
    /// The types of the tags.
    pub types: BTreeSet<Vec<u8>>,
}

/// How the tags of several columns belong together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layers {
    /// There is no column of tags, or lines have other numbers of columns for no reason.
    None,
    /// One column says all.
    One,
    /// Every column holds mentions, which nest.
    Nested,
    /// Two columns mostly hold the same tags: gold and a prediction of one text.
    Parallel,
    /// The columns hold other types, so that they may be layers or other things, such as phrases.
    Apart,
}

/// How many lines are looked at to tell what a file is.
const LOOKED_AT: usize = 20_000;

/// How many different values and types of a column are kept: columns of phrases or of names have fewer.
const TYPES: usize = 500;

/// Whether a part is nearly all: a few broken tags do not make a tag file something else, they are reported when it is read.
fn mostly(part: usize, whole: usize) -> bool {
    whole > 0 && part * 10 >= whole * 8
}

/// Whether the field is `O`, or begins as a tag of a mention does.
pub fn looks_like_tag(field: &[u8]) -> bool {
    field == b"O" || (field.len() > 2 && field[1] == b'-' && b"BIESLUMW".contains(&field[0]))
}

/// Whether a field numbers a row: CoNLL-U has `1`, `1-2` and `1.1`.
fn is_number(field: &[u8]) -> bool {
    field.first().is_some_and(u8::is_ascii_digit) && field.iter().all(|byte| byte.is_ascii_digit() || b"-.".contains(byte))
}

/// What is wrong with the row of a range or of an empty node if one of its columns of tags holds a mention.
pub fn tag_of_range<'a>(tags: impl IntoIterator<Item = &'a [u8]>) -> Option<String> {
    let tag = tags.into_iter().find(|tag| looks_like_tag(tag) && *tag != b"O")?;
    let said = format!("`{}` stands on the row of a multiword token or an empty node", String::from_utf8_lossy(tag));
    Some(format!("{said}; tags belong to the words that follow it, as in CoNLL-U, which the format conllu reads"))
}

/// Whether the number of a row is that of a multiword token, `1-2`, or of an empty node, `1.1`.
pub fn is_range(id: &[u8]) -> bool {
    let mut parts = id.split(|byte| b"-.".contains(byte));
    let is_number = |part: Option<&[u8]>| part.is_some_and(|part| !part.is_empty() && part.iter().all(u8::is_ascii_digit));
    is_number(parts.next()) && is_number(parts.next()) && parts.next().is_none()
}

/// Whether a word has a mark of a cut between two letters beyond ASCII.
fn is_cut(word: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && c.is_alphabetic());
    let between = |sign: &str| {
        word.match_indices(sign).any(|(at, _)| is_letter(word[..at].chars().next_back()) && is_letter(word[at + sign.len()..].chars().next()))
    };
    ["+", "@@", "##", "▁"].into_iter().any(between)
}

/// The lines of tokens at the beginning of a file.
fn token_lines(content: &[u8]) -> impl Iterator<Item = &[u8]> {
    let content = content.strip_prefix(BOM).unwrap_or(content);
    let mut is_start = true;
    let is_token = move |line: &&[u8]| {
        let is_border = is_blank(line) || line.starts_with(DOCSTART);
        let is_remark = is_start && is_remark(line);
        is_start = is_border || is_remark;
        !is_border && !is_remark
    };
    content.split(|&byte| byte == b'\n').map(trimmed).filter(is_token).take(LOOKED_AT)
}

/// What the first lines of tokens look like; `None` if there is none.
pub fn head(content: &[u8]) -> Option<Head> {
    let mut lines: Vec<&[u8]> = token_lines(content).collect();
    let first = lines.first()?;
    let separator = if first.contains(&b'\t') { Separator::Tab } else { Separator::Space };
    // The words of a multiword token follow it, and an empty node is no word.
    let id = |line: &&[u8]| separator.fields(line)[0].to_vec();
    let has_ranges = lines.iter().all(|line| is_number(&id(line))) && lines.iter().any(|line| is_range(&id(line)));
    if has_ranges {
        lines.retain(|line| !is_range(&id(line)));
    }
    let columns = separator.fields(lines.first()?).len();
    let mut head =
        Head { separator, columns, is_even: true, tags: false, all_tags: false, is_nested: false, has_ranges, seen: Vec::new(), pairs: Vec::new() };
    head.seen.resize(columns, SeenColumn { is_constant: true, ..SeenColumn::default() });
    for line in &lines {
        let fields = separator.fields(line);
        head.is_even &= fields.len() == columns;
        head.seen.iter_mut().zip(&fields).for_each(|(seen, field)| seen.note(field));
    }
    if head.is_even {
        head.seen[1..].iter_mut().for_each(SeenColumn::settle);
    }
    let token = head.token();
    let (mut seen, mut last, mut others, mut all, mut nested, mut long) = (0, 0, 0, 0, 0, 0);
    for line in &lines {
        let fields = separator.fields(line);
        let behind = fields.get(token + 1..).unwrap_or_default();
        let tags = behind.iter().filter(|field| looks_like_tag(field)).count();
        if behind.len() > 1 {
            // One line with a column too many does not make a flat file a nested one.
            *(if tags == behind.len() { &mut nested } else { &mut long }) += 1;
        }
        seen += 1;
        last += usize::from(behind.last().is_some_and(|field| looks_like_tag(field)));
        others += behind.len();
        all += tags;
    }
    head.is_nested = nested > long;
    head.tags = mostly(last, seen);
    head.all_tags = mostly(all, others);
    if head.is_even {
        head.compare(&lines);
    }
    Some(head)
}

impl SeenColumn {
    fn note(&mut self, field: &[u8]) {
        self.lines += 1;
        match self.lines {
            1 => self.first = field.to_vec(),
            _ => self.is_constant &= self.first == field,
        }
        self.outside += usize::from(field == b"O" || field == b"*");
        if self.values.len() <= TYPES && !self.values.contains(field) {
            self.values.insert(field.to_vec());
        }
        self.numbers += usize::from(is_number(field));
        if looks_like_tag(field) {
            self.tags += 1;
            if field != b"O" {
                self.mentions += 1;
                if self.types.len() < TYPES {
                    self.types.insert(field[2..].to_vec());
                }
            }
        }
    }

    /// Takes the values for tags of another form than `B-PER` where all of them are.
    fn settle(&mut self) {
        let is_common = self.outside * 10 >= self.lines * 3;
        if mostly(self.tags, self.lines) || self.values.len() > TYPES || !is_common {
            return;
        }
        let values: Vec<&str> = self.values.iter().filter_map(|value| std::str::from_utf8(value).ok()).collect();
        let form = TagForm::of(values.iter().copied()).filter(|_| values.len() == self.values.len());
        if let Some(form) = form.filter(|form| *form != TagForm::Hyphen) {
            let types = values.iter().filter_map(|value| Some(form.parse(value)?.2.as_bytes().to_vec()));
            self.types = types.filter(|name| !name.is_empty()).collect();
            (self.form, self.tags, self.mentions) = (form, self.lines, self.lines - self.outside);
        }
    }

    /// Why nothing here is a token; `None` if it could be one.
    fn no_token(&self) -> Option<&'static str> {
        match () {
            _ if mostly(self.tags, self.lines) => Some("tags"),
            _ if self.numbers == self.lines => Some("numbers"),
            _ if self.is_constant && self.lines > 1 => Some("the same in every line"),
            _ => None,
        }
    }
}

impl Head {
    /// The column of the token: the first that could hold tokens.
    pub fn token(&self) -> usize {
        // A column of tags in front of the token would be strange: what begins so begins with the token.
        let skipped = self.seen.iter().take_while(|column| matches!(column.no_token(), Some(why) if why != "tags")).count();
        let could = self.seen.get(skipped).is_some_and(|column| column.no_token().is_none());
        if could && skipped + 1 < self.columns { skipped } else { 0 }
    }

    /// What stands in the columns in front of the token, for people; `None` if it is the first.
    pub fn skipped(&self) -> Option<String> {
        let why = |(at, column): (usize, &SeenColumn)| Some(format!("column {} holds {}", at + 1, column.no_token()?));
        let skipped: Vec<String> = self.seen.iter().take(self.token()).enumerate().filter_map(why).collect();
        (!skipped.is_empty()).then(|| skipped.join(" and "))
    }

    /// The columns behind the token that hold tags, nearly all of them.
    pub fn tag_columns(&self) -> Vec<usize> {
        (self.token() + 1..self.columns).filter(|&at| mostly(self.seen[at].tags, self.seen[at].lines)).collect()
    }

    /// The columns of tags of which some are not `O`.
    pub fn live_columns(&self) -> Vec<usize> {
        self.tag_columns().into_iter().filter(|&at| self.seen[at].mentions > 0).collect()
    }

    /// The columns of which some cells are Arabic words with a cut (`و+زار`), and one of the cells.
    pub fn cut_columns(&self) -> Vec<(usize, String)> {
        let cut = |values: &BTreeSet<Vec<u8>>| {
            let mut cuts = values.iter().filter_map(|value| std::str::from_utf8(value).ok()).filter(|value| is_cut(value));
            let first = cuts.next()?;
            ((cuts.count() + 1) * 50 >= values.len()).then(|| first.to_string())
        };
        self.seen.iter().enumerate().filter_map(|(at, column)| Some((at, cut(&column.values)?))).collect()
    }

    /// Whether some line holds `O` in the column.
    pub fn has_outside(&self, column: usize) -> bool {
        self.seen[column].tags > self.seen[column].mentions
    }

    /// The column of tags that is read where one is: the last.
    pub fn tag(&self) -> usize {
        self.tag_columns().last().copied().unwrap_or(self.columns.saturating_sub(1))
    }

    /// How the columns of tags belong together.
    pub fn layers(&self) -> Layers {
        if !self.is_even {
            return match () {
                _ if self.all_tags && self.is_nested => Layers::Nested,
                _ if self.tags && !self.is_nested => Layers::One,
                _ => Layers::None,
            };
        }
        let (tags, live) = (self.tag_columns(), self.live_columns());
        match (&tags[..], &live[..]) {
            ([], _) => Layers::None,
            (_, []) => Layers::One,
            ([.., last], [only]) if last == only => Layers::One,
            // A column without a mention behind one with: an empty layer, or a column of phrases beside names that are all `O`.
            (_, [_]) => Layers::Apart,
            // Mentions of one type on the same tokens do not nest, but for a few.
            _ if self.pairs.iter().any(|(_, _, both, same)| same * 5 > *both) => Layers::Parallel,
            _ if self.share_types(&live) => Layers::Nested,
            _ => Layers::Apart,
        }
    }

    fn share_types(&self, columns: &[usize]) -> bool {
        let shares = |at: usize| columns[at + 1..].iter().any(|&other| !self.seen[columns[at]].types.is_disjoint(&self.seen[other].types));
        (0..columns.len()).any(shares)
    }

    /// Notes how often columns of tags say the same.
    fn compare(&mut self, lines: &[&[u8]]) {
        let live = self.live_columns();
        let of = |&first: &usize| live.iter().filter(move |&&second| first < second).map(move |&second| (first, second, 0, 0));
        let mut pairs: Vec<(usize, usize, u64, u64)> = live.iter().flat_map(of).collect();
        if !pairs.is_empty() {
            for line in lines {
                let fields = self.separator.fields(line);
                for (first, second, both, same) in &mut pairs {
                    let is_mention = fields[*first] != b"O" && fields[*second] != b"O";
                    *both += u64::from(is_mention);
                    *same += u64::from(is_mention && fields[*first] == fields[*second]);
                }
            }
        }
        self.pairs = pairs;
    }
}
