//! Texts of planning a reassignment: the wizard, the page by hand, the plan.

use super::plural;
use crate::format::number;

texts! {
    /// Texts of planning a reassignment.
    Plan {
        title = "Plan a reassignment";
        intro = "The console plans, you look at it, then it starts. Nothing moves before.";
        by_hand = "By hand";
        automatic = "Let the console plan";
        next = "Choose brokers and goals";
        make = "Make plan";
        making = "Planning";
        planning = "The console reads the cluster and weighs where replicas could go. With many partitions this takes some seconds.";
        steps = "Steps";
        step_topics = "Topics";
        step_goals = "Brokers and goals";
        step_preview = "Preview";
        step_start = "Start";
        which_topics = "Which topics may move";
        all_topics = "All topics";
        all_topics_hint = "Kafka's own are among them.";
        all_topics_count(topics: u32, partitions: u32) = format!(
            "{}, {}; Kafka's own are among them.",
            plural(u64::from(topics), "topic", "topics"),
            plural(u64::from(partitions), "partition", "partitions"),
        );
        containing = "Topics whose name contains a text";
        containing_hint = "As they are when the plan is made.";
        named = "These topics";
        named_hint = "Chosen one by one from the list.";
        part_of_name = "Part of the name";
        found(count: u64) = match count {
            0 => "No topic has it in its name.".to_owned(),
            1 => "1 topic has it in its name.".to_owned(),
            count => format!("{} topics have it in their names.", number(count)),
        };
        more(count: u64) = format!("and {} more", number(count));
        search_topics = "Search topics";
        drop_topic(name: &str) = format!("Leave out {name}");
        no_topic_found = "No topic matches";
        no_topic_found_detail = "The search looks at parts of names.";
        no_topic = "Choose at least one topic.";
        no_part = "Type a part of the names.";
        too_many_named(most: u64) = format!("At most {} topics can be chosen one by one; choose by a part of the name instead.", number(most));
        internal = "internal";
        topic_sum(partitions: &str, replicas: &str) = format!("{partitions} partitions × {replicas}");
        col_topic = "Topic";
        col_partition = "Partition";
        col_partitions = "Partitions";
        col_broker = "Broker";
        col_rack = "Rack";
        col_state = "State";
        col_replicas = "Replicas";
        col_leaders = "Leaders";
        col_leaders_title = "Partitions whose preferred leader it is";
        col_size = "Size";
        col_disk = "Disk";
        col_free = "Free";
        goal = "Goal";
        balance = "Balance";
        balance_hint = "The same load on each broker.";
        drain = "Empty brokers";
        drain_hint = "Nothing stays on them; all else stays where it is. For brokers that go away.";
        fill = "Fill brokers";
        fill_hint = "They get their even share; the others only give. For brokers that were added.";
        factor = "Change the number of replicas";
        factor_hint = "Replicas are added or removed; all else stays where it is.";
        brokers = "Brokers";
        brokers_balance = "Brokers that may hold replicas";
        brokers_balance_hint = "None chosen: all that are alive. What stands on a broker that is not chosen leaves it.";
        brokers_drain = "Brokers to empty";
        brokers_drain_hint = "They may be down: their replicas are made anew from the others.";
        brokers_fill = "Brokers to fill";
        brokers_fill_hint = "They must be alive.";
        brokers_factor = "Brokers that may get replicas";
        brokers_factor_hint = "None chosen: all that are alive.";
        no_brokers = "No broker is known yet";
        no_brokers_detail = "The console has not read this cluster so far.";
        broker(id: i32) = format!("Broker {id}");
        broker_sum(replicas: &str, leaders: &str) = format!("{replicas} replicas, preferred leader of {leaders}");
        broker_down(id: i32) = format!("Broker {id} is down.");
        broker_unknown(id: i32) = format!("There is no broker {id} in the cluster.");
        none_to_drain = "Choose the brokers to empty.";
        none_to_fill = "Choose the brokers to fill.";
        none_left = "At least one broker that is alive must stay.";
        alive = "Alive";
        silent = "No answer";
        down = "Down";
        empty = "Empty";
        no_rack = "broker.rack is not set.";
        no_disk = "The disks' sizes are told from Kafka 3.3 on.";
        how = "How";
        replicas = "Replicas of each partition";
        replicas_hint(most: u32) = format!("1–{}: each replica stands on a broker of its own.", number(most));
        replicas_bad(most: u32) = if most == 1 {
            "Only 1 replica has room: there is one broker.".to_owned()
        } else {
            format!("Enter a whole number from 1 to {}: each replica needs a broker of its own.", number(most))
        };
        no_replicas = "Enter the number of replicas.";
        as_now = "as now";
        as_above = "as above";
        singles = "Another number for single topics";
        singles_hint = "Empty: as above.";
        racks = "Racks";
        racks_hint = "Strict: replicas of a partition stand in as many racks as there can be, or there is no plan.";
        racks_best = "Best effort";
        racks_strict = "Strict";
        racks_ignore = "Ignored";
        keep_leaders = "Keep leaders";
        keep_leaders_hint = "A preferred leader changes only where its broker loses the replica.";
        targets = "Where their replicas may go";
        targets_hint = "None chosen: to all other brokers that are alive.";
        advanced = "Advanced: what counts how much";
        weights_hint = "The planner evens out replicas, preferred leaders and bytes, the heaviest first. 0: does not count.";
        weight_bad = "Enter a whole number from 0 to 100.";
        no_weight = "At least one weight must be above 0.";
        by_replicas = "Replicas";
        by_leaders = "Leaders";
        by_bytes = "Bytes";
        what = "What will be planned";
        onto = "Onto";
        change = "Change";
        nothing_yet = "Making a plan moves nothing.";
        topics_all(count: u64) = if count == 1 {
            "The one topic there is".to_owned()
        } else {
            format!("All {} topics", number(count))
        };
        topics_named(count: u64) = plural(count, "chosen topic", "chosen topics");
        topics_containing(count: u64, part: &str) = format!("{} with “{part}”", plural(count, "topic", "topics"));
        all_others = "All other brokers that are alive";
        all_alive(count: u32) = if count == 1 {
            "The one broker that is alive".to_owned()
        } else {
            format!("All {} brokers that are alive", number(count))
        };
        drain_these(brokers: &str) = format!("Empty brokers {brokers}");
        fill_these(brokers: &str) = format!("Fill brokers {brokers}");
        plan = "Plan";
        changes(count: u64, of: u64) = format!("{} of {} change", number(count), plural(of, "partition", "partitions"));
        made_at(at: &str) = format!("Made {at}");
        kept_until(at: &str) = format!("Kept until {at}");
        back = "Back";
        start = "Start reassignment";
        schedule = "Schedule reassignment";
        open_task = "Open the reassignment";
        started = "This plan was started already.";
        expired = "This plan is not kept any more";
        expired_detail = "A plan is kept for a day, since the cluster changes meanwhile.";
        plan_anew = "Plan anew";
        nothing = "Nothing would move";
        nothing_detail(partitions: u64) = match partitions {
            0 => "No partition was found to look at.".to_owned(),
            1 => "The one partition that was looked at stands already where the plan would put it.".to_owned(),
            count => format!("All {} partitions that were looked at stand already where the plan would put them.", number(count)),
        };
        not_startable = "This cluster needs the script";
        not_startable_detail = "Kafka moves partitions over the protocol from 2.4 on. Run the script where Kafka's command-line tools and the way to ZooKeeper are.";
        balance_title = "Balance before and after";
        balance_by = "Balance by";
        before = "Before";
        after = "After";
        even_share = "Even share";
        even_share_is(share: &str) = format!("Even share: {share}");
        difference = "Change";
        data_in = "Data in";
        data_out = "Data out";
        moves = "Partitions that change";
        of(count: u64, all: u64) = format!("{} of {}", number(count), number(all));
        search_moves = "Search the plan by topic or broker";
        search_moves_short = "Topic or broker";
        no_move(q: &str) = format!("No partition that changes matches “{q}”");
        no_move_detail = "The search looks at topics, and at brokers that gain or lose a replica.";
        leaves = "leaves";
        joins = "joins";
        download = "Download";
        json = "Kafka's JSON";
        rollback = "JSON that leads back";
        script = "Download script";
        planned = "Planned";
        preferred = "Preferred leader";
        moved = "Replicas moved";
        leader_kept(id: i32) = format!("{id}, kept");
        partition(partition: i32) = format!("Partition {partition}");
        badge_lead(id: i32) = format!("Broker {id}, preferred leader");
        badge_leaves(id: i32) = format!("Broker {id} loses the replica");
        badge_joins(id: i32) = format!("Broker {id} gets a replica");
        edit_by_hand = "Choose its brokers by hand";
        open_topic = "Open topic";
        bytes_to_move = "Bytes to move";
        least_bytes = "Least any plan can move";
        replicas_moved = "Replicas moved";
        least_replicas = "Least replicas";
        topics = "Topics";
        leaders_changed = "Preferred leaders changed";
        reordered = "Only reordered";
        sizes_unknown = "Sizes not known";
        time_needed = "Time under the throttle";
        time_unknown = "Known once there is a throttle.";
        checks = "Checks";
        no_checks = "There is nothing to know.";
        throttle = "Throttle";
        limit = "Limit per broker";
        mb_per_s = "MB/s";
        limit_bad = "Enter a number above 0, or leave it empty for no limit.";
        no_limit = "no limit";
        per_s(bytes: &str) = format!("{bytes}/s");
        unlimited = "No limit.";
        too_small(rate: &str) = format!("{rate} is too small.");
        sensible(rate: &str) = format!("{rate} is sensible.");
        scale(least: &str, chosen: &str) = format!("Least sensible {least}, chosen {chosen}");
        scale_none(least: &str) = format!("Least sensible {least}, no limit chosen");
        within = "Done within";
        hours = "h";
        within_hint = "Proposes the least limit that is fast enough.";
        within_bad = "Enter hours above 0, at most 8,760.";
        use_for_time(rate: &str) = format!("Use {rate}, enough for this time");
        use_proposed(rate: &str) = format!("Use {rate}, as proposed");
        batches = "Batches";
        at_once = "Partitions at once";
        at_once_hint = "1–1,000. Few at once burden the cluster less.";
        at_once_bad = "Enter a whole number from 1 to 1,000.";
        order = "Which first";
        smallest_first = "Smallest topics first";
        largest_first = "Largest topics first";
        smallest_hint = "Many are soon done, and trouble shows while it is small.";
        largest_hint = "Room is made early.";
        when = "When";
        at_a_time = "At a time";
        not_before = "Not before";
        no_time = "Choose a date and time.";
        time_passed = "This time has passed.";
        elect = "Elect preferred leaders afterwards";
        elect_hint = "Of the partitions that moved, so that leaders are spread as planned.";
        start_title(partitions: u64) = format!("Reassign {} now?", plural(partitions, "partition", "partitions"));
        schedule_title(partitions: u64) = format!("Schedule the reassignment of {}?", plural(partitions, "partition", "partitions"));
        start_button(partitions: u64) = format!("Reassign {}", plural(partitions, "partition", "partitions"));
        starting = "Starting";
        began = "Reassignment started";
        scheduled = "Reassignment scheduled";
        risk_slow = "Requests to these topics may slow down or time out while data is copied.";
        risk_lost = "Producers without retries may lose a few messages when leaders change.";
        risk_locked = "The topics in the plan refuse deletion and more partitions until it ends.";
        risk_hour = "A quiet hour is better: choose “At a time” under When.";
        by_hand_title = "Choose brokers by hand";
        by_hand_intro = "One topic at a time, or many from Kafka's JSON.";
        by_hand_help = "The first replica of a partition is its preferred leader. Arrows lead through the table, Enter opens the choice. What each broker holds:";
        way = "Where the brokers come from";
        way_topic = "By topic";
        json_title = "Kafka's JSON";
        json_hint = "As kafka-reassign-partitions.sh takes it. It may hold partitions of many topics.";
        no_json = "Paste the JSON or choose a file.";
        choose_file = "Choose file";
        drop_file = "or drop it here, or paste below";
        too_long(bytes: u64) = format!("It has {} bytes; at most 2,000,000 are taken.", number(bytes));
        not_text = "The file is not text in UTF-8.";
        pick_topic = "Choose a topic";
        another_topic = "Another topic";
        partitions(count: u64) = plural(count, "partition", "partitions");
        matrix = "Partitions and their replicas";
        replica(number: u64) = format!("Replica {number}");
        change_word = "Change";
        find_partition = "Partition or broker";
        no_partition = "No partition matches";
        no_partition_detail = "Type the number of a partition, or of a broker among its replicas.";
        none_changed = "No partition is changed.";
        changed_only = "Changed";
        add_replica = "Add a replica";
        add_to_all = "Add replica to all";
        remove_from_all = "Remove last of all";
        no_broker_left = "Every partition has a replica on each broker that is alive.";
        last_stays = "A partition keeps at least one replica.";
        undo_edits = "Undo edits";
        undo_one(partition: i32) = format!("Undo the edits of partition {partition}");
        nothing_changed = "Nothing is changed yet.";
        to_correct(count: u64) = format!("{} to correct first.", plural(count, "partition", "partitions"));
        make_for(partitions: u64) = match partitions {
            0 => "Make plan".to_owned(),
            count => format!("Make plan for {}", plural(count, "partition", "partitions")),
        };
        pick_leader(partition: i32, broker: i32) = format!("Partition {partition}, preferred leader: broker {broker}");
        pick(partition: i32, replica: u64, broker: i32) = format!("Partition {partition}, replica {replica}: broker {broker}");
        pick_add(partition: i32) = format!("Add a replica to partition {partition}");
        make_leader = "Make it the preferred leader";
        remove_replica = "Remove this replica";
        fault_empty = "A partition needs at least one replica.";
        fault_twice(id: i32) = format!("Broker {id} is there already.");
    }
}
