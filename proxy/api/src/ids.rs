//! Names and IDs as types of their own, so that one cannot be taken for another.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes a text that is known to be right (made here, or read from a broker or the store).
            pub fn trusted(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                let check: fn(&str) -> Result<(), String> = $check;
                check(text)?;
                Ok(Self(text.to_owned()))
            }
        }
    };
}

fn hex_id(text: &str) -> Result<(), String> {
    if (8..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Ok(())
    } else {
        Err(format!(
            "{text:?} is not an ID: 8 to 32 hexadecimal digits are expected"
        ))
    }
}

text_id!(
    /// ID of an instance: hexadecimal digits, made by the console, never reused.
    InstanceId,
    hex_id
);
text_id!(
    /// ID of a background task.
    TaskId,
    hex_id
);
text_id!(
    /// ID of a plan of a reassignment.
    PlanId,
    hex_id
);
text_id!(
    /// ID of a trace.
    TraceId,
    hex_id
);
text_id!(
    /// ID of a console session, as shown in lists (never the token itself).
    SessionId,
    hex_id
);
text_id!(
    /// ID of an API token, as shown in lists (never the token itself).
    TokenId,
    hex_id
);
text_id!(
    /// Name of a topic under Kafka's rule: 1 to 249 of `[a-zA-Z0-9._-]`, not `.` or `..`.
    TopicName,
    crate::rules::topic_name
);

/// ID of a console user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct UserId(pub i64);

/// ID of a broker (`broker.id`, `node.id`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct BrokerId(pub i32);

macro_rules! number_id {
    ($name:ident, $what:literal) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }

        impl FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                text.parse()
                    .map(Self)
                    .map_err(|_| format!("{text:?} is not {}", $what))
            }
        }
    };
}

number_id!(UserId, "the ID of a user: a number is expected");
number_id!(BrokerId, "the ID of a broker: a number is expected");
