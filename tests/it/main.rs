//! What the whole promises, tested through the library and the binary.

mod publish;
mod report;
mod temp;
//! The integration tests, as one binary.

mod claims;
