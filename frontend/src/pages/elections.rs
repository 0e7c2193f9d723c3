//! Elections of leaders: who does not lead as it should, the election of preferred leaders now and
//! on a timer, and of an out-of-sync leader where a partition has none.

mod changes;
pub mod dialogs;
mod figures;
mod timer;

use crate::api::{Load, State, Watch, load, load_by};
use crate::components::{Button, Look, Note, PageHead, States, Tone, drawn, lu};
use crate::i18n::text;
use crate::pages::{Question, reassignment_dialog};
use crate::routes::{self, Step};
use crate::session::may_call;
use crate::shell::instance_name;
use castellan_api::elections::{
    ElectPreferred, ElectionPreview, ElectionTimer, Electorate, GetElectionTimer, PreviewElection,
};
use castellan_api::endpoint::{InstancePath, NoQuery};
use castellan_api::events::Part;
use castellan_api::ids::InstanceId;
use castellan_api::url::Commas;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What the address says to the page; other pages lead to it by `broker=3` or `topics=a,b`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct View {
    /// Only partitions whose preferred leader this broker is.
    #[serde(skip_serializing_if = "Option::is_none")]
    broker: Option<i32>,
    /// Only partitions of these topics.
    #[serde(skip_serializing_if = "Commas::is_empty")]
    topics: Commas,
    /// Search among the partitions found.
    #[serde(skip_serializing_if = "Option::is_none")]
    q: Option<String>,
    /// Their page.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    /// Rows a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    per_page: Option<u32>,
}

impl View {
    fn electorate(&self) -> Electorate {
        let topics: Vec<_> = self
            .topics
            .0
            .iter()
            .filter_map(|name| name.parse().ok())
            .collect();
        match self.broker {
            Some(broker) => Electorate::Broker(broker),
            None if topics.is_empty() => Electorate::All,
            None => Electorate::Topics(topics),
        }
    }
}

fn change(step: Step, edit: impl FnOnce(&mut View)) {
    let mut view: View = routes::query_untracked();
    view.page = None;
    edit(&mut view);
    routes::set_query(&view, step);
}

/// What the parts of the page share. It is `Copy`.
#[derive(Clone, Copy)]
pub struct Page {
    id: StoredValue<InstanceId>,
    view: Memo<View>,
    electorate: Memo<Electorate>,
    load: Load<ElectionPreview>,
    timer: Load<ElectionTimer>,
    /// Keys of the partitions selected.
    selected: RwSignal<BTreeSet<String>>,
}

impl Page {
    fn path(self) -> InstancePath {
        InstancePath {
            instance: self.id.get_value(),
        }
    }
}

/// The page.
pub fn page(id: InstanceId) -> AnyView {
    let view = Memo::new(|_| routes::query::<View>());
    let electorate = Memo::new(move |_| view.with(View::electorate));
    let path = InstancePath {
        instance: id.clone(),
    };
    let timed = path.clone();
    let timer =
        load::<GetElectionTimer>(move || Some((timed.clone(), NoQuery {})), &[Watch::Tasks]);
    let load = load_by::<PreviewElection>(
        move || Some((path.clone(), NoQuery {}, electorate.get())),
        &[Watch::Part(Part::Metadata), Watch::Tasks],
    );
    let page = Page {
        id: StoredValue::new(id),
        timer,
        view,
        electorate,
        load,
        selected: RwSignal::new(BTreeSet::new()),
    };
    let missing = move || {
        load.get()
            .map(|preview| preview.missing.clone())
            .unwrap_or_default()
    };
    let content = move || {
        view! {
            <figures::Figures page=page />
            <figures::Leaders page=page />
            <changes::Changes page=page />
        }
        .into_any()
    };
    view! {
        <Head page=page />
        <Scope page=page />
        <div class="cols">
            <div class="stack">
                <States
                    state=Signal::derive(move || load.state())
                    missing=Signal::derive(missing)
                    as_of=Signal::derive(move || load.get().map(|preview| preview.as_of))
                    on_retry=move |()| load.again()
                >
                    {content()}
                </States>
            </div>
            <div class="stack">
                <timer::Timer page=page />
            </div>
        </div>
        <Dialogs page=page />
    }
    .into_any()
}

#[component]
fn Head(page: Page) -> impl IntoView {
    let t = text().elections();
    let may = may_call::<ElectPreferred>(Some(&page.id.get_value()));
    let count = Memo::new(move |_| page.load.get().map_or(0, |preview| preview.to_elect));
    let known = Memo::new(move |_| !matches!(page.load.state(), State::Waiting | State::Failed(_)));
    let why = Signal::derive(move || {
        if !known.get() {
            Some(t.not_read.to_owned())
        } else {
            (count.get() == 0).then(|| t.nothing_to_elect.to_owned())
        }
    });
    let elect = may.then(|| {
        view! {
            <Button
                label=t.elect
                icon=lu::LuVote
                look=Look::Primary
                unavailable=why
                on_press=|()| routes::set_param("open", Some(dialogs::ELECT))
            />
        }
    });
    view! {
        <PageHead
            title=t.title
            about=Signal::derive(instance_name)
            facts=move || view! { <span>{t.about}</span> }
        >
            {elect}
        </PageHead>
    }
}

/// What the page is narrowed to, and the way to all.
#[component]
fn Scope(page: Page) -> impl IntoView {
    let t = text().elections();
    let words = Memo::new(move |_| {
        page.electorate.with(|electorate| match electorate {
            Electorate::Broker(id) => Some((t.scope_broker)(*id)),
            Electorate::Topics(topics) => {
                const NAMED: usize = 5;
                let mut names: Vec<&str> =
                    topics.iter().take(NAMED).map(|one| one.as_str()).collect();
                if topics.len() > NAMED {
                    names.push("…");
                }
                Some((t.scope_topics)(topics.len() as u64, &names.join(", ")))
            }
            _ => None,
        })
    });
    drawn(move || {
        words.get().map(|words| {
            view! {
                <Note tone=Tone::Info title=words>
                    <p>
                        <button
                            type="button"
                            class="link"
                            on:click=|_| routes::set_query(&View::default(), Step::Push)
                        >
                            {t.show_all}
                        </button>
                    </p>
                </Note>
            }
        })
    })
}

/// The question that is open, if any.
#[component]
fn Dialogs(page: Page) -> impl IntoView {
    let open = Memo::new(|_| routes::param("open"));
    let known = Memo::new(move |_| {
        let timer = open.with(|open| open.as_deref() == Some(dialogs::STOP));
        match timer {
            true => page.timer.data.with(Option::is_some),
            false => page.load.data.with(Option::is_some),
        }
    });
    // Drawn once when it opens: what comes meanwhile must not take away what was typed.
    drawn(move || {
        let open = open.get()?;
        known
            .get()
            .then(|| reassignment_dialog(open, Question::Election(page)))
    })
}
