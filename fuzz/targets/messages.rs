//! `promises::messages` with the bytes that libFuzzer finds worth trying.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| promises::messages(bytes));
