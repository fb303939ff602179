//! Which text of a project with several is read, and which spans are its own.

use std::collections::{BTreeMap, BTreeSet};

use crate::format::labelstudio::task::{Group, Region, Task, same};
use crate::text::offsets::{Unit, UnitIndex};

/// The text that is read, and the spans that mark it.
#[derive(Debug)]
pub(super) struct Field<'a> {
    /// The key of the data.
    pub text: &'a str,
    /// What marks it.
    groups: BTreeSet<Group<'a>>,
}

impl Field<'_> {
    /// Whether a span marks it.
    pub fn has(&self, region: &Region) -> bool {
        self.groups.contains(&region.group)
    }
}

/// The text that `--field` names, as `TEXT` or as `TEXT=CONTROL` with the names of what marks it; else the only one that is marked.
///
/// `Err` says what decides where several could be read, or where spans could be of several.
pub(super) fn field<'a>(tasks: &'a [Task<'a>], asked: Option<&str>) -> Result<Field<'a>, String> {
    let texts: BTreeSet<&str> =
        tasks.iter().flat_map(|task| &task.data).filter(|(key, value)| **key != "id" && value.str().is_some()).map(|(key, _)| *key).collect();
    let groups: BTreeSet<Group> = tasks.iter().flat_map(Task::all).flat_map(|annotation| &annotation.regions).map(|region| region.group).collect();
    if texts.is_empty() {
        return Err("no task has a string that could be the text".into());
    }
    if let Some((text, names)) = asked.and_then(|asked| asked.split_once('=')).filter(|_| !asked.is_some_and(|asked| texts.contains(asked))) {
        return named(&texts, &groups, text, names);
    }
    let owners: BTreeMap<Group, Option<&str>> = groups.iter().map(|group| (*group, owner(tasks, &texts, group))).collect();
    let text = match asked.map(|asked| (asked, texts.get(asked))) {
        Some((_, Some(text))) => text,
        Some((asked, None)) if groups.iter().any(|group| group.is_called(asked)) => return of_groups(&texts, &owners, asked),
        // The field may be one of the other input of the call.
        Some((asked, None)) if texts.len() > 1 => {
            return Err(format!("--field {asked} names no text and nothing that marks one; there are {}", listed(&texts)));
        }
        _ => marked(&texts, &owners)?,
    };
    if let Some(group) = owners.iter().find(|(_, owner)| owner.is_none()).map(|(group, _)| group) {
        let commands: Vec<String> = texts.iter().map(|text| format!("--field {text}={}", group.name())).collect();
        return Err(format!("`{}` could mark {}; say which with {}", group.name(), listed(&texts), commands.join(" or ")));
    }
    let own: BTreeSet<Group> = owners.iter().filter(|(_, owner)| **owner == Some(text)).map(|(group, _)| *group).collect();
    of_one_control(text, own)
}

/// The text and the spans that the user names.
fn named<'a>(texts: &BTreeSet<&'a str>, groups: &BTreeSet<Group<'a>>, text: &str, names: &str) -> Result<Field<'a>, String> {
    let text = texts.get(text).ok_or_else(|| format!("--field {text}={names} names no text; there are {}", listed(texts)))?;
    let names: Vec<&str> = names.split(',').collect();
    let has = |name: &&&str| groups.iter().any(|group| group.is_called(name));
    if let Some(name) = names.iter().find(|name| !has(name)) {
        let known: BTreeSet<&str> = groups.iter().map(Group::name).collect();
        return Err(format!("--field {text}={name}: nothing called `{name}` marks a text; there are {}", listed(&known)));
    }
    Ok(Field { text, groups: groups.iter().filter(|group| names.iter().any(|name| group.is_called(name))).copied().collect() })
}

/// The text that is marked by what goes by a name.
fn of_groups<'a>(texts: &BTreeSet<&'a str>, owners: &BTreeMap<Group<'a>, Option<&'a str>>, name: &str) -> Result<Field<'a>, String> {
    let own: BTreeSet<Group> = owners.keys().filter(|group| group.is_called(name)).copied().collect();
    match owners.iter().filter(|(group, _)| own.contains(group)).map(|(_, owner)| *owner).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()[..]
    {
        [Some(text)] => Ok(Field { text, groups: own }),
        _ => {
            let commands: Vec<String> = texts.iter().map(|text| format!("--field {text}={name}")).collect();
            Err(format!("`{name}` could mark {}; say which with {}", listed(texts), commands.join(" or ")))
        }
    }
}

