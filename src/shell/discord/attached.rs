//! The files that go with a list of records: its map, and its table.

use crate::domain::Tracker;
use crate::engine::{Engine, Viewer};
use crate::render::discord::Attachment;
use crate::render::map::{self, Pictures};
use crate::reply::{RecordRow, Reply, Row};

/// The map of all these records; none where no place is among them. It shows one list: the newest of those with places.
pub(super) fn picture(engine: &Engine, pictures: &Pictures, reply: &Reply, viewer: Viewer) -> Option<Attachment> {
    let rows = records(reply);
    let mut trackers: Vec<&Tracker> = engine.archive().trackers().iter().collect();
    trackers.sort_by_key(|tracker| std::cmp::Reverse(tracker.date));
    let picture = trackers.into_iter().find_map(|tracker| {
        let own: Vec<RecordRow> = rows.iter().filter(|row| row.tracker == tracker.id).cloned().collect();
        pictures.picture(engine.words(), tracker, &own, engine.is_partial(tracker, viewer))
    })?;
    Some(Attachment {
        name: "map.png".to_owned(),
        media_type: "image/png",
        bytes: picture.png.clone(),
        description: picture.description.clone(),
    })
}

/// All these records as a table; none where there are none.
pub(super) fn table(engine: &Engine, reply: &Reply, viewer: Viewer) -> Option<Attachment> {
    let rows = records(reply);
    let partial = engine.archive().trackers().iter().any(|tracker| engine.is_partial(tracker, viewer));
    let key = if partial { "map.table_open" } else { "map.table" };
    (!rows.is_empty()).then(|| Attachment {
        name: "list.csv".to_owned(),
        media_type: "text/csv; charset=utf-8",
        bytes: map::csv(&rows).into_bytes(),
        description: engine.words().say(key, &[("count", &rows.len())]),
    })
}

fn records(reply: &Reply) -> Vec<RecordRow> {
    reply.rows.iter().filter_map(Row::record).cloned().collect()
}
