#![no_main]

pullquote_fuzz::reads!("export.xml");
