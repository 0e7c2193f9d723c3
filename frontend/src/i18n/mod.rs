//! Every text of the app, typed. Each group stands in a file of its own with its English; another
//! language is one more file that fills the same [`Text`] (`zh.rs`: `pub static ZH: Text = …`), and
//! a forgotten text does not compile. No sentence is made of parts: what varies is an argument.
//!
//! Use: `let t = text();` then `t.topics.title` or `(t.topics.selected)(3)`. The whole app is drawn
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

/// Every text of one language.
#[allow(missing_docs)] // the groups say it
pub struct Text {
    pub common: words::Common,
    pub shell: shell::Shell,
    pub sign_in: sign_in::SignIn,
    pub instances: instances::Instances,
    pub attach: attach::Attach,
    pub overview: overview::Overview,
    pub brokers: brokers::Brokers,
    pub topics: topics::Topics,
    pub topic: topic::Topic,
    pub topic_form: topic_form::TopicForm,
    pub topic_import: topic_import::TopicImport,
    pub tasks: tasks::Tasks,
    pub tags: tags::Tags,
    pub audit: audit::Audit,
    pub settings: settings::Settings,
    pub profile: profile::Profile,
}

static EN: Text = Text {
    common: words::Common::EN,
    shell: shell::Shell::EN,
    sign_in: sign_in::SignIn::EN,
    instances: instances::Instances::EN,
    attach: attach::Attach::EN,
    overview: overview::Overview::EN,
    brokers: brokers::Brokers::EN,
    topics: topics::Topics::EN,
    topic: topic::Topic::EN,
    topic_form: topic_form::TopicForm::EN,
    topic_import: topic_import::TopicImport::EN,
    tasks: tasks::Tasks::EN,
    tags: tags::Tags::EN,
    audit: audit::Audit::EN,
    settings: settings::Settings::EN,
    profile: profile::Profile::EN,
};

/// The texts of the language in use.
pub fn text() -> &'static Text {
    match theme::looks().language.get_untracked() {
        Language::En => &EN,
    }
}

/// `1 topic`, `2 topics`: for English texts.
pub fn plural(count: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        crate::format::number(count),
        if count == 1 { one } else { many }
    )
}
