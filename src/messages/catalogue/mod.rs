//! Every message the portal may write, with its variables and its first wording. A store may word each of them anew.

pub mod sales;
pub mod survey_answers;
pub mod surveys;

use super::rules::MessageChannel::{self, Email, Sms};
use super::rules::{Unfilled, fill, unfilled};
use crate::customers::rules::Purpose;
use crate::platform::i18n::Lang::{self, En, Zh};

/// Something that stands in braces in a template.
#[derive(Debug)]
pub struct Variable {
    pub name: &'static str,
    /// (zh, en)
    pub label: (&'static str, &'static str),
    /// (zh, en): what the preview shows.
    pub sample: (&'static str, &'static str),
}

/// A wording.
#[derive(Debug)]
pub struct Wording {
    pub channel: MessageChannel,
    pub lang: Lang,
    /// Empty where the channel has none.
    pub subject: &'static str,
    pub body: &'static str,
}

/// A message.
#[derive(Debug)]
pub struct Spec {
    pub key: &'static str,
    /// (zh, en)
    pub title: (&'static str, &'static str),
    pub purpose: Purpose,
    pub variables: &'static [Variable],
    pub wordings: &'static [Wording],
}

impl Spec {
    pub fn wording(&self, channel: MessageChannel, lang: Lang) -> Option<&'static Wording> {
        let of_channel = || self.wordings.iter().filter(|wording| wording.channel == channel);
        of_channel()
            .find(|wording| wording.lang == lang)
            .or_else(|| of_channel().next())
    }

    /// Whether this message has a wording for the channel in this very language.
    pub fn has(&self, channel: MessageChannel, lang: Lang) -> bool {
        self.wordings
            .iter()
            .any(|wording| wording.channel == channel && wording.lang == lang)
    }

    /// What of a text can't be filled in.
    pub fn unfilled(&self, text: &str) -> Unfilled {
        let known: Vec<&str> = self.variables.iter().map(|variable| variable.name).collect();
        unfilled(text, &known)
    }

    /// A text as a customer may get it.
    pub fn sample(&self, text: &str, lang: Lang) -> String {
        let values: Vec<(&str, &str)> = self
            .variables
            .iter()
            .map(|variable| (variable.name, lang.pick(variable.sample.0, variable.sample.1)))
            .collect();
        fill(text, &values)
    }

    pub fn knows(&self, variable: &str) -> bool {
        self.variables.iter().any(|known| known.name == variable)
    }
}

/// What a consultant writes to prospects, in the order it is offered.
pub fn of_sales() -> impl Iterator<Item = &'static Spec> {
    CATALOGUE.iter().filter(|spec| spec.key.starts_with("sales."))
}

/// The message with this key.
pub fn find(key: &str) -> Option<&'static Spec> {
    CATALOGUE.iter().find(|spec| spec.key == key)
}

const NAME: Variable = Variable {
    name: "name",
    label: ("客户称呼", "Customer"),
    sample: ("顾先生", "Mr Gu"),
};
const NUMBER: Variable = Variable {
    name: "number",
    label: ("投诉编号", "Complaint number"),
    sample: ("TS20261122-0007", "TS20261122-0007"),
};
const STORE: Variable = Variable {
    name: "store",
    label: ("门店名称", "Store"),
    sample: ("浦东店", "Pudong store"),
};
const DUE: Variable = Variable {
    name: "due",
    label: ("预计时间", "Expected time"),
    sample: ("11 月 23 日 10:12", "23 Nov, 10:12"),
};
const CONTACT: Variable = Variable {
    name: "contact",
    label: ("首次联系时限", "First contact within"),
    sample: ("10 分钟", "10 min"),
};
const SUMMARY: Variable = Variable {
    name: "summary",
    label: ("说明", "What is said"),
    sample: (
        "配件已到店，今天下午安装",
        "The part has arrived and will be fitted this afternoon",
    ),
};

