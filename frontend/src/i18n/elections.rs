//! Texts of the page `elections`.

use super::plural;
use crate::format::number;

texts! {
    /// Texts of the page `elections`.
    Elections {
        title = "Elections";
        about = "The preferred leader of a partition is the first of its replicas; an election gives the lead back to it";
        elect = "Elect preferred leaders";
        elect_count(count: u64) = format!("Elect {}", plural(count, "leader", "leaders"));
        nothing_to_elect = "Every partition that can be is led by its preferred leader.";
        not_read = "The cluster was not read yet.";
        // what is looked at
        scope_broker(id: i32) = format!("Only partitions whose preferred leader is broker {id}");
        scope_topics(count: u64, names: &str) = format!("Only partitions of {}: {names}", plural(count, "topic", "topics"));
        show_all = "Show all partitions";
        // figures
        to_elect = "To elect";
        to_elect_small(partitions: u64) = format!("Of {}", plural(partitions, "partition", "partitions"));
        not_in_sync = "Cannot be elected";
        not_in_sync_small = "Their preferred leader is not in sync";
        leaderless = "Without a leader";
        leaderless_small = "Nobody can write to them or read them";
        // leaders per broker
        leaders = "Leaders per broker";
        leaders_small = "Before and after an election";
        before = "Before";
        after = "After";
        col_broker = "Broker";
        col_share = "Leaders";
        col_change = "Change";
        broker(id: i32) = format!("Broker {id}");
        bar(before: u64, after: u64) = format!("{} now, {} after", number(before), number(after));
        // partitions
        changes = "Not led by their preferred leader";
        first(count: u64) = format!("The first {}", number(count));
        col_partition = "Partition";
        col_state = "State";
        col_leader = "Leader";
        col_preferred = "Preferred";
        can_be = "Can be elected";
        behind = "Preferred leader not in sync";
        no_leader = "No leader";
        nobody = "Nobody";
        search = "Search topics";
        open_topic = "Open topic";
        none_title = "Every partition is led by its preferred leader";
        none_detail = "After a broker was away, others lead its partitions until an election gives the lead back.";
        nothing_title(q: &str) = format!("No topic matches “{q}”");
        nothing_detail = "The search looks at the names of the topics.";
        only_others = "None of these can be elected: their preferred leaders are not in sync.";
        too_many = "At most 1,000 at a time.";
        // election
        elect_title(count: u64) = format!("Elect {}?", plural(count, "preferred leader", "preferred leaders"));
        elect_body = "Clients find the new leaders by themselves. Requests may slow down or time out for a moment, and producers without retries lose a few messages: an off-peak time is best.";
        electing = "Starting";
        // unclean election
        unclean = "Elect an out-of-sync leader";
        unclean_title(name: &str) = format!("Elect an out-of-sync leader for {name}?");
        unclean_body = "No replica that is in sync is alive. If a broker that holds one can be brought back, do that first: then nothing is lost.";
        unclean_loss = "Messages are lost for good";
        unclean_loss_detail = "What the last leader had and the new one has not is gone, and consumers may find their offsets past the end of the log.";
        unclean_verb = "Elect and lose messages";
        unclean_done(name: &str) = format!("{name} has a leader");
        // timer
        timer = "Timer";
        timer_off = "Preferred leaders are elected when somebody asks for it, and never by themselves here.";
        timer_field = "Every";
        timer_unit = "minutes";
        timer_range = "1–10,080 minutes, which is a week";
        timer_start = "Start timer";
        timer_change = "Change timer";
        timer_stop = "Stop timer";
        starting = "Setting";
        stopping = "Stopping";
        timer_set = "Timer set";
        timer_stopped = "Timer stopped";
        stop_title = "Stop the timer?";
        stop_body = "Preferred leaders are then elected only when somebody asks for it. What the timer did stays listed.";
        every = "Every";
        next_run = "Next";
        any_moment = "any moment";
        set_by = "Set by";
        set_at = "Set";
        runs = "What it did";
        no_runs = "It has not fired yet.";
        found(count: u64) = format!("{} not led by the preferred leader", plural(count, "partition", "partitions"));
        found_none = "Nothing to elect";
        view_task = "Task";
    }
}
