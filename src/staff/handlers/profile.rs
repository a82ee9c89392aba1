use actix_web::web::Path;

use super::PageQuery;
use crate::platform::db::SeeOther;
use crate::platform::db::page::{After, PAGE};
use crate::platform::error::Error;
use crate::platform::web::page::Theme;
use crate::platform::web::{Answer, Cx, Form, FormView, Posted, Query};
use crate::staff::forms::{PasswordForm, PreferencesForm, Press, ProfileForm};
use crate::staff::text::ProfileText;
use crate::staff::views::{PasswordPage, ProfilePage, SignInsPage};
use crate::staff::{commands, queries, rules};
use crate::values::fault::Fault;
use crate::values::ids::SessionId;

/// How many sign-ins the profile and a person's page show.
pub(super) const LAST: usize = 10;

/// `POST /preferences`: the buttons of the shell, for whoever is there. The same choice twice is the same choice.
pub async fn set_preferences(cx: Cx, posted: Posted<PreferencesForm>) -> Answer {
    let chosen = posted.form.parse().map_err(Error::Invalid)?;
    let go = SeeOther::to(rules::own_path(&posted.form.next));
    if chosen.lang.is_none() && chosen.theme.is_none() {
        return cx.see_other(&go);
    }
    if let Some(actor) = cx.signed_in() {
        let person = actor.id;
        cx.write(move |tx| commands::set_preferences(tx, person, chosen))
            .await?;
    }
    let mut response = cx.see_other(&go)?;
    cx.remember(&mut response, chosen.lang, chosen.theme.and_then(Theme::parse))?;
    Ok(response)
}

/// `GET /profile`
pub async fn show_profile(cx: Cx) -> Answer {
    cx.show(&profile_page(&cx, None).await?)
}

/// `POST /profile`
pub async fn set_profile(cx: Cx, posted: Posted<ProfileForm>) -> Answer {
    let person = cx.actor()?.id;
    let done = cx.submit(&posted, move |tx, chosen| {
        let lang = chosen.lang.unwrap_or_default();
        commands::set_preferences(tx, person, chosen)?;
        Ok(SeeOther::to("/profile").saying(ProfileText::of(lang).saved))
    });
    match done.await {
        Err(Error::Invalid(errors)) => {
            let form = posted.view(cx.lang, &errors);
            cx.unprocessable(&profile_page(&cx, Some(form)).await?)
        }
        answer => answer,
    }
}

async fn profile_page(cx: &Cx, form: Option<FormView>) -> Result<ProfilePage, Error> {
    let actor = cx.actor()?.clone();
    let now = cx.now;
    let (id, store) = (actor.id, actor.store);
    let (person, team, sessions, attempts) = cx
        .read(move |conn| {
            let (person, team, _) = queries::person_in_team(conn, store, id)?;
            let sessions = queries::sessions_of(conn, id, now)?;
            let attempts = queries::sign_ins_of(conn, id, now - rules::SIGN_INS_SHOWN, None, LAST)?;
            Ok((person, team, sessions, attempts))
        })
        .await?;
    let form = form.unwrap_or_else(|| {
        let mut fields = vec![("language", person.language.clone()), ("theme", person.theme.clone())];
        if person.hotkeys {
            fields.push(("hotkeys", "1".to_owned()));
        }
        FormView::fresh(fields)
    });
    Ok(ProfilePage::new(
        cx,
        &actor,
        form,
        person,
        team,
        &sessions,
        &attempts.rows,
    ))
}

/// `GET /profile/password`
pub async fn show_password(cx: Cx) -> Answer {
    let username = own_username(&cx).await?;
    cx.show(&PasswordPage::new(&cx, FormView::blank(), username))
}

/// `POST /profile/password`
pub async fn change_password(cx: Cx, posted: Posted<PasswordForm>) -> Answer {
    match replace_password(&cx, &posted).await {
        Err(Error::Invalid(errors)) => {
            let username = own_username(&cx).await?;
            cx.unprocessable(&PasswordPage::new(&cx, posted.view(cx.lang, &errors), username))
        }
        answer => answer,
    }
}

async fn replace_password(cx: &Cx, posted: &Posted<PasswordForm>) -> Answer {
    let actor = cx.actor()?.clone();
    let (current, new) = posted.form.parse().map_err(Error::Invalid)?;
    let person = actor.id;
    let known = cx.read(move |conn| queries::credentials_of(conn, person)).await?;
    rules::password(&new, &known.username).map_err(|fault| Error::field("new_password", fault))?;
    let right = is_own_password(cx, current).await?;
    let hash = if right {
        cx.app.passwords.hash(new).await?
    } else {
        String::new()
    };
    let saved = ProfileText::of(cx.lang).password_saved;
    // A form posted twice finds the password changed already; only then its token counts more than the check.
    cx.submit(posted, move |tx, _| {
        if !right {
            return Err(Error::field("current_password", Fault::WrongPassword));
        }
        commands::change_password(tx, &actor, &hash)?;
        Ok(SeeOther::to("/profile").saying(saved))
    })
    .await
}

/// Whether this is the password of the person who asks; looks are counted.
pub(super) async fn is_own_password(cx: &Cx, password: String) -> Result<bool, Error> {
    let person = cx.actor()?.id;
    cx.db()
        .system_write(move |tx| Ok(commands::count_password_check(tx, person)))
        .await??;
    let known = cx.read(move |conn| queries::credentials_of(conn, person)).await?;
    Ok(cx.app.passwords.verify(password, known.password_hash).await?.matches)
}

async fn own_username(cx: &Cx) -> Result<String, Error> {
    let person = cx.actor()?.id;
    cx.read(move |conn| Ok(queries::credentials_of(conn, person)?.username))
        .await
}

/// `GET /profile/sign-ins`
pub async fn own_sign_ins(cx: Cx, query: Query<PageQuery>) -> Answer {
    let (person, store) = (cx.actor()?.id, cx.actor()?.store);
    let (since, after) = (cx.now - rules::SIGN_INS_SHOWN, After::parse(&query.after));
    let (person, found) = cx
        .read(move |conn| {
            let found = queries::sign_ins_of(conn, person, since, after, PAGE)?;
            Ok((queries::person(conn, store, person)?, found))
        })
        .await?;
    cx.show(&SignInsPage::new(&cx, &person, found))
}

/// `POST /profile/sessions/{id}/end`
pub async fn end_own_session(cx: Cx, session: Path<SessionId>, posted: Posted<Press>) -> Answer {
    let actor = cx.actor()?.clone();
    let ended = ProfileText::of(cx.lang).ended;
    cx.submit(&posted, move |tx, ()| {
        commands::end_own_session(tx, &actor, *session)?;
        Ok(SeeOther::to("/profile").saying(ended))
    })
    .await
}

/// `POST /profile/sessions/end-others`
pub async fn end_other_sessions(cx: Cx, posted: Posted<Press>) -> Answer {
    let actor = cx.actor()?.clone();
    let ended = ProfileText::of(cx.lang).ended;
    cx.submit(&posted, move |tx, ()| {
        commands::end_other_sessions(tx, &actor)?;
        Ok(SeeOther::to("/profile").saying(ended))
    })
    .await
}
