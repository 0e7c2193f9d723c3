//! Buttons. One primary a page; solid danger only as the last step of a destructive dialog.

use super::lu;
use super::{Icon, drawn};
use leptos::prelude::*;

/// How a button looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// With an edge.
    #[default]
    Plain,
    /// The one thing the page is for.
    Primary,
    /// Without an edge.
    Quiet,
    /// Leads to something that destroys.
    Danger,
    /// Quiet, and leads to something that destroys.
    QuietDanger,
    /// Destroys.
    DangerSolid,
}

impl Look {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "btn",
            Self::Primary => "btn pri",
            Self::Quiet => "btn quiet",
            Self::Danger => "btn danger",
            Self::QuietDanger => "btn quiet danger",
            Self::DangerSolid => "btn danger solid",
        }
    }
}

/// A button with a word. An unavailable one stays focusable and says why.
#[component]
pub fn Button(
    /// The verb with its object.
    #[prop(into)]
    label: Signal<String>,
    /// What it does; absent: it sends the form it stands in.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// How it looks.
    #[prop(optional)]
    look: Look,
    /// Icon before the word.
    #[prop(optional, into)]
    icon: Option<icondata_core::Icon>,
    /// Why it is not available; `None`: it is.
    #[prop(optional, into)]
    unavailable: Signal<Option<String>>,
    /// The word in progress form while it works; `None`: it does not.
    #[prop(optional, into)]
    busy: Signal<Option<String>>,
    /// True: 26 px high.
    #[prop(optional)]
    small: bool,
    /// More classes, as `not-s`.
    #[prop(optional, into)]
    class: String,
    /// ID.
    #[prop(optional, into)]
    id: Option<String>,
) -> impl IntoView {
    let class = format!("{}{} {class}", look.class(), if small { " sm" } else { "" });
    let press = move |event: web_sys::MouseEvent| {
        let free =
            unavailable.with_untracked(Option::is_none) && busy.with_untracked(Option::is_none);
        if !free {
            event.prevent_default();
        } else if let Some(press) = on_press {
            press.run(());
        }
    };
    view! {
        <button
            type=if on_press.is_some() { "button" } else { "submit" }
            class=class
            id=id
            aria-disabled=move || unavailable.with(Option::is_some).then_some("true")
            aria-busy=move || busy.with(Option::is_some).then_some("true")
            title=move || unavailable.get()
            on:click=press
        >
            {drawn(move || {
                if busy.with(Option::is_some) {
                    view! { <Icon icon=lu::LuLoaderCircle turning=true /> }.into_any()
                } else {
                    icon.map(|icon| view! { <Icon icon=icon small=small /> }).into_any()
                }
            })}
            {drawn(move || busy.get().unwrap_or_else(|| label.get()))}
        </button>
    }
}

/// A button that is an icon alone; its name is read out and shown as a tooltip.
#[component]
pub fn IconButton(
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// Icon.
    icon: icondata_core::Icon,
    /// What it does.
    #[prop(into)]
    on_press: Callback<()>,
    /// True: 26 px.
    #[prop(optional)]
    small: bool,
    /// More classes.
    #[prop(optional, into)]
    class: String,
    /// ID.
    #[prop(optional, into)]
    id: Option<String>,
    /// True: it cannot be pressed now (a pager at its end). It keeps the focus, as whoever got there
    /// by pressing it is still on it.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let class = format!("btn icon quiet{} {class}", if small { " sm" } else { "" });
    view! {
        <button
            type="button"
            class=class
            id=id
            aria-label=move || label.get()
            title=move || label.get()
            aria-disabled=move || disabled.get().then_some("true")
            on:click=move |_| {
                if !disabled.get_untracked() {
                    on_press.run(());
                }
            }
        >
            <Icon icon=icon />
        </button>
    }
}
