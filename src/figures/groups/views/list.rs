//! The customers of one place in the grid, of one stage, of one view.

use std::collections::HashMap;

use askama::Template;
use chrono::NaiveDate;

use super::Person;
use crate::access::Permission;
use crate::customers::model::Brief;
use crate::customers::rules::Usage;
use crate::figures::groups::forms::ListQuery;
use crate::figures::groups::model::{Asked, Grouped, NONE, TOPIC};
use crate::figures::groups::rules::{RfmGroup, Stage, View};
use crate::figures::groups::text::{self, GroupText};
use crate::platform::db::page::Slice;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::narrow::{Chooser, Narrowed, Tab, address};
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::values::ids::CustomerId;
use crate::values::money::Fen;

pub struct Line {
    pub id: String,
    pub href: String,
    pub who: Person,
    pub phone: String,
    pub stage: &'static str,
    pub stage_tone: &'static str,
    pub group: &'static str,
    pub tone: &'static str,
    pub scores: String,
    pub why: String,
    pub since: String,
    pub last: String,
    pub spend: String,
    pub planned: bool,
    pub declines: bool,
    /// Ticked already: the form came back.
    pub picked: bool,
}

/// `/customer-groups/customers`
#[derive(Template)]
#[template(path = "figures/groups/list.html", blocks = ["customers"])]
pub struct ListPage {
    page: Page,
    w: &'static GroupText,
    tabs: Vec<Tab>,
    choosers: Vec<Chooser>,
    narrowed: bool,
    lines: Vec<Line>,
    here: String,
    next: String,
    shown: String,
    form: FormView,
    may_plan: bool,
    /// Sees the grid, too.
    may_groups: bool,
}

regions!(ListPage {
    main,
    customers: as_customers
});

impl ListPage {
    pub fn new(
        cx: &Cx,
        query: &ListQuery,
        slice: Slice<Grouped>,
        people: &HashMap<CustomerId, Brief>,
        months: u32,
        form: FormView,
    ) -> Result<Self, Error> {
        let (w, lang) = (GroupText::of(cx.lang), cx.lang);
        let (asked, today) = (query.asked(), times::day_of(cx.now));
        let lines: Vec<Line> = slice
            .rows
            .iter()
            .filter_map(|row| Some(line(cx, row, people.get(&row.customer_id)?, (months, today), &form)))
            .collect();
        let view = asked.view.unwrap_or(View::All);
        let may_groups = cx.actor()?.may(Permission::SeeGroups);
        let page = cx.page(w.list);
        let here = address(
            ListQuery::PATH,
            query.pairs().into_iter().chain([("after", query.after.as_str())]),
        );
        Ok(Self {
            // Only who may see groups hears of them.
            page: if may_groups { page.live(TOPIC) } else { page },
            w,
            tabs: View::ALL
                .iter()
                .map(|one| {
                    let code = if *one == View::All { "" } else { one.code() };
                    Tab::new(query.with("view", code), one.label(lang), *one == view)
                })
                .collect(),
            choosers: choosers(query, &asked, w, lang),
            narrowed: !query.pairs().is_empty(),
            shown: text::shown(lines.len(), lang),
            lines,
            here,
            next: slice
                .next
                .map(|after| {
                    address(
                        ListQuery::PATH,
                        query.pairs().into_iter().chain([("after", after.as_str())]),
                    )
                })
                .unwrap_or_default(),
            form,
            may_plan: cx.actor()?.may(Permission::SeeTasks),
            may_groups,
        })
    }
}

fn choosers(
    query: &ListQuery,
    asked: &Asked,
    w: &'static GroupText,
    lang: crate::platform::i18n::Lang,
) -> Vec<Chooser> {
    let mut groups = RfmGroup::choices(lang);
    groups.push(Choice::new(NONE, w.none));
    let mut scenarios = Usage::choices(lang);
    scenarios.push(Choice::new(NONE, w.unknown));
    // What can't be read narrows nothing, and isn't shown as if it did.
    let chosen = |known: bool, code: &str| if known { code.to_owned() } else { String::new() };
    vec![
        query.chooser("group", w.group, &chosen(asked.group.is_some(), &query.group), groups),
        query.chooser(
            "stage",
            w.stage,
            &chosen(asked.stage.is_some(), &query.stage),
            Stage::choices(lang),
        ),
        query.chooser(
            "scenario",
            w.scenario,
            &chosen(asked.scenario.is_some(), &query.scenario),
            scenarios,
        ),
    ]
}

fn line(cx: &Cx, row: &Grouped, brief: &Brief, (months, today): (u32, NaiveDate), form: &FormView) -> Line {
    let (w, lang) = (GroupText::of(cx.lang), cx.lang);
    let id = row.customer_id.to_string();
    let since = row.group_since.unwrap_or(row.stage_since);
    let mut why = text::because(row, months, today, lang);
    if let Some(on) = row.moved_on {
        let from = row.moved_from.as_deref().filter(|from| !from.is_empty());
        let now = row.rfm_group.map_or(w.none, |group| group.label(lang));
        let told = match from {
            Some(from) => text::way(text::group_named(from, lang), now),
            None => RfmGroup::Lost.label(lang).to_owned(),
        };
        why = format!("{} {told} · {why}", times::date(on));
    }
    Line {
        href: format!("/customers/{id}"),
        who: Person::new(brief.name.expose().clone()),
        phone: brief.phone.clone().unwrap_or_default(),
        stage: row.stage.label(lang),
        stage_tone: text::stage_tone(row.stage),
        group: row.rfm_group.map_or("", |group| group.label(lang)),
        tone: row.rfm_group.map_or("", text::tone),
        scores: text::scored(row),
        why,
        since: times::date(since),
        last: row.last_visit_on.map(times::date).unwrap_or_default(),
        spend: Fen::new(row.spend_fen).display(),
        planned: row.planned,
        declines: row.declines,
        picked: form.has("ids", &id),
        id,
    }
}
