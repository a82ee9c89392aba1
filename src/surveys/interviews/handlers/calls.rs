//! The list of calls, and one interview by telephone.

use actix_web::web::Path;
use serde::Deserialize;

use crate::followups::views::Revealed;
use crate::platform::db::SeeOther;
use crate::platform::db::page::{After, PAGE};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::web::page::NavCount;
use crate::platform::web::{Answer, Bare, Cx, Form, FormView, Part, Posted, Query};
use crate::surveys::interviews::commands;
use crate::surveys::interviews::forms::{self, AttemptForm, FinishForm};
use crate::surveys::interviews::model::Opened;
use crate::surveys::interviews::queries::{self, Wanted};
use crate::surveys::interviews::rules::{Next, View};
use crate::surveys::interviews::text::CallText;
use crate::surveys::interviews::views::{CallPage, Kept, ListPage, fresh_attempt};
use crate::values::ids::InvitationId;

/// The query string of the list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub view: String,
    pub after: String,
}

/// `GET /survey-calls`
pub async fn list(cx: Cx, query: Query<ListQuery>) -> Answer {
    let (actor, now, vault) = (cx.actor()?.clone(), cx.now, cx.db().vault().clone());
    let view = View::parse(&query.view).unwrap_or(View::Due);
    let wanted = Wanted {
        view,
        after: After::parse(&query.after),
        limit: PAGE,
    };
    let ((counts, running), slice) = cx
        .read(move |conn| {
            let counts = queries::counts(conn, &actor, now)?;
            Ok((counts, queries::list(conn, &vault, &actor, now, wanted)?))
        })
        .await?;
    cx.show(&ListPage::new(&cx, view, &query.after, counts, &running, slice))
}

/// `GET /survey-calls/count`: the counter in the navigation; an agreed time that has come presses.
pub async fn count(cx: Cx) -> Answer {
    let (actor, now) = (cx.actor()?.clone(), cx.now);
    let (counts, _) = cx.read(move |conn| queries::counts(conn, &actor, now)).await?;
    cx.fragment(&NavCount {
        pressing: counts.agreed,
        open: counts.due,
    })
}

async fn open(cx: &Cx, id: InvitationId) -> Result<Opened, Error> {
    let (actor, vault, now) = (cx.actor()?.clone(), cx.db().vault().clone(), cx.now);
    cx.read(move |conn| queries::opened(conn, &vault, &actor, id, now))
        .await
}

/// `GET /survey-calls/{id}`
pub async fn show(cx: Cx, id: Path<InvitationId>) -> Answer {
    let opened = open(&cx, *id).await?;
    let form = FormView::fresh(forms::typed(&opened.paper, &opened.given));
    let attempt = fresh_attempt(&opened.call);
    cx.show(&CallPage::new(&cx, opened, form, attempt, None, "")?)
}

/// `POST /survey-calls/{id}/reveals`: the number for a while, for the call.
pub async fn reveal(cx: Cx, id: Path<InvitationId>, _posted: Posted<Bare>) -> Answer {
    let id = *id;
    let shown = cx.write(move |tx| commands::reveal_for_call(tx, id)).await;
    let opened = open(&cx, id).await?;
    match shown {
        Ok(numbers) if *cx.part() != Part::Whole => {
            let url = format!("/survey-calls/{id}/reveals");
            cx.fragment(&Revealed::new(&cx, opened.customer.as_ref(), url, numbers))
        }
        Ok(numbers) => {
            let form = FormView::fresh(forms::typed(&opened.paper, &opened.given));
            let attempt = fresh_attempt(&opened.call);
            cx.show(&CallPage::new(&cx, opened, form, attempt, Some(numbers), "")?)
        }
        Err(Error::WrongState) => moved_on(&cx, opened),
        Err(error) => Err(error),
    }
}

/// The page as it is now: what was wanted can't be done any more, or not now.
fn moved_on(cx: &Cx, opened: Opened) -> Answer {
    let form = FormView::fresh(forms::typed(&opened.paper, &opened.given));
    let attempt = fresh_attempt(&opened.call);
    let w = CallText::of(cx.lang);
    cx.conflict(&CallPage::new(cx, opened, form, attempt, None, w.moved_on)?)
}

