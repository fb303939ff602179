//! Corpora, systems and changes of systems that are drawn from known chances: what intervals and gates say of them can be held against the truth.

use mihak_core::statistics::Count;
use mihak_core::statistics::bootstrap::{Boot, GATE_SHARE, Interval, Paired, SHARE, WeightedSums};
use mihak_core::statistics::tiers::{RATE, Standing, Tiers};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Beta, Binomial, Distribution, Gamma, Poisson};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

/// What a gate forgives here: half a point, as the shipped suite does.
pub const TOLERANCE: f64 = 0.005;

/// The true loss that a gate should find: one point.
pub const DROP: f64 = 0.01;

/// A kind of corpus with two systems that are equally good.
///
/// Articles differ in size (gamma) and difficulty (beta); the figures are like those of the built-in systems on the shipped gold. Systems share the fate of most items; the fate of the others is drawn for each
/// of them, with a difficulty of its own for each system and article, so that what one article does to both is independent of the next.
pub struct Scene {
    /// What is measured.
    pub name: &'static str,
    /// The mean number of gold items of an article.
    pub items: f64,
    /// The share of gold items that are missed.
    pub missed: f64,
    /// Spurious predictions by gold item.
    pub spurious: f64,
    /// The share of items on which the systems do not agree beforehand.
    pub loose: f64,
    /// How alike articles are: their shares of errors are drawn from a beta distribution whose parameters add up to it.
    pub alike: f64,
    /// The measure of summed counts.
    pub measure: fn(Count) -> Option<f64>,
    /// The labels, as shares of the items; the measure is the mean over them.
    pub labels: &'static [f64],
}

/// The scenes of the table.
pub const SCENES: [Scene; 5] = [
    Scene {
        name: "word accuracy, 300 words",
        items: 300.0,
        missed: 0.02,
        spurious: 0.0,
        loose: 0.25,
        alike: 300.0,
        measure: Count::recall,
        labels: &[1.0],
    },
    Scene { name: "entity F1, 70 mentions", items: 70.0, missed: 0.25, spurious: 0.12, loose: 0.2, alike: 20.0, measure: Count::f1, labels: &[1.0] },
    Scene { name: "entity F1, 20 mentions", items: 20.0, missed: 0.15, spurious: 0.1, loose: 0.1, alike: 20.0, measure: Count::f1, labels: &[1.0] },
    Scene { name: "F1 of a type, 1 mention", items: 1.0, missed: 0.25, spurious: 0.12, loose: 0.2, alike: 20.0, measure: Count::f1, labels: &[1.0] },
    Scene {
        name: "macro F1, 6 types, 70 mentions",
        items: 70.0,
        missed: 0.25,
        spurious: 0.12,
        loose: 0.2,
        alike: 20.0,
        measure: Count::f1,
        labels: &[0.4, 0.25, 0.15, 0.1, 0.06, 0.04],
    },
];

