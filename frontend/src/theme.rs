//! How the app looks and speaks: theme, density, language, time zone. Kept in the browser; the
//! address may set them for this page (`?theme=dark&lang=en&tz=UTC&density=comfortable&embed=1`).

use crate::components::toast;
use crate::i18n::{self, Language};
use crate::{dom, routes};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Light, dark, or what the system says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// What the system says.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All, in the order the button goes through them.
    pub const ALL: &[Self] = &[Self::System, Self::Light, Self::Dark];

    /// Its word in storage and address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|theme| theme.word() == word)
    }

    /// The one the button sets next.
    pub const fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }
}

/// What the user has chosen.
#[derive(Clone, Copy)]
pub struct Looks {
    /// Theme.
    pub theme: RwSignal<Theme>,
    /// True: more room between rows.
    pub comfortable: RwSignal<bool>,
    /// Language the page is drawn in.
    pub language: RwSignal<Language>,
    /// Language last chosen: that of the page once its texts are loaded.
    pub wanted: RwSignal<Language>,
    /// Time zone as IANA names it; `None`: the browser's.
    pub zone: RwSignal<Option<String>>,
    /// True in a portal's frame.
    pub embed: bool,
}

one_for_the_page!(
    /// What the user has chosen.
    looks -> Looks
);

impl Looks {
    fn new() -> Self {
        let said = |name: &str| routes::param_now(name).or_else(|| dom::kept(name));
        let language = said("lang")
            .and_then(|word| Language::from_word(&word))
            .or_else(Language::of_browser)
            .unwrap_or_default();
        Self {
            theme: RwSignal::new(
                said("theme")
                    .and_then(|word| Theme::from_word(&word))
                    .unwrap_or(Theme::System),
            ),
            comfortable: RwSignal::new(said("density").is_some_and(|word| word == "comfortable")),
            language: RwSignal::new(language),
            wanted: RwSignal::new(language),
            zone: RwSignal::new(said("tz").filter(|zone| crate::format::time::known_zone(zone))),
            embed: routes::param_now("embed").is_some_and(|word| word == "1"),
        }
    }

    /// Writes to `<html>` what the style sheet reads, now and at every change.
    pub fn apply(self) {
        Effect::new(move || {
            let (theme, comfortable) = (self.theme.get(), self.comfortable.get());
            let language = self.language.get();
            let Some(root) = dom::root() else { return };
            set(
                &root,
                "data-theme",
                (theme != Theme::System).then(|| theme.word()),
            );
            set(&root, "data-density", comfortable.then_some("comfortable"));
            set(&root, "data-embed", self.embed.then_some(""));
            set(&root, "lang", Some(language.tag()));
        });
    }

    /// Chooses a theme and keeps it.
    pub fn choose_theme(self, theme: Theme) {
        dom::keep("theme", (theme != Theme::System).then(|| theme.word()));
        self.theme.set(theme);
    }

    /// Chooses the density and keeps it.
    pub fn choose_comfortable(self, comfortable: bool) {
        dom::keep("density", comfortable.then_some("comfortable"));
        self.comfortable.set(comfortable);
    }

    /// Loads the texts of the language the page begins with; without them it begins in English.
    pub fn begin_language(self) {
        let language = self.language.get_untracked();
        spawn_local(async move {
            if !i18n::load(language).await {
                tell_not_loaded();
                self.wanted.set(Language::En);
                self.language.set(Language::En);
            }
        });
    }

    /// Chooses a language and, once its texts are here, keeps it. The page is drawn again in it, and
    /// the focus goes to the element with the ID `focus`, which is then another.
    pub fn choose_language(self, language: Language, focus: &'static str) {
        self.wanted.set(language);
        spawn_local(async move {
            let loaded = i18n::load(language).await;
            if self.wanted.get_untracked() != language {
                return; // another was chosen meanwhile
            }
            if loaded {
                dom::keep("lang", Some(language.word()));
                self.language.set(language);
                dom::focus(focus);
            } else {
                tell_not_loaded();
                self.wanted.set(self.language.get_untracked());
            }
        });
    }

    /// Chooses a time zone and keeps it; `None`: the browser's.
    pub fn choose_zone(self, zone: Option<String>) {
        dom::keep("tz", zone.as_deref());
        self.zone.set(zone);
    }
}

/// Says that the page stays in its language.
fn tell_not_loaded() {
    let t = i18n::text().common();
    toast::not_done(t.language_failed, t.part_failed_detail);
}

fn set(root: &web_sys::Element, name: &str, value: Option<&str>) {
    let _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}
