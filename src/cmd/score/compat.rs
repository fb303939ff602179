//! `--compat`: tag files read as another scorer reads them, in the report of that scorer.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use mihak_core::error::Problems;
use mihak_core::format::File;
use mihak_core::format::conll::Sheet;
use mihak_core::format::conll::layout::DOCSTART;
use mihak_core::measure::sequences::{self, TokenMention};
use mihak_core::safe::Terminal;
use mihak_core::statistics::Count;
use mihak_core::tags::{Repair, TagReading, TagScheme};
use mihak_core::wording::count;

use crate::cmd::score::arguments::Compat;
use crate::cmd::score::columns::{Files, chosen};
use crate::cmd::score::job::Job;
use crate::report::compat::{self, Labels};
use crate::report::scored::percent;

/// The tags of both sides, token by token.
struct Sides<'a> {
    /// The sheet of each side, and the column of its tags; a file that holds both stands there twice.
    sheets: [(&'a Sheet, usize); 2],
}

impl Job<'_> {
    /// The report of another scorer over the files.
    ///
    /// `Err` for anything but columns of the same tokens, and where that scorer stops.
    pub(super) fn compat(&self, scorer: Compat) -> Result<Terminal<'static>> {
        for (format, path) in self.formats()?.iter().zip([Some(&self.args.sides.gold), self.args.sides.predicted.as_ref()].into_iter().flatten()) {
            if format.name() != "conll" {
                let (path, name, scorer) = (path.display(), format.name(), scorer.name());
                bail!("`{path}` is read as {name}: --compat {scorer} reads the tags of column files (conll) alone; leave --compat out");
            }
        }
        let files = self.files()?;
        let (file, other) = (files.gold.file()?, files.predicted.as_ref().map(|side| side.file()).transpose()?);
        let sheet = Sheet::read(&file, &files.gold.layout)?;
        let predicted = match (&other, &files.predicted) {
            (Some(other), Some(side)) => Some(Sheet::read(other, &side.layout)?),
            _ => None,
        };
        let sides = Sides { sheets: [(&sheet, 0), predicted.as_ref().map_or((&sheet, 1), |predicted| (predicted, 0))] };
        if let Some(other) = &other {
            sides.aligned(scorer, &file, other)?;
        }
        let scheme = self.options.scheme.unwrap_or_else(|| chosen(&sides.sheets.map(|(sheet, column)| sheet.seen(column))));
        sides.legible(scorer, scheme)?;
        self.tell(&format!("tags are read as {} does", about(scorer, scheme)));
        sides.report(scorer, scheme, &files, &file, &|said| self.tell(said))
    }
}

fn about(scorer: Compat, scheme: TagScheme) -> String {
    match scorer {
        Compat::Seqeval => "seqeval 1.2.2".into(),
        Compat::SeqevalStrict => format!("seqeval 1.2.2 with mode=\"strict\" and scheme={scheme}"),
        Compat::Conlleval => "conlleval.pl".into(),
        Compat::Nervaluate => "nervaluate 1.2.1".into(),
    }
}

impl<'a> Sides<'a> {
    /// `Err` unless both files hold the same tokens in the same sentences.
    fn aligned(&self, scorer: Compat, file: &File, other: &File) -> Result<()> {
        let [(gold, _), (predicted, _)] = self.sheets;
        for (at, (ours, theirs)) in gold.tokens.iter().zip(&predicted.tokens).enumerate() {
            let text = [ours.text(&file.content), theirs.text(&other.content)];
            let ends = [gold, predicted].map(|sheet| sheet.sentences.binary_search_by(|sentence| sentence.end.cmp(&(at + 1))).is_ok());
            if text[0] != text[1] || ends[0] != ends[1] {
                let what = if text[0] != text[1] { format!("`{}`, here is `{}`", text[0], text[1]) } else { "another end of the sentence".into() };
                let place = format!("`{}` line {}: `{}` line {} has {what}", other.shown, theirs.line, file.shown, ours.line);
                bail!("{place}; {} compares tags token by token, so that both files need the same tokens", scorer.name());
            }
        }
        if gold.tokens.len() != predicted.tokens.len() {
            let (ours, theirs) = (count(gold.tokens.len(), "token"), count(predicted.tokens.len(), "token"));
            bail!("`{}` has {ours}, `{}` has {theirs}; {} compares tags token by token", file.shown, other.shown, scorer.name());
        }
        Ok(())
    }

