//! Create a topic: the form at the left, what it would make at the right. Every field starts at the
//! cluster's own value; what is not touched is not sent. The dry run answers while you type.

mod advanced;
mod fields;
mod form;
mod summary;

use crate::api::{Watch, load};
use crate::components::{Button, Icon, Look, PageHead, States, lu, toast};
use crate::i18n::text;
use crate::live::live;
use crate::pages::act::{Act, Refused};
use crate::pages::topic_actions::preview::preview;
use crate::routes::{self, Link};
use crate::session::may_call;
use crate::shell::instance_name;
use castellan_api::endpoint::{InstancePath, NoQuery};
use castellan_api::events::Part;
use castellan_api::ids::InstanceId;
use castellan_api::screen::{Screen, TopicTab};
use castellan_api::topics::{CreateTopic, DryRun, GetTopicDefaults, ImportTopics, TopicDefaults};
use form::Form;
use leptos::prelude::*;
use std::sync::Arc;

/// ID of the form, for its button in the head of the page.
const FORM: &str = "create-topic";

/// The page.
pub fn page(id: InstanceId) -> AnyView {
    let t = text().topic_form();
    let path = InstancePath {
        instance: id.clone(),
    };
    let defaults = load::<GetTopicDefaults>(
        {
            let path = path.clone();
            move || Some((path.clone(), NoQuery {}))
        },
        &[],
    );
    let form = Form::new();
    // The proposed name comes once; asking again must not change what is typed.
    Effect::new(move || {
        if let Some(defaults) = defaults.get()
            && form.name.with_untracked(String::is_empty)
        {
            form.name.set(defaults.name.clone());
        }
    });
    let body = Memo::new(move |_| defaults.get().and_then(|defaults| form.topic(&defaults)));
    let plan = preview::<CreateTopic>({
        let path = path.clone();
        move || Some((path.clone(), DryRun::DRY, body.get()?))
    });
    form.refused(plan.failure);
    let act = Act::default();
    let wrong =
        Signal::derive(move || defaults.get().map_or(0, |defaults| form.wrong(&defaults)) as u64);
    let blocked = Signal::derive(move || {
        if wrong.get() > 0 {
            Some((t.to_correct)(wrong.get()))
        } else if plan.failure.with(Option::is_some) {
            Some(t.refused.to_owned())
        } else {
            (!plan.current()).then(|| t.waiting.to_owned())
        }
    });
    let send = {
        let path = path.clone();
        Callback::new(move |()| {
            if blocked.with_untracked(Option::is_some) {
                return;
            }
            let Some(body) = body.get_untracked() else {
                return;
            };
            let path = path.clone();
            act.run(async move {
                let made = call_create(&path, body).await?;
                let screen = Screen::Topic(path.instance, made.0, TopicTab::default());
                toast::done((t.created)(&made.1), made.2);
                live().changed(&[Watch::Part(Part::Metadata), Watch::Part(Part::Configs)]);
                routes::go(&screen);
                Ok(())
            });
        })
    };
    let import = may_call::<ImportTopics>(Some(&id));
    let allowed = may_call::<CreateTopic>(Some(&id));
    let (list, file) = (Screen::Topics(id.clone()), Screen::ImportTopics(id));
    let content = move || {
        defaults.get().map(|defaults: Arc<TopicDefaults>| {
            let all = StoredValue::new(defaults);
            view! {
                <div class="cols form-cols">
                    <form
                        id=FORM
                        class="stack"
                        autocomplete="off"
                        on:submit=move |event| {
                            event.prevent_default();
                            send.run(());
                        }
                    >
                        <fields::Fields form=form defaults=all.get_value() />
                        <Refused act=act fields=form::POINTERS />
                    </form>
                    <summary::Summary
                        form=form
                        defaults=all.get_value()
                        plan=plan
                        wrong=wrong
                    />
                </div>
            }
        })
    };
    view! {
        <PageHead title=t.title about=Signal::derive(instance_name)>
            {import
                .then(|| {
                    view! {
                        <Link screen=file class="btn not-s">
                            <Icon icon=lu::LuUpload />
                            {t.from_file}
                        </Link>
                    }
                })}
            <Link screen=list class="btn">
                {text().common().cancel}
            </Link>
            {allowed
                .then(|| {
                    view! {
                        <Button
                            label=t.create
                            look=Look::Primary
                            unavailable=blocked
                            busy=act.working(t.creating)
                            on_press=send
                        />
                    }
                })}
        </PageHead>
        <States
            state=Signal::derive(move || defaults.state())
            missing=Signal::derive(move || {
                defaults.get().map(|defaults| defaults.missing.clone()).unwrap_or_default()
            })
            on_retry=move |()| defaults.again()
        >
            {content}
        </States>
    }
    .into_any()
}

/// Creates it: its name twice, and what a person should know.
async fn call_create(
    path: &InstancePath,
    body: castellan_api::topics::NewTopic,
) -> Result<(castellan_api::ids::TopicName, String, String), crate::api::Failure> {
    let made = crate::api::call::<CreateTopic>(path, &DryRun::REAL, body).await?;
    let name = made.name.to_string();
    Ok((made.name, name, made.warnings.join(" ")))
}
