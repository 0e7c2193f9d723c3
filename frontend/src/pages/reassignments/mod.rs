//! Reassignments of an instance: what moves now, the throttles that are set, what moved. Filters,
//! pages and the open question live in the address.

pub mod dialogs;
mod history;
mod ongoing;
pub mod run;
mod throttles;
mod words;

use crate::api::{Load, State, Watch, load};
use crate::components::{Icon, Menu, MenuItem, PageHead, lu};
use crate::i18n::text;
use crate::routes::{self, Link, Step};
use crate::session::may_call;
use crate::shell::instance_name;
use castellan_api::endpoint::{InstancePath, NoQuery};
use castellan_api::events::Part;
use castellan_api::ids::InstanceId;
use castellan_api::page::{PER_PAGE, Page};
use castellan_api::reassignment::{
    ListOngoing, ListReassignments, ListThrottles, Ongoing, OngoingQuery, PlanReassignment,
};
use castellan_api::screen::Screen;
use dialogs::{Asked, Dialogs, Selected};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Rows of what moves now where nothing is said: the history stands below.
const MOVING_ROWS: u32 = 20;

/// What the address says to the page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct View {
    /// Search in the history.
    #[serde(skip_serializing_if = "Option::is_none")]
    q: Option<String>,
    /// Page of the history.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    per_page: Option<u32>,
    /// Page of what moves now.
    #[serde(skip_serializing_if = "Option::is_none")]
    moving_page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    moving_rows: Option<u32>,
}

impl View {
    fn history(&self) -> OngoingQuery {
        OngoingQuery {
            q: self.q.clone(),
            page: self.page,
            per_page: Some(self.per_page.unwrap_or(PER_PAGE)),
        }
    }

    fn moving(&self) -> OngoingQuery {
        OngoingQuery {
            q: None,
            page: self.moving_page,
            per_page: Some(self.moving_rows.unwrap_or(MOVING_ROWS)),
        }
    }
}

fn change(step: Step, edit: impl FnOnce(&mut View)) {
    let mut view: View = routes::query_untracked();
    edit(&mut view);
    routes::set_query(&view, step);
}

/// The page.
pub fn page(id: InstanceId) -> AnyView {
    let view = Memo::new(|_| routes::query::<View>());
    let path = InstancePath {
        instance: id.clone(),
    };
    let (asks_moving, asks_throttles, asks_history) = (path.clone(), path.clone(), path);
    let moving_query = Memo::new(move |_| view.with(View::moving));
    let moving = load::<ListOngoing>(
        move || Some((asks_moving.clone(), moving_query.get())),
        &[Watch::Part(Part::Moves), Watch::Tasks],
    );
    let throttles = load::<ListThrottles>(
        move || {
            may_call::<ListThrottles>(Some(&asks_throttles.instance))
                .then(|| (asks_throttles.clone(), NoQuery {}))
        },
        &[Watch::Part(Part::Moves), Watch::Tasks],
    );
    let history_query = Memo::new(move |_| view.with(View::history));
    let history = load::<ListReassignments>(
        move || Some((asks_history.clone(), history_query.get())),
        &[Watch::Tasks],
    );
    let selected: Selected = RwSignal::new(BTreeSet::new());
    let asked = Asked::List(StoredValue::new(id.clone()), selected, throttles);
    view! {
        <Head id=id.clone() moving=moving />
        <ongoing::Moving id=id.clone() view=view load=moving selected=selected />
        <throttles::ThrottlesCard id=id.clone() load=throttles />
        <history::History id=id view=view load=history />
        <Dialogs asked=asked />
    }
    .into_any()
}

#[component]
fn Head(id: InstanceId, moving: Load<Page<Ongoing>>) -> impl IntoView {
    let t = text().reassignments();
    let facts = move || {
        let count = moving.get()?.total;
        let known = moving.state() == State::Ready;
        known.then(|| {
            let words = match count {
                0 => t.moving_none.to_owned(),
                count => (t.moving_count)(count),
            };
            view! { <span>{words}</span> }
        })
    };
    let plan = may_call::<PlanReassignment>(Some(&id));
    let by_hand = Screen::ManualReassignment(id.clone());
    let narrow = routes::href(&by_hand);
    let actions = plan.then(|| {
        view! {
            <Link screen=by_hand class="btn not-s">
                <Icon icon=lu::LuHand />
                {t.by_hand}
            </Link>
            <Link screen=Screen::PlanReassignment(id) class="btn pri">
                <Icon icon=lu::LuShuffle />
                {t.plan}
            </Link>
            <span class="only-s">
                <Menu
                    label=text().common().more_actions
                    class="btn icon"
                    items=Callback::new(move |()| {
                        vec![MenuItem::link(t.by_hand, narrow.clone()).icon(lu::LuHand)]
                    })
                />
            </span>
        }
    });
    view! {
        <PageHead title=t.title about=Signal::derive(instance_name) facts=facts>
            {actions}
        </PageHead>
    }
}
