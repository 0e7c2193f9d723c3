//! Texts of sign-in and the first set-up.

use crate::i18n::sign_in::SignIn;

texts_in! {
    ZH SignIn {
        title = "登录";
        user = "用户名";
        password = "密码";
        submit = "登录";
        submitting = "正在登录";
        wrong = "用户名或密码错误。";
        wrong_detail = "连续输错五次后，该账号和地址的登录会变慢。";
        slow(seconds) = format!("请等待 {seconds} 秒后重试。");
        link = "正在用一次性链接登录";
        link_failed = "一次性链接无效。";
        link_failed_detail = "链接已被使用或已过期。请索取新的链接，或用密码登录。";
        name_needed = "请输入用户名。";
        password_needed = "请输入密码。";
        set_up_needed = "此控制台还没有用户。";
        set_up_needed_detail = "请打开启动日志中的初始设置链接。";
        set_up_title = "设置 Castellan";
        set_up_lead = "创建第一个用户。它拥有全部权限，其他用户可在“设置”中创建。";
        set_up_no_token = "初始设置链接不完整。";
        set_up_no_token_detail = "请从启动日志中完整复制链接，包括 # 之后的全部内容。";
        set_up_done = "Castellan 已完成初始设置。";
        repeat = "再次输入密码";
        repeat_differs = "两次输入的密码不一致。";
        password_hint = "至少 10 个字符。";
        create = "创建用户";
        creating = "正在创建";
        to_sign_in = "前往登录";
    }
}
