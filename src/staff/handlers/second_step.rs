use actix_session::Session;

use super::sign_in::{Next, author, origin, with_next};
use crate::platform::db::SeeOther;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::web::{Answer, Cx, Form, FormView, Posted, Query};
use crate::staff::forms::CodeForm;
use crate::staff::model::{Awaits, Opening, RecoveryCodes, StepRow};
use crate::staff::rules::second_step::Proof;
use crate::staff::text;
use crate::staff::views::{CodePage, CodesPage, EnrolPage, Offer};
use crate::staff::{commands, queries, rules, session};

/// What came of the second step: a session, and what the person should know.
struct Passed {
    token: String,
    /// If it was set up just now.
    codes: Option<RecoveryCodes>,
    /// Recovery codes left, if one was used.
    left: Option<i64>,
}

/// `GET /sign-in/second-step`
pub async fn show_second_step(cx: Cx, query: Query<Next>, session: Session) -> Answer {
    if cx.signed_in().is_some() {
        return cx.see_other(&SeeOther::to(rules::safe_next(&query.next)));
    }
    let Some(row) = waiting(&cx, &session).await? else {
        return back_to_sign_in(&cx, &query.next);
    };
    let form = FormView::fresh([("next", query.next.as_str())]);
    match row.awaits {
        Some(Awaits::Code) => cx.show(&CodePage::new(&cx, form)),
        _ => cx.show(&EnrolPage::new(&cx, form, offer(&cx, &row)?)),
    }
}

/// `POST /sign-in/second-step`
pub async fn take_second_step(cx: Cx, posted: Posted<CodeForm>, session: Session) -> Answer {
    let next = posted.form.next.as_str();
    if cx.signed_in().is_some() {
        return cx.see_other(&SeeOther::to(rules::safe_next(next)));
    }
    let Some(row) = waiting(&cx, &session).await? else {
        return back_to_sign_in(&cx, next);
    };
    let form = match pass(&cx, &posted, &row).await {
        Ok(passed) => {
            session::begin(&session, &passed.token)?;
            let go = SeeOther::to(rules::safe_next(next));
            return match (passed.codes, passed.left) {
                (Some(codes), _) => cx.show(&CodesPage::new(&cx, &codes, go.location)),
                (None, Some(left)) => cx.see_other(&go.saying(text::codes_left(left, cx.lang))),
                (None, None) => cx.see_other(&go),
            };
        }
        Err(Error::Invalid(errors)) => posted.view(cx.lang, &errors),
        Err(Error::TooMany { retry_after_secs }) => posted
            .view(cx.lang, &FieldErrors::new())
            .with_error("code", text::wait(retry_after_secs, cx.lang)),
        // Ended, or finished in another window, meanwhile.
        Err(Error::WrongState) => return back_to_sign_in(&cx, next),
        Err(other) => return Err(other),
    };
    match row.awaits {
        Some(Awaits::Code) => cx.unprocessable(&CodePage::new(&cx, form)),
        _ => cx.unprocessable(&EnrolPage::new(&cx, form, offer(&cx, &row)?)),
    }
}

/// The sign-in of this browser that waits for its second step; one that took too long is over.
async fn waiting(cx: &Cx, session: &Session) -> Result<Option<StepRow>, Error> {
    let Some(token) = session::token(session) else {
        return Ok(None);
    };
    let found = cx
        .read(move |conn| queries::awaiting(conn, &commands::token_hash(&token)))
        .await?;
    match found {
        Some(late) if cx.now >= late.expires_at => {
            cx.db()
                .system_write(move |tx| commands::end_session(tx, late.session, "unfinished"))
                .await?;
            Ok(None)
        }
        found => Ok(found),
    }
}

fn back_to_sign_in(cx: &Cx, next: &str) -> Answer {
    cx.see_other(&SeeOther::to(with_next("/sign-in", next)))
}

/// The secret that a session was offered, as its page shows it.
pub(super) fn offer(cx: &Cx, row: &StepRow) -> Result<Offer, Error> {
    let secret = row.offered(cx.db().vault(), cx.now)?.ok_or(Error::WrongState)?;
    Offer::new(&secret, &row.staff.username)
}

/// The same answer to whatever is wrong; every try is counted and kept.
async fn pass(cx: &Cx, posted: &Posted<CodeForm>, row: &StepRow) -> Result<Passed, Error> {
    let proof = posted.form.parse().map_err(Error::Invalid)?;
    let (person, origin) = (row.staff.id, origin(cx));
    let counted = origin.clone();
    // Counted in a transaction of its own, so that the count stays when the code is refused.
    let allowed = cx
        .db()
        .system_write(move |tx| Ok(commands::count_code(tx, person, &counted)))
        .await?;
    let passed = match allowed {
        Ok(()) => accept(cx, row, proof).await,
        Err(throttled) => Err(throttled),
    };
    let outcome = match &passed {
        Err(Error::Invalid(_)) => "code_refused",
        Err(Error::TooMany { .. }) => "throttled",
        _ => return passed,
    };
    cx.db()
        .system_write(move |tx| commands::note_attempt(tx, Some(person), &origin, outcome))
        .await?;
    passed
}

async fn accept(cx: &Cx, row: &StepRow, proof: Proof) -> Result<Passed, Error> {
    let (who, session) = (row.staff.clone(), row.session);
    let person = who.id;
    let entry = cx.read(move |conn| queries::entry(conn, person, session)).await?;
    let opening = Opening {
        session,
        token: commands::new_token(),
        origin: origin(cx),
        limits: entry.limits,
        before: None,
        rehashed: None,
    };
    let (token, author) = (opening.token.clone(), author(cx, entry.actor));
    if row.awaits == Some(Awaits::Enrolment) {
        let secret = row.offered(cx.db().vault(), cx.now)?.ok_or(Error::WrongState)?;
        let codes = RecoveryCodes::new();
        let kept = codes.clone();
        cx.db()
            .write(author, move |tx| {
                commands::enrol(tx, person, &secret, &proof, &kept)?;
                commands::finish_sign_in(tx, &who, &opening)
            })
            .await?;
        return Ok(Passed {
            token,
            codes: Some(codes),
            left: None,
        });
    }
    let left = cx
        .db()
        .write(author, move |tx| {
            commands::prove(tx, person, &proof)?;
            commands::finish_sign_in(tx, &who, &opening)?;
            match proof {
                Proof::Recovery(_) => queries::recovery_codes_left(tx.conn, person).map(Some),
                Proof::Code(_) => Ok(None),
            }
        })
        .await?;
    Ok(Passed {
        token,
        codes: None,
        left,
    })
}
