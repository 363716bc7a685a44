//! Time on the wall, and time at work.
//!
//! On a machine that others use as well, only the time at work says how much there was to do. Linux
//! counts it for each thread; elsewhere both are the clock on the wall.

use std::ops::{AddAssign, Sub};
use std::time::{Duration, Instant};

/// A clock that runs.
pub(crate) struct Clock {
    begun: Instant,
    worked: Option<Duration>,
}

/// What it showed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Time {
    /// On the wall.
    pub(crate) wall: Duration,
    /// At work, all threads together.
    pub(crate) work: Duration,
}

impl Clock {
    /// Starts a clock.
    pub(crate) fn start() -> Self {
        Self {
            worked: worked(),
            begun: Instant::now(),
        }
    }

    /// Returns the time since it was started.
    pub(crate) fn time(&self) -> Time {
        let wall = self.begun.elapsed();
        let work = worked()
            .zip(self.worked)
            .map(|(now, then)| now.saturating_sub(then));
        Time {
            wall,
            work: work.unwrap_or(wall),
        }
    }
}

impl Time {
    /// Prints a line that `scripts/bench` reads.
    pub(crate) fn print(self, name: &str, made: &str) {
        let (wall, work) = (self.wall.as_secs_f64(), self.work.as_secs_f64());
        println!("{name}\t{wall:.6}\t{work:.6}\t{made}");
    }
}

impl Sub for Time {
    type Output = Time;

    fn sub(self, other: Time) -> Time {
        Time {
            wall: self.wall.saturating_sub(other.wall),
            work: self.work.saturating_sub(other.work),
        }
    }
}

impl AddAssign for Time {
    fn add_assign(&mut self, other: Time) {
        self.wall += other.wall;
        self.work += other.work;
    }
}

/// Returns for how long the threads of this program that live now have worked.
fn worked() -> Option<Duration> {
    let mut nanos = 0;
    for task in std::fs::read_dir("/proc/self/task").ok()? {
        let told = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        nanos += told.split(' ').next()?.parse::<u64>().ok()?;
    }
    Some(Duration::from_nanos(nanos))
}
