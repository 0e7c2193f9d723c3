//! The list of topics as a file: CSV or XLSX of the columns chosen, YAML or a script of what makes the
//! topics what they are. The import takes CSV and YAML back.

use super::columns::{self, Column};
use super::ground::Ground;
use super::list::find;
use super::prepared::Prepared;
use super::sheet::{CsvWriter, YamlTopic, head_of, write_yaml};
use crate::access::Cx;
use crate::error::Error;
use crate::services::table;
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
/// Topics of an export with all their configs, which are read from the brokers for it.
const WHOLE_TOPICS_MAX: usize = 20_000;

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
    let (ending, media_type, bytes) = match query.format.unwrap_or(ExportFormat::Csv) {
        ExportFormat::Csv => {
            let bytes = Rows::of(&query.columns.0)?.csv(&topics);
            ("csv", "text/csv; charset=utf-8", bytes)
        }
        ExportFormat::Xlsx => {
            let bytes = Rows::of(&query.columns.0)?.xlsx(&topics).await?;
            ("xlsx", table::XLSX, bytes)
        }
        ExportFormat::Yaml => {
            let topics = whole(&ground, topics).await?;
            let bytes = write_yaml(&topics).map_err(Error::Bug)?;
            ("yaml", "application/yaml", bytes)
        }
        ExportFormat::Script => {
            let topics = whole(&ground, topics).await?;
            let now = cx.app().clock().now_ms();
            let bytes = ground.cli().script(&name, now, &topics).into_bytes();
            ("sh", "text/x-shellscript; charset=utf-8", bytes)
        }
    };
    Ok(File {
        name: format!("{name}-topics.{ending}"),
        media_type,
        bytes,
    })
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

/// The columns of a file with their heads; the name is always among them.
struct Rows {
    head: Vec<&'static str>,
    columns: Vec<Column>,
}

impl Rows {
    fn of(chosen: &[String]) -> Result<Self, Error> {
        let mut names: Vec<&str> = chosen.iter().map(String::as_str).collect();
        if names.is_empty() {
            names = COLUMNS_WRITTEN.to_vec();
        } else if !names.contains(&"name") {
            names.insert(0, "name");
        }
        let mut rows = Self {
            head: Vec::new(),
            columns: Vec::new(),
        };
        for name in names {
            let (Some(column), Some(heads)) = (Column::of(name), head_of(name)) else {
                let detail = format!(
                    "There is no column {name:?}: use some of {}.",
                    COLUMNS.join(", ")
                );
                return Err(Error::field("?columns", detail));
            };
            rows.columns.push(column);
            rows.head.extend(heads);
        }
        Ok(rows)
    }

    fn cells(&self, topic: &TopicSummary) -> impl Iterator<Item = table::Cell> {
        self.columns
            .iter()
            .flat_map(move |column| column.cells(topic))
    }

    fn csv(&self, topics: &[TopicSummary]) -> Vec<u8> {
        let mut writer = CsvWriter::new(&self.head);
        for topic in topics {
            let cells: Vec<String> = self.cells(topic).map(|cell| cell.to_string()).collect();
            writer.row(&cells);
        }
        writer.finish()
    }

    async fn xlsx(&self, topics: &[TopicSummary]) -> Result<Vec<u8>, Error> {
        let head = self.head.iter().map(|head| (*head).to_owned()).collect();
        let rows = topics.iter().map(|topic| self.cells(topic).collect());
        table::workbook("topics", head, rows.collect())
            .await
            .map_err(Error::Bug)
    }
}

/// The topics with the configs set on each, as the brokers tell them now.
async fn whole(ground: &Ground, topics: Vec<TopicSummary>) -> Result<Vec<YamlTopic>, Error> {
    if topics.len() > WHOLE_TOPICS_MAX {
        return Err(Error::field(
            "?format",
            format!(
                "{} topics are found; YAML and scripts are written for at most {WHOLE_TOPICS_MAX} at once. Filter the list, or take CSV or XLSX.",
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
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::topics::sheet;
    use crate::services::topics::testing;
    use castellan_api::topics::ImportFormat;

    #[test]
    fn what_is_written_is_read_back() {
        let list = testing::prepared();
        let topics = chosen(&list, &TopicQuery::default()).unwrap();
        let all: Vec<String> = COLUMNS.iter().map(|name| (*name).to_owned()).collect();
        for columns in [Vec::new(), all, vec!["description".to_owned()]] {
            let rows = Rows::of(&columns).unwrap();
            let text = String::from_utf8(rows.csv(&topics)).unwrap();
            let back = sheet::read(&text, ImportFormat::Csv).unwrap();
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
        assert!(Rows::of(&["nonsense".into()]).is_err());
    }

    #[test]
    fn a_spreadsheet_has_the_cells_of_the_csv_as_what_they_are() {
        use calamine::Data;
        let list = testing::prepared();
        let mut topics = chosen(&list, &TopicQuery::default()).unwrap();
        topics.retain(|topic| ["Orders.v1", "alone"].contains(&topic.name.as_str()));
        let all: Vec<String> = COLUMNS.iter().map(|name| (*name).to_owned()).collect();
        let rows = Rows::of(&all).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let bytes = runtime.block_on(rows.xlsx(&topics)).unwrap();
        table::tests::has_no_formula(&bytes, "topics");
        let range = table::tests::read(&bytes, "topics");
        assert_eq!(range.rows().count(), 3);
        let head: Vec<String> = range
            .rows()
            .next()
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(head, rows.head);
        let cell = |line: u32, name: &str| {
            let column = head.iter().position(|head| head == name).unwrap();
            range
                .get_value((line, u32::try_from(column).unwrap()))
                .unwrap()
                .clone()
        };
        assert_eq!(cell(1, "name"), Data::String("Orders.v1".into()));
        assert_eq!(cell(1, "partitions"), Data::Float(3.0));
        assert_eq!(cell(1, "retention.ms"), Data::Float(604_800_000.0));
        assert_eq!(cell(1, "synchronous_replication"), Data::Bool(false));
        assert_eq!(cell(2, "name"), Data::String("alone".into()));
        assert_eq!(cell(2, "description"), Data::String("=the only one".into()));
    }
}
