//! What the whole promises, tested through the library and the binary.

mod report;
