//! What looks at a site as a whole, from outside: how two builds of it differ.
//!
//! Values in, values out: reads no disk and prints nothing.

pub mod diff;
