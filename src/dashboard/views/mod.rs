//! Pages of the dashboard.

pub mod attention;
pub mod figures;
pub mod links;
pub mod parts;
pub mod today;

use askama::Template;
use serde::Deserialize;

use super::model::{Loaded, topics};
use super::rules::{Compare, MAIN, neighbours, others};
use super::text::{self, DashboardText};
use crate::access::Permission;
use crate::figures::measures::forms::AskedQuery;
use crate::figures::measures::model::{Asked, Whose};
use crate::figures::rules::{Figure, Grain, Period};
use crate::figures::text as said;
use crate::platform::db::FormToken;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::chart::{Bars, Line};
use crate::platform::web::narrow::{Chooser, Narrowed, Tab, address};
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, Form, Page};
use crate::regions;
use attention::AttentionPart;
use figures::Tile;
use links::Links;
use today::TodayPart;

/// The query string: whose figures of which days, and what is shown of them.
#[derive(Clone, Debug, Default, Deserialize, validator::Validate)]
#[serde(default)]
pub struct DashboardQuery {
    pub store: String,
    pub team: String,
    pub person: String,
    pub period: String,
    pub day: String,
    pub from: String,
    pub to: String,
    /// The figure whose trend is shown.
    pub figure: String,
    pub compare: String,
}

impl DashboardQuery {
    pub fn asked(&self) -> AskedQuery {
        AskedQuery {
            store: self.store.clone(),
            team: self.team.clone(),
            person: self.person.clone(),
            period: self.period.clone(),
            day: self.day.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
        }
    }

    pub fn figure(&self) -> Figure {
        Figure::shown(&self.figure).unwrap_or(Figure::LeadConversion)
    }

    pub fn compare(&self) -> Compare {
        Compare::parse(&self.compare).unwrap_or(Compare::Before)
    }

    /// The same of other days.
    fn over(&self, period: Period) -> String {
        let kept = self.kept(&["period", "day", "from", "to"]).into_iter();
        let days = if period.grain == Grain::Custom {
            vec![
                ("period", Grain::Custom.code().to_owned()),
                ("from", times::date(period.from)),
                ("to", times::date(period.to)),
            ]
        } else {
            vec![
                ("period", period.grain.code().to_owned()),
                ("day", times::date(period.from)),
            ]
        };
        address(Self::PATH, kept.chain(days))
    }
}

impl Narrowed for DashboardQuery {
    const PATH: &'static str = "/dashboard";

    fn all(&self) -> Vec<(&'static str, &String)> {
        vec![
            ("store", &self.store),
            ("team", &self.team),
            ("person", &self.person),
            ("period", &self.period),
            ("day", &self.day),
            ("from", &self.from),
            ("to", &self.to),
            ("figure", &self.figure),
            ("compare", &self.compare),
        ]
    }
}

/// Posted, it asks for the figures as a workbook.
impl Form for DashboardQuery {
    type Parsed = Self;

    fn parse(&self) -> Result<Self, crate::platform::error::FieldErrors> {
        Ok(self.clone())
    }
}

