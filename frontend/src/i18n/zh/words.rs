//! Texts that every page may use.

use crate::format::number;
use crate::i18n::words::Common;

texts_in! {
    ZH Common {
        cancel = "取消";
        close = "关闭";
        copy = "复制";
        copied = "已复制";
        copy_failed = "浏览器不允许在此复制。请选中文本后手动复制。";
        retry = "重试";
        refresh = "刷新";
        refreshing = "正在刷新";
        more_actions = "更多操作";
        actions_for(name) = format!("{name} 的操作");
        select_row(name) = format!("选择 {name}");
        select_page = "选择本页全部";
        clear_selection = "清除选择";
        select_all(total) = format!("选择全部 {} 项", number(total));
        selected(count) = format!("已选择 {} 项", number(count));
        selection = "选择";
        actions = "操作";
        name = "名称";
        search = "搜索";
        filter = "筛选";
        filters = "筛选条件";
        remove_filter(filter) = format!("移除筛选条件 {filter}");
        clear_filters = "清除筛选条件";
        columns = "列";
        default_columns = "默认列";
        columns_shown(shown, all) = format!("{shown} / {all} 列");
        export = "导出";
        export_csv = "导出为 CSV";
        export_yaml = "导出为 YAML";
        range(first, last, total) =
            format!("第 {}–{} 项，共 {} 项", number(first), number(last), number(total));
        rows = "每页行数";
        pages = "页";
        previous = "上一页";
        next = "下一页";
        page_number(page) = format!("第 {page} 页");
        on = "开启";
        off = "关闭";
        yes = "是";
        no = "否";
        always = "永久";
        never = "从未";
        not_set = "未设置";
        not_known = "未知：Broker 没有提供，或尚未查询。";
        loading = "正在加载";
        type_to_confirm_before = "请输入";
        type_to_confirm_after = "以确认";
        dismiss = "关闭提示";
        undo = "撤销";
        now = "当前";
        after = "之后";
        in_time(duration) = format!("{duration} 后");
        setting = "配置项";
        source = "来源";
        unchanged(count) = format!("已省略 {} 个未改变的值", number(count));
        becomes = "变为";
        show_password = "显示密码";
        hide_password = "隐藏密码";
        trace(id) = format!("事件 {id}");
        missing_title(count) = format!("{} 个 Broker 没有应答。", number(count));
        missing_broker(id, why) = format!("Broker {id}：{why}");
        old_title(since) = format!("自 {since} 起未更新。");
        offline_title = "控制台没有应答";
        offline_detail = "Castellan 没有运行，或网络中断。请检查连接后重试。";
        strange_title(status) = format!("意外的应答 ({status})");
        strange_detail = "应答并非来自 Castellan，而是由它与此浏览器之间的某个环节发出。";
        unreadable_title = "无法读取应答";
        unreadable_detail = "Castellan 已更新，或此页面过旧。请重新加载页面。";
        reload = "重新加载页面";
        part_failed = "应用的这一部分无法加载";
        part_failed_detail = "连接中断，或打开此页面后 Castellan 已更新。";
        language_failed = "该语言的文本无法加载";
        not_found_title = "没有此页面";
        not_found_detail = "该地址没有对应的内容，可能属于另一个版本的 Castellan。";
        not_allowed_title = "您的角色没有此权限";
        not_allowed_detail(action) = format!("需要 {action} 权限，管理员可在“设置”中授予。");
        severity_critical = "严重";
        severity_warning = "警告";
        severity_info = "提示";
    }
}
