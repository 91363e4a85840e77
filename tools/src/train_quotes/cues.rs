//! Counts in how many of a hundred places a word of the narration reports speech.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use pullquote::quotes::learn::Study;
use pullquote::text;

use super::labels::{Labelled, Lines, overlap};

/// A word that reports speech in fewer places than this is left out.
const LEAST_PLACES: usize = 3;

/// A word that reports speech in a smaller share of its places is left out, in a hundred.
const LEAST_SHARE: usize = 10;

/// The text of the file of cues.
pub fn count(documents: &[&Labelled], heading: &str) -> String {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for document in documents {
        let lines = Lines::of(&document.text);
        let cues: Vec<Range<usize>> = document
            .attributions
            .iter()
            .flat_map(|attribution| &attribution.cue_spans)
            .filter_map(|span| Some(*span.first()?..*span.get(1)?))
            .collect();
        for (paragraph, range) in Study::new(&lines.lines).words() {
            let word = lines.lines.get(paragraph).and_then(|line| line.get(range.clone())).unwrap_or_default();
            // "they're" stands in cues, and reports nothing.
            if word.contains(['\'', '’']) {
                continue;
            }
            let span = lines.points(paragraph, &range);
            let (places, reports) = counts.entry(text::fold(word).into_owned()).or_default();
            *places += 1;
            *reports += usize::from(cues.iter().any(|cue| overlap(cue, &span) > 0));
        }
    }
    let mut file = format!("# Words that report speech, and in how many of a hundred places they do; {heading}\n");
    for (word, (places, reports)) in counts {
        // One place more, so that a word seen three times is not certain.
        let share = 100 * reports / (places + 1);
        if reports >= LEAST_PLACES && share >= LEAST_SHARE {
            let _ = writeln!(file, "{word}\t{share}");
        }
    }
    file
}
