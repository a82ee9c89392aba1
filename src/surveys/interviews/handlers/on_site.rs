//! An interview on a tablet is begun: the staff member's side of it.

use actix_session::Session;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Path;
use serde::Deserialize;

use crate::platform::db::SeeOther;
use crate::platform::error::Error;
use crate::platform::web::{Answer, Cx, FormView, Posted, Query};
use crate::staff::session;
use crate::surveys::interviews::commands;
use crate::surveys::interviews::forms::HandOverForm;
use crate::surveys::interviews::model::Whom;
use crate::surveys::interviews::queries;
use crate::surveys::interviews::text::DeskText;
use crate::surveys::interviews::views::HandOverPage;
use crate::values::ids::SurveyId;

/// For whom: `visit:…`, `customer:…` or `nobody`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct For {
    pub whom: String,
    /// `1`: with those whom the survey doesn't fit.
    pub all: String,
}

async fn page(cx: &Cx, id: SurveyId, form: FormView, all: bool, notice: &'static str) -> Result<HandOverPage, Error> {
    let (actor, vault, now) = (cx.actor()?.clone(), cx.db().vault().clone(), cx.now);
    let asked = match HandOverForm::whom(form.value("whom")) {
        Some(Whom::Customer(customer)) => Some(customer),
        _ => None,
    };
    let (survey, present, asked) = cx
        .read(move |conn| {
            let survey = queries::survey(conn, actor.store, id)?;
            let present = queries::present(conn, &vault, &actor, &survey)?;
            let asked = match asked {
                Some(customer) => {
                    let scope = actor.customers();
                    crate::customers::queries::seen(conn, &vault, scope, now, &[customer])?.remove(&customer)
                }
                None => None,
            };
            Ok((survey, present, asked))
        })
        .await?;
    Ok(HandOverPage::new(cx, &survey, present, all, asked, form, notice))
}

/// `GET /surveys/{id}/on-site`
pub async fn start(cx: Cx, id: Path<SurveyId>, whom: Query<For>) -> Answer {
    let form = FormView::fresh([("whom", whom.whom.as_str())]);
    cx.show(&page(&cx, *id, form, whom.all == "1", "").await?)
}

/// `POST /surveys/{id}/on-site`: signed out here, and the questionnaire is shown.
pub async fn hand_over(cx: Cx, id: Path<SurveyId>, posted: Posted<HandOverForm>, session: Session) -> Answer {
    let (id, w) = (*id, DeskText::of(cx.lang));
    let lang = cx.lang;
    let answer = cx
        .submit(&posted, move |tx, whom| {
            let token = commands::hand_over(tx, id, whom)?;
            Ok(SeeOther::to(format!("/on-site/{token}?lang={}", lang.code())))
        })
        .await;
    match answer {
        Ok(mut response) => {
            session::end(&session);
            // Nothing of the portal is left on the device to go back to.
            response.headers_mut().insert(
                HeaderName::from_static("clear-site-data"),
                HeaderValue::from_static("\"cache\", \"storage\""),
            );
            Ok(response)
        }
        Err(Error::Invalid(errors)) => {
            let form = posted.view(cx.lang, &errors);
            cx.unprocessable(&page(&cx, id, form, true, "").await?)
        }
        Err(Error::WrongState) => {
            let form = FormView::fresh(posted.pairs().to_vec());
            cx.conflict(&page(&cx, id, form, true, w.invited).await?)
        }
        Err(error) => Err(error),
    }
}
