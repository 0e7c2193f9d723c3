//! Texts of the page that creates topics from a list.

use crate::format::number;
use crate::i18n::topic_import::TopicImport;

texts_in! {
    ZH TopicImport {
        title = "导入主题";
        intro = "CSV 或 YAML 列表，与主题导出的格式相同。确认计划之前不会有任何改动。";
        list = "列表";
        choose = "选择文件";
        drop = "或拖放到此处，也可在下方输入";
        format = "格式";
        csv = "CSV";
        yaml = "YAML";
        text = "主题";
        sample_csv = "填入 CSV 示例";
        sample_yaml = "填入 YAML 示例";
        change_existing = "修改已存在且不同的主题";
        change_existing_hint = "否则保持不变。";
        too_long(bytes) = format!("列表有 {} 字节，最多接受 2,000,000 字节。", number(bytes));
        not_text = "文件不是 UTF-8 文本。";
        plan = "计划";
        plan_waiting = "正在询问集群";
        plan_empty = "选择文件或输入列表";
        plan_empty_detail = "计划会说明每个主题是新建、修改、相同还是冲突。";
        all = "全部";
        create = "新建";
        change = "修改";
        differs = "不同，保留";
        same = "相同";
        conflict = "冲突";
        col_line = "行";
        col_name = "名称";
        col_action = "操作";
        col_values = "值";
        adds(partitions) = format!("新增 {} 个分区。", number(partitions));
        nothing_to_do = "没有需要新建或修改的主题。";
        conflicts_left(count) = format!("跳过 {} 个冲突。", number(count));
        button(create, change) = match (create, change) {
            (0, 0) => "导入主题".to_owned(),
            (create, 0) => format!("新建 {} 个主题", number(create)),
            (0, change) => format!("修改 {} 个主题", number(change)),
            (create, change) => format!("新建 {} 个、修改 {} 个主题", number(create), number(change)),
        };
        importing = "正在启动";
    }
}
