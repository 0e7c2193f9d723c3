//! Texts of navigation, bar and account menu.

use crate::format::number;
use crate::i18n::shell::Shell;

texts_in! {
    ZH Shell {
        product = "Castellan";
        skip = "跳到内容";
        navigation = "导航";
        open_navigation = "打开导航";
        breadcrumb = "面包屑导航";
        data = "数据";
        operations = "运维";
        access = "管理";
        overview = "概览";
        brokers = "Broker";
        controller = "控制器";
        topics = "主题";
        reassignments = "分区重分配";
        elections = "Leader 选举";
        new_plan = "新建计划";
        plan = "计划";
        tasks = "后台任务";
        tags = "标签";
        audit = "审计";
        settings = "设置";
        instances = "实例";
        all_instances = "全部实例";
        console = "控制台";
        profile = "个人信息";
        sign_out = "退出登录";
        attach = "接入集群";
        edit_instance = "编辑实例";
        create_topic = "创建主题";
        import_topics = "导入主题";
        find_instance = "查找实例";
        choose_instance = "选择实例";
        no_instance = "没有名称匹配的实例。";
        connecting = "连接中";
        connected = "已连接";
        degraded = "部分异常";
        unreachable = "无法连接";
        disabled = "已停用";
        running_tasks(count) = format!("{} 个正在运行", number(count));
        version(version) = format!("Castellan {version}");
        and_kafka(state, version) = format!("{state}，Kafka {version}");
        account_of(user) = format!("{user} 的账号");
        theme_system = "外观：跟随系统";
        theme_light = "外观：浅色";
        theme_dark = "外观：深色";
        comfortable = "宽松行高";
        dense = "紧凑行高";
        live = "实时";
        snapshot_age(age) = format!("快照于 {age} 前");
        reconnecting = "正在重连";
        polling = "每 15 秒轮询";
        stale(since) = format!("自 {since} 起未更新");
        open_here = "在 Castellan 中打开";
    }
}
