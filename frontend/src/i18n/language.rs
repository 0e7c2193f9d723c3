//! The languages of the app, and the loading of their texts: English is in the parts of the app, any
//! other language is a part of its own, which only its readers load.

use super::{Groups, zh};
use crate::{dom, theme};
use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

/// The languages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

impl Language {
    /// All.
    pub const ALL: &[Self] = &[Self::En, Self::Zh];

    /// Its code, for `<html lang>` and storage.
    pub const fn word(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }

    /// Its code as browsers and screen readers know it, which names the script too.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-CN",
        }
    }

    /// Its name in itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Zh => "中文",
        }
    }

    /// The locale that writes its dates.
    pub const fn locale(self) -> &'static str {
        match self {
            Self::En => "en-GB",
            Self::Zh => "zh-CN",
        }
    }

    /// From its code; `en-US` is `en`.
    pub fn from_word(word: &str) -> Option<Self> {
        let first = word.split('-').next().unwrap_or_default();
        Self::ALL
            .iter()
            .copied()
            .find(|language| language.word() == first)
    }

    /// What the browser is set to, where the app speaks it.
    pub fn of_browser() -> Option<Self> {
        let said = dom::window()?.navigator().language()?;
        Self::from_word(&said)
    }

    /// Its texts. `None`: they are in the parts of the app.
    async fn texts(self) -> Result<Option<&'static Groups>, SplitLoaderError> {
        match self {
            Self::En => Ok(None),
            Self::Zh => zh::texts().await.map(Some),
        }
    }
}

/// The texts that are loaded.
#[derive(Clone, Copy)]
pub struct Loaded {
    texts: RwSignal<Option<(Language, &'static Groups)>>,
}

one_for_the_page!(
    /// The texts that are loaded.
    loaded -> Loaded
);

impl Loaded {
    fn new() -> Self {
        Self {
            texts: RwSignal::new(None),
        }
    }
}

/// The texts of a language, if they were loaded.
pub(super) fn texts_of(language: Language) -> Option<&'static Groups> {
    let (of, texts) = loaded().texts.get_untracked()?;
    (of == language).then_some(texts)
}

/// True once the page can be drawn in its language. Followed.
pub fn ready() -> bool {
    let language = theme::looks().language.get();
    language == Language::En
        || loaded()
            .texts
            .with(|texts| texts.is_some_and(|(of, _)| of == language))
}

/// Loads the texts of a language; says whether they are here.
pub async fn load(language: Language) -> bool {
    match language.texts().await {
        Ok(None) => true,
        Ok(Some(texts)) => {
            loaded().texts.set(Some((language, texts)));
            true
        }
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn a_region_is_no_language_of_its_own() {
        assert_eq!(Language::from_word("zh-Hans-CN"), Some(Language::Zh));
        assert_eq!(Language::from_word("en-US"), Some(Language::En));
        assert_eq!(Language::from_word("de-DE"), None);
        for language in Language::ALL {
            assert_eq!(Language::from_word(language.word()), Some(*language));
        }
    }
}
