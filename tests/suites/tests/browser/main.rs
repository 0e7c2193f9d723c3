//! A real browser on a real cluster: people's ways through the screens, and axe on every one of
//! them in both themes.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what is wrong by stopping"
)]

mod day;
mod embedding;
mod forms;
mod keyboard;
mod language;
mod live;
mod screens;
mod setup;
mod stores;
