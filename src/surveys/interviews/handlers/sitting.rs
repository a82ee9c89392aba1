//! The questionnaire in a customer's hands: the tablet that leads nowhere else, and what follows the poster's code.

use actix_web::HttpRequest;
use actix_web::web::Path;
use serde::Deserialize;

use crate::platform::db::SeeOther;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted, Query};
use crate::surveys::answers::rules::pages::{after, before, gap, leaves, pages, resume};
use crate::surveys::interviews::forms::{self, StepForm, field};
use crate::surveys::interviews::model::Sitting;
use crate::surveys::interviews::rules::{has_answered, with_answered};
use crate::surveys::interviews::views::{EndPage, ScanPage, SittingPage, Where};
use crate::surveys::interviews::{commands, queries};
use crate::surveys::rules::{Given, Paper, Question, Wishes};
use crate::surveys::{answers, questionnaires};
use crate::values::ids::{SurveyId, SurveyQuestionId};

/// The cookie with the posters that were answered from this device today.
const ANSWERED: &str = "yingke_answered";

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
    let place = place(&paper, &given, sitting.last, &wanted.page);
    let form = FormView::fresh(forms::typed(&paper, &given));
    cx.show(&SittingPage::new(&cx, &token, &sitting, &paper, &given, place, form))
}

/// The page that is asked for, or the one to go on with.
fn place(paper: &Paper, given: &Given, last: Option<SurveyQuestionId>, wanted: &str) -> Where {
    match wanted.parse::<usize>() {
        Ok(page) if page > 0 && page <= leaves(paper, given).len() => Where::Page(page - 1),
        _ if wanted == "end" && paper.missing(given).is_empty() => Where::End,
        _ => resume(paper, given, last).map_or(Where::End, Where::Page),
    }
}

/// `POST /on-site/{token}`: a page is kept, or all of it sent off.
pub async fn step(
    cx: Cx,
    token: Path<String>,
    wanted: Query<Wanted>,
    posted: Posted<StepForm>,
    request: HttpRequest,
) -> Answer {
    let cx = in_language(cx, &wanted);
    let token = token.into_inner();
    let (sitting, paper, given) = laid_out(&cx, &token).await?;
    if !sitting.is_open(cx.now) {
        return cx.conflict(&EndPage::new(&cx, &sitting));
    }
    if posted.form.section == "end" {
        let answer = send_off(&cx, token, &sitting, &paper, &given, &posted).await;
        let sent = posted.form.then != "back";
        return if sent {
            noted(&cx, &request, &sitting, answer)
        } else {
            answer
        };
    }
    let (lang, goes_back) = (cx.lang, posted.form.then == "back");
    let shown = leaves(&paper, &given);
    let found = shown.iter().position(|leaf| leaf.id.to_string() == posted.form.section);
    let Some((at, leaf)) = found.and_then(|at| Some((at, shown.get(at)?))) else {
        return cx.see_other(&SeeOther::to(address(&token, "1", lang)));
    };
    let asked: Vec<&Question> = leaf.questions().collect();
    let (answered, mut faults) = forms::page(&asked, posted.pairs());
    let mut all = given.clone();
    all.retain(|id, _| !leaf.has(*id));
    all.extend(answered);
    let all = paper.kept(&all);
    let now = leaves(&paper, &all);
    let same = now.iter().position(|known| known.place == leaf.place);
    let here = same.and_then(|at| now.get(at));
    // What isn't shown any more because of what was answered needs no answer.
    let still: Vec<String> = here
        .map(|leaf| leaf.questions().map(field).collect())
        .unwrap_or_default();
    faults.retain(|name, _| still.contains(name));
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
    // What appears because of what was answered on the same page is asked there.
    let grown = here.is_some_and(|here| {
        here.questions()
            .any(|question| !leaf.has(question.id) && !all.contains_key(&question.id))
    });
    // The last page says that it sends them off; only to whoever a call is offered, another page does.
    let sends = !goes_back
        && !grown
        && at + 1 >= pages(&paper, &given, leaf.id)
        && after(&now, leaf.place).is_none()
        && !all.is_empty()
        && paper.missing(&all).is_empty()
        && !sitting.offers_help(&paper, &all);
    let (next, last) = if goes_back {
        ((before(&now, leaf.place) + 1).to_string(), None)
    } else if let Some(same) = same.filter(|_| grown) {
        ((same + 1).to_string(), None)
    } else {
        let next = after(&now, leaf.place).map_or_else(|| "end".to_owned(), |page| (page + 1).to_string());
        (next, here.and_then(|leaf| leaf.end()))
    };
    let (key, asked) = (token.clone(), paper.clone());
    let answer = cx
        .submit(&posted, move |tx, _| {
            commands::keep_page(tx, &key, &asked, &all, last)?;
            if sends {
                commands::send_off(tx, &key, Wishes::default())?;
                return Ok(SeeOther::to(address(&key, "", lang)));
            }
            Ok(SeeOther::to(address(&key, &next, lang)))
        })
        .await;
    let answer = over(&cx, &token, answer).await;
    if sends {
        noted(&cx, &request, &sitting, answer)
    } else {
        answer
    }
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
        let last = leaves(paper, given).len();
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
            let place = Where::Page(gap(paper, given).unwrap_or_default());
            let form = FormView::again(cx.lang, forms::typed(paper, given), &errors);
            cx.unprocessable(&SittingPage::new(cx, &token, sitting, paper, given, place, form))
        }
        answer => over(cx, &token, answer).await,
    }
}

