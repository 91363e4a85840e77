//! The records of a list as a map, as a sentence or two that say the same, and as a table.
//!
//! States and counties are filled, cities dotted, an explicit "no" crossed; where a list has more statuses than yes and no, or
//! colours of its own, each has its colour. Everything is drawn from the records: a list of
//! other places draws its own map.

mod describe;
mod drawing;
mod geometry;
mod labels;
mod letters;
mod projection;
mod scene;
mod shapes;
mod table;
mod view;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

pub use table::csv;

use crate::domain::Tracker;
use crate::reply::RecordRow;
use crate::words::Words;
use scene::scene;

/// A map with what it says in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The file.
    pub png: Vec<u8>,
    /// The same in words, for those who cannot see it; no longer than Discord lets a description be.
    pub description: String,
}

/// The map of a list's records, and the same in words. `None` where no record is of a place, or none that the atlas has.
/// `partial` says that the list has more, for paying readers.
pub fn picture(words: &Words, tracker: &Tracker, rows: &[RecordRow], partial: bool) -> Option<Picture> {
    let scene = scene(tracker, rows);
    let places = &scene.places;
    if places.iter().all(|place| place.at.is_none()) {
        return None;
    }
    let counts = describe::counts(words, tracker, places, partial);
    let png = drawing::png(&drawing::svg(words, &counts, tracker, &scene).text)?;
    Some(Picture { png, description: describe::description(words, &counts, tracker, places) })
}

/// Maps that were drawn before: the same records draw the same map.
#[derive(Default)]
pub struct Pictures(Mutex<HashMap<blake3::Hash, Arc<Picture>>>);

/// Maps that are kept; more lists and filters than this draw anew.
const KEPT: usize = 64;

impl Pictures {
    /// The map of a list's records, drawn at most once.
    pub fn picture(&self, words: &Words, tracker: &Tracker, rows: &[RecordRow], partial: bool) -> Option<Arc<Picture>> {
        let mut hasher = blake3::Hasher::new();
        for part in [&tracker.id, &tracker.title, &tracker.date.to_string()] {
            hasher.update(part.as_bytes()).update(b"\0");
        }
        for row in rows {
            let geoid = row.place.as_ref().map_or("", |place| place.geoid.as_str());
            hasher.update(geoid.as_bytes()).update(b"\0").update(row.status.as_bytes()).update(b"\0");
        }
        hasher.update(&[u8::from(partial)]).update(words.language().as_bytes());
        let key = hasher.finalize();
        // Held while drawing, so that many who ask at once wait for one map instead of each drawing it. A map half
        // drawn is never kept, so a poisoned lock is as good as any.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.get(&key) {
            return Some(known.clone());
        }
        let drawn = Arc::new(picture(words, tracker, rows, partial)?);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(key, drawn.clone());
        Some(drawn)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::scene::COLOURS;
    use super::*;
    use crate::domain::{CountsAs, Geoid, ParagraphKey, Status, SubjectKind, TrackerWording};
    use crate::places::Gazetteer;

    fn status(name: &str, counts_as: CountsAs) -> Status {
        Status { name: name.into(), wording: String::new(), counts_as, colour: None }
    }

    fn tracker() -> Tracker {
        let statuses = vec![status("received", CountsAs::Yes), status("not received", CountsAs::No)];
        Tracker {
            id: "list".into(),
            command: "letter".into(),
            question: String::new(),
            title: "Letters to those who asked".into(),
            date: jiff::civil::date(2018, 1, 24),
            sender: None,
            subject: SubjectKind::Place,
            wording: TrackerWording { statuses, ..TrackerWording::default() },
            records: Vec::new(),
        }
    }

    fn row(geoid: &str, received: bool) -> RecordRow {
        let (status, counts_as) = if received { ("received", CountsAs::Yes) } else { ("not received", CountsAs::No) };
        row_of(geoid, status, counts_as)
    }

    fn row_of(geoid: &str, status: &str, counts_as: CountsAs) -> RecordRow {
        let geoid = Geoid::from(geoid);
        RecordRow {
            tracker: "list".into(),
            subject: Gazetteer::embedded().label(&geoid),
            place: Gazetteer::embedded().place(&geoid),
            status: status.into(),
            counts_as,
            article: "article".into(),
            title: "An article".into(),
            list: "Letters to those who asked".into(),
            is_dated: false,
            evidence: "evidence".into(),
            revision: Default::default(),
            paragraph: ParagraphKey::Body(1),
            start: 0,
            end: 8,
            date: jiff::civil::date(2018, 1, 24),
            url: "https://example.com".into(),
        }
    }

