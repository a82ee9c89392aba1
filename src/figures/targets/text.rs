//! Words of targets.

use crate::words;

words! {
    pub struct TargetsText {
        title: "指标目标", "Targets of figures";
        intro: "没有设置时按默认目标。人员没有目标时按班组，班组没有时按全店。新目标从生效日起算，之前的时段仍按当时的目标评价。",
            "Where nothing is set the usual target counts. A person without a target has that of the team, a team that of the store. A target counts from its day on; earlier periods keep theirs.";
        new: "设置目标", "Set a target";
        figures: "经营指标", "Figures";
        figure: "指标", "Figure";
        whose: "适用", "For";
        whole_store: "全店", "The whole store";
        team: "班组", "Team";
        person: "人员", "Person";
        from_on: "生效日", "From";
        target: "目标", "Target";
        target_hint: "百分比或分数，最多一位小数；留空表示从该日起不设目标", "Of a hundred, or points, to one decimal; empty: no target from that day on";
        no_target: "不设目标", "No target";
        usual: "默认", "Usual";
        state: "状态", "State";
        current: "生效中", "Counts now";
        later: "未生效", "Not yet";
        past: "已被替代", "Replaced";
        by: "设置人", "Set by";
        remove: "移除", "Take back";
        save: "保存目标", "Save";
        saved: "目标已保存", "The target is set";
        removed: "目标已移除", "The target was taken back";
        none: "还没有设置过目标", "No target has been set";
        none_text: "现在按默认目标评价。", "The usual ones count.";
    }
}
