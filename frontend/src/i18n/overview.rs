//! Texts of the page `overview`.

use super::plural;
use crate::format::{NBSP, number};

texts! {
    /// Texts of the page `overview`.
    Overview {
        title = "Overview";
        attached(when: &str) = format!("Attached {when}");
        no_description = "No description";
        create_topic = "Create topic";
        connect = "Connect a client";
        edit = "Edit instance";
        edit_short = "Edit";
        check = "Check connection";
        detach = "Detach";
        read_again = "Read the cluster again";
        reading = "The cluster is read again";
        health = "Health";
        show_topics = "Show topics";
        show_broker(id: i32) = format!("Broker {id}");
        show_edit = "Edit instance";
        brokers_alive = "Brokers alive";
        of(all: &str) = format!("of {all}");
        controller_is(id: i32) = format!("Controller: broker {id}");
        quorum_leader(id: i32) = format!("Quorum leader: node {id}");
        controller_unknown = "Controller not known";
        controller_none = "No controller";
        partitions = "Partitions";
        replicas(count: u32) = plural(u64::from(count), "replica", "replicas");
        partition_share = "Partitions of the limit";
        under_replicated = "Under-replicated";
        offline_below(offline: u32, below: u32) =
            format!("{} offline, {} below min ISR", number(offline), number(below));
        storage = "Storage";
        storage_share = "Storage used";
        fullest(id: i32, percent: u32) = format!("Fullest: broker {id} at {percent}{NBSP}%");
        no_disk_sizes = "Disk sizes need Kafka 3.3";
        topics = "Topics";
        groups(count: u32) = plural(u64::from(count), "consumer group", "consumer groups");
        groups_unknown = "Consumer groups not counted yet";
        messages = "Messages";
        messages_hint = "Log end − log start";
        topology = "Topology";
        leaders = "Leaders";
        followers = "Followers";
        out_of_sync = "Out of sync";
        even_share(share: &str) = format!("Even share ({share})");
        rack = "Rack";
        no_rack = "No rack";
        broker = "Broker";
        broker_name(id: i32) = format!("Broker {id}");
        state = "State";
        col_replicas = "Replicas";
        col_count = "Count";
        col_skew = "Skew";
        col_skew_title = "Distance from the even share of replicas";
        col_leader_skew = "Leader skew";
        col_leader_skew_title = "Distance from the even share of leaders";
        col_disk = "Disk";
        col_size = "Size";
        col_size_title = "Bytes of its replicas";
        bar(leaders: u32, followers: u32, out: u32) = if out == 0 {
            format!("{} leaders, {} followers", number(leaders), number(followers))
        } else {
            format!("{} leaders, {} followers, {} out of sync", number(leaders), number(followers), number(out))
        };
        no_brokers = "No broker is known yet";
        no_brokers_detail = "The console has not read this cluster so far. Check the connection.";
        disabled = "This instance is disabled";
        disabled_detail = "The console does not connect to it until somebody enables it.";
        disk_of(id: i32) = format!("Disk of broker {id}");
        instance = "Instance";
        id = "ID";
        cluster_id = "Cluster ID";
        kafka = "Kafka";
        kraft(version: &str) = format!("{version}, KRaft");
        zookeeper(version: &str) = format!("{version}, ZooKeeper");
        provider = "Provider";
        attached_provider = "Attached";
        declared_provider = "Attached by the configuration file";
        quorum = "Quorum";
        quorum_facts(leader: i32, voters: u64) =
            format!("Leader {leader}, {}", plural(voters, "voter", "voters"));
        quorum_none = "No leader: an election is running";
        controller = "Controller";
        auto_create = "Auto-create";
        auto_create_why = "auto.create.topics.enable could not be read from the brokers.";
        limit = "Partition limit";
        none = "none";
        tags = "Tags";
        edit_tags = "Edit tags";
        not_read = "The cluster did not tell, or was not read yet.";
        quorum_title = "Controller quorum";
        quorum_small(epoch: i32, high: i64) = format!("Epoch {}, high watermark {}", number(epoch), number(high));
        node = "Node";
        role = "Role";
        role_leader = "Leader";
        role_voter = "Voter";
        role_observer = "Observer";
        log_end = "Log end";
        lag = "Lag";
        lag_title = "Records it is behind the leader";
        last_fetch = "Last fetch";
        caught_up = "Caught up";
        caught_up_title = "When it last had everything the leader had";
        features = "Features";
        features_hint = "Finalized levels of the cluster";
        feature = "Feature";
        level = "Level";
        level_label = "Release";
        level_max = "Highest possible";
        level_max_title = "The highest level every broker supports";
        connection = "Connection";
        bootstrap = "Bootstrap";
        advertised = "Advertised";
        protocol = "Protocol";
        signs_in(mechanism: &str, user: &str) = format!("{mechanism}, the console's user is {user}");
        signs_in_as(user: &str) = format!("The console's user is {user}");
        nobody_signs_in = "Nobody signs in";
        encrypted = "Encrypted";
        not_encrypted = "Not encrypted";
        ca = "CA";
        ca_download = "Download the CA (PEM)";
        ca_for = "For Python, Go and librdkafka as it is; Java 2.7 and newer reads PEM too.";
        ca_system = "The system's authorities";
        host_check = "Name check";
        host_check_off = "Off: clients must leave it off too";
        client_config = "Client configuration";
        connect_title = "Connect a client";
        connect_lead = "Put in your own user and password: they are not the console's, and the console shows no password.";
        connect_lead_open = "Nobody signs in on this listener: whoever reaches it may use it.";
        language = "Language";
        java = "Java";
        librdkafka = "librdkafka";
        go = "Go";
        python = "Python";
        file_java = "client.properties for the Java client, Kafka Connect and the command-line tools.";
        file_librdkafka = "Settings of librdkafka: C, C++, .NET, confluent-kafka for Python and Go.";
        file_go = "For github.com/twmb/franz-go.";
        file_python = "For kafka-python 2.1 and newer.";
        setup_note(setup: &str, request: &str, brokers: u64) = format!(
            "The connection set-up may take {setup}, less than the request's {request} divided by {}: with a broker gone a client still finds the others in time. Java clients before 2.7 do not know that setting: give them request.timeout.ms over 127 s, or set net.ipv4.tcp_syn_retries to 3.",
            plural(brokers, "broker", "brokers")
        );
    }
}
