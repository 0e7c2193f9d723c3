//! Texts of the page that creates a topic.

use crate::format::number;
use crate::i18n::topic_form::TopicForm;

texts_in! {
    ZH TopicForm {
        title = "创建主题";
        from_file = "从文件导入";
        create = "创建主题";
        creating = "正在创建";
        created(name) = format!("{name} 已创建");
        group_topic = "主题";
        group_messages = "消息";
        name = "名称";
        new_name = "换一个名称";
        partitions = "分区数";
        partitions_hint(default) = format!("1–200，集群默认值为 {default}。只能增加，不能减少。");
        partitions_bad = "请输入 1 到 10,000 之间的整数。";
        partitions_many = "单个主题超过 200 个分区会占用每个 Broker 和客户端的内存与时间。";
        partitions_one = "单分区保证全局有序，但一个消费组中只能有一个消费者消费该主题。";
        replicas = "副本数";
        replicas_hint(brokers, default) =
            format!("1–{}，集群默认值为 {default}，建议 3。", number(brokers));
        replicas_bad(brokers) = format!("请输入 1 到 {} 之间的整数。", number(brokers));
        replicas_one = "只有一个副本时，其 Broker 宕机期间主题不可读。";
        replicas_many = "超过 3 个副本成本很高，保护却增加不多。";
        cluster_default = "集群默认值";
        sync = "同步复制";
        sync_hint(replicas) = format!("全部 {} 个副本写入后才算成功。生产者必须设置 acks=all。", number(replicas));
        sync_one = "至少需要 2 个副本。";
        flush = "同步落盘";
        flush_hint = "每条消息落盘后才确认，速度较慢。";
        placement = "副本分布";
        placement_automatic = "自动";
        placement_chosen = "指定 Broker";
        placement_hint = "Kafka 将副本分散到各 Broker 和机架。";
        advanced(count) = format!("高级：副本分布和另外 {} 项配置", number(count));
        what = "将要创建的内容";
        replicas_all = "副本总数";
        instance_after = "创建后总分区数";
        of(max) = format!("/ 上限 {}", number(max));
        per_broker = "每个 Broker";
        per_broker_value(count, racks) = if racks > 1 {
            format!("{count} 个副本，{} 个机架", number(racks))
        } else {
            format!("{count} 个副本")
        };
        room = "占分区上限的比例";
        checked = "集群校验";
        to_correct(count) = format!("{} 个字段需要更正", number(count));
        warnings(count) = format!("{} 条警告", number(count));
        accepted = "集群接受";
        refused = "集群拒绝";
        waiting = "正在询问集群";
        nothing_yet = "尚未询问";
        command = "等效命令";
        no_command = "请先更正字段。";
    }
}
