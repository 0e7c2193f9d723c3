//! Detaching: what the console forgets, what stays, and the name to type.

use crate::api;
use crate::components::{ConfirmByTyping, toast};
use crate::i18n::text;
use crate::routes;
use crate::shell::{directory, instance_summary};
use castellan_api::endpoint::{InstancePath, NoQuery};
use castellan_api::ids::InstanceId;
use castellan_api::instances::DetachInstance;
use castellan_api::screen::Screen;
use leptos::prelude::*;

/// The dialog; `?open=detach` shows it.
#[component]
pub fn DetachDialog(
    /// The instance.
    id: InstanceId,
) -> impl IntoView {
    let t = text().attach();
    let working = RwSignal::new(false);
    let path = StoredValue::new(InstancePath { instance: id });
    // Nothing to confirm before the name is known.
    let summary = Memo::new(move |_| {
        instance_summary().map(|one| (one.name, u64::from(one.topics), u64::from(one.brokers)))
    });
    let detach = move |name: String| {
        working.set(true);
        leptos::task::spawn_local(async move {
            let path = path.get_value();
            let outcome = api::call::<DetachInstance>(&path, &NoQuery {}, ()).await;
            working.try_set(false);
            match outcome {
                Ok(()) => {
                    toast::done((text().attach().detach_done)(&name), "");
                    directory().load.again();
                    routes::go(&Screen::Instances);
                }
                Err(failure) => toast::failed(&failure),
            }
        });
    };
    move || {
        summary.get().map(|(name, topics, brokers)| {
            let own = name.clone();
            view! {
                <ConfirmByTyping
                    title=(t.detach_title)(&name)
                    word=name.clone()
                    verb=(t.detach_verb)(&name)
                    busy=Signal::derive(move || working.get().then(|| t.detaching.to_owned()))
                    on_confirm=move |()| detach(own.clone())
                    on_close=move |()| routes::set_param("open", None)
                >
                    <p>{t.detach_forgets}</p>
                    <p class="t2">{(t.detach_stays)(topics, brokers)}</p>
                </ConfirmByTyping>
            }
        })
    }
}
