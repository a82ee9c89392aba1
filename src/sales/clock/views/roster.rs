//! Who takes which leads.

use askama::Template;

use crate::platform::i18n::times;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::sales::clock::model::{DutyRow, OnRoster};
use crate::sales::clock::text::{self, ClockText};
use crate::sales::rules::SourceKind;

struct Line {
    href: String,
    name: String,
    on_duty: bool,
    takes: bool,
    sources: String,
    models: String,
    late: i64,
    /// Why they are passed over, if they are.
    passed: String,
    on_break: bool,
    last: String,
}

/// `/sales-duty`
#[derive(Template)]
#[template(path = "sales/clock/roster.html")]
pub struct RosterPage {
    page: Page,
    w: &'static ClockText,
    /// Nobody on duty is in time.
    all_late: bool,
    /// Why leads wait, if nobody takes them.
    idle: &'static str,
    lines: Vec<Line>,
}

regions!(RosterPage { main });

impl RosterPage {
    /// `skip_late`: who is late with first calls is passed over, as long as somebody isn't.
    pub fn new(cx: &Cx, people: &[OnRoster], skip_late: bool) -> Self {
        let (w, lang) = (ClockText::of(cx.lang), cx.lang);
        let takes = |one: &&OnRoster| one.on_duty && one.duty.takes_leads;
        let late = |one: &OnRoster| skip_late && one.late > 0;
        let all_late = people.iter().any(|one| takes(&one)) && people.iter().filter(takes).all(late);
        let least = people.iter().filter(takes).map(|one| one.waiting).min();
        let idle = !people.is_empty() && !people.iter().any(|one| takes(&one));
        let listed = |words: Vec<String>| {
            if words.is_empty() {
                w.any.to_owned()
            } else {
                words.join(lang.pick("、", ", "))
            }
        };
        Self {
            page: cx.page(w.roster),
            w,
            all_late,
            idle: match (idle, people.iter().any(|one| one.on_duty)) {
                (false, _) => "",
                (true, true) => w.all_paused,
                (true, false) => w.none_on_duty,
            },
            lines: people
                .iter()
                .map(|one| Line {
                    href: format!("/sales-duty/{}", one.staff),
                    name: one.name.clone(),
                    on_duty: one.on_duty,
                    takes: one.duty.takes_leads,
                    sources: listed(
                        one.duty
                            .sources
                            .iter()
                            .flatten()
                            .filter_map(|code| SourceKind::parse(code))
                            .map(|kind| kind.label(lang).to_owned())
                            .collect(),
                    ),
                    models: listed(one.duty.models.iter().flatten().cloned().collect()),
                    late: one.late,
                    passed: if takes(&one) && late(one) && !(all_late && Some(one.waiting) == least) {
                        text::passed_over(one.late, lang)
                    } else {
                        String::new()
                    },
                    on_break: one.on_duty && one.on_break,
                    last: one
                        .duty
                        .last_dealt_at
                        .map(|at| times::short(at, cx.now, lang))
                        .unwrap_or_default(),
                })
                .collect(),
        }
    }
}

/// What the form of a duty shows.
pub fn typed(duty: &DutyRow) -> Vec<(String, String)> {
    let mut pairs = vec![
        ("lock_version".to_owned(), duty.lock_version.to_string()),
        (
            "models".to_owned(),
            duty.models.iter().flatten().cloned().collect::<Vec<_>>().join("\n"),
        ),
    ];
    if duty.takes_leads {
        pairs.push(("takes_leads".to_owned(), "1".to_owned()));
    }
    for code in duty.sources.iter().flatten() {
        pairs.push(("sources".to_owned(), code.clone()));
    }
    pairs
}

/// `/sales-duty/{id}`
#[derive(Template)]
#[template(path = "sales/clock/duty.html")]
pub struct DutyPage {
    page: Page,
    w: &'static ClockText,
    name: String,
    action: String,
    plan: String,
    sources: Vec<Choice>,
    form: FormView,
    is_stale: bool,
}

regions!(DutyPage { main });

impl DutyPage {
    pub fn new(cx: &Cx, one: &OnRoster, form: FormView) -> Self {
        let w = ClockText::of(cx.lang);
        Self {
            page: cx.page(w.roster),
            w,
            name: one.name.clone(),
            action: format!("/sales-duty/{}", one.staff),
            plan: format!("/working-plans/{}", one.staff),
            sources: SourceKind::choices(cx.lang),
            form,
            is_stale: false,
        }
    }

    /// Somebody changed it since the form was opened.
    pub fn stale(mut self) -> Self {
        self.is_stale = true;
        self
    }
}
