//! Every screen and its address: the app's router, links, findings and embedding draw on it.

use crate::ids::{InstanceId, PlanId, TaskId, TopicName};
use crate::url::segment;

/// A screen with what its address names. Filters, pages and open dialogs live in the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Screen {
    /// Sign-in.
    SignIn,
    /// The first set-up.
    SetUp,
    /// List of instances.
    Instances,
    /// Attach a cluster.
    Attach,
    /// Attach the clusters of CMAK.
    ImportCmak,
    /// One instance.
    Overview(InstanceId),
    /// Change what is recorded of an instance.
    EditInstance(InstanceId),
    /// Who leads it and what it can do.
    Controller(InstanceId),
    /// Its brokers.
    Brokers(InstanceId),
    /// One broker.
    Broker(InstanceId, i32, BrokerTab),
    /// Its topics.
    Topics(InstanceId),
    /// Create a topic.
    CreateTopic(InstanceId),
    /// Create topics from a list.
    ImportTopics(InstanceId),
    /// One topic.
    Topic(InstanceId, TopicName, TopicTab),
    /// Its reassignments: what moves, what moved, throttles.
    Reassignments(InstanceId),
    /// Have the console plan a reassignment.
    PlanReassignment(InstanceId),
    /// Choose the brokers of a topic's partitions by hand.
    ManualReassignment(InstanceId),
    /// A plan, to look at and start.
    ReassignmentPlan(InstanceId, PlanId),
    /// A reassignment that runs, or ran.
    Reassignment(InstanceId, TaskId),
    /// Elections of preferred leaders.
    Elections(InstanceId),
    /// Its background tasks.
    Tasks(InstanceId),
    /// One task.
    Task(InstanceId, TaskId),
    /// Its tags.
    Tags(InstanceId),
    /// Traces of one instance.
    InstanceAudit(InstanceId),
    /// Traces of the console.
    Audit,
    /// Settings.
    Settings(SettingsTab),
    /// The caller's own page.
    Profile,
    /// No such address.
    NotFound,
}

macro_rules! tabs {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// All, in their order.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its word in the address.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|tab| tab.word() == word)
            }
        }
    };
}

tabs!(
    /// Tabs of a topic.
    TopicTab {
        /// Partitions.
        #[default]
        Partitions = "partitions",
        /// Brokers.
        Brokers = "brokers",
        /// Configuration.
        Configs = "configs",
    }
);
tabs!(
    /// Tabs of a broker.
    BrokerTab {
        /// Partitions.
        #[default]
        Partitions = "partitions",
        /// Log dirs.
        LogDirs = "log-dirs",
        /// Configuration.
        Configs = "configs",
    }
);
tabs!(
    /// Tabs of the settings.
    SettingsTab {
        /// Users and their roles.
        #[default]
        Users = "users",
        /// API tokens.
        Tokens = "tokens",
        /// Origins that may frame the app.
        Embedding = "embedding",
    }
);

impl Screen {
    /// Its path, as `/instances/5f0c91e2/topics`.
    pub fn path(&self) -> String {
        match self {
            Self::SignIn => "/sign-in".into(),
            Self::SetUp => "/set-up".into(),
            Self::Instances | Self::NotFound => "/instances".into(),
            Self::Attach => "/attach".into(),
            Self::ImportCmak => "/import-cmak".into(),
            Self::Overview(i) => format!("/instances/{i}"),
            Self::EditInstance(i) => format!("/instances/{i}/edit"),
            Self::Controller(i) => format!("/instances/{i}/controller"),
            Self::Brokers(i) => format!("/instances/{i}/brokers"),
            Self::Broker(i, broker, tab) => {
                format!("/instances/{i}/brokers/{broker}/{}", tab.word())
            }
            Self::Topics(i) => format!("/instances/{i}/topics"),
            Self::CreateTopic(i) => format!("/instances/{i}/create-topic"),
            Self::ImportTopics(i) => format!("/instances/{i}/import-topics"),
            Self::Topic(i, topic, tab) => {
                format!(
                    "/instances/{i}/topics/{}/{}",
                    segment(topic.as_str()),
                    tab.word()
                )
            }
            Self::Reassignments(i) => format!("/instances/{i}/reassignments"),
            Self::PlanReassignment(i) => format!("/instances/{i}/plan-reassignment"),
            Self::ManualReassignment(i) => format!("/instances/{i}/manual-reassignment"),
            Self::ReassignmentPlan(i, plan) => {
                format!("/instances/{i}/reassignment-plans/{plan}")
            }
            Self::Reassignment(i, task) => format!("/instances/{i}/reassignments/{task}"),
            Self::Elections(i) => format!("/instances/{i}/elections"),
            Self::Tasks(i) => format!("/instances/{i}/tasks"),
            Self::Task(i, task) => format!("/instances/{i}/tasks/{task}"),
            Self::Tags(i) => format!("/instances/{i}/tags"),
            Self::InstanceAudit(i) => format!("/instances/{i}/audit"),
            Self::Audit => "/audit".into(),
            Self::Settings(tab) => format!("/settings/{}", tab.word()),
            Self::Profile => "/profile".into(),
        }
    }

