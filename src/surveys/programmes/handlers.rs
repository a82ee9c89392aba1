//! HTTP of surveys and invitations.

use actix_web::web::Path;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::commands;
use super::forms::{CancelForm, SlipForm, StopForm, SurveyForm};
use super::model::Survey;
use super::queries;
use super::queries::audience::{self, Drawing};
use super::rules::{self, Asking, Group, SurveyAction, SurveyView, is_event, is_of_owners, is_sent};
use super::settings::SurveySettings;
use super::text::{self, SurveyText};
use super::views::{
    AudiencePart, ChoosePage, DetailPage, FormPage, InvitationPage, InvitationsPage, InvitationsQuery, LeftOutPage,
    LeftOutQuery, ListPage, ListQuery, Offered, SlipPage, begin, of_survey,
};
use crate::access::Permission;
use crate::messages;
use crate::messages::rules::MessageChannel;
use crate::platform::db::page::{After, PAGE, Slice};
use crate::platform::db::{SeeOther, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::settings;
use crate::platform::web::steps::{Field, Kind, MovedOn, StepPage};
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted, Query};
use crate::sales::orders;
use crate::service;
use crate::surveys::programmes::model::path_of;
use crate::surveys::questionnaires;
use crate::surveys::rules::{Purpose, Way};
use crate::values::fault::Fault;
use crate::values::ids::{InvitationId, QuestionnaireId, SalesOrderId, ServiceOrderId, StoreId, SurveyId};

/// `GET /surveys`
pub async fn list(cx: Cx, query: Query<ListQuery>) -> Answer {
    let store = cx.actor()?.store;
    let view = SurveyView::parse(&query.view).unwrap_or(SurveyView::Running);
    let after = After::parse(&query.after);
    let slice = cx
        .read(move |conn| queries::page(conn, store, view, after, PAGE))
        .await?;
    cx.show(&ListPage::new(&cx, view, slice)?)
}

/// Which questionnaire a new survey is about, and whether it stands.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    kind: String,
    questionnaire: String,
}

/// `GET /surveys/new`: which questionnaire; with it, the form.
pub async fn new(cx: Cx, wanted: Query<Wanted>) -> Answer {
    let (store, lang, today) = (cx.actor()?.store, cx.lang, times::day_of(cx.now));
    let Ok(id) = wanted.questionnaire.parse::<QuestionnaireId>() else {
        let (listed, followed) = cx
            .read(move |conn| {
                let listed = questionnaires::queries::list(conn, store, false)?;
                Ok((listed, queries::followed(conn, store)?))
            })
            .await?;
        let published = listed.into_iter().filter(|row| row.published.is_some());
        let offered = published.map(|row| Offered {
            id: row.id,
            title: lang.pick(row.title_zh, row.title_en),
            followed: followed.contains(&row.purpose),
            purpose: row.purpose,
        });
        return cx.show(&ChoosePage::new(&cx, offered.collect()));
    };
    let standing = wanted.kind == "standing";
    let (((zh, en), purpose), models, rules) = cx
        .read(move |conn| {
            let rules = settings::load::<SurveySettings>(conn, store)?.value;
            Ok((queries::offered(conn, store, id)?, queries::models(conn)?, rules))
        })
        .await?;
    if standing && !rules::has_trigger(purpose) {
        return Err(Error::NotFound);
    }
    let offered = Offered {
        id,
        title: lang.pick(zh, en),
        purpose,
        followed: false,
    };
    let form = FormView::fresh(begin(standing, &offered, &rules, today, lang));
    cx.show(&FormPage::new(&cx, None, &offered, models, form, ""))
}

/// `POST /surveys/audience`: whom the form as it stands would ask. Keeps nothing.
pub async fn audience(cx: Cx, posted: Posted<SurveyForm>) -> Answer {
    let store = cx.actor()?.store;
    let part = count(&cx, posted.form.clone(), store).await?;
    cx.fragment(&part)
}

