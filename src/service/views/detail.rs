//! One order.

use askama::Template;

use super::{Button, Chip, chip, sums, taken_off};
use crate::access::{Actor, Permission};
use crate::platform::db::FormToken;
use crate::platform::i18n::{Lang, durations, times};
use crate::platform::vault::Pii;
use crate::platform::web::{Cx, Page};
use crate::regions;
use crate::service::check_in::rules::Strokes;
use crate::service::courtesy::views::Advice;
use crate::service::model::{Detail, Finding, FindingRow, ItemRow, PauseRow, TOPIC};
use crate::service::rules::{Action, ConsentHow, FindingState, Gap, Payer, State};
use crate::service::text::{self, ServiceText};
use crate::values::money::Fen;
use crate::values::percent::Percent;

/// A stage of the strip.
pub struct Stage {
    pub label: String,
    pub done: bool,
    pub current: bool,
}

/// An item.
pub struct Item {
    pub id: String,
    pub kind: &'static str,
    pub name: String,
    pub part_number: String,
    pub quantity: String,
    pub price: String,
    /// What is taken off, and why.
    pub discount: String,
    pub why: String,
    pub payer: &'static str,
    pub by_others: bool,
    pub net: String,
    pub open: bool,
    pub change: String,
    pub removal: String,
    pub token: String,
}

/// A photo of a finding.
pub struct Photo {
    pub href: String,
    pub thumbnail: String,
    pub name: String,
}

/// A finding.
pub struct Found {
    pub what: String,
    pub urgency: &'static str,
    pub urgency_tone: &'static str,
    pub state: &'static str,
    pub state_tone: &'static str,
    pub estimate: String,
    pub who: String,
    pub when: String,
    pub iso: String,
    pub words: String,
    /// Who asked the customer, how and when.
    pub answered: String,
    pub photos: Vec<Photo>,
}

/// A line of the history.
pub struct Told {
    pub day: Option<String>,
    pub icon: &'static str,
    pub tone: &'static str,
    pub title: &'static str,
    pub who: String,
    pub time: String,
    pub iso: String,
    pub facts: String,
    pub note: String,
}

/// A small row of facts: what, how much or who, further, when.
pub struct Fact {
    pub what: String,
    pub amount: String,
    pub who: String,
    pub when: String,
    pub tone: &'static str,
}

