//! Blocks of the index, for a database whose index can't stop early by itself: rows are numbered in the order in which
//! conversations changed, each row bears its block as a token, on four scales, and the newest rows are asked first.

use std::ops::Range;

/// Rows of the smallest block.
pub const BLOCK: i64 = 2_048;
/// How many blocks make one on the next scale.
const SCALE: i64 = 8;
/// Rows of a block, on each scale.
const SIZES: [i64; 4] = [BLOCK, BLOCK * SCALE, BLOCK * SCALE * SCALE, BLOCK * SCALE * SCALE * SCALE];

/// The token of a block.
fn token(size: i64, number: i64) -> String {
    format!("_b{}-{}", size.ilog2(), number.div_euclid(size))
}

/// The tokens of the row of a number.
pub fn tokens(number: i64) -> impl Iterator<Item = String> {
    SIZES.into_iter().map(move |size| token(size, number))
}

/// The few tokens of which each row in a range of whole blocks has exactly one, and no other row has any.
pub fn cover(range: &Range<i64>) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let fits = |size: &i64| at % size == 0 && at + size <= range.end;
        let size = SIZES.into_iter().rev().find(fits).unwrap_or(BLOCK);
        tokens.push(token(size, at));
        at += size;
    }
    tokens
}

/// Goes through ranges of rows from the newest down, in steps that are as long as the page needs.
#[derive(Debug)]
pub struct Descent {
    /// Whole blocks, the oldest first; what was gone through is gone.
    left: Vec<Range<i64>>,
    looked_through: i64,
}

impl Descent {
    /// Through blocks, given by their numbers, the newest first.
    pub fn through(blocks: impl IntoIterator<Item = i64>) -> Self {
        let mut left: Vec<Range<i64>> = Vec::new();
        for block in blocks {
            let rows = block * BLOCK..(block + 1) * BLOCK;
            match left.last_mut() {
                Some(newer) if newer.start == rows.end => newer.start = rows.start,
                _ => left.push(rows),
            }
        }
        left.reverse();
        Self { left, looked_through: 0 }
    }

    /// What to look through next, newest first, when so many rows were found in what was looked through so far and so
    /// many are missing still. `None` once nothing is left.
    pub fn next(&mut self, found: usize, missing: usize) -> Option<Vec<Range<i64>>> {
        let mut rows = self.stride(found as i64, missing as i64);
        // Long steps begin where a large block does, so that a few tokens cover them.
        let grain = SIZES.into_iter().rev().find(|size| size * 2 <= rows).unwrap_or(BLOCK);
        let mut ranges = Vec::new();
        while rows > 0 {
            let Some(range) = self.left.pop() else { break };
            let middle = range.end - rows;
            let start = (middle - middle.rem_euclid(grain)).max(range.start);
            if start > range.start {
                self.left.push(range.start..start);
            }
            rows -= range.end - start;
            self.looked_through += range.end - start;
            ranges.push(start..range.end);
        }
        (!ranges.is_empty()).then_some(ranges)
    }

    /// As many rows as should hold what is missing and a quarter more, but never so many that a wrong guess is dear.
    fn stride(&self, found: i64, missing: i64) -> i64 {
        if self.looked_through == 0 {
            return BLOCK * 2;
        }
        let most = self.looked_through * SCALE;
        if found == 0 {
            return most;
        }
        (self.looked_through * missing / found * 5 / 4).clamp(BLOCK, most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn a_row_has_one_token_of_a_range_that_it_is_in(
            first in 0_i64..3_000, blocks in 0_i64..3_000, row in 0_i64..(6_000 * BLOCK),
        ) {
            let range = first * BLOCK..(first + blocks) * BLOCK;
            let cover = cover(&range);
            let borne = tokens(row).filter(|token| cover.contains(token)).count();
            prop_assert_eq!(borne, usize::from(range.contains(&row)));
            prop_assert!(cover.len() <= 7 * 6 + 3_000 / 512, "{}", cover.len());
        }

        #[test]
        fn every_block_is_gone_through_once_and_the_newest_first(
            blocks in prop::collection::btree_set(0_i64..400, 0..60), found in prop::collection::vec(0_usize..31, 60),
        ) {
            let mut descent = Descent::through(blocks.iter().rev().copied());
            let mut seen = Vec::new();
            let mut found = found.into_iter();
            let mut so_far = 0;
            while let Some(ranges) = descent.next(so_far, 31) {
                so_far += found.next().unwrap_or_default();
                for range in ranges {
                    prop_assert!(range.start % BLOCK == 0 && range.end % BLOCK == 0 && range.start < range.end);
                    seen.extend((range.start / BLOCK..range.end / BLOCK).rev());
                }
            }
            prop_assert!(seen.is_sorted_by(|newer, older| newer > older));
            prop_assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), blocks);
        }
    }

    #[test]
    fn steps_are_as_long_as_what_was_found_promises() {
        let rows = |ranges: Option<Vec<Range<i64>>>| -> i64 {
            ranges.into_iter().flatten().map(|range| range.end - range.start).sum()
        };
        let mut many = Descent::through((0..1_000).rev());
        assert_eq!(rows(many.next(0, 31)), 2 * BLOCK);
        assert_eq!(rows(many.next(20, 11)), 2 * BLOCK, "eleven more should be in little more than one");
        let mut none = Descent::through((0..1_024).rev());
        let mut steps = 0;
        while none.next(0, 31).is_some() {
            steps += 1;
        }
        assert!(steps <= 5, "{steps}");
    }
}
