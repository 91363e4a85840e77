//! Lining a passage up with the archive's words, so that the fewest words differ.

use super::passages::Word;
use super::strand::ArchiveWord;
use super::words::alike;

/// One step of an alignment: indexes of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The same word in both.
    Same(usize, usize),
    /// A word that only the passage has.
    Asked(usize),
    /// A word that only the archive has.
    Archive(usize),
}

/// How much of the passage is lined up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// All of it.
    Whole,
    /// The stretch that fits best.
    Run,
}

const SAME: i32 = 200;
const OTHER_WORD: i32 = -250;
const ASKED_ONLY: i32 = -150;
const ARCHIVE_ONLY: i32 = -150;
/// A word left out where an omission is marked, or beside a bracket that stands in for it.
const LEFT_OUT: i32 = -1;
const REPLACED: i32 = -20;

/// Where a best score came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    Start,
    Both,
    Asked,
    Archive,
}

/// The alignment with the best score. Takes time and memory in proportion to the product of the two lengths.
pub(super) fn align(asked: &[Word], archive: &[ArchiveWord], extent: Extent) -> Vec<Step> {
    let width = archive.len() + 1;
    let mut from = vec![From::Start; (asked.len() + 1) * width];
    // Any place of the archive may be the first.
    let mut above = vec![0i32; width];
    let mut best = (i32::MIN, 0, 0);
    for (row, word) in (1..).zip(asked) {
        let next_mended = asked.get(row).is_some_and(|next| next.bracketed);
        let skip = match asked.get(row) {
            Some(next) if next.after_omission => LEFT_OUT,
            _ if word.bracketed || next_mended => REPLACED,
            _ => ARCHIVE_ONLY,
        };
        let dropped = if word.bracketed { 0 } else { ASKED_ONLY };
        let mut here = Vec::with_capacity(width);
        for column in 0..width {
            let cell = |line: &[i32], column: usize| line.get(column).copied().unwrap_or_default();
            let mut score = (cell(&above, column) + dropped, From::Asked);
            if let Some(before) = column.checked_sub(1) {
                let same = archive.get(before).is_some_and(|other| alike(&other.folded, &word.folded));
                let step = if same { SAME } else { OTHER_WORD };
                // A word for another is written as two steps, and counted as one.
                let both = (cell(&above, before) + step, From::Both);
                let archive_only = (cell(&here, before) + skip, From::Archive);
                score = [both, archive_only].into_iter().fold(score, |one, two| if two.0 >= one.0 { two } else { one });
            }
            if extent == Extent::Run && score.0 <= 0 {
                score = (0, From::Start);
            }
            if let Some(slot) = from.get_mut(row * width + column) {
                *slot = score.1;
            }
            let ends = extent == Extent::Run || row == asked.len();
            if ends && score.0 > best.0 {
                best = (score.0, row, column);
            }
            here.push(score.0);
        }
        above = here;
    }
    trace(asked, archive, &from, width, (best.1, best.2))
}

fn trace(asked: &[Word], archive: &[ArchiveWord], from: &[From], width: usize, end: (usize, usize)) -> Vec<Step> {
    let (mut row, mut column) = end;
    let mut steps = Vec::new();
    while row > 0 {
        match from.get(row * width + column) {
            Some(From::Both) => {
                (row, column) = (row - 1, column - 1);
                let same =
                    asked.get(row).zip(archive.get(column)).is_some_and(|(one, two)| alike(&one.folded, &two.folded));
                if same {
                    steps.push(Step::Same(row, column));
                } else {
                    steps.extend([Step::Archive(column), Step::Asked(row)]);
                }
            }
            Some(From::Asked) => {
                row -= 1;
                steps.push(Step::Asked(row));
            }
            Some(From::Archive) => {
                column -= 1;
                steps.push(Step::Archive(column));
            }
            Some(From::Start) | None => break,
        }
    }
    steps.reverse();
    steps
}
