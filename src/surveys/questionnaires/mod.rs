//! Questionnaires 问卷: written in versions, in both languages, with a preview as a phone shows it.
//!
//! Tables: `questionnaires`, `questionnaire_versions`, `survey_sections`, `survey_questions`.
//! Entry points: [`queries::paper`] for whoever shows a version, [`queries::published`] and [`queries::latest`] for whoever
//! sends one, [`commands::install_standard`] for whoever sets up a store.

pub mod commands;
pub mod forms;
pub mod handlers;
pub mod model;
pub mod queries;
pub mod text;
pub mod views;

use crate::platform::undo::Undoable;

/// What can be taken back.
pub const UNDO: &[Undoable] = &[
    Undoable {
        kind: commands::ARCHIVE,
        run: commands::unarchive,
    },
    Undoable {
        kind: commands::REMOVE_QUESTION,
        run: commands::put_back,
    },
];

crate::routes! {
    "/questionnaires" { GET handlers::list: May(SeeSurveys); POST handlers::create: May(DesignSurveys); }
    "/questionnaires/new" { GET handlers::new: May(DesignSurveys); }
    "/questionnaires/{id}" { GET handlers::show: May(SeeSurveys); }
    "/questionnaires/{id}/comparison" { GET handlers::compare: May(SeeSurveys); }
    "/questionnaires/{id}/preview" { POST handlers::preview: May(DesignSurveys); }
    "/questionnaires/{id}/draft" { POST handlers::begin: May(DesignSurveys); }
    "/questionnaires/{id}/draft/removal" { POST handlers::discard: May(DesignSurveys); }
    "/questionnaires/{id}/title" { GET handlers::ask_title: May(DesignSurveys); POST handlers::describe: May(DesignSurveys); }
    "/questionnaires/{id}/sections" { POST handlers::add_section: May(DesignSurveys); }
    "/questionnaires/{id}/sections/new" { GET handlers::new_section: May(DesignSurveys); }
    "/questionnaires/{id}/sections/{section}" {
        GET handlers::ask_section: May(DesignSurveys);
        POST handlers::change_section: May(DesignSurveys);
    }
    "/questionnaires/{id}/sections/{section}/position" { POST handlers::shift_section: May(DesignSurveys); }
    "/questionnaires/{id}/sections/{section}/removal" { POST handlers::remove_section: May(DesignSurveys); }
    "/questionnaires/{id}/questions" { POST handlers::add_question: May(DesignSurveys); }
    "/questionnaires/{id}/questions/{question}" { POST handlers::change_question: May(DesignSurveys); }
    "/questionnaires/{id}/questions/{question}/position" { POST handlers::move_question: May(DesignSurveys); }
    "/questionnaires/{id}/questions/{question}/removal" { POST handlers::remove_question: May(DesignSurveys); }
    "/questionnaires/{id}/publication" { POST handlers::publish: May(DesignSurveys); }
    "/questionnaires/{id}/copies" { POST handlers::copy: May(DesignSurveys); }
    "/questionnaires/{id}/archive" { POST handlers::archive: May(DesignSurveys); }
    "/questionnaires/{id}/return" { POST handlers::bring_back: May(DesignSurveys); }
}
