//! What a fake broker answers, by call.

use std::collections::BTreeMap;

use kacrab_protocol::generated::api_versions_response::{
    ApiVersion, FinalizedFeatureKey, SupportedFeatureKey,
};
use kacrab_protocol::generated::{ApiKey, ApiVersionsResponseData};

use crate::{Reply, Request};

type Answer = Box<dyn Fn(&Request) -> Reply + Send + Sync>;

/// Answers by call. ApiVersions is answered from the ranges given, unless it is scripted itself;
/// a call without an answer closes the connection.
#[derive(Default)]
pub struct Script {
    ranges: BTreeMap<i16, (i16, i16)>,
    answers: BTreeMap<i16, Answer>,
    any: Option<Answer>,
    greeting: Option<&'static [u8]>,
    features: Vec<(&'static str, i16, i16)>,
}

impl Script {
    /// An empty script: nothing is answered but ApiVersions.
    pub fn new() -> Self {
        Self::default().range(ApiKey::ApiVersions, 0, 3)
    }

    /// Says that the broker speaks these versions of a call.
    pub fn range(mut self, api: ApiKey, min: i16, max: i16) -> Self {
        self.ranges.insert(api as i16, (min, max));
        self
    }

    /// Says that the broker's software knows these levels of a feature (ApiVersions version 3), and
    /// that the highest is in force.
    pub fn feature(mut self, name: &'static str, min: i16, max: i16) -> Self {
        self.features.push((name, min, max));
        self
    }

    /// Answers a call.
    pub fn on(
        mut self,
        api: ApiKey,
        answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> Self {
        self.answers.insert(api as i16, Box::new(answer));
        self
    }

    /// Answers every call that has no answer of its own, ApiVersions included.
    pub fn on_any(mut self, answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        self.any = Some(Box::new(answer));
        self
    }

    /// Says these bytes to whatever comes and closes: a peer that is no Kafka.
    pub fn greet(mut self, bytes: &'static [u8]) -> Self {
        self.greeting = Some(bytes);
        self
    }

    pub(crate) fn greeting(&self) -> Option<&'static [u8]> {
        self.greeting
    }

    pub(crate) fn reply(&self, request: &Request) -> Reply {
        if let Some(answer) = self.answers.get(&request.api_key).or(self.any.as_ref()) {
            return answer(request);
        }
        if request.api_key == ApiKey::ApiVersions as i16 {
            return self.api_versions(request);
        }
        Reply::Close
    }

    /// As real brokers: a version that is not spoken gets error 35 in the layout of version 0.
    fn api_versions(&self, request: &Request) -> Reply {
        let spoken = self.ranges.get(&request.api_key).map_or(0, |(_, max)| *max);
        let api_keys = self.ranges.iter().map(|(key, (min, max))| ApiVersion {
            api_key: *key,
            min_version: *min,
            max_version: *max,
            ..ApiVersion::default()
        });
        let mut answer = ApiVersionsResponseData {
            api_keys: api_keys.collect(),
            ..Default::default()
        };
        if request.version > spoken {
            answer.error_code = 35;
            return Reply::of(request, |buf, _| answer.write(buf, 0));
        }
        if request.version >= 3 && !self.features.is_empty() {
            let features = self.features.iter();
            let supported = features
                .clone()
                .map(|(name, min, max)| SupportedFeatureKey {
                    name: (*name).to_owned().into(),
                    min_version: *min,
                    max_version: *max,
                    ..Default::default()
                });
            let finalized = features.map(|(name, min, max)| FinalizedFeatureKey {
                name: (*name).to_owned().into(),
                min_version_level: *min,
                max_version_level: *max,
                ..Default::default()
            });
            answer.supported_features = supported.collect();
            answer.finalized_features = finalized.collect();
            answer.finalized_features_epoch = 1;
        }
        Reply::of(request, |buf, version| answer.write(buf, version))
    }
}
