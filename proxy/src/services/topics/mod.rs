//! Topics: list, detail, create, edit, delete, purge, clone, import, export. Lists and details read the
//! snapshot alone; changes are checked here, then by Kafka without effect, then traced, then done.

mod check;
mod clone;
mod columns;
pub(crate) mod command;
mod configs;
mod create;
mod definitions;
mod delete;
mod detail;
mod edit;
mod editor;
mod export;
pub(crate) mod ground;
mod import;
mod list;
mod making;
pub(crate) mod names;
mod partitions;
mod plan;
mod prepared;
mod purge;
pub(crate) mod refusal;
mod script;
mod sheet;
mod views;

pub use clone::{CloneTask, clone};
pub use configs::{defaults, list_configs};
pub use create::create;
pub use delete::{delete, delete_many};
pub use detail::get;
pub use edit::{edit, edit_many};
pub use export::export;
pub use import::{ImportTask, import, plan_import};
pub use list::list;
pub use partitions::list_partitions;
pub use purge::purge;
pub use views::Views;

use castellan_api::problem::ItemError;

/// The fate of an internal topic in a batch.
fn guarded_item(done: &str) -> ItemError {
    refusal::words(format!(
        "Kafka or its tools keep this topic for themselves, and the cluster may become unusable without it: it is \
         {done} only when it is named alone."
    ))
}

/// Reads a list of topics and forgets it.
#[cfg(any(test, fuzzing))]
pub(crate) fn read_list(text: &str, format: castellan_api::topics::ImportFormat) {
    let _ = sheet::read(text, format);
}

#[cfg(test)]
pub(crate) mod testing;
