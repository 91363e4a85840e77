#![no_main]

pullquote_fuzz::reads!("mails.mbox");
