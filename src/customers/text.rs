//! Words of the customers room.

use super::model::{Because, masked_ends, masked_phone};
use super::rules::{
    BudgetBand, Channel, Class, ContactTime, Kind, LegalBasis, PhoneLabel, Purpose, RequestState, RevealReason,
    ServiceMode, Source, Tier, Usage,
};
use crate::platform::i18n::Lang;
use crate::values::email::Email;
use crate::values::id_document::{Gender, IdKind};
use crate::{labels, words};

labels! {
    Kind { Person: "个人", "Person"; Company: "单位", "Company"; }
    PhoneLabel {
        Mobile: "手机", "Mobile"; Home: "住宅", "Home"; Work: "单位电话", "Work"; Family: "家属", "Family";
        Other: "其他", "Other";
    }
    Usage {
        Family: "家庭代步", "Family"; Business: "商务出行", "Business"; OffRoad: "越野", "Off-road";
        RideHailing: "营运", "Ride-hailing"; Other: "其他", "Other";
    }
    Tier { Regular: "普通", "Regular"; Silver: "银卡", "Silver"; Gold: "金卡", "Gold"; Platinum: "白金", "Platinum"; }
    LegalBasis {
        Contract: "履行合同", "Contract"; Consent: "个人同意", "Consent"; LegalDuty: "法定义务", "Legal duty";
    }
    Source {
        WalkIn: "展厅到店", "Showroom walk-in"; PhoneIn: "来电", "Phone-in"; Website: "官网", "Website";
        Autohome: "汽车之家", "Autohome"; Yiche: "易车", "Yiche"; Dongchedi: "懂车帝", "Dongchedi";
        WeChat: "微信", "WeChat"; Moments: "朋友圈广告", "Moments ad"; MiniProgram: "小程序", "Mini-program";
        App: "App", "App"; Douyin: "抖音", "Douyin"; Exhibition: "车展", "Exhibition";
        Research: "市场调研", "Market research"; Partner: "异业合作", "Partner"; Referral: "转介绍", "Referral";
        Campaign: "营销活动", "Campaign"; Other: "其他", "Other";
    }
    BudgetBand {
        Under100k: "10 万以下", "Under ¥100k"; From100k: "10–15 万", "¥100k–150k"; From150k: "15–20 万", "¥150k–200k";
        From200k: "20–30 万", "¥200k–300k"; Over300k: "30 万以上", "Over ¥300k";
    }
    Channel { Phone: "电话", "Phone"; Sms: "短信", "SMS"; WeChat: "微信", "WeChat"; Email: "邮件", "E-mail"; }
    ContactTime {
        Any: "都可以", "Any time"; Morning: "上午", "Morning"; Noon: "中午", "Noon"; Afternoon: "下午", "Afternoon";
        Evening: "晚上", "Evening"; Weekend: "周末", "Weekend";
    }
    ServiceMode {
        Wait: "到店等候", "Wait in store"; PickUp: "上门取送", "Pick-up and return"; DropOff: "送店留车", "Drop off";
    }
    Purpose { Service: "服务", "Service"; Marketing: "营销", "Marketing"; Survey: "满意度调查", "Survey"; Sharing: "共享", "Sharing"; }
    RequestState { Open: "待审批", "Waiting"; Approved: "已同意", "Approved"; Rejected: "未同意", "Declined"; }
    Class {
        Vip: "VIP", "VIP"; Existing: "现有客户", "Existing"; New: "新客户", "New"; Potential: "潜在客户", "Potential";
    }
    RevealReason {
        Contact: "联系客户", "Contacting the customer"; Verify: "核对信息", "Checking details";
        Request: "客户本人要求", "The customer asked"; Complaint: "处理投诉", "Handling a complaint";
        Document: "办理手续", "Paperwork";
    }
    Gender { Male: "男", "Male"; Female: "女", "Female"; }
    IdKind {
        MainlandId: "居民身份证", "Mainland ID"; HkMacaoPermit: "港澳通行证", "HK/Macao permit";
        TaiwanPermit: "台胞证", "Taiwan permit"; Passport: "护照", "Passport";
    }
}

