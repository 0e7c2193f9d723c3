//! What somebody should look at: severity, what, why, since when, and the way there.

use super::{Icon, Tone};
use crate::format::time;
use crate::i18n::text;
use castellan_api::instances::{Finding, Severity};
use leptos::prelude::*;

/// The tone of a severity.
pub const fn severity_tone(severity: Severity) -> Tone {
    match severity {
        Severity::Critical => Tone::Crit,
        Severity::Warning => Tone::Warn,
        Severity::Info => Tone::Info,
    }
}

fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => text().common().severity_critical,
        Severity::Warning => text().common().severity_warning,
        Severity::Info => text().common().severity_info,
    }
}

/// A card of findings, worst first; nothing where there are none.
#[component]
pub fn Findings(
    /// Name of the list.
    #[prop(into)]
    label: String,
    /// The findings.
    #[prop(into)]
    findings: Signal<Vec<Finding>>,
    /// Word and address of where a finding leads.
    #[prop(into)]
    link: Callback<Finding, Option<(String, String)>>,
) -> impl IntoView {
    move || {
        let findings = findings.get();
        (!findings.is_empty()).then(|| {
            let drawn = findings
                .into_iter()
                .map(|finding| {
                    let tone = severity_tone(finding.severity);
                    let leads = link.run(finding.clone());
                    view! {
                        <li class=format!("find {}", tone.class())>
                            <Icon icon=tone.icon() />
                            <p>
                                <span class="sr">{severity_word(finding.severity)} ": "</span>
                                <b>{finding.title}</b>
                                " "
                                {finding.detail}
                            </p>
                            <span class="acts">
                                <time title=time::full(finding.since)>
                                    {time::since(finding.since)}
                                </time>
                                {leads
                                    .map(|(word, href)| {
                                        view! { <a class="link" href=href>{word}</a> }
                                    })}
                            </span>
                        </li>
                    }
                })
                .collect_view();
            view! {
                <ul class="card finds" aria-label=label.clone()>
                    {drawn}
                </ul>
            }
        })
    }
}
