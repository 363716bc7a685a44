//! A bar that shows only when somebody at a terminal waits longer than a second.

use std::io::Write;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::terminal;
use crate::pipeline::Stage;

/// Runs while it lives.
pub(super) struct Progress {
    stages: Option<Sender<Stage>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Begins to wait.
    pub(super) fn start() -> Self {
        if !terminal::is_terminal() {
            return Self {
                stages: None,
                thread: None,
            };
        }
        let (stages, receiver) = channel();
        let thread = std::thread::spawn(move || show(&receiver));
        Self {
            stages: Some(stages),
            thread: Some(thread),
        }
    }

    /// Says which stage begins.
    pub(super) fn stage(&self, stage: Stage) {
        if let Some(stages) = &self.stages {
            // The bar is an ornament: if its thread is gone, the build goes on without it.
            let _ = stages.send(stage);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.stages = None;
        if let Some(thread) = self.thread.take() {
            // A bar that failed has nothing to tell.
            let _ = thread.join();
        }
    }
}

fn show(stages: &Receiver<Stage>) {
    let begun = Instant::now();
    let mut stage = Stage::ALL[0];
    let mut is_shown = false;
    loop {
        match stages.recv_timeout(Duration::from_millis(100)) {
            Ok(next) => stage = next,
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {}
        }
        if begun.elapsed() >= Duration::from_secs(1) {
            draw(stage);
            is_shown = true;
        }
    }
    if is_shown {
        eprint!("\r\x1b[2K");
    }
}

fn draw(stage: Stage) {
    let done = Stage::ALL
        .iter()
        .position(|other| *other == stage)
        .unwrap_or(0)
        + 1;
    let width = 4;
    let bar = "=".repeat(done * width);
    let rest = " ".repeat((Stage::ALL.len() - done) * width);
    eprint!("\r\x1b[2K[{bar}{rest}] {}", stage.name());
    // Not seeing the bar is no reason to stop.
    let _ = std::io::stderr().flush();
}
