//! The promises, for libFuzzer.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

#[path = "promises.rs"]
mod promises;

pub use promises::*;

/// Makes a target of a promise.
#[macro_export]
macro_rules! target {
    ($promise:ident) => {
        libfuzzer_sys::fuzz_target!(
            init: $crate::begin(stringify!($promise)),
            |bytes: &[u8]| $crate::$promise(bytes)
        );
    };
}

/// Prepares a target, and writes its seeds into the folder that `CASEBOOK_SEEDS` names.
pub fn begin(target: &str) {
    on_this_thread();
    if let Some(folder) = std::env::var_os("CASEBOOK_SEEDS") {
        write_seeds(target, &folder).expect("the seeds can be written");
    }
}

/// Lets everything run on the thread that asks, so that an input covers the same code every time and
/// waits for no other thread to wake.
pub fn on_this_thread() {
    rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .use_current_thread()
        .build_global()
        .expect("nothing has run yet");
}

fn write_seeds(target: &str, folder: &OsStr) -> std::io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for (number, seed) in seeds::of(target, &root).iter().enumerate() {
        fs::write(Path::new(folder).join(format!("seed-{number:04}")), seed)?;
    }
    Ok(())
}
