//! What looks at a site as a whole, from outside: how two builds of it differ, which addresses it
//! publishes, and whether building it again makes it anew.
//!
//! Values in, values out: reads no disk and prints nothing.

pub mod diff;
pub mod urls;
pub mod verify;
