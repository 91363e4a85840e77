//! Articles on their way to tantivy's indexing thread. Tantivy blocks whoever adds documents only when ten thousand
//! batches wait, and a batch is an article here: where indexing is the slower side, they would fill the memory.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::TantivyDocument;
use tantivy::schema::document::Document;

/// So many articles may wait.
const CAPACITY: usize = 500;

/// A counting semaphore: whoever adds an article takes a place, and waits where none is free.
#[derive(Clone)]
pub(super) struct Queue(Arc<Places>);

struct Places {
    taken: SyncSender<()>,
    freed: Mutex<Receiver<()>>,
}

impl Queue {
    pub(super) fn new() -> Self {
        let (taken, freed) = sync_channel(CAPACITY);
        Queue(Arc::new(Places { taken, freed: Mutex::new(freed) }))
    }

    /// The documents of an article, which has a place until the last of them is taken out, or tantivy drops them because
    /// it failed.
    pub(super) fn enter(&self, documents: Vec<TantivyDocument>) -> Vec<Queued> {
        let mut queued: Vec<Queued> = documents.into_iter().map(Queued::from).collect();
        if let Some(last) = queued.last_mut()
            && self.0.taken.send(()).is_ok()
        {
            last.place = Some(Place(self.clone()));
        }
        queued
    }
}

struct Place(Queue);

impl Drop for Place {
    fn drop(&mut self) {
        let freed = self.0.0.freed.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = freed.try_recv();
    }
}

/// A document of an article in the queue.
pub(super) struct Queued {
    document: TantivyDocument,
    place: Option<Place>,
}

impl From<TantivyDocument> for Queued {
    fn from(document: TantivyDocument) -> Self {
        Queued { document, place: None }
    }
}

impl Document for Queued {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.document.iter_fields_and_values()
    }

    fn into_tantivy_document(self) -> TantivyDocument {
        self.document
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_adds_to_a_full_queue_waits_until_an_article_leaves_it() {
        let queue = Queue::new();
        let mut waiting: Vec<_> = (0..CAPACITY).map(|_| queue.enter(vec![TantivyDocument::default()])).collect();
        std::thread::scope(|threads| {
            let adds = threads.spawn(|| queue.enter(vec![TantivyDocument::default(), TantivyDocument::default()]));
            assert!(!adds.is_finished());
            waiting.pop();
            adds.join().expect("it has a place");
        });
        // Both have left.
        waiting.pop();
        let _ = (queue.enter(vec![TantivyDocument::default()]), queue.enter(vec![TantivyDocument::default()]));
    }
}
