//! The analyses of one word that the order of clitics allows, and the choice of the cheapest.

use std::mem;

use mihak_core::annotation::Class;

use crate::tokenizers::clitics::front::Front;
use crate::tokenizers::clitics::letters::Letters;
use crate::tokenizers::clitics::lexicon::Stems;
use crate::tokenizers::clitics::price::{closed_price, known_price, unknown_price};

/// The pronoun enclitics with their prices.
const PRONOUNS: [(&str, i32); 10] =
    [("ها", 8), ("ه", 12), ("هم", 12), ("هما", 20), ("هن", 35), ("نا", 25), ("ني", 35), ("كم", 35), ("ك", 60), ("كما", 50)];

/// Segments as the number of letters up to their end, and their class.
type Cuts = Vec<(usize, Class)>;

/// Chooses the analysis of words; holds scratch space only.
pub struct Analyser {
    stems: &'static Stems,
    buffer: String,
    cuts: Cuts,
    best: Cuts,
    price: i32,
}

impl Analyser {
    /// An analyser on the shared lexicon.
    pub fn new() -> Analyser {
        Analyser { stems: Stems::get(), buffer: String::new(), cuts: Vec::new(), best: Vec::new(), price: i32::MAX }
    }

    /// The segments of the cheapest analysis, in order; the last ends with the word.
    pub fn best(&mut self, word: &Letters) -> &[(usize, Class)] {
        self.best.clear();
        self.price = i32::MAX;
        let len = word.len();
        if word.arabic < len {
            self.before_foreign(word);
        } else if !may_be_cut(word) {
            self.best.push((len, Class::Stem));
        } else {
            self.fronts(word);
        }
        &self.best
    }

    /// Letters in front of digits or Latin letters are clitics if they all can be.
    fn before_foreign(&mut self, word: &Letters) {
        let mut at = 0;
        let mut cuts = Vec::new();
        while at < word.arabic {
            let (len, class) = match (word.char(at), (at + 1 < word.arabic).then(|| word.char(at + 1))) {
                ('ا', Some('ل')) => (2, Class::Det),
                ('و' | 'ف', _) if at == 0 => (1, Class::Conj),
                ('ل', _) if cuts.last().is_some_and(|&(_, class)| class == Class::Prep) => (1, Class::Det),
                ('ب' | 'ل' | 'ك', _) if cuts.last().is_none_or(|&(_, class)| class == Class::Conj) => (1, Class::Prep),
                _ => break,
            };
            at += len;
            cuts.push((at, class));
        }
        if at == word.arabic {
            self.best = cuts;
        }
        self.best.push((word.len(), Class::Stem));
    }

    /// Tries every combination of clitics in front.
    fn fronts(&mut self, word: &Letters) {
        for conj in [false, true] {
            let mut front = Front::default();
            if conj {
                match word.char(0) {
                    'و' => front.price = 9,
                    'ف' => front.price = 30,
                    _ => continue,
                }
                front.conj = true;
            }
            let at = front.letters();
            if at >= word.len() {
                continue;
            }
            self.behind_conj(word, front, at);
            if word.char(at) == 'أ' && at + 3 < word.len() {
                self.questions(word, Front { question: true, price: front.price + 25, ..front });
            }
            match word.char(at) {
                letter @ ('ب' | 'ل' | 'ك') => {
                    let price = if letter == 'ك' { 35 } else { 15 };
                    let front = Front { prep: Some(letter), price: front.price + price, ..front };
                    if at + 1 < word.len() {
                        self.behind_conj(word, front, at + 1);
                    }
                }
                'س' => {
                    let front = Front { future: true, price: front.price + 10, ..front };
                    self.backs(word, front);
                }
                _ => {}
            }
        }
    }

    /// أليس، أفلا، أسيقبل: the question particle in front of few words only, for أ is the first letter of very many stems.
    fn questions(&mut self, word: &Letters, front: Front) {
        const ASKED: [&str; 10] = ["ليس", "ليست", "ليسوا", "فلا", "ولا", "ولم", "هذا", "هذه", "هو", "هي"];
        let at = front.letters();
        if ASKED.contains(&word.slice(at, word.len())) {
            self.backs(word, front);
        } else if word.char(at) == 'س' {
            self.backs(word, Front { future: true, price: front.price + 10, ..front });
        }
    }

