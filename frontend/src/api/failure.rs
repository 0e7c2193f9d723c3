//! Why a call did not give what was asked, as the page shows it.

use crate::i18n::text;
use castellan_api::problem::Problem;

/// Why a call failed.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// No answer: the console or the way to it is down.
    Offline,
    /// The console says what is wrong.
    Problem(Box<Problem>),
    /// An answer that is not the console's: a gateway's page.
    Strange(u16),
    /// An answer this app cannot read.
    Unreadable(String),
}

impl Failure {
    /// HTTP status, where there was an answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Problem(problem) => Some(problem.status),
            Self::Strange(status) => Some(*status),
            Self::Offline | Self::Unreadable(_) => None,
        }
    }

    /// What failed, in a few words.
    pub fn title(&self) -> String {
        match self {
            Self::Offline => text().common().offline_title.to_owned(),
            Self::Problem(problem) => problem.title.clone(),
            Self::Strange(status) => (text().common().strange_title)(*status),
            Self::Unreadable(_) => text().common().unreadable_title.to_owned(),
        }
    }

    /// What happened and what to do.
    pub fn detail(&self) -> String {
        match self {
            Self::Offline => text().common().offline_detail.to_owned(),
            Self::Problem(problem) => {
                let mut detail = problem.detail.clone();
                for error in &problem.errors {
                    if !detail.contains(&error.detail) {
                        detail.push(' ');
                        detail.push_str(&error.detail);
                    }
                }
                detail
            }
            Self::Strange(_) => text().common().strange_detail.to_owned(),
            Self::Unreadable(_) => text().common().unreadable_detail.to_owned(),
        }
    }

    /// What is wrong with the field at a JSON pointer of the body (`/name`), for beside that field.
    pub fn field(&self, pointer: &str) -> Option<String> {
        match self {
            Self::Problem(problem) => problem
                .errors
                .iter()
                .find(|error| error.pointer == pointer)
                .map(|error| error.detail.clone()),
            _ => None,
        }
    }

    /// True if every bad field the console named is among these pointers, so that the page shows
    /// all of it beside the fields.
    pub fn only_fields(&self, pointers: &[&str]) -> bool {
        match self {
            Self::Problem(problem) => {
                !problem.errors.is_empty()
                    && problem
                        .errors
                        .iter()
                        .all(|error| pointers.contains(&error.pointer.as_str()))
            }
            _ => false,
        }
    }

    /// ID of the request, for log and audit.
    pub fn trace(&self) -> Option<&str> {
        match self {
            Self::Problem(problem) => {
                Some(problem.trace_id.as_str()).filter(|trace| trace.len() > 1)
            }
            _ => None,
        }
    }
}
