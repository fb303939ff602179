//! Work on several items at a time, in the threads of the caller. Without the feature `rayon`, one item after another.

#[cfg(feature = "rayon")]
pub(crate) use several::*;

#[cfg(not(feature = "rayon"))]
pub(crate) use single::*;

#[cfg(feature = "rayon")]
mod several {
    use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, IntoParallelRefIterator, ParallelBridge, ParallelIterator};

    pub(crate) use rayon::join;

    /// What `made` makes of each item, in their order.
    pub(crate) fn map<'a, T: Sync, R: Send>(items: &'a [T], made: impl Fn(&'a T) -> R + Sync + Send) -> Vec<R> {
        items.par_iter().map(made).collect()
    }

    /// What `made` makes of each item, in their order.
    pub(crate) fn into_map<T: Send, R: Send>(items: Vec<T>, made: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
        items.into_par_iter().map(made).collect()
    }

    /// The items with their places, folded in several parts, which are joined in their order.
    pub(crate) fn fold<'a, T: Sync, R: Send>(
        items: &'a [T],
        empty: impl Fn() -> R + Sync + Send,
        add: impl Fn(R, (usize, &'a T)) -> R + Sync + Send,
        join: impl Fn(R, R) -> R + Sync + Send,
    ) -> R {
        items.par_iter().enumerate().fold(&empty, add).reduce(&empty, join)
    }

    /// The items of an iterator, folded in several parts, each of which `finish` ends; the parts are joined in no order.
    ///
    /// `Err` is the error of one of the items that have one.
    pub(crate) fn try_fold<T: Send, W: Send, R: Send, E: Send>(
        items: impl Iterator<Item = T> + Send,
        begin: impl Fn() -> W + Sync + Send,
        add: impl Fn(W, T) -> Result<W, E> + Sync + Send,
        finish: impl Fn(W) -> R + Sync + Send,
        empty: impl Fn() -> R + Sync + Send,
        join: impl Fn(R, R) -> R + Sync + Send,
    ) -> Result<R, E> {
        items.par_bridge().try_fold(begin, add).map(|part| part.map(&finish)).try_reduce(empty, |left, right| Ok(join(left, right)))
    }
}

#[cfg(not(feature = "rayon"))]
mod single {
    /// What both make.
    pub(crate) fn join<A, B>(a: impl FnOnce() -> A, b: impl FnOnce() -> B) -> (A, B) {
        (a(), b())
    }

    /// What `made` makes of each item, in their order.
    pub(crate) fn map<'a, T, R>(items: &'a [T], made: impl Fn(&'a T) -> R) -> Vec<R> {
        items.iter().map(made).collect()
    }

    /// What `made` makes of each item, in their order.
    pub(crate) fn into_map<T, R>(items: Vec<T>, made: impl Fn(T) -> R) -> Vec<R> {
        items.into_iter().map(made).collect()
    }

    /// The items with their places, folded.
    pub(crate) fn fold<'a, T, R>(items: &'a [T], empty: impl Fn() -> R, add: impl Fn(R, (usize, &'a T)) -> R, _: impl Fn(R, R) -> R) -> R {
        items.iter().enumerate().fold(empty(), add)
    }

    /// The items of an iterator, folded; `finish` ends the whole.
    ///
    /// `Err` is that of the first item that has one.
    pub(crate) fn try_fold<T, W, R, E>(
        mut items: impl Iterator<Item = T>,
        begin: impl Fn() -> W,
        add: impl Fn(W, T) -> Result<W, E>,
        finish: impl Fn(W) -> R,
        _: impl Fn() -> R,
        _: impl Fn(R, R) -> R,
    ) -> Result<R, E> {
        items.try_fold(begin(), add).map(finish)
    }
}
