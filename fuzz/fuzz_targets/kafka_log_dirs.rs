//! DescribeLogDirs answers.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| castellan_kafka::fuzz::log_dirs(data));
