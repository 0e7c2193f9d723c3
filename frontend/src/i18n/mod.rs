//! Every text of the app, typed. Each group stands in a file of its own with its English, and in
//! the folder of each other language once more (`zh/topics.rs`): a forgotten text does not compile,
//! and a test finds one that was left in English. No sentence is made of parts: what varies is an
//! argument.
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

            /// Name and words of each text, with a sample in place of each argument.
            #[cfg(test)]
            pub fn samples(&self) -> Vec<(&'static str, String)> {
                vec![$((
                    stringify!($field),
                    texts!(@sample self.$field $(, ($($type),*))?),
                ),)*]
            }
        }
    };
    (@type) => { &'static str };
    (@type ($($type:ty),*)) => { fn($($type),*) -> String };
    (@value $value:expr) => { $value };
    (@value $value:expr, ($($arg:ident: $type:ty),*)) => { |$($arg: $type),*| $value };
    (@sample $text:expr) => { $text.to_owned() };
    (@sample $text:expr, ($($type:ty),*)) => {
        ($text)($(<$type as crate::i18n::tests::Sample>::SAMPLE),*)
    };
}

/// The texts of a group in another language: `name = "text";` or `name(count) = format!("… {count}");`.
macro_rules! texts_in {
    (
        $language:ident $group:ident {
            $($field:ident $(($($arg:ident),* $(,)?))? = $value:expr;)*
        }
    ) => {
        impl $group {
            /// Texts of this language.
            pub const $language: Self =
                Self { $($field: texts_in!(@value $value $(, ($($arg),*))?),)* };
        }
    };
    (@value $value:expr) => { $value };
    (@value $value:expr, ($($arg:ident),*)) => { |$($arg),*| $value };
}

pub mod attach;
pub mod audit;
pub mod brokers;
pub mod cmak;
pub mod cmak_words;
pub mod controller;
pub mod elections;
pub mod instances;
pub mod overview;
pub mod plan;
pub mod profile;
pub mod reassignments;
pub mod sessions;
pub mod settings;
pub mod shell;
pub mod sign_in;
pub mod tags;
pub mod tasks;
pub mod time_range;
pub mod topic;
pub mod topic_form;
pub mod topic_import;
pub mod topics;
pub mod words;

mod language;
#[cfg(test)]
mod tests;
mod zh;

pub use language::{Language, load, loaded, ready};

use crate::theme;
use leptos::prelude::*;

/// The texts of the language in use, by group. `None`: English, where each group is a static of its
/// own, so that the part of the app that uses it carries it.
#[derive(Clone, Copy)]
pub struct Text(Option<&'static Groups>);

/// One method a group, and all groups of a language that is loaded as a whole.
macro_rules! groups {
    ($($name:ident: $type:ty,)*) => {
        #[allow(missing_docs)] // the groups say it
        impl Text {
            $(pub fn $name(self) -> &'static $type {
                static EN: $type = <$type>::EN;
                self.0.map_or(&EN, |groups| &groups.$name)
            })*
        }

        /// All groups of a language.
        #[allow(missing_docs)] // the groups say it
        pub struct Groups { $(pub $name: $type,)* }

        impl Groups {
            /// Simplified Chinese.
            pub const ZH: Self = Self { $($name: <$type>::ZH,)* };
        }
    };
}

/// Calls a macro with the names and types of all groups.
macro_rules! with_groups {
    ($with:ident) => {
        $with! {
            common: words::Common,
            shell: shell::Shell,
            sign_in: sign_in::SignIn,
            instances: instances::Instances,
            attach: attach::Attach,
            overview: overview::Overview,
            brokers: brokers::Brokers,
            cmak: cmak::Cmak,
            cmak_words: cmak_words::CmakWords,
            controller: controller::Controller,
            elections: elections::Elections,
            topics: topics::Topics,
            topic: topic::Topic,
            topic_form: topic_form::TopicForm,
            topic_import: topic_import::TopicImport,
            tasks: tasks::Tasks,
            tags: tags::Tags,
            audit: audit::Audit,
            time_range: time_range::TimeRange,
            sessions: sessions::Sessions,
            settings: settings::Settings,
            plan: plan::Plan,
            profile: profile::Profile,
            reassignments: reassignments::Reassignments,
        }
    };
}

with_groups!(groups);
#[cfg(test)]
use with_groups;

/// The texts of the language in use.
pub fn text() -> Text {
    Text(language::texts_of(theme::looks().language.get_untracked()))
}

/// `1 topic`, `2 topics`: for English texts.
pub fn plural(count: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        crate::format::number(count),
        if count == 1 { one } else { many }
    )
}
