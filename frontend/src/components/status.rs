//! States: always an icon and a word, the colour only supports.

use super::{Icon, lu};
use leptos::prelude::*;

/// What a state means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    /// As it should be.
    Ok,
    /// At work.
    Run,
    /// Somebody should look.
    Warn,
    /// Somebody should act.
    Crit,
    /// Nothing going on.
    Idle,
    /// Good to know.
    Info,
    /// Not known.
    Unknown,
    /// Old.
    Old,
}

impl Tone {
    /// Its class.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Run => "run",
            Self::Warn | Self::Old => "warn",
            Self::Crit => "crit",
            Self::Idle | Self::Info | Self::Unknown => "idle",
        }
    }

    /// Its icon.
    pub fn icon(self) -> icondata_core::Icon {
        match self {
            Self::Ok => lu::LuCircleCheck,
            Self::Run => lu::LuLoaderCircle,
            Self::Warn => lu::LuTriangleAlert,
            Self::Crit => lu::LuOctagonAlert,
            Self::Idle => lu::LuCircleDashed,
            Self::Info => lu::LuInfo,
            Self::Unknown => lu::LuCircleHelp,
            Self::Old => lu::LuClock,
        }
    }
}

/// The quiet form, for tables and lines.
#[component]
pub fn Status(
    /// What it means.
    tone: Tone,
    /// The word.
    #[prop(into)]
    text: String,
    /// Why, as a tooltip.
    #[prop(optional, into)]
    title: Option<String>,
) -> impl IntoView {
    view! {
        <span class=format!("st {}", tone.class()) title=title>
            <Icon icon=tone.icon() />
            {text}
        </span>
    }
}

/// The filled form: one, beside the title of a page or card.
#[component]
pub fn Pill(
    /// What it means.
    tone: Tone,
    /// The word.
    #[prop(into)]
    text: String,
    /// Why, as a tooltip.
    #[prop(optional, into)]
    title: Option<String>,
) -> impl IntoView {
    view! {
        <span class=format!("pill {}", tone.class()) title=title>
            <Icon icon=tone.icon() />
            {text}
        </span>
    }
}
