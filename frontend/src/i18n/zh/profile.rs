//! Texts of the profile.

use crate::i18n::profile::Profile;

texts_in! {
    ZH Profile {
        title = "个人信息";
        account = "账号";
        user = "用户名";
        roles = "角色";
        no_role = "无：可由管理员授予";
        idle_until = "闲置到期";
        ends_at = "最晚到期";
        version = "Castellan";
        sign_out = "退出";
        everywhere = "退出所有会话";
        everywhere_title = "退出所有会话？";
        everywhere_body = "您的所有会话都会结束，包括当前会话。";
        password = "密码";
        present = "当前密码";
        present_needed = "请输入当前密码。";
        new = "新密码";
        new_hint = "至少 10 个字符";
        repeat = "再次输入新密码";
        repeat_differs = "两次输入的密码不一致。";
        change = "修改密码";
        changing = "正在修改密码";
        changed = "密码已修改";
        changed_detail = "您的其他会话已结束。";
        change_effect = "您的其他会话将结束。";
        looks = "外观";
        looks_detail = "保存在此浏览器中。";
        theme = "配色";
        system = "跟随系统";
        light = "浅色";
        dark = "深色";
        density = "行高";
        dense = "紧凑";
        comfortable = "宽松";
        language = "语言";
        zone = "时区";
        zone_hint(zone) = format!("时间以 {zone} 显示");
        zone_browser = "浏览器时区";
        zone_bad = "浏览器不认识该时区。请使用 Asia/Shanghai 或 UTC 这样的名称。";
    }
}
