//! Writes of quotes.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use diesel::prelude::*;
use uuid::Uuid;

use super::model::{DISCOUNT, NewQuote, PREFIX, QuoteRow, REPLY, TOPIC, subject};
use super::queries;
use super::rules::{AcceptedHow, ApprovalState, LineKind, QuoteState, Reply, Sum, TaxRules, given_away, may_accept};
use super::settings::QuoteSettings;
use super::text;
use crate::access::Role;
use crate::customers;
use crate::followups::commands::{cancel_task, finish_task, open_task};
use crate::followups::model::NewTask;
use crate::platform::db::{Tx, still_fresh};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::times;
use crate::platform::numbers;
use crate::platform::throttle::{self, Limit};
use crate::sales::opportunities;
use crate::sales::opportunities::model::{QUOTE_ASKED, QUOTE_DECLINED};
use crate::sales::rules::StageAction;
use crate::sales::trade_ins;
use crate::schema::{opportunities as deals, quote_approvals, quote_changes, quote_lines, quote_loans, quotes};
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, OpportunityId, QuoteId, QuoteLineId, StaffId};
use crate::values::money::Fen;
use crate::values::percent::Percent;

/// Addresses of quotes that lead nowhere, from one network address.
const MISSES: Limit = Limit {
    name: "quote by address",
    tries: 30,
    window: TimeDelta::minutes(10),
};

/// What one customer may ask about one quote.
const REPLIES: Limit = Limit {
    name: "reply to a quote",
    tries: 10,
    window: TimeDelta::hours(1),
};

/// Counts an address that leads nowhere, in a transaction of its own.
pub fn count_miss(tx: &mut Tx<'_>, address: &str) -> Result<(), Error> {
    throttle::hit(tx, MISSES, address)
}

/// So many days a quote may be valid; no setting allows more.
const LONGEST: u32 = 90;

/// What came of giving a quote out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Released {
    Sent,
    /// The discount waits for a second person.
    Asked,
}

/// A quote, reckoned, with what decides whether its discount needs approval.
struct Reckoned {
    sum: Sum,
    vat: Percent,
    rate: Percent,
    list_price: Option<Fen>,
    given: Fen,
    limit: Fen,
}

