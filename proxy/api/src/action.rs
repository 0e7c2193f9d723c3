//! What a person may do: the actions policies, roles and endpoints name.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Where an action is granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Needs a binding for all instances.
    Console,
    /// A binding for the instance is enough.
    Instance,
}

/// What a built-in role may do with an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// Every built-in role has it.
    View,
    /// UserAccess and FullAccess have it.
    Use,
    /// FullAccess alone has it.
    Full,
}

macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $reach:ident, $grade:ident;)*) => {
        /// One permission, in the form `dms:<resource>:<verb>`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum Action { $($(#[$doc])* #[serde(rename = $name)] $variant,)* }

        impl Action {
            /// Every action there is.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its name in policies, as `dms:topic:create`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Where it is granted.
            pub const fn reach(self) -> Reach {
                match self { $(Self::$variant => Reach::$reach,)* }
            }

            /// Which built-in roles have it.
            pub const fn grade(self) -> Grade {
                match self { $(Self::$variant => Grade::$grade,)* }
            }
        }
    };
}

actions! {
    /// See the instances of the binding in the list.
    InstanceList = "dms:instance:list", Instance, View;
    /// See one instance, its brokers and its health.
    InstanceGet = "dms:instance:get", Instance, View;
    /// Attach an instance, check a connection.
    InstanceCreate = "dms:instance:create", Console, Full;
    /// Change, disable or enable an instance.
    InstanceModify = "dms:instance:modify", Instance, Full;
    /// Detach an instance.
    InstanceDelete = "dms:instance:delete", Instance, Full;
    /// See the background tasks of an instance.
    TaskGet = "dms:instance:getBackgroundTask", Instance, View;
    /// Cancel a task, delete the record of an ended one.
    TaskDelete = "dms:instance:deleteBackgroundTask", Instance, Use;
    /// See the topics.
    TopicList = "dms:topic:list", Instance, View;
    /// See one topic.
    TopicGet = "dms:topic:get", Instance, View;
    /// Create topics, one or many, and clone them.
    TopicCreate = "dms:topic:create", Instance, Use;
    /// Change configs, partitions and the description of topics.
    TopicModify = "dms:topic:modify", Instance, Use;
    /// Delete topics.
    TopicDelete = "dms:topic:delete", Instance, Use;
    /// Delete records of topics.
    TopicPurge = "dms:topic:purge", Instance, Use;
    /// Move partitions, remove replication throttles.
    PartitionReassign = "dms:partition:reassign", Instance, Use;
    /// Elect leaders, now and on a timer.
    PartitionElect = "dms:partition:elect", Instance, Use;
    /// See broker and topic configs.
    ConfigGet = "dms:config:get", Instance, View;
    /// See the traces of everybody.
    AuditGet = "dms:audit:get", Console, Full;
    /// See console users and their roles.
    ConsoleUserGet = "dms:consoleUser:get", Console, Full;
    /// Create and change console users, their roles and their sessions.
    ConsoleUserModify = "dms:consoleUser:modify", Console, Full;
    /// Change settings of the console.
    SettingsModify = "dms:settings:modify", Console, Full;
    /// Read `/metrics`.
    MetricsGet = "dms:metrics:get", Console, View;
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The built-in roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// Everything.
    FullAccess,
    /// Everything except attaching, changing and detaching instances.
    UserAccess,
    /// View.
    ReadOnlyAccess,
}

impl Role {
    /// Every built-in role, strongest first.
    pub const ALL: &[Self] = &[Self::FullAccess, Self::UserAccess, Self::ReadOnlyAccess];

    /// Its name as people read and type it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FullAccess => "FullAccess",
            Self::UserAccess => "UserAccess",
            Self::ReadOnlyAccess => "ReadOnlyAccess",
        }
    }

    /// True if the role includes the action.
    pub const fn allows(self, action: Action) -> bool {
        match self {
            Self::FullAccess => true,
            Self::UserAccess => matches!(action.grade(), Grade::View | Grade::Use),
            Self::ReadOnlyAccess => matches!(action.grade(), Grade::View),
        }
    }
}

impl std::str::FromStr for Role {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .iter()
            .copied()
            .find(|role| role.name() == text)
            .ok_or_else(|| {
                format!("there is no role {text:?}: use FullAccess, UserAccess or ReadOnlyAccess")
            })
    }
}
