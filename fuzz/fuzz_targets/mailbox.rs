#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = pullquote::corpus::import::read("mails.mbox", bytes, &Default::default());
});