/// Counts for a form, as far as it can be read.
async fn count(cx: &Cx, form: SurveyForm, store: StoreId) -> Result<AudiencePart, Error> {
    let (lang, now) = (cx.lang, cx.now);
    let w = SurveyText::of(lang);
    let way = Way::parse(&form.way).unwrap_or(Way::Link);
    let (Ok(questionnaire), true) = (form.questionnaire.parse::<QuestionnaireId>(), is_sent(way)) else {
        return Ok(AudiencePart::note(lang, w.by_hand));
    };
    let found = cx
        .read(move |conn| {
            let (questionnaire, _) = questionnaires::queries::versions(conn, store, questionnaire)?;
            let (standing, purpose) = (form.is_standing(), questionnaire.purpose);
            if standing && is_event(purpose) {
                return Ok(None);
            }
            let rules = settings::load::<SurveySettings>(conn, store)?.value;
            let asking = Asking {
                way,
                purpose,
                standing,
                cool_off_days: SurveyForm::figure(&form.cool_off_days).unwrap_or_default(),
                expire_after_days: 0,
            };
            let drawing = Drawing {
                store,
                survey: None,
                round: String::new(),
                way,
                lately: asking.lately(now),
                quota: SurveyForm::figure(&form.self_paid_quota).filter(|quota| (1..=100).contains(quota)),
                filter: form.filter(),
                group: Group::Everybody,
                owners: is_of_owners(standing, purpose),
                new_since: audience::new_since(&rules, times::day_of(now)),
            };
            audience::audience(conn, &drawing).map(Some)
        })
        .await?;
    Ok(match found {
        Some(found) => AudiencePart::new(lang, way, &found),
        None => AudiencePart::note(lang, w.one_at_a_time),
    })
}

/// The form again, as it was typed.
async fn form_page(
    cx: &Cx,
    survey: Option<SurveyId>,
    typed: &SurveyForm,
    form: FormView,
    notice: &'static str,
) -> Result<FormPage, Error> {
    let (store, lang) = (cx.actor()?.store, cx.lang);
    let id: QuestionnaireId = typed.questionnaire.parse().map_err(|_| Error::BadRequest)?;
    let (((zh, en), purpose), models) = cx
        .read(move |conn| Ok((queries::offered(conn, store, id)?, queries::models(conn)?)))
        .await?;
    let offered = Offered {
        id,
        title: lang.pick(zh, en),
        purpose,
        followed: false,
    };
    Ok(FormPage::new(cx, survey, &offered, models, form, notice))
}

/// `POST /surveys`
pub async fn create(cx: Cx, posted: Posted<SurveyForm>) -> Answer {
    let w = SurveyText::of(cx.lang);
    let answer = cx
        .submit(&posted, move |tx, typed| {
            let id = commands::create(tx, typed.standing, typed.plan)?;
            Ok(SeeOther::to(format!("/surveys/{id}")).saying(w.created))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let form = posted.view(cx.lang, &errors);
            cx.unprocessable(&form_page(&cx, None, &posted.form, form, "").await?)
        }
        answer => answer,
    }
}

fn moved_on(cx: &Cx, id: SurveyId) -> MovedOn {
    let w = SurveyText::of(cx.lang);
    MovedOn::new(cx, w.moved_on_title, w.moved_on, w.look, format!("/surveys/{id}"))
}

/// `GET /surveys/{id}`
pub async fn show(cx: Cx, id: Path<SurveyId>) -> Answer {
    let (store, id, now, vault) = (cx.actor()?.store, *id, cx.now, cx.db().vault().clone());
    let (detail, found, stopped) = cx
        .read(move |conn| {
            let (detail, rules) = queries::detail(conn, store, id)?;
            // Once it was drawn its page tells of the drawing.
            let survey = &detail.survey;
            let found = if survey.state == rules::SurveyState::Draft && is_drawn(survey) {
                Some(audience::audience(conn, &drawing(survey, &rules, now))?)
            } else {
                None
            };
            let stopped = if survey.state == rules::SurveyState::Stopped {
                queries::stopped(conn, &vault, id)?
            } else {
                None
            };
            Ok((detail, found, stopped))
        })
        .await?;
    cx.show(&DetailPage::new(&cx, &detail, found.as_ref(), stopped.as_ref())?)
}

