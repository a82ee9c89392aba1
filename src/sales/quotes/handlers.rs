//! HTTP of quotes.

use actix_web::web::Path;
use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::commands::{self, Released};
use super::forms::{DecisionForm, QuoteForm, ReplyForm, SeenForm, UnderstoodForm, WithdrawForm};
use super::model::{CatalogueModel, Context, NewQuote, Offered, Quote};
use super::queries;
use super::rules::{QuoteState, TaxRules, View};
use super::text::{self, QuoteText};
use super::undo;
use super::views::{
    ComparePage, FormPage, ListPage, PublicPage, QuotePage, Sheet, TotalPart, VersionsPage, decision, moved_on, opened,
};
use crate::platform::db::SeeOther;
use crate::platform::db::page::{After, PAGE};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::{Lang, times};
use crate::platform::web::steps::MovedOn;
use crate::platform::web::{Answer, Bare, Cx, Form, FormView, Part, Posted, Query};
use crate::sales::letterhead::{self, InLanguage};
use crate::sales::within::Within;
use crate::values::fault::Fault;
use crate::values::ids::{ModelId, OpportunityId, QuoteId};
use crate::values::money::Fen;
use crate::vehicles::rules::Energy;

/// The query string of the list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub view: String,
    /// Whose opportunities.
    pub owner: String,
    /// First and last day on which they were given out.
    pub from: String,
    pub to: String,
    pub after: String,
}

/// What a new quote begins with.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewQuery {
    /// A model of the catalogue.
    pub model: String,
    /// The version that is written on.
    pub from: String,
}

/// The version beside which one is laid.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CompareQuery {
    pub with: String,
}

/// The language that a link asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    lang: String,
    /// The consultant was told just now.
    told: String,
}

/// `GET /quotes`
pub async fn list(cx: Cx, query: Query<ListQuery>) -> Answer {
    let (actor, vault, today) = (cx.actor()?.clone(), cx.db().vault().clone(), times::day_of(cx.now));
    let view = View::parse(&query.view).unwrap_or(View::Open);
    let within = Within::parse(&query.owner, &query.from, &query.to);
    let after = After::parse(&query.after);
    let (slice, pending) = cx
        .read(move |conn| {
            let slice = queries::page(conn, &vault, &actor, (view, within, today), after, PAGE)?;
            Ok((slice, queries::pending(conn, &actor)?))
        })
        .await?;
    cx.show(&ListPage::new(&cx, view, within, slice, pending))
}

/// `GET /opportunities/{id}/quotes`
pub async fn versions(cx: Cx, id: Path<OpportunityId>) -> Answer {
    let (id, actor) = (*id, cx.actor()?.clone());
    let (context, rows) = cx
        .read(move |conn| {
            Ok((
                queries::context(conn, &actor, id)?,
                queries::of_opportunity(conn, &actor, id)?,
            ))
        })
        .await?;
    cx.show(&VersionsPage::new(&cx, &context, &rows)?)
}

async fn one(cx: &Cx, id: QuoteId) -> Result<Quote, Error> {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    cx.read(move |conn| queries::quote(conn, &vault, &actor, id)).await
}

/// The form, for a new quote or a draft.
async fn form_page(
    cx: &Cx,
    opportunity: OpportunityId,
    quote: Option<QuoteId>,
    form: FormView,
    notice: String,
) -> Result<FormPage, Error> {
    let (actor, today) = (cx.actor()?.clone(), times::day_of(cx.now));
    let (context, catalogue) = cx
        .read(move |conn| Ok((queries::context(conn, &actor, opportunity)?, queries::catalogue(conn)?)))
        .await?;
    let worth = context.old_car.on(today);
    Ok(FormPage::new(cx, &context, quote, &catalogue, worth, form, notice))
}

