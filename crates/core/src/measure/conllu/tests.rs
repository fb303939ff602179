use super::*;

/// A CoNLL-U file: sentences are lines, words stand between spaces (`_` is a space in them), `form=part+part` is a multiword token,
/// and a line that begins with `#` is a comment.
fn file(lines: &str) -> File {
    let mut content = String::new();
    for line in lines.lines() {
        if line.starts_with('#') {
            content.push_str(&format!("{line}\n"));
            continue;
        }
        let mut id = 0;
        let row = |id: String, form: &str| format!("{id}\t{}{}\n", form.replace('_', " "), "\t_".repeat(8));
        for token in line.split(' ') {
            let parts: Vec<&str> = token.split_once('=').map_or(vec![token], |(_, parts)| parts.split('+').collect());
            if let Some((form, _)) = token.split_once('=') {
                content.push_str(&row(format!("{}-{}", id + 1, id + parts.len()), form));
            }
            for part in parts {
                id += 1;
                content.push_str(&row(id.to_string(), part));
            }
        }
        content.push('\n');
    }
    File { name: "a.conllu".into(), shown: "a.conllu".into(), content: content.into_bytes() }
}

fn scored(gold: &str, predicted: &str) -> FileCounts {
    score_files(&file(gold), &file(predicted)).unwrap()
}

/// Gold, predicted and correct of tokens, sentences and words.
fn counted(gold: &str, predicted: &str) -> [[u64; 3]; 3] {
    let counts = scored(gold, predicted).whole;
    [counts.tokens, counts.sentences, counts.words].map(|measure| [measure.gold, measure.predicted, measure.correct])
}

#[test]
fn the_counts_of_hand_counted_pairs() {
    for (gold, predicted, expected) in [
        // A proclitic that is not cut off costs two gold tokens and one of the prediction.
        ("و قال الوزير .", "وقال الوزير .", [[4, 3, 2], [1, 1, 1], [4, 3, 2]]),
        // One token, but its words are those of the other side.
        ("وقال=و+قال الوزير", "و قال الوزير", [[2, 3, 1], [1, 1, 1], [3, 3, 3]]),
        // Multiword tokens that overlap between the sides are one reach: و قال ل هم in all, and قال differs in none.
        ("وقال=و+قال لهم=ل+هم", "و قاللهم=قال+لهم", [[2, 2, 0], [1, 1, 1], [4, 3, 2]]),
        // Case does not count inside multiword tokens, and outside only the span does.
        ("dIt=Da+It x", "dIt=dA+iT x", [[2, 2, 2], [1, 1, 1], [3, 3, 3]]),
        // Forms need not be in the token at all.
        ("للسلطة=ل+السلطة", "للسلطة=ل+سلطة", [[1, 1, 1], [1, 1, 1], [2, 2, 1]]),
        // A sentence that is cut in two is wrong on both sides.
        ("زار بغداد\nثم عاد", "زار بغداد ثم\nعاد", [[4, 4, 4], [2, 2, 0], [4, 4, 4]]),
        // Spaces in forms are no characters: the tokens are the same stretch.
        ("عبد_الله زار", "عبدالله زار", [[2, 2, 2], [1, 1, 1], [2, 2, 2]]),
        // The same words in another order: only one can be kept.
        ("ab=x+y", "ab=y+x", [[1, 1, 1], [1, 1, 1], [2, 2, 1]]),
        // A plain word that sticks out of the reach is no part of it.
        ("ab=a+b c", "a bc", [[2, 2, 0], [1, 1, 1], [3, 2, 1]]),
        ("", "", [[0, 0, 0], [0, 0, 0], [0, 0, 0]]),
    ] {
        assert_eq!(counted(gold, predicted), expected, "{gold} | {predicted}");
    }
}

#[test]
fn spaces_inside_of_the_words_of_a_multiword_token_do_count() {
    assert_eq!(counted("ab=a_x+b", "ab=ax+b")[2], [2, 2, 1]);
}

#[test]
fn lower_case_is_that_of_unicode_and_arabic_has_none() {
    assert_eq!(counted("x=ÉTÉ+ΟΔΟΣ+و", "x=été+οδος+و")[2], [3, 3, 3]);
    assert_eq!(counted("x=ى+ة", "x=ي+ه")[2], [2, 2, 0], "letters that look alike are not folded where characters agree");
}

#[test]
fn the_order_of_gold_and_prediction_only_swaps_the_counts() {
    let (a, b) = ("وقال=و+قال لهم=ل+هم .", "و قال لهم .");
    let (one, other) = (counted(a, b), counted(b, a));
    for (one, other) in one.into_iter().zip(other) {
        assert_eq!((one[0], one[1], one[2]), (other[1], other[0], other[2]));
    }
}

#[test]
fn dropped_tashkeel_and_tatweel_still_score() {
    let counts = scored("قالَ مُحَمَّدٌ ـ نعم", "قال محمد نعم").whole;
    assert_eq!((counts.tokens, counts.folded), (Measure { gold: 4, predicted: 3, correct: 3 }, 1));
    assert_eq!((counts.unaligned_gold, counts.unaligned_predicted), (0, 0));
    assert_eq!(counts.words.correct, 3);
    assert_eq!(counts.sentences.correct, 1);
}

