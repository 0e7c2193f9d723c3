//! Names of a batch: how many, none twice, and how they are called in a trace.

use crate::error::Error;
use castellan_api::ids::TopicName;
use castellan_api::problem::FieldError;
use castellan_api::rules::{self, BATCH_MAX};
use std::collections::HashSet;

/// Refuses an empty list, one that is too long, bad names, and names that stand twice.
pub(crate) fn check(names: &[TopicName]) -> Result<(), Error> {
    if names.is_empty() {
        return Err(Error::field("/names", "Name at least one topic."));
    }
    if names.len() > BATCH_MAX {
        return Err(Error::field(
            "/names",
            format!(
                "{} topics are named; at most {BATCH_MAX} are taken at once. Send them in parts.",
                names.len()
            ),
        ));
    }
    let mut seen = HashSet::new();
    let errors: Vec<FieldError> = names
        .iter()
        .enumerate()
        .filter_map(|(at, name)| {
            let detail = match rules::topic_name(name.as_str()) {
                Err(detail) => detail,
                Ok(()) if !seen.insert(name.as_str()) => format!("{name} is named twice."),
                Ok(()) => return None,
            };
            Some(FieldError::new(format!("/names/{at}"), detail))
        })
        .collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(errors))
    }
}

/// What a trace says of the topics of a batch: the first names, and how many there are.
pub(crate) fn resource(names: &[TopicName]) -> String {
    const NAMED: usize = 3;
    let first: Vec<&str> = names.iter().take(NAMED).map(TopicName::as_str).collect();
    match names.len().saturating_sub(NAMED) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// The names as texts.
pub(crate) fn texts(names: &[TopicName]) -> Vec<&str> {
    names.iter().map(TopicName::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &[&str]) -> Vec<TopicName> {
        list.iter().map(|name| TopicName::trusted(*name)).collect()
    }

    #[test]
    fn batches_are_checked_name_by_name() {
        assert!(check(&names(&["a", "b"])).is_ok());
        assert!(check(&[]).is_err());
        assert!(check(&vec![TopicName::trusted("a"); BATCH_MAX + 1]).is_err());
        let Err(Error::Invalid(errors)) = check(&names(&["a", "a", "b c"])) else {
            panic!()
        };
        let pointers: Vec<_> = errors.iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(pointers, ["/names/1", "/names/2"]);
    }

    #[test]
    fn traces_name_the_first() {
        assert_eq!(resource(&names(&["a", "b"])), "a, b");
        assert_eq!(
            resource(&names(&["a", "b", "c", "d", "e"])),
            "a, b, c and 2 more"
        );
    }
}
