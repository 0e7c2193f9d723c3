//! How fresh the screen is, in words. The dot does not pulse.

use super::{Icon, drawn, lu};
use crate::clock;
use crate::format::{self, time};
use crate::i18n::text;
use crate::live::{Freshness, live};
use leptos::prelude::*;

/// The badge in the bar.
#[component]
pub fn LiveBadge() -> impl IntoView {
    let live = live();
    let t = text().shell();
    let age = move || {
        live.as_of
            .get()
            .map(|as_of| (t.snapshot_age)(&format::age(clock::now() - as_of)))
    };
    view! {
        // Only a lost connection is announced; ages are not.
        <span class="sr" role="status">
            {drawn(move || matches!(live.freshness.get(), Freshness::Stale(_)).then_some(t.reconnecting))}
        </span>
        {drawn(move || match live.freshness.get() {
            Freshness::Quiet => ().into_any(),
            Freshness::Live => {
                view! {
                    <span class="live">
                        <i></i>
                        {t.live}
                        <span class="t3 not-s num">{age}</span>
                    </span>
                }
                    .into_any()
            }
            Freshness::Reconnecting => {
                view! {
                    <span class="live rec">
                        <Icon icon=lu::LuLoaderCircle small=true />
                        {t.reconnecting}
                    </span>
                }
                    .into_any()
            }
            Freshness::Polling => {
                view! {
                    <span class="live">
                        <Icon icon=lu::LuTimer small=true />
                        {t.polling}
                    </span>
                }
                    .into_any()
            }
            Freshness::Stale(since) => {
                view! {
                    <span class="live stale">
                        <Icon icon=lu::LuClock small=true />
                        {(t.stale)(&time::since(since))}
                    </span>
                }
                    .into_any()
            }
        })}
    }
}
