//! Surveys 满意度调查: what customers are asked, by which way, what they say and what follows from it.
//!
//! For customer care, marketing and the managers.
//! Tables: `questionnaires`, `questionnaire_versions`, `survey_sections`, `survey_questions`, `surveys`, `survey_rounds`,
//! `survey_invitations`, `survey_responses`, `survey_answers`, `survey_follow_ups`, `survey_calls`, `survey_call_attempts`,
//! `survey_sheets`, `survey_sittings`, `survey_posters`, `survey_rollups`, `survey_packs`,
//! `survey_rollup_days`.
//! Entry points: [`questionnaires::queries::paper`] for whoever shows a questionnaire, [`programmes::commands::invite`] for
//! whoever asks a customer, [`answers::queries::visible`] for whoever shows an answer.

pub mod answers;
pub mod interviews;
pub mod programmes;
pub mod questionnaires;
pub mod report;
pub mod rules;
pub mod text;
