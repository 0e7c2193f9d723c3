//! Texts of the page that creates topics from a list.

use super::plural;
use crate::format::number;

texts! {
    /// Texts of the page that creates topics from a list.
    TopicImport {
        title = "Import topics";
        intro = "A CSV or YAML list, as the export of topics writes it. Nothing happens before you have seen the plan.";
        list = "List";
        choose = "Choose file";
        drop = "or drop it here, or type below";
        format = "Format";
        csv = "CSV";
        yaml = "YAML";
        text = "Topics";
        sample_csv = "Fill in a CSV sample";
        sample_yaml = "Fill in a YAML sample";
        change_existing = "Change topics that exist and differ";
        change_existing_hint = "Otherwise they stay as they are.";
        too_long(bytes: u64) = format!("The list has {} bytes; at most 2,000,000 are taken.", number(bytes));
        not_text = "The file is not text in UTF-8.";
        plan = "Plan";
        plan_waiting = "Asking the cluster";
        plan_empty = "Choose a file or type a list";
        plan_empty_detail = "The plan says for each topic whether it is created, changed, the same or in conflict.";
        all = "All";
        create = "Create";
        change = "Change";
        differs = "Differs, stays";
        same = "Same";
        conflict = "Conflict";
        col_line = "Line";
        col_name = "Name";
        col_action = "What happens";
        col_values = "Values";
        adds(partitions: u32) = format!("{} are added.", plural(u64::from(partitions), "partition", "partitions"));
        nothing_to_do = "There is nothing to create or change.";
        conflicts_left(count: u64) = format!("{} left out.", plural(count, "conflict is", "conflicts are"));
        button(create: u64, change: u64) = match (create, change) {
            (0, 0) => "Import topics".to_owned(),
            (create, 0) => format!("Create {}", plural(create, "topic", "topics")),
            (0, change) => format!("Change {}", plural(change, "topic", "topics")),
            (create, change) => format!("Create {} and change {}", number(create), number(change)),
        };
        importing = "Starting";
    }
}
