//! What `wardrobe` and `lexicon` share: being told when the user's files change.

use std::time::Duration;

use notify::{EventKind, RecommendedWatcher};

/// Editors write a file in several steps; what changes within this is one change.
pub(super) const SETTLED: Duration = Duration::from_millis(60);

/// A watcher that calls `changed` for whatever happens to what it watches, other than being read.
pub(super) fn watcher(changed: impl Fn() + Send + 'static) -> notify::Result<RecommendedWatcher> {
    notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| !matches!(event.kind, EventKind::Access(_))) {
            changed();
        }
    })
}
