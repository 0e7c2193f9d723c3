//! Texts of the list of topics.

use super::plural;
use crate::format::number;

texts! {
    /// Texts of the list of topics.
    Topics {
        title = "Topics";
        create = "Create topic";
        import = "Import";
        search(total: u64) = format!("Search {}", plural(total, "topic", "topics"));
        search_label = "Search topics";
        internal = "Internal topics";
        add_filter = "Filter";
        config_title = "Filter by config";
        config_name = "Config";
        config_value = "Value";
        config_apply = "Apply";
        config_hint = "Only the configs that the list shows can be filtered by.";
        under_replicated = "Under-replicated";
        offline = "Offline";
        below_min_isr = "Below min ISR";
        empty = "Empty";
        single_replica = "One replica";
        not_preferred = "Not preferred leader";
        col_name = "Name";
        col_partitions = "Partitions";
        col_replicas = "Replicas";
        col_in_sync = "In-sync state";
        col_size = "Size";
        col_size_title = "Bytes of all replicas";
        col_messages = "Messages";
        col_messages_title = "Sum of log end − log start";
        col_in_rate = "In, /s";
        col_in_rate_title = "Messages in a second, over the last minute";
        col_retention = "Kept, h";
        col_retention_title = "Retention time, hours (retention.ms)";
        col_cleanup = "Cleanup";
        col_cleanup_title = "cleanup.policy";
        col_sync = "Sync";
        col_sync_title = "Synchronous replication: min.insync.replicas equals the replicas";
        col_flush = "Flush";
        col_flush_title = "Synchronous flushing: flush.messages is 1";
        col_timestamp = "Timestamp";
        col_timestamp_title = "message.timestamp.type";
        col_max_message = "Max message";
        col_max_message_title = "max.message.bytes";
        col_spread = "Spread";
        col_spread_title = "Brokers of the topic, percent of all brokers";
        col_skew = "Skew";
        col_skew_title = "Brokers with too many replicas, percent of the topic's brokers";
        col_leader_skew = "Leader skew";
        col_leader_skew_title = "Brokers with too many leaders, percent of the topic's brokers";
        col_description = "Description";
        in_sync = "In sync";
        out_of_sync(count: u32) = format!("{} out of sync", number(count));
        offline_count(count: u32) = format!("{} offline", number(count));
        below_min_count(count: u32) = format!("{} below min ISR", number(count));
        one_replica = "1 replica";
        sum(partitions: u32, replicas: u32) =
            format!("{} × {}", plural(u64::from(partitions), "partition", "partitions"), number(replicas));
        internal_mark = "internal";
        totals(partitions: u32) = format!("Totals: {} partitions", number(partitions));
        edit = "Edit";
        reassign = "Reassign";
        elect = "Elect preferred leaders";
        too_many_named = "At most 300 topics by name. A plan can also choose them by a part of their names.";
        purge = "Purge";
        delete = "Delete";
        clone = "Clone";
        open = "Open";
        configs = "Configuration";
        empty_title = "No topics yet";
        empty_detail = "Producers and consumers meet in a topic.";
        nothing_title(q: &str) = format!("No topic matches “{q}”");
        nothing_filtered = "No topic matches these filters";
        hidden_internal(count: u32) = if count == 1 {
            "1 internal topic is hidden.".to_owned()
        } else {
            format!("{} internal topics are hidden.", number(count))
        };
    }
}
