#![no_main]

pullquote_fuzz::reads!("articles.jsonl");
