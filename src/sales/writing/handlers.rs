//! HTTP of messages to prospects.

use actix_web::web::Path;

use super::commands;
use super::forms::LetterForm;
use super::model::Prospect;
use super::queries;
use super::text::WritingText;
use super::views::{Chosen, LetterQuery, MessagePage, WritePage};
use crate::messages::model::{Template, Ways};
use crate::messages::queries as messages;
use crate::messages::rules::MessageChannel;
use crate::platform::db::SeeOther;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::web::steps::MovedOn;
use crate::platform::web::{Answer, Cx, FormView, Posted, Query};
use crate::values::fault::Fault;
use crate::values::ids::{MessageId, OpportunityId};

/// What the dialog is made of: three questions.
async fn found(cx: &Cx, id: OpportunityId, query: LetterQuery) -> Result<(Prospect, Chosen, Ways, Template), Error> {
    let (actor, vault, lang, now) = (cx.actor()?.clone(), cx.db().vault().clone(), cx.lang, cx.now);
    cx.read(move |conn| {
        let prospect = queries::prospect(conn, &vault, &actor, id, now)?;
        let chosen = Chosen::of(&query, &prospect, lang).ok_or(Error::NotFound)?;
        let ways = messages::ways(conn, prospect.row.customer_id, chosen.spec.purpose)?;
        let wording = messages::template(conn, actor.store, chosen.spec.key, MessageChannel::Email, chosen.lang)?;
        Ok((prospect, chosen, ways, wording))
    })
    .await
}

/// `GET /opportunities/{id}/messages`
pub async fn ask(cx: Cx, id: Path<OpportunityId>, query: Query<LetterQuery>) -> Answer {
    let (prospect, chosen, ways, wording) = found(&cx, *id, query.0).await?;
    if !prospect.row.stage.is_on_board() {
        return cx.conflict(&ended(&cx, *id));
    }
    let form = FormView::fresh(WritePage::start(&cx, &prospect, chosen, ways, &wording));
    cx.show(&WritePage::new(&cx, &prospect, chosen, ways, form))
}

/// `POST /opportunities/{id}/messages`
pub async fn send(cx: Cx, id: Path<OpportunityId>, posted: Posted<LetterForm>) -> Answer {
    let (id, w) = (*id, WritingText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, new| {
            let written = commands::write(tx, id, new)?;
            Ok(if written.by_mail {
                SeeOther::to(format!("/opportunities/{id}")).saying(w.queued)
            } else {
                SeeOther::to(format!("/opportunities/{id}/messages/{}", written.message)).saying(w.handed)
            })
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let query = LetterQuery {
                wording: posted.form.wording.clone(),
                lang: posted.form.lang.clone(),
            };
            let (prospect, chosen, ways, _) = found(&cx, id, query).await?;
            let form = explain(posted.view(cx.lang, &errors), &errors, w);
            cx.unprocessable(&WritePage::new(&cx, &prospect, chosen, ways, form))
        }
        Err(Error::WrongState) => cx.conflict(&ended(&cx, id)),
        answer => answer,
    }
}

/// Says what stands in the way, rather than that something does.
fn explain(mut form: FormView, errors: &FieldErrors, w: &'static WritingText) -> FormView {
    for (field, fault) in errors {
        let words = match (field.as_str(), fault) {
            ("how", Fault::Email) => w.no_address,
            ("how", Fault::Mismatch) => w.no_consent,
            ("how", Fault::Time) => w.quiet,
            ("text", Fault::Choice) => w.unfilled,
            _ => continue,
        };
        form = form.with_error(field, words);
    }
    form
}

fn ended(cx: &Cx, id: OpportunityId) -> MovedOn {
    let w = WritingText::of(cx.lang);
    MovedOn::new(
        cx,
        w.gone_on,
        w.gone_on_text,
        w.to_opportunity,
        format!("/opportunities/{id}"),
    )
}

/// `GET /opportunities/{id}/messages/{message}`: what was written, to be copied.
pub async fn show(cx: Cx, path: Path<(OpportunityId, MessageId)>) -> Answer {
    let (id, wanted) = path.into_inner();
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let (number, message) = cx
        .read(move |conn| queries::message(conn, &vault, &actor, (id, wanted)))
        .await?;
    cx.show(&MessagePage::new(&cx, id, number, &message))
}
