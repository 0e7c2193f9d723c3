//! What a broker says in a SCRAM exchange.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| castellan_kafka::fuzz::scram(data));
