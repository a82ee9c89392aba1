//! The page of a drive, and the agreement on paper.

use askama::Template;

use super::{plate_kind, tone};
use crate::access::Permission;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::page::Choice;
use crate::platform::web::steps::MovedOn;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::sales::test_drives::model::{Listed, TOPIC};
use crate::sales::test_drives::rules::{DriveState, Intent};
use crate::sales::test_drives::text::{self, DriveText};
use crate::service::check_in::rules::Strokes;
use crate::values::id_document::{IdDocument, IdKind};
use crate::values::mileage::Km;

/// `/test-drives/{id}`
#[derive(Template)]
#[template(path = "sales/test_drives/drive.html")]
pub struct DrivePage {
    page: Page,
    w: &'static DriveText,
    base: String,
    state: &'static str,
    tone: &'static str,
    plate: String,
    plate_kind: &'static str,
    model: String,
    customer: String,
    customer_href: String,
    number: String,
    opportunity_href: String,
    notice: String,
    booked: bool,
    begun: bool,
    out: bool,
    returned: bool,
    /// The car is back: its reading can be put right.
    may_correct: bool,
    may_print: bool,
    /// Where somebody else is chosen to ride along; nowhere once it is over.
    to_companion: String,
    facts: Vec<(&'static str, String)>,
    signature: String,
    kinds: Vec<Choice>,
    ratings: Vec<Choice>,
    intents: Vec<Choice>,
    form: FormView,
    side: FormView,
}

regions!(DrivePage { main });

/// What a drive's page and agreement tell of it.
fn facts(listed: &Listed, w: &'static DriveText, lang: Lang) -> Vec<(&'static str, String)> {
    let drive = &listed.drive;
    let licence = drive.licence.as_ref().map(|number| {
        IdKind::ALL
            .iter()
            .find_map(|kind| IdDocument::parse(*kind, number.expose()).ok())
            .map_or_else(|| "****".to_owned(), |document| document.masked())
    });
    let moment = |at: Option<_>, km: Option<Km>| {
        let parts = [at.map(times::minute), km.map(Km::display)];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    let mut all = vec![
        (w.starts_at, times::minute(drive.starts_at)),
        (w.until, times::minute(drive.until_at)),
        (w.route, drive.route.clone()),
        (w.consultant, listed.consultant.clone()),
        (
            w.driver,
            drive
                .driver
                .as_ref()
                .map(|name| name.expose().clone())
                .unwrap_or_default(),
        ),
        (w.licence, licence.unwrap_or_default()),
        (
            w.licence_until,
            drive.licence_until.map(times::date).unwrap_or_default(),
        ),
        (w.out_at, moment(drive.out_at, drive.out_km)),
        (w.back_at, moment(drive.back_at, drive.back_km)),
        (w.marks, drive.marks.clone().unwrap_or_default()),
        (w.reason, drive.ended_because.clone().unwrap_or_default()),
    ];
    if let Some(result) = &drive.result {
        all.extend([
            (
                w.rating,
                result
                    .rating
                    .map(|rating| text::rating(rating, lang).to_owned())
                    .unwrap_or_default(),
            ),
            (
                w.intent,
                result
                    .intent
                    .map(|intent| intent.label(lang).to_owned())
                    .unwrap_or_default(),
            ),
            (w.liked, result.liked.clone().unwrap_or_default()),
            (w.worried, result.worried.clone().unwrap_or_default()),
        ]);
    }
    all.retain(|(_, value)| !value.is_empty());
    all
}

impl DrivePage {
    pub fn new(cx: &Cx, listed: &Listed, form: FormView, side: FormView, notice: &'static str) -> Result<Self, Error> {
        let (w, lang, drive) = (DriveText::of(cx.lang), cx.lang, &listed.drive);
        let works = cx.actor()?.may(Permission::WorkSales);
        let is = |state: DriveState| works && drive.state == state;
        let notice = if notice.is_empty() && listed.lacks_its_car() {
            let lacks = listed.car.lacks(times::day_of(drive.until_at));
            text::no_car(&text::lacking(lacks, lang), lang)
        } else {
            notice.to_owned()
        };
        Ok(Self {
            page: cx.page(w.drive),
            w,
            base: format!("/test-drives/{}", drive.id),
            state: drive.state.label(lang),
            tone: tone(listed, cx.now),
            plate: listed.car.plate_shown(),
            plate_kind: plate_kind(&listed.car),
            model: listed.car.model.clone(),
            customer: listed.customer.clone(),
            customer_href: format!("/customers/{}", drive.customer),
            number: listed.number.clone(),
            opportunity_href: format!("/opportunities/{}", drive.opportunity),
            notice,
            booked: is(DriveState::Booked),
            begun: drive.starts_at <= cx.now,
            out: is(DriveState::Out),
            returned: is(DriveState::Returned),
            may_correct: is(DriveState::Returned) || is(DriveState::Done),
            may_print: !matches!(drive.state, DriveState::Missed | DriveState::Cancelled),
            to_companion: if [DriveState::Booked, DriveState::Out, DriveState::Returned]
                .into_iter()
                .any(is)
            {
                format!("/test-drives/{}/companion", drive.id)
            } else {
                String::new()
            },
            facts: facts(listed, w, lang),
            signature: drive.strokes.as_ref().map(Strokes::path).unwrap_or_default(),
            kinds: IdKind::choices(lang),
            ratings: (1..=5)
                .map(|rating: i16| Choice::new(rating.to_string(), text::rating(rating, lang)))
                .collect(),
            intents: Intent::choices(lang),
            form,
            side,
        })
    }

    /// The topic that the page follows while nothing is typed into it.
    #[must_use]
    pub fn live(mut self) -> Self {
        self.page = self.page.live(TOPIC);
        self
    }
}

/// What the form of the next step holds when it is opened.
pub fn drive_start(listed: &Listed) -> Vec<(&'static str, String)> {
    let mut pairs = vec![("lock_version", listed.drive.lock_version.to_string())];
    if listed.drive.state == DriveState::Booked {
        pairs.push(("licence_kind", IdKind::MainlandId.code().to_owned()));
        pairs.push(("driver", listed.customer.clone()));
        pairs.push(("km", listed.car.mileage.km().to_string()));
    }
    pairs
}

/// `/test-drives/{id}/agreement`: on A4.
#[derive(Template)]
#[template(path = "sales/test_drives/agreement.html", blocks = ["main"])]
pub struct Agreement {
    page: Page,
    w: &'static DriveText,
    store: String,
    head: Vec<(&'static str, String)>,
    facts: Vec<(&'static str, String)>,
    signature: String,
    /// When it was signed on the screen.
    signed: String,
    printed: String,
}

regions!(Agreement { main: as_main });

impl Agreement {
    pub fn new(cx: &Cx, store: String, listed: &Listed) -> Self {
        let (w, lang) = (DriveText::of(cx.lang), cx.lang);
        // What the customer said of the car is not theirs to sign.
        let told = [w.rating, w.intent, w.liked, w.worried];
        let mut told_of = facts(listed, w, lang);
        told_of.retain(|(label, _)| !told.contains(label));
        if let Some(number) = &listed.drive.licence {
            for fact in told_of.iter_mut().filter(|(label, _)| *label == w.licence) {
                fact.1 = number.expose().clone();
            }
        }
        // What is not known yet is written in by hand.
        for label in [w.driver, w.licence, w.licence_until, w.out_at, w.back_at] {
            if !told_of.iter().any(|(known, _)| *known == label) {
                told_of.push((label, String::new()));
            }
        }
        Self {
            page: cx.page(w.agreement),
            w,
            store,
            head: vec![
                (w.customer, listed.customer.clone()),
                (w.plate, listed.car.plate_shown()),
                (w.model, listed.car.model.clone()),
            ],
            facts: told_of,
            signature: listed.drive.strokes.as_ref().map(Strokes::path).unwrap_or_default(),
            signed: listed.drive.out_at.map(times::minute).unwrap_or_default(),
            printed: times::minute(cx.now),
        }
    }
}

/// A step that can't be taken any more.
pub fn moved_on(cx: &Cx, back: String) -> MovedOn {
    let w = DriveText::of(cx.lang);
    MovedOn::new(cx, w.title, w.moved_on, w.back, back)
}
