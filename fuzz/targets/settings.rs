//! `promises::settings` with the bytes that libFuzzer finds worth trying.
#![no_main]

promises::target!(settings);
