//! The page of one customer.

use std::collections::BTreeMap;

use askama::Template;
use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};

use super::reveal::{Look, Masked};
use super::{ChangeView, Person, changes};
use crate::access::Permission;
use crate::complaints::queries::of_customer::Happening;
use crate::customers::model::{Consent, Record, RevealField};
use crate::customers::rules::{self, RevealReason};
use crate::customers::views::{class_tag, tier_tag};
use crate::history::model::{Face, KINDS, Middle, Place, Tab};
use crate::history::text::{self, HistoryText};
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, durations, times};
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::values::ids::CustomerId;
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::vehicles::model::{Ownership, Vehicle};
use crate::vehicles::rules::{ENDING_DAYS, TRADE_IN_MONTHS};
use crate::{followups, regions};

/// `/customers/{id}`
#[derive(Template)]
#[template(path = "history/customer.html", blocks = ["middle"])]
pub struct Customer {
    page: Page,
    w: &'static HistoryText,
    id: CustomerId,
    who: Person,
    tags: Vec<(String, &'static str, &'static str)>,
    plain: Vec<(&'static str, String)>,
    masked: Vec<Masked>,
    reasons: Vec<Choice>,
    owner: Option<Person>,
    cars: Vec<CarView>,
    risks: Vec<(&'static str, &'static str, String)>,
    tabs: Vec<TabView>,
    tab: Tab,
    pinned: Vec<EntryView>,
    entries: Vec<EntryView>,
    newest: String,
    next: String,
    kinds: Vec<KindView>,
    kind: &'static str,
    changes: Vec<ChangeView>,
    form: FormView,
    may_edit: bool,
    may_complain: bool,
    may_sell: bool,
    may_book: bool,
    may_plan: bool,
    may_set_tier: bool,
    may_assign: bool,
}

regions!(Customer {
    main,
    middle: as_middle
});

struct TabView {
    href: String,
    label: &'static str,
    current: bool,
    count: String,
}

struct KindView {
    code: &'static str,
    label: &'static str,
    checked: bool,
}

/// A car of the customer.
struct CarView {
    href: String,
    title: String,
    plate: Option<String>,
    plate_kind: &'static str,
    detail: Vec<String>,
    /// `2027-05-22 · 38,460 km`
    next: String,
    relation: &'static str,
    from: String,
    until: String,
    past: bool,
}

/// An entry of the timeline.
struct EntryView {
    id: String,
    day: Option<String>,
    icon: &'static str,
    title: String,
    who: String,
    time: String,
    iso: String,
    kind: &'static str,
    tone: &'static str,
    body: String,
    href: String,
    is_note: bool,
    pinned: bool,
}

impl EntryView {
    /// When it happened, until the headings are set.
    fn moment(&self) -> Option<DateTime<Utc>> {
        self.day.as_deref().and_then(|at| at.parse().ok())
    }
}

impl Customer {
    pub fn new(cx: &Cx, face: Face, form: FormView) -> Result<Self, Error> {
        let (w, lang) = (HistoryText::of(cx.lang), cx.lang);
        let actor = cx.actor()?;
        let Face {
            record,
            vehicles,
            place,
            middle,
            services,
        } = face;
        let today = times::day_of(cx.now);
        let name = record.name.expose().clone();
        let owned = vehicles.iter().filter(|(owned, _)| owned.until.is_none()).count();
        let may_edit = actor.may(Permission::EditCustomers);
        let mut view = Self {
            page: cx.page(name.clone()),
            w,
            id: record.id,
            tags: tags(&record, owned > 0, cx),
            plain: plain(&record, w, lang),
            masked: masked(&record, w, lang),
            reasons: RevealReason::choices(lang),
            owner: record.owner_name.clone().map(Person::new),
            risks: risks(&vehicles, today, lang),
            cars: vehicles
                .into_iter()
                .map(|(owned, car)| car_view(&owned, &car, w, lang))
                .collect(),
            tabs: tabs(
                record.id,
                place.tab,
                owned,
                services,
                (
                    may_edit,
                    actor.may(Permission::SeeComplaints),
                    actor.may(Permission::SeeMembership),
                    actor.may(Permission::SeeSales),
                    actor.may(Permission::SeeSurveyAnswers),
                ),
                lang,
            ),
            tab: place.tab,
            pinned: Vec::new(),
            entries: Vec::new(),
            newest: String::new(),
            next: String::new(),
            kinds: KINDS
                .iter()
                .map(|code| KindView {
                    code,
                    label: text::kind(code, lang),
                    checked: place.kind == *code,
                })
                .collect(),
            kind: if place.kind.is_empty() {
                ""
            } else {
                text::kind(place.kind, lang)
            },
            changes: Vec::new(),
            form,
            may_edit,
            may_complain: actor.may(Permission::RecordComplaint),
            may_sell: actor.may(Permission::WorkSales),
            may_book: actor.may(Permission::BookAppointments),
            may_plan: actor.may(Permission::SeeTasks),
            may_set_tier: actor.may(Permission::SetTier),
            may_assign: actor.may(Permission::AssignCustomers),
            who: Person::new(name),
        };
        match middle {
            Middle::Timeline { pinned, rows, next } => {
                let orders = actor.may(Permission::SeeServiceOrders);
                view.pinned = entries(pinned, orders, w, lang);
                view.entries = entries(rows, orders, w, lang);
                if place.tab == Tab::Timeline && place.kind.is_empty() {
                    let begins = place.after.is_none_or(|after| record.created_at <= after.at);
                    enter(
                        &mut view.entries,
                        made(&record, w),
                        record.created_at,
                        (begins, next.is_none()),
                    );
                }
                days(&mut view.entries, today, lang);
                view.next = next.map_or(String::new(), |key| address(record.id, place, &key));
                if place.after.is_some() {
                    view.newest = address(record.id, place, "");
                }
            }
            Middle::Vehicles | Middle::Points => {}
            Middle::Changes { past, names } => view.changes = changes(past, &names, lang),
        }
        Ok(view)
    }