words! {
    /// Words of the customers room.
    pub struct CustomerText {
        new: "新建客户", "New customer";
        edit: "修改客户", "Edit customer";
        save_new: "保存并新建", "Save and add another";

        basics: "基本信息", "Basics";
        reach: "联系方式", "How to reach them";
        car: "车辆", "Vehicle";
        car_hint: "可以稍后再补", "Can be added later";
        likes: "偏好", "Preferences";
        origin: "来源与备注", "Source and notes";
        consent: "告知与授权", "Notice and consent";

        kind: "客户类型", "Kind";
        name: "姓名", "Name";
        name_company: "姓名或单位名称", "Name of the person or company";
        gender: "性别", "Gender";
        born_on: "出生日期", "Date of birth";
        id_kind: "证件类型", "ID document";
        id_number: "证件号码", "ID number";
        occupation: "职业", "Occupation";
        credit_code: "统一社会信用代码", "Unified social credit code";
        contact_person: "联系人", "Contact person";
        phones: "电话", "Phones";
        phone: "电话", "Phone";
        phone_label: "电话类型", "Kind of phone";
        primary: "首选", "Call first";
        email: "邮箱", "E-mail";
        wechat: "微信号", "WeChat ID";
        address: "地址", "Address";
        contact_channel: "希望的联系方式", "Prefers to be reached by";
        contact_time: "方便的时间", "Good time to call";
        usage: "用车场景", "Usage";
        preferred_colours: "喜欢的颜色", "Colours";
        preferred_functions: "看重的功能", "Functions";
        budget_band: "预算", "Budget";
        service_mode: "服务方式", "Service";
        source: "来源", "Source";
        owner: "负责人", "Owner";
        tags: "标签", "Tags";
        tags_hint: "用逗号隔开", "Separated by commas";
        notes: "备注", "Notes";
        tier: "会员等级", "Tier";
        nobody: "未分配", "Nobody yet";
        kept_hint: "留着星号即保持不变", "Leave the stars to keep it as it is";

        verified_tick: "以上信息已与客户核对", "Checked with the customer";
        verified_hint: "记录为今天核实", "Noted as verified today";

        duplicate: "可能已有这位客户", "This may be a customer already";
        duplicate_hidden: "已由同事负责，可申请查看", "A colleague looks after this customer; you may ask for access";
        duplicate_open: "打开", "Open";
        duplicate_ask: "申请查看", "Ask for access";
        duplicate_reason: "仍然新建的原因", "Reason to add another record";
        duplicate_reason_hint: "例如：同一号码由家人共用", "For example: the family shares this number";
        same_phone: "电话相同", "same phone";
        same_id: "证件号相同", "same ID number";
        same_credit: "信用代码相同", "same credit code";
        same_plate: "车牌相同", "same plate";
        same_vin: "车架号相同", "same VIN";
        same_email: "姓名和邮箱相同", "same name and e-mail";
        same_wechat: "姓名和微信相同", "same name and WeChat";
        same_birthday: "姓名和生日相同", "same name and birthday";
        plate_energy: "新能源号牌", "New-energy plate";
        looks_right: "格式正确", "Looks right";
        vin_warning: "校验位对不上，请对照行驶证核对；进口车可忽略", "The check digit does not fit; please compare with the licence (imported cars may differ)";

        saved: "已保存", "Saved";
        changed_meanwhile: "在您修改期间，这位客户的资料有了变化", "Somebody changed this customer while you were editing";
        changed_hint: "下面列出不同之处。再次保存将以您填写的内容为准。",
            "The differences are listed below. Saving again keeps what you typed.";
        field: "项目", "Field";
        theirs: "现在的内容", "As it is now";
        mine: "您填写的", "What you typed";
        none: "空", "empty";

        notice_tick: "已向客户告知个人信息的处理方式", "The customer was told how their data is used";
        notice_tick_hint: "个人信息处理告知书，版本", "Notice on personal data, version";
        consent_also: "客户同意用于（可选）", "The customer agrees to (optional)";
        consent_desk: "建档时当面确认", "Confirmed in person when the record was made";
    }
}

/// The name of a field of the record.
pub fn field(name: &str, lang: Lang) -> &'static str {
    known_field(name, lang).unwrap_or(CustomerText::of(lang).field)
}

