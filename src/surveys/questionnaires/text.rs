//! Words of questionnaires.

use crate::platform::i18n::Lang;
use crate::surveys::rules::{Flaw, Paper, Part, SHOWN_AT_MOST};
use crate::surveys::text;
use crate::words;

words! {
    pub struct DesignText {
        title: "问卷设计", "Questionnaires";
        intro: "发布后的版本不再变化；修改会生成新版本，报告不会混用不同版本。",
            "A published version never changes: editing makes a new one, and reports never mix them.";
        new: "新建问卷", "New questionnaire";
        in_use: "使用中", "In use";
        put_away: "已归档", "Archived";
        name: "名称", "Name";
        purpose: "用途", "Purpose";
        questions: "题目", "Questions";
        state: "状态", "State";
        changed: "最近修改", "Last changed";
        standard: "标准", "Standard";
        draft: "草稿", "Draft";
        published: "已发布", "Published";
        archived: "已归档", "Archived";
        none: "还没有问卷", "No questionnaires yet";
        none_text: "新建一份，或复制一份标准问卷来修改。", "Write one, or copy a standard one and change it.";
        none_archived: "没有已归档的问卷", "No archived questionnaires";
        start: "从哪里开始", "Begin with";
        start_blank: "空白问卷", "A blank page";
        start_standard: "该用途的标准问卷", "The standard one for this purpose";
        purpose_hint: "决定由哪一项调查使用，之后不能更改", "Decides which survey uses it; it can't be changed later";
        title_zh: "中文名称", "Chinese name";
        title_en: "英文名称", "English name";
        intro_zh: "中文开场语", "Chinese introduction";
        intro_en: "英文开场语", "English introduction";
        intro_hint: "显示在第一题之前，可不填", "Stands above the first question; may stay empty";
        both_hint: "客户按自己的语言看到", "Each customer reads the one of their language";
        create: "新建并编辑", "Create and edit";
        created: "问卷已新建", "Questionnaire created";
        save: "保存", "Save";
        edit_title: "名称与开场语", "Name and introduction";
        described: "已保存", "Saved";

        list: "题目列表", "Questions in order";
        list_hint: "Alt+↑/↓ 或拖动可以调整顺序", "Alt+↑/↓ or dragging changes the order";
        section: "分组", "Section";
        add_section: "添加分组", "Add a section";
        edit_section: "修改分组", "Change the section";
        section_zh: "中文名称", "Chinese name";
        section_en: "英文名称", "English name";
        part: "标准分组", "Standard section";
        part_hint: "报告按标准分组跨问卷比较", "Reports compare standard sections across questionnaires";
        no_part: "不属于标准分组", "None of them";
        section_added: "分组已添加", "Section added";
        section_changed: "分组已修改", "Section changed";
        section_removed: "分组已删除", "Section removed";
        no_questions: "这个分组还没有题目", "No question in this section yet";
        add_question: "添加题目", "Add a question";
        add_here: "添加到", "Into";
        add: "添加", "Add";
        up: "上移", "Move up";
        down: "下移", "Move down";
        moved: "顺序已调整", "Order changed";
        remove: "删除", "Remove";
        remove_question: "删除这道题", "Remove this question";
        remove_hint: "删除后可马上撤销（Z）", "Can be undone at once (Z)";
        conditional: "有显示条件", "Shown on a condition";

        edit: "编辑题目", "Question";
        new_question: "新题目", "New question";
        pick: "从左侧选择一题来编辑，或添加新题目。", "Choose a question on the left, or add one.";
        kind: "题型", "Kind";
        kind_hint: "更改题型后，这一题在报告中按新题统计", "With another kind it counts as another question in reports";
        meaning: "统计含义", "Counts as";
        meaning_hint: "总体满意度和推荐意愿各只能有一题", "One question for overall satisfaction, one for recommendation";
        words_zh: "中文题目", "Question in Chinese";
        words_en: "英文题目", "Question in English";
        required: "必答", "Must be answered";
        choices: "选项", "Choices";
        choices_hint: "至少两个；留空的行不保存，保存后可继续添加", "At least two; empty lines are dropped, saving offers more";
        choice_zh: "中文", "Chinese";
        choice_en: "英文", "English";
        show_if: "显示条件", "Shown when";
        always: "总是显示", "Always shown";
        op: "比较方式", "Comparison";
        show_if_hint: "只能依据前面的题目", "It can only depend on an earlier question";
        question_added: "题目已添加", "Question added";
        question_saved: "题目已保存", "Question saved";
        save_question: "保存题目", "Save the question";

        preview: "手机预览", "Phone preview";
        preview_note: "输入时自动更新，保存后生效", "Follows what you type; saved when you save";
        preview_now: "更新预览", "Update the preview";
        in_chinese: "中文", "Chinese";
        in_english: "英文", "English";
        required_mark: "必答", "required";
        shown_if: "满足条件时显示", "Shown on a condition";
        low: "完全不可能", "Not at all likely";
        high: "非常可能", "Extremely likely";
        yes: "是", "Yes";
        no: "否", "No";

        versions: "版本", "Versions";
        compare: "比较版本", "Compare versions";
        publish: "发布", "Publish";
        publish_now: "发布这个版本？发布后不能再修改，新的邀请将使用它。",
            "Publish this version? It can't be changed any more; new invitations use it.";
        published_now: "已发布", "Published";
        begin: "修改（生成新版本）", "Edit (a new version)";
        begun: "已生成草稿，客户仍看到已发布的版本", "A draft was begun; customers still get the published version";
        discard: "放弃草稿", "Discard the draft";
        discard_now: "放弃草稿？其中的修改将全部丢失。", "Discard the draft? All its changes are lost.";
        discarded: "草稿已放弃", "Draft discarded";
        copy: "复制", "Copy";
        copied: "已复制，可以修改了", "Copied: change it as you like";
        archive: "归档", "Archive";
        archived_now: "已归档，不再用于新的调查", "Archived: no new survey uses it";
        bring_back: "恢复使用", "Use again";
        back_now: "已恢复使用", "In use again";
        to_draft: "查看草稿", "To the draft";
        frozen: "这个版本已发布，不能修改。", "This version is published and can't be changed.";
        older: "这是较早的版本。", "This is an earlier version.";
        must_mend: "发布前需要处理", "To be mended before publishing";
        changed_meanwhile: "在您编辑时，有人修改了这一项。请核对后再次保存。",
            "Somebody changed this while you were editing. Check and save again.";
        moved_on: "这份问卷刚刚有变化，请核对后再发布。",
            "The questionnaire has just changed. Check it, then publish.";
        taken: "已有另一题具有这一含义", "Another question already counts as this";
        same_choice: "有两个选项名称相同", "Two choices have the same name";
        half_choice: "每个选项都要有中文和英文", "Every choice needs Chinese and English words";
        few_choices: "至少需要两个选项", "At least two choices are needed";
        wrong_meaning: "这种题型不能这样统计", "A question of this kind can't count as this";
        wrong_cause: "请选择前面的题目和合适的比较方式", "Choose an earlier question and a comparison that fits";

        compare_title: "版本比较", "Versions side by side";
        from: "较早版本", "Earlier version";
        to: "较晚版本", "Later version";
        show: "比较", "Compare";
        back: "返回问卷", "Back to the questionnaire";
        before: "之前", "Before";
        after: "之后", "After";
        change: "变化", "Change";
        added: "新增", "Added";
        gone: "删除", "Removed";
        altered: "修改", "Changed";
        shifted: "移动", "Moved";
        same: "不变", "Unchanged";
        all_same: "两个版本的题目完全相同。", "Both versions ask the same.";
        only_one: "只有一个版本，没有可比较的。", "There is only one version.";
    }
}

