//! Words of the imports room.

use super::model::FileFormat;
use super::report::Report;
use super::rules::checking::Problem;
use super::rules::columns::{Field, Kind, Mapping};
use super::rules::services::Warning;
use super::rules::states::{RowState, State};
use crate::platform::i18n::{Lang, faults};
use crate::values::decimal::grouped;
use crate::{labels, words};

words! {
    /// Words of the pages about imports.
    pub struct ImportText {
        title: "数据导入", "Imports";
        new: "导入数据", "Import data";
        kind: "内容", "What it is";
        none: "还没有导入过文件", "No file was imported yet";
        none_hint: "把经销商管理系统导出的客户表或维修记录放进来，先检查，再导入。", "Bring in the customer list or the service history of your dealer system: it is checked first, then imported.";
        order_hint: "先导入客户和车辆，再导入维修记录。历史维修不计入会员等级和积分。销售线索另传一个文件：姓名、手机和来源各一列，重复的会归到已有的客户或商机。", "Import customers and cars first, then their service history. Past services count neither for tiers nor for points. Leads come in a file of their own with a column each for the name, the phone and the source; repeated ones join the customer or opportunity that is there.";
        file: "文件", "File";
        file_hint: "CSV（UTF-8 或 GB18030）或 XLSX，最大 10 MiB；第一行是表头", "CSV (UTF-8 or GB18030) or XLSX, up to 10 MiB; the first row names the columns";
        upload: "上传并匹配列", "Upload and match columns";
        by: "导入人", "By";
        when: "时间", "When";
        state: "状态", "State";
        rows: "行数", "Rows";
        good: "可导入", "Ready to import";
        imported: "已导入", "Imported";
        duplicates: "重复", "Duplicates";
        bad: "有问题", "With errors";
        odd: "需留意", "To look at";
        kept: "保留", "Kept";
        steps: "导入步骤", "Steps of an import";
        step_upload: "上传", "Upload";
        step_map: "匹配列", "Match columns";
        step_check: "检查", "Check";
        step_confirm: "确认", "Confirm";
        step_run: "导入", "Import";
        map_title: "每一列放到哪里", "What each column holds";
        map_hint: "表头已自动匹配，有不对的请改；不需要的列选“不导入”。", "Columns were matched by their headers. Change what is wrong; choose \"Leave out\" for what you don't need.";
        services_map_nothing: "没有认出任何表头，请自己选每一列放到哪里；工单号、开单时间、车架号和结算金额各要有一列。", "No header was recognised. Choose where each column goes; the order number, the date, the VIN and the total need one each.";
        services_no_rows: "这个文件没有数据行，没有可以导入的记录。", "This file has no rows: there is nothing to import.";
        services_cancel_waiting: "取消这次导入？文件会删除，没有写入任何记录。", "Cancel this import? The file is removed; nothing was written.";
        services_cancel_confirm: "取消这次导入？已经导入的记录会保留，仍可撤销。", "Cancel this import? What was imported so far stays and can still be undone.";
        services_imported: "导入的维修记录", "Services imported";
        services_whose: "工单", "Order";
        services_hint: "这些工单号已经有了，不会重复导入。", "Their numbers are known already; nothing is imported twice.";
        services_duplicate_of: "与哪张工单重复", "Duplicate of";
        services_nothing_yet: "现在还没有写入任何维修记录。", "No service has been written yet.";
        services_undo_hint: "导入后 24 小时内可以撤销，车辆的里程和下次保养日期也会恢复。", "You can undo the import within 24 hours; mileages and next services become what they were.";
        services_undo_confirm: "撤销这次导入？导入的维修记录会删除。", "Undo this import? The services it brought are removed.";
        leads_map_nothing: "没有认出任何表头，请自己选每一列放到哪里；姓名、手机和来源各要有一列。", "No header was recognised. Choose where each column goes; the name, the phone and the source need one each.";
        leads_imported: "导入的线索", "Leads imported";
        leads_whose: "线索", "Lead";
        leads_gone: "线索已不在", "The lead is gone";
        leads_kept: "撤销时保留的线索", "Leads kept when it was undone";
        services_gone: "工单已不在", "The order is gone";
        leads_hint: "这些线索已经有了，不会重复导入。", "These leads are here already; nothing is imported twice.";
        leads_duplicate_of: "与哪条线索重复", "Duplicate of";
        leads_nothing_yet: "现在还没有写入任何线索。", "No lead has been written yet.";
        leads_odd_hint: "这些行照样导入，并归到已有的客户、线索或商机。", "These rows are imported all the same; each joins the customer, lead or opportunity that is there.";
        leads_undo_hint: "导入后 24 小时内可以撤销；已转商机的线索会保留。", "You can undo the import within 24 hours; leads that became opportunities stay.";
        leads_undo_confirm: "撤销这次导入？还没有转商机的线索会标记为无效。", "Undo this import? Leads that are no opportunity yet are marked as no leads.";
        leads_required: "请为姓名、手机和来源各选一列", "Choose a column each for the name, the phone and the source";
        see_leads: "查看线索", "See the leads";
        services_required: "请为工单号、开单时间、车架号和结算金额各选一列", "Choose a column each for the order number, the date, the VIN and the total";
        see_services: "查看维修记录", "See the services";
        odd_title: "需留意的行", "Rows to look at";
        odd_hint: "这些行照样导入；内容看着不对，请抽查。", "These rows are imported all the same, but something about them is odd.";
        what_is_odd: "提醒", "What is odd";
        map_nothing: "没有认出任何表头，请自己选每一列放到哪里；姓名和手机各要有一列。", "No header was recognised. Choose where each column goes; the name and the phone need one each.";
        column: "列", "Column";
        samples: "前几行", "First rows";
        field: "放到", "Goes to";
        leave_out: "不导入", "Leave out";
        unnamed: "（没有表头）", "(no header)";
        check: "检查全部行", "Check all rows";
        change_columns: "改列的匹配", "Change the columns";
        check_again: "重新检查", "Check again";
        outdated: "检查之后，有导入被撤销，重复的行可能变了。请重新检查。", "An import was undone since this check, so the duplicates may be others now. Check again.";
        no_rows: "这个文件没有数据行，没有可以导入的客户。", "This file has no rows: there is nobody to import.";
        command_line: "命令行", "Command line";
        checking: "正在检查每一行…", "Checking every row…";
        running: "正在导入…", "Importing…";
        undoing: "正在撤销…", "Undoing…";
        refresh: "刷新进度", "Refresh";
        later: "以后再说", "Later";
        cancel: "取消导入", "Cancel the import";
        cancel_waiting: "取消这次导入？文件会删除，没有写入任何客户。", "Cancel this import? The file is removed; no customer was written.";
        cancel_confirm: "取消这次导入？已经导入的客户会保留，仍可撤销。", "Cancel this import? Customers imported so far stay and can still be undone.";
        errors: "有问题的行", "Rows with errors";
        errors_hint: "这些行不会导入。下载后在表里改好，再作为新文件导入。", "These rows are not imported. Download them, mend them in the spreadsheet, and import that file.";
        no_errors: "没有有问题的行", "No row has an error";
        download: "下载有问题的行", "Download the rows with errors";
        download_duplicates: "下载重复的行", "Download the duplicates";
        whose: "姓名", "Name";
        imported_title: "导入的客户", "Customers imported";
        car: "车辆", "Car";
        day: "日期", "Date";
        items: "项目", "Items";
        amount: "金额", "Amount";
        gone: "档案已不在", "The record is gone";
        line: "行", "Row";
        value: "内容", "Value";
        reason: "原因", "Reason";
        whole_row: "整行", "Whole row";
        duplicates_hint: "手机或车架号已经有了，不会重复建档。", "Their phone or VIN is known already; no second record is made.";
        no_duplicates: "没有重复的行", "No row is a duplicate";
        duplicate_of: "与谁重复", "Duplicate of";
        no_owner: "车辆已登记，现在没有车主", "A car on record that nobody owns now";
        kept_title: "撤销时保留的客户", "Customers kept when it was undone";
        kept_hint: "导入后有人改过或登记过业务，没有撤销。", "Somebody changed them or recorded work on them since, so they were not taken back.";
        customer: "客户", "Customer";
        preview: "预检结果", "Check result";
        nothing_yet: "现在还没有写入任何客户。", "No customer has been written yet.";
        cancelled: "这次导入已取消", "This import was cancelled";
        failed: "文件没能读完", "The file could not be read to its end";
        undo: "撤销整次导入", "Undo the whole import";
        undo_hint: "导入后 24 小时内可以撤销；之后有人改过或登记过业务的客户会保留并列出。", "You can undo the import within 24 hours. Customers that somebody changed or worked on since are kept and listed.";
        undo_confirm: "撤销这次导入？导入的客户和车辆会删除。", "Undo this import? The customers and cars it brought are removed.";
        undo_others: "由导入人或经理撤销。", "The person who imported it or a manager can undo it.";
        see_customers: "查看客户", "See customers";
        another: "再导入一个文件", "Import another file";
        required_column: "请为姓名和手机各选一列", "Choose a column for the name and one for the phone";
        twice: "一项只能放一列，请改掉重复的", "A field takes one column only; change the second";
        reason_column: "导入未通过的原因", "Why it was not imported";
        choose_file: "请选择文件", "Choose a file";
    }
}

