//! Changing settings: one by one (IncrementalAlterConfigs), or all at once (AlterConfigs, below 2.3).

use std::collections::HashMap;

use kacrab_protocol::generated as wire;

use super::{AlterConfigs, AlterOp, ConfigChange, ConfigResource, ordered};
use crate::topics::text;
use crate::{Client, Error, ErrorCode, Result};

impl Client {
    /// Changes single settings (KIP-339, Kafka 2.3 and later; [`Error::Unsupported`] below), or with
    /// `validate_only` has the cluster check them. Results in the order asked. On KRaft the brokers
    /// show a change a moment (usually under 100 ms) after it was accepted.
    pub async fn incremental_alter_configs(
        &self,
        changes: &[AlterConfigs],
        validate_only: bool,
    ) -> Result<Vec<(ConfigResource, Result<()>)>> {
        use wire::incremental_alter_configs_request as request;
        let deadline = self.deadline();
        let by_name: HashMap<_, _> = changes
            .iter()
            .map(|alter| (&alter.resource, &alter.changes))
            .collect();
        let (by_name, resources) = (&by_name, changes.iter().map(|alter| alter.resource.clone()));
        let asked = self.by_home(resources.clone(), |home, resources| async move {
            let wire_resource = |resource: &ConfigResource| request::AlterConfigsResource {
                resource_type: resource.kind(),
                resource_name: resource.name().into(),
                configs: by_name
                    .get(resource)
                    .map(|changes| changes.iter().map(alterable).collect())
                    .unwrap_or_default(),
                ..Default::default()
            };
            let make = |_| wire::IncrementalAlterConfigsRequestData {
                resources: resources.iter().map(wire_resource).collect(),
                validate_only,
                ..Default::default()
            };
            let answer = match home {
                Some(id) => self.ask_broker(id, deadline, make).await?,
                None => self.ask_controller(deadline, make, |_| false).await?,
            };
            let altered =
                |answer: wire::incremental_alter_configs_response::AlterConfigsResourceResponse| {
                    altered(
                        answer.resource_type,
                        &answer.resource_name,
                        answer.error_code,
                        answer.error_message,
                    )
                };
            Ok(answer
                .responses
                .into_iter()
                .filter_map(altered)
                .collect::<Vec<_>>())
        });
        let answers = asked.await?;
        Ok(ordered(
            &resources.collect::<Vec<_>>(),
            answers,
            "changing the settings of",
        ))
    }

    /// **Replaces all** dynamic settings of each resource: what is not given goes back to what it
    /// inherits. Only for brokers below 2.3, which have nothing better; the caller reads and merges.
    pub async fn alter_configs(
        &self,
        resources: &[(ConfigResource, Vec<(String, String)>)],
        validate_only: bool,
    ) -> Result<Vec<(ConfigResource, Result<()>)>> {
        use wire::alter_configs_request as request;
        let deadline = self.deadline();
        let by_name: HashMap<_, _> = resources
            .iter()
            .map(|(resource, values)| (resource, values))
            .collect();
        let (by_name, names) = (
            &by_name,
            resources.iter().map(|(resource, _)| resource.clone()),
        );
        let asked = self.by_home(names.clone(), |home, resources| async move {
            let config = |(name, value): &(String, String)| request::AlterableConfig {
                name: name.clone().into(),
                value: Some(value.clone().into()),
                ..Default::default()
            };
            let wire_resource = |resource: &ConfigResource| request::AlterConfigsResource {
                resource_type: resource.kind(),
                resource_name: resource.name().into(),
                configs: by_name
                    .get(resource)
                    .map(|values| values.iter().map(config).collect())
                    .unwrap_or_default(),
                ..Default::default()
            };
            let make = |_| wire::AlterConfigsRequestData {
                resources: resources.iter().map(wire_resource).collect(),
                validate_only,
                ..Default::default()
            };
            let answer = match home {
                Some(id) => self.ask_broker(id, deadline, make).await?,
                None => self.ask_controller(deadline, make, |_| false).await?,
            };
            let altered = |answer: wire::alter_configs_response::AlterConfigsResourceResponse| {
                altered(
                    answer.resource_type,
                    &answer.resource_name,
                    answer.error_code,
                    answer.error_message,
                )
            };
            Ok(answer
                .responses
                .into_iter()
                .filter_map(altered)
                .collect::<Vec<_>>())
        });
        let answers = asked.await?;
        Ok(ordered(
            &names.collect::<Vec<_>>(),
            answers,
            "replacing the settings of",
        ))
    }
}

fn alterable(change: &ConfigChange) -> wire::incremental_alter_configs_request::AlterableConfig {
    let (operation, value) = match &change.op {
        AlterOp::Set(value) => (0, Some(value)),
        AlterOp::Delete => (1, None),
        AlterOp::Append(value) => (2, Some(value)),
        AlterOp::Subtract(value) => (3, Some(value)),
    };
    wire::incremental_alter_configs_request::AlterableConfig {
        name: change.name.clone().into(),
        config_operation: operation,
        value: value.map(|value| value.clone().into()),
        ..Default::default()
    }
}

fn altered(
    kind: i8,
    name: &kacrab_protocol::KafkaString,
    code: i16,
    message: Option<kacrab_protocol::KafkaString>,
) -> Option<(ConfigResource, Result<()>)> {
    let resource = ConfigResource::of_wire(kind, name.as_str())?;
    let result = ErrorCode(code).ok().map_err(|code| {
        Error::kafka(
            code,
            text(message),
            format!("changing the settings of {resource}"),
        )
    });
    Some((resource, result))
}
