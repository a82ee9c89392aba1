//! Words that every part of the room uses.

use crate::platform::i18n::Lang;

use super::rules::{Meaning, Op, Part, Purpose, QuestionKind, Way};

pub fn kind(kind: QuestionKind, lang: Lang) -> &'static str {
    match kind {
        QuestionKind::Score => lang.pick("1–5 分", "Score 1–5"),
        QuestionKind::Nps => lang.pick("推荐意愿 0–10", "Recommendation 0–10"),
        QuestionKind::Single => lang.pick("单选", "Single choice"),
        QuestionKind::Multiple => lang.pick("多选", "Multiple choice"),
        QuestionKind::YesNo => lang.pick("是 / 否", "Yes / no"),
        QuestionKind::ShortText => lang.pick("短文本", "Short text"),
        QuestionKind::LongText => lang.pick("长文本", "Long text"),
    }
}

pub fn purpose(purpose: Purpose, lang: Lang) -> &'static str {
    match purpose {
        Purpose::Service => lang.pick("维修服务后", "After service"),
        Purpose::Delivery => lang.pick("交车后", "After delivery"),
        Purpose::Complaint => lang.pick("投诉结案后", "After a complaint"),
        Purpose::Inquiry => lang.pick("咨询后", "After an inquiry"),
        Purpose::QuarterlySatisfaction => lang.pick("季度满意度", "Quarterly satisfaction"),
        Purpose::QuarterlyNps => lang.pick("季度推荐意愿", "Quarterly NPS"),
        Purpose::Own => lang.pick("自定义", "Own purpose"),
    }
}

pub fn way(way: Way, lang: Lang) -> &'static str {
    match way {
        Way::Link => lang.pick("链接（短信、小票）", "Link (SMS, slip)"),
        Way::Email => lang.pick("电子邮件", "E-mail"),
        Way::Phone => lang.pick("电话访谈", "Phone interview"),
        Way::OnSite => lang.pick("现场（平板、海报）", "On site (tablet, poster)"),
        Way::Paper => lang.pick("纸质问卷", "Paper"),
    }
}

/// `约 2 分钟`
pub fn about_minutes(minutes: usize, lang: Lang) -> String {
    let s = if minutes == 1 { "" } else { "s" };
    lang.pick(format!("约 {minutes} 分钟"), format!("About {minutes} minute{s}"))
}

pub fn part(part: Part, lang: Lang) -> &'static str {
    match part {
        Part::ServiceQuality => lang.pick("服务质量", "Service quality"),
        Part::PartsSupply => lang.pick("配件供应", "Parts supply"),
        Part::FairPrice => lang.pick("价格合理", "Fair price"),
        Part::CustomerCare => lang.pick("客户关怀", "Customer care"),
        Part::ComplaintHandling => lang.pick("投诉处理", "Complaint handling"),
        Part::Overall => lang.pick("总体评价", "Overall"),
        Part::Open => lang.pick("意见与建议", "Remarks"),
    }
}

pub fn meaning(meaning: Meaning, lang: Lang) -> &'static str {
    match meaning {
        Meaning::Item => lang.pick("单项", "Item"),
        Meaning::Overall => lang.pick("总体满意度", "Overall satisfaction"),
        Meaning::Recommendation => lang.pick("推荐意愿", "Recommendation"),
        Meaning::Remark => lang.pick("客户意见", "Remark"),
    }
}

pub fn op(op: Op, lang: Lang) -> &'static str {
    match op {
        Op::Is => lang.pick("等于", "is"),
        Op::IsNot => lang.pick("不等于", "is not"),
        Op::AtMost => lang.pick("不高于", "is at most"),
        Op::AtLeast => lang.pick("不低于", "is at least"),
    }
}
