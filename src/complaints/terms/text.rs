//! Words of the terms.

use super::rules::Kind;
use crate::platform::i18n::Lang;
use crate::words;

words! {
    pub struct TermText {
        title: "投诉类别与原因", "Categories and causes";
        intro: "用于登记、筛选和分析。停用后不再出现在选项中，已有投诉保持原样。",
            "What complaints are recorded, filtered and analysed by. A retired one is offered no more; complaints keep it.";
        categories: "投诉类别", "Categories";
        causes: "根本原因", "Root causes";
        retired: "已停用", "Retired";
        add_category: "添加类别", "Add a category";
        add_branch: "添加原因大类", "Add a group of causes";
        add_cause: "添加原因", "Add a cause";
        change: "修改名称", "Change";
        name_zh: "中文名称", "Chinese name";
        name_en: "英文名称", "English name";
        both_hint: "员工和客户按各自的界面语言看到", "Each reader sees the one of their language";
        side: "所属部门", "Department";
        side_hint: "超时时通知这一侧的经理", "Its manager hears of what is late";
        branch: "所属大类", "Group";
        save: "保存", "Save";
        added: "已添加", "Added";
        changed: "名称已修改", "Changed";
        moved: "顺序已调整", "Order changed";
        retire: "停用", "Retire";
        retired_now: "已停用", "Retired";
        bring_back: "恢复使用", "Use again";
        back_now: "已恢复使用", "In use again";
        up: "上移", "Move up";
        down: "下移", "Move down";
        used: "近 90 天", "Last 90 days";
        used_hint: "近 90 天受理的投诉", "Complaints received in the last 90 days";
        no_causes: "这个大类下还没有原因", "No cause in this group yet";
        changed_meanwhile: "在您编辑时，有人修改了这一项。请核对后再次保存。",
            "Somebody changed this one while you were editing. Check and save again.";
        theirs: "现在是", "Now:";
        taken: "已有同名项", "There is one of this name";
    }
}

/// The heading of the form for a new term.
pub fn add(kind: Kind, w: &'static TermText) -> &'static str {
    match kind {
        Kind::Category => w.add_category,
        Kind::Branch => w.add_branch,
        Kind::Cause => w.add_cause,
    }
}

/// What kind of term it is, for the list of retired ones.
pub fn kind(kind: Kind, lang: Lang) -> &'static str {
    match kind {
        Kind::Category => lang.pick("类别", "Category"),
        Kind::Branch => lang.pick("原因大类", "Group of causes"),
        Kind::Cause => lang.pick("原因", "Cause"),
    }
}
