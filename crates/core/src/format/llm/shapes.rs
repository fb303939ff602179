//! The shapes in which answers give their items as JSON: lists, objects by type, pairs, strings with a type.

use crate::format::json::Json;
use crate::format::llm::item::{At, Said};
use crate::format::llm::lines::{Pair, pair};
use crate::format::llm::names::{PlaceKey, is_group, is_nothing, is_remark, is_tag, is_wrapper, place_key, quote_rank, type_rank};
use crate::format::llm::tokens;
use crate::wording::excerpt;

/// How many strings are looked for in the text to tell which side of a pair is the quote.
const TRIED: usize = 64;

/// Reads a value into `said`. `false` if it has no shape in which items come.
pub fn read(value: &Json, text: &str, said: &mut Said) -> bool {
    let from = (said.items.len(), said.unread.len());
    let mut shapes = Shapes { text, said };
    let is_read = match value {
        Json::Array(items) => shapes.list(items, None),
        Json::Object(_) => shapes.object(value, None),
        _ => false,
    };
    if is_read && said.is_cut && said.unread.len() > from.1 {
        // The last item of an answer that is cut off may be half of one.
        said.unread.pop();
    }
    if is_read {
        tokens::join_tagged(said, from.0);
    }
    is_read
}

struct Shapes<'a> {
    text: &'a str,
    said: &'a mut Said,
}

