//! Attachments on the page of a complaint, and the form that brings them.

use std::collections::HashMap;

use askama::Template;

use crate::access::{Actor, Permission};
use crate::complaints::text::ComplaintText;
use crate::platform::db::FormToken;
use crate::platform::files::FileInfo;
use crate::platform::i18n::times;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::values::ids::{ComplaintId, StaffId};

/// What a browser is told to offer.
pub const ACCEPT: &str = "image/jpeg,image/png,image/webp,application/pdf";

/// A file in the gallery or on the timeline.
#[derive(Clone)]
pub struct FileView {
    pub id: String,
    pub href: String,
    /// The small picture of a photo.
    pub thumbnail: Option<String>,
    pub name: String,
    /// Who brought it, when, how large it is.
    pub about: String,
    /// Where it is taken away, for those who may.
    pub removal: Option<(String, String)>,
}

impl FileView {
    pub fn new(actor: &Actor, complaint: ComplaintId, file: &FileInfo, people: &HashMap<StaffId, String>) -> Self {
        let href = format!("/complaints/{complaint}/attachments/{}", file.id);
        let by = file.created_by.and_then(|by| people.get(&by)).cloned();
        let parts = [by, Some(times::minute(file.created_at)), Some(file.size())];
        let may_remove = actor.may(Permission::WorkComplaint) || file.created_by == Some(actor.id);
        Self {
            id: file.id.to_string(),
            thumbnail: file.is_image().then(|| format!("{href}/thumbnail")),
            name: file.name.expose().clone(),
            about: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            removal: may_remove.then(|| (format!("{href}/removal"), FormToken::new().to_string())),
            href,
        }
    }
}

/// `/complaints/{id}/attachments`
#[derive(Template)]
#[template(path = "complaints/attachments/form.html", blocks = ["dialog"])]
pub struct AttachPage {
    page: Page,
    w: &'static ComplaintText,
    number: String,
    action: String,
    back: String,
    place: String,
    accept: &'static str,
    form: FormView,
}

regions!(AttachPage {
    main,
    dialog: as_dialog
});

impl AttachPage {
    pub fn new(cx: &Cx, id: ComplaintId, place: String, number: String, form: FormView) -> Self {
        let w = ComplaintText::of(cx.lang);
        Self {
            page: cx.page(w.attach),
            w,
            number,
            action: format!("/complaints/{id}/attachments"),
            back: format!("/complaints/{id}"),
            place,
            accept: ACCEPT,
            form,
        }
    }
}
