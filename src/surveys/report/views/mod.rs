//! The page of the report.

mod figure;
mod links;
mod parts;
mod trend;

use askama::Template;

use super::forms::{PATH, ReportQuery};
use super::model::{Catalogue, Figures, Voices};
use super::rules::{Days, Dimension, Fault, Period, Remarks};
use super::text::{self, ReportText};
use crate::access::Permission;
use crate::customers::rules::Tier;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::chart::Bars;
use crate::platform::web::narrow::{Chooser, Narrowed, address};
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::surveys::answers::rules::View;
use crate::surveys::rules::Way;
use crate::surveys::text as room;
use crate::values::ids::StaffId;

pub use figure::Figure;
pub use links::Links;
pub use parts::{GroupBlock, Reach, Section, asks, circle, falls, groups, merged, reach, sections};
use parts::{RemarkLine, Spread, UnhappyLine, columns};
pub use trend::{MonthLine, Step, periods};
use trend::{Trend, spans};

/// A number with the answers that it was counted from, where one may see them.
struct Count {
    label: &'static str,
    n: i64,
    href: String,
}

/// One of the main figures.
struct Head {
    label: &'static str,
    hint: &'static str,
    icon: &'static str,
    figure: Figure,
    href: String,
}

/// `/surveys/report`
#[derive(Template)]
#[template(path = "surveys/report/page.html")]
pub struct ReportPage {
    page: Page,
    w: &'static ReportText,
    survey: String,
    anonymous: bool,
    days: String,
    choosers: Vec<Chooser>,
    from: String,
    to: String,
    typed_days: String,
    kept_days: Vec<(&'static str, String)>,
    clear_days: String,
    narrowed: bool,
    clear: String,
    export: String,
    answers: String,
    /// Why there is nothing to show: title, text, where to go, how that is called.
    nothing: Option<(&'static str, &'static str, String, &'static str)>,
    versions: String,
    mixed: bool,
    other_versions: Vec<(String, String)>,
    other_versions_say: &'static str,
    few: String,
    heads: Vec<Head>,
    waiting: Option<Count>,
    sections: Vec<Section>,
    /// The figures that questions have: a column each.
    columns: Vec<&'static str>,
    /// Whether satisfaction as a whole is asked for, and a recommendation.
    has_overall: bool,
    has_nps: bool,
    groups: Vec<GroupBlock>,
    months: Vec<MonthLine>,
    quarters: Vec<MonthLine>,
    month_chart: Trend,
    quarter_chart: Trend,
    drivers: Bars,
    spreads: Vec<Spread>,
    asked: Vec<Count>,
    reach: Vec<Reach>,
    /// How many began: the share of each question is of them.
    began: String,
    begun: i64,
    /// Single answers: not for everybody who sees the figures.
    voices: Option<VoicesPart>,
}

/// What is said one by one.
struct VoicesPart {
    circle: Vec<Count>,
    reasons: Vec<(&'static str, i64)>,
    unhappy: Vec<UnhappyLine>,
    /// All of the unhappy are such as nobody knows.
    only_nameless: bool,
    all_unhappy: String,
    remarks: Vec<RemarkLine>,
    remark_views: Vec<(&'static str, String, bool)>,
    all_remarks: String,
}

regions!(ReportPage { main });

/// What the page is made of.
pub struct Found<'a> {
    pub query: &'a ReportQuery,
    pub days: Days,
    pub fault: Option<Fault>,
    pub catalogue: &'a Catalogue,
    pub figures: &'a Figures,
    pub voices: Option<&'a Voices>,
}

impl ReportPage {
    pub fn new(cx: &Cx, found: &Found<'_>) -> Self {
        let (w, lang) = (ReportText::of(cx.lang), cx.lang);
        let Found {
            query,
            days,
            catalogue,
            figures,
            ..
        } = *found;
        let links = Links::new(cx, query, catalogue, days);
        let small = catalogue.small;
        let n = figures.heads.n;
        let (first, last) = (times::date(days.first), times::date(days.last));
        let shown_days = text::days(&first, &last, lang);
        let numbers: Vec<i32> = catalogue.chosen.iter().map(|version| version.number).collect();
        let others: Vec<(String, String)> = catalogue
            .versions
            .iter()
            .filter(|version| version.answered && !catalogue.chosen.iter().any(|chosen| chosen.id == version.id))
            .map(|version| {
                (
                    text::version(version.number, lang),
                    query.with("version", &version.id.to_string()),
                )
            })
            .collect();
        let all_together = (!others.is_empty()).then(|| (w.all_versions.to_owned(), query.with("version", "all")));
        let items = merged(catalogue, figures);
        let (has_overall, has_nps) = asks(&items);
        Self {
            page: cx.page(w.title),
            w,
            survey: catalogue
                .survey
                .as_ref()
                .map(|one| one.name.clone())
                .unwrap_or_default(),
            anonymous: catalogue.survey.as_ref().is_some_and(|one| one.anonymous),
            choosers: choosers(query, catalogue, w, lang),
            typed_days: if query.typed_days() {
                shown_days.clone()
            } else {
                String::new()
            },
            days: shown_days,
            from: first,
            to: last,
            kept_days: query.kept(&["from", "to", "period"]),
            clear_days: address(PATH, query.kept(&["from", "to"])),
            narrowed: !query.kept(&["survey", "remarks"]).is_empty(),
            clear: address(
                PATH,
                query.kept(&[
                    "version",
                    "period",
                    "from",
                    "to",
                    "advisor",
                    "technician",
                    "model",
                    "tier",
                    "way",
                    "remarks",
                ]),
            ),
            export: address("/surveys/report/export", query.pairs()),
            answers: links.all(),
            nothing: nothing(found, w, lang),
            versions: if numbers.is_empty() {
                String::new()
            } else {
                text::versions(&numbers, lang)
            },
            mixed: numbers.len() > 1,
            other_versions: others.into_iter().chain(all_together).collect(),
            other_versions_say: text::other_versions(lang),
            few: if n > 0 && n < small {
                text::few(n, small, lang)
            } else {
                String::new()
            },
            heads: heads(figures, &links, small, (has_overall, has_nps), w),
            has_overall,
            has_nps,
            waiting: found.voices.map(|voices| Count {
                label: w.waiting,
                n: voices.circle.waiting,
                href: links.view(View::ToCall),
            }),
            columns: columns(&items, w),
            sections: sections(&items, small, &links, lang),
            groups: groups(query, catalogue, figures, &links, lang),
            months: periods(figures, days, Step::Month, small, &links, lang),
            quarters: periods(figures, days, Step::Quarter, small, &links, lang),
            month_chart: trend::trend(
                &spans(figures, days, Step::Month, lang),
                Step::Month,
                small,
                &links,
                lang,
            ),
            quarter_chart: trend::trend(
                &spans(figures, days, Step::Quarter, lang),
                Step::Quarter,
                small,
                &links,
                lang,
            ),
            drivers: parts::drivers(&items, small, &links, w, lang),
            spreads: parts::spreads(&items, small, &links, w, lang),
            asked: asked(figures, &links, w),
            reach: reach(&items, catalogue, figures, lang),
            began: text::began(figures.reached.begun, lang),
            begun: figures.reached.begun.max(1),
            voices: found
                .voices
                .map(|voices| voices_part(cx, found, voices, &items, &links, w)),
        }
    }
}

fn nothing(
    found: &Found<'_>,
    w: &'static ReportText,
    lang: Lang,
) -> Option<(&'static str, &'static str, String, &'static str)> {
    if found.catalogue.survey.is_none() {
        return Some((w.no_survey, w.no_survey_text, String::new(), ""));
    }
    let recent = || {
        let kept = found.query.kept(&["from", "to", "period"]);
        address(
            PATH,
            kept.into_iter().chain([("period", Period::Month.code().to_owned())]),
        )
    };
    if let Some(fault) = found.fault {
        let (title, text) = text::fault(fault, lang);
        return Some((title, text, recent(), w.these_days));
    }
    let reached = &found.figures.reached;
    (found.figures.heads.n == 0 && reached.sent == 0 && reached.begun == 0)
        .then(|| (w.no_answers, w.no_answers_text, recent(), w.these_days))
}

fn choosers(query: &ReportQuery, catalogue: &Catalogue, w: &'static ReportText, lang: Lang) -> Vec<Chooser> {
    let chooser = |name: &'static str, label, chosen: &str, choices: Vec<Choice>, but: &[&str]| Chooser {
        kept: query.kept(but),
        ..query.chooser(name, label, chosen, choices)
    };
    let surveys = catalogue
        .surveys
        .iter()
        .map(|one| Choice::new(one.id.to_string(), one.name.clone()))
        .collect();
    let survey = catalogue
        .survey
        .as_ref()
        .map(|one| one.id.to_string())
        .unwrap_or_default();
    let versions = catalogue
        .versions
        .iter()
        .map(|version| Choice::new(version.id.to_string(), text::version(version.number, lang)))
        .chain([Choice::new("all", w.all_versions)])
        .collect();
    let version = match catalogue.chosen.as_slice() {
        [one] => one.id.to_string(),
        _ => "all".to_owned(),
    };
    let period = if query.typed_days() { "" } else { query.period().code() };
    // Another survey has other versions.
    let mut all = vec![
        chooser("survey", w.survey, &survey, surveys, &["survey", "version"]),
        chooser("version", w.version, &version, versions, &["version"]),
        chooser(
            "period",
            w.period,
            period,
            Period::choices(lang),
            &["period", "from", "to"],
        ),
    ];
    for dimension in Dimension::ALL {
        all.push(chooser(
            dimension.code(),
            dimension.label(lang),
            query.raw(*dimension),
            choices(*dimension, catalogue, lang),
            &[dimension.code()],
        ));
    }
    all
}

fn choices(dimension: Dimension, catalogue: &Catalogue, lang: Lang) -> Vec<Choice> {
    let people = |roles: &[&str]| -> Vec<Choice> {
        let works = |person: &&super::model::Colleague| person.roles.iter().any(|role| roles.contains(&role.as_str()));
        catalogue
            .people
            .iter()
            .filter(works)
            .map(|person| Choice::new(person.id.to_string(), person.name.clone()))
            .collect()
    };
    match dimension {
        Dimension::Advisor => people(&[
            "service_advisor",
            "sales_consultant",
            "service_manager",
            "sales_manager",
        ]),
        Dimension::Technician => people(&["technician"]),
        Dimension::Model => catalogue
            .models
            .iter()
            .map(|model| Choice::new(model.id.to_string(), model.name.clone()))
            .collect(),
        Dimension::Tier => Tier::choices(lang),
        Dimension::Way => Way::ALL
            .iter()
            .map(|way| Choice::new(way.code(), room::way(*way, lang)))
            .collect(),
    }
}

/// What a group is called.
pub fn name_of(dimension: Dimension, value: &str, catalogue: &Catalogue, lang: Lang) -> String {
    let unknown = || ReportText::of(lang).unknown.to_owned();
    let found = match dimension {
        Dimension::Advisor | Dimension::Technician => {
            let id = value.parse::<StaffId>().ok();
            let person = catalogue.people.iter().find(|person| Some(person.id) == id);
            person.map(|person| person.name.clone())
        }
        Dimension::Model => {
            let model = catalogue.models.iter().find(|model| model.id.to_string() == value);
            model.map(|model| model.name.clone())
        }
        Dimension::Tier => Tier::parse(value).map(|tier| tier.label(lang).to_owned()),
        Dimension::Way => Way::parse(value).map(|way| room::way(way, lang).to_owned()),
    };
    found.unwrap_or_else(unknown)
}

fn heads(
    figures: &Figures,
    links: &Links,
    small: i64,
    (has_overall, has_nps): (bool, bool),
    w: &'static ReportText,
) -> Vec<Head> {
    let (overall, nps, reached) = (&figures.heads.overall, &figures.heads.nps, &figures.reached);
    let all = [
        (
            true,
            Head {
                label: w.rate,
                hint: w.rate_hint,
                icon: "send",
                figure: Figure::share(reached.answered, reached.sent, small),
                href: links.invitations("state", ""),
            },
        ),
        (
            has_overall,
            Head {
                label: w.satisfaction,
                hint: w.satisfaction_hint,
                icon: "mood-smile",
                figure: Figure::satisfaction(overall, small),
                href: links.all(),
            },
        ),
        (
            has_overall,
            Head {
                label: w.csi,
                hint: w.csi_hint,
                icon: "chart-bar",
                figure: Figure::csi(overall, small),
                href: links.all(),
            },
        ),
        (
            has_nps,
            Head {
                label: w.nps,
                hint: w.nps_hint,
                icon: "target-arrow",
                figure: Figure::nps(nps, small),
                href: links.all(),
            },
        ),
    ];
    all.into_iter()
        .filter(|(asked, _)| *asked)
        .map(|(_, head)| head)
        .collect()
}

/// What became of the invitations that were sent: each number opens its rows.
fn asked(figures: &Figures, links: &Links, w: &'static ReportText) -> Vec<Count> {
    let reached = &figures.reached;
    [
        (w.sent, reached.sent, ("state", "")),
        (w.opened, reached.opened, ("opened", "1")),
        (w.answered, reached.answered, ("state", "answered")),
        (w.refused, reached.refused, ("state", "refused")),
        (w.expired, reached.expired, ("state", "expired")),
    ]
    .map(|(label, n, (name, value))| Count {
        label,
        n,
        href: links.invitations(name, value),
    })
    .into()
}

fn voices_part(
    cx: &Cx,
    found: &Found<'_>,
    voices: &Voices,
    items: &[parts::Merged<'_>],
    links: &Links,
    w: &'static ReportText,
) -> VoicesPart {
    let count = |(label, n, view): (&'static str, i64, Option<View>)| Count {
        label,
        n,
        href: view.map(|view| links.view(view)).unwrap_or_default(),
    };
    VoicesPart {
        circle: circle(&voices.circle, w).map(count).into(),
        reasons: voices
            .reasons
            .iter()
            .map(|one| (one.reason.label(cx.lang), one.n))
            .collect(),
        unhappy: voices.unhappy.iter().map(|one| UnhappyLine::new(cx, one, w)).collect(),
        only_nameless: voices.circle.unhappy == 0 && voices.circle.nameless > 0,
        all_unhappy: links.view(View::Unhappy),
        remarks: voices
            .remarks
            .iter()
            .map(|one| RemarkLine::new(cx, one, items))
            .collect(),
        remark_views: Remarks::ALL
            .iter()
            .map(|view| {
                let code = if *view == Remarks::All { "" } else { view.code() };
                let href = format!("{}#remarks", found.query.with("remarks", code));
                (view.label(cx.lang), href, found.query.remarks() == *view)
            })
            .collect(),
        all_remarks: links.view(View::Remarks),
    }
}

/// `/surveys/report/export`
#[derive(Template)]
#[template(path = "surveys/report/export.html")]
pub struct ExportPage {
    page: Page,
    w: &'static ReportText,
    form: FormView,
    kept: Vec<(&'static str, String)>,
    back: String,
    /// Whether this person may see single answers.
    with_remarks: bool,
}

regions!(ExportPage { main });

impl ExportPage {
    pub fn new(cx: &Cx, query: &ReportQuery, form: FormView) -> Self {
        let w = ReportText::of(cx.lang);
        Self {
            page: cx.page(w.export_title),
            w,
            form: form.named(cx.lang, [("reason", w.reason)]),
            kept: query.kept(&[]),
            back: address(PATH, query.pairs()),
            with_remarks: cx
                .signed_in()
                .is_some_and(|actor| actor.may(Permission::SeeSurveyAnswers)),
        }
    }
}
