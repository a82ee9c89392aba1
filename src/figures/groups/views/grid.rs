//! The grid: groups beside scenarios, stages, lists for action.

use askama::Template;

use crate::access::{Permission, Scope};
use crate::customers::rules::Usage;
use crate::figures::groups::forms::ListQuery;
use crate::figures::groups::model::{Cell, NONE, Run, TOPIC, WinBack};
use crate::figures::groups::rules::{RfmGroup, Stage, View, share};
use crate::figures::groups::text::{self, GroupText};
use crate::platform::error::Error;
use crate::platform::web::narrow::{Narrowed, address};
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::values::decimal::grouped;
use crate::values::money::Fen;

/// A number and the list it opens; no list for nothing, and for whoever opens no customer.
pub struct Number {
    pub n: String,
    pub href: String,
}

pub struct Row {
    pub label: &'static str,
    pub tone: &'static str,
    pub hint: String,
    pub cells: Vec<Number>,
    pub total: Number,
    pub spend: String,
    pub interval: String,
}

pub struct StageView {
    pub label: &'static str,
    pub tone: &'static str,
    pub number: Number,
}

pub struct Fact {
    pub label: &'static str,
    pub number: Number,
}

/// `/customer-groups`
#[derive(Template)]
#[template(path = "figures/groups/grid.html", blocks = ["groups"])]
pub struct GridPage {
    page: Page,
    w: &'static GroupText,
    counted: String,
    columns: Vec<&'static str>,
    rows: Vec<Row>,
    totals: Vec<Number>,
    total: Number,
    stages: Vec<StageView>,
    actions: Vec<Fact>,
    facts: Vec<Fact>,
    rate: String,
    called_rate: String,
    form: FormView,
    may_set: bool,
    may_predict: bool,
}

regions!(GridPage {
    main,
    groups: as_groups
});

/// What the grid is made of.
pub struct Found {
    pub cells: Vec<Cell>,
    pub run: Option<Run>,
    pub win_back: WinBack,
    pub moved: i64,
    /// Thresholds of the lost and the dormant, for the words.
    pub days: (u32, u32),
}

fn path(pairs: &[(&str, &str)]) -> String {
    address(<ListQuery as Narrowed>::PATH, pairs.iter().copied())
}

impl GridPage {
    pub fn new(cx: &Cx, found: &Found) -> Result<Self, Error> {
        let (w, lang, actor) = (GroupText::of(cx.lang), cx.lang, cx.actor()?);
        let opens = actor.customers() != Scope::Nothing;
        let number = |n: i64, href: String| Number {
            n: grouped(n),
            href: if opens && n > 0 { href } else { String::new() },
        };
        let scenarios: Vec<&'static str> = Usage::ALL.iter().map(|usage| usage.code()).chain([""]).collect();
        let named = |code: &'static str| if code.is_empty() { NONE } else { code };
        let cells = |group: Option<RfmGroup>, scenario: &str| -> i64 {
            let there = |cell: &&Cell| cell.rfm_group == group && cell.scenario == scenario;
            found.cells.iter().filter(there).map(|cell| cell.n).sum()
        };
        let all = || RfmGroup::ALL.iter().copied();
        let of_scenario = |scenario: &str| all().map(|group| cells(Some(group), scenario)).sum::<i64>();
        let of_group = |group: RfmGroup| {
            scenarios
                .iter()
                .map(|scenario| cells(Some(group), scenario))
                .sum::<i64>()
        };
        let (lost, dormant) = found.days;
        let average = |group: RfmGroup| found.run.as_ref().and_then(|run| run.average(group));
        let rows = all()
            .map(|group| Row {
                label: group.label(lang),
                tone: text::tone(group),
                hint: text::definition(group, lost, dormant, lang),
                cells: scenarios
                    .iter()
                    .map(|&scenario| {
                        let href = path(&[("group", group.code()), ("scenario", named(scenario))]);
                        number(cells(Some(group), scenario), href)
                    })
                    .collect(),
                total: number(of_group(group), path(&[("group", group.code())])),
                spend: average(group)
                    .map(|one| Fen::new(one.spend_fen).display())
                    .unwrap_or_default(),
                interval: average(group)
                    .and_then(|one| one.interval_days)
                    .map(|days| text::days_apart(days, lang))
                    .unwrap_or_default(),
            })
            .collect();
        let in_groups: i64 = all().map(of_group).sum();
        let stage = |stage: Stage| {
            let there = |cell: &&Cell| cell.stage == stage;
            let n = found.cells.iter().filter(there).map(|cell| cell.n).sum();
            number(n, path(&[("stage", stage.code())]))
        };
        let view = |view: View, n: i64| number(n, path(&[("view", view.code())]));
        let group = |group: RfmGroup| number(of_group(group), path(&[("group", group.code())]));
        let back = &found.win_back;
        Ok(Self {
            page: cx.page(w.title).live(TOPIC),
            w,
            counted: found
                .run
                .as_ref()
                .map(|run| text::counted(run, lang))
                .unwrap_or_default(),
            columns: scenarios.iter().map(|code| text::scenario(code, lang)).collect(),
            rows,
            // A column of its own for each scenario, of those who are in a group.
            totals: scenarios
                .iter()
                .map(|&scenario| number(of_scenario(scenario), String::new()))
                .collect(),
            total: number(in_groups, String::new()),
            stages: Stage::ALL
                .iter()
                .map(|&one| StageView {
                    label: one.label(lang),
                    tone: text::stage_tone(one),
                    number: stage(one),
                })
                .collect(),
            actions: vec![
                Fact {
                    label: w.wake,
                    number: group(RfmGroup::Dormant),
                },
                Fact {
                    label: w.win,
                    number: group(RfmGroup::Lost),
                },
                Fact {
                    label: w.moved,
                    number: view(View::Moved, found.moved),
                },
            ],
            facts: vec![
                Fact {
                    label: w.lost_year,
                    number: view(View::LostYear, back.lost),
                },
                Fact {
                    label: w.won_back,
                    number: view(View::WonBack, back.back),
                },
                Fact {
                    label: w.called,
                    number: number(back.called, String::new()),
                },
                Fact {
                    label: w.called_back,
                    number: number(back.called_back, String::new()),
                },
            ],
            rate: text::percent(share(back.back, back.lost)),
            called_rate: text::percent(share(back.called_back, back.called)),
            form: FormView::blank(),
            may_set: actor.may(Permission::SetGroups),
            may_predict: actor.may(Permission::SeeCustomers),
        })
    }
}
