//! JKS and PKCS#12 files.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| castellan_kafka::fuzz::store(data));
