#![no_main]

pullquote_fuzz::reads!("ghost.json");
