//! The filters of the audit that do not stand in the toolbar: a form that opens beside its button,
//! and a chip for each filter that is set.

use super::view::{KINDS, View, kind_word};
use crate::components::{Button, Icon, Look, Popover, Select, TextField, lu};
use crate::dom;
use crate::i18n::text;
use castellan_api::url::Commas;
use leptos::prelude::*;

/// The button and its form.
#[component]
pub fn MoreFilters(
    /// What is set.
    #[prop(into)]
    view: Signal<View>,
    /// Takes what was set.
    #[prop(into)]
    on_change: Callback<View>,
    /// True: the list is of one instance, which is a filter already.
    of_instance: bool,
) -> impl IntoView {
    let t = text().audit();
    let id = dom::unique("filters");
    let open = RwSignal::new(false);
    let apply = Callback::new(move |view: View| {
        open.set(false);
        on_change.run(view);
    });
    view! {
        <button
            type="button"
            class="chip add"
            id=id.clone()
            aria-haspopup="dialog"
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            <Icon icon=lu::LuPlus small=true />
            {t.more_filters}
        </button>
        <Popover anchor=id open=open class="menu filters" role="dialog" label=t.filters_title>
            <Form view=view.get_untracked() on_apply=apply of_instance=of_instance />
        </Popover>
    }
}

#[component]
fn Form(view: View, on_apply: Callback<View>, of_instance: bool) -> impl IntoView {
    let t = text().audit();
    let typed = |value: &Option<String>| RwSignal::new(value.clone().unwrap_or_default());
    let (name, id) = (typed(&view.name), typed(&view.id));
    let (resource_type, resource_name) = (typed(&view.resource_type), typed(&view.resource_name));
    let resource_id = typed(&view.resource_id);
    let operators = RwSignal::new(view.operators.0.join(", "));
    let kind = RwSignal::new(
        KINDS
            .iter()
            .find(|(_, kind)| Some(*kind) == view.kind)
            .map(|(word, _)| *word),
    );
    let kinds: Vec<(String, String)> = std::iter::once((String::new(), t.any.to_owned()))
        .chain(
            KINDS
                .iter()
                .map(|(word, kind)| ((*word).to_owned(), kind_word(*kind).to_owned())),
        )
        .collect();
    let base = StoredValue::new(view);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let taken = |signal: RwSignal<String>| {
            let text = signal.get_untracked().trim().to_owned();
            (!text.is_empty()).then_some(text)
        };
        let people = operators.get_untracked();
        let people = people
            .split(',')
            .map(str::trim)
            .filter(|one| !one.is_empty());
        on_apply.run(View {
            name: taken(name),
            id: taken(id),
            kind: kind
                .get_untracked()
                .and_then(|word| KINDS.iter().find(|(one, _)| *one == word))
                .map(|(_, kind)| *kind),
            resource_type: taken(resource_type),
            resource_name: taken(resource_name),
            resource_id: taken(resource_id),
            operators: Commas(people.map(str::to_owned).collect()),
            page: None,
            ..base.get_value()
        });
    };
    let hint = |hint: &'static str| Signal::stored(Some(hint.to_owned()));
    view! {
        <form class="filter-form" autocomplete="off" on:submit=submit>
            <TextField label=t.name value=name hint=hint(t.name_hint) />
            <TextField label=t.operators value=operators hint=hint(t.operators_hint) />
            <TextField label=t.resource_name value=resource_name />
            <TextField label=t.resource_type value=resource_type />
            {(!of_instance).then(|| view! { <TextField label=t.resource_id value=resource_id mono=true /> })}
            <TextField label=t.id value=id mono=true />
            <Select
                label=t.kind
                value=Signal::derive(move || kind.get().unwrap_or_default().to_owned())
                options=kinds
                on_change=move |word: String| {
                    kind.set(KINDS.iter().find(|(one, _)| *one == word).map(|(one, _)| *one));
                }
            />
            <Button label=t.apply look=Look::Primary />
        </form>
    }
}

/// A chip for each filter that is set; pressing it drops the filter.
#[component]
pub fn Chips(
    /// What is set.
    #[prop(into)]
    view: Signal<View>,
    /// Takes the list without a filter.
    #[prop(into)]
    on_change: Callback<View>,
) -> impl IntoView {
    move || {
        let chips = view.get().chips();
        chips
            .into_iter()
            .map(|(words, without)| {
                let label = (text().common().remove_filter)(&words);
                view! {
                    <button
                        type="button"
                        class="chip on"
                        aria-label=label
                        on:click=move |_| on_change.run(without.clone())
                    >
                        <span class="trunc">{words}</span>
                        <Icon icon=lu::LuX small=true />
                    </button>
                }
            })
            .collect_view()
    }
}
