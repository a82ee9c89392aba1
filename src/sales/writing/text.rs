//! Words of messages to prospects.

use crate::messages::rules::MessageChannel;
use crate::platform::i18n::Lang;
use crate::platform::web::page::Choice;
use crate::words;

words! {
    pub struct WritingText {
        write: "写消息", "Write a message";
        wordings: "选择文案", "Choose a wording";
        how: "怎么发", "How it goes";
        subject: "邮件主题", "Subject";
        subject_hint: "只用于邮件。", "For mails only.";
        text: "内容", "Text";
        text_hint: "已按商机填好，可以直接修改。", "Filled in from the opportunity; change it as you like.";
        source: "数据来源", "Where the figure comes from";
        source_hint: "提到油耗或续航的数字时必填，会写在末尾，例如：工信部公告值。", "Needed with any figure of fuel or range, such as the official figure; it is added at the end.";
        next: "下次跟进", "Next follow-up";
        next_hint: "必填，按级别预填。", "Needed; filled in by the level.";
        send: "发送或交给我复制", "Send it, or hand it to me to copy";

        queued: "邮件已放入发件箱，跟进已记录", "The mail is in the outbox; the follow-up is logged";
        handed: "已记为跟进，请复制发给客户", "Logged as a follow-up: copy it and send it to the customer";
        handed_title: "消息内容", "The message";
        copy: "复制文本", "Copy the text";
        to_opportunity: "返回商机", "Back to the opportunity";

        no_address: "客户没有可用的邮箱，请复制文本发送。", "The customer has no e-mail address that can be used: copy the text instead.";
        no_consent: "客户没有同意用这种方式接收这类消息。", "The customer doesn't allow such messages this way.";
        quiet: "现在是免打扰时段，邮件请在白天发送，或复制文本由您决定何时发。", "Quiet hours: send mails during the day, or copy the text and send it when you see fit.";
        unfilled: "还有花括号里的变量没有换成内容。", "A variable in braces is not filled in.";
        marketing: "这是营销消息：客户同意过才能发，邮件主题会加上“广告”。", "This is marketing: it goes only to customers who agreed, and the subject of a mail says AD.";
        gone_on: "商机已经结束", "The opportunity has ended";
        gone_on_text: "它不再需要跟进，消息没有发出。", "It isn't followed up any more; nothing was sent.";
    }
}

/// The ways a message goes.
pub fn hows(lang: Lang) -> Vec<Choice> {
    [
        (MessageChannel::Email, "发邮件", "By mail"),
        (MessageChannel::WeChat, "复制到微信", "Copy into WeChat"),
        (MessageChannel::Sms, "复制到短信", "Copy into an SMS"),
    ]
    .into_iter()
    .map(|(how, zh, en)| Choice::new(how.code(), lang.pick(zh, en)))
    .collect()
}

/// A text with the line that says where its figures come from.
pub fn with_source(text: String, source: Option<&str>, lang: Lang) -> String {
    match source {
        Some(source) => format!("{text}\n{}{source}", lang.pick("数据来源：", "Source: ")),
        None => text,
    }
}
