//! The header of WebAnno TSV: the layers with their columns, and which of them is that of the entities.

use crate::format::options::Options;

/// How every file begins.
pub(super) const MARK: &str = "#FORMAT=WebAnno TSV 3";
/// The layer in which mentions are written.
pub(super) const ENTITY_LAYER: &str = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity";

/// A layer of the header, with the place of its first column after the token.
pub(super) struct Columns {
    pub(super) name: String,
    pub(super) features: Vec<String>,
    pub(super) first: usize,
    pub(super) is_span: bool,
}

impl Columns {
    /// The place of a feature's column after the token.
    fn feature(&self, name: &str) -> Option<usize> {
        self.features.iter().position(|feature| feature == name).map(|at| self.first + at)
    }

    /// The last part of the name.
    pub(super) fn short(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or_default()
    }
}

/// The layer of entities: its place, and the columns of label and entity.
#[derive(Clone, Copy)]
pub(super) struct Entities {
    pub(super) layer: usize,
    pub(super) label: usize,
    pub(super) entity: Option<usize>,
}

/// The layers of the programs that hold something else than names.
const OTHERS: [&str; 5] = ["Lemma", "POS", "Stem", "MorphologicalFeatures", "Chunk"];

/// The span layer that the options name, else NamedEntity, else the only one.
///
/// `Err` names the layers and how one is chosen.
pub(super) fn choose(layers: &[Columns], options: &Options) -> Result<Entities, String> {
    let spans: Vec<usize> = (0..layers.len()).filter(|&at| layers[at].is_span).collect();
    let only = |among: Vec<usize>| if among.len() == 1 { Some(among[0]) } else { None };
    let found = match &options.layer {
        Some(name) => only(spans.iter().copied().filter(|&at| layers[at].name == *name || layers[at].short() == name).collect()),
        None => {
            let standard = spans.iter().copied().filter(|&at| layers[at].short() == "NamedEntity" && layers[at].feature("value").is_some());
            only(standard.collect()).or_else(|| only(spans.clone()).filter(|&at| !OTHERS.contains(&layers[at].short())))
        }
    };
    let Some(layer) = found else { return Err(asked(layers, &spans, options.layer.as_deref())) };
    let (columns, features) = (&layers[layer], &layers[layer].features);
    let label = match &options.feature {
        Some(name) => columns.feature(name),
        None => columns.feature("value").or_else(|| (features.len() == 1 && !features[0].is_empty()).then_some(columns.first)),
    };
    match label {
        Some(label) => Ok(Entities { layer, label, entity: columns.feature("identifier").filter(|&entity| entity != label) }),
        None => {
            let wanted = options.feature.as_deref().map_or(String::new(), |name| format!(" `{name}`"));
            let (name, features) = (&columns.name, features.join(", "));
            Err(format!("layer {name} has no feature{wanted} that is the type; its features are: {features}; name one with --feature"))
        }
    }
}

/// What is said where no layer is clearly the one of names.
fn asked(layers: &[Columns], spans: &[usize], wanted: Option<&str>) -> String {
    let shown = |&at: &usize| format!("{} ({})", layers[at].name, layers[at].features.join(", "));
    let Some(&first) = spans.iter().find(|&&at| !OTHERS.contains(&layers[at].short())).or(spans.first()) else {
        return "there is no span layer, which could hold mentions".into();
    };
    let said = wanted.map_or("which span layer holds the names is not clear".into(), |name| format!("there is no span layer `{name}`"));
    let (names, example) = (spans.iter().map(shown).collect::<Vec<_>>().join(", "), &layers[first]);
    format!("{said}; the span layers are: {names}; name one with --layer {} --feature {}", example.name, example.features[0])
}