/// The only text that is marked; where nothing is marked, the one that is called so, or the only one.
fn marked<'a>(texts: &BTreeSet<&'a str>, owners: &BTreeMap<Group<'a>, Option<&'a str>>) -> Result<&'a str, String> {
    let marked: BTreeSet<&str> = owners.values().flatten().copied().collect();
    let several = |texts: &BTreeSet<&str>, said: &str| {
        let commands: Vec<String> = texts.iter().map(|text| format!("--field {text}")).collect();
        Err(format!("{said}: {}; name one with {}", listed(texts), commands.join(" or ")))
    };
    match marked.len() {
        1 => Ok(marked.first().expect("there is one")),
        0 if texts.len() == 1 => Ok(texts.first().expect("there is one")),
        0 if owners.is_empty() && texts.contains("text") => Ok(texts.get("text").expect("it is there")),
        // Some spans could be of several texts: they are named.
        0 if !owners.is_empty() => Ok(texts.first().expect("there is one")),
        0 => several(texts, "there are several strings, nothing is marked, and none is named `text`"),
        _ => several(&marked, "several texts are marked"),
    }
}

/// The text with its spans, if one control made them all: two controls are two layers.
fn of_one_control<'a>(text: &'a str, groups: BTreeSet<Group<'a>>) -> Result<Field<'a>, String> {
    let controls: BTreeSet<&str> = groups.iter().map(Group::name).collect();
    if controls.len() > 1 {
        let all = controls.iter().copied().collect::<Vec<_>>().join(",");
        let commands: Vec<String> = controls.iter().map(|name| format!("--field {text}={name}")).collect();
        return Err(format!("{} mark `{text}`; name those that are meant with {}, or --field {text}={all}", listed(&controls), commands.join(", ")));
    }
    Ok(Field { text, groups })
}

/// The text that a group marks: the one of its name, the only one, or the only one in which all of its spans have the text that they should.
fn owner<'a>(tasks: &[Task], texts: &BTreeSet<&'a str>, group: &Group) -> Option<&'a str> {
    if let Some(text) = group.object.and_then(|object| texts.get(object)) {
        return Some(text);
    }
    if let (1, Some(text)) = (texts.len(), texts.first()) {
        return Some(text);
    }
    let mut fitting = texts.iter().filter(|text| [Unit::Chars, Unit::Utf16].into_iter().any(|unit| fits(tasks, text, group, unit)));
    match (fitting.next(), fitting.next()) {
        (Some(text), None) => Some(text),
        _ => None,
    }
}

/// Whether every span of a group has the text that it should in a field of the data.
fn fits(tasks: &[Task], text: &str, group: &Group, unit: Unit) -> bool {
    tasks.iter().all(|task| {
        let mut regions = task.all().flat_map(|annotation| &annotation.regions).filter(|region| region.group == *group).peekable();
        if regions.peek().is_none() {
            return true;
        }
        let Some(text) = task.string(text) else { return false };
        let index = UnitIndex::new(text, unit);
        regions.all(|region| match (index.span(text, region.start, region.end), region.surface) {
            (Ok(span), Some(surface)) => same(span.slice(text), surface),
            (Ok(_), None) => true,
            (Err(_), _) => false,
        })
    })
}

fn listed(names: &BTreeSet<&str>) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
