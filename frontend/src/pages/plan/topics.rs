//! The first step: which topics may be moved.

use super::asked::{Asked, Which};
use super::named::Named;
use super::request::{Outcome, refused};
use super::wizard::write;
use crate::api::{Load, load};
use crate::components::{Icon, Search, drawn, lu};
use crate::i18n::text;
use crate::pages::act::Act;
use crate::routes::Step;
use castellan_api::endpoint::InstancePath;
use castellan_api::ids::InstanceId;
use castellan_api::topics::{ListTopics, TopicPage, TopicQuery};
use castellan_api::url::Commas;
use leptos::prelude::*;

/// Most topics that can be named: their names stand in the address.
pub const NAMED_MAX: usize = 300;
/// Names shown of those found by a text, and of those chosen.
pub const SHOWN: usize = 12;

/// The step.
#[component]
pub fn Topics(id: InstanceId, asked: Memo<Asked>, act: Act) -> impl IntoView {
    let t = text().plan();
    let which = Memo::new(move |_| asked.with(Asked::which));
    let all = found(&id, || Some((String::new(), 1, 1)));
    let counted = move || {
        all.get().map_or_else(
            || t.all_topics_hint.to_owned(),
            |page| (t.all_topics_count)(page.counts.all, page.counts.partitions),
        )
    };
    let option = move |value: Which, label: &'static str, hint: Signal<String>| {
        view! {
            <Opt
                group="which"
                label=label
                hint=hint
                chosen=Signal::derive(move || which.get() == value)
                on_choose=move |()| choose(value)
            />
        }
    };
    let fixed = |hint: &'static str| Signal::stored(hint.to_owned());
    let wrong = refused(act, "topics");
    let below = move || match which.get() {
        Which::All => ().into_any(),
        Which::Containing => view! { <Containing id=id.clone() asked=asked /> }.into_any(),
        Which::Named => view! { <Named id=id.clone() asked=asked /> }.into_any(),
    };
    view! {
        <section class="card form narrow">
            <fieldset class="group">
                <legend>
                    <h2>{t.which_topics}</h2>
                </legend>
                <div class="opts">
                    {option(Which::All, t.all_topics, Signal::derive(counted))}
                    {option(Which::Containing, t.containing, fixed(t.containing_hint))}
                    {option(Which::Named, t.named, fixed(t.named_hint))}
                </div>
            </fieldset>
            <Wrong why=wrong />
        </section>
        {drawn(below)}
        <Outcome act=act fields=&["topics"] />
    }
}

fn choose(which: Which) {
    write(
        |asked| {
            asked.which = Some(which);
            if which != Which::Named {
                asked.topics = Commas::default();
                asked.each = Commas::default();
            }
            if which != Which::Containing {
                asked.containing = None;
            }
        },
        Step::Push,
    );
}

/// What is wrong, in a line; nothing where nothing is.
#[component]
pub fn Wrong(why: Signal<Option<String>>) -> impl IntoView {
    move || {
        why.get().map(|why| {
            view! {
                <p class="hint bad" role="alert">
                    <Icon icon=lu::LuCircleAlert small=true />
                    <span>{why}</span>
                </p>
            }
        })
    }
}

/// One of some choices, with a line below its word.
#[component]
pub fn Opt(
    group: &'static str,
    label: &'static str,
    #[prop(into)] hint: Signal<String>,
    chosen: Signal<bool>,
    #[prop(into)] on_choose: Callback<()>,
) -> impl IntoView {
    view! {
        <label class="opt" class:on=move || chosen.get()>
            <input
                class="cb"
                type="radio"
                name=group
                prop:checked=move || chosen.get()
                on:change=move |_| on_choose.run(())
            />
            <span>
                <b>{label}</b>
                <small>{drawn(move || hint.get())}</small>
            </span>
        </label>
    }
}

/// Topics under a text, Kafka's own among them; `ask` says text, page and rows a page, or nothing.
pub fn found(
    id: &InstanceId,
    ask: impl Fn() -> Option<(String, u32, u32)> + 'static,
) -> Load<TopicPage> {
    let path = InstancePath {
        instance: id.clone(),
    };
    let ask: Box<dyn Fn() -> Option<(String, u32, u32)>> = Box::new(ask);
    load::<ListTopics>(
        move || {
            let (q, page, rows) = ask()?;
            let query = TopicQuery {
                q: Some(q).filter(|q| !q.is_empty()),
                internal: Some(true),
                page: Some(page).filter(|page| *page > 1),
                per_page: Some(rows),
                ..TopicQuery::default()
            };
            Some((path.clone(), query))
        },
        &[],
    )
}

/// A text that names contain, and which they are.
#[component]
fn Containing(id: InstanceId, asked: Memo<Asked>) -> impl IntoView {
    let t = text().plan();
    let part = Memo::new(move |_| asked.with(|asked| asked.containing.clone().unwrap_or_default()));
    let topics = found(&id, move || {
        let q = Some(part.get()).filter(|q| !q.is_empty())?;
        Some((q, 1, SHOWN as u32))
    });
    let names = move || {
        let page = topics
            .get()
            .filter(|_| part.with(|part| !part.is_empty()))?;
        let more = page.total.saturating_sub(page.items.len() as u64);
        let names = page
            .items
            .iter()
            .map(|topic| topic.name.to_string())
            .collect();
        Some(view! {
            <p class="t2">{(t.found)(page.total)}</p>
            {names_line(names, more)}
        })
    };
    view! {
        <section class="card form narrow">
            <h2>{t.containing}</h2>
            <Search
                label=t.part_of_name
                placeholder=Signal::stored(t.part_of_name.to_owned())
                value=part
                on_search=|q: String| write(|asked| asked.containing = Some(q), Step::Replace)
                slash=false
            />
            <div role="status" class="stack tight">
                {drawn(names)}
            </div>
        </section>
    }
}

/// Names as tags, and how many there are besides.
fn names_line(names: Vec<String>, more: u64) -> AnyView {
    let tags = names
        .into_iter()
        .map(|name| view! { <span class="tag plan-name" title=name.clone()>{name.clone()}</span> })
        .collect_view();
    view! {
        <div class="row wrap">
            {tags} {(more > 0).then(|| view! { <span class="t3">{(text().plan().more)(more)}</span> })}
        </div>
    }
    .into_any()
}