/// `GET /opportunities/{id}/quotes/new`
pub async fn new(cx: Cx, id: Path<OpportunityId>, query: Query<NewQuery>) -> Answer {
    let (id, actor, vault) = (*id, cx.actor()?.clone(), cx.db().vault().clone());
    let (asked, from) = (query.model.parse::<ModelId>().ok(), query.from.parse::<QuoteId>().ok());
    let today = times::day_of(cx.now);
    let (context, catalogue, earlier) = cx
        .read(move |conn| {
            Ok((
                queries::context(conn, &actor, id)?,
                queries::catalogue(conn)?,
                match from {
                    Some(from) => Some(queries::quote(conn, &vault, &actor, from)?),
                    None => None,
                },
            ))
        })
        .await?;
    if let Some(draft) = context.writing {
        let w = QuoteText::of(cx.lang);
        return cx.conflict(&MovedOn::new(
            &cx,
            w.new,
            w.has_draft,
            w.go_on,
            format!("/quotes/{draft}"),
        ));
    }
    let until = today + Days::new(context.settings.valid_days.into());
    let start = match &earlier {
        Some(quote) if quote.row.opportunity_id != id => return Err(Error::NotFound),
        Some(quote) => opened(quote, Some((today, until))),
        None => first(&context, &catalogue, asked, until),
    };
    let (worth, form) = (context.old_car.on(today), FormView::fresh(start));
    let page = FormPage::new(&cx, &context, None, &catalogue, worth, form, String::new());
    cx.show(&page)
}

/// `POST /opportunities/{id}/quotes/new`: takes a model of the catalogue over into what is typed; the rest stays.
pub async fn take(cx: Cx, id: Path<OpportunityId>, posted: Posted<Bare>) -> Answer {
    let (id, actor) = (*id, cx.actor()?.clone());
    let (context, catalogue) = cx
        .read(move |conn| Ok((queries::context(conn, &actor, id)?, queries::catalogue(conn)?)))
        .await?;
    let mut pairs = posted.pairs().to_vec();
    let asked = pairs.iter().find(|(name, _)| name == "take_model");
    let asked = asked.and_then(|(_, value)| value.parse::<ModelId>().ok());
    if let Some(model) = catalogue.iter().find(|model| Some(model.id) == asked) {
        let mut put = |name: &str, value: String| {
            pairs.retain(|(known, _)| known != name);
            pairs.push((name.to_owned(), value));
        };
        put("model_id", model.id.to_string());
        put("model", model.title.clone());
        put("energy", model.energy.code().to_owned());
        if let Some(price) = model.list_price {
            put("car_price", price.yuan());
        }
        if model.energy == Energy::Electric {
            put("vehicle_tax", Fen::ZERO.yuan());
        }
    }
    pairs.retain(|(name, _)| name != "token");
    let worth = context.old_car.on(times::day_of(cx.now));
    let form = FormView::fresh(pairs);
    let page = FormPage::new(&cx, &context, None, &catalogue, worth, form, String::new());
    cx.show(&page)
}

/// What else is wrong with what was typed, so that a person hears of everything in one round.
async fn all_faults(cx: &Cx, id: OpportunityId, typed: &QuoteForm, errors: FieldErrors) -> Result<FieldErrors, Error> {
    let mut all = commands::past(&typed.days(), times::day_of(cx.now));
    if let Some((model, price, discount)) = typed.unexplained() {
        let actor = cx.actor()?.clone();
        let (settings, list_price) = cx
            .read(move |conn| {
                let settings = queries::context(conn, &actor, id)?.settings;
                Ok((settings, queries::list_price(conn, model)?))
            })
            .await?;
        let (given, limit) = commands::against_limit(list_price, (price, discount), &settings);
        if given > limit {
            all.insert("discount_because".to_owned(), Fault::Required);
        }
    }
    all.extend(errors);
    Ok(all)
}

/// Who changed a draft after it was opened, and when.
async fn changed_meanwhile(cx: &Cx, quote: &Quote) -> Result<String, Error> {
    let id = quote.row.id;
    let last = cx.read(move |conn| queries::changed(conn, id)).await?;
    Ok(match last {
        Some((who, at)) => text::changed_by(&who, &times::recent(at, cx.now, cx.lang), cx.lang),
        None => QuoteText::of(cx.lang).stale.to_owned(),
    })
}

