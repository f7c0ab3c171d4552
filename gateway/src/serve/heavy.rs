//! Work that may take long, away from the threads that serve requests.

use std::sync::{Arc, LazyLock};

use tokio::sync::Semaphore;

/// As many at once as there are processors: what they need of memory together is bounded too.
static PLACES: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let processors = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    Arc::new(Semaphore::new(processors.max(2)))
});

/// Does the work on a thread of its own; nothing if it does not come to an end.
pub(crate) async fn away<R: Send + 'static>(work: impl FnOnce() -> R + Send + 'static) -> Option<R> {
    let place = Arc::clone(&PLACES).acquire_owned().await.ok()?;
    let working = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(place);
        done
    });
    working.await.ok()
}
