#![no_main]

pullquote_fuzz::reads!("post.md");