    /// An address below this customer's.
    fn at(&self, path: &str) -> String {
        format!("/customers/{}{path}", self.id)
    }

    /// Where the customer stands: stage and group.
    fn standing(&self) -> String {
        format!("/customer-groups/of/{}", self.id)
    }

    /// What is foretold of the customer and their cars.
    fn foretold(&self) -> String {
        format!("/predictions/of/{}", self.id)
    }

    fn panel(&self) -> String {
        format!("/members/{}/panel", self.id)
    }

    fn complain(&self) -> String {
        format!("/complaints/new?customer={}", self.id)
    }

    fn sell(&self) -> String {
        format!("/opportunities/new?customer={}", self.id)
    }

    fn book(&self) -> String {
        format!("/appointments/new?customer={}", self.id)
    }

    fn timeline(&self) -> bool {
        matches!(
            self.tab,
            Tab::Timeline | Tab::Services | Tab::Sales | Tab::Complaints | Tab::Surveys
        )
    }
}

/// A page of the timeline.
fn address(id: CustomerId, place: Place, after: &str) -> String {
    let mut query = format!("/customers/{id}?tab={}", place.tab.code());
    if !place.kind.is_empty() {
        query += &format!("&kind={}", place.kind);
    }
    if !after.is_empty() {
        query += &format!("&after={after}");
    }
    query
}

fn tabs(
    id: CustomerId,
    now: Tab,
    cars: usize,
    services: Option<i64>,
    (may_edit, may_complain, may_see_points, may_see_sales, may_see_answers): (bool, bool, bool, bool, bool),
    lang: Lang,
) -> Vec<TabView> {
    Tab::ALL
        .into_iter()
        .filter(|tab| match tab {
            Tab::Changes => may_edit,
            Tab::Complaints => may_complain,
            Tab::Points => may_see_points,
            Tab::Sales => may_see_sales,
            Tab::Surveys => may_see_answers,
            Tab::Timeline | Tab::Vehicles | Tab::Services => true,
        })
        .map(|tab| TabView {
            href: format!("/customers/{id}?tab={}", tab.code()),
            label: tab.label(lang),
            current: tab == now,
            count: match tab {
                Tab::Vehicles if cars > 0 => cars.to_string(),
                Tab::Services => services
                    .filter(|count| *count > 0)
                    .map(|count| count.to_string())
                    .unwrap_or_default(),
                _ => String::new(),
            },
        })
        .collect()
}

fn tags(record: &Record, has_vehicle: bool, cx: &Cx) -> Vec<(String, &'static str, &'static str)> {
    let lang = cx.lang;
    let class = rules::class(
        record.tier,
        has_vehicle,
        cx.now - record.created_at,
        TimeDelta::days(record.limits.new_days.into()),
    );
    let (words, tone) = class_tag(class, lang);
    let mut tags = vec![(words.to_owned(), tone, "")];
    if let Some((words, tone)) = tier_tag(record.tier, lang) {
        tags.push((words.to_owned(), tone, "crown"));
    }
    if record.kind == rules::Kind::Company {
        tags.push((record.kind.label(lang).to_owned(), "", "building"));
    }
    tags.extend(record.tags.iter().map(|tag| (tag.clone(), "", "tag")));
    tags
}

fn plain(record: &Record, w: &'static HistoryText, lang: Lang) -> Vec<(&'static str, String)> {
    let verified = record
        .verified_at
        .map_or(w.never.to_owned(), |at| times::date(times::day_of(at)));
    let source = record.source.as_deref().map(|code| text::value("source", code, lang));
    let fields = [
        (
            w.contact_person,
            record.contact_person.as_ref().map(|one| one.expose().clone()),
        ),
        (
            w.credit_code,
            record.credit_code.as_ref().map(|one| one.expose().clone()),
        ),
        (w.gender, record.gender.map(|one| one.label(lang).to_owned())),
        (w.born, record.born_on.map(times::date)),
        (w.address, record.address.as_ref().map(|one| one.expose().clone())),
        (w.occupation, record.occupation.clone()),
        (w.usage, record.usage.map(|one| one.label(lang).to_owned())),
        (w.source, source),
        (w.notes, record.notes.as_ref().map(|one| one.expose().clone())),
        (w.verified, Some(verified)),
        (w.completeness, Some(format!("{}%", record.completeness))),
    ];
    fields
        .into_iter()
        .filter_map(|(label, text)| Some((label, text?)))
        .collect()
}

fn masked(record: &Record, w: &'static HistoryText, lang: Lang) -> Vec<Masked> {
    let one = |label: String, text: String, field: RevealField| {
        Masked::new(Look::at_customer(record.id, field, lang), label, text)
    };
    let phones = record.phones.iter().map(|phone| {
        (
            phone.label.label(lang).to_owned(),
            Some(phone.masked()),
            RevealField::Phone(phone.id),
        )
    });
    let others = [
        (w.email, record.email_masked(), RevealField::Email),
        (w.wechat, record.wechat_masked(), RevealField::WeChat),
        (w.id_number, record.id_number_masked(), RevealField::IdNumber),
    ];
    phones
        .chain(others.map(|(label, text, field)| (label.to_owned(), text, field)))
        .filter_map(|(label, text, field)| Some(one(label, text?, field)))
        .collect()
}

fn car_view(owned: &Ownership, car: &Vehicle, w: &'static HistoryText, lang: Lang) -> CarView {
    let title = car.title();
    let mut detail = Vec::new();
    detail.extend(car.vin_masked());
    detail.extend(car.mileage.map(|km| km.display()));
    let next = text::next_service(car.next_service_on.map(times::date), car.next_service.map(Km::display));
    detail.extend(next.as_ref().map(|next| format!("{} {next}", w.next_service)));
    detail.extend(
        car.warranty_until
            .map(|day| format!("{} {}", w.warranty, times::date(day))),
    );
    detail.extend(
        car.insurance_until
            .map(|day| format!("{} {}", w.insurance, times::date(day))),
    );
    CarView {
        href: format!("/vehicles/{}", car.id),
        title: if title.is_empty() {
            w.unnamed_car.to_owned()
        } else {
            title
        },
        plate: car.plate_shown(),
        plate_kind: if car.is_new_energy_plate() { "nev" } else { "" },
        detail,
        next: next.unwrap_or_default(),
        relation: owned.relation.label(lang),
        from: owned.from.map(times::date).unwrap_or_default(),
        until: owned.until.map(times::date).unwrap_or_default(),
        past: owned.until.is_some(),
    }
}

/// What the cars of today ask for: (tone, icon, text).
fn risks(vehicles: &[(Ownership, Vehicle)], today: NaiveDate, lang: Lang) -> Vec<(&'static str, &'static str, String)> {
    let w = HistoryText::of(lang);
    let mut found = Vec::new();
    for (_, car) in vehicles.iter().filter(|(owned, _)| owned.until.is_none()) {
        let plate = car.plate_shown().unwrap_or_else(|| car.title());
        let driven = car
            .mileage
            .zip(car.next_service)
            .is_some_and(|(now, due)| now.km() >= due.km());
        if driven || car.next_service_on.is_some_and(|day| day < today) {
            found.push(("amber", "tool", format!("{} {plate}", w.service_overdue)));
        }
        for (what, icon, day) in [
            (w.warranty, "shield-check", car.warranty_until),
            (w.insurance, "file-text", car.insurance_until),
        ] {
            let Some(left) = day.map(|day| (day - today).num_days()) else {
                continue;
            };
            if left <= i64::try_from(ENDING_DAYS).unwrap_or(30) && left >= -365 {
                found.push(("amber", icon, text::ending(what, left, &plate, lang)));
            }
        }
        let old = car
            .purchased_on
            .and_then(|day| day.checked_add_months(Months::new(TRADE_IN_MONTHS)));
        if old.is_some_and(|day| day <= today) {
            found.push(("green", "repeat", format!("{} {plate}", w.trade_in)));
        }
    }
    found
}

/// Words on consents that were taken down together stand in one entry.
fn entries(rows: Vec<Happening>, orders: bool, w: &'static HistoryText, lang: Lang) -> Vec<EntryView> {
    let mut shown: Vec<EntryView> = Vec::new();
    let mut together = None;
    let mut asked = Vec::new();
    for one in rows {
        let moment = (one.kind == "consent").then(|| (one.at, one.flag, one.staff.clone()));
        if moment.is_none() || moment != together {
            asked.clear();
        }
        let [purpose, channel, ..] = &one.words;
        asked.push(text::asked_for(purpose, channel, lang));
        match shown.last_mut() {
            Some(last) if asked.len() > 1 => last.title = text::consent(one.flag, &asked, lang),
            _ if one.kind == "service" => shown.push(service(one, orders, lang)),
            _ if SOLD.contains(&one.kind.as_str()) => shown.push(sold(one, lang)),
            _ => shown.push(entry(one, orders, w, lang)),
        }
        together = moment;
    }
    shown
}

/// A service: what was done, at which mileage, for how much.
fn service(one: Happening, orders: bool, lang: Lang) -> EntryView {
    let [number, state, items, facts] = one.words;
    let mut facts = facts.split('|');
    let km = facts.next().and_then(|km| km.parse().ok()).map(Km::new);
    let total = facts.next().and_then(|fen| fen.parse().ok()).map(Fen::new);
    let car = facts.next().unwrap_or_default();
    let told: Vec<String> = [Some(items).filter(|items| !items.is_empty())]
        .into_iter()
        .flatten()
        .chain(km.map(Km::display))
        .chain(total.filter(|total| total.fen() > 0).map(Fen::display))
        .collect();
    let past = state == "past";
    EntryView {
        id: one.id.to_string(),
        day: Some(one.at.to_rfc3339()),
        icon: "tool",
        title: text::service(&number, &state, lang),
        who: one
            .staff
            .or_else(|| one.body.map(|name| name.into_exposed()))
            .unwrap_or_default(),
        time: times::clock(one.at),
        iso: times::iso(one.at),
        kind: "",
        tone: if one.flag { "amber" } else { "green" },
        body: told.join(" · "),
        href: if past || !orders {
            format!("/vehicles/{car}")
        } else {
            format!("/service-orders/{}", one.id)
        },
        is_note: false,
        pinned: false,
    }
}

/// What of sales stands in a timeline.
const SOLD: [&str; 7] = [
    "lead",
    "opportunity",
    "follow_up",
    "drive",
    "quote",
    "order",
    "delivery",
];

/// Something of sales: a lead, an opportunity, a follow-up, a drive, a quote, an order, a delivery.
fn sold(one: Happening, lang: Lang) -> EntryView {
    let [first, second, third, fourth] = &one.words;
    let id = one.id;
    let (icon, title, tone, body, href) = match one.kind.as_str() {
        "lead" => (
            "target-arrow",
            text::lead(first, second, third, lang),
            "blue",
            fourth.clone(),
            format!("/leads/{id}"),
        ),
        "opportunity" => (
            "layout-kanban",
            text::opportunity(first, second, lang),
            "violet",
            third.clone(),
            format!("/opportunities/{id}"),
        ),
        "follow_up" => (
            "phone",
            text::follow_up(first, second, lang),
            "blue",
            String::new(),
            format!("/opportunities/{fourth}"),
        ),
        "drive" => (
            "steering-wheel",
            text::drive(first, lang),
            "blue",
            second.clone(),
            format!("/test-drives/{id}"),
        ),
        "quote" => (
            "receipt",
            text::quote(first, second, fen(third), lang),
            "blue",
            fourth.clone(),
            format!("/quotes/{id}"),
        ),
        "order" => (
            "car",
            text::order(first, second, fen(third), lang),
            "green",
            fourth.clone(),
            format!("/sales-orders/{id}"),
        ),
        _ => (
            "key",
            text::delivery(first, lang),
            "green",
            second.clone(),
            format!("/deliveries/{id}"),
        ),
    };
    EntryView {
        id: id.to_string(),
        day: Some(one.at.to_rfc3339()),
        icon,
        title,
        who: one.staff.unwrap_or_default(),
        time: times::clock(one.at),
        iso: times::iso(one.at),
        kind: "",
        tone,
        body: one.body.map_or(body, |note| note.into_exposed()),
        href,
        is_note: false,
        pinned: false,
    }
}

fn fen(text: &str) -> Fen {
    text.parse().map(Fen::new).unwrap_or_default()
}

fn entry(one: Happening, orders: bool, w: &'static HistoryText, lang: Lang) -> EntryView {
    let [first, second, zh, en] = one.words;
    let (icon, title, kind, tone, href) = match one.kind.as_str() {
        "note" => ("note", w.note.to_owned(), "note", "amber", String::new()),
        "contact" => {
            let title = text::contact(&first, &second, lang);
            let kind = if second == "internal" { "note" } else { "" };
            ("phone", title, kind, "blue", String::new())
        }
        "message" => {
            let title = text::contact(&first, &second, lang);
            let tone = if matches!(second.as_str(), "failed" | "refused") {
                "red"
            } else {
                "blue"
            };
            ("mail", title, "", tone, String::new())
        }
        "consent" => {
            let (icon, tone) = if one.flag { ("check", "green") } else { ("ban", "") };
            (
                icon,
                text::consent(one.flag, &[text::asked_for(&first, &second, lang)], lang),
                "",
                tone,
                String::new(),
            )
        }
        "complaint" => {
            let state = text::complaint_state(&second, lang);
            let title = text::complaint(&first, &lang.pick(zh, en), state, lang);
            let tone = if one.flag { "red" } else { "green" };
            (
                "message-report",
                title,
                "quote",
                tone,
                format!("/complaints/{}", one.id),
            )
        }
        "bill" => {
            let amount = zh.parse().ok().map(Fen::new);
            let (icon, tone) = match second.as_str() {
                "settle" => ("receipt", "green"),
                "pay" => ("cash", "green"),
                _ => ("receipt-refund", "red"),
            };
            let href = if orders {
                format!("/service-orders/{en}")
            } else {
                String::new()
            };
            (icon, text::bill(&first, &second, amount, lang), "", tone, href)
        }
        "points" => {
            let title = text::points(&first, second.parse().unwrap_or_default(), &zh, lang);
            let tone = if one.flag { "blue" } else { "green" };
            ("crown", title, "", tone, format!("/members/{en}"))
        }
        "tier" => {
            let title = text::tier_set(&first, lang);
            ("crown", title, "", "violet", format!("/members/{en}"))
        }
        "survey" => {
            let tone = match en.as_str() {
                "complaint" => "red",
                "call_back" if one.flag => "red",
                "call_back" => "amber",
                _ => "green",
            };
            let title = text::answered(&first, &second, &zh, &en, lang);
            ("quote", title, "", tone, format!("/survey-answers/{}", one.id))
        }
        "owner" => ("user-check", w.owner_done.to_owned(), "", "violet", String::new()),
        _ => {
            let title = format!("{}{}", w.vehicle_added, format!("{first} {second} {zh}").trim());
            ("car", title, "", "green", format!("/vehicles/{en}"))
        }
    };
    EntryView {
        is_note: one.kind == "note",
        id: one.id.to_string(),
        day: Some(one.at.to_rfc3339()),
        icon,
        title: title.trim().to_owned(),
        who: one.staff.unwrap_or_default(),
        time: if one.pinned {
            times::short(one.at, one.at, lang)
        } else {
            times::clock(one.at)
        },
        iso: times::iso(one.at),
        kind,
        tone,
        body: one.body.map(|body| body.into_exposed()).unwrap_or_default(),
        href,
        pinned: one.pinned,
    }
}

/// The first entry there is.
fn made(record: &Record, w: &'static HistoryText) -> EntryView {
    EntryView {
        id: record.id.to_string(),
        day: Some(record.created_at.to_rfc3339()),
        icon: "user-plus",
        title: w.created.to_owned(),
        who: String::new(),
        time: times::clock(record.created_at),
        iso: times::iso(record.created_at),
        kind: "",
        tone: "",
        body: String::new(),
        href: String::new(),
        is_note: false,
        pinned: false,
    }
}

/// Puts the making of a record where it belongs by its time, if that is on this page: services from before the portal are
/// older than the record. `begins`: it isn't newer than the page; `ends`: nothing comes after the page.
fn enter(entries: &mut Vec<EntryView>, made: EntryView, at: DateTime<Utc>, (begins, ends): (bool, bool)) {
    let place = entries
        .iter()
        .position(|entry| entry.moment().is_some_and(|other| other < at));
    match place {
        Some(place) if begins => entries.insert(place, made),
        None if begins && ends => entries.push(made),
        _ => {}
    }
}

/// Leaves a heading where a new day begins.
fn days(entries: &mut [EntryView], today: NaiveDate, lang: Lang) {
    let mut last = None;
    for entry in entries {
        let at = entry.moment();
        entry.day = None;
        let Some(day) = at.map(times::day_of) else { continue };
        if last != Some(day) {
            entry.day = Some(times::heading(day, today, lang));
            last = Some(day);
        }
    }
}

/// `/customers/{id}/ahead`: what is to be done, and what the customer allows.
#[derive(Template)]
#[template(path = "history/ahead.html", blocks = ["ahead"])]
pub struct Ahead {
    page: Page,
    w: &'static HistoryText,
    id: CustomerId,
    tasks: Vec<TaskView>,
    complaints: Vec<(String, String)>,
    consents: Vec<(String, bool)>,
}

regions!(Ahead { main, ahead: as_ahead });

struct TaskView {
    title: String,
    who: String,
    href: String,
    sla: &'static str,
    due: String,
    iso: String,
    exact: String,
}

impl Ahead {
    /// An address below this customer's.
    fn at(&self, path: &str) -> String {
        format!("/customers/{}{path}", self.id)
    }

