#![no_main]

pullquote_fuzz::reads!("posts.csv");
