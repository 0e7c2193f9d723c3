//! Who may frame the app, and how long traces are kept. Saved as one, built on the version read.

use crate::api::{call_if, load};
use crate::components::field::parse_number;
use crate::components::{
    Button, IconButton, Look, Note, NumberField, States, TextField, Tone, drawn, lu, toast,
};
use crate::i18n::text;
use crate::pages::act::{Act, Refused};
use castellan_api::endpoint::{NoPath, NoQuery, Version};
use castellan_api::rules;
use castellan_api::settings::{EditSettings, GetSettings, Settings};
use leptos::prelude::*;

/// Least and most days a trace is kept.
const DAYS: (i64, i64) = (1, 3_650);

/// The tab.
pub fn tab() -> AnyView {
    let load = load::<GetSettings>(|| Some((NoPath, NoQuery {})), &[]);
    // The form is drawn again for another version only, so that what is typed stays.
    let version = Memo::new(move |_| load.get().map(|read| Version::clone(&read)));
    let on_saved = Callback::new(move |saved: Version<Settings>| load.put(saved));
    view! {
        <States state=Signal::derive(move || load.state()) on_retry=move |()| load.again()>
            {drawn(move || {
                version
                    .get()
                    .map(|read| {
                        view! {
                            <Form
                                read=read
                                on_saved=on_saved
                                on_reload=move |()| load.again()
                            />
                        }
                    })
            })}
        </States>
    }
    .into_any()
}

type Rows = Vec<(u32, RwSignal<String>)>;

#[component]
fn Form(
    read: Version<Settings>,
    #[prop(into)] on_saved: Callback<Version<Settings>>,
    #[prop(into)] on_reload: Callback<()>,
) -> impl IntoView {
    let t = text().settings();
    let before = StoredValue::new(read.value.clone());
    let etag = StoredValue::new(read.etag);
    let as_rows = |settings: &Settings| -> Rows {
        (0..)
            .zip(
                settings
                    .embed_origins
                    .iter()
                    .map(|one| RwSignal::new(one.clone())),
            )
            .collect()
    };
    let rows = RwSignal::new(as_rows(&read.value));
    let days = RwSignal::new(read.value.trace_days.to_string());
    let tried = RwSignal::new(false);
    let act = Act::default();
    let now = Memo::new(move |_| {
        let origins = rows.with(|rows| {
            rows.iter()
                .map(|(_, typed)| typed.with(|typed| typed.trim().to_owned()))
                .filter(|typed| !typed.is_empty())
                .collect::<Vec<_>>()
        });
        let days = parse_number(&days.get())
            .filter(|days| (DAYS.0..=DAYS.1).contains(days))
            .and_then(|days| u32::try_from(days).ok());
        (origins, days)
    });
    let wanted = move || {
        let (embed_origins, days) = now.get();
        let good = embed_origins
            .iter()
            .all(|origin| rules::origin(origin).is_ok());
        days.filter(|_| good).map(|trace_days| Settings {
            embed_origins,
            trace_days,
        })
    };
    let same = Memo::new(move |_| {
        wanted().is_some_and(|wanted| before.with_value(|before| *before == wanted))
    });
    let stale = Memo::new(move |_| {
        act.failure
            .with(|failure| failure.as_ref().and_then(|failure| failure.status()) == Some(412))
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let Some(wanted) = untrack(wanted) else {
            return;
        };
        if same.get_untracked() {
            return;
        }
        act.run(async move {
            let saved =
                call_if::<EditSettings>(&NoPath, &NoQuery {}, wanted, &etag.get_value()).await?;
            toast::done(t.saved, "");
            on_saved.try_run(saved);
            Ok(())
        });
    };
    let add = move |()| {
        rows.update(|rows| {
            let number = rows.iter().map(|(number, _)| number + 1).max().unwrap_or(0);
            rows.push((number, RwSignal::new(String::new())));
        });
    };
    let forget = move |()| {
        before.with_value(|before| {
            rows.set(as_rows(before));
            days.set(before.trace_days.to_string());
        });
        act.failure.set(None);
        tried.set(false);
    };
    view! {
        <form class="card form settings-form" autocomplete="off" on:submit=submit>
            <h2>{t.origins}</h2>
            <p class="t3">{t.origins_detail}</p>
            {drawn(move || rows.with(Vec::is_empty).then(|| view! { <p class="t2">{t.no_origins}</p> }))}
            <For each=move || rows.get() key=|(number, _)| *number let:row>
                <OriginRow number=row.0 value=row.1 rows=rows tried=tried act=act />
            </For>
            <div class="row">
                <Button label=t.add_origin icon=lu::LuPlus small=true on_press=add />
            </div>
            <h2>{t.traces}</h2>
            <div class="short">
                <NumberField
                    label=t.trace_days
                    value=days
                    min=DAYS.0
                    max=DAYS.1
                    out_of_range=t.trace_days_bad
                    suffix=t.days
                    hint=Signal::stored(Some(t.trace_days_hint.to_owned()))
                    touched=tried
                    error=Signal::derive(move || {
                        act.field("/trace_days")
                            .get()
                            .or_else(|| {
                                (tried.get() && days.with(|days| days.trim().is_empty()))
                                    .then(|| t.trace_days_bad.to_owned())
                            })
                    })
                />
            </div>
            {drawn(move || {
                if stale.get() {
                    view! {
                        <Note tone=Tone::Warn title=t.stale_title detail=t.stale_detail>
                            <button type="button" class="link" on:click=move |_| on_reload.run(())>
                                {t.load_now}
                            </button>
                        </Note>
                    }
                        .into_any()
                } else {
                    view! { <Refused act=act fields=&["/trace_days"] /> }.into_any()
                }
            })}
            <div class="row wrap">
                <Button
                    label=t.save
                    look=Look::Primary
                    unavailable=Signal::derive(move || same.get().then(|| t.nothing_changed.to_owned()))
                    busy=act.working(t.saving)
                />
                {drawn(move || {
                    (!same.get()).then(|| view! { <Button label=t.forget look=Look::Quiet on_press=forget /> })
                })}
            </div>
        </form>
    }
}

#[component]
fn OriginRow(
    number: u32,
    value: RwSignal<String>,
    rows: RwSignal<Rows>,
    tried: RwSignal<bool>,
    act: Act,
) -> impl IntoView {
    let t = text().settings();
    let place = move || {
        rows.with(|rows| rows.iter().position(|(one, _)| *one == number))
            .unwrap_or_default()
    };
    let label = (t.origin_number)(place() as u64 + 1);
    let error = Signal::derive(move || {
        let pointer = format!("/embed_origins/{}", place());
        act.failure
            .with(|failure| failure.as_ref().and_then(|failure| failure.field(&pointer)))
    });
    view! {
        <div class="with-remove">
            <TextField
                label=label
                value=value
                kind="url"
                inputmode="url"
                touched=tried
                hint=Signal::stored(Some(t.origin_hint.to_owned()))
                check=Callback::new(|typed: String| {
                    let typed = typed.trim();
                    if typed.is_empty() { None } else { rules::origin(typed).err() }
                })
                error=error
            />
            <IconButton
                label=Signal::derive(move || value.with(|origin| (t.remove_origin)(origin)))
                icon=lu::LuTrash2
                on_press=move |()| rows.update(|rows| rows.retain(|(one, _)| *one != number))
            />
        </div>
    }
}
