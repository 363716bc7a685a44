//! Whether what is kept between builds can be trusted: a site that was edited and built again must be
//! the same, byte for byte, as one that is built from nothing.

use crate::load::Inputs;
use crate::pipeline::{Built, Memory, Options};

/// How many files are taken out and put back.
const EDITS: usize = 12;

/// Builds the site again, with what was kept from before: as it is, then after each of several files
/// was away for one build, then after all files came in the other order and back. Returns what is not
/// as it was in `cold`, the site built from nothing.
pub fn differences(inputs: &Inputs, options: &Options, cold: &Built) -> Vec<String> {
    let mut memory = Memory::default();
    let mut found = Vec::new();
    let mut build = |inputs: &Inputs| memory.build(inputs, options, &|_| {});
    build(inputs);
    compare("when nothing had changed", cold, &build(inputs), &mut found);
    let count = inputs.content.len();
    for step in 0..EDITS.min(count) {
        let at = step * count / EDITS.min(count);
        let mut without = inputs.clone();
        let file = without.content.remove(at);
        build(&without);
        let when = format!("when `{}` had been away", file.id);
        compare(&when, cold, &build(inputs), &mut found);
    }
    let mut looks = inputs.clone();
    looks.statics.clear();
    looks.templates.clear();
    build(&looks);
    let when = "when templates and static files had been away";
    compare(when, cold, &build(inputs), &mut found);
    found
}

fn compare(when: &str, cold: &Built, warm: &Built, found: &mut Vec<String>) {
    let paths = cold.outputs.keys().chain(warm.outputs.keys());
    let mut paths: Vec<&String> = paths
        .filter(|path| cold.outputs.get(*path) != warm.outputs.get(*path))
        .collect();
    paths.dedup();
    found.extend(paths.iter().map(|path| format!("`{path}` differs {when}")));
    if cold.diagnostics != warm.diagnostics {
        found.push(format!("the messages differ {when}"));
    }
}
