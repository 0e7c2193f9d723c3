//! The list of topics as a file: CSV of the columns chosen, or YAML of what makes the topics what they
//! are. The import takes both back.

use super::columns::{self, Column};
use super::ground::Ground;
use super::list::find;
use super::prepared::Prepared;
use super::sheet::{CsvWriter, YamlTopic, head_of, write_yaml};
use crate::access::Cx;
use crate::error::Error;
use castellan_api::endpoint::{File, InstancePath};
use castellan_api::topics::{COLUMNS, ExportFormat, ExportTopics, TopicQuery, TopicSummary};
use std::collections::HashSet;

/// Columns written where none is chosen.
const COLUMNS_WRITTEN: &[&str] = &[
    "name",
    "partitions",
    "replicas",
    "retention",
    "timestamp",
    "max_message",
    "sync_replication",
    "sync_flush",
];
/// Topics of a YAML export: their configs are read from the brokers for it.
const YAML_TOPICS_MAX: usize = 5_000;

/// Exports the list as filtered and sorted, all pages.
pub async fn export(
    cx: Cx<ExportTopics>,
    path: InstancePath,
    query: TopicQuery,
    _: (),
) -> Result<File, Error> {
    let ground = Ground::of(cx.app(), &path.instance)?;
    let list = ground.prepared().await?;
    list.snapshot.known()?;
    let topics = chosen(&list, &query)?;
    let name = ground.instance.record().name.clone();
    match query.format.unwrap_or(ExportFormat::Csv) {
        ExportFormat::Csv => Ok(File {
            name: format!("{name}-topics.csv"),
            media_type: "text/csv; charset=utf-8",
            bytes: csv(&topics, &query.columns.0)?,
        }),
        ExportFormat::Yaml => Ok(File {
            name: format!("{name}-topics.yaml"),
            media_type: "application/yaml",
            bytes: yaml(&ground, topics).await?,
        }),
    }
}

/// The topics the query finds, or those it names.
fn chosen(list: &Prepared, query: &TopicQuery) -> Result<Vec<TopicSummary>, Error> {
    let mut topics = Vec::new();
    if query.names.is_empty() {
        find(list, query, |at| topics.extend(columns::summary(list, at)))?;
    } else {
        let names: HashSet<&str> = query.names.0.iter().map(String::as_str).collect();
        let all = TopicQuery {
            internal: Some(true),
            sort: query.sort.clone(),
            order: query.order,
            ..TopicQuery::default()
        };
        find(list, &all, |at| {
            if columns::name(list, at).is_some_and(|name| names.contains(name)) {
                topics.extend(columns::summary(list, at));
            }
        })?;
    }
    Ok(topics)
}

/// The CSV, with a head; the name is always in it.
fn csv(topics: &[TopicSummary], chosen: &[String]) -> Result<Vec<u8>, Error> {
    let mut names: Vec<&str> = chosen.iter().map(String::as_str).collect();
    if names.is_empty() {
        names = COLUMNS_WRITTEN.to_vec();
    } else if !names.contains(&"name") {
        names.insert(0, "name");
    }
    let mut head = Vec::new();
    let mut columns = Vec::new();
    for name in names {
        let (Some(column), Some(heads)) = (Column::of(name), head_of(name)) else {
            let detail = format!(
                "There is no column {name:?}: use some of {}.",
                COLUMNS.join(", ")
            );
            return Err(Error::field("?columns", detail));
        };
        columns.push(column);
        head.extend(heads);
    }
    let mut writer = CsvWriter::new(&head);
    for topic in topics {
        let cells: Vec<String> = columns
            .iter()
            .flat_map(|column| column.cells(topic))
            .collect();
        writer.row(&cells);
    }
    Ok(writer.finish())
}

/// The YAML, with the configs set on each topic as the brokers tell them now.
async fn yaml(ground: &Ground, topics: Vec<TopicSummary>) -> Result<Vec<u8>, Error> {
    if topics.len() > YAML_TOPICS_MAX {
        return Err(Error::field(
            "?format",
            format!(
                "{} topics are found; YAML is written for at most {YAML_TOPICS_MAX} at once. Filter the list, or take CSV.",
                topics.len()
            ),
        ));
    }
    let names: Vec<String> = topics
        .iter()
        .map(|topic| topic.name.as_str().to_owned())
        .collect();
    let mut own = ground.own_configs(&names).await?;
    let mut written = Vec::with_capacity(topics.len());
    for topic in topics {
        let configs = match own.remove(topic.name.as_str()) {
            Some(Ok(configs)) => configs,
            // deleted since the list was read
            Some(Err(error))
                if error.code() == Some(castellan_kafka::ErrorCode::UNKNOWN_TOPIC_OR_PARTITION) =>
            {
                continue;
            }
            Some(Err(error)) => return Err(error.into()),
            None => {
                return Err(Error::Bug(format!(
                    "no configs were read for {}",
                    topic.name
                )));
            }
        };
        written.push(YamlTopic {
            name: topic.name.as_str().to_owned(),
            partitions: topic.partitions,
            replicas: topic.replicas,
            description: topic.description,
            configs,
        });
    }
    write_yaml(&written).map_err(Error::Bug)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::topics::sheet;
    use crate::services::topics::testing;

    #[test]
    fn what_is_written_is_read_back() {
        let list = testing::prepared();
        let topics = chosen(&list, &TopicQuery::default()).unwrap();
        let all: Vec<String> = COLUMNS.iter().map(|name| (*name).to_owned()).collect();
        for columns in [Vec::new(), all, vec!["description".to_owned()]] {
            let text = String::from_utf8(csv(&topics, &columns).unwrap()).unwrap();
            let back = sheet::read(&text, ExportFormat::Csv).unwrap();
            let names: Vec<_> = back
                .topics
                .iter()
                .map(|topic| topic.name.as_str())
                .collect();
            let expected: Vec<_> = topics.iter().map(|topic| topic.name.as_str()).collect();
            assert_eq!(names, expected);
            assert!(
                back.topics.iter().all(|topic| topic.bad.is_empty()),
                "{text}"
            );
        }
    }

    #[test]
    fn names_choose_whatever_is_hidden() {
        let list = testing::prepared();
        let query = TopicQuery {
            names: castellan_api::url::Commas(vec!["__consumer_offsets".into(), "nothing".into()]),
            ..TopicQuery::default()
        };
        assert_eq!(chosen(&list, &query).unwrap().len(), 1);
        assert!(csv(&[], &["nonsense".into()]).is_err());
    }
}
