//! What a consultant writes to somebody who may buy a car, by need and model. Each goes by mail, or as text to copy.

use super::{NAME, STORE, Spec, Variable, Wording};
use crate::customers::rules::Purpose;
use crate::messages::rules::MessageChannel::{Email, WeChat};
use crate::platform::i18n::Lang::{En, Zh};

const CUSTOMER: Variable = Variable {
    name: "customer",
    label: ("客户姓名", "Customer's name"),
    sample: ("顾一凡", "Gu Yifan"),
};
const MODEL: Variable = Variable {
    name: "model",
    label: ("意向车型", "Model"),
    sample: ("星驰 X7 混动", "Xingchi X7 hybrid"),
};
const COLOUR: Variable = Variable {
    name: "colour",
    label: ("颜色", "Colour"),
    sample: ("流光银", "silver"),
};
const NEED: Variable = Variable {
    name: "need",
    label: ("看重什么", "What matters to them"),
    sample: ("后排空间和安全座椅接口", "room in the back and child seats"),
};
const CONSULTANT: Variable = Variable {
    name: "consultant",
    label: ("销售顾问", "Consultant"),
    sample: ("王芳", "Wang Fang"),
};
const PHONE: Variable = Variable {
    name: "phone",
    label: ("门店电话", "The store's phone"),
    sample: ("021-5555 0100", "021-5555 0100"),
};
/// Where the customer reads the quote that stands.
pub const LINK: &str = "link";
const QUOTE: Variable = Variable {
    name: LINK,
    label: ("报价链接", "Link to the quote"),
    sample: ("https://example.com/q/…", "https://example.com/q/…"),
};

const VARIABLES: &[Variable] = &[NAME, CUSTOMER, MODEL, COLOUR, NEED, CONSULTANT, STORE, PHONE, QUOTE];

/// A message with the same text by mail and to copy.
macro_rules! message {
    ($key:literal, $purpose:ident, $zh:literal, $en:literal, $zh_subject:literal, $zh_body:literal, $en_subject:literal, $en_body:literal) => {
        Spec {
            key: $key,
            title: ($zh, $en),
            purpose: Purpose::$purpose,
            variables: VARIABLES,
            wordings: &[
                Wording {
                    channel: Email,
                    lang: Zh,
                    subject: $zh_subject,
                    body: $zh_body,
                },
                Wording {
                    channel: Email,
                    lang: En,
                    subject: $en_subject,
                    body: $en_body,
                },
                Wording {
                    channel: WeChat,
                    lang: Zh,
                    subject: "",
                    body: $zh_body,
                },
                Wording {
                    channel: WeChat,
                    lang: En,
                    subject: "",
                    body: $en_body,
                },
            ],
        }
    };
}

