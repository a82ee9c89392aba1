//! HTTP of leads.

use actix_web::web::Path;

use super::commands;
use super::forms::{ContactForm, DismissForm, LeadForm, QualifyForm};
use super::model::{Lead, NewLead};
use super::queries::{self, Filter};
use super::rules::{Called, InvalidReason, Reached, View};
use super::text::{self, LeadText};
use super::views::{self, LeadPage, ListPage, ListQuery, NewPage};
use crate::access::{Permission, Scope};
use crate::platform::db::SeeOther;
use crate::platform::db::page::{After, PAGE};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::times;
use crate::platform::web::narrow::Narrowed;
use crate::platform::web::page::NavCount;
use crate::platform::web::steps::{Field, Kind, MovedOn, StepPage};
use crate::platform::web::{Answer, Bare, Cx, Form, FormView, Posted, Query};
use crate::sales::clock;
use crate::sales::export::{self, ExportForm, ExportPage};
use crate::sales::opportunities::steps::fits;
use crate::sales::reveals;
use crate::sales::rules::{FollowUpKind, FollowUpOutcome, LeadState};
use crate::values::date::parse_day;
use crate::values::fault::Fault;
use crate::values::ids::LeadId;

/// `GET /leads`
pub async fn list(cx: Cx, query: Query<ListQuery>) -> Answer {
    let (actor, vault, now) = (cx.actor()?.clone(), cx.db().vault().clone(), cx.now);
    let (view, filter) = asked(&cx, &query)?;
    let after = After::parse(&query.after);
    let (counts, slice, around, total) = cx
        .read(move |conn| {
            let slice = queries::page(conn, &vault, &actor, (view, &filter, now), after, PAGE)?;
            // A figure is of some days: the list says how many it stands for, if it doesn't show them all.
            let of_figure = filter.since.is_some() && filter.until.is_some();
            let total = if of_figure && (slice.next.is_some() || after.is_some()) {
                Some(queries::total(conn, &actor, (view, &filter, now))?)
            } else {
                None
            };
            Ok((
                queries::counts(conn, &actor, &filter, now)?,
                slice,
                queries::around(conn, actor.store)?,
                total,
            ))
        })
        .await?;
    cx.show(&ListPage::new(&cx, &query, view, (counts, total), slice, &around)?)
}

/// Which leads a query asks for.
fn asked(cx: &Cx, query: &ListQuery) -> Result<(View, Filter), Error> {
    let day = |text: &str| parse_day(text).ok();
    let filter = Filter {
        source: query.source.parse().ok(),
        owner: if query.owner == "me" {
            Some(cx.actor()?.id)
        } else {
            query.owner.parse().ok()
        },
        unowned: query.owner == "none",
        reached: Reached::parse(&query.reached),
        called: Called::parse(&query.called).map(|how| (how, cx.now)),
        caller: match query.caller.as_str() {
            "none" => Some(None),
            who => who.parse().ok().map(Some),
        },
        since: day(&query.from).map(times::start_of),
        until: day(&query.to).and_then(|day| day.succ_opt()).map(times::start_of),
    };
    Ok((View::parse(&query.view).unwrap_or(View::Open), filter))
}

/// `GET /leads/export`
pub async fn ask_export(cx: Cx, query: Query<ListQuery>) -> Answer {
    cx.show(&ExportPage::asking(&cx, ListQuery::PATH, &query.pairs()))
}

/// `POST /leads/export`: the list as it is narrowed, as a file; that it was taken is recorded.
pub async fn export(cx: Cx, query: Query<ListQuery>, posted: Posted<ExportForm>) -> Answer {
    match take_away(&cx, &query, &posted).await {
        Err(Error::Invalid(errors)) => {
            let page = ExportPage::again(&cx, ListQuery::PATH, &query.pairs(), &posted, &errors);
            cx.unprocessable(&page)
        }
        answer => answer,
    }
}

async fn take_away(cx: &Cx, query: &ListQuery, posted: &Posted<ExportForm>) -> Answer {
    let (reason, kind) = posted.form.parse().map_err(Error::Invalid)?;
    let (actor, now) = (cx.actor()?.clone(), cx.now);
    let (view, filter) = asked(cx, query)?;
    let why = reason.clone();
    let (slice, around) = cx
        .write(move |tx| {
            let vault = tx.vault().clone();
            let slice = queries::page(tx.conn, &vault, &actor, (view, &filter, now), None, export::MOST)?;
            export::note_taken(tx, "leads.export", slice.next.is_some(), &why)?;
            Ok((slice, queries::around(tx.conn, actor.store)?))
        })
        .await?;
    let table = views::table(cx, &slice.rows, &around);
    export::file(cx, "leads", table, (reason.as_str(), kind))
}

