#![no_main]

pullquote_fuzz::reads!("mail.eml");
