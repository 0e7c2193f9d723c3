//! Queries of the address.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| castellan::fuzz::query(data));
