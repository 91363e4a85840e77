#![no_main]

pullquote_fuzz::reads!(pullquote_fuzz::RECORDS);