/// Whether a survey looks at all customers, and not at one at a time.
fn is_drawn(survey: &Survey) -> bool {
    !(survey.standing && is_event(survey.purpose)) && is_sent(survey.way)
}

/// Whom a survey would look at just now: of a quarterly one everybody, this quarter.
fn drawing(survey: &Survey, rules: &SurveySettings, now: DateTime<Utc>) -> Drawing {
    let round = if survey.standing {
        rules::quarter(times::day_of(now))
    } else {
        rules::ONCE.to_owned()
    };
    Drawing::of(survey, &round, Group::Everybody, rules, now)
}

async fn survey(cx: &Cx, id: SurveyId) -> Result<Survey, Error> {
    let store = cx.actor()?.store;
    cx.read(move |conn| queries::survey(conn, store, id)).await
}

/// `GET /surveys/{id}/edit`
pub async fn edit(cx: Cx, id: Path<SurveyId>) -> Answer {
    let survey = survey(&cx, *id).await?;
    if !survey.state.allows(SurveyAction::Change) {
        return cx.conflict(&moved_on(&cx, *id));
    }
    let typed = SurveyForm {
        questionnaire: survey.questionnaire_id.to_string(),
        ..SurveyForm::default()
    };
    let form = FormView::fresh(of_survey(&survey));
    let page = form_page(&cx, Some(*id), &typed, form, "").await?;
    cx.show(&page)
}

/// `POST /surveys/{id}`
pub async fn change(cx: Cx, id: Path<SurveyId>, posted: Posted<SurveyForm>) -> Answer {
    let (id, w) = (*id, SurveyText::of(cx.lang));
    // Whose survey it is comes before what is wrong with the form.
    let before = survey(&cx, id).await?;
    let answer = cx
        .submit(&posted, move |tx, typed| {
            commands::change(tx, id, typed.plan, typed.seen)?;
            Ok(SeeOther::to(format!("/surveys/{id}")).saying(w.saved))
        })
        .await;
    let typed = SurveyForm {
        questionnaire: before.questionnaire_id.to_string(),
        ..SurveyForm::default()
    };
    match answer {
        Err(Error::Invalid(errors)) => {
            let form = posted.view(cx.lang, &errors);
            cx.unprocessable(&form_page(&cx, Some(id), &typed, form, "").await?)
        }
        Err(Error::Stale) => {
            let now = survey(&cx, id).await?;
            let theirs = of_survey(&now)
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value));
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            cx.conflict(&form_page(&cx, Some(id), &typed, form, w.changed_meanwhile).await?)
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, id)),
        answer => answer,
    }
}