/// What the form of a first quote holds when it is opened.
fn first(
    context: &Context,
    catalogue: &[CatalogueModel],
    asked: Option<ModelId>,
    until: NaiveDate,
) -> Vec<(&'static str, String)> {
    let settings = &context.settings;
    let model_id = asked.or(context.model_id);
    let known = catalogue.iter().find(|model| Some(model.id) == model_id);
    let electric = known.is_some_and(|model| model.energy == Energy::Electric);
    let vehicle_tax = if electric { Fen::ZERO } else { settings.vehicle_tax };
    let mut start = vec![
        ("colour", context.colour.clone()),
        ("invoice_on", times::date(until)),
        ("valid_until", times::date(until)),
        ("compulsory", settings.compulsory.yuan()),
        ("vehicle_tax", vehicle_tax.yuan()),
        ("plate_fee", settings.plate_fee.yuan()),
    ];
    match known {
        Some(model) => {
            start.push(("model_id", model.id.to_string()));
            start.push(("model", model.title.clone()));
            start.push(("energy", model.energy.code().to_owned()));
            start.extend(model.list_price.map(|price| ("car_price", price.yuan())));
        }
        None => start.push(("model", context.model.clone())),
    }
    start
}

/// Words for the faults that this form words itself.
fn worded(mut form: FormView, errors: &FieldErrors, w: &'static QuoteText) -> FormView {
    for (field, fault) in errors {
        let words = match (field.as_str(), fault) {
            ("", Fault::Taken) => w.has_draft,
            ("source", Fault::Required) => w.source_needed,
            ("accessory", Fault::Required) => w.accessory_hint,
            ("trade_in", Fault::Choice) => w.no_trade_in,
            ("vehicle_tax", Fault::TooLarge { max: 0 }) => w.vehicle_tax_hint,
            ("decision", Fault::Mismatch) => w.not_your_own,
            _ => continue,
        };
        form = form.with_error(field, words);
    }
    form
}

/// `POST /opportunities/{id}/quotes`
pub async fn create(cx: Cx, id: Path<OpportunityId>, posted: Posted<QuoteForm>) -> Answer {
    let (id, w) = (*id, QuoteText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, new| {
            let quote = commands::create(tx, id, &new)?;
            Ok(SeeOther::to(format!("/quotes/{quote}")).saying(w.saved))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let errors = all_faults(&cx, id, &posted.form, errors).await?;
            let form = worded(posted.view(cx.lang, &errors), &errors, w);
            let page = form_page(&cx, id, None, form, String::new()).await?;
            cx.unprocessable(&page)
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, format!("/opportunities/{id}/quotes"))),
        answer => answer,
    }
}

/// `POST /opportunities/{id}/quotes/total`: what is typed comes to, nothing is kept.
pub async fn total(cx: Cx, id: Path<OpportunityId>, posted: Posted<QuoteForm>) -> Answer {
    let (id, actor, today) = (*id, cx.actor()?.clone(), times::day_of(cx.now));
    let parsed: Result<NewQuote, FieldErrors> = posted.form.parse();
    let missing = parsed.as_ref().err().cloned().unwrap_or_default();
    let sum = cx
        .read(move |conn| {
            let context = queries::context(conn, &actor, id)?;
            let Ok(new) = parsed else {
                return Ok(None);
            };
            match queries::with_trade_in(conn, id, &new, today) {
                Ok(offer) => Ok(offer.sum(&TaxRules::from(&context.settings)).ok()),
                Err(Error::Invalid(_)) => Ok(None),
                Err(error) => Err(error),
            }
        })
        .await?;
    cx.fragment(&TotalPart::new(cx.lang, sum.as_ref(), &missing))
}

/// `GET /quotes/{id}`
pub async fn show(cx: Cx, id: Path<QuoteId>) -> Answer {
    let quote = one(&cx, *id).await?;
    cx.show(&QuotePage::new(&cx, &quote, FormView::blank(), "")?.live())
}