labels! {
    State {
        Uploaded: "待匹配列", "Columns to match";
        Checking: "检查中", "Checking";
        Checked: "待确认", "To confirm";
        Running: "导入中", "Importing";
        Done: "已完成", "Done";
        Cancelled: "已取消", "Cancelled";
        Failed: "读取失败", "Unreadable";
        Undoing: "撤销中", "Undoing";
        Undone: "已撤销", "Undone";
    }
    Kind {
        Customers: "客户和车辆", "Customers and cars";
        Services: "维修记录", "Service history";
        Leads: "销售线索", "Leads";
    }
    RowState {
        Good: "可导入", "Ready";
        Bad: "有问题", "With errors";
        Duplicate: "重复", "Duplicate";
        Imported: "已导入", "Imported";
        Undone: "已撤销", "Undone";
        Kept: "保留", "Kept";
    }
    FileFormat {
        Utf8: "CSV（UTF-8）", "CSV (UTF-8)";
        Utf8Bom: "CSV（UTF-8，带 BOM）", "CSV (UTF-8 with BOM)";
        Gb18030: "CSV（GB18030）", "CSV (GB18030)";
        Workbook: "XLSX 工作簿", "XLSX workbook";
    }
}

/// What a field is called.
pub fn field(field: Field, lang: Lang) -> &'static str {
    let (zh, en) = field.names();
    lang.pick(zh, en)
}