    /// `Err` where the scorer stops, or would read a type other than the one that is written.
    fn legible(&self, scorer: Compat, scheme: TagScheme) -> Result<()> {
        if scorer == Compat::SeqevalStrict && matches!(scheme, TagScheme::Io | TagScheme::Bmewo) {
            bail!("seqeval has no scheme {scheme}: its strict mode knows IOB1, IOB2, IOE1, IOE2, IOBES and BILOU; leave --compat out");
        }
        let mut problems = Problems::default();
        for (sheet, column) in self.sheets {
            let starts = sheet.sentences.iter().zip(sheet.chunks(column, TagReading::Nervaluate));
            let mut starts = starts.flat_map(|(sentence, chunks)| chunks.into_iter().map(|chunk| sentence.start + chunk.start as usize)).peekable();
            for (at, token) in sheet.tokens.iter().enumerate() {
                let (kind, tag) = (sheet.inventory.kind(token.tags[column]), sheet.inventory.name(token.tags[column]));
                let label = &*sheet.inventory.labels()[usize::from(kind.label)];
                let begins = starts.next_if_eq(&at).is_some();
                let said = match scorer {
                    Compat::Nervaluate if begins && !matches!(kind.letter, b'B' | b'I') => "nervaluate stops where a mention begins with it",
                    Compat::SeqevalStrict if kind.letter != b'O' && !scheme.letters().contains(&Some(kind.letter)) => {
                        "seqeval stops at it, because its scheme has no such letter"
                    }
                    Compat::SeqevalStrict if label.ends_with('-') => "seqeval cuts the hyphen off the type in strict mode",
                    Compat::Conlleval if label == "0" => "conlleval.pl takes the type `0` for none",
                    _ => continue,
                };
                problems.line(&sheet.shown, token.line, format!("`{tag}`: {said}; correct it, or leave --compat out"));
            }
        }
        Ok(problems.into_result()?)
    }

    fn report(&self, scorer: Compat, scheme: TagScheme, files: &Files, file: &File, tell: &dyn Fn(&str)) -> Result<Terminal<'static>> {
        let mentions = self.mentions(scorer.reading(scheme));
        let labels = sequences::exact(&mentions[0], &mentions[1]);
        self.compare(scheme, &labels, scorer, tell);
        match scorer {
            Compat::Nervaluate => Ok(compat::nervaluate(&sequences::nervaluate(&mentions[0], &mentions[1]))),
            Compat::Conlleval => {
                let marks = file.content.split(|&byte| byte == b'\n').filter(|line| line.starts_with(DOCSTART)).count() as u64;
                if marks > 0 {
                    tell(&format!("conlleval.pl counts {} of -DOCSTART- as tokens", count(marks as usize, "line")));
                }
                Ok(compat::conlleval(&labels, self.sheets[0].0.tokens.len() as u64 + marks, self.agreeing() + marks))
            }
            Compat::Seqeval | Compat::SeqevalStrict => match compat::seqeval(&labels) {
                Some(report) => Ok(report),
                None => bail!("`{}` and its prediction hold no mention as seqeval reads them, at which it stops with an error", files.gold.shown()),
            },
        }
    }

    /// The mentions of both sides, sentence by sentence.
    fn mentions(&self, reading: TagReading) -> [Vec<Vec<TokenMention<'a>>>; 2] {
        self.sheets.map(|(sheet, column)| {
            let labels = sheet.inventory.labels();
            let place =
                |chunk: mihak_core::tags::Chunk| TokenMention { start: chunk.start, end: chunk.end, label: &labels[usize::from(chunk.label)] };
            sheet.chunks(column, reading).into_iter().map(|chunks| chunks.into_iter().map(place).collect()).collect()
        })
    }

    /// The number of tokens with the same tag on both sides.
    fn agreeing(&self) -> u64 {
        let [(gold, g), (predicted, p)] = self.sheets;
        let name = |sheet: &'a Sheet, tag: u16| sheet.inventory.name(tag);
        let same = gold.tokens.iter().zip(&predicted.tokens).filter(|(ours, theirs)| name(gold, ours.tags[g]) == name(predicted, theirs.tags[p]));
        same.count() as u64
    }

    /// Tells where the scheme gives other counts of exact spans and labels than the scorer's reading.
    fn compare(&self, scheme: TagScheme, labels: &Labels, scorer: Compat, tell: &dyn Fn(&str)) {
        let mut illegal = Vec::new();
        for (sheet, column) in self.sheets {
            sheet.illegal(column, scheme, &mut |line, _| illegal.push((sheet.shown.as_str(), line)));
        }
        let f1 = |labels: &BTreeMap<&str, Count>| {
            let mut all = Count::default();
            labels.values().for_each(|count| all += *count);
            percent(all.f1())
        };
        let name = scorer.name();
        if let Some((file, line)) = illegal.first() {
            let times = count(illegal.len(), "tag");
            let others = [Repair::Conlleval, Repair::Discard].map(|repair| {
                let mentions = self.mentions(TagReading::Scheme(scheme, repair));
                format!("--repair {}: {}", repair.name(), f1(&sequences::exact(&mentions[0], &mentions[1])))
            });
            tell(&format!(
                "exact F1 as {name} reads: {}; {times} break {scheme}, the first in `{file}` line {line}, and would be refused without --compat ({})",
                f1(labels),
                others.join(", ")
            ));
            return;
        }
        let mentions = self.mentions(TagReading::Scheme(scheme, Repair::None));
        let ours = sequences::exact(&mentions[0], &mentions[1]);
        if ours != *labels {
            tell(&format!("exact F1 as {name} reads: {}; as {scheme} is written: {}", f1(labels), f1(&ours)));
        }
    }
}
