//! Lists of topics as YAML.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| castellan::fuzz::topics_yaml(data));