/// What is wrong with a record, and what to do.
pub fn problem(problem: Problem, lang: Lang) -> String {
    let say = |zh: &str, en: &str| lang.pick(zh, en).to_owned();
    match problem {
        Problem::Value(fault) => faults::words(&fault, lang),
        Problem::UnknownWord => say(
            "这个写法认不出来，请换成系统里的说法或留空",
            "This word is not known; use one of the portal's or leave it empty",
        ),
        Problem::UnknownStaff => say(
            "门店里没有这位员工，请核对姓名或留空",
            "Nobody in the store has this name; check it or leave it empty",
        ),
        Problem::AmbiguousStaff => say(
            "门店里有同名员工，请改填账号",
            "Several people in the store have this name; use the account name",
        ),
        Problem::ExtraCells => say(
            "这一行比表头多出几格，可能有没加引号的逗号",
            "This row has more cells than the header; a comma may need quotation marks",
        ),
        Problem::OpenQuote => say(
            "从这一行起有一个引号没有配对，请补上或删掉",
            "A quotation mark that begins in this row is never closed; close or remove it",
        ),
        Problem::UnknownSource => say(
            "这个来源认不出来，请换成系统里的说法，或在“线索来源”里给来源加上这个叫法",
            "No source is called this; use one of the portal's words, or add it under Lead sources to what files call a source",
        ),
        Problem::IdOfAnother => say(
            "来源的这个编号已经是另一个人的线索，请核对编号和手机",
            "The source's id stands for somebody else already; check the id and the phone",
        ),
        Problem::UnknownVehicle => say(
            "门店里没有这个车架号的车，请先导入客户和车辆",
            "No car of the store has this VIN; import customers and cars first",
        ),
    }
}

