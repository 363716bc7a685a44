//! `promises::dates` with the bytes that libFuzzer finds worth trying.
#![no_main]

promises::target!(dates);
