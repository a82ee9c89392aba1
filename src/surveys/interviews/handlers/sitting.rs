//! The questionnaire in a customer's hands: the tablet that leads nowhere else, and what follows the poster's code.

use actix_web::web::Path;
use serde::Deserialize;

use crate::platform::db::SeeOther;
use crate::platform::error::Error;
use crate::platform::i18n::Lang;
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted, Query};
use crate::surveys::answers::rules::{after, before, resume, steps};
use crate::surveys::interviews::forms::{self, StepForm};
use crate::surveys::interviews::model::Sitting;
use crate::surveys::interviews::views::{EndPage, ScanPage, SittingPage, Where};
use crate::surveys::interviews::{commands, queries};
use crate::surveys::rules::{Given, Paper};
use crate::surveys::{answers, questionnaires};

/// The language and the page that an address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    lang: String,
    /// 1, 2, 3 …, or `end`.
    page: String,
}

fn in_language(mut cx: Cx, wanted: &Wanted) -> Cx {
    match wanted.lang.as_str() {
        "en" => cx.lang = Lang::En,
        "zh" => cx.lang = Lang::Zh,
        _ => {}
    }
    cx
}

/// What lies before the customer; an address that leads nowhere is counted.
async fn laid_out(cx: &Cx, token: &str) -> Result<(Sitting, Paper, Given), Error> {
    let (token, vault) = (token.to_owned(), cx.db().vault().clone());
    let found = cx
        .read(move |conn| {
            let sitting = queries::sitting(conn, &token)?;
            let paper = questionnaires::queries::paper(conn, sitting.version)?;
            let given = match sitting.response {
                Some(response) => answers::queries::given(conn, &vault, response)?,
                None => Given::new(),
            };
            Ok((sitting, paper, given))
        })
        .await;
    counted(cx, found).await
}

async fn counted<T>(cx: &Cx, found: Result<T, Error>) -> Result<T, Error> {
    if let Err(Error::NotFound) = &found {
        let address = cx.info.address.clone();
        cx.db()
            .system_write(move |tx| commands::count_miss(tx, &address))
            .await?;
    }
    found
}

fn address(token: &str, page: &str, lang: Lang) -> String {
    format!("/on-site/{token}?page={page}&lang={}", lang.code())
}

/// `GET /on-site/{token}`
pub async fn show(cx: Cx, token: Path<String>, wanted: Query<Wanted>) -> Answer {
    let cx = in_language(cx, &wanted);
    let token = token.into_inner();
    let (sitting, paper, given) = laid_out(&cx, &token).await?;
    if !sitting.is_open(cx.now) {
        return cx.show(&EndPage::new(&cx, &sitting));
    }
    let place = place(&paper, &given, &wanted.page);
    let form = FormView::fresh(forms::typed(&paper, &given));
    cx.show(&SittingPage::new(&cx, &token, &sitting, &paper, &given, place, form))
}

/// The page that is asked for, or where the customer stopped.
fn place(paper: &Paper, given: &Given, wanted: &str) -> Where {
    let last = paper
        .questions()
        .map(|question| question.id)
        .filter(|id| given.contains_key(id))
        .last();
    match wanted.parse::<usize>() {
        Ok(page) if page > 0 && page <= steps(paper, given).len() => Where::Page(page - 1),
        _ if wanted == "end" && paper.missing(given).is_empty() => Where::End,
        _ => Where::Page(resume(paper, given, last)),
    }
}

/// `POST /on-site/{token}`: a page is kept, or all of it sent off.
pub async fn step(cx: Cx, token: Path<String>, wanted: Query<Wanted>, posted: Posted<StepForm>) -> Answer {
    let cx = in_language(cx, &wanted);
    let token = token.into_inner();
    let (sitting, paper, given) = laid_out(&cx, &token).await?;
    if !sitting.is_open(cx.now) {
        return cx.conflict(&EndPage::new(&cx, &sitting));
    }
    if posted.form.section == "end" {
        return send_off(&cx, token, &sitting, &paper, &given, &posted).await;
    }
    let (lang, goes_back) = (cx.lang, posted.form.then == "back");
    let shown = steps(&paper, &given);
    let found = shown
        .iter()
        .position(|step| step.section.id.to_string() == posted.form.section);
    let Some((at, step)) = found.and_then(|at| Some((at, shown.get(at)?))) else {
        return cx.see_other(&SeeOther::to(address(&token, "1", lang)));
    };
    let (answered, faults) = forms::page(&step.questions, posted.pairs());
    if !faults.is_empty() && !goes_back {
        let form = posted.view(cx.lang, &faults);
        return cx.unprocessable(&SittingPage::new(
            &cx,
            &token,
            &sitting,
            &paper,
            &given,
            Where::Page(at),
            form,
        ));
    }
    let mut all = given.clone();
    all.retain(|id, _| !step.has(*id));
    all.extend(answered);
    let all = paper.kept(&all);
    let section = step.section.id;
    let next = if goes_back {
        (before(&paper, &all, section) + 1).to_string()
    } else {
        after(&paper, &all, section).map_or_else(|| "end".to_owned(), |page| (page + 1).to_string())
    };
    let (key, asked) = (token.clone(), paper.clone());
    let answer = cx
        .submit(&posted, move |tx, _| {
            commands::keep_page(tx, &key, &asked, &all)?;
            Ok(SeeOther::to(address(&key, &next, lang)))
        })
        .await;
    over(&cx, &token, answer).await
}