    /// The screen of a path; what is no address of ours is [`Screen::NotFound`].
    pub fn of(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        Self::parse(&parts).unwrap_or(Self::NotFound)
    }

    fn parse(parts: &[&str]) -> Option<Self> {
        Some(match parts {
            [] | ["instances"] => Self::Instances,
            ["sign-in"] => Self::SignIn,
            ["set-up"] => Self::SetUp,
            ["attach"] => Self::Attach,
            ["import-cmak"] => Self::ImportCmak,
            ["audit"] => Self::Audit,
            ["profile"] => Self::Profile,
            ["settings"] => Self::Settings(SettingsTab::default()),
            ["settings", tab] => Self::Settings(SettingsTab::from_word(tab)?),
            ["instances", instance, rest @ ..] => {
                Self::parse_instance(instance.parse().ok()?, rest)?
            }
            _ => return None,
        })
    }

    fn parse_instance(instance: InstanceId, rest: &[&str]) -> Option<Self> {
        Some(match rest {
            [] => Self::Overview(instance),
            ["edit"] => Self::EditInstance(instance),
            ["controller"] => Self::Controller(instance),
            ["brokers"] => Self::Brokers(instance),
            ["brokers", broker] => {
                Self::Broker(instance, broker.parse().ok()?, BrokerTab::default())
            }
            ["brokers", broker, tab] => {
                Self::Broker(instance, broker.parse().ok()?, BrokerTab::from_word(tab)?)
            }
            ["topics"] => Self::Topics(instance),
            ["create-topic"] => Self::CreateTopic(instance),
            ["import-topics"] => Self::ImportTopics(instance),
            ["topics", topic] => Self::Topic(instance, topic.parse().ok()?, TopicTab::default()),
            ["topics", topic, tab] => {
                Self::Topic(instance, topic.parse().ok()?, TopicTab::from_word(tab)?)
            }
            ["reassignments"] => Self::Reassignments(instance),
            ["plan-reassignment"] => Self::PlanReassignment(instance),
            ["manual-reassignment"] => Self::ManualReassignment(instance),
            ["reassignment-plans", plan] => Self::ReassignmentPlan(instance, plan.parse().ok()?),
            ["reassignments", task] => Self::Reassignment(instance, task.parse().ok()?),
            ["elections"] => Self::Elections(instance),
            ["tasks"] => Self::Tasks(instance),
            ["tasks", task] => Self::Task(instance, task.parse().ok()?),
            ["tags"] => Self::Tags(instance),
            ["audit"] => Self::InstanceAudit(instance),
            _ => return None,
        })
    }

    /// The instance the screen is about.
    pub const fn instance(&self) -> Option<&InstanceId> {
        match self {
            Self::Overview(i)
            | Self::EditInstance(i)
            | Self::Controller(i)
            | Self::Brokers(i)
            | Self::Broker(i, ..)
            | Self::Topics(i)
            | Self::CreateTopic(i)
            | Self::ImportTopics(i)
            | Self::Topic(i, ..)
            | Self::Reassignments(i)
            | Self::PlanReassignment(i)
            | Self::ManualReassignment(i)
            | Self::ReassignmentPlan(i, _)
            | Self::Reassignment(i, _)
            | Self::Elections(i)
            | Self::Tasks(i)
            | Self::Task(i, _)
            | Self::Tags(i)
            | Self::InstanceAudit(i) => Some(i),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_back() {
        let i = || InstanceId::trusted("0123456789abcdef");
        let topic = TopicName::trusted("orders.events_v2");
        let mut screens = vec![
            Screen::SignIn,
            Screen::SetUp,
            Screen::Instances,
            Screen::Attach,
            Screen::ImportCmak,
            Screen::Audit,
            Screen::Profile,
            Screen::Overview(i()),
            Screen::EditInstance(i()),
            Screen::Controller(i()),
            Screen::Brokers(i()),
            Screen::Topics(i()),
            Screen::CreateTopic(i()),
            Screen::ImportTopics(i()),
            Screen::Reassignments(i()),
            Screen::PlanReassignment(i()),
            Screen::ManualReassignment(i()),
            Screen::ReassignmentPlan(i(), PlanId::trusted("0123456789abcdef")),
            Screen::Reassignment(i(), TaskId::trusted("0123456789abcdef")),
            Screen::Elections(i()),
            Screen::Tasks(i()),
            Screen::Task(i(), TaskId::trusted("0123456789abcdef")),
            Screen::Tags(i()),
            Screen::InstanceAudit(i()),
        ];
        screens.extend(
            TopicTab::ALL
                .iter()
                .map(|tab| Screen::Topic(i(), topic.clone(), *tab)),
        );
        screens.extend(
            BrokerTab::ALL
                .iter()
                .map(|tab| Screen::Broker(i(), 3, *tab)),
        );
        screens.extend(SettingsTab::ALL.iter().map(|tab| Screen::Settings(*tab)));
        for screen in screens {
            assert_eq!(Screen::of(&screen.path()), screen);
        }
    }

    #[test]
    fn strangers_are_not_found() {
        for path in [
            "/x",
            "/instances/zz",
            "/instances/0123456789abcdef/topics/a/b/c",
            "/settings/x",
        ] {
            assert_eq!(Screen::of(path), Screen::NotFound, "{path}");
        }
    }
}
