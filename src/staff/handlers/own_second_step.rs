use super::profile::is_own_password;
use super::second_step::offer;
use super::sign_in::origin;
use crate::platform::db::{SeeOther, Tx};
use crate::platform::error::Error;
use crate::platform::web::{Answer, Cx, Form, FormView, Posted};
use crate::staff::forms::{CodeForm, OwnPasswordForm};
use crate::staff::model::RecoveryCodes;
use crate::staff::text::StepText;
use crate::staff::views::{OwnCodesPage, OwnStepPage, StepStanding};
use crate::staff::{commands, queries};
use crate::values::fault::Fault;

const PAGE: &str = "/profile/second-step";

/// `GET /profile/second-step`
pub async fn show_own_second_step(cx: Cx) -> Answer {
    let view = own_page(&cx, FormView::blank()).await?;
    cx.show(&view)
}

async fn own_page(cx: &Cx, form: FormView) -> Result<OwnStepPage, Error> {
    let (person, session) = (cx.actor()?.id, cx.actor()?.session);
    let (row, left, required) = cx
        .read(move |conn| {
            let row = queries::second_step(conn, session)?;
            let left = queries::recovery_codes_left(conn, person)?;
            let required = queries::requires_second_step(conn, &row.staff, row.is_demo)?;
            Ok((row, left, required))
        })
        .await?;
    let offered = row.offered(cx.db().vault(), cx.now)?;
    let standing = StepStanding {
        since: row.staff.second_step_at,
        left,
        required,
        offer: offered.map(|_| offer(cx, &row)).transpose()?,
    };
    Ok(OwnStepPage::new(cx, form, standing))
}

/// `POST /profile/second-step/offer`: the password again, then the QR code.
pub async fn offer_second_step(cx: Cx, posted: Posted<OwnPasswordForm>) -> Answer {
    let actor = cx.actor()?.clone();
    match with_password(&cx, &posted, move |tx| commands::offer_second_step(tx, &actor)).await {
        Ok(go) => cx.see_other(&go),
        Err(refused) => again(&cx, &posted, refused).await,
    }
}

/// `POST /profile/second-step`: a code of the app, answered with the recovery codes.
pub async fn switch_on(cx: Cx, posted: Posted<CodeForm>) -> Answer {
    let actor = cx.actor()?.clone();
    if posted.form.parse().is_ok() {
        let (person, origin) = (actor.id, origin(&cx));
        cx.db()
            .system_write(move |tx| Ok(commands::count_code(tx, person, &origin)))
            .await??;
    }
    let codes = RecoveryCodes::new();
    let kept = codes.clone();
    let done = cx.submit_once(&posted, move |tx, proof| {
        commands::switch_on(tx, &actor, &proof, &kept)?;
        Ok(SeeOther::to(PAGE))
    });
    match done.await {
        Ok(go) => show_codes(&cx, &go, &codes).await,
        Err(refused) => again(&cx, &posted, refused).await,
    }
}

/// `POST /profile/second-step/codes`
pub async fn renew_codes(cx: Cx, posted: Posted<OwnPasswordForm>) -> Answer {
    let person = cx.actor()?.id;
    let codes = RecoveryCodes::new();
    let kept = codes.clone();
    match with_password(&cx, &posted, move |tx| commands::renew_codes(tx, person, &kept)).await {
        Ok(go) => show_codes(&cx, &go, &codes).await,
        Err(refused) => again(&cx, &posted, refused).await,
    }
}

/// `POST /profile/second-step/off`
pub async fn switch_off(cx: Cx, posted: Posted<OwnPasswordForm>) -> Answer {
    let actor = cx.actor()?.clone();
    let off = StepText::of(cx.lang).switched_off;
    match with_password(&cx, &posted, move |tx| commands::switch_off(tx, &actor)).await {
        Ok(go) => cx.see_other(&go.saying(off)),
        Err(refused) => again(&cx, &posted, refused).await,
    }
}

/// Does something that takes the own password. A form posted twice finds it done already; only then its token counts
/// more than the check.
async fn with_password(
    cx: &Cx,
    posted: &Posted<OwnPasswordForm>,
    command: impl FnOnce(&mut Tx<'_>) -> Result<(), Error> + Send + 'static,
) -> Result<SeeOther, Error> {
    let password = posted.form.parse().map_err(Error::Invalid)?;
    let right = is_own_password(cx, password).await?;
    cx.submit_once(posted, move |tx, _| {
        if !right {
            return Err(Error::field("current_password", Fault::WrongPassword));
        }
        command(tx)?;
        Ok(SeeOther::to(PAGE))
    })
    .await
}

/// The page again, with what was wrong beside its field.
async fn again<F: Form>(cx: &Cx, posted: &Posted<F>, refused: Error) -> Answer {
    match refused {
        Error::Invalid(errors) => {
            let view = own_page(cx, posted.view(cx.lang, &errors)).await?;
            cx.unprocessable(&view)
        }
        other => Err(other),
    }
}

/// Shows the recovery codes that a post has just made. A post repeated (a reload) made none, and leads to the page.
async fn show_codes(cx: &Cx, go: &SeeOther, codes: &RecoveryCodes) -> Answer {
    let first = codes.shown().first().map(|code| commands::recovery_hash(code));
    let hash = first.unwrap_or_default();
    if cx.read(move |conn| queries::knows_recovery_code(conn, &hash)).await? {
        cx.show(&OwnCodesPage::new(cx, codes))
    } else {
        cx.see_other(go)
    }
}
