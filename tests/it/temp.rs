//! A folder of a test's own, gone when the test ends.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A new, empty folder.
pub(crate) struct TempDir {
    path: PathBuf,
}

impl TempDir {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("casebook-test-{}-{count}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).expect("no test before had this name");
        let path = path.canonicalize().expect("the folder was made just now");
        Self { path }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file and the folders that lead to it.
    pub(crate) fn write(&self, path: &str, text: &str) {
        self.write_bytes(path, text.as_bytes());
    }

    /// Writes a file of bytes and the folders that lead to it.
    pub(crate) fn write_bytes(&self, path: &str, bytes: &[u8]) {
        let place = self.path.join(path);
        let folder = place.parent().expect("a file lies in a folder");
        std::fs::create_dir_all(folder).expect("the test may make folders");
        std::fs::write(place, bytes).expect("the test may write");
    }

    /// Returns the text of a file, if there is one.
    pub(crate) fn read(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.path.join(path)).ok()
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        // A folder left behind harms no other test.
        let _ = std::fs::remove_dir_all(&self.path);
    }
}
