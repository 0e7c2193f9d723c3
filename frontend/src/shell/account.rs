//! The account menu: the caller's pages, density, sign-out.

use super::nav::settings_screen;
use crate::components::menu::move_focus;
use crate::components::popover::Popover;
use crate::components::{Icon, drawn, lu};
use crate::dom;
use crate::i18n::text;
use crate::routes;
use crate::session::session;
use crate::theme;
use castellan_api::screen::Screen;
use leptos::prelude::*;

/// Two letters of a name: `maren.kolb` is `MK`.
fn initials(name: &str) -> String {
    let mut parts = name
        .split(|c: char| !c.is_alphanumeric())
        .filter_map(|part| part.chars().next())
        .take(2);
    let letters: String = match (parts.next(), parts.next()) {
        (Some(first), Some(second)) => [first, second].iter().collect(),
        _ => name.chars().take(2).collect(),
    };
    letters.to_uppercase()
}

/// The button with the user's letters, and its menu.
#[component]
pub fn Account() -> impl IntoView {
    let t = text().shell();
    let open = RwSignal::new(false);
    let id = dom::unique("account");
    let name = move || {
        session()
            .user()
            .map(|user| user.user.clone())
            .unwrap_or_default()
    };
    let looks = theme::looks();
    let close = move |_| open.set(false);
    view! {
        <button
            type="button"
            class="avatar"
            id=id.clone()
            aria-haspopup="menu"
            aria-expanded=move || open.get().to_string()
            aria-label=move || format!("{}, {}", initials(&name()), (t.account_of)(&name()))
            on:click=move |_| open.update(|open| *open = !*open)
        >
            {drawn(move || initials(&name()))}
        </button>
        <Popover anchor=id open=open class="menu" label=(t.account_of)(&name())>
            <p class="who trunc">{name()}</p>
            <hr />
            <div class="items" role="menu" aria-label=(t.account_of)(&name()) on:keydown=move_focus>
                <a class="item" role="menuitem" href=routes::href(&Screen::Profile) on:click=close>
                    <Icon icon=lu::LuUserRound />
                    {t.profile}
                </a>
                <a class="item" role="menuitem" href=routes::href(&Screen::Instances) on:click=close>
                    <Icon icon=lu::LuBoxes />
                    {t.instances}
                </a>
                <a class="item" role="menuitem" href=routes::href(&Screen::Audit) on:click=close>
                    <Icon icon=lu::LuScrollText />
                    {t.audit}
                </a>
                <a class="item" role="menuitem" href=routes::href(&settings_screen()) on:click=close>
                    <Icon icon=lu::LuSettings />
                    {t.settings}
                </a>
                <button
                    type="button"
                    class="item"
                    role="menuitem"
                    on:click=move |_| looks.choose_comfortable(!looks.comfortable.get_untracked())
                >
                    <Icon icon=lu::LuRows3 />
                    {drawn(move || if looks.comfortable.get() { t.dense } else { t.comfortable })}
                </button>
                <button
                    type="button"
                    class="item"
                    role="menuitem"
                    on:click=move |_| {
                        open.set(false);
                        session().sign_out();
                    }
                >
                    <Icon icon=lu::LuLogOut />
                    {t.sign_out}
                </button>
            </div>
        </Popover>
    }
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn two_letters() {
        assert_eq!(initials("maren.kolb"), "MK");
        assert_eq!(initials("admin"), "AD");
        assert_eq!(initials(""), "");
    }
}
