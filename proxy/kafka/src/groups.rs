//! Groups: which there are, on every broker (each lists those it coordinates).

use kacrab_protocol::generated as wire;

use crate::{Client, Error, ErrorCode, Partial, Result};

/// A group as its coordinator lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedGroup {
    /// Its id.
    pub group_id: String,
    /// `consumer`, `connect`, …; empty for groups that only stored offsets.
    pub protocol_type: String,
    /// `Stable`, `Empty`, … (version 4, Kafka 2.6; `None` below).
    pub state: Option<String>,
    /// `classic`, `consumer`, `share`, `streams` (version 5, Kafka 3.8; `None` below).
    pub group_type: Option<String>,
    /// The broker that coordinates it.
    pub coordinator: i32,
}

impl Client {
    /// The groups of every broker, ascending by id. A broker that fails is in `missing`.
    pub async fn list_groups(&self) -> Result<Partial<Vec<ListedGroup>>> {
        let listed = self
            .every_broker(|connection, deadline| async move {
                let make = |_| wire::ListGroupsRequestData::default();
                let (answer, version) = connection.send(make, deadline).await?;
                let what = || format!("listing the groups of {}", connection.peer());
                ErrorCode(answer.error_code)
                    .ok()
                    .map_err(|code| Error::kafka(code, None, what()))?;
                Ok((answer.groups, version))
            })
            .await?;
        Ok(listed.map(|brokers| {
            let mut groups = Vec::new();
            for (coordinator, (listed, version)) in brokers {
                groups.extend(listed.into_iter().map(|group| ListedGroup {
                    group_id: group.group_id.to_string(),
                    protocol_type: group.protocol_type.to_string(),
                    state: (version >= 4).then(|| group.group_state.to_string()),
                    group_type: (version >= 5).then(|| group.group_type.to_string()),
                    coordinator,
                }));
            }
            groups.sort_by(|a: &ListedGroup, b| a.group_id.cmp(&b.group_id));
            groups
        }))
    }
}