/// One step with a survey that needs no form.
async fn step(
    cx: Cx,
    id: SurveyId,
    posted: Posted<Bare>,
    said: &'static str,
    command: fn(&mut Tx<'_>, SurveyId) -> Result<(), Error>,
) -> Answer {
    let w = SurveyText::of(cx.lang);
    let answer = cx
        .submit(&posted, move |tx, ()| {
            command(tx, id)?;
            Ok(SeeOther::to(format!("/surveys/{id}")).saying(said))
        })
        .await;
    let why = match &answer {
        Err(Error::WrongState) => Some(w.moved_on),
        Err(Error::Constraint(name)) if name == "surveys_standing" => Some(w.taken),
        Err(Error::Invalid(errors)) if errors.contains_key("trigger") => Some(w.taken),
        Err(Error::Invalid(errors)) if errors.contains_key("ends_on") => Some(w.over),
        Err(Error::Invalid(_)) => Some(w.unpublished),
        _ => None,
    };
    let Some(why) = why else {
        return answer;
    };
    let page = MovedOn::new(&cx, w.moved_on_title, why, w.look, format!("/surveys/{id}"));
    cx.conflict(&page)
}

/// `POST /surveys/{id}/start`
pub async fn start(cx: Cx, id: Path<SurveyId>, posted: Posted<Bare>) -> Answer {
    let said = SurveyText::of(cx.lang).started;
    step(cx, *id, posted, said, commands::start).await
}

/// `POST /surveys/{id}/pause`
pub async fn pause(cx: Cx, id: Path<SurveyId>, posted: Posted<Bare>) -> Answer {
    let said = SurveyText::of(cx.lang).paused;
    step(cx, *id, posted, said, commands::pause).await
}

/// `POST /surveys/{id}/resume`
pub async fn resume(cx: Cx, id: Path<SurveyId>, posted: Posted<Bare>) -> Answer {
    let said = SurveyText::of(cx.lang).resumed;
    step(cx, *id, posted, said, commands::resume).await
}

fn stop_page(cx: &Cx, survey: &Survey, form: FormView) -> StepPage {
    let w = SurveyText::of(cx.lang);
    StepPage {
        page: cx.page(w.stop),
        title: w.stop,
        submit: w.stop,
        look: "danger",
        action: format!("/surveys/{}/stop", survey.id),
        back: format!("/surveys/{}", survey.id),
        number: survey.number.clone(),
        notice: w.stop_text.to_owned(),
        about: vec![(w.name, survey.name.clone())],
        place: String::new(),
        restored: String::new(),
        fields: vec![Field::new(Kind::Text, "reason", w.reason).required()],
        form: form.named(cx.lang, [("reason", w.reason)]),
    }
}

/// `GET /surveys/{id}/stop`
pub async fn ask_stop(cx: Cx, id: Path<SurveyId>) -> Answer {
    let survey = survey(&cx, *id).await?;
    if !survey.state.allows(SurveyAction::Stop) {
        return cx.conflict(&moved_on(&cx, *id));
    }
    cx.show(&stop_page(&cx, &survey, FormView::blank()))
}

/// `POST /surveys/{id}/stop`
pub async fn stop(cx: Cx, id: Path<SurveyId>, posted: Posted<StopForm>) -> Answer {
    let (id, w) = (*id, SurveyText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, reason| {
            commands::stop(tx, id, &reason)?;
            Ok(SeeOther::to(format!("/surveys/{id}")).saying(w.stopped))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let survey = survey(&cx, id).await?;
            cx.unprocessable(&stop_page(&cx, &survey, posted.view(cx.lang, &errors)))
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, id)),
        answer => answer,
    }
}

/// `GET /surveys/{id}/invitations`
pub async fn invitations(cx: Cx, id: Path<SurveyId>, query: Query<InvitationsQuery>) -> Answer {
    let (actor, vault, id) = (cx.actor()?.clone(), cx.db().vault().clone(), *id);
    let (narrow, after) = (query.narrow(), After::parse(&query.after));
    let (survey, slice) = cx
        .read(move |conn| {
            let survey = queries::survey(conn, actor.store, id)?;
            let slice = queries::invitations(conn, &vault, &actor, &survey, narrow, after, PAGE)?;
            Ok((survey, slice))
        })
        .await?;
    cx.show(&InvitationsPage::new(&cx, &survey, &query, slice)?)
}

/// `GET /surveys/{id}/left-out`: as things are now, of what is drawn from all customers.
pub async fn left_out(cx: Cx, id: Path<SurveyId>, query: Query<LeftOutQuery>) -> Answer {
    let (actor, vault, id, now) = (cx.actor()?.clone(), cx.db().vault().clone(), *id, cx.now);
    let (because, after) = (query.because(), query.after());
    let (survey, slice) = cx
        .read(move |conn| {
            let (survey, rules) = queries::with_rules(conn, actor.store, id)?;
            if !is_drawn(&survey) {
                let none = Slice {
                    rows: Vec::new(),
                    next: None,
                };
                return Ok((survey, none));
            }
            let drawing = drawing(&survey, &rules, now);
            let slice = queries::left_out(conn, &vault, &actor, &drawing, because, after, PAGE)?;
            Ok((survey, slice))
        })
        .await?;
    cx.show(&LeftOutPage::new(&cx, &survey, because, slice)?)
}

