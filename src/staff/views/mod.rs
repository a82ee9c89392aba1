//! Pages of the staff room.

mod parts;
mod people;
mod person;
mod profile;
mod second_step;
mod sign_in;
mod teams;
mod welcome;

pub use parts::{role_labels, roles_joined};
pub use people::{InvitePage, LinkPage, PeoplePage};
pub use person::{EditPage, HandingOver, PersonPage, SignInsPage, Standing, fields};
pub use profile::{PasswordPage, ProfilePage};
pub use second_step::{CodePage, CodesPage, EnrolPage, Offer, OwnCodesPage, OwnStepPage, StepStanding};
pub use sign_in::SignInPage;
pub use teams::{StorePage, TeamPage, TeamsPage};
pub use welcome::{DeadLink, DeadLinkPage, WelcomePage};
