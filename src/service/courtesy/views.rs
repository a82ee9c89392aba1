//! Pages of courtesy cars.

use askama::Template;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use serde::Deserialize;

use super::model::{Car, Hands, Listed, Refusal};
use super::queries::Standing;
use super::rules::{Due, LoanState, Reply, View};
use super::settings::CourtesySettings;
use super::text::{self, CarText};
use crate::access::Permission;
use crate::platform::db::FormToken;
use crate::platform::db::page::Slice;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, durations, times};
use crate::platform::web::narrow::Tab;
use crate::platform::web::page::Choice;
use crate::platform::web::steps::MovedOn;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::service::check_in::rules::{Strokes, gauges};
use crate::service::check_in::text::eighths;
use crate::service::check_in::views::local;
use crate::values::id_document::{IdDocument, IdKind};
use crate::values::ids::VisitId;
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::values::own_path::own_path;
use crate::vehicles::rules::Energy;
use crate::visits::model::TOPIC;

/// The query string of the list of loans.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LoansQuery {
    pub view: String,
    pub after: String,
    /// First day of the calendar.
    pub from: String,
}

fn plate_kind(car: &Car) -> &'static str {
    if car.is_new_energy_plate() { "nev" } else { "" }
}

/// A document that ends soon or has ended: (words, tone).
fn ending(day: NaiveDate, today: NaiveDate, days: u32) -> (String, &'static str) {
    let tone = if day < today {
        "red"
    } else if day <= today + Days::new(days.into()) {
        "amber"
    } else {
        ""
    };
    (times::date(day), tone)
}

/// When a car is due: the time, with its day unless that is today; and how late it is.
fn due_back(due: DateTime<Utc>, now: DateTime<Utc>, lang: Lang) -> String {
    let when = if times::day_of(due) == times::day_of(now) {
        times::clock(due)
    } else {
        times::minute(due)
    };
    if due < now {
        format!("{when} · {}", durations::due(due, now, lang))
    } else {
        when
    }
}

