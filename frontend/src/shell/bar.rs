//! The bar: breadcrumb, how fresh the screen is, theme, account.

use super::account::Account;
use super::crumbs::Crumbs;
use crate::components::{IconButton, LiveBadge, lu};
use crate::i18n::text;
use crate::theme::{self, Theme};
use leptos::prelude::*;

/// The bar.
#[component]
pub fn Bar(
    /// Opens the navigation where it is a drawer.
    drawer: RwSignal<bool>,
) -> impl IntoView {
    let t = text().shell();
    view! {
        <header class="bar">
            <span class="only-s">
                <IconButton
                    id="open-navigation"
                    label=t.open_navigation
                    icon=lu::LuMenu
                    on_press=move |()| drawer.set(true)
                />
            </span>
            <Crumbs />
            <LiveBadge />
            <ThemeButton />
            <Account />
        </header>
    }
}

/// Goes through system, light and dark.
#[component]
pub fn ThemeButton() -> impl IntoView {
    let t = text().shell();
    let looks = theme::looks();
    let name = move || match looks.theme.get() {
        Theme::System => t.theme_system,
        Theme::Light => t.theme_light,
        Theme::Dark => t.theme_dark,
    };
    move || {
        let icon = match looks.theme.get() {
            Theme::System => lu::LuSunMoon,
            Theme::Light => lu::LuSun,
            Theme::Dark => lu::LuMoon,
        };
        view! {
            <span class="not-xs">
                <IconButton
                    id="theme"
                    label=name()
                    icon=icon
                    on_press=move |()| {
                        looks.choose_theme(looks.theme.get_untracked().next());
                        crate::dom::focus("theme");
                    }
                />
            </span>
        }
    }
}
