//! Words that every part of the room uses.

use super::rules::{Fault, Figure, Grain, Group, Light, Period, Unit, shown};
use crate::platform::i18n::{Lang, times};

/// What a figure is called.
pub fn name(figure: Figure, lang: Lang) -> &'static str {
    match figure {
        Figure::LeadConversion => lang.pick("线索转化率", "Lead conversion"),
        Figure::FirstCall => lang.pick("首次联系及时率", "First-call punctuality"),
        Figure::DeliveryCallBack => lang.pick("交车 7 天回访率", "7-day delivery call-back"),
        Figure::Satisfaction => lang.pick("客户满意度", "Customer satisfaction"),
        Figure::ReturnRate => lang.pick("客户返厂率", "Return rate"),
        Figure::ValueAdded => lang.pick("增值业务占比", "Value-added share"),
        Figure::ComplaintPunctuality => lang.pick("投诉处理及时率", "Complaint punctuality"),
        Figure::Nps => lang.pick("净推荐值 NPS", "NPS"),
        Figure::MemberActivity => lang.pick("会员活跃度", "Member activity"),
        Figure::WinBack => lang.pick("流失客户挽回率", "Win-back rate"),
        Figure::Loyalty => lang.pick("客户忠诚度指数", "Loyalty index"),
        Figure::Repurchase => lang.pick("再购率", "Repurchase rate"),
        Figure::Referral => lang.pick("推荐线索占比", "Referral share"),
        Figure::ComplaintFree => lang.pick("无投诉车主占比", "Owners without a complaint"),
    }
}

pub fn group(group: Group, lang: Lang) -> &'static str {
    match group {
        Group::Sales => lang.pick("销售", "Sales"),
        Group::Service => lang.pick("售后", "Service"),
        Group::Crm => lang.pick("客户关系", "Customer relations"),
    }
}

/// `86.4%`, `42.1`
pub fn number(value: f64, unit: Unit) -> String {
    format!("{:.1}{}", shown(value), super::rules::sign(unit))
}

/// As [`number`]; a dash where there is none.
pub fn value(value: Option<f64>, unit: Unit) -> String {
    value.map_or_else(|| "–".to_owned(), |value| number(value, unit))
}

/// How far a value has moved, in points: `+2.1`, `−0.4`, `0.0`. Read from what is shown.
pub fn change(now: Option<f64>, before: Option<f64>) -> Option<String> {
    let change = shown(now?) - shown(before?);
    let change = (change * 10.0).round() / 10.0;
    Some(if change > 0.0 {
        format!("+{change:.1}")
    } else if change < 0.0 {
        format!("−{:.1}", -change)
    } else {
        "0.0".to_owned()
    })
}

pub fn light(light: Light, lang: Lang) -> &'static str {
    match light {
        Light::Good => lang.pick("达标", "On target"),
        Light::Near => lang.pick("接近目标", "Near target"),
        Light::Bad => lang.pick("未达标", "Off target"),
        Light::Unknown => lang.pick("无目标或无数据", "No target or no data"),
    }
}

pub fn grain(grain: Grain, lang: Lang) -> &'static str {
    match grain {
        Grain::Day => lang.pick("日", "Day"),
        Grain::Week => lang.pick("周", "Week"),
        Grain::Month => lang.pick("月", "Month"),
        Grain::Quarter => lang.pick("季度", "Quarter"),
        Grain::Year => lang.pick("年", "Year"),
        Grain::Custom => lang.pick("自定", "Custom"),
    }
}

/// `2026-11-01 – 2026-11-23`
pub fn period(period: Period) -> String {
    if period.from == period.to {
        times::date(period.from)
    } else {
        format!("{} – {}", times::date(period.from), times::date(period.to))
    }
}

pub fn fault(fault: Fault, lang: Lang) -> &'static str {
    match fault {
        Fault::Reversed => lang.pick("开始日期晚于结束日期。", "The first day comes after the last."),
        Fault::Future => lang.pick("这个时段还没有到。", "This period has not come yet."),
        Fault::NoDay => lang.pick(
            "日期无法识别，请按 2026-11-23 填写。",
            "This is not a day; type it as 2026-11-23.",
        ),
        Fault::UnknownStore => lang.pick(
            "没有这家门店，或不在您的查看范围内。",
            "There is no such store among those you see.",
        ),
        Fault::UnknownTeam => lang.pick(
            "没有这个班组，或不在您的查看范围内。",
            "There is no such team among those you see.",
        ),
        Fault::UnknownPerson => lang.pick(
            "没有这名员工，或不在您的查看范围内。",
            "There is no such person among those you see.",
        ),
    }
}