/// As [`field`]; `None` for what is no field of a customer.
pub fn known_field(name: &str, lang: Lang) -> Option<&'static str> {
    let w = CustomerText::of(lang);
    Some(match name {
        "kind" => w.kind,
        "name" => w.name,
        "gender" => w.gender,
        "born_on" => w.born_on,
        "phones" | "phone" => w.phones,
        "contact_person" => w.contact_person,
        "credit_code" => w.credit_code,
        "email" => w.email,
        "wechat" => w.wechat,
        "id_kind" => w.id_kind,
        "id_number" => w.id_number,
        "occupation" => w.occupation,
        "address" => w.address,
        "source" => w.source,
        "usage" => w.usage,
        "owner" => w.owner,
        "tags" => w.tags,
        "notes" => w.notes,
        "tier" => w.tier,
        "preferred_colours" => w.preferred_colours,
        "preferred_functions" => w.preferred_functions,
        "budget_band" => w.budget_band,
        "contact_channel" => w.contact_channel,
        "contact_time" => w.contact_time,
        "service_mode" => w.service_mode,
        _ => return None,
    })
}

/// A value of the field history as people read it; contact data stays masked.
pub fn shown(field: &str, value: &str, lang: Lang) -> String {
    let label = match field {
        "kind" => Kind::parse(value).map(|one| one.label(lang)),
        "gender" => Gender::parse(value).map(|one| one.label(lang)),
        "id_kind" => IdKind::parse(value).map(|one| one.label(lang)),
        "source" => Source::parse(value).map(|one| one.label(lang)),
        "usage" => Usage::parse(value).map(|one| one.label(lang)),
        "tier" => Tier::parse(value).map(|one| one.label(lang)),
        "budget_band" => BudgetBand::parse(value).map(|one| one.label(lang)),
        "contact_channel" => Channel::parse(value).map(|one| one.label(lang)),
        "contact_time" => ContactTime::parse(value).map(|one| one.label(lang)),
        "service_mode" => ServiceMode::parse(value).map(|one| one.label(lang)),
        _ => None,
    };
    match (label, field) {
        (Some(label), _) => label.to_owned(),
        (None, _) if value.is_empty() => String::new(),
        (None, "phones") => phones(value, lang),
        (None, "id_number" | "wechat" | "credit_code") => masked_ends(value),
        (None, "email") => Email::parse(value).map_or_else(|_| masked_ends(value), |email| email.masked()),
        _ => value.to_owned(),
    }
}

/// `*mobile:13812345621 work:02154321098` as `手机 138****5621（首选）、单位电话 021****1098`.
fn phones(value: &str, lang: Lang) -> String {
    let one = |part: &str| {
        let (code, number) = part.trim_start_matches('*').split_once(':').unwrap_or(("", part));
        let label = PhoneLabel::parse(code).map_or("", |label| label.label(lang));
        let first = if part.starts_with('*') {
            lang.pick("（首选）", " (first)")
        } else {
            ""
        };
        format!("{label} {}{first}", masked_phone(number))
    };
    value
        .split(' ')
        .map(one)
        .collect::<Vec<_>>()
        .join(lang.pick("、", ", "))
}

/// What a possible duplicate shares.
pub fn because(reasons: &[Because], lang: Lang) -> String {
    let w = CustomerText::of(lang);
    let words: Vec<&str> = reasons
        .iter()
        .map(|reason| match reason {
            Because::Phone => w.same_phone,
            Because::IdNumber => w.same_id,
            Because::CreditCode => w.same_credit,
            Because::Plate => w.same_plate,
            Because::Vin => w.same_vin,
            Because::Email => w.same_email,
            Because::WeChat => w.same_wechat,
            Because::BornOn => w.same_birthday,
        })
        .collect();
    words.join(lang.pick("、", ", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_history_masks_contact_data_and_names_choices() {
        assert_eq!(
            shown("phones", "*mobile:13812345621 work:02154321098", Lang::Zh),
            "手机 138****5621（首选）、单位电话 021****1098"
        );
        assert_eq!(shown("tier", "gold", Lang::En), "Gold");
        assert_eq!(shown("email", "gu@qq.com", Lang::Zh), "g***@qq.com");
        assert_eq!(shown("id_number", "11010519491231002X", Lang::Zh), "11***2X");
        assert_eq!(shown("address", "浦东大道 1 号", Lang::Zh), "浦东大道 1 号");
    }
}
