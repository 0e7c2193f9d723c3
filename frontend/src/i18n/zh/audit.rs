//! Texts of the audit.

use crate::format::number;
use crate::i18n::audit::Audit;

texts_in! {
    ZH Audit {
        title = "审计";
        about = "每一次变更，以及每一次被拒绝或失败的尝试。";
        own_title = "只列出您自己的事件。";
        own_detail = "查看所有人的事件需要 dms:audit:get 权限，管理员可在“设置”中授予。";
        search(total) = format!("搜索 {} 条事件", number(total));
        search_label = "搜索事件";
        more_filters = "筛选";
        filters_title = "筛选事件";
        apply = "应用";
        name = "事件名称";
        name_hint = "完整名称，例如 Kafka_create_topicSuccess";
        id = "事件 ID";
        kind = "事件类型";
        resource_type = "资源类型";
        resource_name = "资源名称";
        resource_id = "资源 ID";
        source = "来源";
        operator = "操作用户";
        operators = "操作用户";
        operators_hint = "一个或多个，用逗号分隔";
        status = "事件级别";
        time = "时间";
        message = "消息";
        code = "返回码";
        any = "不限";
        api_call = "API 调用";
        console_action = "控制台操作";
        system_action = "系统操作";
        open = "进行中";
        open_title = "变更正在执行，结果尚未可知";
        normal = "正常";
        normal_title = "已完成";
        warning = "警告";
        warning_title = "被拒绝或失败，没有任何改动";
        incident = "事故";
        incident_title = "失败并留下问题，或结果未知";
        wrap = "自动换行";
        refresh = "刷新";
        export_some(total) = format!("文件只含 {} 条事件中的前 5,000 条。请筛选后再导出其余部分。", number(total));
        folded(count) = format!("{} 次", number(count));
        folded_title = "重复的拒绝合并为一条事件";
        expand(name) = format!("{name} 的关键字段");
        view_trace = "查看事件";
        no_instance = "与实例无关";
        no_code = "仍在进行，或由控制台自身执行";
        empty_title = "该时间段内没有事件";
        empty_detail = "任何变更、变更尝试或拒绝都会记录在这里。";
        nothing_title = "没有事件符合这些筛选条件";
        nothing_detail = "搜索范围：事件名称、资源名称、操作用户和消息。";
        show_all_time = "显示全部时间";
        panel = "事件";
        previous = "上一条事件";
        next = "下一条事件";
        signed_in_by = "登录方式";
        address = "地址";
        began = "开始时间";
        closed = "结束时间";
        still_open = "仍在进行";
        json = "完整事件";
    }
}
