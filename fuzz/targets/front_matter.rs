//! `promises::front_matter` with the bytes that libFuzzer finds worth trying.
#![no_main]

promises::target!(front_matter);
