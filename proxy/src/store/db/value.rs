//! Arguments of statements, and enums and JSON as text.

use crate::store::Error;
use serde::Serialize;

/// An argument of a statement. Booleans are numbers; JSON is text.
#[derive(Clone, Debug)]
pub(in crate::store) enum Value {
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}
impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Int(Some(i64::from(value)))
    }
}
impl From<Option<u32>> for Value {
    fn from(value: Option<u32>) -> Self {
        Self::Int(value.map(i64::from))
    }
}
impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        Self::Int(value)
    }
}
impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Int(Some(i64::from(value)))
    }
}
impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}
impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}
impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::Text(Some(value.clone()))
    }
}
impl From<Option<String>> for Value {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}
impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(Some(value))
    }
}
impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(Some(value.to_vec()))
    }
}
impl From<castellan_api::ids::UserId> for Value {
    fn from(value: castellan_api::ids::UserId) -> Self {
        Self::Int(Some(value.0))
    }
}

macro_rules! text_ids {
    ($($name:ident)*) => {$(
        impl From<&castellan_api::ids::$name> for Value {
            fn from(value: &castellan_api::ids::$name) -> Self {
                Self::Text(Some(value.as_str().to_owned()))
            }
        }
        impl From<Option<&castellan_api::ids::$name>> for Value {
            fn from(value: Option<&castellan_api::ids::$name>) -> Self {
                Self::Text(value.map(|value| value.as_str().to_owned()))
            }
        }
    )*};
}
text_ids!(InstanceId PlanId TaskId TraceId SessionId TokenId TopicName);

/// Arguments of a statement, in their order.
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::db::Value::from($value)),*] };
}
pub(in crate::store) use args;

/// A value as JSON text.
pub(in crate::store) fn json<T: Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(Error::corrupt)
}

/// The wire name of an enum without fields, as its JSON has it.
pub(in crate::store) fn word<T: Serialize>(value: &T) -> Result<String, Error> {
    match serde_json::to_value(value).map_err(Error::corrupt)? {
        serde_json::Value::String(word) => Ok(word),
        other => Err(Error::corrupt(format!("{other} is not a word"))),
    }
}
