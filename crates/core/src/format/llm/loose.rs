//! JSON as chat models write it: with other quotation marks, commas too many, names without quotation marks, or cut off in the middle.
//!
//! What is valid JSON is read as such. Every other form is read only where it can mean one thing, and is noted as a fault.

use crate::format::json::Json;
use crate::text::fold::western_digit;

/// How deep values may lie inside of others. What is deeper is no value.
const DEEPEST: usize = 64;

/// A reader of one text.
pub struct Loose<'a> {
    text: &'a str,
    /// The byte that is read next.
    at: usize,
    /// Whether something was read that valid JSON is not.
    pub is_broken: bool,
    /// Whether the text ended inside of a value.
    pub is_cut: bool,
}

impl<'a> Loose<'a> {
    /// A reader that begins at this byte.
    pub fn new(text: &'a str, at: usize) -> Loose<'a> {
        Loose { text, at, is_broken: false, is_cut: false }
    }

    /// The byte behind what was read.
    pub fn end(&self) -> usize {
        self.at
    }

    /// The array or object that begins here; of one that is cut off, what is complete. `None` if none begins here.
    pub fn value(&mut self) -> Option<Json> {
        self.nested(0)
    }

    fn nested(&mut self, depth: usize) -> Option<Json> {
        self.space();
        match self.peek()? {
            _ if depth > DEEPEST => None,
            '{' => self.object(depth),
            '[' => self.array(']', depth),
            '(' if depth > 0 => {
                self.is_broken = true;
                self.array(')', depth)
            }
            c if depth > 0 => self.scalar(c),
            _ => None,
        }
    }

    fn scalar(&mut self, c: char) -> Option<Json> {
        match c {
            '"' | '\'' | '“' | '”' | '„' => self.string(c, &[',', '}', ']', ')']).map(Json::String),
            c if c == '-' || western_digit(c).is_some() => self.number(),
            _ => {
                let word: String = self.rest().chars().take_while(|c| c.is_ascii_alphabetic()).collect();
                let (value, is_json) = match word.as_str() {
                    "null" => (Json::Null, true),
                    "true" | "false" => (Json::Bool(word == "true"), true),
                    "None" | "NaN" => (Json::Null, false),
                    "True" | "False" => (Json::Bool(word == "True"), false),
                    _ => return None,
                };
                self.at += word.len();
                self.is_broken |= !is_json;
                Some(value)
            }
        }
    }

    fn array(&mut self, close: char, depth: usize) -> Option<Json> {
        self.step();
        let mut items = Vec::new();
        loop {
            self.space();
            match self.peek() {
                None => {
                    self.is_cut = true;
                    return Some(Json::Array(items));
                }
                Some(c) if c == close => {
                    self.step();
                    return Some(Json::Array(items));
                }
                Some(_) => {}
            }
            match self.nested(depth + 1) {
                Some(item) => items.push(item),
                None if self.is_cut => return Some(Json::Array(items)),
                None => return None,
            }
            if self.is_cut {
                return Some(Json::Array(items));
            }
            self.separator(close)?;
        }
    }

    fn object(&mut self, depth: usize) -> Option<Json> {
        self.step();
        let mut fields = Vec::new();
        loop {
            self.space();
            match self.peek() {
                None => {
                    self.is_cut = true;
                    return Some(Json::Object(fields));
                }
                Some('}') => {
                    self.step();
                    return Some(Json::Object(fields));
                }
                Some(_) => {}
            }
            let Some(key) = self.key() else { return self.is_cut.then_some(Json::Object(fields)) };
            self.space();
            match self.peek() {
                Some(':') => self.step(),
                Some('=') => {
                    self.is_broken = true;
                    self.step();
                    if self.peek() == Some('>') {
                        self.step();
                    }
                }
                None => {
                    self.is_cut = true;
                    return Some(Json::Object(fields));
                }
                Some(_) => return None,
            }
            self.space();
            let value = if self.peek().is_none() { None } else { self.nested(depth + 1).or_else(|| self.bare()) };
            match value {
                Some(value) => fields.push((key, value)),
                None if self.is_cut || self.peek().is_none() => {
                    self.is_cut = true;
                    return Some(Json::Object(fields));
                }
                None => return None,
            }
            if self.is_cut {
                return Some(Json::Object(fields));
            }
            self.separator('}')?;
        }
    }

    /// A key, with or without quotation marks.
    fn key(&mut self) -> Option<String> {
        let c = self.peek()?;
        if ['"', '\'', '“', '”', '„'].contains(&c) {
            return self.string(c, &[':', '=', ',', '}']);
        }
        let len = self.rest().find(|c: char| !(c.is_alphanumeric() || "_- ".contains(c)))?;
        let key = self.rest()[..len].trim();
        if key.is_empty() {
            return None;
        }
        self.is_broken = true;
        self.at += len;
        Some(key.into())
    }

    /// A value of an object without quotation marks, up to a comma or the end of the object or line.
    fn bare(&mut self) -> Option<Json> {
        if self.is_cut {
            return None;
        }
        let rest = self.rest();
        let len = rest.find([',', '}', ']', '\n', '"', '{', '[', ':'])?;
        let word = rest[..len].trim();
        if word.is_empty() || !rest[len..].starts_with([',', '}', '\n']) {
            return None;
        }
        self.is_broken = true;
        self.at += len;
        Some(Json::String(word.into()))
    }

    /// Steps over the comma between two values; `None` if neither a comma nor the end of the list follows, nor a new line or value.
    fn separator(&mut self, close: char) -> Option<()> {
        let from = self.at;
        self.space();
        match self.peek() {
            None => Some(()),
            Some(c) if c == close => Some(()),
            Some(',') => {
                self.step();
                self.space();
                // A comma too many.
                while matches!(self.peek(), Some(',')) {
                    self.is_broken = true;
                    self.step();
                    self.space();
                }
                self.is_broken |= self.peek() == Some(close);
                Some(())
            }
            Some(c) if c == '،' || c == ';' || c == '؛' => {
                self.is_broken = true;
                self.step();
                Some(())
            }
            // A comma that is missing between values, or between lines.
            Some(c) if (close == ']' && "{[".contains(c)) || self.text[from..self.at].contains('\n') => {
                self.is_broken = true;
                Some(())
            }
            Some(_) => None,
        }
    }

    /// A string that these characters may follow. A quotation mark that none of them follows belongs to the string.
    fn string(&mut self, open: char, ends: &[char]) -> Option<String> {
        let closes = |c: char| if open == '"' || open == '\'' { c == open } else { "”“\"".contains(c) };
        self.is_broken |= open != '"';
        self.step();
        let mut said = String::new();
        loop {
            let Some(c) = self.peek() else {
                self.is_cut = true;
                return None;
            };
            self.step();
            match c {
                '\\' => match self.escape() {
                    Some(c) => said.push(c),
                    None => {
                        self.is_cut = true;
                        return None;
                    }
                },
                c if closes(c) && self.ends(ends) => {
                    self.is_broken |= c != '"';
                    return Some(said);
                }
                c => {
                    self.is_broken |= c == '"' || c.is_control();
                    said.push(c);
                }
            }
        }
    }

    /// Whether one of these characters, the end or a new line follows, after white space.
    fn ends(&self, ends: &[char]) -> bool {
        let rest = self.rest();
        let next = rest.trim_start();
        next.is_empty() || next.starts_with(ends) || rest[..rest.len() - next.len()].contains('\n')
    }

    /// The character that an escape stands for, behind the backslash; `None` if it is cut off.
    fn escape(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.step();
        Some(match c {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => {
                let first = self.hex()?;
                match first {
                    0xd800..=0xdbff if self.rest().starts_with("\\u") => {
                        self.at += 2;
                        let second = self.hex()?;
                        char::decode_utf16([first, second]).next().and_then(Result::ok).unwrap_or(char::REPLACEMENT_CHARACTER)
                    }
                    first => char::from_u32(first.into()).unwrap_or(char::REPLACEMENT_CHARACTER),
                }
            }
            '"' | '\\' | '/' => c,
            c => {
                self.is_broken = true;
                c
            }
        })
    }

    /// Four hexadecimal digits; 0 and a fault if they are none, `None` if they are cut off.
    fn hex(&mut self) -> Option<u16> {
        if self.rest().len() < 4 && self.rest().chars().all(|c| c.is_ascii_hexdigit()) {
            return None;
        }
        match self.rest().get(..4).filter(|digits| digits.chars().all(|c| c.is_ascii_hexdigit())) {
            Some(digits) => {
                let number = u16::from_str_radix(digits, 16).ok();
                self.at += 4;
                number
            }
            None => {
                self.is_broken = true;
                Some(0)
            }
        }
    }

    /// A number, in Arabic digits too.
    fn number(&mut self) -> Option<Json> {
        let rest = self.rest();
        let is_part = |c: char| western_digit(c).is_some() || "-+.eE٫".contains(c);
        let len = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        if len == rest.len() {
            // Digits that are cut off are another number.
            self.is_cut = true;
            return None;
        }
        let western: String = rest[..len].chars().map(|c| western_digit(c).unwrap_or(if c == '٫' { '.' } else { c })).collect();
        let value = western.parse().map(Json::Int).or_else(|_| western.parse().map(Json::Float)).ok()?;
        self.is_broken |= western != rest[..len];
        self.at += len;
        Some(value)
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn step(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read, as JSON, with the letters of its faults: `b` for broken, `c` for cut.
    fn read(text: &str) -> String {
        let mut loose = Loose::new(text, 0);
        let value = loose.value();
        let faults = [(loose.is_broken, 'b'), (loose.is_cut, 'c')].iter().filter(|(is, _)| *is).map(|(_, letter)| *letter).collect::<String>();
        format!("{}{faults}", value.map_or("none ".into(), |value| shown(&value) + " ")).trim_end().into()
    }

    fn shown(value: &Json) -> String {
        match value {
            Json::Array(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(",")),
            Json::Object(fields) => {
                format!("{{{}}}", fields.iter().map(|(key, value)| format!("{key}:{}", shown(value))).collect::<Vec<_>>().join(","))
            }
            Json::String(said) => said.clone(),
            Json::Int(number) => number.to_string(),
            Json::Float(number) => number.to_string(),
            Json::Bool(is) => is.to_string(),
            Json::Null => "null".into(),
        }
    }

    #[test]
    fn valid_json_is_read_without_a_fault() {
        for (text, value) in [
            (r#"{"a":[1,-2.5,true,null,"ب"]}"#, "{a:[1,-2.5,true,null,ب]}"),
            (r#"["\u0628\u0644 \ud83c\udf89","\"\n"]"#, "[بل 🎉,\"\n]"),
            (r#"{"a":"x","a":"y"} and more"#, "{a:x,a:y}"),
            ("[ ]", "[]"),
        ] {
            assert_eq!(read(text), value, "{text}");
        }
    }

    #[test]
    fn faults_that_mean_one_thing_are_read_and_noted() {
        for (text, value) in [
            ("{'a': 'b', 'c': None,}", "{a:b,c:null} b"),
            ("[('a', 'b'), ('c', 'd')]", "[[a,b],[c,d]] b"),
            ("{a: b, c_d: \"e\"}", "{a:b,c_d:e} b"),
            ("{“a”: “b”}", "{a:b} b"),
            (r#"{"a": "قال "نعم" لهم"}"#, "{a:قال \"نعم\" لهم} b"),
            ("[{\"a\":1} {\"a\":2}]", "[{a:1},{a:2}] b"),
            ("[{\"a\":1}، {\"a\":٢}]", "[{a:1},{a:2}] b"),
            ("{\"a\":\"b\"\n\"c\":\"d\"}", "{a:b,c:d} b"),
            ("{\"a\" => \"b\"}", "{a:b} b"),
        ] {
            assert_eq!(read(text), value, "{text}");
        }
    }

    #[test]
    fn of_a_value_that_is_cut_off_what_is_complete_is_read() {
        for (text, value) in [
            ("[{\"a\":\"b\"},{\"a\":\"c", "[{a:b},{}] c"),
            ("[{\"a\":\"b\",\"c\":\"d\"", "[{a:b,c:d}] c"),
            ("{\"a\":[\"b\",\"c\\", "{a:[b]} c"),
            ("{\"a\":[1,23", "{a:[1]} c"),
            ("{\"a\"", "{} c"),
            ("[\"a\",\"\\ud8", "[a] c"),
            ("[", "[] c"),
        ] {
            assert_eq!(read(text), value, "{text}");
        }
    }

    #[test]
    fn what_is_no_value_is_none_and_no_depth_is_too_deep() {
        for text in ["", "x", "[PER محمد]", "{not JSON}", "{\"a\",\"b\"}", "[as asked]"] {
            assert_eq!(read(text).split(' ').next(), Some("none"), "{text}");
        }
        assert_eq!(Loose::new(&"[".repeat(100_000), 0).value(), None);
    }
}
