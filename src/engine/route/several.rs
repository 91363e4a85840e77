//! Several subjects in one: "Denver, Boulder and Springfield, Ill."

use crate::places::Gazetteer;

/// What joins one subject to the next.
const JOINING: [&str; 5] = [" and ", " or ", " nor ", " & ", " plus "];
/// What stands before several.
const BEFORE: [&str; 4] = ["both ", "either ", "neither ", "all of "];
/// What stands behind a comma and is of the name before it.
const BEHIND: [&str; 6] = ["jr", "sr", "inc", "llc", "ltd", "corp"];

/// The subjects that a text joins, if it joins any; else the one that it is. A comma before a state is of the place.
pub(super) fn subjects(text: &str) -> Vec<String> {
    let begins = |before: &str| text.get(..before.len()).is_some_and(|head| head.eq_ignore_ascii_case(before));
    let start = BEFORE.iter().find(|before| begins(before)).map_or(0, |before| before.len());
    let mut parts: Vec<&str> = vec![text.get(start..).unwrap_or(text)];
    for joining in JOINING {
        parts = parts.into_iter().flat_map(|part| part.split(joining)).collect();
    }
    if parts.len() < 2 {
        return vec![text.trim().to_owned()];
    }
    let mut subjects: Vec<String> = Vec::new();
    for part in parts {
        let mut begun = false;
        for piece in part.split(',').map(str::trim).filter(|piece| !piece.is_empty()) {
            let lower = piece.trim_end_matches('.').to_lowercase();
            let behind = BEHIND.contains(&lower.as_str()) || Gazetteer::embedded().state_named(piece).is_some();
            match subjects.last_mut().filter(|_| begun && behind) {
                Some(subject) => {
                    subject.push_str(", ");
                    subject.push_str(piece);
                }
                None => subjects.push(piece.to_owned()),
            }
            begun = true;
        }
    }
    subjects
}
