//! Sheets of paper and the poster.

use actix_web::web::Path;

use crate::platform::db::SeeOther;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::web::{Answer, Bare, Cx, Form, FormView, Posted};
use crate::surveys::interviews::forms::{self, SheetForm};
use crate::surveys::interviews::model::{SHEET_NUMBER, Sheet, Survey};
use crate::surveys::interviews::rules::next_number;
use crate::surveys::interviews::text::DeskText;
use crate::surveys::interviews::views::{PaperPage, PosterPage, PrintedSheet};
use crate::surveys::interviews::{commands, queries};
use crate::surveys::questionnaires;
use crate::surveys::rules::Paper;
use crate::values::fault::Fault;
use crate::values::ids::SurveyId;

/// How many sheets the page names.
const LATELY: i32 = 15;
/// The number that is offered where none can be counted on from.
const FIRST: &str = "0001";

async fn open(cx: &Cx, id: SurveyId) -> Result<(Survey, Paper, Vec<Sheet>), Error> {
    let store = cx.actor()?.store;
    cx.read(move |conn| {
        let survey = queries::survey(conn, store, id)?;
        let paper = questionnaires::queries::paper(conn, survey.version)?;
        let sheets = queries::sheets(conn, id, LATELY)?;
        Ok((survey, paper, sheets))
    })
    .await
}

/// `GET /surveys/{id}/paper`
pub async fn show(cx: Cx, id: Path<SurveyId>) -> Answer {
    let (survey, paper, sheets) = open(&cx, *id).await?;
    let next = sheets
        .first()
        .and_then(|last| next_number(&last.number, SHEET_NUMBER))
        .unwrap_or_else(|| FIRST.to_owned());
    let form = FormView::fresh([("number", next)]);
    cx.show(&PaperPage::new(&cx, &survey, &paper, sheets, form, ""))
}

/// Words for the faults that this form words itself.
fn worded(mut form: FormView, errors: &FieldErrors, w: &'static DeskText) -> FormView {
    for (field, fault) in errors {
        let words = match (field.as_str(), fault) {
            ("number", Fault::Taken) => w.number_taken,
            ("phone", Fault::Mismatch) => w.phone_unknown,
            ("phone", Fault::Choice) => w.phone_shared,
            ("phone", Fault::Required) => w.phone_wished,
            _ => continue,
        };
        form = form.with_error(field, words);
    }
    form
}

/// `POST /surveys/{id}/paper`
pub async fn take(cx: Cx, id: Path<SurveyId>, posted: Posted<SheetForm>) -> Answer {
    let (id, w) = (*id, DeskText::of(cx.lang));
    let (survey, paper, sheets) = open(&cx, id).await?;
    let mut faults = posted.form.parse().err().unwrap_or_default();
    let given = match forms::complete(&paper, posted.pairs()) {
        Ok(given) => given,
        Err(more) => {
            faults.extend(more);
            let form = worded(posted.view(cx.lang, &faults), &faults, w);
            return cx.unprocessable(&PaperPage::new(&cx, &survey, &paper, sheets, form, ""));
        }
    };
    let asked = paper.clone();
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::take_sheet(tx, id, &new, &asked, &given)?;
            Ok(SeeOther::to(format!("/surveys/{id}/paper")).saying(w.typed))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let form = worded(posted.view(cx.lang, &errors), &errors, w);
            cx.unprocessable(&PaperPage::new(&cx, &survey, &paper, sheets, form, ""))
        }
        Err(Error::WrongState) => {
            let form = FormView::fresh(posted.pairs().to_vec());
            cx.conflict(&PaperPage::new(&cx, &survey, &paper, sheets, form, w.not_running))
        }
        answer => answer,
    }
}

/// `GET /surveys/{id}/paper/sheet`
pub async fn print(cx: Cx, id: Path<SurveyId>) -> Answer {
    let (survey, paper, _) = open(&cx, *id).await?;
    cx.fragment(&PrintedSheet::new(&cx, &survey, &paper)?)
}

async fn poster_page(cx: &Cx, id: SurveyId) -> Result<PosterPage, Error> {
    let store = cx.actor()?.store;
    let (survey, minutes, token, came) = cx
        .read(move |conn| {
            let survey = queries::survey(conn, store, id)?;
            let minutes = questionnaires::queries::paper(conn, survey.version)?.minutes();
            let token = queries::poster(conn, id)?;
            Ok((survey, minutes, token, queries::by_poster(conn, id)?))
        })
        .await?;
    PosterPage::new(cx, &survey, minutes, token.as_deref(), came)
}

/// `GET /surveys/{id}/poster`
pub async fn poster(cx: Cx, id: Path<SurveyId>) -> Answer {
    let page = poster_page(&cx, *id).await?;
    cx.fragment(&page)
}

/// `POST /surveys/{id}/poster`
pub async fn make_poster(cx: Cx, id: Path<SurveyId>, posted: Posted<Bare>) -> Answer {
    let (id, w) = (*id, DeskText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, ()| {
            commands::make_poster(tx, id)?;
            Ok(SeeOther::to(format!("/surveys/{id}/poster")).saying(w.poster_made))
        })
        .await;
    match answer {
        // The page says that the survey doesn't run.
        Err(Error::WrongState) => cx.see_other(&SeeOther::to(format!("/surveys/{id}/poster"))),
        answer => answer,
    }
}
