//! Topics from a list: a CSV or YAML file, chosen, dropped or typed; its plan while nothing has
//! happened yet; then a background task.

mod plan;
mod source;

use crate::api::{Watch, call};
use crate::components::{Button, Checkbox, Look, PageHead, toast};
use crate::i18n::text;
use crate::live::live;
use crate::pages::act::{Act, Refused};
use crate::pages::topic_actions::preview::preview;
use crate::routes::{self, Link};
use crate::session::{may, may_call};
use crate::shell::instance_name;
use castellan_api::action::Action;
use castellan_api::endpoint::{InstancePath, NoQuery};
use castellan_api::ids::InstanceId;
use castellan_api::rules::IMPORT_BYTES_MAX;
use castellan_api::screen::Screen;
use castellan_api::topics::{Import, ImportAction, ImportFormat, ImportTopics, PlanImport};
use leptos::prelude::*;

/// The page.
pub fn page(id: InstanceId) -> AnyView {
    let t = text().topic_import();
    let path = InstancePath {
        instance: id.clone(),
    };
    let list = RwSignal::new(String::new());
    let format = RwSignal::new(ImportFormat::Csv);
    let change = RwSignal::new(false);
    let too_long = Signal::derive(move || {
        let bytes = list.with(String::len);
        (bytes > IMPORT_BYTES_MAX).then(|| (t.too_long)(bytes as u64))
    });
    let body = move || {
        let some = list.with(|list| !list.trim().is_empty()) && too_long.get().is_none();
        some.then(|| Import {
            text: list.get(),
            format: format.get(),
            change_existing: change.get(),
        })
    };
    let plan = preview::<PlanImport>({
        let path = path.clone();
        move || Some((path.clone(), NoQuery {}, body()?))
    });
    let counted = Memo::new(move |_| {
        plan.answer.with(|plan| {
            plan.as_ref().map_or((0, 0), |plan| {
                let of =
                    |action| plan.rows.iter().filter(|row| row.action == action).count() as u64;
                let changed = if change.get() {
                    of(ImportAction::Change)
                } else {
                    0
                };
                (of(ImportAction::Create), changed)
            })
        })
    });
    let act = Act::default();
    let blocked = Signal::derive(move || {
        if list.with(|list| list.trim().is_empty()) {
            Some(t.plan_empty.to_owned())
        } else if !plan.current() {
            Some(
                plan.failure
                    .get()
                    .map_or_else(|| t.plan_waiting.to_owned(), |failure| failure.title()),
            )
        } else {
            (counted.get() == (0, 0)).then(|| t.nothing_to_do.to_owned())
        }
    });
    let send = {
        let path = path.clone();
        Callback::new(move |()| {
            let Some(body) = untrack(body) else { return };
            let path = path.clone();
            act.run(async move {
                let task = call::<ImportTopics>(&path, &NoQuery {}, body).await?;
                live().changed(&[Watch::Tasks]);
                toast::done(
                    (t.button)(counted.get_untracked().0, counted.get_untracked().1),
                    "",
                );
                routes::go(&Screen::Task(path.instance, task.id));
                Ok(())
            });
        })
    };
    let error = Signal::derive(move || {
        too_long.get().or_else(|| {
            plan.failure
                .with(|failure| failure.as_ref().and_then(|failure| failure.field("/text")))
        })
    });
    let may_change = may(Action::TopicModify, Some(&id));
    let allowed = may_call::<ImportTopics>(Some(&id));
    let cancel = Screen::Topics(id);
    view! {
        <PageHead title=t.title about=Signal::derive(instance_name)>
            <Link screen=cancel class="btn">
                {text().common().cancel}
            </Link>
            {allowed
                .then(|| {
                    view! {
                        <Button
                            label=Signal::derive(move || {
                                let (create, change) = counted.get();
                                (t.button)(create, change)
                            })
                            look=Look::Primary
                            unavailable=blocked
                            busy=act.working(t.importing)
                            on_press=send
                        />
                    }
                })}
        </PageHead>
        <p class="t2">{t.intro}</p>
        <Refused act=act />
        <section class="card form">
            <h2>{t.list}</h2>
            <source::Source list=list format=format error=error />
            {may_change
                .then(|| {
                    view! {
                        <Checkbox
                            label=t.change_existing
                            hint=t.change_existing_hint.to_owned()
                            checked=change
                            on_change=move |on| change.set(on)
                        />
                    }
                })}
        </section>
        <plan::Plan plan=plan change=change />
    }
    .into_any()
}