/// Why a file can't be read, and what to do; by the code it is stored under.
pub fn unreadable(code: &str, lang: Lang) -> &'static str {
    match code {
        "empty" => lang.pick("文件是空的，请换一个", "The file is empty; choose another"),
        "header_only" => lang.pick(
            "文件只有表头，没有数据，请换一个",
            "The file has a header but no rows; choose another",
        ),
        "old_workbook" => lang.pick(
            "这是旧版 .xls 工作簿，请在 Excel 里另存为 .xlsx 或 CSV",
            "This is an old .xls workbook; save it as .xlsx or CSV in Excel",
        ),
        "encoding" => lang.pick(
            "文字编码认不出来，请另存为 CSV UTF-8",
            "The text is neither UTF-8 nor GB18030; save it as CSV UTF-8",
        ),
        "damaged" => lang.pick(
            "工作簿打不开，可能已损坏或有密码，请重新另存一份",
            "The workbook can't be opened: it may be damaged or have a password. Save it anew",
        ),
        "too_wide" => lang.pick(
            "列太多，不像客户表或维修记录，请核对",
            "There are too many columns for a list of customers or services",
        ),
        "too_large" => lang.pick(
            "文件太大，读它超出了允许的内存或时间，请拆成几个文件",
            "Reading this file takes more memory or time than allowed; split it into several",
        ),
        _ => lang.pick(
            "这不是 CSV 或 XLSX 文件，请换一个",
            "This is neither a CSV nor an XLSX file; choose another",
        ),
    }
}

/// What a kind of fault is about: a field, or what is wrong with it.
pub fn kind(code: &str, lang: Lang) -> String {
    if let Some(known) = Field::parse(code) {
        return field(known, lang).to_owned();
    }
    match code {
        "vin_length" => lang.pick("车架号位数", "VIN length"),
        "vin_character" => lang.pick("车架号字符", "VIN characters"),
        "vin_check_digit" => lang.pick("车架号校验位", "VIN check digit"),
        "id_number_length" => lang.pick("身份证号位数", "ID number length"),
        "id_number_date" => lang.pick("身份证号生日", "ID number date"),
        "id_number_check_digit" => lang.pick("身份证号校验位", "ID number check digit"),
        "unknown_vehicle" => lang.pick("车架号不在店里", "VIN not on record"),
        "id_of_another" => lang.pick("编号是别人的", "Id of somebody else"),
        "extra_cells" => lang.pick("多出的单元格", "Extra cells"),
        "open_quote" => lang.pick("没有配对的引号", "Open quotation mark"),
        _ => lang.pick("其他", "Other"),
    }
    .to_owned()
}

/// Why a customer was kept when the import was undone: the table that refers to them, or that they were changed.
pub fn kept_because(code: &str, lang: Lang) -> &'static str {
    match code {
        "changed" => lang.pick("资料改过", "Record changed"),
        "vehicle_owners" => lang.pick("车主或驾驶人变过", "Owner or driver changed"),
        "customer_notes" | "contact_notes" => lang.pick("有备注或联系记录", "Has notes or contacts"),
        "consents" => lang.pick("登记过授权", "Consent recorded"),
        "tasks" => lang.pick("有待办", "Has tasks"),
        "messages" => lang.pick("发过消息", "Messages were sent"),
        "customer_access" | "access_requests" => lang.pick("有查看授权", "Access was asked for or granted"),
        "attachments" => lang.pick("有附件", "Has attachments"),
        "past_services" => lang.pick("有维修记录", "Has a service history"),
        "customers" => lang.pick("合并过档案", "Records were merged"),
        "opportunities" => lang.pick("有商机", "Has an opportunity"),
        "data_checks" => lang.pick("被抽查核实", "Was drawn to be verified"),
        complaint if complaint.starts_with("complaint") => lang.pick("有投诉", "Has complaints"),
        _ => lang.pick("有业务记录", "Work was recorded"),
    }
}

