use actix_web::web::Path;

use super::PageQuery;
use super::profile::LAST;
use crate::access::{Permission, Role};
use crate::platform::db::page::{After, PAGE};
use crate::platform::db::{SeeOther, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::{Answer, Cx, FormView, Posted, Query};
use crate::staff::forms::{InviteForm, PeopleQuery};
use crate::staff::model::{LinkSecret, StaffRow};
use crate::staff::text;
use crate::staff::views::{InvitePage, LinkPage, PeoplePage, PersonPage, SignInsPage, Standing};
use crate::staff::{commands, queries, rules};
use crate::values::ids::StaffId;

/// `GET /staff`
pub async fn list(cx: Cx, query: Query<PeopleQuery>) -> Answer {
    let store = cx.actor()?.store;
    let wanted = query.filter();
    let (teams, found) = cx
        .read(move |conn| Ok((queries::teams(conn, store)?, queries::people(conn, store, &wanted)?)))
        .await?;
    let filters = [
        ("role", query.role.clone()),
        ("team", query.team.clone()),
        ("state", query.state.clone()),
        ("q", query.q.clone()),
    ];
    cx.show(&PeoplePage::new(&cx, filters, &teams, found))
}

/// `GET /staff/new`
pub async fn new(cx: Cx) -> Answer {
    let store = cx.actor()?.store;
    let teams = cx.read(move |conn| queries::teams(conn, store)).await?;
    cx.show(&InvitePage::new(&cx, FormView::blank(), &teams))
}

/// `POST /staff/new`: mails the one-time link to whoever has an address, and shows it this once.
pub async fn invite(cx: Cx, posted: Posted<InviteForm>) -> Answer {
    let store = cx.actor()?.store;
    match add(&cx, &posted).await {
        Err(Error::Invalid(errors)) => {
            let teams = cx.read(move |conn| queries::teams(conn, store)).await?;
            cx.unprocessable(&InvitePage::new(&cx, posted.view(cx.lang, &errors), &teams))
        }
        answer => answer,
    }
}

async fn add(cx: &Cx, posted: &Posted<InviteForm>) -> Answer {
    let store = cx.actor()?.store;
    let link = LinkSecret::new();
    let (secret, base_url) = (link.clone(), cx.app.config.base_url.clone());
    let go = cx
        .submit_once(posted, move |tx, new| {
            let id = commands::invite(tx, store, &new, &secret)?;
            let person = queries::person(tx.conn, store, id)?;
            mail_link(tx, &person, &secret, &base_url)?;
            Ok(SeeOther::to(format!("/staff/{id}")))
        })
        .await?;
    show_link(cx, go, &link).await
}

/// Mails a link to its person, in their language.
pub(super) fn mail_link(tx: &mut Tx<'_>, person: &StaffRow, link: &LinkSecret, base_url: &str) -> Result<(), Error> {
    let store = queries::store(tx.conn, person.store_id)?;
    let lang = Lang::from_code(&person.language);
    let letter = text::LinkMail {
        name: &person.name,
        username: &person.username,
        store: lang.pick(&store.name, &store.name_en),
        invited: person.is_invited(),
        url: &link.url(base_url),
        until: &times::minute(tx.now + rules::LINK_VALID),
    };
    commands::mail_link(tx, person, letter.words(lang))
}

/// Shows the link that a post has just made. A post repeated (a reload) made none, and leads to the person instead.
pub(super) async fn show_link(cx: &Cx, go: SeeOther, link: &LinkSecret) -> Answer {
    let hash = commands::token_hash(link.secret());
    match cx.read(move |conn| queries::link(conn, &hash)).await? {
        Some(opened) => cx.show(&LinkPage::new(cx, &opened.person, link, opened.link.expires_at)),
        None => cx.see_other(&go),
    }
}

/// `GET /staff/{id}`
pub async fn show(cx: Cx, id: Path<StaffId>) -> Answer {
    cx.show(&person_page(&cx, *id).await?)
}

async fn person_page(cx: &Cx, id: StaffId) -> Result<PersonPage, Error> {
    let actor = cx.actor()?.clone();
    let (store, now) = (actor.store, cx.now);
    let (manages, is_admin) = (actor.may(Permission::ManageStaff), actor.is(Role::Admin));
    let (person, team, manager, standing) = cx
        .read(move |conn| {
            let (person, team, manager) = queries::person_in_team(conn, store, id)?;
            let standing = if manages && rules::may_manage(is_admin, person.is_admin()) {
                Some(Standing {
                    sessions: queries::sessions_of(conn, id, now)?,
                    attempts: queries::sign_ins_of(conn, id, now - rules::SIGN_INS_SHOWN, None, LAST)?.rows,
                    links: queries::links_of(conn, id)?,
                })
            } else {
                None
            };
            Ok((person, team, manager, standing))
        })
        .await?;
    Ok(PersonPage::new(cx, &actor, person, team, manager, standing))
}

/// `GET /staff/{id}/sign-ins`
pub async fn sign_ins(cx: Cx, id: Path<StaffId>, query: Query<PageQuery>) -> Answer {
    let person = in_reach(&cx, *id).await?;
    let (since, after, id) = (cx.now - rules::SIGN_INS_SHOWN, After::parse(&query.after), person.id);
    let found = cx
        .read(move |conn| queries::sign_ins_of(conn, id, since, after, PAGE))
        .await?;
    cx.show(&SignInsPage::new(&cx, &person, found))
}

/// A person of the store whom the actor manages.
pub async fn in_reach(cx: &Cx, id: StaffId) -> Result<StaffRow, Error> {
    let actor = cx.actor()?.clone();
    let person = cx.read(move |conn| queries::person(conn, actor.store, id)).await?;
    if rules::may_manage(cx.actor()?.is(Role::Admin), person.is_admin()) {
        Ok(person)
    } else {
        Err(Error::WrongState)
    }
}
