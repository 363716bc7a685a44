//! Writes the seeds of a target into a folder: `seeds TARGET FOLDER`.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [target, folder] = &arguments[..] else {
        return Err(std::io::Error::other("usage: seeds TARGET FOLDER"));
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::fs::create_dir_all(folder)?;
    for (number, seed) in promises::seeds::of(target, &root).iter().enumerate() {
        std::fs::write(Path::new(folder).join(format!("seed-{number:04}")), seed)?;
    }
    Ok(())
}
