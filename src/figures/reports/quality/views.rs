//! Pages of the audit.

use askama::Template;

use super::forms::{ListQuery, NOBODY, SampleQuery};
use super::model::{Check, Frame, Listed, Person, State};
use super::rules::{Checked, Counts, Gap, Outcome, Sampled, View};
use super::text::{self, QualityText};
use crate::access::Permission;
use crate::figures::reports::month::Month;
use crate::figures::reports::text as reports;
use crate::platform::db::page::Slice;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::chart::{Bars, Datum, Head};
use crate::platform::web::narrow::{Chooser, Narrowed, Tab, address};
use crate::platform::web::page::{Choice, avatar_tone};
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::surveys::report::rules::{Tenths, share};
use crate::values::ids::StaffId;

/// Where the sample of a month is.
pub fn sample_of(month: Month) -> String {
    address(SampleQuery::PATH, [("month", month.to_string())])
}

/// `82.4%`; of nothing there is no share.
fn percent(part: i64, whole: i64) -> String {
    share(part, whole).map_or_else(|| "–".to_owned(), |share| format!("{share}%"))
}

/// The score: of a hundred, to one decimal.
pub fn score(counts: Counts, frame: &Frame) -> Option<Tenths> {
    let (part, whole) = counts.score(frame.rules.weights());
    share(part, whole)
}

/// Customers to be worked on, and the share of the others.
struct Cell {
    n: i64,
    href: String,
    rest: String,
}

/// Somebody's customers in a line.
struct Line {
    name: String,
    all: Cell,
    incomplete: Cell,
    stale: Cell,
    alike: Cell,
    score: String,
    faint: bool,
    checked: String,
    checked_href: String,
    accuracy: String,
    told: String,
    told_faint: bool,
}

/// What the page is made of.
pub struct Overview {
    pub frame: Frame,
    pub people: Vec<Person>,
    pub month: Month,
}

/// `/data-quality`
#[derive(Template)]
#[template(path = "figures/reports/quality.html")]
pub struct QualityPage {
    page: Page,
    w: &'static QualityText,
    counted: String,
    rules: &'static str,
    token: String,
    lines: Vec<Line>,
    total: Line,
    gaps: Bars,
    sample: String,
}

regions!(QualityPage { main });

fn line(name: String, owner: &str, counts: Counts, checked: Checked, of: &Overview) -> Line {
    let list = |view: View| address(ListQuery::PATH, [("view", view.code()), ("owner", owner)]);
    let cell = |view: View, good: i64| Cell {
        n: counts.n - good,
        href: list(view),
        rest: percent(good, counts.n),
    };
    let month = of.month.to_string();
    let sampled = [
        ("month", month.as_str()),
        ("owner", owner),
        ("view", Sampled::All.code()),
    ];
    Line {
        all: Cell {
            n: counts.n,
            href: list(View::All),
            rest: String::new(),
        },
        incomplete: cell(View::Incomplete, counts.complete),
        stale: cell(View::Stale, counts.fresh),
        alike: cell(View::Alike, counts.single),
        score: score(counts, &of.frame).map_or_else(|| "–".to_owned(), |score| score.to_string()),
        faint: of.frame.figures.is_small(counts.n),
        checked: text::done(checked.done, checked.drawn),
        checked_href: if checked.drawn > 0 {
            address(SampleQuery::PATH, sampled)
        } else {
            String::new()
        },
        accuracy: percent(checked.correct, checked.told),
        told: text::of(checked.told),
        told_faint: of.frame.figures.is_small(checked.told),
        name,
    }
}

impl QualityPage {
    pub fn new(cx: &Cx, of: &Overview) -> Result<Self, Error> {
        let (w, lang) = (QualityText::of(cx.lang), cx.lang);
        let mut all = (Counts::default(), Checked::default());
        for person in &of.people {
            all.0.add(person.counts);
            all.1.add(person.checked);
        }
        let owner = |id: Option<StaffId>| id.map_or_else(|| NOBODY.to_owned(), |id| id.to_string());
        let may_change = cx.actor()?.may(Permission::ChangeSettings);
        Ok(Self {
            page: cx.page(w.title),
            w,
            counted: of
                .frame
                .counted_at
                .map(|at| text::counted(&times::minute(at), lang))
                .unwrap_or_default(),
            rules: if may_change {
                "/admin/settings/figures.quality"
            } else {
                ""
            },
            token: FormView::blank().token().to_owned(),
            lines: of
                .people
                .iter()
                .map(|person| {
                    let name = match person.id {
                        Some(_) => person.name.clone(),
                        None => w.nobody.to_owned(),
                    };
                    line(name, &owner(person.id), person.counts, person.checked, of)
                })
                .collect(),
            total: line(w.total.to_owned(), "", all.0, all.1, of),
            gaps: gaps(&of.people, w, lang),
            sample: sample_of(of.month),
        })
    }
}

