//! What administrators do about somebody's way in: links, sessions, enabling again.

use actix_web::web::Path;
use uuid::Uuid;

use super::people::{in_reach, mail_link, show_link};
use crate::platform::db::SeeOther;
use crate::platform::i18n::Lang;
use crate::platform::mail::{self, OutgoingMail};
use crate::platform::web::{Answer, Cx, Posted};
use crate::staff::forms::Press;
use crate::staff::model::{LinkSecret, StaffRow};
use crate::staff::text::{ProfileText, StaffText, StepText};
use crate::staff::{commands, text};
use crate::values::email::Email;
use crate::values::ids::{SessionId, StaffId};

/// `POST /staff/{id}/links`: mails the one-time link to whoever has an address, and shows it this once.
pub async fn issue_link(cx: Cx, id: Path<StaffId>, posted: Posted<Press>) -> Answer {
    let link = LinkSecret::new();
    let (secret, base_url) = (link.clone(), cx.app.config.base_url.clone());
    let go = cx
        .submit_once(&posted, move |tx, ()| {
            let person = commands::manageable(tx, *id)?;
            commands::issue_link(tx, &person, &secret)?;
            mail_link(tx, &person, &secret, &base_url)?;
            Ok(SeeOther::to(format!("/staff/{id}")))
        })
        .await?;
    show_link(&cx, go, &link).await
}

/// `POST /staff/{id}/links/{link}/revoke`
pub async fn revoke_link(cx: Cx, path: Path<(StaffId, Uuid)>, posted: Posted<Press>) -> Answer {
    let (id, link) = path.into_inner();
    let revoked = StaffText::of(cx.lang).revoked;
    cx.submit(&posted, move |tx, ()| {
        let person = commands::manageable(tx, id)?;
        commands::revoke_link(tx, &person, link)?;
        Ok(SeeOther::to(format!("/staff/{id}")).saying(revoked))
    })
    .await
}

/// `POST /staff/{id}/sessions/{session}/end`
pub async fn end_session(cx: Cx, path: Path<(StaffId, SessionId)>, posted: Posted<Press>) -> Answer {
    let (id, session) = path.into_inner();
    let ended = ProfileText::of(cx.lang).ended;
    cx.submit(&posted, move |tx, ()| {
        commands::end_session_of(tx, id, session)?;
        Ok(SeeOther::to(format!("/staff/{id}")).saying(ended))
    })
    .await
}

/// `POST /staff/{id}/sessions/end`
pub async fn end_sessions(cx: Cx, id: Path<StaffId>, posted: Posted<Press>) -> Answer {
    let ended = ProfileText::of(cx.lang).ended;
    cx.submit(&posted, move |tx, ()| {
        commands::end_sessions_of(tx, *id)?;
        Ok(SeeOther::to(format!("/staff/{id}")).saying(ended))
    })
    .await
}

/// `POST /staff/{id}/second-step/reset`: the person is told by mail, so that nobody loses theirs unnoticed.
pub async fn reset_second_step(cx: Cx, id: Path<StaffId>, posted: Posted<Press>) -> Answer {
    let person = in_reach(&cx, *id).await?;
    let mail = second_step_mail(&cx, &person);
    let done = StepText::of(cx.lang).reset_done;
    cx.submit(&posted, move |tx, ()| {
        commands::reset_second_step(tx, *id)?;
        if let Some(mail) = mail {
            mail::queue(tx, &mail)?;
        }
        Ok(SeeOther::to(format!("/staff/{id}")).saying(done))
    })
    .await
}

/// In the person's own language; nothing without an address that mail can be sent to.
fn second_step_mail(cx: &Cx, person: &StaffRow) -> Option<OutgoingMail> {
    let to = Email::parse(person.email.as_deref()?).ok().filter(mail::deliverable)?;
    let (subject, text) = text::second_step_reset(&person.name, Lang::from_code(&person.language));
    Some(OutgoingMail {
        to,
        subject,
        text: format!("{text}\n\n{}\n", cx.app.config.base_url),
        headers: vec![("Auto-Submitted".into(), "auto-generated".into())],
    })
}

/// `POST /staff/{id}/enable`
pub async fn enable(cx: Cx, id: Path<StaffId>, posted: Posted<Press>) -> Answer {
    let enabled = StaffText::of(cx.lang).enabled;
    cx.submit(&posted, move |tx, ()| {
        commands::enable(tx, *id)?;
        Ok(SeeOther::to(format!("/staff/{id}")).saying(enabled))
    })
    .await
}
