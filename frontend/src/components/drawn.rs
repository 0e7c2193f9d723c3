//! What is drawn again when a signal changes.

use leptos::prelude::*;

/// A part of a view that follows signals: `{drawn(move || …)}` in place of `{move || …}`. The view
/// is the same; but a closure of its own type would bring the whole machinery of drawing once more,
/// and this brings it once for all of them.
pub fn drawn<V: IntoView + 'static>(
    mut draw: impl FnMut() -> V + Send + 'static,
) -> Box<dyn FnMut() -> AnyView + Send> {
    Box::new(move || draw().into_any())
}