/// `/dashboard`
#[derive(Template)]
#[template(path = "dashboard/page.html")]
pub struct DashboardPage {
    page: Page,
    /// Where who decides something in a dialog stays.
    here: String,
    w: &'static DashboardText,
    until: String,
    days: String,
    whose: String,
    store: String,
    periods: Vec<Tab>,
    earlier: String,
    later: String,
    choosers: Vec<Chooser>,
    from: String,
    to: String,
    typed_days: String,
    kept_days: Vec<(&'static str, String)>,
    clear_days: String,
    clear: String,
    narrowed: bool,
    kept: Vec<(&'static str, String)>,
    token: String,
    targets: bool,
    /// Why there is nothing to show, and where there is something.
    nothing: Option<(&'static str, String)>,
    main: Vec<Tile>,
    others: Vec<Tile>,
    figure: Chooser,
    figure_name: &'static str,
    trend: Line,
    has_target: bool,
    people: Option<Bars>,
    everybody: String,
    attention: AttentionPart,
    attention_url: String,
    today: TodayPart,
    live: String,
    sees_sales: bool,
    funnel_url: String,
    complaints_url: String,
    groups_url: String,
}

regions!(DashboardPage { main });

impl DashboardPage {
    pub fn new(cx: &Cx, query: &DashboardQuery, loaded: &Loaded) -> Result<Self, Error> {
        let (w, lang, actor) = (DashboardText::of(cx.lang), cx.lang, cx.actor()?);
        let (asked, figure, compare) = (&loaded.asked, query.figure(), query.compare());
        let links = Links::new(query, asked);
        let (earlier, later) = neighbours(asked.period, asked.today);
        let days = said::period(asked.period);
        let custom = asked.period.grain == Grain::Custom;
        let heard = topics(actor);
        let changed: Vec<String> = heard.iter().map(|topic| format!("changed-{topic}")).collect();
        let tiles = |all: Vec<Figure>| -> Vec<Tile> {
            all.into_iter()
                .filter_map(|figure| figures::tile(figure, loaded, compare, &links, lang))
                .collect()
        };
        let fault = asked.fault;
        Ok(Self {
            page: cx.page(w.title).live(&heard.join(",")),
            here: query.with("", ""),
            w,
            until: text::until(times::minute(cx.now).get(5..).unwrap_or_default(), lang),
            whose: whose(asked, lang),
            store: actor.store_name.clone(),
            periods: periods(query, asked, lang),
            earlier: if fault.is_none() {
                query.over(earlier)
            } else {
                String::new()
            },
            later: later
                .filter(|_| fault.is_none())
                .map(|period| query.over(period))
                .unwrap_or_default(),
            choosers: choosers(query, asked, w, lang),
            from: times::date(asked.period.from),
            to: times::date(asked.period.to),
            typed_days: if custom { days.clone() } else { String::new() },
            kept_days: query.kept(&["period", "day", "from", "to"]),
            clear_days: address(DashboardQuery::PATH, query.kept(&["period", "day", "from", "to"])),
            clear: address(DashboardQuery::PATH, query.kept(&["store", "team", "person"])),
            narrowed: asked.whose != Whose::Store,
            days,
            kept: query.kept(&[]),
            token: FormToken::new().to_string(),
            targets: actor.may(Permission::SetTargets),
            nothing: fault.map(|fault| {
                let kept = query.kept(&["store", "team", "person", "period", "day", "from", "to"]);
                (said::fault(fault, lang), address(DashboardQuery::PATH, kept))
            }),
            main: tiles(MAIN.to_vec()),
            others: tiles(others().collect()),
            figure: query.chooser(
                "figure",
                w.figure,
                figure.code(),
                Figure::SHOWN
                    .iter()
                    .map(|one| Choice::new(one.code(), said::name(*one, lang)))
                    .collect(),
            ),
            figure_name: said::name(figure, lang),
            trend: figures::trend(figure, loaded, &links, lang),
            has_target: loaded
                .measures
                .get(&figure)
                .is_some_and(|measured| measured.target.is_some()),
            people: figures::people(figure, loaded, &links, lang),
            everybody: links.definition(figure),
            attention: AttentionPart::new(actor, &loaded.attention, &links, cx.now, lang),
            attention_url: links.piece("/dashboard/attention"),
            today: TodayPart::new(actor, &loaded.today, cx.now, lang),
            live: changed.join(" "),
            sees_sales: actor.may(Permission::SeeSalesOverview),
            funnel_url: links.piece("/dashboard/funnel"),
            complaints_url: links.piece("/dashboard/complaints"),
            groups_url: links.piece("/dashboard/groups"),
        })
    }
}

/// Whose figures these are, if not the whole store's.
fn whose(asked: &Asked, lang: Lang) -> String {
    match asked.whose {
        Whose::Store => String::new(),
        Whose::Team(id) => asked
            .team(id)
            .map(|team| lang.pick(&team.name, &team.name_en).clone())
            .unwrap_or_default(),
        Whose::Person(id) => asked.person(id).map(|person| person.name.clone()).unwrap_or_default(),
    }
}

/// This week, this month … that the days shown lie in.
fn periods(query: &DashboardQuery, asked: &Asked, lang: Lang) -> Vec<Tab> {
    [Grain::Week, Grain::Month, Grain::Quarter, Grain::Year]
        .into_iter()
        .map(|grain| {
            let period = Period::of(grain, asked.period.to, asked.today).unwrap_or(asked.period);
            Tab::new(
                query.over(period),
                said::grain(grain, lang),
                asked.period.grain == grain,
            )
        })
        .collect()
}

fn choosers(query: &DashboardQuery, asked: &Asked, w: &'static DashboardText, lang: Lang) -> Vec<Chooser> {
    let teams = asked
        .teams
        .iter()
        .map(|team| Choice::new(team.id.to_string(), lang.pick(&team.name, &team.name_en).clone()))
        .collect();
    let people = asked
        .people
        .iter()
        .filter(|person| person.here)
        .map(|person| Choice::new(person.id.to_string(), person.name.clone()))
        .collect();
    // A person or a team: one of them is chosen.
    let either = |chooser: Chooser| Chooser {
        kept: query.kept(&["team", "person"]),
        ..chooser
    };
    vec![
        either(query.chooser("team", w.team, &query.team, teams)),
        either(query.chooser("person", w.person, &query.person, people)),
        Chooser {
            clear: String::new(),
            ..query.chooser("compare", w.compare, query.compare().code(), Compare::choices(lang))
        },
    ]
}
