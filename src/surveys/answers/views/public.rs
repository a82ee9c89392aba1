//! The customer's own page.

use askama::Template;

use crate::platform::i18n::{Lang, times};
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::surveys::answers::commands::field;
use crate::surveys::answers::model::{Closed, Sheet};
use crate::surveys::answers::rules::Follows;
use crate::surveys::answers::rules::pages::{at_most, leaves, most_on};
use crate::surveys::answers::text::{self, GuestText};
use crate::surveys::rules::{Given, Question, QuestionKind, Value, Wishes, within};

/// What was answered, as the fields of the form.
pub fn values(given: &Given) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (question, value) in given {
        let name = field(*question);
        match value {
            Value::Score(number) | Value::Nps(number) => pairs.push((name, number.to_string())),
            Value::Choice(code) => pairs.push((name, code.clone())),
            Value::Choices(codes) => pairs.extend(codes.iter().map(|code| (name.clone(), code.clone()))),
            Value::YesNo(yes) => pairs.push((name, if *yes { "yes" } else { "no" }.to_owned())),
            Value::Text(text) => pairs.push((name, text.clone())),
        }
    }
    pairs
}

/// Whether what was answered so far is such that something would follow.
fn is_unhappy(sheet: &Sheet, given: &Given) -> bool {
    !within(sheet.limits, &sheet.paper, given, Wishes::default(), sheet.anonymous)
        .reasons()
        .is_empty()
}

/// Whether a call and a complaint are offered: nobody can be called who isn't known.
pub fn wishes_fit(sheet: &Sheet, given: &Given) -> bool {
    sheet.known && is_unhappy(sheet, given)
}

/// A question as it is asked.
pub struct Asked {
    /// What the section is called that begins with it; empty where none does, or the page has one only.
    pub heading: String,
    pub name: String,
    pub label: String,
    /// `score`, `nps`, `single`, `multiple`, `short_text`, `long_text`
    pub kind: &'static str,
    pub required: bool,
    pub items: Vec<Choice>,
    pub most: &'static str,
}

impl Asked {
    fn new(question: &Question, number: usize, lang: Lang) -> Self {
        let w = GuestText::of(lang);
        let words = lang.pick(&question.zh, &question.en);
        let items = match question.kind {
            QuestionKind::Score => (1..=5)
                .map(|score| Choice::new(score.to_string(), text::mood(score, lang)))
                .collect(),
            QuestionKind::Nps => (0..=10)
                .map(|nps: u8| Choice::new(nps.to_string(), nps.to_string()))
                .collect(),
            QuestionKind::YesNo => vec![Choice::new("yes", w.yes), Choice::new("no", w.no)],
            QuestionKind::Single | QuestionKind::Multiple => question
                .choices
                .iter()
                .map(|choice| Choice::new(choice.code.clone(), lang.pick(&choice.zh, &choice.en).clone()))
                .collect(),
            QuestionKind::ShortText | QuestionKind::LongText => Vec::new(),
        };
        let several = if question.kind == QuestionKind::Multiple {
            w.several
        } else {
            ""
        };
        let optional = if question.required { "" } else { w.optional };
        Self {
            heading: String::new(),
            name: field(question.id),
            label: format!("{number}. {words}{several}{optional}"),
            kind: match question.kind {
                QuestionKind::YesNo => "single",
                kind => kind.code(),
            },
            required: question.required,
            items,
            most: if question.kind == QuestionKind::ShortText {
                "200"
            } else {
                "2000"
            },
        }
    }

    fn is_text(&self) -> bool {
        self.items.is_empty()
    }
}

/// `/s/{token}`: one page of the questions.
#[derive(Template)]
#[template(path = "surveys/answers/step.html", blocks = ["main"])]
pub struct StepPage {
    page: Page,
    w: &'static GuestText,
    store: String,
    /// Of the store; empty where none is on record.
    phone: String,
    title: String,
    /// Only on the first page.
    intro: String,
    hello: String,
    section: String,
    section_id: String,
    step: String,
    at: usize,
    of: usize,
    asked: Vec<Asked>,
    first: bool,
    /// Nothing more can be asked: this page sends it off.
    last: bool,
    wishes: bool,
    /// Whether they are such that wishes are offered, on the page that sends it off.
    unhappy: bool,
    anonymous: bool,
    notice: &'static str,
    action: String,
    refusal: String,
    form: FormView,
}

regions!(StepPage { main: as_main });

