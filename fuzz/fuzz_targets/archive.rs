#![no_main]

pullquote_fuzz::reads!("export.zip");
