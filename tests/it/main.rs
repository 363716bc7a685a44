//! What the whole promises, tested through the library and the binary.

mod claims;
mod preview;
mod publish;
mod render;
mod report;
mod temp;
