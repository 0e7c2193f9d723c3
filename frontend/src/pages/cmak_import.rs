//! CMAK's clusters as instances: what CMAK has, pasted or as a file; a card a cluster with what is
//! taken over and the addresses that CMAK did not have; then each is attached for itself.

mod cluster;
mod source;

use crate::api::call;
use crate::components::{Button, Empty, Look, Note, PageHead, Tone, drawn, lu, toast};
use crate::i18n::text;
use crate::pages::attach::{ConnectionFields, Form, first_wrong};
use crate::pages::topic_actions::preview::preview;
use crate::routes;
use crate::session::may_call;
use crate::shell::directory;
use castellan_api::cmak::{CmakImport, PlanCmakImport};
use castellan_api::endpoint::{NoPath, NoQuery};
use castellan_api::instances::{AttachInstance, SecurityProtocol};
use castellan_api::rules::IMPORT_BYTES_MAX;
use castellan_api::screen::Screen;
use cluster::{Cluster, ClusterCard};
use leptos::prelude::*;

/// The page.
pub fn page() -> AnyView {
    let title = text().cmak_words().title;
    let content = move || {
        if may_call::<AttachInstance>(None) {
            return view! { <Importer /> }.into_any();
        }
        let common = text().common();
        let detail = (common.not_allowed_detail)("dms:instance:create");
        view! {
            <PageHead title=title />
            <section class="card">
                <Empty icon=lu::LuLock title=common.not_allowed_title detail=detail />
            </section>
        }
        .into_any()
    };
    content.into_any()
}

#[component]
fn Importer() -> impl IntoView {
    let t = text().cmak();
    let list = RwSignal::new(String::new());
    let clusters = RwSignal::new(Vec::<Cluster>::new());
    let progress = RwSignal::new(None::<(u64, u64)>);
    let failed = RwSignal::new(None::<(u64, u64)>);
    let too_long = Signal::derive(move || {
        let bytes = list.with(String::len);
        (bytes > IMPORT_BYTES_MAX).then(|| (t.too_long)(bytes as u64))
    });
    let plan = preview::<PlanCmakImport>(move || {
        let some = list.with(|list| !list.trim().is_empty()) && too_long.get().is_none();
        some.then(|| {
            let body = CmakImport { text: list.get() };
            (NoPath, NoQuery {}, body)
        })
    });
    // Another text means other clusters; what was typed for those of before is gone with them.
    Effect::new(move || {
        let planned = plan.answer.get();
        failed.set(None);
        clusters.set(planned.map_or_else(Vec::new, |plan| {
            plan.rows.iter().cloned().map(Cluster::new).collect()
        }));
    });
    let error = Signal::derive(move || {
        too_long.get().or_else(|| {
            plan.failure.with(|failure| {
                let failure = failure.as_ref()?;
                failure.field("/text").or_else(|| Some(failure.title()))
            })
        })
    });
    let count = Memo::new(move |_| {
        clusters.with(|all| all.iter().filter(|one| one.to_do()).count()) as u64
    });
    let blocked = Signal::derive(move || {
        if !plan.current() {
            Some(t.waiting.to_owned())
        } else {
            (count.get() == 0).then(|| t.nothing_chosen.to_owned())
        }
    });
    let busy = Signal::derive(move || progress.get().map(|(at, of)| (t.attaching)(at, of)));
    let attach = Callback::new(move |()| {
        if progress.get_untracked().is_some() {
            return;
        }
        let all: Vec<Cluster> = untrack(|| {
            clusters.with(|all| all.iter().copied().filter(|one| one.to_do()).collect())
        });
        let mut right = true;
        for one in &all {
            one.form.touched.set(true);
            one.form.failure.set(None);
            right &= untrack(|| one.form.is_right());
        }
        if !right {
            first_wrong();
            return;
        }
        failed.set(None);
        leptos::task::spawn_local(attach_all(all, progress, failed));
    });
    view! {
        <PageHead title=text().cmak_words().title facts=|| view! { <span>{text().cmak().lead}</span> }>
            <Button
                label=Signal::derive(move || (t.button)(count.get()))
                look=Look::Primary
                unavailable=blocked
                busy=busy
                on_press=attach
            />
        </PageHead>
        <div class="stack">
            {drawn(move || {
                failed
                    .get()
                    .map(|(failed, of)| {
                        view! {
                            <Note
                                tone=Tone::Crit
                                title=(t.some_failed)(failed, of)
                                detail=t.some_failed_detail
                            />
                        }
                    })
            })}
            <section class="card form" aria-labelledby="cmak-list">
                <h2 id="cmak-list">{t.list}</h2>
                <p class="t2">{t.intro}</p>
                <source::Source list=list error=error />
            </section>
            {drawn(move || {
                let none = clusters.with(Vec::is_empty);
                (none && plan.failure.with(Option::is_none))
                    .then(|| {
                        view! {
                            <section class="card">
                                <Empty
                                    icon=lu::LuListChecks
                                    title=if plan.busy.get() { t.reading } else { t.waiting }
                                    detail=t.waiting_detail
                                />
                            </section>
                        }
                    })
            })}
            {drawn(move || {
                let several = clusters.with(|all| all.len() > 1);
                several.then(|| view! { <Defaults clusters=clusters count=count /> })
            })}
            {drawn(move || {
                clusters
                    .get()
                    .into_iter()
                    .map(|one| view! { <ClusterCard cluster=one /> })
                    .collect_view()
            })}
        </div>
    }
}

