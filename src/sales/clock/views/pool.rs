//! The open pool.

use askama::Template;

use crate::access::Permission;
use crate::platform::db::FormToken;
use crate::platform::db::page::Slice;
use crate::platform::i18n::times;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::sales::clock::model::{Left, PoolLine, PoolRow};
use crate::sales::clock::rules::Move;
use crate::sales::clock::text::{self, ClockText};
use crate::sales::rules::Level;
use crate::values::person_name::PersonName;

struct Line {
    id: String,
    number: String,
    customer: String,
    phone: String,
    model: String,
    stage: &'static str,
    level: &'static str,
    since: String,
    why: &'static str,
    whose: String,
    contact: String,
    action: String,
    token: String,
}

/// `/pool`
#[derive(Template)]
#[template(path = "sales/clock/pool.html", blocks = ["pool"])]
pub struct PoolPage {
    page: Page,
    w: &'static ClockText,
    /// Where the list refreshes itself from; after a claim that was refused, the first page.
    here: String,
    claims: String,
    /// Whoever leads the store looks on: what is claimed becomes somebody's own.
    may_claim: bool,
    refused: String,
    lines: Vec<Line>,
    shown: String,
    next: String,
}

regions!(PoolPage { main, pool: as_pool });

impl PoolPage {
    pub fn new(cx: &Cx, slice: Slice<PoolLine>, left: Left, refused: String) -> Self {
        let (w, lang, now) = (ClockText::of(cx.lang), cx.lang, cx.now);
        let lines: Vec<Line> = slice
            .rows
            .into_iter()
            .map(|one| Line {
                id: one.row.id.to_string(),
                customer: PersonName::parse(one.name.expose()).map_or_else(|_| "**".to_owned(), |name| name.masked()),
                phone: one.phone.unwrap_or_default(),
                model: one.row.model,
                why: one.fell.as_ref().map_or("", |(how, _)| match how {
                    Move::Dropped => w.dropped_in,
                    Move::Released => w.released_in,
                    Move::Claimed => "",
                }),
                whose: one.fell.and_then(|(_, whose)| whose).unwrap_or_default(),
                stage: one.row.stage.label(lang),
                level: one.row.level.map_or("", |level: Level| level.label(lang)),
                since: one
                    .row
                    .pool_since
                    .map(|at| times::short(at, now, lang))
                    .unwrap_or_default(),
                contact: one
                    .row
                    .last_contact_at
                    .map_or_else(|| w.never.to_owned(), |at| times::short(at, now, lang)),
                action: format!("/pool/{}/claims", one.row.id),
                token: FormToken::new().to_string(),
                number: one.row.number,
            })
            .collect();
        Self {
            page: cx.page(w.pool).live("board"),
            w,
            here: if cx.info.path.starts_with("/pool?") {
                cx.info.path.clone()
            } else {
                "/pool".to_owned()
            },
            claims: text::claims(left.today, left.a_day, lang),
            may_claim: cx.actor().is_ok_and(|actor| actor.may(Permission::OwnSales)),
            refused,
            shown: text::shown(lines.len(), lang),
            next: slice
                .next
                .map(|after| format!("/pool?after={after}"))
                .unwrap_or_default(),
            lines,
        }
    }
}

/// `/pool/{id}/release`
#[derive(Template)]
#[template(path = "sales/clock/release.html", blocks = ["dialog"])]
pub struct ReleasePage {
    page: Page,
    w: &'static ClockText,
    form: FormView,
    action: String,
    back: String,
    number: String,
}

regions!(ReleasePage {
    main,
    dialog: as_dialog
});

impl ReleasePage {
    pub fn new(cx: &Cx, row: &PoolRow, form: FormView) -> Self {
        let w = ClockText::of(cx.lang);
        Self {
            page: cx.page(w.release),
            w,
            form,
            action: format!("/pool/{}/release", row.id),
            back: format!("/opportunities/{}", row.id),
            number: row.number.clone(),
        }
    }
}
