//! Texts of the page `tags`, and of the tags in forms.

use crate::i18n::tags::Tags;

texts_in! {
    ZH Tags {
        title = "标签";
        lead = "用于查找和归类实例，例如 env: prod。实例列表可按标签筛选。";
        rules = "最多 20 个。键 1 到 36 个字符，值 1 到 43 个字符；不含 = * < > \\ , /，首尾不含空格。";
        key = "键";
        value = "值";
        key_of(row) = format!("标签 {row} 的键");
        value_of(row) = format!("标签 {row} 的值");
        add = "添加标签";
        remove(key) = format!("移除标签 {key}");
        full = "一个实例最多 20 个标签。";
        twice = "另一个标签已使用此键。";
        count(count) = format!("{count} / 20 个");
        save = "保存标签";
        saving = "正在保存";
        saved = "标签已保存";
        nothing_changed = "没有任何改动";
        reset = "放弃修改";
        empty_title = "还没有标签";
        empty_detail = "标签用于区分实例：环境、团队、成本中心。";
        load_now = "载入当前标签";
    }
}
