//! The language server: what it says at a cursor, what it makes of whatever it is sent, and how it
//! behaves on a wire.

mod cases;
mod client;
mod talk;
mod wire;