/// `GET /leads/count`: the counter in the navigation. What is late presses; where nothing is, what nobody has presses
/// whoever gives leads away.
pub async fn count(cx: Cx) -> Answer {
    let (actor, now) = (cx.actor()?.clone(), cx.now);
    let gives = actor.may(Permission::AssignLeads);
    let todo = cx
        .read(move |conn| queries::counts(conn, &actor, &Filter::default(), now))
        .await?;
    cx.fragment(&NavCount {
        pressing: match todo.late {
            0 if gives => todo.unassigned,
            late => late,
        },
        open: todo.open,
    })
}

/// `GET /leads/new`
pub async fn new(cx: Cx) -> Answer {
    let page = taking_down(&cx, FormView::blank()).await?;
    cx.show(&page)
}

async fn taking_down(cx: &Cx, form: FormView) -> Result<NewPage, Error> {
    let store = cx.actor()?.store;
    let around = cx.read(move |conn| queries::around(conn, store)).await?;
    NewPage::new(cx, &around, form)
}

/// `POST /leads`
pub async fn create(cx: Cx, posted: Posted<LeadForm>) -> Answer {
    let (actor, lang) = (cx.actor()?.clone(), cx.lang);
    let answer = cx
        .submit(&posted, move |tx, typed| {
            // Who may not assign leads takes down their own.
            let owner = if actor.may(Permission::AssignLeads) {
                typed.owner
            } else {
                Some(actor.id)
            };
            let mut taken = commands::take_in(
                tx,
                NewLead {
                    store: actor.store,
                    whence: typed.whence,
                    external_id: None,
                    name: typed.name,
                    phone: typed.phone,
                    model: typed.model,
                    city: typed.city,
                    words: typed.words,
                    sent_at: None,
                    owner,
                    import: None,
                },
            )?;
            // Whoever takes it down sees at once whose it is.
            if taken.owner.is_none() && !taken.joined.is_duplicate() {
                taken.owner = clock::commands::deal_at_once(tx, actor.store, taken.lead)?;
            }
            let only_own = matches!(actor.customers(), Scope::Own { .. });
            if only_own && taken.owner != Some(actor.id) {
                // The page on which they may ask for the customer.
                let known = queries::customer_of(tx.conn, taken.lead)?;
                let there = known
                    .filter(|_| actor.may(Permission::RequestAccess))
                    .map_or_else(|| "/leads".to_owned(), |id| format!("/customers/{id}/access"));
                return Ok(SeeOther::to(there).saying(text::with_a_colleague(lang)));
            }
            Ok(SeeOther::to(format!("/leads/{}", taken.lead)).saying(text::taken_down(taken.joined, lang)))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let page = taking_down(&cx, posted.view(cx.lang, &errors)).await?;
            cx.unprocessable(&page)
        }
        answer => answer,
    }
}

async fn one(cx: &Cx, id: LeadId) -> Result<Lead, Error> {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    cx.read(move |conn| queries::lead(conn, &vault, &actor, id)).await
}

/// `GET /leads/{id}`
pub async fn show(cx: Cx, id: Path<LeadId>) -> Answer {
    let (actor, vault, id) = (cx.actor()?.clone(), cx.db().vault().clone(), *id);
    let ((lead, told), around, steps) = cx
        .read(move |conn| {
            Ok((
                queries::lead_and_told(conn, &vault, &actor, id)?,
                queries::around(conn, actor.store)?,
                clock::queries::steps(conn, id)?,
            ))
        })
        .await?;
    cx.show(&LeadPage::new(&cx, &lead, &around, &told, &steps)?)
}

/// `POST /leads/{id}/reveals`: in the place of the masked number, or without script on a page of its own.
pub async fn reveal(cx: Cx, id: Path<LeadId>, _posted: Posted<Bare>) -> Answer {
    let id = *id;
    let shown = cx.write(move |tx| commands::reveal(tx, id)).await;
    let (back, url) = (format!("/leads/{id}"), views::reveal_url(id));
    reveals::answer(&cx, shown, back, url, LeadText::of(cx.lang).phone)
}

