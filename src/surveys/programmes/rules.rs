//! The life of a survey and of an invitation; who is asked, by which way, and who is left out and why (domain.md §7).

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};

use crate::coded;
use crate::surveys::rules::{Purpose, Way};

coded! {
    pub enum SurveyState {
        Draft "draft", Running "running", Paused "paused",
        /// By hand.
        Stopped "stopped",
        /// Its last day is over.
        Finished "finished",
    }
}

coded! {
    /// What is done with a survey.
    pub enum SurveyAction {
        Change "change", Start "start", Pause "pause", Resume "resume", Stop "stop", Finish "finish",
        /// Somebody is asked by hand.
        Ask "ask",
    }
}

/// A step that this state does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IllegalTransition {
    pub from: SurveyState,
    pub action: SurveyAction,
}

impl SurveyState {
    /// Where an action leads. What runs is paused before it is changed.
    pub fn after(self, action: SurveyAction) -> Result<Self, IllegalTransition> {
        use SurveyAction as A;
        match (self, action) {
            (Self::Draft | Self::Paused, A::Change) | (Self::Running, A::Ask) => Ok(self),
            (Self::Draft, A::Start) | (Self::Paused, A::Resume) => Ok(Self::Running),
            (Self::Running, A::Pause) => Ok(Self::Paused),
            (Self::Draft | Self::Running | Self::Paused, A::Stop) => Ok(Self::Stopped),
            (Self::Running | Self::Paused, A::Finish) => Ok(Self::Finished),
            (from, action) => Err(IllegalTransition { from, action }),
        }
    }

    pub fn allows(self, action: SurveyAction) -> bool {
        self.after(action).is_ok()
    }

    pub fn is_over(self) -> bool {
        matches!(self, Self::Stopped | Self::Finished)
    }
}

coded! {
    /// Which surveys the list shows.
    pub enum SurveyView { Running "running", Draft "draft", Over "over", All "all" }
}

impl SurveyView {
    pub fn states(self) -> &'static [SurveyState] {
        match self {
            Self::Running => &[SurveyState::Running, SurveyState::Paused],
            Self::Draft => &[SurveyState::Draft],
            Self::Over => &[SurveyState::Stopped, SurveyState::Finished],
            Self::All => SurveyState::ALL,
        }
    }
}

coded! {
    pub enum InvitationState {
        /// Waits for its time.
        Planned "planned",
        Sent "sent",
        /// Somebody looked at it.
        Opened "opened",
        Answered "answered",
        /// The customer doesn't want to answer.
        Refused "refused",
        Expired "expired",
        /// Not asked after all.
        Cancelled "cancelled",
    }
}

impl InvitationState {
    /// Whether an answer may still come.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Sent | Self::Opened)
    }

    /// Whether the customer was asked.
    pub fn was_asked(self) -> bool {
        !matches!(self, Self::Planned | Self::Cancelled)
    }
}

coded! {
    /// Why somebody is not asked, or asked no more.
    pub enum Because {
        NoContact "no_contact", NoConsent "no_consent",
        /// Within the days between two surveys.
        AskedRecently "asked_recently",
        /// Enough customers whose last service was paid by somebody else.
        OverQuota "over_quota",
        /// The record was merged or cleared.
        Gone "gone",
        /// The service was not settled after all, the complaint taken up again.
        Undone "undone",
        /// The survey was paused for too long.
        TooLate "too_late",
        /// The survey was stopped.
        Stopped "stopped",
        /// Somebody took it back.
        ByHand "by_hand",
        /// A slip without a name that nobody looked at.
        Unused "unused",
        /// The customer said no.
        Declined "declined",
    }
}

impl Because {
    /// Why a drawing leaves somebody out.
    pub const OF_A_DRAWING: [Self; 4] = [Self::NoContact, Self::NoConsent, Self::AskedRecently, Self::OverQuota];
}

/// Whether a standing survey of this purpose has something to follow.
pub fn has_trigger(purpose: Purpose) -> bool {
    is_event(purpose) || is_quarterly(purpose)
}

/// Whether it follows an event: one customer at a time.
pub fn is_event(purpose: Purpose) -> bool {
    matches!(purpose, Purpose::Service | Purpose::Delivery | Purpose::Complaint)
}

