#![no_main]

pullquote_fuzz::reads!("feed.json");
