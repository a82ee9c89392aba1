//! The customer's own page: no account, no script. Their link is the only key.

use std::collections::BTreeSet;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue, RETRY_AFTER};
use actix_web::web::Path;
use serde::Deserialize;

use crate::platform::db::SeeOther;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::{Lang, faults};
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted, Qr, Query};
use crate::surveys::answers::commands::{self, field};
use crate::surveys::answers::forms::{RefuseForm, WishForm};
use crate::surveys::answers::model::{Closed, Sheet, Start};
use crate::surveys::answers::queries;
use crate::surveys::answers::rules::pages::{Leaf, after, before, leaves, page_of, resume};
use crate::surveys::answers::text::GuestText;
use crate::surveys::answers::views::public::{ClosedPage, RefusePage, StepPage, values, wishes_fit};
use crate::surveys::programmes;
use crate::surveys::rules::{Given, Section, Wishes};
use crate::values::fault::Fault;
use crate::values::ids::{SurveyQuestionId, SurveySectionId};

/// Stricter than elsewhere: these pages have no script at all.
const POLICY: &str = "default-src 'none'; script-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
    frame-ancestors 'none'; base-uri 'none'";

/// What an address says besides the token.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    lang: String,
    /// Which page, from 1 on.
    step: String,
    /// Why this page is shown again: `missing`, `more`, `last`, `wished`, `kept`.
    why: String,
}

fn named(wanted: &Wanted) -> Option<Lang> {
    match wanted.lang.as_str() {
        "en" => Some(Lang::En),
        "zh" => Some(Lang::Zh),
        _ => None,
    }
}

fn in_language(mut cx: Cx, wanted: &Wanted) -> Cx {
    cx.lang = named(wanted).unwrap_or(cx.lang);
    cx
}

/// In the language that was asked for just now, else in the one that was chosen on the way.
fn as_chosen(cx: &Cx, wanted: &Wanted, sheet: &Sheet) -> Cx {
    let mut cx = cx.clone();
    if let Some(draft) = sheet.draft.as_ref().filter(|_| named(wanted).is_none()) {
        cx.lang = Lang::from_code(&draft.lang);
    }
    cx
}

/// An answer without script; whoever tried too many links reads so on a page that leads nowhere else.
fn strict(cx: &Cx, answer: Answer) -> Answer {
    let mut response = match answer {
        Err(Error::TooMany { retry_after_secs }) => {
            let mut busy = cx.show(&ClosedPage::busy(cx))?;
            *busy.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            busy.headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(retry_after_secs));
            busy
        }
        answer => answer?,
    };
    response
        .headers_mut()
        .insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    Ok(response)
}