    pub fn new(cx: &Cx, id: CustomerId, open: Vec<Happening>, consents: Vec<Consent>) -> Self {
        let (w, lang) = (HistoryText::of(cx.lang), cx.lang);
        let (mut tasks, mut complaints) = (Vec::new(), Vec::new());
        for one in open {
            let [first, second, zh, en] = one.words;
            // What somebody is only told is nothing to be done for the customer.
            if one.kind == "task" && followups::rules::is_notice(&zh) {
                continue;
            }
            if one.kind == "task" {
                let title = one.body.map(|body| body.into_exposed()).unwrap_or_default();
                tasks.push(TaskView {
                    title: followups::text::title(&title, &zh, lang).0,
                    who: one.staff.unwrap_or_else(|| w.nobody.to_owned()),
                    href: if first == "complaint" {
                        format!("/complaints/{second}")
                    } else {
                        String::new()
                    },
                    sla: if one.at < cx.now { "over" } else { "idle" },
                    due: durations::due(one.at, cx.now, lang),
                    iso: times::iso(one.at),
                    exact: times::minute(one.at),
                });
            } else {
                let state = text::complaint_state(&second, lang);
                let words = format!("{} {first} {} {state}", w.open_complaint, lang.pick(zh, en));
                complaints.push((format!("/complaints/{}", one.id), words));
            }
        }
        let mut by_purpose: BTreeMap<_, Vec<&Consent>> = BTreeMap::new();
        for consent in &consents {
            by_purpose.entry(consent.purpose).or_default().push(consent);
        }
        let consents = by_purpose
            .into_values()
            .flatten()
            .map(|one| {
                let word = if one.given { w.yes } else { w.no };
                let what = format!("{} {} {word}", one.purpose.label(lang), one.channel.label(lang));
                (what, one.given)
            })
            .collect();
        Self {
            page: cx.page(w.ahead),
            w,
            id,
            tasks,
            complaints,
            consents,
        }
    }
}