/// How many records lack each field, the most first.
fn gaps(people: &[Person], w: &'static QualityText, lang: Lang) -> Bars {
    let head = Head::new("gaps", w.gaps, w.field, w.customers, lang);
    let count = |at: usize| people.iter().filter_map(|person| person.gaps.get(at)).sum::<i64>();
    let mut data: Vec<Datum> = Gap::ALL
        .iter()
        .enumerate()
        .map(|(at, gap)| (gap, u32::try_from(count(at)).unwrap_or(u32::MAX)))
        .filter(|(_, n)| *n > 0)
        .map(|(gap, n)| Datum::count(gap.label(lang), n).to(address(ListQuery::PATH, [("gap", gap.code())])))
        .collect();
    data.sort_by(|a, b| b.value.unwrap_or_default().total_cmp(&a.value.unwrap_or_default()));
    Bars::new(&head, data)
}

/// A tag: its words and its tone.
type Tag = (String, &'static str);

fn tags(state: &State, lang: Lang) -> Vec<Tag> {
    let mut tags: Vec<Tag> = state
        .missing
        .iter()
        .map(|gap| (reports::lacks(gap.label(lang), lang), "amber"))
        .collect();
    if state.stale {
        tags.push((View::Stale.label(lang).to_owned(), "blue"));
    }
    if state.alike {
        tags.push((View::Alike.label(lang).to_owned(), "violet"));
    }
    tags
}

struct Row {
    id: String,
    href: String,
    name: String,
    phone: String,
    owner: String,
    owner_initial: String,
    owner_tone: &'static str,
    verified: String,
    tags: Vec<Tag>,
    mended: bool,
    twins: Vec<(String, String)>,
}

/// `/data-quality/customers`
#[derive(Template)]
#[template(path = "figures/reports/quality_list.html")]
pub struct ListPage {
    page: Page,
    w: &'static QualityText,
    counted: String,
    tabs: Vec<Tab>,
    choosers: Vec<Chooser>,
    narrowed: bool,
    rows: Vec<Row>,
    shown: String,
    next: String,
}

regions!(ListPage { main });

impl ListPage {
    pub fn new(cx: &Cx, query: &ListQuery, frame: &Frame, slice: Slice<Listed>) -> Self {
        let (w, lang) = (QualityText::of(cx.lang), cx.lang);
        let mut owners: Vec<Choice> = frame
            .owners
            .iter()
            .map(|owner| Choice::new(owner.id.to_string(), owner.name.clone()))
            .collect();
        owners.push(Choice::new(NOBODY, w.nobody));
        let shown = slice.rows.len();
        let next = slice.next.map(|after| {
            let pairs = query.pairs().into_iter().chain([("after", after.as_str())]);
            address(ListQuery::PATH, pairs)
        });
        Self {
            page: cx.page(w.list),
            w,
            counted: frame
                .counted_at
                .map_or_else(|| w.never.to_owned(), |at| text::counted(&times::minute(at), lang)),
            tabs: View::ALL
                .iter()
                .map(|view| Tab::new(query.with("view", view.code()), view.label(lang), *view == query.view()))
                .collect(),
            choosers: vec![
                query.chooser("owner", w.person, &query.owner, owners),
                query.chooser("gap", w.gap, &query.gap, Gap::choices(lang)),
            ],
            narrowed: !query.owner.is_empty() || !query.gap.is_empty(),
            rows: slice.rows.into_iter().map(|row| listed(row, w, lang)).collect(),
            shown: text::shown(shown, lang),
            next: next.unwrap_or_default(),
        }
    }
}

fn listed(row: Listed, w: &'static QualityText, lang: Lang) -> Row {
    let owner = row.owner.unwrap_or_default();
    Row {
        id: row.customer.id.to_string(),
        href: format!("/customers/{}", row.customer.id),
        name: row.customer.name.expose().clone(),
        phone: row.customer.phone.unwrap_or_default(),
        owner_initial: owner.chars().next().map(String::from).unwrap_or_default(),
        owner_tone: avatar_tone(&owner),
        owner,
        verified: row
            .verified_at
            .map_or_else(|| w.never_verified.to_owned(), |at| times::date(times::day_of(at))),
        tags: tags(&row.counted, lang),
        mended: !row.counted.is_clean() && row.now.as_ref().is_none_or(State::is_clean),
        twins: row
            .twins
            .iter()
            .enumerate()
            .map(|(at, twin)| (format!("/customers/{twin}"), text::twin(at + 1, lang)))
            .collect(),
    }
}

fn outcome_tone(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Correct => "green",
        Outcome::Corrected => "blue",
        Outcome::Wrong => "red",
        Outcome::Unreachable => "amber",
    }
}