/// What is odd about a record.
pub fn warning(warning: Warning, lang: Lang) -> &'static str {
    match warning {
        Warning::TotalDiffers => lang.pick(
            "结算金额不等于工时费加材料费",
            "The total is not labour and parts together",
        ),
        Warning::MileageFalls => lang.pick(
            "里程与同一辆车前后的记录对不上",
            "The mileage doesn't fit the car's services before and after",
        ),
        Warning::JoinsWork => lang.pick(
            "已有同一人的线索或商机，会并入并标为重复",
            "A lead or an opportunity of this person is open: it is joined and marked as a duplicate",
        ),
        Warning::KnownCustomer => lang.pick("已是客户，会关联到档案", "A customer already: it joins their record"),
    }
}

/// Which columns a file can't do without.
pub fn required_columns(kind: Kind, lang: Lang) -> &'static str {
    let w = ImportText::of(lang);
    match kind {
        Kind::Customers => w.required_column,
        Kind::Services => w.services_required,
        Kind::Leads => w.leads_required,
    }
}

/// The words that depend on what the file is a list of.
pub struct KindWords {
    pub no_rows: &'static str,
    pub cancel_waiting: &'static str,
    pub cancel_confirm: &'static str,
    pub whose: &'static str,
    pub imported_title: &'static str,
    pub what: &'static str,
    pub duplicates_hint: &'static str,
    pub duplicate_of: &'static str,
    /// The record that a duplicate repeats has nobody, or is there no more.
    pub of_nobody: &'static str,
    pub kept_title: &'static str,
    pub odd_hint: &'static str,
    pub nothing_yet: &'static str,
    pub undo_hint: &'static str,
    pub undo_confirm: &'static str,
    pub see: &'static str,
}

impl KindWords {
    pub fn of(kind: Kind, lang: Lang) -> Self {
        let w = ImportText::of(lang);
        match kind {
            Kind::Customers => Self {
                no_rows: w.no_rows,
                cancel_waiting: w.cancel_waiting,
                cancel_confirm: w.cancel_confirm,
                whose: w.whose,
                imported_title: w.imported_title,
                what: w.customer,
                duplicates_hint: w.duplicates_hint,
                duplicate_of: w.duplicate_of,
                of_nobody: w.no_owner,
                kept_title: w.kept_title,
                odd_hint: w.odd_hint,
                nothing_yet: w.nothing_yet,
                undo_hint: w.undo_hint,
                undo_confirm: w.undo_confirm,
                see: w.see_customers,
            },
            Kind::Services => Self {
                no_rows: w.services_no_rows,
                cancel_waiting: w.services_cancel_waiting,
                cancel_confirm: w.services_cancel_confirm,
                whose: w.services_whose,
                imported_title: w.services_imported,
                what: w.services_whose,
                duplicates_hint: w.services_hint,
                duplicate_of: w.services_duplicate_of,
                of_nobody: w.services_gone,
                kept_title: w.kept_title,
                odd_hint: w.odd_hint,
                nothing_yet: w.services_nothing_yet,
                undo_hint: w.services_undo_hint,
                undo_confirm: w.services_undo_confirm,
                see: w.see_services,
            },
            Kind::Leads => Self {
                no_rows: w.services_no_rows,
                cancel_waiting: w.services_cancel_waiting,
                cancel_confirm: w.services_cancel_confirm,
                whose: w.leads_whose,
                imported_title: w.leads_imported,
                what: w.leads_whose,
                duplicates_hint: w.leads_hint,
                duplicate_of: w.leads_duplicate_of,
                of_nobody: w.leads_gone,
                kept_title: w.leads_kept,
                odd_hint: w.leads_odd_hint,
                nothing_yet: w.leads_nothing_yet,
                undo_hint: w.leads_undo_hint,
                undo_confirm: w.leads_undo_confirm,
                see: w.see_leads,
            },
        }
    }
}