fn reckon(tx: &mut Tx<'_>, opportunity: OpportunityId, new: &NewQuote) -> Result<Reckoned, Error> {
    let store = tx.actor()?.store;
    let settings = queries::settings_of(tx.conn, store)?;
    let today = times::day_of(tx.now);
    // Whatever is wrong is said at once.
    let mut faults = past(
        &[("valid_until", new.valid_until), ("invoice_on", new.offer.invoice_on)],
        today,
    );
    if new.valid_until > today + chrono::Days::new(LONGEST.into()) {
        faults.insert("valid_until".to_owned(), Fault::DateTooLate { days: LONGEST });
    }
    let offer = match queries::with_trade_in(tx.conn, opportunity, new, today) {
        Err(Error::Invalid(more)) => {
            faults.extend(more);
            new.offer.clone()
        }
        found => found?,
    };
    let list_price = queries::list_price(tx.conn, new.model_id)?;
    let sum = offer.sum(&TaxRules::from(&settings));
    if let Err((field, fault)) = &sum {
        faults.insert((*field).to_owned(), *fault);
    }
    let (given, limit) = against_limit(list_price, (offer.car_price, offer.discount), &settings);
    if given > limit && new.discount_because.is_empty() {
        faults.insert("discount_because".to_owned(), Fault::Required);
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let sum = sum.map_err(|(field, fault)| Error::field(field, fault))?;
    Ok(Reckoned {
        sum,
        vat: settings.vat,
        rate: settings.tax_rate,
        list_price,
        given,
        limit,
    })
}

/// Days that have passed.
pub fn past(days: &[(&str, NaiveDate)], today: NaiveDate) -> FieldErrors {
    let over = days.iter().filter(|(_, day)| *day < today);
    over.map(|(field, _)| ((*field).to_owned(), Fault::DateInPast))
        .collect()
}

/// What is given away of a price with a discount, and how much a consultant may give on their own.
pub fn against_limit(
    list_price: Option<Fen>,
    (car_price, discount): (Fen, Fen),
    settings: &QuoteSettings,
) -> (Fen, Fen) {
    let given = given_away(list_price, car_price, discount);
    let base = list_price.unwrap_or(car_price);
    (given, base.share(settings.discount_limit))
}

/// Writes the first version of an offer, or another one when none is being written.
///
/// # Errors
/// [`Error::WrongState`] when the opportunity is over; [`Fault::Taken`] when a version is being written.
pub fn create(tx: &mut Tx<'_>, opportunity: OpportunityId, new: &NewQuote) -> Result<QuoteId, Error> {
    let actor = tx.actor()?.clone();
    queries::context(tx.conn, &actor, opportunity)?;
    let version = next_place(tx, opportunity)?;
    let number = numbers::next(tx, actor.store, PREFIX, times::day_of(tx.now))?;
    let reckoned = reckon(tx, opportunity, new)?;
    let row = QuoteRow {
        id: QuoteId::new(),
        store_id: actor.store,
        opportunity_id: opportunity,
        number,
        version,
        state: QuoteState::Draft,
        model_id: new.model_id,
        model: new.model.clone(),
        colour: new.colour.clone(),
        energy: new.energy,
        list_price_fen: reckoned.list_price.map(Fen::fen),
        invoice_on: new.offer.invoice_on,
        valid_until: new.valid_until,
        invoice_fen: reckoned.sum.tax.invoice.fen(),
        relief_fen: reckoned.sum.tax.relief.fen(),
        vat_points: reckoned.vat.basis_points().into(),
        tax_points: reckoned.rate.basis_points().into(),
        discount_because: new.discount_because.clone(),
        given_fen: reckoned.given.fen(),
        limit_fen: reckoned.limit.fen(),
        total_fen: reckoned.sum.total.fen(),
        remark: new.remark.clone(),
        source: new.source.clone(),
        token: None,
        sent_at: None,
        sent_by: None,
        accepted_at: None,
        accepted_how: None,
        withdrawn_because: None,
        created_by: actor.id,
        created_at: tx.now,
        lock_version: 0,
    };
    diesel::insert_into(quotes::table).values(&row).execute(tx.conn)?;
    keep_lines(tx, row.id, new, &reckoned.sum)?;
    tx.record("quotes.create", subject(row.id), &["lines", "total"])?;
    tx.notify(TOPIC, actor.store)?;
    Ok(row.id)
}

/// The number of the next version; the opportunity is locked and open.
fn next_place(tx: &mut Tx<'_>, opportunity: OpportunityId) -> Result<i32, Error> {
    if !queries::locked_stage(tx.conn, opportunity)?.is_open() {
        return Err(Error::WrongState);
    }
    let last: Option<i32> = quotes::table
        .filter(quotes::opportunity_id.eq(opportunity))
        .select(diesel::dsl::max(quotes::version))
        .first(tx.conn)?;
    Ok(last.unwrap_or_default() + 1)
}

fn keep_lines(tx: &mut Tx<'_>, id: QuoteId, new: &NewQuote, sum: &Sum) -> Result<(), Error> {
    let lines: Vec<_> = sum
        .lines
        .iter()
        .zip(0_i16..)
        .map(|(line, position)| {
            (
                quote_lines::id.eq(QuoteLineId::new()),
                quote_lines::quote_id.eq(id),
                quote_lines::position.eq(position),
                quote_lines::kind.eq(line.kind),
                quote_lines::label.eq(line.label.clone()),
                quote_lines::covers.eq(line.covers.clone()),
                quote_lines::amount_fen.eq(line.amount.fen()),
            )
        })
        .collect();
    diesel::insert_into(quote_lines::table).values(lines).execute(tx.conn)?;
    if let Some((loan, plan)) = new.offer.loan.zip(sum.plan) {
        diesel::insert_into(quote_loans::table)
            .values((
                quote_loans::quote_id.eq(id),
                quote_loans::amount_fen.eq(loan.amount.fen()),
                quote_loans::months.eq(i32::try_from(loan.months).map_err(Error::internal)?),
                quote_loans::rate.eq(i32::from(loan.rate.basis_points())),
                quote_loans::fee_fen.eq(loan.fee.fen()),
                quote_loans::monthly_fen.eq(plan.monthly.fen()),
                quote_loans::last_fen.eq(plan.last.fen()),
                quote_loans::interest_fen.eq(plan.interest.fen()),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// A quote that this person sees, under lock.
fn locked(tx: &mut Tx<'_>, id: QuoteId) -> Result<QuoteRow, Error> {
    let actor = tx.actor()?.clone();
    queries::visible(&actor)
        .filter(quotes::id.eq(id))
        .select(quotes::id)
        .first::<QuoteId>(tx.conn)?;
    Ok(quotes::table
        .find(id)
        .select(QuoteRow::as_select())
        .for_update()
        .first(tx.conn)?)
}

/// Changes a draft.
///
/// # Errors
/// [`Error::WrongState`] once it was given out or waits for approval.
pub fn change(tx: &mut Tx<'_>, id: QuoteId, new: &NewQuote) -> Result<(), Error> {
    let old = locked(tx, id)?;
    if old.state != QuoteState::Draft {
        return Err(Error::WrongState);
    }
    let me = tx.actor()?.id;
    let reckoned = reckon(tx, old.opportunity_id, new)?;
    let updated = diesel::update(quotes::table.find(id).filter(quotes::lock_version.eq(new.seen)))
        .set((
            (
                quotes::model_id.eq(new.model_id),
                quotes::model.eq(&new.model),
                quotes::colour.eq(&new.colour),
                quotes::energy.eq(new.energy),
                quotes::list_price_fen.eq(reckoned.list_price.map(Fen::fen)),
                quotes::invoice_on.eq(new.offer.invoice_on),
                quotes::valid_until.eq(new.valid_until),
                quotes::invoice_fen.eq(reckoned.sum.tax.invoice.fen()),
                quotes::relief_fen.eq(reckoned.sum.tax.relief.fen()),
                quotes::vat_points.eq(i32::from(reckoned.vat.basis_points())),
                quotes::tax_points.eq(i32::from(reckoned.rate.basis_points())),
            ),
            (
                quotes::discount_because.eq(&new.discount_because),
                quotes::given_fen.eq(reckoned.given.fen()),
                quotes::limit_fen.eq(reckoned.limit.fen()),
                quotes::total_fen.eq(reckoned.sum.total.fen()),
                quotes::remark.eq(&new.remark),
                quotes::source.eq(&new.source),
                quotes::lock_version.eq(quotes::lock_version + 1),
            ),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    let by = (quote_changes::changed_by.eq(me), quote_changes::changed_at.eq(tx.now));
    diesel::insert_into(quote_changes::table)
        .values((quote_changes::quote_id.eq(id), by))
        .on_conflict(quote_changes::quote_id)
        .do_update()
        .set(by)
        .execute(tx.conn)?;
    diesel::delete(quote_lines::table.filter(quote_lines::quote_id.eq(id))).execute(tx.conn)?;
    diesel::delete(quote_loans::table.filter(quote_loans::quote_id.eq(id))).execute(tx.conn)?;
    keep_lines(tx, id, new, &reckoned.sum)?;
    tx.record("quotes.change", subject(id), &["lines", "total"])?;
    tx.notify(TOPIC, old.store_id)
}

/// Gives a draft out: the customer can see it, an older version no longer counts. A discount above the limit waits for a
/// second person first.
///
/// # Errors
/// [`Error::Stale`] when it was changed since it was read; [`Error::WrongState`] when it is no draft or its last day has
/// passed.
pub fn release(tx: &mut Tx<'_>, id: QuoteId, seen: i32) -> Result<Released, Error> {
    let row = locked(tx, id)?;
    if row.state != QuoteState::Draft || row.valid_until < times::day_of(tx.now) {
        return Err(Error::WrongState);
    }
    if row.lock_version != seen {
        return Err(Error::Stale);
    }
    if !row.needs_approval() {
        send(tx, &row)?;
        return Ok(Released::Sent);
    }
    let actor = tx.actor()?.clone();
    let customer = queries::context(tx.conn, &actor, row.opportunity_id)?.customer;
    diesel::insert_into(quote_approvals::table)
        .values((
            quote_approvals::id.eq(Uuid::now_v7()),
            quote_approvals::quote_id.eq(id),
            quote_approvals::given_fen.eq(row.given_fen),
            quote_approvals::state.eq(ApprovalState::Pending),
            quote_approvals::asked_by.eq(actor.id),
            quote_approvals::asked_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    set_state(tx, id, QuoteState::Pending)?;
    let task = NewTask {
        store: row.store_id,
        kind: DISCOUNT,
        subject: subject(id),
        customer: Some(customer),
        owner: None,
        role: Some(Role::SalesManager),
        started_at: tx.now,
        due_at: tx.now + TimeDelta::hours(4),
        title: format!("报价优惠待审批 {} {}", row.number, Fen::new(row.given_fen).display()),
    };
    open_task(tx, task)?;
    tx.record_because("quotes.ask_discount", subject(id), &row.discount_because)?;
    tx.notify(TOPIC, row.store_id)?;
    Ok(Released::Asked)
}

fn set_state(tx: &mut Tx<'_>, id: QuoteId, state: QuoteState) -> Result<(), Error> {
    diesel::update(quotes::table.find(id))
        .set((
            quotes::state.eq(state),
            quotes::lock_version.eq(quotes::lock_version + 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Opens the customer's page of a quote and closes that of the version before it.
fn send(tx: &mut Tx<'_>, row: &QuoteRow) -> Result<(), Error> {
    let sender = tx.actor()?.id;
    let older: Vec<QuoteId> = diesel::update(
        quotes::table
            .filter(quotes::opportunity_id.eq(row.opportunity_id))
            .filter(quotes::id.ne(row.id))
            .filter(quotes::state.eq_any([QuoteState::Sent, QuoteState::Accepted])),
    )
    .set((
        quotes::state.eq(QuoteState::Superseded),
        quotes::lock_version.eq(quotes::lock_version + 1),
    ))
    .returning(quotes::id)
    .get_results(tx.conn)?;
    for id in older {
        tx.record("quotes.supersede", subject(id), &["state"])?;
    }
    diesel::update(quotes::table.find(row.id))
        .set((
            quotes::state.eq(QuoteState::Sent),
            quotes::token.eq(Uuid::new_v4().simple().to_string()),
            quotes::sent_at.eq(tx.now),
            quotes::sent_by.eq(sender),
            quotes::lock_version.eq(quotes::lock_version + 1),
        ))
        .execute(tx.conn)?;
    tx.record("quotes.release", subject(row.id), &["state"])?;
    opportunities::commands::advance(tx, row.opportunity_id, StageAction::Quoted, None)?;
    tx.notify(TOPIC, row.store_id)
}

/// Decides about a discount that somebody else asked for: given out, or back to a draft with the reason.
///
/// # Errors
/// [`Error::WrongState`] if it was decided already, or may no longer be given out; [`Fault::Mismatch`] beside `decision` for
/// one's own.
pub fn decide(tx: &mut Tx<'_>, id: QuoteId, approve: bool, answer: &str) -> Result<(), Error> {
    let row = locked(tx, id)?;
    let decider = tx.actor()?.id;
    if row.state != QuoteState::Pending || (approve && row.valid_until < times::day_of(tx.now)) {
        return Err(Error::WrongState);
    }
    let pending = || {
        quote_approvals::table
            .filter(quote_approvals::quote_id.eq(id))
            .filter(quote_approvals::state.eq(ApprovalState::Pending))
    };
    let asked_by: StaffId = pending().select(quote_approvals::asked_by).first(tx.conn)?;
    if decider == asked_by {
        return Err(Error::field("decision", Fault::Mismatch));
    }
    let to = if approve {
        ApprovalState::Approved
    } else {
        ApprovalState::Refused
    };
    diesel::update(pending())
        .set((
            quote_approvals::state.eq(to),
            quote_approvals::decided_by.eq(decider),
            quote_approvals::decided_at.eq(tx.now),
            quote_approvals::answer.eq(answer),
        ))
        .execute(tx.conn)?;
    finish_task(tx, subject(id), DISCOUNT, to.code())?;
    if approve {
        tx.record("quotes.approve_discount", subject(id), &["state"])?;
        return send(tx, &row);
    }
    set_state(tx, id, QuoteState::Draft)?;
    tx.record_because("quotes.refuse_discount", subject(id), answer)?;
    tx.notify(TOPIC, row.store_id)
}

/// Takes back what was asked for while nobody has decided: the quote is a draft again. Only who asked may.
///
/// # Errors
/// [`Error::WrongState`] if it was decided already, or somebody else asked.
pub fn recall(tx: &mut Tx<'_>, id: QuoteId) -> Result<(), Error> {
    let row = locked(tx, id)?;
    let me = tx.actor()?.id;
    if row.state != QuoteState::Pending {
        return Err(Error::WrongState);
    }
    let taken = diesel::update(
        quote_approvals::table
            .filter(quote_approvals::quote_id.eq(id))
            .filter(quote_approvals::state.eq(ApprovalState::Pending))
            .filter(quote_approvals::asked_by.eq(me)),
    )
    .set((
        quote_approvals::state.eq(ApprovalState::Withdrawn),
        quote_approvals::decided_at.eq(tx.now),
    ))
    .execute(tx.conn)?;
    if taken == 0 {
        return Err(Error::WrongState);
    }
    cancel_task(tx, subject(id), DISCOUNT)?;
    set_state(tx, id, QuoteState::Draft)?;
    tx.record("quotes.recall", subject(id), &["state"])?;
    tx.notify(TOPIC, row.store_id)
}

/// Puts a draft aside: another one may be written.
pub fn discard(tx: &mut Tx<'_>, id: QuoteId) -> Result<OpportunityId, Error> {
    set_aside(tx, id, (QuoteState::Draft, QuoteState::Discarded), "quotes.discard")
}

/// Brings a draft back that was put aside, unless another one is being written.
pub fn bring_back(tx: &mut Tx<'_>, id: QuoteId) -> Result<OpportunityId, Error> {
    let row = locked(tx, id)?;
    let writing = quotes::table
        .filter(quotes::opportunity_id.eq(row.opportunity_id))
        .filter(quotes::state.eq_any([QuoteState::Draft, QuoteState::Pending]));
    if diesel::select(diesel::dsl::exists(writing)).get_result(tx.conn)? {
        return Err(Error::WrongState);
    }
    set_aside(tx, id, (QuoteState::Discarded, QuoteState::Draft), "quotes.bring_back")
}

fn set_aside(
    tx: &mut Tx<'_>,
    id: QuoteId,
    (from, to): (QuoteState, QuoteState),
    action: &str,
) -> Result<OpportunityId, Error> {
    let row = locked(tx, id)?;
    if row.state != from {
        return Err(Error::WrongState);
    }
    set_state(tx, id, to)?;
    tx.record(action, subject(id), &["state"])?;
    tx.notify(TOPIC, row.store_id)?;
    Ok(row.opportunity_id)
}

/// The customer agreed in the store.
pub fn accept(tx: &mut Tx<'_>, id: QuoteId, seen: i32) -> Result<(), Error> {
    let row = locked(tx, id)?;
    if row.lock_version != seen && row.state == QuoteState::Sent {
        return Err(Error::Stale);
    }
    agreed(tx, &row, AcceptedHow::Store)
}

/// The quote of a customer's link, held; [`Error::WrongState`] once there is nothing to agree to any more.
fn still_open(tx: &mut Tx<'_>, token: &str) -> Result<QuoteRow, Error> {
    let row: QuoteRow = quotes::table
        .filter(quotes::token.eq(token))
        .select(QuoteRow::as_select())
        .for_update()
        .first(tx.conn)?;
    if !may_accept(row.state, row.valid_until, times::day_of(tx.now)) {
        return Err(Error::WrongState);
    }
    Ok(row)
}

/// The customer ticked each charge: they understand it.
///
/// # Errors
/// [`Error::WrongState`] when they did already, when its last day has passed or something took its place; a fault of
/// `understood` while a charge is not ticked.
pub fn understand(tx: &mut Tx<'_>, token: &str, ticked: &BTreeSet<i16>) -> Result<(), Error> {
    let row = still_open(tx, token)?;
    let charges: Vec<i16> = quote_lines::table
        .filter(quote_lines::quote_id.eq(row.id))
        .select(quote_lines::position)
        .load(tx.conn)?;
    if !charges.iter().all(|charge| ticked.contains(charge)) {
        return Err(Error::field("understood", Fault::Required));
    }
    agreed(tx, &row, AcceptedHow::Online)
}

fn agreed(tx: &mut Tx<'_>, row: &QuoteRow, how: AcceptedHow) -> Result<(), Error> {
    if !may_accept(row.state, row.valid_until, times::day_of(tx.now)) {
        return Err(Error::WrongState);
    }
    diesel::update(quotes::table.find(row.id))
        .set((
            quotes::state.eq(QuoteState::Accepted),
            quotes::accepted_at.eq(tx.now),
            quotes::accepted_how.eq(how),
            quotes::lock_version.eq(quotes::lock_version + 1),
        ))
        .execute(tx.conn)?;
    tx.record("quotes.agree", subject(row.id), &["state"])?;
    // With the quote they took what it gives for their old car.
    let old_car: Option<i64> = quote_lines::table
        .filter(quote_lines::quote_id.eq(row.id))
        .filter(quote_lines::kind.eq(LineKind::TradeIn))
        .select(quote_lines::amount_fen)
        .first(tx.conn)
        .optional()?;
    if let Some(amount) = old_car {
        trade_ins::commands::taken(tx, row.opportunity_id, Fen::new(amount.saturating_neg()))?;
    }
    opportunities::commands::quote_agreed(tx, row.opportunity_id, how == AcceptedHow::Store)?;
    tx.notify(TOPIC, row.store_id)
}

/// The customer asks something about a quote, or declines it: whoever looks after them hears of it.
///
/// # Errors
/// [`Error::WrongState`] when there is nothing to agree to any more; [`Error::TooMany`] for one who writes on and on.
pub fn reply(tx: &mut Tx<'_>, token: &str, (said, question): (Reply, &str)) -> Result<(), Error> {
    throttle::hit(tx, REPLIES, token)?;
    let row = still_open(tx, token)?;
    let (customer, owner): (CustomerId, Option<StaffId>) = deals::table
        .find(row.opportunity_id)
        .select((deals::customer_id, deals::owner_id))
        .first(tx.conn)?;
    let task = NewTask {
        store: row.store_id,
        kind: REPLY,
        subject: customers::model::subject(customer),
        customer: Some(customer),
        owner: Some(owner.unwrap_or(row.created_by)),
        role: None,
        started_at: tx.now,
        due_at: tx.now + TimeDelta::hours(4),
        title: text::replied(said, &row.number, question),
    };
    open_task(tx, task)?;
    let action = match said {
        Reply::Ask => QUOTE_ASKED,
        Reply::Decline => QUOTE_DECLINED,
    };
    let words = [row.number.as_str(), question];
    let words: Vec<&str> = words.into_iter().filter(|part| !part.is_empty()).collect();
    opportunities::commands::customer_said(tx, row.opportunity_id, action, &words.join("\n"))?;
    tx.record("quotes.reply", subject(row.id), &["state"])?;
    tx.notify(TOPIC, row.store_id)
}

/// Takes a quote back that was given out: its page closes.
pub fn withdraw(tx: &mut Tx<'_>, id: QuoteId, reason: &str) -> Result<(), Error> {
    let row = locked(tx, id)?;
    if row.state != QuoteState::Sent {
        return Err(Error::WrongState);
    }
    diesel::update(quotes::table.find(id))
        .set((
            quotes::state.eq(QuoteState::Withdrawn),
            quotes::withdrawn_because.eq(reason),
            quotes::lock_version.eq(quotes::lock_version + 1),
        ))
        .execute(tx.conn)?;
    tx.record_because("quotes.withdraw", subject(id), reason)?;
    tx.notify(TOPIC, row.store_id)
}
