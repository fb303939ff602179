//! The key `read` of a stanza of predictions: the options of reading, as on the command line.

use anyhow::{Context, Result, bail};
use mihak_core::format::Options;
use mihak_core::tags::{Repair, TagScheme};
use serde::Deserialize;

/// The keys of `read = { … }`.
#[derive(Deserialize, Clone, Debug, Default, PartialEq)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct ReadStanza {
    scheme: Option<String>,
    repair: Option<String>,
    token_column: Option<usize>,
    tag_column: Option<usize>,
    segment_column: Option<usize>,
    marker: Option<String>,
    classes: Option<String>,
    comment: Option<String>,
    layer: Option<String>,
    feature: Option<String>,
    labels: Option<Vec<String>>,
    field: Option<String>,
    annotator: Option<String>,
    columns: Vec<String>,
    discontinuous: Option<String>,
}

impl ReadStanza {
    /// Whether a key is given.
    pub fn is_given(&self) -> bool {
        *self != ReadStanza::default()
    }

    /// The options with what the keys say. `Err` names a value that is none.
    pub fn options(&self, options: Options) -> Result<Options> {
        let scheme = match &self.scheme {
            Some(name) => {
                let all = || TagScheme::ALL.map(TagScheme::name).join(", ");
                Some(TagScheme::named(name).with_context(|| format!("read: no tagging scheme `{name}`; the schemes are {}", all()))?)
            }
            None => None,
        };
        let repair = match self.repair.as_deref() {
            None => Repair::None,
            Some(name) => {
                let found = [Repair::None, Repair::Conlleval, Repair::Discard].into_iter().find(|repair| repair.name() == name);
                found.with_context(|| format!("read: no repair `{name}`; expected none, conlleval or discard"))?
            }
        };
        if let Some(other) = self.discontinuous.as_deref().filter(|how| *how != "drop") {
            bail!("read: discontinuous is `{other}`, expected \"drop\"");
        }
        Ok(Options {
            scheme,
            repair,
            token_column: self.token_column,
            tag_column: self.tag_column,
            segment_column: self.segment_column,
            marker: self.marker.clone(),
            classes: self.classes.clone(),
            comment: self.comment.clone(),
            layer: self.layer.clone(),
            feature: self.feature.clone(),
            labels: self.labels.clone(),
            field: self.field.clone(),
            annotator: self.annotator.clone(),
            columns: self.columns.clone(),
            drop_discontinuous: self.discontinuous.is_some(),
            ..options
        })
    }
}