/// After an answer was sent off from somebody's own device: it keeps that, so that a poster is answered once a day.
fn noted(cx: &Cx, request: &HttpRequest, sitting: &Sitting, answer: Answer) -> Answer {
    let mut answer = answer?;
    if !sitting.handed_over && answer.status().is_redirection() {
        let kept = with_answered(&kept(request), times::day_of(cx.now), sitting.survey);
        cx.keep(&mut answer, ANSWERED, &kept)?;
    }
    Ok(answer)
}

/// What this device keeps of the posters that were answered from it.
fn kept(request: &HttpRequest) -> String {
    let cookie = request.cookie(ANSWERED);
    cookie.map(|cookie| cookie.value().to_owned()).unwrap_or_default()
}

/// Whether this survey was answered from this device today.
fn is_answered(cx: &Cx, request: &HttpRequest, survey: SurveyId) -> bool {
    has_answered(&kept(request), times::day_of(cx.now), survey)
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
pub async fn scan(cx: Cx, token: Path<String>, wanted: Query<Wanted>, request: HttpRequest) -> Answer {
    let cx = in_language(cx, &wanted);
    let token = token.into_inner();
    let key = token.clone();
    let found = cx.read(move |conn| queries::scanned(conn, &key)).await;
    let posted = counted(&cx, found).await?;
    let answered = is_answered(&cx, &request, posted.survey.id);
    cx.show(&ScanPage::new(&cx, &token, &posted, answered))
}

/// `POST /desk/{token}`: a questionnaire without a name is begun.
pub async fn begin(
    cx: Cx,
    token: Path<String>,
    wanted: Query<Wanted>,
    posted: Posted<Bare>,
    request: HttpRequest,
) -> Answer {
    let cx = in_language(cx, &wanted);
    let token = token.into_inner();
    if !kept(&request).is_empty() {
        let key = token.clone();
        let found = cx.read(move |conn| queries::scanned(conn, &key)).await;
        let scanned = counted(&cx, found).await?;
        if is_answered(&cx, &request, scanned.survey.id) {
            return cx.conflict(&ScanPage::new(&cx, &token, &scanned, true));
        }
    }
    let (from, lang) = (cx.info.address.clone(), cx.lang);
    cx.db().system_write(move |tx| commands::count_scan(tx, &from)).await?;
    let key = token.clone();
    let device = format!("{} {}", cx.info.address, cx.info.user_agent);
    let answer = cx
        .submit(&posted, move |tx, ()| {
            let opened = commands::open_from_poster(tx, &key, &device, lang)?;
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
