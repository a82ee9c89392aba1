//! Where one customer stands: a part of their page, and the questions it asks.

use askama::Template;

use crate::access::Permission;
use crate::figures::groups::model::{Grouped, Move};
use crate::figures::groups::rules::MoveKind;
use crate::figures::groups::text::{self, GroupText};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::values::ids::CustomerId;

pub struct MoveView {
    pub on: String,
    pub what: String,
    pub why: &'static str,
}

/// `/customer-groups/of/{id}`
#[derive(Template)]
#[template(path = "figures/groups/standing.html", blocks = ["standing"])]
pub struct Standing {
    page: Page,
    w: &'static GroupText,
    id: CustomerId,
    known: bool,
    stage: &'static str,
    stage_tone: &'static str,
    stage_since: String,
    group: &'static str,
    tone: &'static str,
    group_since: String,
    scores: String,
    why: String,
    moves: Vec<MoveView>,
    may_mark: bool,
}

regions!(Standing {
    main,
    standing: as_standing
});

impl Standing {
    pub fn new(cx: &Cx, id: CustomerId, grouped: Option<&Grouped>, moves: &[Move], months: u32) -> Result<Self, Error> {
        let (w, lang, today) = (GroupText::of(cx.lang), cx.lang, times::day_of(cx.now));
        let told = |one: &Move| {
            let named = |code: &str| match one.kind {
                MoveKind::Group => text::group_named(code, lang),
                MoveKind::Stage => text::stage_named(code, lang),
            };
            let what = match one.kind {
                MoveKind::Group => w.group,
                MoveKind::Stage => w.stage,
            };
            let was = match (one.kind, one.was.as_str()) {
                (MoveKind::Stage, "") => w.first,
                (_, was) => named(was),
            };
            MoveView {
                on: times::date(one.moved_on),
                what: format!("{what} {}", text::way(was, named(&one.became))),
                why: if one.by_rules { w.by_rules } else { "" },
            }
        };
        Ok(Self {
            page: cx.page(w.standing),
            w,
            id,
            known: grouped.is_some(),
            stage: grouped.map_or("", |one| one.stage.label(lang)),
            stage_tone: grouped.map_or("", |one| text::stage_tone(one.stage)),
            stage_since: grouped.map(|one| times::date(one.stage_since)).unwrap_or_default(),
            group: grouped
                .and_then(|one| one.rfm_group)
                .map_or("", |group| group.label(lang)),
            tone: grouped.and_then(|one| one.rfm_group).map_or("", text::tone),
            group_since: grouped
                .and_then(|one| one.group_since)
                .map(times::date)
                .unwrap_or_default(),
            scores: grouped.map(text::scored).unwrap_or_default(),
            why: grouped
                .map(|one| text::because(one, months, today, lang))
                .unwrap_or_default(),
            moves: moves.iter().map(told).collect(),
            may_mark: cx.actor()?.may(Permission::EditCustomers),
        })
    }
}

/// A question about one customer.
#[derive(Template)]
#[template(path = "figures/groups/ask.html", blocks = ["dialog"])]
pub struct AskPage {
    page: Page,
    w: &'static GroupText,
    title: &'static str,
    intro: &'static str,
    action: String,
    back: String,
    form: FormView,
    /// The field that is chosen, and from what.
    name: &'static str,
    label: &'static str,
    choices: Vec<Choice>,
    /// Asks for the brand and the day.
    leaving: bool,
}

regions!(AskPage {
    main,
    dialog: as_dialog
});

impl AskPage {
    pub fn leaving(cx: &Cx, id: CustomerId, form: FormView) -> Self {
        let w = GroupText::of(cx.lang);
        Self {
            page: cx.page(w.mark_gone),
            w,
            title: w.mark_gone,
            intro: "",
            action: format!("/customer-groups/of/{id}/leaving"),
            back: format!("/customers/{id}"),
            form,
            name: "state",
            label: w.state,
            choices: vec![Choice::new("here", w.here), Choice::new("gone", w.gone)],
            leaving: true,
        }
    }

    pub fn profiling(cx: &Cx, id: CustomerId, form: FormView) -> Self {
        let w = GroupText::of(cx.lang);
        Self {
            page: cx.page(w.mark_profiling),
            w,
            title: w.mark_profiling,
            intro: w.profiling_intro,
            action: format!("/customer-groups/of/{id}/profiling"),
            back: format!("/customers/{id}"),
            form,
            name: "profiling",
            label: w.profiling,
            choices: vec![Choice::new("allowed", w.allows), Choice::new("refused", w.refuses)],
            leaving: false,
        }
    }
}
