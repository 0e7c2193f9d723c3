//! Where the pages of CMAK are now: `/clusters/<name>/…`.

use crate::endpoint::{AnswerKind, CmakPagePath, NoBody, NoQuery, endpoints};
use crate::ids::{InstanceId, TopicName};
use crate::screen::{BrokerTab, Screen, TopicTab};

endpoints! {
    /// Leads from an address of CMAK's pages to the screen of now.
    OpenCmakPage as "open_cmak_page": Get "/clusters/{instance}/{*page}", needs [InstanceGet], traced No,
    (CmakPagePath, NoQuery, NoBody) -> Redirect;
}

/// Another address, 302.
pub struct Redirect;
impl crate::endpoint::Answer for Redirect {
    type Value = String;
    const KIND: AnswerKind = AnswerKind::Nothing;
    #[cfg(feature = "openapi")]
    fn schema(_: &mut crate::endpoint::schema::Schemas) -> Option<crate::endpoint::schema::Named> {
        None
    }
}

/// The screen for what follows `/clusters/<name>/` in an address of CMAK. What has no screen of its
/// own yet is the overview; what CMAK had no page for is nothing.
pub fn screen(instance: InstanceId, page: &str) -> Option<Screen> {
    let parts: Vec<&str> = page.split('/').filter(|part| !part.is_empty()).collect();
    Some(match parts.as_slice() {
        [] => Screen::Overview(instance),
        ["topics"] | ["topics", "addPartitions"] => Screen::Topics(instance),
        ["createTopic"] => Screen::CreateTopic(instance),
        ["topics", topic, rest @ ..] => {
            let tab = match rest {
                ["updateConfig"] => TopicTab::Configs,
                _ => TopicTab::default(),
            };
            Screen::Topic(instance, topic.parse::<TopicName>().ok()?, tab)
        }
        ["brokers"] => Screen::Brokers(instance),
        ["brokers", broker] => Screen::Broker(instance, broker.parse().ok()?, BrokerTab::default()),
        ["brokers", broker, "updateConfig"] => {
            Screen::Broker(instance, broker.parse().ok()?, BrokerTab::Configs)
        }
        ["leader", ..] => Screen::Elections(instance),
        ["assignment" | "assignments", ..] => Screen::Reassignments(instance),
        ["consumers", ..] => Screen::Overview(instance),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_lead_to_their_screens() {
        let i = || InstanceId::trusted("0123456789abcdef");
        let topic = |tab| Screen::Topic(i(), TopicName::trusted("orders.v1"), tab);
        for (page, expected) in [
            ("", Some(Screen::Overview(i()))),
            ("topics", Some(Screen::Topics(i()))),
            ("topics/orders.v1", Some(topic(TopicTab::Partitions))),
            (
                "topics/orders.v1/updateConfig",
                Some(topic(TopicTab::Configs)),
            ),
            ("brokers", Some(Screen::Brokers(i()))),
            (
                "brokers/3",
                Some(Screen::Broker(i(), 3, BrokerTab::Partitions)),
            ),
            ("brokers/x", None),
            ("consumers/g/type/KF", Some(Screen::Overview(i()))),
            ("leader", Some(Screen::Elections(i()))),
            ("assignment", Some(Screen::Reassignments(i()))),
            ("topics/a b", None),
            ("logkafkas", None),
        ] {
            assert_eq!(screen(i(), page), expected, "{page}");
        }
    }
}
