//! The pages of figures.

mod filters;

use askama::Template;

use super::declared::{LOYALTY, declared};
use super::forms::RowsQuery;
use super::model::{Asked, Case, Cases, Measured, Measures, Part, PersonMeasured, Point, SubjectKind};
use super::queries::teams;
use super::text::{self as words, FiguresText};
use crate::access::Permission;
use crate::figures::rules::{Figure, Group, Kind, Light, Unit};
use crate::figures::text;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::chart::{Datum, Head, Line, Target};
use crate::platform::web::narrow::Tab;
use crate::platform::web::{Cx, Page};
use crate::regions;
use crate::values::ids::StaffId;

pub use filters::{Filters, Links};

/// How a light looks: the tone of a tag and its icon.
pub const fn look(light: Light) -> (&'static str, &'static str) {
    match light {
        Light::Good => ("green", "check"),
        Light::Near => ("amber", "alert-triangle"),
        Light::Bad => ("red", "alert-circle"),
        Light::Unknown => ("", ""),
    }
}

/// A figure in a line.
pub struct FigureLine {
    pub code: &'static str,
    pub name: &'static str,
    pub href: String,
    pub numerator: &'static str,
    pub denominator: &'static str,
    pub value: String,
    pub of: String,
    pub small: bool,
    pub target: String,
    pub light: &'static str,
    pub tone: &'static str,
    pub icon: &'static str,
    pub before: String,
    pub before_change: String,
    pub year_ago: String,
    pub year_ago_change: String,
    pub until: String,
    pub iso: String,
}

impl FigureLine {
    pub fn new(measured: &Measured, links: &Links, lang: Lang) -> Self {
        let figure = measured.figure;
        let unit = figure.unit();
        let (tone, icon) = look(measured.light);
        let (numerator, denominator) = in_words(figure, lang);
        Self {
            code: figure.code(),
            name: text::name(figure, lang),
            href: links.at(format!("/figures/{}", figure.code())).here(),
            numerator,
            denominator,
            value: text::value(measured.value, unit),
            of: if figure == Figure::Loyalty || measured.n == 0 {
                String::new()
            } else {
                words::of(measured.sum, measured.n)
            },
            small: measured.small && measured.value.is_some(),
            target: text::value(measured.target, unit),
            light: text::light(measured.light, lang),
            tone,
            icon,
            before: text::value(measured.before, unit),
            before_change: text::change(measured.value, measured.before).unwrap_or_default(),
            year_ago: text::value(measured.year_ago, unit),
            year_ago_change: text::change(measured.value, measured.year_ago).unwrap_or_default(),
            until: times::minute(measured.until),
            iso: times::iso(measured.until),
        }
    }
}

/// Numerator and denominator; of loyalty how it comes about, and nothing.
pub fn in_words(figure: Figure, lang: Lang) -> (&'static str, &'static str) {
    match declared(figure) {
        Some(declared) => (
            lang.pick(declared.numerator.0, declared.numerator.1),
            lang.pick(declared.denominator.0, declared.denominator.1),
        ),
        None => (lang.pick(LOYALTY.0, LOYALTY.1), ""),
    }
}

pub struct GroupLines {
    pub name: &'static str,
    pub code: &'static str,
    pub lines: Vec<FigureLine>,
}

/// `/figures`
#[derive(Template)]
#[template(path = "figures/list.html")]
pub struct ListPage {
    page: Page,
    w: &'static FiguresText,
    whose: String,
    days: String,
    fault: &'static str,
    own_only: bool,
    may_set: bool,
    may_rules: bool,
    filters: Filters,
    groups: Vec<GroupLines>,
}

regions!(ListPage { main });

impl ListPage {
    pub fn new(cx: &Cx, query: &RowsQuery, asked: &Asked, measures: &Measures) -> Result<Self, Error> {
        let (w, lang) = (FiguresText::of(cx.lang), cx.lang);
        let asked_for = query.asked();
        let links = Links::new("/figures", asked_for.all());
        let groups = Group::ALL.iter().map(|group| GroupLines {
            name: text::group(*group, lang),
            code: group.code(),
            lines: Figure::SHOWN
                .iter()
                .filter(|figure| figure.group() == *group)
                .filter_map(|figure| measures.get(figure))
                .map(|measured| FigureLine::new(measured, &links, lang))
                .collect(),
        });
        Ok(Self {
            page: cx.page(w.title),
            w,
            whose: whose(asked, w, lang),
            days: text::period(asked.period),
            fault: asked.fault.map_or("", |fault| text::fault(fault, lang)),
            own_only: asked.only_own,
            may_set: cx.actor()?.may(Permission::SetTargets),
            may_rules: cx.actor()?.may(Permission::ChangeSettings),
            filters: Filters::new(&links, asked, w, lang),
            groups: groups.collect(),
        })
    }
}

/// Whose figures these are, in words.
pub fn whose(asked: &Asked, w: &'static FiguresText, lang: Lang) -> String {
    use super::model::Whose;
    match asked.whose {
        Whose::Store => w.whole_store.to_owned(),
        Whose::Team(id) => asked
            .team(id)
            .map(|team| team.name(lang).to_owned())
            .unwrap_or_default(),
        Whose::Person(id) => asked.person(id).map(|person| person.name.clone()).unwrap_or_default(),
    }
}