struct CheckLine {
    id: String,
    href: String,
    name: String,
    phone: String,
    owner: String,
    owner_initial: String,
    owner_tone: &'static str,
    verified: String,
    outcome: Option<(&'static str, &'static str)>,
    note: String,
    by: String,
    ask: String,
}

/// `/data-quality/sample`
#[derive(Template)]
#[template(path = "figures/reports/quality_sample.html")]
pub struct SamplePage {
    page: Page,
    w: &'static QualityText,
    month: String,
    tabs: Vec<Tab>,
    choosers: Vec<Chooser>,
    narrowed: bool,
    lines: Vec<CheckLine>,
    shown: String,
}

regions!(SamplePage { main });

impl SamplePage {
    pub fn new(
        cx: &Cx,
        query: &SampleQuery,
        this: Month,
        frame: &Frame,
        months: &[(chrono::NaiveDate, i64, i64)],
        checks: &[Check],
    ) -> Self {
        let (w, lang) = (QualityText::of(cx.lang), cx.lang);
        let month = query.month(this);
        let (open, done) = months
            .iter()
            .find(|(first, ..)| *first == month.first())
            .map_or((0, 0), |(_, open, done)| (*open, *done));
        let count = |view: Sampled| match view {
            Sampled::Open => open,
            Sampled::Done => done,
            Sampled::All => open + done,
        };
        let owners = frame
            .owners
            .iter()
            .map(|owner| Choice::new(owner.id.to_string(), owner.name.clone()))
            .collect();
        let known = months
            .iter()
            .map(|(first, ..)| Month::of(*first))
            .map(|month| Choice::new(month.to_string(), reports::month(month, lang)))
            .collect();
        Self {
            page: cx.page(w.sample),
            w,
            month: reports::month(month, lang),
            tabs: Sampled::ALL
                .iter()
                .map(|view| Tab {
                    count: count(*view).to_string(),
                    hot: false,
                    ..Tab::new(
                        query.with("view", view.code()),
                        view.label(lang),
                        *view == query.sampled(),
                    )
                })
                .collect(),
            choosers: vec![
                query.chooser("month", w.month, &month.to_string(), known),
                query.chooser("owner", w.person, &query.owner, owners),
            ],
            narrowed: !query.pairs().is_empty(),
            lines: checks.iter().map(|check| check_line(check, w, lang)).collect(),
            shown: text::shown(checks.len(), lang),
        }
    }
}

fn check_line(check: &Check, w: &'static QualityText, lang: Lang) -> CheckLine {
    let by = [
        check.checked_by.clone(),
        check.checked_at.map(|at| times::date(times::day_of(at))),
    ];
    CheckLine {
        id: check.id.to_string(),
        href: format!("/customers/{}", check.customer.id),
        name: check.customer.name.expose().clone(),
        phone: check.customer.phone.clone().unwrap_or_default(),
        owner: check.owner.clone(),
        owner_initial: check.owner.chars().next().map(String::from).unwrap_or_default(),
        owner_tone: avatar_tone(&check.owner),
        verified: check
            .verified_at
            .map_or_else(|| w.never_verified.to_owned(), |at| times::date(times::day_of(at))),
        outcome: check
            .outcome
            .map(|outcome| (outcome.label(lang), outcome_tone(outcome))),
        note: check
            .note
            .as_ref()
            .map(|note| note.expose().clone())
            .unwrap_or_default(),
        by: by.into_iter().flatten().collect::<Vec<_>>().join(" "),
        ask: format!("/data-quality/checks/{}", check.id),
    }
}

/// `/data-quality/checks/{id}`: what came of it.
#[derive(Template)]
#[template(path = "figures/reports/quality_check.html", blocks = ["dialog"])]
pub struct AskPage {
    page: Page,
    w: &'static QualityText,
    name: String,
    phone: String,
    customer: String,
    owner: String,
    verified: String,
    action: String,
    back: String,
    outcomes: Vec<Choice>,
    version: String,
    stale: bool,
    form: FormView,
}

regions!(AskPage {
    main,
    dialog: as_dialog
});

impl AskPage {
    pub fn new(cx: &Cx, check: &Check, form: FormView, stale: bool) -> Self {
        let (w, lang) = (QualityText::of(cx.lang), cx.lang);
        let line = check_line(check, w, lang);
        Self {
            page: cx.page(w.record),
            w,
            name: line.name,
            phone: line.phone,
            customer: line.href,
            owner: line.owner,
            verified: line.verified,
            action: line.ask,
            back: sample_of(Month::of(check.month)),
            outcomes: Outcome::choices(lang),
            version: form.value("lock_version").to_owned(),
            stale,
            form,
        }
    }
}
