//! Texts of the pages `reassignments` and `reassignments/run`.

use crate::format::number;
use crate::i18n::reassignments::Reassignments;

texts_in! {
    ZH Reassignments {
        title = "分区重分配";
        plan = "规划重分配";
        by_hand = "手动选择 Broker";
        moving_none = "当前没有分区在迁移";
        moving_count(count) = format!("当前有 {} 个分区在迁移", number(count));
        // what moves now
        moving = "正在迁移";
        moving_small = "无论由谁发起";
        col_partition = "分区";
        col_replicas = "副本";
        col_in_sync = "已同步";
        col_by = "发起方";
        this_console = "本控制台";
        another_tool = "其他工具";
        of(part, all) = format!("{part}，共 {all}");
        broker(id) = format!("Broker {id}");
        badge_adding(id) = format!("Broker {id}：将增加副本");
        badge_removing(id) = format!("Broker {id}：将移除副本");
        badge_out(id) = format!("Broker {id}：未同步");
        open_topic = "打开主题";
        open_run = "打开该重分配";
        cancel_move = "取消此迁移";
        cancel_moves(count) = format!("取消 {} 个迁移", number(count));
        only_own = "这些由本控制台迁移，请在其重分配页面中取消。";
        too_many = "一次最多 1,000 个。";
        cancel_moves_title(count) = format!("取消其他工具的 {} 个迁移？", number(count));
        cancel_moves_body = "Kafka 会丢弃新副本并恢复为原有副本。发起迁移的工具不会收到通知。";
        canceling_now = "正在取消";
        moves_canceled(count) = format!("已取消 {} 个迁移", number(count));
        moves_not_canceled(failed, all) =
            format!("{} 个迁移中有 {} 个未能取消", number(all), number(failed));
        // throttles
        throttles = "复制限速";
        throttles_small(count, left) = if left == 0 {
            format!("已设置 {} 项", number(count))
        } else {
            format!("已设置 {} 项，其中 {} 项为遗留", number(count), number(left))
        };
        col_on = "位置";
        col_leaders_side = "Leader 侧";
        col_followers_side = "Follower 侧";
        col_state = "状态";
        left_over = "遗留";
        left_over_why = "没有正在运行的重分配与其对应";
        in_use = "使用中";
        remove(count) = format!("移除 {} 项限速", number(count));
        remove_title(count) = format!("移除 {} 项不再需要的限速？", number(count));
        remove_body = "它们会拖慢复制，而且没有正在运行的重分配与其对应。如果其他工具即将开始重分配，请保留。";
        removing = "正在移除";
        removed(count) = format!("已移除 {} 项限速", number(count));
        not_removed(failed, all) =
            format!("{} 项限速中有 {} 项未能移除", number(all), number(failed));
        and_more(count) = format!("另有 {} 项", number(count));
        // history
        history = "历史";
        search(total) = format!("搜索 {} 个重分配", number(total));
        search_label = "按标题搜索重分配";
        col_reassignment = "重分配";
        col_progress = "进度";
        col_partitions = "分区";
        col_moved = "已迁移";
        col_creator = "发起人";
        col_started = "开始时间";
        col_end = "结束";
        col_end_title = "结束时间，或预计结束时间";
        not_begun = "尚未开始";
        no_estimate = "暂时未知";
        none_title = "还没有重分配";
        none_detail = "重分配在 Broker 之间迁移分区：填充新 Broker、清空即将下线的 Broker、均衡负载，或改变副本数。它始终先是一份计划。";
        nothing_title(q) = format!("没有符合“{q}”的重分配");
        nothing_detail = "搜索范围为标题。";
        // phases and states
        scheduled = "已排期";
        queued = "排队中";
        moving_word = "迁移中";
        paused = "已暂停";
        stopped = "已停止";
        canceling = "正在取消";
        cleaning_up = "正在清理";
        done = "已完成";
        failed = "失败";
        canceled = "已取消";
        waiting = "等待中";
        adding = "正在添加";
        catching_up = "正在追赶";
        // a run: head
        locked = "结束之前，计划中的主题不能删除，也不能增加分区";
        task(id) = format!("任务 {id}");
        change_speed = "修改限速";
        pause = "暂停";
        pausing = "正在暂停";
        resume = "继续";
        resuming = "正在继续";
        start_now = "立即开始";
        starting = "正在开始";
        cancel = "取消重分配";
        cancel_asked = "已要求停止。";
        undo = "撤销";
        undo_title = "规划返回？";
        undo_body = "控制台会规划把分区迁回之前所在的 Broker。启动该计划之前不会迁移任何数据。";
        undo_verb = "规划返回";
        undoing = "正在规划";
        elect = "选举首选 Leader";
        begins(at) = format!("将于 {at} 开始");
        queued_title = "正在等待此集群的另一个重分配";
        paused_title = "已暂停：正在迁移的分区继续，不再开始新的迁移";
        stopped_title = "已自行停止：正在迁移的分区继续，在有人继续之前不再开始新的迁移";
        throttle_waits(brokers) = format!("等待中：{brokers} 恢复后将移除其限速");
        brokers_named(count, ids) = if count == 1 {
            format!("Broker {ids}（1 个）")
        } else {
            format!("Broker {ids}（{} 个）", number(count))
        };
        why_title = "请注意";
        // a run: progress
        progress = "进度";
        moved(done, all, partitions, of) = format!(
            "已迁移 {done}，共 {all}；已完成 {} 个分区，共 {} 个",
            number(partitions),
            number(of),
        );
        moved_none(partitions, of) =
            format!("无需复制数据；已完成 {} 个分区，共 {} 个", number(partitions), number(of));
        rate = "速率";
        remaining = "剩余";
        estimated_end = "预计结束";
        any_moment = "即将";
        took = "用时";
        ended = "结束时间";
        n_done(count) = format!("{} 个已完成", number(count));
        n_moving(count) = format!("{} 个迁移中", number(count));
        n_waiting(count) = format!("{} 个等待中", number(count));
        n_canceled(count) = format!("{} 个已取消", number(count));
        n_failed(count) = format!("{} 个失败", number(count));
        // a run: chart
        rate_title = "传输速率";
        rate_small(unit) = format!("{unit}/s，所有 Broker 合计");
        rate_none = "测量两次之后显示速率。";
        rate_says(from, to, most, average, last) =
            format!("{from} 至 {to}：最高 {most}，平均 {average}，最后 {last}。");
        throttle_line(brokers, each) = format!("限速 {} × {each}", number(brokers));
        estimate(left) = format!("预计还需 {left}");
        now_at(at) = format!("现在 {at}");
        // a run: brokers
        into = "迁入的 Broker";
        copied_to(id) = format!("已复制到 Broker {id}");
        others_none = "正常复制未受影响：计划之外没有副本不足的分区。";
        others_same(count) =
            format!("正常复制未受影响：计划之外有 {} 个副本不足的分区，与开始前相同。", number(count));
        others_fewer(count, before) = format!(
            "正常复制未受影响：计划之外有 {} 个副本不足的分区，开始前为 {} 个。",
            number(count),
            number(before),
        );
        others_more(count, before) = format!(
            "计划之外有 {} 个副本不足的分区，开始前为 {} 个：正常复制受到影响。",
            number(count),
            number(before),
        );
        // a run: log and facts
        log = "日志";
        all_lines(count) = format!("全部 {} 行", number(count));
        no_log = "还没有日志";
        facts = "任务";
        started_by = "发起人";
        recorded = "记录时间";
        started = "开始时间";
        ago(age) = format!("{age} 前");
        the_plan = "计划";
        view_plan = "查看计划";
        throttle = "限速";
        no_throttle = "无";
        per_broker(rate) = format!("每个 Broker {rate}");
        at_once = "同时迁移";
        at_once_is(count, order) = format!("{} 个，{order}", number(count));
        smallest_first = "先迁移最小的主题";
        largest_first = "先迁移最大的主题";
        afterwards = "结束后";
        afterwards_is = "核对并移除限速";
        afterwards_elects = "核对、移除限速并选举首选 Leader";
        if_canceled = "取消后";
        if_canceled_is = "Kafka 恢复为已保存的分配";
        // a run: partitions
        partitions = "分区";
        all = "全部";
        search_topics = "搜索主题";
        col_replica = "副本";
        col_left = "剩余";
        col_left_title = "按当前速率计算的剩余时间";
        col_reason = "原因";
        size_unknown = "没有 Broker 提供其大小";
        no_moves_title = "没有匹配的分区";
        no_moves_detail = "请搜索其他主题，或显示全部状态。";
        cancel_partition = "取消此分区";
        cancel_partitions(count) = format!("取消 {} 个分区", number(count));
        cancel_partitions_title(count) = format!("取消 {} 个分区？", number(count));
        cancel_partitions_body = "正在迁移的分区恢复为原有副本，等待中的分区保持不变。其他分区继续迁移。";
        partitions_canceled(count) = format!("已取消 {} 个分区", number(count));
        partitions_not_canceled(failed, all) =
            format!("{} 个分区中有 {} 个未能取消", number(all), number(failed));
        // a run: dialogs
        speed_title = "限速与批次";
        speed_body = "立即生效，对正在迁移的分区也有效。";
        throttle_hint = "每个 Broker 的入站与出站速率。留空：不限速。";
        throttle_bad = "请输入大于 0 的数字，例如 60 或 1.5。";
        whole_takes(duration) = format!("在此限速下，整个计划需要 {duration}。");
        at_once_field = "同时迁移的分区数";
        at_once_hint = "范围 1–1,000";
        order_field = "迁移顺序";
        smallest = "最小的主题优先";
        largest = "最大的主题优先";
        changing = "正在修改";
        speed_changed = "限速已修改";
        fields_bad = "请先更正各字段。";
        cancel_title = "取消此重分配？";
        cancel_body(moving, waiting, done) = format!(
            "{} 个正在迁移的分区恢复为原有副本。{} 个等待中的分区保持不变。{} 个已完成的分区停留在新位置，可用“撤销”规划返回。之后移除限速。",
            number(moving),
            number(waiting),
            number(done),
        );
        cancel_told = "已要求停止重分配";
    }
}