async fn send_off(
    cx: &Cx,
    token: String,
    sitting: &Sitting,
    paper: &Paper,
    given: &Given,
    posted: &Posted<StepForm>,
) -> Answer {
    let lang = cx.lang;
    if posted.form.then == "back" {
        let last = steps(paper, given).len();
        return cx.see_other(&SeeOther::to(address(&token, &last.to_string(), lang)));
    }
    let key = token.clone();
    let answer = cx
        .submit(posted, move |tx, wishes| {
            commands::send_off(tx, &key, wishes)?;
            Ok(SeeOther::to(address(&key, "", lang)))
        })
        .await;
    match answer {
        // Something that must be answered is missing: the first page with a gap.
        Err(Error::Invalid(errors)) => {
            let place = Where::Page(resume(paper, given, None));
            let form = FormView::again(cx.lang, forms::typed(paper, given), &errors);
            cx.unprocessable(&SittingPage::new(cx, &token, sitting, paper, given, place, form))
        }
        answer => over(cx, &token, answer).await,
    }
}

/// `POST /on-site/{token}/end`: the customer would rather not answer.
pub async fn give_back(cx: Cx, token: Path<String>, wanted: Query<Wanted>, posted: Posted<Bare>) -> Answer {
    let cx = in_language(cx, &wanted);
    let token = token.into_inner();
    let (key, lang) = (token.clone(), cx.lang);
    let answer = cx
        .submit(&posted, move |tx, ()| {
            commands::give_back(tx, &key)?;
            Ok(SeeOther::to(address(&key, "", lang)))
        })
        .await;
    over(&cx, &token, answer).await
}

/// What ended meanwhile says so.
async fn over(cx: &Cx, token: &str, answer: Answer) -> Answer {
    match answer {
        Err(Error::WrongState) => {
            let (sitting, ..) = laid_out(cx, token).await?;
            cx.conflict(&EndPage::new(cx, &sitting))
        }
        Err(Error::NotFound) => counted(cx, Err(Error::NotFound)).await,
        answer => answer,
    }
}

/// `GET /desk/{token}`: what follows the poster's code.
pub async fn scan(cx: Cx, token: Path<String>, wanted: Query<Wanted>) -> Answer {
    let cx = in_language(cx, &wanted);
    let token = token.into_inner();
    let key = token.clone();
    let found = cx.read(move |conn| queries::scanned(conn, &key)).await;
    let posted = counted(&cx, found).await?;
    cx.show(&ScanPage::new(&cx, &token, &posted))
}

/// `POST /desk/{token}`: a questionnaire without a name is begun.
pub async fn begin(cx: Cx, token: Path<String>, wanted: Query<Wanted>, posted: Posted<Bare>) -> Answer {
    let cx = in_language(cx, &wanted);
    let token = token.into_inner();
    let (from, lang) = (cx.info.address.clone(), cx.lang);
    cx.db().system_write(move |tx| commands::count_scan(tx, &from)).await?;
    let key = token.clone();
    let answer = cx
        .submit(&posted, move |tx, ()| {
            let opened = commands::open_from_poster(tx, &key, lang)?;
            Ok(SeeOther::to(address(&opened, "1", lang)))
        })
        .await;
    match answer {
        // The page says that the survey rests.
        Err(Error::WrongState) => cx.see_other(&SeeOther::to(format!("/desk/{token}?lang={}", lang.code()))),
        Err(Error::NotFound) => counted(&cx, Err(Error::NotFound)).await,
        answer => answer,
    }
}
