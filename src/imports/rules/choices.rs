//! What dealers' systems write where the portal keeps a choice: words to codes. An empty cell is no choice.

use crate::values::text::word;

/// (code, what is written for it)
type Words = &'static [(&'static str, &'static [&'static str])];

/// A list of choices that a cell is read by.
#[derive(Clone, Copy)]
pub struct Choices(Words);

impl Choices {
    /// `Some(None)` for an empty cell, `None` for a word nobody knows.
    pub fn read(self, cell: &str) -> Option<Option<&'static str>> {
        let cell = word(cell);
        if cell.is_empty() || ["-", "--", "未知", "不详", "unknown"].contains(&cell.as_str()) {
            return Some(None);
        }
        self.0
            .iter()
            .find(|(code, words)| *code == cell || words.contains(&cell.as_str()))
            .map(|(code, _)| Some(*code))
    }
}

pub const GENDER: Choices = Choices(&[
    ("male", &["男", "先生", "男性", "m", "mr"]),
    ("female", &["女", "女士", "小姐", "女性", "f", "ms", "mrs"]),
]);

pub const KIND: Choices = Choices(&[
    ("person", &["个人", "个人客户", "自然人", "私人", "individual"]),
    (
        "company",
        &[
            "企业",
            "公司",
            "单位",
            "企业客户",
            "公司客户",
            "单位客户",
            "机构",
            "organisation",
            "organization",
        ],
    ),
]);

pub const SOURCE: Choices = Choices(&[
    (
        "walk_in",
        &[
            "到店",
            "展厅",
            "展厅到店",
            "自然到店",
            "自然进店",
            "来店",
            "进店",
            "walk-in",
            "walk in",
            "showroom",
        ],
    ),
    (
        "phone_in",
        &["来电", "电话", "电话咨询", "热线", "phone", "phone-in", "hotline"],
    ),
    ("website", &["官网", "官方网站", "网站", "web", "official website"]),
    ("autohome", &["汽车之家"]),
    ("yiche", &["易车", "易车网"]),
    ("dongchedi", &["懂车帝"]),
    ("wechat", &["微信", "公众号", "微信公众号", "企业微信"]),
    ("moments", &["朋友圈", "朋友圈广告", "moments ad"]),
    (
        "mini_program",
        &["小程序", "微信小程序", "mini-program", "mini program"],
    ),
    ("app", &["手机应用", "app下载"]),
    ("douyin", &["抖音", "抖音直播", "tiktok"]),
    (
        "exhibition",
        &["车展", "展会", "外展", "巡展", "auto show", "motor show"],
    ),
    ("research", &["市场调研", "市场调查", "market research"]),
    (
        "partner",
        &["合作伙伴", "合作渠道", "异业", "异业合作", "二网", "二级网点"],
    ),
    (
        "referral",
        &["转介绍", "老客户介绍", "朋友介绍", "介绍", "推荐", "老带新"],
    ),
    ("campaign", &["活动", "市场活动", "促销活动"]),
    ("other", &["其他", "其它"]),
]);

pub const USAGE: Choices = Choices(&[
    ("family", &["家庭", "家用", "家庭代步", "代步", "私家", "非营运"]),
    ("business", &["商务", "商务出行", "公务", "公司用车"]),
    ("off_road", &["越野", "户外", "off-road", "off road"]),
    (
        "ride_hailing",
        &["营运", "网约车", "运营", "ride-hailing", "ride hailing"],
    ),
    ("other", &["其他", "其它"]),
]);

pub const TIER: Choices = Choices(&[
    ("regular", &["普通", "普通会员", "普通客户", "非会员", "无"]),
    ("silver", &["银卡", "银卡会员", "银"]),
    ("gold", &["金卡", "金卡会员", "金"]),
    (
        "platinum",
        &["白金", "白金卡", "白金会员", "铂金", "铂金卡", "铂金会员"],
    ),
]);

pub const ENERGY: Choices = Choices(&[
    ("fuel", &["燃油", "汽油", "柴油", "油", "petrol", "gasoline", "diesel"]),
    ("hybrid", &["混动", "油电混合", "油电混动", "混合动力", "hev"]),
    (
        "plug_in",
        &[
            "插混",
            "插电混动",
            "插电式混合动力",
            "增程",
            "增程式",
            "phev",
            "erev",
            "plug-in",
            "plug-in hybrid",
        ],
    ),
    ("electric", &["纯电", "电动", "纯电动", "电", "bev", "ev"]),
]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_whatever_their_width_and_case() {
        assert_eq!(GENDER.read(" 女士 "), Some(Some("female")));
        assert_eq!(GENDER.read("Ｍ"), Some(Some("male")));
        assert_eq!(ENERGY.read("PHEV"), Some(Some("plug_in")));
        assert_eq!(TIER.read("gold"), Some(Some("gold")));
        assert_eq!(SOURCE.read("未知"), Some(None));
        assert_eq!(SOURCE.read(""), Some(None));
        assert_eq!(SOURCE.read("电线杆"), None);
    }

    #[test]
    fn no_word_means_two_codes() {
        for list in [GENDER, KIND, SOURCE, USAGE, TIER, ENERGY] {
            let mut seen = std::collections::BTreeSet::new();
            for (code, words) in list.0 {
                for word in words.iter().chain([code]) {
                    assert!(seen.insert(*word), "{word}");
                    assert_eq!(*word, word.to_lowercase());
                }
            }
        }
    }
}