/// Whether it comes round with the quarter.
pub fn is_quarterly(purpose: Purpose) -> bool {
    matches!(purpose, Purpose::QuarterlySatisfaction | Purpose::QuarterlyNps)
}

/// Whether it looks at owners of a car only: what comes round with the quarter does. One that goes out once is put before
/// whomever its filter finds, whatever its questionnaire is for.
pub fn is_of_owners(standing: bool, purpose: Purpose) -> bool {
    standing && is_quarterly(purpose)
}

/// Whether invitations go out by themselves; the others are handed over at the desk.
pub fn is_sent(way: Way) -> bool {
    matches!(way, Way::Link | Way::Email | Way::Phone)
}

/// The round of a survey that isn't standing.
pub const ONCE: &str = "once";

/// `2026Q4`
pub fn quarter(day: NaiveDate) -> String {
    format!("{}Q{}", day.year(), day.month0() / 3 + 1)
}

/// `2026-11`
pub fn month(day: NaiveDate) -> String {
    format!("{}-{:02}", day.year(), day.month())
}

/// Who of all customers a drawing looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Everybody,
    /// Platinum members and owners of a new car.
    Monthly,
    /// All but those.
    Rest,
}

/// The rounds that are open on a day, each with whom it asks. Who may be asked monthly is asked every month, and not with
/// the quarter besides.
pub fn rounds(standing: bool, monthly: bool, day: NaiveDate) -> Vec<(String, Group)> {
    match (standing, monthly) {
        (false, _) => vec![(ONCE.to_owned(), Group::Everybody)],
        (true, false) => vec![(quarter(day), Group::Everybody)],
        (true, true) => vec![(month(day), Group::Monthly), (quarter(day), Group::Rest)],
    }
}

/// How many may be asked whose last service was paid by somebody else, beside so many who paid themselves; `None`: any.
pub fn most_others(quota: Option<i32>, self_paid: i64) -> Option<i64> {
    let quota = i64::from(quota.filter(|quota| *quota > 0)?);
    Some(self_paid * (100 - quota) / quota)
}

/// Whether one more may be asked whose last service was paid by somebody else. Checked before, so that the first may.
pub fn has_room(quota: Option<i32>, self_paid: i64, others: i64) -> bool {
    match quota {
        Some(quota) if quota >= 100 => false,
        Some(quota) => others * 100 <= (100 - i64::from(quota)) * (self_paid + others),
        None => true,
    }
}

/// What is known of a customer at the moment of asking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    pub gone: bool,
    /// What it follows still stands.
    pub stands: bool,
    pub has_email: bool,
    pub has_phone: bool,
    /// The last word about surveys by mail, by phone.
    pub email: bool,
    pub phone: bool,
    /// When they were asked last, whatever by.
    pub asked_at: Option<DateTime<Utc>>,
}

/// The figures of a survey that decide who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asking {
    pub way: Way,
    pub purpose: Purpose,
    pub standing: bool,
    pub cool_off_days: i32,
    pub expire_after_days: i32,
}

impl Asking {
    /// Until when somebody asked before counts as asked lately; a complaint is asked about whenever.
    pub fn lately(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let exempt = self.standing && self.purpose == Purpose::Complaint;
        (!exempt && self.cool_off_days > 0).then(|| now - TimeDelta::days(self.cool_off_days.into()))
    }