/// `GET /quotes/{id}/edit`
pub async fn edit(cx: Cx, id: Path<QuoteId>) -> Answer {
    let quote = one(&cx, *id).await?;
    if quote.row.state != QuoteState::Draft {
        return cx.conflict(&moved_on(&cx, format!("/quotes/{id}")));
    }
    let form = FormView::fresh(opened(&quote, None));
    let page = form_page(&cx, quote.row.opportunity_id, Some(*id), form, String::new()).await?;
    cx.show(&page)
}

/// `POST /quotes/{id}`
pub async fn change(cx: Cx, id: Path<QuoteId>, posted: Posted<QuoteForm>) -> Answer {
    let (id, w) = (*id, QuoteText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::change(tx, id, &new)?;
            Ok(SeeOther::to(format!("/quotes/{id}")).saying(w.saved))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let quote = one(&cx, id).await?;
            let errors = all_faults(&cx, quote.row.opportunity_id, &posted.form, errors).await?;
            let form = worded(posted.view(cx.lang, &errors), &errors, w);
            let page = form_page(&cx, quote.row.opportunity_id, Some(id), form, String::new()).await?;
            cx.unprocessable(&page)
        }
        Err(Error::Stale) => {
            let quote = one(&cx, id).await?;
            let theirs = opened(&quote, None)
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value));
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            let notice = changed_meanwhile(&cx, &quote).await?;
            let page = form_page(&cx, quote.row.opportunity_id, Some(id), form, notice).await?;
            cx.conflict(&page)
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, format!("/quotes/{id}"))),
        answer => answer,
    }
}

/// The page of a quote again, when a step on it could not be taken.
async fn on_page(cx: &Cx, id: QuoteId, answer: Answer, again: impl FnOnce(&FieldErrors) -> FormView) -> Answer {
    let w = QuoteText::of(cx.lang);
    match answer {
        Err(Error::Invalid(errors)) => {
            let quote = one(cx, id).await?;
            let form = worded(again(&errors), &errors, w);
            cx.unprocessable(&QuotePage::new(cx, &quote, form, "")?)
        }
        Err(Error::Stale) => {
            let quote = one(cx, id).await?;
            cx.conflict(&QuotePage::new(cx, &quote, FormView::blank(), w.stale)?)
        }
        Err(Error::WrongState) => {
            let quote = one(cx, id).await?;
            cx.conflict(&QuotePage::new(cx, &quote, FormView::blank(), w.moved_on)?)
        }
        answer => answer,
    }
}

/// `POST /quotes/{id}/release`
pub async fn release(cx: Cx, id: Path<QuoteId>, posted: Posted<SeenForm>) -> Answer {
    let (id, w) = (*id, QuoteText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, seen| {
            let words = match commands::release(tx, id, seen)? {
                Released::Sent => w.released,
                Released::Asked => w.asked,
            };
            Ok(SeeOther::to(format!("/quotes/{id}")).saying(words))
        })
        .await;
    on_page(&cx, id, answer, |errors| posted.view(cx.lang, errors)).await
}

/// `POST /quotes/{id}/recall`
pub async fn recall(cx: Cx, id: Path<QuoteId>, posted: Posted<Bare>) -> Answer {
    let (id, w) = (*id, QuoteText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, ()| {
            commands::recall(tx, id)?;
            Ok(SeeOther::to(format!("/quotes/{id}")).saying(w.recalled))
        })
        .await;
    on_page(&cx, id, answer, |errors| posted.view(cx.lang, errors)).await
}

/// `POST /quotes/{id}/removal`
pub async fn discard(cx: Cx, id: Path<QuoteId>, posted: Posted<Bare>) -> Answer {
    let (id, w) = (*id, QuoteText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, ()| {
            let opportunity = commands::discard(tx, id)?;
            let undo = undo::offer_bring_back(tx, id)?;
            Ok(SeeOther::to(format!("/opportunities/{opportunity}/quotes"))
                .saying(w.discarded)
                .undo(undo))
        })
        .await;
    on_page(&cx, id, answer, |errors| posted.view(cx.lang, errors)).await
}

