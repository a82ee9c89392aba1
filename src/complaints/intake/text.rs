//! Words of the public complaint form and of the acknowledgement.

use chrono::TimeDelta;

use crate::platform::i18n::{Lang, durations};
use crate::words;

words! {
    pub struct IntakeText {
        title: "我要投诉", "Make a complaint";
        category: "关于什么", "What it is about";
        facts: "发生了什么", "What happened";
        facts_hint: "什么时候、在哪里、谁接待的您；按您自己的话写即可", "When, where, who looked after you; in your own words";
        wish: "您希望我们怎么做", "What you would like us to do";
        wish_hint: "可不填", "You may leave this empty";
        name: "您的姓名", "Your name";
        phone: "联系电话", "Phone";
        phone_hint: "我们会按这个号码给您回电", "We will call you on this number";
        email: "电子邮箱", "E-mail";
        email_hint: "填写后会收到一封带编号的确认邮件，可直接回复补充照片",
            "You will get a confirmation with your number; reply to it to add photos";
        plate: "车牌号", "Number plate";
        plate_hint: "可不填，有助于我们更快找到您的车", "Optional; helps us find your car";
        leave_empty: "此栏留空", "Leave this empty";
        privacy: "您填写的信息仅用于处理这次投诉，由本店客户关系部门查看；处理记录按法律要求保存。",
            "What you enter is used for this complaint only and seen by our customer relations team; records are kept as the law requires.";
        send: "提交投诉", "Send the complaint";
        urgent: "涉及人身安全的紧急情况，请直接拨打门店电话。", "If anybody's safety is at stake, please call the store at once.";
        thanks: "投诉已收到", "We have received your complaint";
        number: "参考编号", "Reference number";
        contact_by: "最迟联系您", "We contact you by";
        proposal_by: "最迟给出方案", "Our proposal by";
        keep_number: "来电咨询时请报这个编号。", "Please give this number when you call.";
        soon: "我们会尽快与您联系。", "We will be in touch soon.";
        another: "再写一条", "Write another";
        too_many: "提交次数过多，您填写的内容已保留，请稍后再试，或直接致电门店。",
            "Too many complaints from here; what you typed is kept. Try again later, or call the store.";
    }
}

/// A span as it is promised: `10 分钟`, `10 min`.
pub fn within(span: TimeDelta, lang: Lang) -> String {
    let words = durations::span(span, lang);
    lang.pick(words.replace('分', "分钟"), words)
}

/// What the store promises on the form.
pub fn promise(contact: TimeDelta, lang: Lang) -> String {
    let within = within(contact, lang);
    lang.pick(
        format!("请告诉我们发生了什么。我们收到后 {within}内与您联系，昼夜不变。"),
        format!("Tell us what happened. We contact you within {within} of receiving it, day and night."),
    )
}

/// How the customer's wish stands below what happened.
pub fn wish(words: &str, lang: Lang) -> String {
    lang.pick(format!("希望：{words}"), format!("Wish: {words}"))
}

/// What was left behind of a mail, for the staff.
pub fn left_behind(files: usize, cut: bool) -> Option<String> {
    let mut parts = Vec::new();
    if files > 0 {
        parts.push(format!("来信另有 {files} 个附件未收取（只收 JPEG、PNG、WebP 照片）"));
    }
    if cut {
        parts.push("来信正文过长，未全部收取".to_owned());
    }
    (!parts.is_empty()).then(|| parts.join("；"))
}
