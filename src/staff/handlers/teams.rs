use actix_web::web::Path;

use crate::platform::db::SeeOther;
use crate::platform::error::Error;
use crate::platform::web::{Answer, Cx, FormView, Posted};
use crate::staff::forms::{StoreForm, TeamForm};
use crate::staff::text::StaffText;
use crate::staff::views::{StorePage, TeamPage, TeamsPage};
use crate::staff::{commands, queries};
use crate::values::ids::TeamId;

/// `GET /teams`
pub async fn list_teams(cx: Cx) -> Answer {
    let store = cx.actor()?.store;
    let (teams, sizes, names) = cx
        .read(move |conn| {
            let teams = queries::teams(conn, store)?;
            let sizes = queries::team_sizes(conn, store)?;
            let names = queries::names(conn, teams.iter().filter_map(|team| team.manager_id))?;
            Ok((teams, sizes, names))
        })
        .await?;
    cx.show(&TeamsPage::new(&cx, &teams, &sizes, &names))
}

/// `GET /teams/new`
pub async fn new_team(cx: Cx) -> Answer {
    let store = cx.actor()?.store;
    let colleagues = cx.read(move |conn| queries::colleagues(conn, store)).await?;
    cx.show(&TeamPage::new(&cx, FormView::blank(), None, &colleagues))
}

/// `POST /teams/new`
pub async fn found_team(cx: Cx, posted: Posted<TeamForm>) -> Answer {
    let store = cx.actor()?.store;
    let saved = StaffText::of(cx.lang).saved;
    let done = cx.submit(&posted, move |tx, team| {
        commands::found_team(tx, store, &team.to)?;
        Ok(SeeOther::to("/teams").saying(saved))
    });
    match done.await {
        Err(Error::Invalid(errors)) => {
            let colleagues = cx.read(move |conn| queries::colleagues(conn, store)).await?;
            cx.unprocessable(&TeamPage::new(&cx, posted.view(cx.lang, &errors), None, &colleagues))
        }
        answer => answer,
    }
}

/// `GET /teams/{id}`
pub async fn edit_team(cx: Cx, id: Path<TeamId>) -> Answer {
    let store = cx.actor()?.store;
    let (team, colleagues) = cx
        .read(move |conn| Ok((queries::team(conn, store, *id)?, queries::colleagues(conn, store)?)))
        .await?;
    let form = FormView::fresh(TeamPage::fields(&team));
    cx.show(&TeamPage::new(&cx, form, Some(&team), &colleagues))
}

/// `POST /teams/{id}`
pub async fn change_team(cx: Cx, id: Path<TeamId>, posted: Posted<TeamForm>) -> Answer {
    let (id, store) = (*id, cx.actor()?.store);
    let saved = StaffText::of(cx.lang).saved;
    let done = cx.submit(&posted, move |tx, change| {
        commands::change_team(tx, store, id, &change)?;
        Ok(SeeOther::to("/teams").saying(saved))
    });
    let refused = match done.await {
        Err(refused @ (Error::Invalid(_) | Error::Stale)) => refused,
        answer => return answer,
    };
    let (team, colleagues) = cx
        .read(move |conn| Ok((queries::team(conn, store, id)?, queries::colleagues(conn, store)?)))
        .await?;
    match refused {
        Error::Invalid(errors) => cx.unprocessable(&TeamPage::new(
            &cx,
            posted.view(cx.lang, &errors),
            Some(&team),
            &colleagues,
        )),
        _ => cx.conflict(&TeamPage::stale(&cx, posted.pairs(), &team, &colleagues)),
    }
}

/// `GET /admin/store`
pub async fn edit_store(cx: Cx) -> Answer {
    let store = cx.actor()?.store;
    let store = cx.read(move |conn| queries::store(conn, store)).await?;
    cx.show(&StorePage::new(&cx, FormView::fresh(StorePage::fields(&store)), &store))
}

/// `POST /admin/store`
pub async fn change_store(cx: Cx, posted: Posted<StoreForm>) -> Answer {
    let store = cx.actor()?.store;
    let saved = StaffText::of(cx.lang).saved;
    let done = cx.submit(&posted, move |tx, change| {
        commands::change_store(tx, store, &change)?;
        Ok(SeeOther::to("/admin/store").saying(saved))
    });
    let refused = match done.await {
        Err(refused @ (Error::Invalid(_) | Error::Stale)) => refused,
        answer => return answer,
    };
    let store = cx.read(move |conn| queries::store(conn, store)).await?;
    match refused {
        Error::Invalid(errors) => cx.unprocessable(&StorePage::new(&cx, posted.view(cx.lang, &errors), &store)),
        _ => cx.conflict(&StorePage::stale(&cx, posted.pairs(), &store)),
    }
}
