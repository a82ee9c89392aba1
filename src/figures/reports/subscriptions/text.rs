//! Words of subscriptions.

use super::rules::{Language, Plan, Rhythm, State, Topic, Trouble};
use crate::platform::i18n::Lang;
use crate::platform::web::page::Choice;
use crate::{labels, words};

labels! {
    Topic { Management: "经营报告", "Management report"; DataQuality: "数据质量", "Data quality"; }
    Rhythm { Weekly: "每周", "Every week"; Monthly: "每月", "Every month"; }
    State { Active: "发送中", "Active"; Paused: "已暂停", "Paused"; Stopped: "已停止", "Stopped"; }
    Trouble {
        NoAddress: "没有邮箱", "No address"; MayNot: "已无权查看", "May not see it any more";
        Failed: "上次没有送达", "The last one did not arrive";
    }
}

words! {
    pub struct SubscriptionText {
        title: "报告订阅", "Report subscriptions";
        intro: "到时间后，报告的主要数字会发到对方邮箱，并附上完整报告的链接。周报统计上一周，月报统计上一月。",
            "When it is time, the main figures go out by mail with a link to the full report. Weekly ones tell of last week, monthly ones of last month.";
        back: "返回报告", "Back to the reports";
        new: "新建订阅", "New subscription";
        edit: "修改订阅", "Change the subscription";
        none: "还没有订阅", "No subscriptions yet";
        none_text: "新建一个，报告会按时发送。", "Make one, and reports come by themselves.";
        person: "收件人", "Reader";
        person_hint: "只列出有权查看报告的同事；须有邮箱", "Colleagues who may see reports; they need an e-mail address";
        report: "报告", "Report";
        when: "发送时间", "Sent";
        rhythm: "频率", "How often";
        weekday: "每周：星期", "Every week: on";
        day: "每月：日期", "Every month: on day";
        hour: "时间", "At";
        language: "语言", "Language";
        next: "下次发送", "Next";
        last: "上次发送", "Last sent";
        never: "尚未发送", "Not yet";
        state: "状态", "State";
        actions: "操作", "Actions";
        save: "保存", "Save";
        created: "订阅已创建", "Subscription made";
        saved: "订阅已保存", "Subscription saved";
        pause: "暂停", "Pause";
        paused: "已暂停，不再发送", "Paused; nothing is sent";
        resume: "恢复", "Resume";
        resumed: "已恢复发送", "Resumed";
        stop: "停止", "Stop";
        stop_ask: "停止这个订阅？以后不再发送。", "Stop this subscription? Nothing will be sent any more.";
        stopped: "订阅已停止", "Subscription stopped";
        restarted: "订阅已恢复", "Subscription taken up again";
        test: "发给我试看", "Send me a sample";
        tested: "样张已发到您的邮箱", "A sample is on its way to you";
        no_own_address: "您的账号没有邮箱，不能发送样张。请联系管理员填写。",
            "Your account has no e-mail address, so no sample can be sent. Ask an administrator to fill it in.";
        no_address: "此人没有可用的邮箱，请先在员工资料中填写。",
            "This person has no e-mail address that can be used; fill it in on the staff page first.";
        may_not: "此人的岗位无权查看这份报告。", "This person's role may not see this report.";
        taken: "此人已订阅同样频率的这份报告。", "This person has this report at this rhythm already.";
        stale: "别人刚刚修改了这个订阅。请核对后再保存。", "Somebody has just changed this subscription. Compare and save again.";
    }
}

/// A language is called by its own name.
pub fn languages() -> Vec<Choice> {
    Language::ALL
        .iter()
        .map(|language| Choice::new(language.code(), language_name(*language)))
        .collect()
}

pub fn language_name(language: Language) -> &'static str {
    match language {
        Language::Zh => "中文",
        Language::En => "English",
    }
}

/// `周一`; Monday is 1.
pub fn weekday(day: u32, lang: Lang) -> &'static str {
    let names = lang.pick(
        ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
        [
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
        ],
    );
    let at = usize::try_from(day).unwrap_or(1).saturating_sub(1);
    names.get(at).copied().unwrap_or_default()
}

/// `每周一 08:00`, `每月 1 日 08:00`
pub fn plan(plan: Plan, lang: Lang) -> String {
    let Plan { rhythm, day, hour } = plan;
    match (rhythm, lang) {
        (Rhythm::Weekly, Lang::Zh) => format!("每{} {hour:02}:00", weekday(day, lang)),
        (Rhythm::Weekly, Lang::En) => format!("{}s {hour:02}:00", weekday(day, lang)),
        (Rhythm::Monthly, Lang::Zh) => format!("每月 {day} 日 {hour:02}:00"),
        (Rhythm::Monthly, Lang::En) => format!("day {day} of the month, {hour:02}:00"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_said_in_words() {
        let weekly = Plan {
            rhythm: Rhythm::Weekly,
            day: 1,
            hour: 8,
        };
        assert_eq!(plan(weekly, Lang::Zh), "每周一 08:00");
        assert_eq!(plan(weekly, Lang::En), "Mondays 08:00");
        let monthly = Plan {
            rhythm: Rhythm::Monthly,
            day: 3,
            hour: 18,
        };
        assert_eq!(plan(monthly, Lang::Zh), "每月 3 日 18:00");
    }
}
