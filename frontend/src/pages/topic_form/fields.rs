//! The fields of the form, in two groups, the rest folded.

use super::advanced::Advanced;
use super::form::Form;
use crate::components::field::parse_number;
use crate::components::{IconButton, NumberField, Switch, TextField, drawn, lu};
use crate::format::number;
use crate::i18n::text;
use crate::pages::topic_actions::config_field::{ConfigField, FLUSH};
use castellan_api::configs::Config;
use castellan_api::rules;
use castellan_api::topics::TopicDefaults;
use leptos::prelude::*;
use std::sync::Arc;

/// Configs with a field in the group "Messages".
const MESSAGES: [&str; 5] = [
    "retention.ms",
    "max.message.bytes",
    "retention.bytes",
    "cleanup.policy",
    "message.timestamp.type",
];

/// All fields.
#[component]
pub fn Fields(form: Form, defaults: Arc<TopicDefaults>) -> impl IntoView {
    let t = text().topic_form();
    let find = |name: &str| {
        defaults
            .configs
            .iter()
            .find(|config| config.name == *name)
            .cloned()
    };
    let messages: Vec<Config> = MESSAGES.iter().filter_map(|name| find(name)).collect();
    let others: Vec<Config> = defaults
        .configs
        .iter()
        .filter(|config| {
            let name = config.name.as_str();
            !MESSAGES.contains(&name) && name != FLUSH
        })
        .cloned()
        .collect();
    let fields: Vec<_> = messages
        .into_iter()
        .map(|config| {
            view! { <ConfigField config=config draft=form.draft failure=form.failure /> }
        })
        .collect();
    view! {
        <section class="card form">
            <h2>{t.group_topic}</h2>
            <Topic form=form defaults=Arc::clone(&defaults) />
        </section>
        <section class="card form">
            <h2>{t.group_messages}</h2>
            <div class="two">{fields}</div>
            <Switches form=form defaults=Arc::clone(&defaults) />
            <Advanced form=form others=others />
        </section>
    }
}

/// Name, partitions, replicas, description.
#[component]
fn Topic(form: Form, defaults: Arc<TopicDefaults>) -> impl IntoView {
    let t = text().topic_form();
    let name_check = Callback::new(|typed: String| rules::topic_name(typed.trim()).err());
    let name_warning = Signal::derive(move || {
        form.name
            .with(|name| rules::topic_name_warning(name.trim()))
            .map(str::to_owned)
    });
    let default = |value: Option<i32>| value.map_or_else(|| t.cluster_default.to_owned(), number);
    let typed = |value: RwSignal<String>| move || value.with(|value| parse_number(value));
    let partitions = typed(form.partitions);
    let partitions_warning = Signal::derive(move || match partitions() {
        Some(1) => Some(t.partitions_one.to_owned()),
        Some(count) if count > 200 => Some(t.partitions_many.to_owned()),
        _ => None,
    });
    let replicas = typed(form.replicas);
    let replicas_warning = Signal::derive({
        let told = defaults.replicas;
        move || match replicas().or(told.map(i64::from)) {
            Some(1) => Some(t.replicas_one.to_owned()),
            Some(count) if count > 3 => Some(t.replicas_many.to_owned()),
            _ => None,
        }
    });
    let described = Signal::derive(move || {
        let count = form.description.with(|text| text.chars().count()) as u64;
        Some((text().topic().description_hint)(count))
    });
    let description_check = Callback::new(|typed: String| {
        rules::description(&typed, rules::TOPIC_DESCRIPTION_MAX).err()
    });
    let another = move |()| {
        let number = (js_sys::Math::random() * 900_000.0) as u32 + 100_000;
        form.name.set(format!("topic-{number}"));
    };
    view! {
        <TextField
            label=t.name
            value=form.name
            check=name_check
            touched=true
            error=form.error("/name")
            warning=name_warning
        >
            <IconButton
                label=t.new_name
                icon=lu::LuDices
                small=true
                on_press=another
            />
        </TextField>
        <div class="two">
            <NumberField
                label=t.partitions
                kafka="num.partitions"
                value=form.partitions
                min=1
                max=10_000
                out_of_range=t.partitions_bad
                placeholder=default(defaults.partitions)
                hint=Signal::stored(Some((t.partitions_hint)(&default(defaults.partitions))))
                error=form.error("/partitions")
                warning=partitions_warning
                read_only=form.placed
            />
            <NumberField
                label=t.replicas
                kafka="replication.factor"
                value=form.replicas
                min=1
                max=i64::from(defaults.brokers)
                out_of_range=(t.replicas_bad)(defaults.brokers)
                placeholder=default(defaults.replicas)
                hint=Signal::stored(
                    Some((t.replicas_hint)(defaults.brokers, &default(defaults.replicas))),
                )
                error=form.error("/replicas")
                warning=replicas_warning
                read_only=form.placed
            />
        </div>
        <TextField
            label=text().topic().description
            value=form.description
            hint=described
            check=description_check
            touched=true
            error=form.error("/description")
        />
    }
}

/// Synchronous replication and flushing.
#[component]
fn Switches(form: Form, defaults: Arc<TopicDefaults>) -> impl IntoView {
    let t = text().topic_form();
    let replicas = Memo::new({
        let defaults = Arc::clone(&defaults);
        move |_| form.replica_count(&defaults).unwrap_or_default()
    });
    let few = Signal::derive(move || replicas.get() < 2);
    let flush_now = Signal::derive(move || {
        form.draft
            .of(FLUSH)
            .flatten()
            .is_some_and(|value| value == "1")
    });
    let sync_hint = move || {
        if few.get() {
            t.sync_one.to_owned()
        } else {
            (t.sync_hint)(u32::try_from(replicas.get()).unwrap_or_default())
        }
    };
    view! {
        {drawn(move || {
            view! {
                <Switch
                    label=t.sync
                    hint=sync_hint()
                    on=Signal::derive(move || form.sync.get() && !few.get())
                    disabled=few
                    on_change=move |on| {
                        form.draft.leave(super::form::MIN_ISR);
                        form.sync.set(on);
                    }
                />
            }
        })}
        <Switch
            label=t.flush
            hint=t.flush_hint
            on=flush_now
            on_change=move |on| {
                if on {
                    form.draft.put(FLUSH, Some("1".to_owned()));
                } else {
                    form.draft.leave(FLUSH);
                }
            }
        />
    }
}
