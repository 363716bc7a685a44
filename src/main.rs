//! The command: arguments in, exit code out.

use std::process::ExitCode;

/// A build makes and drops many small things; this allocator takes an eighth off its work (docs/decisions.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    casebook::cli::run(std::env::args_os())
}
