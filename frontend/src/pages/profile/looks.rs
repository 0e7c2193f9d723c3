//! How the console looks to its user: theme, rows, language, time zone. Kept in the browser.

use crate::components::{Field, Icon, Segments, Select, drawn, lu};
use crate::dom;
use crate::format::time;
use crate::i18n::{Language, text};
use crate::theme::{Theme, looks};
use js_sys::{Array, Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

/// The card.
#[component]
pub fn Appearance() -> impl IntoView {
    let t = text().profile();
    let looks = looks();
    let theme_word = |theme: Theme| match theme {
        Theme::System => t.system,
        Theme::Light => t.light,
        Theme::Dark => t.dark,
    };
    let themes: Vec<(String, String)> = Theme::ALL
        .iter()
        .map(|theme| (theme.word().to_owned(), theme_word(*theme).to_owned()))
        .collect();
    let languages: Vec<(String, String)> = Language::ALL
        .iter()
        .map(|language| (language.word().to_owned(), language.name().to_owned()))
        .collect();
    let densities = vec![
        (String::new(), t.dense.to_owned()),
        ("on".to_owned(), t.comfortable.to_owned()),
    ];
    view! {
        <section class="card">
            <header>
                <h2>{t.looks} <small>{t.looks_detail}</small></h2>
            </header>
            <div class="body narrow-form">
                <div class="fld">
                    <span class="lab" aria-hidden="true">{t.theme}</span>
                    <Segments
                        label=t.theme
                        options=themes
                        value=Signal::derive(move || looks.theme.get().word().to_owned())
                        on_change=move |word: String| {
                            if let Some(theme) = Theme::ALL.iter().find(|theme| theme.word() == word) {
                                looks.choose_theme(*theme);
                            }
                        }
                    />
                </div>
                <div class="fld">
                    <span class="lab" aria-hidden="true">{t.density}</span>
                    <Segments
                        label=t.density
                        options=densities
                        value=Signal::derive(move || {
                            if looks.comfortable.get() { "on" } else { "" }.to_owned()
                        })
                        on_change=move |word: String| looks.choose_comfortable(word == "on")
                    />
                </div>
                <Select
                    id="language"
                    label=t.language
                    value=Signal::derive(move || looks.wanted.get().word().to_owned())
                    options=languages
                    on_change=move |word: String| {
                        if let Some(language) = Language::from_word(&word) {
                            looks.choose_language(language, "language");
                        }
                    }
                />
                <Zone />
            </div>
        </section>
    }
}

/// The time zone, with the names the browser knows to choose from. Empty: the browser's own.
#[component]
fn Zone() -> impl IntoView {
    let t = text().profile();
    let looks = looks();
    let typed = RwSignal::new(looks.zone.get_untracked().unwrap_or_default());
    let wrong = Signal::derive(move || {
        let typed = typed.get();
        let typed = typed.trim();
        (!typed.is_empty() && !time::known_zone(typed)).then(|| t.zone_bad.to_owned())
    });
    let (id, list) = (dom::unique("zone"), dom::unique("zones"));
    let clear = move |_| {
        typed.set(String::new());
        looks.choose_zone(None);
    };
    let take = move |event: web_sys::Event| {
        typed.set(dom::value_of(&event));
        if wrong.with_untracked(Option::is_none) {
            let zone = typed.get_untracked().trim().to_owned();
            looks.choose_zone((!zone.is_empty()).then_some(zone));
        }
    };
    view! {
        <Field
            label=t.zone
            id=id.clone()
            hint=Signal::derive(move || Some((t.zone_hint)(&time::zone())))
            error=wrong
        >
            <span class="field" class:bad=move || wrong.with(Option::is_some)>
                <input
                    id=id.clone()
                    list=list.clone()
                    autocomplete="off"
                    spellcheck="false"
                    placeholder=t.zone_browser
                    aria-describedby=format!("{id}-hint")
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                    prop:value=move || typed.get()
                    on:change=take
                />
                {drawn(move || {
                    typed
                        .with(|typed| !typed.is_empty())
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="copy"
                                    aria-label=t.zone_browser
                                    title=t.zone_browser
                                    on:click=clear
                                >
                                    <Icon icon=lu::LuX small=true />
                                </button>
                            }
                        })
                })}
            </span>
            <datalist id=list>
                {zones().into_iter().map(|zone| view! { <option value=zone></option> }).collect_view()}
            </datalist>
        </Field>
    }
}

/// The time zones the browser knows; none where it does not tell.
fn zones() -> Vec<String> {
    let known = || -> Option<Array> {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let values: Function = Reflect::get(&intl, &"supportedValuesOf".into())
            .ok()?
            .dyn_into()
            .ok()?;
        values
            .call1(&JsValue::UNDEFINED, &"timeZone".into())
            .ok()?
            .dyn_into()
            .ok()
    };
    let mut zones = vec!["UTC".to_owned()];
    if let Some(known) = known() {
        zones.extend(
            known
                .iter()
                .filter_map(|zone| zone.as_string())
                .filter(|zone| zone != "UTC"),
        );
    }
    zones
}
