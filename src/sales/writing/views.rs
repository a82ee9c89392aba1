//! The dialog to write in, and a message that was handed over.

use askama::Template;
use serde::Deserialize;

use super::model::Prospect;
use super::rules;
use super::text::{WritingText, hows};
use crate::customers::rules::Purpose;
use crate::messages::catalogue::{self, Spec};
use crate::messages::model::{Message, Template as Wording, Ways};
use crate::messages::rules::{MessageChannel, fill};
use crate::platform::i18n::{Lang, times};
use crate::platform::web::page::{Choice, Page};
use crate::platform::web::{Cx, FormView};
use crate::regions;
use crate::values::ids::OpportunityId;

/// `GET /opportunities/{id}/messages`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LetterQuery {
    pub wording: String,
    pub lang: String,
}

/// A wording to choose, or the other language.
pub struct Pick {
    pub href: String,
    pub label: &'static str,
    pub current: bool,
}

/// What is chosen so far.
#[derive(Clone, Copy, Debug)]
pub struct Chosen {
    pub spec: &'static Spec,
    pub lang: Lang,
}

impl Chosen {
    /// As asked for; else what fits how far the prospect is, in the reader's language.
    pub fn of(query: &LetterQuery, prospect: &Prospect, lang: Lang) -> Option<Self> {
        let offered = |key: &str| offered(prospect).find(|spec| spec.key == key);
        let first = || offered(rules::first(prospect.row.stage, prospect.quote.is_some()));
        let lang = match query.lang.as_str() {
            "" => lang,
            code => Lang::from_code(code),
        };
        let spec = offered(&query.wording).or_else(first)?;
        Some(Self { spec, lang })
    }
}

/// The wordings that can be filled in: one that leads to the quote needs a quote.
fn offered(prospect: &Prospect) -> impl Iterator<Item = &'static Spec> {
    let has_quote = prospect.quote.is_some();
    catalogue::of_sales().filter(move |spec| has_quote || spec.key != "sales.quote")
}

/// `/opportunities/{id}/messages`
#[derive(Template)]
#[template(path = "sales/writing/write.html", blocks = ["dialog"])]
pub struct WritePage {
    page: Page,
    w: &'static WritingText,
    there: String,
    opportunity: String,
    number: String,
    wordings: Vec<Pick>,
    other_language: Pick,
    hows: Vec<Choice>,
    notices: Vec<&'static str>,
    /// Of the text: it may be another one than the page's.
    text_lang: &'static str,
    form: FormView,
}

regions!(WritePage {
    main,
    dialog: as_dialog
});

impl WritePage {
    pub fn new(cx: &Cx, prospect: &Prospect, chosen: Chosen, ways: Ways, form: FormView) -> Self {
        let (w, lang) = (WritingText::of(cx.lang), cx.lang);
        let opportunity = format!("/opportunities/{}", prospect.row.id);
        let there = format!("{opportunity}/messages");
        let href = |key: &str, written: Lang| format!("{there}?wording={key}&lang={}", written.code());
        let other = match chosen.lang {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        };
        let mut notices = Vec::new();
        if chosen.spec.purpose == Purpose::Marketing {
            notices.push(w.marketing);
        }
        if ways.email.is_none() {
            notices.push(w.no_address);
        }
        if !ways.wechat && !ways.sms && ways.email != Some(true) {
            notices.push(w.no_consent);
        }
        if ways.email == Some(true) && prospect.quiet.holds(times::local(cx.now)) {
            notices.push(w.quiet);
        }
        Self {
            page: cx.page(w.write),
            w,
            number: prospect.row.number.clone(),
            wordings: offered(prospect)
                .map(|spec| Pick {
                    href: href(spec.key, chosen.lang),
                    label: lang.pick(spec.title.0, spec.title.1),
                    current: spec.key == chosen.spec.key,
                })
                .collect(),
            other_language: Pick {
                href: href(chosen.spec.key, other),
                label: match other {
                    Lang::Zh => lang.pick("换成中文", "In Chinese"),
                    Lang::En => lang.pick("换成英文", "In English"),
                },
                current: false,
            },
            // Nobody chooses a way that leads nowhere.
            hows: hows(lang)
                .into_iter()
                .filter(|how| ways.email.is_some() || how.value != MessageChannel::Email.code())
                .collect(),
            notices,
            text_lang: match chosen.lang {
                Lang::Zh => "zh-CN",
                Lang::En => "en",
            },
            there,
            opportunity,
            form,
        }
    }

    /// What the form holds when it is opened: the wording, filled in.
    pub fn start(
        cx: &Cx,
        prospect: &Prospect,
        chosen: Chosen,
        ways: Ways,
        wording: &Wording,
    ) -> Vec<(&'static str, String)> {
        let values = prospect.values(&cx.app.config.base_url, chosen.lang);
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        // Without a phone nothing is said of one.
        let mut body = wording.body.clone();
        if prospect.phones.is_empty() {
            let lines: Vec<&str> = body.lines().filter(|line| !line.contains("{phone}")).collect();
            body = lines.join("\n").trim_end().to_owned();
        }
        let how = if ways.email == Some(true) && !prospect.quiet.holds(times::local(cx.now)) {
            MessageChannel::Email
        } else {
            MessageChannel::WeChat
        };
        let next = prospect.figures.rhythm().next(prospect.row.level, cx.now);
        vec![
            ("wording", chosen.spec.key.to_owned()),
            ("lang", chosen.lang.code().to_owned()),
            ("how", how.code().to_owned()),
            ("subject", fill(&wording.subject, &values)),
            ("text", fill(&body, &values)),
            ("next_at", times::minute(next).replace(' ', "T")),
        ]
    }
}

/// `/opportunities/{id}/messages/{message}`
#[derive(Template)]
#[template(path = "sales/writing/message.html")]
pub struct MessagePage {
    page: Page,
    w: &'static WritingText,
    opportunity: String,
    number: String,
    channel: &'static str,
    time: String,
    iso: String,
    subject: String,
    text: String,
    text_lang: &'static str,
}

regions!(MessagePage { main });

impl MessagePage {
    pub fn new(cx: &Cx, id: OpportunityId, number: String, message: &Message) -> Self {
        let w = WritingText::of(cx.lang);
        let text = message.text.expose().clone();
        let han = text.chars().any(|sign| ('\u{4e00}'..='\u{9fff}').contains(&sign));
        Self {
            page: cx.page(w.handed_title),
            w,
            opportunity: format!("/opportunities/{id}"),
            number,
            channel: message.channel.label(cx.lang),
            time: times::minute(message.at),
            iso: times::iso(message.at),
            subject: message.subject.expose().clone(),
            text,
            text_lang: if han { "zh-CN" } else { "en" },
        }
    }
}