pub const HELLO: Spec = message!(
    "sales.hello",
    Service,
    "销售：首次联系后",
    "Sales: after the first call",
    "您的专属顾问 {consultant}",
    "{name}，您好！我是{store}的销售顾问{consultant}，感谢您关注{model}。选车过程中有任何问题，随时找我。\n\n门店电话：{phone}\n{store}",
    "Your consultant at {store}",
    "Dear {name},\n\nI am {consultant}, sales consultant at {store}. Thank you for your interest in the {model}. Whatever you would like to know, please ask me.\n\nPhone: {phone}\n{store}"
);
pub const UNANSWERED: Spec = message!(
    "sales.unanswered",
    Service,
    "销售：电话没打通",
    "Sales: nobody answered",
    "刚才给您打过电话",
    "{name}，您好！我是{store}的{consultant}，刚才给您打电话没有接通。您咨询的{model}，我整理好了资料。什么时间方便通话？回复我一个时间即可。\n\n门店电话：{phone}",
    "I tried to call you",
    "Dear {name},\n\nThis is {consultant} of {store}; I tried to call you just now. I have put together what you asked about the {model}. When may I call you? A short answer will do.\n\nPhone: {phone}"
);
pub const MODEL_INFO: Spec = message!(
    "sales.model_info",
    Service,
    "销售：按需求介绍车型",
    "Sales: the model for their need",
    "{model}：按您的需求整理的资料",
    "{name}，您好！您提到看重{need}，我按这一点整理了{model}的资料。看完有疑问，我们可以电话里细说，也欢迎来店里看实车。\n\n{consultant} {store}\n门店电话：{phone}",
    "The {model}, with what matters to you",
    "Dear {name},\n\nYou told me that this matters to you: {need}. I have put together what the {model} offers there. I am happy to go through it with you by phone, or with the car in front of us.\n\n{consultant}, {store}\nPhone: {phone}"
);
pub const DRIVE_INVITATION: Spec = message!(
    "sales.drive_invitation",
    Service,
    "销售：邀请试驾",
    "Sales: invitation to a test drive",
    "邀请您试驾{model}",
    "{name}，您好！{model}的试驾车已经备好。您看重的{need}，开一圈最清楚，全程约一小时。您这周哪天方便？请带好驾驶证，我在{store}等您。\n\n{consultant}\n门店电话：{phone}",
    "Come and drive the {model}",
    "Dear {name},\n\nThe {model} is ready for you to drive. What matters to you ({need}) is best seen on the road; it takes about an hour. Which day suits you this week? Please bring your driving licence.\n\n{consultant}, {store}\nPhone: {phone}"
);
pub const DRIVE_THANKS: Spec = message!(
    "sales.drive_thanks",
    Service,
    "销售：试驾致谢",
    "Sales: thanks for the test drive",
    "感谢您试驾{model}",
    "{name}，您好！感谢您来{store}试驾{model}。您提到的{need}，我都记下了。想再对比哪款配置或颜色，告诉我，我把差别列给您看。\n\n{consultant}\n门店电话：{phone}",
    "Thank you for driving the {model}",
    "Dear {name},\n\nThank you for coming to {store} to drive the {model}. I have noted what you said: {need}. If you would like to compare another version or colour, tell me and I will show you the differences.\n\n{consultant}\nPhone: {phone}"
);
pub const QUOTE_READY: Spec = message!(
    "sales.quote",
    Service,
    "销售：报价单已备好",
    "Sales: the quote is ready",
    "{model}的报价单",
    "{name}，您好！{model}的报价单已经备好，每一项费用都写清楚了：\n{link}\n\n哪一项看不明白，随时问我。\n\n{consultant} {store}\n门店电话：{phone}",
    "Your quote for the {model}",
    "Dear {name},\n\nYour quote for the {model} is ready, with every charge on a line of its own:\n{link}\n\nPlease ask me about any line that isn't clear.\n\n{consultant}, {store}\nPhone: {phone}"
);
pub const TRADE_IN: Spec = message!(
    "sales.trade_in",
    Service,
    "销售：旧车评估",
    "Sales: what the old car is worth",
    "您的旧车可以抵多少",
    "{name}，您好！您换{model}时，旧车可以直接抵车款。评估约半小时，当场出价，不合适不收费。来店时请带上行驶证和登记证书。您哪天方便？\n\n{consultant} {store}\n门店电话：{phone}",
    "What your old car is worth",
    "Dear {name},\n\nYour old car can be part of the payment for the {model}. Looking it over takes half an hour; you get an offer on the spot and owe nothing if you decline. Please bring its papers. Which day suits you?\n\n{consultant}, {store}\nPhone: {phone}"
);
pub const OFFER: Spec = message!(
    "sales.offer",
    Marketing,
    "销售：限时优惠",
    "Sales: an offer that ends",
    "{model}本月购车政策",
    "{name}，您好！{store}本月{model}有购车政策，名额用完为止，以到店签订的合同为准。想了解具体金额，回复我即可，我为您单独核算。不想再收到这类消息，也请告诉我。\n\n{consultant}\n门店电话：{phone}",
    "This month's terms for the {model}",
    "Dear {name},\n\nThis month {store} has terms of its own for the {model}, while places last and as the contract says. Answer me for the figures; I will reckon them for you. Tell me as well if you would rather not get such messages.\n\n{consultant}\nPhone: {phone}"
);
