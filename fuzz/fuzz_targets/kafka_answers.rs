//! Answers of brokers that the codec decodes.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| castellan_kafka::fuzz::answers(data));
