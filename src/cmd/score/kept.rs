//! `--counts`: counts that are kept in a folder, so that several predictions for one gold can be compared.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use mihak_core::measure::counts::{self, SystemCounts};

use crate::cmd::score::job::Job;
use crate::cmd::score::names::FileNames;
use crate::folder::{is_name, write_inside};

/// Files that tell a folder of `mihak run` or of a baseline, whose counts are not ours.
const OTHERS: [&str; 3] = ["scores.csv", "blessed.csv", "partial"];

impl Job<'_> {
    /// Writes the counts of all tasks to `folder/counts/<name>.csv`. What stood there under the name is replaced, and the user is told if it
    /// was of another content.
    ///
    /// `Err` if the folder is that of other results, if the name cannot be that of a file, or if what stands there is no such file.
    pub(super) fn keep(&self, folder: &Path, names: &FileNames, all: &SystemCounts) -> Result<()> {
        let name = &names.predicted;
        if let Some(other) = OTHERS.into_iter().find(|other| folder.join(other).exists()) {
            bail!("`{}` holds other results (`{other}`); choose a folder of its own for --counts", folder.display());
        }
        if let Some(replaced) = &names.replaced {
            bail!("`{name}` stands for `{replaced}` in results, and could stand for another file; give the prediction a name with --name");
        }
        if !is_name(name) {
            bail!(
                "`{name}` cannot be the name of a file of counts: only letters, digits, `.`, `_` and `-`, no `.` in front or at the end, and none that Windows keeps for devices; give another with --name"
            );
        }
        let path = folder.join("counts").join(format!("{name}.csv"));
        self.replace(&path, all)?;
        write_inside(folder, &format!("counts/{name}.csv"), &counts::write(all))
    }

    /// Looks at what will be replaced.
    fn replace(&self, path: &Path, by: &SystemCounts) -> Result<()> {
        let shown = path.display();
        if !path.exists() {
            return Ok(());
        }
        let content = fs::read(path).with_context(|| format!("cannot read `{shown}`"))?;
        let old = counts::read(&shown.to_string(), &content).ok().filter(|old| old.version.starts_with("file "));
        let Some(old) = old else { bail!("`{shown}` holds no counts of `mihak score`, and would be replaced; move it, or give another --name") };
        if old.version != by.version {
            let (was, is) = (old.version, &by.version);
            self.tell(&format!("`{shown}` is replaced: it was of `{was}`, and is of `{is}`; --name keeps predictions of one name apart"));
        }
        Ok(())
    }
}
