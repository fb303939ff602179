//! The keys of MISC that say nothing of what is read, counted so that they can be named.

/// The keys of MISC that are not read, with how often each stands there; of more than some number the others are one.
#[derive(Clone, Debug, Default)]
pub(super) struct Unread(Vec<(Box<str>, usize)>);

/// The most keys that are told apart.
const MOST_KEYS: usize = 50;

impl Unread {
    /// Notes an attribute, `Gloss=x`.
    pub(super) fn note(&mut self, attribute: &str) {
        let key = attribute.split_once('=').map_or(attribute, |(key, _)| key);
        if key == "_" || key.is_empty() {
            return;
        }
        if let Some((_, times)) = self.0.iter_mut().find(|(known, _)| **known == *key) {
            *times += 1;
        } else if self.0.len() < MOST_KEYS {
            self.0.push((key.into(), 1));
        } else {
            self.0[MOST_KEYS - 1].1 += 1;
            self.0[MOST_KEYS - 1].0 = "and others".into();
        }
    }

    /// The keys, in the order of the file.
    pub(super) fn keys(&self) -> impl Iterator<Item = (&str, usize)> {
        self.0.iter().map(|(key, times)| (&**key, *times))
    }
}
