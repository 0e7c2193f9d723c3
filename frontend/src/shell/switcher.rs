//! The instance switcher: name, state and version; opens a list that can be searched, alarms first.

use super::{directory, instance_summary, status_words};
use crate::components::menu::move_focus;
use crate::components::{Icon, Popover, Status, drawn, lu};
use crate::dom;
use crate::i18n::text;
use crate::routes;
use crate::session::may_call;
use castellan_api::instances::{AttachInstance, InstanceStatus, InstanceSummary};
use castellan_api::screen::Screen;
use leptos::prelude::*;

/// Instances from which on the list has a search field.
const SEARCH_FROM: usize = 8;

/// The switcher.
#[component]
pub fn Switcher() -> impl IntoView {
    let t = text().shell();
    let open = RwSignal::new(false);
    let id = dom::unique("switch");
    let shown = move || {
        match instance_summary() {
        Some(instance) => {
            let (tone, word) = status_words(instance.status);
            let words = match &instance.kafka_version {
                Some(version) => (t.and_kafka)(word, version),
                None => word.to_owned(),
            };
            view! {
                <span class="grow">
                    <b class="trunc">{instance.name}</b>
                    <small>
                        <Status tone=tone text=words title=instance.why.unwrap_or_default() />
                    </small>
                </span>
            }
            .into_any()
        }
        None => view! {
            <span class="grow">
                <b>{drawn(move || if routes::instance().is_some() { "…" } else { t.all_instances })}</b>
                <small>{t.choose_instance}</small>
            </span>
        }
        .into_any(),
    }
    };
    view! {
        <button
            type="button"
            class="switch"
            id=id.clone()
            aria-haspopup="dialog"
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            {shown}
            <Icon icon=lu::LuChevronsUpDown />
        </button>
        <Popover anchor=id open=open class="menu switch-list" role="dialog" label=t.choose_instance>
            <List open=open />
        </Popover>
    }
}

fn rank(status: InstanceStatus) -> u8 {
    match status {
        InstanceStatus::Unreachable => 0,
        InstanceStatus::Degraded => 1,
        InstanceStatus::Connecting => 2,
        InstanceStatus::Connected => 3,
        InstanceStatus::Disabled => 4,
    }
}

#[component]
fn List(open: RwSignal<bool>) -> impl IntoView {
    let t = text().shell();
    let typed = RwSignal::new(String::new());
    let all = move || {
        let mut all: Vec<InstanceSummary> = directory()
            .load
            .get()
            .map(|page| page.items.clone())
            .unwrap_or_default();
        all.sort_by(|a, b| {
            rank(a.status)
                .cmp(&rank(b.status))
                .then_with(|| a.name.cmp(&b.name))
        });
        all
    };
    let found = move || {
        let wanted = typed.get().to_lowercase();
        let found: Vec<AnyView> = all()
            .into_iter()
            .filter(|instance| instance.name.to_lowercase().contains(wanted.trim()))
            .map(|instance| {
                let (tone, word) = status_words(instance.status);
                let current = routes::instance().as_ref() == Some(&instance.id);
                view! {
                    <a
                        class="item two"
                        role="menuitem"
                        href=routes::href(&Screen::Overview(instance.id.clone()))
                        aria-current=current.then_some("true")
                        on:click=move |_| open.set(false)
                    >
                        <span class="grow trunc">{instance.name}</span>
                        <Status tone=tone text=word />
                    </a>
                }
                .into_any()
            })
            .collect();
        if found.is_empty() {
            view! { <p class="t3 fs12 none">{t.no_instance}</p> }.into_any()
        } else {
            found.into_any()
        }
    };
    let many = all().len() >= SEARCH_FROM;
    let attach = may_call::<AttachInstance>(None);
    view! {
        <div on:keydown=move_focus>
        {many
            .then(|| {
                view! {
                    <label class="field">
                        <Icon icon=lu::LuSearch />
                        <input
                            placeholder=t.find_instance
                            aria-label=t.find_instance
                            prop:value=move || typed.get()
                            on:input=move |event| typed.set(dom::value_of(&event))
                        />
                    </label>
                }
            })}
        <div class="items scroll" role="menu" aria-label=t.instances>
            {found}
        </div>
        <hr />
        <div class="items" role="menu" aria-label=t.console>
            <a
                class="item"
                role="menuitem"
                href=routes::href(&Screen::Instances)
                on:click=move |_| open.set(false)
            >
                <Icon icon=lu::LuBoxes />
                {t.all_instances}
            </a>
            {attach
                .then(|| {
                    view! {
                        <a
                            class="item"
                            role="menuitem"
                            href=routes::href(&Screen::Attach)
                            on:click=move |_| open.set(false)
                        >
                            <Icon icon=lu::LuPlus />
                            {t.attach}
                        </a>
                    }
                })}
        </div>
        </div>
    }
}