impl Shapes<'_> {
    /// The items of a list, whose type is known or not.
    fn list(&mut self, items: &[Json], label: Option<&str>) -> bool {
        let mut is_read = items.is_empty();
        for item in items {
            is_read |= match item {
                Json::Object(_) => self.object(item, label),
                Json::Array(parts) => self.tuple(parts, label),
                Json::String(quote) => self.string(quote, label),
                Json::Int(number) if label.is_some() => self.string(&number.to_string(), label),
                Json::Null => true,
                _ => false,
            };
        }
        is_read
    }

    fn string(&mut self, said: &str, label: Option<&str>) -> bool {
        if let Some(label) = label {
            if !is_nothing(said) {
                self.said.push(said, label, At::Anywhere);
            }
            return true;
        }
        match pair(said, self.text, true) {
            Some(Pair { quotes, label }) => quotes.iter().for_each(|quote| self.said.push(quote, &label, At::Anywhere)),
            None if is_nothing(said) => {}
            None => self.said.unread.push(excerpt(said)),
        }
        true
    }

    /// `["محمد", "PER"]`, with offsets behind or not.
    fn tuple(&mut self, parts: &[Json], label: Option<&str>) -> bool {
        let strings: Vec<&str> = parts.iter().filter_map(Json::str).collect();
        let offsets: Vec<usize> = parts.iter().filter_map(Json::offset).collect();
        let at = if let [start, end] = offsets[..] { At::Chars(start, end) } else { At::Anywhere };
        match (&strings[..], label) {
            ([quote], Some(label)) => self.said.push(quote, label, at),
            ([first, second], _) => {
                let [quote, label] = if self.is_quote_first(&[(first, second)]) { [first, second] } else { [second, first] };
                self.said.push(quote, label, at);
            }
            _ if parts.iter().any(|part| matches!(part, Json::Object(_) | Json::Array(_))) => return self.list(parts, label),
            _ => self.said.unread.push(excerpt(&strings.join(", "))),
        }
        true
    }

    /// Whether the first of two strings is the quote, in most of these pairs: it stands in the text, or the second looks like a type.
    fn is_quote_first(&self, pairs: &[(&str, &str)]) -> bool {
        let mut votes = 0;
        for (first, second) in pairs.iter().take(TRIED) {
            let stands = [first, second].map(|side| !side.trim().is_empty() && self.text.contains(side.trim()));
            let typed = [first, second].map(|side| is_tag(side));
            votes += i32::from(stands[0]) - i32::from(stands[1]) + i32::from(typed[1]) - i32::from(typed[0]);
        }
        votes >= 0
    }

    fn object(&mut self, object: &Json, label: Option<&str>) -> bool {
        let fields = object.fields();
        if fields.is_empty() {
            return true;
        }
        if let Some(is_read) = self.item(fields, label) {
            return is_read;
        }
        let wrapped: Vec<&Json> = fields.iter().filter(|(key, _)| is_wrapper(key)).map(|(_, value)| value).collect();
        let holds = |value: &&Json| matches!(value, Json::Array(_) | Json::Object(_)) || value.str().is_some_and(is_nothing) || **value == Json::Null;
        if !wrapped.is_empty() && wrapped.iter().all(holds) {
            return wrapped.into_iter().fold(false, |is_read, value| self.inner(value, label) | is_read);
        }
        self.by_type(fields)
    }

    /// What stands in a wrapper.
    fn inner(&mut self, value: &Json, label: Option<&str>) -> bool {
        match value {
            Json::Array(items) => self.list(items, label),
            Json::Object(_) => self.object(value, label),
            _ => true,
        }
    }

    /// An object that is one item, or the items of one type; `None` if it is neither.
    fn item(&mut self, fields: &[(String, Json)], label: Option<&str>) -> Option<bool> {
        let is_scalar = |value: &Json| matches!(value, Json::String(_) | Json::Int(_));
        let ranked = |rank: fn(&str) -> Option<usize>| {
            let mut found: Vec<(usize, &Json)> = fields.iter().filter_map(|(key, value)| Some((rank(key)?, value))).collect();
            found.sort_by_key(|(rank, _)| *rank);
            found.into_iter().map(|(_, value)| value)
        };
        let mut quotes: Vec<&Json> = ranked(quote_rank).filter(|value| is_scalar(value)).collect();
        let mut types: Vec<&Json> = ranked(type_rank).filter(|value| is_scalar(value) || value.array().is_some_and(are_strings)).collect();
        let entity = || fields.iter().find(|(key, value)| key.eq_ignore_ascii_case("entity") && is_scalar(value)).map(|(_, value)| value);
        // Pipelines call the type `entity` where the quote is the `word`.
        if let (true, true, Some(entity)) = (types.is_empty(), quotes.len() > 1, entity()) {
            quotes.retain(|quote| !std::ptr::eq(*quote, entity));
            types.push(entity);
        }
        let place = |wanted: PlaceKey| fields.iter().find(|(key, _)| place_key(key) == Some(wanted)).and_then(|(_, value)| value.offset());
        let at = match (place(PlaceKey::Start), place(PlaceKey::End), place(PlaceKey::Occurrence)) {
            (Some(start), Some(end), _) => At::Chars(start, end),
            (_, _, Some(number)) => At::Occurrence(number),
            _ => At::Anywhere,
        };
        let named = || types.first().map(|value| value.array().map_or_else(|| vec![string(value)], |names| names.iter().map(string).collect()));
        // By type: `{"type": "PER", "entities": ["محمد", "علي"]}`.
        let group = fields.iter().find(|(key, value)| is_group(key) && value.array().is_some());
        if let (Some((_, Json::Array(items))), Some(names)) = (group, named()) {
            return Some(names.iter().fold(false, |is_read, name| self.list(items, Some(name)) | is_read));
        }
        // A list beside it holds the items.
        let holds_list = fields.iter().any(|(_, value)| matches!(value, Json::Array(_) | Json::Object(_)));
        let has_one = fields.iter().filter(|(_, value)| value.str().is_some()).count() <= 1;
        match (quotes.first(), named().or_else(|| label.map(|label| vec![label.into()]))) {
            (Some(quote), Some(names)) if !holds_list || !types.is_empty() => {
                names.iter().for_each(|name| self.said.push(&string(quote), name, at.clone()))
            }
            // Half an item.
            (Some(quote), None) if !holds_list && (has_one || at != At::Anywhere) => self.said.unread.push(excerpt(&string(quote))),
            (None, Some(names)) if !holds_list && !types.is_empty() && (has_one || at != At::Anywhere) => self.said.unread.push(excerpt(&names[0])),
            _ => return None,
        }
        Some(true)
    }

    /// An object whose keys are types, or quotes.
    fn by_type(&mut self, fields: &[(String, Json)]) -> bool {
        let has_lists = fields.iter().any(|(_, value)| matches!(value, Json::Array(_) | Json::Object(_)));
        let pairs: Vec<(&str, &str)> = fields
            .iter()
            .filter(|(key, _)| !(has_lists && is_remark(key)))
            .filter_map(|(key, value)| value.str().map(|value| (key.as_str(), value)))
            .filter(|(_, value)| !is_nothing(value))
            .collect();
        let are_quotes = !has_lists && !pairs.is_empty() && self.is_quote_first(&pairs) && !self.is_tied(&pairs);
        let mut is_read = false;
        for (key, value) in fields {
            is_read |= match value {
                Json::Array(items) if items.is_empty() => true,
                Json::Array(items) => self.list(items, Some(key)),
                Json::Object(inner) if inner.is_empty() => true,
                Json::Object(_) => self.object(value, Some(key)),
                Json::String(said) if pairs.iter().any(|(name, other)| name == key && other == said) => {
                    let [quote, label] = if are_quotes { [key, said] } else { [said, key] };
                    self.said.push(quote, label, At::Anywhere);
                    true
                }
                Json::Null => true,
                Json::String(said) => is_nothing(said),
                _ => false,
            };
        }
        is_read
    }

    /// Whether nothing tells which side of the pairs is the quote.
    fn is_tied(&self, pairs: &[(&str, &str)]) -> bool {
        let turned: Vec<(&str, &str)> = pairs.iter().map(|(first, second)| (*second, *first)).collect();
        self.is_quote_first(pairs) && self.is_quote_first(&turned)
    }
}

fn are_strings(items: &[Json]) -> bool {
    !items.is_empty() && items.iter().all(|item| item.str().is_some())
}

fn string(value: &Json) -> String {
    match value {
        Json::Int(number) => number.to_string(),
        value => value.str().unwrap_or_default().into(),
    }
}
