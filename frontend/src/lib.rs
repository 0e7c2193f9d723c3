//! The app of Castellan: a single page in Wasm that shows what `castellan-api` brings. It must not
//! hold a rule that `api` does not, nor any data of its own.
//!
//! `app` picks the page · `routes` reads and writes the address · `session` knows the user ·
//! `api` is the only fetch · `live` turns server-sent events into signals · `theme` keeps how it
//! looks · `i18n` has every text · `format` writes figures · `components`, `shell`, `pages` draw.

#![recursion_limit = "256"]

/// One value of a kind for the whole page, made at first use. [`start`] makes them all while the
/// root owner is current, so that their signals live as long as the page.
macro_rules! one_for_the_page {
    ($(#[$doc:meta])* $get:ident -> $type:ty) => {
        $(#[$doc])*
        pub fn $get() -> $type {
            thread_local! {
                static ONE: std::cell::Cell<Option<$type>> = const { std::cell::Cell::new(None) };
            }
            ONE.with(|one| {
                one.get().unwrap_or_else(|| {
                    let made = <$type>::new();
                    one.set(Some(made));
                    made
                })
            })
        }
    };
}

pub mod api;
pub mod app;
pub mod clock;
pub mod components;
pub mod dom;
pub mod embed;
pub mod focus;
pub mod format;
pub mod i18n;
pub mod live;
pub mod pages;
pub mod routes;
pub mod session;
pub mod shell;
pub mod theme;

/// Starts the app in the page's body.
pub fn start() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::App);
}