/// `GET /surveys/invitations/{id}`
pub async fn invitation(cx: Cx, id: Path<InvitationId>) -> Answer {
    let (actor, vault, id, now) = (cx.actor()?.clone(), cx.db().vault().clone(), *id, cx.now);
    let config = cx.app.config.clone();
    let (shown, survey, link) = cx
        .read(move |conn| {
            let (shown, survey, token) = queries::shown(conn, &vault, &actor, now, id)?;
            let hands_out = actor.may(Permission::InterviewCustomers) && shown.invitation.state.is_open();
            let Some(token) = token.filter(|_| hands_out) else {
                return Ok((shown, survey, None));
            };
            let link = config.whole(&path_of(&token));
            let template = messages::queries::template(
                conn,
                survey.store_id,
                "survey.invitation",
                MessageChannel::Sms,
                Lang::Zh,
            )?;
            let name = shown
                .customer
                .as_ref()
                .map_or_else(|| text::NOBODY.to_owned(), |name| name.expose().clone());
            let until = shown
                .invitation
                .expires_at
                .map(times::day_of)
                .map(times::date)
                .unwrap_or_default();
            let values = [
                ("name", name.as_str()),
                ("store", actor.store_name.as_str()),
                ("about", text::about(survey.purpose, Lang::Zh)),
                ("link", link.as_str()),
                ("until", until.as_str()),
            ];
            let sms = messages::rules::fill(&template.body, &values);
            Ok((shown, survey, Some((link, sms))))
        })
        .await?;
    cx.show(&InvitationPage::new(&cx, &shown, &survey, link)?)
}

/// `GET /surveys/invitations/{id}/slip`: to print, while an answer may come.
pub async fn slip(cx: Cx, id: Path<InvitationId>) -> Answer {
    let (actor, vault, id, now) = (cx.actor()?.clone(), cx.db().vault().clone(), *id, cx.now);
    let ((handed, survey, token), minutes) = cx
        .read(move |conn| {
            let found = queries::handed(conn, &vault, &actor, now, id)?;
            let version = found.0.version_id;
            Ok((found, questionnaires::queries::paper(conn, version)?.minutes()))
        })
        .await?;
    match token.filter(|_| handed.state.is_open()) {
        Some(token) => cx.show(&SlipPage::new(&cx, &handed, &survey, minutes, &token)?),
        None => cx.conflict(&invitation_moved_on(&cx, id)),
    }
}

fn invitation_moved_on(cx: &Cx, id: InvitationId) -> MovedOn {
    let w = SurveyText::of(cx.lang);
    let back = format!("/surveys/invitations/{id}");
    MovedOn::new(cx, w.moved_on_title, w.moved_on, w.back, back)
}

fn cancel_page(cx: &Cx, id: InvitationId, number: String, form: FormView) -> StepPage {
    let w = SurveyText::of(cx.lang);
    StepPage {
        page: cx.page(w.cancel),
        title: w.cancel,
        submit: w.cancel,
        look: "danger",
        action: format!("/surveys/invitations/{id}/cancellation"),
        back: format!("/surveys/invitations/{id}"),
        number,
        notice: w.cancel_text.to_owned(),
        about: Vec::new(),
        place: String::new(),
        restored: String::new(),
        fields: vec![
            Field::new(Kind::Text, "reason", w.reason).required(),
            Field::new(Kind::Hidden, "lock_version", ""),
        ],
        form: form.named(cx.lang, [("reason", w.reason)]),
    }
}

