//! Texts of the list of instances.

use crate::format::number;
use crate::i18n::instances::Instances;

texts_in! {
    ZH Instances {
        title = "实例";
        attach = "接入集群";
        search(total) = format!("搜索 {} 个实例", number(total));
        search_label = "搜索实例";
        name = "名称";
        status = "状态";
        version = "版本";
        version_title = "Kafka 版本";
        brokers = "Broker";
        brokers_title = "存活的 Broker / 全部 Broker";
        topics = "主题";
        partitions = "分区";
        partitions_title = "分区数；有上限时同时显示上限";
        out_of_sync = "未同步";
        out_of_sync_title = "同步副本少于副本数的分区";
        storage = "存储";
        storage_title = "磁盘已用字节数";
        tags = "标签";
        created = "接入时间";
        alive_of(alive, all) = format!("{} / {}", number(alive), number(all));
        of_limit(used, limit) = format!("{used} / {limit}");
        declared = "配置声明";
        empty_title = "还没有集群";
        empty_detail = "通过 Bootstrap 地址接入 Kafka 集群，不会改动集群。";
        empty_no_right = "还没有人为您分配实例，请联系管理员。";
        nothing_title(q) = format!("没有符合“{q}”的实例");
        nothing_filtered = "没有实例符合这些筛选条件";
        nothing_detail = "搜索范围：名称、ID、标签和 Bootstrap 地址。";
        menu_open = "打开";
        menu_edit = "编辑";
        sum(brokers, topics) = format!("{brokers} Broker，{} 个主题", number(topics));
        tag_filter(tag) = format!("标签 {tag}");
    }
}
