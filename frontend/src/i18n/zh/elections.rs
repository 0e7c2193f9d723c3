//! Texts of the page `elections`.

use crate::format::number;
use crate::i18n::elections::Elections;

texts_in! {
    ZH Elections {
        title = "Leader 选举";
        about = "分区的首选 Leader 是其第一个副本；选举会把 Leader 交还给它";
        elect = "选举首选 Leader";
        elect_count(count) = format!("选举 {} 个 Leader", number(count));
        nothing_to_elect = "所有可选举的分区都已由首选 Leader 领导。";
        not_read = "尚未读取集群。";
        // what is looked at
        scope_broker(id) = format!("仅限首选 Leader 为 Broker {id} 的分区");
        scope_topics(count, names) = format!("仅限 {} 个主题的分区：{names}", number(count));
        show_all = "显示全部分区";
        // figures
        to_elect = "待选举";
        to_elect_small(partitions) = format!("共 {} 个分区", number(partitions));
        not_in_sync = "无法选举";
        not_in_sync_small = "其首选 Leader 未同步";
        leaderless = "没有 Leader";
        leaderless_small = "无法读写这些分区";
        // leaders per broker
        leaders = "各 Broker 的 Leader 数";
        leaders_small = "选举之前与之后";
        before = "之前";
        after = "之后";
        col_broker = "Broker";
        col_share = "Leader 数";
        col_change = "变化";
        broker(id) = format!("Broker {id}");
        bar(before, after) = format!("当前 {}，之后 {}", number(before), number(after));
        // partitions
        changes = "未由首选 Leader 领导";
        first(count) = format!("前 {} 个", number(count));
        col_partition = "分区";
        col_state = "状态";
        col_leader = "当前 Leader";
        col_preferred = "首选 Leader";
        can_be = "可以选举";
        behind = "首选 Leader 未同步";
        no_leader = "没有 Leader";
        nobody = "无";
        search = "搜索主题";
        open_topic = "打开主题";
        none_title = "所有分区都由首选 Leader 领导";
        none_detail = "Broker 离开后，其分区由其他 Broker 领导，直到选举交还 Leader。";
        nothing_title(q) = format!("没有符合“{q}”的主题");
        nothing_detail = "搜索范围为主题名称。";
        only_others = "这些都无法选举：其首选 Leader 未同步。";
        too_many = "一次最多 1,000 个。";
        // election
        elect_title(count) = format!("选举 {} 个首选 Leader？", number(count));
        elect_body = "客户端会自行找到新的 Leader。请求可能短暂变慢或超时，未启用重试的生产者会丢失少量消息：建议在低峰期进行。";
        electing = "正在开始";
        // unclean election
        unclean = "选举未同步的 Leader";
        unclean_title(name) = format!("为 {name} 选举未同步的 Leader？");
        unclean_body = "没有存活的已同步副本。如果可以恢复持有该副本的 Broker，请先恢复：这样不会丢失任何消息。";
        unclean_loss = "消息将永久丢失";
        unclean_loss_detail = "原 Leader 有而新 Leader 没有的消息将不复存在，消费者的偏移量可能超出日志末尾。";
        unclean_verb = "选举并接受消息丢失";
        unclean_done(name) = format!("{name} 已有 Leader");
        // timer
        timer = "定时器";
        timer_off = "仅在有人要求时选举首选 Leader，不会在此自动进行。";
        timer_field = "间隔";
        timer_unit = "分钟";
        timer_range = "1–10,080 分钟，即一周";
        timer_start = "启动定时器";
        timer_change = "修改定时器";
        timer_stop = "停止定时器";
        starting = "正在设置";
        stopping = "正在停止";
        timer_set = "定时器已设置";
        timer_stopped = "定时器已停止";
        stop_title = "停止定时器？";
        stop_body = "此后仅在有人要求时选举首选 Leader。定时器的历史记录会保留。";
        every = "间隔";
        next_run = "下次";
        any_moment = "即将";
        set_by = "设置人";
        set_at = "设置时间";
        runs = "执行记录";
        no_runs = "尚未执行过。";
        found(count) = format!("{} 个分区未由首选 Leader 领导", number(count));
        found_none = "无需选举";
        view_task = "任务";
    }
}