/// A car in the fleet.
pub struct CarLine {
    pub id: String,
    pub plate: String,
    pub plate_kind: &'static str,
    pub model: String,
    pub energy: &'static str,
    pub mileage: String,
    pub state: String,
    pub state_tone: &'static str,
    pub because: String,
    pub insurance: (String, &'static str),
    pub inspection: (String, &'static str),
    pub holder: String,
    pub holder_href: String,
    pub due: String,
    pub late: bool,
    pub next: String,
    pub next_href: String,
    pub edit: String,
    pub out: bool,
    pub token: String,
}

/// `/courtesy-cars`
#[derive(Template)]
#[template(path = "courtesy/fleet.html")]
pub struct FleetPage {
    page: Page,
    w: &'static CarText,
    may_manage: bool,
    lines: Vec<CarLine>,
}

regions!(FleetPage { main });

impl FleetPage {
    pub fn new(cx: &Cx, cars: &[Car], loans: &[Listed], settings: &CourtesySettings) -> Result<Self, Error> {
        let (w, lang, today) = (CarText::of(cx.lang), cx.lang, times::day_of(cx.now));
        let lines = cars.iter().map(|car| {
            let of_car = |state: LoanState| {
                loans
                    .iter()
                    .find(move |listed| listed.car.id == car.id && listed.loan.state == state)
            };
            let (held, next) = (of_car(LoanState::Out), of_car(LoanState::Booked));
            let late = held.is_some_and(|held| held.loan.is_late(cx.now));
            let (state, state_tone) = match (&car.out_because, held) {
                (_, Some(held)) => (text::state(held.loan.state, late, lang), tone(held, cx.now)),
                (Some(_), None) => (w.out_of_service, ""),
                (None, None) => (w.free, "green"),
            };
            CarLine {
                id: car.id.to_string(),
                plate: car.plate_shown(),
                plate_kind: plate_kind(car),
                model: [car.model.as_str(), car.colour.as_str()].join(" ").trim().to_owned(),
                energy: car.energy.label(lang),
                mileage: car.mileage.display(),
                state: state.to_owned(),
                state_tone,
                because: car.out_because.clone().unwrap_or_default(),
                insurance: ending(car.insurance_until, today, settings.ending_days),
                inspection: ending(car.inspection_until, today, settings.ending_days),
                holder: held.map(|held| held.customer.clone()).unwrap_or_default(),
                holder_href: held
                    .map(|held| format!("/courtesy-cars/loans/{}", held.loan.id))
                    .unwrap_or_default(),
                due: held
                    .map(|held| due_back(held.loan.due_at, cx.now, lang))
                    .unwrap_or_default(),
                late,
                next: next
                    .map(|next| format!("{} {}", times::minute(next.loan.starts_at), next.customer))
                    .unwrap_or_default(),
                next_href: next
                    .map(|next| format!("/courtesy-cars/loans/{}", next.loan.id))
                    .unwrap_or_default(),
                edit: format!("/courtesy-cars/{}", car.id),
                out: car.out_because.is_some(),
                token: FormToken::new().to_string(),
            }
        });
        Ok(Self {
            page: cx.page(w.title).live(TOPIC),
            w,
            may_manage: cx.actor()?.may(Permission::ManageFleet),
            lines: lines.collect(),
        })
    }
}

/// `/courtesy-cars/new`, `/courtesy-cars/{id}`
#[derive(Template)]
#[template(path = "courtesy/car.html")]
pub struct CarPage {
    page: Page,
    w: &'static CarText,
    title: &'static str,
    action: String,
    standing: String,
    out: bool,
    because: String,
    token: String,
    notice: &'static str,
    energies: Vec<Choice>,
    form: FormView,
}

regions!(CarPage { main });

impl CarPage {
    pub fn new(cx: &Cx, car: Option<&Car>, form: FormView, notice: &'static str) -> Self {
        let w = CarText::of(cx.lang);
        let title = if car.is_some() { w.edit } else { w.new };
        Self {
            page: cx.page(title),
            w,
            title,
            action: car.map_or_else(
                || "/courtesy-cars".to_owned(),
                |car| format!("/courtesy-cars/{}", car.id),
            ),
            standing: car.map_or_else(String::new, |car| format!("/courtesy-cars/{}/standing", car.id)),
            out: car.is_some_and(|car| car.out_because.is_some()),
            because: car.and_then(|car| car.out_because.clone()).unwrap_or_default(),
            token: FormToken::new().to_string(),
            notice,
            energies: Energy::choices(cx.lang),
            form,
        }
    }
}

/// What a car's form holds when it is opened.
pub fn car_start(car: &Car) -> Vec<(&'static str, String)> {
    vec![
        ("plate", car.plate_shown()),
        ("model", car.model.clone()),
        ("colour", car.colour.clone()),
        ("energy", car.energy.code().to_owned()),
        ("mileage", car.mileage.km().to_string()),
        ("insurance_until", times::date(car.insurance_until)),
        ("inspection_until", times::date(car.inspection_until)),
        ("lock_version", car.lock_version.to_string()),
    ]
}

/// A loan in a list.
pub struct LoanLine {
    pub id: String,
    pub href: String,
    pub plate: String,
    pub plate_kind: &'static str,
    pub model: String,
    pub customer: String,
    pub state: &'static str,
    pub tone: &'static str,
    pub from: String,
    pub due: String,
    pub back: String,
    pub late: bool,
}

fn tone(listed: &Listed, now: DateTime<Utc>) -> &'static str {
    match listed.loan.state {
        LoanState::Out if listed.loan.is_late(now) => "red",
        LoanState::Out => "blue",
        LoanState::Booked => "amber",
        LoanState::Returned => "green",
        LoanState::Cancelled => "",
    }
}

impl LoanLine {
    fn new(listed: &Listed, now: DateTime<Utc>, lang: Lang) -> Self {
        let loan = &listed.loan;
        let from = loan.out.as_ref().map_or(loan.starts_at, |out| out.at);
        Self {
            id: loan.id.to_string(),
            href: format!("/courtesy-cars/loans/{}", loan.id),
            plate: listed.car.plate_shown(),
            plate_kind: plate_kind(&listed.car),
            model: listed.car.model.clone(),
            customer: listed.customer.clone(),
            state: text::state(loan.state, loan.is_late(now), lang),
            tone: tone(listed, now),
            from: times::minute(from),
            due: times::minute(loan.due_at),
            back: loan
                .back
                .as_ref()
                .map(|back| times::minute(back.at))
                .unwrap_or_default(),
            late: loan.is_late(now),
        }
    }
}

/// `/courtesy-cars/loans`
#[derive(Template)]
#[template(path = "courtesy/loans.html")]
pub struct LoansPage {
    page: Page,
    w: &'static CarText,
    tabs: Vec<Tab>,
    lines: Vec<LoanLine>,
    next: String,
    shown: String,
}

regions!(LoansPage { main });

impl LoansPage {
    pub fn new(cx: &Cx, view: View, slice: Slice<Listed>) -> Self {
        let w = CarText::of(cx.lang);
        let href = |view: View| format!("/courtesy-cars/loans?view={}", view.code());
        Self {
            page: cx.page(w.loans).live(TOPIC),
            w,
            tabs: View::ALL
                .iter()
                .map(|one| Tab::new(href(*one), one.label(cx.lang), *one == view))
                .collect(),
            shown: slice.rows.len().to_string(),
            lines: slice
                .rows
                .iter()
                .map(|row| LoanLine::new(row, cx.now, cx.lang))
                .collect(),
            next: slice
                .next
                .map(|after| format!("{}&after={after}", href(view)))
                .unwrap_or_default(),
        }
    }
}

/// A day of a car in the calendar.
pub struct Cell {
    pub href: String,
    pub label: String,
    pub tone: &'static str,
}

/// `/courtesy-cars/calendar`
#[derive(Template)]
#[template(path = "courtesy/calendar.html")]
pub struct CalendarPage {
    page: Page,
    w: &'static CarText,
    days: Vec<(String, bool)>,
    rows: Vec<(String, &'static str, Vec<Cell>)>,
    previous: String,
    following: String,
}

regions!(CalendarPage { main });

/// How many days the calendar shows.
pub const SPAN: u64 = 14;

impl CalendarPage {
    pub fn new(cx: &Cx, from: NaiveDate, cars: &[Car], loans: &[Listed]) -> Self {
        let (w, lang, today) = (CarText::of(cx.lang), cx.lang, times::day_of(cx.now));
        let days: Vec<NaiveDate> = (0..SPAN).map(|ahead| from + Days::new(ahead)).collect();
        let rows = cars.iter().map(|car| {
            let cells = days.iter().map(|day| {
                let (open, close) = (times::start_of(*day), times::start_of(*day + Days::new(1)));
                let found = loans.iter().find(|listed| {
                    let loan = &listed.loan;
                    let from = loan.out.as_ref().map_or(loan.starts_at, |out| out.at);
                    let until = match (&loan.back, loan.state) {
                        (Some(back), _) => back.at,
                        (None, LoanState::Out) => loan.due_at.max(cx.now),
                        (None, _) => loan.due_at,
                    };
                    listed.car.id == car.id && from < close && until > open
                });
                found.map_or_else(
                    || Cell {
                        href: String::new(),
                        label: String::new(),
                        tone: "",
                    },
                    |listed| Cell {
                        href: format!("/courtesy-cars/loans/{}", listed.loan.id),
                        label: format!(
                            "{} {}",
                            text::state(listed.loan.state, listed.loan.is_late(cx.now), lang),
                            listed.customer
                        ),
                        tone: tone(listed, cx.now),
                    },
                )
            });
            (car.plate_shown(), plate_kind(car), cells.collect())
        });
        let rows = rows.collect();
        let link = |day: NaiveDate| format!("/courtesy-cars/calendar?from={}", times::date(day));
        Self {
            page: cx.page(w.calendar),
            w,
            days: days
                .iter()
                .map(|day| {
                    let short: String = times::date(*day).chars().skip(5).collect();
                    (format!("{short} {}", times::weekday(*day, lang)), *day == today)
                })
                .collect(),
            rows,
            previous: link(from - Days::new(SPAN)),
            following: link(from + Days::new(SPAN)),
        }
    }
}

/// `/courtesy-cars/registry`
#[derive(Template)]
#[template(path = "courtesy/registry.html")]
pub struct RegistryPage {
    page: Page,
    w: &'static CarText,
    form: FormView,
    asked: bool,
    found: Vec<LoanLine>,
}

regions!(RegistryPage { main });

impl RegistryPage {
    pub fn new(cx: &Cx, form: FormView, found: Option<&[Listed]>) -> Self {
        let w = CarText::of(cx.lang);
        Self {
            page: cx.page(w.registry),
            w,
            form,
            asked: found.is_some(),
            found: found
                .unwrap_or_default()
                .iter()
                .map(|one| LoanLine::new(one, cx.now, cx.lang))
                .collect(),
        }
    }
}

/// `/courtesy-cars/refusals`
#[derive(Template)]
#[template(path = "courtesy/refusals.html")]
pub struct RefusalsPage {
    page: Page,
    w: &'static CarText,
    may_manage: bool,
    /// (customer, where, reason, until, where it is lifted, token)
    lines: Vec<(String, String, String, String, String, String)>,
}

regions!(RefusalsPage { main });

impl RefusalsPage {
    pub fn new(cx: &Cx, refusals: Vec<Refusal>) -> Result<Self, Error> {
        let w = CarText::of(cx.lang);
        Ok(Self {
            page: cx.page(w.refusals),
            w,
            may_manage: cx.actor()?.may(Permission::ManageFleet),
            lines: refusals
                .into_iter()
                .map(|one| {
                    (
                        one.name,
                        format!("/customers/{}", one.customer),
                        one.reason,
                        times::date(one.until),
                        format!("/courtesy-cars/refusals/{}/lifting", one.id),
                        FormToken::new().to_string(),
                    )
                })
                .collect(),
        })
    }
}

/// `/visits/{id}/courtesy-car`
#[derive(Template)]
#[template(path = "courtesy/book.html")]
pub struct BookPage {
    page: Page,
    w: &'static CarText,
    action: String,
    back: String,
    notice: &'static str,
    cars: Vec<Choice>,
    form: FormView,
}

regions!(BookPage { main });

impl BookPage {
    pub fn new(cx: &Cx, visit: VisitId, cars: &[Car], loans: &[Listed], form: FormView) -> Self {
        let (w, lang) = (CarText::of(cx.lang), cx.lang);
        let choice = |car: &Car| {
            let held = loans
                .iter()
                .find(|one| one.car.id == car.id && one.loan.state == LoanState::Out);
            let note = match (&car.out_because, held) {
                (Some(_), _) => w.out_of_service.to_owned(),
                (None, Some(held)) => text::late(&times::minute(held.loan.due_at), lang),
                (None, None) => w.free.to_owned(),
            };
            Choice::new(
                car.id.to_string(),
                format!("{} {} · {note}", car.plate_shown(), car.model),
            )
        };
        let refused = form.error("customer").is_some();
        Self {
            page: cx.page(w.book),
            w,
            action: format!("/visits/{visit}/courtesy-car"),
            back: format!("/visits/{visit}"),
            notice: if refused { w.refused_customer } else { "" },
            cars: cars.iter().map(choice).collect(),
            form,
        }
    }
}

/// What the form of a booking holds when it is opened.
pub fn book_start(now: DateTime<Utc>, promised: Option<DateTime<Utc>>) -> Vec<(&'static str, String)> {
    let due = promised.filter(|at| *at > now).unwrap_or(now + TimeDelta::days(1));
    vec![("starts_at", local(now)), ("due_at", local(due))]
}

/// `/courtesy-cars/loans/{id}`
#[derive(Template)]
#[template(path = "courtesy/loan.html")]
pub struct LoanPage {
    page: Page,
    w: &'static CarText,
    base: String,
    state: &'static str,
    tone: &'static str,
    plate: String,
    plate_kind: &'static str,
    model: String,
    customer: String,
    customer_href: String,
    visit_href: String,
    notice: &'static str,
    booked: bool,
    out: bool,
    facts: Vec<(&'static str, String)>,
    signature: String,
    show_fuel: bool,
    show_charge: bool,
    fuels: Vec<Choice>,
    kinds: Vec<Choice>,
    /// How often the member may still have a car for nothing.
    benefit: String,
    form: FormView,
    side: FormView,
}

regions!(LoanPage { main });

fn hands(label: &'static str, hands: Option<&Hands>, lang: Lang) -> (&'static str, String) {
    let Some(hands) = hands else {
        return (label, String::new());
    };
    let parts = [
        Some(times::minute(hands.at)),
        hands.km.map(Km::display),
        hands.fuel.map(|part| eighths(part, lang)),
        hands.charge.map(|part| format!("{part}%")),
        hands.marks.clone(),
    ];
    (label, parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

/// What a loan's sheet and page tell.
fn loan_facts(listed: &Listed, w: &'static CarText, lang: Lang) -> Vec<(&'static str, String)> {
    let loan = &listed.loan;
    let licence = loan.licence.as_ref().map(|number| {
        let kinds = IdKind::ALL.iter();
        kinds
            .filter_map(|kind| IdDocument::parse(*kind, number.expose()).ok())
            .next()
            .map_or_else(|| "****".to_owned(), |document| document.masked())
    });
    [
        (w.from, times::minute(loan.starts_at)),
        (w.due, times::minute(loan.due_at)),
        (
            w.driver,
            loan.driver
                .as_ref()
                .map(|name| name.expose().clone())
                .unwrap_or_default(),
        ),
        (w.licence, licence.unwrap_or_default()),
        (w.licence_until, loan.licence_until.map(times::date).unwrap_or_default()),
        hands(w.out_at, loan.out.as_ref(), lang),
        hands(w.back_at, loan.back.as_ref(), lang),
        (w.reason, loan.cancelled_because.clone().unwrap_or_default()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .collect()
}

impl LoanPage {
    pub fn new(cx: &Cx, listed: &Listed, form: FormView, side: FormView, notice: &'static str) -> Self {
        let (w, lang, loan) = (CarText::of(cx.lang), cx.lang, &listed.loan);
        let wanted = gauges(Some(listed.car.energy));
        Self {
            page: cx.page(w.loan).live(TOPIC),
            w,
            base: format!("/courtesy-cars/loans/{}", loan.id),
            state: text::state(loan.state, loan.is_late(cx.now), lang),
            tone: tone(listed, cx.now),
            plate: listed.car.plate_shown(),
            plate_kind: plate_kind(&listed.car),
            model: listed.car.model.clone(),
            customer: listed.customer.clone(),
            customer_href: format!("/customers/{}", loan.customer),
            visit_href: format!("/visits/{}", loan.visit),
            notice: if form.error("customer").is_some() {
                w.refused_customer
            } else {
                notice
            },
            booked: loan.state == LoanState::Booked,
            out: loan.state == LoanState::Out,
            facts: loan_facts(listed, w, lang),
            signature: loan.strokes.as_ref().map(Strokes::path).unwrap_or_default(),
            show_fuel: wanted.fuel,
            show_charge: wanted.charge,
            fuels: (0..=8)
                .map(|part: i16| Choice::new(part.to_string(), eighths(part, lang)))
                .collect(),
            kinds: IdKind::choices(lang),
            benefit: if listed.free > 0 {
                text::benefit(listed.free, lang)
            } else {
                String::new()
            },
            form,
            side,
        }
    }
}

/// What the form of a hand-over or return holds when it is opened.
pub fn loan_start(listed: &Listed) -> Vec<(&'static str, String)> {
    let mut pairs = vec![
        ("lock_version", listed.loan.lock_version.to_string()),
        ("licence_kind", IdKind::MainlandId.code().to_owned()),
    ];
    if listed.loan.state == LoanState::Booked {
        pairs.push(("driver", listed.customer.clone()));
        pairs.push(("km", listed.car.mileage.km().to_string()));
    }
    pairs
}

/// `/courtesy-cars/loans/{id}/sheet`: on A4.
#[derive(Template)]
#[template(path = "courtesy/sheet.html", blocks = ["main"])]
pub struct LoanSheet {
    page: Page,
    w: &'static CarText,
    store: String,
    head: Vec<(&'static str, String)>,
    facts: Vec<(&'static str, String)>,
    signature: String,
    printed: String,
}

regions!(LoanSheet { main: as_main });

impl LoanSheet {
    pub fn new(cx: &Cx, listed: &Listed) -> Result<Self, Error> {
        let (w, lang) = (CarText::of(cx.lang), cx.lang);
        Ok(Self {
            page: cx.page(w.sheet),
            w,
            store: cx.actor()?.store_name.clone(),
            head: vec![
                (w.customer, listed.customer.clone()),
                (w.plate, listed.car.plate_shown()),
                (w.model, listed.car.model.clone()),
            ],
            facts: loan_facts(listed, w, lang),
            signature: listed.loan.strokes.as_ref().map(Strokes::path).unwrap_or_default(),
            printed: times::minute(cx.now),
        })
    }
}

/// What a visit's page says about a courtesy car, with the step that answers it.
pub struct Advice {
    pub w: &'static CarText,
    pub tone: &'static str,
    pub text: String,
    pub answered: String,
    /// Where it is, how it stands, and the tone of that.
    pub loan: Option<(String, &'static str, &'static str)>,
    /// Where one is booked; empty once the own car is ready.
    pub book: String,
    pub action: String,
    pub replies: Vec<Choice>,
    pub form: FormView,
    /// A car or travel money is due by law, and nothing was answered yet.
    pub open: bool,
    /// The page it stands on.
    pub back: String,
}

/// The page that an answer leads back to: the visit's unless another is named.
pub fn back_to(visit: VisitId, wanted: &str) -> String {
    match own_path(wanted) {
        "/" => format!("/visits/{visit}"),
        path => path.to_owned(),
    }
}

impl Advice {
    /// `None` when nothing is due and nothing was lent.
    pub fn new(cx: &Cx, visit: VisitId, standing: &Standing) -> Option<Self> {
        let (w, lang) = (CarText::of(cx.lang), cx.lang);
        if standing.due == Due::Nothing && standing.loan.is_none() && standing.answered.is_none() {
            return None;
        }
        let (tone, words) = match standing.due {
            Due::Nothing => ("", String::new()),
            Due::Offer => ("amber", w.offer.to_owned()),
            Due::Duty { from } => ("red", format!("{}{}", w.duty, times::minute(from))),
        };
        let answered = standing.answered.as_ref().map(|one| {
            let amount = one.amount.map(Fen::display);
            let parts = [
                Some(one.reply.label(lang).to_owned()),
                amount,
                one.note.clone(),
                Some(times::minute(one.at)),
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
        });
        let open = standing.loan.filter(|(_, state)| *state != LoanState::Cancelled);
        let settled = standing
            .answered
            .as_ref()
            .is_some_and(|one| one.reply != Reply::Offered);
        Some(Self {
            w,
            tone: if settled || open.is_some() { "" } else { tone },
            text: words,
            answered: answered.unwrap_or_default(),
            loan: open.map(|(id, state)| {
                let tone = if standing.late { "red" } else { "blue" };
                let state = text::state(state, standing.late, lang);
                (format!("/courtesy-cars/loans/{id}"), state, tone)
            }),
            book: if standing.over {
                String::new()
            } else {
                format!("/visits/{visit}/courtesy-car")
            },
            action: format!("/visits/{visit}/courtesy-answer"),
            replies: Reply::ALL
                .iter()
                .filter(|reply| **reply != Reply::Lent)
                .map(|reply| Choice::new(reply.code(), reply.label(lang)))
                .collect(),
            form: FormView::fresh([("amount", standing.settings.travel_money.yuan())]),
            open: matches!(standing.due, Due::Duty { .. }) && !settled,
            back: back_to(visit, ""),
        })
    }
}

/// `POST /visits/{id}/courtesy-answer` again, with what is wrong.
#[derive(Template)]
#[template(path = "courtesy/answer.html")]
pub struct AnswerPage {
    page: Page,
    a: Advice,
    back: String,
}

regions!(AnswerPage { main });

impl AnswerPage {
    pub fn new(cx: &Cx, visit: VisitId, standing: &Standing, form: FormView) -> Self {
        let w = CarText::of(cx.lang);
        let known = Advice::new(cx, visit, standing);
        let back = back_to(visit, form.value("back"));
        let a = known.unwrap_or_else(|| Advice {
            w,
            tone: "",
            text: String::new(),
            answered: String::new(),
            loan: None,
            book: String::new(),
            action: format!("/visits/{visit}/courtesy-answer"),
            replies: Reply::choices(cx.lang),
            form: FormView::blank(),
            open: true,
            back: String::new(),
        });
        Self {
            page: cx.page(w.record),
            back: back.clone(),
            a: Advice { form, back, ..a },
        }
    }
}

/// A step that can't be taken any more.
pub fn moved_on(cx: &Cx, back: String) -> MovedOn {
    let w = CarText::of(cx.lang);
    MovedOn::new(cx, w.title, w.moved_on, w.back, back)
}

/// No courtesy car: the customer's own one is ready.
pub fn own_is_ready(cx: &Cx, back: String) -> MovedOn {
    let w = CarText::of(cx.lang);
    MovedOn::new(cx, w.title, w.own_is_ready, w.back, back)
}
