//! HTTP of the search desk.

use actix_web::web::Data;

use super::commands;
use super::filters::{Filters, ListQuery};
use super::forms::{RegisterForm, SearchForm};
use super::model::{Hit, Outcome, Reader};
use super::queries;
use super::views::{List, NewPage, Palette};
use crate::access::{Permission, Scope};
use crate::customers::limits::Limits;
use crate::customers::model::Duplicate;
use crate::customers::term::Term;
use crate::customers::{self, names::NameIndex};
use crate::platform::db::SeeOther;
use crate::platform::db::page::PAGE;
use crate::platform::error::Error;
use crate::platform::web::{Answer, Cx, Form, FormView, Posted, Query};
use crate::sales::leads::names::LeadNames;
use crate::sales::lookup::NamesOf;
use crate::values::ids::{CustomerId, StaffId};

/// What a search shows at most.
const HITS: usize = 100;
/// Customers in the palette.
const PALETTE: usize = 8;

/// `GET /customers`
pub async fn list(cx: Cx, query: Query<ListQuery>, names: Data<NameIndex>) -> Answer {
    let filters = query.filters();
    let (outcome, owners) = read_list(&cx, filters.clone(), names).await?;
    cx.show(&List::new(&cx, filters, outcome, owners)?)
}

/// What the list shows, and the owners to choose between for those who see more than their own.
async fn read_list(
    cx: &Cx,
    filters: Filters,
    names: Data<NameIndex>,
) -> Result<(Outcome, Vec<(StaffId, String)>), Error> {
    let (actor, now, vault) = (cx.actor()?.clone(), cx.now, cx.db().vault().clone());
    cx.read(move |conn| {
        let (mut owners, limits) = customers::queries::list::owners(conn, actor.store)?;
        if !matches!(actor.customers(), Scope::Store { .. }) {
            owners.clear();
        }
        let reader = Reader {
            vault: &vault,
            actor: &actor,
            now,
            filters: &filters,
            limits: &limits,
        };
        let Some(search) = filters.search else {
            return Ok((Outcome::Page(queries::page(conn, reader, PAGE)?), owners));
        };
        let outcome = match customers::queries::term_of(conn, &vault, actor.id, search)? {
            Some(term) => {
                let found = queries::find(conn, reader, &names, &term, HITS)?;
                Outcome::Found { term: term.text, found }
            }
            None => Outcome::Expired,
        };
        Ok((outcome, owners))
    })
    .await
}

/// `POST /customers/search`: the term stays here, sealed; the address of the answer says nothing.
pub async fn search(cx: Cx, posted: Posted<SearchForm>) -> Answer {
    let (term, list) = (posted.form.parse().map_err(Error::Invalid)?, posted.form.shown_at());
    if term.is_empty() {
        return cx.see_other(&SeeOther::to(list));
    }
    let actor = cx.actor()?.clone();
    let id = if term.is_identity() {
        cx.write(move |tx| {
            commands::look_up(tx, &actor, &term)?;
            customers::commands::keep_search(tx, actor.id, &term)
        })
        .await?
    } else {
        cx.db()
            .system_write(move |tx| customers::commands::keep_search(tx, actor.id, &term))
            .await?
    };
    cx.see_other(&SeeOther::to(format!("{list}?search={id}")))
}

/// `GET /search`: the palette as a page of its own.
pub async fn show_palette(cx: Cx) -> Answer {
    cx.show(&Palette::new(&cx, Term::default(), Vec::new(), Vec::new()))
}

/// `POST /search`: what a term finds, for the palette and for the page.
pub async fn palette(cx: Cx, posted: Posted<SearchForm>, names: Data<NameIndex>, leads: Data<LeadNames>) -> Answer {
    let term = posted.form.parse().map_err(Error::Invalid)?;
    let (hits, hidden) = read_palette(&cx, term.clone(), (names, leads)).await?;
    cx.show(&Palette::new(&cx, term, hits, hidden))
}

async fn read_palette(
    cx: &Cx,
    term: Term,
    (names, leads): (Data<NameIndex>, Data<LeadNames>),
) -> Result<(Vec<Hit>, Vec<CustomerId>), Error> {
    let actor = cx.actor()?.clone();
    let (customers, complaints, sales) = (
        actor.may(Permission::SeeCustomers),
        actor.may(Permission::SeeComplaints),
        actor.may(Permission::SeeSales),
    );
    if term.is_empty() || !(customers || complaints || sales) {
        return Ok((Vec::new(), Vec::new()));
    }
    if term.is_identity() && customers {
        let (actor, term) = (actor.clone(), term.clone());
        cx.write(move |tx| commands::look_up(tx, &actor, &term)).await?;
    }
    let (now, vault) = (cx.now, cx.db().vault().clone());
    cx.read(move |conn| {
        let reader = Reader {
            vault: &vault,
            actor: &actor,
            now,
            filters: &commands::no_filters(),
            limits: &Limits::default(),
        };
        let mut numbered = if complaints {
            queries::complaints(conn, reader, &term)?
        } else {
            Vec::new()
        };
        if sales {
            let names = NamesOf {
                leads: &leads,
                customers: &names,
            };
            numbered.extend(queries::sales(conn, reader, names, &term)?);
        }
        if !customers {
            return Ok((numbered, Vec::new()));
        }
        let (mut hits, hidden) = queries::palette(conn, reader, &names, &term, PALETTE)?;
        hits.extend(numbered);
        Ok((hits, hidden))
    })
    .await
}

/// `GET /customers/new`
pub async fn new(cx: Cx) -> Answer {
    let owners = customers::handlers::owners(&cx).await?;
    let form = FormView::fresh([("kind", "person"), ("id_kind", "mainland_id"), ("verified", "1")]);
    cx.show(&NewPage::new(&cx, form, owners, Vec::new()))
}

/// `POST /customers/new`
pub async fn create(cx: Cx, posted: Posted<RegisterForm>, names: Data<NameIndex>) -> Answer {
    let actor = cx.actor()?.clone();
    let saved = customers::text::CustomerText::of(cx.lang).saved;
    let index = names.clone();
    let answer = cx
        .submit(&posted, move |tx, new| {
            let another = new.another;
            let id = commands::register(tx, &index, &actor, new)?;
            let to = if another {
                "/customers/new".to_owned()
            } else {
                format!("/customers/{id}")
            };
            Ok(SeeOther::to(to).saying(saved))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let found = who_may_be_the_same(&cx, &posted, names).await?;
            let owners = customers::handlers::owners(&cx).await?;
            cx.unprocessable(&NewPage::new(&cx, posted.view(cx.lang, &errors), owners, found))
        }
        answer => answer,
    }
}

/// Once the form reads, whom it may double.
async fn who_may_be_the_same(
    cx: &Cx,
    posted: &Posted<RegisterForm>,
    names: Data<NameIndex>,
) -> Result<Vec<Duplicate>, Error> {
    let Ok(new) = posted.form.parse() else {
        return Ok(Vec::new());
    };
    let Ok(details) = new.draft.new_details(crate::platform::i18n::times::day_of(cx.now)) else {
        return Ok(Vec::new());
    };
    let (actor, now, vault) = (cx.actor()?.clone(), cx.now, cx.db().vault().clone());
    cx.read(move |conn| {
        let likeness = commands::likeness(conn, &names, &actor, &details, new.vehicle.as_ref())?;
        commands::duplicates(conn, &vault, &actor, now, &likeness)
    })
    .await
}
