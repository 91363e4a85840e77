//! Pages, receipts, the search box, the HTTP API and assistants, over HTTP as their users reach them.

mod api;
mod boxed;
mod costs;
mod doors;
mod hostile_pages;
mod late;
mod pages;
mod quote_only;
mod receipt_pages;