    /// By which way a customer is asked now, or why not.
    pub fn verdict(&self, known: &Known, due_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<Way, Because> {
        if known.gone {
            return Err(Because::Gone);
        }
        if !known.stands {
            return Err(Because::Undone);
        }
        if now - due_at > TimeDelta::days(self.expire_after_days.into()) {
            return Err(Because::TooLate);
        }
        let (email, phone) = (known.has_email && known.email, known.has_phone && known.phone);
        let way = match self.way {
            Way::Email => email.then_some(Way::Email),
            Way::Phone => phone.then_some(Way::Phone),
            // A mail carries the link; who has none, or wants none, is called.
            Way::Link => email.then_some(Way::Email).or(phone.then_some(Way::Phone)),
            Way::OnSite | Way::Paper => Some(self.way),
        };
        let Some(way) = way else {
            let reached = match self.way {
                Way::Email => known.has_email,
                Way::Phone => known.has_phone,
                _ => known.has_email || known.has_phone,
            };
            return Err(if reached {
                Because::NoConsent
            } else {
                Because::NoContact
            });
        };
        match (self.lately(now), known.asked_at) {
            (Some(since), Some(at)) if at > since => Err(Because::AskedRecently),
            _ => Ok(way),
        }
    }
}

/// Of a hundred who were asked, how many answered; of nobody there is no share. Rounded to one decimal.
pub fn rate(answered: i64, asked: i64) -> Option<f64> {
    if asked <= 0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of customers are far below 2^53")]
    let share = answered as f64 * 1_000.0 / asked as f64;
    Some(share.round() / 10.0)
}

/// So many weeks are looked back on.
const WEEKS: u64 = 12;

/// The weeks up to this day, also those in which nobody was asked; none before the first that is found. Weeks go by their
/// Mondays.
pub fn last_weeks(found: &[(NaiveDate, i64, i64)], until: NaiveDate) -> Vec<(NaiveDate, i64, i64)> {
    let (Some((first, ..)), Some((newest, ..))) = (found.first(), found.last()) else {
        return Vec::new();
    };
    let last = until.week(Weekday::Mon).first_day().max(*newest);
    let earliest = last.checked_sub_days(Days::new(7 * (WEEKS - 1))).unwrap_or(*first);
    std::iter::successors(Some(earliest.max(*first)), |week| week.checked_add_days(Days::new(7)))
        .take_while(|week| *week <= last)
        .map(|week| {
            let known = found.iter().find(|(known, ..)| *known == week);
            known.copied().unwrap_or((week, 0, 0))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-22T02:00:00Z";

    fn now() -> DateTime<Utc> {
        NOW.parse().unwrap()
    }

    fn asking(way: Way, purpose: Purpose) -> Asking {
        Asking {
            way,
            purpose,
            standing: true,
            cool_off_days: 30,
            expire_after_days: 15,
        }
    }

    fn known() -> Known {
        Known {
            stands: true,
            has_email: true,
            has_phone: true,
            email: true,
            phone: true,
            ..Known::default()
        }
    }

    #[test]
    fn a_survey_lives_from_draft_to_its_end() {
        use SurveyAction as A;
        use SurveyState as S;
        for (from, action, to) in [
            (S::Draft, A::Change, Some(S::Draft)),
            (S::Draft, A::Start, Some(S::Running)),
            (S::Draft, A::Ask, None),
            (S::Running, A::Change, None),
            (S::Running, A::Ask, Some(S::Running)),
            (S::Running, A::Pause, Some(S::Paused)),
            (S::Paused, A::Change, Some(S::Paused)),
            (S::Paused, A::Ask, None),
            (S::Paused, A::Resume, Some(S::Running)),
            (S::Paused, A::Start, None),
            (S::Paused, A::Finish, Some(S::Finished)),
            (S::Draft, A::Finish, None),
            (S::Stopped, A::Resume, None),
            (S::Finished, A::Stop, None),
        ] {
            assert_eq!(from.after(action).ok(), to, "{from:?} {action:?}");
        }
    }

    #[test]
    fn no_consent_no_invitation() {
        let ask = asking(Way::Email, Purpose::Service);
        let verdict = |known: &Known| ask.verdict(known, now(), now());
        assert_eq!(verdict(&known()), Ok(Way::Email));
        assert_eq!(
            verdict(&Known {
                email: false,
                ..known()
            }),
            Err(Because::NoConsent)
        );
        assert_eq!(
            verdict(&Known {
                has_email: false,
                ..known()
            }),
            Err(Because::NoContact)
        );
        assert_eq!(verdict(&Known { gone: true, ..known() }), Err(Because::Gone));
        assert_eq!(
            verdict(&Known {
                stands: false,
                ..known()
            }),
            Err(Because::Undone)
        );
    }

    #[test]
    fn a_link_goes_by_mail_else_the_customer_is_called() {
        let ask = asking(Way::Link, Purpose::Service);
        let verdict = |known: &Known| ask.verdict(known, now(), now());
        assert_eq!(verdict(&known()), Ok(Way::Email));
        assert_eq!(
            verdict(&Known {
                email: false,
                ..known()
            }),
            Ok(Way::Phone)
        );
        assert_eq!(
            verdict(&Known {
                has_email: false,
                ..known()
            }),
            Ok(Way::Phone)
        );
        let silent = Known {
            email: false,
            phone: false,
            ..known()
        };
        assert_eq!(verdict(&silent), Err(Because::NoConsent));
        let unknown = Known {
            has_email: false,
            has_phone: false,
            ..known()
        };
        assert_eq!(verdict(&unknown), Err(Because::NoContact));
    }

    #[test]
    fn nobody_is_asked_twice_in_thirty_days_unless_after_a_complaint() {
        let asked = |days| Known {
            asked_at: Some(now() - TimeDelta::days(days)),
            ..known()
        };
        let service = asking(Way::Email, Purpose::Service);
        assert_eq!(service.verdict(&asked(29), now(), now()), Err(Because::AskedRecently));
        assert_eq!(service.verdict(&asked(30), now(), now()), Ok(Way::Email));
        let complaint = asking(Way::Email, Purpose::Complaint);
        assert_eq!(complaint.verdict(&asked(1), now(), now()), Ok(Way::Email));
        let once = Asking {
            standing: false,
            ..complaint
        };
        assert_eq!(once.verdict(&asked(1), now(), now()), Err(Because::AskedRecently));
    }

    #[test]
    fn what_waited_too_long_is_not_asked() {
        let ask = asking(Way::Phone, Purpose::Delivery);
        let due = |days| now() - TimeDelta::days(days);
        assert_eq!(ask.verdict(&known(), due(15), now()), Ok(Way::Phone));
        assert_eq!(ask.verdict(&known(), due(16), now()), Err(Because::TooLate));
    }

    #[test]
    fn the_quota_keeps_enough_who_paid_themselves() {
        assert_eq!(most_others(None, 10), None);
        assert_eq!(most_others(Some(50), 10), Some(10));
        assert_eq!(most_others(Some(80), 10), Some(2));
        assert_eq!(most_others(Some(100), 10), Some(0));
        assert!(has_room(None, 0, 90));
        assert!(has_room(Some(50), 0, 0), "the first may");
        assert!(!has_room(Some(50), 0, 1));
        assert!(has_room(Some(50), 1, 1));
        assert!(!has_room(Some(80), 3, 1));
        assert!(has_room(Some(80), 4, 1));
        assert!(!has_room(Some(100), 9, 0));
    }

    #[test]
    fn rounds_are_named_by_quarter_and_month() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(quarter(day("2026-01-01")), "2026Q1");
        assert_eq!(quarter(day("2026-12-31")), "2026Q4");
        assert_eq!(month(day("2026-03-09")), "2026-03");
        let both = rounds(true, true, day("2026-11-22"));
        assert_eq!(
            both,
            [
                ("2026-11".to_owned(), Group::Monthly),
                ("2026Q4".to_owned(), Group::Rest)
            ]
        );
        assert_eq!(
            rounds(true, false, day("2026-11-22")),
            [("2026Q4".to_owned(), Group::Everybody)]
        );
        assert_eq!(
            rounds(false, true, day("2026-11-22")),
            [(ONCE.to_owned(), Group::Everybody)]
        );
    }

    #[test]
    fn the_quarter_is_for_owners_and_once_is_for_whom_the_filter_finds() {
        for purpose in Purpose::ALL.iter().copied() {
            assert!(!is_of_owners(false, purpose), "{purpose:?}");
            assert_eq!(is_of_owners(true, purpose), is_quarterly(purpose), "{purpose:?}");
        }
    }

    #[test]
    fn weeks_without_an_invitation_are_weeks_too() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let found = [(day("2026-11-02"), 4, 1), (day("2026-11-16"), 2, 2)];
        let weeks = last_weeks(&found, day("2026-11-29"));
        let expected = [
            (day("2026-11-02"), 4, 1),
            (day("2026-11-09"), 0, 0),
            (day("2026-11-16"), 2, 2),
            (day("2026-11-23"), 0, 0),
        ];
        assert_eq!(weeks, expected);
        assert_eq!(last_weeks(&found, day("2027-11-21")).len(), 12);
        assert!(last_weeks(&[], day("2026-11-29")).is_empty());
    }

    #[test]
    fn the_rate_counts_who_was_asked() {
        assert_eq!(rate(0, 0), None);
        assert_eq!(rate(1, 3), Some(33.3));
        assert_eq!(rate(2, 3), Some(66.7));
        assert!(InvitationState::Refused.was_asked() && !InvitationState::Cancelled.was_asked());
    }
}
