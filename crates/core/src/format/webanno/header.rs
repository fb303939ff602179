//! The header of WebAnno TSV: the layers with their columns, and which of them is that of the entities.

/// How every file begins.
pub(super) const MARK: &str = "#FORMAT=WebAnno TSV 3";
/// The layer in which mentions are written.
pub(super) const ENTITY_LAYER: &str = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity";

/// A layer of the header, with the place of its first column behind the token.
pub(super) struct Columns {
    pub(super) name: String,
    pub(super) features: Vec<String>,
    pub(super) first: usize,
    pub(super) is_span: bool,
}

impl Columns {
    /// The place of a feature's column behind the token.
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

/// The span layer with a `value`: NamedEntity if it is there, else the only one that is not the lemma, else one of a single feature.
///
/// `Err` names the layers.
pub(super) fn choose(layers: &[Columns]) -> Result<Entities, String> {
    let spans: Vec<usize> = (0..layers.len()).filter(|&at| layers[at].is_span && !["Lemma", "POS"].contains(&layers[at].short())).collect();
    let only = |among: Vec<usize>| if among.len() == 1 { Some(among[0]) } else { None };
    let valued = || spans.iter().copied().filter(|&at| layers[at].feature("value").is_some());
    let named = only(valued().filter(|&at| layers[at].short() == "NamedEntity").collect());
    if let Some((layer, label)) = named.or_else(|| only(valued().collect())).and_then(|at| Some((at, layers[at].feature("value")?))) {
        return Ok(Entities { layer, label, entity: layers[layer].feature("identifier") });
    }
    let single = only(spans.clone()).filter(|&at| valued().next().is_none() && layers[at].features.len() == 1 && !layers[at].features[0].is_empty());
    if let Some(layer) = single {
        return Ok(Entities { layer, label: layers[layer].first, entity: None });
    }
    let names: Vec<&str> = layers.iter().filter(|layer| layer.is_span).map(|layer| layer.name.as_str()).collect();
    let found = if names.is_empty() { "none".into() } else { names.join(", ") };
    Err(format!("expected one span layer with a feature `value`; the span layers are: {found}; export only the layer of entities"))
}
