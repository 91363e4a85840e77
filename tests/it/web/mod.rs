//! Pages, receipts, the search box, the HTTP API and assistants, over HTTP as their users reach them.

mod boxed;
mod doors;
mod hostile_pages;
mod pages;
mod receipt_pages;
