//! Texts of the list of topics.

use crate::format::number;
use crate::i18n::topics::Topics;

texts_in! {
    ZH Topics {
        title = "主题";
        create = "创建主题";
        import = "导入";
        search(total) = format!("搜索 {} 个主题", number(total));
        search_label = "搜索主题";
        internal = "内部主题";
        add_filter = "筛选";
        config_title = "按配置筛选";
        config_name = "配置项";
        config_value = "值";
        config_apply = "应用";
        config_hint = "只能按列表中显示的配置筛选。";
        under_replicated = "副本未同步";
        offline = "离线";
        below_min_isr = "低于最小 ISR";
        empty = "空";
        single_replica = "单副本";
        not_preferred = "Leader 非首选副本";
        col_name = "名称";
        col_partitions = "分区数";
        col_replicas = "副本数";
        col_in_sync = "同步状态";
        col_size = "大小";
        col_size_title = "所有副本的字节数";
        col_messages = "消息数";
        col_messages_title = "日志末端 − 日志起始之和";
        col_in_rate = "写入/秒";
        col_in_rate_title = "最近一分钟内每秒写入的消息数";
        col_retention = "保留 (h)";
        col_retention_title = "保留时间，小时 (retention.ms)";
        col_cleanup = "清理策略";
        col_cleanup_title = "cleanup.policy";
        col_sync = "同步复制";
        col_sync_title = "同步复制：min.insync.replicas 等于副本数";
        col_flush = "同步落盘";
        col_flush_title = "同步落盘：flush.messages 为 1";
        col_timestamp = "时间戳";
        col_timestamp_title = "message.timestamp.type";
        col_max_message = "最大消息";
        col_max_message_title = "max.message.bytes";
        col_spread = "分布";
        col_spread_title = "主题所在的 Broker 占全部 Broker 的百分比";
        col_skew = "倾斜";
        col_skew_title = "副本过多的 Broker 占主题所在 Broker 的百分比";
        col_leader_skew = "Leader 倾斜";
        col_leader_skew_title = "Leader 过多的 Broker 占主题所在 Broker 的百分比";
        col_description = "描述";
        in_sync = "已同步";
        out_of_sync(count) = format!("{} 个未同步", number(count));
        offline_count(count) = format!("{} 个离线", number(count));
        below_min_count(count) = format!("{} 个低于最小 ISR", number(count));
        one_replica = "1 个副本";
        sum(partitions, replicas) = format!("{} 个分区 × {}", number(partitions), number(replicas));
        internal_mark = "内部";
        totals(partitions) = format!("合计：{} 个分区", number(partitions));
        edit = "编辑";
        reassign = "重分配";
        elect = "选举首选 Leader";
        too_many_named = "按名称最多选择 300 个主题。计划中也可以按名称的一部分选择。";
        purge = "清理消息";
        delete = "删除";
        clone = "克隆";
        open = "打开";
        configs = "配置";
        empty_title = "还没有主题";
        empty_detail = "生产者和消费者通过主题交换消息。";
        nothing_title(q) = format!("没有符合“{q}”的主题");
        nothing_filtered = "没有主题符合这些筛选条件";
        hidden_internal(count) = format!("已隐藏 {} 个内部主题。", number(count));
    }
}
