//! `/staff/{id}/edit` and `/staff/{id}/disable`: what takes work out of a person's hands asks who takes it over.

use std::collections::HashMap;

use actix_web::web::Path;

use super::forms::DisableForm;
use super::open_work::{self, Why, Work};
use super::text::{self, AdminText};
use super::views::DisablePage;
use crate::access::{Permission, Role};
use crate::platform::db::SeeOther;
use crate::platform::error::Error;
use crate::platform::web::page::Choice;
use crate::platform::web::{Answer, Cx, FormView, Posted};
use crate::staff::forms::PersonForm;
use crate::staff::model::{Colleague, StaffRow, TeamRow};
use crate::staff::text::StaffText;
use crate::staff::views::{EditPage, HandingOver, fields, roles_joined};
use crate::values::ids::StaffId;
use crate::{customers, staff};

/// `GET /staff/{id}/edit`
pub async fn edit(cx: Cx, id: Path<StaffId>) -> Answer {
    let person = staff::handlers::in_reach(&cx, *id).await?;
    let store = person.store_id;
    let teams = cx.read(move |conn| staff::queries::teams(conn, store)).await?;
    cx.show(&EditPage::new(&cx, FormView::fresh(fields(&person)), &person, &teams))
}

/// `POST /staff/{id}/edit`
pub async fn change(cx: Cx, id: Path<StaffId>, posted: Posted<PersonForm>) -> Answer {
    let id = *id;
    let saved = StaffText::of(cx.lang).saved;
    let done = cx.submit(&posted, move |tx, (change, to)| {
        open_work::change(tx, id, &change, to)?;
        Ok(SeeOther::to(format!("/staff/{id}")).saying(saved))
    });
    let refused = match done.await {
        Err(refused @ (Error::Invalid(_) | Error::Stale)) => refused,
        answer => return answer,
    };
    let person = staff::handlers::in_reach(&cx, id).await?;
    let (teams, handing) = around(&cx, &person, posted.form.wanted_roles()).await?;
    match refused {
        Error::Invalid(errors) => {
            let view = EditPage::new(&cx, posted.view(cx.lang, &errors), &person, &teams);
            cx.unprocessable(&view.handing_over(handing))
        }
        _ => cx.conflict(&EditPage::stale(&cx, posted.pairs(), &person, &teams).handing_over(handing)),
    }
}

/// The teams to choose from, and what the person would lose with these roles.
async fn around(cx: &Cx, person: &StaffRow, roles: Vec<Role>) -> Result<(Vec<TeamRow>, Option<HandingOver>), Error> {
    let (store, id, before) = (person.store_id, person.id, person.roles());
    let (teams, work) = cx
        .read(move |conn| {
            let work = open_work::lost(conn, id, &before, &roles)?;
            Ok((staff::queries::teams(conn, store)?, work))
        })
        .await?;
    Ok((teams, handing(cx, person, work, Why::OtherRoles).await?))
}

/// `GET /staff/{id}/disable`
pub async fn show_disable(cx: Cx, id: Path<StaffId>) -> Answer {
    if *id == cx.actor()?.id {
        return cx.conflict(&own_page(&cx)?);
    }
    cx.show(&disable_page(&cx, *id, FormView::blank()).await?)
}

/// `POST /staff/{id}/disable`
pub async fn disable(cx: Cx, id: Path<StaffId>, posted: Posted<DisableForm>) -> Answer {
    let id = *id;
    if id == cx.actor()?.id {
        return cx.conflict(&own_page(&cx)?);
    }
    let disabled = AdminText::of(cx.lang).disabled;
    let done = cx.submit(&posted, move |tx, to| {
        open_work::disable(tx, id, to)?;
        Ok(SeeOther::to(format!("/staff/{id}")).saying(disabled))
    });
    match done.await {
        Err(Error::Invalid(errors)) => cx.unprocessable(&disable_page(&cx, id, posted.view(cx.lang, &errors)).await?),
        answer => answer,
    }
}

/// Nobody shuts themselves out.
fn own_page(cx: &Cx) -> Result<DisablePage, Error> {
    let actor = cx.actor()?;
    Ok(DisablePage::new(
        cx,
        FormView::blank(),
        actor.id,
        &actor.name,
        true,
        None,
    ))
}

async fn disable_page(cx: &Cx, id: StaffId, form: FormView) -> Result<DisablePage, Error> {
    let person = staff::handlers::in_reach(cx, id).await?;
    if person.disabled_at.is_some() {
        return Err(Error::WrongState);
    }
    let work = cx.read(move |conn| open_work::of(conn, id)).await?;
    let handing = handing(cx, &person, work, Why::Disabled).await?;
    Ok(DisablePage::new(cx, form, id, &person.name, false, handing))
}

/// The question who takes over; none when there is nothing to take.
async fn handing(cx: &Cx, person: &StaffRow, work: Work, why: Why) -> Result<Option<HandingOver>, Error> {
    if work.is_empty() {
        return Ok(None);
    }
    let (store, leaving, team) = (person.store_id, person.id, person.team_id);
    let (work, takers, owned) = cx
        .read(move |conn| {
            let mut takers: Vec<Colleague> = staff::queries::colleagues(conn, store)?
                .into_iter()
                .filter(|one| one.id != leaving && open_work::may_take(&work, &one.roles()))
                .collect();
            // Those of the same team first: they know the work.
            takers.sort_by_key(|one| one.team_id != team);
            let owned = if work.iter().any(|(kind, _)| kind.needs == Permission::OwnCustomers) {
                let ids: Vec<StaffId> = takers.iter().map(|one| one.id).collect();
                Some(customers::commands::owned_by_each(conn, &ids)?)
            } else {
                None
            };
            Ok((work, takers, owned))
        })
        .await?;
    let w = AdminText::of(cx.lang);
    Ok(Some(HandingOver {
        title: w.open_work,
        why: match why {
            Why::Disabled => "",
            Why::OtherRoles => w.lost_with_roles,
        },
        work: work
            .iter()
            .map(|(kind, many)| (cx.lang.pick(kind.zh, kind.en), *many))
            .collect(),
        label: w.hand_over,
        hint: w.hand_over_hint,
        takers: takers.iter().map(|one| taker(one, owned.as_ref(), cx)).collect(),
        nobody: w.nobody,
    }))
}

/// `周敏 · 销售顾问 · 27 位客户`
fn taker(one: &Colleague, owned: Option<&HashMap<StaffId, i64>>, cx: &Cx) -> Choice {
    let mut label = format!("{} · {}", one.name, roles_joined(&one.roles(), cx.lang));
    if let Some(owned) = owned {
        let many = owned.get(&one.id).copied().unwrap_or_default();
        label = format!("{label} · {}", text::customers(many, cx.lang));
    }
    Choice::new(one.id.to_string(), label)
}
