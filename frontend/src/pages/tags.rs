//! The tags of an instance.

mod rows;

pub use rows::{TagForm, TagRows};

use crate::api::{Load, Watch, call_if, load};
use crate::components::{Button, Empty, Look, Note, PageHead, States, Tone, drawn, lu, toast};
use crate::i18n::text;
use crate::live::live;
use crate::session::may_call;
use crate::shell::{directory, instance_name};
use castellan_api::endpoint::{InstancePath, NoQuery, Version};
use castellan_api::ids::InstanceId;
use castellan_api::instances::{EditInstance, GetInstance, InstanceDetail, InstanceEdit, Tag};
use leptos::prelude::*;

type Known = Load<Version<InstanceDetail>>;

/// The page.
pub fn page(id: InstanceId) -> AnyView {
    let path = InstancePath {
        instance: id.clone(),
    };
    let asked = path.clone();
    let known = load::<GetInstance>(move || Some((asked.clone(), NoQuery {})), &[]);
    let declared = Memo::new(move |_| {
        known
            .get()
            .is_some_and(|version| version.value.summary.declared)
    });
    let content = move || {
        let t = text().attach();
        if declared.get() {
            return view! {
                <Note tone=Tone::Info title=t.declared_title detail=t.declared_detail />
                <ReadOnly known=known />
            }
            .into_any();
        }
        if may_call::<EditInstance>(Some(&id)) {
            return view! { <Editor path=path.clone() known=known /> }.into_any();
        }
        view! { <ReadOnly known=known /> }.into_any()
    };
    view! {
        <PageHead
            title=text().tags().title
            about=Signal::derive(instance_name)
            facts=|| view! { <span>{text().tags().lead}</span> }
        />
        <States state=Signal::derive(move || known.state()) on_retry=move |()| known.again()>
            {content.clone()}
        </States>
    }
    .into_any()
}

fn recorded(known: Known) -> Vec<Tag> {
    known
        .get()
        .map(|version| version.value.summary.tags.clone())
        .unwrap_or_default()
}

/// Tags for those who may not change them.
#[component]
fn ReadOnly(known: Known) -> impl IntoView {
    let t = text().tags();
    move || {
        let tags = recorded(known);
        if tags.is_empty() {
            return view! {
                <section class="card narrow">
                    <Empty icon=lu::LuTag title=t.empty_title detail=t.empty_detail />
                </section>
            }
            .into_any();
        }
        let rows = tags
            .into_iter()
            .map(|tag| {
                view! {
                    <tr>
                        <th scope="row" class="nm">{tag.key}</th>
                        <td>{tag.value}</td>
                    </tr>
                }
            })
            .collect_view();
        view! {
            <section class="card narrow tw">
                <table class="tbl">
                    <thead>
                        <tr>
                            <th scope="col">{t.key}</th>
                            <th scope="col">{t.value}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </section>
        }
        .into_any()
    }
}

#[component]
fn Editor(path: InstancePath, known: Known) -> impl IntoView {
    let t = text().tags();
    let form = TagForm::new();
    let working = RwSignal::new(false);
    let path = StoredValue::new(path);
    let refill = move || form.fill(&untrack(|| recorded(known)));
    Effect::new(move || {
        if known.get().is_some() {
            refill();
        }
    });
    let changed = Memo::new(move |_| form.tags() != recorded(known));
    let save = move || {
        form.touched.set(true);
        form.failure.set(None);
        let Some(version) = known.get_untracked() else {
            return;
        };
        let right = untrack(|| form.is_right());
        if working.get_untracked() || !changed.get_untracked() || !right {
            super::attach::first_wrong();
            return;
        }
        working.set(true);
        let edit = InstanceEdit {
            tags: Some(untrack(|| form.tags())),
            ..InstanceEdit::default()
        };
        leptos::task::spawn_local(async move {
            let outcome =
                call_if::<EditInstance>(&path.get_value(), &NoQuery {}, edit, &version.etag).await;
            working.try_set(false);
            match outcome {
                Ok(new) => {
                    toast::done(text().tags().saved, "");
                    directory().load.again();
                    live().changed(&[Watch::Instance]);
                    known.put(new);
                }
                Err(failure) => {
                    form.failure.try_set(Some(failure));
                }
            }
        });
    };
    let failed = move || {
        form.failure.get().map(|failure| {
            let stale = failure.status() == Some(412);
            view! {
                <Note tone=Tone::Crit title=failure.title() detail=failure.detail()>
                    {stale
                        .then(|| {
                            view! {
                                <button type="button" class="link" on:click=move |_| known.again()>
                                    {t.load_now}
                                </button>
                            }
                        })}
                </Note>
            }
        })
    };
    let nothing = Signal::derive(move || (!changed.get()).then(|| t.nothing_changed.to_owned()));
    view! {
        <form
            class="stack narrow"
            autocomplete="off"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            {failed}
            <section class="card form" aria-label=t.title>
                <p class="t3 fs12">{t.rules}</p>
                {drawn(move || {
                    (form.count() == 0)
                        .then(|| view! { <p class="t2">{t.empty_title} ". " {t.empty_detail}</p> })
                })}
                <TagRows form=form />
                <div class="row below">
                    <Button
                        label=t.save
                        look=Look::Primary
                        unavailable=nothing
                        busy=Signal::derive(move || working.get().then(|| t.saving.to_owned()))
                    />
                    {drawn(move || {
                        changed
                            .get()
                            .then(|| {
                                view! {
                                    <Button
                                        label=t.reset
                                        look=Look::Quiet
                                        on_press=move |()| refill()
                                    />
                                }
                            })
                    })}
                </div>
            </section>
        </form>
    }
}
