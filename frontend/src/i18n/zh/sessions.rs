//! Texts of sessions, wherever they are listed.

use crate::i18n::sessions::Sessions;

texts_in! {
    ZH Sessions {
        by_password = "密码";
        by_link = "一次性链接";
        by_token = "API 令牌";
        sessions = "会话";
        browser = "浏览器";
        this_one = "当前会话";
        signed_in_by = "登录方式";
        address = "地址";
        opened = "登录时间";
        last_used = "最近使用";
        ends = "到期时间";
        sign_out_of(name) = format!("退出 {name}");
        signed_out = "会话已结束";
        signing_out = "正在退出";
        no_sessions_title = "没有打开的会话";
        no_sessions_detail = "登录后即产生会话。";
        unknown_browser = "未知客户端";
        on_system(browser, system) = format!("{browser}（{system}）");
    }
}