/// What the page of a figure is made of.
pub struct Detail {
    pub asked: Asked,
    pub measured: Measured,
    pub points: Vec<Point>,
    pub people: Vec<PersonMeasured>,
    pub cases: Cases,
}

/// A part of loyalty.
pub struct PartLine {
    pub name: &'static str,
    pub href: String,
    pub weight: String,
    pub value: String,
}

/// Somebody, or a team.
pub struct SideLine {
    pub name: String,
    pub small_name: &'static str,
    pub href: String,
    pub of: String,
    pub value: String,
    pub small: bool,
    pub target: String,
    pub light: &'static str,
    pub tone: &'static str,
    pub icon: &'static str,
}

/// People or teams side by side.
pub struct SideTable {
    pub id: &'static str,
    pub title: &'static str,
    pub hint: &'static str,
    pub lines: Vec<SideLine>,
}

/// A row of the list.
pub struct CaseLine {
    pub id: String,
    pub href: String,
    pub title: String,
    pub day: String,
    pub customer: String,
    /// What stands where there is no name to show.
    pub instead: &'static str,
    pub person: String,
    pub weight: &'static str,
    pub tone: &'static str,
}

/// `/figures/{code}`
#[derive(Template)]
#[template(path = "figures/figure.html", blocks = ["rows"])]
pub struct FigurePage {
    page: Page,
    w: &'static FiguresText,
    back: String,
    whose: String,
    days: String,
    fault: &'static str,
    own_only: bool,
    filters: Filters,
    line: FigureLine,
    /// Whose a row is.
    belongs: &'static str,
    hint: &'static str,
    chart: Line,
    parts: Vec<PartLine>,
    sides: Vec<SideTable>,
    tabs: Vec<Tab>,
    kind: &'static str,
    rows: Vec<CaseLine>,
    shown: String,
    next: String,
}

regions!(FigurePage { main, rows: as_rows });

impl FigurePage {
    pub fn new(cx: &Cx, query: &RowsQuery, figure: Figure, detail: &Detail) -> Self {
        let (w, lang) = (FiguresText::of(cx.lang), cx.lang);
        let (asked, measured) = (&detail.asked, &detail.measured);
        let path = format!("/figures/{}", figure.code());
        let asked_for = query.asked();
        let whole = Links::new(path, asked_for.all());
        let part = query.part();
        let subject = declared(figure).map(|declared| declared.subject);
        let tabs = tabs(figure, part, measured, &whole, lang);
        let next = match &detail.cases.next {
            Some(after) => whole.with(&[("part", part_code(part)), ("after", after)]),
            None => String::new(),
        };
        Self {
            page: cx.page(text::name(figure, lang)),
            w,
            back: whole.at("/figures").here(),
            whose: whose(asked, w, lang),
            days: text::period(asked.period),
            fault: asked.fault.map_or("", |fault| text::fault(fault, lang)),
            own_only: asked.only_own,
            filters: Filters::new(&whole, asked, w, lang),
            line: FigureLine::new(measured, &whole, lang),
            belongs: declared(figure).map_or("", |declared| lang.pick(declared.person.0, declared.person.1)),
            hint: match figure.kind() {
                Kind::State => w.state_hint,
                Kind::Flow => w.flow_hint,
                Kind::Derived => "",
            },
            chart: chart(figure, &detail.points, &whole, w, lang),
            parts: measured
                .parts
                .iter()
                .map(|(part, weight, value)| PartLine {
                    name: text::name(*part, lang),
                    href: whole.at(format!("/figures/{}", part.code())).here(),
                    weight: format!("{weight}%"),
                    value: text::value(*value, part.unit()),
                })
                .collect(),
            sides: sides(figure, detail, &whole, w, lang),
            tabs,
            kind: subject.map_or("", |kind| words::subject(kind, lang)),
            rows: detail
                .cases
                .rows
                .iter()
                .map(|case| case_line(figure, case, w, lang))
                .collect(),
            shown: words::shown(detail.cases.rows.len(), lang),
            next,
        }
    }
}

/// Nothing where nobody has any rows.
fn sides(figure: Figure, detail: &Detail, links: &Links, w: &'static FiguresText, lang: Lang) -> Vec<SideTable> {
    if detail.people.is_empty() {
        return Vec::new();
    }
    let asked = &detail.asked;
    let people = detail
        .people
        .iter()
        .map(|person| of_person(asked, person, figure, links, w).in_words(lang));
    let teams = teams(asked, figure, &detail.people);
    let teams = teams.iter().map(|team| {
        let known = team.team.and_then(|id| asked.team(id));
        let side = Side {
            name: known.map_or_else(|| w.no_team.to_owned(), |team| team.name(lang).to_owned()),
            note: "",
            href: team
                .team
                .map(|id| links.with(&[("team", &id.to_string()), ("person", "")]))
                .unwrap_or_default(),
            of: (team.sum, team.n),
            value: team.value,
            target: team.target,
            light: team.light,
            small: team.small,
            unit: figure.unit(),
        };
        side.in_words(lang)
    });
    vec![
        SideTable {
            id: "people",
            title: w.by_person,
            hint: "",
            lines: people.collect(),
        },
        SideTable {
            id: "teams",
            title: w.by_team,
            hint: w.team_hint,
            lines: teams.collect(),
        },
    ]
}

