//! Topics: list, create, edit, delete, purge, clone, import, export.

mod change;
mod detail;
mod import;
mod list;

use crate::endpoint::{
    Accepted, Download, InstancePath, Json, NoBody, NoQuery, Nothing, TopicPath, Versioned,
    endpoints,
};
use crate::page::Page;
use crate::problem::BatchResult;

pub use change::{
    BatchEditItem, BatchEditResult, Change, CloneTo, CreatedTopic, DryRun, EditPlan, NewTopic,
    Purge, PurgeResult, PurgeUntil, PurgedPartition, TopicDefaults, TopicEdit, TopicNames,
    TopicsEdit,
};
pub use detail::{
    PartitionFilter, PartitionQuery, PartitionRow, ReplicaCell, TopicBroker, TopicConfigs,
    TopicDetail,
};
pub use import::{Import, ImportAction, ImportFormat, ImportPlan, ImportRow};
pub use list::{
    COLUMNS, COLUMNS_DEFAULT, ExportFormat, TopicCounts, TopicFilter, TopicPage, TopicQuery,
    TopicSummary,
};

endpoints! {
    /// Lists topics.
    ListTopics as "list_topics": Get "/instances/{instance}/topics", needs [TopicList], traced No,
    (InstancePath, TopicQuery, NoBody) -> Json<TopicPage>;

    /// Says what a new topic would have where nothing is said: the form starts from it.
    GetTopicDefaults as "get_topic_defaults": Get "/instances/{instance}/topic-defaults", needs [TopicList], traced No,
    (InstancePath, NoQuery, NoBody) -> Json<TopicDefaults>;

    /// Creates a topic.
    CreateTopic as "create_topic": Post "/instances/{instance}/topics", needs [TopicCreate],
    traced ("Kafka_create_topic" on "kafka"),
    (InstancePath, DryRun, Json<NewTopic>) -> Json<CreatedTopic>;

    /// Shows one topic.
    GetTopic as "get_topic": Get "/instances/{instance}/topics/{topic}", needs [TopicGet], traced No,
    (TopicPath, NoQuery, NoBody) -> Json<TopicDetail>;

    /// Lists the partitions of a topic.
    ListPartitions as "list_partitions": Get "/instances/{instance}/topics/{topic}/partitions", needs [TopicGet], traced No,
    (TopicPath, PartitionQuery, NoBody) -> Json<Page<PartitionRow>>;

    /// Lists the configs of a topic with their sources; the ETag is needed to change them.
    ListTopicConfigs as "list_topic_configs": Get "/instances/{instance}/topics/{topic}/configs",
    needs [TopicGet, ConfigGet], traced No,
    (TopicPath, NoQuery, NoBody) -> Versioned<TopicConfigs>;

    /// Changes configs, partitions and description of a topic; absent fields stay.
    EditTopic as "edit_topic": Patch "/instances/{instance}/topics/{topic}", needs [TopicModify],
    traced ("Kafka_modify_topic" on "kafka"),
    (TopicPath, DryRun, Json<TopicEdit>) -> Json<EditPlan>;

    /// Deletes a topic.
    DeleteTopic as "delete_topic": Delete "/instances/{instance}/topics/{topic}", needs [TopicDelete],
    traced ("Kafka_delete_topics" on "kafka"),
    (TopicPath, NoQuery, NoBody) -> Nothing;

    /// Changes many topics at once; each has its own result.
    EditTopics as "edit_topics": Post "/instances/{instance}/topic-edits", needs [TopicModify],
    traced ("Kafka_modify_topics" on "kafka"),
    (InstancePath, DryRun, Json<TopicsEdit>) -> Json<BatchEditResult>;

    /// Deletes many topics; each has its own result.
    DeleteTopics as "delete_topics": Post "/instances/{instance}/topic-deletions", needs [TopicDelete],
    traced ("Kafka_delete_topics" on "kafka"),
    (InstancePath, NoQuery, Json<TopicNames>) -> Json<BatchResult>;

    /// Deletes records of one or many topics; each has its own result.
    PurgeTopics as "purge_topics": Post "/instances/{instance}/topic-purges", needs [TopicPurge],
    traced ("Kafka_purge_topics" on "kafka"),
    (InstancePath, DryRun, Json<Purge>) -> Json<PurgeResult>;

    /// Creates a topic like another, as a task.
    CloneTopic as "clone_topic": Post "/instances/{instance}/topics/{topic}/clones", needs [TopicCreate],
    traced ("Kafka_clone_topic" on "kafka"),
    (TopicPath, NoQuery, Json<CloneTo>) -> Accepted;

    /// Reads a list of topics and says what would happen to each.
    PlanImport as "plan_topic_import": Post "/instances/{instance}/topic-import-plans", needs [TopicCreate], traced No,
    (InstancePath, NoQuery, Json<Import>) -> Json<ImportPlan>;

    /// Creates (and changes, where asked) the topics of a list, as a task.
    ImportTopics as "import_topics": Post "/instances/{instance}/topic-imports", needs [TopicCreate],
    traced ("Kafka_import_topics" on "kafka"),
    (InstancePath, NoQuery, Json<Import>) -> Accepted;

    /// Exports the list as filtered and sorted, all pages: as CSV or YAML that the import takes back, as
    /// XLSX, or as a script of `kafka-topics.sh`.
    ExportTopics as "export_topics": Get "/instances/{instance}/topic-export", needs [TopicList], traced No,
    (InstancePath, TopicQuery, NoBody) -> Download;
}
