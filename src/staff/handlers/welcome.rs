use actix_web::http::StatusCode;
use actix_web::web::Path;

use crate::platform::db::SeeOther;
use crate::platform::error::Error;
use crate::platform::web::{Answer, Cx, Form, FormView, Posted};
use crate::staff::forms::WelcomeForm;
use crate::staff::model::OpenedLink;
use crate::staff::text::WelcomeText;
use crate::staff::views::{DeadLink, DeadLinkPage, WelcomePage};
use crate::staff::{commands, queries, rules};

/// `GET /welcome/{token}`
pub async fn show_welcome(cx: Cx, token: Path<String>) -> Answer {
    match look(&cx, &token).await? {
        Ok(opened) => cx.show(&WelcomePage::new(&cx, FormView::blank(), opened)),
        Err(why) => dead(&cx, why),
    }
}

/// `POST /welcome/{token}`
pub async fn accept(cx: Cx, token: Path<String>, posted: Posted<WelcomeForm>) -> Answer {
    let opened = match look(&cx, &token).await? {
        Ok(opened) => opened,
        // A form posted twice finds its link used, by itself: then its token knows where the first post led.
        Err(DeadLink::Used) => return once_more(&cx, &posted).await,
        Err(why) => return dead(&cx, why),
    };
    match set_password(&cx, token.into_inner(), &opened, &posted).await {
        Err(Error::Invalid(errors)) => cx.unprocessable(&WelcomePage::new(&cx, posted.view(cx.lang, &errors), opened)),
        answer => answer,
    }
}

async fn set_password(cx: &Cx, token: String, opened: &OpenedLink, posted: &Posted<WelcomeForm>) -> Answer {
    let new = posted.form.parse().map_err(Error::Invalid)?;
    rules::password(&new, &opened.person.username).map_err(|fault| Error::field("new_password", fault))?;
    let hash = cx.app.passwords.hash(new).await?;
    let done = WelcomeText::of(cx.lang).done;
    cx.submit(posted, move |tx, _| {
        commands::accept_link(tx, &token, &hash)?;
        Ok(SeeOther::to("/sign-in").saying(done))
    })
    .await
}

async fn once_more(cx: &Cx, posted: &Posted<WelcomeForm>) -> Answer {
    match cx.submit(posted, |_, _| Err(Error::WrongState)).await {
        Err(_) => dead(cx, DeadLink::Used),
        answer => answer,
    }
}

/// The link behind a token, or why it opens nothing. Looks are counted, found or not.
async fn look(cx: &Cx, token: &str) -> Result<Result<OpenedLink, DeadLink>, Error> {
    let (address, hash) = (cx.info.address.clone(), commands::token_hash(token));
    cx.db()
        .system_write(move |tx| Ok(commands::count_look(tx, &address)))
        .await??;
    let found = cx.read(move |conn| queries::link(conn, &hash)).await?;
    Ok(match found {
        None => Err(DeadLink::Unknown),
        Some(opened) => match DeadLink::of(&opened, cx.now) {
            Some(why) => Err(why),
            None => Ok(opened),
        },
    })
}

fn dead(cx: &Cx, why: DeadLink) -> Answer {
    let mut response = cx.show(&DeadLinkPage::new(cx, why))?;
    *response.status_mut() = match why {
        DeadLink::Unknown => StatusCode::NOT_FOUND,
        _ => StatusCode::GONE,
    };
    Ok(response)
}
