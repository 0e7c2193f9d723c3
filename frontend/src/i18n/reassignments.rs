//! Texts of the pages `reassignments` and `reassignments/run`.

use super::plural;
use crate::format::number;

texts! {
    /// Texts of the pages `reassignments` and `reassignments/run`.
    Reassignments {
        title = "Reassignment";
        plan = "Plan a reassignment";
        by_hand = "Choose brokers by hand";
        moving_none = "No partition moves now";
        moving_count(count: u64) = if count == 1 {
            "1 partition moves now".to_owned()
        } else {
            format!("{} partitions move now", number(count))
        };
        // what moves now
        moving = "Moving now";
        moving_small = "Whoever began it";
        col_partition = "Partition";
        col_replicas = "Replicas";
        col_in_sync = "In sync";
        col_by = "Moved by";
        this_console = "This console";
        another_tool = "Another tool";
        of(part: &str, all: &str) = format!("{part} of {all}");
        broker(id: i32) = format!("Broker {id}");
        badge_adding(id: i32) = format!("Broker {id}: gets a replica");
        badge_removing(id: i32) = format!("Broker {id}: loses its replica");
        badge_out(id: i32) = format!("Broker {id}: not in sync");
        open_topic = "Open topic";
        open_run = "Open the reassignment";
        cancel_move = "Cancel this move";
        cancel_moves(count: u64) = format!("Cancel {}", plural(count, "move", "moves"));
        only_own = "The console moves these: cancel them in their reassignment.";
        too_many = "At most 1,000 at a time.";
        cancel_moves_title(count: u64) = format!("Cancel {} of other tools?", plural(count, "move", "moves"));
        cancel_moves_body = "Kafka drops the new replicas and goes back to the old ones. The tool that began the moves is not told.";
        canceling_now = "Canceling";
        moves_canceled(count: u64) = format!("{} canceled", plural(count, "move", "moves"));
        moves_not_canceled(failed: u64, all: u64) =
            format!("{} of {} not canceled", number(failed), plural(all, "move", "moves"));
        // throttles
        throttles = "Replication throttles";
        throttles_small(count: u64, left: u64) = if left == 0 {
            format!("{} set", number(count))
        } else {
            format!("{} set, {} left over", number(count), number(left))
        };
        col_on = "On";
        col_leaders_side = "Leaders’ side";
        col_followers_side = "Followers’ side";
        col_state = "State";
        left_over = "Left over";
        left_over_why = "No reassignment runs that it could belong to";
        in_use = "In use";
        remove(count: u64) = format!("Remove {}", plural(count, "throttle", "throttles"));
        remove_title(count: u64) = format!("Remove {} that nobody needs?", plural(count, "throttle", "throttles"));
        remove_body = "They slow replication down, and no reassignment runs that they could belong to. If another tool is about to begin one, leave them.";
        removing = "Removing";
        removed(count: u64) = format!("{} removed", plural(count, "throttle", "throttles"));
        not_removed(failed: u64, all: u64) =
            format!("{} of {} not removed", number(failed), plural(all, "throttle", "throttles"));
        and_more(count: u64) = format!("and {} more", number(count));
        // history
        history = "History";
        search(total: u64) = format!("Search {}", plural(total, "reassignment", "reassignments"));
        search_label = "Search reassignments by title";
        col_reassignment = "Reassignment";
        col_progress = "Progress";
        col_partitions = "Partitions";
        col_moved = "Moved";
        col_creator = "Started by";
        col_started = "Started";
        col_end = "End";
        col_end_title = "When it ended, or when it should";
        not_begun = "Not begun";
        no_estimate = "Not known yet";
        none_title = "No reassignment yet";
        none_detail = "A reassignment moves partitions between brokers: to fill new ones, to empty one that goes away, to spread the load, or to change the number of replicas. It is a plan first.";
        nothing_title(q: &str) = format!("No reassignment matches “{q}”");
        nothing_detail = "The search looks at titles.";
        // phases and states
        scheduled = "Scheduled";
        queued = "Queued";
        moving_word = "Moving";
        paused = "Paused";
        stopped = "Stopped";
        canceling = "Canceling";
        cleaning_up = "Cleaning up";
        done = "Done";
        failed = "Failed";
        canceled = "Canceled";
        waiting = "Waiting";
        adding = "Adding";
        catching_up = "Catching up";
        // a run: head
        locked = "Topics in the plan refuse deletion and partition changes until it ends";
        task(id: &str) = format!("Task {id}");
        change_speed = "Change throttle";
        pause = "Pause";
        pausing = "Pausing";
        resume = "Resume";
        resuming = "Resuming";
        start_now = "Start now";
        starting = "Starting";
        cancel = "Cancel reassignment";
        cancel_asked = "It was asked to stop.";
        undo = "Undo";
        undo_title = "Plan the way back?";
        undo_body = "The console plans to bring the partitions back to the brokers they were on before. Nothing moves until that plan is started.";
        undo_verb = "Plan the way back";
        undoing = "Planning";
        elect = "Elect preferred leaders";
        begins(at: &str) = format!("It begins at {at}");
        queued_title = "It waits for another reassignment of this cluster";
        paused_title = "It is paused: what moves goes on, nothing more begins";
        stopped_title = "It has stopped by itself: what moves goes on, nothing more begins until somebody resumes it";
        throttle_waits(brokers: &str) =
            format!("Waiting: the throttle on {brokers} is removed when it returns");
        brokers_named(count: u64, ids: &str) =
            format!("{} {ids}", if count == 1 { "broker" } else { "brokers" });
        why_title = "What to know";
        // a run: progress
        progress = "Progress";
        moved(done: &str, all: &str, partitions: u64, of: u64) =
            format!("{done} of {all} moved, {} of {} partitions done", number(partitions), number(of));
        moved_none(partitions: u64, of: u64) =
            format!("Nothing to copy, {} of {} partitions done", number(partitions), number(of));
        rate = "Rate";
        remaining = "Remaining";
        estimated_end = "Estimated end";
        any_moment = "any moment";
        took = "Took";
        ended = "Ended";
        n_done(count: u64) = format!("{} done", number(count));
        n_moving(count: u64) = format!("{} moving", number(count));
        n_waiting(count: u64) = format!("{} waiting", number(count));
        n_canceled(count: u64) = format!("{} canceled", number(count));
        n_failed(count: u64) = format!("{} failed", number(count));
        // a run: chart
        rate_title = "Transfer rate";
        rate_small(unit: &str) = format!("{unit}/s, all brokers");
        rate_none = "The rate shows once it was measured twice.";
        rate_says(from: &str, to: &str, most: &str, average: &str, last: &str) =
            format!("From {from} to {to}: at most {most}, {average} on average, {last} at the end.");
        throttle_line(brokers: u64, each: &str) = format!("throttle {} × {each}", number(brokers));
        estimate(left: &str) = format!("estimate: {left} to go");
        now_at(at: &str) = format!("Now {at}");
        // a run: brokers
        into = "Into the brokers";
        copied_to(id: i32) = format!("Copied to broker {id}");
        others_none = "Normal replication is unharmed: no partition outside the plan is under-replicated.";
        others_same(count: u64) = format!(
            "Normal replication is unharmed: {} outside the plan, as before the start.",
            plural(count, "under-replicated partition", "under-replicated partitions"),
        );
        others_fewer(count: u64, before: u64) = format!(
            "Normal replication is unharmed: {} outside the plan, {} before the start.",
            plural(count, "under-replicated partition", "under-replicated partitions"),
            number(before),
        );
        others_more(count: u64, before: u64) = format!(
            "{} outside the plan, {} before the start: normal replication suffers.",
            plural(count, "under-replicated partition", "under-replicated partitions"),
            number(before),
        );
        // a run: log and facts
        log = "Log";
        all_lines(count: u64) = format!("All {} lines", number(count));
        no_log = "Nothing logged yet";
        facts = "Task";
        started_by = "Started by";
        recorded = "Recorded";
        started = "Started";
        ago(age: &str) = format!("{age} ago");
        the_plan = "Plan";
        view_plan = "View plan";
        throttle = "Throttle";
        no_throttle = "none";
        per_broker(rate: &str) = format!("{rate} per broker");
        at_once = "At once";
        at_once_is(count: u64, order: &str) = format!("{}, {order}", number(count));
        smallest_first = "smallest topics first";
        largest_first = "largest topics first";
        afterwards = "Afterwards";
        afterwards_is = "Verify, remove the throttle";
        afterwards_elects = "Verify, remove the throttle, elect the preferred leaders";
        if_canceled = "If canceled";
        if_canceled_is = "Kafka returns to the saved assignment";
        // a run: partitions
        partitions = "Partitions";
        all = "All";
        search_topics = "Search topics";
        col_replica = "Replica";
        col_left = "Left";
        col_left_title = "Time left at the present rate";
        col_reason = "Reason";
        size_unknown = "No broker told its size";
        no_moves_title = "No partition matches";
        no_moves_detail = "Search for another topic, or show all states.";
        cancel_partition = "Cancel this partition";
        cancel_partitions(count: u64) = format!("Cancel {}", plural(count, "partition", "partitions"));
        cancel_partitions_title(count: u64) = format!("Cancel {}?", plural(count, "partition", "partitions"));
        cancel_partitions_body = "What moves goes back to its old replicas, what waits stays where it is. The other partitions go on.";
        partitions_canceled(count: u64) = format!("{} canceled", plural(count, "partition", "partitions"));
        partitions_not_canceled(failed: u64, all: u64) =
            format!("{} of {} not canceled", number(failed), plural(all, "partition", "partitions"));
        // a run: dialogs
        speed_title = "Throttle and batches";
        speed_body = "It holds at once, also for what moves now.";
        throttle_hint = "For each broker, in and out. Empty: none.";
        throttle_bad = "A number above 0, as 60 or 1.5.";
        whole_takes(duration: &str) = format!("With it the whole plan takes {duration}.");
        at_once_field = "Partitions at once";
        at_once_hint = "1–1,000";
        order_field = "Which first";
        smallest = "Smallest topics";
        largest = "Largest topics";
        changing = "Changing";
        speed_changed = "Throttle changed";
        fields_bad = "Correct the fields first.";
        cancel_title = "Cancel this reassignment?";
        cancel_body(moving: u64, waiting: u64, done: u64) = format!(
            "{} that {} now go back to the old replicas. {} waiting stay where they are. {} done stay where they are now; Undo plans their way back. Then the throttle is removed.",
            plural(moving, "partition", "partitions"),
            if moving == 1 { "moves" } else { "move" },
            number(waiting),
            number(done),
        );
        cancel_told = "Reassignment asked to stop";
    }
}
