//! Asking for a plan, and where a refusal is shown.

use crate::api::{Failure, call};
use crate::components::{Note, Status, Tone, drawn};
use crate::i18n::text;
use crate::pages::act::Act;
use crate::routes;
use castellan_api::endpoint::{InstancePath, NoQuery};
use castellan_api::ids::InstanceId;
use castellan_api::reassignment::{PlanReassignment, PlanRequest};
use castellan_api::screen::Screen;
use leptos::prelude::*;

/// Most refusals of one field that are shown.
const TOLD: usize = 5;

/// Asks for a plan and goes to it, unless its page was left meanwhile.
pub fn ask(act: Act, instance: InstanceId, request: PlanRequest) {
    let from = routes::screen_now();
    act.run(async move {
        let path = InstancePath {
            instance: instance.clone(),
        };
        let plan = call::<PlanReassignment>(&path, &NoQuery {}, request).await?;
        if routes::screen_now() == from {
            routes::go(&Screen::ReassignmentPlan(instance, plan.id));
        }
        Ok(())
    });
}

/// The field of the request that a pointer names: `/automatic/goal/drain/0` is about `goal`.
fn field_of(pointer: &str) -> &str {
    let pointer = pointer.strip_prefix("/automatic").unwrap_or(pointer);
    let pointer = pointer.trim_start_matches('/');
    pointer.split('/').next().unwrap_or_default()
}

/// What a refusal says of a field of the wish. Followed.
pub fn refused(act: Act, field: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || {
        act.failure.with(|failure| match failure {
            Some(Failure::Problem(problem)) => {
                let errors = problem.errors.iter();
                let told: Vec<&str> = errors
                    .filter(|error| field_of(&error.pointer) == field)
                    .map(|error| error.detail.as_str())
                    .take(TOLD)
                    .collect();
                (!told.is_empty()).then(|| told.join(" "))
            }
            _ => None,
        })
    })
}

/// That the plan is being made, and why it was not, where no field says it.
#[component]
pub fn Outcome(
    /// The asking.
    act: Act,
    /// Fields that show what is wrong with them.
    fields: &'static [&'static str],
) -> impl IntoView {
    let beside = move |failure: &Failure| match failure {
        Failure::Problem(problem) => {
            !problem.errors.is_empty()
                && problem
                    .errors
                    .iter()
                    .all(|error| fields.contains(&field_of(&error.pointer)))
        }
        _ => false,
    };
    view! {
        <div role="status" class="plan-outcome">
            {drawn(move || {
                act.busy.get().then(|| view! { <Status tone=Tone::Run text=text().plan().planning /> })
            })}
        </div>
        {drawn(move || {
            act.failure
                .get()
                .filter(|failure| !beside(failure))
                .map(|failure| {
                    view! { <Note tone=Tone::Crit title=failure.title() detail=failure.detail() /> }
                })
        })}
    }
}

#[cfg(test)]
mod tests {
    use super::field_of;

    #[test]
    fn pointers_name_fields_of_the_wish() {
        assert_eq!(field_of("/automatic/goal/drain/0"), "goal");
        assert_eq!(field_of("/automatic/replicas"), "replicas");
        assert_eq!(field_of("/manual/3/replicas"), "manual");
        assert_eq!(field_of("/json"), "json");
        assert_eq!(field_of(""), "");
    }
}
