//! One module a screen, `pages/<screen>.rs` or `pages/<screen>/`.
//!
//! # How a page is made
//! 1. **Its function** is `pub fn page(…what the Screen names…) -> AnyView`, called by its part in
//!    `parts.rs`. It is called once for a screen; a change of the query or tab does not call it
//!    again, so read those as signals: `routes::query::<TopicQuery>()`, `routes::screen()`.
//! 2. **Its texts** stand in `i18n/<page>.rs`: `let t = text().topics();`. No text in a view.
//! 3. **Its data** comes from `api::load::<E>(ask, watch)`: `ask` returns path and query and is
//!    followed; `watch` names the parts of the snapshot that make it ask again. Draw it inside
//!    `<States state=Signal::derive(move || load.state()) … />`; tables draw their own skeleton
//!    (`own_skeleton=true` and `loading=`).
//! 4. **What the user chooses** (filter, sort, page, columns) goes to the address by
//!    `routes::set_query(&query, Step::Push)`; an open dialog is `routes::set_param("open", …)`.
//! 5. **Changes** are `api::call::<E>(…).await` in `leptos::task::spawn_local`; afterwards
//!    `toast::done`, `live().changed(&[…])`, and for bad fields `failure.field("/name")` beside the
//!    field. Offer only what `session::may_call::<E>(Some(&instance))` allows.
//! 6. **Its head** is `<PageHead title=… >` (it names the browser's tab too); then findings,
//!    figures, tabs, one `.card` a group. No card in a card.
//! 7. **Sizes that come from data** by `style:width=…`, never `style="…"`. New rules stand in
//!    `style/<component>.css`, colours only in `tokens.css`.
//! 8. Split at 200 to 300 lines; close a component's views with `.into_any()` where they branch.

pub mod act;
pub mod attach;
pub mod audit;
pub mod broker;
pub mod brokers;
pub mod cmak_import;
pub mod controller;
pub mod edit_instance;
pub mod elections;
pub mod instances;
pub mod overview;
mod parts;
pub mod plan;
pub mod profile;
pub mod reassignments;
pub mod set_up;
pub mod settings;
pub mod sign_in;
pub mod tags;
pub mod task;
pub mod tasks;
pub mod time_range;
pub mod topic;
pub mod topic_actions;
pub mod topic_form;
pub mod topic_import;
pub mod topics;

pub use parts::{
    Question, draw, goals_step, moves_card, parts, planned_card, reassignment_dialog, rows_by_hand,
    topic_configs_tab, topic_dialog,
};

use crate::components::{Empty, PageHead, lu};
use crate::i18n::text;
use crate::routes::Link;
use castellan_api::screen::Screen;
use leptos::prelude::*;

/// The address names nothing.
fn not_found() -> AnyView {
    let t = text().common();
    view! {
        <PageHead title=t.not_found_title />
        <section class="card">
            <Empty icon=lu::LuSearch title=t.not_found_title detail=t.not_found_detail>
                <Link screen=Screen::Instances class="btn">
                    {text().shell().instances}
                </Link>
            </Empty>
        </section>
    }
    .into_any()
}