/// `POST /quotes/{id}/approval`
pub async fn decide(cx: Cx, id: Path<QuoteId>, posted: Posted<DecisionForm>) -> Answer {
    let (id, w) = (*id, QuoteText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, (approve, answer)| {
            commands::decide(tx, id, approve, &answer)?;
            Ok(SeeOther::to(format!("/quotes/{id}")).saying(w.decided))
        })
        .await;
    let in_dialog = *cx.part() == Part::Region("dialog".to_owned());
    match answer {
        Err(Error::WrongState) => {
            let quote = one(&cx, id).await?;
            let first = decided_first(&cx, &quote, &posted.form.answer);
            if in_dialog {
                return cx.conflict(&moved_on(&cx, format!("/quotes/{id}")).lacking(w.moved_on, first));
            }
            let notice = first.unwrap_or_else(|| w.moved_on.to_owned());
            cx.conflict(&QuotePage::new(&cx, &quote, FormView::blank(), notice)?)
        }
        Err(Error::Invalid(errors)) if in_dialog => {
            let form = worded(posted.view(cx.lang, &errors), &errors, w);
            cx.unprocessable(&decision(&cx, &one(&cx, id).await?, form))
        }
        Err(Error::Stale) if in_dialog => cx.conflict(&moved_on(&cx, format!("/quotes/{id}"))),
        answer => on_page(&cx, id, answer, |errors| posted.view(cx.lang, errors)).await,
    }
}

/// Who decided first, and what; with what was written in vain.
fn decided_first(cx: &Cx, quote: &Quote, answer: &str) -> Option<String> {
    let last = quote.approvals.last()?;
    let at = times::recent(last.decided_at?, cx.now, cx.lang);
    let who = last.decided_by.as_ref()?;
    Some(text::decided_first(
        who,
        &at,
        last.state.label(cx.lang),
        answer,
        cx.lang,
    ))
}

/// `GET /quotes/{id}/approval`: the decision by itself, for whoever comes from another list.
pub async fn ask_decision(cx: Cx, id: Path<QuoteId>) -> Answer {
    let quote = one(&cx, *id).await?;
    if quote.row.state != QuoteState::Pending {
        return cx.conflict(&moved_on(&cx, format!("/quotes/{id}")));
    }
    cx.show(&decision(&cx, &quote, FormView::blank()))
}

/// `POST /quotes/{id}/acceptance`
pub async fn accept(cx: Cx, id: Path<QuoteId>, posted: Posted<SeenForm>) -> Answer {
    let (id, w) = (*id, QuoteText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, seen| {
            commands::accept(tx, id, seen)?;
            Ok(SeeOther::to(format!("/quotes/{id}")).saying(w.accepted))
        })
        .await;
    on_page(&cx, id, answer, |errors| posted.view(cx.lang, errors)).await
}

/// `POST /quotes/{id}/withdrawal`
pub async fn withdraw(cx: Cx, id: Path<QuoteId>, posted: Posted<WithdrawForm>) -> Answer {
    let (id, w) = (*id, QuoteText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, reason| {
            commands::withdraw(tx, id, &reason)?;
            Ok(SeeOther::to(format!("/quotes/{id}")).saying(w.withdrawn))
        })
        .await;
    on_page(&cx, id, answer, |errors| posted.view(cx.lang, errors)).await
}

/// `GET /quotes/{id}/comparison`: with the version before it unless another one is asked for.
pub async fn compare(cx: Cx, id: Path<QuoteId>, query: Query<CompareQuery>) -> Answer {
    let (id, actor, vault) = (*id, cx.actor()?.clone(), cx.db().vault().clone());
    let with = query.with.parse::<QuoteId>().ok();
    let (quote, other, rows) = cx
        .read(move |conn| {
            let quote = queries::quote(conn, &vault, &actor, id)?;
            let rows = queries::of_opportunity(conn, &actor, quote.row.opportunity_id)?;
            let asked = with.filter(|with| *with != id && rows.iter().any(|row| row.id == *with));
            let before = rows.iter().find(|row| row.version < quote.row.version);
            let other = match asked.or(before.map(|row| row.id)) {
                Some(other) => Some(queries::quote(conn, &vault, &actor, other)?),
                None => None,
            };
            Ok((quote, other, rows))
        })
        .await?;
    cx.show(&ComparePage::new(&cx, &quote, other.as_ref(), &rows))
}

