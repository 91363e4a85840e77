//! Further pages of a list, by what it was narrowed to: for fronts whose buttons cannot keep the options of a command.

use super::articles::listed;
use super::{Article, Command, Context, People};
use crate::engine::records;
use crate::reply::{Listing, Reply};

impl Command for Listing {
    fn answer(&self, context: &Context<'_>) -> Reply {
        let Context { engine, request, .. } = *context;
        match self {
            Listing::Records(records) => records::answer(engine, request, records),
            Listing::Articles { places, from, to } => listed(context, places.clone(), *from, *to),
            Listing::People { role, from, to } => People { role: role.clone(), from: *from, to: *to }.answer(context),
            Listing::Paragraphs { article } => Article { title: article.clone(), paragraph: None }.answer(context),
        }
    }
}