fn moved_on(cx: &Cx, id: LeadId) -> MovedOn {
    let w = LeadText::of(cx.lang);
    MovedOn::new(cx, w.gone_on, w.gone_on_text, w.look_again, format!("/leads/{id}"))
}

/// A dialog about one lead.
fn dialog(cx: &Cx, lead: &Lead, title: &'static str, noun: &str, fields: Vec<Field>, form: FormView) -> StepPage {
    let name = lead.name.expose().clone();
    dialog_of(cx, (lead.id, name), title, noun, fields, form)
}

fn dialog_of(
    cx: &Cx,
    (id, name): (LeadId, String),
    title: &'static str,
    noun: &str,
    fields: Vec<Field>,
    form: FormView,
) -> StepPage {
    let fields = fields
        .into_iter()
        .chain([Field::new(Kind::Hidden, "seen", "")])
        .collect();
    StepPage {
        page: cx.page(title),
        title,
        submit: title,
        look: "primary",
        action: format!("/leads/{id}/{noun}"),
        back: format!("/leads/{id}"),
        number: name,
        notice: String::new(),
        about: Vec::new(),
        place: String::new(),
        restored: String::new(),
        fields,
        form,
    }
}

/// A form whose lead was changed meanwhile: as typed, to be sent against the lead as it is now.
fn again(lead: &Lead, pairs: &[(String, String)]) -> FormView {
    FormView::fresh(pairs.to_vec()).instead("seen", lead.lock_version.to_string())
}

fn qualification(cx: &Cx, lead: &Lead, form: FormView) -> StepPage {
    let w = LeadText::of(cx.lang);
    let model = Field::new(Kind::Line, "model", w.model).required().hint(w.model_hint);
    dialog(cx, lead, w.qualify, "qualification", vec![model], form)
}

/// `GET /leads/{id}/qualification`
pub async fn show_qualify(cx: Cx, id: Path<LeadId>) -> Answer {
    let lead = one(&cx, *id).await?;
    if lead.state != LeadState::Open {
        return cx.conflict(&moved_on(&cx, *id));
    }
    let form = FormView::fresh([("model", lead.model.clone()), ("seen", lead.lock_version.to_string())]);
    cx.show(&qualification(&cx, &lead, form))
}

/// `POST /leads/{id}/qualification`
pub async fn qualify(cx: Cx, id: Path<LeadId>, posted: Posted<QualifyForm>) -> Answer {
    let (id, w) = (*id, LeadText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, with| {
            let opportunity = commands::qualify(tx, id, &with)?;
            Ok(SeeOther::to(format!("/opportunities/{opportunity}")).saying(w.qualified))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let lead = one(&cx, id).await?;
            cx.unprocessable(&qualification(&cx, &lead, posted.view(cx.lang, &errors)))
        }
        Err(Error::Stale) => {
            let lead = one(&cx, id).await?;
            let page = qualification(&cx, &lead, again(&lead, posted.pairs()));
            cx.conflict(&StepPage {
                notice: w.changed_meanwhile.to_owned(),
                ..page
            })
        }
        Err(Error::WrongState) => {
            // Twice, or in two windows: what they wanted is there.
            let (lead, me) = (one(&cx, id).await?, cx.actor()?.id);
            match lead.opportunity {
                Some(opportunity) if lead.state == LeadState::Qualified && lead.owner == Some(me) => {
                    cx.see_other(&SeeOther::to(format!("/opportunities/{opportunity}")))
                }
                _ => cx.conflict(&moved_on(&cx, id)),
            }
        }
        answer => answer,
    }
}

fn contact_page(cx: &Cx, lead: (LeadId, String), form: FormView) -> StepPage {
    let w = LeadText::of(cx.lang);
    let fields = vec![
        Field::new(Kind::Pills, "kind", w.how)
            .required()
            .of(FollowUpKind::choices(cx.lang), ""),
        Field::new(Kind::Pills, "outcome", w.outcome)
            .required()
            .of(FollowUpOutcome::choices(cx.lang), ""),
        Field::new(Kind::Text, "note", w.said).required(),
        Field::new(Kind::Hidden, "fits", ""),
    ];
    dialog_of(cx, lead, w.contact, "contacts", fields, form)
}

