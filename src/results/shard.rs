//! `shard.toml`: which shards of a run a folder of results holds. So none is forgotten when they are joined.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::exit::{self, Exit};
use crate::folder::write_inside;

/// What `shard.toml` says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// The shards that the results are of, from 1.
    pub numbers: BTreeSet<usize>,
    /// The number of shards.
    pub of: usize,
    /// The number of shards that hold an article: the first ones.
    pub filled: usize,
    /// A hash of systems, options, corpora and views.
    pub recipe: String,
}

impl Held {
    fn file(folder: &Path) -> PathBuf {
        folder.join("shard.toml")
    }

    /// What a folder holds; `None` if it is no shard.
    pub fn read(folder: &Path) -> Result<Option<Held>> {
        let file = Held::file(folder);
        if !file.exists() {
            return Ok(None);
        }
        let content = fs::read_to_string(&file).with_context(|| format!("cannot read `{}`", file.display()))?;
        toml::from_str(&content).map(Some).with_context(|| format!("`{}` does not say what shard it is; run the shard again", file.display()))
    }

    /// Writes what a folder holds, or that it is no shard.
    pub fn write(held: Option<&Held>, folder: &Path) -> Result<()> {
        let file = Held::file(folder);
        match held {
            Some(held) => write_inside(folder, "shard.toml", toml::to_string(held).expect("numbers and a hash are TOML").as_bytes()),
            None if file.exists() => {
                fs::remove_file(&file).with_context(|| format!("cannot remove `{}`, which is of an earlier run", file.display()))
            }
            None => Ok(()),
        }
    }

    /// The shards that are not held.
    pub fn missing(&self) -> Vec<usize> {
        (1..=self.filled).filter(|number| !self.numbers.contains(number)).collect()
    }

    /// `3 of 8`, `1, 3 of 8`.
    pub fn shown(numbers: impl IntoIterator<Item = usize>, of: usize) -> String {
        let numbers: Vec<String> = numbers.into_iter().map(|number| number.to_string()).collect();
        format!("{} of {of}", numbers.join(", "))
    }
}

/// What several folders hold together; `None` if none of them is a shard.
///
/// `Err` with [`exit::NOT_COMPARABLE`] if they are not shards of one run, or if one shard is in two folders.
pub fn joined(parts: &[(String, Option<Held>)]) -> Result<Option<Held>> {
    let refused = |said: String| Err(Exit::error(exit::NOT_COMPARABLE, said));
    let Some((first, held)) = parts.iter().find_map(|(folder, held)| Some((folder, held.as_ref()?))) else { return Ok(None) };
    let mut all = Held { numbers: BTreeSet::new(), ..held.clone() };
    for (folder, held) in parts {
        let Some(held) = held else { return refused(format!("`{first}` is a shard, `{folder}` is not: they are not of one run")) };
        if held.of != all.of {
            return refused(format!("`{first}` is one of {} shards, `{folder}` one of {}: they are not of one run", all.of, held.of));
        }
        if (&held.recipe, held.filled) != (&all.recipe, all.filled) {
            return refused(format!(
                "`{first}` and `{folder}` were run with other systems, options, corpora or views: run all shards with the same suite and selection"
            ));
        }
        for &number in &held.numbers {
            if !all.numbers.insert(number) {
                return refused(format!("shard {number} of {} is in `{folder}` and in another folder: name it once", all.of));
            }
        }
    }
    Ok(Some(all))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(numbers: &[usize], of: usize, recipe: &str) -> Option<Held> {
        Some(Held { numbers: numbers.iter().copied().collect(), of, filled: of.min(4), recipe: recipe.into() })
    }

    #[test]
    fn shards_of_one_run_are_one_and_others_are_refused() {
        let joined = |parts: &[Option<Held>]| joined(&parts.iter().enumerate().map(|(at, held)| (at.to_string(), held.clone())).collect::<Vec<_>>());
        let all = joined(&[held(&[1, 3], 8, "a"), held(&[2], 8, "a")]).unwrap().unwrap();
        assert_eq!((all.missing(), Held::shown(all.numbers.clone(), 8)), (vec![4], "1, 2, 3 of 8".to_string()), "shards 5 to 8 hold no article");
        assert_eq!(joined(&[None, None]).unwrap(), None);
        for (parts, said) in [
            ([held(&[1], 2, "a"), None], "is a shard"),
            ([held(&[1], 2, "a"), held(&[2], 3, "a")], "one of 2 shards"),
            ([held(&[1], 2, "a"), held(&[2], 2, "b")], "other systems"),
            ([held(&[1], 2, "a"), held(&[1], 2, "a")], "shard 1 of 2 is in `1`"),
        ] {
            let error = joined(&parts).unwrap_err();
            assert!(error.to_string().contains(said), "{error}");
        }
    }
}