/// `/service-orders/{id}`
#[derive(Template)]
#[template(path = "service/detail.html", blocks = ["order"])]
pub struct OrderPage {
    pub page: Page,
    pub w: &'static ServiceText,
    pub id: String,
    pub base: String,
    pub number: String,
    pub state: &'static str,
    pub state_tone: &'static str,
    pub tags: Vec<(String, &'static str)>,
    pub customer: String,
    pub customer_href: String,
    pub plate: String,
    pub plate_kind: &'static str,
    pub vehicle: String,
    pub stages: Vec<Stage>,
    pub missing: String,
    /// What the work waits for, and until when.
    pub waits: String,
    pub promise: Chip,
    pub next: Option<Button>,
    pub buttons: Vec<Button>,
    pub more: Vec<Button>,
    pub print: &'static str,
    pub wish: String,
    pub items: Vec<Item>,
    pub may_edit: bool,
    /// (label, amount, strong)
    pub sums: Vec<(&'static str, String, bool)>,
    pub agreed: String,
    pub current: String,
    pub differs: bool,
    pub findings: Vec<Found>,
    pub spells: Vec<Fact>,
    pub worked: String,
    pub checks: Vec<Fact>,
    pub payments: Vec<Fact>,
    /// With the path of a signature that was drawn.
    pub consents: Vec<(Fact, String)>,
    pub owed: String,
    pub props: Vec<(&'static str, String)>,
    /// What belongs to it elsewhere: (label, address).
    pub links: Vec<(&'static str, String)>,
    /// When it is promised, in full.
    pub promised: String,
    pub history: Vec<Told>,
    /// What is due to the visitor while the car is here.
    pub advice: Option<Advice>,
}

regions!(OrderPage { main, order: as_order });

/// Where a state stands on the strip 报价→确认→维修→质检→结算→交车.
fn stage_of(detail: &Detail) -> usize {
    match detail.order.state {
        State::Draft => 0,
        State::Offered => 1,
        State::Agreed | State::InWork | State::WaitingParts => 2,
        State::QualityCheck => 3,
        State::Ready => 4,
        State::Settled if detail.left_at.is_none() => 5,
        State::Settled | State::Cancelled => 6,
    }
}

fn stages(detail: &Detail, lang: Lang) -> Vec<Stage> {
    let names = lang.pick(
        ["报价", "客户确认", "维修", "质检", "结算", "交车"],
        ["Estimate", "Consent", "Work", "Check", "Bill", "Hand over"],
    );
    let here = stage_of(detail);
    let dead = detail.order.state == State::Cancelled;
    names
        .into_iter()
        .enumerate()
        .map(|(place, name)| Stage {
            label: name.to_owned(),
            done: place < here && !dead,
            current: place == here,
        })
        .collect()
}

fn tags(detail: &Detail, w: &'static ServiceText, lang: Lang) -> Vec<(String, &'static str)> {
    let order = &detail.order;
    let failed = (order.checks_failed > 0).then(|| (text::failed_times(order.checks_failed, lang), "red"));
    let refunded = order.refunded_at.map(|_| (w.refunded.to_owned(), "red"));
    let account = detail
        .on_account
        .as_ref()
        .map(|_| (w.on_account_tag.to_owned(), "amber"));
    let left = detail.left_at.map(|_| (w.left.to_owned(), ""));
    let parts = detail
        .pauses
        .iter()
        .find(|(pause, _)| pause.until_at.is_none())
        .and_then(|(pause, _)| pause.expected_on)
        .map(|day| (text::expected_on(day, lang), "violet"));
    [failed, parts, refunded, account, left].into_iter().flatten().collect()
}

impl OrderPage {
    pub fn new(cx: &Cx, actor: &Actor, detail: &Detail) -> Self {
        let (w, lang, now) = (ServiceText::of(cx.lang), cx.lang, cx.now);
        let order = &detail.order;
        let base = format!("/service-orders/{}", order.id);
        let bill = detail.bill();
        let plate = detail.plate.as_ref().map(Pii::expose);
        let gaps: Vec<&str> = detail
            .progress()
            .gaps(order.state)
            .into_iter()
            .map(|gap| text::gap(gap, lang))
            .collect();
        let owed = detail.unpaid().0;
        let person = |id| detail.person(id).unwrap_or_default().to_owned();
        Self {
            page: cx.page(order.number.clone()).live(TOPIC),
            w,
            id: order.id.to_string(),
            number: order.number.clone(),
            state: text::state(order.state, lang),
            state_tone: text::state_tone(order.state),
            tags: tags(detail, w, lang),
            customer: detail.customer.expose().clone(),
            customer_href: format!("/customers/{}", order.customer_id),
            plate: plate.map(|plate| plate.display()).unwrap_or_default(),
            plate_kind: if plate.is_some_and(|plate| plate.is_new_energy()) {
                "nev"
            } else {
                ""
            },
            vehicle: detail.vehicle.clone(),
            stages: stages(detail, lang),
            missing: gaps.join(lang.pick("、", ", ")),
            waits: detail.pause().map(|pause| waits(pause, lang)).unwrap_or_default(),
            promise: chip(order, detail.ready_at, now, lang),
            next: next(actor, detail, &base, w),
            buttons: buttons(actor, detail, &base, w),
            more: more(actor, detail, &base, w),
            print: if detail.settlement().is_some() || order.refunded_at.is_some() {
                w.print_bill
            } else {
                w.print_quote
            },
            wish: detail
                .wish
                .as_ref()
                .map(|wish| wish.expose().clone())
                .unwrap_or_default(),
            items: detail
                .items
                .iter()
                .map(|row| item(row, order.labour_discount(), &base, order.agreed_fen.is_some(), lang))
                .collect(),
            may_edit: actor.may(Permission::WorkServiceOrders) && order.state.is_open(),
            sums: sums(detail, w),
            agreed: order.agreed_fen.map(|fen| Fen::new(fen).display()).unwrap_or_default(),
            current: bill.customer.display(),
            differs: order.agreed_fen.is_some_and(|agreed| agreed < bill.customer.fen()),
            findings: detail
                .findings
                .iter()
                .map(|finding| found(finding, detail, &base, lang))
                .collect(),
            spells: detail
                .spells
                .iter()
                .map(|spell| Fact {
                    what: person(Some(spell.technician_id)),
                    amount: durations::span(spell.until_at.unwrap_or(now) - spell.from_at, lang),
                    who: spell.until_at.map_or_else(|| w.running_now.to_owned(), times::clock),
                    when: times::minute(spell.from_at),
                    tone: if spell.until_at.is_none() { "blue" } else { "" },
                })
                .collect(),
            worked: durations::span(detail.worked_for(now), lang),
            checks: detail
                .checks
                .iter()
                .map(|(check, reason)| Fact {
                    what: if check.passed { w.pass } else { w.fail }.to_owned(),
                    amount: person(Some(check.checker_id)),
                    who: reason
                        .as_ref()
                        .map(|reason| reason.expose().clone())
                        .unwrap_or_default(),
                    when: times::minute(check.at),
                    tone: if check.passed { "green" } else { "red" },
                })
                .collect(),
            payments: detail
                .payments
                .iter()
                .map(|payment| Fact {
                    what: text::payment(payment.method, payment.amount_fen < 0, lang),
                    amount: Fen::new(payment.amount_fen).display(),
                    who: [payment.receipt.clone(), person(payment.staff_id)]
                        .into_iter()
                        .filter(|part| !part.is_empty())
                        .collect::<Vec<_>>()
                        .join(" · "),
                    when: times::minute(payment.at),
                    tone: if payment.amount_fen < 0 { "red" } else { "" },
                })
                .collect(),
            consents: detail
                .consents
                .iter()
                .map(|consent| {
                    let note = consent.note.as_ref().map(|note| note.expose().clone());
                    let who = Some(detail.who_agreed(consent));
                    let fact = Fact {
                        what: text::consent_how(consent.row.how, lang).to_owned(),
                        amount: Fen::new(consent.row.amount_fen).display(),
                        who: [who, note].into_iter().flatten().collect::<Vec<_>>().join(" · "),
                        when: times::minute(consent.row.at),
                        tone: "green",
                    };
                    (fact, consent.strokes.as_ref().map(Strokes::path).unwrap_or_default())
                })
                .collect(),
            owed: if owed > Fen::ZERO {
                owed.display()
            } else {
                String::new()
            },
            props: props(detail, w),
            links: links(actor, detail, w),
            promised: order.promised_at.map(times::minute).unwrap_or_default(),
            history: history(cx, detail),
            advice: None,
            base,
        }
    }
}

fn links(actor: &Actor, detail: &Detail, w: &'static ServiceText) -> Vec<(&'static str, String)> {
    let sheet = actor
        .may(Permission::SeeReception)
        .then(|| (w.check_in_sheet, format!("/visits/{}", detail.order.visit_id)));
    let lends = actor.may(Permission::LendCars);
    let loans = detail.loans.iter().filter(|_| lends);
    sheet
        .into_iter()
        .chain(loans.map(|loan| (w.courtesy_loan, format!("/courtesy-cars/loans/{}", loan.id))))
        .collect()
}

fn props(detail: &Detail, w: &'static ServiceText) -> Vec<(&'static str, String)> {
    let order = &detail.order;
    let person = |id| detail.person(id).unwrap_or(w.not_yet).to_owned();
    let mut all = vec![
        (w.advisor, person(order.advisor_id)),
        (w.technician, person(order.technician_id)),
        (w.ticket, detail.ticket.clone()),
        (w.arrived, times::minute(detail.arrived_at)),
    ];
    all.extend(order.mileage_km.map(|km| (w.mileage, text::km(km))));
    let low = detail.estimate_from.map(Fen::new);
    all.extend(order.estimate_fen.map(Fen::new).map(|high| {
        let range = low
            .filter(|low| *low < high)
            .map(|low| format!("{} – {}", low.display(), high.display()));
        (w.checked_in_estimate, range.unwrap_or_else(|| high.display()))
    }));
    if let Some(settled) = detail.settlement() {
        let km = settled.next_service_km.map(text::km);
        let on = settled.next_service_on.map(times::date);
        let next: Vec<String> = on.into_iter().chain(km).collect();
        if !next.is_empty() {
            all.push((w.next_service, next.join(" / ")));
        }
    }
    let account = detail.on_account.as_ref();
    all.extend(account.map(|reason| (w.on_account, reason.expose().clone())));
    all
}

fn item(row: &ItemRow, tier: Percent, base: &str, agreed_before: bool, lang: Lang) -> Item {
    let sum = row.charge().sum(tier);
    let (discount, why) = taken_off(row, tier, ServiceText::of(lang));
    Item {
        id: row.id.to_string(),
        kind: row.kind.label(lang),
        name: lang.pick(&row.zh, &row.en).clone(),
        part_number: row.part_number.clone(),
        quantity: text::quantity(row.quantity, &row.unit),
        price: Fen::new(row.price_fen).display(),
        discount,
        why,
        payer: text::payer(row.payer, lang),
        by_others: row.payer != Payer::Customer,
        net: sum.net.display(),
        open: agreed_before && row.consent_id.is_none(),
        change: format!("{base}/items/{}", row.id),
        removal: format!("{base}/items/{}/removal", row.id),
        token: FormToken::new().to_string(),
    }
}

fn found(finding: &Finding, detail: &Detail, base: &str, lang: Lang) -> Found {
    let row = &finding.row;
    let photos = detail.files.get(&row.id.uuid()).into_iter().flatten();
    Found {
        what: finding.what.expose().clone(),
        urgency: text::urgency(row.urgency, lang),
        urgency_tone: text::urgency_tone(row.urgency),
        state: text::finding_state(row.state, lang),
        state_tone: text::finding_tone(row.state),
        estimate: row.estimate_fen.map(|fen| Fen::new(fen).display()).unwrap_or_default(),
        who: detail.person(row.reported_by).unwrap_or_default().to_owned(),
        when: times::minute(row.reported_at),
        iso: times::iso(row.reported_at),
        answered: answered(row, detail, lang),
        words: finding
            .words
            .as_ref()
            .map(|words| words.expose().clone())
            .unwrap_or_default(),
        photos: photos
            .map(|file| {
                let href = format!("{base}/findings/{}/photos/{}", row.id, file.id);
                Photo {
                    thumbnail: if file.is_image() {
                        format!("{href}/thumbnail")
                    } else {
                        String::new()
                    },
                    name: file.name.expose().clone(),
                    href,
                }
            })
            .collect(),
    }
}

fn answered(row: &FindingRow, detail: &Detail, lang: Lang) -> String {
    let how = row.answered_how.as_deref().and_then(ConsentHow::parse);
    let when = row.answered_at.map(times::minute);
    [
        detail.person(row.answered_by).map(str::to_owned),
        how.map(|how| text::consent_how(how, lang).to_owned()),
        when,
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" · ")
}

fn waits(pause: &PauseRow, lang: Lang) -> String {
    let expected = pause.expected_on.map(|day| text::expected_on(day, lang));
    [Some(text::parts_reason(pause.reason, lang).to_owned()), expected]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

/// The step forward, for whoever may take it.
fn next(actor: &Actor, detail: &Detail, base: &str, w: &'static ServiceText) -> Option<Button> {
    let order = &detail.order;
    let works = actor.may(Permission::WorkServiceOrders);
    let button = |noun: &str, label, icon| Some(Button::new(base, noun, label, icon, "]"));
    if order.state == State::QualityCheck && !detail.progress().open_findings && !detail.progress().open_items {
        let checks = actor.may(Permission::CheckQuality) && !detail.worked(actor.id);
        return if checks {
            button("quality-check", w.check, "clipboard-check")
        } else {
            None
        };
    }
    if !works {
        return None;
    }
    // What holds everything else up comes first.
    let gaps = detail.progress().gaps(order.state);
    if gaps.contains(&Gap::Answer) {
        return button("answers", w.answer, "phone-outgoing");
    }
    if gaps.contains(&Gap::Consent) {
        return button("consent", w.consent, "signature");
    }
    match order.state {
        State::Draft if detail.items.is_empty() => button("items", w.add_item, "plus"),
        State::Draft => button("offer", w.offer, "receipt"),
        State::Offered => button("consent", w.consent, "signature"),
        State::Agreed if order.technician_id.is_none() => button("technician", w.assign, "user-check"),
        State::InWork => button("completion", w.finish, "checklist"),
        State::WaitingParts => button("resumption", w.resume, "player-play"),
        State::Ready => button("settlement", w.settle, "receipt"),
        // Who left on account pays later.
        State::Settled if order.refunded_at.is_none() && detail.unpaid().0 > Fen::ZERO => {
            button("payments", w.pay, "cash")
        }
        State::Settled if detail.left_at.is_none() && order.refunded_at.is_none() => {
            button("departure", w.leave, "key")
        }
        _ => None,
    }
}

fn buttons(actor: &Actor, detail: &Detail, base: &str, w: &'static ServiceText) -> Vec<Button> {
    let order = &detail.order;
    let mut all = Vec::new();
    if order.state == State::Settled && order.refunded_at.is_none() && actor.may(Permission::HandOutSlips) {
        all.push(Button {
            href: format!("/surveys/slips/service/{}", order.id),
            label: w.survey_slip,
            icon: "printer",
            key: "",
        });
    }
    if !actor.may(Permission::WorkServiceOrders) {
        return all;
    }
    if order.state.promise_runs() && order.paused_at.is_none() {
        all.push(Button::new(base, "promise", w.move_promise, "calendar-time", "t"));
    }
    if order.state.allows(Action::Agree) && order.open_items == 0 && detail.differs() {
        all.push(Button::new(base, "consent", w.consent_again, "signature", ""));
    }
    let giving = matches!(order.state, State::Draft | State::Offered);
    if giving && order.technician_id.is_none() {
        all.push(Button::new(base, "technician", w.assign, "user-check", "a"));
    }
    if order.state == State::Settled && detail.left_at.is_none() && detail.unpaid().0 > Fen::ZERO {
        all.push(Button::new(base, "departure", w.leave, "key", ""));
    }
    all
}

fn more(actor: &Actor, detail: &Detail, base: &str, w: &'static ServiceText) -> Vec<Button> {
    let order = &detail.order;
    let mut all = Vec::new();
    let works = actor.may(Permission::WorkServiceOrders);
    let mut add = |when: bool, noun: &str, label, icon| {
        if when {
            all.push(Button::new(base, noun, label, icon, ""));
        }
    };
    let open = works && order.state.is_open();
    let asked = detail
        .findings
        .iter()
        .any(|finding| finding.row.state != FindingState::Accepted);
    let given = order.technician_id.is_some() && order.state != State::Ready;
    add(open && given, "technician", w.reassign, "user-cog");
    add(
        works && order.state.allows(Action::AwaitParts),
        "parts",
        w.await_parts,
        "hourglass",
    );
    add(open && asked, "answers", w.answer, "phone-outgoing");
    let insured = order.state == State::Settled && detail.unpaid().1 > Fen::ZERO;
    add(works && insured, "payments", w.pay, "cash");
    add(open, "advisor", w.change_advisor, "transfer-in");
    add(works && detail.may_be_cancelled(), "cancellation", w.cancel, "ban");
    let refundable = order.state == State::Settled && order.refunded_at.is_none();
    add(
        actor.may(Permission::RefundService) && refundable,
        "refund",
        w.refund,
        "receipt-refund",
    );
    all
}

fn history(cx: &Cx, detail: &Detail) -> Vec<Told> {
    let (lang, today) = (cx.lang, times::day_of(cx.now));
    let mut day = None;
    detail
        .stamps
        .iter()
        .rev()
        .map(|(stamp, note)| {
            let on = times::day_of(stamp.at);
            let heading = (day != Some(on)).then(|| times::heading(on, today, lang));
            day = Some(on);
            let (icon, tone) = match stamp.action.as_str() {
                "open" => ("plus", "blue"),
                "offer" => ("receipt", "blue"),
                "agree" => ("signature", "green"),
                "assign" | "advisor" => ("user-check", ""),
                "start_work" | "resume" | "reopen" => ("player-play", "blue"),
                "stop" => ("player-pause", ""),
                "await_parts" => ("hourglass", "violet"),
                "finish" => ("checklist", "blue"),
                "fail" => ("circle-x", "red"),
                "pass" => ("circle-check", "green"),
                "settle" => ("receipt", "green"),
                "add_item" => ("plus", ""),
                "change_item" => ("pencil", ""),
                "remove_item" => ("trash", ""),
                "pay" => ("cash", "green"),
                "finding" => ("search", "amber"),
                "answer" => ("phone-outgoing", ""),
                "promise" => ("calendar-time", "amber"),
                "leave" | "account" => ("key", "green"),
                "refund" | "cancel" => ("receipt-refund", "red"),
                _ => ("note", ""),
            };
            Told {
                day: heading,
                icon,
                tone,
                title: text::stamped(stamp, lang),
                who: detail.person(stamp.staff_id).unwrap_or_default().to_owned(),
                time: times::clock(stamp.at),
                iso: times::iso(stamp.at),
                facts: text::stamp_facts(stamp, detail, lang),
                note: note.as_ref().map(|note| note.expose().clone()).unwrap_or_default(),
            }
        })
        .collect()
}
