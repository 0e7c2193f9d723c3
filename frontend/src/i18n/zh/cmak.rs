//! Texts of the page that attaches CMAK's clusters.

use crate::format::number;
use crate::i18n::cmak::Cmak;

texts_in! {
    ZH Cmak {
        lead = "按原名称接入 Kafka Manager (CMAK) 的集群。集群本身不会有任何改动。";
        list = "CMAK 中的集群";
        intro = "CMAK 保存在 ZooKeeper 的 /kafka-manager/configs 下的 JSON（单个集群、列表、每行一个或按名称的映射），或 cmak-operator 的 YAML。";
        choose = "选择文件";
        drop = "或拖放到此处，也可粘贴到下方";
        text = "CMAK 的集群";
        sample = "填入示例";
        too_long(bytes) = format!("文本有 {} 字节，最多接受 2,000,000 字节。", number(bytes));
        not_text = "文件不是 UTF-8 文本。";
        waiting = "选择文件或粘贴 CMAK 的内容";
        waiting_detail = "随后会显示每个集群中沿用的内容，并要求填写 CMAK 没有的 Bootstrap 地址。";
        reading = "正在读取";
        defaults = "适用于所有集群";
        defaults_hint = "填写各集群相同的内容并应用到每个集群，之后仍可分别修改。";
        apply(count) = format!("应用到 {} 个集群", number(count));
        applied = "已应用";
        attach_it(name) = format!("接入 {name}");
        was_disabled = "该集群在 CMAK 中已停用，将以停用状态接入；启用后才会连接。";
        conflict = "无法按当前内容接入";
        left_out(count) = format!("{} 项设置不沿用", number(count));
        connection = "连接";
        check = "检查连接";
        checking = "正在检查";
        button(count) = format!("接入 {} 个集群", number(count));
        attaching(at, of) = format!("正在接入第 {} 个，共 {} 个", number(at), number(of));
        nothing_chosen = "未选择任何集群。";
        attached(name) = format!("{name} 已接入");
        open(name) = format!("打开 {name}");
        all_attached(count) = format!("已接入 {} 个集群", number(count));
        some_failed(failed, count) = format!("{} 个集群中有 {} 个未能接入", number(count), number(failed));
        some_failed_detail = "原因见下方各集群。已接入的保持不变。";
    }
}