/// What the form of a cancellation is made from: the survey's number, the version, whether it applies.
async fn cancellable(cx: &Cx, id: InvitationId) -> Result<(String, i32, bool), Error> {
    let (actor, vault, now) = (cx.actor()?.clone(), cx.db().vault().clone(), cx.now);
    cx.read(move |conn| {
        let (shown, survey, _) = queries::shown(conn, &vault, &actor, now, id)?;
        let state = shown.invitation.state;
        let applies = state == rules::InvitationState::Planned || state.is_open();
        Ok((survey.number, shown.invitation.lock_version, applies))
    })
    .await
}

/// `GET /surveys/invitations/{id}/cancellation`
pub async fn ask_cancel(cx: Cx, id: Path<InvitationId>) -> Answer {
    let (number, version, applies) = cancellable(&cx, *id).await?;
    if !applies {
        return cx.conflict(&invitation_moved_on(&cx, *id));
    }
    let form = FormView::fresh([("lock_version", version.to_string())]);
    cx.show(&cancel_page(&cx, *id, number, form))
}

/// `POST /surveys/invitations/{id}/cancellation`
pub async fn cancel(cx: Cx, id: Path<InvitationId>, posted: Posted<CancelForm>) -> Answer {
    let (id, w) = (*id, SurveyText::of(cx.lang));
    // Whose customer it is comes before what is wrong with the form.
    let (number, ..) = cancellable(&cx, id).await?;
    let answer = cx
        .submit(&posted, move |tx, (reason, seen)| {
            commands::cancel(tx, id, &reason, seen)?;
            Ok(SeeOther::to(format!("/surveys/invitations/{id}")).saying(w.cancelled))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => cx.unprocessable(&cancel_page(&cx, id, number, posted.view(cx.lang, &errors))),
        Err(Error::Stale) => {
            let (number, version, applies) = cancellable(&cx, id).await?;
            if !applies {
                return cx.conflict(&invitation_moved_on(&cx, id));
            }
            let theirs = [("lock_version".to_owned(), version.to_string())];
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            cx.conflict(&cancel_page(&cx, id, number, form))
        }
        Err(Error::WrongState) => cx.conflict(&invitation_moved_on(&cx, id)),
        answer => answer,
    }
}

fn slip_page(cx: &Cx, survey: &Survey, form: FormView) -> StepPage {
    let w = SurveyText::of(cx.lang);
    // What it can be about, by its number.
    let field = match survey.purpose {
        Purpose::Service => Some(Field::new(Kind::Line, "order", w.slip_order).hint(w.slip_text)),
        Purpose::Delivery => Some(Field::new(Kind::Line, "order", w.slip_sale_order).hint(w.slip_sale_text)),
        _ => None,
    };
    let field = if survey.anonymous {
        field.map(|field| field.hint(w.anonymous_note))
    } else {
        field
    };
    let mut about = vec![(w.name, survey.name.clone())];
    if field.is_none() {
        about.push((w.slip_whose, w.slip_nameless.to_owned()));
    }
    StepPage {
        page: cx.page(w.slip),
        title: w.slip,
        submit: w.slip,
        look: "primary",
        action: format!("/surveys/{}/slips", survey.id),
        back: format!("/surveys/{}", survey.id),
        number: survey.number.clone(),
        notice: String::new(),
        about,
        place: String::new(),
        restored: String::new(),
        form: form.named(cx.lang, field.iter().map(|field| (field.name, field.label))),
        fields: field.into_iter().collect(),
    }
}

/// `GET /surveys/{id}/slips`
pub async fn ask_slip(cx: Cx, id: Path<SurveyId>) -> Answer {
    let survey = survey(&cx, *id).await?;
    if !survey.state.allows(SurveyAction::Ask) {
        return cx.conflict(&moved_on(&cx, *id));
    }
    cx.show(&slip_page(&cx, &survey, FormView::blank()))
}

/// `POST /surveys/{id}/slips`
pub async fn hand_slip(cx: Cx, id: Path<SurveyId>, posted: Posted<SlipForm>) -> Answer {
    let (id, w) = (*id, SurveyText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, order| {
            let invitation = commands::hand_slip(tx, id, order.as_deref())?;
            Ok(SeeOther::to(format!("/surveys/invitations/{invitation}/slip")))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let survey = survey(&cx, id).await?;
            let mut form = posted.view(cx.lang, &errors);
            match errors.get("order") {
                Some(Fault::RecordNumber) if survey.purpose == Purpose::Delivery => {
                    form = form.with_error("order", w.slip_sale_unknown);
                }
                Some(Fault::RecordNumber) => form = form.with_error("order", w.slip_unknown),
                Some(Fault::Taken) => form = form.with_error("order", w.slip_done),
                _ => {}
            }
            cx.unprocessable(&slip_page(&cx, &survey, form))
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, id)),
        answer => answer,
    }
}

