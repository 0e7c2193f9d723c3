//! Every text of the app, typed. Each group stands in a file of its own with its English; another
//! language is one more constant of the same type (`impl Topics { pub const ZH: Self = …`), and a
//! forgotten text does not compile. No sentence is made of parts: what varies is an argument.
//!
//! Use: `let t = text().topics();` then `t.title` or `(t.selected)(3)`. The whole app is drawn
//! again when the language changes, so a text needs no signal.

/// A group of texts: `name = "text";` or `name(count: u64) = format!("… {count}");`.
macro_rules! texts {
    (
        $(#[$doc:meta])*
        $name:ident { $($field:ident $(($($arg:ident: $type:ty),* $(,)?))? = $value:expr;)* }
    ) => {
        $(#[$doc])*
        #[allow(missing_docs)] // the text itself says it
        pub struct $name { $(pub $field: texts!(@type $(($($type),*))?),)* }

        impl $name {
            /// English.
            pub const EN: Self = Self { $($field: texts!(@value $value $(, ($($arg: $type),*))?),)* };
        }
    };
    (@type) => { &'static str };
    (@type ($($type:ty),*)) => { fn($($type),*) -> String };
    (@value $value:expr) => { $value };
    (@value $value:expr, ($($arg:ident: $type:ty),*)) => { |$($arg: $type),*| $value };
}

pub mod attach;
pub mod audit;
pub mod brokers;
pub mod instances;
pub mod overview;
pub mod profile;
pub mod settings;
pub mod shell;
pub mod sign_in;
pub mod tags;
pub mod tasks;
pub mod topic;
pub mod topic_form;
pub mod topic_import;
pub mod topics;
pub mod words;

use crate::theme;
use leptos::prelude::*;

/// The languages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    En,
}

impl Language {
    /// All.
    pub const ALL: &[Self] = &[Self::En];

    /// Its code, for `<html lang>` and storage.
    pub const fn word(self) -> &'static str {
        match self {
            Self::En => "en",
        }
    }

    /// Its name in itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
        }
    }

    /// The locale that writes its dates.
    pub const fn locale(self) -> &'static str {
        match self {
            Self::En => "en-GB",
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
}

/// The texts of the language in use, by group. Each group is a static of its own, so that the part
/// of the app that uses it carries it.
#[derive(Clone, Copy, Debug)]
pub struct Text(Language);

/// One method a group.
macro_rules! groups {
    ($($name:ident: $type:ty,)*) => {
        #[allow(missing_docs)] // the groups say it
        impl Text {
            $(pub fn $name(self) -> &'static $type {
                static EN: $type = <$type>::EN;
                match self.0 {
                    Language::En => &EN,
                }
            })*
        }
    };
}

groups! {
    common: words::Common,
    shell: shell::Shell,
    sign_in: sign_in::SignIn,
    instances: instances::Instances,
    attach: attach::Attach,
    overview: overview::Overview,
    brokers: brokers::Brokers,
    topics: topics::Topics,
    topic: topic::Topic,
    topic_form: topic_form::TopicForm,
    topic_import: topic_import::TopicImport,
    tasks: tasks::Tasks,
    tags: tags::Tags,
    audit: audit::Audit,
    settings: settings::Settings,
    profile: profile::Profile,
}

/// The texts of the language in use.
pub fn text() -> Text {
    Text(theme::looks().language.get_untracked())
}

/// `1 topic`, `2 topics`: for English texts.
pub fn plural(count: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        crate::format::number(count),
        if count == 1 { one } else { many }
    )
}
