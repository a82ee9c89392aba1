//! How the month stands, beside the list: three figures against their targets, one's own or those one answers for.

use askama::Template;

use super::text::DayText;
use crate::access::{Actor, Role};
use crate::figures::measures::forms::{AskedQuery, only_own};
use crate::figures::measures::model::{Measured, Measures};
use crate::figures::measures::queries;
use crate::figures::measures::views::look;
use crate::figures::rules::Figure;
use crate::figures::text as words;
use crate::platform::i18n::Lang;
use crate::platform::web::{Answer, Cx};

/// The three that tell somebody most about their own work; whoever answers for more sees that.
fn figures(actor: &Actor) -> [Figure; 3] {
    use Figure::*;
    let is = |roles: &[Role]| roles.iter().any(|role| actor.is(*role));
    if is(&[Role::StoreManager]) {
        [LeadConversion, ReturnRate, Nps]
    } else if is(&[Role::CrmManager, Role::MembershipAdmin]) {
        [Nps, MemberActivity, WinBack]
    } else if is(&[Role::ServiceManager, Role::ServiceAdvisor]) {
        [ValueAdded, Satisfaction, ComplaintPunctuality]
    } else if is(&[Role::SalesManager, Role::SalesConsultant]) {
        [LeadConversion, FirstCall, Satisfaction]
    } else if is(&[Role::Marketing]) {
        [LeadConversion, MemberActivity, Nps]
    } else {
        [DeliveryCallBack, ComplaintPunctuality, Nps]
    }
}

/// What the figures are called together.
pub fn title(actor: &Actor, lang: Lang) -> &'static str {
    let w = DayText::of(lang);
    if only_own(actor) { w.own_month } else { w.month }
}

/// `GET /my-day/figures`: fetched by the page once it stands, so that it waits for no figure.
pub async fn show(cx: Cx) -> Answer {
    let actor = cx.actor()?.clone();
    let wish = AskedQuery::default().wish(&actor, cx.now);
    let wanted = figures(&actor);
    let measures = cx
        .read(move |conn| {
            let asked = queries::ask(conn, &wish)?;
            queries::measure(conn, &asked, &wanted)
        })
        .await?;
    cx.fragment(&Month::new(&measures, wanted, cx.lang))
}

struct Line {
    name: &'static str,
    href: String,
    value: String,
    target: String,
    /// `12 / 40`, where there is anything.
    of: String,
    small: bool,
    light: &'static str,
    tone: &'static str,
    icon: &'static str,
}

#[derive(Template)]
#[template(path = "my_day/month.html")]
struct Month {
    w: &'static DayText,
    lines: Vec<Line>,
}

impl Month {
    fn new(measures: &Measures, wanted: [Figure; 3], lang: Lang) -> Self {
        let found = wanted.iter().filter_map(|figure| measures.get(figure));
        Self {
            w: DayText::of(lang),
            lines: found.map(|measured| line(measured, lang)).collect(),
        }
    }
}

fn line(measured: &Measured, lang: Lang) -> Line {
    let (figure, unit) = (measured.figure, measured.figure.unit());
    let (tone, icon) = look(measured.light);
    Line {
        name: words::name(figure, lang),
        href: format!("/figures/{}", figure.code()),
        value: words::value(measured.value, unit),
        target: words::value(measured.target, unit),
        of: if measured.n == 0 {
            String::new()
        } else {
            format!("{} / {}", measured.sum, measured.n)
        },
        small: measured.small && measured.value.is_some(),
        light: words::light(measured.light, lang),
        tone,
        icon,
    }
}
