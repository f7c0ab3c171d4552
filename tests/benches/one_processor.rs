//! Both sides of a bench on one processor.

/// Keeps the process on the processor that it runs on. Threads that wake each other across processors pay for that, now
/// one side of a pair and now the other: ratios between 0.3 and 1.1 were measured for one program.
#[cfg(target_os = "linux")]
pub fn stay() {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_getcpu, sched_setaffinity};

    let here = sched_getcpu();
    if sched_getaffinity(None).is_ok_and(|all| all.is_set(here)) {
        let mut only = CpuSet::new();
        only.set(here);
        // Without leave to do so the ratios are less steady, and no less true.
        let _ = sched_setaffinity(None, &only);
    }
}

/// Other systems have no such call.
#[cfg(not(target_os = "linux"))]
pub fn stay() {}