/// Attaches them one after the other, each with its own outcome.
async fn attach_all(
    all: Vec<Cluster>,
    progress: RwSignal<Option<(u64, u64)>>,
    failed: RwSignal<Option<(u64, u64)>>,
) {
    let t = text().cmak();
    let of = all.len() as u64;
    let mut bad = 0;
    for (at, one) in (1..).zip(&all) {
        // The page may have been left: what is not begun is not done.
        if progress.try_set(Some((at, of))).is_some() {
            return;
        }
        // Or another text was entered: these clusters are no more.
        if one.done.try_get_untracked().is_none() {
            progress.try_set(None);
            directory().load.again();
            return;
        }
        let outcome = call::<AttachInstance>(&NoPath, &NoQuery {}, one.attached()).await;
        match outcome {
            Ok(summary) => {
                one.done.try_set(Some((summary.id, summary.name)));
            }
            Err(failure) => {
                bad += 1;
                one.form.failure.try_set(Some(failure));
            }
        }
    }
    progress.try_set(None);
    directory().load.again();
    if bad > 0 {
        failed.try_set(Some((bad, of)));
        first_wrong();
        return;
    }
    toast::done((t.all_attached)(of), "");
    if routes::screen_now() == Screen::ImportCmak {
        routes::go(&Screen::Instances);
    }
}

/// What clusters have in common, typed once.
#[component]
fn Defaults(clusters: RwSignal<Vec<Cluster>>, count: Memo<u64>) -> impl IntoView {
    let t = text().cmak();
    let form = Form::new();
    let first = clusters.with_untracked(|all| all.first().map(|one| one.form));
    form.security
        .set(first.map_or(SecurityProtocol::Plaintext, |first| {
            first.security.get_untracked()
        }));
    let apply = move |()| {
        clusters.with_untracked(|all| {
            for one in all.iter().filter(|one| untrack(|| one.to_do())) {
                one.take_over(form);
            }
        });
        toast::done(t.applied, "");
    };
    view! {
        <section class="card form" aria-labelledby="cmak-defaults">
            <h2 id="cmak-defaults">{t.defaults}</h2>
            <p class="t2">{t.defaults_hint}</p>
            <ConnectionFields form=form addresses=false />
            <div class="row">
                <Button
                    label=Signal::derive(move || (t.apply)(count.get()))
                    icon=lu::LuCopy
                    on_press=apply
                />
            </div>
        </section>
    }
}
