//! Texts of the ranges of time that lists are filtered by.

use crate::i18n::time_range::TimeRange;

texts_in! {
    ZH TimeRange {
        time_range = "时间范围";
        last_hour = "最近 1 小时";
        last_day = "最近 1 天";
        last_week = "最近 1 周";
        any_time = "全部时间";
        custom_range = "自定义范围";
        from = "从";
        to = "至";
        from_to(from, to) = format!("{from} 至 {to}");
        from_on(from) = format!("{from} 之后");
        up_to(to) = format!("{to} 之前");
        range_turned = "开始时间必须早于结束时间。";
        range_empty = "请输入开始时间、结束时间或两者。";
        apply = "应用";
    }
}
