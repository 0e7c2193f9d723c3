//! Texts of the background tasks.

use super::plural;
use crate::format::number;

texts! {
    /// Texts of the background tasks.
    Tasks {
        title = "Background tasks";
        about = "What outlives a request: imports and clones go on here, also after this page is closed.";
        kind = "Kind";
        any_kind = "All kinds";
        any_state = "All";
        create_topics = "Create topics";
        clone_topic = "Clone topic";
        name(kind: &str, target: &str) = format!("{kind}: {target}");
        state = "State";
        pending = "Pending";
        running = "Running";
        canceling = "Canceling";
        successful = "Successful";
        failed = "Failed";
        canceled = "Canceled";
        col_task = "Task";
        col_done = "Done";
        col_percent = "Percent";
        col_started = "Started";
        col_took = "Took";
        col_creator = "Started by";
        col_message = "Outcome or step";
        done_of(done: u64, total: u64, unit: &str) =
            format!("{} of {} {unit}", number(done), number(total));
        counted(unit: &str) = unit.to_owned();
        not_begun = "Recorded, not begun";
        refresh = "Refresh";
        open = "Open";
        cancel = "Cancel task";
        cancel_asked = "It was asked to stop and stops after what it is doing now.";
        cancel_title = "Cancel this task?";
        cancel_body(name: &str) = format!("“{name}” stops after what it is doing now. What it has done stays done.");
        cancel_verb = "Cancel task";
        cancel_working = "Canceling";
        cancel_done = "Task asked to stop";
        delete = "Delete record";
        delete_title = "Delete the record of this task?";
        delete_body(name: &str) = format!("The log and results of “{name}” go. What the task has done stays; so does its trace in the audit.");
        delete_verb = "Delete record";
        delete_working = "Deleting";
        deleted = "Record deleted";
        empty_title = "No background tasks yet";
        empty_detail = "Imports and clones of topics run here.";
        nothing_title = "No task matches these filters";
        nothing_detail = "Tasks stay in the list until their record is deleted.";
        id(id: &str) = format!("Task {id}");
        progress = "Progress";
        rate = "Rate";
        per_second = "/s";
        per_minute = "/min";
        remaining = "Remaining";
        estimated_end = "Estimated end";
        ended = "Ended";
        ago(age: &str) = format!("{age} ago");
        took = "Took";
        not_yet_known = "Not known yet: nothing is done so far";
        ending = "any moment";
        done_count(count: u64) = format!("{} done", number(count));
        failed_count(count: u64) = format!("{} failed", number(count));
        waiting_count(count: u64) = format!("{} waiting", number(count));
        not_done_count(count: u64) = format!("{} not done", number(count));
        results = "Results";
        results_of = "Results by item";
        all_results = "All";
        result_done = "Done";
        result_failed = "Failed";
        col_item = "Item";
        col_result = "Result";
        col_reason = "Reason";
        search_items(total: u64) = format!("Search {}", plural(total, "item", "items"));
        search_label = "Search items";
        no_items_title = "No result yet";
        no_items_detail = "Each item stands here once its result is known.";
        no_item_title = "No item matches";
        no_item_detail = "Search for another name, or show all results.";
        log = "Log";
        all_lines(count: u64) = format!("All {} lines", number(count));
        fewer_lines = "Fewer lines";
        no_log = "Nothing logged yet";
        facts = "Task";
        started_by = "Started by";
        recorded = "Recorded";
        started = "Started";
        if_canceled = "If canceled";
        stays_done = "What is done stays done";
        trace = "Trace";
        view_trace = "View trace";
    }
}