impl Scene {
    /// The value that both systems would have on endless text.
    fn truth(&self) -> f64 {
        // In thousandths of an item, because counts are whole.
        let of = |share: f64| (share * 1e6).round() as u64;
        let count = Count { tp: of(1.0 - self.missed), r#fn: of(self.missed), fp: of(self.spurious), tn: 0 };
        (self.measure)(count).expect("scenes have items")
    }

    /// The share of what the second system gets right that it must lose for its value to fall by `drop`.
    fn lost(&self, drop: f64) -> f64 {
        let right = 1.0 - self.missed;
        if self.spurious == 0.0 {
            return drop / right;
        }
        let (all, wanted) = (1.0 + right + self.spurious, self.truth() - drop);
        (2.0 * right - wanted * all) / (right * (2.0 - wanted))
    }

    /// The counts of `systems` systems on one article, label by label; the last loses `drop` in the share `within` of the articles.
    fn article(&self, systems: usize, drop: f64, within: f64, random: &mut ChaCha8Rng) -> Vec<Vec<Count>> {
        let mut all = vec![Vec::new(); systems];
        let lost = if drop > 0.0 && random.random_bool(within) { self.lost(drop) / within } else { 0.0 };
        let size = Gamma::new(4.0, self.items / 4.0).expect("sizes are positive").sample(random);
        let hard = |share: f64, random: &mut ChaCha8Rng| {
            if share == 0.0 {
                0.0
            } else {
                Beta::new(share * self.alike, (1.0 - share) * self.alike).expect("shares lie between 0 and 1").sample(random)
            }
        };
        let of = |all: u64, share: f64, random: &mut ChaCha8Rng| Binomial::new(all, share).expect("shares lie between 0 and 1").sample(random);
        let fates = |share: f64, random: &mut ChaCha8Rng| (hard(share, random), (0..systems).map(|_| hard(share, random)).collect::<Vec<f64>>());
        let (common, own) = fates(self.missed, random);
        let (common_spurious, own_spurious) = fates(self.spurious, random);
        for share in self.labels {
            let gold = Poisson::new((size * share).max(1e-9)).expect("sizes are positive").sample(random) as u64;
            let loose = of(gold, self.loose, random);
            let missed = of(gold - loose, common, random);
            let spurious = of(gold - loose, common_spurious, random);
            for (at, counts) in all.iter_mut().enumerate() {
                let mut missed = missed + of(loose, own[at], random);
                if at + 1 == systems && lost > 0.0 {
                    missed += of(gold - missed, lost, random);
                }
                let fp = spurious + of(loose, own_spurious[at], random);
                counts.push(Count { tp: gold - missed, fp, r#fn: missed, tn: 0 });
            }
        }
        all
    }

    /// `systems` systems on a corpus of so many articles, which the number of the draw decides; the last is worse, as in [`Scene::article`].
    fn corpus(&self, time: u64, articles: usize, systems: usize, drop: f64, within: f64) -> Drawn {
        let mut random = ChaCha8Rng::seed_from_u64(time.wrapping_mul(1_000_003) + articles as u64);
        let boot = Boot::default();
        // Ids differ from time to time: the draws are part of what is put to the test.
        let weights: Vec<Vec<u8>> = (0..articles).map(|article| boot.weights(&format!("{time}/{article}"))).collect();
        let counts: Vec<Vec<Vec<Count>>> = (0..articles).map(|_| self.article(systems, drop, within, &mut random)).collect();
        let run = |side: usize| {
            let label = |at: usize| move |article: &Vec<Vec<Count>>| article[side][at];
            let mean = |values: Vec<Option<f64>>| {
                let defined: Vec<f64> = values.into_iter().flatten().collect();
                (!defined.is_empty()).then(|| defined.iter().sum::<f64>() / defined.len() as f64)
            };
            let total = |at: usize| counts.iter().map(label(at)).fold(Count::default(), added);
            let labels = 0..self.labels.len();
            let value = mean(labels.clone().map(|at| (self.measure)(total(at))).collect());
            let sums: Vec<WeightedSums> = labels.map(|at| boot.sums(weights.iter().map(Vec::as_slice).zip(counts.iter().map(label(at))))).collect();
            let values = (0..boot.resamples as usize).map(|replicate| mean(sums.iter().map(|sums| (self.measure)(sums.at(replicate))).collect()));
            let holding = counts.iter().filter(|article| article[side].iter().any(|count| (self.measure)(*count).is_some())).count();
            Run { value, values: values.collect(), holding }
        };
        let runs = (0..systems).map(run).collect();
        Drawn { counts, runs }
    }
}

/// A drawn corpus with the systems on it.
struct Drawn {
    /// By article, system and label.
    counts: Vec<Vec<Vec<Count>>>,
    runs: Vec<Run>,
}

impl Drawn {
    /// The second of two systems minus the first; `None` if a value is undefined.
    fn paired(&self, first: usize, second: usize, share: f64) -> Option<Paired> {
        let values = [self.runs[first].value?, self.runs[second].value?];
        let differing = self.counts.iter().filter(|article| article[first] != article[second]).count();
        Some(Paired::of(values, [&self.runs[first].values, &self.runs[second].values], differing, share))
    }
}

/// One system on one corpus: its value, the values of the replicates, and the number of articles that hold something.
struct Run {
    value: Option<f64>,
    values: Vec<Option<f64>>,
    holding: usize,
}

/// What one drawn corpus showed.
#[derive(Default)]
struct Shown {
    covered: Option<bool>,
    difference_covered: Option<bool>,
    alarm: Option<bool>,
    red: bool,
}

/// The figures of a scene at a number of articles (shares of 1); `None` where there was no interval.
pub struct Figures {
    /// How often the interval of the value held the true one.
    pub coverage: Option<f64>,
    /// How often the interval of the difference held the true one.
    pub difference_coverage: Option<f64>,
    /// How often p was under .05.
    pub alarms: Option<f64>,
    /// How often a gate would be red.
    pub red: f64,
}

/// Draws `times` corpora of `articles` articles, on which the second system is worse by `drop`, all of it within a share of the articles.
pub fn simulate(scene: &Scene, articles: usize, drop: f64, within: f64, times: u64) -> Figures {
    let one = |time: u64| {
        let drawn = scene.corpus(time, articles, 2, drop, within);
        let holds = |interval: Option<Interval>, truth: f64| interval.map(|interval| interval.lo <= truth && truth <= interval.hi);
        let first = &drawn.runs[0];
        let mut shown = Shown { covered: holds(Interval::of(first.values.iter().copied(), first.holding, SHARE), scene.truth()), ..Shown::default() };
        if let [Some(paired), Some(gated)] = [SHARE, GATE_SHARE].map(|share| drawn.paired(0, 1, share)) {
            shown.difference_covered = holds(paired.interval, -drop);
            shown.alarm = paired.p.map(|p| p < 0.05);
            shown.red = gated.is_worse(TOLERANCE);
        }
        shown
    };
    let shown: Vec<Shown> = (0..times).into_par_iter().map(one).collect();
    let share = |of: fn(&Shown) -> Option<bool>| {
        let told: Vec<bool> = shown.iter().filter_map(of).collect();
        // A figure that rests on a part of the corpora would be of another kind of corpus.
        (told.len() * 10 >= shown.len() * 9).then(|| told.iter().filter(|&&is| is).count() as f64 / told.len() as f64)
    };
    Figures {
        coverage: share(|shown| shown.covered),
        difference_coverage: share(|shown| shown.difference_covered),
        alarms: share(|shown| shown.alarm),
        red: shown.iter().filter(|shown| shown.red).count() as f64 / shown.len() as f64,
    }
}

fn added(mut sum: Count, count: Count) -> Count {
    sum += count;
    sum
}

/// The figures where the second system is as good, and where it is worse by [`DROP`].
pub struct Row {
    /// The number of articles.
    pub articles: usize,
    /// The scene.
    pub scene: &'static Scene,
    /// No difference.
    pub same: Figures,
    /// One point less, everywhere.
    pub worse: Figures,
    /// One point less, all of it in a tenth of the articles.
    pub tenth: Figures,
}

impl Row {
    /// The row of `times` corpora of each kind.
    pub fn draw(scene: &'static Scene, articles: usize, times: u64) -> Row {
        let draw = |drop, within| simulate(scene, articles, drop, within, times);
        Row { articles, scene, same: draw(0.0, 1.0), worse: draw(DROP, 1.0), tenth: draw(DROP, 0.1) }
    }

    /// What this row breaks of the promises for micro measures at 200 articles, shares of so many corpora being allowed `slack`.
    pub fn broken(&self, slack: f64) -> Vec<String> {
        let near = |share: Option<f64>, nominal: f64| share.is_some_and(|share| (share - nominal).abs() <= 0.01 + slack);
        let claims = [
            (near(self.same.coverage, 0.95), "the interval holds the truth in 95 % within a point"),
            (near(self.worse.difference_coverage, 0.95), "the interval of the difference holds the truth in 95 % within a point"),
            (near(self.same.alarms, 0.05), "p is under .05 in 5 % within a point where nothing differs"),
            (self.same.red <= 0.015, "a gate is red in at most 1.5 % where nothing got worse"),
            (self.worse.red >= 0.9, "a gate is red in at least 90 % where a point is lost everywhere"),
        ];
        claims.iter().filter(|(holds, _)| !holds).map(|(_, claim)| format!("{}: {claim}", self.scene.name)).collect()
    }

    /// The row as Markdown.
    pub fn markdown(&self) -> String {
        let percent = |share: Option<f64>| share.map_or("–".into(), |share| format!("{:.1} %", share * 100.0));
        let Row { articles, scene, same, worse, tenth } = self;
        let figures = [same.coverage, worse.difference_coverage, same.alarms, Some(same.red), Some(worse.red), Some(tenth.red)].map(percent);
        format!("| {articles} | {} | {} |\n", scene.name, figures.join(" | "))
    }
}

/// So many equally good systems are put into tiers, with one more that is worse by [`DROP`].
pub const EQUAL: usize = 5;

/// How often tiers say what is true of [`EQUAL`] equally good systems and one that is worse (shares of 1).
pub struct TierRow {
    /// The number of articles.
    pub articles: usize,
    /// The scene.
    pub scene: &'static Scene,
    /// How often those that are equally good, alone, were all in one tier.
    pub together: f64,
    /// How often the one that is worse was below the first tier, among all.
    pub below: f64,
}

impl TierRow {
    /// The row of `times` corpora.
    pub fn draw(scene: &'static Scene, articles: usize, times: u64) -> TierRow {
        let one = |time: u64| {
            let drawn = scene.corpus(time, articles, EQUAL + 1, DROP, 1.0);
            let names: Vec<String> = (0..=EQUAL).map(|at| at.to_string()).collect();
            let standings: Vec<Standing> = names.iter().zip(&drawn.runs).map(|(name, run)| Standing { name, value: run.value }).collect();
            let pairs: Vec<Vec<Option<Paired>>> = (0..=EQUAL)
                .map(|first| (0..=EQUAL).map(|second| (first < second).then(|| drawn.paired(first, second, SHARE)).flatten()).collect())
                .collect();
            let tiers = |systems: usize| Tiers::of(&standings[..systems], false, RATE, |first, second| pairs[first][second]).tiers;
            (tiers(EQUAL).iter().all(|tier| *tier == Some(1)), tiers(EQUAL + 1)[EQUAL] > Some(1))
        };
        let shown: Vec<(bool, bool)> = (0..times).into_par_iter().map(one).collect();
        let share = |of: fn(&(bool, bool)) -> bool| shown.iter().filter(|shown| of(shown)).count() as f64 / times as f64;
        TierRow { articles, scene, together: share(|(together, _)| *together), below: share(|(_, below)| *below) }
    }

    /// What this row breaks of the promise of tiers, shares of so many corpora being allowed `slack`.
    pub fn broken(&self, slack: f64) -> Option<String> {
        let claim = || format!("{}, {} articles: equal systems share a tier in at least 95 %", self.scene.name, self.articles);
        (self.together < 1.0 - RATE - slack).then(claim)
    }

    /// The row as Markdown.
    pub fn markdown(&self) -> String {
        let TierRow { articles, scene, together, below } = self;
        format!("| {articles} | {} | {:.1} % | {:.1} % |\n", scene.name, together * 100.0, below * 100.0)
    }
}
