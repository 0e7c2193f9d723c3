//! DescribeConfigs: what the settings are and where each value comes from.

use kacrab_protocol::generated as wire;

use super::{
    ConfigEntry, ConfigQuery, ConfigResource, ConfigSource, ConfigSynonym, ConfigType,
    DescribedConfigs, ordered,
};
use crate::call::Deadline;
use crate::topics::text;
use crate::{Client, Error, ErrorCode, Result};

impl Client {
    /// The settings of many resources, in the order asked. Brokers are asked themselves, all others
    /// of any broker. The outer error is that of the call as a whole; a broker that cannot be
    /// reached is the error of its own resource.
    pub async fn describe_configs(
        &self,
        resources: &[ConfigResource],
        query: &ConfigQuery,
    ) -> Result<Vec<DescribedConfigs>> {
        let deadline = self.deadline();
        let asked = self.by_home(resources.iter().cloned(), |home, resources| async move {
            let answer = self.describe_at(home, resources, query, deadline).await?;
            Ok(answer
                .results
                .into_iter()
                .filter_map(described)
                .collect::<Vec<_>>())
        });
        let answers = asked.await?;
        Ok(ordered(resources, answers, "describing"))
    }

    async fn describe_at(
        &self,
        home: Option<i32>,
        resources: Vec<ConfigResource>,
        query: &ConfigQuery,
        deadline: Deadline,
    ) -> Result<wire::DescribeConfigsResponseData> {
        let keys = query.keys.as_ref().map(|keys| {
            keys.iter()
                .map(|key| key.clone().into())
                .collect::<Vec<_>>()
        });
        let make = |version| wire::DescribeConfigsRequestData {
            resources: resources
                .iter()
                .map(
                    |resource| wire::describe_configs_request::DescribeConfigsResource {
                        resource_type: resource.kind(),
                        resource_name: resource.name().into(),
                        configuration_keys: keys.clone(),
                        ..Default::default()
                    },
                )
                .collect(),
            include_synonyms: query.synonyms,
            include_documentation: query.documentation && version >= 3,
            ..Default::default()
        };
        match home {
            Some(id) => self.ask_broker(id, deadline, make).await,
            None => self.ask_any(deadline, make).await,
        }
    }
}

fn described(
    result: wire::describe_configs_response::DescribeConfigsResult,
) -> Option<DescribedConfigs> {
    let resource = ConfigResource::of_wire(result.resource_type, result.resource_name.as_str())?;
    let entries = match ErrorCode(result.error_code) {
        ErrorCode::NONE => Ok(result.configs.into_iter().map(entry).collect()),
        code => {
            let what = format!("describing {resource}");
            Err(Error::kafka(code, text(result.error_message), what))
        }
    };
    Some((resource, entries))
}

fn entry(entry: wire::describe_configs_response::DescribeConfigsResourceResult) -> ConfigEntry {
    let synonym =
        |synonym: wire::describe_configs_response::DescribeConfigsSynonym| ConfigSynonym {
            name: synonym.name.to_string(),
            value: text(synonym.value),
            source: ConfigSource::of_wire(synonym.source),
        };
    ConfigEntry {
        name: entry.name.to_string(),
        value: text(entry.value),
        read_only: entry.read_only,
        sensitive: entry.is_sensitive,
        source: ConfigSource::of_wire(entry.config_source),
        kind: ConfigType::of_wire(entry.config_type),
        documentation: text(entry.documentation),
        synonyms: entry.synonyms.into_iter().map(synonym).collect(),
    }
}