/// What a slip is handed out from.
#[derive(Clone, Copy)]
enum Order {
    Service(ServiceOrderId),
    Sale(SalesOrderId),
}

impl Order {
    /// (where it is asked for, the page of the order)
    fn places(self) -> (String, String) {
        match self {
            Self::Service(id) => (format!("/surveys/slips/service/{id}"), format!("/service-orders/{id}")),
            Self::Sale(id) => (format!("/surveys/slips/sale/{id}"), format!("/sales-orders/{id}")),
        }
    }
}

/// Asks once more, so that looking writes nothing.
async fn ask_slip_of(cx: Cx, from: Order) -> Answer {
    let (w, actor) = (SurveyText::of(cx.lang), cx.actor()?.clone());
    // Whose order it is comes first.
    cx.read(move |conn| match from {
        Order::Service(id) => service::queries::is_visible(conn, &actor, id),
        Order::Sale(id) => orders::queries::is_visible(conn, &actor, id),
    })
    .await?;
    let (action, back) = from.places();
    cx.show(&StepPage {
        page: cx.page(w.slip),
        title: w.slip,
        submit: w.slip,
        look: "primary",
        action,
        back,
        number: String::new(),
        notice: String::new(),
        about: vec![(w.slip_what, w.slip_of_order.to_owned())],
        place: String::new(),
        restored: String::new(),
        fields: Vec::new(),
        form: FormView::blank(),
    })
}

async fn hand_slip_of(cx: Cx, from: Order, posted: Posted<Bare>) -> Answer {
    let w = SurveyText::of(cx.lang);
    let answer = cx
        .submit(&posted, move |tx, ()| {
            let invitation = match from {
                Order::Service(id) => commands::hand_after_service(tx, id)?,
                Order::Sale(id) => commands::hand_after_delivery(tx, id)?,
            };
            Ok(SeeOther::to(format!("/surveys/invitations/{invitation}/slip")))
        })
        .await;
    let why = match &answer {
        Err(Error::WrongState) => w.slip_not_now,
        Err(Error::Invalid(_)) => w.slip_done,
        _ => return answer,
    };
    let (_, back) = from.places();
    cx.conflict(&MovedOn::new(&cx, w.slip_none, why, w.back, back))
}

/// `GET /surveys/slips/service/{id}`
pub async fn ask_service_slip(cx: Cx, id: Path<ServiceOrderId>) -> Answer {
    ask_slip_of(cx, Order::Service(*id)).await
}

/// `POST /surveys/slips/service/{id}`: for the customer of a service that is settled.
pub async fn hand_service_slip(cx: Cx, id: Path<ServiceOrderId>, posted: Posted<Bare>) -> Answer {
    hand_slip_of(cx, Order::Service(*id), posted).await
}

/// `GET /surveys/slips/sale/{id}`
pub async fn ask_sale_slip(cx: Cx, id: Path<SalesOrderId>) -> Answer {
    ask_slip_of(cx, Order::Sale(*id)).await
}

/// `POST /surveys/slips/sale/{id}`: for whoever got their new car.
pub async fn hand_sale_slip(cx: Cx, id: Path<SalesOrderId>, posted: Posted<Bare>) -> Answer {
    hand_slip_of(cx, Order::Sale(*id), posted).await
}
