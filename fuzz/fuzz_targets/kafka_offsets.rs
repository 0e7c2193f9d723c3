//! ListOffsets answers.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| castellan_kafka::fuzz::offsets(data));