    /// What overlaps or leaves the picture.
    fn faults(rows: &[RecordRow]) -> Vec<String> {
        let drawn = drawing::svg(&Words::english(), "", &tracker(), &scene(&tracker(), rows));
        let (labels, (width, height)) = (&drawn.placed.labels, drawn.room.size);
        let text =
            |label: &labels::Label| drawn.marks.get(label.mark).map(|mark| mark.text.clone()).unwrap_or_default();
        let mut faults = Vec::new();
        for (number, label) in labels.iter().enumerate() {
            if !label.area.lies_in(width, height, 0.0) {
                faults.push(format!("{} leaves the picture", text(label)));
            }
            if drawn.room.taken.iter().any(|taken| taken.overlaps(&label.area)) {
                faults.push(format!("{} covers the title or the legend", text(label)));
            }
            for other in labels.iter().skip(number + 1).filter(|other| other.area.overlaps(&label.area)) {
                faults.push(format!("{} and {} overlap", text(label), text(other)));
            }
            for mark in drawn.marks.iter().filter(|mark| mark.inside.is_none() && mark.own.overlaps(&label.area)) {
                faults.push(format!("{} covers the mark of {}", text(label), mark.text));
            }
        }
        if labels.len() + drawn.placed.left_out != drawn.marks.len() {
            faults.push("a mark is neither named nor counted".into());
        }
        faults
    }

    const LISTED: &[&str] = &[
        "3651000", "1714000", "17031", "06", "3601000", "0606000", "35001", "5010675", "0820000", "0626000", "2836000",
        "53033", "2534550", "0644000", "2148006", "06053", "06067", "0667000", "06097", "0683668", "1276600", "17",
        "41",
    ];

    #[test]
    fn the_sample_list_is_named_whole() {
        let mut rows: Vec<RecordRow> = LISTED.iter().map(|geoid| row(geoid, true)).collect();
        rows.push(row("2255000", false));
        assert_eq!(faults(&rows), Vec::<String>::new());
        let drawn = drawing::svg(&Words::english(), "", &tracker(), &scene(&tracker(), &rows));
        assert_eq!((drawn.placed.labels.len(), drawn.placed.left_out), (24, 0));
        let picture = picture(&Words::english(), &tracker(), &rows, false).expect("a map");
        assert!(picture.png.len() <= 150_000, "{} bytes", picture.png.len());
        let said = picture.description;
        let begins = "Map: Letters to those who asked (3 states, 6 counties and 14 cities; Jan. 24, 2018). \
                      States: California; Illinois; Oregon. Counties: Cook County, Ill.; Bernalillo County, N.M.;";
        assert!(said.starts_with(begins), "{said}");
        assert!(said.ends_with("West Palm Beach, Fla. Not received: New Orleans, La."), "{said}");
    }

    #[test]
    fn what_the_atlas_lacks_is_said() {
        let rows = [row("72", true), row("3651000", true)];
        let said = picture(&Words::english(), &tracker(), &rows, false).expect("a map").description;
        assert!(said.ends_with("Not drawn: Puerto Rico."), "{said}");
        assert!(picture(&Words::english(), &tracker(), &[row("72", true)], false).is_none());
        let many: Vec<RecordRow> = Gazetteer::embedded()
            .ids()
            .take(300)
            .map(|id| row(Gazetteer::embedded().geoid(id).as_str(), true))
            .collect();
        let said = picture(&Words::english(), &tracker(), &many, false).expect("a map").description;
        assert!(said.encode_utf16().count() <= 1_024 && said.ends_with("The table names them all."), "{said}");
    }

    #[test]
    fn a_county_without_area_is_marked_by_a_square() {
        for geoid in ["51610", "51678", "51685"] {
            let scene = scene(&tracker(), &[row(geoid, true)]);
            let drawn = drawing::svg(&Words::english(), "", &tracker(), &scene);
            let square = format!("width=\"{}\"", 11.0 * scene.view.text);
            assert_eq!((drawn.placed.labels.len(), drawn.text.matches(&square).count()), (1, 1), "{geoid}");
        }
    }

    #[test]
    fn several_statuses_have_their_colours_and_their_own_words() {
        let mut tracker = tracker();
        tracker.wording.statuses = vec![
            Status { colour: Some("#1b7f3b".into()), ..status("signed", CountsAs::Yes) },
            status("promised", CountsAs::Neither),
            status("refused", CountsAs::No),
        ];
        let rows = [
            row_of("0820000", "signed", CountsAs::Yes),
            row_of("0807850", "promised", CountsAs::Neither),
            row_of("06", "promised", CountsAs::Neither),
            row_of("0827425", "refused", CountsAs::No),
        ];
        let said = picture(&Words::english(), &tracker, &rows, false).expect("a map").description;
        insta::assert_snapshot!(said, @"Map: Letters to those who asked (1 signed, 2 promised and 1 refused; Jan. 24, 2018). Signed: Denver, Colo. Promised: Boulder, Colo.; California. Refused: Fort Collins, Colo.");
        let drawn = drawing::svg(&Words::english(), "", &tracker, &scene(&tracker, &rows)).text;
        // The dot and its sample; the state, the dot and their sample.
        assert_eq!((drawn.matches("#1b7f3b").count(), drawn.matches(COLOURS[1]).count()), (2, 3));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
        #[test]
        fn names_never_overlap_nor_leave_the_picture(
            picks in proptest::collection::vec((0_u16..20_000, proptest::bool::weighted(0.9)), 1..90),
        ) {
            let gazetteer = Gazetteer::embedded();
            let rows: Vec<RecordRow> =
                picks.iter().map(|(id, received)| row(gazetteer.geoid(*id).as_str(), *received)).collect();
            prop_assert_eq!(faults(&rows), Vec::<String>::new());
        }
    }
}