/// `GET /leads/{id}/contacts`
pub async fn show_contact(cx: Cx, id: Path<LeadId>) -> Answer {
    let lead = one(&cx, *id).await?;
    // What became an opportunity is followed up there.
    if let Some(opportunity) = lead.opportunity.filter(|_| lead.state == LeadState::Qualified) {
        return cx.see_other(&SeeOther::to(format!("/opportunities/{opportunity}/follow-ups")));
    }
    if lead.state != LeadState::Open {
        return cx.conflict(&moved_on(&cx, *id));
    }
    let form = FormView::fresh([("kind", FollowUpKind::Phone.code().to_owned()), ("fits", fits())]);
    cx.show(&contact_page(&cx, (lead.id, lead.name.expose().clone()), form))
}

/// `POST /leads/{id}/contacts`
pub async fn contact(cx: Cx, id: Path<LeadId>, posted: Posted<ContactForm>) -> Answer {
    let (id, lang) = (*id, cx.lang);
    let w = LeadText::of(lang);
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::contact(tx, id, new)?;
            Ok(SeeOther::to(format!("/leads/{id}")).saying(w.contacted))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let lead = one(&cx, id).await?;
            let mut form = posted.view(cx.lang, &errors);
            if errors.get("outcome") == Some(&Fault::Mismatch) {
                form = form.with_error("outcome", w.mismatch);
            }
            cx.unprocessable(&contact_page(&cx, (id, lead.name.expose().clone()), form))
        }
        // It changed hands while they wrote: what they typed stays, to be passed on.
        Err(Error::NotFound) => {
            let actor = cx.actor()?.clone();
            let whose = cx.read(move |conn| queries::passed_on(conn, &actor, id)).await?;
            let notice = text::has_it_now(whose.ok_or(Error::NotFound)?.as_deref(), lang);
            let form = posted.view(lang, &FieldErrors::new());
            cx.conflict(&StepPage {
                notice,
                back: "/leads".to_owned(),
                ..contact_page(&cx, (id, String::new()), form)
            })
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, id)),
        answer => answer,
    }
}

fn dismissal(cx: &Cx, lead: &Lead, form: FormView) -> StepPage {
    let w = LeadText::of(cx.lang);
    let reasons = InvalidReason::choices(cx.lang)
        .into_iter()
        .filter(|choice| choice.value != InvalidReason::TakenBack.code())
        .collect();
    let fields = vec![
        Field::new(Kind::Pills, "because", w.because).required().of(reasons, ""),
        Field::new(Kind::Text, "note", w.note).hint(w.note_hint),
    ];
    StepPage {
        look: "danger",
        ..dialog(cx, lead, w.dismiss, "dismissal", fields, form)
    }
}

/// `GET /leads/{id}/dismissal`
pub async fn show_dismiss(cx: Cx, id: Path<LeadId>) -> Answer {
    let lead = one(&cx, *id).await?;
    if lead.state != LeadState::Open {
        return cx.conflict(&moved_on(&cx, *id));
    }
    let form = FormView::fresh([("seen", lead.lock_version.to_string())]);
    cx.show(&dismissal(&cx, &lead, form))
}

/// `POST /leads/{id}/dismissal`
pub async fn dismiss(cx: Cx, id: Path<LeadId>, posted: Posted<DismissForm>) -> Answer {
    let (id, w) = (*id, LeadText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, with| {
            commands::dismiss(tx, id, &with)?;
            Ok(SeeOther::to(format!("/leads/{id}")).saying(w.dismissed))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let lead = one(&cx, id).await?;
            cx.unprocessable(&dismissal(&cx, &lead, posted.view(cx.lang, &errors)))
        }
        Err(Error::Stale) => {
            let lead = one(&cx, id).await?;
            let page = dismissal(&cx, &lead, again(&lead, posted.pairs()));
            cx.conflict(&StepPage {
                notice: w.changed_meanwhile.to_owned(),
                ..page
            })
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, id)),
        answer => answer,
    }
}

/// `POST /leads/{id}/reopening`
pub async fn reopen(cx: Cx, id: Path<LeadId>, posted: Posted<Bare>) -> Answer {
    let (id, w) = (*id, LeadText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, ()| {
            commands::reopen(tx, id)?;
            Ok(SeeOther::to(format!("/leads/{id}")).saying(w.reopened))
        })
        .await;
    match answer {
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, id)),
        answer => answer,
    }
}
