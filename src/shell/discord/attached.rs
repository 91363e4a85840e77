//! The files that go with an answer: the map and the table of a listing of records.

use crate::domain::Tracker;
use crate::engine::{Engine, Viewer};
use crate::render::discord::Attachment;
use crate::render::map::{self, Pictures};
use crate::reply::{RecordRow, Reply, Row};

/// The files of an answer that lists everything at once; none where it lists no record.
pub(super) fn files(engine: &Engine, pictures: &Pictures, reply: Reply, viewer: Viewer) -> Vec<Attachment> {
    let rows = reply.rows.into_iter();
    let rows: Vec<RecordRow> =
        rows.filter_map(|row| if let Row::Record(record) = row { Some(record) } else { None }).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    // A map shows one list: the newest of those with places among these records. The table has them all.
    let mut trackers: Vec<&Tracker> = engine.archive().trackers().iter().collect();
    trackers.sort_by_key(|tracker| std::cmp::Reverse(tracker.date));
    let picture = trackers.into_iter().find_map(|tracker| {
        let own: Vec<RecordRow> = rows.iter().filter(|row| row.tracker == tracker.id).cloned().collect();
        pictures.picture(engine.words(), tracker, &own, engine.is_partial(tracker, viewer))
    });
    let map = picture.map(|picture| Attachment {
        name: "map.png".to_owned(),
        media_type: "image/png",
        bytes: picture.png.clone(),
        description: picture.description.clone(),
    });
    let partial = engine.archive().trackers().iter().any(|tracker| engine.is_partial(tracker, viewer));
    let key = if partial { "map.table_open" } else { "map.table" };
    let table = Attachment {
        name: "list.csv".to_owned(),
        media_type: "text/csv; charset=utf-8",
        bytes: map::csv(&rows).into_bytes(),
        description: engine.words().say(key, &[("count", &rows.len())]),
    };
    map.into_iter().chain([table]).collect()
}