/// `POST /survey-calls/{id}/attempts`: nobody was interviewed.
pub async fn attempt(cx: Cx, id: Path<InvitationId>, posted: Posted<AttemptForm>) -> Answer {
    let (id, w) = (*id, CallText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, new| {
            let said = match commands::attempt(tx, id, &new)? {
                Next::Over => w.recorded,
                Next::Again | Next::Agreed(_) => w.comes_back,
            };
            Ok(SeeOther::to("/survey-calls").saying(said))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let opened = open(&cx, id).await?;
            let form = FormView::fresh(forms::typed(&opened.paper, &opened.given));
            let attempt = posted.view(cx.lang, &errors);
            cx.unprocessable(&CallPage::new(&cx, opened, form, attempt, None, "")?)
        }
        Err(Error::Stale) => {
            let opened = open(&cx, id).await?;
            let form = FormView::fresh(forms::typed(&opened.paper, &opened.given));
            let version = opened.call.lock_version.to_string();
            let attempt = FormView::against(posted.pairs().to_vec(), [("lock_version".to_owned(), version)]);
            cx.conflict(&CallPage::new(&cx, opened, form, attempt, None, w.moved_on)?)
        }
        Err(Error::WrongState) => {
            let opened = open(&cx, id).await?;
            moved_on(&cx, opened)
        }
        answer => answer,
    }
}

/// `POST /survey-calls/{id}/answers`: kept as one goes. What can't be read is told, the rest is kept.
pub async fn keep(cx: Cx, id: Path<InvitationId>, posted: Posted<Bare>) -> Answer {
    let (id, w) = (*id, CallText::of(cx.lang));
    let opened = open(&cx, id).await?;
    let (given, faults) = forms::answers(opened.paper.questions(), posted.pairs());
    let (paper, sent) = (opened.paper.clone(), given.clone());
    let kept = cx.write(move |tx| commands::keep_answers(tx, id, &paper, &sent)).await;
    match kept {
        Ok(()) if *cx.part() != Part::Whole => cx.fragment(&Kept::new(
            &cx,
            &opened.paper,
            &given,
            faults.keys().next().map(String::as_str),
        )),
        Ok(()) if faults.is_empty() => cx.see_other(&SeeOther::to(format!("/survey-calls/{id}")).saying(w.kept)),
        Ok(()) => again(&cx, id, &posted, &faults).await,
        Err(Error::WrongState) if *cx.part() != Part::Whole => cx.fragment(&Kept::over(&cx)),
        Err(Error::WrongState) => moved_on(&cx, opened),
        Err(error) => Err(error),
    }
}

/// The page with what was typed, and what is wrong in it.
async fn again<F: Form>(cx: &Cx, id: InvitationId, posted: &Posted<F>, faults: &FieldErrors) -> Answer {
    let opened = open(cx, id).await?;
    let attempt = fresh_attempt(&opened.call);
    cx.unprocessable(&CallPage::new(
        cx,
        opened,
        posted.view(cx.lang, faults),
        attempt,
        None,
        "",
    )?)
}

/// `POST /survey-calls/{id}/submission`
pub async fn finish(cx: Cx, id: Path<InvitationId>, posted: Posted<FinishForm>) -> Answer {
    let (id, w) = (*id, CallText::of(cx.lang));
    let opened = open(&cx, id).await?;
    // What is missing in the answers is told together with what is missing beside them.
    let mut faults = posted.form.parse().err().unwrap_or_default();
    let given = match forms::complete(&opened.paper, posted.pairs()) {
        Ok(given) => given,
        Err(more) => {
            faults.extend(more);
            return again(&cx, id, &posted, &faults).await;
        }
    };
    let paper = opened.paper.clone();
    let answer = cx
        .submit(&posted, move |tx, finish| {
            commands::finish(tx, id, &paper, &given, &finish)?;
            Ok(SeeOther::to("/survey-calls").saying(w.finished))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => again(&cx, id, &posted, &errors).await,
        Err(Error::WrongState) => {
            let opened = open(&cx, id).await?;
            moved_on(&cx, opened)
        }
        answer => answer,
    }
}