impl StepPage {
    pub fn new(cx: &Cx, token: &str, sheet: &Sheet, at: usize, form: FormView, notice: &'static str) -> Self {
        let (lang, paper) = (cx.lang, &sheet.paper);
        let leaves = leaves(paper, &sheet.given);
        let here = leaves.get(at).or_else(|| leaves.first());
        let before: usize = leaves.iter().take(at).map(|leaf| leaf.questions().count()).sum();
        let (mut asked, mut numbers): (Vec<Asked>, _) = (Vec::new(), before + 1..);
        let steps = here.map(|leaf| leaf.steps.as_slice()).unwrap_or_default();
        for step in steps {
            let first = asked.len();
            let numbered = step.questions.iter().zip(numbers.by_ref());
            asked.extend(numbered.map(|(question, number)| Asked::new(question, number, lang)));
            if let Some(one) = asked.get_mut(first).filter(|_| steps.len() > 1) {
                one.heading.clone_from(lang.pick(&step.section.zh, &step.section.en));
            }
        }
        let title = lang.pick(&paper.title_zh, &paper.title_en).clone();
        let hello = sheet.greeting.as_ref().filter(|_| at == 0 && lang == Lang::Zh);
        let labels: Vec<(String, String)> = asked.iter().map(|one| (one.name.clone(), one.label.clone())).collect();
        // What may still come is counted, so that nothing is called the end that isn't.
        let (pages, most) = here.map_or((1, 0), |leaf| {
            (
                at_most(paper, &sheet.given, leaf.id),
                most_on(paper, &sheet.given, leaf.id),
            )
        });
        let of = pages.max(at + 1);
        let last = of == at + 1 && most <= asked.len();
        let unhappy = wishes_fit(sheet, &sheet.given);
        Self {
            page: cx.page(title.clone()),
            w: GuestText::of(lang),
            store: lang.pick(&sheet.store.zh, &sheet.store.en).clone(),
            phone: sheet.store.phone.clone(),
            title,
            intro: match lang.pick(&paper.intro_zh, &paper.intro_en) {
                _ if at > 0 => String::new(),
                intro if intro.is_empty() => text::begin(paper.minutes(), lang),
                intro => intro.clone(),
            },
            hello: hello.map_or(String::new(), |name| text::hello(name.expose(), lang)),
            section: match steps {
                [one] => lang.pick(&one.section.zh, &one.section.en).clone(),
                _ => String::new(),
            },
            section_id: here.map(|leaf| leaf.id.to_string()).unwrap_or_default(),
            step: text::step(at + 1, of, lang),
            at: at + 1,
            of,
            first: at == 0,
            wishes: last && unhappy,
            unhappy,
            last,
            anonymous: sheet.anonymous,
            notice,
            action: format!("/s/{token}?lang={}&step={}", lang.code(), at + 1),
            refusal: format!("/s/{token}/refusal?lang={}", lang.code()),
            form: form.named(lang, labels.iter().map(|(name, label)| (name.as_str(), label.as_str()))),
            asked,
        }
    }

    /// After the last page on which more might have followed: nothing did, and it is sent off from here.
    #[must_use]
    pub fn to_send(mut self) -> Self {
        self.last = true;
        self.wishes = self.unhappy;
        self.of = self.at;
        self.step = text::step(self.at, self.of, self.page.lang);
        self
    }
}

/// `/s/{token}`, where nothing is asked any more: thanks, too late, a regret.
#[derive(Template)]
#[template(path = "surveys/answers/closed.html", blocks = ["main"])]
pub struct ClosedPage {
    page: Page,
    w: &'static GuestText,
    store: String,
    /// Of the store; empty where none is on record.
    phone: String,
    title: &'static str,
    words: &'static str,
    /// When it was sent off.
    sent_at: String,
    /// Said on top: what was just done, or that nothing was.
    notice: &'static str,
    icon: &'static str,
    /// Which wishes are offered.
    offer_call: bool,
    offer_complaint: bool,
    action: String,
    complain: String,
    form: FormView,
}

regions!(ClosedPage { main: as_main });

impl ClosedPage {
    /// A link that leads nowhere.
    pub fn unknown(cx: &Cx) -> Self {
        let w = GuestText::of(cx.lang);
        Self::nobodys(cx, w.unknown_title, w.unknown_text, "link")
    }

    /// Too many links that led nowhere.
    pub fn busy(cx: &Cx) -> Self {
        let w = GuestText::of(cx.lang);
        Self::nobodys(cx, w.busy_title, w.busy_text, "hourglass")
    }

