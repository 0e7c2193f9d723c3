//! A menu behind a button: arrows, Home, End and first letters move, Escape closes, and so does Tab
//! at its end.

use super::roving::{Arrows, Roving};
use super::{Icon, Popover, lu};
use crate::dom;
use crate::i18n::text;
use leptos::prelude::*;

/// An entry of a menu.
#[derive(Clone)]
pub struct MenuItem {
    /// Its words.
    pub label: String,
    /// Icon.
    pub icon: Option<icondata_core::Icon>,
    /// Where it leads; `None`: it does something.
    pub href: Option<String>,
    /// True: the address is a file to download.
    pub download: bool,
    /// What it does.
    pub act: Option<Callback<()>>,
    /// True: it destroys; a line stands above the first such entry.
    pub danger: bool,
    /// Why it is not available.
    pub unavailable: Option<String>,
}

impl MenuItem {
    /// An entry that does something.
    pub fn act(label: impl Into<String>, act: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            label: label.into(),
            icon: None,
            href: None,
            download: false,
            act: Some(Callback::new(move |()| act())),
            danger: false,
            unavailable: None,
        }
    }

    /// An entry that leads somewhere.
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            icon: None,
            href: Some(href.into()),
            download: false,
            act: None,
            danger: false,
            unavailable: None,
        }
    }

    /// With an icon.
    pub fn icon(mut self, icon: icondata_core::Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Of a file to download.
    pub fn download(mut self) -> Self {
        self.download = true;
        self
    }

    /// That destroys.
    pub fn danger(mut self) -> Self {
        self.danger = true;
        self
    }

    /// That is not available, and why.
    pub fn unavailable(mut self, why: Option<String>) -> Self {
        self.unavailable = why;
        self
    }
}

/// A button that opens a menu. `items` is asked when it opens.
#[component]
pub fn Menu(
    /// Name of the button.
    #[prop(into)]
    label: String,
    /// Entries.
    #[prop(into)]
    items: Callback<(), Vec<MenuItem>>,
    /// Icon of the button; `…` where nothing is said.
    #[prop(optional, into)]
    icon: Option<icondata_core::Icon>,
    /// Word on the button; `None`: the icon alone.
    #[prop(optional, into)]
    word: Option<String>,
    /// Classes of the button; `btn icon quiet` where nothing is said.
    #[prop(optional, into)]
    class: Option<String>,
    /// ID of the button.
    #[prop(optional, into)]
    id: Option<String>,
    /// True: not a tab stop (inside a table row, where arrows lead here).
    #[prop(optional)]
    skip_tab: bool,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| dom::unique("menu"));
    let open = RwSignal::new(false);
    let class = class.unwrap_or_else(|| "btn icon quiet".to_owned());
    let only_icon = word.is_none();
    view! {
        <button
            type="button"
            class=class
            id=id.clone()
            aria-haspopup="menu"
            aria-expanded=move || open.get().to_string()
            aria-label=only_icon.then(|| label.clone())
            title=only_icon.then(|| label.clone())
            tabindex=skip_tab.then_some("-1")
            on:click=move |event| {
                event.stop_propagation();
                open.update(|open| *open = !*open);
            }
        >
            <Icon icon=icon.unwrap_or(lu::LuEllipsis) />
            {word}
        </button>
        <Popover anchor=id open=open class="menu" role="menu" label=label>
            <Items items=items.run(()) open=open />
        </Popover>
    }
}

#[component]
fn Items(items: Vec<MenuItem>, open: RwSignal<bool>) -> impl IntoView {
    let mut ruled = !items.iter().any(|item| !item.danger);
    let drawn: Vec<AnyView> = items
        .into_iter()
        .map(|item| {
            let rule = item.danger && !ruled;
            ruled |= item.danger;
            view! {
                {rule.then(|| view! { <hr /> })}
                <Entry item=item open=open />
            }
            .into_any()
        })
        .collect();
    view! {
        <div class="items" role="none" on:keydown=move_focus>
            {drawn}
        </div>
    }
}

#[component]
fn Entry(item: MenuItem, open: RwSignal<bool>) -> impl IntoView {
    let class = if item.danger { "item danger" } else { "item" };
    let icon = item.icon.map(|icon| view! { <Icon icon=icon /> });
    match (item.href, item.unavailable) {
        (Some(href), None) => view! {
            <a
                class=class
                role="menuitem"
                href=href
                download=item.download.then_some("")
                on:click=move |_| open.set(false)
            >
                {icon}
                {item.label}
            </a>
        }
        .into_any(),
        (_, why) => {
            let off = why.is_some();
            let press = move |event: web_sys::MouseEvent| {
                event.stop_propagation();
                if off {
                    return;
                }
                open.set(false);
                if let Some(act) = item.act {
                    act.run(());
                }
            };
            view! {
                <button
                    type="button"
                    class=class
                    role="menuitem"
                    aria-disabled=off.then_some("true")
                    title=why
                    on:click=press
                >
                    {icon}
                    {item.label}
                </button>
            }
            .into_any()
        }
    }
}

/// Arrows, Home, End and first letters, over the entries below the element that listens.
pub fn move_focus(event: web_sys::KeyboardEvent) {
    let entries = "[role=menuitem], [role=menuitemradio], [role=option], [role=menuitemcheckbox]";
    let Some(entries) = Roving::heard(&event, entries) else {
        return;
    };
    let key = event.key();
    // In a search field above the entries letters are typed, and Home and End are its own.
    if entries.now().is_none() && !matches!(key.as_str(), "ArrowDown" | "ArrowUp") {
        return;
    }
    let letter = key.chars().count() == 1 && !event.ctrl_key();
    let to = match letter {
        true => entries.starting_with(&key),
        false => entries.led_by(&key, Arrows::Along),
    };
    if let Some(entry) = to {
        event.prevent_default();
        let _ = entry.focus();
    }
}

/// Name of the `…` button of a row.
pub fn row_menu_label(name: &str) -> String {
    (text().common().actions_for)(name)
}
