//! Pages of the follow-up board and of one opportunity.

use askama::Template;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::model::{Card, Counts, EventRow, Offered, Opportunity, QUOTE_ASKED, QUOTE_DECLINED};
use super::rules::{Column, Due, View, Way, due};
use super::steps::{fits, quick};
use super::text::{self, BoardText};
use crate::access::{Actor, Permission};
use crate::platform::db::FormToken;
use crate::platform::db::page::After;
use crate::platform::i18n::{Lang, durations, times};
use crate::platform::vault::Pii;
use crate::platform::web::narrow::{Chooser, Narrowed, Tab, address};
use crate::platform::web::page::{Choice, avatar_tone};
use crate::platform::web::steps::Quick;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::sales::export::Table;
use crate::sales::leads::model::{Around, Next, named};
use crate::sales::leads::text::{LeadText, stamp as lead_stamp};
use crate::sales::leads::views::{contact_icon, sources_to_choose};
use crate::sales::model::BOARD;
use crate::sales::quotes::rules::AcceptedHow;
use crate::sales::rules::{FollowUpKind, FollowUpOutcome, Level, Stage, phase};
use crate::sales::test_drives::model::sees_all;
use crate::sales::test_drives::rules::{DriveState, Intent};
use crate::sales::text::{level_tone, stage_tone};
use crate::sales::trade_ins::rules::TradeState;
use crate::values::deadline::Standing;
use crate::values::ids::{CustomerId, OpportunityId};
use crate::values::money::Fen;

/// The query string of the board, as typed: what can't be read counts as not said.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct BoardQuery {
    pub view: String,
    pub layout: String,
    pub owner: String,
    pub level: String,
    pub source: String,
    pub model: String,
    pub customer: String,
    /// Of what has ended: from which day until which, and of what was lost why and to whom.
    pub from: String,
    pub to: String,
    pub because: String,
    pub rival: String,
    /// The column that is shown further.
    pub more: String,
    pub after: String,
}

impl Narrowed for BoardQuery {
    const PATH: &'static str = "/board";

    fn all(&self) -> Vec<(&'static str, &String)> {
        vec![
            ("view", &self.view),
            ("layout", &self.layout),
            ("owner", &self.owner),
            ("level", &self.level),
            ("source", &self.source),
            ("model", &self.model),
            ("customer", &self.customer),
            ("from", &self.from),
            ("to", &self.to),
            ("because", &self.because),
            ("rival", &self.rival),
        ]
    }
}

/// A number that filters.
pub struct Tile {
    pub href: String,
    pub label: &'static str,
    pub value: String,
    pub tone: &'static str,
    pub icon: &'static str,
}

/// When somebody is to be followed up, as pages show it.
#[derive(Clone, Debug, Default)]
pub struct Chip {
    /// `over`, `due` or `ok`; empty where nothing is due.
    pub kind: &'static str,
    pub text: String,
    pub iso: String,
    pub exact: String,
}

impl Chip {
    pub fn shows(&self) -> bool {
        !self.kind.is_empty()
    }
}

/// What is due first: the next follow-up, or what its lead still asks for, which is named.
fn chip(next: Option<DateTime<Utc>>, step: Option<Next>, now: DateTime<Utc>, lang: Lang) -> Chip {
    let Some(next) = step.map(|(_, at)| at).or(next) else {
        return Chip::default();
    };
    let (kind, text) = match due(next, now) {
        Due::Late(over) => ("over", durations::sla(Standing::Overdue(over), lang)),
        Due::Soon(left) => ("due", durations::sla(Standing::DueSoon(left), lang)),
        Due::Later(left) => ("ok", durations::sla(Standing::OnTime(left), lang)),
    };
    Chip {
        kind,
        text: match step {
            Some((what, _)) => format!("{} {text}", what.label(lang)),
            None => text,
        },
        iso: times::iso(next),
        exact: times::minute(next),
    }
}

/// A card, or a line of the list.
pub struct Shown {
    pub id: String,
    pub href: String,
    pub class: &'static str,
    pub number: String,
    pub customer: String,
    pub phone: String,
    /// Where it is shown in full.
    pub reveal_url: String,
    pub token: String,
    pub level: &'static str,
    pub level_tone: &'static str,
    pub stage: &'static str,
    pub stage_tone: &'static str,
    pub model: String,
    pub source: String,
    pub note: String,
    pub owner: String,
    pub owner_initial: String,
    pub owner_tone: &'static str,
    pub due: Chip,
    pub proposed: bool,
    /// Why, to whom, by whom and when.
    pub proposal: String,
    pub asked: bool,
    pub ended: String,
    /// Why it was lost and to whom, and who decided so.
    pub lost: String,
    pub rival: String,
    pub decided_by: String,
    /// Whether it still stands on the board.
    pub open: bool,
}

/// A column of the board.
pub struct Shelf {
    pub code: &'static str,
    pub label: &'static str,
    pub rule: &'static str,
    pub count: String,
    pub cards: Vec<Shown>,
    /// Where more of it is shown; empty if all is.
    pub more: String,
}

