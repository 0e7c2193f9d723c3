//! Roles and where they hold: in words, and as a form.

use crate::components::{Button, Checkbox, Icon, IconButton, Select, drawn, lu};
use crate::i18n::text;
use crate::shell::directory;
use castellan_api::action::Role;
use castellan_api::ids::InstanceId;
use castellan_api::users::Binding;
use leptos::prelude::*;

/// Name of an instance, its ID where the user may not see it. Followed.
pub fn directory_name(id: &InstanceId) -> String {
    directory()
        .load
        .get()
        .and_then(|page| {
            page.items
                .iter()
                .find(|one| one.id == *id)
                .map(|one| one.name.clone())
        })
        .unwrap_or_else(|| id.to_string())
}

/// `ReadOnlyAccess on orders-prod`.
pub fn role_words(binding: &Binding, name: &dyn Fn(&InstanceId) -> String) -> String {
    let t = text().settings();
    let role = binding.role.name();
    match binding.instances.as_deref() {
        None => (t.role_all)(role),
        Some([one]) => (t.role_one)(role, &name(one)),
        Some(some) => (t.role_some)(role, some.len() as u64),
    }
}

/// What a role includes.
pub fn role_meaning(role: Role) -> &'static str {
    let t = text().settings();
    match role {
        Role::FullAccess => t.full_access,
        Role::UserAccess => t.user_access,
        Role::ReadOnlyAccess => t.read_only_access,
    }
}

/// Words of roles, for a select.
pub fn role_options(roles: &[Role]) -> Vec<(String, String)> {
    roles
        .iter()
        .map(|role| (role.name().to_owned(), role.name().to_owned()))
        .collect()
}

/// Why bindings cannot be sent: a role for some instances names none.
pub fn unfinished(bindings: &[Binding]) -> bool {
    bindings
        .iter()
        .any(|binding| binding.instances.as_ref().is_some_and(Vec::is_empty))
}

/// A choice of instances: all, or those ticked.
#[component]
pub fn InstanceChoice(
    /// Those chosen; `None`: all.
    #[prop(into)]
    chosen: Signal<Option<Vec<InstanceId>>>,
    /// Takes the choice.
    #[prop(into)]
    on_change: Callback<Option<Vec<InstanceId>>>,
    /// What "all" means here.
    all_word: &'static str,
    /// True: say that none is chosen.
    #[prop(into)]
    touched: Signal<bool>,
) -> impl IntoView {
    let t = text().settings();
    let some = Memo::new(move |_| chosen.with(Option::is_some));
    // Those of the directory, then those chosen that the user cannot see any more.
    let known = Memo::new(move |_| {
        let mut known: Vec<(InstanceId, String)> = directory()
            .load
            .get()
            .map(|page| {
                page.items
                    .iter()
                    .map(|one| (one.id.clone(), one.name.clone()))
                    .collect()
            })
            .unwrap_or_default();
        for id in chosen.get().into_iter().flatten() {
            if !known.iter().any(|(one, _)| *one == id) {
                known.push((id.clone(), id.to_string()));
            }
        }
        known
    });
    let tick = move |id: InstanceId, on: bool| {
        let mut now = chosen.get_untracked().unwrap_or_default();
        now.retain(|one| *one != id);
        if on {
            now.push(id);
        }
        on_change.run(Some(now));
    };
    let none = move || chosen.with(|chosen| chosen.as_ref().is_some_and(Vec::is_empty));
    view! {
        <Select
            label=t.where_
            value=Signal::derive(move || if some.get() { "some" } else { "all" }.to_owned())
            options=vec![
                ("all".to_owned(), all_word.to_owned()),
                ("some".to_owned(), t.some_instances.to_owned()),
            ]
            on_change=move |word: String| on_change.run((word == "some").then(Vec::new))
        />
        {drawn(move || {
            some.get()
                .then(|| {
                    view! {
                        <div class="ticks" role="group" aria-label=t.instances>
                            <For each=move || known.get() key=|(id, _)| id.clone() let:one>
                                {
                                    let (id, name) = one;
                                    let own = id.clone();
                                    view! {
                                        <Checkbox
                                            label=name
                                            checked=Signal::derive(move || {
                                                chosen.with(|chosen| {
                                                    chosen.as_ref().is_some_and(|some| some.contains(&own))
                                                })
                                            })
                                            on_change=move |on: bool| tick(id.clone(), on)
                                        />
                                    }
                                }
                            </For>
                            {drawn(move || {
                                known
                                    .with(Vec::is_empty)
                                    .then(|| view! { <p class="t3">{t.no_instances}</p> })
                            })}
                        </div>
                        {drawn(move || {
                            (none() && touched.get())
                                .then(|| {
                                    view! {
                                        <span class="hint bad" role="alert">
                                            <Icon icon=lu::LuCircleAlert small=true />
                                            <span>{t.choose_instance}</span>
                                        </span>
                                    }
                                })
                        })}
                    }
                })
        })}
    }
}

