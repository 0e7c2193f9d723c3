//! Descriptions of topics: Kafka keeps none.

use super::db::args;
use super::{Error, Store};
use castellan_api::ids::{InstanceId, TopicName};
use std::collections::HashMap;

/// The topic descriptions of the store.
#[derive(Debug)]
pub struct Topics<'a>(pub(super) &'a Store);

impl Topics<'_> {
    /// All of an instance.
    pub async fn descriptions(
        &self,
        instance: &InstanceId,
    ) -> Result<HashMap<TopicName, String>, Error> {
        let sql = "SELECT topic, description FROM topic_descriptions WHERE instance = $1";
        let rows = self.0.db().rows(sql, args![instance]).await?;
        rows.iter()
            .map(|row| {
                Ok((
                    TopicName::trusted(row.text("topic")?),
                    row.text("description")?,
                ))
            })
            .collect()
    }

    /// Of one topic.
    pub async fn description(
        &self,
        instance: &InstanceId,
        topic: &TopicName,
    ) -> Result<Option<String>, Error> {
        let sql = "SELECT description FROM topic_descriptions WHERE instance = $1 AND topic = $2";
        let row = self.0.db().row(sql, args![instance, topic]).await?;
        row.map(|row| row.text("description")).transpose()
    }

    /// Sets those of many topics at once; an empty one is forgotten.
    pub async fn describe(
        &self,
        instance: &InstanceId,
        descriptions: &[(TopicName, String)],
    ) -> Result<(), Error> {
        if descriptions.is_empty() {
            return Ok(());
        }
        let mut tx = self.0.db().begin().await?;
        for (topic, description) in descriptions {
            if description.is_empty() {
                let sql = "DELETE FROM topic_descriptions WHERE instance = $1 AND topic = $2";
                tx.write(sql, args![instance, topic]).await?;
            } else {
                tx.write(
                    "INSERT INTO topic_descriptions (instance, topic, description) VALUES ($1, \
                     $2, $3) ON CONFLICT (instance, topic) DO UPDATE SET description = \
                     excluded.description",
                    args![instance, topic, description],
                )
                .await?;
            }
        }
        tx.commit().await
    }

    /// Forgets those of topics that are gone.
    pub async fn forget(&self, instance: &InstanceId, topics: &[TopicName]) -> Result<(), Error> {
        let empty: Vec<_> = topics
            .iter()
            .map(|topic| (topic.clone(), String::new()))
            .collect();
        self.describe(instance, &empty).await
    }
}