/// `GET /quotes/{id}/sheet`
pub async fn print(cx: Cx, id: Path<QuoteId>, wanted: Query<InLanguage>) -> Answer {
    let cx = wanted.of(cx);
    let quote = one(&cx, *id).await?;
    cx.fragment(&Sheet::new(&cx, letterhead::of(&cx).await?, &quote)?)
}

fn in_language(mut cx: Cx, wanted: &Wanted) -> Cx {
    match wanted.lang.as_str() {
        "en" => cx.lang = Lang::En,
        "zh" => cx.lang = Lang::Zh,
        _ => {}
    }
    cx
}

/// What the customer may see; an address that leads nowhere is counted.
async fn offered(cx: &Cx, token: String) -> Result<Offered, Error> {
    let found = cx.read(move |conn| queries::offered(conn, &token)).await;
    if let Err(Error::NotFound) = &found {
        let address = cx.info.address.clone();
        cx.db()
            .system_write(move |tx| commands::count_miss(tx, &address))
            .await?;
    }
    found
}

/// `GET /q/{token}`
pub async fn public(cx: Cx, token: Path<String>, wanted: Query<Wanted>) -> Answer {
    let cx = in_language(cx, &wanted);
    let token = token.into_inner();
    let offered = offered(&cx, token.clone()).await?;
    let page = PublicPage::new(&cx, &token, &offered, FormView::blank());
    cx.show(&if wanted.told == "1" { page.told() } else { page })
}

/// `POST /q/{token}`
pub async fn understand(cx: Cx, token: Path<String>, wanted: Query<Wanted>, posted: Posted<UnderstoodForm>) -> Answer {
    let cx = in_language(cx, &wanted);
    let token = token.into_inner();
    let (key, lang) = (token.clone(), cx.lang);
    let answer = cx
        .submit(&posted, move |tx, ticked| {
            commands::understand(tx, &key, &ticked)?;
            Ok(SeeOther::to(format!("/q/{key}?lang={}", lang.code())))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let offered = offered(&cx, token.clone()).await?;
            let form = posted.view(cx.lang, &errors);
            let form = form.with_error("understood", QuoteText::of(cx.lang).each_needed);
            cx.unprocessable(&PublicPage::new(&cx, &token, &offered, form))
        }
        // The page says what became of the quote.
        Err(Error::WrongState) => {
            let offered = offered(&cx, token.clone()).await?;
            cx.conflict(&PublicPage::new(&cx, &token, &offered, FormView::blank()))
        }
        answer => answer,
    }
}

/// `POST /q/{token}/reply`
pub async fn reply(cx: Cx, token: Path<String>, wanted: Query<Wanted>, posted: Posted<ReplyForm>) -> Answer {
    let cx = in_language(cx, &wanted);
    let token = token.into_inner();
    let (key, lang) = (token.clone(), cx.lang);
    let answer = cx
        .submit(&posted, move |tx, (said, question)| {
            commands::reply(tx, &key, (said, question.as_str()))?;
            Ok(SeeOther::to(format!("/q/{key}?lang={}&told=1", lang.code())))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let offered = offered(&cx, token.clone()).await?;
            cx.unprocessable(&PublicPage::new(&cx, &token, &offered, posted.view(cx.lang, &errors)))
        }
        Err(Error::WrongState) => {
            let offered = offered(&cx, token.clone()).await?;
            cx.conflict(&PublicPage::new(&cx, &token, &offered, FormView::blank()))
        }
        answer => answer,
    }
}
