//! Texts of the background tasks.

use crate::format::number;
use crate::i18n::tasks::Tasks;

texts_in! {
    ZH Tasks {
        title = "后台任务";
        about = "耗时超过一次请求的工作：导入和克隆在这里继续进行，关闭页面也不受影响。";
        kind = "类型";
        any_kind = "全部类型";
        any_state = "全部";
        create_topics = "创建主题";
        clone_topic = "克隆主题";
        reassign = "移动分区";
        elect_leaders = "选举 Leader";
        name(kind, target) = format!("{kind}：{target}");
        state = "状态";
        pending = "等待中";
        running = "运行中";
        canceling = "取消中";
        successful = "成功";
        failed = "失败";
        canceled = "已取消";
        col_task = "任务";
        col_done = "已完成";
        col_percent = "百分比";
        col_started = "开始时间";
        col_took = "用时";
        col_creator = "发起人";
        col_message = "结果或步骤";
        done_of(done, total, unit) =
            format!("{} / {} {}", number(done), number(total), (Tasks::ZH.counted)(unit));
        // What the console counts, in its own English.
        bytes_of(done, total) = format!("{done}，共 {total}");
        counted(unit) = match unit {
            "topics" => "个主题",
            "partitions" => "个分区",
            other => other,
        }.to_owned();
        not_begun = "已记录，尚未开始";
        refresh = "刷新";
        open = "打开";
        open_reassignment = "打开该重分配";
        cancel = "取消任务";
        cancel_asked = "已请求停止，完成当前步骤后停止。";
        cancel_title = "取消此任务？";
        cancel_body(name) = format!("“{name}”将在完成当前步骤后停止，已完成的部分保持不变。");
        cancel_verb = "取消任务";
        cancel_working = "正在取消";
        cancel_done = "已请求停止任务";
        delete = "删除记录";
        delete_title = "删除此任务的记录？";
        delete_body(name) = format!("“{name}”的日志和结果将被删除。任务已完成的内容保留，审计中的事件也会保留。");
        delete_verb = "删除记录";
        delete_working = "正在删除";
        deleted = "记录已删除";
        empty_title = "还没有后台任务";
        empty_detail = "主题的导入和克隆在这里运行。";
        nothing_title = "没有任务符合这些筛选条件";
        nothing_detail = "任务会一直保留在列表中，直到其记录被删除。";
        id(id) = format!("任务 {id}");
        progress = "进度";
        rate = "速率";
        per_second = "/秒";
        per_minute = "/分钟";
        remaining = "剩余";
        estimated_end = "预计结束";
        ended = "结束时间";
        ago(age) = format!("{age} 前");
        took = "用时";
        not_yet_known = "未知：尚未完成任何内容";
        ending = "即将";
        done_count(count) = format!("{} 个已完成", number(count));
        failed_count(count) = format!("{} 个失败", number(count));
        waiting_count(count) = format!("{} 个等待中", number(count));
        not_done_count(count) = format!("{} 个未执行", number(count));
        results = "结果";
        results_of = "逐项结果";
        all_results = "全部";
        result_done = "已完成";
        result_failed = "失败";
        col_item = "对象";
        col_result = "结果";
        col_reason = "原因";
        search_items(total) = format!("搜索 {} 个对象", number(total));
        search_label = "搜索对象";
        no_items_title = "还没有结果";
        no_items_detail = "每个对象的结果确定后会列在这里。";
        no_item_title = "没有匹配的对象";
        no_item_detail = "请搜索其他名称，或显示全部结果。";
        log = "日志";
        all_lines(count) = format!("全部 {} 行", number(count));
        fewer_lines = "收起";
        no_log = "还没有日志";
        facts = "任务";
        started_by = "发起人";
        recorded = "记录时间";
        started = "开始时间";
        if_canceled = "取消后";
        stays_done = "已完成的部分保持不变";
        trace = "审计事件";
        view_trace = "查看事件";
    }
}