    /// Nobody knows whose link it would be.
    fn nobodys(cx: &Cx, title: &'static str, words: &'static str, icon: &'static str) -> Self {
        Self {
            page: cx.page(title),
            w: GuestText::of(cx.lang),
            store: String::new(),
            phone: String::new(),
            title,
            words,
            sent_at: String::new(),
            notice: "",
            icon,
            offer_call: false,
            offer_complaint: false,
            action: String::new(),
            complain: String::new(),
            form: FormView::blank(),
        }
    }

    pub fn new(cx: &Cx, token: &str, sheet: &Sheet, closed: Closed, wished: bool) -> Self {
        let (w, lang) = (GuestText::of(cx.lang), cx.lang);
        let draft = sheet.draft.as_ref().filter(|_| closed == Closed::Answered);
        let follows = draft.map_or(Follows::None, |draft| draft.consequence);
        let (title, words, icon) = match closed {
            Closed::Answered => (
                w.thanks,
                match follows {
                    Follows::CallBack => w.thanks_call,
                    Follows::Complaint => w.thanks_complaint,
                    Follows::None | Follows::Thanks if !sheet.known && is_unhappy(sheet, &sheet.given) => {
                        w.thanks_nameless
                    }
                    Follows::None | Follows::Thanks => w.thanks_text,
                },
                "circle-check",
            ),
            Closed::Refused => (w.refused_title, w.refused_text, "hand-stop"),
            Closed::Expired => (w.expired_title, w.expired_text, "hourglass"),
            Closed::Paused => (w.paused_title, w.paused_text, "player-pause"),
            Closed::Cancelled => (w.cancelled_title, w.cancelled_text, "ban"),
            Closed::Over => (w.over_title, w.over_text, "lock"),
        };
        // Whoever was unhappy may still say what they wish.
        let unhappy = draft.filter(|draft| draft.consequence == Follows::CallBack);
        Self {
            page: cx.page(title),
            w,
            store: lang.pick(&sheet.store.zh, &sheet.store.en).clone(),
            phone: sheet.store.phone.clone(),
            title,
            words,
            sent_at: sheet
                .answered_at
                .filter(|_| closed == Closed::Answered)
                .map(|at| {
                    let when = if sheet.anonymous {
                        times::date(times::day_of(at))
                    } else {
                        times::minute(at)
                    };
                    text::sent_at(&when, lang)
                })
                .unwrap_or_default(),
            notice: if wished { w.wished } else { "" },
            icon,
            offer_call: unhappy.is_some_and(|draft| !draft.wants_call),
            offer_complaint: unhappy.is_some(),
            action: format!("/s/{token}/wishes?lang={}", lang.code()),
            complain: if closed == Closed::Answered && follows != Follows::Complaint {
                format!("/complain/{}?lang={}", sheet.store.code, lang.code())
            } else {
                String::new()
            },
            form: FormView::blank(),
        }
    }

    /// After a post that changed nothing.
    #[must_use]
    pub fn again(mut self, lang: Lang) -> Self {
        let w = GuestText::of(lang);
        if self.title == w.thanks {
            self.notice = w.already_sent;
        }
        self
    }

    /// After a step that was sent while the survey rested.
    #[must_use]
    pub fn kept(mut self, lang: Lang) -> Self {
        self.notice = GuestText::of(lang).kept_meanwhile;
        self
    }
}

/// `/s/{token}/refusal`
#[derive(Template)]
#[template(path = "surveys/answers/refuse.html", blocks = ["main"])]
pub struct RefusePage {
    page: Page,
    w: &'static GuestText,
    store: String,
    /// Of the store; empty where none is on record.
    phone: String,
    /// Whether there is somebody who could not be asked any more.
    known: bool,
    action: String,
    back: String,
    form: FormView,
}

regions!(RefusePage { main: as_main });

impl RefusePage {
    pub fn new(cx: &Cx, token: &str, sheet: &Sheet) -> Self {
        let (w, lang) = (GuestText::of(cx.lang), cx.lang);
        Self {
            page: cx.page(w.refuse_title),
            w,
            store: lang.pick(&sheet.store.zh, &sheet.store.en).clone(),
            phone: sheet.store.phone.clone(),
            known: sheet.known,
            action: format!("/s/{token}/refusal?lang={}", lang.code()),
            back: format!("/s/{token}?lang={}", lang.code()),
            form: FormView::blank(),
        }
    }
}