    /// Tries the stem with and without the article.
    fn behind_conj(&mut self, word: &Letters, front: Front, at: usize) {
        self.backs(word, front);
        let left = word.len() - at;
        if left > 3 && word.char(at) == 'ا' && word.char(at + 1) == 'ل' {
            self.backs(word, Front { article: 2, price: front.price + 3, ..front });
        }
        // للمحادثات is ل+ال+محادثات; للجنة keeps both letters for preposition and stem.
        if front.prep == Some('ل') && left > 3 && word.char(at) == 'ل' {
            self.backs(word, Front { article: 1, price: front.price - 10, ..front });
        }
    }

    /// Tries the stem with and without each pronoun.
    fn backs(&mut self, word: &Letters, front: Front) {
        let (from, to) = (front.letters(), word.len());
        if from >= to || !word.is_free(from) {
            return;
        }
        let stem = self.stem(word, front, from, to, None);
        self.offer(front, from, to, to, front.price + stem);
        if front.article > 0 {
            return;
        }
        let rest = word.slice(from, to);
        for (pronoun, price) in PRONOUNS {
            let Some(base) = rest.strip_suffix(pronoun) else { continue };
            let cut = to - pronoun.chars().count();
            if !word.is_free(cut) || (pronoun == "ه" && word.char(cut) == 'ة') {
                continue;
            }
            if base.is_empty() {
                // له، بها: a pronoun directly behind a preposition.
                if front.prep.is_some_and(|letter| letter != 'ك') {
                    self.offer(front, from, from, to, front.price - 15);
                }
                continue;
            }
            let stem = self.stem(word, front, from, cut, Some(pronoun));
            self.offer(front, from, cut, to, front.price + stem + price);
        }
        if front.prep.is_some_and(|letter| letter != 'ك') && rest == "ي" && word.char(from) == 'ي' {
            self.offer(front, from, from, to, front.price);
        }
    }

    /// Notes an analysis if it is the cheapest so far; of equals the first, which has fewer clitics, stays.
    fn offer(&mut self, front: Front, stem: usize, pronoun: usize, end: usize, price: i32) {
        if price >= self.price {
            return;
        }
        self.price = price;
        self.cuts.clear();
        let mut at = 0;
        let mut push = |cuts: &mut Cuts, letters: usize, class| {
            at += letters;
            cuts.push((at, class));
        };
        if front.conj {
            push(&mut self.cuts, 1, Class::Conj);
        }
        if front.question {
            push(&mut self.cuts, 1, Class::Interrog);
        }
        if front.prep.is_some() {
            push(&mut self.cuts, 1, Class::Prep);
        }
        if front.future {
            push(&mut self.cuts, 1, Class::Fut);
        }
        if front.article > 0 {
            push(&mut self.cuts, front.article, Class::Det);
        }
        if pronoun > stem {
            self.cuts.push((pronoun, Class::Stem));
        }
        if end > pronoun {
            self.cuts.push((end, Class::Pron));
        }
        mem::swap(&mut self.best, &mut self.cuts);
    }

    /// The price of the letters `from..to` as a stem between these clitics.
    fn stem(&mut self, word: &Letters, front: Front, from: usize, to: usize, pronoun: Option<&str>) -> i32 {
        let stem = word.slice(from, to);
        if let Some(price) = closed_price(stem, front).filter(|_| pronoun.is_none() && front.article == 0) {
            return price;
        }
        let known = match pronoun {
            Some(_) => self.stems.before_pronoun(stem, &mut self.buffer),
            None => self.stems.known(stem, &mut self.buffer),
        };
        // أل is never the article, and a word in raw ال that the lexicon does not know nearly always has it.
        let hamza = front.article == 2 && word.char(from - 2) != 'ا';
        let price = match known {
            Some(known) => known_price(known, front, pronoun, stem, word.char(from)),
            None => unknown_price(word, front, from, to, pronoun),
        };
        // للجنة: where the letters with the second ل are a stem, the article is hidden in it.
        let hidden = front.article == 1 && self.stems.exact(word.slice(from - 1, to)).is_some();
        price + if hamza { 40 } else { 0 } + if hidden { 30 } else { 0 }
    }
}

/// Whether any clitic could stand at an edge of the word.
fn may_be_cut(word: &Letters) -> bool {
    let last = word.char(word.len() - 1);
    let front = match word.char(0) {
        'و' | 'ف' | 'ب' | 'ل' | 'ك' | 'س' => true,
        'ا' => word.len() > 2 && word.char(1) == 'ل',
        'أ' => word.len() > 2,
        _ => false,
    };
    front || matches!(last, 'ه' | 'ا' | 'م' | 'ن' | 'ك' | 'ي')
}