/// What lies before whoever holds this token; a token that leads nowhere is counted.
async fn sheet(cx: &Cx, token: &str) -> Result<Option<Sheet>, Error> {
    let (vault, token, now) = (cx.db().vault().clone(), token.to_owned(), cx.now);
    let found = cx.read(move |conn| queries::sheet(conn, &vault, &token, now)).await;
    match found {
        Ok(sheet) => Ok(Some(sheet)),
        Err(Error::NotFound) => {
            let address = cx.info.address.clone();
            cx.db()
                .system_write(move |tx| commands::count_miss(tx, &address))
                .await?;
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn unknown(cx: &Cx) -> Answer {
    cx.nowhere(&ClosedPage::unknown(cx))
}

/// `GET /s/{token}`
pub async fn show(cx: Cx, token: Path<String>, wanted: Query<Wanted>) -> Answer {
    let cx = in_language(cx, &wanted);
    let mut answer = strict(&cx, page(&cx, &token, &wanted).await)?;
    // This device goes on in it, also where no answer keeps it.
    if let Some(lang) = named(&wanted).filter(|_| cx.signed_in().is_none()) {
        cx.remember(&mut answer, Some(lang), None)?;
    }
    Ok(answer)
}

async fn page(cx: &Cx, token: &str, wanted: &Wanted) -> Answer {
    let Some(sheet) = sheet(cx, token).await? else {
        return unknown(cx);
    };
    let cx = &as_chosen(cx, wanted, &sheet);
    if let Some(closed) = sheet.closed {
        let page = ClosedPage::new(cx, token, &sheet, closed, wanted.why == "wished");
        let kept = closed == Closed::Paused && wanted.why == "kept";
        return cx.show(&if kept { page.kept(cx.lang) } else { page });
    }
    // A colleague who looks at it hasn't opened it for the customer.
    if sheet.unopened && cx.signed_in().is_none() {
        let id = sheet.invitation;
        cx.db()
            .system_write(move |tx| programmes::commands::opened(tx, id))
            .await?;
    }
    let at = place(&sheet, wanted);
    let mut form = FormView::fresh(values(&sheet.given));
    if wanted.why == "missing" {
        let all = leaves(&sheet.paper, &sheet.given);
        let here = |id: &SurveyQuestionId| all.get(at).is_some_and(|leaf| leaf.has(*id));
        for id in sheet.paper.missing(&sheet.given).into_iter().filter(here) {
            form = form.with_error(&field(id), faults::words(&Fault::Required, cx.lang));
        }
    }
    let notice = match wanted.why.as_str() {
        "more" => GuestText::of(cx.lang).now_shown,
        "last" => GuestText::of(cx.lang).nothing_more,
        _ => "",
    };
    let page = StepPage::new(cx, token, &sheet, at, form, notice);
    let ends = wanted.why == "last" && at + 1 == leaves(&sheet.paper, &sheet.given).len();
    cx.show(&if ends { page.to_send() } else { page })
}

/// The page that is asked for, or the one to go on with.
fn place(sheet: &Sheet, wanted: &Wanted) -> usize {
    let last = leaves(&sheet.paper, &sheet.given).len().saturating_sub(1);
    let asked = wanted
        .step
        .parse::<usize>()
        .ok()
        .and_then(|number| number.checked_sub(1));
    asked
        .unwrap_or_else(|| {
            let last_question = sheet.draft.as_ref().and_then(|draft| draft.last_question);
            resume(&sheet.paper, &sheet.given, last_question).unwrap_or(last)
        })
        .min(last)
}

/// What was typed on one page.
struct Typed {
    asked: Vec<SurveyQuestionId>,
    given: Given,
    /// Everything together, as it would be kept.
    merged: Given,
    faults: FieldErrors,
    /// The last that was answered.
    last: Option<SurveyQuestionId>,
    /// Questions of the page that appear because of what was answered on it.
    new: bool,
}

/// Reads the answers of a page's sections from what was posted: other fields don't count, nor what isn't shown.
fn read(sheet: &Sheet, sections: &[Section], pairs: &[(String, String)], whole: bool) -> Typed {
    let (mut given, mut merged, mut faults) = (Given::new(), sheet.given.clone(), FieldErrors::new());
    let shown_before = shown(sheet, &sheet.given);
    let questions = || sections.iter().flat_map(|section| &section.questions);
    let asked: Vec<SurveyQuestionId> = questions().map(|question| question.id).collect();
    for question in questions() {
        let name = field(question.id);
        let posted: Vec<String> = pairs
            .iter()
            .filter(|(known, _)| *known == name)
            .map(|(_, value)| value.clone())
            .collect();
        merged.remove(&question.id);
        match question.read(&posted) {
            Ok(Some(value)) => {
                given.insert(question.id, value.clone());
                merged.insert(question.id, value);
            }
            Ok(None) => {}
            Err(fault) => {
                faults.insert(name, fault);
            }
        }
    }
    let shown_now = shown(sheet, &merged);
    let here = |id: &SurveyQuestionId| shown_now.contains(id);
    given.retain(|id, _| here(id));
    faults.retain(|name, _| asked.iter().any(|id| here(id) && field(*id) == *name));
    let mut new = false;
    for id in asked.iter().filter(|id| here(id) && !merged.contains_key(*id)) {
        let before = shown_before.contains(id);
        new |= !before;
        let required = sheet.paper.question(*id).is_some_and(|question| question.required);
        if whole && before && required {
            faults.entry(field(*id)).or_insert(Fault::Required);
        }
    }
    let last = asked.iter().rev().find(|id| given.contains_key(id)).copied();
    Typed {
        merged: sheet.paper.kept(&merged),
        asked,
        given,
        faults,
        last,
        new,
    }
}

fn shown(sheet: &Sheet, given: &Given) -> BTreeSet<SurveyQuestionId> {
    sheet
        .paper
        .shown(given)
        .into_iter()
        .map(|question| question.id)
        .collect()
}

/// `POST /s/{token}`: keeps one page and leads to the next, or sends all of it off.
pub async fn save(cx: Cx, token: Path<String>, wanted: Query<Wanted>, posted: Result<Posted<Bare>, Error>) -> Answer {
    let cx = in_language(cx, &wanted);
    strict(&cx, saved(&cx, &token, &wanted, posted).await)
}

async fn saved(cx: &Cx, token: &str, wanted: &Wanted, posted: Result<Posted<Bare>, Error>) -> Answer {
    let Some(sheet) = sheet(cx, token).await? else {
        return unknown(cx);
    };
    if sheet.closed == Some(Closed::Paused)
        && let Ok(posted) = &posted
        && let Some((place, sections)) = page_posted(&sheet, posted)
    {
        return kept_meanwhile(cx, token, &sheet, (place, sections), posted).await;
    }
    if let Some(closed) = sheet.closed {
        return repeated(cx, token, &sheet, closed, posted).await;
    }
    let posted = match posted {
        Ok(posted) => posted,
        Err(Error::TooLarge) => {
            let form = FormView::fresh(values(&sheet.given)).with_error("", GuestText::of(cx.lang).too_large);
            return cx.unprocessable(&StepPage::new(cx, token, &sheet, place(&sheet, wanted), form, ""));
        }
        Err(error) => return Err(error),
    };
    let value = |name: &str| {
        posted
            .pairs()
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value.as_str())
    };
    let (place_of, sections) = page_posted(&sheet, &posted).ok_or(Error::BadRequest)?;
    let then = value("then").to_owned();
    let forward = !matches!(then.as_str(), "back" | "zh" | "en");
    let mut typed = read(&sheet, sections, posted.pairs(), forward);
    let then_shown = leaves(&sheet.paper, &typed.merged);
    let next = after(&then_shown, place_of);
    // What must be answered on another page comes first: what was typed here is kept meanwhile.
    let missing = sheet.paper.missing(&typed.merged);
    // Whoever went on, and was not told that this is the end, sends it off from the page that says so.
    let expects_more = !value("more").is_empty();
    let sends = forward && !expects_more && !typed.new && next.is_none() && missing.is_empty();
    if sends && typed.merged.is_empty() && typed.faults.is_empty() {
        typed.faults.insert(String::new(), Fault::Required);
    }
    let here = leaves(&sheet.paper, &sheet.given)
        .iter()
        .position(|leaf| leaf.place == place_of)
        .unwrap_or_default();
    if !typed.faults.is_empty() {
        let form = posted.view(cx.lang, &typed.faults);
        return cx.unprocessable(&StepPage::new(
            cx,
            token,
            &sheet,
            here,
            worded(form, &typed.faults, cx.lang),
            "",
        ));
    }
    let gap = then_shown
        .iter()
        .position(|leaf| missing.iter().any(|id| leaf.has(*id)));
    let go = match (then.as_str(), next, gap) {
        ("back", ..) => Some((before(&then_shown, place_of), "")),
        ("zh" | "en", ..) => Some((here, "")),
        _ if typed.new => {
            let same = then_shown.iter().position(|leaf| leaf.place == place_of);
            Some((same.unwrap_or_default(), "&why=more"))
        }
        (_, Some(next), _) => Some((next, "")),
        (_, None, Some(gap)) => Some((gap, "&why=missing")),
        (_, None, None) if expects_more => Some((then_shown.len().saturating_sub(1), "&why=last")),
        (_, None, None) => None,
    };
    // A page gone past lies behind them, also when they left it empty: the link goes on after it.
    let last = if forward && !typed.new && next.is_some() {
        end_of(&then_shown, place_of)
    } else {
        typed.last
    };
    let lang = match then.as_str() {
        "en" => Lang::En,
        "zh" => Lang::Zh,
        _ => cx.lang,
    };
    let offered = wishes_fit(&sheet, &typed.merged);
    let wishes = Wishes {
        call: offered && !value("wish_call").is_empty(),
        complaint: offered && !value("wish_complaint").is_empty(),
    };
    let start = Start {
        survey: sheet.survey,
        invitation: Some(sheet.invitation),
        way: sheet.way,
        lang,
        taken_by: None,
    };
    let done = cx
        .submit_once(&posted, move |tx, ()| {
            let id = commands::start(tx, start)?;
            commands::keep(tx, id, &typed.asked, &typed.given, last)?;
            // Where it leads is kept with the form's token: without the link, which is a key.
            let query = match go {
                Some((step, why)) => format!("?lang={}&step={}{why}", lang.code(), step + 1),
                None => {
                    commands::submit(tx, id, wishes)?;
                    format!("?lang={}", lang.code())
                }
            };
            Ok(SeeOther::to(query))
        })
        .await;
    led(cx, token, done).await
}

/// The page that was posted, by a section of it: its place, and all its sections.
fn page_posted<'s>(sheet: &'s Sheet, posted: &Posted<Bare>) -> Option<(usize, &'s [Section])> {
    let named = posted.pairs().iter().find(|(name, _)| name == "section");
    let (_, id) = named?;
    page_of(&sheet.paper, id.parse::<SurveySectionId>().ok()?)
}

/// The last question that is shown on a page: where somebody stands who went past it, also when they left it empty.
fn end_of(leaves: &[Leaf<'_>], place: usize) -> Option<SurveyQuestionId> {
    leaves.iter().find(|leaf| leaf.place == place)?.end()
}

/// A page that was sent while the survey rests: what can be read of it is kept, and they go on later.
async fn kept_meanwhile(
    cx: &Cx,
    token: &str,
    sheet: &Sheet,
    (place, sections): (usize, &[Section]),
    posted: &Posted<Bare>,
) -> Answer {
    let typed = read(sheet, sections, posted.pairs(), true);
    let then_shown = leaves(&sheet.paper, &typed.merged);
    let goes_on = typed.faults.is_empty() && !typed.new && after(&then_shown, place).is_some();
    let last = if goes_on {
        end_of(&then_shown, place)
    } else {
        typed.last
    };
    let lang = cx.lang;
    let start = Start {
        survey: sheet.survey,
        invitation: Some(sheet.invitation),
        way: sheet.way,
        lang,
        taken_by: None,
    };
    let done = cx
        .submit_once(posted, move |tx, ()| {
            let id = commands::start(tx, start)?;
            commands::keep(tx, id, &typed.asked, &typed.given, last)?;
            Ok(SeeOther::to(format!("?lang={}&why=kept", lang.code())))
        })
        .await;
    led(cx, token, done).await
}

/// Where a write led: beneath the link that it was made by.
async fn led(cx: &Cx, token: &str, done: Result<SeeOther, Error>) -> Answer {
    match done {
        Ok(go) => cx.see_other(&SeeOther::to(format!("/s/{token}{}", go.location))),
        // Somebody was faster: the page says what became of it.
        Err(Error::WrongState) => match sheet(cx, token).await? {
            Some(sheet) => {
                let closed = sheet.closed.unwrap_or(Closed::Answered);
                cx.conflict(&ClosedPage::new(cx, token, &sheet, closed, false).again(cx.lang))
            }
            None => unknown(cx),
        },
        Err(Error::Invalid(_)) => {
            let query = format!("/s/{token}?lang={}&why=missing", cx.lang.code());
            cx.see_other(&SeeOther::to(query))
        }
        Err(error) => Err(error),
    }
}

/// A post to what is closed. The same one once more is led where the first was, so that a double tap is no fault.
async fn repeated(cx: &Cx, token: &str, sheet: &Sheet, closed: Closed, posted: Result<Posted<Bare>, Error>) -> Answer {
    if let Ok(posted) = &posted {
        let done = cx
            .submit_once(posted, |_, ()| Err::<SeeOther, Error>(Error::WrongState))
            .await;
        if done.is_ok() {
            return led(cx, token, done).await;
        }
    }
    cx.conflict(&ClosedPage::new(cx, token, sheet, closed, false).again(cx.lang))
}

/// The words of faults that this page words itself.
fn worded(form: FormView, errors: &FieldErrors, lang: Lang) -> FormView {
    if errors.contains_key("") {
        form.with_error("", GuestText::of(lang).nothing_answered)
    } else {
        form
    }
}

/// `POST /s/{token}/wishes`: a call or a complaint, after it was sent off.
pub async fn wish(cx: Cx, token: Path<String>, wanted: Query<Wanted>, posted: Posted<WishForm>) -> Answer {
    let cx = in_language(cx, &wanted);
    strict(&cx, wished(&cx, &token, &posted).await)
}

async fn wished(cx: &Cx, token: &str, posted: &Posted<WishForm>) -> Answer {
    let Some(sheet) = sheet(cx, token).await? else {
        return unknown(cx);
    };
    let (draft, lang) = (sheet.draft.as_ref().map(|draft| draft.id), cx.lang);
    let Some(id) = draft else {
        let closed = sheet.closed.unwrap_or(Closed::Over);
        return cx.conflict(&ClosedPage::new(cx, token, &sheet, closed, false));
    };
    let done = cx
        .submit_once(posted, move |tx, wishes| {
            commands::wish(tx, id, wishes)?;
            Ok(SeeOther::to(format!("?lang={}&why=wished", lang.code())))
        })
        .await;
    match done {
        Err(Error::Invalid(_)) => Err(Error::BadRequest),
        done => led(cx, token, done).await,
    }
}

/// `GET /s/{token}/refusal`
pub async fn ask_refusal(cx: Cx, token: Path<String>, wanted: Query<Wanted>) -> Answer {
    let cx = in_language(cx, &wanted);
    let answer = match sheet(&cx, &token).await {
        Ok(Some(sheet)) => match sheet.closed {
            Some(closed) => cx.show(&ClosedPage::new(&cx, &token, &sheet, closed, false)),
            None => cx.show(&RefusePage::new(&cx, &token, &sheet)),
        },
        Ok(None) => unknown(&cx),
        Err(error) => Err(error),
    };
    strict(&cx, answer)
}

/// `POST /s/{token}/refusal`
pub async fn refuse(cx: Cx, token: Path<String>, wanted: Query<Wanted>, posted: Posted<RefuseForm>) -> Answer {
    let cx = in_language(cx, &wanted);
    strict(&cx, refused(&cx, &token, &posted).await)
}

async fn refused(cx: &Cx, token: &str, posted: &Posted<RefuseForm>) -> Answer {
    let Some(sheet) = sheet(cx, token).await? else {
        return unknown(cx);
    };
    let (invitation, lang) = (sheet.invitation, cx.lang);
    let done = cx
        .submit_once(posted, move |tx, never| {
            commands::refuse(tx, invitation, never)?;
            Ok(SeeOther::to(format!("?lang={}", lang.code())))
        })
        .await;
    led(cx, token, done).await
}

/// `GET /s/{token}/qr.svg`: for the slip that is printed at the desk.
pub async fn qr(cx: Cx, token: Path<String>) -> Answer {
    if sheet(&cx, &token).await?.is_none() {
        return Err(Error::NotFound);
    }
    let code = Qr::new(&cx.app.config.whole(&format!("/s/{token}")))?;
    let (size, path) = (code.size, code.path);
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/><path d=\"{path}\"/></svg>"
    );
    Ok(HttpResponse::Ok().content_type("image/svg+xml").body(svg))
}
