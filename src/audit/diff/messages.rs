//! What `check --format json` said, to tell new messages from old ones.

use serde::Deserialize;

/// One message of `check`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Message {
    /// Its code.
    pub code: String,
    /// How much it weighs.
    pub severity: String,
    /// What it says.
    pub message: String,
    /// The file, where there is one.
    #[serde(default)]
    pub path: Option<String>,
    /// The line, counted from 1.
    #[serde(default)]
    pub line: Option<usize>,
}

impl Message {
    /// Says whether it is the same mistake: a change elsewhere in the file moves its line.
    fn is_same(&self, other: &Message) -> bool {
        self.code == other.code && self.message == other.message && self.path == other.path
    }
}

/// Reads messages, one JSON object a line; lines that are none are passed over.
pub fn messages(text: &str) -> Vec<Message> {
    text.lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

/// Returns what of `these` is not among `others`, each as often as it is there more often.
pub(super) fn without(these: &[Message], others: &[Message]) -> Vec<Message> {
    let mut left: Vec<&Message> = others.iter().collect();
    these
        .iter()
        .filter(|message| {
            let known = left.iter().position(|other| other.is_same(message));
            known.map(|at| left.swap_remove(at)).is_none()
        })
        .cloned()
        .collect()
}
