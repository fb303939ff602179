//! All models of one training, and the parts into which articles are dealt.

use mihak_core::error::Result;
use rayon::prelude::*;

use crate::train::extractor::fit_extractor;
use crate::train::lesson::Lesson;
use crate::train::segmenter::fit_segmenter;

/// All models of one training.
pub struct Models {
    /// The segmenter, taught by all articles.
    pub segmenter: Vec<u8>,
    /// The outer and inner level of the extractor, taught by all articles.
    pub levels: [Vec<u8>; 2],
    /// For each fold, a segmenter that was taught by the articles of the others.
    pub held_out: Vec<Vec<u8>>,
}

/// The number of parts into which articles are dealt in turn, so that each is judged by models that did not see it.
pub const FOLDS: usize = 8;

/// The models that the articles teach.
pub fn fit_all(lessons: &[Lesson]) -> Result<Models> {
    let mut segmenters: Vec<Vec<u8>> = (0..=FOLDS).into_par_iter().map(|fold| fit_segmenter(&without(lessons, fold))).collect::<Result<_>>()?;
    let segmenter = segmenters.pop().expect("one more segmenter than folds was trained");
    let held_out: Vec<&[u8]> = (0..lessons.len()).map(|at| segmenters[at % FOLDS].as_slice()).collect();
    let levels = fit_extractor(lessons, &held_out)?;
    Ok(Models { segmenter, levels, held_out: segmenters })
}

/// All that are not of the fold.
pub fn without<T: Copy>(all: &[T], fold: usize) -> Vec<T> {
    all.iter().enumerate().filter(|&(at, _)| at % FOLDS != fold).map(|(_, one)| *one).collect()
}
