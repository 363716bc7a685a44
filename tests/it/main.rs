//! What the whole promises, tested through the library and the binary.

mod claims;
mod docs;
mod preview;
mod publish;
mod render;
mod report;
mod temp;
