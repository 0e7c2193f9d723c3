//! Texts of the page `controller`.

texts! {
    /// Texts of the page `controller`.
    Controller {
        title = "Controller";
        zookeeper_title = "Controller now";
        zookeeper_is(broker: i32) = format!("Broker {broker} is the controller");
        zookeeper_detail = "ZooKeeper chose it: it elects leaders and tells the other brokers. When it dies, another takes its place.";
        unknown = "The cluster did not say who leads it";
        unknown_detail = "It is asked again every few seconds.";
        versions = "Versions";
        versions_hint = "Known by what the brokers can do";
        broker = "Broker";
        version = "Kafka";
        broker_name(id: i32) = format!("Broker {id}");
        not_told = "No broker has told yet.";
        capabilities = "What this cluster can do";
        all_of_it = "Everything Castellan asks for";
        some_of_it(can: u64, all: u64) = format!("{can} of {all}");
        capability = "Ability";
        since = "Since Kafka";
        here = "Here";
        yes = "Yes";
        no = "No";
        instead = "Without it";
    }
}
