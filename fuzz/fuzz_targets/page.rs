#![no_main]

pullquote_fuzz::reads!("page.html");