const TIME: Variable = Variable {
    name: "due",
    label: ("预约时间", "Time of the appointment"),
    sample: ("2026-11-25 10:00", "2026-11-25 10:00"),
};
const ADVISOR: Variable = Variable {
    name: "advisor",
    label: ("接待人", "Who receives"),
    sample: ("王芳", "Wang Fang"),
};
const UNTIL: Variable = Variable {
    name: "until",
    label: ("保留至", "Held until"),
    sample: ("2026-11-24 14:00", "2026-11-24 14:00"),
};

const CAR: Variable = Variable {
    name: "car",
    label: ("车辆", "Car"),
    sample: ("星驰 X7 混动", "Xingchi X7 hybrid"),
};
const ORDER: Variable = Variable {
    name: "order",
    label: ("工单号", "Service order"),
    sample: ("GD20261122-0007", "GD20261122-0007"),
};
const DONE: Variable = Variable {
    name: "done",
    label: ("完成的项目", "What was done"),
    sample: ("更换机油机滤、四轮定位", "Oil and filter, wheel alignment"),
};
const NEXT: Variable = Variable {
    name: "next",
    label: ("下次保养", "Next service"),
    sample: ("2027-05-22 或 38,460 公里", "2027-05-22 or 38,460 km"),
};
const BENEFITS: Variable = Variable {
    name: "benefits",
    label: ("提前预约的权益", "Benefits of booking early"),
    sample: ("优先工位、保养工时九折", "a bay at once, 10 % off labour"),
};

