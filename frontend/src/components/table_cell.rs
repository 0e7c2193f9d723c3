//! A table's cells as data: one piece of code draws them all, whatever the page.

use super::{Icon, Meter, Status, Tone, drawn, lu};
use crate::clock;
use crate::format::{Figure, MISSING, age, time};
use crate::i18n::text;
use leptos::prelude::*;

/// What a cell shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Text.
    Text(String),
    /// Text in the lightest colour: "always", "Off".
    Quiet(String),
    /// What a machine reads.
    Mono(String),
    /// Missing, and why.
    Missing(&'static str),
    /// A figure with its unit. Coloured if it is a warning or worse.
    Figure(Figure, Option<Tone>),
    /// A state.
    Status(Tone, String),
    /// A share in percent.
    Meter(&'static str, u32),
    /// How far something is, in percent: nothing alarms.
    Progress(&'static str, u32),
    /// When something was: its age, with the time as tooltip.
    Age(i64),
    /// A moment: date and time, whole as tooltip.
    Time(i64),
    /// A link: words and address.
    Link(String, String),
    /// Tags.
    Tags(Vec<String>),
    /// Broker badges.
    Badges(Vec<Badge>),
    /// Broker badges before and after.
    Change(Vec<Badge>, Vec<Badge>),
}

/// A broker's badge.
#[derive(Clone, Debug, PartialEq)]
pub struct Badge {
    /// Broker ID.
    pub text: String,
    /// Class: `lead`, `out`, `plus`, `minus` or nothing.
    pub class: &'static str,
    /// What it says.
    pub title: String,
}

impl Cell {
    /// A figure, or missing.
    pub fn figure(figure: Option<Figure>) -> Self {
        figure.map_or(Self::Missing(text().common().not_known), |figure| {
            Self::Figure(figure, None)
        })
    }

    /// A number.
    pub fn number(value: impl Into<i128>) -> Self {
        Self::Text(crate::format::number(value))
    }

    /// A text, or missing.
    pub fn text(value: Option<String>) -> Self {
        value.map_or(Self::Missing(text().common().not_known), Self::Text)
    }

    /// On or off, off being quiet.
    pub fn switch(on: Option<bool>) -> Self {
        match on {
            Some(true) => Self::Text(text().common().on.to_owned()),
            Some(false) => Self::Quiet(text().common().off.to_owned()),
            None => Self::Missing(text().common().not_known),
        }
    }

    /// Percent.
    pub fn percent(value: u32) -> Self {
        let text = crate::format::number(value);
        Self::Figure(
            Figure {
                text,
                unit: "%",
                exact: String::new(),
            },
            None,
        )
    }
}

/// Draws a cell's content.
pub fn draw(cell: Cell) -> AnyView {
    match cell {
        Cell::Text(text) => text.into_any(),
        Cell::Quiet(text) => view! { <span class="t3">{text}</span> }.into_any(),
        Cell::Mono(text) => view! { <code>{text}</code> }.into_any(),
        Cell::Missing(why) => view! { <span class="t3" title=why>{MISSING}</span> }.into_any(),
        Cell::Figure(figure, tone) => {
            let class = match tone {
                Some(Tone::Crit) => "crit-t",
                Some(Tone::Warn) => "warn-t",
                _ => "",
            };
            let unit =
                (!figure.unit.is_empty()).then(|| view! { <span class="u">{figure.unit}</span> });
            let exact = (!figure.exact.is_empty()).then_some(figure.exact);
            view! { <span class=class title=exact>{figure.text}{unit}</span> }.into_any()
        }
        Cell::Status(tone, word) => view! { <Status tone=tone text=word /> }.into_any(),
        Cell::Meter(label, percent) => {
            view! { <Meter label=label percent=Signal::stored(percent) /> }.into_any()
        }
        Cell::Progress(label, percent) => {
            view! { <Meter label=label percent=Signal::stored(percent) progress=true /> }.into_any()
        }
        Cell::Age(at) => view! {
            <time title=time::full(at)>{drawn(move || age(clock::slow() - at))}</time>
        }
        .into_any(),
        Cell::Time(at) => view! { <time title=time::full(at)>{time::minute(at)}</time> }.into_any(),
        Cell::Link(word, href) => view! { <a href=href tabindex="-1">{word}</a> }.into_any(),
        Cell::Tags(tags) => {
            let tags: Vec<_> = tags
                .into_iter()
                .map(|tag| view! { <span class="tag">{tag}</span> })
                .collect();
            view! { <span class="bs">{tags}</span> }.into_any()
        }
        Cell::Badges(all) => view! { <span class="bs">{badges(all)}</span> }.into_any(),
        Cell::Change(before, after) => view! {
            <span class="bs">
                {badges(before)} <Icon icon=lu::LuArrowRight small=true />
                <span class="sr">{text().common().becomes}</span> {badges(after)}
            </span>
        }
        .into_any(),
    }
}

fn badges(all: Vec<Badge>) -> Vec<AnyView> {
    all.into_iter()
        .map(|badge| {
            view! {
                <span class=format!("b {}", badge.class) title=badge.title>
                    {badge.text}
                </span>
            }
            .into_any()
        })
        .collect()
}
