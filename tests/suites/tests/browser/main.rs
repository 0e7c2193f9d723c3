//! A real browser on a real cluster: people's ways through the screens, and axe on every one of
//! them in both themes.

mod embedding;
mod forms;
mod live;
mod screens;
mod setup;