pub const CATALOGUE: &[Spec] = &[
    Spec {
        key: "complaint.received",
        title: ("投诉：已受理", "Complaint: received"),
        purpose: Purpose::Service,
        variables: &[NAME, NUMBER, STORE, DUE, CONTACT],
        wordings: &[
            Wording {
                channel: Email,
                lang: Zh,
                subject: "您的投诉已受理（{number}）",
                body: "{name}：\n\n您好！您的来信已收到，投诉编号为 {number}。我们会在 {contact}内与您联系，并在 {due} 前给出处理方案。\n\n回复本邮件即可补充情况或照片。给您添麻烦了，谢谢您告诉我们。\n\n{store}客户关系部\n\n（本邮件由系统自动发出。）",
            },
            Wording {
                channel: Email,
                lang: En,
                subject: "We have received your complaint {number}",
                body: "Dear {name},\n\nThank you for writing to us. Your complaint has the number {number}. We will contact you within {contact} and propose a solution by {due}.\n\nReply to this mail to add details or photos. We are sorry for the trouble.\n\nCustomer relations, {store}\n\n(This mail was sent automatically.)",
            },
            Wording {
                channel: Sms,
                lang: Zh,
                subject: "",
                body: "【{store}】{name}，您的投诉 {number} 已受理，我们会尽快与您联系，并在 {due} 前给出方案。",
            },
            Wording {
                channel: Sms,
                lang: En,
                subject: "",
                body: "{store}: {name}, we have received your complaint {number}. We will contact you shortly and propose a solution by {due}.",
            },
        ],
    },
    Spec {
        key: "complaint.progress",
        title: ("投诉：进展告知", "Complaint: progress"),
        purpose: Purpose::Service,
        variables: &[NAME, NUMBER, STORE, SUMMARY],
        wordings: &[
            Wording {
                channel: Email,
                lang: Zh,
                subject: "您的投诉最新进展（{number}）",
                body: "{name}：\n\n您好！您的投诉 {number} 有新的进展：\n\n{summary}\n\n如有疑问，回复本邮件即可。\n\n{store}客户关系部",
            },
            Wording {
                channel: Email,
                lang: En,
                subject: "News about your complaint ({number})",
                body: "Dear {name},\n\nThere is news about your complaint {number}:\n\n{summary}\n\nReply to this mail if you have any question.\n\nCustomer relations, {store}",
            },
            Wording {
                channel: Sms,
                lang: Zh,
                subject: "",
                body: "【{store}】{name}，您的投诉 {number} 最新进展：{summary}",
            },
            Wording {
                channel: Sms,
                lang: En,
                subject: "",
                body: "{store}: {name}, news about your complaint {number}: {summary}",
            },
        ],
    },
    Spec {
        key: "complaint.resolved",
        title: ("投诉：已解决", "Complaint: resolved"),
        purpose: Purpose::Service,
        variables: &[NAME, NUMBER, STORE, SUMMARY],
        wordings: &[
            Wording {
                channel: Email,
                lang: Zh,
                subject: "您的投诉已处理完毕（{number}）",
                body: "{name}：\n\n您好！您的投诉 {number} 已处理完毕：\n\n{summary}\n\n我们会在一天内致电，听听您是否满意。\n\n{store}客户关系部",
            },
            Wording {
                channel: Email,
                lang: En,
                subject: "Your complaint has been resolved ({number})",
                body: "Dear {name},\n\nYour complaint {number} has been resolved:\n\n{summary}\n\nWe will call you within a day to hear whether you are satisfied.\n\nCustomer relations, {store}",
            },
            Wording {
                channel: Sms,
                lang: Zh,
                subject: "",
                body: "【{store}】{name}，您的投诉 {number} 已处理完毕：{summary}。我们会在一天内致电回访。",
            },
            Wording {
                channel: Sms,
                lang: En,
                subject: "",
                body: "{store}: {name}, your complaint {number} has been resolved: {summary}. We will call you within a day.",
            },
        ],
    },
    Spec {
        key: "appointment.reminder",
        title: ("预约：前一天提醒", "Appointment: the day before"),
        purpose: Purpose::Service,
        variables: &[NAME, STORE, TIME, ADVISOR],
        wordings: &[
            Wording {
                channel: Email,
                lang: Zh,
                subject: "您明天的到店预约（{due}）",
                body: "{name}：\n\n您好！您预约了 {due} 到{store}，由 {advisor} 接待。请带好行驶证和保养手册。\n\n如需改期，请回复本邮件或致电门店。期待您的光临。\n\n{store}",
            },
            Wording {
                channel: Email,
                lang: En,
                subject: "Your appointment tomorrow ({due})",
                body: "Dear {name},\n\nYou have an appointment at {store} on {due}; {advisor} will receive you. Please bring the vehicle licence and the service booklet.\n\nReply to this mail or call us to change it. We look forward to seeing you.\n\n{store}",
            },
            Wording {
                channel: Sms,
                lang: Zh,
                subject: "",
                body: "【{store}】{name}，您预约了 {due} 到店，由 {advisor} 接待。改期请致电门店。",
            },
            Wording {
                channel: Sms,
                lang: En,
                subject: "",
                body: "{store}: {name}, your appointment is on {due} with {advisor}. Call us to change it.",
            },
        ],
    },
    Spec {
        key: "appointment.offer",
        title: ("预约：候补有空位", "Appointment: a place is free"),
        purpose: Purpose::Service,
        variables: &[NAME, STORE, TIME, UNTIL],
        wordings: &[
            Wording {
                channel: Email,
                lang: Zh,
                subject: "您候补的时间有空位了（{due}）",
                body: "{name}：\n\n您好！您想预约的时间有空位了：{due}。我们为您保留到 {until}。\n\n请回复本邮件或致电门店确认；我们也会致电给您。\n\n{store}",
            },
            Wording {
                channel: Email,
                lang: En,
                subject: "A place is free for you ({due})",
                body: "Dear {name},\n\nA place has become free at the time you asked for: {due}. We hold it for you until {until}.\n\nReply to this mail or call us to take it; we will call you as well.\n\n{store}",
            },
            Wording {
                channel: Sms,
                lang: Zh,
                subject: "",
                body: "【{store}】{name}，您候补的 {due} 有空位了，为您保留到 {until}，请致电门店确认。",
            },
            Wording {
                channel: Sms,
                lang: En,
                subject: "",
                body: "{store}: {name}, {due} is free now. We hold it for you until {until}; please call us.",
            },
        ],
    },
    Spec {
        key: "service.thanks",
        title: ("维修：致谢", "Service: thanks"),
        purpose: Purpose::Service,
        variables: &[NAME, STORE, CAR, ORDER, DONE],
        wordings: &[
            Wording {
                channel: Email,
                lang: Zh,
                subject: "感谢您到店（{order}）",
                body: "{name}：\n\n您好！感谢您把{car}交给我们。本次完成的项目：{done}。\n\n一周内我们会致电，听听您用车的感受。有任何问题，回复本邮件即可。\n\n{store}",
            },
            Wording {
                channel: Email,
                lang: En,
                subject: "Thank you for your visit ({order})",
                body: "Dear {name},\n\nThank you for bringing your {car} to us. This is what we did: {done}.\n\nWe will call you within a week to hear how it runs. Reply to this mail if you have any question.\n\n{store}",
            },
            Wording {
                channel: Sms,
                lang: Zh,
                subject: "",
                body: "【{store}】{name}，感谢您到店。{car}本次完成：{done}。用车有任何问题请致电门店。",
            },
            Wording {
                channel: Sms,
                lang: En,
                subject: "",
                body: "{store}: {name}, thank you for your visit. Done on your {car}: {done}. Please call us with any question.",
            },
        ],
    },
    Spec {
        key: "service.reminder",
        title: ("维修：下次保养时间", "Service: the next one"),
        purpose: Purpose::Service,
        variables: &[NAME, STORE, CAR, NEXT],
        wordings: &[
            Wording {
                channel: Email,
                lang: Zh,
                subject: "您的爱车下次保养时间",
                body: "{name}：\n\n您好！您的{car}下次保养：{next}，以先到者为准。到期前我们会再提醒您，也欢迎随时回复本邮件预约。\n\n{store}",
            },
            Wording {
                channel: Email,
                lang: En,
                subject: "When your car is due next",
                body: "Dear {name},\n\nYour {car} is due for its next service on or at {next}, whichever comes first. We will remind you in time; reply to this mail to book.\n\n{store}",
            },
            Wording {
                channel: Sms,
                lang: Zh,
                subject: "",
                body: "【{store}】{name}，您的{car}下次保养：{next}，以先到者为准。欢迎来电预约。",
            },
            Wording {
                channel: Sms,
                lang: En,
                subject: "",
                body: "{store}: {name}, your {car} is due on or at {next}. Call us to book.",
            },
        ],
    },
    Spec {
        key: "service.due",
        title: ("维修：保养快到期", "Service: due soon"),
        purpose: Purpose::Service,
        variables: &[NAME, STORE, CAR, NEXT, BENEFITS],
        wordings: &[
            Wording {
                channel: Email,
                lang: Zh,
                subject: "您的爱车快到保养时间了",
                body: "{name}：\n\n您好！您的{car}该保养了：{next}。提前预约可享：{benefits}。\n\n回复本邮件或致电门店即可预约。\n\n{store}",
            },
            Wording {
                channel: Email,
                lang: En,
                subject: "Your car is due for its service",
                body: "Dear {name},\n\nYour {car} is due for its service: {next}. If you book ahead you get: {benefits}.\n\nReply to this mail or call us to book.\n\n{store}",
            },
            Wording {
                channel: Sms,
                lang: Zh,
                subject: "",
                body: "【{store}】{name}，您的{car}该保养了：{next}。提前预约可享：{benefits}。请致电门店预约。",
            },
            Wording {
                channel: Sms,
                lang: En,
                subject: "",
                body: "{store}: {name}, your {car} is due: {next}. Book ahead and get: {benefits}. Please call us.",
            },
        ],
    },
    sales::HELLO,
    sales::UNANSWERED,
    sales::MODEL_INFO,
    sales::DRIVE_INVITATION,
    sales::DRIVE_THANKS,
    sales::QUOTE_READY,
    sales::TRADE_IN,
    sales::OFFER,
    surveys::INVITATION,
    surveys::REMINDER,
    survey_answers::THANKS,
    survey_answers::REPLY,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::rules::variables;

    #[test]
    fn every_wording_keeps_to_the_variables_of_its_message() {
        for spec in CATALOGUE {
            for wording in spec.wordings {
                for text in [wording.subject, wording.body] {
                    for variable in variables(text) {
                        assert!(spec.knows(variable), "{}: {variable}", spec.key);
                    }
                }
                assert_eq!(wording.subject.is_empty(), wording.channel != Email, "{}", spec.key);
            }
        }
    }
}
