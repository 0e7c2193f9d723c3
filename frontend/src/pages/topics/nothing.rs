//! The list without a row: no topic yet, or none under these filters.

use super::{List, query, write};
use crate::components::{Empty, Icon, lu};
use crate::i18n::text;
use crate::routes::{self, Link, Step};
use crate::session::may_call;
use castellan_api::screen::Screen;
use castellan_api::topics::{CreateTopic, ImportTopics, TopicQuery};
use leptos::prelude::*;

/// What is drawn in place of the table.
pub fn nothing(list: List) -> AnyView {
    let t = text().topics();
    let now = query();
    let id = list.id.get_value();
    let hidden = list
        .load
        .get()
        .map(|page| page.counts.internal)
        .filter(|count| *count > 0 && now.internal != Some(true));
    let hidden_line = hidden.map(t.hidden_internal).unwrap_or_default();
    let filtered = now.q.is_some() || now.filter.is_some() || now.config.is_some();
    if filtered || now.page.is_some_and(|page| page > 1) {
        let title = now
            .q
            .map_or_else(|| t.nothing_filtered.to_owned(), |q| (t.nothing_title)(&q));
        let clear = |_| {
            let now: TopicQuery = routes::query_untracked();
            let clear = TopicQuery {
                columns: now.columns,
                internal: now.internal,
                sort: now.sort,
                order: now.order,
                per_page: now.per_page,
                ..TopicQuery::default()
            };
            routes::set_query(&clear, Step::Push);
        };
        return view! {
            <Empty icon=lu::LuSearch title=title detail=hidden_line>
                <button type="button" class="btn" on:click=clear>
                    {text().common().clear_filters}
                </button>
                {hidden
                    .map(|_| {
                        view! {
                            <button
                                type="button"
                                class="btn quiet"
                                on:click=|_| write(|query| query.internal = Some(true), Step::Push)
                            >
                                {t.internal}
                            </button>
                        }
                    })}
            </Empty>
        }
        .into_any();
    }
    let create = may_call::<CreateTopic>(Some(&id));
    let import = may_call::<ImportTopics>(Some(&id));
    let (create_screen, import_screen) =
        (Screen::CreateTopic(id.clone()), Screen::ImportTopics(id));
    view! {
        <Empty icon=lu::LuLayers title=t.empty_title detail=format!("{} {hidden_line}", t.empty_detail)>
            {create
                .then(|| {
                    view! {
                        <Link screen=create_screen class="btn">
                            <Icon icon=lu::LuPlus />
                            {t.create}
                        </Link>
                    }
                })}
            {import
                .then(|| {
                    view! {
                        <Link screen=import_screen class="btn">
                            <Icon icon=lu::LuUpload />
                            {t.import}
                        </Link>
                    }
                })}
        </Empty>
    }
    .into_any()
}
