//! HTTP of the report.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use diesel::PgConnection;

use super::forms::{PATH, ReportQuery};
use super::model::{Catalogue, Figures, Filter, Voices};
use super::queries::{self, Most};
use super::rules::{Days, Fault};
use super::views::{ExportPage, Found, ReportPage};
use super::{commands, workbook};
use crate::access::Permission;
use crate::platform::db::SeeOther;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::Vault;
use crate::platform::web::narrow::address;
use crate::platform::web::{Answer, Cx, Form, FormView, Posted, Query};
use crate::values::ids::{StoreId, SurveyId};

/// So many single answers stand on the page.
const ON_PAGE: Most = Most {
    unhappy: 12,
    remarks: 20,
};
/// Numbers only: what became of the unhappy as a whole.
const NUMBERS: Most = Most { unhappy: 0, remarks: 0 };
/// More than these leave the portal only with an approval.
const IN_FILE: Most = Most {
    unhappy: 0,
    remarks: 100,
};
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What a report is made of.
struct Loaded {
    days: Days,
    fault: Option<Fault>,
    catalogue: Catalogue,
    figures: Figures,
    voices: Option<Voices>,
}

/// At most three round trips.
fn load(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    query: &ReportQuery,
    most: Option<Most>,
    now: DateTime<Utc>,
) -> Result<Loaded, Error> {
    let (days, fault) = query.days(times::day_of(now));
    let catalogue = queries::catalogue(conn, store, query.survey(), query.edition(), days, now)?;
    let filter = catalogue
        .survey
        .as_ref()
        .filter(|_| fault.is_none())
        .map(|survey| Filter {
            survey: survey.id,
            versions: catalogue.chosen.iter().map(|version| version.id).collect(),
            days,
            narrow: query.narrow(),
        });
    let Some(filter) = filter else {
        return Ok(Loaded {
            days,
            fault,
            catalogue,
            figures: Figures::default(),
            voices: None,
        });
    };
    let figures = queries::figures(conn, store, &filter, &catalogue)?;
    let voices = match most {
        Some(most) => Some(queries::voices(
            conn,
            vault,
            store,
            &filter,
            query.remarks(),
            most,
            now,
        )?),
        None => None,
    };
    Ok(Loaded {
        days,
        fault,
        catalogue,
        figures,
        voices,
    })
}

/// `GET /surveys/report`
pub async fn show(cx: Cx, query: Query<ReportQuery>) -> Answer {
    let (actor, vault, now) = (cx.actor()?, cx.db().vault().clone(), cx.now);
    let store = actor.store;
    let most = actor.may(Permission::SeeSurveyAnswers).then_some(ON_PAGE);
    let asked = query.clone();
    let loaded = cx
        .read(move |conn| load(conn, &vault, store, &asked, most, now))
        .await?;
    cx.show(&ReportPage::new(&cx, &found(&query, &loaded)))
}

fn found<'a>(query: &'a ReportQuery, loaded: &'a Loaded) -> Found<'a> {
    Found {
        query,
        days: loaded.days,
        fault: loaded.fault,
        catalogue: &loaded.catalogue,
        figures: &loaded.figures,
        voices: loaded.voices.as_ref(),
    }
}

/// `GET /surveys/{id}/report`
pub async fn of_survey(cx: Cx, id: Path<SurveyId>) -> Answer {
    cx.see_other(&SeeOther::to(address(PATH, [("survey", id.to_string())])))
}

/// `GET /surveys/report/export`
pub async fn show_export(cx: Cx, query: Query<ReportQuery>) -> Answer {
    cx.show(&ExportPage::new(&cx, &query, FormView::blank()))
}

/// `POST /surveys/report/export`: the figures as a workbook; that they were taken is recorded.
pub async fn export(cx: Cx, posted: Posted<ReportQuery>) -> Answer {
    match take_away(&cx, &posted).await {
        Err(Error::Invalid(errors)) => {
            cx.unprocessable(&ExportPage::new(&cx, &posted.form, posted.view(cx.lang, &errors)))
        }
        answer => answer,
    }
}

async fn take_away(cx: &Cx, posted: &Posted<ReportQuery>) -> Answer {
    let wanted = posted.form.parse().map_err(Error::Invalid)?;
    let actor = cx.actor()?;
    let may_see = actor.may(Permission::SeeSurveyAnswers);
    if wanted.reason.is_some() && !may_see {
        return Err(Error::Forbidden(Permission::SeeSurveyAnswers));
    }
    let most = may_see.then_some(if wanted.reason.is_some() { IN_FILE } else { NUMBERS });
    let (store, now) = (actor.store, cx.now);
    let loaded = cx
        .write(move |tx| {
            let vault = tx.vault().clone();
            let loaded = load(tx.conn, &vault, store, &wanted.query, most, now)?;
            let survey = loaded.catalogue.survey.as_ref().ok_or(Error::NotFound)?;
            commands::exported(tx, survey.id, wanted.reason.as_deref())?;
            Ok(loaded)
        })
        .await?;
    let file = workbook::of(cx, &found(&posted.form, &loaded))?;
    let name = format!("survey-report-{}.xlsx", times::date(times::day_of(cx.now)));
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, XLSX))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(file))
}
