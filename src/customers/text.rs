//! Words of the customers room.

use super::rules::{
    BudgetBand, Channel, Class, ContactTime, Kind, LegalBasis, PhoneLabel, Purpose, RequestState, RevealReason,
    ServiceMode, Source, Tier, Usage,
};
use crate::labels;
use crate::values::id_document::{Gender, IdKind};

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
    Purpose { Service: "服务", "Service"; Marketing: "营销", "Marketing"; Survey: "调查", "Survey"; Sharing: "共享", "Sharing"; }
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