/// `/board`
#[derive(Template)]
#[template(path = "sales/opportunities/board.html", blocks = ["board"])]
pub struct BoardPage {
    pub page: Page,
    pub w: &'static BoardText,
    pub tabs: Vec<Tab>,
    pub tiles: Vec<Tile>,
    pub choosers: Vec<Chooser>,
    pub narrowed: bool,
    /// Nothing at all fits what is asked for.
    pub nothing: bool,
    pub in_columns: bool,
    /// Whether this view has columns at all.
    pub may_choose: bool,
    pub board_href: String,
    pub list_href: String,
    pub start_href: String,
    /// Where the list is taken away as a file.
    pub export: String,
    /// Parts of sales that have no entry of their own in the navigation.
    pub ways: Vec<(&'static str, &'static str, &'static str)>,
    pub shelves: Vec<Shelf>,
    /// The list is of what was lost, or of what has ended at all.
    pub of_lost: bool,
    pub of_ended: bool,
    /// Something in the list can be changed.
    pub may_pick: bool,
    pub lines: Vec<Shown>,
    pub shown: String,
    pub next: String,
    pub here: String,
    /// The same as a part of an address, for what leads back here.
    pub back: String,
    pub may_work: bool,
    pub may_give: bool,
    pub people: Vec<Choice>,
    pub levels: Vec<Choice>,
    pub form: FormView,
}

regions!(BoardPage { main, board: as_board });

/// What the board shows.
pub enum Found {
    Columns(Vec<(Column, Vec<Card>)>),
    Lines(Vec<Card>, Option<String>),
}

impl BoardPage {
    pub fn new(
        cx: &Cx,
        actor: &Actor,
        query: &BoardQuery,
        view: View,
        counts: Counts,
        found: Found,
        offered: &Offered,
        form: FormView,
    ) -> Self {
        let (w, lang) = (BoardText::of(cx.lang), cx.lang);
        let in_columns = matches!(found, Found::Columns(_));
        let mut page = Self {
            page: cx.page(w.title).live(BOARD),
            w,
            tabs: tabs(query, view, counts, lang),
            tiles: tiles(query, counts, lang),
            choosers: choosers(query, w, offered, sees_all(actor), lang),
            narrowed: query
                .pairs()
                .iter()
                .any(|(name, _)| *name != "view" && *name != "layout"),
            nothing: false,
            in_columns,
            may_choose: view.has_columns(),
            board_href: query.with("layout", ""),
            list_href: query.with("layout", "list"),
            start_href: "/board/next".to_owned(),
            export: address("/board/export", query.pairs()),
            ways: [
                actor.may(Permission::WorkSales).then_some(("/pool", w.pool, "users")),
                Some(("/quotes", w.quotes, "receipt")),
            ]
            .into_iter()
            .flatten()
            .collect(),
            shelves: Vec::new(),
            of_lost: view == View::Lost,
            of_ended: matches!(view, View::Lost | View::Delivered),
            may_pick: false,
            lines: Vec::new(),
            shown: String::new(),
            next: String::new(),
            here: if query.after.is_empty() {
                query.with("more", &query.more)
            } else {
                query.with("after", &query.after)
            },
            back: String::new(),
            may_work: actor.may(Permission::WorkSales),
            may_give: actor.may(Permission::AssignLeads),
            people: offered
                .people
                .iter()
                .map(|(id, name)| Choice::new(id.to_string(), name.clone()))
                .collect(),
            levels: Level::choices(lang),
            form,
        };
        page.back = address("", [("back", page.here.as_str())]);
        match found {
            Found::Columns(columns) => {
                page.shelves = columns
                    .into_iter()
                    .zip(counts.columns)
                    .map(|((column, cards), count)| {
                        let whole = i64::try_from(cards.len()).is_ok_and(|shown| shown >= count);
                        // One step further; then the list goes on.
                        let more = if query.more == column.code() {
                            query.with("layout", "list")
                        } else {
                            query.with("more", column.code())
                        };
                        Shelf {
                            code: column.code(),
                            label: column.label(lang),
                            rule: text::column_rule(column, lang),
                            count: count.to_string(),
                            cards: cards.iter().map(|card| shown(cx, card)).collect(),
                            more: if whole { String::new() } else { more },
                        }
                    })
                    .collect();
                page.nothing = page.narrowed && page.shelves.iter().all(|shelf| shelf.cards.is_empty());
            }
            Found::Lines(cards, next) => {
                page.lines = cards.iter().map(|card| shown(cx, card)).collect();
                page.may_pick = page.may_work && page.lines.iter().any(|line| line.open);
                page.shown = text::shown(page.lines.len(), lang);
                page.next = next.map(|after| query.with("after", &after)).unwrap_or_default();
            }
        }
        page
    }
}

fn tabs(query: &BoardQuery, view: View, counts: Counts, lang: Lang) -> Vec<Tab> {
    let shown = [
        View::Open,
        View::Today,
        View::Late,
        View::Soon,
        View::Hot,
        View::Overdue,
        View::Stalled,
        View::Proposed,
        View::Ordered,
        View::Delivered,
        View::Lost,
    ];
    shown
        .into_iter()
        .map(|each| {
            let count = match each {
                View::Open => Some(counts.open),
                View::Today => Some(counts.today),
                View::Late => Some(counts.late),
                View::Soon => Some(counts.soon),
                View::Hot => Some(counts.hot),
                View::Overdue => Some(counts.overdue),
                View::Stalled => Some(counts.stalled),
                View::Ordered => Some(counts.ordered),
                View::Proposed => Some(counts.proposed),
                View::Delivered | View::Lost => None,
            };
            let code = if each == View::Open { "" } else { each.code() };
            Tab {
                href: query.with("view", code),
                label: each.label(lang),
                count: count.map(|count| count.to_string()).unwrap_or_default(),
                hot: matches!(each, View::Late | View::Stalled | View::Proposed)
                    && count.is_some_and(|count| count > 0),
                current: each == view,
            }
        })
        .collect()
}

fn tiles(query: &BoardQuery, counts: Counts, lang: Lang) -> Vec<Tile> {
    let tile = |view: View, value: i64, tone, icon| Tile {
        href: query.with("view", view.code()),
        label: view.label(lang),
        value: value.to_string(),
        tone: if value > 0 { tone } else { "" },
        icon,
    };
    vec![
        tile(View::Late, counts.late, "red", "clock-exclamation"),
        tile(View::Soon, counts.soon, "amber", "alarm"),
        tile(View::Today, counts.today, "", "calendar-event"),
        tile(View::Overdue, counts.overdue, "amber", "hourglass"),
        tile(View::Stalled, counts.stalled, "red", "player-pause"),
    ]
}

fn choosers(query: &BoardQuery, w: &'static BoardText, offered: &Offered, all: bool, lang: Lang) -> Vec<Chooser> {
    let owners = [Choice::new("me", w.me), Choice::new("none", w.nobody)]
        .into_iter()
        .chain(
            offered
                .people
                .iter()
                .map(|(id, name)| Choice::new(id.to_string(), name.clone())),
        )
        .collect();
    let sources = offered
        .sources
        .iter()
        .map(|source| Choice::new(source.id.to_string(), source.label(lang)))
        .collect();
    let models = offered
        .models
        .iter()
        .map(|model| Choice::new(model.clone(), model.clone()))
        .collect();

    // Whoever sees only their own has nobody to choose.
    let owner = all.then(|| query.chooser("owner", w.owner, &query.owner, owners));
    let others = [
        query.chooser("level", w.level, &query.level, Level::choices(lang)),
        query.chooser("source", w.source, &query.source, sources),
        query.chooser("model", w.model, &query.model, models),
    ];
    owner.into_iter().chain(others).collect()
}

fn shown(cx: &Cx, card: &Card) -> Shown {
    let (row, lang, w) = (&card.row, cx.lang, BoardText::of(cx.lang));
    let due = chip(row.next_at, card.step, cx.now, lang);
    let owner = card.owner.clone().unwrap_or_default();
    Shown {
        id: row.id.to_string(),
        href: format!("/opportunities/{}", row.id),
        class: match due.kind {
            "over" => "row-over",
            "due" => "row-due",
            _ => "",
        },
        number: row.number.clone(),
        customer: card
            .customer
            .as_ref()
            .map(|who| who.name.expose().clone())
            .unwrap_or_default(),
        phone: card
            .customer
            .as_ref()
            .and_then(|who| who.phone.clone())
            .unwrap_or_default(),
        reveal_url: reveal_url(row.id),
        token: FormToken::new().to_string(),
        level: row.level.map_or("", |level| level.label(lang)),
        level_tone: row.level.map_or("", level_tone),
        stage: row.stage.label(lang),
        stage_tone: stage_tone(row.stage),
        model: if row.model.is_empty() {
            w.no_model.to_owned()
        } else {
            row.model.clone()
        },
        source: card
            .source
            .as_ref()
            .map(|(kind, name)| named(*kind, name, lang))
            .unwrap_or_default(),
        note: card.note.as_ref().map(|note| note.expose().clone()).unwrap_or_default(),
        owner_initial: owner.chars().next().map(String::from).unwrap_or_default(),
        owner_tone: avatar_tone(&owner),
        owner,
        due,
        proposed: card.proposed,
        proposal: card
            .proposal
            .as_ref()
            .map(|(reason, rival, who, at)| {
                let parts = [
                    reason.label(lang).to_owned(),
                    rival.clone(),
                    who.clone().unwrap_or_default(),
                    times::recent(*at, cx.now, lang),
                ];
                let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                parts.join(" · ")
            })
            .unwrap_or_default(),
        asked: card.asked,
        ended: row
            .closed_at
            .map(|at| times::recent(at, cx.now, lang))
            .unwrap_or_default(),
        lost: row.lost_because.map_or("", |reason| reason.label(lang)).to_owned(),
        rival: row.lost_to.clone(),
        decided_by: card.decided_by.clone().unwrap_or_default(),
        open: row.stage.is_on_board(),
    }
}

/// The lines of the list for a file.
pub fn table(cx: &Cx, cards: &[Card]) -> Table {
    let w = BoardText::of(cx.lang);
    let rows = cards.iter().map(|card| {
        let line = shown(cx, card);
        let due = if line.due.shows() { line.due.exact } else { line.ended };
        vec![
            line.number,
            line.customer,
            line.phone,
            line.stage.to_owned(),
            line.level.to_owned(),
            due,
            line.model,
            line.source,
            line.owner,
        ]
    });
    Table {
        head: vec![
            w.number, w.customer, w.phone, w.stage, w.level, w.next, w.model, w.source, w.owner,
        ],
        rows: rows.collect(),
    }
}

/// `/opportunities/new`
#[derive(Template)]
#[template(path = "sales/opportunities/new.html")]
pub struct NewPage {
    pub page: Page,
    pub w: &'static BoardText,
    /// Whom it is for, if they are known.
    pub customer: String,
    pub sources: Vec<Choice>,
    pub levels: Vec<Choice>,
    /// What stands in the way, in words, and where that leads.
    pub notice: &'static str,
    pub way: Option<(String, &'static str)>,
    /// There is an open one: whether a second is meant has to be said.
    pub asks_another: bool,
    pub form: FormView,
}

regions!(NewPage { main });

impl NewPage {
    pub fn new(
        cx: &Cx,
        customer: String,
        around: &Around,
        stands: Option<(Way, Option<CustomerId>)>,
        form: FormView,
    ) -> Self {
        let w = BoardText::of(cx.lang);
        let (notice, way) = match stands {
            None | Some((Way::Free, _)) => ("", None),
            Some((Way::Lead(lead, _), _)) => (w.has_lead, Some((format!("/leads/{lead}"), w.open_lead))),
            Some((Way::Again(id), _)) => (w.has_open, Some((format!("/opportunities/{id}"), w.open_it))),
            Some((Way::Pool, _)) => (w.in_pool, Some(("/pool".to_owned(), w.pool))),
            Some((Way::Colleague, Some(customer))) => (
                w.with_colleague,
                Some((format!("/customers/{customer}/access"), w.ask_access)),
            ),
            Some((Way::Colleague, None)) => (w.with_colleague_lead, None),
        };
        Self {
            page: cx.page(w.new),
            w,
            customer,
            sources: sources_to_choose(around, cx.lang),
            levels: Level::choices(cx.lang),
            notice,
            way,
            asks_another: matches!(stands, Some((Way::Again(_), _))),
            form,
        }
    }
}

/// Where an opportunity's number is asked for.
pub fn reveal_url(id: OpportunityId) -> String {
    format!("/opportunities/{id}/reveals")
}

/// `/board/next`: one of those that are due, with whom to call and the form beside it.
#[derive(Template)]
#[template(path = "sales/opportunities/queue.html")]
pub struct QueuePage {
    pub page: Page,
    pub w: &'static BoardText,
    pub action: String,
    pub href: String,
    pub number: String,
    pub customer: String,
    pub phone: String,
    pub reveal_url: String,
    pub token: String,
    pub model: String,
    pub stage: &'static str,
    pub stage_tone: &'static str,
    pub level: &'static str,
    pub level_tone: &'static str,
    pub due: Chip,
    /// When the next follow-up is due, whatever else is due first.
    pub next: String,
    /// What was said last: how, when, by whom, and the words.
    pub last: Option<(String, String)>,
    pub needs: Vec<(&'static str, String)>,
    pub kinds: Vec<Choice>,
    pub outcomes: Vec<Choice>,
    pub levels: Vec<Choice>,
    pub skip_href: String,
    pub quick: Vec<Quick>,
    pub after: String,
    pub form: FormView,
}

regions!(QueuePage { main });

impl QueuePage {
    /// `after`: whom one was with before; `again`: the form as it was sent, if something was wrong with it.
    pub fn new(cx: &Cx, found: &Opportunity, after: &str, again: Option<FormView>) -> Self {
        let (w, lang, row) = (BoardText::of(cx.lang), cx.lang, &found.row);
        let here = After {
            at: found.elsewhere.step.map(|(_, at)| at).or(row.next_at).unwrap_or(cx.now),
            id: row.id.uuid(),
        };
        let next = found.settings.rhythm().next(row.level, cx.now);
        let fresh = || {
            FormView::fresh([
                ("kind", FollowUpKind::Phone.code().to_owned()),
                ("next_at", times::minute(next).replace(' ', "T")),
                ("fits", fits()),
                (
                    "level",
                    row.level.map(|level| level.code().to_owned()).unwrap_or_default(),
                ),
            ])
        };
        Self {
            page: cx.page(w.start).live(BOARD),
            w,
            action: format!("/board/next/{}", row.id),
            href: format!("/opportunities/{}", row.id),
            number: row.number.clone(),
            customer: found.customer.name.expose().clone(),
            phone: found.customer.phone.clone().unwrap_or_default(),
            reveal_url: reveal_url(row.id),
            token: FormToken::new().to_string(),
            model: if row.model.is_empty() {
                w.no_model.to_owned()
            } else {
                row.model.clone()
            },
            stage: row.stage.label(lang),
            stage_tone: stage_tone(row.stage),
            level: row.level.map_or(w.no_level, |level| level.label(lang)),
            level_tone: row.level.map_or("", level_tone),
            due: chip(row.next_at, found.elsewhere.step, cx.now, lang),
            next: row.next_at.map(times::minute).unwrap_or_default(),
            last: found.follow_ups.last().map(|(one, note)| {
                let how = [
                    one.kind.label(lang).to_owned(),
                    one.outcome.label(lang).to_owned(),
                    times::recent(one.at, cx.now, lang),
                    found.person(one.staff_id).to_owned(),
                ];
                (how.join(" · "), note.expose().clone())
            }),
            needs: needs(found, w),
            kinds: FollowUpKind::choices(lang),
            outcomes: FollowUpOutcome::choices(lang),
            levels: Level::choices(lang),
            quick: quick(found.settings.rhythm(), cx.now, lang),
            skip_href: address("/board/next", [("after", here.to_string())]),
            after: after.to_owned(),
            form: again.unwrap_or_else(fresh),
        }
    }
}

/// A stage of the bar.
pub struct Place {
    pub label: String,
    pub done: bool,
    /// It was passed over.
    pub skipped: bool,
    pub current: bool,
}

/// A button that opens a step.
pub struct Button {
    pub href: String,
    pub label: &'static str,
    pub icon: &'static str,
    pub key: &'static str,
}

/// The way to another part of sales, with what stands there.
pub struct Door {
    pub label: &'static str,
    pub icon: &'static str,
    pub href: String,
    /// What is there, and where; empty if nothing is.
    pub said: String,
    pub said_href: String,
}

/// An entry of the timeline.
pub struct Told {
    pub at: DateTime<Utc>,
    pub day: Option<String>,
    pub icon: &'static str,
    pub title: String,
    pub who: String,
    pub time: String,
    pub iso: String,
    pub note: String,
    pub kind: &'static str,
    /// The record that it is about, and its name.
    pub link: Option<(String, String)>,
}

/// `/opportunities/{id}`
#[derive(Template)]
#[template(path = "sales/opportunities/detail.html", blocks = ["opportunity"])]
pub struct OpportunityPage {
    pub page: Page,
    pub w: &'static BoardText,
    pub id: String,
    pub base: String,
    pub number: String,
    pub stage: &'static str,
    pub stage_tone: &'static str,
    pub level: &'static str,
    pub level_tone: &'static str,
    pub due: Chip,
    pub proposed: bool,
    pub customer: String,
    pub customer_href: String,
    pub phone: String,
    pub reveal_url: String,
    pub token: String,
    pub model: String,
    pub places: Vec<Place>,
    pub missing: String,
    pub next: Option<Button>,
    pub buttons: Vec<Button>,
    pub more: Vec<Button>,
    pub may_edit: bool,
    /// What they wrote when they asked.
    pub words: String,
    pub needs_href: String,
    pub needs: Vec<(&'static str, String)>,
    pub props: Vec<(&'static str, String)>,
    pub doors: Vec<Door>,
    pub losses: Vec<Told>,
    pub history: Vec<Told>,
}

regions!(OpportunityPage {
    main,
    opportunity: as_opportunity
});

impl OpportunityPage {
    pub fn new(cx: &Cx, actor: &Actor, found: &Opportunity) -> Self {
        let (w, lang, row) = (BoardText::of(cx.lang), cx.lang, &found.row);
        let base = format!("/opportunities/{}", row.id);
        let missing: Vec<&str> = found
            .known()
            .wanted(row.stage)
            .into_iter()
            .map(|gap| text::gap(gap, lang))
            .collect();
        let (next, buttons, more) = actions(actor, found, &base, w);
        Self {
            page: cx.page(row.number.clone()).live(BOARD),
            w,
            id: row.id.to_string(),
            number: row.number.clone(),
            stage: row.stage.label(lang),
            stage_tone: stage_tone(row.stage),
            level: row.level.map_or("", |level| level.label(lang)),
            level_tone: row.level.map_or("", level_tone),
            due: chip(row.next_at, found.elsewhere.step, cx.now, lang),
            proposed: found.proposal().is_some(),
            customer: found.customer.name.expose().clone(),
            customer_href: format!("/customers/{}", row.customer_id),
            phone: found.customer.phone.clone().unwrap_or_default(),
            reveal_url: reveal_url(row.id),
            token: FormToken::new().to_string(),
            model: if row.model.is_empty() {
                w.no_model.to_owned()
            } else {
                row.model.clone()
            },
            places: places(found, lang),
            missing: missing.join(lang.pick("、", ", ")),
            next,
            buttons,
            more,
            may_edit: actor.may(Permission::WorkSales) && row.stage.is_on_board(),
            words: found
                .words
                .as_ref()
                .map(|words| words.expose().clone())
                .unwrap_or_default(),
            needs_href: format!("{base}/needs"),
            needs: needs(found, w),
            props: props(cx, found, w),
            doors: doors(actor, found, w, lang),
            losses: losses(cx, found, lang),
            history: history(cx, found, lang),
            base,
        }
    }
}

fn places(found: &Opportunity, lang: Lang) -> Vec<Place> {
    let row = &found.row;
    let stood = |stage: Stage| stage == Stage::New || found.stamps.iter().any(|(stamp, _)| stamp.stage == stage);
    let here = row
        .lost_at_stage
        .filter(|_| row.stage == Stage::Lost)
        .unwrap_or(row.stage);
    Stage::ALL
        .iter()
        .filter(|stage| **stage != Stage::Lost)
        .map(|&stage| Place {
            label: stage.label(lang).to_owned(),
            done: stage < here && stood(stage),
            skipped: stage < here && !stood(stage),
            current: stage == here,
        })
        .collect()
}

fn actions(
    actor: &Actor,
    found: &Opportunity,
    base: &str,
    w: &'static BoardText,
) -> (Option<Button>, Vec<Button>, Vec<Button>) {
    let button = |noun: &str, label: &'static str, icon: &'static str, key: &'static str| Button {
        href: format!("{base}/{noun}"),
        label,
        icon,
        key,
    };
    let (on_board, works) = (found.row.stage.is_on_board(), actor.may(Permission::WorkSales));
    let pending = found.proposal().is_some();
    let mut buttons = Vec::new();
    let mut more = Vec::new();
    if pending && on_board && actor.may(Permission::ApproveLosses) {
        buttons.push(button("loss-decision", w.decide, "checklist", "d"));
    }
    if works && on_board {
        buttons.push(button("messages", w.write, "message-2", "w"));
        buttons.push(button("stage", w.move_on, "arrow-right", "m"));
        more.push(button("needs", w.edit_needs, "pencil", "e"));
        more.push(button("be-backs", w.came_back, "door-enter", ""));
        match found.proposal() {
            None => more.push(button("loss", w.propose, "mood-sad", "")),
            Some(loss) if loss.proposed_by == Some(actor.id) => {
                more.push(button("loss-withdrawal", w.withdraw, "arrow-back-up", ""));
            }
            Some(_) => {}
        }
    }
    let theirs = found.row.owner_id == Some(actor.id) || actor.may(Permission::AssignLeads);
    if works && on_board && theirs && found.row.pool_since.is_none() {
        more.push(Button {
            href: format!("/pool/{}/release", found.row.id),
            label: w.release,
            icon: "users",
            key: "",
        });
    }
    if actor.may(Permission::AssignLeads) && found.row.stage.is_open() {
        more.push(button("owner", w.give, "user-check", "a"));
    }
    let next = if works && on_board {
        Some(button("follow-ups", w.log, "phone", "r"))
    } else if works && found.row.stage == Stage::Lost {
        Some(button("reopening", w.reopen, "refresh", ""))
    } else {
        None
    };
    (next, buttons, more)
}

/// Where quotes, test drives, trade-ins and the order are; a door shows to whom it opens.
fn doors(actor: &Actor, found: &Opportunity, w: &'static BoardText, lang: Lang) -> Vec<Door> {
    let (id, there, works) = (found.row.id, &found.elsewhere, actor.may(Permission::WorkSales));
    let door = |label, icon, href: String, said: Option<(String, String)>| {
        let (said, said_href) = said.unwrap_or_default();
        Door {
            label,
            icon,
            href,
            said,
            said_href,
        }
    };
    let quote = there.quote.as_ref().map(|(quote, version, state, total)| {
        let said = [
            text::version(*version, lang),
            state.label(lang).to_owned(),
            Fen::new(*total).display(),
        ];
        (said.join(" · "), format!("/quotes/{quote}"))
    });
    let mut all = vec![door(w.quotes, "receipt", format!("/opportunities/{id}/quotes"), quote)];
    if works || sees_all(actor) {
        let drive = there.drive.as_ref().map(|(drive, at, state)| {
            let said = format!("{} · {}", times::minute(*at), state.label(lang));
            (said, format!("/test-drives/{drive}"))
        });
        all.push(door(
            w.drives,
            "steering-wheel",
            format!("/test-drives?opportunity={id}"),
            drive,
        ));
    }
    let trade = there.trade.as_ref().map(|(trade, state, offer)| {
        let offer = offer.map(|offer| Fen::new(offer).display());
        let said: Vec<String> = [Some(state.label(lang).to_owned()), offer]
            .into_iter()
            .flatten()
            .collect();
        (said.join(" · "), format!("/opportunities/{id}/trade-ins/{trade}"))
    });
    all.push(door(
        w.trade_ins,
        "refresh",
        format!("/opportunities/{id}/trade-ins"),
        trade,
    ));
    match &there.order {
        Some((order, number, state)) if works || sees_all(actor) => {
            let href = format!("/sales-orders/{order}");
            let said = Some((format!("{number} · {}", state.label(lang)), href.clone()));
            all.push(door(w.order, "car", href, said));
        }
        None if works && found.row.stage.is_on_board() => {
            let href = format!("/sales-orders/new?opportunity={id}");
            all.push(door(w.new_order, "car", href, None));
        }
        _ => {}
    }
    if let Some(lead) = found.row.lead_id {
        let href = format!("/leads/{lead}");
        let said = Some((w.open_lead.to_owned(), href.clone()));
        all.push(door(w.lead, "target-arrow", href, said));
    }
    all
}

fn needs(found: &Opportunity, w: &'static BoardText) -> Vec<(&'static str, String)> {
    let needs = &found.needs;
    [
        (w.who, &needs.who),
        (w.functions, &needs.functions),
        (w.when, &needs.when),
        (w.place, &needs.place),
        (w.why, &needs.why),
        (w.how_to_pay, &needs.how),
        (w.budget, &needs.budget),
        (w.deciders, &needs.deciders),
    ]
    .into_iter()
    .filter(|(_, said)| !said.is_empty())
    .map(|(label, said)| (label, said.clone()))
    .collect()
}

fn source(found: &Opportunity, lang: Lang) -> String {
    let source = found.source.as_ref();
    source.map(|(kind, name)| named(*kind, name, lang)).unwrap_or_default()
}

fn props(cx: &Cx, found: &Opportunity, w: &'static BoardText) -> Vec<(&'static str, String)> {
    let (row, lang, now) = (&found.row, cx.lang, cx.now);
    let owner = match found.person(row.owner_id) {
        "" => w.nobody,
        name => name,
    };
    let all = [
        (w.owner, owner.to_owned()),
        (w.source, source(found, lang)),
        (w.colour, row.colour.clone()),
        (w.competitor, row.competitor.clone()),
        (w.expected, row.expected_on.map(times::date).unwrap_or_default()),
        (w.next, row.next_at.map(times::minute).unwrap_or_default()),
        (
            w.last,
            row.last_contact_at
                .map(|at| times::recent(at, now, lang))
                .unwrap_or_default(),
        ),
        (
            w.phase,
            if row.stage.is_on_board() {
                phase(row.nurture_from, now).label(lang).to_owned()
            } else {
                String::new()
            },
        ),
        (
            w.be_backs,
            if row.be_backs > 0 {
                text::times(row.be_backs, lang)
            } else {
                String::new()
            },
        ),
        (
            w.lost_reason,
            row.lost_because.map_or("", |reason| reason.label(lang)).to_owned(),
        ),
        (w.lost_to, row.lost_to.clone()),
        (w.opened_on, times::minute(row.created_at)),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn told(cx: &Cx, at: DateTime<Utc>, icon: &'static str, title: String, who: &str, note: Option<&Pii<String>>) -> Told {
    Told {
        at,
        day: None,
        icon,
        title,
        who: if who.is_empty() {
            cx.lang.pick("系统", "System").to_owned()
        } else {
            who.to_owned()
        },
        time: times::clock(at),
        iso: times::iso(at),
        note: note.map(|note| note.expose().clone()).unwrap_or_default(),
        kind: "",
        link: None,
    }
}

fn losses(cx: &Cx, found: &Opportunity, lang: Lang) -> Vec<Told> {
    found
        .losses
        .iter()
        .map(|(loss, note, answer)| {
            let by = found.person(loss.proposed_by);
            let title = if loss.competitor.is_empty() {
                loss.reason.label(lang).to_owned()
            } else {
                format!("{} · {}", loss.reason.label(lang), loss.competitor)
            };
            let mut told = told(cx, loss.proposed_at, "mood-sad", title, by, note.as_ref());
            told.time = times::recent(loss.proposed_at, cx.now, lang);
            let w = BoardText::of(lang);
            let decided = match (loss.approved, loss.decided_by == loss.proposed_by) {
                (None, _) => w.waits.to_owned(),
                (Some(false), true) => w.withdrawn.to_owned(),
                (Some(approved), _) => {
                    let what = if approved { w.was_approved } else { w.was_sent_back };
                    let when = loss
                        .decided_at
                        .map(|at| times::recent(at, cx.now, lang))
                        .unwrap_or_default();
                    format!("{what} · {} · {when}", found.person(loss.decided_by))
                }
            };
            let answer = answer.as_ref().map(|answer| answer.expose().as_str());
            told.note = [told.note.as_str(), decided.as_str(), answer.unwrap_or_default()]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join("\n");
            told
        })
        .collect()
}

/// Something that happened elsewhere in sales, with the way there.
fn happened(
    cx: &Cx,
    found: &Opportunity,
    event: &EventRow,
    (because, note): (Option<&Pii<String>>, Option<&Pii<String>>),
    lang: Lang,
) -> Told {
    let id = event.id;
    let (icon, href) = match event.what.as_str() {
        "quote_sent" | "quote_accepted" => ("receipt", format!("/quotes/{id}")),
        "drive_booked" | "drive_done" => ("steering-wheel", format!("/test-drives/{id}")),
        "trade_offered" | "trade_answered" => ("refresh", format!("/opportunities/{}/trade-ins/{id}", found.row.id)),
        _ => ("car", format!("/sales-orders/{id}")),
    };
    let code = event.code.as_deref().unwrap_or_default();
    let state = match event.what.as_str() {
        "drive_booked" => DriveState::parse(code)
            .filter(|state| matches!(state, DriveState::Missed | DriveState::Cancelled))
            .map(|state| state.label(lang)),
        "drive_done" => Intent::parse(code).map(|intent| intent.label(lang)),
        "trade_answered" => TradeState::parse(code).map(|state| state.label(lang)),
        "quote_accepted" => AcceptedHow::parse(code).map(|how| how.label(lang)),
        _ => None,
    };
    let sum = event.fen.map(|fen| Fen::new(fen).display()).map(|sum| {
        if event.what == "order_cancelled" {
            text::refunded(&sum, lang)
        } else {
            sum
        }
    });
    let facts: Vec<String> = [state.map(str::to_owned), sum].into_iter().flatten().collect();
    let words = [
        facts.join(" · "),
        because.map(|because| because.expose().clone()).unwrap_or_default(),
        note.map(|note| note.expose().clone()).unwrap_or_default(),
    ];
    let words: Vec<String> = words.into_iter().filter(|words| !words.is_empty()).collect();
    let customers = matches!(event.what.as_str(), "quote_accepted" | "trade_answered");
    let who = match found.person(event.staff_id) {
        "" if customers => BoardText::of(lang).customer,
        who => who,
    };
    Told {
        note: words.join("\n"),
        link: Some((href, event.about.clone())),
        ..told(cx, event.at, icon, text::event(&event.what, lang).to_owned(), who, None)
    }
}

/// How a timeline shows a way of contact.
fn icon(kind: FollowUpKind, reached: bool) -> &'static str {
    match kind {
        FollowUpKind::Phone if reached => "phone",
        FollowUpKind::Phone => "phone-x",
        FollowUpKind::WeChat => "brand-wechat",
        FollowUpKind::Sms => "message-2",
        FollowUpKind::Email => "mail",
        FollowUpKind::Visit => "door-enter",
    }
}

/// What happened, the latest first, with a heading for each day.
fn history(cx: &Cx, found: &Opportunity, lang: Lang) -> Vec<Told> {
    let stamps = found.stamps.iter().map(|(stamp, note)| {
        let title = text::stamp(&stamp.action, lang).to_owned();
        if matches!(stamp.action.as_str(), QUOTE_ASKED | QUOTE_DECLINED) {
            let customer = BoardText::of(lang).customer;
            let words = told(cx, stamp.at, "message-2", title, customer, note.as_ref());
            return Told { kind: "quote", ..words };
        }
        told(cx, stamp.at, "flag", title, found.person(stamp.staff_id), note.as_ref())
    });
    let follow_ups = found.follow_ups.iter().map(|(one, note)| {
        let title = format!("{} · {}", one.kind.label(lang), one.outcome.label(lang));
        let icon = icon(one.kind, one.outcome.reached());
        told(cx, one.at, icon, title, found.person(one.staff_id), Some(note))
    });
    let earlier = found.earlier.iter().map(|one| {
        let title = format!("{} · {}", one.channel.label(lang), one.outcome.label(lang));
        let icon = contact_icon(one);
        told(cx, one.at, icon, title, found.person(one.staff), Some(&one.body))
    });
    let passed = found.passed.iter().map(|one| {
        let title = lead_stamp(&one.action, found.person(one.owner), lang);
        told(
            cx,
            one.at,
            "target-arrow",
            title,
            found.person(one.staff),
            one.note.as_ref(),
        )
    });
    let came = found.came.iter().map(|(at, staff)| {
        let title = [LeadText::of(lang).lead_came.to_owned(), source(found, lang)];
        let title: Vec<String> = title.into_iter().filter(|part| !part.is_empty()).collect();
        told(cx, *at, "target-arrow", title.join(" · "), found.person(*staff), None)
    });
    let events = found.events.iter().map(|(event, because, note)| {
        let words = (because.as_ref(), note.as_ref());
        happened(cx, found, event, words, lang)
    });
    let mut all: Vec<Told> = stamps
        .chain(follow_ups)
        .chain(earlier)
        .chain(passed)
        .chain(came)
        .chain(events)
        .collect();
    all.sort_by_key(|one| std::cmp::Reverse(one.at));
    let today = times::day_of(cx.now);
    let mut last = None;
    for told in &mut all {
        let day = times::day_of(told.at);
        if last != Some(day) {
            told.day = Some(times::heading(day, today, lang));
            last = Some(day);
        }
    }
    all
}
