//! Pages of surveys and invitations.

mod detail;
mod form;
mod invitations;
mod list;

pub use detail::DetailPage;
pub use form::{AudiencePart, ChoosePage, FormPage, Offered, begin, of_survey};
pub use invitations::{InvitationPage, InvitationsPage, InvitationsQuery, LeftOutPage, LeftOutQuery, SlipPage};
pub use list::{ListPage, ListQuery};

use super::rules::{InvitationState, SurveyState};

/// A name with its value.
pub struct Fact {
    pub label: &'static str,
    pub value: String,
}

fn tone(state: SurveyState) -> &'static str {
    match state {
        SurveyState::Running => "green",
        SurveyState::Paused => "amber",
        SurveyState::Draft => "blue",
        SurveyState::Stopped | SurveyState::Finished => "",
    }
}

fn tone_of(state: InvitationState) -> &'static str {
    match state {
        InvitationState::Planned => "blue",
        InvitationState::Sent | InvitationState::Opened => "violet",
        InvitationState::Answered => "green",
        InvitationState::Refused => "amber",
        InvitationState::Expired | InvitationState::Cancelled => "",
    }
}