/// `第 2 版`
pub fn version(number: i32, lang: Lang) -> String {
    lang.pick(format!("第 {number} 版"), format!("Version {number}"))
}

/// How long a customer's way through is.
pub fn shown(paper: &Paper, lang: Lang) -> String {
    let (most, all) = (paper.most_shown(), paper.questions().count());
    lang.pick(
        format!("共 {all} 题，客户最多看到 {most} 题"),
        format!("{all} questions, at most {most} shown to one customer"),
    )
}

/// What is wrong when customers are shown too much.
pub fn too_long(paper: &Paper, lang: Lang) -> String {
    let shown = shown(paper, lang);
    lang.pick(
        format!("{shown}，建议不超过 {SHOWN_AT_MOST} 题：删减或加显示条件。"),
        format!("{shown}; better no more than {SHOWN_AT_MOST}: drop some or show them on a condition."),
    )
}

/// What must be mended, in words; questions are named by their number.
pub fn flaw(paper: &Paper, flaw: &Flaw, lang: Lang) -> String {
    let number = |id| {
        paper
            .questions()
            .position(|question| question.id == id)
            .map_or(0, |at| at + 1)
    };
    match *flaw {
        Flaw::Empty => lang.pick("还没有题目".to_owned(), "There is no question yet".to_owned()),
        Flaw::TooFewChoices(id) => {
            let number = number(id);
            lang.pick(
                format!("第 {number} 题至少需要两个选项"),
                format!("Question {number} needs at least two choices"),
            )
        }
        Flaw::BrokenShowIf(id) => {
            let number = number(id);
            lang.pick(
                format!("第 {number} 题的显示条件不成立：所依据的题目须在它之前"),
                format!("What question {number} depends on must come before it"),
            )
        }
        Flaw::Twice(id) => {
            let number = number(id);
            lang.pick(
                format!("第 {number} 题的统计含义已被前面的题目使用"),
                format!("Question {number} counts as what an earlier one already does"),
            )
        }
        Flaw::EmptySection(id) => {
            let section = paper.sections.iter().find(|section| section.id == id);
            let name = section.map_or("", |section| lang.pick(section.zh.as_str(), section.en.as_str()));
            lang.pick(
                format!("分组「{name}」没有题目"),
                format!("The section “{name}” has no question"),
            )
        }
    }
}

/// Which questions were set free when one was removed.
pub fn removed(freed: usize, lang: Lang) -> String {
    match freed {
        0 => lang.pick("题目已删除", "Question removed").to_owned(),
        n => lang.pick(
            format!("题目已删除，依据它的 {n} 题改为总是显示"),
            format!("Question removed; {n} that depended on it are now always shown"),
        ),
    }
}

pub fn part_or_none(part: Option<Part>, lang: Lang) -> &'static str {
    part.map_or("", |part| text::part(part, lang))
}
