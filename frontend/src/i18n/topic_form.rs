//! Texts of the page that creates a topic.

use super::plural;
use crate::format::number;

texts! {
    /// Texts of the page that creates a topic.
    TopicForm {
        title = "Create topic";
        from_file = "From file";
        create = "Create topic";
        creating = "Creating";
        created(name: &str) = format!("{name} created");
        group_topic = "Topic";
        group_messages = "Messages";
        name = "Name";
        new_name = "Propose another name";
        partitions = "Partitions";
        partitions_hint(default: &str) = format!("1–200, {default} is the cluster's default. Can grow, never shrink.");
        partitions_bad = "Enter a whole number from 1 to 10,000.";
        partitions_many = "More than 200 partitions in one topic cost memory and time in every broker and client.";
        partitions_one = "One partition keeps the total order; it also limits the topic to one consumer of a group.";
        replicas = "Replicas";
        replicas_hint(brokers: u32, default: &str) =
            format!("1–{}, {default} is the cluster's default, 3 is recommended.", number(brokers));
        replicas_bad(brokers: u32) = format!("Enter a whole number from 1 to {}.", number(brokers));
        replicas_one = "With one replica the topic cannot be read while its broker is down.";
        replicas_many = "More than 3 replicas cost much and protect little more.";
        cluster_default = "the cluster's default";
        sync = "Synchronous replication";
        sync_hint(replicas: u32) = format!("A write counts once all {} replicas have it. Producers must send acks=all.", number(replicas));
        sync_one = "Needs at least 2 replicas.";
        flush = "Synchronous flushing";
        flush_hint = "Every message is flushed to disk before the acknowledgement. Slower.";
        placement = "Placement";
        placement_automatic = "Automatic";
        placement_chosen = "Chosen brokers";
        placement_hint = "Kafka spreads replicas over brokers and racks.";
        advanced(count: u64) = format!("Advanced: placement and {}", plural(count, "more setting", "more settings"));
        what = "What will be created";
        replicas_all = "Replicas in total";
        instance_after = "Partitions of the instance after";
        of(max: u32) = format!("of {}", number(max));
        per_broker = "Per broker";
        per_broker_value(count: &str, racks: u64) = if racks > 1 {
            format!("{count} replicas, {} racks", number(racks))
        } else {
            format!("{count} replicas")
        };
        room = "Share of the limit of partitions";
        checked = "Checked with the cluster";
        to_correct(count: u64) = plural(count, "field to correct", "fields to correct");
        warnings(count: u64) = plural(count, "warning", "warnings");
        accepted = "The cluster accepts it";
        refused = "The cluster refuses it";
        waiting = "Asking the cluster";
        nothing_yet = "Not asked yet";
        command = "The same as a command";
        no_command = "Correct the fields first.";
    }
}
