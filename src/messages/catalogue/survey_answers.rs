//! What somebody who answered a survey is written.

use super::{NAME, STORE, SUMMARY, Spec, Wording};
use crate::customers::rules::Purpose;
use crate::messages::rules::MessageChannel::Email;
use crate::platform::i18n::Lang::{En, Zh};

pub const THANKS: Spec = Spec {
    key: "survey.thanks",
    title: ("调查：致谢", "Survey: thanks"),
    purpose: Purpose::Survey,
    variables: &[NAME, STORE],
    wordings: &[
        Wording {
            channel: Email,
            lang: Zh,
            subject: "感谢您的评价",
            body: "{name}：\n\n您好！您的问卷已收到，谢谢您抽时间告诉我们。您的意见会用于改进服务。\n\n{store}",
        },
        Wording {
            channel: Email,
            lang: En,
            subject: "Thank you for your answers",
            body: "Dear {name},\n\nYour answers have arrived. Thank you for taking the time; we use them to do better.\n\n{store}",
        },
    ],
};

pub const REPLY: Spec = Spec {
    key: "survey.reply",
    title: ("调查：答复留言", "Survey: reply to a remark"),
    purpose: Purpose::Service,
    variables: &[NAME, STORE, SUMMARY],
    wordings: &[
        Wording {
            channel: Email,
            lang: Zh,
            subject: "关于您在问卷中的留言",
            body: "{name}：\n\n您好！您在问卷中的留言我们看到了，现答复如下：\n\n{summary}\n\n{store}",
        },
        Wording {
            channel: Email,
            lang: En,
            subject: "About your remark in our survey",
            body: "Dear {name},\n\nThank you for what you wrote in our survey. Our answer:\n\n{summary}\n\n{store}",
        },
    ],
};
