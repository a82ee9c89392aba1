//! What customers are asked with, and reminded. Each tells until when the link holds and how to be left alone.

use super::{NAME, STORE, Spec, Variable, Wording};
use crate::customers::rules::Purpose;
use crate::messages::rules::MessageChannel::{Email, Sms};
use crate::platform::i18n::Lang::{En, Zh};

const ABOUT: Variable = Variable {
    name: "about",
    label: ("关于什么", "What it is about"),
    sample: ("最近一次维修服务", "your last service"),
};
const LINK: Variable = Variable {
    name: "link",
    label: ("答题链接", "Link to the questions"),
    sample: ("https://example.com/s/…", "https://example.com/s/…"),
};
const EXPIRES: Variable = Variable {
    name: "until",
    label: ("有效期至", "Valid until"),
    sample: ("2026-12-08", "2026-12-08"),
};

const VARIABLES: &[Variable] = &[NAME, STORE, ABOUT, LINK, EXPIRES];

pub const INVITATION: Spec = Spec {
    key: "survey.invitation",
    title: ("调查：邀请", "Survey: invitation"),
    purpose: Purpose::Survey,
    variables: VARIABLES,
    wordings: &[
        Wording {
            channel: Email,
            lang: Zh,
            subject: "请您评价{about}",
            body: "{name}：\n\n您好！感谢您选择{store}。想请您花一两分钟评价{about}：\n\n{link}\n\n链接仅供您本人使用，{until} 前有效，中途退出后可以接着答。您的意见只用于改进服务；不满意的地方，我们会尽快联系您。\n\n不想参加调查，请打开链接后选择“不想参加”。\n\n{store}",
        },
        Wording {
            channel: Email,
            lang: En,
            subject: "How was it? About {about}",
            body: "Dear {name},\n\nThank you for choosing {store}. Please take a minute or two to tell us about {about}:\n\n{link}\n\nThe link is for you alone and holds until {until}; you may stop and go on later. What you say is used to improve our work, and where you were not satisfied we will contact you soon.\n\nIf you would rather not take part, open the link and say so there.\n\n{store}",
        },
        Wording {
            channel: Sms,
            lang: Zh,
            subject: "",
            body: "【{store}】{name}，请您用一两分钟评价{about}：{link} （{until} 前有效）。不想参加可在页面选择“不想参加”。",
        },
        Wording {
            channel: Sms,
            lang: En,
            subject: "",
            body: "{store}: {name}, please take a minute or two to tell us about {about}: {link} (until {until}). You may decline on the page.",
        },
    ],
};

pub const REMINDER: Spec = Spec {
    key: "survey.reminder",
    title: ("调查：提醒", "Survey: reminder"),
    purpose: Purpose::Survey,
    variables: VARIABLES,
    wordings: &[
        Wording {
            channel: Email,
            lang: Zh,
            subject: "还想听听您对{about}的意见",
            body: "{name}：\n\n您好！几天前我们请您评价{about}，还没有收到您的意见。链接 {until} 前有效，已答的题目都保留着：\n\n{link}\n\n我们只提醒这一次。不想参加，请打开链接后选择“不想参加”。\n\n{store}",
        },
        Wording {
            channel: Email,
            lang: En,
            subject: "We would still like to hear about {about}",
            body: "Dear {name},\n\nSome days ago we asked you about {about} and have not heard from you. The link holds until {until}; what you have answered is kept:\n\n{link}\n\nThis is the only reminder. If you would rather not take part, open the link and say so there.\n\n{store}",
        },
        Wording {
            channel: Sms,
            lang: Zh,
            subject: "",
            body: "【{store}】{name}，还想听听您对{about}的意见：{link} （{until} 前有效）。只提醒这一次。",
        },
        Wording {
            channel: Sms,
            lang: En,
            subject: "",
            body: "{store}: {name}, we would still like to hear about {about}: {link} (until {until}). This is the only reminder.",
        },
    ],
};