/// The roles of a user as a form. `value` keeps a number for each, so that a row stays itself.
#[component]
pub fn Bindings(
    /// Rows: number and role.
    value: RwSignal<Vec<(u32, Binding)>>,
    /// True: say what is not finished.
    #[prop(into)]
    touched: Signal<bool>,
    /// What the console said is wrong.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let t = text().settings();
    let add = move |()| {
        value.update(|rows| {
            let number = rows.iter().map(|(number, _)| number + 1).max().unwrap_or(0);
            rows.push((
                number,
                Binding {
                    role: Role::ReadOnlyAccess,
                    instances: None,
                },
            ));
        });
    };
    view! {
        <fieldset class="group">
            <legend class="lab">{t.roles}</legend>
            {drawn(move || {
                value.with(Vec::is_empty).then(|| view! { <p class="hint">{t.roles_hint}</p> })
            })}
            <For
                each=move || value.with(|rows| rows.iter().map(|(number, _)| *number).collect::<Vec<_>>())
                key=|number| *number
                let:number
            >
                <BindingRow number=number value=value touched=touched />
            </For>
            <div class="row">
                <Button label=t.add_role icon=lu::LuPlus small=true on_press=add />
            </div>
            {drawn(move || {
                error
                    .get()
                    .map(|error| {
                        view! {
                            <span class="hint bad" role="alert">
                                <Icon icon=lu::LuCircleAlert small=true />
                                <span>{error}</span>
                            </span>
                        }
                    })
            })}
        </fieldset>
    }
}

#[component]
fn BindingRow(
    number: u32,
    value: RwSignal<Vec<(u32, Binding)>>,
    touched: Signal<bool>,
) -> impl IntoView {
    let t = text().settings();
    let binding = Memo::new(move |_| {
        value.with(|rows| {
            rows.iter()
                .find(|(one, _)| *one == number)
                .map(|(_, own)| own.clone())
        })
    });
    let edit = move |change: &dyn Fn(&mut Binding)| {
        value.update(|rows| {
            if let Some((_, own)) = rows.iter_mut().find(|(one, _)| *one == number) {
                change(own);
            }
        });
    };
    let choose = Callback::new(move |some: Option<Vec<InstanceId>>| {
        edit(&|own| own.instances.clone_from(&some));
    });
    let role = move || {
        binding
            .get()
            .map_or(Role::ReadOnlyAccess, |binding| binding.role)
    };
    view! {
        <div class="binding">
            <Select
                label=t.role
                value=Signal::derive(move || role().name().to_owned())
                options=role_options(Role::ALL)
                hint=Signal::derive(move || Some(role_meaning(role()).to_owned()))
                on_change=move |word: String| {
                    if let Ok(role) = word.parse() {
                        edit(&|own| own.role = role);
                    }
                }
            />
            <div class="fld">
                <InstanceChoice
                    chosen=Signal::derive(move || binding.get().and_then(|binding| binding.instances))
                    on_change=choose
                    all_word=t.all_instances
                    touched=touched
                />
            </div>
            <IconButton
                label=t.remove_role
                icon=lu::LuTrash2
                on_press=move |()| value.update(|rows| rows.retain(|(one, _)| *one != number))
            />
        </div>
    }
}