/// `第 32 行`
pub fn line_number(line: u32, lang: Lang) -> String {
    lang.pick(format!("第 {line} 行"), format!("Row {line}"))
}

/// `维修记录：每一列放到哪里`
pub fn map_title(kind: Kind, lang: Lang) -> String {
    let (kind, title) = (kind.label(lang), ImportText::of(lang).map_title);
    lang.pick(format!("{kind}：{title}"), format!("{kind}: {}", title.to_lowercase()))
}

/// The headers are those of another list.
pub fn looks_like(kind: Kind, lang: Lang) -> String {
    let kind = kind.label(lang);
    lang.pick(
        format!("从表头看，这是{kind}。"),
        format!("By its headers this looks like: {}.", kind.to_lowercase()),
    )
}

/// `按维修记录导入`
pub fn import_as(kind: Kind, lang: Lang) -> String {
    let kind = kind.label(lang);
    lang.pick(format!("按{kind}导入"), format!("Import as {}", kind.to_lowercase()))
}

/// What the columns page says about the columns as they are matched now.
pub fn map_hint(mapping: &Mapping, lang: Lang) -> String {
    let w = ImportText::of(lang);
    if mapping.fields().iter().all(Option::is_none) {
        return match mapping.kind() {
            Kind::Customers => w.map_nothing,
            Kind::Services => w.services_map_nothing,
            Kind::Leads => w.leads_map_nothing,
        }
        .to_owned();
    }
    let missing: Vec<&str> = mapping.missing().iter().map(|one| field(*one, lang)).collect();
    if missing.is_empty() {
        return w.map_hint.to_owned();
    }
    lang.pick(
        format!("只认出一部分表头，还缺：{}。请选出它们在哪一列。", missing.join("、")),
        format!(
            "Only some headers were recognised. Still missing: {}. Choose their columns.",
            missing.join(", ")
        ),
    )
}

/// Why a duplicate was left out, in the file of duplicates.
pub fn duplicate_of(kind: Kind, line: Option<u32>, lang: Lang) -> String {
    match line {
        None if kind == Kind::Services => lang
            .pick("工单号已经有了", "The order number is on record already")
            .to_owned(),
        None if kind == Kind::Leads => lang
            .pick("来源的这个编号已经有了", "The source's id is on record already")
            .to_owned(),
        Some(line) => lang.pick(format!("与第 {line} 行重复"), format!("Duplicate of row {line}")),
        None => lang
            .pick("手机或车架号已有客户", "The phone or the VIN is on record already")
            .to_owned(),
    }
}

/// When an import was undone, by whom and with what outcome.
pub fn undone(kind: Kind, at: &str, by: Option<&str>, gone: i32, kept: i32, lang: Lang) -> String {
    let (zh_by, en_by) = by.map_or_else(Default::default, |by| (format!("由 {by} "), format!(" by {by}")));
    if kind == Kind::Services {
        return lang.pick(
            format!("{at} {zh_by}撤销：删除 {gone} 条维修记录。"),
            format!("Undone on {at}{en_by}: {gone} services removed."),
        );
    }
    if kind == Kind::Leads {
        return lang.pick(
            format!("{at} {zh_by}撤销：{gone} 条线索标记为无效，保留 {kept} 条。"),
            format!("Undone on {at}{en_by}: {gone} leads are none any more, {kept} kept."),
        );
    }
    lang.pick(
        format!("{at} {zh_by}撤销：删除 {gone} 位客户，保留 {kept} 位。"),
        format!("Undone on {at}{en_by}: {gone} customers removed, {kept} kept."),
    )
}

