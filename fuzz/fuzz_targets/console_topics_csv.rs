//! Lists of topics as CSV.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| castellan::fuzz::topics_csv(data));
