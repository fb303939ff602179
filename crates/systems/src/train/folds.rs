//! All models of one training, and the folds: parts into which articles are dealt.

use mihak_core::error::Result;
use rayon::prelude::*;

use crate::train::extractor::fit_extractor;
use crate::train::lesson::Lesson;
use crate::train::segmenter::fit_segmenter;

/// All models of one training.
pub struct Models {
    /// The segmenter, trained on all articles.
    pub segmenter: Vec<u8>,
    /// The outer and the inner level of the extractor, trained on all articles.
    pub levels: [Vec<u8>; 2],
    /// One segmenter for each fold, trained on the articles of all other folds.
    pub held_out: Vec<Vec<u8>>,
}

/// The number of folds. Articles are dealt to them in turn.
pub const FOLDS: usize = 8;

/// All models, trained on these articles.
pub fn fit_all(lessons: &[Lesson]) -> Result<Models> {
    let mut segmenters: Vec<Vec<u8>> = (0..=FOLDS).into_par_iter().map(|fold| fit_segmenter(&without(lessons, fold))).collect::<Result<_>>()?;
    let segmenter = segmenters.pop().expect("one more segmenter than folds was trained");
    let held_out: Vec<&[u8]> = (0..lessons.len()).map(|at| segmenters[at % FOLDS].as_slice()).collect();
    let levels = fit_extractor(lessons, &held_out)?;
    Ok(Models { segmenter, levels, held_out: segmenters })
}

/// All items that are not of the fold.
pub fn without<T: Copy>(all: &[T], fold: usize) -> Vec<T> {
    all.iter().enumerate().filter(|&(at, _)| at % FOLDS != fold).map(|(_, one)| *one).collect()
}