/// What came of a command, in a line: `7 行：可导入 4 行，重复 1 行，有问题 2 行`
pub fn told(report: &Report, dry_run: bool, lang: Lang) -> String {
    let (rows, done) = (grouped(report.rows), grouped(report.imported));
    let (doubles, bad) = (report.duplicates.len(), report.bad);
    match (lang, dry_run) {
        (Lang::Zh, true) => format!("{rows} 行：可导入 {done} 行，重复 {doubles} 行，有问题 {bad} 行"),
        (Lang::Zh, false) => format!("{rows} 行：已导入 {done} 行，重复 {doubles} 行，有问题 {bad} 行"),
        (Lang::En, true) => format!("{rows} rows: {done} can be imported, {doubles} duplicates, {bad} with errors"),
        (Lang::En, false) => format!("{rows} rows: {done} imported, {doubles} duplicates, {bad} with errors"),
    }
}

/// Above the odd rows of a command.
pub fn odd_among(rows: usize, lang: Lang) -> String {
    lang.pick(
        format!("其中 {rows} 行需留意："),
        format!("{rows} odd rows are among them:"),
    )
}

/// Above the rows of people whom the store knows already.
pub fn known_among(rows: usize, lang: Lang) -> String {
    lang.pick(
        format!("其中 {rows} 行的人已是客户，或已有线索、商机："),
        format!("{rows} of people who are customers, or have an open lead or opportunity:"),
    )
}

/// Below what a command printed.
pub fn more(rest: usize, lang: Lang) -> String {
    lang.pick(
        format!("另有 {rest} 条，用 --json 输出全部"),
        format!("and {rest} more: --json prints them all"),
    )
}

/// The rows that name a car nobody knows.
pub fn unknown_cars(lines: &[String], lang: Lang) -> String {
    let (count, lines) = (lines.len(), lines.join(lang.pick("、", ", ")));
    lang.pick(
        format!("{count} 行的车架号在本店没有登记（请先导入客户和车辆）：第 {lines} 行"),
        format!("{count} rows name a VIN that no car of the store has (import the customers first): {lines}"),
    )
}

/// `34 行`
pub fn rows(count: usize, lang: Lang) -> String {
    lang.pick(
        format!("{count} 行"),
        if count == 1 {
            "1 row".into()
        } else {
            format!("{count} rows")
        },
    )
}

/// `3 个文件`
pub fn files(count: usize, lang: Lang) -> String {
    lang.pick(
        format!("{count} 个文件"),
        if count == 1 {
            "1 file".into()
        } else {
            format!("{count} files")
        },
    )
}

/// What running will do.
pub fn run(kind: Kind, good: i32, lang: Lang) -> String {
    let shown = grouped(good);
    if kind == Kind::Services {
        return lang.pick(
            format!("导入 {shown} 条维修记录"),
            if good == 1 {
                "Import 1 service".into()
            } else {
                format!("Import {shown} services")
            },
        );
    }
    if kind == Kind::Leads {
        return lang.pick(
            format!("导入 {shown} 条线索"),
            if good == 1 {
                "Import 1 lead".into()
            } else {
                format!("Import {shown} leads")
            },
        );
    }
    lang.pick(
        format!("导入 {shown} 位客户"),
        if good == 1 {
            "Import 1 customer".into()
        } else {
            format!("Import {shown} customers")
        },
    )
}

/// `1,200 / 3,000`
pub fn progress(done: i32, all: i32) -> String {
    format!("{} / {}", grouped(done), grouped(all))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::reading::Unreadable;

    #[test]
    fn every_reason_has_words_of_its_own() {
        let mut seen = std::collections::BTreeSet::new();
        for code in [
            "empty",
            "header_only",
            "kind",
            "old_workbook",
            "encoding",
            "damaged",
            "too_wide",
            "too_large",
        ] {
            assert!(Unreadable::of_code(code).is_some());
            assert!(seen.insert(unreadable(code, Lang::En)), "{code}");
        }
    }
}