#[test]
fn folding_reaches_the_words_of_multiword_tokens() {
    let counts = scored("وَقالَ=وَ+قالَ إلى", "وقال=و+قال الى").whole;
    assert_eq!(counts.words, Measure { gold: 3, predicted: 3, correct: 3 });
}

#[test]
fn characters_that_cannot_be_aligned_are_counted_and_the_rest_scores() {
    let counts = scored("زار 🎉 بغداد أمس", "زار بغداد XYZ أمس").whole;
    assert_eq!((counts.unaligned_gold, counts.unaligned_predicted), (1, 3));
    assert_eq!(counts.tokens, Measure { gold: 4, predicted: 4, correct: 3 });
}

#[test]
fn a_multiword_token_of_marks_only_does_not_stop_the_score() {
    let counts = scored("ـ=ـ+ـ قالَ", "ـ=ـ+ـ قال").whole;
    assert_eq!(counts.tokens.correct, 2);
    assert_eq!(counts.words.gold, 3);
}

#[test]
fn a_side_without_a_sentence_has_nothing_right() {
    let counts = scored("زار بغداد", "").whole;
    assert_eq!(counts.tokens, Measure { gold: 2, predicted: 0, correct: 0 });
    assert_eq!(counts.unaligned_gold, 8);
}

#[test]
fn documents_meet_by_order_unless_their_number_or_ids_differ() {
    let of = |predicted: &str| {
        let counts = scored("# newdoc id = a\nزار\n# newdoc id = b\nثم عاد", predicted);
        let documents: Vec<(String, u64)> = counts.documents.into_iter().map(|document| (document.id, document.counts.tokens.gold)).collect();
        (counts.pairing, documents)
    };
    let apart = vec![("a".to_string(), 1), ("b".to_string(), 2)];
    let together = vec![("a".to_string(), 3)];
    assert_eq!(of("# newdoc id = a\nزار\n# newdoc id = b\nثمعاد"), (Pairing::ByOrder, apart.clone()));
    assert_eq!(of("# newdoc\nزار\n# newdoc\nثمعاد"), (Pairing::ByOrder, apart));
    assert_eq!(of("# newdoc id = a\nزار\n# newdoc id = c\nثمعاد"), (Pairing::WholeFiles, together.clone()));
    assert_eq!(of("زار ثم عاد"), (Pairing::WholeFiles, together.clone()));
    assert_eq!(of("# newdoc\nزار ثم\n# newdoc\nعاد"), (Pairing::WholeFiles, together), "cut at another place");
}

#[test]
fn the_documents_add_up_to_the_whole() {
    let scores = scored("# newdoc\nوقال=و+قال لهم\n# newdoc\nabc ab=a+b", "# newdoc\nو قال ل هم\n# newdoc\nab=a+b cab");
    let mut sum = Conll18Counts::default();
    scores.documents.iter().for_each(|document| sum += document.counts);
    assert_eq!(sum, scores.whole);
}

#[test]
fn an_empty_node_counts_nowhere_and_text_is_not_looked_at() {
    let mut predicted = file("زار بغداد");
    let text = String::from_utf8(predicted.content).unwrap().replace("2\tبغداد", "1.1\tهو\t_\t_\t_\t_\t_\t_\t_\t_\n2\tبغداد");
    predicted.content = format!("# text = شيء آخر\n{text}").into_bytes();
    let counts = score_files(&file("زار بغداد"), &predicted).unwrap().whole;
    assert_eq!(counts.words, Measure { gold: 2, predicted: 2, correct: 2 });
}

#[test]
fn a_faulty_file_is_named_with_its_line() {
    let mut bad = file("زار بغداد");
    bad.content = String::from_utf8(bad.content).unwrap().replace("2\t", "3\t").into_bytes();
    bad.shown = "b.conllu".into();
    let said = score_files(&file("زار بغداد"), &bad).unwrap_err().to_string();
    assert!(said.contains("`b.conllu` line 2: word 3; expected 2"), "{said}");
}

/// One multiword token of so many words, and the same with every seventh word replaced, every eleventh left out.
fn long(words: usize, kinds: usize) -> (String, String, u64) {
    let forms: Vec<String> = (0..words).map(|at| format!("w{}", (at * 7919 + at / 3) % kinds)).collect();
    let other: Vec<String> =
        forms.iter().enumerate().filter(|(at, _)| at % 11 != 0).map(|(at, form)| if at % 7 == 0 { format!("v{at}") } else { form.clone() }).collect();
    let kept = (0..words).filter(|at| at % 11 != 0 && at % 7 != 0).count() as u64;
    (format!("x={}", forms.join("+")), format!("x={}", other.join("+")), kept)
}

#[test]
fn multiword_tokens_of_thousands_of_words_are_no_trouble() {
    for (words, kinds) in [(4_000, 4_000), (40_000, 40_000), (40_000, 40), (40_000, 2)] {
        let (gold, predicted, kept) = long(words, kinds);
        let counts = scored(&gold, &predicted).whole.words;
        assert!(counts.correct >= kept && counts.correct <= counts.predicted, "{words} {kinds}: {counts:?}, {kept} kept");
        if kinds == words {
            assert_eq!(counts.correct, kept);
        }
    }
}
