//! What the plan will be made of, beside the second step.

use super::asked::{Aim, Asked, Stage, Which};
use super::brokers::Brokers;
use super::topics::found;
use super::wizard::room;
use crate::components::{KeyValue, KeyValues, drawn};
use crate::format::number;
use crate::i18n::text;
use crate::routes;
use castellan_api::ids::InstanceId;
use castellan_api::reassignment::Racks;
use castellan_api::screen::Screen;
use leptos::prelude::*;

/// The card at the right.
#[component]
pub fn Summary(id: InstanceId, asked: Memo<Asked>, brokers: Brokers) -> impl IntoView {
    let t = text().plan();
    let counted = found(&id, move || {
        let (which, part) = asked.with(|asked| (asked.which(), asked.containing.clone()));
        let part = match which {
            Which::All => String::new(),
            Which::Containing => part.filter(|part| !part.is_empty())?,
            Which::Named => return None,
        };
        Some((part, 1, 1))
    });
    let topics = move || {
        let (which, named, part) = asked.with(|asked| {
            let part = asked.containing.clone().unwrap_or_default();
            (asked.which(), asked.topics.0.len() as u64, part)
        });
        let known = counted.get().map(|page| page.total);
        match (which, known) {
            (Which::Named, _) => (t.topics_named)(named),
            (Which::All, Some(total)) => (t.topics_all)(total),
            (Which::Containing, Some(total)) => (t.topics_containing)(total, &part),
            (_, None) => t.all_topics.to_owned(),
        }
    };
    let goal = move || asked.with(goal_words);
    let onto = move || {
        asked.with(|asked| match asked.aim() {
            Aim::Fill => String::new(),
            Aim::Drain if asked.targets.is_empty() => t.all_others.to_owned(),
            Aim::Drain => asked.targets.0.join(", "),
            _ if asked.brokers.is_empty() => {
                brokers.all.with(|all| (t.all_alive)(room(asked, all)))
            }
            _ => asked.brokers.0.join(", "),
        })
    };
    let replicas = move || {
        let asked = asked.get();
        asked
            .wish()
            .replicas
            .map_or_else(|| t.as_now.to_owned(), number)
    };
    let back = move || {
        let asked = Asked {
            step: Some(Stage::Topics),
            ..asked.get()
        };
        routes::href_with(&Screen::PlanReassignment(id.clone()), &asked)
    };
    view! {
        <aside class="stack" aria-label=t.what>
            <section class="card plan-what">
                <header>
                    <h2>{t.what}</h2>
                </header>
                <div class="body stack tight">
                    <KeyValues>
                        <KeyValue name=t.step_topics>
                            {drawn(topics)} " " <a href=back>{t.change}</a>
                        </KeyValue>
                        <KeyValue name=t.goal>{drawn(goal)}</KeyValue>
                        {drawn(move || {
                            let onto = onto();
                            (!onto.is_empty())
                                .then(|| view! { <KeyValue name=t.onto value=onto /> })
                        })}
                        <KeyValue name=t.col_replicas>{drawn(replicas)}</KeyValue>
                        <KeyValue name=t.racks>
                            {drawn(move || {
                                racks_word(asked.with(|asked| asked.racks.unwrap_or_default()))
                            })}
                        </KeyValue>
                    </KeyValues>
                    <p class="t3">{t.nothing_yet}</p>
                </div>
            </section>
        </aside>
    }
}

fn goal_words(asked: &Asked) -> String {
    let t = text().plan();
    let brokers = asked.brokers.0.join(", ");
    match asked.aim() {
        Aim::Balance => t.balance.to_owned(),
        Aim::Replicas => t.factor.to_owned(),
        Aim::Drain if brokers.is_empty() => t.drain.to_owned(),
        Aim::Fill if brokers.is_empty() => t.fill.to_owned(),
        Aim::Drain => (t.drain_these)(&brokers),
        Aim::Fill => (t.fill_these)(&brokers),
    }
}

/// What holds of racks, in words.
pub fn racks_word(racks: Racks) -> &'static str {
    let t = text().plan();
    match racks {
        Racks::Strict => t.racks_strict,
        Racks::BestEffort => t.racks_best,
        Racks::Ignore => t.racks_ignore,
    }
}
