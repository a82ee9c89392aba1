//! The pieces that pages are made of, each compiled once.
//!
//! Askama writes a macro out at every call, and what stands in a hundred templates is compiled a hundred times. The macros
//! (`templates/macros`) keep the names and defaults of the arguments; what they show is written here, by templates of its
//! own (`templates/pieces`, `templates/layouts`).

use std::fmt::Display;

use askama::Template;
use askama::filters::HtmlSafe;

use super::form::FormView;
use super::page::Page;
use super::shell_text::ShellText;

/// Template and function of one piece; the arguments come by reference, as templates pass them.
macro_rules! pieces {
    ($($(#[$meta:meta])* $show:ident: $Piece:ident($path:tt) { $($field:ident: $kind:ty),* $(,)? })*) => {$(
        #[derive(Template)]
        #[template(path = $path)]
        pub struct $Piece<'a> {
            $($field: &'a $kind,)*
        }

        impl HtmlSafe for $Piece<'_> {}

        $(#[$meta])*
        pub fn $show<'a>($($field: &'a $kind),*) -> $Piece<'a> {
            $Piece { $($field),* }
        }
    )*};
}

// What stands around a page.
pieces! {
    head: Head("layouts/_head.html") { page: Page }
    shell: Shell("layouts/shell.html") { page: Page }
    shell_end: ShellEnd("layouts/shell_end.html") { page: Page }
    overlays: Overlays("layouts/_overlays.html") { page: Page }
}

// Of `macros/ui.html`.
pieces! {
    icon: Icon("pieces/icon.html") { name: str }
    btn: Btn("pieces/btn.html") { href: dyn Display, label: str, icon_name: str, look: str, size: str, key: str }
    submit: Submit("pieces/submit.html") {
        label: str, icon_name: str, look: str, size: str, name: str, value: str, key: str
    }
    icon_link: IconLink("pieces/icon_link.html") { href: str, label: str, icon_name: str, size: str }
    dialog_btn: DialogBtn("pieces/dialog_btn.html") {
        href: str, label: str, icon_name: str, look: str, size: str, key: str
    }
    tag: Tag("pieces/tag.html") { label: str, tone: str, icon_name: str }
    sla: Sla("pieces/sla.html") { kind: str, text: str, iso: str, exact: str }
    empty: Empty("pieces/empty.html") { icon_name: str, title: str, text: str, href: str, action: str }
    notice_head: NoticeHead("pieces/notice_head.html") { tone: str, icon_name: str }
    kpi: Kpi("pieces/kpi.html") { href: str, label: str, value: dyn Display, small: str, tone: str, icon_name: str }
    tab: Tab("pieces/tab.html") { href: str, label: str, current: bool, count: str, hot: bool }
    pager: Pager("pieces/pager.html") { t: ShellText, shown: dyn Display, previous: str, next: str }
    chip_head: ChipHead("pieces/chip_head.html") { action: str, label: str, value: str, auto: bool }
    chip_foot: ChipFoot("pieces/chip_foot.html") { t: ShellText, clear: str }
    more_head: MoreHead("pieces/more_head.html") { label: str, size: str }
    masked: Masked("pieces/masked.html") { t: ShellText, masked_text: str, reveal_url: str, token: str, what: str }
    revealed: Revealed("pieces/revealed.html") {
        t: ShellText, text: str, masked_text: str, reveal_url: str, token: str, what: str, seconds: dyn Display
    }
    entry_head: EntryHead("pieces/entry_head.html") {
        t: ShellText, icon_name: str, title: str, who: str, time: str, iso: str, kind: str, tone: str
    }
    live_more: LiveMore("pieces/live_more.html") { t: ShellText, id: str }
    skeleton: Skeleton("pieces/skeleton.html") { t: ShellText }
    lazy: Lazy("pieces/lazy.html") { t: ShellText, id: str, url: str }
    pick_all: PickAll("pieces/pick_all.html") { t: ShellText }
    pick: Pick("pieces/pick.html") { t: ShellText, value: dyn Display, label: str, form_id: str }
    sort_th: SortTh("pieces/sort_th.html") { href: str, label: str, order: str, class: str }
    progress: Progress("pieces/progress.html") { label: str, value: dyn Display, max: dyn Display, text: str }
    diff_row: DiffRow("pieces/diff_row.html") { field: str, before: str, after: str, none: str }
    option: PaletteOption("pieces/option.html") { id: str, href: str, icon_name: str, label: str, small: str }
}

// Of `macros/form.html` and `macros/dialog.html`.
pieces! {
    problems: Problems("pieces/problems.html") { form: FormView, t: ShellText, p: str }
    label: Label("pieces/label.html") { t: ShellText, name: str, label: str, required: bool, p: str }
    below: Below("pieces/below.html") { form: FormView, name: str, hint: str, p: str }
    aria: Aria("pieces/aria.html") { form: FormView, name: str, hint: str, p: str }
    #[expect(clippy::too_many_arguments, reason = "named in the macro")]
    field: Field("pieces/field.html") {
        form: FormView, t: ShellText, name: str, label: str, kind: str, required: bool, hint: str, autocomplete: str,
        inputmode: str, placeholder: str, format: str, check: str, unit: str, maxlength: str, min: str, max: str,
        step: str, wide: bool, focus: bool, p: str
    }
    password: Password("pieces/password.html") {
        form: FormView, t: ShellText, name: str, label: str, autocomplete: str, hint: str, p: str
    }
    #[expect(clippy::too_many_arguments, reason = "named in the macro")]
    textarea: Textarea("pieces/textarea.html") {
        form: FormView, t: ShellText, name: str, label: str, required: bool, hint: str, rows: dyn Display,
        placeholder: str, maxlength: str, wide: bool, p: str
    }
    select_head: SelectHead("pieces/select_head.html") {
        form: FormView, t: ShellText, name: str, label: str, required: bool, hint: str, blank: str, wide: bool, p: str
    }
    checkbox: Checkbox("pieces/checkbox.html") {
        form: FormView, name: str, label: str, hint: str, value: str, wide: bool, must: str, p: str
    }
    group_head: GroupHead("pieces/group_head.html") {
        form: FormView, t: ShellText, name: str, label: str, required: bool, hint: str, wide: bool, p: str
    }
    #[expect(clippy::too_many_arguments, reason = "named in the macro")]
    file: FileField("pieces/file.html") {
        form: FormView, t: ShellText, name: str, label: str, accept: str, multiple: bool, required: bool, hint: str,
        wide: bool, p: str
    }
    dialog_title: DialogTitle("pieces/dialog_title.html") { t: ShellText, title: str }
    dialog_form: DialogForm("pieces/dialog_form.html") {
        t: ShellText, title: str, action: str, autosave: str, files: bool
    }
    dialog_foot: DialogFoot("pieces/dialog_foot.html") {
        t: ShellText, submit_label: str, look: str, back: str, stay: str, autosave: str
    }
}

/// A page of the shell: what stands around it, and the page in it.
pub fn in_shell(page: &Page, main: &impl Template) -> askama::Result<String> {
    let mut html = String::with_capacity(16 * 1024);
    shell(page).render_into(&mut html)?;
    main.render_into(&mut html)?;
    shell_end(page).render_into(&mut html)?;
    Ok(html)
}
