//! What a mutant may cost, and what it did.

use std::time::Duration;

use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The most memory that any document may take.
const MOST_MEMORY: usize = 400_000_000;

/// What generating from a document took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    pub(crate) time: Duration,
    /// Bytes, beyond those in use before.
    pub(crate) memory: usize,
}

impl Cost {
    /// Runs it, and measures the CPU time of this process and its allocations.
    pub(crate) fn of<T>(run: impl FnOnce() -> T) -> (T, Self) {
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let start = cpu_time();
        let result = run();
        let time = cpu_time() - start;
        (result, Self { time, memory: MEMORY.peak_usage().saturating_sub(before) })
    }

    /// What is too much of it, for a document of so many bytes.
    pub(crate) fn excess(self, size: usize) -> Option<String> {
        // Half a second and as much per megabyte, at most 2 seconds, which is what an optimised build is
        // held to; others are slower by far.
        let optimised = Duration::from_secs_f64((0.5 + 0.5 * size as f64 / 1e6).min(2.0));
        let most = optimised * if cfg!(debug_assertions) { 15 } else { 1 };
        if self.time > most {
            return Some(format!("took {:.2?} of CPU, and may take {most:.2?}", self.time));
        }
        (self.memory > MOST_MEMORY).then(|| format!("took {} MB of memory", self.memory / 1_000_000))
    }
}

#[cfg(unix)]
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Without a clock that other programs do not disturb, nothing is said of the time.
#[cfg(not(unix))]
fn cpu_time() -> Duration {
    Duration::ZERO
}
