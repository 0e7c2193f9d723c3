//! Texts of the page `controller`.

use crate::i18n::controller::Controller;

texts_in! {
    ZH Controller {
        title = "控制器";
        zookeeper_title = "当前控制器";
        zookeeper_is(broker) = format!("Broker {broker} 是控制器");
        zookeeper_detail = "由 ZooKeeper 选出：它选举各分区的 Leader 并通知其他 Broker。它宕机后会由另一个 Broker 接替。";
        unknown = "集群未说明由谁领导";
        unknown_detail = "每隔几秒会再次询问。";
        versions = "版本";
        versions_hint = "由 Broker 支持的能力推断";
        broker = "Broker";
        version = "Kafka 版本";
        broker_name(id) = format!("Broker {id}");
        not_told = "尚无 Broker 说明。";
        capabilities = "该集群支持的能力";
        all_of_it = "Castellan 所需的全部能力";
        some_of_it(can, all) = format!("{can}/{all} 项");
        capability = "能力";
        since = "起始 Kafka 版本";
        here = "本集群";
        yes = "支持";
        no = "不支持";
        instead = "不支持时";
    }
}