fn part_code(part: Part) -> &'static str {
    match part {
        Part::All => "",
        part => part.code(),
    }
}

/// All, counting, not counting: with how many there are, as many as the list has.
fn tabs(figure: Figure, chosen: Part, measured: &Measured, links: &Links, lang: Lang) -> Vec<Tab> {
    if figure == Figure::Loyalty {
        return Vec::new();
    }
    // Promoters less detractors: how many there are of each isn't told by the figure.
    let apart = figure != Figure::Nps;
    let count = |part: Part| match part {
        Part::All => measured.n.to_string(),
        Part::Met if apart => measured.sum.to_string(),
        Part::Missed if apart => (measured.n - measured.sum).to_string(),
        Part::Met | Part::Missed | Part::Against => String::new(),
    };
    Part::ALL
        .iter()
        .filter(|part| **part != Part::Against || !apart)
        .map(|part| Tab {
            href: links.with(&[("part", part_code(*part))]),
            label: words::part(figure, *part, lang),
            count: count(*part),
            hot: false,
            current: *part == chosen,
        })
        .collect()
}

struct Side {
    name: String,
    note: &'static str,
    href: String,
    of: (i64, i64),
    value: Option<f64>,
    target: Option<f64>,
    light: Light,
    small: bool,
    unit: Unit,
}

impl Side {
    fn in_words(self, lang: Lang) -> SideLine {
        let (tone, icon) = look(self.light);
        SideLine {
            name: self.name,
            small_name: self.note,
            href: self.href,
            of: words::of(self.of.0, self.of.1),
            value: text::value(self.value, self.unit),
            small: self.small,
            target: text::value(self.target, self.unit),
            light: text::light(self.light, lang),
            tone,
            icon,
        }
    }
}

fn of_person(asked: &Asked, person: &PersonMeasured, figure: Figure, links: &Links, w: &'static FiguresText) -> Side {
    let gone = |id: StaffId| asked.person(id).is_some_and(|person| !person.here);
    Side {
        name: if person.name.is_empty() {
            w.nobody.to_owned()
        } else {
            person.name.clone()
        },
        note: if person.person.is_some_and(gone) { w.gone } else { "" },
        href: person
            .person
            .map(|id| links.with(&[("person", &id.to_string()), ("team", "")]))
            .unwrap_or_default(),
        of: (person.sum, person.n),
        value: person.value,
        target: person.target,
        light: person.light,
        small: person.small,
        unit: figure.unit(),
    }
}

fn case_line(figure: Figure, case: &Case, w: &'static FiguresText, lang: Lang) -> CaseLine {
    let name = case.customer_name.as_ref().map(|name| name.expose().clone());
    let kind = words::subject(case.kind, lang);
    CaseLine {
        id: case.subject.to_string(),
        href: case.href.clone().unwrap_or_default(),
        title: if case.title.is_empty() {
            kind.to_owned()
        } else {
            case.title.clone()
        },
        day: times::date(case.day),
        instead: match (&name, case.hidden, case.kind) {
            (Some(_), ..) => "",
            (None, true, _) => w.hidden,
            (None, false, SubjectKind::Response) => w.anonymous,
            (None, false, _) => w.unknown,
        },
        customer: name.unwrap_or_default(),
        person: if case.person.is_some() {
            case.person_name.clone()
        } else {
            w.nobody.to_owned()
        },
        weight: words::weight(figure, case.weight, lang),
        tone: match case.weight {
            1 => "green",
            -1 => "red",
            _ if figure == Figure::Nps => "",
            _ => "amber",
        },
    }
}

/// The trend against the target of the last point.
fn chart(figure: Figure, points: &[Point], links: &Links, w: &'static FiguresText, lang: Lang) -> Line {
    let name = text::name(figure, lang);
    let head = Head::new("trend", name, w.period, w.value, lang);
    let data = points
        .iter()
        .map(|point| {
            let label = words::short(point.period);
            let href = links.with(&[
                ("period", point.period.grain.code()),
                ("day", &times::date(point.period.to)),
                ("from", ""),
                ("to", ""),
            ]);
            match point.value {
                Some(value) => Datum::new(label, value, text::number(value, figure.unit())).faint(point.small),
                None => Datum::missing(label),
            }
            .to(href)
        })
        .collect();
    let target = points
        .last()
        .and_then(|point| point.target)
        .map(|target| Target::new(target, text::number(target, figure.unit())));
    match (figure.unit(), target) {
        (Unit::Percent, target) => Line::of_percent(&head, data, target),
        (Unit::Points, Some(target)) => Line::with_target(&head, data, target),
        (Unit::Points, None) => Line::new(&head, data),
    }
}
