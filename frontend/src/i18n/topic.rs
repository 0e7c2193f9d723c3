//! Texts of one topic and of what can be done to topics.

use super::plural;
use crate::format::number;

texts! {
    /// Texts of one topic and of what can be done to topics.
    Topic {
        title = "Topic";
        tab_partitions = "Partitions";
        tab_brokers = "Brokers";
        tab_configs = "Configuration";
        changed(count: u64) = format!("{} changed", number(count));
        findings = "What somebody should look at";
        add_partitions = "Add partitions";
        edit = "Edit";
        clone = "Clone";
        purge = "Purge";
        delete = "Delete";
        internal = "internal";
        state_offline = "Offline";
        state_below = "Below min ISR";
        state_under = "Under-replicated";
        state_ok = "In sync";
        fact_cleanup = "Cleanup";
        fact_min_isr = "Min in-sync";
        fact_id = "ID";
        partitions = "Partitions";
        times_replicas(replicas: u32) = format!("× {}", plural(u64::from(replicas), "replica", "replicas"));
        on_brokers(brokers: u64, all: u32) = format!("On {} of {} brokers", number(brokers), number(all));
        under_replicated = "Under-replicated";
        offline_below(offline: u32, below: u32) =
            format!("{} offline, {} below min ISR", number(offline), number(below));
        preferred = "Preferred leaders";
        others_lead = "The others are led by another replica";
        all_preferred = "Every partition";
        skew = "Broker skew";
        skew_replicas = "% replicas";
        skew_leaders(percent: u32, spread: u32) = format!("{percent}\u{a0}% leaders, spread {spread}\u{a0}%");
        skew_title = "Brokers with more than their share, percent of the topic's brokers";
        size = "Size";
        size_title = "Bytes of all replicas";
        kept(hours: &str) = format!("Kept {hours}");
        kept_always = "Kept always";
        messages = "Messages";
        fact_in = "In";
        offsets_sum(sum: &str) = format!("Sum of offsets {sum}");
        // partitions
        p_partition = "Partition";
        p_state = "State";
        p_leader = "Leader";
        p_preferred = "Preferred leader";
        p_replicas = "Replicas";
        p_in_sync = "In sync";
        p_start = "Log start";
        p_end = "Log end";
        p_messages = "Messages";
        p_size = "Size / replica";
        p_lag = "Replica lag";
        p_lag_title = "Messages the farthest replica is behind its leader";
        p_last = "Last message";
        p_last_missing = "No message, or the broker does not tell.";
        p_none = "none";
        p_behind(brokers: &str) = format!("Broker {brokers} behind");
        p_down(brokers: &str) = format!("Broker {brokers} down");
        p_no_leader = "No leader";
        p_below = "Below min ISR";
        p_broker(id: i32) = format!("Broker {id}");
        p_of(count: u64, all: u64) = format!("{count} of {all}");
        p_no(id: i32) = format!("No, {id}");
        p_broker_filter = "Broker";
        p_any_broker = "All brokers";
        p_nothing = "No partition is so";
        p_nothing_detail = "No partition of this topic has the state or the broker that is filtered by.";
        key_leader = "leader";
        key_in_sync = "in sync";
        key_out = "out of sync";
        badge_leader(id: i32) = format!("Broker {id}, leader");
        badge_out(id: i32) = format!("Broker {id}, out of sync");
        badge_offline(id: i32) = format!("Broker {id}, offline");
        // brokers
        b_broker = "Broker";
        b_rack = "Rack";
        b_partitions = "Partitions";
        b_list = "Partition list";
        b_leaders = "Leaders";
        b_leaders_list = "Leader list";
        b_out = "Out of sync";
        b_size = "Size";
        b_skewed = "Skewed";
        b_leader_skewed = "Leader skewed";
        b_skewed_title = "More in-sync replicas than its share";
        b_leader_skewed_title = "More leaders than its share";
        // configs
        c_search = "Search configuration";
        c_name = "Config";
        c_value = "Value";
        c_means = "That is";
        c_source = "Source";
        c_default = "Without it";
        c_changed = "Set on this topic";
        c_edit = "Edit";
        c_reset = "Reset to default";
        c_nothing = "No config matches";
        c_nothing_detail = "No config of this topic has this in its name or description.";
        c_sensitive = "A secret: brokers do not tell it.";
        c_read_only = "It cannot be changed while the brokers run.";
        source_topic = "Topic";
        source_broker = "Broker, dynamic";
        source_cluster = "All brokers, dynamic";
        source_static = "Broker, static";
        source_default = "Kafka's default";
        source_unknown = "Not told";
        // fields
        default_is(value: &str, source: &str) = format!("Default {value} ({source}).");
        default_of_kafka(value: &str) = format!("Kafka's default: {value}.");
        default_untold = "Empty: the cluster's own default, which the brokers do not tell.";
        set_untold = "Set on this topic. Without it the cluster's own default, which the brokers do not tell.";
        will_reset_untold = "Will be reset to the cluster's own default, which the brokers do not tell.";
        cluster_default = "the cluster's default";
        no_end = "no limit";
        flush_on = "On: every message";
        set_on_topic(value: &str, source: &str) = format!("Set on this topic. Without it {value} ({source}).");
        will_reset(value: &str) = format!("Will be reset to {value}.");
        unchanged = "unchanged";
        empty_value = "empty";
        undo = "Undo";
        number_needed = "Enter a whole number.";
        value_needed = "Enter a value.";
        hours = "hours";
        bytes = "bytes";
        keep_always = "Keep always";
        no_limit = "No limit";
        flush_every(count: &str) = format!("After {count} messages");
        off_default = "Off";
        over_720 = "Longer than 720 hours: other managed consoles refuse this.";
        over_10_mib = "Larger than 10 MiB: consumers and brokers need matching fetch limits.";
        about_min_isr = "Equal to the replicas: synchronous replication. Producers must send acks=all.";
        description = "Description";
        description_hint(count: u64) = format!("{count} of 200 characters. Kept by the console.");
        more_settings(count: u64) = plural(count, "more setting", "more settings");
        find_setting = "Find a setting";
        // edit
        edit_one(name: &str) = format!("Edit {name}");
        edit_many(count: u64) = format!("Edit {}", plural(count, "topic", "topics"));
        edit_config(config: &str) = format!("Change {config}");
        reset_config(config: &str) = format!("Reset {config} to its default?");
        edit_many_hint = "Only the fields you touch are changed, to the same value on every topic.";
        edit_button(count: u64) = format!("Change {}", plural(count, "setting", "settings"));
        edit_topics_button(count: u64) = format!("Change {}", plural(count, "topic", "topics"));
        editing = "Changing";
        edited(name: &str) = format!("{name} changed");
        edited_many(count: u64) = format!("{} changed", plural(count, "topic", "topics"));
        nothing_changed = "Nothing is changed yet.";
        no_difference = "Every value is so already.";
        checking = "Asking the cluster";
        correct_first = "Correct the fields marked red first.";
        changes = "What changes";
        same = "stays as it is";
        refused_count(count: u64) = format!("{} refused", plural(count, "topic", "topics"));
        command = "The same as a command";
        changed_meanwhile = "The topic was changed by somebody else meanwhile. Look at the values of now, then change again.";
        load_again = "Load the values of now";
        // partitions
        grow_one(name: &str) = format!("Add partitions to {name}");
        grow_many(count: u64) = format!("Add partitions to {}", plural(count, "topic", "topics"));
        grow_total = "Partitions after";
        grow_now(now: u32) = format!("Now {}. Can grow, never shrink.", number(now));
        grow_hint_many = "The same number for every topic; one that has as many already stays as it is.";
        grow_more(now: u32) = format!("Enter more than {}. Fewer: clone it with fewer, move its clients, then delete it.", number(now));
        grow_bad = "Enter a whole number from 1 to 10,000.";
        grow_place = "Choose the brokers of the new partitions";
        grow_assignment = "Brokers, one line a partition";
        grow_assignment_hint = "The preferred leader first, as 1, 2, 3.";
        assignment_bad = "Write broker IDs separated by commas, one line a partition.";
        grow_button(count: u64) = format!("Add {}", plural(count, "partition", "partitions"));
        growing = "Adding";
        // delete
        came_back = "This cluster creates topics by itself";
        came_back_detail = "A client that still uses a deleted topic makes it come back, empty and with the cluster's defaults. Stop the clients first.";
        internal_title = "Kafka or its tools keep these topics for themselves";
        more_topics(count: u64) = plural(count, "more topic", "more topics");
        delete_title(count: u64) = format!("Delete {}?", plural(count, "topic", "topics"));
        delete_one(name: &str) = format!("Delete {name}?");
        delete_body = "Their messages go with them. There is no backup.";
        delete_button(count: u64) = format!("Delete {}", plural(count, "topic", "topics"));
        deleting = "Deleting";
        delete_word(count: u64) = format!("delete {count} topics");
        deleted(count: u64) = format!("{} deleted", plural(count, "topic", "topics"));
        not_deleted(failed: u64, all: u64) = format!("{} of {} not deleted", number(failed), number(all));
        delete_facts(partitions: u32, size: &str) =
            format!("{}, {size}", plural(u64::from(partitions), "partition", "partitions"));
        delete_internal = "Without them the cluster may become unusable.";
        // purge
        purge_title(count: u64) = format!("Purge {}?", plural(count, "topic", "topics"));
        purge_one(name: &str) = format!("Purge {name}?");
        purge_body = "The records are deleted on all replicas. There is no backup. The topics stay.";
        purge_until = "Delete records";
        purge_all = "All there are now";
        purge_time = "Before a time";
        purge_offset = "Before an offset";
        purge_at = "Before";
        purge_offset_bad = "Enter an offset: a whole number from 0.";
        purge_preview = "What would be deleted";
        purge_word(count: u64) = format!("purge {count} topics");
        purge_effect(messages: &str, partitions: u64) =
            format!("{messages} messages in {} will be deleted.", plural(partitions, "partition", "partitions"));
        purge_nothing = "There is nothing to delete up to there.";
        purge_button(messages: &str) = format!("Delete {messages} messages");
        purge_button_none = "Delete messages";
        purging = "Deleting";
        purged(messages: &str) = format!("{messages} messages deleted");
        purge_failed(count: u64) = plural(count, "partition was not purged", "partitions were not purged");
        purge_partition = "Partitions";
        purge_partition_hint = "As 0, 3, 5. Empty: all.";
        purge_partition_bad = "Write partition numbers separated by commas.";
        purge_from = "First offset now";
        purge_to = "First offset after";
        purge_topic = "Topic";
        purge_gone = "Deleted";
        purge_more(count: u64) = plural(count, "more partition", "more partitions");
        purge_wait = "Say up to where, and look at what would be deleted.";
        // clone
        clone_one(name: &str) = format!("Clone {name}");
        clone_hint = "Same replicas and configs. The messages stay where they are.";
        clone_name = "Name of the new topic";
        clone_partitions = "Partitions";
        clone_as_source = "As many as now";
        clone_button = "Clone topic";
        cloning = "Cloning";
        clone_started(name: &str) = format!("{name} is being made");
        clone_task = "It goes on in the background.";
        show_task = "Show task";
        plain(config: &str) = match config {
            "retention.ms" => "Retention time",
            "retention.bytes" => "Retention size",
            "cleanup.policy" => "Cleanup policy",
            "max.message.bytes" => "Max message size",
            "message.timestamp.type" => "Timestamp",
            "min.insync.replicas" => "Min in-sync replicas",
            "flush.messages" => "Synchronous flushing",
            "compression.type" => "Compression",
            _ => "",
        }.to_owned();
    }
}
