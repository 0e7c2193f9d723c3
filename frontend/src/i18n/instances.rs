//! Texts of the list of instances.

use super::plural;
use crate::format::number;

texts! {
    /// Texts of the list of instances.
    Instances {
        title = "Instances";
        attach = "Attach a cluster";
        search(total: u64) = format!("Search {}", plural(total, "instance", "instances"));
        search_label = "Search instances";
        name = "Name";
        status = "Status";
        version = "Version";
        version_title = "Kafka version";
        brokers = "Brokers";
        brokers_title = "Brokers alive of all";
        topics = "Topics";
        partitions = "Partitions";
        partitions_title = "Partitions, of the limit where there is one";
        out_of_sync = "Out of sync";
        out_of_sync_title = "Partitions with fewer in-sync replicas than replicas";
        storage = "Storage";
        storage_title = "Bytes used of the disks";
        tags = "Tags";
        created = "Attached";
        alive_of(alive: u32, all: u32) = format!("{} of {}", number(alive), number(all));
        of_limit(used: &str, limit: &str) = format!("{used} of {limit}");
        declared = "declared";
        empty_title = "No cluster yet";
        empty_detail = "Attach a Kafka cluster by its bootstrap addresses. Nothing on the cluster changes.";
        empty_no_right = "Nobody has given you an instance yet. Ask an administrator.";
        nothing_title(q: &str) = format!("No instance matches “{q}”");
        nothing_filtered = "No instance matches these filters";
        nothing_detail = "The search looks at names, IDs, tags and bootstrap addresses.";
        menu_open = "Open";
        menu_edit = "Edit";
        sum(brokers: &str, topics: u32) = format!("{brokers} brokers, {} topics", number(topics));
        tag_filter(tag: &str) = format!("Tag {tag}");
    }
}
